-- What lamps with a battery and a solar panel measure, and what a cabinet's node sees.
ALTER TABLE sample ADD COLUMN batt_pct REAL;
ALTER TABLE sample ADD COLUMN batt_v REAL;
ALTER TABLE sample ADD COLUMN batt_a REAL;
ALTER TABLE sample ADD COLUMN pv_v REAL;
ALTER TABLE sample ADD COLUMN pv_a REAL;
ALTER TABLE sample ADD COLUMN pv_wh INTEGER;
ALTER TABLE sample ADD COLUMN door_open INTEGER;
