/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sync/chezu-backfill-job.h"

#include "base/chezu-time.h"
#include "sync/chezu-continuity.h"

/* Where the interval of a vehicle is not known. */
#define INTERVAL_MS (10 * CHEZU_SECOND_MS)
/* A vehicle that was never seen to pause may still report as often as this. */
#define INTERVAL_LEAST_MS CHEZU_SECOND_MS
/* Gaps are asked for together when none of them costs much more time than it has itself. */
#define WASTE_MS (2 * CHEZU_MINUTE_MS)

void
chezu_backfill_job_init (ChezuBackfillJob *self, const ChezuSyncOptions *options)
{
  *self = (ChezuBackfillJob){
    .options = options,
    .parts = g_array_new (FALSE, FALSE, sizeof (ChezuBackfillPart)),
    .holes = g_array_new (FALSE, FALSE, sizeof (ChezuGapNote)),
  };
}

void
chezu_backfill_job_clear (ChezuBackfillJob *self)
{
  g_clear_pointer (&self->parts, g_array_unref);
  g_clear_pointer (&self->holes, g_array_unref);
}

static ChezuBackfillPart *
get_part (ChezuBackfillJob *self, guint index)
{
  return &g_array_index (self->parts, ChezuBackfillPart, index);
}

static gint64
get_interval (const ChezuGap *gap)
{
  return gap->interval_ms > 0 ? MAX (gap->interval_ms, INTERVAL_LEAST_MS) : INTERVAL_MS;
}

/* --- What is asked for ---------------------------------------------------------------------- */

/* The period of a vehicle that is expected to have as many fixes as are wanted. */
static gint64
get_window (ChezuBackfillJob *self, const ChezuGap *gap)
{
  gint64 window_ms = (gint64)self->options->backfill_rows * get_interval (gap);

  return CLAMP (window_ms, MIN (CHEZU_HOUR_MS, self->options->backfill_window_ms),
                self->options->backfill_window_ms);
}

static void
add_part (ChezuBackfillJob *self, const ChezuGap *gap)
{
  ChezuBackfillPart part = { .gap = *gap, .from_ms = gap->from_ms, .to_ms = gap->from_ms };

  g_array_append_val (self->parts, part);
}

typedef struct
{
  gint64 from_ms;
  gint64 to_ms;
  gint64 shortest_ms;
  double per_ms; /* fixes that are expected of all vehicles */
} Union;

static Union
join (Union all, const ChezuGap *gap)
{
  return (Union){ MIN (all.from_ms, gap->from_ms), MAX (all.to_ms, gap->to_ms),
                  MIN (all.shortest_ms, gap->to_ms - gap->from_ms),
                  all.per_ms + 1.0 / (double)get_interval (gap) };
}

static gboolean
is_worth_it (ChezuBackfillJob *self, const Union *all)
{
  gint64 length_ms = all->to_ms - all->from_ms;

  return length_ms <= 2 * all->shortest_ms + WASTE_MS
         && (double)length_ms * all->per_ms <= (double)self->options->backfill_rows;
}

gboolean
chezu_backfill_job_take (
    ChezuBackfillJob *self, GArray *plan, GHashTable *busy, GHashTable *alone, guint max)
{
  Union all = { G_MAXINT64, G_MININT64, G_MAXINT64, 0 };
  gboolean single = FALSE;

  g_array_set_size (self->parts, 0);
  for (guint i = 0; i < plan->len && self->parts->len < max && !single;)
    {
      const ChezuGap *gap = &g_array_index (plan, ChezuGap, i);
      Union more = join (all, gap);

      if (g_hash_table_contains (busy, &gap->remote_id))
        {
          i++;
          continue;
        }
      if (self->parts->len == 0)
        single = gap->attempts > 0 || g_hash_table_contains (alone, &gap->remote_id)
                 || !is_worth_it (self, &more);
      else if (gap->attempts > 0 || g_hash_table_contains (alone, &gap->remote_id)
               || !is_worth_it (self, &more))
        {
          i++;
          continue;
        }

      all = more;
      add_part (self, gap);
      g_hash_table_add (busy, g_memdup2 (&gap->remote_id, sizeof gap->remote_id));
      g_array_remove_index (plan, i);
    }
  return self->parts->len > 0;
}

gboolean
chezu_backfill_job_next (ChezuBackfillJob *self, gint64 *from_ms, gint64 *to_ms)
{
  *from_ms = G_MAXINT64;
  *to_ms = G_MININT64;
  for (guint i = 0; i < self->parts->len; i++)
    {
      ChezuBackfillPart *part = get_part (self, i);

      part->from_ms = part->seen_ms = part->to_ms;
      part->to_ms = self->parts->len > 1
                        ? part->gap.to_ms
                        : MIN (part->gap.to_ms, part->from_ms + get_window (self, &part->gap));
      if (part->from_ms >= part->to_ms)
        continue;
      *from_ms = MIN (*from_ms, part->from_ms);
      *to_ms = MAX (*to_ms, part->to_ms);
    }
  self->current = 0;
  g_array_set_size (self->holes, 0);
  return *from_ms < *to_ms;
}

static ChezuBackfillPart *
find_part (ChezuBackfillJob *self, gint64 remote_id)
{
  for (guint i = 0; i < self->parts->len; i++)
    {
      guint at = (self->current + i) % self->parts->len;

      if (get_part (self, at)->gap.remote_id == remote_id)
        {
          self->current = at;
          return get_part (self, at);
        }
    }
  return NULL;
}

/* --- What it proves ------------------------------------------------------------------------- */

/* What was noted as a silence is one, whatever has become of the usual interval since. */
static void
look_for_hole (ChezuBackfillJob *self, const ChezuBackfillPart *part, gint64 to_ms)
{
  const ChezuGap *gap = &part->gap;
  gint64 length_ms = to_ms - part->seen_ms;
  ChezuGapNote hole = {
    .remote_id = gap->remote_id,
    .from_ms = part->seen_ms,
    .to_ms = to_ms,
    .reason = CHEZU_GAP_SILENCE,
  };

  if (length_ms > chezu_continuity_silence_ms (self->options, gap->interval_ms)
      || (gap->reason == CHEZU_GAP_SILENCE && length_ms == gap->to_ms - gap->from_ms))
    g_array_append_val (self->holes, hole);
}

void
chezu_backfill_job_see (ChezuBackfillJob *self, const ChezuPosition *position)
{
  ChezuBackfillPart *part = find_part (self, position->remote_id);
  gint64 time_ms = position->fix.time_ms;

  if (part == NULL || time_ms <= part->seen_ms || part->seen_ms >= part->to_ms)
    return;
  time_ms = MIN (time_ms, part->to_ms);
  look_for_hole (self, part, time_ms);
  part->seen_ms = time_ms;
}

/* What a terminal has kept may still come, for a while. Later the silence is proven, too. */
static void
note_holes (ChezuBackfillJob *self, gint64 server_ms, gint64 now_ms, ChezuBatch *batch)
{
  for (guint i = 0; i < self->holes->len; i++)
    {
      ChezuGapNote *hole = &g_array_index (self->holes, ChezuGapNote, i);
      gint64 wait_ms
          = chezu_continuity_again_ms (self->options, hole->from_ms, hole->to_ms) - server_ms;

      if (wait_ms <= 0)
        continue;
      hole->next_try_ms = now_ms + wait_ms;
      chezu_batch_add_gap (batch, hole);
    }
}

gboolean
chezu_backfill_job_prove (
    ChezuBackfillJob *self, gint64 until_ms, gint64 server_ms, gint64 now_ms, ChezuBatch *batch)
{
  gboolean proved = FALSE;

  for (guint i = 0; i < self->parts->len; i++)
    {
      ChezuBackfillPart *part = get_part (self, i);

      part->to_ms = MIN (part->to_ms, until_ms);
      if (part->to_ms <= part->from_ms)
        {
          part->to_ms = part->from_ms;
          continue;
        }
      if (part->seen_ms < part->to_ms)
        look_for_hole (self, part, part->to_ms);
      chezu_batch_close_gaps (batch, part->gap.remote_id, part->from_ms, part->to_ms);
      proved = TRUE;
    }
  note_holes (self, server_ms, now_ms, batch);
  return proved;
}
