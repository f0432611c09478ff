/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/chezu-tally-private.h"

gboolean
chezu_tally_add (ChezuDatabase *db, const char *name, gint64 n_more, GError **error)
{
  ChezuStatement *update
      = chezu_database_prepare (db, "UPDATE tally SET value = value + ?2 WHERE name = ?1");

  chezu_statement_bind_text (update, 1, name);
  chezu_statement_bind_int (update, 2, n_more);
  return chezu_statement_run (update, error);
}
