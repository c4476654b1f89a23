-- Orders that wait, or waited, for a second person; the newest state of each.
CREATE TABLE approval (
    id TEXT PRIMARY KEY,
    asked_ms INTEGER NOT NULL,
    state TEXT NOT NULL,
    body TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX approval_waiting ON approval (state) WHERE state = 'waiting';

-- Lamps that a schedule or a list of lamps darkened without a second person.
CREATE TABLE darkened (
    id TEXT PRIMARY KEY,
    at_ms INTEGER NOT NULL,
    body TEXT NOT NULL
) STRICT, WITHOUT ROWID;
