/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A plan is a text of two characters for each value that xFilter will get: column and operator,
 * both counted from 'a'.
 *
 * Everything that is taken over is answered exactly, also where degrees meet integers of 1e-7
 * degrees and times meet fractions, so that SQLite need not look again.
 */

#include "track/chezu-fix-plan-private.h"

#include <string.h>

/* --- Choosing ------------------------------------------------------------------------------- */

/* What is left of the fixes by a condition whose value is not known yet. */
#define TIME_BOUND_SHARE 0.1
#define DEGREE_BOUND_SHARE 0.25
/* In units of one row that is looked at by SQLite: finding a segment and decoding it, and decoding
 * one fix more. */
#define COST_OF_SEGMENT 500.0
#define COST_OF_FIX 0.1

typedef enum
{
  OPERATOR_EQ,
  OPERATOR_GT,
  OPERATOR_GE,
  OPERATOR_LT,
  OPERATOR_LE,
} Operator;

static gboolean
read_operator (int constraint, Operator *op)
{
  switch (constraint)
    {
    case SQLITE_INDEX_CONSTRAINT_EQ:
    case SQLITE_INDEX_CONSTRAINT_IS: /* the same where no column is ever NULL */
      *op = OPERATOR_EQ;
      return TRUE;
    case SQLITE_INDEX_CONSTRAINT_GT:
      *op = OPERATOR_GT;
      return TRUE;
    case SQLITE_INDEX_CONSTRAINT_GE:
      *op = OPERATOR_GE;
      return TRUE;
    case SQLITE_INDEX_CONSTRAINT_LT:
      *op = OPERATOR_LT;
      return TRUE;
    case SQLITE_INDEX_CONSTRAINT_LE:
      *op = OPERATOR_LE;
      return TRUE;
    default:
      return FALSE;
    }
}

/* What of the WHERE is taken over. */
typedef struct
{
  gboolean vehicle;
  gboolean instant;
  guint time_bounds;
  guint degree_bounds;
} Taken;

static gboolean
take_constraint (Taken *taken, int column, Operator op)
{
  switch (column)
    {
    case CHEZU_FIX_VEHICLE_ID:
      taken->vehicle |= op == OPERATOR_EQ;
      return op == OPERATOR_EQ;
    case CHEZU_FIX_TIME:
      taken->instant |= op == OPERATOR_EQ;
      taken->time_bounds++;
      return TRUE;
    case CHEZU_FIX_LON:
    case CHEZU_FIX_LAT:
      taken->degree_bounds++;
      return TRUE;
    default:
      return FALSE;
    }
}

static void
estimate (sqlite3_index_info *info, const Taken *taken, const ChezuFixCounts *counts)
{
  double vehicles = taken->vehicle ? 1 : MAX (counts->n_vehicles, 1);
  double rows = MAX (counts->n_fixes, 1000) / MAX (counts->n_vehicles, 1) * vehicles;

  if (taken->instant)
    rows = vehicles;
  else
    for (guint i = 0; i < MIN (taken->time_bounds, 2); i++)
      rows *= TIME_BOUND_SHARE;
  for (guint i = 0; i < MIN (taken->degree_bounds, 4); i++)
    rows *= DEGREE_BOUND_SHARE;

  info->estimatedRows = (sqlite3_int64)MAX (rows, 1);
  info->estimatedCost = vehicles * COST_OF_SEGMENT + rows * (1 + COST_OF_FIX);
  if (taken->vehicle && taken->instant)
    {
      info->estimatedRows = 1;
      info->idxFlags = SQLITE_INDEX_SCAN_UNIQUE;
    }
}

/* Rows come by vehicle and time, which are unique together. */
static gboolean
comes_in_order (sqlite3_index_info *info, const Taken *taken)
{
  /* 1 and 2: rows of the same values need only stand together, in whatever order. */
  int distinct = sqlite3_vtab_distinct (info);
  gboolean any_order = distinct == 1 || distinct == 2;
  gboolean by_vehicle = taken->vehicle;
  gboolean by_time = taken->instant;

  for (int i = 0; i < info->nOrderBy; i++)
    {
      const struct sqlite3_index_orderby *term = &info->aOrderBy[i];

      if (by_vehicle && by_time)
        return TRUE;
      if (term->desc && !any_order && !(term->iColumn == CHEZU_FIX_VEHICLE_ID && by_vehicle))
        return FALSE;
      if (term->iColumn == CHEZU_FIX_VEHICLE_ID)
        by_vehicle = TRUE;
      else if (term->iColumn == CHEZU_FIX_TIME && by_vehicle)
        by_time = TRUE;
      else
        return FALSE;
    }
  return TRUE;
}

/* A condition whose value is not known yet (usable is 0) must not be taken. */
int
chezu_fix_plan_choose (sqlite3_index_info *info, const ChezuFixCounts *counts)
{
  Taken taken = { 0 };
  char *plan = sqlite3_malloc (2 * info->nConstraint + 1);
  int n_values = 0;

  if (plan == NULL)
    return SQLITE_NOMEM;

  for (int i = 0; i < info->nConstraint; i++)
    {
      const struct sqlite3_index_constraint *constraint = &info->aConstraint[i];
      Operator op;

      if (!constraint->usable || !read_operator (constraint->op, &op)
          || !take_constraint (&taken, constraint->iColumn, op))
        continue;

      plan[2 * n_values] = (char)('a' + constraint->iColumn);
      plan[2 * n_values + 1] = (char)('a' + op);
      n_values++;
      info->aConstraintUsage[i].argvIndex = n_values;
      info->aConstraintUsage[i].omit = 1;
    }

  plan[2 * n_values] = '\0';
  info->idxStr = plan;
  info->needToFreeIdxStr = 1;
  info->orderByConsumed = info->nOrderBy > 0 && comes_in_order (info, &taken);
  estimate (info, &taken, counts);
  return SQLITE_OK;
}

/* --- Applying ------------------------------------------------------------------------------- */

/* Where a value of SQL stands among the integers of a column. */
typedef enum
{
  PLACE_NOWHERE, /* NULL compares with nothing */
  PLACE_BELOW,
  PLACE_AT,     /* equal to one */
  PLACE_BEHIND, /* greater than it, less than the next */
  PLACE_ABOVE,
} Place;

typedef struct
{
  gint64 lowest;
  gint64 highest;
  gboolean empty;
} Range;

static Place
place_integer (sqlite3_value *value, gint64 *integer)
{
  double real;

  /* Text that reads like a number is one when it is compared with a column of numbers. */
  switch (sqlite3_value_numeric_type (value))
    {
    case SQLITE_NULL:
      return PLACE_NOWHERE;
    case SQLITE_INTEGER:
      *integer = sqlite3_value_int64 (value);
      return PLACE_AT;
    case SQLITE_FLOAT:
      break;
    default:
      return PLACE_ABOVE; /* any text and any blob is greater than every number */
    }

  /* 2^63 is exact as a double. */
  real = sqlite3_value_double (value);
  if (real >= 9223372036854775808.0)
    return PLACE_ABOVE;
  if (real < -9223372036854775808.0)
    return PLACE_BELOW;
  *integer = (gint64)floor (real);
  return (double)*integer == real ? PLACE_AT : PLACE_BEHIND;
}

static Place
place_degrees (sqlite3_value *value, gint64 *e7)
{
  double degrees;
  gint32 at;

  switch (sqlite3_value_numeric_type (value))
    {
    case SQLITE_NULL:
      return PLACE_NOWHERE;
    case SQLITE_INTEGER:
    case SQLITE_FLOAT:
      break;
    default:
      return PLACE_ABOVE;
    }

  degrees = sqlite3_value_double (value);
  if (degrees > chezu_e7_to_degrees (G_MAXINT32))
    return PLACE_ABOVE;
  if (degrees < chezu_e7_to_degrees (G_MININT32))
    return PLACE_BELOW;

  /* The last whose degrees, as the column gives them, are not greater: the product is rounded. */
  at = (gint32)CLAMP (floor (degrees * CHEZU_E7), G_MININT32, G_MAXINT32);
  while (at > G_MININT32 && chezu_e7_to_degrees (at) > degrees)
    at--;
  while (at < G_MAXINT32 && chezu_e7_to_degrees (at + 1) <= degrees)
    at++;
  *e7 = at;
  return chezu_e7_to_degrees (at) == degrees ? PLACE_AT : PLACE_BEHIND;
}

static void
keep_from (Range *range, gint64 lowest)
{
  range->lowest = MAX (range->lowest, lowest);
}

static void
keep_to (Range *range, gint64 highest)
{
  range->highest = MIN (range->highest, highest);
}

static void
keep_after (Range *range, gint64 integer)
{
  if (integer == G_MAXINT64)
    range->empty = TRUE;
  else
    keep_from (range, integer + 1);
}

static void
keep_before (Range *range, gint64 integer)
{
  if (integer == G_MININT64)
    range->empty = TRUE;
  else
    keep_to (range, integer - 1);
}

static void
narrow_at (Range *range, Operator op, gint64 integer)
{
  switch (op)
    {
    case OPERATOR_EQ:
      keep_from (range, integer);
      keep_to (range, integer);
      break;
    case OPERATOR_GT:
      keep_after (range, integer);
      break;
    case OPERATOR_GE:
      keep_from (range, integer);
      break;
    case OPERATOR_LT:
      keep_before (range, integer);
      break;
    case OPERATOR_LE:
    default:
      keep_to (range, integer);
      break;
    }
}

static void
narrow (Range *range, Operator op, Place place, gint64 integer)
{
  gboolean is_lower = op == OPERATOR_GT || op == OPERATOR_GE;
  gboolean is_upper = op == OPERATOR_LT || op == OPERATOR_LE;

  switch (place)
    {
    case PLACE_AT:
      narrow_at (range, op, integer);
      break;
    case PLACE_BEHIND:
      if (is_lower)
        keep_after (range, integer);
      else if (is_upper)
        keep_to (range, integer);
      else
        range->empty = TRUE;
      break;
    case PLACE_BELOW:
      range->empty |= !is_lower;
      break;
    case PLACE_ABOVE:
      range->empty |= !is_upper;
      break;
    case PLACE_NOWHERE:
    default:
      range->empty = TRUE;
      break;
    }
}

static gboolean
is_empty (const Range *range)
{
  return range->empty || range->lowest > range->highest;
}

gboolean
chezu_fix_plan_apply (const char *plan,
                      int n_values,
                      sqlite3_value **values,
                      ChezuTrackQuery *query)
{
  /* Vehicles are numbered from 1. */
  Range ranges[] = {
    [CHEZU_FIX_VEHICLE_ID] = { 1, G_MAXINT64, FALSE },
    [CHEZU_FIX_TIME] = { G_MININT64, G_MAXINT64, FALSE },
    [CHEZU_FIX_LON] = { G_MININT32, G_MAXINT32, FALSE },
    [CHEZU_FIX_LAT] = { G_MININT32, G_MAXINT32, FALSE },
  };
  gboolean has_vehicle = FALSE;

  *query = CHEZU_TRACK_QUERY_ALL;
  for (int i = 0; i < n_values; i++)
    {
      int column = plan[2 * i] - 'a';
      Operator op = (Operator)(plan[2 * i + 1] - 'a');
      gboolean is_degrees = column == CHEZU_FIX_LON || column == CHEZU_FIX_LAT;
      gint64 integer = 0;
      Place place
          = is_degrees ? place_degrees (values[i], &integer) : place_integer (values[i], &integer);

      narrow (&ranges[column], op, place, integer);
      has_vehicle |= column == CHEZU_FIX_VEHICLE_ID;
      query->has_box |= is_degrees;
    }

  for (guint i = 0; i < G_N_ELEMENTS (ranges); i++)
    if (is_empty (&ranges[i]))
      return FALSE;

  query->vehicle_id = has_vehicle ? ranges[CHEZU_FIX_VEHICLE_ID].lowest : 0;
  query->from_ms = ranges[CHEZU_FIX_TIME].lowest;
  query->to_ms = ranges[CHEZU_FIX_TIME].highest;
  if (query->to_ms < G_MAXINT64)
    query->to_ms++;
  query->min_lon_e7 = (gint32)ranges[CHEZU_FIX_LON].lowest;
  query->max_lon_e7 = (gint32)ranges[CHEZU_FIX_LON].highest;
  query->min_lat_e7 = (gint32)ranges[CHEZU_FIX_LAT].lowest;
  query->max_lat_e7 = (gint32)ranges[CHEZU_FIX_LAT].highest;
  return TRUE;
}
