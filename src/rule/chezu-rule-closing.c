/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two vehicles closing in on each other: both report at most two seconds apart, they go the same
 * way (or are in a yard), and if neither does anything they meet within four seconds, less than ten
 * metres beside each other, at 20 km/h or more.
 *
 * Vehicles that report as often stand in cells of some hundred metres; whoever moves is compared
 * with those of its own cell and the eight around it. */

#include "rule/chezu-rule-engine-private.h"

#include "base/chezu-geodesy.h"

#include <math.h>

#define CELL_E7 20000 /* 0.002°: 220 m north, 180 m east at 35° */

typedef struct
{
  gint64 vehicle_id;
  gint64 cell;
  gint64 time_ms;
  gint32 lon_e7;
  gint32 lat_e7;
  gint32 speed_cm_s;
  gint32 course_cdeg;
} Mover;

struct _ChezuClosing
{
  GHashTable *movers; /* gint64 → Mover */
  GHashTable *cells;  /* gint64 → GPtrArray of Mover, borrowed */
};

ChezuClosing *
chezu_closing_new (void)
{
  ChezuClosing *self = g_new0 (ChezuClosing, 1);

  self->movers = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_free);
  self->cells = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free,
                                       (GDestroyNotify)g_ptr_array_unref);
  return self;
}

void
chezu_closing_free (ChezuClosing *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->cells);
  g_hash_table_unref (self->movers);
  g_free (self);
}

static gint64
cell_at (gint32 lon_e7, gint32 lat_e7, int east, int north)
{
  gint64 x = (gint64)floor ((double)lon_e7 / CELL_E7) + east;
  gint64 y = (gint64)floor ((double)lat_e7 / CELL_E7) + north;

  return (gint64)((guint64)x << 32 | ((guint64)y & 0xffffffff));
}

static void
leave_cell (ChezuClosing *self, Mover *mover)
{
  GPtrArray *cell = g_hash_table_lookup (self->cells, &mover->cell);

  if (cell == NULL)
    return;
  g_ptr_array_remove_fast (cell, mover);
  if (cell->len == 0)
    g_hash_table_remove (self->cells, &mover->cell);
}

static void
enter_cell (ChezuClosing *self, Mover *mover, gint64 key)
{
  GPtrArray *cell = g_hash_table_lookup (self->cells, &key);

  if (cell == NULL)
    {
      cell = g_ptr_array_new ();
      g_hash_table_insert (self->cells, g_memdup2 (&key, sizeof key), cell);
    }
  g_ptr_array_add (cell, mover);
  mover->cell = key;
}

void
chezu_closing_forget (ChezuClosing *self, gint64 vehicle_id)
{
  Mover *mover = g_hash_table_lookup (self->movers, &vehicle_id);

  if (mover == NULL)
    return;
  leave_cell (self, mover);
  g_hash_table_remove (self->movers, &vehicle_id);
}

static Mover *
note (ChezuClosing *self, gint64 vehicle_id, const ChezuFix *fix)
{
  gint64 key = cell_at (fix->lon_e7, fix->lat_e7, 0, 0);
  Mover *mover = g_hash_table_lookup (self->movers, &vehicle_id);

  if (mover == NULL)
    {
      mover = g_new0 (Mover, 1);
      mover->vehicle_id = vehicle_id;
      g_hash_table_insert (self->movers, &mover->vehicle_id, mover);
      enter_cell (self, mover, key);
    }
  else if (mover->cell != key)
    {
      leave_cell (self, mover);
      enter_cell (self, mover, key);
    }
  mover->time_ms = fix->time_ms;
  mover->lon_e7 = fix->lon_e7;
  mover->lat_e7 = fix->lat_e7;
  mover->speed_cm_s = fix->speed_cm_s;
  mover->course_cdeg = fix->course_cdeg;
  return mover;
}

/* Metres east and north of a place near by, and metres a second. */
typedef struct
{
  double x;
  double y;
  double vx;
  double vy;
} Motion;

static Motion
motion_of (const Mover *mover, const Mover *origin, gint64 time_ms)
{
  const double metres = CHEZU_EARTH_RADIUS_M * G_PI / 180.0 / CHEZU_E7;
  double seconds = (double)(time_ms - mover->time_ms) / CHEZU_SECOND_MS;
  double course = mover->course_cdeg / 100.0 * G_PI / 180.0;
  double narrow = cos (chezu_e7_to_degrees (origin->lat_e7) * G_PI / 180.0);
  Motion motion;

  motion.vx = mover->speed_cm_s / 100.0 * sin (course);
  motion.vy = mover->speed_cm_s / 100.0 * cos (course);
  motion.x = (mover->lon_e7 - origin->lon_e7) * metres * narrow + motion.vx * seconds;
  motion.y = (mover->lat_e7 - origin->lat_e7) * metres + motion.vy * seconds;
  return motion;
}

static gboolean
go_the_same_way (const ChezuRuleSet *rules, const Mover *a, const Mover *b)
{
  return fabs (remainder ((double)a->course_cdeg - b->course_cdeg, 36000.0)) / 100.0
         <= rules->closing.heading_degrees;
}

static gboolean
is_in_yard (const ChezuRuleMoment *at)
{
  const ChezuRuleContext *context = &at->engine->context;

  return context->known_place != NULL
         && context->known_place (&at->vehicle->facts, at->fix->lon_e7, at->fix->lat_e7,
                                  context->data);
}

static void
speak (ChezuRuleMoment *at, const Mover *other, double closing_m_s)
{
  ChezuRuleSignal signal = {
    .began_ms = at->fix->time_ms,
    .time_ms = at->fix->time_ms,
    .measured = closing_m_s * 100.0,
    .limit = chezu_km_h_to_cm_s (at->rules->closing.least_km_h),
    .unit = CHEZU_UNIT_CM_S,
    .sounds = TRUE,
    .subject = other->vehicle_id,
    .fixes = { at->before->time_ms, at->fix->time_ms },
    .n_fixes = 2,
  };

  chezu_rule_speak_once (at, CHEZU_RULE_CLOSING, &signal);
}

static void
compare (ChezuRuleMoment *at, const Mover *own, const Mover *other)
{
  const ChezuRuleSet *rules = at->rules;
  Motion a = motion_of (own, own, own->time_ms);
  Motion b = motion_of (other, own, own->time_ms);
  double x = b.x - a.x;
  double y = b.y - a.y;
  double vx = b.vx - a.vx;
  double vy = b.vy - a.vy;
  double closing_m_s = hypot (vx, vy);
  double seconds;

  if (closing_m_s * 100.0 < chezu_km_h_to_cm_s (rules->closing.least_km_h))
    return;
  /* Where the straight lines come nearest to each other. */
  seconds = -(x * vx + y * vy) / (closing_m_s * closing_m_s);
  if (seconds < 0 || seconds > rules->closing.approach_s
      || fabs (x * vy - y * vx) / closing_m_s > rules->closing.lateral_m)
    return;
  if (go_the_same_way (rules, own, other) || is_in_yard (at))
    speak (at, other, closing_m_s);
}

static void
compare_all (ChezuRuleMoment *at, ChezuClosing *self, const Mover *own)
{
  gint64 most_ms = (gint64)chezu_rule_ms (at->rules->closing.interval_s);

  for (int north = -1; north <= 1; north++)
    for (int east = -1; east <= 1; east++)
      {
        gint64 key = cell_at (own->lon_e7, own->lat_e7, east, north);
        const GPtrArray *cell = g_hash_table_lookup (self->cells, &key);

        for (guint i = 0; cell != NULL && i < cell->len; i++)
          {
            const Mover *other = g_ptr_array_index (cell, i);

            if (other != own && ABS (other->time_ms - own->time_ms) <= most_ms)
              compare (at, own, other);
          }
      }
}

void
chezu_rule_closing_take (ChezuRuleMoment *at)
{
  ChezuClosing *self = at->engine->closing;
  gint64 vehicle_id = at->vehicle->facts.vehicle_id;

  if (at->before == NULL || at->fix->speed_cm_s == CHEZU_UNKNOWN
      || at->fix->course_cdeg == CHEZU_UNKNOWN
      || (double)at->dt_ms > chezu_rule_ms (at->rules->closing.interval_s))
    {
      chezu_closing_forget (self, vehicle_id);
      return;
    }
  compare_all (at, self, note (self, vehicle_id, at->fix));
}
