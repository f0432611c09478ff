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
  gint64 whole_read_ms; /* when the whole day was read last; 0 never */
  GArray *fixes;        /* of ChezuFix */
  GPtrArray *events;    /* of ChezuEventRow */
  ChezuCompleteness *completeness;
  ChezuDay day;
  char *problem;
  gboolean reading;
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ChezuDayTrack, chezu_day_track, G_TYPE_OBJECT)

static gint64
start_of_day_ms (gint64 now_ms)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();

  return chezu_time_start_of_day_ms (now_ms, zone);
}

/* How many of the fixes are not after @time_ms. */
static guint
count_until (ChezuDayTrack *self, gint64 time_ms)
{
  guint n = self->fixes->len;

  while (n > 0 && g_array_index (self->fixes, ChezuFix, n - 1).time_ms > time_ms)
    n--;
  return n;
}

static void
summarize (ChezuDayTrack *self)
{
  guint n = self->time_ms != 0 ? count_until (self, self->time_ms) : self->fixes->len;

  chezu_day_summarize ((const ChezuFix *)(gpointer)self->fixes->data, n, &self->day);
}

static gboolean
await_fixes (ChezuDayTrack *self, gint64 now_ms, GError **error)
{
  gboolean whole = self->time_ms != 0 || now_ms - self->whole_read_ms > WHOLE_DAY_INTERVAL_MS
                   || self->fixes->len == 0;
  gint64 from_ms = self->day_start_ms;
  gint64 to_ms = self->time_ms != 0 ? self->day_start_ms + CHEZU_DAY_MS : now_ms + CHEZU_DAY_MS;
  g_autoptr (GArray) more = NULL;

  if (!whole)
    from_ms = g_array_index (self->fixes, ChezuFix, self->fixes->len - 1).time_ms + 1;
  more = chezu_store_await (chezu_history_read (self->store, self->vehicle_id, from_ms, to_ms),
                            error);
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
  g_autoptr (GPtrArray) events
      = chezu_store_await (chezu_event_table_of_vehicle (self->store, self->vehicle_id,
                                                         self->day_start_ms, now_ms + CHEZU_DAY_MS),
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
  g_autoptr (ChezuCompleteness) completeness = chezu_store_await (
      chezu_gap_table_read_completeness (self->store, self->vehicle_id, self->day_start_ms, now_ms),
      error);

  if (completeness == NULL)
    return FALSE;
  g_clear_pointer (&self->completeness, chezu_completeness_free);
  self->completeness = g_steal_pointer (&completeness);
  return TRUE;
}

static DexFuture *
refresh_fiber (gpointer data)
{
  ChezuDayTrack *self = data;
  gint64 now_ms = self->time_ms != 0 ? self->time_ms : chezu_time_now_ms ();
  gint64 day_start_ms = start_of_day_ms (now_ms);
  g_autoptr (GError) error = NULL;

  if (day_start_ms != self->day_start_ms)
    {
      self->day_start_ms = day_start_ms;
      self->whole_read_ms = 0;
      g_array_set_size (self->fixes, 0);
    }

  g_clear_pointer (&self->problem, g_free);
  if (await_fixes (self, now_ms, &error) && await_events (self, now_ms, &error)
      && await_completeness (self, now_ms, &error))
    summarize (self);
  else
    self->problem = g_strdup (error->message);

  self->reading = FALSE;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  return dex_future_new_true ();
}

static void
chezu_day_track_finalize (GObject *object)
{
  ChezuDayTrack *self = CHEZU_DAY_TRACK (object);

  g_clear_object (&self->store);
  g_array_unref (self->fixes);
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
  self->day.mileage_m = -1;
}

ChezuDayTrack *
chezu_day_track_new (ChezuStore *store, gint64 vehicle_id)
{
  ChezuDayTrack *self;

  g_return_val_if_fail (CHEZU_IS_STORE (store), NULL);

  self = g_object_new (CHEZU_TYPE_DAY_TRACK, NULL);
  self->store = g_object_ref (store);
  self->vehicle_id = vehicle_id;
  return self;
}

void
chezu_day_track_set_time (ChezuDayTrack *self, gint64 time_ms)
{
  gboolean same_day;

  g_return_if_fail (CHEZU_IS_DAY_TRACK (self));

  same_day = self->time_ms != 0 && time_ms != 0 && self->whole_read_ms != 0
             && start_of_day_ms (time_ms) == self->day_start_ms;
  self->time_ms = time_ms;
  if (!same_day)
    {
      chezu_day_track_refresh (self);
      return;
    }
  summarize (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

void
chezu_day_track_refresh (ChezuDayTrack *self)
{
  g_return_if_fail (CHEZU_IS_DAY_TRACK (self));

  if (self->reading)
    return;

  self->reading = TRUE;
  dex_future_disown (
      dex_scheduler_spawn (NULL, 0, refresh_fiber, g_object_ref (self), g_object_unref));
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
