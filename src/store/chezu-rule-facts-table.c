/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What geofences mean to the rules, who has to keep to them, and papers. */

#include "store/chezu-rule-table-private.h"

#include "base/chezu-time.h"
#include "store/chezu-database-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const char *const paper_keys[CHEZU_N_PAPERS] = {
  "license", "permit", "insurance", "liability", "tank",
};

const char *
chezu_paper_key (ChezuPaper paper)
{
  g_return_val_if_fail (paper < CHEZU_N_PAPERS, NULL);
  return paper_keys[paper];
}

gboolean
chezu_paper_from_key (const char *key, ChezuPaper *paper)
{
  for (guint i = 0; key != NULL && i < CHEZU_N_PAPERS; i++)
    if (g_str_equal (paper_keys[i], key))
      {
        *paper = (ChezuPaper)i;
        return TRUE;
      }
  return FALSE;
}

/* --- Facts ---------------------------------------------------------------------------------- */

static gboolean
read_papers (ChezuDatabase *db, ChezuRuleFacts *facts, GError **error)
{
  ChezuStatement *select
      = chezu_database_prepare (db, "SELECT paper, until_ms FROM vehicle_paper WHERE vehicle = ?1");
  ChezuPaper paper;

  chezu_statement_bind_int (select, 1, facts->vehicle_id);
  while (chezu_statement_next (select))
    if (chezu_paper_from_key (chezu_statement_get_text (select, 0), &paper))
      facts->paper_until_ms[paper] = chezu_statement_get_int (select, 1);
  return chezu_statement_done (select, error);
}

/* Buses of a city are changed by their drivers at each end of the line, and no coaches in the sense
 * of the rules. No backend tells them apart; their companies are called so. */
static gboolean
is_city_bus (const char *enterprise)
{
  return enterprise != NULL && strstr (enterprise, "公交") != NULL;
}

gboolean
chezu_rule_read_facts (
    ChezuDatabase *db, gint64 vehicle_id, ChezuRuleFacts *facts, gboolean *found, GError **error)
{
  ChezuStatement *select
      = chezu_database_prepare (db, "SELECT kind, enterprise FROM vehicle WHERE id = ?1");

  chezu_statement_bind_int (select, 1, vehicle_id);
  *found = chezu_statement_next (select);
  chezu_rule_facts_init (facts, vehicle_id,
                         *found ? chezu_vehicle_kind_from_key (chezu_statement_get_text (select, 0))
                                : CHEZU_VEHICLE_UNKNOWN);
  if (*found && is_city_bus (chezu_statement_get_text (select, 1)))
    facts->traits &= ~(guint)CHEZU_TRAIT_COACH;
  return chezu_statement_done (select, error) && read_papers (db, facts, error);
}

gboolean
chezu_rule_write_paper (
    ChezuDatabase *db, gint64 vehicle_id, ChezuPaper paper, gint64 until_ms, GError **error)
{
  ChezuStatement *write = chezu_database_prepare (
      db, until_ms != 0 ? "INSERT INTO vehicle_paper VALUES (?1, ?2, ?3) "
                          "ON CONFLICT (vehicle, paper) DO UPDATE SET until_ms = excluded.until_ms "
                          "WHERE until_ms <> excluded.until_ms"
                        : "DELETE FROM vehicle_paper WHERE vehicle = ?1 AND paper = ?2 AND ?3 = 0");

  chezu_statement_bind_int (write, 1, vehicle_id);
  chezu_statement_bind_text (write, 2, chezu_paper_key (paper));
  chezu_statement_bind_int (write, 3, until_ms);
  if (!chezu_statement_run (write, error))
    return FALSE;
  return chezu_database_changes (db) == 0 || chezu_rule_bump (db, error);
}

typedef struct
{
  gint64 vehicle_id;
  ChezuPaper paper;
  gint64 until_ms;
} PaperChange;

static gboolean
change_paper (ChezuDatabase *db, gpointer data, GError **error)
{
  const PaperChange *change = data;

  return chezu_rule_write_paper (db, change->vehicle_id, change->paper, change->until_ms, error);
}

DexFuture *
chezu_rule_table_change_paper (ChezuStore *store,
                               gint64 vehicle_id,
                               ChezuPaper paper,
                               gint64 until_ms)
{
  const PaperChange change = { vehicle_id, paper, until_ms };

  g_return_val_if_fail (CHEZU_IS_STORE (store) && paper < CHEZU_N_PAPERS, NULL);

  return chezu_store_write (store, change_paper, g_memdup2 (&change, sizeof change), g_free);
}

/* --- Geofences ------------------------------------------------------------------------------ */

#define FENCE_COLUMNS                                                                              \
  "r.geofence, r.tells_entry, r.tells_exit, r.banned_kinds, r.ban_from_min, r.ban_to_min, "        \
  "r.limit_car_km_h, r.limit_heavy_km_h, r.limit_hazmat_km_h, r.dwell_s"

static void
read_fence_row (ChezuStatement *row, ChezuRuleFence *fence)
{
  *fence = (ChezuRuleFence){
    .id = chezu_statement_get_int (row, 0),
    .tells_entry = chezu_statement_get_int (row, 1) != 0,
    .tells_exit = chezu_statement_get_int (row, 2) != 0,
    .banned_kinds = (guint)chezu_statement_get_int (row, 3),
    .ban_from_min = (guint)chezu_statement_get_int (row, 4),
    .ban_to_min = (guint)chezu_statement_get_int (row, 5),
    .limit_km_h = { [CHEZU_SPEED_CAR] = chezu_statement_get_double (row, 6),
                    [CHEZU_SPEED_HEAVY] = chezu_statement_get_double (row, 7),
                    [CHEZU_SPEED_HAZMAT] = chezu_statement_get_double (row, 8) },
    .dwell_ms = (gint64)(chezu_statement_get_double (row, 9) * CHEZU_SECOND_MS),
  };
}

gboolean
chezu_rule_read_fences (ChezuDatabase *db, ChezuRuleEngine *engine, GError **error)
{
  ChezuStatement *select = chezu_database_prepare (
      db, "SELECT " FENCE_COLUMNS " FROM geofence_rule AS r JOIN geofence AS g "
          "ON g.id = r.geofence WHERE g.state = 1");

  while (chezu_statement_next (select))
    {
      ChezuRuleFence fence;

      read_fence_row (select, &fence);
      chezu_rule_engine_put_fence (engine, &fence);
    }
  return chezu_statement_done (select, error);
}

static gpointer
read_fence (ChezuDatabase *db, gpointer data, GError **error)
{
  g_autofree ChezuRuleFence *fence = g_new0 (ChezuRuleFence, 1);
  ChezuStatement *select = chezu_database_prepare (
      db, "SELECT " FENCE_COLUMNS " FROM geofence_rule AS r WHERE r.geofence = ?1");

  fence->id = *(const gint64 *)data;
  chezu_statement_bind_int (select, 1, fence->id);
  if (chezu_statement_next (select))
    read_fence_row (select, fence);
  return chezu_statement_done (select, error) ? g_steal_pointer (&fence) : NULL;
}

DexFuture *
chezu_rule_table_read_fence (ChezuStore *store, gint64 fence)
{
  return chezu_store_read (store, read_fence, g_memdup2 (&fence, sizeof fence), g_free, g_free);
}

static gboolean
check_fence (const ChezuRuleFence *fence, GError **error)
{
  gboolean good = fence->ban_from_min <= 1440 && fence->ban_to_min <= 1440
                  && fence->banned_kinds < 1u << CHEZU_N_VEHICLE_KINDS;

  for (guint i = 0; i < CHEZU_N_SPEED_GROUPS; i++)
    good = good && fence->limit_km_h[i] >= 0 && fence->limit_km_h[i] <= 200;
  if (!good)
    g_set_error_literal (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_INVALID,
                         _ ("A limit is from 0 to 200 km/h, and a time of day ends at 24:00"));
  return good;
}

static gboolean
change_fence (ChezuDatabase *db, gpointer data, GError **error)
{
  const ChezuRuleFence *fence = data;
  ChezuStatement *write = chezu_database_prepare (
      db, "INSERT OR REPLACE INTO geofence_rule (geofence, tells_entry, tells_exit, banned_kinds, "
          "ban_from_min, ban_to_min, limit_car_km_h, limit_heavy_km_h, limit_hazmat_km_h, dwell_s) "
          "SELECT id, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10 FROM geofence WHERE id = ?1");

  if (!check_fence (fence, error))
    return FALSE;
  chezu_statement_bind_int (write, 1, fence->id);
  chezu_statement_bind_int (write, 2, fence->tells_entry);
  chezu_statement_bind_int (write, 3, fence->tells_exit);
  chezu_statement_bind_int (write, 4, fence->banned_kinds);
  chezu_statement_bind_int (write, 5, fence->ban_from_min);
  chezu_statement_bind_int (write, 6, fence->ban_to_min);
  chezu_statement_bind_double (write, 7, fence->limit_km_h[CHEZU_SPEED_CAR]);
  chezu_statement_bind_double (write, 8, fence->limit_km_h[CHEZU_SPEED_HEAVY]);
  chezu_statement_bind_double (write, 9, fence->limit_km_h[CHEZU_SPEED_HAZMAT]);
  chezu_statement_bind_double (write, 10, (double)fence->dwell_ms / CHEZU_SECOND_MS);
  if (!chezu_statement_run (write, error))
    return FALSE;
  if (chezu_database_changes (db) > 0)
    return chezu_rule_bump (db, error);
  g_set_error_literal (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_NOT_FOUND,
                       _ ("There is no such geofence"));
  return FALSE;
}

DexFuture *
chezu_rule_table_change_fence (ChezuStore *store, const ChezuRuleFence *fence)
{
  g_return_val_if_fail (CHEZU_IS_STORE (store) && fence != NULL, NULL);

  return chezu_store_write (store, change_fence, g_memdup2 (fence, sizeof *fence), g_free);
}

/* --- Keepers -------------------------------------------------------------------------------- */

typedef struct
{
  gint64 fence;
  GArray *ids; /* of gint64 */
} Keepers;

static void
keepers_free (Keepers *keepers)
{
  g_array_unref (keepers->ids);
  g_free (keepers);
}

static gboolean
change_keepers (ChezuDatabase *db, gpointer data, GError **error)
{
  const Keepers *keepers = data;
  ChezuStatement *erase
      = chezu_database_prepare (db, "DELETE FROM geofence_keeper WHERE geofence = ?1");

  chezu_statement_bind_int (erase, 1, keepers->fence);
  if (!chezu_statement_run (erase, error))
    return FALSE;
  for (guint i = 0; i < keepers->ids->len; i++)
    {
      ChezuStatement *insert = chezu_database_prepare (
          db, "INSERT OR IGNORE INTO geofence_keeper (vehicle, geofence) VALUES (?1, ?2)");

      chezu_statement_bind_int (insert, 1, g_array_index (keepers->ids, gint64, i));
      chezu_statement_bind_int (insert, 2, keepers->fence);
      if (!chezu_statement_run (insert, error))
        return FALSE;
    }
  return chezu_rule_bump (db, error);
}

DexFuture *
chezu_rule_table_change_keepers (ChezuStore *store, gint64 fence, const gint64 *ids, guint n_ids)
{
  Keepers *keepers;

  g_return_val_if_fail (CHEZU_IS_STORE (store) && (ids != NULL || n_ids == 0), NULL);

  keepers = g_new0 (Keepers, 1);
  keepers->fence = fence;
  keepers->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_array_append_vals (keepers->ids, ids, n_ids);
  return chezu_store_write (store, change_keepers, keepers, (GDestroyNotify)keepers_free);
}

static gpointer
read_keepers (ChezuDatabase *db, gpointer data, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  ChezuStatement *select = chezu_database_prepare (
      db, "SELECT vehicle FROM geofence_keeper WHERE geofence = ?1 ORDER BY vehicle");

  chezu_statement_bind_int (select, 1, *(const gint64 *)data);
  while (chezu_statement_next (select))
    {
      gint64 id = chezu_statement_get_int (select, 0);

      g_array_append_val (ids, id);
    }
  return chezu_statement_done (select, error) ? g_steal_pointer (&ids) : NULL;
}

DexFuture *
chezu_rule_table_read_keepers (ChezuStore *store, gint64 fence)
{
  return chezu_store_read (store, read_keepers, g_memdup2 (&fence, sizeof fence), g_free,
                           (GDestroyNotify)g_array_unref);
}
