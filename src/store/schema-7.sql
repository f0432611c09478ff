-- SPDX-License-Identifier: GPL-3.0-or-later
-- Version 7: overlays, features from files of others that are kept here when the file is gone.

-- state: 0 its features are still being added, 1 it is there, 2 it was removed and can be had back for a while, since
-- since_ms. position grows upwards; no two that are there share one. seq grows at every change, as that of vehicles.
-- label is '@name', the name of an attribute, or empty. fields is a JSON array of attributes.
CREATE TABLE overlay (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  name TEXT NOT NULL,
  file TEXT NOT NULL,
  datum TEXT NOT NULL,
  imported_ms INTEGER NOT NULL,
  state INTEGER NOT NULL DEFAULT 0,
  since_ms INTEGER NOT NULL,
  position INTEGER NOT NULL,
  visible INTEGER NOT NULL DEFAULT 1,
  color INTEGER NOT NULL,
  width REAL NOT NULL,
  opacity REAL NOT NULL,
  label TEXT NOT NULL,
  fields TEXT NOT NULL,
  n_points INTEGER NOT NULL,
  n_lines INTEGER NOT NULL,
  n_polygons INTEGER NOT NULL,
  n_vertices INTEGER NOT NULL,
  west REAL NOT NULL,
  south REAL NOT NULL,
  east REAL NOT NULL,
  north REAL NOT NULL,
  seq INTEGER NOT NULL
);
CREATE INDEX overlay_seq ON overlay (seq);

-- A layer of the GeoPackage, so that others see it. It is read overlay by overlay and has no spatial index.
CREATE TABLE overlay_feature (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  geom GEOMETRY,
  overlay INTEGER NOT NULL REFERENCES overlay (id),
  name TEXT,
  description TEXT,
  attributes TEXT
);
CREATE INDEX overlay_feature_overlay ON overlay_feature (overlay);

INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) VALUES
  ('overlay_feature', 'features', 'overlay_feature', 'Features of overlays', 4326);
INSERT INTO gpkg_geometry_columns VALUES ('overlay_feature', 'geom', 'GEOMETRY', 4326, 0, 0);
