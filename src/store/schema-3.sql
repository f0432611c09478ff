-- SPDX-License-Identifier: GPL-3.0-or-later
-- Version 3: several sources, each with its own datum and clock, whose terminals may share a vehicle; what came of
-- every record, by day.

-- How what a source sends is read. speedup, original_times and columns are those of a recorded file that is replayed.
ALTER TABLE source ADD COLUMN datum TEXT NOT NULL DEFAULT 'wgs84';
ALTER TABLE source ADD COLUMN time_offset_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE source ADD COLUMN speedup REAL NOT NULL DEFAULT 1;
ALTER TABLE source ADD COLUMN original_times INTEGER NOT NULL DEFAULT 0;
ALTER TABLE source ADD COLUMN columns TEXT;
ALTER TABLE source ADD COLUMN created_ms INTEGER NOT NULL DEFAULT 0;

-- New fixes of the minute (of Unix time) in which something was committed last, and of the one before it.
ALTER TABLE source ADD COLUMN rate_minute INTEGER NOT NULL DEFAULT 0;
ALTER TABLE source ADD COLUMN rate_fixes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE source ADD COLUMN rate_before INTEGER NOT NULL DEFAULT 0;

-- What each source says of each of its terminals. source is NULL for those of a source that was removed: they are how
-- its vehicles are found when it comes back. listed is 0 for one that its source does not name any more.
CREATE TABLE terminal (
  id INTEGER PRIMARY KEY NOT NULL,
  source INTEGER REFERENCES source (id) ON DELETE SET NULL,
  remote_id INTEGER NOT NULL,
  vehicle INTEGER NOT NULL REFERENCES vehicle (id),
  unique_id TEXT,
  plate TEXT,
  plate_color INTEGER NOT NULL DEFAULT 0,
  kind TEXT NOT NULL DEFAULT 'unknown',
  enterprise TEXT,
  driver TEXT,
  phone TEXT,
  model TEXT,
  connected INTEGER NOT NULL DEFAULT 0,
  gone INTEGER NOT NULL DEFAULT 0,
  listed INTEGER NOT NULL DEFAULT 1,
  heard_ms INTEGER NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX terminal_remote ON terminal (source, remote_id);
CREATE INDEX terminal_vehicle ON terminal (vehicle);
CREATE INDEX terminal_unique_id ON terminal (unique_id) WHERE unique_id IS NOT NULL;

-- From now on source and remote_id of a vehicle name the terminal that its newest fix came from, and the rest of what
-- describes it is put together from all its terminals.
ALTER TABLE vehicle ADD COLUMN plate_color INTEGER NOT NULL DEFAULT 0;
DROP INDEX vehicle_remote;
DROP INDEX vehicle_orphan;
CREATE INDEX vehicle_plate ON vehicle (plate) WHERE plate IS NOT NULL;

INSERT INTO terminal (source, remote_id, vehicle, unique_id, plate, kind, enterprise, driver, phone, model, connected,
                      gone, heard_ms)
  SELECT source, remote_id, id, unique_id, plate, kind, enterprise, driver, phone, model, connected, gone, heard_ms
  FROM vehicle;

-- Fixes that jumped away from their vehicle's track, until the next ones tell what they were; those that were refused
-- stay a while, so that they are known when they are sent again. state: 0 taken, 1 held back, 2 refused.
CREATE TABLE suspect (
  vehicle INTEGER NOT NULL REFERENCES vehicle (id) ON DELETE CASCADE,
  time_ms INTEGER NOT NULL,
  state INTEGER NOT NULL,
  source INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
  quarantine INTEGER,
  lon_e7 INTEGER NOT NULL,
  lat_e7 INTEGER NOT NULL,
  speed_cm_s INTEGER NOT NULL,
  course_cdeg INTEGER NOT NULL,
  odometer_m INTEGER NOT NULL,
  altitude_m INTEGER NOT NULL,
  flags INTEGER NOT NULL,
  anchor_ms INTEGER NOT NULL,
  anchor_lon_e7 INTEGER NOT NULL,
  anchor_lat_e7 INTEGER NOT NULL,
  PRIMARY KEY (vehicle, time_ms)
) WITHOUT ROWID;

ALTER TABLE quarantine ADD COLUMN vehicle INTEGER;

-- What came of the records of a day (of China Standard Time, counted from 1970-01-01), by vehicle and source. vehicle
-- is 0 for records that name none.
CREATE TABLE quality (
  day INTEGER NOT NULL,
  vehicle INTEGER NOT NULL,
  source INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
  accepted INTEGER NOT NULL,
  duplicate INTEGER NOT NULL,
  late INTEGER NOT NULL,
  drift INTEGER NOT NULL,
  out_of_range INTEGER NOT NULL,
  bad_time INTEGER NOT NULL,
  malformed INTEGER NOT NULL,
  refused INTEGER NOT NULL,
  qualified INTEGER NOT NULL,
  PRIMARY KEY (day, vehicle, source)
) WITHOUT ROWID;
