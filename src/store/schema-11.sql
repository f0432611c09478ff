-- SPDX-License-Identifier: GPL-3.0-or-later
-- Version 11: what rules rest on and remember.

-- --- Rules

-- Each change of the figures; the newest row counts, and none means the figures of the program. figures is the whole set
-- as JSON.
CREATE TABLE rule_change (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  time_ms INTEGER NOT NULL,
  who TEXT NOT NULL,
  reason TEXT NOT NULL,
  figures TEXT NOT NULL
);

-- What the engine remembers of a vehicle, as it was after the fix of heard_ms; what came later is in the history and is
-- judged again.
CREATE TABLE rule_state (
  vehicle INTEGER PRIMARY KEY NOT NULL REFERENCES vehicle (id),
  heard_ms INTEGER NOT NULL,
  state BLOB NOT NULL
);

-- Nobody is called; what happens is on record all the same. type NULL: all but those of priority 1. A snooze that was
-- ended early has its end in until_ms.
CREATE TABLE rule_snooze (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  vehicle INTEGER NOT NULL REFERENCES vehicle (id),
  type TEXT,
  from_ms INTEGER NOT NULL,
  until_ms INTEGER NOT NULL,
  reason TEXT NOT NULL,
  who TEXT NOT NULL
);
CREATE INDEX rule_snooze_until ON rule_snooze (until_ms);

-- What a geofence means to the rules. banned_kinds: a bit by kind of vehicle; minutes are of the day in China, the first
-- belongs to the ban and the last does not, equal ones mean always. limit_*_km_h 0: none of its own. dwell_s 0: as long
-- as anybody likes, -1: as the rule has it.
CREATE TABLE geofence_rule (
  geofence INTEGER PRIMARY KEY NOT NULL REFERENCES geofence (id),
  tells_entry INTEGER NOT NULL DEFAULT 0,
  tells_exit INTEGER NOT NULL DEFAULT 0,
  banned_kinds INTEGER NOT NULL DEFAULT 0,
  ban_from_min INTEGER NOT NULL DEFAULT 0,
  ban_to_min INTEGER NOT NULL DEFAULT 0,
  limit_car_km_h REAL NOT NULL DEFAULT 0,
  limit_heavy_km_h REAL NOT NULL DEFAULT 0,
  limit_hazmat_km_h REAL NOT NULL DEFAULT 0,
  dwell_s REAL NOT NULL DEFAULT 0
);

-- Vehicles that have to keep to a corridor.
CREATE TABLE geofence_keeper (
  vehicle INTEGER NOT NULL REFERENCES vehicle (id),
  geofence INTEGER NOT NULL REFERENCES geofence (id),
  PRIMARY KEY (vehicle, geofence)
) WITHOUT ROWID;

-- Papers of a vehicle: license, permit, insurance, liability, tank; until_ms is the first instant at which one is no
-- longer good.
CREATE TABLE vehicle_paper (
  vehicle INTEGER NOT NULL REFERENCES vehicle (id),
  paper TEXT NOT NULL,
  until_ms INTEGER NOT NULL,
  PRIMARY KEY (vehicle, paper)
) WITHOUT ROWID;

-- Grows whenever something changes that rules rest on: figures, snoozes, fences, papers, places, roads.
CREATE TABLE rule_version (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  seq INTEGER NOT NULL
);
INSERT INTO rule_version VALUES (1, 0);

-- It is on record and in the queue, but nobody is called: a rule whose excess is slight.
ALTER TABLE alarm_state ADD COLUMN silent INTEGER NOT NULL DEFAULT 0;
-- What a rule measured and what it allows, in thousandths of the unit ("" none); subject: the geofence, the other vehicle,
-- or the paper that it is about, 0 none.
ALTER TABLE alarm_state ADD COLUMN measured_milli INTEGER NOT NULL DEFAULT 0;
ALTER TABLE alarm_state ADD COLUMN bound_milli INTEGER NOT NULL DEFAULT 0;
ALTER TABLE alarm_state ADD COLUMN unit TEXT NOT NULL DEFAULT '';
ALTER TABLE alarm_state ADD COLUMN subject INTEGER NOT NULL DEFAULT 0;

-- --- Roads

-- Lines of the shipped tables: what road a place is on, of which class, and how fast it is. A layer of the GeoPackage
-- without a spatial index, because it is read as a whole. class as the base map has it; limits 0: not known.
CREATE TABLE road (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  geom LINESTRING,
  ref TEXT,
  name_zh TEXT NOT NULL,
  name_en TEXT,
  from_zh TEXT,
  to_zh TEXT,
  class TEXT NOT NULL,
  limit_truck_km_h INTEGER NOT NULL DEFAULT 0,
  limit_car_km_h INTEGER NOT NULL DEFAULT 0,
  length_m INTEGER NOT NULL DEFAULT 0
);

INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) VALUES
  ('road', 'features', 'road', 'Roads', 4326);
INSERT INTO gpkg_geometry_columns VALUES ('road', 'geom', 'LINESTRING', 4326, 0, 0);
