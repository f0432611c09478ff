-- SPDX-License-Identifier: GPL-3.0-or-later
-- Version 2: history as an arrival log that is sealed into track segments. Their formats are written down in
-- src/track/chezu-arrival.c and src/track/chezu-segment.c.

-- Fixes as they were committed, one record for each commit; gone once all of it is sealed.
CREATE TABLE arrival (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  data BLOB NOT NULL
);

-- Arrivals that cannot be read, kept as they are when the log goes on.
CREATE TABLE arrival_damaged (
  id INTEGER PRIMARY KEY NOT NULL,
  noted_ms INTEGER NOT NULL,
  data BLOB NOT NULL
);

-- How far sealing came. Of arrivals up to upto, in segments already are the fixes of vehicles below next_vehicle, and
-- those of next_vehicle before next_ms; everybody who reads the log leaves them out. When next_vehicle is the greatest
-- number there is, the round is over and its arrivals go; the next round begins when they are gone.
CREATE TABLE seal (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  upto INTEGER NOT NULL,
  next_vehicle INTEGER NOT NULL,
  next_ms INTEGER NOT NULL
);
INSERT INTO seal VALUES (1, 0, 9223372036854775807, 0);

-- Fixes of one vehicle, ascending in time. Segments of a vehicle do not overlap. The bounds also stand in segment_box.
CREATE TABLE segment (
  id INTEGER PRIMARY KEY NOT NULL,
  vehicle INTEGER NOT NULL,
  from_ms INTEGER NOT NULL,
  to_ms INTEGER NOT NULL,
  count INTEGER NOT NULL,
  min_lon_e7 INTEGER NOT NULL,
  max_lon_e7 INTEGER NOT NULL,
  min_lat_e7 INTEGER NOT NULL,
  max_lat_e7 INTEGER NOT NULL,
  checksum INTEGER NOT NULL,
  dictionary INTEGER NOT NULL,
  data BLOB NOT NULL
);
CREATE UNIQUE INDEX segment_vehicle ON segment (vehicle, from_ms);
-- min_s and max_s are seconds since 2020-01-01 (UTC).
CREATE VIRTUAL TABLE segment_box USING rtree_i32 (id, min_lon_e7, max_lon_e7, min_lat_e7, max_lat_e7, min_s, max_s);

-- What segments were compressed with; never changed and never removed as long as one segment names it.
CREATE TABLE dictionary (
  id INTEGER PRIMARY KEY NOT NULL,
  made_ms INTEGER NOT NULL,
  data BLOB NOT NULL
);
