/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The transaction that takes a batch over. Order matters: devices first, so that fixes find their
 * vehicles; fixes before events, so that "offline" is compared with the newest fix; the cursor
 * last, though all of it commits at once.
 */

#include "store/chezu-batch-private.h"

#include "base/chezu-time.h"
#include "store/chezu-database-private.h"
#include "store/chezu-event-table-private.h"
#include "store/chezu-geometry-private.h"
#include "store/chezu-history.h"
#include "store/chezu-quarantine-private.h"

#include <glib/gi18n-lib.h>

/* Weight of a new interval in the running estimate, as 1 / N. */
#define INTERVAL_WEIGHT 8
/* One pause in reporting must not pass for a habit: an interval counts as at most this many usual
 * ones. */
#define INTERVAL_GROWTH_MAX 4
#define INTERVAL_MAX_MS CHEZU_HOUR_MS

typedef struct
{
  ChezuDatabase *db;
  ChezuBatch *batch;
  gint64 now_ms;
  gint64 seq; /* the last that was given out */
} Commit;

/* What the transaction needs to know of a vehicle that a record names. */
typedef struct
{
  gint64 id;      /* 0: not known */
  gint64 time_ms; /* of its latest fix; G_MININT64: none */
  gint64 interval_ms;
} Target;

static gboolean
find_source (Commit *commit, GError **error)
{
  ChezuStatement *select
      = chezu_database_prepare (commit->db, "SELECT 1 FROM source WHERE id = ?1");
  gboolean found;

  chezu_statement_bind_int (select, 1, commit->batch->source_id);
  found = chezu_statement_next (select);
  if (!chezu_statement_done (select, error))
    return FALSE;
  if (!found)
    g_set_error_literal (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_NOT_FOUND,
                         _ ("The source was removed; what it sent is not saved"));
  return found;
}

static gboolean
start (Commit *commit, GError **error)
{
  return find_source (commit, error)
         && chezu_database_query_int (commit->db, "SELECT max (seq) FROM vehicle", 0, &commit->seq,
                                      error);
}

/* --- Devices ------------------------------------------------------------------------------ */

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
adopt_orphan (Commit *commit, const ChezuDevice *device, GError **error)
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
upsert_device (Commit *commit, const ChezuDevice *device, GError **error)
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

static gboolean
mark_gone (Commit *commit, gint64 vehicle_id, GError **error)
{
  ChezuStatement *mark = chezu_database_prepare (
      commit->db, "UPDATE vehicle SET gone = 1, connected = 0, seq = ?2 WHERE id = ?1");

  chezu_statement_bind_int (mark, 1, vehicle_id);
  chezu_statement_bind_int (mark, 2, ++commit->seq);
  return chezu_statement_run (mark, error);
}

/* Vehicles that the source does not list any more; their past stays. */
static gboolean
mark_missing (Commit *commit, GError **error)
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
    if (!mark_gone (commit, g_array_index (missing, gint64, i), error))
      return FALSE;
  return TRUE;
}

static gboolean
take_devices (Commit *commit, GError **error)
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

/* --- Fixes -------------------------------------------------------------------------------- */

static gboolean
find_target (Commit *commit, gint64 remote_id, Target *target, GError **error)
{
  ChezuStatement *select = chezu_database_prepare (
      commit->db,
      "SELECT id, time_ms, interval_ms FROM vehicle WHERE source = ?1 AND remote_id = ?2");

  *target = (Target){ .time_ms = G_MININT64 };
  chezu_statement_bind_int (select, 1, commit->batch->source_id);
  chezu_statement_bind_int (select, 2, remote_id);
  if (chezu_statement_next (select))
    {
      target->id = chezu_statement_get_int (select, 0);
      if (!chezu_statement_is_null (select, 1))
        target->time_ms = chezu_statement_get_int (select, 1);
      target->interval_ms = chezu_statement_get_int (select, 2);
    }
  return chezu_statement_done (select, error);
}

/* An exponentially weighted mean of the times between fixes. */
static gint64
estimate_interval (const Target *target, gint64 time_ms)
{
  gint64 interval_ms;

  if (target->time_ms == G_MININT64)
    return 0;

  interval_ms = MIN (time_ms - target->time_ms, INTERVAL_MAX_MS);
  if (target->interval_ms == 0)
    return interval_ms;

  interval_ms = MIN (interval_ms, target->interval_ms * INTERVAL_GROWTH_MAX);
  return target->interval_ms + (interval_ms - target->interval_ms) / INTERVAL_WEIGHT;
}

static gboolean
move_vehicle (Commit *commit, const Target *target, const ChezuFix *fix, GError **error)
{
  guint8 point[CHEZU_GEOMETRY_POINT_SIZE];
  ChezuStatement *update = chezu_database_prepare (
      commit->db,
      "UPDATE vehicle SET geom = ?2, time_ms = ?3, lon_e7 = ?4, lat_e7 = ?5, speed_cm_s = ?6, "
      "course_cdeg = ?7, odometer_m = ?8, altitude_m = ?9, flags = ?10, received_ms = ?11, "
      "interval_ms = ?12, gone = 0, seq = ?13 WHERE id = ?1");

  chezu_geometry_write_point (chezu_e7_to_degrees (fix->lon_e7), chezu_e7_to_degrees (fix->lat_e7),
                              point);
  chezu_statement_bind_int (update, 1, target->id);
  chezu_statement_bind_blob (update, 2, point, sizeof point);
  chezu_statement_bind_int (update, 3, fix->time_ms);
  chezu_statement_bind_int (update, 4, fix->lon_e7);
  chezu_statement_bind_int (update, 5, fix->lat_e7);
  chezu_statement_bind_int (update, 6, fix->speed_cm_s);
  chezu_statement_bind_int (update, 7, fix->course_cdeg);
  chezu_statement_bind_int (update, 8, fix->odometer_m);
  chezu_statement_bind_int (update, 9, fix->altitude_m);
  chezu_statement_bind_int (update, 10, fix->flags);
  chezu_statement_bind_int (update, 11, commit->now_ms);
  chezu_statement_bind_int (update, 12, estimate_interval (target, fix->time_ms));
  chezu_statement_bind_int (update, 13, ++commit->seq);
  return chezu_statement_run (update, error);
}

static gboolean
take_position (Commit *commit, const ChezuPosition *position, GError **error)
{
  ChezuBatchResult *result = &commit->batch->result;
  Target target;
  gboolean inserted;

  if (!find_target (commit, position->remote_id, &target, error))
    return FALSE;
  if (target.id == 0)
    {
      result->unknown_vehicle++;
      return TRUE;
    }
  if (!chezu_history_append (commit->db, target.id, &position->fix, &inserted, error))
    return FALSE;
  if (!inserted)
    {
      result->duplicate++;
      return TRUE;
    }

  result->accepted++;
  /* Terminals send from memory what they could not send in time; that does not move the vehicle
   * back. */
  if (position->fix.time_ms > target.time_ms)
    return move_vehicle (commit, &target, &position->fix, error);
  result->late++;
  return TRUE;
}

static gboolean
take_positions (Commit *commit, GError **error)
{
  GArray *positions = commit->batch->positions;

  for (guint i = 0; i < positions->len; i++)
    if (!take_position (commit, &g_array_index (positions, ChezuPosition, i), error))
      return FALSE;
  return TRUE;
}

/* --- Events ------------------------------------------------------------------------------- */

/* An event older than the newest fix says nothing about now. */
static gboolean
apply_connection (Commit *commit, const Target *target, const ChezuEvent *event, GError **error)
{
  ChezuStatement *update;

  if (event->time_ms <= target->time_ms)
    return TRUE;
  if (g_str_equal (event->kind, "deviceOffline"))
    return mark_gone (commit, target->id, error);
  if (!g_str_equal (event->kind, "deviceOnline"))
    return TRUE;

  update = chezu_database_prepare (
      commit->db, "UPDATE vehicle SET gone = 0, connected = 1, seq = ?2 WHERE id = ?1");
  chezu_statement_bind_int (update, 1, target->id);
  chezu_statement_bind_int (update, 2, ++commit->seq);
  return chezu_statement_run (update, error);
}

static gboolean
take_events (Commit *commit, GError **error)
{
  GArray *events = commit->batch->events;

  for (guint i = 0; i < events->len; i++)
    {
      const ChezuEvent *event = &g_array_index (events, ChezuEvent, i);
      Target target;
      gboolean inserted;

      if (!find_target (commit, event->remote_id, &target, error))
        return FALSE;
      if (target.id == 0)
        {
          commit->batch->result.unknown_vehicle++;
          continue;
        }
      if (!chezu_event_table_append (commit->db, commit->batch->source_id, target.id, event,
                                     commit->now_ms, &inserted, error))
        return FALSE;
      if (inserted && !apply_connection (commit, &target, event, error))
        return FALSE;
    }
  return TRUE;
}

/* --- The rest ----------------------------------------------------------------------------- */

static gboolean
report_source (Commit *commit, GError **error)
{
  const ChezuBatch *batch = commit->batch;
  ChezuStatement *update = chezu_database_prepare (
      commit->db, "UPDATE source SET accepted = accepted + ?2, duplicate = duplicate + ?3, "
                  "cursor = coalesce (?4, cursor), lag_ms = coalesce (?5, lag_ms) WHERE id = ?1");

  chezu_statement_bind_int (update, 1, batch->source_id);
  chezu_statement_bind_int (update, 2, batch->result.accepted);
  chezu_statement_bind_int (update, 3, batch->result.duplicate);
  chezu_statement_bind_text (update, 4, batch->cursor);
  /* A server whose clock is ahead has no negative lag. */
  if (batch->newest_server_time_ms != 0)
    chezu_statement_bind_int (update, 5, MAX (0, commit->now_ms - batch->newest_server_time_ms));
  return chezu_statement_run (update, error);
}

/* What a GeoPackage reader looks at to know whether a layer is worth reading again. */
static gboolean
touch_contents (Commit *commit, gint64 first_seq, GError **error)
{
  if (commit->seq == first_seq)
    return TRUE;
  return chezu_statement_run (
      chezu_database_prepare (commit->db, "UPDATE gpkg_contents SET "
                                          "last_change = strftime ('%Y-%m-%dT%H:%M:%fZ', 'now') "
                                          "WHERE table_name = 'vehicle'"),
      error);
}

gboolean
chezu_batch_commit (ChezuDatabase *db, gpointer data, GError **error)
{
  ChezuBatch *batch = data;
  Commit commit = { .db = db, .batch = batch, .now_ms = chezu_time_now_ms () };
  gint64 first_seq;

  batch->result = (ChezuBatchResult){ .refused = batch->refusals->len };
  if (!start (&commit, error))
    return FALSE;

  first_seq = commit.seq;
  return take_devices (&commit, error) && take_positions (&commit, error)
         && take_events (&commit, error)
         && chezu_quarantine_add (db, batch->source_id,
                                  (const ChezuRefusedRecord *)(gpointer)batch->refusals->data,
                                  batch->refusals->len, commit.now_ms, error)
         && report_source (&commit, error) && touch_contents (&commit, first_seq, error);
}
