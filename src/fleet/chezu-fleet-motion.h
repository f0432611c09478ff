/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a vehicle moves on the screen between its fixes. One cache line a vehicle, no allocation. */

#pragma once

#include "store/chezu-record.h"

G_BEGIN_DECLS

/* No vehicle is reckoned on faster or longer than this: 160 km/h, two minutes. */
#define CHEZU_MOTION_SPEED_MAX_CM_S 4444
#define CHEZU_MOTION_RECKON_MAX_MS (2 * 60 * 1000)
/* A new fix takes over within this time. */
#define CHEZU_MOTION_BLEND_MS 1000
/* A stale vehicle goes back to where it was last seen within this time. */
#define CHEZU_MOTION_RETURN_MS 2000
/* A fix farther off than that is no correction: the vehicle is put there at once. */
#define CHEZU_MOTION_BLEND_MAX_M 5000.0

typedef struct
{
  double x; /* Mercator, of the latest fix */
  double y;
  float vx; /* Mercator units a second; 0 when standing */
  float vy;
  float offset_x; /* what the last fix took over from the picture, at blend_ms */
  float offset_y;
  gint64 time_ms; /* of the latest fix */
  gint64 blend_ms;
  float course; /* radians clockwise from north, of the last fix that moved */
  float turn;   /* added to the course at blend_ms */
  gint32 reckon_ms;
  gint32 stale_ms;
} ChezuMotion;

typedef struct
{
  double x;
  double y;
  float vx; /* Mercator units a second, never less than what is seen */
  float vy;
  float course;
} ChezuMotionPoint;

void chezu_motion_take (
    ChezuMotion *self, const ChezuFix *fix, gboolean moves, gint32 stale_ms, gint64 now_ms);
void chezu_motion_at (const ChezuMotion *self, gint64 now_ms, ChezuMotionPoint *point);

G_END_DECLS
