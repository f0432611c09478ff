/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "map/chezu-region-layer.h"

#include "map/chezu-map-layer.h"
#include "map/chezu-picture.h"
#include "map/chezu-region-painter.h"
#include "map/chezu-viewport.h"

#include <math.h>

/* Painted beyond each side of the view, in parts of its size: panning moves the picture and a new
 * one is painted behind when the margin is half used up. */
#define MARGIN 0.3
/* While zooming the old picture is stretched this much, not more. */
#define STRETCH_MAX 2.1

struct _ChezuRegionLayer
{
  ShumateLayer parent_instance;

  ChezuRegionPainter *painter; /* NULL without regions */
  const ChezuPlane *plane;
  ChezuScheme scheme;

  /* What is shown: the picture (NULL: no region in view) and what it was painted for. */
  ChezuPicture *picture;
  ChezuRegionPicture painted;
  gboolean has_painted;

  GCancellable *painting; /* NULL when no thread is at work */
};

static void map_layer_init (ChezuMapLayerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ChezuRegionLayer,
                               chezu_region_layer,
                               SHUMATE_TYPE_LAYER,
                               G_IMPLEMENT_INTERFACE (CHEZU_TYPE_MAP_LAYER, map_layer_init))

typedef struct
{
  ChezuRegionPainter *painter;
  ChezuRegionPicture wanted;
} Job;

static void
job_free (Job *job)
{
  chezu_region_painter_unref (job->painter);
  g_free (job);
}

static ChezuFleetFrame
get_frame (ChezuRegionLayer *self)
{
  return chezu_viewport_get_frame (shumate_layer_get_viewport (SHUMATE_LAYER (self)),
                                   gtk_widget_get_width (GTK_WIDGET (self)),
                                   gtk_widget_get_height (GTK_WIDGET (self)));
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
is_current (ChezuRegionLayer *self, const ChezuFleetFrame *frame)
{
  return self->has_painted && self->painted.scheme == self->scheme
         && self->painted.scale_factor == gtk_widget_get_scale_factor (GTK_WIDGET (self))
         && fabs (self->painted.frame.scale / frame->scale - 1) < 1e-9
         && covers (&self->painted.frame, frame, 0);
}

static gboolean
needs_painting (ChezuRegionLayer *self, const ChezuFleetFrame *frame)
{
  double zoom = chezu_zoom_of_scale (frame->scale);
  double stretch;

  if (self->painter == NULL || self->painting != NULL || frame->width <= 0 || frame->height <= 0)
    return FALSE;
  if (!is_current (self, frame))
    {
      /* Between whole levels the old picture does, as long as it is not pulled too far. */
      if (!self->has_painted || self->painted.scheme != self->scheme
          || fabs (zoom - round (zoom)) < 1e-6)
        return TRUE;
      stretch = frame->scale / self->painted.frame.scale;
      return stretch > STRETCH_MAX || stretch < 1 / STRETCH_MAX
             || !covers (&self->painted.frame, frame, 0);
    }
  return !covers (&self->painted.frame, frame, MARGIN / 2);
}

static void start_painting (ChezuRegionLayer *self, const ChezuFleetFrame *frame);

static void
painted_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  ChezuRegionLayer *self = CHEZU_REGION_LAYER (object);
  GTask *task = G_TASK (result);
  const Job *job = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  cairo_surface_t *surface;
  ChezuFleetFrame frame;

  surface = g_task_propagate_pointer (task, &error);
  /* Cancelled when the regions changed or the layer is gone: another thread may be at work. */
  if (error != NULL)
    return;

  g_clear_object (&self->painting);
  g_clear_pointer (&self->picture, chezu_picture_free);
  if (surface != NULL)
    self->picture = chezu_picture_new (surface);
  self->painted = job->wanted;
  self->has_painted = TRUE;

  frame = get_frame (self);
  if (needs_painting (self, &frame))
    start_painting (self, &frame);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
paint_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Job *job = data;

  g_task_return_pointer (task, chezu_region_painter_paint (job->painter, &job->wanted),
                         (GDestroyNotify)cairo_surface_destroy);
}

static void
start_painting (ChezuRegionLayer *self, const ChezuFleetFrame *frame)
{
  g_autoptr (GTask) task = NULL;
  Job *job = g_new0 (Job, 1);
  int margin_x = (int)ceil (frame->width * MARGIN);
  int margin_y = (int)ceil (frame->height * MARGIN);

  job->painter = chezu_region_painter_ref (self->painter);
  job->wanted = (ChezuRegionPicture){
    .frame = {
      .x = frame->x - margin_x / frame->scale,
      .y = frame->y - margin_y / frame->scale,
      .scale = frame->scale,
      .width = frame->width + 2 * margin_x,
      .height = frame->height + 2 * margin_y,
    },
    .scheme = self->scheme,
    .scale_factor = gtk_widget_get_scale_factor (GTK_WIDGET (self)),
  };
  self->painting = g_cancellable_new ();
  task = g_task_new (self, self->painting, painted_cb, NULL);
  g_task_set_static_name (task, "paint regions");
  g_task_set_task_data (task, job, (GDestroyNotify)job_free);
  g_task_run_in_thread (task, paint_in_thread);
}

static void
update (ChezuRegionLayer *self)
{
  ChezuFleetFrame frame = get_frame (self);

  if (needs_painting (self, &frame))
    start_painting (self, &frame);
}

static void
viewport_changed_cb (ChezuRegionLayer *self)
{
  update (self);
  if (self->picture != NULL)
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
abandon_painting (ChezuRegionLayer *self)
{
  if (self->painting != NULL)
    g_cancellable_cancel (self->painting);
  g_clear_object (&self->painting);
}

/* Takes @painter. */
static void
set_painter (ChezuRegionLayer *self, ChezuRegionPainter *painter)
{
  abandon_painting (self);
  g_clear_pointer (&self->painter, chezu_region_painter_unref);
  g_clear_pointer (&self->picture, chezu_picture_free);
  self->has_painted = FALSE;
  self->painter = painter;
  update (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
set_plane (ChezuMapLayer *layer, const ChezuPlane *plane)
{
  ChezuRegionLayer *self = CHEZU_REGION_LAYER (layer);

  if (self->plane == plane)
    return;
  self->plane = plane;
  if (self->painter != NULL)
    set_painter (self, chezu_region_painter_new_on (self->painter, plane));
}

static void
map_layer_init (ChezuMapLayerInterface *iface)
{
  iface->set_plane = set_plane;
}

static void
chezu_region_layer_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ChezuRegionLayer *self = CHEZU_REGION_LAYER (widget);
  ChezuFleetFrame frame = get_frame (self);
  ChezuPictureSink sink;
  double scale;
  double x;
  double y;
  int factor;

  if (self->picture == NULL)
    return;

  scale = frame.scale / self->painted.frame.scale;
  x = (self->painted.frame.x - frame.x) * frame.scale;
  y = (self->painted.frame.y - frame.y) * frame.scale;
  if (fabs (scale - 1) < 1e-9)
    {
      factor = gtk_widget_get_scale_factor (widget);
      scale = 1;
      x = round (x * factor) / factor;
      y = round (y * factor) / factor;
    }
  chezu_picture_sink_begin (&sink, widget, snapshot);
  chezu_picture_draw_scaled (self->picture, &sink, x, y, scale);
  chezu_picture_sink_end (&sink);
}

static void
chezu_region_layer_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  update (CHEZU_REGION_LAYER (widget));
}

static void
chezu_region_layer_constructed (GObject *object)
{
  ShumateViewport *viewport;

  G_OBJECT_CLASS (chezu_region_layer_parent_class)->constructed (object);

  viewport = shumate_layer_get_viewport (SHUMATE_LAYER (object));
  g_signal_connect_object (viewport, "notify", G_CALLBACK (viewport_changed_cb), object,
                           G_CONNECT_SWAPPED);
  g_signal_connect (object, "notify::scale-factor", G_CALLBACK (update), NULL);
}

static void
chezu_region_layer_dispose (GObject *object)
{
  ChezuRegionLayer *self = CHEZU_REGION_LAYER (object);

  abandon_painting (self);
  g_clear_pointer (&self->picture, chezu_picture_free);
  g_clear_pointer (&self->painter, chezu_region_painter_unref);

  G_OBJECT_CLASS (chezu_region_layer_parent_class)->dispose (object);
}

static void
chezu_region_layer_class_init (ChezuRegionLayerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = chezu_region_layer_constructed;
  object_class->dispose = chezu_region_layer_dispose;
  widget_class->snapshot = chezu_region_layer_snapshot;
  widget_class->size_allocate = chezu_region_layer_size_allocate;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
chezu_region_layer_init (ChezuRegionLayer *self)
{
  self->plane = chezu_plane_get (CHEZU_DATUM_WGS84);
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

GtkWidget *
chezu_region_layer_new (ShumateViewport *viewport)
{
  g_return_val_if_fail (SHUMATE_IS_VIEWPORT (viewport), NULL);

  return g_object_new (CHEZU_TYPE_REGION_LAYER, "viewport", viewport, NULL);
}

/**
 * chezu_region_layer_set_rows:
 * @rows: (nullable): of ChezuRegionRow; copied
 */
void
chezu_region_layer_set_rows (ChezuRegionLayer *self, const GPtrArray *rows)
{
  g_autoptr (ChezuRegionPainter) painter = NULL;

  g_return_if_fail (CHEZU_IS_REGION_LAYER (self));

  if (rows != NULL && rows->len > 0)
    painter = chezu_region_painter_new (rows);
  set_painter (self, painter != NULL ? chezu_region_painter_new_on (painter, self->plane) : NULL);
}

void
chezu_region_layer_set_scheme (ChezuRegionLayer *self, ChezuScheme scheme)
{
  g_return_if_fail (CHEZU_IS_REGION_LAYER (self));

  if (self->scheme == scheme)
    return;
  self->scheme = scheme;
  update (self);
}

/* Returns: whether the regions of the current view are drawn as they should be. */
gboolean
chezu_region_layer_is_settled (ChezuRegionLayer *self)
{
  ChezuFleetFrame frame;

  g_return_val_if_fail (CHEZU_IS_REGION_LAYER (self), FALSE);

  frame = get_frame (self);
  return self->painter == NULL || is_current (self, &frame);
}
