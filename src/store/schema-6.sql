-- SPDX-License-Identifier: GPL-3.0-or-later
-- Version 6: how long what is kept, and what was erased when.

CREATE TABLE retention (
  class TEXT PRIMARY KEY,
  days INTEGER NOT NULL
) WITHOUT ROWID;
