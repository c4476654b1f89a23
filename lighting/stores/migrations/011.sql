-- Messages to people. What changes is noted in the commit that changes it, but only while somebody
-- is told: `notify_state` has a row then, with all that was decided so far.
CREATE TABLE notify_state (id INTEGER PRIMARY KEY CHECK (id = 1), body TEXT NOT NULL) STRICT;

CREATE TABLE notify_change (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    body TEXT NOT NULL
) STRICT;

CREATE TRIGGER notify_of_fault AFTER INSERT ON fault
WHEN new.state <> 'pending' AND EXISTS (SELECT 1 FROM notify_state)
BEGIN
    INSERT INTO notify_change (kind, body) VALUES ('fault', new.body);
END;

CREATE TRIGGER notify_of_incident AFTER INSERT ON incident
WHEN EXISTS (SELECT 1 FROM notify_state)
BEGIN
    INSERT INTO notify_change (kind, body) VALUES ('incident', new.body);
END;

-- A message, and how far it got on the way to each address; the address itself holds secrets.
CREATE TABLE notify_message (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    decided_ms INTEGER NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    severity INTEGER NOT NULL
) STRICT;

CREATE TABLE notify_delivery (
    message INTEGER NOT NULL,
    mark TEXT NOT NULL,
    target TEXT NOT NULL,
    tries INTEGER NOT NULL,
    next_ms INTEGER,
    sent_ms INTEGER,
    why TEXT NOT NULL,
    PRIMARY KEY (message, mark)
) STRICT, WITHOUT ROWID;
CREATE INDEX notify_delivery_due ON notify_delivery (next_ms) WHERE next_ms IS NOT NULL;
