-- A sample whose own time can't be is stored under the controller's; its own stands here.
ALTER TABLE sample ADD COLUMN node_at_ms INTEGER;
-- A column for each measurement: text made of some of them cost as much as all the others.
ALTER TABLE sample DROP COLUMN rest;
ALTER TABLE sample ADD COLUMN supply_hz REAL;
ALTER TABLE sample ADD COLUMN supply_losses INTEGER;
ALTER TABLE sample ADD COLUMN led_temp_c REAL;
ALTER TABLE sample ADD COLUMN tilt_deg REAL;
ALTER TABLE sample ADD COLUMN lux REAL;
ALTER TABLE sample ADD COLUMN rssi_dbm REAL;
ALTER TABLE sample ADD COLUMN uptime_s INTEGER;
ALTER TABLE sample ADD COLUMN clock_offset_s REAL;
-- Under which time each such sample was stored, so that it is the same when it comes again.
CREATE TABLE replaced (
    node TEXT NOT NULL,
    session TEXT NOT NULL,
    node_at_ms INTEGER NOT NULL,
    stored_ms INTEGER NOT NULL,
    PRIMARY KEY (node, session, node_at_ms)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX replaced_once ON replaced (node, stored_ms);

-- Twins of nodes as they came, before each is put in its place in `twin`: an entry a commit.
CREATE TABLE twin_log (
    id INTEGER PRIMARY KEY,
    count INTEGER NOT NULL,
    body BLOB NOT NULL
) STRICT;

-- What is on its way to InfluxDB, as it will be sent: lines of one commit, for one bucket.
-- A row goes when InfluxDB has answered that it has all of it.
CREATE TABLE journal (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    bucket TEXT NOT NULL, -- raw or hourly
    is_routine INTEGER NOT NULL, -- 1: samples, which may be thinned
    committed_ms INTEGER NOT NULL,
    first_ms INTEGER NOT NULL, -- the oldest and the newest point
    last_ms INTEGER NOT NULL,
    points INTEGER NOT NULL,
    body BLOB NOT NULL
) STRICT;
CREATE INDEX journal_by_bucket ON journal (bucket, id);
-- What journal holds, so that it need not be walked.
CREATE TABLE journal_size (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    points INTEGER NOT NULL,
    bytes INTEGER NOT NULL
) STRICT;
INSERT INTO journal_size VALUES (1, 0, 0);
CREATE TRIGGER journal_grew AFTER INSERT ON journal BEGIN
UPDATE journal_size SET points = points + NEW.points, bytes = bytes + length(NEW.body);
END;
CREATE TRIGGER journal_shrank AFTER DELETE ON journal BEGIN
UPDATE journal_size SET points = points - OLD.points, bytes = bytes - length(OLD.body);
END;

-- Lines that InfluxDB refused for good, and why.
CREATE TABLE parked (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    parked_ms INTEGER NOT NULL,
    bucket TEXT NOT NULL,
    status INTEGER NOT NULL,
    reason TEXT NOT NULL,
    line TEXT NOT NULL
) STRICT;

-- What was thinned because there was no more room; never deleted.
CREATE TABLE dropped (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    noted_ms INTEGER NOT NULL,
    class TEXT NOT NULL,
    from_ms INTEGER NOT NULL,
    to_ms INTEGER NOT NULL,
    count INTEGER NOT NULL,
    why TEXT NOT NULL
) STRICT;

-- What each lamp did in each hour, where there is no InfluxDB.
CREATE TABLE hour (
    lamp TEXT NOT NULL,
    hour_ms INTEGER NOT NULL,
    energy_wh REAL,
    burn_s REAL,
    power_min_w REAL,
    power_mean_w REAL,
    power_max_w REAL,
    covered_s REAL NOT NULL,
    samples INTEGER NOT NULL,
    quality TEXT NOT NULL,
    PRIMARY KEY (lamp, hour_ms)
) STRICT, WITHOUT ROWID;
CREATE INDEX hour_by_time ON hour (hour_ms);
-- Counters that nodes kept, for those hours.
CREATE INDEX event_of_counters ON event (at_ms) WHERE kind = 'energy';
-- Hours of which something came since they were rolled up; marks rise with each commit.
CREATE TABLE stale_hour (hour_ms INTEGER PRIMARY KEY, marks INTEGER NOT NULL) STRICT;
