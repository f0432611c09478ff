/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/chezu-geofence-table.h"

typedef struct
{
  gint64 geofence;
  gint64 vehicle;
  gint64 from_ms;
  gint64 to_ms;
  guint limit;
} Question;

static GArray *
collect (ChezuStatement *select, GError **error)
{
  g_autoptr (GArray) visits = g_array_new (FALSE, FALSE, sizeof (ChezuGeofenceVisit));

  while (chezu_statement_next (select))
    {
      const ChezuGeofenceVisit visit = {
        .id = chezu_statement_get_int (select, 0),
        .geofence = chezu_statement_get_int (select, 1),
        .vehicle = chezu_statement_get_int (select, 2),
        .entered_ms = chezu_statement_get_int (select, 3),
        .left_ms = chezu_statement_get_int (select, 4),
        .was_inside = chezu_statement_get_int (select, 5) != 0,
      };

      g_array_append_val (visits, visit);
    }
  if (!chezu_statement_done (select, error))
    return NULL;
  return g_steal_pointer (&visits);
}

#define COLUMNS                                                                                    \
  "SELECT id, geofence, vehicle, entered_ms, coalesce (left_ms, 0), was_inside "                   \
  "FROM geofence_visit "

static gpointer
read_inside (ChezuDatabase *db, gpointer data, GError **error)
{
  const Question *question = data;
  ChezuStatement *select = chezu_database_prepare (
      db, question->from_ms == 0 ? COLUMNS "WHERE geofence = ?1 AND left_ms IS NULL AND ?2 = 0 "
                                           "ORDER BY entered_ms DESC, id DESC"
                                 : COLUMNS
              "WHERE geofence = ?1 AND entered_ms <= ?2 "
              "AND (left_ms IS NULL OR left_ms > ?2) ORDER BY entered_ms DESC, id DESC");

  chezu_statement_bind_int (select, 1, question->geofence);
  chezu_statement_bind_int (select, 2, question->from_ms);
  return collect (select, error);
}

DexFuture *
chezu_geofence_table_read_inside (ChezuStore *store, gint64 id, gint64 at_ms)
{
  const Question question = { .geofence = id, .from_ms = at_ms };

  g_return_val_if_fail (CHEZU_IS_STORE (store), NULL);

  return chezu_store_read (store, read_inside, g_memdup2 (&question, sizeof question), g_free,
                           (GDestroyNotify)g_array_unref);
}

/* One text for each way in, so that each takes its index. */
static const char *
visits_query (const Question *question)
{
  if (question->geofence != 0 && question->vehicle != 0)
    return COLUMNS "WHERE vehicle = ?2 AND geofence = ?1 AND entered_ms < ?4 "
                   "AND (left_ms IS NULL OR left_ms > ?3) "
                   "ORDER BY entered_ms DESC, id DESC LIMIT ?5";
  if (question->vehicle != 0)
    return COLUMNS "WHERE vehicle = ?2 AND ?1 = 0 AND entered_ms < ?4 "
                   "AND (left_ms IS NULL OR left_ms > ?3) "
                   "ORDER BY entered_ms DESC, id DESC LIMIT ?5";
  if (question->geofence != 0)
    return COLUMNS "WHERE geofence = ?1 AND ?2 = 0 AND entered_ms < ?4 "
                   "AND (left_ms IS NULL OR left_ms > ?3) "
                   "ORDER BY entered_ms DESC, id DESC LIMIT ?5";
  return COLUMNS "WHERE ?1 = 0 AND ?2 = 0 AND entered_ms < ?4 "
                 "AND (left_ms IS NULL OR left_ms > ?3) "
                 "ORDER BY entered_ms DESC, id DESC LIMIT ?5";
}

static gpointer
read_visits (ChezuDatabase *db, gpointer data, GError **error)
{
  const Question *question = data;
  ChezuStatement *select = chezu_database_prepare (db, visits_query (question));

  chezu_statement_bind_int (select, 1, question->geofence);
  chezu_statement_bind_int (select, 2, question->vehicle);
  chezu_statement_bind_int (select, 3, question->from_ms);
  chezu_statement_bind_int (select, 4, question->to_ms);
  chezu_statement_bind_int (select, 5, question->limit);
  return collect (select, error);
}

DexFuture *
chezu_geofence_table_read_visits (
    ChezuStore *store, gint64 geofence, gint64 vehicle, gint64 from_ms, gint64 to_ms, guint limit)
{
  const Question question = { geofence, vehicle, from_ms, to_ms, limit };

  g_return_val_if_fail (CHEZU_IS_STORE (store), NULL);

  return chezu_store_read (store, read_visits, g_memdup2 (&question, sizeof question), g_free,
                           (GDestroyNotify)g_array_unref);
}
