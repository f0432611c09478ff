/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "map/chezu-geofence-layer.h"

#include "map/chezu-geofence-scene.h"
#include "map/chezu-map-layer.h"
#include "map/chezu-painted.h"

struct _ChezuGeofenceLayer
{
  ShumateLayer parent_instance;

  const ChezuPlane *plane;
  GPtrArray *rows;            /* of ChezuGeofenceRow */
  ChezuOverlayFigure *figure; /* of them in the plane */
  ChezuGeofenceScene *scene;
  ChezuPainted *painted;
  gint64 selected;
  gint64 edited;
  gboolean counted;
};

enum
{
  WORKED_OUT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void map_layer_iface_init (ChezuMapLayerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ChezuGeofenceLayer,
                               chezu_geofence_layer,
                               SHUMATE_TYPE_LAYER,
                               G_IMPLEMENT_INTERFACE (CHEZU_TYPE_MAP_LAYER, map_layer_iface_init))

static const ChezuGeofenceRow *
row_at (const GPtrArray *rows, guint index)
{
  return rows->pdata[index];
}

/* --- What is painted */

static GArray *
make_looks (ChezuGeofenceLayer *self, gboolean *any)
{
  GArray *looks = g_array_new (FALSE, FALSE, sizeof (ChezuGeofenceLook));

  *any = FALSE;
  for (guint i = 0; i < self->rows->len; i++)
    {
      const ChezuGeofenceRow *row = row_at (self->rows, i);
      const ChezuGeofenceLook look = {
        .color = row->color,
        .selected = row->id == self->selected,
        .shown = (row->visible || row->id == self->selected) && row->id != self->edited,
      };

      *any = *any || look.shown;
      g_array_append_val (looks, look);
    }
  return looks;
}

static void
update_scene (ChezuGeofenceLayer *self)
{
  gboolean any;
  GArray *looks = make_looks (self, &any);

  g_clear_pointer (&self->scene, chezu_geofence_scene_unref);
  self->scene = chezu_geofence_scene_new (chezu_overlay_figure_ref (self->figure), looks);
  chezu_painted_set_scene (self->painted, any ? self->scene : NULL);
  g_signal_emit (self, signals[WORKED_OUT], 0);
}

static void
project (ChezuGeofenceLayer *self)
{
  g_clear_pointer (&self->figure, chezu_overlay_figure_unref);
  self->figure = chezu_geofence_scene_project (self->rows, self->plane);
}

static gboolean
are_of_same_shape (const GPtrArray *a, const GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    if (row_at (a, i)->id != row_at (b, i)->id
        || row_at (a, i)->changed_ms != row_at (b, i)->changed_ms)
      return FALSE;
  return TRUE;
}

/* --- Map layer */

static void
set_plane (ChezuMapLayer *layer, const ChezuPlane *plane)
{
  ChezuGeofenceLayer *self = CHEZU_GEOFENCE_LAYER (layer);

  if (self->plane == plane)
    return;
  self->plane = plane;
  project (self);
  update_scene (self);
}

static void
set_scheme (ChezuMapLayer *layer, ChezuScheme scheme)
{
  chezu_painted_set_scheme (CHEZU_GEOFENCE_LAYER (layer)->painted, scheme);
}

static gboolean
is_settled (ChezuMapLayer *layer)
{
  return chezu_painted_is_settled (CHEZU_GEOFENCE_LAYER (layer)->painted);
}

static void
map_layer_iface_init (ChezuMapLayerInterface *iface)
{
  iface->set_plane = set_plane;
  iface->set_scheme = set_scheme;
  iface->is_settled = is_settled;
}

/* --- Class */

static void
viewport_changed_cb (ChezuGeofenceLayer *self)
{
  chezu_painted_update (self->painted);
  if (self->rows->len > 0)
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
scale_changed_cb (ChezuGeofenceLayer *self)
{
  chezu_painted_update (self->painted);
}

static void
chezu_geofence_layer_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  chezu_painted_snapshot (CHEZU_GEOFENCE_LAYER (widget)->painted, snapshot);
}

static void
chezu_geofence_layer_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  chezu_painted_update (CHEZU_GEOFENCE_LAYER (widget)->painted);
}

static void
chezu_geofence_layer_constructed (GObject *object)
{
  ChezuGeofenceLayer *self = CHEZU_GEOFENCE_LAYER (object);

  G_OBJECT_CLASS (chezu_geofence_layer_parent_class)->constructed (object);

  self->painted = chezu_painted_new (SHUMATE_LAYER (self), chezu_geofence_scene_paint,
                                     (GBoxedCopyFunc)chezu_geofence_scene_ref,
                                     (GDestroyNotify)chezu_geofence_scene_unref);
  g_signal_connect_object (shumate_layer_get_viewport (SHUMATE_LAYER (self)), "notify",
                           G_CALLBACK (viewport_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::scale-factor", G_CALLBACK (scale_changed_cb), NULL);
}

static void
chezu_geofence_layer_dispose (GObject *object)
{
  ChezuGeofenceLayer *self = CHEZU_GEOFENCE_LAYER (object);

  if (self->painted != NULL)
    g_signal_handlers_disconnect_by_data (shumate_layer_get_viewport (SHUMATE_LAYER (self)), self);
  g_clear_pointer (&self->painted, chezu_painted_free);

  G_OBJECT_CLASS (chezu_geofence_layer_parent_class)->dispose (object);
}

static void
chezu_geofence_layer_finalize (GObject *object)
{
  ChezuGeofenceLayer *self = CHEZU_GEOFENCE_LAYER (object);

  g_clear_pointer (&self->scene, chezu_geofence_scene_unref);
  chezu_overlay_figure_unref (self->figure);
  g_ptr_array_unref (self->rows);

  G_OBJECT_CLASS (chezu_geofence_layer_parent_class)->finalize (object);
}

static void
chezu_geofence_layer_class_init (ChezuGeofenceLayerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = chezu_geofence_layer_constructed;
  object_class->dispose = chezu_geofence_layer_dispose;
  object_class->finalize = chezu_geofence_layer_finalize;
  widget_class->snapshot = chezu_geofence_layer_snapshot;
  widget_class->size_allocate = chezu_geofence_layer_size_allocate;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);

  signals[WORKED_OUT] = g_signal_new ("worked-out", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                      NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
chezu_geofence_layer_init (ChezuGeofenceLayer *self)
{
  self->plane = chezu_plane_get (CHEZU_DATUM_WGS84);
  self->rows = g_ptr_array_new ();
  self->counted = TRUE;
  project (self);
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

ChezuGeofenceLayer *
chezu_geofence_layer_new (ShumateViewport *viewport)
{
  g_return_val_if_fail (SHUMATE_IS_VIEWPORT (viewport), NULL);

  return g_object_new (CHEZU_TYPE_GEOFENCE_LAYER, "viewport", viewport, NULL);
}

void
chezu_geofence_layer_set_rows (ChezuGeofenceLayer *self, GPtrArray *rows)
{
  g_autoptr (GPtrArray) before = NULL;

  g_return_if_fail (CHEZU_IS_GEOFENCE_LAYER (self));
  g_return_if_fail (rows != NULL);

  before = g_steal_pointer (&self->rows);
  self->rows = g_ptr_array_ref (rows);
  if (!are_of_same_shape (before, rows))
    project (self);
  update_scene (self);
}

void
chezu_geofence_layer_set_selected (ChezuGeofenceLayer *self, gint64 id)
{
  g_return_if_fail (CHEZU_IS_GEOFENCE_LAYER (self));

  if (self->selected == id)
    return;
  self->selected = id;
  update_scene (self);
}

void
chezu_geofence_layer_set_edited (ChezuGeofenceLayer *self, gint64 id)
{
  g_return_if_fail (CHEZU_IS_GEOFENCE_LAYER (self));

  if (self->edited == id)
    return;
  self->edited = id;
  update_scene (self);
}

void
chezu_geofence_layer_set_counted (ChezuGeofenceLayer *self, gboolean counted)
{
  g_return_if_fail (CHEZU_IS_GEOFENCE_LAYER (self));

  if (self->counted == counted)
    return;
  self->counted = counted;
  g_signal_emit (self, signals[WORKED_OUT], 0);
}

gboolean
chezu_geofence_layer_get_counted (ChezuGeofenceLayer *self)
{
  g_return_val_if_fail (CHEZU_IS_GEOFENCE_LAYER (self), FALSE);

  return self->counted;
}

static gboolean
has_inside (const ChezuGeofenceRow *row, double lon, double lat)
{
  gboolean inside = FALSE;

  if (lon < row->bounds[0] || lat < row->bounds[1] || lon > row->bounds[2] || lat > row->bounds[3])
    return FALSE;
  for (guint i = 0; i < row->outline->len; i++)
    {
      const GArray *ring = g_array_index (row->outline, GArray *, i);

      for (guint k = 1; k < ring->len; k++)
        {
          const ChezuGeofenceVertex *a = &g_array_index (ring, ChezuGeofenceVertex, k - 1);
          const ChezuGeofenceVertex *b = &g_array_index (ring, ChezuGeofenceVertex, k);

          if ((a->lat > lat) != (b->lat > lat)
              && lon < a->lon + (b->lon - a->lon) * (lat - a->lat) / (b->lat - a->lat))
            inside = !inside;
        }
    }
  return inside;
}

void
chezu_geofence_layer_find (ChezuGeofenceLayer *self, double lon, double lat, GPtrArray *found)
{
  g_return_if_fail (CHEZU_IS_GEOFENCE_LAYER (self));

  for (guint i = 0; i < self->rows->len; i++)
    if (row_at (self->rows, i)->visible && has_inside (row_at (self->rows, i), lon, lat))
      g_ptr_array_add (found, self->rows->pdata[i]);
}

ChezuMapLabels *
chezu_geofence_layer_make_labels (ChezuGeofenceLayer *self)
{
  g_return_val_if_fail (CHEZU_IS_GEOFENCE_LAYER (self), NULL);

  return self->scene != NULL
             ? chezu_geofence_scene_make_labels (self->scene, self->rows, self->counted)
             : chezu_map_labels_new ();
}
