/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/chezu-quality-private.h"

#include "base/chezu-time.h"
#include "store/chezu-database-private.h"

/* China has had one time and no summer time since 1991. */
#define ZONE_MS (8 * CHEZU_HOUR_MS)

/* What the official form takes for a record of a vehicle in China (联网联控考核). */
#define LON_MIN_E7 735500000  /* 73°33′ */
#define LON_MAX_E7 1350833334 /* 135°05′ */
#define LAT_MIN_E7 38500000   /* 3°51′ */
#define LAT_MAX_E7 535500000  /* 53°33′ */
#define SPEED_MAX_KM_H 160.0
#define ALTITUDE_MIN_M (-200)
#define ALTITUDE_MAX_M 6500

gint64
chezu_quality_day (gint64 time_ms)
{
  gint64 local_ms = time_ms + ZONE_MS;

  return local_ms / CHEZU_DAY_MS - (local_ms % CHEZU_DAY_MS < 0);
}

gint64
chezu_quality_day_start_ms (gint64 day)
{
  return day * CHEZU_DAY_MS - ZONE_MS;
}

/* Records come vehicle by vehicle, so the last tally nearly always is the one. */
static ChezuQualityTally *
find_tally (GArray *tallies, gint64 source_id, gint64 vehicle_id, gint64 time_ms)
{
  const ChezuQualityTally fresh
      = { .day = chezu_quality_day (time_ms), .source_id = source_id, .vehicle_id = vehicle_id };

  if (tallies->len > 0)
    {
      ChezuQualityTally *last = &g_array_index (tallies, ChezuQualityTally, tallies->len - 1);

      if (last->day == fresh.day && last->source_id == source_id && last->vehicle_id == vehicle_id)
        return last;
    }
  g_array_append_val (tallies, fresh);
  return &g_array_index (tallies, ChezuQualityTally, tallies->len - 1);
}

static gboolean
is_in_range (const ChezuFix *fix)
{
  return fix->lon_e7 >= LON_MIN_E7 && fix->lon_e7 <= LON_MAX_E7 && fix->lat_e7 >= LAT_MIN_E7
         && fix->lat_e7 <= LAT_MAX_E7 && fix->speed_cm_s <= chezu_km_h_to_cm_s (SPEED_MAX_KM_H)
         && (fix->altitude_m == CHEZU_ALTITUDE_UNKNOWN
             || (fix->altitude_m >= ALTITUDE_MIN_M && fix->altitude_m <= ALTITUDE_MAX_M));
}

static gboolean
is_whole (const ChezuFix *fix)
{
  return fix->speed_cm_s != CHEZU_UNKNOWN && fix->course_cdeg != CHEZU_UNKNOWN
         && fix->altitude_m != CHEZU_ALTITUDE_UNKNOWN;
}

/* The form also asks for the plate's colour, which no platform that Chezu speaks to gives with each
 * record; it is held to be there. That the time is not in the future was seen to before. */
void
chezu_quality_count_fix (GArray *tallies,
                         gint64 source_id,
                         gint64 vehicle_id,
                         gboolean plated,
                         const ChezuFix *fix,
                         ChezuOutcome outcome)
{
  ChezuQualityCounts *counts = &find_tally (tallies, source_id, vehicle_id, fix->time_ms)->counts;

  if (outcome == CHEZU_OUTCOME_DUPLICATE)
    {
      counts->duplicate++;
      return;
    }
  counts->accepted++;
  counts->late += outcome == CHEZU_OUTCOME_LATE;
  if (!is_in_range (fix))
    counts->out_of_range++;
  else if (plated && is_whole (fix))
    counts->qualified++;
}

void
chezu_quality_count_drift (GArray *tallies, gint64 source_id, gint64 vehicle_id, gint64 time_ms)
{
  find_tally (tallies, source_id, vehicle_id, time_ms)->counts.drift++;
}

void
chezu_quality_count_refusal (GArray *tallies,
                             gint64 source_id,
                             gint64 vehicle_id,
                             gint64 time_ms,
                             ChezuRefusal reason,
                             int change)
{
  ChezuQualityTally *tally = find_tally (tallies, source_id, vehicle_id, time_ms);

  tally->refused += change;
  switch (reason)
    {
    case CHEZU_REFUSAL_MALFORMED:
    case CHEZU_REFUSAL_NO_VEHICLE:
      tally->counts.malformed += change;
      break;
    case CHEZU_REFUSAL_COORDINATES:
    case CHEZU_REFUSAL_SPEED:
      tally->counts.out_of_range += change;
      break;
    case CHEZU_REFUSAL_TIME_FUTURE:
    case CHEZU_REFUSAL_TIME_PAST:
    case CHEZU_REFUSAL_TIME_MISSING:
      tally->counts.bad_time += change;
      break;
    case CHEZU_REFUSAL_JUMP: /* is drift, once it is known to return */
    case CHEZU_N_REFUSALS:
    default:
      break;
    }
}

static int
compare_tallies (gconstpointer a, gconstpointer b)
{
  const ChezuQualityTally *x = a;
  const ChezuQualityTally *y = b;

  if (x->day != y->day)
    return x->day < y->day ? -1 : 1;
  if (x->vehicle_id != y->vehicle_id)
    return x->vehicle_id < y->vehicle_id ? -1 : 1;
  return (x->source_id > y->source_id) - (x->source_id < y->source_id);
}

static void
add (ChezuQualityTally *sum, const ChezuQualityTally *part)
{
  sum->refused += part->refused;
  sum->counts.accepted += part->counts.accepted;
  sum->counts.duplicate += part->counts.duplicate;
  sum->counts.late += part->counts.late;
  sum->counts.drift += part->counts.drift;
  sum->counts.out_of_range += part->counts.out_of_range;
  sum->counts.bad_time += part->counts.bad_time;
  sum->counts.malformed += part->counts.malformed;
  sum->counts.qualified += part->counts.qualified;
}

static gboolean
run_with (ChezuStatement *statement, const ChezuQualityTally *tally, GError **error)
{
  const ChezuQualityCounts *counts = &tally->counts;

  chezu_statement_bind_int (statement, 1, tally->day);
  chezu_statement_bind_int (statement, 2, tally->source_id);
  chezu_statement_bind_int (statement, 3, tally->vehicle_id);
  chezu_statement_bind_int (statement, 4, counts->accepted);
  chezu_statement_bind_int (statement, 5, counts->duplicate);
  chezu_statement_bind_int (statement, 6, counts->late);
  chezu_statement_bind_int (statement, 7, counts->drift);
  chezu_statement_bind_int (statement, 8, counts->out_of_range);
  chezu_statement_bind_int (statement, 9, counts->bad_time);
  chezu_statement_bind_int (statement, 10, counts->malformed);
  chezu_statement_bind_int (statement, 11, tally->refused);
  chezu_statement_bind_int (statement, 12, counts->qualified);
  return chezu_statement_run (statement, error);
}

/* Two statements rather than one that does either, which would keep a journal of its own. */
static gboolean
save (ChezuDatabase *db, const ChezuQualityTally *tally, GError **error)
{
  if (!run_with (chezu_database_prepare (
                     db, "UPDATE quality SET accepted = accepted + ?4, duplicate = duplicate + ?5, "
                         "late = late + ?6, drift = drift + ?7, out_of_range = out_of_range + ?8, "
                         "bad_time = bad_time + ?9, malformed = malformed + ?10, "
                         "refused = refused + ?11, qualified = qualified + ?12 "
                         "WHERE day = ?1 AND vehicle = ?3 AND source = ?2"),
                 tally, error))
    return FALSE;
  return chezu_database_changes (db) > 0
         || run_with (chezu_database_prepare (
                          db, "INSERT INTO quality (day, source, vehicle, accepted, duplicate, "
                              "late, drift, out_of_range, bad_time, malformed, refused, qualified) "
                              "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)"),
                      tally, error);
}

/* Once for each source, vehicle and day; in the order of the table. */
gboolean
chezu_quality_save (ChezuDatabase *db, GArray *tallies, GError **error)
{
  g_array_sort (tallies, compare_tallies);
  for (guint i = 0; i < tallies->len;)
    {
      ChezuQualityTally sum = g_array_index (tallies, ChezuQualityTally, i);

      for (i++; i < tallies->len; i++)
        {
          const ChezuQualityTally *next = &g_array_index (tallies, ChezuQualityTally, i);

          if (compare_tallies (&sum, next) != 0)
            break;
          add (&sum, next);
        }
      if (!save (db, &sum, error))
        return FALSE;
    }
  return TRUE;
}
