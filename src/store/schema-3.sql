-- SPDX-License-Identifier: GPL-3.0-or-later
-- Version 3: several sources, each with its own datum and clock; what came of every record, by day.

ALTER TABLE source ADD COLUMN datum TEXT NOT NULL DEFAULT 'wgs84';
ALTER TABLE source ADD COLUMN time_offset_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE source ADD COLUMN speedup REAL NOT NULL DEFAULT 1;
ALTER TABLE source ADD COLUMN created_ms INTEGER NOT NULL DEFAULT 0;
