/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Around three habits of libshumate 1.4:
 *
 * Loading is put off while the map moves fast, and not taken up again when it stops: the layers are
 * allocated anew for some frames after each movement. A style cannot be changed: another scheme is
 * another layer above the old one, which goes when the new one is complete. Between whole zoom
 * levels tiles are scaled pictures: whoever moves the viewport ends at a whole level. */

#include "map/chezu-base-layer.h"

#include "map/chezu-mbtiles-source.h"
#include "map/chezu-raster-layer.h"
#include "map/chezu-tile-relay.h"

#include <string.h>

/* As long as a layer may miss that the map has stopped. */
#define FRAMES_TO_KICK 6

#define TILE_SIZE 512
/* libshumate's zoom is one less than the usual with tiles of this size. */
#define LEVEL_OF_ZOOM(zoom) ((guint)(zoom) - 1)

#define SOURCE_NAME "chezu"

/* In the dark scheme pictures are dimmed to this share of their light; their colours stay. */
#define DARK_LIGHT 0.68f

/* Pictures: the ground and the names above it. */
#define N_SHEETS 2

struct _ChezuBaseLayer
{
  ShumateLayer parent_instance;

  ChezuScheme scheme;
  gboolean failed;
  gboolean settled;

  GStrv local_maps; /* (nullable) */

  /* What loading brought; NULL before. */
  ChezuMbtilesSource *tiles;
  char *style;
  char *trouble; /* (nullable): of the local maps */

  /* Child widgets: @current is complete or the first, @coming is above it until it is complete. */
  ShumateMapLayer *current;
  ShumateMapLayer *coming;
  gboolean complete; /* @current has once had all its tiles */

  /* Child widgets above them; NULL while the built-in map is shown. */
  ChezuRasterLayer *pictures[N_SHEETS];
  ChezuRasterLayer *coming_pictures[N_SHEETS];

  guint tick_id;
  guint frames_left;
};

enum
{
  PROP_0,
  PROP_SETTLED,
  N_PROPS
};
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ChezuBaseLayer, chezu_base_layer, SHUMATE_TYPE_LAYER)

/* --- Settled or not --- */

static guint
n_pending (ShumateMapLayer *layer)
{
  g_autoptr (ShumateMapSource) source = NULL;

  if (layer == NULL)
    return 0;
  g_object_get (layer, "map-source", &source, NULL);
  return chezu_tile_relay_get_n_pending (CHEZU_TILE_RELAY (source));
}

static gboolean
are_settled (ChezuRasterLayer *const *sheets)
{
  for (guint i = 0; i < N_SHEETS; i++)
    if (sheets[i] != NULL && !chezu_raster_layer_is_settled (sheets[i]))
      return FALSE;
  return TRUE;
}

static void
update_settled (ChezuBaseLayer *self)
{
  gboolean drawn = self->complete && self->coming == NULL && self->frames_left == 0
                   && n_pending (self->current) == 0;
  gboolean settled
      = self->coming_pictures[0] == NULL
        && (self->pictures[0] != NULL ? are_settled (self->pictures) : drawn || self->failed);

  if (settled == self->settled)
    return;
  self->settled = settled;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SETTLED]);
}

/* --- Kicking --- */

static gboolean
kick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  ChezuBaseLayer *self = CHEZU_BASE_LAYER (widget);

  if (self->current != NULL)
    gtk_widget_queue_allocate (GTK_WIDGET (self->current));
  if (self->coming != NULL)
    gtk_widget_queue_allocate (GTK_WIDGET (self->coming));
  self->frames_left--;
  if (self->frames_left > 0)
    return G_SOURCE_CONTINUE;
  self->tick_id = 0;
  update_settled (self);
  return G_SOURCE_REMOVE;
}

static void
kick (ChezuBaseLayer *self)
{
  self->frames_left = FRAMES_TO_KICK;
  if (self->tick_id == 0)
    self->tick_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), kick_cb, NULL, NULL);
  update_settled (self);
}

/* --- Layers --- */

static void
drop_layer (ShumateMapLayer **layer)
{
  if (*layer != NULL)
    gtk_widget_unparent (GTK_WIDGET (g_steal_pointer (layer)));
}

static void
map_loaded_cb (ShumateMapLayer *layer, gboolean errors, ChezuBaseLayer *self)
{
  if (layer == self->coming)
    {
      drop_layer (&self->current);
      self->current = g_steal_pointer (&self->coming);
    }
  self->complete = TRUE;
  update_settled (self);
}

static ShumateMapLayer *
make_layer (ChezuBaseLayer *self, GError **error)
{
  g_autofree char *style = chezu_palette_fill_template (self->style, self->scheme);
  g_autoptr (ShumateVectorRenderer) renderer
      = shumate_vector_renderer_new (SOURCE_NAME, style, error);
  g_autoptr (ChezuTileRelay) relay = NULL;
  ShumateMapLayer *layer;

  if (renderer == NULL)
    return NULL;
  shumate_vector_renderer_set_data_source (renderer, SOURCE_NAME,
                                           SHUMATE_DATA_SOURCE (self->tiles));
  shumate_map_source_set_max_zoom_level (SHUMATE_MAP_SOURCE (renderer),
                                         LEVEL_OF_ZOOM (CHEZU_ZOOM_MAX));
  relay = chezu_tile_relay_new (SHUMATE_MAP_SOURCE (renderer), GTK_WIDGET (self));
  g_signal_connect_object (relay, "idle", G_CALLBACK (update_settled), self, G_CONNECT_SWAPPED);

  layer = shumate_map_layer_new (SHUMATE_MAP_SOURCE (relay),
                                 shumate_layer_get_viewport (SHUMATE_LAYER (self)));
  g_signal_connect_object (layer, "map-loaded", G_CALLBACK (map_loaded_cb), self, 0);
  gtk_widget_set_parent (GTK_WIDGET (layer), GTK_WIDGET (self));
  return layer;
}

/* Puts a layer in the current scheme above what is there. */
static gboolean
show_scheme (ChezuBaseLayer *self, GError **error)
{
  ShumateMapLayer *layer = make_layer (self, error);

  if (layer == NULL)
    return FALSE;
  drop_layer (&self->coming);
  if (self->current == NULL)
    self->current = layer;
  else
    self->coming = layer;
  gtk_widget_set_child_visible (GTK_WIDGET (layer), self->pictures[0] == NULL);
  kick (self);
  return TRUE;
}

/* --- Pictures --- */

static void
drop_sheets (ChezuRasterLayer **sheets)
{
  for (guint i = 0; i < N_SHEETS; i++)
    if (sheets[i] != NULL)
      gtk_widget_unparent (GTK_WIDGET (g_steal_pointer (&sheets[i])));
}

static void
show_built_in (ChezuBaseLayer *self, gboolean shown)
{
  if (self->current != NULL)
    gtk_widget_set_child_visible (GTK_WIDGET (self->current), shown);
  if (self->coming != NULL)
    gtk_widget_set_child_visible (GTK_WIDGET (self->coming), shown);
}

static void
sheet_settled_cb (ChezuBaseLayer *self)
{
  if (self->coming_pictures[0] != NULL && are_settled (self->coming_pictures))
    {
      drop_sheets (self->pictures);
      memcpy (self->pictures, self->coming_pictures, sizeof self->pictures);
      memset (self->coming_pictures, 0, sizeof self->coming_pictures);
      show_built_in (self, FALSE);
      gtk_widget_queue_draw (GTK_WIDGET (self));
    }
  update_settled (self);
}

static ChezuRasterLayer *
make_sheet (ChezuBaseLayer *self, const ChezuTileSource *source, ChezuTileFeed *feed)
{
  ShumateViewport *viewport = shumate_layer_get_viewport (SHUMATE_LAYER (self));
  ChezuRasterLayer *sheet = chezu_raster_layer_new (viewport, feed, source);

  g_signal_connect_object (sheet, "settled", G_CALLBACK (sheet_settled_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_set_parent (GTK_WIDGET (sheet), GTK_WIDGET (self));
  return sheet;
}

void
chezu_base_layer_set_pictures (ChezuBaseLayer *self,
                               const ChezuTileSource *source,
                               ChezuTileFeed *ground,
                               ChezuTileFeed *labels)
{
  g_return_if_fail (CHEZU_IS_BASE_LAYER (self));
  g_return_if_fail (ground == NULL || source != NULL);

  drop_sheets (self->coming_pictures);
  if (ground != NULL)
    {
      self->coming_pictures[0] = make_sheet (self, source, ground);
      if (labels != NULL)
        self->coming_pictures[1] = make_sheet (self, source, labels);
    }
  else
    {
      drop_sheets (self->pictures);
      show_built_in (self, TRUE);
      kick (self);
    }
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  update_settled (self);
}

/* --- The widget --- */

static void
chezu_base_layer_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  ChezuBaseLayer *self = CHEZU_BASE_LAYER (widget);

  /* Behind pictures nothing is loaded. */
  if (self->current != NULL && self->pictures[0] == NULL)
    gtk_widget_allocate (GTK_WIDGET (self->current), width, height, baseline, NULL);
  if (self->coming != NULL && self->pictures[0] == NULL)
    gtk_widget_allocate (GTK_WIDGET (self->coming), width, height, baseline, NULL);
  for (guint i = 0; i < N_SHEETS; i++)
    {
      if (self->pictures[i] != NULL)
        gtk_widget_allocate (GTK_WIDGET (self->pictures[i]), width, height, baseline, NULL);
      if (self->coming_pictures[i] != NULL)
        gtk_widget_allocate (GTK_WIDGET (self->coming_pictures[i]), width, height, baseline, NULL);
    }
}

/* Light is taken from all colours alike, so that each stays what it is. */
static void
snapshot_pictures (ChezuBaseLayer *self, GtkSnapshot *snapshot)
{
  ChezuRasterLayer *const *sheets[] = { self->pictures, self->coming_pictures };
  const GdkRGBA veil = { 0, 0, 0, 1 - DARK_LIGHT };

  for (guint set = 0; set < G_N_ELEMENTS (sheets); set++)
    for (guint i = 0; i < N_SHEETS; i++)
      if (sheets[set][i] != NULL)
        gtk_widget_snapshot_child (GTK_WIDGET (self), GTK_WIDGET (sheets[set][i]), snapshot);
  if (self->scheme == CHEZU_SCHEME_DARK && self->pictures[0] != NULL)
    gtk_snapshot_append_color (snapshot, &veil,
                               &GRAPHENE_RECT_INIT (0, 0, gtk_widget_get_width (GTK_WIDGET (self)),
                                                    gtk_widget_get_height (GTK_WIDGET (self))));
}

/* Land-coloured before the first tile and under pictures, so that the start is calm and what a
 * service lacks is no hole. */
static void
chezu_base_layer_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ChezuBaseLayer *self = CHEZU_BASE_LAYER (widget);
  GdkRGBA land = chezu_color_get (CHEZU_COLOR_LAND, self->scheme);

  if (!self->complete || self->pictures[0] != NULL)
    gtk_snapshot_append_color (
        snapshot, &land,
        &GRAPHENE_RECT_INIT (0, 0, gtk_widget_get_width (widget), gtk_widget_get_height (widget)));
  if (self->current != NULL)
    gtk_widget_snapshot_child (widget, GTK_WIDGET (self->current), snapshot);
  if (self->coming != NULL)
    gtk_widget_snapshot_child (widget, GTK_WIDGET (self->coming), snapshot);
  snapshot_pictures (self, snapshot);
}

static void
chezu_base_layer_constructed (GObject *object)
{
  ChezuBaseLayer *self = CHEZU_BASE_LAYER (object);
  ShumateViewport *viewport = shumate_layer_get_viewport (SHUMATE_LAYER (self));

  G_OBJECT_CLASS (chezu_base_layer_parent_class)->constructed (object);
  g_signal_connect_object (viewport, "notify::longitude", G_CALLBACK (kick), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (viewport, "notify::latitude", G_CALLBACK (kick), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (viewport, "notify::zoom-level", G_CALLBACK (kick), self,
                           G_CONNECT_SWAPPED);
}

static void
chezu_base_layer_dispose (GObject *object)
{
  ChezuBaseLayer *self = CHEZU_BASE_LAYER (object);

  drop_sheets (self->coming_pictures);
  drop_sheets (self->pictures);
  drop_layer (&self->coming);
  drop_layer (&self->current);
  g_clear_object (&self->tiles);
  g_clear_pointer (&self->style, g_free);
  g_clear_pointer (&self->trouble, g_free);
  g_clear_pointer (&self->local_maps, g_strfreev);
  G_OBJECT_CLASS (chezu_base_layer_parent_class)->dispose (object);
}

static void
chezu_base_layer_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_SETTLED)
    g_value_set_boolean (value, CHEZU_BASE_LAYER (object)->settled);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
chezu_base_layer_class_init (ChezuBaseLayerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = chezu_base_layer_constructed;
  object_class->dispose = chezu_base_layer_dispose;
  object_class->get_property = chezu_base_layer_get_property;
  widget_class->size_allocate = chezu_base_layer_size_allocate;
  widget_class->snapshot = chezu_base_layer_snapshot;

  properties[PROP_SETTLED]
      = g_param_spec_boolean ("settled", NULL, NULL, FALSE,
                              G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
chezu_base_layer_init (ChezuBaseLayer *self)
{
}

/**
 * chezu_base_layer_new:
 *
 * Returns: (transfer floating): a layer without tiles, and @viewport made ready for it
 */
ChezuBaseLayer *
chezu_base_layer_new (ShumateViewport *viewport)
{
  g_autoptr (ShumateMapSource) reference = NULL;

  g_return_val_if_fail (SHUMATE_IS_VIEWPORT (viewport), NULL);

  /* Only its measures are ever asked for. */
  reference = g_object_new (CHEZU_TYPE_TILE_RELAY, "id", "reference", "tile-size", TILE_SIZE,
                            "min-zoom-level", LEVEL_OF_ZOOM (CHEZU_ZOOM_MIN), "max-zoom-level",
                            LEVEL_OF_ZOOM (CHEZU_ZOOM_MAX), NULL);
  shumate_viewport_set_reference_map_source (viewport, reference);
  shumate_viewport_set_max_zoom_level (viewport, LEVEL_OF_ZOOM (CHEZU_ZOOM_MAX));
  shumate_viewport_set_min_zoom_level (viewport, LEVEL_OF_ZOOM (CHEZU_ZOOM_MIN));
  return g_object_new (CHEZU_TYPE_BASE_LAYER, "viewport", viewport, NULL);
}

/* --- Loading --- */

typedef struct
{
  ChezuBaseLayer *layer; /* only touched on the user interface's thread */
  char *mbtiles_path;
  char *style_path;
  GStrv local_maps; /* (nullable) */
  ChezuMbtilesSource *tiles;
  char *style;
  GString *trouble;
} Load;

static void
load_free (Load *load)
{
  g_clear_object (&load->layer);
  g_clear_object (&load->tiles);
  g_free (load->mbtiles_path);
  g_free (load->style_path);
  g_free (load->style);
  g_strfreev (load->local_maps);
  g_string_free (load->trouble, TRUE);
  g_free (load);
}

/* One that cannot be read is no reason to show no map. */
static void
add_local_maps (Load *load)
{
  for (guint i = 0; load->local_maps != NULL && load->local_maps[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;

      if (!chezu_mbtiles_source_add_local (load->tiles, load->local_maps[i], &error))
        g_string_append_printf (load->trouble, "%s%s", load->trouble->len > 0 ? "\n" : "",
                                error->message);
    }
}

static DexFuture *
read_files (gpointer data)
{
  Load *load = data;
  GError *error = NULL;

  if (!g_file_get_contents (load->style_path, &load->style, NULL, &error))
    return dex_future_new_for_error (error);
  load->tiles = chezu_mbtiles_source_new (load->mbtiles_path, &error);
  if (load->tiles == NULL)
    return dex_future_new_for_error (error);
  add_local_maps (load);
  return dex_future_new_true ();
}

static DexFuture *
load_fiber (gpointer user_data)
{
  Load *load = user_data;
  ChezuBaseLayer *self = load->layer;
  GError *error = NULL;

  if (dex_await (
          dex_scheduler_spawn (dex_thread_pool_scheduler_get_default (), 0, read_files, load, NULL),
          &error))
    {
      g_set_object (&self->tiles, load->tiles);
      g_set_str (&self->style, load->style);
      g_set_str (&self->trouble, load->trouble->len > 0 ? load->trouble->str : NULL);
      if (show_scheme (self, &error))
        return dex_future_new_true ();
    }
  self->failed = self->current == NULL;
  update_settled (self);
  return dex_future_new_for_error (error);
}

DexFuture *
chezu_base_layer_load (ChezuBaseLayer *self, const char *mbtiles_path, const char *style_path)
{
  Load *load;

  g_return_val_if_fail (CHEZU_IS_BASE_LAYER (self), NULL);
  g_return_val_if_fail (mbtiles_path != NULL && style_path != NULL, NULL);

  load = g_new0 (Load, 1);
  load->layer = g_object_ref (self);
  load->mbtiles_path = g_strdup (mbtiles_path);
  load->style_path = g_strdup (style_path);
  load->local_maps = g_strdupv (self->local_maps);
  load->trouble = g_string_new (NULL);
  return dex_scheduler_spawn (NULL, 0, load_fiber, load, (GDestroyNotify)load_free);
}

void
chezu_base_layer_set_local_maps (ChezuBaseLayer *self, const char *const *paths)
{
  GStrv copy;

  g_return_if_fail (CHEZU_IS_BASE_LAYER (self));

  copy = g_strdupv ((GStrv)paths);
  g_strfreev (self->local_maps);
  self->local_maps = copy;
}

const char *
chezu_base_layer_get_trouble (ChezuBaseLayer *self)
{
  g_return_val_if_fail (CHEZU_IS_BASE_LAYER (self), NULL);
  return self->trouble;
}

void
chezu_base_layer_set_scheme (ChezuBaseLayer *self, ChezuScheme scheme)
{
  g_autoptr (GError) error = NULL;

  g_return_if_fail (CHEZU_IS_BASE_LAYER (self));
  g_return_if_fail (scheme < CHEZU_N_SCHEMES);

  if (self->scheme == scheme)
    return;
  self->scheme = scheme;
  /* A template that one palette filled well, the other fills too. */
  if (self->tiles != NULL && !show_scheme (self, &error))
    g_critical ("%s", error->message);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

ChezuScheme
chezu_base_layer_get_scheme (ChezuBaseLayer *self)
{
  g_return_val_if_fail (CHEZU_IS_BASE_LAYER (self), CHEZU_SCHEME_LIGHT);
  return self->scheme;
}

gboolean
chezu_base_layer_is_settled (ChezuBaseLayer *self)
{
  g_return_val_if_fail (CHEZU_IS_BASE_LAYER (self), FALSE);
  return self->settled;
}

const char *
chezu_base_layer_get_attribution (ChezuBaseLayer *self)
{
  g_return_val_if_fail (CHEZU_IS_BASE_LAYER (self), NULL);
  return self->tiles != NULL ? chezu_mbtiles_source_get_attribution (self->tiles) : NULL;
}
