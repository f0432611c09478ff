/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dead reckoning along course and speed, and what makes a new fix take over without a jump:
 *
 *   drawn (t) = fix + velocity · age (t) + offset · fade (t)
 *
 * where offset is the distance between the old picture and the new one when the fix came. */

#include "fleet/chezu-fleet-motion.h"

#include "base/chezu-geodesy.h"
#include "fleet/chezu-fleet.h"

#include <math.h>

G_STATIC_ASSERT (sizeof (ChezuMotion) == 28);

/* Who goes less far from one fix to the next may only tremble. */
#define NOSE_FROM_M 10.0

/* The steepest slope of smooth (). */
#define SMOOTH_SLOPE 1.5f

/* From 0 to 1 with level ends. */
static float
smooth (float t)
{
  return t * t * (3.0f - 2.0f * t);
}

static float
turn_between (float from, float to)
{
  return remainderf (to - from, 2.0f * (float)G_PI);
}

/* Seconds of travel that are added to the fix, and how fast that number changes. */
static float
reckoned_seconds (const ChezuMotion *self, gint64 age_ms, float *rate)
{
  gint64 reckon_ms = (gint64)self->reckon_cs * 10;
  float reckon = (float)self->reckon_cs / 100.0f;
  float t;

  /* A clock that is ahead: the vehicle starts when ours has caught up. */
  *rate = 1.0f;
  if (age_ms <= reckon_ms)
    return (float)MAX (age_ms, 0) / 1000.0f;

  *rate = 0.0f;
  if (age_ms <= self->stale_ms)
    return reckon;

  /* Where a stale vehicle has gone nobody knows: it is shown where it was last seen. */
  t = (float)(age_ms - self->stale_ms) / (float)CHEZU_MOTION_RETURN_MS;
  if (t >= 1.0f)
    return 0.0f;
  *rate = SMOOTH_SLOPE * 1000.0f / (float)CHEZU_MOTION_RETURN_MS * reckon;
  return reckon * (1.0f - smooth (t));
}

/**
 * chezu_motion_at:
 *
 * Costs some ten nanoseconds.
 */
void
chezu_motion_at (const ChezuMotion *self,
                 const ChezuMotionFix *latest,
                 gint64 now_ms,
                 ChezuMotionPoint *point)
{
  gint64 age_ms = now_ms - latest->time_ms;

  *point = (ChezuMotionPoint){ latest->x, latest->y, 0.0f, 0.0f, latest->course };

  if (self->vx != 0.0f || self->vy != 0.0f)
    {
      float rate;
      float seconds = reckoned_seconds (self, age_ms, &rate);

      point->x += (double)self->vx * seconds;
      point->y += (double)self->vy * seconds;
      point->vx = self->vx * rate;
      point->vy = self->vy * rate;
    }

  if (self->blend_ms != CHEZU_MOTION_NO_BLEND && age_ms < self->blend_ms + CHEZU_MOTION_BLEND_MS)
    {
      float t = (float)MAX (age_ms - self->blend_ms, 0) / (float)CHEZU_MOTION_BLEND_MS;
      float left = 1.0f - smooth (t);

      point->x += (double)self->offset_x * left;
      point->y += (double)self->offset_y * left;
      point->course += (float)self->turn / CHEZU_MOTION_TURN * left;
      point->vx += copysignf (self->offset_x * SMOOTH_SLOPE, point->vx);
      point->vy += copysignf (self->offset_y * SMOOTH_SLOPE, point->vy);
    }
}

/**
 * chezu_motion_lead:
 * @time_ms: after that of @latest, by no more than %CHEZU_MOTION_LEAD_MAX_MS
 *
 * Its nose points where it goes; one that stands keeps its course.
 */
void
chezu_motion_lead (ChezuMotion *self, ChezuMotionFix *latest, double x, double y, gint64 time_ms)
{
  gint64 way_ms = time_ms - latest->time_ms;
  double dx = x - latest->x;
  double dy = y - latest->y;

  g_return_if_fail (way_ms > 0 && way_ms <= CHEZU_MOTION_LEAD_MAX_MS);

  self->vx = (float)(dx * 1000.0 / (double)way_ms);
  self->vy = (float)(dy * 1000.0 / (double)way_ms);
  self->reckon_cs = (guint16)((way_ms + 9) / 10);
  self->stale_ms = MAX (self->stale_ms, (gint32)way_ms);
  self->blend_ms = CHEZU_MOTION_NO_BLEND;
  self->offset_x = 0.0f;
  self->offset_y = 0.0f;
  self->turn = 0;
  if (hypot (dx, dy) * CHEZU_MERCATOR_CIRCUMFERENCE_M > NOSE_FROM_M)
    latest->course = (float)atan2 (dx, -dy);
}

float
chezu_motion_reach (const ChezuMotion *self)
{
  float reckon = (float)self->reckon_cs / 100.0f;

  return MAX (fabsf (self->vx), fabsf (self->vy)) * reckon
         + MAX (fabsf (self->offset_x), fabsf (self->offset_y));
}

static void
set_velocity (ChezuMotion *self, float course, const ChezuMotionNews *news, double units_per_metre)
{
  const ChezuFix *fix = news->fix;
  double speed = MIN (fix->speed_cm_s, CHEZU_MOTION_SPEED_MAX_CM_S) / 100.0 * units_per_metre;
  gint64 reckon_ms = news->interval_ms > 0
                         ? (gint64)news->interval_ms * CHEZU_MOTION_RECKON_INTERVALS
                         : news->stale_ms;

  self->vx = 0.0f;
  self->vy = 0.0f;
  self->stale_ms = news->stale_ms;
  self->reckon_cs = (guint16)(MIN (reckon_ms, CHEZU_MOTION_RECKON_MAX_MS) / 10);

  /* A receiver without a fix repeats its last place: the speed belongs to nowhere. */
  if (!news->moves || fix->course_cdeg == CHEZU_UNKNOWN || (fix->flags & CHEZU_FIX_INVALID))
    return;
  self->vx = (float)(speed * sin (course));
  self->vy = (float)(-speed * cos (course));
}

/* A standing receiver's course is noise; but any is better than none. */
static void
set_course (ChezuMotionFix *latest, const ChezuFix *fix, gboolean seen_before)
{
  if (fix->course_cdeg == CHEZU_UNKNOWN)
    return;
  if (!seen_before || fix->speed_cm_s >= CHEZU_FLEET_MOVING_MIN_CM_S)
    latest->course = (float)(fix->course_cdeg / 100.0 * G_PI / 180.0);
}

/**
 * chezu_motion_take:
 * @latest: (inout): zeroed for a vehicle that was never seen
 *
 * Takes over a new latest fix. At @now_ms the vehicle is drawn where it was before.
 */
void
chezu_motion_take (ChezuMotion *self,
                   ChezuMotionFix *latest,
                   const ChezuMotionNews *news,
                   gint64 now_ms)
{
  double units_per_metre
      = 1.0 / chezu_mercator_metres_per_unit (chezu_e7_to_degrees (news->fix->lat_e7));
  gboolean seen_before = latest->time_ms != 0;
  gint64 age_ms = now_ms - news->fix->time_ms;
  ChezuMotionPoint before;
  ChezuMotionPoint after;
  double dx;
  double dy;

  chezu_motion_at (self, latest, now_ms, &before);

  latest->x = news->x;
  latest->y = news->y;
  latest->time_ms = news->fix->time_ms;
  set_course (latest, news->fix, seen_before);
  set_velocity (self, latest->course, news, units_per_metre);
  self->blend_ms = CHEZU_MOTION_NO_BLEND;
  self->offset_x = 0.0f;
  self->offset_y = 0.0f;
  self->turn = 0;

  /* Nobody watches a fix of last month arrive. */
  if (!seen_before || !news->blends || age_ms > G_MAXINT32 / 2 || age_ms < G_MININT32 / 2)
    return;

  chezu_motion_at (self, latest, now_ms, &after);
  dx = before.x - after.x;
  dy = before.y - after.y;
  if (hypot (dx, dy) > CHEZU_MOTION_BLEND_MAX_M * units_per_metre)
    return;

  self->offset_x = (float)dx;
  self->offset_y = (float)dy;
  self->turn = (gint16)(turn_between (after.course, before.course) * CHEZU_MOTION_TURN);
  self->blend_ms = (gint32)age_ms;
}
