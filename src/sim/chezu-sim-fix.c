/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sim/chezu-sim-fix.h"

#include "base/chezu-geodesy.h"
#include "base/chezu-time.h"
#include "base/chezu-units.h"
#include "sim/chezu-sim-hash.h"

#include <math.h>

/* Identifiers grow in the order of arrival; each report has room for its copies. */
#define ID_STEP 4
#define FOUR_HOURS_MS (4 * CHEZU_HOUR_MS)
#define LOST_DATE_MS G_GINT64_CONSTANT (4070908800000) /* 2099-01-01 */

static double
to_knots (double m_s)
{
  return m_s * 100.0 / CHEZU_CM_S_PER_KNOT;
}

static void
judge (const ChezuSimLeg *leg, gint64 world_ms, gint64 step_ms, ChezuSimTruth *truth)
{
  if (leg->crash_ms > 0 && world_ms >= leg->crash_ms && world_ms < leg->crash_ms + step_ms)
    truth->alarms |= CHEZU_SIM_ALARM_ACCIDENT;
  if (!leg->driving)
    return;
  if (truth->motion.speed_m_s > truth->motion.limit_m_s)
    truth->alarms |= CHEZU_SIM_ALARM_OVERSPEED;
  if (leg->wheel_since_ms > 0 && world_ms - leg->wheel_since_ms > FOUR_HOURS_MS)
    truth->alarms |= CHEZU_SIM_ALARM_FATIGUE;
  if (leg->drive.bump == CHEZU_SIM_BUMP_BRAKING)
    {
      /* Hardest at a quarter of the dip; told by the report that follows. */
      gint64 brake_ms = leg->begin_ms
                        + (gint64)((leg->drive.bump_at_s + leg->drive.start_ramp_s / 2.0
                                    + leg->drive.bump_width_s / 4.0)
                                   * 1000.0);

      if (world_ms >= brake_ms && world_ms < brake_ms + step_ms)
        truth->alarms |= CHEZU_SIM_ALARM_BRAKING;
    }
}

static const ChezuSimLeg *
find_leg (const ChezuSimWorld *world,
          const ChezuSimClock *clock,
          guint vehicle,
          gint64 world_ms,
          ChezuSimRecall *recall)
{
  if (!recall->has_leg || world_ms < recall->leg_from_ms || world_ms >= recall->leg.end_ms)
    {
      chezu_sim_plan_at (world, clock, vehicle, world_ms, &recall->leg);
      recall->leg_from_ms = world_ms;
      recall->has_leg = TRUE;
    }
  return &recall->leg;
}

static void
find_truth (const ChezuSimWorld *world,
            const ChezuSimClock *clock,
            guint vehicle,
            gint64 time_ms,
            ChezuSimRecall *recall,
            ChezuSimTruth *truth)
{
  gint64 world_ms = chezu_sim_clock_to_world_ms (clock, time_ms);
  const ChezuSimLeg *leg;

  if (recall->has_truth && recall->truth_ms == time_ms)
    {
      *truth = recall->truth;
      return;
    }

  leg = find_leg (world, clock, vehicle, world_ms, recall);
  *truth = (ChezuSimTruth){ .odometer_m = leg->odometer_m };
  if (leg->driving)
    {
      chezu_sim_drive_at (&leg->drive, (world_ms - leg->begin_ms) / 1000.0, &truth->motion);
      truth->engine = TRUE;
      truth->odometer_m += truth->motion.share * leg->length_m;
    }
  else
    {
      truth->motion.lon = leg->lon;
      truth->motion.lat = leg->lat;
      truth->motion.course = leg->course;
      truth->engine = world_ms < leg->engine_off_ms || world_ms >= leg->engine_on_ms;
    }
  judge (leg, world_ms, (gint64)ceil (clock->interval_ms * clock->speedup), truth);
  recall->truth = *truth;
  recall->truth_ms = time_ms;
  recall->has_truth = TRUE;
}

void
chezu_sim_truth_at (const ChezuSimWorld *world,
                    const ChezuSimClock *clock,
                    guint vehicle,
                    gint64 time_ms,
                    ChezuSimTruth *truth)
{
  ChezuSimRecall recall = { 0 };

  find_truth (world, clock, vehicle, time_ms, &recall, truth);
}

static void
move_away (ChezuSimFix *fix, guint64 hash)
{
  double distance = chezu_sim_between (chezu_sim_next (&hash), 3000.0, 22000.0);
  double angle = chezu_sim_between (chezu_sim_next (&hash), 0.0, 2.0 * G_PI);
  double north_m = CHEZU_EARTH_RADIUS_M * G_PI / 180.0;

  fix->lat += distance * cos (angle) / north_m;
  fix->lon += distance * sin (angle) / (north_m * cos (fix->lat * G_PI / 180.0));
}

/* What the receiver and the terminal make of the truth. */
static void
spoil (const ChezuSimWorld *world, ChezuSimFix *fix)
{
  guint64 draw = chezu_sim_hash (world->seed, CHEZU_SIM_DRAW_FIX, fix->vehicle, (guint64)fix->fix);
  ChezuSimTerminal terminal = chezu_sim_radio_get_terminal (world, fix->vehicle);
  guint chance = chezu_sim_below (chezu_sim_next (&draw), 3000);

  fix->satellites = 9 + chezu_sim_below (chezu_sim_next (&draw), 14);
  fix->odd_types = terminal == CHEZU_SIM_TERMINAL_ODD_TYPES;
  if (terminal == CHEZU_SIM_TERMINAL_DRIFTS && chance < 2)
    move_away (fix, draw);
  else if (terminal == CHEZU_SIM_TERMINAL_FORGETFUL && chance < 15)
    fix->fix_ms = LOST_DATE_MS + fix->fix_ms % CHEZU_DAY_MS;
  else if (terminal == CHEZU_SIM_TERMINAL_BLIND && chance < 25)
    {
      fix->valid = FALSE;
      fix->satellites = 0;
      fix->lon = fix->lat = fix->altitude_m = fix->speed_knots = fix->course = 0.0;
    }
}

static double
altitude_at (double lon, double lat)
{
  /* Plains in the east, higher ground to the west; gentle hills everywhere. */
  return 30.0 + MAX (0.0, 112.0 - lon) * 45.0 + 18.0 * (1.0 + sin (lon * 21.0) * cos (lat * 17.0));
}

/* Returns: whether a terminal sends this fix once more; the second copy comes with the first */
gboolean
chezu_sim_fix_is_sent_twice (const ChezuSimWorld *world,
                             const ChezuSimClock *clock,
                             guint vehicle,
                             gint64 fix)
{
  guint64 hash = chezu_sim_hash (world->seed, CHEZU_SIM_DRAW_FIX, vehicle, ~(guint64)fix);

  return chezu_sim_below (hash, 4000) == 0 && chezu_sim_radio_is_heard (world, clock, vehicle, fix);
}

/**
 * chezu_sim_fix_make:
 * @fix: the vehicle's own number of the fix
 * @copy: which of its copies; there must be one
 * @arrival: the fix that it arrives with
 * @recall: kept from one call to the next while @fix grows
 */
void
chezu_sim_fix_make (const ChezuSimWorld *world,
                    const ChezuSimClock *clock,
                    guint vehicle,
                    gint64 fix,
                    ChezuSimCopy copy,
                    gint64 arrival,
                    ChezuSimRecall *recall,
                    ChezuSimFix *out)
{
  gint64 made_ms = chezu_sim_clock_get_fix_ms (clock, vehicle, fix);
  ChezuSimTruth truth;
  ChezuSimTruth before;

  find_truth (world, clock, vehicle, made_ms - clock->interval_ms, recall, &before);
  find_truth (world, clock, vehicle, made_ms, recall, &truth);
  *out = (ChezuSimFix){
    .vehicle = vehicle,
    .fix = fix,
    .copy = copy,
    .fix_ms = made_ms + chezu_sim_radio_get_clock_error_ms (world, vehicle),
    .server_ms = chezu_sim_clock_get_fix_ms (clock, vehicle, arrival) + 4
                 + (gint64)chezu_sim_below (chezu_sim_mix ((guint64)fix ^ vehicle), 16),
    .valid = TRUE,
    .lon = truth.motion.lon,
    .lat = truth.motion.lat,
    .altitude_m = altitude_at (truth.motion.lon, truth.motion.lat),
    .course = truth.motion.course,
    .speed_knots = to_knots (truth.motion.speed_m_s),
    .limit_knots = to_knots (truth.motion.limit_m_s),
    .engine = truth.engine,
    .odometer_m = truth.odometer_m,
    .distance_m = MAX (truth.odometer_m - before.odometer_m, 0.0),
    .alarms = truth.alarms,
    .engine_before = before.engine,
    .alarms_before = before.alarms,
  };
  spoil (world, out);
}

/**
 * chezu_sim_fix_get:
 * @fix: the vehicle's own number of the fix
 * @copy: which of its copies
 *
 * Computes a report, whether it has arrived yet or not.
 *
 * Returns: whether there is one
 */
gboolean
chezu_sim_fix_get (const ChezuSimWorld *world,
                   const ChezuSimClock *clock,
                   guint vehicle,
                   gint64 fix,
                   ChezuSimCopy copy,
                   ChezuSimFix *out)
{
  ChezuSimRecall recall = { 0 };
  gint64 arrival;

  if (!chezu_sim_radio_has_positions (world, vehicle)
      || !chezu_sim_radio_get_arrival (world, clock, vehicle, fix, &arrival)
      || (arrival != fix) != (copy == CHEZU_SIM_COPY_LATE)
      || (copy == CHEZU_SIM_COPY_SECOND
          && !chezu_sim_fix_is_sent_twice (world, clock, vehicle, fix)))
    return FALSE;

  chezu_sim_fix_make (world, clock, vehicle, fix, copy, arrival, &recall, out);
  return TRUE;
}

/* Identifiers are those of the arrival, so that they grow with insertion and not with fix time. */
gint64
chezu_sim_fix_get_id (const ChezuSimWorld *world,
                      const ChezuSimClock *clock,
                      guint vehicle,
                      gint64 fix,
                      ChezuSimCopy copy)
{
  gint64 arrival = fix;

  if (copy == CHEZU_SIM_COPY_LATE)
    chezu_sim_radio_get_arrival (world, clock, vehicle, fix, &arrival);
  return chezu_sim_clock_get_serial (clock, vehicle, arrival) * ID_STEP + 1 + copy;
}

/* Returns: whether a report of that number has arrived by @now_ms */
gboolean
chezu_sim_fix_from_id (const ChezuSimWorld *world,
                       const ChezuSimClock *clock,
                       gint64 id,
                       gint64 now_ms,
                       ChezuSimFix *out)
{
  ChezuSimCopy copy;
  guint vehicle;
  gint64 fix;

  if (id < 1 || (id - 1) % ID_STEP > CHEZU_SIM_COPY_SECOND)
    return FALSE;
  copy = (ChezuSimCopy)((id - 1) % ID_STEP);
  vehicle = chezu_sim_clock_split_serial (clock, (id - 1) / ID_STEP, &fix);
  if (chezu_sim_clock_get_fix_ms (clock, vehicle, fix) > now_ms)
    return FALSE;
  if (copy == CHEZU_SIM_COPY_LATE && !chezu_sim_radio_get_late (world, clock, vehicle, fix, &fix))
    return FALSE;
  return chezu_sim_fix_get (world, clock, vehicle, fix, copy, out);
}
