/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Three ways to a moment, the quickest that is there: a stretch around it with every fix, a thin
 * one of its hour, which are read for the whole day in the background, or a stretch of a second
 * that is read for this moment alone. */

#include "fleet/chezu-past.h"

#include "base/chezu-geodesy.h"
#include "base/chezu-time.h"
#include "fleet/chezu-fleet-alarms.h"
#include "fleet/chezu-fleet-private.h"
#include "fleet/chezu-past-stretch.h"
#include "store/chezu-store-figures.h"

/* Playing takes over what has become known that often. */
#define TICK_MS 100
#define SLOW_TICK_MS 500
#define SLOW_RATE 2.0
/* From so fast on several fixes lie between two ticks, which are then closer together; who listens
 * is told no oftener than before. */
#define FAST_TICK_MS 40
#define FAST_RATE 30.0
/* Fixes that come within this time are the present, which is still coming in. */
#define LIVE_MS (2 * CHEZU_MINUTE_MS)

/* An hour of so many vehicles with every fix is some thirty megabytes; of more vehicles the
 * stretches are shorter. */
#define USUAL_VEHICLES 5000
#define STRETCH_MIN_MS (2 * CHEZU_MINUTE_MS)
#define N_EXACT 2
#define THIN_SPACING_MS (2 * CHEZU_MINUTE_MS)
#define THIN_MS CHEZU_HOUR_MS
#define N_THIN 24
/* What moved at the end of a part of the day counts for it; so fresh must its fix be. */
#define PART_FRESH_MS (10 * CHEZU_MINUTE_MS)

/* A vehicle that stands goes to its own place in so long. */
#define STAND_MS CHEZU_SECOND_MS

#define ALARMS_MAX 100000

struct _ChezuPast
{
  GObject parent_instance;

  ChezuStore *store;
  ChezuFleet *live;
  ChezuFleet *fleet;
  ChezuPastRoster *roster;
  gint64 *shown_ms; /* by vehicle: time of the fix that is shown; 0 none */
  gint64 *next_ms;  /* and of the one that it goes to; 0 none */

  ChezuPastStretch *exact[N_EXACT]; /* the newest first */
  ChezuPastStretch *moment;
  ChezuPastStretch *thin[N_THIN];
  ChezuPastDay day;
  GArray *alarms; /* of ChezuAlarmRow: of the day */

  double rate;
  gint64 base_ms; /* its time at base_us */
  gint64 base_us;
  gint64 first_ms; /* of the history; G_MAXINT64 while it is not known */
  gboolean has_first;
  gint64 end_ms;      /* of the data when it was last looked for; 0 never */
  gint64 moved_us;    /* when it was last told that another moment is shown */
  gint64 shown_at_ms; /* the moment that the fleet shows; 0 none */
  gboolean settled;   /* that is the moment that was asked for */
  gboolean reading;   /* a fiber reads what is asked for */
  gboolean read_again;
  gboolean filling; /* a fiber reads the day */
  guint tick_source;
  char *problem;
};

enum
{
  SIGNAL_MOVED,
  SIGNAL_DAY_CHANGED,
  SIGNAL_FLEET_CHANGED,
  SIGNAL_CAUGHT_UP,
  SIGNAL_ENDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ChezuPast, chezu_past, G_TYPE_OBJECT)

static gint64
start_of_day_ms (gint64 time_ms)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();

  return chezu_time_start_of_day_ms (time_ms, zone);
}

/* --- Which stretch -----------------------------------------------------------------------------
 */

static gint64
stretch_ms (ChezuPast *self)
{
  guint n = MAX (chezu_past_roster_get_n (self->roster), 1);

  return CLAMP (CHEZU_HOUR_MS * USUAL_VEHICLES / n, STRETCH_MIN_MS, CHEZU_HOUR_MS);
}

static guint
thin_of (ChezuPast *self, gint64 time_ms)
{
  gint64 hour = (time_ms - self->day.day_ms) / THIN_MS;

  return time_ms < self->day.day_ms || hour >= N_THIN ? G_MAXUINT : (guint)hour;
}

/* (nullable): every fix around the moment */
static ChezuPastStretch *
find_exact (ChezuPast *self, gint64 time_ms)
{
  for (guint i = 0; i < N_EXACT; i++)
    if (self->exact[i] != NULL && chezu_past_stretch_covers (self->exact[i], time_ms))
      return self->exact[i];
  return NULL;
}

/* (nullable): good enough to show */
static ChezuPastStretch *
find_stretch (ChezuPast *self, gint64 time_ms)
{
  ChezuPastStretch *exact = find_exact (self, time_ms);
  guint hour = thin_of (self, time_ms);

  if (exact != NULL)
    return exact;
  if (self->moment != NULL && chezu_past_stretch_covers (self->moment, time_ms))
    return self->moment;
  return hour != G_MAXUINT ? self->thin[hour] : NULL;
}

/* --- The fleet ---------------------------------------------------------------------------------
 */

static void
make_fleet (ChezuPast *self)
{
  guint n = chezu_fleet_peek (self->live)->n;

  g_clear_object (&self->fleet);
  self->fleet = chezu_fleet_new (NULL);
  chezu_fleet_set_plane (self->fleet, chezu_fleet_get_plane (self->live));
  chezu_fleet_set_regions (self->fleet, g_object_ref (chezu_fleet_get_regions (self->live)));
  chezu_fleet_set_filter (self->fleet, chezu_fleet_get_filter (self->live));
  g_free (self->shown_ms);
  self->shown_ms = g_new0 (gint64, n);
  g_free (self->next_ms);
  self->next_ms = g_new0 (gint64, n);
}

static void
make_row (ChezuPast *self, guint index, const ChezuFix *fix, ChezuVehicleRow *row)
{
  ChezuFleet *live = self->live;

  *row = (ChezuVehicleRow){
    .id = chezu_fleet_peek (live)->id[index],
    .kind = chezu_fleet_peek (live)->kind[index],
    .plate = chezu_fleet_get_plate (live, index),
    .driver = chezu_fleet_get_driver (live, index),
    .phone = chezu_fleet_get_phone (live, index),
    .enterprise = chezu_fleet_get_enterprise (live, index),
    .organisation = chezu_fleet_get_organisation (live, index),
    .model = chezu_fleet_get_model (live, index),
    .interval_ms = chezu_fleet_get_interval_ms (live, index),
    .has_fix = fix != NULL,
  };
  if (fix != NULL)
    row->fix = *fix;
}

/* A vehicle that is shown, and of which nothing was known yet at @time_ms, can only be taken out
 * with the fleet. */
static gboolean
has_too_many (ChezuPast *self, const ChezuPastStretch *stretch, gint64 time_ms)
{
  guint n = chezu_past_roster_get_n (self->roster);
  ChezuFix fix;

  for (guint i = 0; i < n; i++)
    if (self->shown_ms[i] != 0 && !chezu_past_stretch_find (stretch, i, time_ms, &fix))
      return TRUE;
  return FALSE;
}

/* Where vehicles go on to. */
typedef struct
{
  guint index;
  ChezuFix next;
} Lead;

/* What is farther than it can drive is no way, but an error of its receiver. */
static gboolean
is_a_way (const ChezuFix *from, const ChezuFix *to)
{
  double metres
      = chezu_distance_m (chezu_e7_to_degrees (from->lon_e7), chezu_e7_to_degrees (from->lat_e7),
                          chezu_e7_to_degrees (to->lon_e7), chezu_e7_to_degrees (to->lat_e7));

  return metres * 100.0 * 1000.0
         <= (double)CHEZU_MOTION_SPEED_MAX_CM_S * (double)(to->time_ms - from->time_ms);
}

static gint64
tick_ms (ChezuPast *self)
{
  if (self->rate <= SLOW_RATE)
    return SLOW_TICK_MS;
  return self->rate < FAST_RATE ? TICK_MS : FAST_TICK_MS;
}

/* When it plays so fast that the vehicle would stand at its next fix before the next tick, it goes
 * straight to one that is farther ahead. */
static void
look_ahead (ChezuPast *self,
            const ChezuPastStretch *stretch,
            gint64 time_ms,
            gint64 longest_ms,
            const ChezuFix *fix,
            Lead *lead)
{
  gint64 until_ms = time_ms + (gint64)(self->rate * (double)tick_ms (self));
  ChezuFix ahead;

  if (self->rate == 0 || lead->next.time_ms > until_ms
      || !chezu_past_stretch_find_next (stretch, lead->index, until_ms, &ahead)
      || ahead.time_ms - fix->time_ms > longest_ms || !is_a_way (fix, &ahead))
    return;
  lead->next = ahead;
}

/* Across a gap in the data nobody knows the way: the vehicle stands where it was, and grows stale.
 * FALSE: nothing is known of what comes, as at the end of the history. */
static gboolean
find_lead (ChezuPast *self,
           const ChezuPastStretch *stretch,
           guint index,
           gint64 time_ms,
           const ChezuFix *fix,
           Lead *lead)
{
  gint64 longest_ms
      = MAX (chezu_fleet_stale_after_ms (chezu_fleet_get_interval_ms (self->live, index)),
             2 * chezu_past_stretch_get_spacing (stretch));

  lead->index = index;
  if (!chezu_past_stretch_find_next (stretch, index, fix->time_ms, &lead->next))
    return FALSE;
  longest_ms = MIN (longest_ms, CHEZU_MOTION_LEAD_MAX_MS);
  if (lead->next.time_ms - fix->time_ms > longest_ms || !is_a_way (fix, &lead->next))
    {
      lead->next = *fix;
      lead->next.time_ms += STAND_MS;
    }
  else
    look_ahead (self, stretch, time_ms, longest_ms, fix, lead);
  return TRUE;
}

static void
tell_moved (ChezuPast *self)
{
  gint64 now_us = g_get_monotonic_time ();

  if (self->rate > 0 && now_us - self->moved_us < TICK_MS * 1000)
    return;
  self->moved_us = now_us;
  g_signal_emit (self, signals[SIGNAL_MOVED], 0);
}

static void
show_stretch (ChezuPast *self, const ChezuPastStretch *stretch, gint64 time_ms)
{
  guint n = chezu_past_roster_get_n (self->roster);
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (ChezuVehicleRow));
  g_autoptr (GArray) leads = g_array_new (FALSE, FALSE, sizeof (Lead));
  ChezuVehiclePage page = { .rows = rows };
  gboolean is_new = self->fleet == NULL || has_too_many (self, stretch, time_ms);

  if (is_new)
    make_fleet (self);
  is_new = is_new || chezu_fleet_peek (self->fleet)->n != n;
  chezu_fleet_set_clock (self->fleet, time_ms, self->rate);
  for (guint i = 0; i < n; i++)
    {
      ChezuVehicleRow row;
      ChezuFix fix;
      Lead lead;
      gboolean known = chezu_past_stretch_find (stretch, i, time_ms, &fix);
      gboolean led = known && find_lead (self, stretch, i, time_ms, &fix, &lead);
      gint64 next_ms = led ? lead.next.time_ms : 0;

      if (!is_new && (!known || (fix.time_ms == self->shown_ms[i] && next_ms == self->next_ms[i])))
        continue;
      make_row (self, i, known ? &fix : NULL, &row);
      self->shown_ms[i] = known ? fix.time_ms : 0;
      self->next_ms[i] = next_ms;
      g_array_append_val (rows, row);
      if (led)
        g_array_append_val (leads, lead);
    }
  chezu_fleet_apply_page (self->fleet, &page, time_ms);
  for (guint i = 0; i < leads->len; i++)
    {
      const Lead *lead = &g_array_index (leads, Lead, i);

      chezu_fleet_lead (self->fleet, lead->index, &lead->next);
    }
  self->shown_at_ms = time_ms;
  if (is_new)
    g_signal_emit (self, signals[SIGNAL_FLEET_CHANGED], 0);
  g_signal_emit_by_name (self->fleet, "changed");
  tell_moved (self);
}

/* --- Reading -----------------------------------------------------------------------------------
 */

static void
note_problem (ChezuPast *self, const GError *error)
{
  g_set_str (&self->problem, error != NULL ? error->message : NULL);
}

static ChezuPastStretch *
await_stretch (ChezuPast *self, gint64 from_ms, gint64 to_ms, gint64 spacing_ms, GError **error)
{
  return chezu_store_await (chezu_past_stretch_read (self->store, self->roster, from_ms, to_ms,
                                                     spacing_ms,
                                                     self->has_first ? self->first_ms : 0),
                            error);
}

static gboolean
read_first (ChezuPast *self, GError **error)
{
  g_autofree ChezuStoreFigures *figures
      = chezu_store_await (chezu_store_read_figures (self->store), error);

  if (figures == NULL)
    return FALSE;
  self->first_ms = figures->first_fix_ms;
  self->has_first = TRUE;
  return TRUE;
}

static int
compare_alarms (gconstpointer a, gconstpointer b)
{
  gint64 one = ((const ChezuAlarmRow *)a)->time_ms;
  gint64 other = ((const ChezuAlarmRow *)b)->time_ms;

  return (one > other) - (one < other);
}

static void
keep_alarms (ChezuPast *self, const GArray *alarms)
{
  g_array_set_size (self->alarms, 0);
  for (guint i = 0; i < alarms->len; i++)
    {
      const ChezuAlarmRow *row = &g_array_index (alarms, ChezuAlarmRow, i);

      if (row->time_ms >= self->day.day_ms && row->time_ms < self->day.day_ms + CHEZU_DAY_MS)
        g_array_append_vals (self->alarms, row, 1);
    }
  g_array_sort (self->alarms, compare_alarms);
}

static gboolean
raise_alarms (ChezuPast *self, GError **error)
{
  g_autoptr (GArray) alarms = chezu_store_await (
      chezu_alarm_table_changes (self->store, 0, self->day.day_ms, ALARMS_MAX), error);

  if (alarms == NULL)
    return FALSE;
  keep_alarms (self, alarms);
  if (self->fleet == NULL)
    return TRUE;
  chezu_fleet_clear_alarms (self->fleet);
  for (guint i = 0; i < alarms->len; i++)
    {
      const ChezuAlarmRow *row = &g_array_index (alarms, ChezuAlarmRow, i);

      chezu_fleet_raise_alarm (self->fleet, row->vehicle_id, row->priority, row->time_ms);
    }
  g_signal_emit_by_name (self->fleet, "changed");
  return TRUE;
}

static void
keep_exact (ChezuPast *self, ChezuPastStretch *stretch)
{
  chezu_past_stretch_free (self->exact[N_EXACT - 1]);
  for (guint i = N_EXACT - 1; i > 0; i--)
    self->exact[i] = self->exact[i - 1];
  self->exact[0] = stretch;
}

/* The moment itself where nothing is there yet, then everything around it. */
static gboolean
read_around (ChezuPast *self, gint64 time_ms, GError **error)
{
  gint64 length_ms = stretch_ms (self);
  gint64 from_ms = self->day.day_ms + (time_ms - self->day.day_ms) / length_ms * length_ms;
  ChezuPastStretch *stretch;

  if (find_stretch (self, time_ms) == NULL)
    {
      stretch = await_stretch (self, time_ms, time_ms + 1000, 0, error);
      if (stretch == NULL)
        return FALSE;
      g_clear_pointer (&self->moment, chezu_past_stretch_free);
      self->moment = stretch;
      show_stretch (self, stretch, time_ms);
    }
  if (find_exact (self, time_ms) != NULL || chezu_past_get_time_ms (self) != time_ms)
    return TRUE;
  stretch
      = await_stretch (self, from_ms, MIN (from_ms + length_ms, chezu_time_now_ms ()), 0, error);
  if (stretch != NULL)
    keep_exact (self, stretch);
  return stretch != NULL;
}

static void fill_day (ChezuPast *self);
static void go_to (ChezuPast *self, gint64 time_ms);

static DexFuture *
read_fiber (gpointer user_data)
{
  ChezuPast *self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean fine = self->has_first || read_first (self, &error);

  do
    {
      self->read_again = FALSE;
      fine = fine && read_around (self, chezu_past_get_time_ms (self), &error);
    }
  while (fine && self->read_again);
  self->reading = FALSE;
  note_problem (self, error);
  if (fine)
    {
      go_to (self, chezu_past_get_time_ms (self));
      fill_day (self);
    }
  else
    g_signal_emit (self, signals[SIGNAL_MOVED], 0);
  return dex_future_new_true ();
}

static void
start_reading (ChezuPast *self)
{
  self->read_again = TRUE;
  if (self->reading)
    return;
  self->reading = TRUE;
  dex_future_disown (
      dex_scheduler_spawn (NULL, 0, read_fiber, g_object_ref (self), g_object_unref));
}

/* Shows what is there now; asks for what is not. */
static void
go_to (ChezuPast *self, gint64 time_ms)
{
  ChezuPastStretch *stretch = find_stretch (self, time_ms);

  self->settled = find_exact (self, time_ms) != NULL;
  if (stretch != NULL)
    show_stretch (self, stretch, time_ms);
  if (!self->settled && self->problem == NULL)
    start_reading (self);
}

/* --- The day -----------------------------------------------------------------------------------
 */

static void
count_part (ChezuPast *self, const ChezuPastStretch *stretch, guint part)
{
  gint64 end_ms = self->day.day_ms + (gint64)(part + 1) * CHEZU_PAST_PART_MS - 1;
  guint n = chezu_past_roster_get_n (self->roster);
  ChezuFix fix;

  self->day.moving[part] = self->day.known[part] = 0;
  for (guint i = 0; i < n; i++)
    if (chezu_past_stretch_find (stretch, i, end_ms, &fix) && end_ms - fix.time_ms < PART_FRESH_MS)
      {
        self->day.known[part]++;
        self->day.moving[part] += fix.speed_cm_s >= CHEZU_FLEET_MOVING_MIN_CM_S;
      }
}

static void
count_hour (ChezuPast *self, guint hour)
{
  guint per_hour = THIN_MS / CHEZU_PAST_PART_MS;

  for (guint part = hour * per_hour; part < (hour + 1) * per_hour; part++)
    count_part (self, self->thin[hour], part);
}

/* The hour nearest to the moment that is not there yet, G_MAXUINT when the day is full. */
static guint
next_hour (ChezuPast *self)
{
  gint64 now_ms = chezu_time_now_ms ();
  guint middle = MIN (thin_of (self, chezu_past_get_time_ms (self)), N_THIN - 1);

  for (guint distance = 0; distance < N_THIN; distance++)
    for (int side = -1; side <= 1; side += 2)
      {
        int hour = (int)middle + side * (int)distance;

        if (hour >= 0 && hour < N_THIN && self->thin[hour] == NULL
            && self->day.day_ms + hour * THIN_MS <= now_ms)
          return (guint)hour;
      }
  return G_MAXUINT;
}

static DexFuture *
fill_fiber (gpointer user_data)
{
  ChezuPast *self = user_data;
  g_autoptr (GError) error = NULL;
  gint64 day_ms = self->day.day_ms;
  guint hour;

  raise_alarms (self, NULL);
  while (self->day.day_ms == day_ms && (hour = next_hour (self)) != G_MAXUINT)
    {
      gint64 from_ms = day_ms + hour * THIN_MS;
      guint n = MAX (chezu_past_roster_get_n (self->roster), USUAL_VEHICLES);
      ChezuPastStretch *stretch = await_stretch (self, from_ms, from_ms + THIN_MS,
                                                 THIN_SPACING_MS * n / USUAL_VEHICLES, &error);

      if (stretch == NULL || self->day.day_ms != day_ms)
        {
          chezu_past_stretch_free (stretch);
          break;
        }
      self->thin[hour] = stretch;
      count_hour (self, hour);
      g_signal_emit (self, signals[SIGNAL_DAY_CHANGED], 0);
    }
  self->filling = FALSE;
  if (self->day.day_ms != day_ms)
    fill_day (self);
  return dex_future_new_true ();
}

static void
fill_day (ChezuPast *self)
{
  if (self->filling || next_hour (self) == G_MAXUINT)
    return;
  self->filling = TRUE;
  dex_future_disown (
      dex_scheduler_spawn (NULL, 0, fill_fiber, g_object_ref (self), g_object_unref));
}

static void
turn_to_day (ChezuPast *self, gint64 day_ms)
{
  if (self->day.day_ms == day_ms)
    return;
  for (guint hour = 0; hour < N_THIN; hour++)
    g_clear_pointer (&self->thin[hour], chezu_past_stretch_free);
  self->day.day_ms = day_ms;
  for (guint part = 0; part < CHEZU_PAST_N_PARTS; part++)
    self->day.moving[part] = self->day.known[part] = -1;
  g_signal_emit (self, signals[SIGNAL_DAY_CHANGED], 0);
}

/* --- Time --------------------------------------------------------------------------------------
 */

static void
set_base (ChezuPast *self, gint64 time_ms)
{
  self->base_ms = time_ms;
  self->base_us = g_get_monotonic_time ();
}

/* When the latest fix of all was made, or the present, while fixes still come. */
static gint64
find_end (ChezuPast *self)
{
  const ChezuFleetArrays *arrays = chezu_fleet_peek (self->live);
  gint64 now_ms = chezu_time_now_ms ();
  gint64 last_ms = 0;

  for (guint i = 0; i < arrays->n; i++)
    last_ms = MAX (last_ms, arrays->time_ms[i]);
  return last_ms == 0 || last_ms > now_ms - LIVE_MS ? now_ms : last_ms;
}

/* Whoever begins behind the end of the data wants to see what follows. */
static gboolean
has_ended (ChezuPast *self, gint64 time_ms)
{
  if (time_ms >= self->end_ms)
    self->end_ms = find_end (self);
  return time_ms >= self->end_ms && self->base_ms < self->end_ms;
}

static void
stop_at_end (ChezuPast *self)
{
  self->rate = 0;
  set_base (self, self->end_ms);
  go_to (self, self->end_ms);
  g_signal_emit (self, signals[SIGNAL_ENDED], 0);
}

static gboolean
tick_cb (gpointer user_data)
{
  ChezuPast *self = user_data;
  gint64 time_ms = chezu_past_get_time_ms (self);

  if (time_ms >= chezu_time_now_ms ())
    {
      self->tick_source = 0;
      g_signal_emit (self, signals[SIGNAL_CAUGHT_UP], 0);
      return G_SOURCE_REMOVE;
    }
  if (has_ended (self, time_ms))
    {
      self->tick_source = 0;
      stop_at_end (self);
      return G_SOURCE_REMOVE;
    }
  turn_to_day (self, start_of_day_ms (time_ms));
  go_to (self, time_ms);
  return G_SOURCE_CONTINUE;
}

/**
 * chezu_past_seek:
 * @time_ms: what is yet to come is brought to the present
 */
void
chezu_past_seek (ChezuPast *self, gint64 time_ms)
{
  g_return_if_fail (CHEZU_IS_PAST (self));

  time_ms = MIN (time_ms, chezu_time_now_ms () - 1);
  set_base (self, time_ms);
  turn_to_day (self, start_of_day_ms (time_ms));
  g_clear_pointer (&self->problem, g_free);
  go_to (self, time_ms);
}

void
chezu_past_set_rate (ChezuPast *self, double rate)
{
  g_return_if_fail (CHEZU_IS_PAST (self));

  set_base (self, chezu_past_get_time_ms (self));
  self->rate = CLAMP (rate, 0.0, CHEZU_PAST_RATE_MAX);
  g_clear_handle_id (&self->tick_source, g_source_remove);
  if (self->rate > 0)
    self->tick_source = g_timeout_add ((guint)tick_ms (self), tick_cb, self);
  go_to (self, self->base_ms);
}

double
chezu_past_get_rate (ChezuPast *self)
{
  g_return_val_if_fail (CHEZU_IS_PAST (self), 0);

  return self->rate;
}

/* Playing never overtakes the present. */
gint64
chezu_past_get_time_ms (ChezuPast *self)
{
  double played_ms;

  g_return_val_if_fail (CHEZU_IS_PAST (self), 0);

  if (self->rate == 0)
    return self->base_ms;
  played_ms = (double)(g_get_monotonic_time () - self->base_us) / 1000.0 * self->rate;
  return MIN (self->base_ms + (gint64)played_ms, chezu_time_now_ms ());
}

/* --- Object ------------------------------------------------------------------------------------
 */

static void
filter_changed_cb (ChezuPast *self)
{
  if (self->fleet != NULL)
    chezu_fleet_set_filter (self->fleet, chezu_fleet_get_filter (self->live));
}

static void
chezu_past_dispose (GObject *object)
{
  ChezuPast *self = CHEZU_PAST (object);

  g_clear_handle_id (&self->tick_source, g_source_remove);
  if (self->live != NULL)
    g_signal_handlers_disconnect_by_data (self->live, self);
  g_clear_object (&self->store);
  g_clear_object (&self->live);
  g_clear_object (&self->fleet);

  G_OBJECT_CLASS (chezu_past_parent_class)->dispose (object);
}

static void
chezu_past_finalize (GObject *object)
{
  ChezuPast *self = CHEZU_PAST (object);

  for (guint i = 0; i < N_EXACT; i++)
    chezu_past_stretch_free (self->exact[i]);
  for (guint hour = 0; hour < N_THIN; hour++)
    chezu_past_stretch_free (self->thin[hour]);
  chezu_past_stretch_free (self->moment);
  g_clear_pointer (&self->roster, chezu_past_roster_unref);
  g_array_unref (self->alarms);
  g_free (self->shown_ms);
  g_free (self->next_ms);
  g_free (self->problem);

  G_OBJECT_CLASS (chezu_past_parent_class)->finalize (object);
}

static void
chezu_past_class_init (ChezuPastClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = chezu_past_dispose;
  G_OBJECT_CLASS (klass)->finalize = chezu_past_finalize;

  signals[SIGNAL_MOVED] = g_signal_new ("moved", CHEZU_TYPE_PAST, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_DAY_CHANGED] = g_signal_new ("day-changed", CHEZU_TYPE_PAST, G_SIGNAL_RUN_LAST, 0,
                                              NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_FLEET_CHANGED] = g_signal_new ("fleet-changed", CHEZU_TYPE_PAST, G_SIGNAL_RUN_LAST,
                                                0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_CAUGHT_UP] = g_signal_new ("caught-up", CHEZU_TYPE_PAST, G_SIGNAL_RUN_LAST, 0,
                                            NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ENDED] = g_signal_new ("ended", CHEZU_TYPE_PAST, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 0);
}

static void
chezu_past_init (ChezuPast *self)
{
  self->alarms = g_array_new (FALSE, FALSE, sizeof (ChezuAlarmRow));
}

ChezuPast *
chezu_past_new (ChezuStore *store, ChezuFleet *live)
{
  ChezuPast *self = g_object_new (CHEZU_TYPE_PAST, NULL);
  const ChezuFleetArrays *arrays = chezu_fleet_peek (live);

  self->store = g_object_ref (store);
  self->live = g_object_ref (live);
  self->roster = chezu_past_roster_new (arrays->id, arrays->n);
  make_fleet (self);
  g_signal_connect_object (live, "changed", G_CALLBACK (filter_changed_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}

ChezuFleet *
chezu_past_get_fleet (ChezuPast *self)
{
  g_return_val_if_fail (CHEZU_IS_PAST (self), NULL);

  return self->fleet;
}

gboolean
chezu_past_is_settled (ChezuPast *self)
{
  g_return_val_if_fail (CHEZU_IS_PAST (self), FALSE);

  return self->settled || self->problem != NULL;
}

gint64
chezu_past_get_first_ms (ChezuPast *self)
{
  g_return_val_if_fail (CHEZU_IS_PAST (self), 0);

  return self->has_first ? self->first_ms : 0;
}

const ChezuPastDay *
chezu_past_get_day (ChezuPast *self)
{
  g_return_val_if_fail (CHEZU_IS_PAST (self), NULL);

  return &self->day;
}

const GArray *
chezu_past_peek_alarms (ChezuPast *self)
{
  g_return_val_if_fail (CHEZU_IS_PAST (self), NULL);

  return self->alarms;
}

DexFuture *
chezu_past_read_days (ChezuPast *self, const gint64 *starts_ms, guint n)
{
  g_return_val_if_fail (CHEZU_IS_PAST (self), NULL);

  return chezu_history_read_days (self->store, starts_ms, n);
}

const char *
chezu_past_get_problem (ChezuPast *self)
{
  g_return_val_if_fail (CHEZU_IS_PAST (self), NULL);

  return self->problem;
}
