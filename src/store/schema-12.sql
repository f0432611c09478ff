-- SPDX-License-Identifier: GPL-3.0-or-later
-- Version 12: what is said to vehicles.

-- Texts on their way to a terminal. state: 0 waits, 1 is being sent, 2 handed over, 3 kept by the source until the
-- terminal connects, 4 answered, 5 failed, 6 nobody knows (it broke off while being sent, and is never sent again).
-- due_ms: not before; too old ones fail. alarm: the one it was written about.
CREATE TABLE outbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  vehicle INTEGER NOT NULL REFERENCES vehicle (id),
  alarm INTEGER,
  text TEXT NOT NULL,
  who TEXT NOT NULL,
  written_ms INTEGER NOT NULL,
  state INTEGER NOT NULL DEFAULT 0,
  source INTEGER,
  attempts INTEGER NOT NULL DEFAULT 0,
  due_ms INTEGER NOT NULL DEFAULT 0,
  sent_ms INTEGER NOT NULL DEFAULT 0,
  changed_ms INTEGER NOT NULL,
  answer TEXT
);
CREATE INDEX outbox_pending ON outbox (state, due_ms) WHERE state < 2;
CREATE INDEX outbox_vehicle ON outbox (vehicle, id);
CREATE INDEX outbox_alarm ON outbox (alarm) WHERE alarm IS NOT NULL;
