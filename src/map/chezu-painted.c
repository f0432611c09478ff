/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "map/chezu-painted.h"

#include "map/chezu-picture.h"
#include "map/chezu-viewport.h"

#include <math.h>

/* Painted beyond each side of the view, in parts of its size; a new picture is painted when half of
 * it is used up. */
#define MARGIN 0.3
/* While zooming the old picture is stretched this much, not more. */
#define STRETCH_MAX 2.1

struct _ChezuPainted
{
  ShumateLayer *layer; /* its owner */
  ChezuPaintFunc paint;
  GBoxedCopyFunc ref_scene;
  GDestroyNotify unref_scene;

  gpointer scene; /* Owned reference, nullable */
  ChezuScheme scheme;

  /* What is shown (NULL: nothing is in view) and what it was painted for. */
  ChezuPicture *picture;
  ChezuPaintedFrame painted;
  gboolean has_painted;
  gboolean is_old; /* of another scene */

  GCancellable *painting; /* NULL when no thread is at work */
};

typedef struct
{
  ChezuPaintFunc paint;
  gpointer scene;
  GDestroyNotify unref_scene;
  ChezuPaintedFrame wanted;
} Job;

static void
job_free (Job *job)
{
  job->unref_scene (job->scene);
  g_free (job);
}

static ChezuFleetFrame
get_frame (ChezuPainted *self)
{
  return chezu_viewport_get_frame (shumate_layer_get_viewport (self->layer),
                                   gtk_widget_get_width (GTK_WIDGET (self->layer)),
                                   gtk_widget_get_height (GTK_WIDGET (self->layer)));
}

static gboolean
covers (const ChezuFleetFrame *outer, const ChezuFleetFrame *inner, double spare)
{
  double spare_x = spare * inner->width / inner->scale;
  double spare_y = spare * inner->height / inner->scale;

  return outer->x <= inner->x - spare_x && outer->y <= inner->y - spare_y
         && outer->x + outer->width / outer->scale
                >= inner->x + inner->width / inner->scale + spare_x
         && outer->y + outer->height / outer->scale
                >= inner->y + inner->height / inner->scale + spare_y;
}

/* Whether what is shown is what should be shown, to the pixel. */
static gboolean
is_current (ChezuPainted *self, const ChezuFleetFrame *frame)
{
  return self->has_painted && !self->is_old && self->painted.scheme == self->scheme
         && self->painted.scale_factor == gtk_widget_get_scale_factor (GTK_WIDGET (self->layer))
         && fabs (self->painted.frame.scale / frame->scale - 1) < 1e-9
         && covers (&self->painted.frame, frame, 0);
}

static gboolean
needs_painting (ChezuPainted *self, const ChezuFleetFrame *frame)
{
  double zoom = chezu_zoom_of_scale (frame->scale);
  double stretch;

  if (self->scene == NULL || self->painting != NULL || frame->width <= 0 || frame->height <= 0)
    return FALSE;
  if (is_current (self, frame))
    return !covers (&self->painted.frame, frame, MARGIN / 2);

  /* Between whole levels the old picture does, as long as it is not pulled too far. */
  if (!self->has_painted || self->is_old || self->painted.scheme != self->scheme
      || fabs (zoom - round (zoom)) < 1e-6)
    return TRUE;
  stretch = frame->scale / self->painted.frame.scale;
  return stretch > STRETCH_MAX || stretch < 1 / STRETCH_MAX
         || !covers (&self->painted.frame, frame, 0);
}

static void
painted_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  ChezuPainted *self = user_data;
  GTask *task = G_TASK (result);
  const Job *job = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  cairo_surface_t *surface = g_task_propagate_pointer (task, &error);

  /* Cancelled when the scene is another or the layer is gone: @self is none of ours any more. */
  if (error != NULL)
    return;

  g_clear_object (&self->painting);
  g_clear_pointer (&self->picture, chezu_picture_free);
  if (surface != NULL)
    self->picture = chezu_picture_new (surface);
  self->painted = job->wanted;
  self->has_painted = TRUE;
  self->is_old = FALSE;

  chezu_painted_update (self);
  gtk_widget_queue_draw (GTK_WIDGET (self->layer));
}

static void
paint_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Job *job = data;

  g_task_return_pointer (task, job->paint (job->scene, &job->wanted, cancellable),
                         (GDestroyNotify)cairo_surface_destroy);
}

static void
start_painting (ChezuPainted *self, const ChezuFleetFrame *frame)
{
  g_autoptr (GTask) task = NULL;
  Job *job = g_new0 (Job, 1);
  int margin_x = (int)ceil (frame->width * MARGIN);
  int margin_y = (int)ceil (frame->height * MARGIN);

  job->paint = self->paint;
  job->scene = self->ref_scene (self->scene);
  job->unref_scene = self->unref_scene;
  job->wanted = (ChezuPaintedFrame){
    .frame = {
      .x = frame->x - margin_x / frame->scale,
      .y = frame->y - margin_y / frame->scale,
      .scale = frame->scale,
      .width = frame->width + 2 * margin_x,
      .height = frame->height + 2 * margin_y,
    },
    .scheme = self->scheme,
    .scale_factor = gtk_widget_get_scale_factor (GTK_WIDGET (self->layer)),
  };
  self->painting = g_cancellable_new ();
  task = g_task_new (NULL, self->painting, painted_cb, self);
  g_task_set_static_name (task, "paint a layer");
  g_task_set_task_data (task, job, (GDestroyNotify)job_free);
  g_task_run_in_thread (task, paint_in_thread);
}

static void
abandon_painting (ChezuPainted *self)
{
  if (self->painting != NULL)
    g_cancellable_cancel (self->painting);
  g_clear_object (&self->painting);
}

ChezuPainted *
chezu_painted_new (ShumateLayer *layer,
                   ChezuPaintFunc paint,
                   GBoxedCopyFunc ref_scene,
                   GDestroyNotify unref_scene)
{
  ChezuPainted *self = g_new0 (ChezuPainted, 1);

  self->layer = layer;
  self->paint = paint;
  self->ref_scene = ref_scene;
  self->unref_scene = unref_scene;
  return self;
}

void
chezu_painted_free (ChezuPainted *self)
{
  abandon_painting (self);
  g_clear_pointer (&self->picture, chezu_picture_free);
  g_clear_pointer (&self->scene, self->unref_scene);
  g_free (self);
}

void
chezu_painted_set_scene (ChezuPainted *self, gpointer scene)
{
  abandon_painting (self);
  g_clear_pointer (&self->scene, self->unref_scene);
  self->is_old = TRUE;
  if (scene != NULL)
    self->scene = self->ref_scene (scene);
  else
    {
      g_clear_pointer (&self->picture, chezu_picture_free);
      self->has_painted = FALSE;
    }
  chezu_painted_update (self);
  gtk_widget_queue_draw (GTK_WIDGET (self->layer));
}

void
chezu_painted_set_scheme (ChezuPainted *self, ChezuScheme scheme)
{
  if (self->scheme == scheme)
    return;
  self->scheme = scheme;
  abandon_painting (self);
  chezu_painted_update (self);
}

void
chezu_painted_update (ChezuPainted *self)
{
  ChezuFleetFrame frame = get_frame (self);

  if (needs_painting (self, &frame))
    start_painting (self, &frame);
}

void
chezu_painted_snapshot (ChezuPainted *self, GtkSnapshot *snapshot)
{
  GtkWidget *widget = GTK_WIDGET (self->layer);
  ChezuFleetFrame frame = get_frame (self);
  int factor = gtk_widget_get_scale_factor (widget);
  ChezuPictureSink sink;
  double scale;
  double x;
  double y;

  if (self->picture == NULL)
    return;

  scale = frame.scale / self->painted.frame.scale;
  x = (self->painted.frame.x - frame.x) * frame.scale;
  y = (self->painted.frame.y - frame.y) * frame.scale;
  if (fabs (scale - 1) < 1e-9)
    {
      scale = 1;
      x = round (x * factor) / factor;
      y = round (y * factor) / factor;
    }
  chezu_picture_sink_begin (&sink, widget, snapshot);
  chezu_picture_draw_scaled (self->picture, &sink, x, y, scale);
  chezu_picture_sink_end (&sink);
}

/* Returns: whether the current view is painted as it should be */
gboolean
chezu_painted_is_settled (ChezuPainted *self)
{
  ChezuFleetFrame frame = get_frame (self);

  return self->scene == NULL || is_current (self, &frame);
}
