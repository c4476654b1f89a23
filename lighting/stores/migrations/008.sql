-- What is to be repaired, and visits to lamps that speak for a repair.
CREATE TABLE work (
    id TEXT PRIMARY KEY,
    state TEXT NOT NULL,
    proof TEXT,
    incident TEXT,
    done_ms INTEGER,
    body TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX work_by_done ON work (done_ms);

CREATE TABLE visit (
    id TEXT PRIMARY KEY,
    lamp TEXT NOT NULL,
    work TEXT,
    sent_ms INTEGER NOT NULL,
    body TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX visit_by_work ON visit (work);
