/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The marks stand in the forms of 联网联控考核 (annexes 1 and 2 of the ministry's measures of 2016,
 * as a public platform publishes them): each index has a full mark that is multiplied by its rate,
 * and a bound beyond which it counts nothing. The five indices here are all of the hundred points
 * of an authority; a firm's other fifty are for speeding, fatigue and answers, which follow from
 * alarms. */

#include "store/chezu-quality-marks.h"

#include "base/chezu-format.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  const char *key;
  const char *name;
  double (*rate) (const ChezuQualityRow *row);
  double full[CHEZU_N_FORMS];
  double bound;      /* what is worse counts nothing */
  gboolean is_fault; /* the less the better */
} Index;

static const Index indices[CHEZU_N_INDICES] = {
  [CHEZU_INDEX_ACCESS]
  = { "access", N_ ("Access Rate"), chezu_quality_access_rate, { 5, 5 }, 0.90, FALSE },
  [CHEZU_INDEX_ONLINE]
  = { "online", N_ ("Online Rate"), chezu_quality_online_rate, { 10, 5 }, 0, FALSE },
  [CHEZU_INDEX_COMPLETE]
  = { "complete", N_ ("Track Completeness"), chezu_quality_complete_rate, { 40, 15 }, 0.70, FALSE },
  [CHEZU_INDEX_QUALIFIED] = { "qualified",
                              N_ ("Data Quality Rate"),
                              chezu_quality_qualified_rate,
                              { 30, 15 },
                              0.80,
                              FALSE },
  [CHEZU_INDEX_DRIFT]
  = { "drift", N_ ("Drift Rate"), chezu_quality_drift_rate, { 15, 10 }, 0.05, TRUE },
};

const char *
chezu_index_key (ChezuIndex index)
{
  g_return_val_if_fail (index < CHEZU_N_INDICES, NULL);
  return indices[index].key;
}

const char *
chezu_index_name (ChezuIndex index)
{
  g_return_val_if_fail (index < CHEZU_N_INDICES, NULL);
  return _ (indices[index].name);
}

double
chezu_index_rate (ChezuIndex index, const ChezuQualityRow *row)
{
  g_return_val_if_fail (index < CHEZU_N_INDICES, -1);
  return indices[index].rate (row);
}

char *
chezu_index_describe (ChezuIndex index, const ChezuQualityRow *row)
{
  g_autofree char *part = NULL;
  g_autofree char *whole = NULL;

  switch (index)
    {
    case CHEZU_INDEX_ACCESS:
      part = chezu_format_count (row->accessed_vehicles);
      whole = chezu_format_vehicles (row->vehicles);
      break;
    case CHEZU_INDEX_ONLINE:
      part = chezu_format_count (row->online_vehicles);
      whole = chezu_format_vehicles (row->accessed_vehicles);
      break;
    case CHEZU_INDEX_COMPLETE:
      part = chezu_format_distance (row->complete_m);
      whole = chezu_format_distance (row->track_m);
      break;
    case CHEZU_INDEX_QUALIFIED:
      part = chezu_format_count (row->counts.qualified);
      whole = chezu_format_count (row->counts.received - row->counts.duplicate);
      break;
    case CHEZU_INDEX_DRIFT:
      part = chezu_format_count (row->drifting_vehicles);
      whole = chezu_format_vehicles (row->online_vehicles);
      break;
    case CHEZU_N_INDICES:
    default:
      g_return_val_if_reached (g_strdup (""));
    }
  /* TRANSLATORS: a part and the whole: "4,138 of 4,159 vehicles" */
  return g_strdup_printf (_ ("%s of %s"), part, whole);
}

double
chezu_index_full_mark (ChezuIndex index, ChezuForm form)
{
  g_return_val_if_fail (index < CHEZU_N_INDICES && form < CHEZU_N_FORMS, 0);
  return indices[index].full[form];
}

double
chezu_index_mark (ChezuIndex index, ChezuForm form, double rate)
{
  double full = chezu_index_full_mark (index, form);

  if (rate < 0)
    return -1;
  if (indices[index].is_fault)
    return rate > indices[index].bound ? 0 : full * (1 - rate);
  return rate < indices[index].bound ? 0 : full * rate;
}

double
chezu_index_total (const ChezuQualityRow *row, ChezuForm form)
{
  double total = 0;

  for (ChezuIndex index = 0; index < CHEZU_N_INDICES; index++)
    {
      double mark = chezu_index_mark (index, form, chezu_index_rate (index, row));

      if (mark < 0)
        return -1;
      total += mark;
    }
  return total;
}
