-- SPDX-License-Identifier: GPL-3.0-or-later
-- Version 10: the catalogue of alarms, the log of what was done about them, and what each alarm is now.

-- What an alarm can be. answer: r rescue card, s speak, e ask the firm, w repair order, - none. standing: L latched until
-- closed, N normal again by itself, S a state of its own, E momentary. source: R rule, D device, B both. Deadlines are
-- seconds from the alarm, 0 the end of the shift.
CREATE TABLE alarm_type (
  code TEXT PRIMARY KEY,
  position INTEGER NOT NULL,
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  priority INTEGER NOT NULL,
  source TEXT NOT NULL,
  answer TEXT NOT NULL,
  standing TEXT NOT NULL,
  keep_days INTEGER NOT NULL,
  acknowledge_s INTEGER NOT NULL,
  action_s INTEGER NOT NULL,
  close_s INTEGER NOT NULL,
  enabled INTEGER NOT NULL
) WITHOUT ROWID;

-- What a backend or terminal calls it. a:NAME and e:NAME are alarms and events of the Traccar API; b3 a bit of the alarm
-- word of JT/T 808, 2013:b3 of that edition alone; 0x14.4 a bit of an additional item, 0x64/1 an active-safety code,
-- y:0x64/18 one of the Yue dialect.
CREATE TABLE alarm_mapping (
  token TEXT PRIMARY KEY,
  type TEXT NOT NULL REFERENCES alarm_type (code)
) WITHOUT ROWID;
CREATE INDEX alarm_mapping_type ON alarm_mapping (type);

-- Each change of the catalogue; before and after are JSON, NULL where there was or is none.
CREATE TABLE alarm_type_change (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  time_ms INTEGER NOT NULL,
  who TEXT NOT NULL,
  code TEXT NOT NULL,
  before TEXT,
  after TEXT
);

-- Who writes a log: an account on a host. own is 1 for those that were made in this file. What its log ends with stands
-- here as well, so that a log cut short is known. A desk of which only others' steps tell has no host.
CREATE TABLE desk (
  id INTEGER PRIMARY KEY NOT NULL,
  uuid TEXT NOT NULL,
  host TEXT,
  account TEXT,
  name TEXT,
  created_ms INTEGER NOT NULL DEFAULT 0,
  own INTEGER NOT NULL DEFAULT 0,
  last_number INTEGER NOT NULL DEFAULT 0,
  last_ms INTEGER NOT NULL DEFAULT 0,
  last_hash BLOB
);
CREATE UNIQUE INDEX desk_uuid ON desk (uuid);
CREATE INDEX desk_account ON desk (host, account) WHERE own = 1;

-- Append-only: nothing here is ever changed. An alarm is named by the desk that raised it and the number of that step.
-- hash is SHA-256 over all that the row says and over previous, the hash of the step before it at the same desk; how
-- it is put together stands in src/store/chezu-alarm-log.c.
CREATE TABLE alarm_event (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  desk INTEGER NOT NULL REFERENCES desk (id),
  number INTEGER NOT NULL,
  alarm_desk INTEGER NOT NULL REFERENCES desk (id),
  alarm_number INTEGER NOT NULL,
  time_ms INTEGER NOT NULL,
  who TEXT NOT NULL,
  step TEXT NOT NULL,
  payload TEXT NOT NULL,
  previous BLOB,
  hash BLOB NOT NULL
);
CREATE UNIQUE INDEX alarm_event_desk ON alarm_event (desk, number);
CREATE INDEX alarm_event_alarm ON alarm_event (alarm_desk, alarm_number);

-- What each alarm is now, worked out from the log alone. id is that of the step that raised it, seq that of the newest
-- step. state leaves shelving out, which ends by itself at shelved_until_ms.
CREATE TABLE alarm_state (
  id INTEGER PRIMARY KEY NOT NULL,
  desk INTEGER NOT NULL REFERENCES desk (id),
  number INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  type TEXT NOT NULL,
  priority INTEGER NOT NULL,
  state TEXT NOT NULL,
  open INTEGER NOT NULL,
  vehicle INTEGER,
  plate TEXT,
  raised_ms INTEGER NOT NULL,
  last_ms INTEGER NOT NULL,
  count INTEGER NOT NULL,
  late INTEGER NOT NULL,
  standing TEXT NOT NULL,
  lon_e7 INTEGER,
  lat_e7 INTEGER,
  speed_cm_s INTEGER NOT NULL,
  limit_cm_s INTEGER NOT NULL,
  rule TEXT,
  rule_version INTEGER NOT NULL,
  noted_ms INTEGER NOT NULL,
  touched_ms INTEGER NOT NULL,
  returned_ms INTEGER NOT NULL,
  acknowledged_ms INTEGER NOT NULL,
  acknowledged_by TEXT,
  taken_ms INTEGER NOT NULL,
  handler TEXT,
  acted_ms INTEGER NOT NULL,
  passed_ms INTEGER NOT NULL,
  shelved_until_ms INTEGER NOT NULL,
  closed_ms INTEGER NOT NULL,
  closed_by TEXT,
  result TEXT,
  ignored INTEGER NOT NULL
);
CREATE UNIQUE INDEX alarm_state_name ON alarm_state (desk, number);
CREATE UNIQUE INDEX alarm_state_seq ON alarm_state (seq);
CREATE INDEX alarm_state_queue ON alarm_state (priority, raised_ms, id) WHERE open = 1;
CREATE INDEX alarm_state_group ON alarm_state (vehicle, type, last_ms);
CREATE INDEX alarm_state_raised ON alarm_state (raised_ms);
CREATE INDEX alarm_state_noted ON alarm_state (noted_ms);
