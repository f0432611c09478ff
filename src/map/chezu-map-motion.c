/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "map/chezu-map-motion.h"

#include "base/chezu-geodesy.h"
#include "map/chezu-viewport.h"

#include <adwaita.h>
#include <math.h>

#define FLIGHT_MS 900
#define ZOOM_MS 180
#define GLIDE_MS 150
/* A fling loses all but 1/e of its speed in this time, and ends below this speed. */
#define FLING_SECONDS 0.25
#define FLING_END_PIXELS_PER_SECOND 12.0
#define FLING_MIN_PIXELS_PER_SECOND 120.0
#define FLING_MAX_PIXELS_PER_SECOND 6000.0

typedef enum
{
  MOVE_NONE,
  MOVE_FLIGHT,
  MOVE_ZOOM,
  MOVE_GLIDE,
  MOVE_FLING,
} Move;

struct _ChezuMapMotion
{
  GObject parent_instance;

  GtkWidget *widget; /* borrowed; owns us */
  ShumateViewport *viewport;
  guint tick_id;

  Move move;
  gint64 started_us;
  gint64 last_us;
  ChezuCamera from;
  ChezuCamera to;
  double anchor_x; /* zoom: what stays under the pointer, pixels from the middle */
  double anchor_y;
  double velocity_x; /* fling: pixels a second */
  double velocity_y;
};

enum
{
  SETTLED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ChezuMapMotion, chezu_map_motion, G_TYPE_OBJECT)

/**
 * chezu_camera_between:
 * @width: of the map, pixels
 * @progress: 0 … 1, of the way that feels even
 *
 * Zooms out, travels and zooms in along the path of J. J. van Wijk and W. A. A. Nuij, Smooth and
 * efficient zooming and panning, InfoVis 2003, with their ρ of 1.42.
 *
 * Returns: the camera on the way from @from to @to
 */
ChezuCamera
chezu_camera_between (const ChezuCamera *from, const ChezuCamera *to, double width, double progress)
{
  const double rho = 1.42;
  double w0 = width / chezu_scale_of_zoom (from->zoom);
  double w1 = width / chezu_scale_of_zoom (to->zoom);
  double u1 = hypot (to->x - from->x, to->y - from->y);
  double b0;
  double b1;
  double r0;
  double r1;
  double s;
  double u;
  double w;

  if (progress >= 1)
    return *to;
  if (u1 < w0 * 1e-4)
    return (ChezuCamera){ from->x + (to->x - from->x) * progress,
                          from->y + (to->y - from->y) * progress,
                          from->zoom + (to->zoom - from->zoom) * progress };

  b0 = (w1 * w1 - w0 * w0 + pow (rho, 4) * u1 * u1) / (2 * w0 * rho * rho * u1);
  b1 = (w1 * w1 - w0 * w0 - pow (rho, 4) * u1 * u1) / (2 * w1 * rho * rho * u1);
  r0 = -asinh (b0);
  r1 = -asinh (b1);
  s = progress * (r1 - r0) / rho;
  u = w0 / (rho * rho) * (cosh (r0) * tanh (rho * s + r0) - sinh (r0));
  w = w0 * cosh (r0) / cosh (rho * s + r0);
  return (ChezuCamera){ from->x + (to->x - from->x) * u / u1, from->y + (to->y - from->y) * u / u1,
                        chezu_zoom_of_scale (width / w) };
}

static double
ease_in_out (double t)
{
  return t < 0.5 ? 4 * t * t * t : 1 - pow (2 - 2 * t, 3) / 2;
}

static double
ease_out (double t)
{
  return 1 - pow (1 - t, 3);
}

static void
apply (ChezuMapMotion *self, const ChezuCamera *camera)
{
  double lon;
  double lat;

  chezu_mercator_unproject (CLAMP (camera->x, 0.0, 1.0), CLAMP (camera->y, 0.0, 1.0), &lon, &lat);
  /* One change for the layers, not three. */
  g_object_freeze_notify (G_OBJECT (self->viewport));
  shumate_location_set_location (SHUMATE_LOCATION (self->viewport), lat, lon);
  chezu_viewport_set_zoom (self->viewport, camera->zoom);
  g_object_thaw_notify (G_OBJECT (self->viewport));
}

/* The camera at @zoom that keeps what lies under the anchor where it is. */
static ChezuCamera
zoom_around (const ChezuCamera *camera, double zoom, double anchor_x, double anchor_y)
{
  double before = chezu_scale_of_zoom (camera->zoom);
  double after = chezu_scale_of_zoom (zoom);

  return (ChezuCamera){
    .x = camera->x + anchor_x * (1 / before - 1 / after),
    .y = camera->y + anchor_y * (1 / before - 1 / after),
    .zoom = zoom,
  };
}

static void
finish (ChezuMapMotion *self)
{
  self->move = MOVE_NONE;
  g_signal_emit (self, signals[SETTLED], 0);
}

static void
step_fling (ChezuMapMotion *self, double seconds)
{
  ChezuCamera camera = chezu_map_motion_get_camera (self);
  double scale = chezu_scale_of_zoom (camera.zoom);
  double left = exp (-seconds / FLING_SECONDS);

  /* The way of a speed that decays exponentially. */
  camera.x -= self->velocity_x * FLING_SECONDS * (1 - left) / scale;
  camera.y -= self->velocity_y * FLING_SECONDS * (1 - left) / scale;
  self->velocity_x *= left;
  self->velocity_y *= left;
  apply (self, &camera);
  if (hypot (self->velocity_x, self->velocity_y) < FLING_END_PIXELS_PER_SECOND)
    finish (self);
}

static void
step (ChezuMapMotion *self, gint64 now_us)
{
  int duration_ms = self->move == MOVE_FLIGHT ? FLIGHT_MS
                    : self->move == MOVE_ZOOM ? ZOOM_MS
                                              : GLIDE_MS;
  double t = (now_us - self->started_us) / (duration_ms * 1000.0);
  double width = MAX (gtk_widget_get_width (self->widget), 1);
  ChezuCamera camera;

  if (self->move == MOVE_FLING)
    {
      step_fling (self, (now_us - self->last_us) / 1e6);
      self->last_us = now_us;
      return;
    }
  if (t >= 1)
    {
      apply (self, &self->to);
      finish (self);
      return;
    }

  if (self->move == MOVE_ZOOM)
    camera = zoom_around (&self->from,
                          self->from.zoom + (self->to.zoom - self->from.zoom) * ease_out (t),
                          self->anchor_x, self->anchor_y);
  else if (self->move == MOVE_FLIGHT)
    camera = chezu_camera_between (&self->from, &self->to, width, ease_in_out (t));
  else
    camera = (ChezuCamera){ self->from.x + (self->to.x - self->from.x) * ease_out (t),
                            self->from.y + (self->to.y - self->from.y) * ease_out (t),
                            self->from.zoom };
  apply (self, &camera);
}

static gboolean
tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  ChezuMapMotion *self = user_data;

  if (self->move != MOVE_NONE)
    step (self, gdk_frame_clock_get_frame_time (clock));
  if (self->move != MOVE_NONE)
    return G_SOURCE_CONTINUE;
  self->tick_id = 0;
  return G_SOURCE_REMOVE;
}

static gboolean
can_animate (ChezuMapMotion *self)
{
  return gtk_widget_get_mapped (self->widget) && adw_get_enable_animations (self->widget);
}

static void
start (ChezuMapMotion *self, Move move)
{
  self->move = move;
  if (move != MOVE_FLING && !can_animate (self))
    {
      apply (self, &self->to);
      finish (self);
      return;
    }
  self->started_us = self->last_us
      = gdk_frame_clock_get_frame_time (gtk_widget_get_frame_clock (self->widget));
  if (self->tick_id == 0)
    self->tick_id = gtk_widget_add_tick_callback (self->widget, tick_cb, self, NULL);
}

static void
chezu_map_motion_dispose (GObject *object)
{
  ChezuMapMotion *self = CHEZU_MAP_MOTION (object);

  if (self->tick_id != 0)
    gtk_widget_remove_tick_callback (self->widget, self->tick_id);
  self->tick_id = 0;
  g_clear_object (&self->viewport);

  G_OBJECT_CLASS (chezu_map_motion_parent_class)->dispose (object);
}

static void
chezu_map_motion_class_init (ChezuMapMotionClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = chezu_map_motion_dispose;

  signals[SETTLED] = g_signal_new ("settled", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
chezu_map_motion_init (ChezuMapMotion *self)
{
}

ChezuMapMotion *
chezu_map_motion_new (GtkWidget *widget, ShumateViewport *viewport)
{
  ChezuMapMotion *self;

  g_return_val_if_fail (GTK_IS_WIDGET (widget), NULL);
  g_return_val_if_fail (SHUMATE_IS_VIEWPORT (viewport), NULL);

  self = g_object_new (CHEZU_TYPE_MAP_MOTION, NULL);
  self->widget = widget;
  self->viewport = g_object_ref (viewport);
  return self;
}

ChezuCamera
chezu_map_motion_get_camera (ChezuMapMotion *self)
{
  ChezuCamera camera;

  chezu_mercator_project (shumate_location_get_longitude (SHUMATE_LOCATION (self->viewport)),
                          shumate_location_get_latitude (SHUMATE_LOCATION (self->viewport)),
                          &camera.x, &camera.y);
  camera.zoom = chezu_viewport_get_zoom (self->viewport);
  return camera;
}

/* Returns: where the running animation leads, or where the camera is. */
ChezuCamera
chezu_map_motion_get_target (ChezuMapMotion *self)
{
  if (self->move == MOVE_NONE || self->move == MOVE_FLING)
    return chezu_map_motion_get_camera (self);
  return self->to;
}

gboolean
chezu_map_motion_is_moving (ChezuMapMotion *self)
{
  return self->move != MOVE_NONE;
}

void
chezu_map_motion_stop (ChezuMapMotion *self)
{
  g_return_if_fail (CHEZU_IS_MAP_MOTION (self));

  self->move = MOVE_NONE;
}

void
chezu_map_motion_jump (ChezuMapMotion *self, const ChezuCamera *camera)
{
  g_return_if_fail (CHEZU_IS_MAP_MOTION (self));

  apply (self, camera);
  finish (self);
}

void
chezu_map_motion_fly (ChezuMapMotion *self, const ChezuCamera *camera)
{
  g_return_if_fail (CHEZU_IS_MAP_MOTION (self));

  self->from = chezu_map_motion_get_camera (self);
  self->to = *camera;
  start (self, MOVE_FLIGHT);
}

/**
 * chezu_map_motion_zoom_to:
 * @x: what stays where it is, pixels from the left of the map
 *
 * A step of zoom that follows another adds to it.
 */
void
chezu_map_motion_zoom_to (ChezuMapMotion *self, double zoom, double x, double y)
{
  g_return_if_fail (CHEZU_IS_MAP_MOTION (self));

  zoom = CLAMP (zoom, CHEZU_MAP_ZOOM_MIN, CHEZU_MAP_ZOOM_MAX);
  self->anchor_x = x - gtk_widget_get_width (self->widget) / 2.0;
  self->anchor_y = y - gtk_widget_get_height (self->widget) / 2.0;
  self->from = chezu_map_motion_get_camera (self);
  self->to = zoom_around (&self->from, zoom, self->anchor_x, self->anchor_y);
  start (self, MOVE_ZOOM);
}

/* Ends on a whole level, where the base map is sharp. */
void
chezu_map_motion_zoom_by (ChezuMapMotion *self, int levels, double x, double y)
{
  g_return_if_fail (CHEZU_IS_MAP_MOTION (self));

  chezu_map_motion_zoom_to (self, round (chezu_map_motion_get_target (self).zoom) + levels, x, y);
}

/* At once, and to any zoom: fingers lead. */
void
chezu_map_motion_pinch (ChezuMapMotion *self, double zoom, double x, double y)
{
  ChezuCamera camera;

  g_return_if_fail (CHEZU_IS_MAP_MOTION (self));

  chezu_map_motion_stop (self);
  camera = chezu_map_motion_get_camera (self);
  camera = zoom_around (&camera, CLAMP (zoom, CHEZU_MAP_ZOOM_MIN, CHEZU_MAP_ZOOM_MAX),
                        x - gtk_widget_get_width (self->widget) / 2.0,
                        y - gtk_widget_get_height (self->widget) / 2.0);
  apply (self, &camera);
}

void
chezu_map_motion_settle (ChezuMapMotion *self, double x, double y)
{
  chezu_map_motion_zoom_by (self, 0, x, y);
}

/* Moves what is shown by so many pixels at once, as a hand does. */
void
chezu_map_motion_pan_by (ChezuMapMotion *self, double dx, double dy)
{
  ChezuCamera camera;
  double scale;

  g_return_if_fail (CHEZU_IS_MAP_MOTION (self));

  chezu_map_motion_stop (self);
  camera = chezu_map_motion_get_camera (self);
  scale = chezu_scale_of_zoom (camera.zoom);
  camera.x -= dx / scale;
  camera.y -= dy / scale;
  apply (self, &camera);
}

/* The same on a short animation, as a key does; repeated keys add up. */
void
chezu_map_motion_glide_by (ChezuMapMotion *self, double dx, double dy)
{
  double scale;

  g_return_if_fail (CHEZU_IS_MAP_MOTION (self));

  if (self->move != MOVE_GLIDE)
    self->to = chezu_map_motion_get_camera (self);
  self->from = chezu_map_motion_get_camera (self);
  scale = chezu_scale_of_zoom (self->from.zoom);
  self->to.x -= dx / scale;
  self->to.y -= dy / scale;
  self->to.zoom = self->from.zoom;
  start (self, MOVE_GLIDE);
}

void
chezu_map_motion_fling (ChezuMapMotion *self, double velocity_x, double velocity_y)
{
  double speed = hypot (velocity_x, velocity_y);

  g_return_if_fail (CHEZU_IS_MAP_MOTION (self));

  if (speed < FLING_MIN_PIXELS_PER_SECOND || !can_animate (self))
    return;
  if (speed > FLING_MAX_PIXELS_PER_SECOND)
    {
      velocity_x *= FLING_MAX_PIXELS_PER_SECOND / speed;
      velocity_y *= FLING_MAX_PIXELS_PER_SECOND / speed;
    }
  self->velocity_x = velocity_x;
  self->velocity_y = velocity_y;
  start (self, MOVE_FLING);
}
