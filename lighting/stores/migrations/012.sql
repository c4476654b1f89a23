-- Work on lamps, while which their faults are held back; what is over stays for a look.
CREATE TABLE maintenance (
    id TEXT PRIMARY KEY,
    ended_ms INTEGER,
    body TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX maintenance_lasting ON maintenance (ended_ms) WHERE ended_ms IS NULL;
