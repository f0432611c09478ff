/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fixes of a batch: what is new goes into the history, what is newest moves its vehicle. */

#include "store/chezu-batch-private.h"

#include "base/chezu-time.h"
#include "store/chezu-database-private.h"
#include "store/chezu-geometry-private.h"
#include "store/chezu-history.h"

/* Weight of a new interval in the running estimate, as 1 / N. */
#define INTERVAL_WEIGHT 8
/* One pause in reporting must not pass for a habit: an interval counts as at most this many usual
 * ones. */
#define INTERVAL_GROWTH_MAX 4
#define INTERVAL_MAX_MS CHEZU_HOUR_MS

/* An exponentially weighted mean of the times between fixes. */
static gint64
estimate_interval (const ChezuCommitTarget *target, gint64 time_ms)
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
move_vehicle (ChezuCommit *commit,
              const ChezuCommitTarget *target,
              const ChezuFix *fix,
              GError **error)
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
take_position (ChezuCommit *commit, const ChezuPosition *position, GError **error)
{
  ChezuBatchResult *result = &commit->batch->result;
  ChezuCommitTarget target;
  gboolean inserted;

  if (!chezu_commit_find_target (commit, position->remote_id, &target, error))
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

gboolean
chezu_commit_take_positions (ChezuCommit *commit, GError **error)
{
  GArray *positions = commit->batch->positions;

  for (guint i = 0; i < positions->len; i++)
    if (!take_position (commit, &g_array_index (positions, ChezuPosition, i), error))
      return FALSE;
  return TRUE;
}
