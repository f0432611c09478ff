/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A block knows the sprites it shows by their serials and places. When the next frame brings the
 * same ones, nothing is done; else the bounding box of its sprites is blended anew. */

#include "map/chezu-blocks.h"

#include <math.h>
#include <string.h>

typedef struct
{
  const ChezuSprite *sprite;
  int x; /* device pixels of the block */
  int y;
} Item;

typedef struct
{
  gint64 column;
  gint64 row;
  GArray *items; /* of Item, of the frame that is being made */
  guint64 signature;
  GskRenderNode *node; /* origin at the block's corner; NULL not rendered yet */
} Block;

struct _ChezuBlocks
{
  GHashTable *blocks; /* Block → itself */
  guint n_rendered;   /* by the last finish */
};

static gint64
floor_to_block (double pixels)
{
  return (gint64)floor (pixels / CHEZU_BLOCK_PX) * CHEZU_BLOCK_PX;
}

/* @scale: device pixels to the logical pixel */
ChezuBlockRange
chezu_block_range_of (const ChezuFleetFrame *frame, double scale)
{
  double pixels = frame->scale * scale;

  return (ChezuBlockRange){
    .pixels = pixels,
    .left = floor_to_block (frame->x * pixels),
    .top = floor_to_block (frame->y * pixels),
    .right = floor_to_block (frame->x * pixels + frame->width * scale) + CHEZU_BLOCK_PX,
    .bottom = floor_to_block (frame->y * pixels + frame->height * scale) + CHEZU_BLOCK_PX,
  };
}

gboolean
chezu_block_range_equal (const ChezuBlockRange *a, const ChezuBlockRange *b)
{
  return a->pixels == b->pixels && a->left == b->left && a->top == b->top && a->right == b->right
         && a->bottom == b->bottom;
}

/* Device pixels to the logical pixel where the widget is shown; not always whole. */
double
chezu_blocks_get_scale (GtkWidget *widget)
{
  GtkNative *native = gtk_widget_get_native (widget);
  GdkSurface *surface = native != NULL ? gtk_native_get_surface (native) : NULL;

  return surface != NULL ? gdk_surface_get_scale (surface) : gtk_widget_get_scale_factor (widget);
}

gboolean
chezu_blocks_want_textures (GtkWidget *widget)
{
  GtkNative *native = gtk_widget_get_native (widget);
  GskRenderer *renderer = native != NULL ? gtk_native_get_renderer (native) : NULL;

  return renderer == NULL || !g_str_equal (G_OBJECT_TYPE_NAME (renderer), "GskCairoRenderer");
}

static guint
block_hash (gconstpointer data)
{
  const Block *block = data;
  guint64 hash = (guint64)block->column * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15)
                 + (guint64)block->row * G_GUINT64_CONSTANT (0xC2B2AE3D27D4EB4F);

  return (guint)(hash >> 32);
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

  g_array_unref (block->items);
  g_clear_pointer (&block->node, gsk_render_node_unref);
  g_free (block);
}

ChezuBlocks *
chezu_blocks_new (void)
{
  ChezuBlocks *self = g_new0 (ChezuBlocks, 1);

  self->blocks = g_hash_table_new_full (block_hash, block_equal, block_free, NULL);
  return self;
}

void
chezu_blocks_free (ChezuBlocks *self)
{
  g_hash_table_unref (self->blocks);
  g_free (self);
}

/* To be called when the scale of the world, or of the screen, has changed. */
void
chezu_blocks_clear (ChezuBlocks *self)
{
  g_hash_table_remove_all (self->blocks);
}

guint
chezu_blocks_get_n (ChezuBlocks *self)
{
  return g_hash_table_size (self->blocks);
}

/* How many blocks the last finish had to blend. */
guint
chezu_blocks_get_n_rendered (ChezuBlocks *self)
{
  return self->n_rendered;
}

void
chezu_blocks_begin (ChezuBlocks *self)
{
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->blocks);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_array_set_size (((Block *)key)->items, 0);
}

static Block *
get_block (ChezuBlocks *self, gint64 column, gint64 row)
{
  const Block wanted = { .column = column, .row = row };
  Block *block = g_hash_table_lookup (self->blocks, &wanted);

  if (block == NULL)
    {
      block = g_new0 (Block, 1);
      block->column = column;
      block->row = row;
      block->items = g_array_new (FALSE, FALSE, sizeof (Item));
      g_hash_table_add (self->blocks, block);
    }
  return block;
}

static gint64
block_of (gint64 position)
{
  return position >= 0 ? position / CHEZU_BLOCK_PX : -((-position - 1) / CHEZU_BLOCK_PX) - 1;
}

/**
 * chezu_blocks_add:
 * @sprite: kept until finish
 * @x: where its centre comes, device pixels of the world
 */
void
chezu_blocks_add (ChezuBlocks *self, const ChezuSprite *sprite, gint64 x, gint64 y)
{
  gint64 first_column = block_of (x + sprite->left);
  gint64 last_column = block_of (x + sprite->left + sprite->width - 1);
  gint64 first_row = block_of (y + sprite->top);
  gint64 last_row = block_of (y + sprite->top + sprite->height - 1);

  for (gint64 row = first_row; row <= last_row; row++)
    for (gint64 column = first_column; column <= last_column; column++)
      {
        Block *block = get_block (self, column, row);
        Item item = { sprite, (int)(x - column * CHEZU_BLOCK_PX), (int)(y - row * CHEZU_BLOCK_PX) };

        g_array_append_val (block->items, item);
      }
}

static guint64
sign (const Block *block)
{
  guint64 signature = block->items->len;

  for (guint i = 0; i < block->items->len; i++)
    {
      const Item *item = &g_array_index (block->items, Item, i);
      guint64 place = ((guint64)(guint32)item->x << 32) | (guint32)item->y;

      signature = (signature ^ item->sprite->serial) * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15);
      signature = (signature ^ place ^ (signature >> 29)) * G_GUINT64_CONSTANT (0xC2B2AE3D27D4EB4F);
    }
  return signature;
}

static cairo_rectangle_int_t
bounds_of (const Block *block)
{
  int left = CHEZU_BLOCK_PX;
  int top = CHEZU_BLOCK_PX;
  int right = 0;
  int bottom = 0;

  for (guint i = 0; i < block->items->len; i++)
    {
      const Item *item = &g_array_index (block->items, Item, i);

      left = MIN (left, item->x + item->sprite->left);
      top = MIN (top, item->y + item->sprite->top);
      right = MAX (right, item->x + item->sprite->left + item->sprite->width);
      bottom = MAX (bottom, item->y + item->sprite->top + item->sprite->height);
    }
  left = MAX (left, 0);
  top = MAX (top, 0);
  right = MIN (right, CHEZU_BLOCK_PX);
  bottom = MIN (bottom, CHEZU_BLOCK_PX);
  return (cairo_rectangle_int_t){ left, top, right - left, bottom - top };
}

static guint32 *
blend (const Block *block, const cairo_rectangle_int_t *bounds)
{
  guint32 *pixels = g_new0 (guint32, (gsize)bounds->width * (gsize)bounds->height);

  for (guint i = 0; i < block->items->len; i++)
    {
      const Item *item = &g_array_index (block->items, Item, i);

      chezu_sprite_blend (item->sprite, item->x - bounds->x, item->y - bounds->y, pixels,
                          bounds->width, bounds->height, bounds->width);
    }
  return pixels;
}

/* GTK's Cairo renderer copies a texture each time it draws it, but draws a surface as it is. */
static GskRenderNode *
make_cairo_node (guint32 *pixels,
                 const cairo_rectangle_int_t *bounds,
                 const graphene_rect_t *area,
                 double scale)
{
  static const cairo_user_data_key_t pixels_key;
  cairo_surface_t *surface = cairo_image_surface_create_for_data (
      (unsigned char *)pixels, CAIRO_FORMAT_ARGB32, bounds->width, bounds->height,
      bounds->width * (int)sizeof (guint32));
  GskRenderNode *node = gsk_cairo_node_new (area);
  cairo_t *cr = gsk_cairo_node_get_draw_context (node);

  cairo_surface_set_user_data (surface, &pixels_key, pixels, g_free);
  cairo_surface_set_device_scale (surface, scale, scale);
  cairo_set_source_surface (cr, surface, area->origin.x, area->origin.y);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_paint (cr);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return node;
}

static GskRenderNode *
make_texture_node (guint32 *pixels,
                   const cairo_rectangle_int_t *bounds,
                   const graphene_rect_t *area)
{
  gsize stride = (gsize)bounds->width * sizeof (guint32);
  g_autoptr (GBytes) bytes = g_bytes_new_take (pixels, stride * (gsize)bounds->height);
  g_autoptr (GdkTexture) texture
      = gdk_memory_texture_new (bounds->width, bounds->height, GDK_MEMORY_DEFAULT, bytes, stride);

  return gsk_texture_node_new (texture, area);
}

/**
 * chezu_blocks_make_node:
 * @pixels: (transfer full): premultiplied ARGB of @bounds
 * @bounds: device pixels
 * @scale: device pixels to the logical pixel
 */
GskRenderNode *
chezu_blocks_make_node (guint32 *pixels,
                        const cairo_rectangle_int_t *bounds,
                        double scale,
                        gboolean as_texture)
{
  const graphene_rect_t area
      = GRAPHENE_RECT_INIT ((float)(bounds->x / scale), (float)(bounds->y / scale),
                            (float)(bounds->width / scale), (float)(bounds->height / scale));

  return as_texture ? make_texture_node (pixels, bounds, &area)
                    : make_cairo_node (pixels, bounds, &area, scale);
}

static void
render (Block *block, double scale, gboolean as_textures)
{
  cairo_rectangle_int_t bounds = bounds_of (block);

  g_clear_pointer (&block->node, gsk_render_node_unref);
  block->node = chezu_blocks_make_node (blend (block, &bounds), &bounds, scale, as_textures);
}

/**
 * chezu_blocks_finish:
 * @scale: device pixels to the logical pixel
 *
 * Returns: whether anything looks different from before
 */
gboolean
chezu_blocks_finish (ChezuBlocks *self, double scale, gboolean as_textures)
{
  GHashTableIter iter;
  gpointer key;
  gboolean changed = FALSE;

  self->n_rendered = 0;
  g_hash_table_iter_init (&iter, self->blocks);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      Block *block = key;
      guint64 signature = sign (block);

      if (block->items->len == 0)
        {
          g_hash_table_iter_remove (&iter);
          changed = TRUE;
          continue;
        }
      if (block->node != NULL && block->signature == signature)
        continue;

      block->signature = signature;
      render (block, scale, as_textures);
      self->n_rendered++;
      changed = TRUE;
    }
  return changed;
}

/* (origin_x, origin_y): the world's device pixel in the widget's upper left corner. */
void
chezu_blocks_snapshot (
    ChezuBlocks *self, GtkSnapshot *snapshot, gint64 origin_x, gint64 origin_y, double scale)
{
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->blocks);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      const Block *block = key;
      double x = (double)(block->column * CHEZU_BLOCK_PX - origin_x) / scale;
      double y = (double)(block->row * CHEZU_BLOCK_PX - origin_y) / scale;

      if (block->node == NULL)
        continue;
      gtk_snapshot_save (snapshot);
      gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float)x, (float)y));
      gtk_snapshot_append_node (snapshot, block->node);
      gtk_snapshot_restore (snapshot);
    }
}
