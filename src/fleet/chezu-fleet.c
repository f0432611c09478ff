/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The live picture as an object: it follows the store, keeps the filter and answers questions. */

#include "fleet/chezu-fleet-gather.h"

#include "base/chezu-time.h"
#include "fleet/chezu-fold.h"

/* Rows taken over at once: what the main thread does between two frames. */
#define PAGE_ROWS 2000
#define PAGE_ALARMS 5000
#define TICK_SECONDS 5

enum
{
  SIGNAL_CHANGED,
  SIGNAL_TICKED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ChezuFleet, chezu_fleet, G_TYPE_OBJECT)

/* --- Following the store */

static gboolean
read_regions (ChezuFleet *self, GError **error)
{
  GPtrArray *rows = chezu_store_await (chezu_region_table_list (self->store), error);

  if (rows == NULL)
    return FALSE;
  chezu_fleet_set_regions (self, chezu_region_set_new (rows));
  if (rows->len > 0)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  return TRUE;
}

static gboolean
read_changes (ChezuFleet *self, GError **error)
{
  gboolean more = TRUE;

  while (more)
    {
      g_autoptr (ChezuVehiclePage) page = chezu_store_await (
          chezu_vehicle_table_changes (self->store, self->last_seq, PAGE_ROWS), error);

      if (page == NULL)
        return FALSE;
      more = page->more;
      if (page->rows->len == 0)
        continue;
      chezu_fleet_apply_page (self, page, chezu_fleet_get_now_ms (self));
      g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
    }
  return TRUE;
}

/* After the vehicles, so that each alarm meets its own. */
static gboolean
read_alarms (ChezuFleet *self, GError **error)
{
  gint64 since_ms = chezu_fleet_get_now_ms (self) - CHEZU_FLEET_ALARM_STANDS_MS;
  gboolean more = TRUE;

  while (more)
    {
      g_autoptr (GArray) rows = chezu_store_await (
          chezu_alarm_table_changes (self->store, self->last_alarm_id, since_ms, PAGE_ALARMS),
          error);

      if (rows == NULL)
        return FALSE;
      more = rows->len == PAGE_ALARMS;
      for (guint i = 0; i < rows->len; i++)
        {
          const ChezuAlarmRow *row = &g_array_index (rows, ChezuAlarmRow, i);

          chezu_fleet_raise_alarm (self, row->vehicle_id, row->priority, row->time_ms);
          self->last_alarm_id = row->id;
        }
      if (rows->len > 0)
        g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
    }
  return TRUE;
}

/* Whoever changes the store while we read sets follow_again. */
static gboolean
catch_up (ChezuFleet *self, GError **error)
{
  do
    {
      self->follow_again = FALSE;
      /* A new store gets its regions a moment after it was made. */
      if (chezu_region_set_get_n (self->regions) == 0 && !read_regions (self, error))
        return FALSE;
      if (!read_changes (self, error) || !read_alarms (self, error))
        return FALSE;
    }
  while (self->follow_again);
  return TRUE;
}

static DexFuture *
load_fiber (gpointer user_data)
{
  ChezuFleet *self = user_data;
  g_autoptr (GError) error = NULL;

  self->loaded = catch_up (self, &error);
  self->following = FALSE;
  if (!self->loaded)
    return dex_future_new_for_error (g_steal_pointer (&error));

  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  return dex_future_new_true ();
}

static DexFuture *
follow_fiber (gpointer user_data)
{
  ChezuFleet *self = user_data;
  g_autoptr (GError) error = NULL;

  /* What could not be read now comes with the next change: seq knows where we stopped. */
  if (!catch_up (self, &error))
    g_debug ("Could not follow the store: %s", error->message);
  self->following = FALSE;
  return dex_future_new_true ();
}

static void
store_changed_cb (ChezuFleet *self)
{
  g_assert (CHEZU_IS_FLEET (self));

  self->follow_again = TRUE;
  if (!self->loaded || self->following)
    return;

  self->following = TRUE;
  dex_future_disown (
      dex_scheduler_spawn (NULL, 0, follow_fiber, g_object_ref (self), g_object_unref));
}

static gboolean
tick_cb (gpointer user_data)
{
  ChezuFleet *self = user_data;

  chezu_fleet_settle (self, chezu_fleet_get_now_ms (self));
  g_signal_emit (self, signals[SIGNAL_TICKED], 0);
  return G_SOURCE_CONTINUE;
}

/* --- Object */

static void
chezu_fleet_dispose (GObject *object)
{
  ChezuFleet *self = CHEZU_FLEET (object);

  g_clear_handle_id (&self->tick_source, g_source_remove);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (chezu_fleet_parent_class)->dispose (object);
}

static void
chezu_fleet_finalize (GObject *object)
{
  ChezuFleet *self = CHEZU_FLEET (object);

  g_clear_object (&self->regions);
  g_clear_pointer (&self->texts, chezu_fleet_texts_free);
  g_clear_pointer (&self->tree, chezu_fleet_tree_free);
  g_clear_pointer (&self->marks, chezu_fleet_marks_free);
  g_clear_pointer (&self->pick_marks, chezu_fleet_marks_free);
  g_clear_pointer (&self->near, g_array_unref);
  g_clear_pointer (&self->only, g_array_unref);
  g_clear_pointer (&self->due, g_array_unref);
  g_clear_pointer (&self->taken, g_array_unref);
  g_clear_pointer (&self->moves, g_array_unref);
  g_clear_pointer (&self->specials, g_array_unref);
  g_clear_pointer (&self->cells, g_array_unref);
  chezu_fleet_order_clear (&self->order);
  chezu_fleet_columns_clear (&self->columns);
  chezu_fleet_ids_clear (&self->ids);
  g_clear_pointer (&self->alarms, g_array_unref);
  g_clear_pointer (&self->alarmed, g_array_unref);

  G_OBJECT_CLASS (chezu_fleet_parent_class)->finalize (object);
}

static void
chezu_fleet_class_init (ChezuFleetClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = chezu_fleet_dispose;
  object_class->finalize = chezu_fleet_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CHEZU_TYPE_FLEET, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_TICKED] = g_signal_new ("ticked", CHEZU_TYPE_FLEET, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 0);
}

static void
chezu_fleet_init (ChezuFleet *self)
{
  self->regions = chezu_region_set_new (g_ptr_array_new ());
  self->texts = chezu_fleet_texts_new ();
  self->tree = chezu_fleet_tree_new (chezu_fleet_spot_of, self);
  self->marks = chezu_fleet_marks_new ();
  self->pick_marks = chezu_fleet_marks_new ();
  self->near = g_array_new (FALSE, FALSE, sizeof (guint));
  self->due = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->taken = g_array_new (FALSE, FALSE, sizeof (guint));
  self->moves = g_array_new (FALSE, FALSE, sizeof (ChezuFleetMove));
  self->specials = chezu_fleet_specials_new ();
  self->cells = g_array_new (FALSE, FALSE, sizeof (guint64));
  self->alarms = g_array_new (FALSE, FALSE, sizeof (ChezuFleetAlarm));
  self->alarmed = g_array_new (FALSE, FALSE, sizeof (guint));
  self->next_alarm_ms = G_MAXINT64;
  self->filter = CHEZU_FLEET_FILTER_ALL;
  self->next_change_ms = G_MAXINT64;
  self->revision = 1;
  self->plane = chezu_plane_get (CHEZU_DATUM_WGS84);
}

/**
 * chezu_fleet_new:
 * @store: (nullable): what to follow; %NULL for a fleet that is fed by hand
 */
ChezuFleet *
chezu_fleet_new (ChezuStore *store)
{
  ChezuFleet *self = g_object_new (CHEZU_TYPE_FLEET, NULL);

  if (store != NULL)
    {
      self->store = g_object_ref (store);
      g_signal_connect_object (store, "changed", G_CALLBACK (store_changed_cb), self,
                               G_CONNECT_SWAPPED);
      self->tick_source = g_timeout_add_seconds (TICK_SECONDS, tick_cb, self);
    }
  return self;
}

/**
 * chezu_fleet_load:
 *
 * Returns: (transfer full): a future that resolves when the regions and all vehicles are there;
 *   from then on the fleet follows the store
 */
DexFuture *
chezu_fleet_load (ChezuFleet *self)
{
  g_return_val_if_fail (CHEZU_IS_FLEET (self), NULL);
  g_return_val_if_fail (self->store != NULL, NULL);

  self->following = TRUE;
  return dex_scheduler_spawn (NULL, 0, load_fiber, g_object_ref (self), g_object_unref);
}

/* --- Time and plane */

gint64
chezu_fleet_get_now_ms (ChezuFleet *self)
{
  g_return_val_if_fail (CHEZU_IS_FLEET (self), 0);

  if (!self->is_past)
    return chezu_time_now_ms ();
  return self->clock_ms
         + (gint64)((double)(g_get_monotonic_time () - self->clock_us) / 1000.0 * self->clock_rate);
}

/**
 * chezu_fleet_set_clock:
 * @at_ms: the fleet's time from this instant on
 * @rate: how fast it moves, 1 as on the wall, 0 not at all
 *
 * The fleet shows the past from now on.
 */
void
chezu_fleet_set_clock (ChezuFleet *self, gint64 at_ms, double rate)
{
  g_return_if_fail (CHEZU_IS_FLEET (self));

  self->is_past = TRUE;
  self->clock_ms = at_ms;
  self->clock_us = g_get_monotonic_time ();
  self->clock_rate = rate;
  self->revision++;
}

gboolean
chezu_fleet_is_past (ChezuFleet *self)
{
  g_return_val_if_fail (CHEZU_IS_FLEET (self), FALSE);

  return self->is_past;
}

gint64
chezu_fleet_wait_ms (ChezuFleet *self, gint64 time_ms)
{
  gint64 ahead_ms;

  g_return_val_if_fail (CHEZU_IS_FLEET (self), G_MAXINT64);

  if (time_ms == G_MAXINT64 || (self->is_past && self->clock_rate <= 0.0))
    return G_MAXINT64;
  ahead_ms = MAX (time_ms - chezu_fleet_get_now_ms (self), 0);
  return self->is_past ? (gint64)((double)ahead_ms / self->clock_rate) : ahead_ms;
}

/* Emits "changed" when the plane is another. */
void
chezu_fleet_set_plane (ChezuFleet *self, const ChezuPlane *plane)
{
  g_return_if_fail (CHEZU_IS_FLEET (self));
  g_return_if_fail (plane != NULL);

  if (self->plane == plane)
    return;
  self->plane = plane;
  chezu_fleet_project_anew (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

const ChezuPlane *
chezu_fleet_get_plane (ChezuFleet *self)
{
  g_return_val_if_fail (CHEZU_IS_FLEET (self), NULL);

  return self->plane;
}

/* --- Questions */

ChezuRegionSet *
chezu_fleet_get_regions (ChezuFleet *self)
{
  g_return_val_if_fail (CHEZU_IS_FLEET (self), NULL);

  return self->regions;
}

const ChezuFleetArrays *
chezu_fleet_peek (ChezuFleet *self)
{
  g_return_val_if_fail (CHEZU_IS_FLEET (self), NULL);

  return &self->view;
}

gint64
chezu_fleet_get_newest_received_ms (ChezuFleet *self)
{
  g_return_val_if_fail (CHEZU_IS_FLEET (self), 0);

  return self->newest_received_ms;
}

/* Returns: the index, or CHEZU_FLEET_NONE */
guint
chezu_fleet_find (ChezuFleet *self, gint64 id)
{
  g_return_val_if_fail (CHEZU_IS_FLEET (self), CHEZU_FLEET_NONE);

  return chezu_fleet_ids_find (&self->ids, self->columns.id, id);
}

/**
 * chezu_fleet_find_plate:
 * @plate: with or without "·", spaces, in any case
 *
 * Returns: the index of the first vehicle of that plate, or %CHEZU_FLEET_NONE
 */
guint
chezu_fleet_find_plate (ChezuFleet *self, const char *plate)
{
  g_autofree char *key = NULL;

  g_return_val_if_fail (CHEZU_IS_FLEET (self), CHEZU_FLEET_NONE);
  g_return_val_if_fail (plate != NULL, CHEZU_FLEET_NONE);

  key = chezu_fold (plate);
  for (guint i = 0; *key != '\0' && i < self->columns.n; i++)
    {
      ChezuFleetText text;

      chezu_fleet_texts_get (self->texts, i, &text);
      if (g_str_equal (text.plate_key, key))
        return i;
    }
  return CHEZU_FLEET_NONE;
}

/* @text: (out): borrowed until the next page is taken over */
void
chezu_fleet_peek_text (ChezuFleet *self, guint index, ChezuFleetText *text)
{
  *text = (ChezuFleetText){ .plate_key = "", .driver_key = "" };
  g_return_if_fail (CHEZU_IS_FLEET (self));
  g_return_if_fail (index < self->columns.n);

  chezu_fleet_texts_get (self->texts, index, text);
}

const GPtrArray *
chezu_fleet_peek_enterprises (ChezuFleet *self)
{
  g_return_val_if_fail (CHEZU_IS_FLEET (self), NULL);

  return chezu_fleet_texts_get_enterprises (self->texts);
}

const char *
chezu_fleet_get_plate (ChezuFleet *self, guint index)
{
  ChezuFleetText text;

  chezu_fleet_peek_text (self, index, &text);
  return text.plate;
}

const char *
chezu_fleet_get_driver (ChezuFleet *self, guint index)
{
  ChezuFleetText text;

  chezu_fleet_peek_text (self, index, &text);
  return text.driver;
}

const char *
chezu_fleet_get_enterprise (ChezuFleet *self, guint index)
{
  ChezuFleetText text;

  chezu_fleet_peek_text (self, index, &text);
  return text.enterprise != NULL ? text.enterprise->name : NULL;
}

/* Returns: (nullable): the path (chezu-organisation-path.h); the same pointer for all vehicles that
 *   have the same, valid as long as the fleet */
const char *
chezu_fleet_get_organisation (ChezuFleet *self, guint index)
{
  g_return_val_if_fail (CHEZU_IS_FLEET (self), NULL);
  g_return_val_if_fail (index < self->columns.n, NULL);

  return chezu_fleet_texts_get_organisation (self->texts, index);
}

const char *
chezu_fleet_get_phone (ChezuFleet *self, guint index)
{
  ChezuFleetText text;

  chezu_fleet_peek_text (self, index, &text);
  return text.phone;
}

const char *
chezu_fleet_get_model (ChezuFleet *self, guint index)
{
  ChezuFleetText text;

  chezu_fleet_peek_text (self, index, &text);
  return text.model != NULL ? text.model->name : NULL;
}

const char *
chezu_fleet_get_plate_key (ChezuFleet *self, guint index)
{
  ChezuFleetText text;

  chezu_fleet_peek_text (self, index, &text);
  return text.plate_key;
}

const char *
chezu_fleet_get_driver_key (ChezuFleet *self, guint index)
{
  ChezuFleetText text;

  chezu_fleet_peek_text (self, index, &text);
  return text.driver_key;
}

const char *
chezu_fleet_get_enterprise_key (ChezuFleet *self, guint index)
{
  ChezuFleetText text;

  chezu_fleet_peek_text (self, index, &text);
  return text.enterprise != NULL ? text.enterprise->key : NULL;
}

/* A vehicle without a position has a fix of time 0. */
void
chezu_fleet_get_fix (ChezuFleet *self, guint index, ChezuFix *fix)
{
  g_return_if_fail (CHEZU_IS_FLEET (self));
  g_return_if_fail (index < self->columns.n);
  g_return_if_fail (fix != NULL);

  chezu_fleet_columns_get_fix (&self->columns, index, fix);
}

gint32
chezu_fleet_get_interval_ms (ChezuFleet *self, guint index)
{
  const ChezuMotion *motion;

  g_return_val_if_fail (CHEZU_IS_FLEET (self), 0);
  g_return_val_if_fail (index < self->columns.n, 0);

  motion = &self->columns.motion[index];
  /* Each tells what the other has cut off. */
  return motion->stale_ms > CHEZU_FLEET_STALE_MIN_MS
             ? motion->stale_ms / CHEZU_FLEET_STALE_INTERVALS
             : motion->reckon_cs * 10 / CHEZU_MOTION_RECKON_INTERVALS;
}

void
chezu_fleet_draw_at (ChezuFleet *self, guint index, gint64 now_ms, ChezuMotionPoint *point)
{
  const ChezuFleetColumns *columns = &self->columns;
  const ChezuMotionFix latest
      = { columns->x[index], columns->y[index], columns->time_ms[index], columns->course[index] };

  chezu_motion_at (&columns->motion[index], &latest, now_ms, point);
}

/**
 * chezu_fleet_get_drawn:
 * @x: (out): Mercator
 * @y: (out): Mercator
 * @course: (out) (optional): radians clockwise from north
 */
void
chezu_fleet_get_drawn (
    ChezuFleet *self, guint index, gint64 now_ms, double *x, double *y, float *course)
{
  ChezuMotionPoint point;

  g_return_if_fail (CHEZU_IS_FLEET (self));
  g_return_if_fail (index < self->columns.n);

  chezu_fleet_draw_at (self, index, now_ms, &point);
  *x = point.x;
  *y = point.y;
  if (course != NULL)
    *course = point.course;
}

/* Emits "changed": what is drawn and counted is another part of the fleet. */
void
chezu_fleet_set_filter (ChezuFleet *self, ChezuFleetFilter filter)
{
  g_return_if_fail (CHEZU_IS_FLEET (self));

  if (chezu_fleet_filter_equal (&self->filter, &filter))
    return;

  self->filter = filter;
  chezu_fleet_filter_anew (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

ChezuFleetFilter
chezu_fleet_get_filter (ChezuFleet *self)
{
  g_return_val_if_fail (CHEZU_IS_FLEET (self), CHEZU_FLEET_FILTER_ALL);

  return self->filter;
}

gboolean
chezu_fleet_is_shown (ChezuFleet *self, guint index, gint64 now_ms)
{
  g_return_val_if_fail (CHEZU_IS_FLEET (self), FALSE);
  g_return_val_if_fail (index < self->columns.n, FALSE);

  chezu_fleet_settle (self, now_ms);
  return chezu_fleet_passes_filter (self, index);
}

/**
 * chezu_fleet_count:
 * @counts: (out caller-allocates): states within the region filter, regions and outside within the
 *   state filter, the total unfiltered
 *
 * Costs nothing worth mentioning: the counts are kept up to date.
 */
void
chezu_fleet_count (ChezuFleet *self, gint64 now_ms, ChezuFleetCounts *counts)
{
  g_return_if_fail (CHEZU_IS_FLEET (self));
  g_return_if_fail (counts != NULL);

  chezu_fleet_settle (self, now_ms);
  *counts = (ChezuFleetCounts){ .without_position = self->without_position };
  for (guint slot = 0; slot < CHEZU_FLEET_N_SLOTS; slot++)
    for (guint state = 0; state < CHEZU_N_STATES; state++)
      {
        guint n = self->tally[slot][state];

        counts->total += n;
        if (self->filter.regions & (1u << slot))
          counts->state[state] += n;
        if (!(self->filter.states & (1u << state)))
          continue;
        if (slot == CHEZU_FLEET_OUTSIDE)
          counts->outside += n;
        else
          counts->region[slot] += n;
      }
}

/* --- Memory */

gsize
chezu_fleet_get_bytes (ChezuFleet *self)
{
  g_return_val_if_fail (CHEZU_IS_FLEET (self), 0);

  return sizeof *self + chezu_fleet_columns_get_bytes (&self->columns)
         + self->ids.n_slots * sizeof *self->ids.slots + chezu_fleet_tree_get_bytes (self->tree)
         + self->due->len * sizeof (gint64) + self->alarms->len * sizeof (ChezuFleetAlarm);
}

gsize
chezu_fleet_get_text_bytes (ChezuFleet *self)
{
  g_return_val_if_fail (CHEZU_IS_FLEET (self), 0);

  return chezu_fleet_texts_get_bytes (self->texts);
}
