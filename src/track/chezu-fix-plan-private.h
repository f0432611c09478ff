/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the virtual table `fix` can do itself about a WHERE and an ORDER BY, and how the values that
 * SQLite hands over become a query. */

#pragma once

#include "track/chezu-sqlite.h"
#include "track/chezu-track-reader.h"

G_BEGIN_DECLS

/* In the order of the declaration. */
typedef enum
{
  CHEZU_FIX_VEHICLE_ID,
  CHEZU_FIX_TIME,
  CHEZU_FIX_LON,
  CHEZU_FIX_LAT,
  CHEZU_FIX_SPEED,
  CHEZU_FIX_COURSE,
  CHEZU_FIX_ALTITUDE,
  CHEZU_FIX_ODOMETER,
  CHEZU_FIX_FLAGS,
} ChezuFixColumn;

/* What the planner needs to know of the file. */
typedef struct
{
  double n_fixes;
  double n_vehicles;
} ChezuFixCounts;

/* For xBestIndex: fills @info; the plan goes into its idxStr. */
int chezu_fix_plan_choose (sqlite3_index_info *info, const ChezuFixCounts *counts);

/* For xFilter: the plan and its values. FALSE: no fix can answer. */
gboolean chezu_fix_plan_apply (const char *plan,
                               int n_values,
                               sqlite3_value **values,
                               ChezuTrackQuery *query);

G_END_DECLS
