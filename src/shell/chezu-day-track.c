/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-day-track.h"

#include "base/chezu-time.h"
#include "store/chezu-history.h"

/* Late fixes stand before the last one: from time to time the whole day is read again. */
#define WHOLE_DAY_INTERVAL_MS (60 * CHEZU_SECOND_MS)

struct _ChezuDayTrack
{
  GObject parent_instance;

  ChezuStore *store;
  gint64 vehicle_id;
  gint64 time_ms; /* 0: now */
  gint64 day_start_ms;
  gint64 day_end_ms;
  gint64 whole_read_ms; /* when the whole day was read last; 0 never */
  GArray *fixes;        /* of ChezuFix */
  GArray *legs;         /* of ChezuLeg */
  GPtrArray *events;    /* of ChezuEventRow */
  ChezuCompleteness *completeness;
  ChezuDay day;
  char *problem;
  gboolean reading; /* nobody touches fixes, legs and day meanwhile */
  gboolean stale;   /* it is to be read again, not only summed up for another moment */
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ChezuDayTrack, chezu_day_track, G_TYPE_OBJECT)

/* A day has from 23 to 25 hours where clocks are changed. */
static void
set_day (ChezuDayTrack *self, gint64 time_ms)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  gint64 start_ms = chezu_time_start_of_day_ms (time_ms, zone);

  if (start_ms == self->day_start_ms)
    return;
  self->day_start_ms = start_ms;
  self->day_end_ms = chezu_time_start_of_day_ms (start_ms + 36 * CHEZU_HOUR_MS, zone);
  self->whole_read_ms = 0;
  g_array_set_size (self->fixes, 0);
  g_array_set_size (self->legs, 0);
}

/* --- Reading -----------------------------------------------------------------------------------*/

/* A clock that runs ahead may have made fixes of today that are still to come. */
static gint64
get_end (ChezuDayTrack *self, gint64 now_ms)
{
  return self->time_ms != 0 ? self->day_end_ms : now_ms + CHEZU_DAY_MS;
}

static gboolean
await_fixes (ChezuDayTrack *self, gint64 now_ms, GError **error)
{
  gboolean whole = now_ms - self->whole_read_ms > WHOLE_DAY_INTERVAL_MS || self->fixes->len == 0;
  gint64 from_ms = self->day_start_ms;
  g_autoptr (GArray) more = NULL;

  if (!whole)
    from_ms = g_array_index (self->fixes, ChezuFix, self->fixes->len - 1).time_ms + 1;
  more = chezu_store_await (
      chezu_history_read (self->store, self->vehicle_id, from_ms, get_end (self, now_ms)), error);
  if (more == NULL)
    return FALSE;

  if (whole)
    {
      g_array_set_size (self->fixes, 0);
      self->whole_read_ms = now_ms;
    }
  if (more->len > 0)
    g_array_append_vals (self->fixes, more->data, more->len);
  return TRUE;
}

static gboolean
await_events (ChezuDayTrack *self, gint64 now_ms, GError **error)
{
  g_autoptr (GPtrArray) events = chezu_store_await (
      chezu_event_table_of_vehicle (self->store, self->vehicle_id, self->day_start_ms,
                                    get_end (self, now_ms)),
      error);

  if (events == NULL)
    return FALSE;
  g_clear_pointer (&self->events, g_ptr_array_unref);
  self->events = g_steal_pointer (&events);
  return TRUE;
}

static gboolean
await_completeness (ChezuDayTrack *self, gint64 now_ms, GError **error)
{
  gint64 until_ms = MIN (self->time_ms != 0 ? self->time_ms : now_ms, self->day_end_ms);
  g_autoptr (ChezuCompleteness) completeness
      = chezu_store_await (chezu_gap_table_read_completeness (self->store, self->vehicle_id,
                                                              self->day_start_ms, until_ms),
                           error);

  if (completeness == NULL)
    return FALSE;
  g_clear_pointer (&self->completeness, chezu_completeness_free);
  self->completeness = g_steal_pointer (&completeness);
  return TRUE;
}

/* --- Summing up --------------------------------------------------------------------------------*/

typedef struct
{
  const ChezuFix *fixes;
  gsize n_fixes;
  gint64 until_ms; /* of the figures */
  GArray *legs;
  ChezuDay day;
} Sum;

static DexFuture *
sum_fiber (gpointer data)
{
  Sum *sum = data;
  gsize n = sum->n_fixes;

  while (n > 0 && sum->fixes[n - 1].time_ms > sum->until_ms)
    n--;
  sum->legs = chezu_day_list_legs (sum->fixes, sum->n_fixes);
  chezu_day_summarize (sum->fixes, n, &sum->day);
  return dex_future_new_true ();
}

/* A day has thousands of fixes, so it is summed up beside the main thread too. */
static gboolean
await_sum (ChezuDayTrack *self, GError **error)
{
  Sum sum = {
    .fixes = (const ChezuFix *)(gpointer)self->fixes->data,
    .n_fixes = self->fixes->len,
    .until_ms = self->time_ms != 0 ? self->time_ms : G_MAXINT64,
  };

  if (!dex_await (
          dex_scheduler_spawn (dex_thread_pool_scheduler_get_default (), 0, sum_fiber, &sum, NULL),
          error))
    return FALSE;
  g_array_unref (self->legs);
  self->legs = sum.legs;
  self->day = sum.day;
  return TRUE;
}

static gboolean
await_day (ChezuDayTrack *self, GError **error)
{
  gint64 now_ms = chezu_time_now_ms ();

  set_day (self, self->time_ms != 0 ? self->time_ms : now_ms);
  return await_fixes (self, now_ms, error) && await_events (self, now_ms, error)
         && await_completeness (self, now_ms, error);
}

/* Another moment may be asked for while one is worked out: then only the last one counts. */
static DexFuture *
refresh_fiber (gpointer data)
{
  ChezuDayTrack *self = data;
  gint64 time_ms;

  do
    {
      g_autoptr (GError) error = NULL;
      gboolean stale = self->stale;

      time_ms = self->time_ms;
      self->stale = FALSE;
      if (stale)
        g_clear_pointer (&self->problem, g_free);
      if ((stale && !await_day (self, &error)) || !await_sum (self, &error))
        {
          g_free (self->problem);
          self->problem = g_strdup (error->message);
        }
    }
  while (self->stale || self->time_ms != time_ms);

  self->reading = FALSE;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  return dex_future_new_true ();
}

static void
work (ChezuDayTrack *self)
{
  if (self->reading)
    return;

  self->reading = TRUE;
  dex_future_disown (
      dex_scheduler_spawn (NULL, 0, refresh_fiber, g_object_ref (self), g_object_unref));
}

static void
chezu_day_track_finalize (GObject *object)
{
  ChezuDayTrack *self = CHEZU_DAY_TRACK (object);

  g_clear_object (&self->store);
  g_array_unref (self->fixes);
  g_array_unref (self->legs);
  g_clear_pointer (&self->events, g_ptr_array_unref);
  g_clear_pointer (&self->completeness, chezu_completeness_free);
  g_free (self->problem);

  G_OBJECT_CLASS (chezu_day_track_parent_class)->finalize (object);
}

static void
chezu_day_track_class_init (ChezuDayTrackClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = chezu_day_track_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CHEZU_TYPE_DAY_TRACK, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
chezu_day_track_init (ChezuDayTrack *self)
{
  self->fixes = g_array_new (FALSE, FALSE, sizeof (ChezuFix));
  self->legs = g_array_new (FALSE, FALSE, sizeof (ChezuLeg));
  self->day = (ChezuDay){ .mileage_m = -1 };
}

ChezuDayTrack *
chezu_day_track_new (ChezuStore *store, gint64 vehicle_id)
{
  ChezuDayTrack *self;

  g_return_val_if_fail (CHEZU_IS_STORE (store), NULL);

  self = g_object_new (CHEZU_TYPE_DAY_TRACK, NULL);
  self->store = g_object_ref (store);
  self->vehicle_id = vehicle_id;
  set_day (self, chezu_time_now_ms ());
  return self;
}

void
chezu_day_track_set_time (ChezuDayTrack *self, gint64 time_ms)
{
  g_return_if_fail (CHEZU_IS_DAY_TRACK (self));

  if (time_ms == 0 || self->time_ms == 0 || self->whole_read_ms == 0 || time_ms < self->day_start_ms
      || time_ms >= self->day_end_ms)
    self->stale = TRUE;
  self->time_ms = time_ms;
  if (!self->reading)
    set_day (self, time_ms != 0 ? time_ms : chezu_time_now_ms ());
  work (self);
}

void
chezu_day_track_refresh (ChezuDayTrack *self)
{
  g_return_if_fail (CHEZU_IS_DAY_TRACK (self));

  if (self->reading)
    return;
  self->stale = TRUE;
  work (self);
}

gint64
chezu_day_track_get_vehicle (ChezuDayTrack *self)
{
  g_return_val_if_fail (CHEZU_IS_DAY_TRACK (self), 0);
  return self->vehicle_id;
}

gboolean
chezu_day_track_is_loaded (ChezuDayTrack *self)
{
  g_return_val_if_fail (CHEZU_IS_DAY_TRACK (self), FALSE);
  return self->whole_read_ms != 0;
}

const ChezuFix *
chezu_day_track_get_fixes (ChezuDayTrack *self, gsize *n_fixes)
{
  g_return_val_if_fail (CHEZU_IS_DAY_TRACK (self), NULL);

  *n_fixes = self->fixes->len;
  return (const ChezuFix *)(gpointer)self->fixes->data;
}

const GArray *
chezu_day_track_get_legs (ChezuDayTrack *self)
{
  g_return_val_if_fail (CHEZU_IS_DAY_TRACK (self), NULL);
  return self->legs;
}

void
chezu_day_track_get_span (ChezuDayTrack *self, gint64 *from_ms, gint64 *to_ms)
{
  g_return_if_fail (CHEZU_IS_DAY_TRACK (self));

  *from_ms = self->day_start_ms;
  *to_ms = self->day_end_ms;
}

/* Returns: (transfer none) (nullable) */
GPtrArray *
chezu_day_track_get_events (ChezuDayTrack *self)
{
  g_return_val_if_fail (CHEZU_IS_DAY_TRACK (self), NULL);
  return self->events;
}

const ChezuDay *
chezu_day_track_get_day (ChezuDayTrack *self)
{
  g_return_val_if_fail (CHEZU_IS_DAY_TRACK (self), NULL);
  return &self->day;
}

/* Returns: (transfer none) (nullable) */
const ChezuCompleteness *
chezu_day_track_get_completeness (ChezuDayTrack *self)
{
  g_return_val_if_fail (CHEZU_IS_DAY_TRACK (self), NULL);
  return self->completeness;
}

const char *
chezu_day_track_get_problem (ChezuDayTrack *self)
{
  g_return_val_if_fail (CHEZU_IS_DAY_TRACK (self), NULL);
  return self->problem;
}
