-- SPDX-License-Identifier: GPL-3.0-or-later
-- Version 6: how long what is kept, what must stay, and what was erased when.

-- days is 0 for what is kept for ever. Nothing of a class that is older than erased_before_ms is here any more, but for
-- what had to stay.
CREATE TABLE retention (
  class TEXT PRIMARY KEY,
  days INTEGER NOT NULL,
  erased_before_ms INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
INSERT INTO retention (class, days) VALUES ('tracks', 366), ('events', 366), ('alarms', 1096), ('quarantine', 90);

-- What may not be erased, whatever its age, as long as the row stands: the fixes, events and alarms of a vehicle in a
-- period (both ends included). For open cases, appeals and orders.
CREATE TABLE retention_hold (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  vehicle INTEGER NOT NULL REFERENCES vehicle (id),
  from_ms INTEGER NOT NULL,
  to_ms INTEGER NOT NULL,
  reason TEXT NOT NULL,
  since_ms INTEGER NOT NULL
);
CREATE INDEX retention_hold_vehicle ON retention_hold (vehicle, from_ms);

-- One row for each class and run, also when there was nothing to erase.
CREATE TABLE retention_run (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  class TEXT NOT NULL,
  started_ms INTEGER NOT NULL,
  ended_ms INTEGER NOT NULL,
  before_ms INTEGER NOT NULL,
  rows INTEGER NOT NULL,
  bytes INTEGER NOT NULL
);
