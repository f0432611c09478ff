/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The vehicles of a batch: those that are new, changed, or not listed any more. */

#include "store/chezu-batch-private.h"

#include "store/chezu-database-private.h"

static void
bind_device (ChezuStatement *statement, const ChezuDevice *device)
{
  chezu_statement_bind_text (statement, 3, device->unique_id);
  chezu_statement_bind_text (statement, 4, device->plate);
  chezu_statement_bind_text (statement, 5, chezu_vehicle_kind_key (device->kind));
  chezu_statement_bind_text (statement, 6, device->enterprise);
  chezu_statement_bind_text (statement, 7, device->driver);
  chezu_statement_bind_text (statement, 8, device->phone);
  chezu_statement_bind_text (statement, 9, device->model);
  chezu_statement_bind_int (statement, 10, device->connected);
  chezu_statement_bind_int (statement, 11, device->gone);
  chezu_statement_bind_int (statement, 12, device->heard_ms);
}

/* A vehicle of a source that was removed and added again keeps its number and its past. */
static gboolean
adopt_orphan (ChezuCommit *commit, const ChezuDevice *device, GError **error)
{
  ChezuStatement *adopt;

  if (device->unique_id == NULL)
    return TRUE;

  adopt = chezu_database_prepare (
      commit->db, "UPDATE vehicle SET source = ?1, remote_id = ?2 WHERE id = "
                  "(SELECT max (id) FROM vehicle WHERE source IS NULL AND unique_id = ?3) "
                  "AND NOT EXISTS (SELECT 1 FROM vehicle WHERE source = ?1 AND remote_id = ?2)");
  chezu_statement_bind_int (adopt, 1, commit->batch->source_id);
  chezu_statement_bind_int (adopt, 2, device->remote_id);
  chezu_statement_bind_text (adopt, 3, device->unique_id);
  return chezu_statement_run (adopt, error);
}

/* Followers are told only of what they can see; when it was last heard is none of it. A terminal
 * that is on line is not gone; one that is not may be either. */
static gboolean
upsert_device (ChezuCommit *commit, const ChezuDevice *device, GError **error)
{
  ChezuStatement *upsert = chezu_database_prepare (
      commit->db,
      "INSERT INTO vehicle (source, remote_id, unique_id, plate, kind, enterprise, driver, phone, "
      "  model, connected, gone, heard_ms, seq) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13) "
      "ON CONFLICT (source, remote_id) DO UPDATE SET "
      "  unique_id = excluded.unique_id, plate = excluded.plate, kind = excluded.kind, "
      "  enterprise = excluded.enterprise, driver = excluded.driver, phone = excluded.phone, "
      "  model = excluded.model, connected = excluded.connected, "
      "  gone = CASE WHEN excluded.gone THEN 1 WHEN excluded.connected THEN 0 ELSE gone END, "
      "  heard_ms = max (heard_ms, excluded.heard_ms), seq = excluded.seq "
      "WHERE unique_id IS NOT excluded.unique_id OR plate IS NOT excluded.plate "
      "  OR kind IS NOT excluded.kind OR enterprise IS NOT excluded.enterprise "
      "  OR driver IS NOT excluded.driver OR phone IS NOT excluded.phone "
      "  OR model IS NOT excluded.model OR connected IS NOT excluded.connected "
      "  OR (excluded.gone AND NOT gone) OR (excluded.connected AND gone AND NOT excluded.gone)");
  ChezuStatement *hear;

  chezu_statement_bind_int (upsert, 1, commit->batch->source_id);
  chezu_statement_bind_int (upsert, 2, device->remote_id);
  bind_device (upsert, device);
  chezu_statement_bind_int (upsert, 13, commit->seq + 1);
  if (!chezu_statement_run (upsert, error))
    return FALSE;
  if (chezu_database_changes (commit->db) > 0)
    {
      commit->seq++;
      return TRUE;
    }

  hear = chezu_database_prepare (commit->db, "UPDATE vehicle SET heard_ms = ?3 WHERE source = ?1 "
                                             "AND remote_id = ?2 AND heard_ms < ?3");
  chezu_statement_bind_int (hear, 1, commit->batch->source_id);
  chezu_statement_bind_int (hear, 2, device->remote_id);
  chezu_statement_bind_int (hear, 3, device->heard_ms);
  return chezu_statement_run (hear, error);
}

/* Vehicles that the source does not list any more; their past stays. */
static gboolean
mark_missing (ChezuCommit *commit, GError **error)
{
  g_autoptr (GHashTable) listed = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_autoptr (GArray) missing = g_array_new (FALSE, FALSE, sizeof (gint64));
  GArray *devices = commit->batch->devices;
  ChezuStatement *select;

  for (guint i = 0; i < devices->len; i++)
    g_hash_table_add (listed, &g_array_index (devices, ChezuDevice, i).remote_id);

  select = chezu_database_prepare (
      commit->db,
      "SELECT id, remote_id FROM vehicle WHERE source = ?1 AND (NOT gone OR connected)");
  chezu_statement_bind_int (select, 1, commit->batch->source_id);
  while (chezu_statement_next (select))
    {
      gint64 id = chezu_statement_get_int (select, 0);
      gint64 remote_id = chezu_statement_get_int (select, 1);

      if (!g_hash_table_contains (listed, &remote_id))
        g_array_append_val (missing, id);
    }
  if (!chezu_statement_done (select, error))
    return FALSE;

  for (guint i = 0; i < missing->len; i++)
    if (!chezu_commit_mark_gone (commit, g_array_index (missing, gint64, i), error))
      return FALSE;
  return TRUE;
}

gboolean
chezu_commit_take_devices (ChezuCommit *commit, GError **error)
{
  GArray *devices = commit->batch->devices;

  for (guint i = 0; i < devices->len; i++)
    {
      const ChezuDevice *device = &g_array_index (devices, ChezuDevice, i);

      if (!adopt_orphan (commit, device, error) || !upsert_device (commit, device, error))
        return FALSE;
    }
  return !commit->batch->devices_complete || mark_missing (commit, error);
}
