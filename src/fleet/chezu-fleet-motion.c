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

G_STATIC_ASSERT (sizeof (ChezuMotion) == 64);

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
reckoned_seconds (const ChezuMotion *self, gint64 now_ms, float *rate)
{
  gint64 age_ms = now_ms - self->time_ms;
  float reckon = (float)self->reckon_ms / 1000.0f;
  float t;

  /* A clock that is ahead: the vehicle starts when ours has caught up. */
  *rate = 1.0f;
  if (age_ms <= self->reckon_ms)
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
chezu_motion_at (const ChezuMotion *self, gint64 now_ms, ChezuMotionPoint *point)
{
  gint64 since_ms = now_ms - self->blend_ms;
  float rate = 0.0f;

  point->x = self->x;
  point->y = self->y;
  point->course = self->course;
  point->vx = 0.0f;
  point->vy = 0.0f;

  if (self->vx != 0.0f || self->vy != 0.0f)
    {
      float seconds = reckoned_seconds (self, now_ms, &rate);

      point->x += (double)self->vx * seconds;
      point->y += (double)self->vy * seconds;
      point->vx = self->vx * rate;
      point->vy = self->vy * rate;
    }

  if (since_ms < CHEZU_MOTION_BLEND_MS)
    {
      float t = (float)MAX (since_ms, 0) / (float)CHEZU_MOTION_BLEND_MS;
      float left = 1.0f - smooth (t);

      point->x += (double)self->offset_x * left;
      point->y += (double)self->offset_y * left;
      point->course += self->turn * left;
      point->vx += copysignf (self->offset_x * SMOOTH_SLOPE, point->vx);
      point->vy += copysignf (self->offset_y * SMOOTH_SLOPE, point->vy);
    }
}

static void
set_velocity (ChezuMotion *self, const ChezuFix *fix, gboolean moves, double units_per_metre)
{
  double speed = MIN (fix->speed_cm_s, CHEZU_MOTION_SPEED_MAX_CM_S) / 100.0 * units_per_metre;

  self->vx = 0.0f;
  self->vy = 0.0f;

  /* A receiver without a fix repeats its last place: the speed belongs to nowhere. */
  if (!moves || fix->course_cdeg == CHEZU_UNKNOWN || (fix->flags & CHEZU_FIX_INVALID))
    return;
  self->vx = (float)(speed * sin (self->course));
  self->vy = (float)(-speed * cos (self->course));
}

/* A standing receiver's course is noise; but any is better than none. */
static void
set_course (ChezuMotion *self, const ChezuFix *fix, gboolean seen_before)
{
  if (fix->course_cdeg == CHEZU_UNKNOWN)
    return;
  if (!seen_before || fix->speed_cm_s >= CHEZU_FLEET_MOVING_MIN_CM_S)
    self->course = (float)(fix->course_cdeg / 100.0 * G_PI / 180.0);
}

/**
 * chezu_motion_take:
 * @self: zeroed for a vehicle that was never seen
 * @moves: %FALSE reckons nothing on
 * @stale_ms: age beyond which the vehicle goes back to its fix
 *
 * Takes over a new latest fix. At @now_ms the vehicle is drawn where it was before.
 */
void
chezu_motion_take (
    ChezuMotion *self, const ChezuFix *fix, gboolean moves, gint32 stale_ms, gint64 now_ms)
{
  double lat = chezu_e7_to_degrees (fix->lat_e7);
  double units_per_metre = 1.0 / chezu_mercator_metres_per_unit (lat);
  gboolean seen_before = self->time_ms != 0;
  ChezuMotionPoint before;
  ChezuMotionPoint after;
  double dx;
  double dy;

  chezu_motion_at (self, now_ms, &before);

  chezu_mercator_project (chezu_e7_to_degrees (fix->lon_e7), lat, &self->x, &self->y);
  self->time_ms = fix->time_ms;
  self->stale_ms = stale_ms;
  self->reckon_ms = MIN (stale_ms, CHEZU_MOTION_RECKON_MAX_MS);
  self->blend_ms = now_ms - CHEZU_MOTION_BLEND_MS;
  set_course (self, fix, seen_before);
  set_velocity (self, fix, moves, units_per_metre);

  if (!seen_before)
    return;

  chezu_motion_at (self, now_ms, &after);
  dx = before.x - after.x;
  dy = before.y - after.y;
  if (hypot (dx, dy) > CHEZU_MOTION_BLEND_MAX_M * units_per_metre)
    return;

  self->offset_x = (float)dx;
  self->offset_y = (float)dy;
  self->turn = turn_between (after.course, before.course);
  self->blend_ms = now_ms;
}
