-- SPDX-License-Identifier: GPL-3.0-or-later
-- Version 4: the gap ledger, periods of a vehicle for which it is not proven that every fix is here.

CREATE TABLE gap (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  vehicle INTEGER NOT NULL REFERENCES vehicle (id),
  source INTEGER REFERENCES source (id) ON DELETE SET NULL,
  from_ms INTEGER NOT NULL,
  to_ms INTEGER NOT NULL,
  reason TEXT NOT NULL,
  noted_ms INTEGER NOT NULL
);
