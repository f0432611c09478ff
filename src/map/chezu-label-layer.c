/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "map/chezu-label-layer.h"

#include "base/chezu-format.h"
#include "map/chezu-place-symbols.h"
#include "map/chezu-region-labels.h"
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
#define TEXT_GAP 4.0f
/* Side of a symbol's picture, its halo included. */
#define SYMBOL_BOX 32
#define DISC_GAP 4.0f
/* A disc stands for a town whose dot would touch it. */
#define DISC_TOUCH 6.0f
/* So many vehicles make a name as important as a capital's. */
#define GREAT_DISC 300

/* What stands on the map. */
typedef struct
{
  guint64 key;
  double x; /* Mercator: the point it belongs to */
  double y;
  float offset_x; /* pixels from the point to the text's picture */
  float offset_y;
  ChezuPicture *text; /* of the cache; NULL none */
  ChezuPicture *symbol;
  float symbol_radius;
  gint64 place_id;
} Item;

struct _ChezuLabelLayer
{
  ShumateLayer parent_instance;

  ChezuScheme scheme;
  gboolean high_contrast;

  /* What could be shown */
  ChezuMapLabels *groups[CHEZU_N_LABEL_GROUPS];
  gboolean hidden[CHEZU_N_LABEL_GROUPS];
  ChezuRegionLabels *regions;
  gboolean regions_hidden;
  char *region_texts[CHEZU_REGION_MAX];
  GPtrArray *avoided;           /* of GtkWidget */
  ChezuFleetLayer *fleet_layer; /* weak */
  GArray *marks;                /* of ChezuFleetMark, as of the last look */
  GArray *reaches;              /* of float */
  guint32 marks_print;          /* of where the discs stood at the last placement */

  /* What is shown */
  ChezuTextCache *cache;
  GHashTable *symbols; /* symbol << 8 | kind → ChezuPicture */
  ChezuLabelPlacer *placer;
  GArray *items; /* of Item */
  GArray *boxes; /* of ChezuBox: what the items cover, in pixels of the placed frame */
  ChezuFleetFrame placed;
  gboolean has_placed;
  gboolean provisional; /* placed before the fleet was drawn */
  gboolean stale;

  guint place_tick_id;
  guint settle_id;
  guint marks_id;

  /* Scratch of one placement */
  GArray *candidates;       /* of ChezuLabelCandidate */
  GArray *sources;          /* of Source, beside it */
  GArray *obstacles;        /* of ChezuBox */
  GArray *discs;            /* of ChezuCircle */
  GArray *traffic;          /* of ChezuBox */
  GPtrArray *region_points; /* of GArray of float, one a region */
};

/* Where a candidate comes from. */
typedef struct
{
  const ChezuMapLabel *label; /* NULL: a region */
  guint region;
  ChezuTextSpec spec;
  double x;
  double y;
  gboolean symbol;
} Source;

/* The town that gives its name to a disc. */
typedef struct
{
  guint mark;
  const ChezuMapLabel *label;
  float distance;
} Claim;

enum
{
  PLACED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ChezuLabelLayer, chezu_label_layer, SHUMATE_TYPE_LAYER)

static ChezuFleetFrame
get_frame (ChezuLabelLayer *self)
{
  return chezu_viewport_get_frame (shumate_layer_get_viewport (SHUMATE_LAYER (self)),
                                   gtk_widget_get_width (GTK_WIDGET (self)),
                                   gtk_widget_get_height (GTK_WIDGET (self)));
}

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
  else
    chezu_town_dot_draw (cr, self->scheme, label->kind);
  cairo_destroy (cr);
  picture = chezu_picture_new (surface);
  g_hash_table_insert (self->symbols, key, picture);
  return picture;
}

static float
get_symbol_radius (const ChezuMapLabel *label)
{
  switch (label->symbol)
    {
    case CHEZU_SYMBOL_TOWN:
      return (float)chezu_town_dot_radius (label->kind) + 0.7f;
    case CHEZU_SYMBOL_PLACE:
      return (float)chezu_place_symbol_size (label->kind) / 2 + 1.2f;
    case CHEZU_SYMBOL_NONE:
    default:
      return 0;
    }
}

/* --- Candidates --------------------------------------------------------------------------------*/

/* A disc may take its name from a town that has none of its own before the next level. */
#define CLAIM_LEVELS 1.0

static gboolean
is_asked_for (const ChezuMapLabel *label, const ChezuFleetFrame *frame, double zoom)
{
  const double margin = 60;
  double x = (label->x - frame->x) * frame->scale;
  double y = (label->y - frame->y) * frame->scale;

  return zoom >= label->min_zoom && zoom <= label->max_zoom && x > -margin && y > -margin
         && x < frame->width + margin && y < frame->height + margin;
}

/* What is long or wide has its name in several places, of which few are in view at once. */
static float
get_name_distance (const ChezuMapLabel *label)
{
  switch (label->style)
    {
    case CHEZU_TEXT_SEA:
      return 900;
    case CHEZU_TEXT_WATER:
      return 420;
    case CHEZU_TEXT_STREET:
      return 340;
    case CHEZU_TEXT_SHIELD:
      return 240;
    default:
      return 0;
    }
}

static void
add_candidate (ChezuLabelLayer *self,
               const ChezuMapLabel *label,
               const ChezuFleetFrame *frame,
               double zoom,
               const ChezuFleetMark *disc,
               float disc_reach)
{
  Source source = {
    .label = label,
    .spec = { label->text, label->style, 0, label->angle },
    .x = label->x,
    .y = label->y,
    .symbol = label->symbol != CHEZU_SYMBOL_NONE && disc == NULL,
  };
  ChezuLabelCandidate candidate = {
    .key = label->key,
    .rank = label->rank,
    .weight = label->weight,
    .angle = label->angle,
    .spots = label->symbol == CHEZU_SYMBOL_NONE ? CHEZU_SPOTS_CENTER : CHEZU_SPOTS_AROUND,
    .shy = label->rank == CHEZU_RANK_SHIELD || label->rank == CHEZU_RANK_STREET,
    .name_distance = get_name_distance (label),
  };

  if (disc != NULL)
    {
      /* The name moves to the side of the disc that stands for the town. */
      source.x = frame->x + disc->x / frame->scale;
      source.y = frame->y + disc->y / frame->scale;
      candidate.gap = disc_reach + DISC_GAP;
      if (disc->count >= GREAT_DISC)
        candidate.rank = CHEZU_RANK_CAPITAL;
    }
  else
    {
      candidate.symbol_radius = get_symbol_radius (label);
      candidate.symbol_alone = label->symbol == CHEZU_SYMBOL_PLACE;
      candidate.gap = candidate.symbol_radius + TEXT_GAP;
    }
  candidate.x = (float)((source.x - frame->x) * frame->scale);
  candidate.y = (float)((source.y - frame->y) * frame->scale);
  if (zoom >= label->text_min_zoom && *label->text != '\0')
    chezu_text_cache_measure (self->cache, &source.spec, &candidate.width, &candidate.height);

  if (candidate.name_distance > 0)
    candidate.name = g_str_hash (label->text) | 1;

  g_array_append_val (self->candidates, candidate);
  g_array_append_val (self->sources, source);
}

/* Returns: the disc that covers the point, CHEZU_FLEET_NONE if none */
static guint
find_disc (ChezuLabelLayer *self, float x, float y, float *distance)
{
  for (guint i = 0; i < self->marks->len; i++)
    {
      const ChezuFleetMark *mark = &g_array_index (self->marks, ChezuFleetMark, i);

      if (mark->count < 2)
        continue;
      *distance = hypotf (mark->x - x, mark->y - y);
      if (*distance < g_array_index (self->reaches, float, i) + DISC_TOUCH)
        return i;
    }
  return CHEZU_FLEET_NONE;
}

/* A metropolis or capital before others; else the town in the middle. */
static gboolean
is_better_claim (const ChezuMapLabel *label, float distance, const Claim *claim)
{
  gboolean large = label->rank == CHEZU_RANK_CAPITAL;
  gboolean claim_large = claim->label->rank == CHEZU_RANK_CAPITAL;

  if (large != claim_large)
    return large;
  return distance < claim->distance;
}

static void
claim_disc (GArray *claims, guint mark, const ChezuMapLabel *label, float distance)
{
  Claim claim = { mark, label, distance };

  for (guint i = 0; i < claims->len; i++)
    {
      Claim *other = &g_array_index (claims, Claim, i);

      if (other->mark != mark)
        continue;
      if (is_better_claim (label, distance, other))
        *other = claim;
      return;
    }
  g_array_append_val (claims, claim);
}

static void
collect_group (ChezuLabelLayer *self, ChezuLabelGroup group, const ChezuFleetFrame *frame)
{
  g_autoptr (GArray) claims = g_array_new (FALSE, FALSE, sizeof (Claim));
  const GArray *rows = self->groups[group] != NULL ? self->groups[group]->rows : NULL;
  double zoom = chezu_zoom_of_scale (frame->scale) + 0.01;

  if (rows == NULL || self->hidden[group])
    return;
  for (guint i = 0; i < rows->len; i++)
    {
      const ChezuMapLabel *label = &g_array_index (rows, ChezuMapLabel, i);
      float distance;
      guint disc;

      if (!is_asked_for (label, frame, zoom)
          && (label->symbol != CHEZU_SYMBOL_TOWN
              || !is_asked_for (label, frame, zoom + CLAIM_LEVELS)))
        continue;
      disc = label->symbol == CHEZU_SYMBOL_TOWN
                 ? find_disc (self, (float)((label->x - frame->x) * frame->scale),
                              (float)((label->y - frame->y) * frame->scale), &distance)
                 : CHEZU_FLEET_NONE;
      if (disc == CHEZU_FLEET_NONE && zoom >= label->min_zoom)
        add_candidate (self, label, frame, zoom, NULL, 0);
      else if (disc != CHEZU_FLEET_NONE)
        claim_disc (claims, disc, label, distance);
    }
  /* One name a disc: a ring of names around it would tell less. */
  for (guint i = 0; i < claims->len; i++)
    {
      const Claim *claim = &g_array_index (claims, Claim, i);

      add_candidate (self, claim->label, frame, zoom,
                     &g_array_index (self->marks, ChezuFleetMark, claim->mark),
                     g_array_index (self->reaches, float, claim->mark));
    }
}

static void
collect_regions (ChezuLabelLayer *self, const ChezuFleetFrame *frame)
{
  if (self->regions == NULL || self->regions_hidden
      || chezu_zoom_of_scale (frame->scale) > CHEZU_REGION_LABEL_ZOOM_MAX)
    return;

  for (guint i = 0; i < chezu_region_labels_get_n (self->regions); i++)
    {
      GArray *points = g_ptr_array_index (self->region_points, i);
      ChezuLabelCandidate candidate = {
        .key = CHEZU_LABEL_KEY_REGION | i,
        .rank = CHEZU_RANK_REGION,
        .weight = (float)(CHEZU_REGION_MAX - i),
        .spots = CHEZU_SPOTS_CENTER,
      };
      Source source = { .region = i };
      const ChezuRegionRow *row
          = chezu_region_set_get (chezu_region_labels_get_set (self->regions), i);
      ChezuColor fill;
      ChezuColor text = CHEZU_COLOR_LABEL;

      chezu_color_of_region (row->key, &fill, &text);
      source.spec = (ChezuTextSpec){ self->region_texts[i], CHEZU_TEXT_REGION, text, 0 };
      chezu_text_cache_measure (self->cache, &source.spec, &candidate.width, &candidate.height);
      if (!chezu_region_labels_find_points (self->regions, i, frame, candidate.width,
                                            candidate.height, points))
        continue;
      candidate.x = g_array_index (points, float, 0);
      candidate.y = g_array_index (points, float, 1);
      candidate.others = &g_array_index (points, float, 2);
      candidate.n_others = points->len / 2 - 1;
      g_array_append_val (self->candidates, candidate);
      g_array_append_val (self->sources, source);
    }
}

static gboolean
is_fleet_drawn (ChezuLabelLayer *self)
{
  return !gtk_widget_get_visible (GTK_WIDGET (self->fleet_layer))
         || chezu_fleet_layer_is_settled (self->fleet_layer);
}

static void
look_at_fleet (ChezuLabelLayer *self)
{
  const GArray *marks;

  g_array_set_size (self->marks, 0);
  g_array_set_size (self->reaches, 0);
  if (self->fleet_layer == NULL || !gtk_widget_get_visible (GTK_WIDGET (self->fleet_layer)))
    return;

  marks = chezu_fleet_layer_peek_marks (self->fleet_layer);
  g_array_append_vals (self->marks, marks->data, marks->len);
  for (guint i = 0; i < marks->len; i++)
    {
      float reach = (float)chezu_fleet_layer_get_mark_reach (
          self->fleet_layer, &g_array_index (marks, ChezuFleetMark, i));

      g_array_append_val (self->reaches, reach);
    }
}

static void
collect_obstacles (ChezuLabelLayer *self)
{
  for (guint i = 0; i < self->avoided->len; i++)
    {
      GtkWidget *widget = g_ptr_array_index (self->avoided, i);
      graphene_rect_t bounds;

      if (gtk_widget_is_visible (widget)
          && gtk_widget_compute_bounds (widget, GTK_WIDGET (self), &bounds))
        {
          ChezuBox box
              = { bounds.origin.x - 2, bounds.origin.y - 2, bounds.origin.x + bounds.size.width + 2,
                  bounds.origin.y + bounds.size.height + 2 };

          g_array_append_val (self->obstacles, box);
        }
    }
  for (guint i = 0; i < self->marks->len; i++)
    {
      const ChezuFleetMark *mark = &g_array_index (self->marks, ChezuFleetMark, i);
      float reach = g_array_index (self->reaches, float, i);
      ChezuBox box = { mark->x - reach, mark->y - reach, mark->x + reach, mark->y + reach };
      ChezuCircle disc = { mark->x, mark->y, reach };

      if (mark->count > 1)
        g_array_append_val (self->discs, disc);
      else
        g_array_append_val (self->traffic, box);
    }
}

/* --- Placement ---------------------------------------------------------------------------------*/

static void
add_item (ChezuLabelLayer *self, const ChezuPlacedLabel *placed, const ChezuFleetFrame *frame)
{
  const Source *source = &g_array_index (self->sources, Source, placed->candidate);
  const ChezuLabelCandidate *candidate
      = &g_array_index (self->candidates, ChezuLabelCandidate, placed->candidate);
  Item item = { .key = placed->key, .x = source->x, .y = source->y };
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
      const Source *source = &g_array_index (self->sources, Source, label->candidate);

      if (source->label == NULL)
        chezu_region_labels_keep (self->regions, source->region, frame, &label->x, &label->y);
    }
}

/* Where the discs stand, roughly. */
static guint32
get_marks_print (ChezuLabelLayer *self)
{
  guint32 print = 17;

  for (guint i = 0; i < self->marks->len; i++)
    {
      const ChezuFleetMark *mark = &g_array_index (self->marks, ChezuFleetMark, i);

      if (mark->count > 1)
        print += (guint32)lround (mark->x / MARKS_GRAIN) * 2654435761u
                 ^ (guint32)lround (mark->y / MARKS_GRAIN) * 40503u
                 ^ (guint32)lround (g_array_index (self->reaches, float, i));
    }
  return print;
}

static gboolean settle_cb (gpointer user_data);

static void
place (ChezuLabelLayer *self)
{
  ChezuFleetFrame frame = get_frame (self);
  ChezuLabelScene scene;
  const GArray *placed;

  if (frame.width <= 1 || frame.height <= 1)
    return;
  /* At another level everything is somewhere else. */
  if (self->provisional || (self->has_placed && fabs (frame.scale / self->placed.scale - 1) > 1e-6))
    chezu_label_placer_forget (self->placer);
  self->provisional = self->fleet_layer != NULL && !is_fleet_drawn (self);

  g_array_set_size (self->candidates, 0);
  g_array_set_size (self->sources, 0);
  g_array_set_size (self->obstacles, 0);
  g_array_set_size (self->discs, 0);
  g_array_set_size (self->traffic, 0);
  chezu_text_cache_age (self->cache);
  look_at_fleet (self);
  collect_regions (self, &frame);
  for (ChezuLabelGroup group = 0; group < CHEZU_N_LABEL_GROUPS; group++)
    collect_group (self, group, &frame);
  collect_obstacles (self);

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
  ChezuFleetFrame frame = get_frame (self);
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
  look_at_fleet (self);
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

/* --- Class -------------------------------------------------------------------------------------*/

/* Where the item's point is in device pixels. It is rounded where it was placed and moved by what
 * the map moved, so that names do not tremble against each other. */
static void
locate_item (ChezuLabelLayer *self,
             const Item *item,
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
  ChezuFleetFrame frame = get_frame (self);
  double factor = gtk_widget_get_scale_factor (widget);
  ChezuPictureSink sink;

  if (self->items->len == 0)
    return;

  chezu_picture_sink_begin (&sink, widget, snapshot);
  for (guint i = 0; i < self->items->len; i++)
    {
      const Item *item = &g_array_index (self->items, Item, i);
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
  ChezuFleetFrame frame = get_frame (self);
  double factor = gtk_widget_get_scale_factor (widget);
  ChezuPictureSink sink;

  if (self->items->len == 0)
    return;

  chezu_picture_sink_begin (&sink, widget, snapshot);
  for (guint i = 0; i < self->items->len; i++)
    {
      const Item *item = &g_array_index (self->items, Item, i);
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
  self->avoided = g_ptr_array_new_with_free_func (g_object_unref);
  self->marks = g_array_new (FALSE, FALSE, sizeof (ChezuFleetMark));
  self->reaches = g_array_new (FALSE, FALSE, sizeof (float));
  self->cache = chezu_text_cache_new ();
  self->symbols = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify)chezu_picture_free);
  self->placer = chezu_label_placer_new ();
  self->items = g_array_new (FALSE, FALSE, sizeof (Item));
  self->boxes = g_array_new (FALSE, FALSE, sizeof (ChezuBox));
  self->candidates = g_array_new (FALSE, FALSE, sizeof (ChezuLabelCandidate));
  self->sources = g_array_new (FALSE, FALSE, sizeof (Source));
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
    self->regions = chezu_region_labels_new (regions);
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

  frame = get_frame (self);
  for (guint i = 0; i < self->items->len; i++)
    {
      const Item *item = &g_array_index (self->items, Item, i);

      if (item->place_id != 0 && fabs ((item->x - frame.x) * frame.scale - x) <= item->symbol_radius
          && fabs ((item->y - frame.y) * frame.scale - y) <= item->symbol_radius)
        return item->place_id;
    }
  return 0;
}

/**
 * chezu_label_layer_get_town_near:
 * @radius: pixels around (x, y)
 *
 * Returns: (transfer none) (nullable): the name of a metropolis or capital in the circle, else of
 *   the town nearest to its middle; whether it is shown or not
 */
const char *
chezu_label_layer_get_town_near (ChezuLabelLayer *self, double x, double y, double radius)
{
  const GArray *rows;
  ChezuFleetFrame frame;
  Claim best = { 0 };

  g_return_val_if_fail (CHEZU_IS_LABEL_LAYER (self), NULL);

  if (self->groups[CHEZU_LABELS_BASE] == NULL)
    return NULL;
  rows = self->groups[CHEZU_LABELS_BASE]->rows;
  frame = get_frame (self);
  for (guint i = 0; i < rows->len; i++)
    {
      const ChezuMapLabel *label = &g_array_index (rows, ChezuMapLabel, i);
      float distance = (float)hypot ((label->x - frame.x) * frame.scale - x,
                                     (label->y - frame.y) * frame.scale - y);

      if (label->symbol == CHEZU_SYMBOL_TOWN && distance <= radius
          && (best.label == NULL || is_better_claim (label, distance, &best)))
        best = (Claim){ 0, label, distance };
    }
  return best.label != NULL ? best.label->text : NULL;
}

gboolean
chezu_label_layer_is_settled (ChezuLabelLayer *self)
{
  g_return_val_if_fail (CHEZU_IS_LABEL_LAYER (self), FALSE);

  look_at_fleet (self);
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
