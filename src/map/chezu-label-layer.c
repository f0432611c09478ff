/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "map/chezu-label-layer.h"

#include "base/chezu-format.h"
#include "map/chezu-label-layer-private.h"
#include "map/chezu-map-layer.h"
#include "map/chezu-place-symbols.h"
#include "map/chezu-poi-symbols.h"
#include "map/chezu-viewport.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Panned by so many pixels, names are placed anew. */
#define PAN_STEP 24.0
/* While a zoom or flight runs: not before the zoom is so far from that of the last placement. */
#define ZOOM_STEP 0.6
/* After the last movement, so that what the edge has cut finds another spot. */
#define SETTLE_MS 120
/* Before the fleet was drawn: to look again. */
#define PROVISIONAL_MS 40
/* Discs sway as vehicles move; names follow at leisure. */
#define MARKS_MS 500
#define MARKS_GRAIN 6.0
/* Side of a symbol's picture, its halo included. */
#define SYMBOL_BOX 32

enum
{
  PLACED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void map_layer_init (ChezuMapLayerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ChezuLabelLayer,
                               chezu_label_layer,
                               SHUMATE_TYPE_LAYER,
                               G_IMPLEMENT_INTERFACE (CHEZU_TYPE_MAP_LAYER, map_layer_init))

/* --- Symbols -----------------------------------------------------------------------------------*/

static ChezuPicture *
get_symbol (ChezuLabelLayer *self, const ChezuMapLabel *label)
{
  gpointer key = GUINT_TO_POINTER (((guint)label->symbol << 8) | label->kind);
  ChezuPicture *picture = g_hash_table_lookup (self->symbols, key);
  int factor = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  cairo_surface_t *surface;
  cairo_t *cr;

  if (picture != NULL)
    return picture;

  surface
      = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, SYMBOL_BOX * factor, SYMBOL_BOX * factor);
  cairo_surface_set_device_scale (surface, factor, factor);
  cr = cairo_create (surface);
  cairo_translate (cr, SYMBOL_BOX / 2.0, SYMBOL_BOX / 2.0);
  if (label->symbol == CHEZU_SYMBOL_PLACE)
    chezu_place_symbol_draw (cr, self->scheme, label->kind, chezu_place_symbol_size (label->kind),
                             self->high_contrast);
  else if (label->symbol == CHEZU_SYMBOL_POI)
    chezu_poi_symbol_draw (cr, self->scheme, label->kind);
  else
    chezu_town_dot_draw (cr, self->scheme, label->kind);
  cairo_destroy (cr);
  picture = chezu_picture_new (surface);
  g_hash_table_insert (self->symbols, key, picture);
  return picture;
}

/* --- Placement ---------------------------------------------------------------------------------*/

static void
add_item (ChezuLabelLayer *self, const ChezuPlacedLabel *placed, const ChezuFleetFrame *frame)
{
  const ChezuLabelSource *source
      = &g_array_index (self->sources, ChezuLabelSource, placed->candidate);
  const ChezuLabelCandidate *candidate
      = &g_array_index (self->candidates, ChezuLabelCandidate, placed->candidate);
  ChezuLabelItem item = { .key = placed->key, .x = source->x, .y = source->y };
  ChezuBox boxes[16];
  float pad;

  if (source->label == NULL)
    {
      item.x = frame->x + placed->x / frame->scale;
      item.y = frame->y + placed->y / frame->scale;
    }
  if (source->symbol)
    {
      item.symbol = get_symbol (self, source->label);
      item.symbol_radius = candidate->symbol_radius;
    }
  if (source->label != NULL && source->label->symbol == CHEZU_SYMBOL_PLACE)
    item.place_id = (gint64)(placed->key & ~CHEZU_LABEL_KEY_PLACE);
  if (placed->has_text)
    {
      item.text = chezu_text_cache_draw (self->cache, &source->spec, &pad);
      if (source->spec.angle != 0)
        {
          item.offset_x = -(float)chezu_picture_get_width (item.text) / 2;
          item.offset_y = -(float)chezu_picture_get_height (item.text) / 2;
        }
      else
        {
          item.offset_x = placed->text_x - pad - placed->x;
          item.offset_y = placed->text_y - pad - placed->y;
        }
    }
  g_array_append_val (self->items, item);
  g_array_append_vals (self->boxes, boxes, chezu_label_boxes (candidate, placed, boxes));
}

static void
keep_regions (ChezuLabelLayer *self, const GArray *placed, const ChezuFleetFrame *frame)
{
  if (self->regions == NULL)
    return;
  for (guint i = 0; i < chezu_region_labels_get_n (self->regions); i++)
    chezu_region_labels_keep (self->regions, i, frame, NULL, NULL);
  for (guint i = 0; i < placed->len; i++)
    {
      const ChezuPlacedLabel *label = &g_array_index (placed, ChezuPlacedLabel, i);
      const ChezuLabelSource *source
          = &g_array_index (self->sources, ChezuLabelSource, label->candidate);

      if (source->label == NULL)
        chezu_region_labels_keep (self->regions, source->region, frame, &label->x, &label->y);
    }
}

static guint32
print_point (float x, float y)
{
  return (guint32)lround (x / MARKS_GRAIN) * 2654435761u
         ^ (guint32)lround (y / MARKS_GRAIN) * 40503u;
}

/* Where the discs and the plate of what is selected stand, roughly. */
static guint32
get_marks_print (ChezuLabelLayer *self)
{
  guint32 print = 17;
  graphene_rect_t plate;

  for (guint i = 0; i < self->marks->len; i++)
    {
      const ChezuFleetMark *mark = &g_array_index (self->marks, ChezuFleetMark, i);

      if (mark->count > 1)
        print += print_point (mark->x, mark->y)
                 ^ (guint32)lround (g_array_index (self->reaches, float, i));
    }
  if (self->marks->len > 0 && chezu_fleet_layer_get_selected_plate (self->fleet_layer, &plate))
    print += print_point (plate.origin.x, plate.origin.y) ^ 97u;
  return print;
}

static gboolean settle_cb (gpointer user_data);

static void
place (ChezuLabelLayer *self)
{
  ChezuFleetFrame frame = chezu_label_layer_get_frame (self);
  ChezuLabelScene scene;
  const GArray *placed;

  if (frame.width <= 1 || frame.height <= 1)
    return;
  /* At another level everything is somewhere else. */
  if (self->provisional || (self->has_placed && fabs (frame.scale / self->placed.scale - 1) > 1e-6))
    chezu_label_placer_forget (self->placer);
  self->provisional = self->fleet_layer != NULL && !chezu_label_layer_is_fleet_drawn (self);

  chezu_text_cache_age (self->cache);
  chezu_label_layer_collect (self, &frame);

  scene = (ChezuLabelScene){
    .boxes = (const ChezuBox *)(gpointer)self->obstacles->data,
    .n_boxes = self->obstacles->len,
    .discs = (const ChezuCircle *)(gpointer)self->discs->data,
    .n_discs = self->discs->len,
    .traffic = (const ChezuBox *)(gpointer)self->traffic->data,
    .n_traffic = self->traffic->len,
    .view = { 0, 0, (float)frame.width, (float)frame.height },
  };
  placed = chezu_label_placer_run (self->placer,
                                   (const ChezuLabelCandidate *)(gpointer)self->candidates->data,
                                   self->candidates->len, &scene);

  g_array_set_size (self->items, 0);
  g_array_set_size (self->boxes, 0);
  for (guint i = 0; i < placed->len; i++)
    add_item (self, &g_array_index (placed, ChezuPlacedLabel, i), &frame);
  keep_regions (self, placed, &frame);

  self->placed = frame;
  self->has_placed = TRUE;
  self->stale = FALSE;
  self->marks_print = get_marks_print (self);
  if (self->provisional && self->settle_id == 0)
    self->settle_id = g_timeout_add (PROVISIONAL_MS, settle_cb, self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, signals[PLACED], 0);
}

static gboolean
place_tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  ChezuLabelLayer *self = CHEZU_LABEL_LAYER (widget);

  self->place_tick_id = 0;
  place (self);
  return G_SOURCE_REMOVE;
}

static void
queue_placement (ChezuLabelLayer *self)
{
  self->stale = TRUE;
  if (self->place_tick_id == 0)
    self->place_tick_id
        = gtk_widget_add_tick_callback (GTK_WIDGET (self), place_tick_cb, NULL, NULL);
}

static gboolean
settle_cb (gpointer user_data)
{
  ChezuLabelLayer *self = user_data;

  self->settle_id = 0;
  queue_placement (self);
  return G_SOURCE_REMOVE;
}

static void
viewport_changed_cb (ChezuLabelLayer *self)
{
  ChezuFleetFrame frame = chezu_label_layer_get_frame (self);
  double zoom = chezu_zoom_of_scale (frame.scale);
  double zoomed = self->has_placed ? fabs (zoom - chezu_zoom_of_scale (self->placed.scale)) : 99;
  double panned = self->has_placed
                      ? hypot (frame.x - self->placed.x, frame.y - self->placed.y) * frame.scale
                      : INFINITY;

  self->stale = TRUE;
  if (zoomed < 1e-6 ? panned > PAN_STEP : zoomed > ZOOM_STEP || fabs (zoom - round (zoom)) < 1e-6)
    queue_placement (self);
  g_clear_handle_id (&self->settle_id, g_source_remove);
  self->settle_id = g_timeout_add (SETTLE_MS, settle_cb, self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
marks_cb (gpointer user_data)
{
  ChezuLabelLayer *self = user_data;

  self->marks_id = 0;
  chezu_label_layer_look_at_fleet (self);
  if (self->provisional || get_marks_print (self) != self->marks_print)
    queue_placement (self);
  return G_SOURCE_REMOVE;
}

/* Everything that was drawn is of the wrong colour or size. */
static void
restyle (ChezuLabelLayer *self)
{
  PangoContext *context = gtk_widget_create_pango_context (GTK_WIDGET (self));

  g_array_set_size (self->items, 0);
  g_hash_table_remove_all (self->symbols);
  chezu_text_cache_configure (self->cache, context, self->scheme,
                              gtk_widget_get_scale_factor (GTK_WIDGET (self)), self->high_contrast);
  g_object_unref (context);
  queue_placement (self);
}

/* --- Plane -------------------------------------------------------------------------------------*/

/* Names of overlays come in the plane already. */
static gboolean
is_moved_here (ChezuLabelGroup group)
{
  return group == CHEZU_LABELS_BASE || group == CHEZU_LABELS_PLACES;
}

static void
set_plane (ChezuMapLayer *layer, const ChezuPlane *plane)
{
  ChezuLabelLayer *self = CHEZU_LABEL_LAYER (layer);

  if (self->plane == plane)
    return;
  self->plane = plane;
  for (ChezuLabelGroup group = 0; group < CHEZU_N_LABEL_GROUPS; group++)
    if (self->groups[group] != NULL && is_moved_here (group))
      chezu_map_labels_set_plane (self->groups[group], plane);
  if (self->regions != NULL)
    {
      g_autoptr (ChezuRegionLabels) before = g_steal_pointer (&self->regions);

      self->regions = chezu_region_labels_new (chezu_region_labels_get_set (before), plane);
    }
  queue_placement (self);
}

static void
map_layer_init (ChezuMapLayerInterface *iface)
{
  iface->set_plane = set_plane;
}

/* --- Class -------------------------------------------------------------------------------------*/

/* Where the item's point is in device pixels. It is rounded where it was placed and moved by what
 * the map moved, so that names do not tremble against each other. */
static void
locate_item (ChezuLabelLayer *self,
             const ChezuLabelItem *item,
             const ChezuFleetFrame *frame,
             double factor,
             double *x,
             double *y)
{
  double scale = frame->scale * factor;

  *x = round ((item->x - self->placed.x) * scale) + round ((self->placed.x - frame->x) * scale);
  *y = round ((item->y - self->placed.y) * scale) + round ((self->placed.y - frame->y) * scale);
}

static void
chezu_label_layer_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ChezuLabelLayer *self = CHEZU_LABEL_LAYER (widget);
  ChezuFleetFrame frame = chezu_label_layer_get_frame (self);
  double factor = gtk_widget_get_scale_factor (widget);
  ChezuPictureSink sink;

  if (self->items->len == 0)
    return;

  chezu_picture_sink_begin (&sink, widget, snapshot);
  for (guint i = 0; i < self->items->len; i++)
    {
      const ChezuLabelItem *item = &g_array_index (self->items, ChezuLabelItem, i);
      double x;
      double y;

      if (item->text == NULL)
        continue;
      locate_item (self, item, &frame, factor, &x, &y);
      chezu_picture_draw (item->text, &sink, (x + round (item->offset_x * factor)) / factor,
                          (y + round (item->offset_y * factor)) / factor);
    }
  chezu_picture_sink_end (&sink);
}

/* Draws what belongs below the vehicles, for @widget, which lies where this layer lies. */
void
chezu_label_layer_snapshot_symbols (ChezuLabelLayer *self, GtkWidget *widget, GtkSnapshot *snapshot)
{
  ChezuFleetFrame frame = chezu_label_layer_get_frame (self);
  double factor = gtk_widget_get_scale_factor (widget);
  ChezuPictureSink sink;

  if (self->items->len == 0)
    return;

  chezu_picture_sink_begin (&sink, widget, snapshot);
  for (guint i = 0; i < self->items->len; i++)
    {
      const ChezuLabelItem *item = &g_array_index (self->items, ChezuLabelItem, i);
      double x;
      double y;

      if (item->symbol == NULL)
        continue;
      locate_item (self, item, &frame, factor, &x, &y);
      chezu_picture_draw (item->symbol, &sink, x / factor - SYMBOL_BOX / 2.0,
                          y / factor - SYMBOL_BOX / 2.0);
    }
  chezu_picture_sink_end (&sink);
}

static void
chezu_label_layer_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  queue_placement (CHEZU_LABEL_LAYER (widget));
}

static void
chezu_label_layer_system_setting_changed (GtkWidget *widget, GtkSystemSetting setting)
{
  GTK_WIDGET_CLASS (chezu_label_layer_parent_class)->system_setting_changed (widget, setting);
  if (setting == GTK_SYSTEM_SETTING_FONT_NAME || setting == GTK_SYSTEM_SETTING_DPI
      || setting == GTK_SYSTEM_SETTING_FONT_CONFIG)
    restyle (CHEZU_LABEL_LAYER (widget));
}

static void
chezu_label_layer_constructed (GObject *object)
{
  ChezuLabelLayer *self = CHEZU_LABEL_LAYER (object);

  G_OBJECT_CLASS (chezu_label_layer_parent_class)->constructed (object);

  g_signal_connect_object (shumate_layer_get_viewport (SHUMATE_LAYER (self)), "notify",
                           G_CALLBACK (viewport_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::scale-factor", G_CALLBACK (restyle), NULL);
  restyle (self);
}

static void
chezu_label_layer_dispose (GObject *object)
{
  ChezuLabelLayer *self = CHEZU_LABEL_LAYER (object);

  g_clear_handle_id (&self->settle_id, g_source_remove);
  g_clear_handle_id (&self->marks_id, g_source_remove);
  if (self->place_tick_id != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->place_tick_id);
  self->place_tick_id = 0;
  g_array_set_size (self->items, 0);
  g_ptr_array_set_size (self->avoided, 0);
  g_clear_weak_pointer (&self->fleet_layer);

  G_OBJECT_CLASS (chezu_label_layer_parent_class)->dispose (object);
}

static void
chezu_label_layer_finalize (GObject *object)
{
  ChezuLabelLayer *self = CHEZU_LABEL_LAYER (object);

  for (guint i = 0; i < CHEZU_N_LABEL_GROUPS; i++)
    g_clear_pointer (&self->groups[i], chezu_map_labels_free);
  for (guint i = 0; i < CHEZU_REGION_MAX; i++)
    g_free (self->region_texts[i]);
  g_clear_pointer (&self->regions, chezu_region_labels_free);
  g_ptr_array_unref (self->avoided);
  g_array_unref (self->marks);
  g_array_unref (self->reaches);
  chezu_text_cache_free (self->cache);
  g_hash_table_unref (self->symbols);
  chezu_label_placer_free (self->placer);
  g_array_unref (self->items);
  g_array_unref (self->boxes);
  g_array_unref (self->candidates);
  g_array_unref (self->sources);
  g_array_unref (self->obstacles);
  g_array_unref (self->discs);
  g_array_unref (self->traffic);
  g_ptr_array_unref (self->region_points);

  G_OBJECT_CLASS (chezu_label_layer_parent_class)->finalize (object);
}

static void
chezu_label_layer_class_init (ChezuLabelLayerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = chezu_label_layer_constructed;
  object_class->dispose = chezu_label_layer_dispose;
  object_class->finalize = chezu_label_layer_finalize;
  widget_class->snapshot = chezu_label_layer_snapshot;
  widget_class->size_allocate = chezu_label_layer_size_allocate;
  widget_class->system_setting_changed = chezu_label_layer_system_setting_changed;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);

  signals[PLACED] = g_signal_new ("placed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
}

static void
chezu_label_layer_init (ChezuLabelLayer *self)
{
  self->plane = chezu_plane_get (CHEZU_DATUM_WGS84);
  self->avoided = g_ptr_array_new_with_free_func (g_object_unref);
  self->marks = g_array_new (FALSE, FALSE, sizeof (ChezuFleetMark));
  self->reaches = g_array_new (FALSE, FALSE, sizeof (float));
  self->cache = chezu_text_cache_new ();
  self->symbols = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify)chezu_picture_free);
  self->placer = chezu_label_placer_new ();
  self->items = g_array_new (FALSE, FALSE, sizeof (ChezuLabelItem));
  self->boxes = g_array_new (FALSE, FALSE, sizeof (ChezuBox));
  self->candidates = g_array_new (FALSE, FALSE, sizeof (ChezuLabelCandidate));
  self->sources = g_array_new (FALSE, FALSE, sizeof (ChezuLabelSource));
  self->obstacles = g_array_new (FALSE, FALSE, sizeof (ChezuBox));
  self->discs = g_array_new (FALSE, FALSE, sizeof (ChezuCircle));
  self->traffic = g_array_new (FALSE, FALSE, sizeof (ChezuBox));
  self->region_points = g_ptr_array_new_with_free_func ((GDestroyNotify)g_array_unref);
  for (guint i = 0; i < CHEZU_REGION_MAX; i++)
    g_ptr_array_add (self->region_points, g_array_new (FALSE, FALSE, sizeof (float)));
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

GtkWidget *
chezu_label_layer_new (ShumateViewport *viewport)
{
  g_return_val_if_fail (SHUMATE_IS_VIEWPORT (viewport), NULL);

  return g_object_new (CHEZU_TYPE_LABEL_LAYER, "viewport", viewport, NULL);
}

void
chezu_label_layer_set_scheme (ChezuLabelLayer *self, ChezuScheme scheme, gboolean high_contrast)
{
  g_return_if_fail (CHEZU_IS_LABEL_LAYER (self));

  if (self->scheme == scheme && self->high_contrast == high_contrast)
    return;
  self->scheme = scheme;
  self->high_contrast = high_contrast;
  restyle (self);
}

/* @labels: (transfer full) (nullable) */
void
chezu_label_layer_set_labels (ChezuLabelLayer *self, ChezuLabelGroup group, ChezuMapLabels *labels)
{
  g_return_if_fail (CHEZU_IS_LABEL_LAYER (self));
  g_return_if_fail (group < CHEZU_N_LABEL_GROUPS);

  g_clear_pointer (&self->groups[group], chezu_map_labels_free);
  self->groups[group] = labels;
  if (labels != NULL && is_moved_here (group))
    chezu_map_labels_set_plane (labels, self->plane);
  queue_placement (self);
}

void
chezu_label_layer_set_group_visible (ChezuLabelLayer *self, ChezuLabelGroup group, gboolean visible)
{
  g_return_if_fail (CHEZU_IS_LABEL_LAYER (self));
  g_return_if_fail (group < CHEZU_N_LABEL_GROUPS);

  if (self->hidden[group] == !visible)
    return;
  self->hidden[group] = !visible;
  queue_placement (self);
}

/* @regions: (nullable) */
void
chezu_label_layer_set_regions (ChezuLabelLayer *self, ChezuRegionSet *regions)
{
  g_return_if_fail (CHEZU_IS_LABEL_LAYER (self));

  g_clear_pointer (&self->regions, chezu_region_labels_free);
  if (regions != NULL)
    self->regions = chezu_region_labels_new (regions, self->plane);
  chezu_label_layer_set_region_counts (self, NULL);
  queue_placement (self);
}

/* @counts: (nullable): one a region */
void
chezu_label_layer_set_region_counts (ChezuLabelLayer *self, const guint *counts)
{
  gboolean changed = FALSE;

  g_return_if_fail (CHEZU_IS_LABEL_LAYER (self));

  for (guint i = 0; self->regions != NULL && i < chezu_region_labels_get_n (self->regions); i++)
    {
      const char *name = chezu_region_set_get_name (chezu_region_labels_get_set (self->regions), i);
      g_autofree char *count = counts != NULL ? chezu_format_vehicles (counts[i]) : NULL;
      g_autofree char *text
          = count != NULL ? g_strdup_printf ("%s\n%s", name, count) : g_strdup (name);

      if (g_strcmp0 (text, self->region_texts[i]) == 0)
        continue;
      g_free (self->region_texts[i]);
      self->region_texts[i] = g_steal_pointer (&text);
      changed = TRUE;
    }
  if (changed)
    queue_placement (self);
}

void
chezu_label_layer_set_regions_visible (ChezuLabelLayer *self, gboolean visible)
{
  g_return_if_fail (CHEZU_IS_LABEL_LAYER (self));

  if (self->regions_hidden == !visible)
    return;
  self->regions_hidden = !visible;
  queue_placement (self);
}

/* Names keep clear of @widget, which floats over the map, for good. */
void
chezu_label_layer_avoid_widget (ChezuLabelLayer *self, GtkWidget *widget)
{
  g_return_if_fail (CHEZU_IS_LABEL_LAYER (self));

  g_ptr_array_add (self->avoided, g_object_ref (widget));
}

static void
marks_changed_cb (ChezuLabelLayer *self)
{
  if (self->marks_id == 0)
    self->marks_id = g_timeout_add (self->provisional ? 0 : MARKS_MS, marks_cb, self);
}

/* Names keep clear of the discs, and of single vehicles where there is a choice. */
void
chezu_label_layer_avoid_fleet (ChezuLabelLayer *self, ChezuFleetLayer *fleet_layer)
{
  g_return_if_fail (CHEZU_IS_LABEL_LAYER (self));
  g_return_if_fail (CHEZU_IS_FLEET_LAYER (fleet_layer));
  g_return_if_fail (self->fleet_layer == NULL);

  g_set_weak_pointer (&self->fleet_layer, fleet_layer);
  g_signal_connect_object (fleet_layer, "marks-changed", G_CALLBACK (marks_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

/* Returns: the id of the place whose symbol is at (x, y), 0 if there is none */
gint64
chezu_label_layer_pick_place (ChezuLabelLayer *self, double x, double y)
{
  ChezuFleetFrame frame;

  g_return_val_if_fail (CHEZU_IS_LABEL_LAYER (self), 0);

  frame = chezu_label_layer_get_frame (self);
  for (guint i = 0; i < self->items->len; i++)
    {
      const ChezuLabelItem *item = &g_array_index (self->items, ChezuLabelItem, i);

      if (item->place_id != 0 && fabs ((item->x - frame.x) * frame.scale - x) <= item->symbol_radius
          && fabs ((item->y - frame.y) * frame.scale - y) <= item->symbol_radius)
        return item->place_id;
    }
  return 0;
}

gboolean
chezu_label_layer_is_settled (ChezuLabelLayer *self)
{
  g_return_val_if_fail (CHEZU_IS_LABEL_LAYER (self), FALSE);

  chezu_label_layer_look_at_fleet (self);
  if (self->fleet_layer != NULL && get_marks_print (self) != self->marks_print)
    {
      /* Seen by looking, so nobody will tell of it. */
      marks_changed_cb (self);
      return FALSE;
    }
  return self->has_placed && !self->stale && !self->provisional && self->settle_id == 0;
}

/* Returns: (transfer none): of ChezuBox: what names and symbols cover, as they were placed */
const GArray *
chezu_label_layer_peek_boxes (ChezuLabelLayer *self)
{
  g_return_val_if_fail (CHEZU_IS_LABEL_LAYER (self), NULL);

  return self->boxes;
}

void
chezu_label_layer_get_bounds (ChezuLabelLayer *self, const ChezuFleetFrame *frame, GArray *bounds)
{
  float x;
  float y;

  g_return_if_fail (CHEZU_IS_LABEL_LAYER (self));

  if (!self->has_placed || self->placed.scale != frame->scale)
    return;
  chezu_frame_project (frame, self->placed.x, self->placed.y, &x, &y);
  for (guint i = 0; i < self->boxes->len; i++)
    {
      const ChezuBox *box = &g_array_index (self->boxes, ChezuBox, i);
      graphene_rect_t rect = GRAPHENE_RECT_INIT (box->left + x, box->top + y,
                                                 box->right - box->left, box->bottom - box->top);

      g_array_append_val (bounds, rect);
    }
}
