/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Drawn block by block and kept: a block is drawn when it comes into view for the first time at
 * this scale. What leads from the last fix to the vehicle changes all the time and is drawn anew.
 */

#include "map/chezu-trail-layer.h"

#include "base/chezu-format.h"
#include "map/chezu-blocks.h"
#include "map/chezu-symbols.h"
#include "map/chezu-trail-path.h"
#include "map/chezu-viewport.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define LINE_PX 4.0
#define HALO_PX 8.0
#define ARROW_LINE_PX 1.7
#define DOT_PX 2.6
#define DOT_EVERY_PX 7.0
/* Wider than half of anything that is drawn along the line. */
#define MARGIN_PX 8.0
#define GAP_TEXT_PX 12.0
#define GAP_TEXT_HALO_PX 3.2
/* A gap shorter than that has no room for words. */
#define GAP_TEXT_FROM_PX 60.0
/* The largest text, from its middle. */
#define GAP_TEXT_REACH_PX 120.0
/* Blocks that are kept, screens of them. */
#define MAX_SCREENS 4

typedef struct
{
  gint64 column;
  gint64 row;
  GskRenderNode *node; /* NULL: no trail here */
} Block;

/* Logical pixels of the world. */
typedef struct
{
  double left;
  double top;
  double right;
  double bottom;
} Area;

typedef struct
{
  gint64 id;
  GArray *fixes; /* of ChezuFix: another plane needs them again */
  ChezuTrailPath *path;
  double head_x; /* of the plane; NAN: none */
  double head_y;
} Trail;

struct _ChezuTrailLayer
{
  ShumateLayer parent_instance;

  /* Owned references */
  GPtrArray *trails;  /* of Trail; the last one is on top */
  GHashTable *blocks; /* Block → itself */

  const ChezuPlane *plane;
  ChezuScheme scheme;
  ChezuTrailColoring coloring;
  gint64 now_ms; /* what ages are counted from; 0: each trail's last fix */
  double pixels; /* device pixels to the unit of the plane, of the blocks */
};

G_DEFINE_FINAL_TYPE (ChezuTrailLayer, chezu_trail_layer, SHUMATE_TYPE_LAYER)

static guint
block_hash (gconstpointer data)
{
  const Block *block = data;

  return (guint)(block->column * 73856093) ^ (guint)(block->row * 19349663);
}

static gboolean
block_equal (gconstpointer a, gconstpointer b)
{
  const Block *one = a;
  const Block *other = b;

  return one->column == other->column && one->row == other->row;
}

static void
block_free (gpointer data)
{
  Block *block = data;

  g_clear_pointer (&block->node, gsk_render_node_unref);
  g_free (block);
}

static void
trail_free (gpointer data)
{
  Trail *trail = data;

  g_array_unref (trail->fixes);
  chezu_trail_path_free (trail->path);
  g_free (trail);
}

static Trail *
get_trail (ChezuTrailLayer *self, guint index)
{
  return g_ptr_array_index (self->trails, index);
}

static void
color_trail (ChezuTrailLayer *self, Trail *trail)
{
  gint64 last_ms = g_array_index (trail->fixes, ChezuFix, trail->fixes->len - 1).time_ms;

  chezu_trail_path_set_coloring (trail->path, self->coloring,
                                 self->now_ms != 0 ? self->now_ms : last_ms);
}

static void
make_path (ChezuTrailLayer *self, Trail *trail)
{
  g_clear_pointer (&trail->path, chezu_trail_path_free);
  trail->path = chezu_trail_path_new ((const ChezuFix *)(gpointer)trail->fixes->data,
                                      trail->fixes->len, self->plane);
  color_trail (self, trail);
}

/* --- Drawing */

static void
set_color (cairo_t *cr, ChezuColor color, ChezuScheme scheme, double alpha)
{
  GdkRGBA rgba = chezu_color_get (color, scheme);

  cairo_set_source_rgba (cr, rgba.red, rgba.green, rgba.blue, alpha);
}

static gboolean
passes_near (const Area *area, double x0, double y0, double x1, double y1)
{
  return MAX (x0, x1) >= area->left && MIN (x0, x1) <= area->right && MAX (y0, y1) >= area->top
         && MIN (y0, y1) <= area->bottom;
}

#define ALL_STEPS CHEZU_TRAIL_STEPS

/* @step: those of this colour alone, or %ALL_STEPS */
static gboolean
add_lines (cairo_t *cr, GArray *points, const Area *area, guint step)
{
  gboolean any = FALSE;
  gboolean is_open = FALSE;

  cairo_new_path (cr);
  for (guint i = 1; i < points->len; i++)
    {
      const ChezuTrailPoint *to = &g_array_index (points, ChezuTrailPoint, i);
      const ChezuTrailPoint *from = to - 1;

      if (to->starts || (step != ALL_STEPS && to->step != step)
          || !passes_near (area, from->x, from->y, to->x, to->y))
        {
          is_open = FALSE;
          continue;
        }
      if (!is_open)
        cairo_move_to (cr, from->x - area->left, from->y - area->top);
      cairo_line_to (cr, to->x - area->left, to->y - area->top);
      is_open = any = TRUE;
    }
  return any;
}

static void
stroke_halo (cairo_t *cr, ChezuScheme scheme)
{
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  set_color (cr, CHEZU_COLOR_GLYPH_HALO, scheme, 0.9);
  cairo_set_line_width (cr, HALO_PX);
  cairo_stroke (cr);
}

static void
stroke_step (cairo_t *cr, ChezuScheme scheme, guint step)
{
  GdkRGBA color = chezu_trail_step_color (step, scheme);

  gdk_cairo_set_source_rgba (cr, &color);
  cairo_set_line_width (cr, LINE_PX);
  cairo_stroke (cr);
}

static void
draw_lines (cairo_t *cr, GArray *points, const Area *area, ChezuScheme scheme)
{
  if (!add_lines (cr, points, area, ALL_STEPS))
    return;
  stroke_halo (cr, scheme);
  /* What says more lies on top where a trail crosses itself. */
  for (guint step = 0; step < CHEZU_TRAIL_STEPS; step++)
    if (add_lines (cr, points, area, step))
      stroke_step (cr, scheme, step);
}

static void
draw_arrows (ChezuTrailLayer *self, ChezuTrailPath *path, cairo_t *cr, const Area *area)
{
  g_autoptr (GArray) arrows = g_array_new (FALSE, FALSE, sizeof (ChezuTrailArrow));

  chezu_trail_path_collect_arrows (path, area->left, area->top, area->right, area->bottom, arrows);
  set_color (cr, CHEZU_COLOR_GLYPH_HALO, self->scheme, 1.0);
  cairo_set_line_width (cr, ARROW_LINE_PX);
  for (guint i = 0; i < arrows->len; i++)
    {
      const ChezuTrailArrow *arrow = &g_array_index (arrows, ChezuTrailArrow, i);

      cairo_save (cr);
      cairo_translate (cr, arrow->x - area->left, arrow->y - area->top);
      cairo_rotate (cr, arrow->angle);
      cairo_move_to (cr, -3.4, -3.6);
      cairo_line_to (cr, 1.6, 0.0);
      cairo_line_to (cr, -3.4, 3.6);
      cairo_stroke (cr);
      cairo_restore (cr);
    }
}

/* Dots of one gap in the area. A gap may be longer than any screen: only its part near here is
 * walked, from a dot to a dot. */
static void
draw_dots (ChezuTrailLayer *self, cairo_t *cr, const ChezuTrailGap *gap, const Area *area)
{
  double dx = gap->x1 - gap->x0;
  double dy = gap->y1 - gap->y0;
  double length = hypot (dx, dy);
  double middle_x = (area->left + area->right) / 2.0 - gap->x0;
  double middle_y = (area->top + area->bottom) / 2.0 - gap->y0;
  double along = length > 0.0 ? (middle_x * dx + middle_y * dy) / length : 0.0;
  double reach = hypot (area->right - area->left, area->bottom - area->top) / 2.0;
  double from = ceil (MAX (along - reach, 0.0) / DOT_EVERY_PX) * DOT_EVERY_PX;

  set_color (cr, CHEZU_COLOR_STALE_LINE, self->scheme, 1.0);
  for (double at = from; at <= MIN (along + reach, length); at += DOT_EVERY_PX)
    {
      cairo_arc (cr, gap->x0 + dx * at / length - area->left,
                 gap->y0 + dy * at / length - area->top, DOT_PX / 2.0, 0.0, 2.0 * G_PI);
      cairo_fill (cr);
    }
}

static PangoLayout *
layout_gap (ChezuTrailLayer *self, const ChezuTrailGap *gap)
{
  g_autofree char *duration = chezu_format_duration (gap->duration_ms);
  /* Translators: on the map, beside a part of a vehicle's trail of which nothing is known; %s is
   * how long that lasted */
  g_autofree char *words = g_strdup_printf (_ ("No data for %s"), duration);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), words);

  pango_attr_list_insert (attributes,
                          pango_attr_size_new_absolute ((int)(GAP_TEXT_PX * PANGO_SCALE)));
  pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_MEDIUM));
  pango_layout_set_attributes (layout, attributes);
  return layout;
}

static void
draw_gap_text (ChezuTrailLayer *self, cairo_t *cr, const ChezuTrailGap *gap, const Area *area)
{
  double x = (gap->x0 + gap->x1) / 2.0;
  double y = (gap->y0 + gap->y1) / 2.0;
  g_autoptr (PangoLayout) layout = NULL;
  int width;
  int height;

  if (hypot (gap->x1 - gap->x0, gap->y1 - gap->y0) < GAP_TEXT_FROM_PX
      || !passes_near (area, x - GAP_TEXT_REACH_PX, y - GAP_TEXT_REACH_PX, x + GAP_TEXT_REACH_PX,
                       y + GAP_TEXT_REACH_PX))
    return;

  layout = layout_gap (self, gap);
  pango_layout_get_pixel_size (layout, &width, &height);
  chezu_symbol_draw_text (cr, self->scheme, layout, x - area->left - width / 2.0,
                          y - area->top - height - MARGIN_PX, GAP_TEXT_HALO_PX);
}

/* @area: what is drawn; the origin of @cr is its upper left corner */
static void
draw_trail (ChezuTrailLayer *self, ChezuTrailPath *path, cairo_t *cr, const Area *area)
{
  GArray *gaps = chezu_trail_path_get_gaps (path);

  for (guint i = 0; i < gaps->len; i++)
    {
      const ChezuTrailGap *gap = &g_array_index (gaps, ChezuTrailGap, i);

      if (passes_near (area, gap->x0, gap->y0, gap->x1, gap->y1))
        draw_dots (self, cr, gap, area);
    }
  draw_lines (cr, chezu_trail_path_get_points (path), area, self->scheme);
  draw_arrows (self, path, cr, area);
  for (guint i = 0; i < gaps->len; i++)
    draw_gap_text (self, cr, &g_array_index (gaps, ChezuTrailGap, i), area);
}

static gboolean
passes_through (ChezuTrailPath *path, const Area *area)
{
  GArray *points = chezu_trail_path_get_points (path);
  const Area wide = { area->left - GAP_TEXT_REACH_PX, area->top - GAP_TEXT_REACH_PX,
                      area->right + GAP_TEXT_REACH_PX, area->bottom + GAP_TEXT_REACH_PX };

  for (guint i = 1; i < points->len; i++)
    {
      const ChezuTrailPoint *to = &g_array_index (points, ChezuTrailPoint, i);

      /* A gap leads to where a run starts. */
      if (passes_near (to->starts ? &wide : area, (to - 1)->x, (to - 1)->y, to->x, to->y))
        return TRUE;
    }
  return FALSE;
}

static gboolean
has_trail (ChezuTrailLayer *self, const Area *area)
{
  for (guint i = 0; i < self->trails->len; i++)
    if (passes_through (get_trail (self, i)->path, area))
      return TRUE;
  return FALSE;
}

/* Draws an area that is larger than the block, so that what is cut by its edge is there. */
static GskRenderNode *
render_block (ChezuTrailLayer *self, const Block *block, double scale)
{
  const cairo_rectangle_int_t bounds = { 0, 0, CHEZU_BLOCK_PX, CHEZU_BLOCK_PX };
  double side = CHEZU_BLOCK_PX / scale;
  double left = (double)block->column * side;
  double top = (double)block->row * side;
  const Area area
      = { left - MARGIN_PX, top - MARGIN_PX, left + side + MARGIN_PX, top + side + MARGIN_PX };
  cairo_surface_t *surface;
  guint32 *pixels;
  cairo_t *cr;

  if (!has_trail (self, &area))
    return NULL;

  pixels = g_new0 (guint32, CHEZU_BLOCK_PX * CHEZU_BLOCK_PX);
  surface = cairo_image_surface_create_for_data ((unsigned char *)pixels, CAIRO_FORMAT_ARGB32,
                                                 CHEZU_BLOCK_PX, CHEZU_BLOCK_PX,
                                                 CHEZU_BLOCK_PX * (int)sizeof (guint32));
  cr = cairo_create (surface);
  cairo_scale (cr, scale, scale);
  cairo_translate (cr, -MARGIN_PX, -MARGIN_PX);
  for (guint i = 0; i < self->trails->len; i++)
    draw_trail (self, get_trail (self, i)->path, cr, &area);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  cairo_surface_destroy (surface);
  return chezu_blocks_make_node (pixels, &bounds, scale,
                                 chezu_blocks_want_textures (GTK_WIDGET (self)));
}

static const Block *
get_block (ChezuTrailLayer *self, gint64 column, gint64 row, double scale)
{
  const Block wanted = { .column = column, .row = row };
  Block *block = g_hash_table_lookup (self->blocks, &wanted);

  if (block == NULL)
    {
      block = g_memdup2 (&wanted, sizeof wanted);
      block->node = render_block (self, block, scale);
      g_hash_table_add (self->blocks, block);
    }
  return block;
}

/* From the last fix to where the vehicle is drawn now. */
static void
snapshot_head (ChezuTrailLayer *self,
               const Trail *trail,
               GtkSnapshot *snapshot,
               const ChezuFleetFrame *frame)
{
  const ChezuFix *last = &g_array_index (trail->fixes, ChezuFix, trail->fixes->len - 1);
  float x0, y0, x1, y1;
  double end_x;
  double end_y;
  graphene_rect_t bounds;
  cairo_t *cr;

  if (isnan (trail->head_x) || !chezu_trail_path_get_end (trail->path, &end_x, &end_y))
    return;
  chezu_frame_project (frame, end_x, end_y, &x0, &y0);
  chezu_frame_project (frame, trail->head_x, trail->head_y, &x1, &y1);
  if (!passes_near (&(Area){ 0.0, 0.0, frame->width, frame->height }, x0, y0, x1, y1)
      || hypotf (x1 - x0, y1 - y0) < 0.5f)
    return;

  graphene_rect_init (&bounds, MIN (x0, x1) - (float)MARGIN_PX, MIN (y0, y1) - (float)MARGIN_PX,
                      fabsf (x1 - x0) + 2.0f * (float)MARGIN_PX,
                      fabsf (y1 - y0) + 2.0f * (float)MARGIN_PX);
  graphene_rect_intersection (
      &bounds, &GRAPHENE_RECT_INIT (0.0f, 0.0f, (float)frame->width, (float)frame->height),
      &bounds);
  cr = gtk_snapshot_append_cairo (snapshot, &bounds);
  cairo_move_to (cr, x0, y0);
  cairo_line_to (cr, x1, y1);
  stroke_halo (cr, self->scheme);
  cairo_move_to (cr, x0, y0);
  cairo_line_to (cr, x1, y1);
  stroke_step (cr, self->scheme,
               self->coloring == CHEZU_TRAIL_BY_SPEED ? chezu_trail_step_of_speed (last->speed_cm_s)
                                                      : chezu_trail_step_of_age (0));
  cairo_destroy (cr);
}

static void
snapshot_blocks (ChezuTrailLayer *self,
                 GtkSnapshot *snapshot,
                 const ChezuFleetFrame *frame,
                 double scale)
{
  ChezuBlockRange range = chezu_block_range_of (frame, scale);
  gint64 origin_x = llround (frame->x * range.pixels);
  gint64 origin_y = llround (frame->y * range.pixels);

  gint64 n_visible
      = (range.right - range.left) / CHEZU_BLOCK_PX * ((range.bottom - range.top) / CHEZU_BLOCK_PX);

  if (range.pixels != self->pixels
      || (gint64)g_hash_table_size (self->blocks) > MAX_SCREENS * n_visible)
    g_hash_table_remove_all (self->blocks);
  self->pixels = range.pixels;
  for (guint i = 0; i < self->trails->len; i++)
    chezu_trail_path_set_scale (get_trail (self, i)->path, frame->scale);

  for (gint64 y = range.top; y < range.bottom; y += CHEZU_BLOCK_PX)
    for (gint64 x = range.left; x < range.right; x += CHEZU_BLOCK_PX)
      {
        const Block *block = get_block (self, x / CHEZU_BLOCK_PX, y / CHEZU_BLOCK_PX, scale);

        if (block->node == NULL)
          continue;
        gtk_snapshot_save (snapshot);
        gtk_snapshot_translate (snapshot,
                                &GRAPHENE_POINT_INIT ((float)((double)(x - origin_x) / scale),
                                                      (float)((double)(y - origin_y) / scale)));
        gtk_snapshot_append_node (snapshot, block->node);
        gtk_snapshot_restore (snapshot);
      }
}

/* --- Widget */

static void
chezu_trail_layer_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ChezuTrailLayer *self = CHEZU_TRAIL_LAYER (widget);
  ChezuFleetFrame frame;

  if (self->trails->len == 0)
    return;

  frame = chezu_viewport_get_frame (shumate_layer_get_viewport (SHUMATE_LAYER (self)),
                                    gtk_widget_get_width (widget), gtk_widget_get_height (widget));
  snapshot_blocks (self, snapshot, &frame, chezu_blocks_get_scale (widget));
  for (guint i = 0; i < self->trails->len; i++)
    snapshot_head (self, get_trail (self, i), snapshot, &frame);
}

/* The renderer, or the scale of the screen, may be another one than before. */
static void
forget_blocks (ChezuTrailLayer *self)
{
  g_hash_table_remove_all (self->blocks);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
chezu_trail_layer_realize (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (chezu_trail_layer_parent_class)->realize (widget);
  forget_blocks (CHEZU_TRAIL_LAYER (widget));
}

static void
viewport_changed_cb (ChezuTrailLayer *self)
{
  if (self->trails->len > 0)
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
chezu_trail_layer_constructed (GObject *object)
{
  G_OBJECT_CLASS (chezu_trail_layer_parent_class)->constructed (object);

  g_signal_connect_object (shumate_layer_get_viewport (SHUMATE_LAYER (object)), "notify",
                           G_CALLBACK (viewport_changed_cb), object, G_CONNECT_SWAPPED);
}

static void
chezu_trail_layer_finalize (GObject *object)
{
  ChezuTrailLayer *self = CHEZU_TRAIL_LAYER (object);

  g_clear_pointer (&self->trails, g_ptr_array_unref);
  g_clear_pointer (&self->blocks, g_hash_table_unref);

  G_OBJECT_CLASS (chezu_trail_layer_parent_class)->finalize (object);
}

static void
chezu_trail_layer_class_init (ChezuTrailLayerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = chezu_trail_layer_constructed;
  object_class->finalize = chezu_trail_layer_finalize;
  widget_class->snapshot = chezu_trail_layer_snapshot;
  widget_class->realize = chezu_trail_layer_realize;

  gtk_widget_class_set_css_name (widget_class, "trail-layer");
}

static void
chezu_trail_layer_init (ChezuTrailLayer *self)
{
  self->blocks = g_hash_table_new_full (block_hash, block_equal, block_free, NULL);
  self->trails = g_ptr_array_new_with_free_func (trail_free);
  self->plane = chezu_plane_get (CHEZU_DATUM_WGS84);
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

ChezuTrailLayer *
chezu_trail_layer_new (ShumateViewport *viewport)
{
  return g_object_new (CHEZU_TYPE_TRAIL_LAYER, "viewport", viewport, NULL);
}

static guint
find_trail (ChezuTrailLayer *self, gint64 id)
{
  guint index = 0;

  while (index < self->trails->len && get_trail (self, index)->id != id)
    index++;
  return index;
}

/**
 * chezu_trail_layer_set_trail:
 * @id: of the vehicle
 * @fixes: ascending in time; copied. None: no trail of this vehicle
 */
void
chezu_trail_layer_set_trail (ChezuTrailLayer *self, gint64 id, const ChezuFix *fixes, gsize n_fixes)
{
  guint index;
  Trail *trail;

  g_return_if_fail (CHEZU_IS_TRAIL_LAYER (self));
  g_return_if_fail (fixes != NULL || n_fixes == 0);

  index = find_trail (self, id);
  if (n_fixes == 0 && index == self->trails->len)
    return;
  if (n_fixes == 0)
    g_ptr_array_remove_index (self->trails, index);
  else
    {
      if (index == self->trails->len)
        {
          trail = g_new0 (Trail, 1);
          trail->id = id;
          trail->fixes = g_array_new (FALSE, FALSE, sizeof (ChezuFix));
          trail->head_x = trail->head_y = NAN;
          g_ptr_array_add (self->trails, trail);
        }
      trail = get_trail (self, index);
      g_array_set_size (trail->fixes, 0);
      g_array_append_vals (trail->fixes, fixes, (guint)n_fixes);
      make_path (self, trail);
    }
  forget_blocks (self);
}

guint
chezu_trail_layer_get_n (ChezuTrailLayer *self)
{
  g_return_val_if_fail (CHEZU_IS_TRAIL_LAYER (self), 0);

  return self->trails->len;
}

gint64
chezu_trail_layer_get_id (ChezuTrailLayer *self, guint index)
{
  g_return_val_if_fail (CHEZU_IS_TRAIL_LAYER (self), 0);
  g_return_val_if_fail (index < self->trails->len, 0);

  return get_trail (self, index)->id;
}

/* Where the vehicle of a trail is drawn; NAN: nowhere. */
void
chezu_trail_layer_set_head (ChezuTrailLayer *self, gint64 id, double x, double y)
{
  guint index;

  g_return_if_fail (CHEZU_IS_TRAIL_LAYER (self));

  index = find_trail (self, id);
  if (index == self->trails->len)
    return;
  get_trail (self, index)->head_x = x;
  get_trail (self, index)->head_y = y;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* @now_ms: what ages are counted from; 0: from the last fix of each trail */
void
chezu_trail_layer_set_coloring (ChezuTrailLayer *self, ChezuTrailColoring coloring, gint64 now_ms)
{
  g_return_if_fail (CHEZU_IS_TRAIL_LAYER (self));
  g_return_if_fail (coloring < CHEZU_N_TRAIL_COLORINGS);

  if (self->coloring == coloring && self->now_ms == now_ms)
    return;
  self->coloring = coloring;
  self->now_ms = now_ms;
  for (guint i = 0; i < self->trails->len; i++)
    color_trail (self, get_trail (self, i));
  forget_blocks (self);
}

/* Heads are of the plane: they are unknown until they are told anew. */
void
chezu_trail_layer_set_plane (ChezuTrailLayer *self, const ChezuPlane *plane)
{
  g_return_if_fail (CHEZU_IS_TRAIL_LAYER (self));
  g_return_if_fail (plane != NULL);

  if (self->plane == plane)
    return;
  self->plane = plane;
  for (guint i = 0; i < self->trails->len; i++)
    {
      make_path (self, get_trail (self, i));
      get_trail (self, i)->head_x = NAN;
    }
  forget_blocks (self);
}

void
chezu_trail_layer_set_scheme (ChezuTrailLayer *self, ChezuScheme scheme)
{
  g_return_if_fail (CHEZU_IS_TRAIL_LAYER (self));
  g_return_if_fail (scheme < CHEZU_N_SCHEMES);

  if (self->scheme == scheme)
    return;

  self->scheme = scheme;
  forget_blocks (self);
}
