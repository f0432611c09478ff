-- SPDX-License-Identifier: GPL-3.0-or-later
-- Version 5: spatial indexes, and alarms as a layer of the GeoPackage.

CREATE TABLE gpkg_extensions (
  table_name TEXT,
  column_name TEXT,
  extension_name TEXT NOT NULL,
  definition TEXT NOT NULL,
  scope TEXT NOT NULL,
  CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name)
);
