/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "map/chezu-overlay-layer.h"

#include "map/chezu-map-layer.h"
#include "map/chezu-overlay-labels.h"
#include "map/chezu-overlay-painter.h"
#include "map/chezu-painted.h"
#include "map/chezu-viewport.h"

/* Pixels around a line or a point that count as at it. */
#define REACH 5.0

struct _ChezuOverlayLayer
{
  ShumateLayer parent_instance;

  const ChezuPlane *plane;
  GPtrArray *entries; /* of ChezuOverlayEntry, the topmost first */
  GHashTable *worked; /* ChezuOverlayShapes → Worked */
  guint n_working;    /* threads that project */
  ChezuPainted *painted;
};

/* What a thread made of the shapes. */
typedef struct
{
  ChezuOverlayFigure *figure;
  ChezuMapLabels *labels;
} Worked;

static void
worked_free (gpointer data)
{
  Worked *worked = data;

  chezu_overlay_figure_unref (worked->figure);
  chezu_map_labels_free (worked->labels);
  g_free (worked);
}

enum
{
  WORKED_OUT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void map_layer_iface_init (ChezuMapLayerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ChezuOverlayLayer,
                               chezu_overlay_layer,
                               SHUMATE_TYPE_LAYER,
                               G_IMPLEMENT_INTERFACE (CHEZU_TYPE_MAP_LAYER, map_layer_iface_init))

ChezuOverlayEntry *
chezu_overlay_entry_new (gint64 id,
                         const char *name,
                         const ChezuOverlayStyle *style,
                         ChezuOverlayShapes *shapes)
{
  ChezuOverlayEntry *self = g_new0 (ChezuOverlayEntry, 1);

  self->id = id;
  self->name = g_strdup (name);
  self->style = *style;
  self->shapes = chezu_overlay_shapes_ref (shapes);
  return self;
}

void
chezu_overlay_entry_free (ChezuOverlayEntry *self)
{
  g_free (self->name);
  chezu_overlay_shapes_unref (self->shapes);
  g_free (self);
}

/* --- What is painted ------------------------------------------------------------------------- */

static void
paint_clear (gpointer data)
{
  chezu_overlay_figure_unref (((ChezuOverlayPaint *)data)->figure);
}

/* NULL: it is hidden, or not worked out yet. */
static const Worked *
get_worked (ChezuOverlayLayer *self, const ChezuOverlayEntry *entry)
{
  return entry->style.visible ? g_hash_table_lookup (self->worked, entry->shapes) : NULL;
}

/* The lowest is painted first. */
static void
update_scene (ChezuOverlayLayer *self)
{
  g_autoptr (GArray) paints = g_array_new (FALSE, FALSE, sizeof (ChezuOverlayPaint));

  g_array_set_clear_func (paints, paint_clear);
  for (guint i = self->entries->len; i-- > 0;)
    {
      const ChezuOverlayEntry *entry = self->entries->pdata[i];
      const Worked *worked = get_worked (self, entry);
      ChezuOverlayPaint paint = { .style = entry->style };

      if (worked == NULL)
        continue;
      paint.figure = chezu_overlay_figure_ref (worked->figure);
      g_array_append_val (paints, paint);
    }
  chezu_painted_set_scene (self->painted, paints->len > 0 ? paints : NULL);
}

static cairo_surface_t *
paint (gpointer scene, const ChezuPaintedFrame *wanted, GCancellable *cancellable)
{
  return chezu_overlay_painter_paint (scene, wanted, cancellable);
}

/* --- Projecting ------------------------------------------------------------------------------ */

typedef struct
{
  ChezuOverlayShapes *shapes;
  const ChezuPlane *plane;
} Job;

static void
job_free (Job *job)
{
  chezu_overlay_shapes_unref (job->shapes);
  g_free (job);
}

static void
project_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Job *job = data;
  Worked *worked = g_new0 (Worked, 1);

  worked->figure = chezu_overlay_figure_new (job->shapes, job->plane);
  worked->labels = chezu_overlay_labels_new (worked->figure);
  g_task_return_pointer (task, worked, worked_free);
}

static gboolean
is_shown (ChezuOverlayLayer *self, const ChezuOverlayShapes *shapes)
{
  for (guint i = 0; i < self->entries->len; i++)
    if (((const ChezuOverlayEntry *)self->entries->pdata[i])->shapes == shapes)
      return TRUE;
  return FALSE;
}

static void
projected_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  ChezuOverlayLayer *self = CHEZU_OVERLAY_LAYER (object);
  Worked *worked = g_task_propagate_pointer (G_TASK (result), NULL);

  self->n_working--;
  /* The overlay may have gone, or the base map be another, while the thread was at work. */
  if (self->painted == NULL || worked->figure->plane != self->plane
      || !is_shown (self, worked->figure->shapes))
    {
      worked_free (worked);
      return;
    }
  g_hash_table_insert (self->worked, worked->figure->shapes, worked);
  update_scene (self);
  g_signal_emit (self, signals[WORKED_OUT], 0);
}

static void
start_projecting (ChezuOverlayLayer *self, ChezuOverlayShapes *shapes)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, projected_cb, NULL);
  Job *job = g_new0 (Job, 1);

  job->shapes = chezu_overlay_shapes_ref (shapes);
  job->plane = self->plane;
  self->n_working++;
  g_task_set_static_name (task, "project an overlay");
  g_task_set_task_data (task, job, (GDestroyNotify)job_free);
  g_task_run_in_thread (task, project_in_thread);
}

static void
project_what_is_new (ChezuOverlayLayer *self)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      const ChezuOverlayEntry *entry = self->entries->pdata[i];
      const Worked *worked = g_hash_table_lookup (self->worked, entry->shapes);

      if (worked == NULL || worked->figure->plane != self->plane)
        start_projecting (self, entry->shapes);
    }
}

static gboolean
is_gone (gpointer shapes, gpointer worked, gpointer data)
{
  return !is_shown (data, shapes);
}

/* --- Map layer ------------------------------------------------------------------------------- */

static void
set_plane (ChezuMapLayer *layer, const ChezuPlane *plane)
{
  ChezuOverlayLayer *self = CHEZU_OVERLAY_LAYER (layer);

  if (self->plane == plane)
    return;
  self->plane = plane;
  project_what_is_new (self);
}

static void
set_scheme (ChezuMapLayer *layer, ChezuScheme scheme)
{
  chezu_painted_set_scheme (CHEZU_OVERLAY_LAYER (layer)->painted, scheme);
}

static gboolean
is_settled (ChezuMapLayer *layer)
{
  ChezuOverlayLayer *self = CHEZU_OVERLAY_LAYER (layer);

  return self->n_working == 0 && chezu_painted_is_settled (self->painted);
}

static void
map_layer_iface_init (ChezuMapLayerInterface *iface)
{
  iface->set_plane = set_plane;
  iface->set_scheme = set_scheme;
  iface->is_settled = is_settled;
}

/* --- Class ----------------------------------------------------------------------------------- */

static void
viewport_changed_cb (ChezuOverlayLayer *self)
{
  chezu_painted_update (self->painted);
  if (self->entries->len > 0)
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
scale_changed_cb (ChezuOverlayLayer *self)
{
  chezu_painted_update (self->painted);
}

static void
chezu_overlay_layer_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  chezu_painted_snapshot (CHEZU_OVERLAY_LAYER (widget)->painted, snapshot);
}

static void
chezu_overlay_layer_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  chezu_painted_update (CHEZU_OVERLAY_LAYER (widget)->painted);
}

static void
chezu_overlay_layer_constructed (GObject *object)
{
  ChezuOverlayLayer *self = CHEZU_OVERLAY_LAYER (object);

  G_OBJECT_CLASS (chezu_overlay_layer_parent_class)->constructed (object);

  self->painted = chezu_painted_new (SHUMATE_LAYER (self), paint, (GBoxedCopyFunc)g_array_ref,
                                     (GDestroyNotify)g_array_unref);
  g_signal_connect_object (shumate_layer_get_viewport (SHUMATE_LAYER (self)), "notify",
                           G_CALLBACK (viewport_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::scale-factor", G_CALLBACK (scale_changed_cb), NULL);
}

static void
chezu_overlay_layer_dispose (GObject *object)
{
  ChezuOverlayLayer *self = CHEZU_OVERLAY_LAYER (object);

  if (self->painted != NULL)
    g_signal_handlers_disconnect_by_data (shumate_layer_get_viewport (SHUMATE_LAYER (self)), self);
  g_clear_pointer (&self->painted, chezu_painted_free);

  G_OBJECT_CLASS (chezu_overlay_layer_parent_class)->dispose (object);
}

static void
chezu_overlay_layer_finalize (GObject *object)
{
  ChezuOverlayLayer *self = CHEZU_OVERLAY_LAYER (object);

  g_ptr_array_unref (self->entries);
  g_hash_table_unref (self->worked);

  G_OBJECT_CLASS (chezu_overlay_layer_parent_class)->finalize (object);
}

static void
chezu_overlay_layer_class_init (ChezuOverlayLayerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = chezu_overlay_layer_constructed;
  object_class->dispose = chezu_overlay_layer_dispose;
  object_class->finalize = chezu_overlay_layer_finalize;
  widget_class->snapshot = chezu_overlay_layer_snapshot;
  widget_class->size_allocate = chezu_overlay_layer_size_allocate;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);

  signals[WORKED_OUT] = g_signal_new ("worked-out", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                      NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static GPtrArray *
new_entries (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)chezu_overlay_entry_free);
}

static void
chezu_overlay_layer_init (ChezuOverlayLayer *self)
{
  self->plane = chezu_plane_get (CHEZU_DATUM_WGS84);
  self->entries = new_entries ();
  self->worked = g_hash_table_new_full (NULL, NULL, NULL, worked_free);
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

ChezuOverlayLayer *
chezu_overlay_layer_new (ShumateViewport *viewport)
{
  g_return_val_if_fail (SHUMATE_IS_VIEWPORT (viewport), NULL);

  return g_object_new (CHEZU_TYPE_OVERLAY_LAYER, "viewport", viewport, NULL);
}

/**
 * chezu_overlay_layer_set_entries:
 * @entries: (transfer full) (element-type ChezuOverlayEntry):
 */
void
chezu_overlay_layer_set_entries (ChezuOverlayLayer *self, GPtrArray *entries)
{
  g_autoptr (GPtrArray) before = NULL;

  g_return_if_fail (CHEZU_IS_OVERLAY_LAYER (self));
  g_return_if_fail (entries != NULL);

  before = g_steal_pointer (&self->entries);
  self->entries = entries;
  g_hash_table_foreach_remove (self->worked, is_gone, self);
  project_what_is_new (self);
  update_scene (self);
  g_signal_emit (self, signals[WORKED_OUT], 0);
}

static gboolean
find (ChezuOverlayLayer *self,
      const ChezuFleetFrame *frame,
      double x,
      double y,
      gboolean areas,
      ChezuOverlayHit *hit)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      const ChezuOverlayEntry *entry = self->entries->pdata[i];
      const Worked *worked = get_worked (self, entry);
      double reach
          = (areas ? entry->style.width : chezu_overlay_point_radius (&entry->style)) + REACH;
      int found;

      if (worked == NULL)
        continue;
      found = chezu_overlay_figure_find (worked->figure, frame->x + x / frame->scale,
                                         frame->y + y / frame->scale, reach / frame->scale, areas);
      if (found < 0)
        continue;
      hit->overlay = entry->name;
      hit->feature = chezu_overlay_shapes_get (entry->shapes, (guint)found);
      hit->color = entry->style.color;
      return TRUE;
    }
  return FALSE;
}

gboolean
chezu_overlay_layer_pick (ChezuOverlayLayer *self, double x, double y, ChezuOverlayHit *hit)
{
  ChezuFleetFrame frame;

  g_return_val_if_fail (CHEZU_IS_OVERLAY_LAYER (self), FALSE);

  if (self->entries->len == 0)
    return FALSE;
  frame = chezu_viewport_get_frame (shumate_layer_get_viewport (SHUMATE_LAYER (self)),
                                    gtk_widget_get_width (GTK_WIDGET (self)),
                                    gtk_widget_get_height (GTK_WIDGET (self)));
  return find (self, &frame, x, y, FALSE, hit) || find (self, &frame, x, y, TRUE, hit);
}

ChezuMapLabels *
chezu_overlay_layer_make_labels (ChezuOverlayLayer *self)
{
  ChezuMapLabels *labels = chezu_map_labels_new ();

  g_return_val_if_fail (CHEZU_IS_OVERLAY_LAYER (self), labels);

  for (guint i = 0; i < self->entries->len; i++)
    {
      const ChezuOverlayEntry *entry = self->entries->pdata[i];
      const Worked *worked = get_worked (self, entry);

      if (worked != NULL)
        chezu_overlay_labels_add (labels, worked->labels, entry->id);
    }
  return labels;
}
