-- Measurements, in the order of their commits, so that the end of the file grows and not the whole
-- of it. The key is the wire's (node, session, at_ms), ordered for reading one node's time.
CREATE TABLE sample (
    id INTEGER PRIMARY KEY,
    node TEXT NOT NULL,
    session TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    lamp TEXT NOT NULL,
    received_ms INTEGER NOT NULL,
    clock TEXT NOT NULL,
    level INTEGER,
    power_w REAL,
    supply_v REAL,
    supply_a REAL,
    power_factor REAL,
    energy_wh INTEGER,
    burn_s INTEGER,
    starts INTEGER,
    gear_temp_c REAL,
    rest TEXT,
    UNIQUE (node, at_ms, session)
) STRICT;
-- The nodes that a lamp has had: the way from a lamp to its measurements.
CREATE TABLE served (
    lamp TEXT NOT NULL,
    node TEXT NOT NULL,
    PRIMARY KEY (lamp, node)
) STRICT, WITHOUT ROWID;

-- What must not be lost. `body` is the event as JSON, fields that we don't know included.
CREATE TABLE event (
    id INTEGER PRIMARY KEY,
    node TEXT NOT NULL,
    log TEXT NOT NULL,
    n INTEGER NOT NULL,
    lamp TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    received_ms INTEGER NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (node, log, n)
) STRICT;
CREATE INDEX event_of_lamp ON event (lamp, received_ms);

-- Events that are gone for good, by their numbers.
CREATE TABLE gap (
    node TEXT NOT NULL,
    log TEXT NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    count INTEGER NOT NULL,
    why TEXT NOT NULL,
    noted_ms INTEGER NOT NULL,
    PRIMARY KEY (node, log, first, last)
) STRICT, WITHOUT ROWID;

CREATE TABLE twin (node TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE fault (
    id TEXT PRIMARY KEY,
    code TEXT NOT NULL,
    lamp TEXT,
    panel TEXT NOT NULL,
    origin TEXT NOT NULL,
    state TEXT NOT NULL,
    since_ms INTEGER NOT NULL,
    body TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX fault_by_time ON fault (since_ms);
CREATE INDEX fault_open ON fault (state) WHERE state <> 'cleared';

CREATE TABLE incident (
    id TEXT PRIMARY KEY,
    panel TEXT NOT NULL,
    since_ms INTEGER NOT NULL,
    cleared_ms INTEGER,
    body TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Messages that could not be used: the newest for a look, and how many of each kind for ever.
CREATE TABLE refused (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    received_ms INTEGER NOT NULL,
    topic TEXT NOT NULL,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL,
    payload BLOB NOT NULL
) STRICT;
CREATE TABLE refused_count (reason TEXT PRIMARY KEY, total INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE document (
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    version INTEGER NOT NULL,
    issued_ms INTEGER NOT NULL,
    payload BLOB NOT NULL,
    PRIMARY KEY (kind, subject)
) STRICT, WITHOUT ROWID;

CREATE TABLE schedule (
    version INTEGER PRIMARY KEY,
    text TEXT NOT NULL,
    source TEXT NOT NULL,
    who TEXT NOT NULL,
    reason TEXT NOT NULL,
    applied_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE override (
    id TEXT PRIMARY KEY,
    until_ms INTEGER NOT NULL,
    released_ms INTEGER,
    body TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE change (
    id TEXT PRIMARY KEY,
    recorded_ms INTEGER NOT NULL,
    what TEXT NOT NULL,
    who TEXT NOT NULL,
    needs TEXT NOT NULL
) STRICT;
CREATE INDEX change_by_time ON change (recorded_ms);

CREATE TABLE inventory (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    csv TEXT NOT NULL
) STRICT;

-- Who did what and why. Never changed, never deleted.
CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at_ms INTEGER NOT NULL,
    who TEXT NOT NULL,
    action TEXT NOT NULL,
    target TEXT NOT NULL,
    reason TEXT NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL
) STRICT;
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit is never changed'); END;
CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit is never deleted'); END;
CREATE TRIGGER audit_is_not_replaced BEFORE INSERT ON audit
WHEN NEW.id IS NOT NULL AND EXISTS (SELECT 1 FROM audit WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'the audit is never changed'); END;

CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- Totals that the controller counts, and rows of the tables that are too large to be counted.
CREATE TABLE count (name TEXT PRIMARY KEY, total INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE row_count (name TEXT PRIMARY KEY, total INTEGER NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO row_count VALUES ('sample', 0), ('event', 0), ('gap', 0);
