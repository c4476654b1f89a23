-- How far each change got with each lamp [ms since 1970 UTC]; NULL: not yet.
CREATE TABLE ledger (
    change TEXT NOT NULL,
    lamp TEXT NOT NULL,
    sent_ms INTEGER,
    received_ms INTEGER,
    applied_ms INTEGER,
    confirmed_ms INTEGER,
    PRIMARY KEY (change, lamp)
) STRICT, WITHOUT ROWID;
-- The version that a schedule took the place of; 0: none, NULL: from before this was kept.
ALTER TABLE schedule ADD COLUMN base INTEGER;
