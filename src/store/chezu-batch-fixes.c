/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fixes of a batch: what is new goes into the history, what is newest moves its vehicle. */

#include "store/chezu-batch-private.h"

#include "base/chezu-time.h"
#include "store/chezu-database-private.h"
#include "store/chezu-geofence-watch-private.h"
#include "store/chezu-history.h"
#include "store/chezu-quality-private.h"
#include "store/chezu-rule-watch-private.h"
#include "store/chezu-vehicle-point-private.h"

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

/* @target: with the interval as it is now */
static gboolean
move_vehicle (ChezuCommit *commit,
              const ChezuCommitTarget *target,
              const ChezuFix *fix,
              GError **error)
{
  ChezuStatement *update = chezu_database_prepare (
      commit->db,
      "UPDATE vehicle SET time_ms = ?2, lon_e7 = ?3, lat_e7 = ?4, speed_cm_s = ?5, "
      "course_cdeg = ?6, odometer_m = ?7, altitude_m = ?8, flags = ?9, received_ms = ?10, "
      "interval_ms = ?11, gone = 0, seq = ?12, source = ?13, remote_id = ?14 WHERE id = ?1");

  chezu_statement_bind_int (update, 1, target->id);
  chezu_statement_bind_int (update, 2, fix->time_ms);
  chezu_statement_bind_int (update, 3, fix->lon_e7);
  chezu_statement_bind_int (update, 4, fix->lat_e7);
  chezu_statement_bind_int (update, 5, fix->speed_cm_s);
  chezu_statement_bind_int (update, 6, fix->course_cdeg);
  chezu_statement_bind_int (update, 7, fix->odometer_m);
  chezu_statement_bind_int (update, 8, fix->altitude_m);
  chezu_statement_bind_int (update, 9, fix->flags);
  chezu_statement_bind_int (update, 10, commit->now_ms);
  chezu_statement_bind_int (update, 11, target->interval_ms);
  chezu_statement_bind_int (update, 12, ++commit->seq);
  chezu_statement_bind_int (update, 13, commit->batch->source_id);
  chezu_statement_bind_int (update, 14, target->remote_id);
  return chezu_statement_run (update, error);
}

/* Whoever stands has its point already. A vehicle without a fix has 0 there. */
static void
note_point (GArray *points, const ChezuCommitTarget *target, const ChezuFix *fix)
{
  const ChezuVehiclePoint point = {
    .vehicle_id = target->id,
    .lon_e7 = fix->lon_e7,
    .lat_e7 = fix->lat_e7,
    .is_first = target->lon_e7 == 0 && target->lat_e7 == 0,
  };

  if (point.is_first || fix->lon_e7 != target->lon_e7 || fix->lat_e7 != target->lat_e7)
    g_array_append_val (points, point);
}

/* A terminal that sends is not off line, whatever was said of it. */
static gboolean
revive_terminal (ChezuCommit *commit, const ChezuCommitTarget *target, GError **error)
{
  ChezuStatement *update;

  if (!target->gone)
    return TRUE;
  update = chezu_database_prepare (commit->db, "UPDATE terminal SET gone = 0 WHERE id = ?1");
  chezu_statement_bind_int (update, 1, target->terminal_id);
  return chezu_statement_run (update, error);
}

/* --- From the batch to the history ---------------------------------------------------------- */

/* A vehicle of the batch and its fixes. */
typedef struct
{
  ChezuCommitTarget target;
  guint first_item;
  guint n_items;
} Group;

typedef struct
{
  ChezuCommit *commit;
  GArray *groups;   /* of Group */
  GArray *items;    /* of ChezuHistoryItem */
  GArray *sources;  /* of gint64: the source that an item counts for */
  GHashTable *ids;  /* of vehicles that have a group */
  GArray *points;   /* of ChezuVehiclePoint: of those that moved */
  GHashTable *gaps; /* &remote_id → ChezuGapNote: of what the source did not tell in time */
} Taking;

static ChezuOutcome
outcome_of (const ChezuCommitTarget *target, const ChezuHistoryItem *item)
{
  if (item->duplicate)
    return CHEZU_OUTCOME_DUPLICATE;
  return item->fix.time_ms > target->time_ms ? CHEZU_OUTCOME_NEWEST : CHEZU_OUTCOME_LATE;
}

/* Terminals send from memory what they could not send in time; that does not move the vehicle
 * back. */
static gboolean
settle_group (Taking *self, Group *group, GError **error)
{
  ChezuBatchResult *result = &self->commit->batch->result;
  ChezuCommitTarget *target = &group->target;
  const ChezuFix *newest = NULL;

  for (guint i = group->first_item; i < group->first_item + group->n_items; i++)
    {
      const ChezuHistoryItem *item = &g_array_index (self->items, ChezuHistoryItem, i);
      ChezuOutcome outcome = outcome_of (target, item);

      result->accepted += outcome != CHEZU_OUTCOME_DUPLICATE;
      result->duplicate += outcome == CHEZU_OUTCOME_DUPLICATE;
      result->late += outcome == CHEZU_OUTCOME_LATE;
      chezu_quality_count_fix (self->commit->tallies, g_array_index (self->sources, gint64, i),
                               target->id, target->plated, &item->fix, outcome);
      if (outcome != CHEZU_OUTCOME_NEWEST)
        continue;
      newest = &item->fix;
      target->interval_ms = estimate_interval (target, newest->time_ms);
      target->time_ms = newest->time_ms;
    }
  if (newest != NULL)
    note_point (self->points, target, newest);
  return newest == NULL
         || (move_vehicle (self->commit, target, newest, error)
             && revive_terminal (self->commit, target, error));
}

/* Its silence is the source's: the batch notes that it is not proven. */
static gboolean
excuse_group (Taking *self, const Group *group, GError **error)
{
  const ChezuGapNote *gap = g_hash_table_lookup (self->gaps, &group->target.remote_id);

  return gap == NULL
         || chezu_rule_watch_excuse (self->commit->db, group->target.id, gap->to_ms, error);
}

/* Who crossed which fence, and what rules have to say of it. */
static gboolean
watch_group (Taking *self, const Group *group, GError **error)
{
  ChezuDatabase *db = self->commit->db;
  const ChezuHistoryItem *items;

  if (group->n_items == 0)
    return TRUE;
  items = &g_array_index (self->items, ChezuHistoryItem, group->first_item);
  return chezu_rule_watch_meet (db, group->target.id, items[0].newest_ms, error)
         && excuse_group (self, group, error)
         && chezu_geofence_watch_take (db, items, group->n_items, error)
         && chezu_rule_watch_take (db, items, group->n_items, self->commit->now_ms, error);
}

/* By vehicle of the source. */
static GHashTable *
index_gaps (GArray *gaps)
{
  GHashTable *index = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (guint i = 0; i < gaps->len; i++)
    {
      ChezuGapNote *gap = &g_array_index (gaps, ChezuGapNote, i);

      if (gap->reason != CHEZU_GAP_SILENCE)
        g_hash_table_insert (index, &gap->remote_id, gap);
    }
  return index;
}

/* One record of the log for all that gathered. */
static gboolean
settle_all (Taking *self, GError **error)
{
  if (!chezu_history_add (self->commit->db, (ChezuHistoryItem *)(gpointer)self->items->data,
                          self->items->len, error))
    return FALSE;
  for (guint i = 0; i < self->groups->len; i++)
    if (!settle_group (self, &g_array_index (self->groups, Group, i), error)
        || !watch_group (self, &g_array_index (self->groups, Group, i), error))
      return FALSE;
  if (!chezu_vehicle_points_move (self->commit->db,
                                  (const ChezuVehiclePoint *)(gpointer)self->points->data,
                                  self->points->len, error))
    return FALSE;

  g_array_set_size (self->points, 0);
  g_array_set_size (self->groups, 0);
  g_array_set_size (self->items, 0);
  g_array_set_size (self->sources, 0);
  g_hash_table_remove_all (self->ids);
  return TRUE;
}

static void
add_group (Taking *self, const ChezuCommitTarget *target, GArray *arrivals)
{
  const Group group = { *target, self->items->len, arrivals->len };

  for (guint i = 0; i < arrivals->len; i++)
    {
      const ChezuArrival *arrival = &g_array_index (arrivals, ChezuArrival, i);
      const ChezuHistoryItem item
          = { .vehicle_id = target->id, .newest_ms = target->time_ms, .fix = arrival->fix };

      g_array_append_val (self->items, item);
      g_array_append_val (self->sources, arrival->source_id);
    }
  g_array_append_val (self->groups, group);
  g_hash_table_add (self->ids, g_memdup2 (&target->id, sizeof target->id));
}

/* Two terminals of a source may be in one vehicle; what the second one sends is looked at when that
 * of the first is settled. */
static gboolean
find_target (Taking *self, gint64 remote_id, ChezuCommitTarget *target, GError **error)
{
  if (!chezu_commit_find_target (self->commit, remote_id, target, error))
    return FALSE;
  return !g_hash_table_contains (self->ids, &target->id)
         || (settle_all (self, error)
             && chezu_commit_find_target (self->commit, remote_id, target, error));
}

static gint
compare_positions (gconstpointer a, gconstpointer b)
{
  const ChezuPosition *x = *(const ChezuPosition *const *)a;
  const ChezuPosition *y = *(const ChezuPosition *const *)b;

  if (x->remote_id != y->remote_id)
    return x->remote_id < y->remote_id ? -1 : 1;
  if (x->fix.time_ms != y->fix.time_ms)
    return x->fix.time_ms < y->fix.time_ms ? -1 : 1;
  return (x > y) - (x < y);
}

/* Vehicle by vehicle, ascending in time. */
static GPtrArray *
sort_positions (GArray *positions)
{
  GPtrArray *sorted = g_ptr_array_sized_new (positions->len);

  for (guint i = 0; i < positions->len; i++)
    g_ptr_array_add (sorted, &g_array_index (positions, ChezuPosition, i));
  g_ptr_array_sort (sorted, compare_positions);
  return sorted;
}

/* Moves the fixes of the vehicle at @first into @arrivals. Returns how many those are. */
static guint
gather (ChezuCommit *commit, GPtrArray *sorted, guint first, GArray *arrivals)
{
  gint64 remote_id = ((const ChezuPosition *)sorted->pdata[first])->remote_id;
  guint n = 0;

  g_array_set_size (arrivals, 0);
  for (; first + n < sorted->len; n++)
    {
      const ChezuPosition *position = sorted->pdata[first + n];
      const ChezuArrival arrival = { position->fix, commit->batch->source_id };

      if (position->remote_id != remote_id)
        break;
      g_array_append_val (arrivals, arrival);
    }
  return n;
}

static gboolean
take_sorted (Taking *self, GPtrArray *sorted, GError **error)
{
  g_autoptr (GArray) arrivals = g_array_new (FALSE, FALSE, sizeof (ChezuArrival));

  for (guint i = 0, n; i < sorted->len; i += n)
    {
      const ChezuPosition *first = sorted->pdata[i];
      ChezuCommitTarget target;

      if (!find_target (self, first->remote_id, &target, error))
        return FALSE;
      n = gather (self->commit, sorted, i, arrivals);
      if (target.id == 0)
        {
          self->commit->batch->result.unknown_vehicle += n;
          continue;
        }
      if (!chezu_commit_judge (self->commit, &target, arrivals, error))
        return FALSE;
      add_group (self, &target, arrivals);
    }
  return settle_all (self, error);
}

gboolean
chezu_commit_take_positions (ChezuCommit *commit, GError **error)
{
  g_autoptr (GPtrArray) sorted = sort_positions (commit->batch->positions);
  g_autoptr (GArray) groups = g_array_new (FALSE, FALSE, sizeof (Group));
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (ChezuHistoryItem));
  g_autoptr (GArray) sources = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (ChezuVehiclePoint));
  g_autoptr (GHashTable) gaps = index_gaps (commit->batch->gaps);
  Taking taking = { commit, groups, items, sources, ids, points, gaps };

  return take_sorted (&taking, sorted, error);
}
