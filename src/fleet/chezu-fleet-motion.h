/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a vehicle moves on the screen between its fixes. No allocation. */

#pragma once

#include "store/chezu-record.h"

G_BEGIN_DECLS

/* No vehicle is reckoned on faster or longer than this: 160 km/h, three of its intervals, two
 * minutes. */
#define CHEZU_MOTION_SPEED_MAX_CM_S 4444
#define CHEZU_MOTION_RECKON_INTERVALS 3
#define CHEZU_MOTION_RECKON_MAX_MS (2 * 60 * 1000)
/* A new fix takes over within this time. */
#define CHEZU_MOTION_BLEND_MS 1000
/* A stale vehicle goes back to where it was last seen within this time. */
#define CHEZU_MOTION_RETURN_MS 2000
/* A fix farther off than that is no correction: the vehicle is put there at once. */
#define CHEZU_MOTION_BLEND_MAX_M 5000.0
/* From one fix of the past to the next that is known. */
#define CHEZU_MOTION_LEAD_MAX_MS (10 * 60 * 1000)

/* What is known of the latest fix. */
typedef struct
{
  double x; /* plane */
  double y;
  gint64 time_ms;
  float course; /* radians clockwise from north, of the last fix that moved */
} ChezuMotionFix;

/* What is reckoned from it; zeroed, it stands still. */
typedef struct
{
  float vx; /* plane units a second; 0 when standing */
  float vy;
  float offset_x; /* what the last fix took over from the picture, at blend_ms */
  float offset_y;
  gint32 blend_ms; /* after the fix; CHEZU_MOTION_NO_BLEND for nothing to take over */
  gint32 stale_ms; /* after the fix */
  guint16 reckon_cs;
  gint16 turn; /* added to the course at blend_ms, of CHEZU_MOTION_TURN to the radian */
} ChezuMotion;

#define CHEZU_MOTION_NO_BLEND G_MININT32
#define CHEZU_MOTION_TURN 10000.0f

typedef struct
{
  double x;
  double y;
  float vx; /* plane units a second, never less than what is seen */
  float vy;
  float course;
} ChezuMotionPoint;

/* What a new fix means for the motion. */
typedef struct
{
  const ChezuFix *fix;
  double x; /* of it, plane */
  double y;
  gint32 interval_ms;
  gint32 stale_ms;
  gboolean moves;  /* else nothing is reckoned on */
  gboolean blends; /* else it is drawn there at once */
} ChezuMotionNews;

void chezu_motion_take (ChezuMotion *self,
                        ChezuMotionFix *latest,
                        const ChezuMotionNews *news,
                        gint64 now_ms);
/* Both ends are known: from @latest it goes straight to a place, and is there at @time_ms. */
void
chezu_motion_lead (ChezuMotion *self, ChezuMotionFix *latest, double x, double y, gint64 time_ms);
void chezu_motion_at (const ChezuMotion *self,
                      const ChezuMotionFix *latest,
                      gint64 now_ms,
                      ChezuMotionPoint *point);
/* How far from its fix it may be drawn, plane units. */
float chezu_motion_reach (const ChezuMotion *self);

G_END_DECLS
