/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Moves the viewport: flights, steps of zoom, flings, and keeping up with something that moves. */

#pragma once

#include <shumate/shumate.h>

G_BEGIN_DECLS

/* Where the middle of the map is (Mercator) and how near. */
typedef struct
{
  double x;
  double y;
  double zoom;
} ChezuCamera;

#define CHEZU_MAP_ZOOM_MIN 3.0
#define CHEZU_MAP_ZOOM_MAX 18.0

ChezuCamera chezu_camera_between (const ChezuCamera *from,
                                  const ChezuCamera *to,
                                  double width,
                                  double progress);

#define CHEZU_TYPE_MAP_MOTION (chezu_map_motion_get_type ())
G_DECLARE_FINAL_TYPE (ChezuMapMotion, chezu_map_motion, CHEZU, MAP_MOTION, GObject)

/* The widget is the map: its size, its frame clock, its animation setting. It must outlive the
 * motion. */
ChezuMapMotion *chezu_map_motion_new (GtkWidget *widget, ShumateViewport *viewport);

ChezuCamera chezu_map_motion_get_camera (ChezuMapMotion *self);
ChezuCamera chezu_map_motion_get_target (ChezuMapMotion *self);
gboolean chezu_map_motion_is_moving (ChezuMapMotion *self);

void chezu_map_motion_stop (ChezuMapMotion *self);
void chezu_map_motion_jump (ChezuMapMotion *self, const ChezuCamera *camera);
void chezu_map_motion_fly (ChezuMapMotion *self, const ChezuCamera *camera);
void chezu_map_motion_zoom_by (ChezuMapMotion *self, int levels, double x, double y);
void chezu_map_motion_zoom_to (ChezuMapMotion *self, double zoom, double x, double y);
void chezu_map_motion_pinch (ChezuMapMotion *self, double zoom, double x, double y);
void chezu_map_motion_settle (ChezuMapMotion *self, double x, double y);
void chezu_map_motion_pan_by (ChezuMapMotion *self, double dx, double dy);
void chezu_map_motion_glide_by (ChezuMapMotion *self, double dx, double dy);
void chezu_map_motion_fling (ChezuMapMotion *self, double velocity_x, double velocity_y);

/* Signal "settled" (): an animation has come to its end. */

G_END_DECLS
