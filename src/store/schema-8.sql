-- SPDX-License-Identifier: GPL-3.0-or-later
-- Version 8: geofences, and who was inside them when.

-- A layer of the GeoPackage, so that others see it; it has no spatial index, because there are hundreds at most.
-- form: polygon, circle, corridor. path is a JSON array of [lon, lat]: the centre of a circle, the line of a corridor; of
-- a polygon it is NULL, its geometry says all. radius_m: of a circle, half the width of a corridor. state: 1 it is there,
-- 2 it was removed and can be had back, since since_ms. changed_ms: when its shape became what it is. seq grows at every
-- change of a fence and never comes twice, also not when a transaction was taken back.
CREATE TABLE geofence (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  geom MULTIPOLYGON,
  name TEXT NOT NULL,
  note TEXT,
  form TEXT NOT NULL,
  path TEXT,
  radius_m REAL NOT NULL DEFAULT 0,
  color INTEGER NOT NULL,
  visible INTEGER NOT NULL DEFAULT 1,
  created_ms INTEGER NOT NULL,
  changed_ms INTEGER NOT NULL,
  state INTEGER NOT NULL DEFAULT 1,
  since_ms INTEGER NOT NULL,
  seq INTEGER NOT NULL
);
CREATE INDEX geofence_seq ON geofence (seq);

INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) VALUES
  ('geofence', 'features', 'geofence', 'Geofences', 4326);
INSERT INTO gpkg_geometry_columns VALUES ('geofence', 'geom', 'MULTIPOLYGON', 4326, 0, 0);

-- A vehicle's stay: from its first fix inside to its first fix outside; left_ms is NULL while it is inside. was_inside:
-- it stood there already when the fence was drawn or changed, entered_ms is the fix that says so.
CREATE TABLE geofence_visit (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  geofence INTEGER NOT NULL REFERENCES geofence (id),
  vehicle INTEGER NOT NULL REFERENCES vehicle (id),
  entered_ms INTEGER NOT NULL,
  left_ms INTEGER,
  was_inside INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX geofence_visit_time ON geofence_visit (geofence, entered_ms);
CREATE INDEX geofence_visit_vehicle ON geofence_visit (vehicle, entered_ms);
CREATE INDEX geofence_visit_open ON geofence_visit (vehicle, geofence) WHERE left_ms IS NULL;
CREATE INDEX geofence_visit_inside ON geofence_visit (geofence) WHERE left_ms IS NULL;
CREATE INDEX geofence_visit_left ON geofence_visit (left_ms) WHERE left_ms IS NOT NULL;

-- A vehicle whose fixes stand on the other side of the edge since since_ms, but so near and so shortly that it does not
-- count yet.
CREATE TABLE geofence_pending (
  vehicle INTEGER NOT NULL REFERENCES vehicle (id),
  geofence INTEGER NOT NULL REFERENCES geofence (id),
  since_ms INTEGER NOT NULL,
  PRIMARY KEY (vehicle, geofence)
) WITHOUT ROWID;

-- Grows with every change of fences and visits.
CREATE TABLE geofence_change (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  seq INTEGER NOT NULL
);
INSERT INTO geofence_change VALUES (1, 0);
