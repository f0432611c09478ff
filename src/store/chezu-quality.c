/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the rates come from. The form by which authorities judge firms and regions (联网联控考核,
 * after annexes of the ministry's measures of 2016; provinces still publish the figures) names them
 * so: access, vehicles that ever sent a qualified record by those registered; online, vehicles with
 * a qualified record in the period by those accessed; completeness, kilometres of complete track by
 * all; qualification, qualified records by received ones; drift, drifting vehicles by those online.
 * Where it leaves figures open, these are ours: a stretch of more than 2 km between two fixes is
 * not complete, three drift fixes on a day make a vehicle drift. A record that we were sent twice,
 * which is how polling and catching up go, was received once. */

#include "store/chezu-quality-private.h"

#include "base/chezu-geodesy.h"
#include "base/chezu-time.h"
#include "store/chezu-history.h"

#define STRETCH_MAX_M 2000.0
#define DRIFT_FIXES_A_DAY "3"

void
chezu_quality_row_free (ChezuQualityRow *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self);
}

/* --- Counters -------------------------------------------------------------------------------- */

typedef struct
{
  gint64 from_day;
  gint64 to_day;
  gint64 from_ms; /* of the first instant of the first day */
  gint64 to_ms;   /* of the first instant after the last day */
  ChezuQualityGrouping grouping;
  gboolean measure_tracks;
} Question;

#define SUMS                                                                                       \
  "sum (q.accepted), sum (q.duplicate), sum (q.late), sum (q.drift), sum (q.out_of_range), "       \
  "sum (q.bad_time), sum (q.malformed), sum (q.refused), sum (q.qualified)"
#define DAYS "day BETWEEN ?1 AND ?2"

static const char *const counter_queries[] = {
  [CHEZU_QUALITY_TOTAL] = "SELECT 0, 0, NULL, " SUMS " FROM quality AS q WHERE q." DAYS,
  [CHEZU_QUALITY_BY_SOURCE]
  = "SELECT s.id, 0, s.name, " SUMS " FROM source AS s LEFT JOIN quality AS q "
    "ON q.source = s.id AND q." DAYS " GROUP BY s.id ORDER BY s.id",
  [CHEZU_QUALITY_BY_VEHICLE]
  = "SELECT 0, q.vehicle, v.plate, " SUMS " FROM quality AS q LEFT JOIN vehicle AS v "
    "ON v.id = q.vehicle WHERE q." DAYS " GROUP BY q.vehicle ORDER BY q.vehicle",
};

static ChezuQualityRow *
make_row (ChezuStatement *select)
{
  ChezuQualityRow *row = g_new0 (ChezuQualityRow, 1);
  ChezuQualityCounts *counts = &row->counts;

  row->source_id = chezu_statement_get_int (select, 0);
  row->vehicle_id = chezu_statement_get_int (select, 1);
  row->name = g_strdup (chezu_statement_get_text (select, 2));
  counts->accepted = chezu_statement_get_int (select, 3);
  counts->duplicate = chezu_statement_get_int (select, 4);
  counts->late = chezu_statement_get_int (select, 5);
  counts->drift = chezu_statement_get_int (select, 6);
  counts->out_of_range = chezu_statement_get_int (select, 7);
  counts->bad_time = chezu_statement_get_int (select, 8);
  counts->malformed = chezu_statement_get_int (select, 9);
  counts->received = counts->accepted + counts->duplicate + chezu_statement_get_int (select, 10);
  counts->qualified = chezu_statement_get_int (select, 11);
  return row;
}

static GPtrArray *
read_counters (ChezuDatabase *db, const Question *question, GError **error)
{
  g_autoptr (GPtrArray) rows
      = g_ptr_array_new_with_free_func ((GDestroyNotify)chezu_quality_row_free);
  ChezuStatement *select = chezu_database_prepare (db, counter_queries[question->grouping]);

  chezu_statement_bind_int (select, 1, question->from_day);
  chezu_statement_bind_int (select, 2, question->to_day);
  while (chezu_statement_next (select))
    g_ptr_array_add (rows, make_row (select));
  return chezu_statement_done (select, error) ? g_steal_pointer (&rows) : NULL;
}

/* --- Vehicles -------------------------------------------------------------------------------- */

/* ?3 and ?4 narrow it down to a source and to a vehicle; 0 does not. */
#define NARROW "(?3 = 0 OR source = ?3) AND (?4 = 0 OR vehicle = ?4)"

/* Each answers for one row; ?1 and ?2 are the days. */
static const char vehicles_query[]
    = "SELECT count (DISTINCT vehicle) FROM terminal WHERE ?1 <= ?2 AND " NARROW;
static const char accessed_query[]
    = "SELECT count (DISTINCT vehicle) FROM quality "
      "WHERE ?1 <= ?2 AND vehicle <> 0 AND qualified > 0 AND " NARROW;
static const char online_query[] = "SELECT count (DISTINCT vehicle) FROM quality WHERE " DAYS
                                   " AND vehicle <> 0 AND qualified > 0 AND " NARROW;
static const char drifting_query[]
    = "SELECT count (DISTINCT vehicle) FROM (SELECT vehicle FROM quality WHERE " DAYS
      " AND vehicle <> 0 AND " NARROW
      " GROUP BY vehicle, day HAVING sum (drift) >= " DRIFT_FIXES_A_DAY ")";

static gboolean
count (ChezuDatabase *db,
       const char *query,
       const Question *question,
       const ChezuQualityRow *row,
       gint64 *n,
       GError **error)
{
  ChezuStatement *select = chezu_database_prepare (db, query);

  chezu_statement_bind_int (select, 1, question->from_day);
  chezu_statement_bind_int (select, 2, question->to_day);
  chezu_statement_bind_int (select, 3, row->source_id);
  chezu_statement_bind_int (select, 4, row->vehicle_id);
  if (chezu_statement_next (select))
    *n = chezu_statement_get_int (select, 0);
  return chezu_statement_done (select, error);
}

static gboolean
count_vehicles (ChezuDatabase *db, const Question *question, ChezuQualityRow *row, GError **error)
{
  return count (db, vehicles_query, question, row, &row->vehicles, error)
         && count (db, accessed_query, question, row, &row->accessed_vehicles, error)
         && count (db, online_query, question, row, &row->online_vehicles, error)
         && count (db, drifting_query, question, row, &row->drifting_vehicles, error);
}

/* All vehicles in four queries, instead of four for each. */
static gboolean
mark_vehicles (ChezuDatabase *db, const Question *question, GPtrArray *rows, GError **error)
{
  ChezuStatement *select = chezu_database_prepare (
      db, "SELECT vehicle, EXISTS (SELECT 1 FROM terminal AS t WHERE t.vehicle = q.vehicle), "
          "max (qualified > 0), max (q." DAYS " AND qualified > 0), max (q." DAYS
          " AND drift > 0 AND (SELECT sum (drift) FROM quality AS d WHERE d.day = q.day "
          "AND d.vehicle = q.vehicle) >= " DRIFT_FIXES_A_DAY ") "
          "FROM quality AS q GROUP BY vehicle ORDER BY vehicle");
  guint i = 0;

  chezu_statement_bind_int (select, 1, question->from_day);
  chezu_statement_bind_int (select, 2, question->to_day);
  while (chezu_statement_next (select))
    {
      gint64 vehicle_id = chezu_statement_get_int (select, 0);
      ChezuQualityRow *row;

      while (i < rows->len && ((ChezuQualityRow *)rows->pdata[i])->vehicle_id < vehicle_id)
        i++;
      if (i == rows->len)
        break;
      row = rows->pdata[i];
      if (row->vehicle_id != vehicle_id || vehicle_id == 0)
        continue;
      row->vehicles = chezu_statement_get_int (select, 1);
      row->accessed_vehicles = chezu_statement_get_int (select, 2);
      row->online_vehicles = chezu_statement_get_int (select, 3);
      row->drifting_vehicles = chezu_statement_get_int (select, 4);
    }
  return chezu_statement_done (select, error);
}

/* --- Tracks ---------------------------------------------------------------------------------- */

typedef struct
{
  gint64 source_id; /* with CHEZU_QUALITY_BY_SOURCE; 0 */
  gint64 vehicle_id;
} Share;

static const char *const share_queries[] = {
  [CHEZU_QUALITY_TOTAL]
  = "SELECT DISTINCT 0, vehicle FROM quality WHERE " DAYS " AND accepted > 0 ORDER BY vehicle",
  [CHEZU_QUALITY_BY_SOURCE] = "SELECT DISTINCT source, vehicle FROM quality WHERE " DAYS
                              " AND accepted > 0 ORDER BY vehicle, source",
  [CHEZU_QUALITY_BY_VEHICLE]
  = "SELECT DISTINCT 0, vehicle FROM quality WHERE " DAYS " AND accepted > 0 ORDER BY vehicle",
};

/* Which vehicles' tracks count for which row. */
static GArray *
read_shares (ChezuDatabase *db, const Question *question, GError **error)
{
  g_autoptr (GArray) shares = g_array_new (FALSE, FALSE, sizeof (Share));
  ChezuStatement *select = chezu_database_prepare (db, share_queries[question->grouping]);

  chezu_statement_bind_int (select, 1, question->from_day);
  chezu_statement_bind_int (select, 2, question->to_day);
  while (chezu_statement_next (select))
    {
      const Share share
          = { chezu_statement_get_int (select, 0), chezu_statement_get_int (select, 1) };

      g_array_append_val (shares, share);
    }
  return chezu_statement_done (select, error) ? g_steal_pointer (&shares) : NULL;
}

typedef struct
{
  gboolean begun;
  double lon;
  double lat;
  double track_m;
  double complete_m;
} Length;

static void
add_fix (Length *self, const ChezuFix *fix)
{
  double lon = chezu_e7_to_degrees (fix->lon_e7);
  double lat = chezu_e7_to_degrees (fix->lat_e7);

  if ((fix->flags & CHEZU_FIX_INVALID) != 0)
    return;
  if (self->begun)
    {
      double stretch_m = chezu_distance_m (self->lon, self->lat, lon, lat);

      self->track_m += stretch_m;
      if (stretch_m <= STRETCH_MAX_M)
        self->complete_m += stretch_m;
    }
  self->begun = TRUE;
  self->lon = lon;
  self->lat = lat;
}

/* Day by day, so that a long period takes no more memory than a short one. */
static gboolean
measure (
    ChezuDatabase *db, const Question *question, gint64 vehicle_id, Length *length, GError **error)
{
  g_autoptr (GArray) fixes = g_array_new (FALSE, FALSE, sizeof (ChezuFix));

  *length = (Length){ 0 };
  for (gint64 from_ms = question->from_ms; from_ms < question->to_ms; from_ms += CHEZU_DAY_MS)
    {
      g_array_set_size (fixes, 0);
      if (!chezu_history_collect (db, vehicle_id, from_ms, from_ms + CHEZU_DAY_MS, fixes, error))
        return FALSE;
      for (guint i = 0; i < fixes->len; i++)
        add_fix (length, &g_array_index (fixes, ChezuFix, i));
    }
  return TRUE;
}

static ChezuQualityRow *
find_row (GPtrArray *rows, const Question *question, const Share *share)
{
  guint low = 0;
  guint high = rows->len;
  gint64 wanted = 0;

  if (question->grouping == CHEZU_QUALITY_BY_SOURCE)
    wanted = share->source_id;
  else if (question->grouping == CHEZU_QUALITY_BY_VEHICLE)
    wanted = share->vehicle_id;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      ChezuQualityRow *row = rows->pdata[middle];
      gint64 found
          = question->grouping == CHEZU_QUALITY_BY_VEHICLE ? row->vehicle_id : row->source_id;

      if (found == wanted)
        return row;
      if (found < wanted)
        low = middle + 1;
      else
        high = middle;
    }
  return NULL;
}

static gboolean
measure_tracks (ChezuDatabase *db, const Question *question, GPtrArray *rows, GError **error)
{
  g_autoptr (GArray) shares = read_shares (db, question, error);
  gint64 measured = 0;
  Length length = { 0 };

  if (shares == NULL)
    return FALSE;
  for (guint i = 0; i < shares->len; i++)
    {
      const Share *share = &g_array_index (shares, Share, i);
      ChezuQualityRow *row = find_row (rows, question, share);

      if (share->vehicle_id != measured
          && !measure (db, question, share->vehicle_id, &length, error))
        return FALSE;
      measured = share->vehicle_id;
      if (row == NULL)
        continue;
      row->track_m += length.track_m;
      row->complete_m += length.complete_m;
    }
  return TRUE;
}

/* --- Reading --------------------------------------------------------------------------------- */

static gboolean
fill (ChezuDatabase *db, const Question *question, GPtrArray *rows, GError **error)
{
  if (question->grouping == CHEZU_QUALITY_BY_VEHICLE)
    {
      if (!mark_vehicles (db, question, rows, error))
        return FALSE;
    }
  else
    for (guint i = 0; i < rows->len; i++)
      if (!count_vehicles (db, question, rows->pdata[i], error))
        return FALSE;
  return !question->measure_tracks || measure_tracks (db, question, rows, error);
}

static gpointer
read_quality (ChezuDatabase *db, gpointer data, GError **error)
{
  const Question *question = data;
  g_autoptr (GPtrArray) rows = read_counters (db, question, error);

  if (rows == NULL || !fill (db, question, rows, error))
    return NULL;
  return g_steal_pointer (&rows);
}

DexFuture *
chezu_quality_read (ChezuStore *store,
                    gint64 from_ms,
                    gint64 to_ms,
                    ChezuQualityGrouping grouping,
                    gboolean measure_tracks)
{
  Question *question;

  g_return_val_if_fail (CHEZU_IS_STORE (store), NULL);
  g_return_val_if_fail (from_ms <= to_ms, NULL);

  question = g_new0 (Question, 1);
  question->from_day = chezu_quality_day (from_ms);
  question->to_day = chezu_quality_day (to_ms);
  question->from_ms = chezu_quality_day_start_ms (question->from_day);
  question->to_ms = chezu_quality_day_start_ms (question->to_day + 1);
  question->grouping = grouping;
  question->measure_tracks = measure_tracks;
  return chezu_store_read (store, read_quality, question, g_free,
                           (GDestroyNotify)g_ptr_array_unref);
}

/* --- Rates ----------------------------------------------------------------------------------- */

static double
divide (double part, double whole)
{
  return whole > 0 ? part / whole : -1;
}

double
chezu_quality_access_rate (const ChezuQualityRow *row)
{
  return divide (row->accessed_vehicles, row->vehicles);
}

double
chezu_quality_online_rate (const ChezuQualityRow *row)
{
  return divide (row->online_vehicles, row->accessed_vehicles);
}

double
chezu_quality_qualified_rate (const ChezuQualityRow *row)
{
  return divide (row->counts.qualified, row->counts.received - row->counts.duplicate);
}

double
chezu_quality_complete_rate (const ChezuQualityRow *row)
{
  return divide (row->complete_m, row->track_m);
}

double
chezu_quality_drift_rate (const ChezuQualityRow *row)
{
  return divide (row->drifting_vehicles, row->online_vehicles);
}
