-- SPDX-License-Identifier: GPL-3.0-or-later
-- Version 1: a GeoPackage with the layers vehicle, place and region, and beside them what only Chezu reads.
-- Integers throughout: positions in 1e-7 degrees (WGS-84), times in Unix milliseconds (UTC), speeds in cm/s, courses
-- in 1/100 degree, odometers in metres; -1 is unknown. Geometries are GeoPackage blobs.

-- What the GeoPackage standard (OGC 12-128r17, 1.3) asks for --------------------------------------------------------

CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL,
  srs_id INTEGER PRIMARY KEY NOT NULL,
  organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL,
  definition TEXT NOT NULL,
  description TEXT
);

INSERT INTO gpkg_spatial_ref_sys VALUES
  ('Undefined Cartesian SRS', -1, 'NONE', -1, 'undefined', 'undefined Cartesian coordinate reference system'),
  ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', 'undefined geographic coordinate reference system'),
  ('WGS 84 geodetic', 4326, 'EPSG', 4326,
   'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]',
   'longitude and latitude in degrees on the WGS 84 ellipsoid');

CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY,
  data_type TEXT NOT NULL,
  identifier TEXT UNIQUE,
  description TEXT DEFAULT '',
  last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  min_x DOUBLE,
  min_y DOUBLE,
  max_x DOUBLE,
  max_y DOUBLE,
  srs_id INTEGER REFERENCES gpkg_spatial_ref_sys (srs_id)
);

CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL,
  column_name TEXT NOT NULL,
  geometry_type_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL REFERENCES gpkg_spatial_ref_sys (srs_id),
  z TINYINT NOT NULL,
  m TINYINT NOT NULL,
  PRIMARY KEY (table_name, column_name),
  UNIQUE (table_name),
  FOREIGN KEY (table_name) REFERENCES gpkg_contents (table_name)
);

-- Sources and what came of them --------------------------------------------------------------------------------------

-- Credentials are elsewhere; here stands only where.
CREATE TABLE source (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  url TEXT NOT NULL,
  user TEXT,
  credential TEXT NOT NULL,
  credential_file TEXT,
  ca_file TEXT,
  enabled INTEGER NOT NULL DEFAULT 1,
  state TEXT NOT NULL DEFAULT 'idle',
  transport TEXT,
  state_since_ms INTEGER NOT NULL DEFAULT 0,
  connected_ms INTEGER NOT NULL DEFAULT 0,
  last_message_ms INTEGER NOT NULL DEFAULT 0,
  retry_at_ms INTEGER NOT NULL DEFAULT 0,
  lag_ms INTEGER NOT NULL DEFAULT -1,
  last_error TEXT,
  cursor TEXT,
  accepted INTEGER NOT NULL DEFAULT 0,
  duplicate INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE refusal (
  source INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
  reason TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (source, reason)
) WITHOUT ROWID;

-- The newest refused records as they came, cut to 4 KiB.
CREATE TABLE quarantine (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  source INTEGER REFERENCES source (id) ON DELETE CASCADE,
  reason TEXT NOT NULL,
  time_ms INTEGER NOT NULL,
  record TEXT
);
CREATE INDEX quarantine_source ON quarantine (source);

-- Vehicles, their past, their events ---------------------------------------------------------------------------------

-- Latest state. seq grows at every change and is unique: followers ask for seq > last.
CREATE TABLE vehicle (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  geom POINT,
  plate TEXT,
  kind TEXT NOT NULL DEFAULT 'unknown',
  enterprise TEXT,
  driver TEXT,
  phone TEXT,
  model TEXT,
  time_ms INTEGER,
  lon_e7 INTEGER,
  lat_e7 INTEGER,
  speed_cm_s INTEGER,
  course_cdeg INTEGER,
  odometer_m INTEGER,
  altitude_m INTEGER,
  flags INTEGER,
  received_ms INTEGER NOT NULL DEFAULT 0,
  interval_ms INTEGER NOT NULL DEFAULT 0,
  connected BOOLEAN NOT NULL DEFAULT 0,
  gone BOOLEAN NOT NULL DEFAULT 0,
  heard_ms INTEGER NOT NULL DEFAULT 0,
  seq INTEGER NOT NULL,
  source INTEGER REFERENCES source (id) ON DELETE SET NULL,
  remote_id INTEGER NOT NULL,
  unique_id TEXT
);
CREATE UNIQUE INDEX vehicle_remote ON vehicle (source, remote_id);
CREATE UNIQUE INDEX vehicle_seq ON vehicle (seq);
-- A source that was removed and comes back finds its vehicles again by their terminals.
CREATE INDEX vehicle_orphan ON vehicle (unique_id) WHERE source IS NULL;

-- Clustered by vehicle and time, which is how history is asked for.
CREATE TABLE fix_row (
  vehicle INTEGER NOT NULL,
  time_ms INTEGER NOT NULL,
  lon_e7 INTEGER NOT NULL,
  lat_e7 INTEGER NOT NULL,
  speed_cm_s INTEGER NOT NULL,
  course_cdeg INTEGER NOT NULL,
  odometer_m INTEGER NOT NULL,
  altitude_m INTEGER NOT NULL,
  flags INTEGER NOT NULL,
  PRIMARY KEY (vehicle, time_ms)
) WITHOUT ROWID;

-- How many rows a large table has, so that nobody needs to count them.
CREATE TABLE tally (
  name TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO tally VALUES ('fix', 0), ('event', 0);

CREATE TABLE event (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  vehicle INTEGER NOT NULL REFERENCES vehicle (id),
  time_ms INTEGER NOT NULL,
  kind TEXT NOT NULL,
  alarm TEXT,
  lon_e7 INTEGER,
  lat_e7 INTEGER,
  speed_cm_s INTEGER,
  received_ms INTEGER NOT NULL,
  source INTEGER REFERENCES source (id) ON DELETE SET NULL,
  remote_id INTEGER
);
CREATE INDEX event_vehicle ON event (vehicle, time_ms);
CREATE INDEX event_alarm ON event (time_ms) WHERE alarm IS NOT NULL;
CREATE UNIQUE INDEX event_remote ON event (source, remote_id) WHERE remote_id IS NOT NULL;

-- What does not move -------------------------------------------------------------------------------------------------

-- origin is 'shipped' for what comes with Chezu; anything else was added by people and is theirs.
CREATE TABLE place (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  geom POINT,
  code TEXT,
  kind TEXT NOT NULL,
  name_zh TEXT,
  name_en TEXT,
  address_zh TEXT,
  phone TEXT,
  opening_hours TEXT,
  capacity INTEGER,
  capacity_unit TEXT,
  services TEXT,
  region TEXT,
  origin TEXT NOT NULL DEFAULT 'own',
  loaded_ms INTEGER
);
CREATE UNIQUE INDEX place_shipped ON place (code) WHERE origin = 'shipped';

CREATE TABLE region (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  geom MULTIPOLYGON,
  key TEXT NOT NULL,
  name_zh TEXT,
  name_en TEXT,
  label_lon DOUBLE,
  label_lat DOUBLE,
  origin TEXT NOT NULL DEFAULT 'own',
  loaded_ms INTEGER
);
CREATE UNIQUE INDEX region_shipped ON region (key) WHERE origin = 'shipped';

-- Which content of the shipped files was loaded last.
CREATE TABLE reference_file (
  name TEXT PRIMARY KEY,
  hash TEXT NOT NULL,
  loaded_ms INTEGER NOT NULL
) WITHOUT ROWID;

-- Listing one table as attributes keeps GIS programs from showing the inner ones.
INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) VALUES
  ('vehicle', 'features', 'vehicle', 'Latest state of every vehicle', 4326),
  ('place', 'features', 'place', 'Stations, service areas and hubs', 4326),
  ('region', 'features', 'region', 'Grid regions', 4326),
  ('event', 'attributes', 'event', 'Events and alarms that sources reported', NULL);
INSERT INTO gpkg_geometry_columns VALUES
  ('vehicle', 'geom', 'POINT', 4326, 0, 0),
  ('place', 'geom', 'POINT', 4326, 0, 0),
  ('region', 'geom', 'MULTIPOLYGON', 4326, 0, 0);
