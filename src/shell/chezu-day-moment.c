/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-day-moment.h"

#include "shell/chezu-day.h"
#include "store/chezu-history.h"

/* Index of the first fix after @time_ms. */
static gsize
find_after (const ChezuFix *fixes, gsize n_fixes, gint64 time_ms)
{
  gsize low = 0;
  gsize high = n_fixes;

  while (low < high)
    {
      gsize middle = low + (high - low) / 2;

      if (fixes[middle].time_ms <= time_ms)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

gboolean
chezu_day_find_moment (const ChezuFix *fixes, gsize n_fixes, gint64 time_ms, ChezuFix *fix)
{
  gsize after = find_after (fixes, n_fixes, time_ms);
  const ChezuFix *before;
  double share;

  if (after == 0 || (after == n_fixes && fixes[n_fixes - 1].time_ms < time_ms))
    return FALSE;
  before = &fixes[after - 1];
  *fix = *before;
  if (after == n_fixes)
    return TRUE;

  share = (double)(time_ms - before->time_ms) / (double)(fixes[after].time_ms - before->time_ms);
  fix->time_ms = time_ms;
  fix->lon_e7 += (gint32)(share * ((double)fixes[after].lon_e7 - before->lon_e7));
  fix->lat_e7 += (gint32)(share * ((double)fixes[after].lat_e7 - before->lat_e7));
  return TRUE;
}

gboolean
chezu_day_knows_moment (const GArray *legs, gint64 time_ms)
{
  for (guint i = 0; i < legs->len; i++)
    {
      const ChezuLeg *leg = &g_array_index (legs, ChezuLeg, i);

      if (leg->kind == CHEZU_LEG_UNKNOWN && leg->from_ms < time_ms && time_ms < leg->to_ms)
        return FALSE;
    }
  return TRUE;
}

static ChezuDaySlot
sum_slot (const ChezuFix *fixes, gsize first, gsize end, gsize n_fixes)
{
  ChezuDaySlot slot = { .mean_speed_cm_s = CHEZU_UNKNOWN, .top_speed_cm_s = CHEZU_UNKNOWN };
  gint64 sum = 0;
  gint64 n = 0;

  slot.from_ms = fixes[first].time_ms - fixes[first].time_ms % CHEZU_DAY_SLOT_MS;
  for (gsize i = first; i < end; i++)
    {
      if (fixes[i].speed_cm_s < 0)
        continue;
      slot.top_speed_cm_s = MAX (slot.top_speed_cm_s, fixes[i].speed_cm_s);
      sum += fixes[i].speed_cm_s;
      n++;
    }
  if (n > 0)
    slot.mean_speed_cm_s = (gint32)(sum / n);
  slot.distance_m = chezu_history_mileage_m (&fixes[first], MIN (end + 1, n_fixes) - first);
  return slot;
}

/* Quarters of an hour are the same in every zone that has them. */
GArray *
chezu_day_slots_new (const ChezuFix *fixes, gsize n_fixes)
{
  GArray *slots = g_array_new (FALSE, FALSE, sizeof (ChezuDaySlot));
  gsize first = 0;

  while (first < n_fixes)
    {
      gsize end = first + 1;
      ChezuDaySlot slot;

      while (end < n_fixes
             && fixes[end].time_ms / CHEZU_DAY_SLOT_MS == fixes[first].time_ms / CHEZU_DAY_SLOT_MS)
        end++;
      slot = sum_slot (fixes, first, end, n_fixes);
      g_array_append_val (slots, slot);
      first = end;
    }
  return slots;
}
