/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fixes that no vehicle can have sent from where they say.
 *
 * The fixes of a vehicle are looked at in the order of their times, each against the one before:
 * the speed that it would take to get there in a straight line tells. The clock of this computer
 * has no part in it. Beyond JUMP_KM_H the fix is held back, beyond DRIFT_KM_H it is taken and
 * watched; from there on the vehicle is on an excursion, and the last good fix is its anchor. The
 * next fix decides, and whichever way is the slower one counts:
 *
 *   back at the anchor     the excursion was wrong. What was held back is refused for good, and
 *                          each of its fixes is a drift fix;
 *   on from the excursion  it goes on. With the EXCURSION_MAX-th fix that follows from the one
 *                          before it the vehicle really is there: what was held back is taken, and
 *                          nothing was drift;
 *   neither                the excursion was wrong, and this is another one from the same anchor.
 *
 * So one wild fix never condemns those after it, and a vehicle that was brought somewhere while its
 * terminal was off is found again with its third fix there. What is held back stands in `suspect`
 * with the batch, so that a crash neither loses nor doubles it, and is in the quarantine meanwhile.
 *
 * Fixes that are older than the latest of their vehicle, such as those that fill a gap, are looked
 * at among themselves; an excursion at their end is held against the latest. */

#include "store/chezu-batch-private.h"

#include "base/chezu-geodesy.h"
#include "base/chezu-time.h"
#include "store/chezu-database-private.h"
#include "store/chezu-quality-private.h"
#include "store/chezu-quarantine-private.h"
#include "store/chezu-rule-watch-private.h"

#include <math.h>

#define JUMP_KM_H 900.0
#define DRIFT_KM_H 160.0
/* Receivers among high houses err by hundreds of metres from one second to the next. */
#define JUMP_MIN_M 500.0
#define EXCURSION_MAX 3
/* How long refused fixes are known by. */
#define REMEMBER_MS (30 * CHEZU_DAY_MS)

#define METRES_PER_E7 (CHEZU_EARTH_RADIUS_M * G_PI / 180.0 / CHEZU_E7)

typedef enum
{
  STATE_TAKEN,
  STATE_HELD,
  STATE_REFUSED,
} State;

typedef struct
{
  gint64 time_ms;
  gint32 lon_e7;
  gint32 lat_e7;
} Place;

typedef struct
{
  ChezuArrival arrival;
  State state;
  gint64 quarantine;
  gboolean saved; /* it stands in the store */
} Suspect;

typedef struct
{
  ChezuCommit *commit;
  const ChezuCommitTarget *target;
  GArray *taken; /* of ChezuArrival */
  gboolean has_last;
  Place last;   /* the fix before */
  Place anchor; /* the last good one; of an excursion alone */
  Suspect excursion[EXCURSION_MAX];
  guint n_excursion; /* below EXCURSION_MAX between two fixes */
} Judge;

static Place
place_of (const ChezuFix *fix)
{
  return (Place){ fix->time_ms, fix->lon_e7, fix->lat_e7 };
}

/* --- How fast -------------------------------------------------------------------------------- */

static double
distance_m (const Place *a, const Place *b)
{
  return chezu_distance_m (chezu_e7_to_degrees (a->lon_e7), chezu_e7_to_degrees (a->lat_e7),
                           chezu_e7_to_degrees (b->lon_e7), chezu_e7_to_degrees (b->lat_e7));
}

/* km/h; a quick bound from above where that is slow enough. */
static double
speed_km_h (const Place *a, const Place *b)
{
  double hours = (double)(b->time_ms - a->time_ms) / CHEZU_HOUR_MS;
  double bound_km = (fabs ((double)b->lon_e7 - a->lon_e7) + fabs ((double)b->lat_e7 - a->lat_e7))
                    * METRES_PER_E7 / 1000.0;

  if (bound_km <= DRIFT_KM_H * hours)
    return bound_km / hours;
  return distance_m (a, b) / 1000.0 / hours;
}

static gboolean
is_jump (const Place *a, const Place *b)
{
  return speed_km_h (a, b) > JUMP_KM_H && distance_m (a, b) > JUMP_MIN_M;
}

/* --- What stands in the store ------------------------------------------------------------------
 */

static gboolean
save_suspect (Judge *self, Suspect *suspect, GError **error)
{
  const ChezuFix *fix = &suspect->arrival.fix;
  ChezuStatement *insert = chezu_database_prepare (
      self->commit->db,
      "INSERT OR REPLACE INTO suspect (vehicle, time_ms, state, source, quarantine, lon_e7, "
      "lat_e7, "
      "speed_cm_s, course_cdeg, odometer_m, altitude_m, flags, anchor_ms, anchor_lon_e7, "
      "anchor_lat_e7) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)");

  chezu_statement_bind_int (insert, 1, self->target->id);
  chezu_statement_bind_int (insert, 2, fix->time_ms);
  chezu_statement_bind_int (insert, 3, suspect->state);
  chezu_statement_bind_int (insert, 4, suspect->arrival.source_id);
  chezu_statement_bind_int (insert, 5, suspect->quarantine);
  chezu_statement_bind_int (insert, 6, fix->lon_e7);
  chezu_statement_bind_int (insert, 7, fix->lat_e7);
  chezu_statement_bind_int (insert, 8, fix->speed_cm_s);
  chezu_statement_bind_int (insert, 9, fix->course_cdeg);
  chezu_statement_bind_int (insert, 10, fix->odometer_m);
  chezu_statement_bind_int (insert, 11, fix->altitude_m);
  chezu_statement_bind_int (insert, 12, fix->flags);
  chezu_statement_bind_int (insert, 13, self->anchor.time_ms);
  chezu_statement_bind_int (insert, 14, self->anchor.lon_e7);
  chezu_statement_bind_int (insert, 15, self->anchor.lat_e7);
  suspect->saved = TRUE;
  return chezu_statement_run (insert, error);
}

static gboolean
remove_suspect (Judge *self, const Suspect *suspect, GError **error)
{
  ChezuStatement *remove;

  if (!suspect->saved)
    return TRUE;
  remove = chezu_database_prepare (self->commit->db,
                                   "DELETE FROM suspect WHERE vehicle = ?1 AND time_ms = ?2");
  chezu_statement_bind_int (remove, 1, self->target->id);
  chezu_statement_bind_int (remove, 2, suspect->arrival.fix.time_ms);
  return chezu_statement_run (remove, error);
}

/* Takes up the excursion that an earlier batch left open. */
static gboolean
load_excursion (Judge *self, GError **error)
{
  ChezuStatement *select;

  if (!self->target->suspected)
    return TRUE;

  select = chezu_database_prepare (
      self->commit->db,
      "SELECT time_ms, state, source, quarantine, lon_e7, lat_e7, speed_cm_s, course_cdeg, "
      "odometer_m, altitude_m, flags, anchor_ms, anchor_lon_e7, anchor_lat_e7 FROM suspect "
      "WHERE vehicle = ?1 AND state <> 2 ORDER BY time_ms LIMIT ?2");
  chezu_statement_bind_int (select, 1, self->target->id);
  chezu_statement_bind_int (select, 2, EXCURSION_MAX - 1);
  while (chezu_statement_next (select))
    {
      Suspect *suspect = &self->excursion[self->n_excursion++];

      *suspect = (Suspect){
        .arrival = {
          .source_id = chezu_statement_get_int (select, 2),
          .fix = {
            .time_ms = chezu_statement_get_int (select, 0),
            .lon_e7 = (gint32)chezu_statement_get_int (select, 4),
            .lat_e7 = (gint32)chezu_statement_get_int (select, 5),
            .speed_cm_s = (gint32)chezu_statement_get_int (select, 6),
            .course_cdeg = (gint32)chezu_statement_get_int (select, 7),
            .odometer_m = chezu_statement_get_int (select, 8),
            .altitude_m = (gint16)chezu_statement_get_int (select, 9),
            .flags = (guint16)chezu_statement_get_int (select, 10),
          },
        },
        .state = (State)chezu_statement_get_int (select, 1),
        .quarantine = chezu_statement_get_int (select, 3),
        .saved = TRUE,
      };
      self->anchor = (Place){ chezu_statement_get_int (select, 11),
                              (gint32)chezu_statement_get_int (select, 12),
                              (gint32)chezu_statement_get_int (select, 13) };
    }
  return chezu_statement_done (select, error);
}

/* Whether a fix was refused or held back before and only comes again. */
static gboolean
is_known (Judge *self, const ChezuFix *fix, gboolean *known, GError **error)
{
  ChezuStatement *select;

  *known = FALSE;
  for (guint i = 0; i < self->n_excursion; i++)
    *known |= self->excursion[i].state == STATE_HELD
              && self->excursion[i].arrival.fix.time_ms == fix->time_ms;
  if (*known || !self->target->suspected)
    return TRUE;

  select = chezu_database_prepare (self->commit->db, "SELECT 1 FROM suspect WHERE vehicle = ?1 "
                                                     "AND time_ms = ?2 AND state <> 0");
  chezu_statement_bind_int (select, 1, self->target->id);
  chezu_statement_bind_int (select, 2, fix->time_ms);
  *known = chezu_statement_next (select);
  return chezu_statement_done (select, error);
}

/* --- Holding back and deciding ---------------------------------------------------------------- */

static char *
describe (const Judge *self, const ChezuFix *fix)
{
  g_autofree char *time = chezu_time_format_iso8601 (fix->time_ms);
  g_autofree char *before = chezu_time_format_iso8601 (self->anchor.time_ms);
  const Place place = place_of (fix);

  return g_strdup_printf (
      "{\"deviceId\":%" G_GINT64_FORMAT ",\"fixTime\":\"%s\",\"longitude\":%.7f,"
      "\"latitude\":%.7f,\"impliedSpeedKmh\":%.0f,\"before\":{\"fixTime\":\"%s\","
      "\"longitude\":%.7f,\"latitude\":%.7f}}",
      self->target->remote_id, time, chezu_e7_to_degrees (fix->lon_e7),
      chezu_e7_to_degrees (fix->lat_e7), speed_km_h (&self->anchor, &place), before,
      chezu_e7_to_degrees (self->anchor.lon_e7), chezu_e7_to_degrees (self->anchor.lat_e7));
}

static gboolean
hold_back (Judge *self, Suspect *suspect, GError **error)
{
  const ChezuFix *fix = &suspect->arrival.fix;
  g_autofree char *text = describe (self, fix);
  const ChezuRefusedRecord record
      = { CHEZU_REFUSAL_JUMP, self->target->remote_id, fix->time_ms, text };

  suspect->state = STATE_HELD;
  self->commit->batch->result.refused++;
  chezu_quality_count_refusal (self->commit->tallies, suspect->arrival.source_id, self->target->id,
                               fix->time_ms, CHEZU_REFUSAL_JUMP, 1);
  return chezu_quarantine_add_one (self->commit->db, suspect->arrival.source_id, self->target->id,
                                   &record, self->commit->now_ms, &suspect->quarantine, error);
}

static gboolean
release (Judge *self, const Suspect *suspect, GError **error)
{
  if (suspect->state != STATE_HELD)
    return TRUE;
  g_array_append_val (self->taken, suspect->arrival);
  chezu_quality_count_refusal (self->commit->tallies, suspect->arrival.source_id, self->target->id,
                               suspect->arrival.fix.time_ms, CHEZU_REFUSAL_JUMP, -1);
  return chezu_quarantine_withdraw (self->commit->db, suspect->arrival.source_id,
                                    CHEZU_REFUSAL_JUMP, suspect->quarantine, error);
}

/* The vehicle really is there. */
static gboolean
believe (Judge *self, GError **error)
{
  for (guint i = 0; i < self->n_excursion; i++)
    if (!release (self, &self->excursion[i], error)
        || !remove_suspect (self, &self->excursion[i], error))
      return FALSE;
  self->n_excursion = 0;
  return TRUE;
}

static gboolean
refuse (Judge *self, Suspect *suspect, GError **error)
{
  if (suspect->state != STATE_HELD)
    return remove_suspect (self, suspect, error);
  suspect->state = STATE_REFUSED;
  return save_suspect (self, suspect, error);
}

static gboolean
tell_drift (Judge *self, const ChezuFix *fix, GError **error)
{
  const Place place = place_of (fix);

  return chezu_rule_watch_drifted (self->commit->db, self->target->id, fix,
                                   speed_km_h (&self->anchor, &place), error);
}

/* It never was there. @is_drift: it came back */
static gboolean
disbelieve (Judge *self, gboolean is_drift, GError **error)
{
  for (guint i = 0; i < self->n_excursion; i++)
    {
      const ChezuArrival *arrival = &self->excursion[i].arrival;

      if (is_drift)
        chezu_quality_count_drift (self->commit->tallies, arrival->source_id, self->target->id,
                                   arrival->fix.time_ms);
      /* What was taken, the rule has seen itself. */
      if (is_drift && self->excursion[i].state == STATE_HELD
          && !tell_drift (self, &arrival->fix, error))
        return FALSE;
      if (!refuse (self, &self->excursion[i], error))
        return FALSE;
    }
  self->n_excursion = 0;
  return TRUE;
}

/* --- Fix by fix --------------------------------------------------------------------------------
 */

static void
take (Judge *self, const ChezuArrival *arrival)
{
  g_array_append_vals (self->taken, arrival, 1);
  self->last = place_of (&arrival->fix);
  self->has_last = TRUE;
}

/* The first fix after a good one. */
static gboolean
depart (Judge *self, const ChezuArrival *arrival, GError **error)
{
  const Place place = place_of (&arrival->fix);
  Suspect *suspect = &self->excursion[0];

  if (!self->has_last || speed_km_h (&self->last, &place) <= DRIFT_KM_H)
    {
      take (self, arrival);
      return TRUE;
    }

  *suspect = (Suspect){ .arrival = *arrival };
  self->anchor = self->last;
  self->n_excursion = 1;
  if (is_jump (&self->last, &place))
    return hold_back (self, suspect, error);
  take (self, arrival);
  return TRUE;
}

/* One more fix of an excursion. */
static gboolean
go_on (Judge *self, const ChezuArrival *arrival, GError **error)
{
  gboolean held = self->excursion[0].state == STATE_HELD;
  Suspect *suspect = &self->excursion[self->n_excursion];

  if (self->n_excursion + 1 == EXCURSION_MAX)
    {
      if (!believe (self, error))
        return FALSE;
      take (self, arrival);
      return TRUE;
    }

  *suspect = (Suspect){ .arrival = *arrival };
  self->n_excursion++;
  if (held)
    return hold_back (self, suspect, error);
  take (self, arrival);
  return TRUE;
}

static gboolean
decide (Judge *self, const ChezuArrival *arrival, GError **error)
{
  const Place place = place_of (&arrival->fix);
  const Place away = place_of (&self->excursion[self->n_excursion - 1].arrival.fix);
  gboolean held = self->excursion[0].state == STATE_HELD;
  double limit_km_h = held ? JUMP_KM_H : DRIFT_KM_H;
  double back_km_h = speed_km_h (&self->anchor, &place);
  double on_km_h = speed_km_h (&away, &place);

  if (back_km_h <= limit_km_h && back_km_h <= on_km_h)
    {
      if (!disbelieve (self, on_km_h > DRIFT_KM_H, error))
        return FALSE;
      take (self, arrival);
      return TRUE;
    }
  if (on_km_h <= limit_km_h)
    return go_on (self, arrival, error);

  /* What was held back did not move the vehicle; what was only watched did. */
  if (!disbelieve (self, FALSE, error))
    return FALSE;
  if (held)
    self->last = self->anchor;
  return depart (self, arrival, error);
}

/* The position of an invalid fix is that of an earlier one, and two at the same time are the
 * history's affair. */
static gboolean
judge_one (Judge *self, const ChezuArrival *arrival, GError **error)
{
  gboolean known;

  if (!is_known (self, &arrival->fix, &known, error))
    return FALSE;
  if (known)
    {
      self->commit->batch->result.duplicate++;
      chezu_quality_count_fix (self->commit->tallies, arrival->source_id, self->target->id, FALSE,
                               &arrival->fix, CHEZU_OUTCOME_DUPLICATE);
      return TRUE;
    }

  if ((arrival->fix.flags & CHEZU_FIX_INVALID) != 0
      || (self->has_last && arrival->fix.time_ms <= self->last.time_ms)
      || (self->n_excursion > 0
          && arrival->fix.time_ms <= self->excursion[self->n_excursion - 1].arrival.fix.time_ms))
    {
      g_array_append_vals (self->taken, arrival, 1);
      return TRUE;
    }
  return self->n_excursion > 0 ? decide (self, arrival, error) : depart (self, arrival, error);
}

/* Those up to @latest_ms, among themselves. Returns how many those are. */
static gboolean
judge_late (Judge *self, GArray *arrivals, guint *n_late, GError **error)
{
  const Place latest = { self->target->time_ms, self->target->lon_e7, self->target->lat_e7 };

  for (*n_late = 0; *n_late < arrivals->len; ++*n_late)
    {
      const ChezuArrival *arrival = &g_array_index (arrivals, ChezuArrival, *n_late);

      if (arrival->fix.time_ms > latest.time_ms)
        break;
      if (!judge_one (self, arrival, error))
        return FALSE;
    }

  if (self->n_excursion > 0)
    {
      const Place away = place_of (&self->excursion[self->n_excursion - 1].arrival.fix);
      gboolean back = away.time_ms < latest.time_ms && is_jump (&away, &latest)
                      && !is_jump (&self->anchor, &latest);

      if (!(back ? disbelieve (self, TRUE, error) : believe (self, error)))
        return FALSE;
    }
  return TRUE;
}

static gboolean
judge_new (Judge *self, GArray *arrivals, guint from, GError **error)
{
  if (!load_excursion (self, error))
    return FALSE;

  self->has_last = self->target->time_ms != G_MININT64;
  self->last = (Place){ self->target->time_ms, self->target->lon_e7, self->target->lat_e7 };
  for (guint i = from; i < arrivals->len; i++)
    if (!judge_one (self, &g_array_index (arrivals, ChezuArrival, i), error))
      return FALSE;

  for (guint i = 0; i < self->n_excursion; i++)
    if (!self->excursion[i].saved && !save_suspect (self, &self->excursion[i], error))
      return FALSE;
  return TRUE;
}

/* What was refused long ago is not sent again. */
static gboolean
forget_old (Judge *self, GError **error)
{
  ChezuStatement *remove;

  if (!self->target->suspected)
    return TRUE;
  remove = chezu_database_prepare (
      self->commit->db, "DELETE FROM suspect WHERE vehicle = ?1 AND state = 2 AND time_ms < ?2");
  chezu_statement_bind_int (remove, 1, self->target->id);
  chezu_statement_bind_int (remove, 2, self->target->time_ms - REMEMBER_MS);
  return chezu_statement_run (remove, error);
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  const ChezuArrival *x = a;
  const ChezuArrival *y = b;

  return (x->fix.time_ms > y->fix.time_ms) - (x->fix.time_ms < y->fix.time_ms);
}

gboolean
chezu_commit_judge (ChezuCommit *commit,
                    const ChezuCommitTarget *target,
                    GArray *arrivals,
                    GError **error)
{
  g_autoptr (GArray) taken = g_array_sized_new (FALSE, FALSE, sizeof (ChezuArrival), arrivals->len);
  Judge judge = { .commit = commit, .target = target, .taken = taken };
  guint n_late;

  if (!judge_late (&judge, arrivals, &n_late, error)
      || (n_late < arrivals->len && !judge_new (&judge, arrivals, n_late, error))
      || !forget_old (&judge, error))
    return FALSE;

  g_array_sort (taken, compare_times);
  g_array_set_size (arrivals, 0);
  g_array_append_vals (arrivals, taken->data, taken->len);
  return TRUE;
}
