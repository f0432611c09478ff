-- SPDX-License-Identifier: GPL-3.0-or-later
-- Version 5: alarms as a layer of their own, and a spatial index on every layer. The triggers are those of the
-- extension "RTree Spatial Indexes" of the standard (OGC 12-128r19, annex F.3, version 1.4); the functions they
-- call are in chezu-geometry-sql.c, and every GIS program brings its own.

PRAGMA user_version = 10400;

CREATE TABLE gpkg_extensions (
  table_name TEXT,
  column_name TEXT,
  extension_name TEXT NOT NULL,
  definition TEXT NOT NULL,
  scope TEXT NOT NULL,
  CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name)
);

-- Alarms that sources reported. code is the alarm as the source spells it, kind the type of the event it came as; plate
-- is the vehicle's at that time, for people. Where the vehicle was stands in geom.
CREATE TABLE alarm (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  geom POINT,
  vehicle INTEGER NOT NULL REFERENCES vehicle (id),
  plate TEXT,
  time_ms INTEGER NOT NULL,
  code TEXT NOT NULL,
  kind TEXT NOT NULL,
  speed_cm_s INTEGER,
  received_ms INTEGER NOT NULL,
  source INTEGER REFERENCES source (id) ON DELETE SET NULL,
  remote_id INTEGER
);

-- They were rows of event before, told apart by a column that goes with them.
INSERT INTO alarm (id, geom, vehicle, plate, time_ms, code, kind, speed_cm_s, received_ms, source, remote_id)
  SELECT e.id, chezu_point (e.lon_e7, e.lat_e7), e.vehicle, v.plate, e.time_ms, e.alarm, e.kind, e.speed_cm_s,
         e.received_ms, e.source, e.remote_id
  FROM event AS e LEFT JOIN vehicle AS v ON v.id = e.vehicle WHERE e.alarm IS NOT NULL ORDER BY e.id;
DELETE FROM event WHERE alarm IS NOT NULL;
DROP INDEX event_alarm;
ALTER TABLE event DROP COLUMN alarm;
CREATE INDEX event_time ON event (time_ms);

CREATE INDEX alarm_vehicle ON alarm (vehicle, time_ms);
CREATE INDEX alarm_time ON alarm (time_ms);
CREATE UNIQUE INDEX alarm_remote ON alarm (source, remote_id) WHERE remote_id IS NOT NULL;

INSERT OR REPLACE INTO tally VALUES ('event', (SELECT count(*) FROM event)), ('alarm', (SELECT count(*) FROM alarm));

INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) VALUES
  ('alarm', 'features', 'alarm', 'Alarms that sources reported', 4326);
UPDATE gpkg_contents SET description = 'Events that sources reported' WHERE table_name = 'event';
INSERT INTO gpkg_geometry_columns VALUES ('alarm', 'geom', 'POINT', 4326, 0, 0);

-- The index of vehicle --------------------------------------------------------------------------------------------------

CREATE VIRTUAL TABLE rtree_vehicle_geom USING rtree (id, minx, maxx, miny, maxy);
INSERT INTO rtree_vehicle_geom
  SELECT id, ST_MinX (geom), ST_MaxX (geom), ST_MinY (geom), ST_MaxY (geom) FROM vehicle
  WHERE geom NOTNULL AND NOT ST_IsEmpty (geom);

CREATE TRIGGER rtree_vehicle_geom_insert AFTER INSERT ON vehicle
  WHEN (NEW.geom NOTNULL AND NOT ST_IsEmpty (NEW.geom))
BEGIN
  INSERT OR REPLACE INTO rtree_vehicle_geom VALUES (
    NEW.id,
    ST_MinX (NEW.geom), ST_MaxX (NEW.geom),
    ST_MinY (NEW.geom), ST_MaxY (NEW.geom)
  );
END;
CREATE TRIGGER rtree_vehicle_geom_update2 AFTER UPDATE OF geom ON vehicle
  WHEN OLD.id = NEW.id AND
       (NEW.geom ISNULL OR ST_IsEmpty (NEW.geom))
BEGIN
  DELETE FROM rtree_vehicle_geom WHERE id = OLD.id;
END;
CREATE TRIGGER rtree_vehicle_geom_update4 AFTER UPDATE ON vehicle
  WHEN OLD.id != NEW.id AND
       (NEW.geom ISNULL OR ST_IsEmpty (NEW.geom))
BEGIN
  DELETE FROM rtree_vehicle_geom WHERE id IN (OLD.id, NEW.id);
END;
CREATE TRIGGER rtree_vehicle_geom_update5 AFTER UPDATE ON vehicle
  WHEN OLD.id != NEW.id AND
       (NEW.geom NOTNULL AND NOT ST_IsEmpty (NEW.geom))
BEGIN
  DELETE FROM rtree_vehicle_geom WHERE id = OLD.id;
  INSERT OR REPLACE INTO rtree_vehicle_geom VALUES (
    NEW.id,
    ST_MinX (NEW.geom), ST_MaxX (NEW.geom),
    ST_MinY (NEW.geom), ST_MaxY (NEW.geom)
  );
END;
CREATE TRIGGER rtree_vehicle_geom_update6 AFTER UPDATE OF geom ON vehicle
  WHEN OLD.id = NEW.id AND
       (NEW.geom NOTNULL AND NOT ST_IsEmpty (NEW.geom)) AND
       (OLD.geom NOTNULL AND NOT ST_IsEmpty (OLD.geom))
BEGIN
  UPDATE rtree_vehicle_geom SET
    minx = ST_MinX (NEW.geom), maxx = ST_MaxX (NEW.geom),
    miny = ST_MinY (NEW.geom), maxy = ST_MaxY (NEW.geom)
  WHERE id = NEW.id;
END;
CREATE TRIGGER rtree_vehicle_geom_update7 AFTER UPDATE OF geom ON vehicle
  WHEN OLD.id = NEW.id AND
       (NEW.geom NOTNULL AND NOT ST_IsEmpty (NEW.geom)) AND
       (OLD.geom ISNULL OR ST_IsEmpty (OLD.geom))
BEGIN
  INSERT INTO rtree_vehicle_geom VALUES (
    NEW.id,
    ST_MinX (NEW.geom), ST_MaxX (NEW.geom),
    ST_MinY (NEW.geom), ST_MaxY (NEW.geom)
  );
END;
CREATE TRIGGER rtree_vehicle_geom_delete AFTER DELETE ON vehicle
  WHEN OLD.geom NOT NULL
BEGIN
  DELETE FROM rtree_vehicle_geom WHERE id = OLD.id;
END;

INSERT INTO gpkg_extensions VALUES
  ('vehicle', 'geom', 'gpkg_rtree_index', 'http://www.geopackage.org/spec140/#extension_rtree', 'write-only');
UPDATE gpkg_contents SET (min_x, max_x, min_y, max_y)
  = (SELECT min (minx), max (maxx), min (miny), max (maxy) FROM rtree_vehicle_geom) WHERE table_name = 'vehicle';

-- The index of place --------------------------------------------------------------------------------------------------

CREATE VIRTUAL TABLE rtree_place_geom USING rtree (id, minx, maxx, miny, maxy);
INSERT INTO rtree_place_geom
  SELECT id, ST_MinX (geom), ST_MaxX (geom), ST_MinY (geom), ST_MaxY (geom) FROM place
  WHERE geom NOTNULL AND NOT ST_IsEmpty (geom);

CREATE TRIGGER rtree_place_geom_insert AFTER INSERT ON place
  WHEN (NEW.geom NOTNULL AND NOT ST_IsEmpty (NEW.geom))
BEGIN
  INSERT OR REPLACE INTO rtree_place_geom VALUES (
    NEW.id,
    ST_MinX (NEW.geom), ST_MaxX (NEW.geom),
    ST_MinY (NEW.geom), ST_MaxY (NEW.geom)
  );
END;
CREATE TRIGGER rtree_place_geom_update2 AFTER UPDATE OF geom ON place
  WHEN OLD.id = NEW.id AND
       (NEW.geom ISNULL OR ST_IsEmpty (NEW.geom))
BEGIN
  DELETE FROM rtree_place_geom WHERE id = OLD.id;
END;
CREATE TRIGGER rtree_place_geom_update4 AFTER UPDATE ON place
  WHEN OLD.id != NEW.id AND
       (NEW.geom ISNULL OR ST_IsEmpty (NEW.geom))
BEGIN
  DELETE FROM rtree_place_geom WHERE id IN (OLD.id, NEW.id);
END;
CREATE TRIGGER rtree_place_geom_update5 AFTER UPDATE ON place
  WHEN OLD.id != NEW.id AND
       (NEW.geom NOTNULL AND NOT ST_IsEmpty (NEW.geom))
BEGIN
  DELETE FROM rtree_place_geom WHERE id = OLD.id;
  INSERT OR REPLACE INTO rtree_place_geom VALUES (
    NEW.id,
    ST_MinX (NEW.geom), ST_MaxX (NEW.geom),
    ST_MinY (NEW.geom), ST_MaxY (NEW.geom)
  );
END;
CREATE TRIGGER rtree_place_geom_update6 AFTER UPDATE OF geom ON place
  WHEN OLD.id = NEW.id AND
       (NEW.geom NOTNULL AND NOT ST_IsEmpty (NEW.geom)) AND
       (OLD.geom NOTNULL AND NOT ST_IsEmpty (OLD.geom))
BEGIN
  UPDATE rtree_place_geom SET
    minx = ST_MinX (NEW.geom), maxx = ST_MaxX (NEW.geom),
    miny = ST_MinY (NEW.geom), maxy = ST_MaxY (NEW.geom)
  WHERE id = NEW.id;
END;
CREATE TRIGGER rtree_place_geom_update7 AFTER UPDATE OF geom ON place
  WHEN OLD.id = NEW.id AND
       (NEW.geom NOTNULL AND NOT ST_IsEmpty (NEW.geom)) AND
       (OLD.geom ISNULL OR ST_IsEmpty (OLD.geom))
BEGIN
  INSERT INTO rtree_place_geom VALUES (
    NEW.id,
    ST_MinX (NEW.geom), ST_MaxX (NEW.geom),
    ST_MinY (NEW.geom), ST_MaxY (NEW.geom)
  );
END;
CREATE TRIGGER rtree_place_geom_delete AFTER DELETE ON place
  WHEN OLD.geom NOT NULL
BEGIN
  DELETE FROM rtree_place_geom WHERE id = OLD.id;
END;

INSERT INTO gpkg_extensions VALUES
  ('place', 'geom', 'gpkg_rtree_index', 'http://www.geopackage.org/spec140/#extension_rtree', 'write-only');
UPDATE gpkg_contents SET (min_x, max_x, min_y, max_y)
  = (SELECT min (minx), max (maxx), min (miny), max (maxy) FROM rtree_place_geom) WHERE table_name = 'place';

-- The index of region --------------------------------------------------------------------------------------------------

CREATE VIRTUAL TABLE rtree_region_geom USING rtree (id, minx, maxx, miny, maxy);
INSERT INTO rtree_region_geom
  SELECT id, ST_MinX (geom), ST_MaxX (geom), ST_MinY (geom), ST_MaxY (geom) FROM region
  WHERE geom NOTNULL AND NOT ST_IsEmpty (geom);

CREATE TRIGGER rtree_region_geom_insert AFTER INSERT ON region
  WHEN (NEW.geom NOTNULL AND NOT ST_IsEmpty (NEW.geom))
BEGIN
  INSERT OR REPLACE INTO rtree_region_geom VALUES (
    NEW.id,
    ST_MinX (NEW.geom), ST_MaxX (NEW.geom),
    ST_MinY (NEW.geom), ST_MaxY (NEW.geom)
  );
END;
CREATE TRIGGER rtree_region_geom_update2 AFTER UPDATE OF geom ON region
  WHEN OLD.id = NEW.id AND
       (NEW.geom ISNULL OR ST_IsEmpty (NEW.geom))
BEGIN
  DELETE FROM rtree_region_geom WHERE id = OLD.id;
END;
CREATE TRIGGER rtree_region_geom_update4 AFTER UPDATE ON region
  WHEN OLD.id != NEW.id AND
       (NEW.geom ISNULL OR ST_IsEmpty (NEW.geom))
BEGIN
  DELETE FROM rtree_region_geom WHERE id IN (OLD.id, NEW.id);
END;
CREATE TRIGGER rtree_region_geom_update5 AFTER UPDATE ON region
  WHEN OLD.id != NEW.id AND
       (NEW.geom NOTNULL AND NOT ST_IsEmpty (NEW.geom))
BEGIN
  DELETE FROM rtree_region_geom WHERE id = OLD.id;
  INSERT OR REPLACE INTO rtree_region_geom VALUES (
    NEW.id,
    ST_MinX (NEW.geom), ST_MaxX (NEW.geom),
    ST_MinY (NEW.geom), ST_MaxY (NEW.geom)
  );
END;
CREATE TRIGGER rtree_region_geom_update6 AFTER UPDATE OF geom ON region
  WHEN OLD.id = NEW.id AND
       (NEW.geom NOTNULL AND NOT ST_IsEmpty (NEW.geom)) AND
       (OLD.geom NOTNULL AND NOT ST_IsEmpty (OLD.geom))
BEGIN
  UPDATE rtree_region_geom SET
    minx = ST_MinX (NEW.geom), maxx = ST_MaxX (NEW.geom),
    miny = ST_MinY (NEW.geom), maxy = ST_MaxY (NEW.geom)
  WHERE id = NEW.id;
END;
CREATE TRIGGER rtree_region_geom_update7 AFTER UPDATE OF geom ON region
  WHEN OLD.id = NEW.id AND
       (NEW.geom NOTNULL AND NOT ST_IsEmpty (NEW.geom)) AND
       (OLD.geom ISNULL OR ST_IsEmpty (OLD.geom))
BEGIN
  INSERT INTO rtree_region_geom VALUES (
    NEW.id,
    ST_MinX (NEW.geom), ST_MaxX (NEW.geom),
    ST_MinY (NEW.geom), ST_MaxY (NEW.geom)
  );
END;
CREATE TRIGGER rtree_region_geom_delete AFTER DELETE ON region
  WHEN OLD.geom NOT NULL
BEGIN
  DELETE FROM rtree_region_geom WHERE id = OLD.id;
END;

INSERT INTO gpkg_extensions VALUES
  ('region', 'geom', 'gpkg_rtree_index', 'http://www.geopackage.org/spec140/#extension_rtree', 'write-only');
UPDATE gpkg_contents SET (min_x, max_x, min_y, max_y)
  = (SELECT min (minx), max (maxx), min (miny), max (maxy) FROM rtree_region_geom) WHERE table_name = 'region';

-- The index of alarm --------------------------------------------------------------------------------------------------

CREATE VIRTUAL TABLE rtree_alarm_geom USING rtree (id, minx, maxx, miny, maxy);
INSERT INTO rtree_alarm_geom
  SELECT id, ST_MinX (geom), ST_MaxX (geom), ST_MinY (geom), ST_MaxY (geom) FROM alarm
  WHERE geom NOTNULL AND NOT ST_IsEmpty (geom);

CREATE TRIGGER rtree_alarm_geom_insert AFTER INSERT ON alarm
  WHEN (NEW.geom NOTNULL AND NOT ST_IsEmpty (NEW.geom))
BEGIN
  INSERT OR REPLACE INTO rtree_alarm_geom VALUES (
    NEW.id,
    ST_MinX (NEW.geom), ST_MaxX (NEW.geom),
    ST_MinY (NEW.geom), ST_MaxY (NEW.geom)
  );
END;
CREATE TRIGGER rtree_alarm_geom_update2 AFTER UPDATE OF geom ON alarm
  WHEN OLD.id = NEW.id AND
       (NEW.geom ISNULL OR ST_IsEmpty (NEW.geom))
BEGIN
  DELETE FROM rtree_alarm_geom WHERE id = OLD.id;
END;
CREATE TRIGGER rtree_alarm_geom_update4 AFTER UPDATE ON alarm
  WHEN OLD.id != NEW.id AND
       (NEW.geom ISNULL OR ST_IsEmpty (NEW.geom))
BEGIN
  DELETE FROM rtree_alarm_geom WHERE id IN (OLD.id, NEW.id);
END;
CREATE TRIGGER rtree_alarm_geom_update5 AFTER UPDATE ON alarm
  WHEN OLD.id != NEW.id AND
       (NEW.geom NOTNULL AND NOT ST_IsEmpty (NEW.geom))
BEGIN
  DELETE FROM rtree_alarm_geom WHERE id = OLD.id;
  INSERT OR REPLACE INTO rtree_alarm_geom VALUES (
    NEW.id,
    ST_MinX (NEW.geom), ST_MaxX (NEW.geom),
    ST_MinY (NEW.geom), ST_MaxY (NEW.geom)
  );
END;
CREATE TRIGGER rtree_alarm_geom_update6 AFTER UPDATE OF geom ON alarm
  WHEN OLD.id = NEW.id AND
       (NEW.geom NOTNULL AND NOT ST_IsEmpty (NEW.geom)) AND
       (OLD.geom NOTNULL AND NOT ST_IsEmpty (OLD.geom))
BEGIN
  UPDATE rtree_alarm_geom SET
    minx = ST_MinX (NEW.geom), maxx = ST_MaxX (NEW.geom),
    miny = ST_MinY (NEW.geom), maxy = ST_MaxY (NEW.geom)
  WHERE id = NEW.id;
END;
CREATE TRIGGER rtree_alarm_geom_update7 AFTER UPDATE OF geom ON alarm
  WHEN OLD.id = NEW.id AND
       (NEW.geom NOTNULL AND NOT ST_IsEmpty (NEW.geom)) AND
       (OLD.geom ISNULL OR ST_IsEmpty (OLD.geom))
BEGIN
  INSERT INTO rtree_alarm_geom VALUES (
    NEW.id,
    ST_MinX (NEW.geom), ST_MaxX (NEW.geom),
    ST_MinY (NEW.geom), ST_MaxY (NEW.geom)
  );
END;
CREATE TRIGGER rtree_alarm_geom_delete AFTER DELETE ON alarm
  WHEN OLD.geom NOT NULL
BEGIN
  DELETE FROM rtree_alarm_geom WHERE id = OLD.id;
END;

INSERT INTO gpkg_extensions VALUES
  ('alarm', 'geom', 'gpkg_rtree_index', 'http://www.geopackage.org/spec140/#extension_rtree', 'write-only');
UPDATE gpkg_contents SET (min_x, max_x, min_y, max_y)
  = (SELECT min (minx), max (maxx), min (miny), max (maxy) FROM rtree_alarm_geom) WHERE table_name = 'alarm';
