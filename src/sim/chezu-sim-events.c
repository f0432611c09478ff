/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sim/chezu-sim-events.h"

#include "base/chezu-time.h"
#include "sim/chezu-sim-status.h"

#include <math.h>

/* Identifiers have room for all events of one report. */
#define ID_STEP 16

typedef struct
{
  ChezuSimEvent *events;
  guint n;
} List;

/* Returns: a static text */
const char *
chezu_sim_event_get_type (const ChezuSimEvent *event)
{
  static const char *const types[] = { "deviceOnline", "deviceOffline", "deviceUnknown",
                                       "ignitionOn",   "ignitionOff",   "deviceOverspeed" };

  return event->kind < CHEZU_SIM_EVENT_ALARM ? types[event->kind] : "alarm";
}

/* Returns: (nullable): the alarm's word; exactly one, unlike in a position */
const char *
chezu_sim_event_get_alarm (const ChezuSimEvent *event)
{
  static const char *const alarms[] = { "overspeed", "fatigueDriving", "hardBraking", "accident" };

  return event->kind < CHEZU_SIM_EVENT_ALARM ? NULL : alarms[event->kind - CHEZU_SIM_EVENT_ALARM];
}

/* Whether the account has a notification of that type with the web channel. */
gboolean
chezu_sim_event_is_pushed (const ChezuSimEvent *event)
{
  return event->copy != CHEZU_SIM_COPY_LATE && event->kind != CHEZU_SIM_EVENT_UNKNOWN
         && event->kind != CHEZU_SIM_EVENT_IGNITION_ON
         && event->kind != CHEZU_SIM_EVENT_IGNITION_OFF;
}

static void
add (List *list, ChezuSimEventKind kind, const ChezuSimFix *fix)
{
  list->events[list->n++] = (ChezuSimEvent){
    .kind = kind,
    .vehicle = fix->vehicle,
    .fix = fix->fix,
    .copy = fix->copy,
    .time_ms = fix->fix_ms,
    .has_position = kind > CHEZU_SIM_EVENT_UNKNOWN,
    .speed_knots = fix->speed_knots,
    .limit_knots = fix->limit_knots,
  };
}

static void
add_alarms (List *list, const ChezuSimFix *fix, guint before)
{
  for (guint i = 0; i < CHEZU_SIM_N_EVENTS - CHEZU_SIM_EVENT_ALARM; i++)
    if ((fix->alarms & ~before & (1u << i)) != 0)
      add (list, CHEZU_SIM_EVENT_ALARM + i, fix);
}

static ChezuSimConnection
connection_at (const ChezuSimWorld *world, const ChezuSimClock *clock, guint vehicle, gint64 fix)
{
  ChezuSimStatus status;

  chezu_sim_status_get (world, clock, vehicle, chezu_sim_clock_get_fix_ms (clock, vehicle, fix),
                        &status);
  return status.connection;
}

/* What a report says that the last one did not. */
guint
chezu_sim_events_of (const ChezuSimWorld *world,
                     const ChezuSimClock *clock,
                     const ChezuSimFix *fix,
                     ChezuSimEvent events[CHEZU_SIM_N_EVENTS])
{
  List list = { .events = events };
  gint64 last = chezu_sim_radio_get_last_heard (world, clock, fix->vehicle, fix->fix - 1);
  gboolean engine_before = fix->engine_before;
  guint alarms_before = fix->alarms_before;

  if (last != fix->fix - 1)
    {
      ChezuSimTruth before;

      if (connection_at (world, clock, fix->vehicle, fix->fix - 1) != CHEZU_SIM_ONLINE)
        add (&list, CHEZU_SIM_EVENT_ONLINE, fix);
      chezu_sim_truth_at (world, clock, fix->vehicle,
                          chezu_sim_clock_get_fix_ms (clock, fix->vehicle, last), &before);
      engine_before = before.engine;
      alarms_before = before.alarms;
    }
  if (fix->engine != engine_before)
    add (&list, fix->engine ? CHEZU_SIM_EVENT_IGNITION_ON : CHEZU_SIM_EVENT_IGNITION_OFF, fix);
  if ((fix->alarms & ~alarms_before & CHEZU_SIM_ALARM_OVERSPEED) != 0)
    add (&list, CHEZU_SIM_EVENT_OVERSPEED, fix);
  add_alarms (&list, fix, alarms_before);
  return list.n;
}

/**
 * chezu_sim_events_at:
 * @fix: the number of a report, heard or not
 * @now_ms: what came later is not known yet
 * @events: (out): what becomes known through it or through its absence
 *
 * Returns: how many
 */
guint
chezu_sim_events_at (const ChezuSimWorld *world,
                     const ChezuSimClock *clock,
                     guint vehicle,
                     gint64 fix,
                     gint64 now_ms,
                     ChezuSimEvent events[CHEZU_SIM_N_EVENTS])
{
  List list = { .events = events };
  ChezuSimSpell spell = chezu_sim_radio_get_spell (world, clock, vehicle, fix);
  ChezuSimFix report = { .vehicle = vehicle, .fix = fix };
  gint64 arrival;

  report.fix_ms = chezu_sim_clock_get_fix_ms (clock, vehicle, fix);
  if (!chezu_sim_radio_has_positions (world, vehicle) || report.fix_ms > now_ms)
    return 0;

  if (spell.kind == CHEZU_SIM_SPELL_NONE)
    {
      if (!chezu_sim_fix_get (world, clock, vehicle, fix, CHEZU_SIM_COPY_FIRST, &report))
        return 0;
      return chezu_sim_events_of (world, clock, &report, events);
    }

  if (chezu_sim_status_changes (world, clock, vehicle, fix))
    {
      ChezuSimConnection connection = connection_at (world, clock, vehicle, fix);

      if (connection == CHEZU_SIM_OFFLINE)
        add (&list, CHEZU_SIM_EVENT_OFFLINE, &report);
      else if (connection == CHEZU_SIM_UNKNOWN)
        add (&list, CHEZU_SIM_EVENT_UNKNOWN, &report);
    }

  /* A late report raises alarms, silently and for the time at which they were. */
  if (chezu_sim_radio_get_arrival (world, clock, vehicle, fix, &arrival)
      && chezu_sim_clock_get_fix_ms (clock, vehicle, arrival) <= now_ms
      && chezu_sim_fix_get (world, clock, vehicle, fix, CHEZU_SIM_COPY_LATE, &report))
    add_alarms (&list, &report, report.alarms_before);
  return list.n;
}

/* A window of time while its interesting fixes are collected. */
typedef struct
{
  const ChezuSimClock *clock;
  guint vehicle;
  gint64 first;
  gint64 last;
  GArray *fixes; /* of gint64 */
} Collection;

static gint64
to_time_ms (const ChezuSimClock *clock, gint64 world_ms)
{
  if (clock->speedup == 1.0)
    return world_ms;
  return CHEZU_SIM_EPOCH_MS + (gint64)floor ((world_ms - CHEZU_SIM_EPOCH_MS) / clock->speedup);
}

/* The reports around an instant. */
static void
collect (Collection *self, gint64 time_ms)
{
  gint64 fix = chezu_sim_clock_get_fix_at (self->clock, self->vehicle, time_ms);

  for (gint64 i = MAX (fix, self->first); i <= MIN (fix + 1, self->last); i++)
    g_array_append_val (self->fixes, i);
}

static void
collect_range (Collection *self, gint64 from_ms, gint64 to_ms)
{
  gint64 from = chezu_sim_clock_get_fix_at (self->clock, self->vehicle, from_ms);
  gint64 to = chezu_sim_clock_get_fix_at (self->clock, self->vehicle, to_ms) + 1;

  for (gint64 i = MAX (from, self->first); i <= MIN (to, self->last); i++)
    g_array_append_val (self->fixes, i);
}

static void
collect_leg (Collection *self, const ChezuSimLeg *leg)
{
  const ChezuSimDrive *drive = &leg->drive;

  collect (self, to_time_ms (self->clock, leg->begin_ms));
  if (!leg->driving)
    {
      collect (self, to_time_ms (self->clock, leg->engine_off_ms));
      collect (self, to_time_ms (self->clock, leg->engine_on_ms));
      return;
    }
  if (leg->wheel_since_ms > 0)
    collect (self, to_time_ms (self->clock, leg->wheel_since_ms + 4 * CHEZU_HOUR_MS));
  if (drive->bump != CHEZU_SIM_BUMP_NONE)
    {
      gint64 from_ms = leg->begin_ms + (gint64)(drive->bump_at_s * 1000.0);

      collect_range (
          self, to_time_ms (self->clock, from_ms),
          to_time_ms (self->clock,
                      from_ms + (gint64)((drive->bump_width_s + drive->start_ramp_s) * 1000.0)));
    }
}

static void
collect_spells (Collection *self, const ChezuSimWorld *world)
{
  for (gint64 fix = self->first; fix <= self->last;)
    {
      ChezuSimSpell spell = chezu_sim_radio_get_spell (world, self->clock, self->vehicle, fix);
      gint64 next = fix + 1;

      if (spell.kind != CHEZU_SIM_SPELL_NONE)
        {
          gint64 begin_ms = chezu_sim_clock_get_fix_ms (self->clock, self->vehicle, spell.first);

          collect (self, begin_ms - 1);
          collect (self, begin_ms + CHEZU_SIM_SILENCE_MS - self->clock->interval_ms);
          collect (self, begin_ms + CHEZU_SIM_SILENCE_MS);
          collect (self, begin_ms + 2 * self->clock->interval_ms);
          collect (self, chezu_sim_clock_get_fix_ms (self->clock, self->vehicle, spell.last));
          next = spell.last + 1;
        }
      else
        /* The shortest spell lasts longer than this. */
        next = MAX (fix + 60 * CHEZU_SECOND_MS / self->clock->interval_ms, fix + 1);
      fix = next;
    }
}

static int
compare_fixes (gconstpointer a, gconstpointer b)
{
  gint64 left = *(const gint64 *)a;
  gint64 right = *(const gint64 *)b;

  return left < right ? -1 : left > right;
}

/* Returns: (transfer full): the reports of a window that may have made events, of gint64,
 * ascending, each once */
GArray *
chezu_sim_events_find_fixes (const ChezuSimWorld *world,
                             const ChezuSimClock *clock,
                             guint vehicle,
                             gint64 from_ms,
                             gint64 to_ms)
{
  g_autoptr (GArray) fixes = g_array_new (FALSE, FALSE, sizeof (gint64));
  GArray *unique = g_array_new (FALSE, FALSE, sizeof (gint64));
  Collection self = {
    .clock = clock,
    .vehicle = vehicle,
    .first = chezu_sim_clock_get_fix_at (clock, vehicle, from_ms - 1) + 1,
    .last = chezu_sim_clock_get_fix_at (clock, vehicle, to_ms),
    .fixes = fixes,
  };
  gint64 world_ms = chezu_sim_clock_to_world_ms (clock, from_ms - clock->interval_ms);
  gint64 end_ms = chezu_sim_clock_to_world_ms (clock, to_ms);

  while (world_ms <= end_ms)
    {
      ChezuSimLeg leg;

      chezu_sim_plan_at (world, clock, vehicle, world_ms, &leg);
      collect_leg (&self, &leg);
      world_ms = MAX (leg.end_ms, world_ms + 1000);
    }
  collect_spells (&self, world);

  g_array_sort (fixes, compare_fixes);
  for (guint i = 0; i < fixes->len; i++)
    if (i == 0 || g_array_index (fixes, gint64, i) != g_array_index (fixes, gint64, i - 1))
      g_array_append_val (unique, g_array_index (fixes, gint64, i));
  return unique;
}

static gint64
get_id (const ChezuSimClock *clock, const ChezuSimEvent *event)
{
  return chezu_sim_clock_get_serial (clock, event->vehicle, event->fix) * ID_STEP + 1
         + (gint64)event->kind;
}

/* Returns: whether an event of that number has happened by @now_ms */
gboolean
chezu_sim_event_from_id (const ChezuSimWorld *world,
                         const ChezuSimClock *clock,
                         gint64 id,
                         gint64 now_ms,
                         ChezuSimEvent *event)
{
  ChezuSimEvent events[CHEZU_SIM_N_EVENTS];
  gint64 fix;
  guint vehicle;
  guint n;

  if (id < 1)
    return FALSE;
  vehicle = chezu_sim_clock_split_serial (clock, (id - 1) / ID_STEP, &fix);
  n = chezu_sim_events_at (world, clock, vehicle, fix, now_ms, events);
  for (guint i = 0; i < n; i++)
    if ((gint64)events[i].kind == (id - 1) % ID_STEP)
      {
        *event = events[i];
        return TRUE;
      }
  return FALSE;
}

static void
append_attributes (GString *out,
                   const ChezuSimPen *pen,
                   const ChezuSimEvent *event,
                   gboolean with_message)
{
  const char *alarm = chezu_sim_event_get_alarm (event);
  const char *comma = "";

  if (alarm != NULL)
    {
      g_string_append_printf (out, "\"alarm\":\"%s\"", alarm);
      comma = ",";
    }
  if (event->kind == CHEZU_SIM_EVENT_OVERSPEED)
    {
      g_string_append (out, "\"speed\":");
      chezu_sim_json_number (out, event->speed_knots, 6);
      g_string_append (out, ",\"speedLimit\":");
      chezu_sim_json_number (out, event->limit_knots, 6);
      comma = ",";
    }
  if (with_message)
    {
      ChezuSimName plate;

      chezu_sim_name_plate (pen->world, event->vehicle, plate);
      g_string_append_printf (out, "%s\"message\":\"%s: %s\"", comma, plate,
                              alarm != NULL ? alarm : chezu_sim_event_get_type (event));
    }
}

/* @with_message: as pushed, with a text ready to read */
void
chezu_sim_json_event (GString *out,
                      const ChezuSimPen *pen,
                      const ChezuSimEvent *event,
                      gboolean with_message)
{
  gint64 position = 0;

  if (event->has_position)
    position
        = chezu_sim_fix_get_id (pen->world, pen->clock, event->vehicle, event->fix, event->copy);
  g_string_append_printf (out, "{\"id\":%" G_GINT64_FORMAT ",\"attributes\":{",
                          get_id (pen->clock, event));
  append_attributes (out, pen, event, with_message);
  g_string_append_printf (out,
                          "},\"deviceId\":%u,\"type\":\"%s\",\"eventTime\":", event->vehicle + 1,
                          chezu_sim_event_get_type (event));
  chezu_sim_json_time (out, pen, event->time_ms);
  g_string_append_printf (
      out, ",\"positionId\":%" G_GINT64_FORMAT ",\"geofenceId\":0,\"maintenanceId\":0}", position);
}
