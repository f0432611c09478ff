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
