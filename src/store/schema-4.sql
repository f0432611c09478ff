-- SPDX-License-Identifier: GPL-3.0-or-later
-- Version 4: the gap ledger, periods of a vehicle for which it is not proven that every fix is here. It holds what is
-- not proven; what was proven leaves it and is counted by day, so that it stays small over the years.

-- Where the proof of a vehicle's track from a terminal of a source begins and, once that is not its terminal any more,
-- ends. Until then it reaches to proven_ms of the source. Of that span the gaps are not proven.
CREATE TABLE continuity (
  vehicle INTEGER NOT NULL REFERENCES vehicle (id) ON DELETE CASCADE,
  source INTEGER REFERENCES source (id) ON DELETE SET NULL,
  remote_id INTEGER NOT NULL,
  from_ms INTEGER NOT NULL,
  until_ms INTEGER
);
CREATE UNIQUE INDEX continuity_vehicle ON continuity (vehicle, source, remote_id);
CREATE INDEX continuity_terminal ON continuity (source, remote_id);

-- Up to this instant of the source's clock everything that it told was committed.
ALTER TABLE source ADD COLUMN proven_ms INTEGER NOT NULL DEFAULT 0;

-- Both ends are exclusive. Gaps of a vehicle and terminal neither overlap nor touch, but for those that were given up:
-- why says what the source answered.
CREATE TABLE gap (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  vehicle INTEGER NOT NULL REFERENCES vehicle (id) ON DELETE CASCADE,
  source INTEGER REFERENCES source (id) ON DELETE SET NULL,
  remote_id INTEGER NOT NULL,
  from_ms INTEGER NOT NULL,
  to_ms INTEGER NOT NULL,
  reason TEXT NOT NULL,
  noted_ms INTEGER NOT NULL,
  next_try_ms INTEGER NOT NULL DEFAULT 0,
  attempts INTEGER NOT NULL DEFAULT 0,
  given_up BOOLEAN NOT NULL DEFAULT 0,
  why TEXT
);
CREATE INDEX gap_vehicle ON gap (vehicle, from_ms);
CREATE INDEX gap_terminal ON gap (source, remote_id);

-- What was closed, by the day (UTC) in which the gap ended.
CREATE TABLE gap_closed (
  source INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
  day INTEGER NOT NULL,
  reason TEXT NOT NULL,
  gaps INTEGER NOT NULL DEFAULT 0,
  ms INTEGER NOT NULL DEFAULT 0,
  fixes INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (source, day, reason)
) WITHOUT ROWID;

-- How fast it goes: what was closed in each of the last minutes.
CREATE TABLE gap_pace (
  source INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
  minute INTEGER NOT NULL,
  gaps INTEGER NOT NULL,
  ms INTEGER NOT NULL,
  PRIMARY KEY (source, minute)
) WITHOUT ROWID;

-- Whoever removes a source leaves what it proved, and nobody will fill its gaps.
CREATE TRIGGER continuity_ends BEFORE DELETE ON source
BEGIN
  UPDATE continuity SET until_ms = max (from_ms, OLD.proven_ms) WHERE source = OLD.id AND until_ms IS NULL;
  UPDATE gap SET given_up = 1, why = 'removed' WHERE source = OLD.id AND NOT given_up;
END;

-- Of the time before the ledger nothing is proven but that the newest fix is here.
INSERT INTO continuity (vehicle, source, remote_id, from_ms)
  SELECT id, source, remote_id, time_ms FROM vehicle WHERE source IS NOT NULL AND time_ms IS NOT NULL;
