/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The terminals of a batch: those that are new, changed, or not listed any more. */

#include "store/chezu-batch-private.h"

#include "store/chezu-database-private.h"
#include "store/chezu-terminal-private.h"

typedef struct
{
  gint64 id;
  gint64 vehicle_id;
} Missing;

static gboolean
find_missing (ChezuCommit *commit, GArray *missing, GError **error)
{
  g_autoptr (GHashTable) listed = g_hash_table_new (g_int64_hash, g_int64_equal);
  GArray *devices = commit->batch->devices;
  ChezuStatement *select;

  for (guint i = 0; i < devices->len; i++)
    g_hash_table_add (listed, &g_array_index (devices, ChezuDevice, i).remote_id);

  select = chezu_database_prepare (commit->db,
                                   "SELECT id, vehicle, remote_id FROM terminal WHERE source = ?1 "
                                   "AND (listed OR connected OR NOT gone)");
  chezu_statement_bind_int (select, 1, commit->batch->source_id);
  while (chezu_statement_next (select))
    {
      const Missing one
          = { chezu_statement_get_int (select, 0), chezu_statement_get_int (select, 1) };
      gint64 remote_id = chezu_statement_get_int (select, 2);

      if (!g_hash_table_contains (listed, &remote_id))
        g_array_append_val (missing, one);
    }
  return chezu_statement_done (select, error);
}

/* Terminals that the source does not list any more; the past of their vehicles stays. */
static gboolean
unlist_missing (ChezuCommit *commit, GError **error)
{
  g_autoptr (GArray) missing = g_array_new (FALSE, FALSE, sizeof (Missing));

  if (!find_missing (commit, missing, error))
    return FALSE;
  for (guint i = 0; i < missing->len; i++)
    {
      const Missing *one = &g_array_index (missing, Missing, i);

      if (!chezu_terminal_unlist (commit, one->id, one->vehicle_id, error))
        return FALSE;
    }
  return TRUE;
}

/* Those that are not listed any more first, because others may have come in their place. */
gboolean
chezu_commit_take_devices (ChezuCommit *commit, GError **error)
{
  GArray *devices = commit->batch->devices;

  if (commit->batch->devices_complete && !unlist_missing (commit, error))
    return FALSE;
  for (guint i = 0; i < devices->len; i++)
    if (!chezu_terminal_take (commit, &g_array_index (devices, ChezuDevice, i), error))
      return FALSE;
  return TRUE;
}
