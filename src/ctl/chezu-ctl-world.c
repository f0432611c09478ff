/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ctl/chezu-ctl-world.h"

#include "base/chezu-geodesy.h"
#include "base/chezu-time.h"

/* A fix that is dated later than that after it arrived is refused by the synchronizer. */
#define AHEAD_MAX_MS (10 * CHEZU_MINUTE_MS)
#define JUMP_LEAST_M 500.0
#define JUMP_LEAST_E7 30000 /* less than 500 m in both directions together */
#define JUMP_M_S 250.0

static guint16
flags_of (const ChezuSimFix *report)
{
  guint flags = CHEZU_FIX_IGNITION_KNOWN;

  if (report->engine)
    flags |= CHEZU_FIX_IGNITION_ON;
  if (!report->valid)
    flags |= CHEZU_FIX_INVALID;
  if (report->copy == CHEZU_SIM_COPY_LATE)
    flags |= CHEZU_FIX_BUFFERED;
  return (guint16)flags;
}

/* A fix that jumps away is held back by the store until the next ones tell whether it was right; in
 * this world it never was. */
static gboolean
jumps (const ChezuFix *from, const ChezuFix *to)
{
  double metres
      = chezu_distance_m (chezu_e7_to_degrees (from->lon_e7), chezu_e7_to_degrees (from->lat_e7),
                          chezu_e7_to_degrees (to->lon_e7), chezu_e7_to_degrees (to->lat_e7));

  return metres > JUMP_LEAST_M && metres * 1000 > JUMP_M_S * (double)(to->time_ms - from->time_ms);
}

/* What the wire rounds is rounded here. Returns: FALSE when a synchronizer would refuse it */
static gboolean
take_report (const ChezuSimFix *report, ChezuFix *fix)
{
  if (report->fix_ms > report->server_ms + AHEAD_MAX_MS
      || (report->lon == 0.0 && report->lat == 0.0))
    return FALSE;

  *fix = (ChezuFix){
    .time_ms = report->fix_ms,
    .lon_e7 = chezu_degrees_to_e7 (report->lon),
    .lat_e7 = chezu_degrees_to_e7 (report->lat),
    .speed_cm_s = chezu_knots_to_cm_s (report->speed_knots),
    .course_cdeg = chezu_degrees_to_course_cdeg (round (report->course)),
    .odometer_m = (gint64)report->odometer_m,
    .altitude_m = (gint16)lround (report->altitude_m),
    .flags = flags_of (report),
  };
  return TRUE;
}

void
chezu_ctl_world_collect (const ChezuSimWorld *world,
                         const ChezuSimClock *clock,
                         guint vehicle,
                         gint64 from_ms,
                         gint64 to_ms,
                         gint64 now_ms,
                         GArray *fixes)
{
  ChezuSimHistory history;
  ChezuSimFix report;
  ChezuFix last;
  gboolean has_last = FALSE;

  chezu_sim_history_init (&history, world, clock, vehicle, from_ms, to_ms - 1, now_ms);
  while (chezu_sim_history_next (&history, &report))
    {
      ChezuFix fix;

      /* Of a report that was sent twice, the first copy stays. */
      if (!take_report (&report, &fix)
          || (has_last && (fix.time_ms <= last.time_ms || jumps (&last, &fix))))
        continue;
      g_array_append_val (fixes, fix);
      last = fix;
      has_last = TRUE;
    }
}
