/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-day.h"

#include "base/chezu-format.h"
#include "fleet/chezu-fleet.h"
#include "store/chezu-history.h"

#include <glib/gi18n-lib.h>

static gboolean
is_moving (const ChezuFix *fix)
{
  return fix->speed_cm_s >= CHEZU_FLEET_MOVING_MIN_CM_S;
}

/**
 * chezu_day_summarize:
 * @fixes: ascending in time
 *
 * Time from a moving fix to the next one counts as driving unless nothing was heard for longer than
 * %CHEZU_DAY_GAP_MAX_MS. Standing for at least %CHEZU_DAY_STOP_MIN_MS counts as one stop, also the
 * one that still lasts.
 */
void
chezu_day_summarize (const ChezuFix *fixes, gsize n_fixes, ChezuDay *day)
{
  gint64 standing_since_ms = 0;
  gboolean counted = FALSE;

  *day = (ChezuDay){ .mileage_m = -1 };
  if (n_fixes == 0)
    return;

  day->first_ms = fixes[0].time_ms;
  if (n_fixes > 1)
    day->mileage_m = chezu_history_mileage_m (fixes, n_fixes);

  for (gsize i = 0; i < n_fixes; i++)
    {
      if (is_moving (&fixes[i]))
        {
          standing_since_ms = 0;
          counted = FALSE;
          if (i + 1 < n_fixes && fixes[i + 1].time_ms - fixes[i].time_ms <= CHEZU_DAY_GAP_MAX_MS)
            day->driving_ms += fixes[i + 1].time_ms - fixes[i].time_ms;
          continue;
        }

      if (standing_since_ms == 0)
        standing_since_ms = fixes[i].time_ms;
      if (!counted && fixes[i].time_ms - standing_since_ms >= CHEZU_DAY_STOP_MIN_MS)
        {
          day->stops++;
          counted = TRUE;
        }
    }
}

/* --- Legs --------------------------------------------------------------------------------------
 */

static void
add_leg (GArray *legs, const ChezuFix *fixes, ChezuLegKind kind, gsize first, gsize last)
{
  ChezuLeg leg = { kind, fixes[first].time_ms, fixes[last].time_ms, -1 };

  if (leg.to_ms <= leg.from_ms)
    return;
  if (kind == CHEZU_LEG_TRIP)
    leg.distance_m = chezu_history_mileage_m (fixes + first, last - first + 1);
  g_array_append_val (legs, leg);
}

static gboolean
is_gap_before (const ChezuFix *fixes, gsize i)
{
  return fixes[i].time_ms - fixes[i - 1].time_ms > CHEZU_DAY_GAP_MAX_MS;
}

/* The first fix after @i that moves, or after which nothing was heard, or the last one. */
static gsize
end_of_halt (const ChezuFix *fixes, gsize n_fixes, gsize i)
{
  while (i + 1 < n_fixes && !is_moving (&fixes[i]) && !is_gap_before (fixes, i + 1))
    i++;
  return i;
}

GArray *
chezu_day_list_legs (const ChezuFix *fixes, gsize n_fixes)
{
  GArray *legs = g_array_new (FALSE, FALSE, sizeof (ChezuLeg));
  gsize start = 0;
  gsize i = 0;

  while (i < n_fixes)
    {
      gsize end = is_moving (&fixes[i]) ? i : end_of_halt (fixes, n_fixes, i);

      if (fixes[end].time_ms - fixes[i].time_ms >= CHEZU_DAY_STOP_MIN_MS)
        {
          add_leg (legs, fixes, CHEZU_LEG_TRIP, start, i);
          add_leg (legs, fixes, CHEZU_LEG_STOP, i, end);
          start = end;
        }
      i = MAX (end, i);
      if (i + 1 < n_fixes && is_gap_before (fixes, i + 1))
        {
          add_leg (legs, fixes, CHEZU_LEG_TRIP, start, i);
          add_leg (legs, fixes, CHEZU_LEG_UNKNOWN, i, i + 1);
          start = i + 1;
        }
      i++;
    }
  if (n_fixes > 0)
    add_leg (legs, fixes, CHEZU_LEG_TRIP, start, n_fixes - 1);
  return legs;
}

char *
chezu_day_describe_missing (const ChezuCompleteness *completeness)
{
  g_autofree char *percent = NULL;
  g_autofree char *missing = NULL;

  if (completeness->missing_ms < CHEZU_DAY_MISSING_MIN_MS)
    return NULL;

  percent = chezu_format_percent (completeness->complete, 0);
  missing = chezu_format_duration (completeness->missing_ms);
  /* TRANSLATORS: of a vehicle's day on this machine: "92% complete · 40 min missing" */
  return g_strdup_printf (_ ("%s complete · %s missing"), percent, missing);
}
