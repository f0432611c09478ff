/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A block knows the sprites it shows by their serials and places. When the next frame brings the
 * same ones, nothing is done; else its pixels are blended anew, several blocks at a time.
 *
 * A block has two surfaces that take turns: GTK's renderer holds the one that is on the screen
 * until the next frame is drawn. */

#include "map/chezu-blocks.h"

#include "map/chezu-blit.h"

#include <math.h>
#include <string.h>

/* Fewer sprites than that are blended sooner than a thread wakes up. */
#define SHARE_FROM_ITEMS 4000
#define MAX_THREADS 8
/* So often the blocks of bits that hide everything are looked for, in sprites. */
#define SUM_EACH 96
#define N_SURFACES 2

/* So many sprites ahead the memory is told of what will be read. */
#define AHEAD 6
/* From row to row, with room for the last step of blending. */
#define ROW_PX (CHEZU_BLOCK_PX + CHEZU_SPRITE_STEP)

G_STATIC_ASSERT (CHEZU_BLOCK_PX == CHEZU_BLIT_PX);

typedef struct
{
  const ChezuSprite *sprite;
  gint16 x; /* device pixels of the block */
  gint16 y;
} Item;

typedef struct
{
  cairo_surface_t *surface; /* NULL until it is needed */
  cairo_rectangle_int_t drawn;
} Canvas;

typedef struct
{
  Item *items; /* of the frame that is being made */
  guint n_items;
  guint n_allocated;
  guint64 coming; /* signature of the items so far */
  int left;       /* what the items cover */
  int top;
  int right;
  int bottom;

  guint64 signature;   /* of what the node shows */
  GskRenderNode *node; /* origin at the block's corner; NULL not rendered yet */
  Canvas canvases[N_SURFACES];
  guint current;

  cairo_rectangle_int_t stale; /* what the pixels hold of an earlier frame */
  guint32 *pixels;             /* while it is rendered; ROW_PX to a row, or packed for a texture */
} Block;

struct _ChezuBlocks
{
  Block **blocks; /* row by row; NULL: nothing was ever drawn there */
  gint64 column;  /* of the first one */
  gint64 row;
  int n_columns;
  int n_rows;

  GPtrArray *changed; /* of Block, borrowed */
  guint n;            /* blocks that show something */
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

static void
block_free (Block *block)
{
  if (block == NULL)
    return;
  g_clear_pointer (&block->node, gsk_render_node_unref);
  for (guint i = 0; i < N_SURFACES; i++)
    g_clear_pointer (&block->canvases[i].surface, cairo_surface_destroy);
  g_free (block->items);
  g_free (block);
}

ChezuBlocks *
chezu_blocks_new (void)
{
  ChezuBlocks *self = g_new0 (ChezuBlocks, 1);

  self->changed = g_ptr_array_new ();
  return self;
}

/* To be called when the scale of the world, or of the screen, has changed. */
void
chezu_blocks_clear (ChezuBlocks *self)
{
  for (int i = 0; i < self->n_columns * self->n_rows; i++)
    block_free (self->blocks[i]);
  g_clear_pointer (&self->blocks, g_free);
  self->n_columns = self->n_rows = 0;
  self->n = 0;
  g_ptr_array_set_size (self->changed, 0);
}

void
chezu_blocks_free (ChezuBlocks *self)
{
  chezu_blocks_clear (self);
  g_ptr_array_unref (self->changed);
  g_free (self);
}

guint
chezu_blocks_get_n (ChezuBlocks *self)
{
  return self->n;
}

/* How many blocks the last finish had to blend. */
guint
chezu_blocks_get_n_rendered (ChezuBlocks *self)
{
  return self->changed->len;
}

/* Keeps what lies in the new range, and forgets the rest. */
static void
cover_range (ChezuBlocks *self, gint64 column, gint64 row, int n_columns, int n_rows)
{
  Block **blocks;

  if (column == self->column && row == self->row && n_columns == self->n_columns
      && n_rows == self->n_rows)
    return;

  blocks = g_new0 (Block *, (gsize)n_columns * (gsize)n_rows);
  for (int i = 0; i < self->n_columns * self->n_rows; i++)
    {
      gint64 x = self->column + i % self->n_columns - column;
      gint64 y = self->row + i / self->n_columns - row;

      if (x >= 0 && y >= 0 && x < n_columns && y < n_rows)
        blocks[y * n_columns + x] = self->blocks[i];
      else
        block_free (self->blocks[i]);
    }
  g_free (self->blocks);
  self->blocks = blocks;
  self->column = column;
  self->row = row;
  self->n_columns = n_columns;
  self->n_rows = n_rows;
}

/**
 * chezu_blocks_begin:
 * @range: what is drawn; sprites are cut off at its edges
 */
void
chezu_blocks_begin (ChezuBlocks *self, const ChezuBlockRange *range)
{
  cover_range (self, range->left / CHEZU_BLOCK_PX, range->top / CHEZU_BLOCK_PX,
               (int)((range->right - range->left) / CHEZU_BLOCK_PX),
               (int)((range->bottom - range->top) / CHEZU_BLOCK_PX));
  for (int i = 0; i < self->n_columns * self->n_rows; i++)
    {
      Block *block = self->blocks[i];

      if (block == NULL)
        continue;
      block->n_items = 0;
      block->coming = 0;
      block->left = block->top = CHEZU_BLOCK_PX;
      block->right = block->bottom = 0;
    }
}

static inline void
add_item (ChezuBlocks *self, const ChezuSprite *sprite, int column, int row, int x, int y)
{
  Block **place = &self->blocks[row * self->n_columns + column];
  Block *block = *place;
  guint64 signature;

  if (block == NULL)
    {
      block = *place = g_new0 (Block, 1);
      block->left = block->top = CHEZU_BLOCK_PX;
    }
  if (block->n_items == block->n_allocated)
    {
      block->n_allocated = MAX (32, block->n_allocated * 2);
      block->items = g_renew (Item, block->items, block->n_allocated);
    }
  block->items[block->n_items++] = (Item){ sprite, (gint16)x, (gint16)y };

  signature = (block->coming ^ sprite->serial) * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15);
  block->coming = (signature ^ ((guint64)(guint32)x << 32 | (guint32)y) ^ signature >> 29)
                  * G_GUINT64_CONSTANT (0xC2B2AE3D27D4EB4F);

  block->left = MIN (block->left, x + sprite->left);
  block->top = MIN (block->top, y + sprite->top);
  block->right = MAX (block->right, x + sprite->left + sprite->width);
  block->bottom = MAX (block->bottom, y + sprite->top + sprite->height);
}

static inline int
block_of (int position)
{
  return position >= 0 ? position / CHEZU_BLOCK_PX : -1;
}

/**
 * chezu_blocks_add:
 * @sprite: kept until finish
 * @x: where its centre comes, device pixels from the left of the range
 */
void
chezu_blocks_add (ChezuBlocks *self, const ChezuSprite *sprite, int x, int y)
{
  int left = x + sprite->left;
  int top = y + sprite->top;
  int first_column = MAX (block_of (left), 0);
  int last_column = MIN (block_of (left + sprite->width - 1), self->n_columns - 1);
  int first_row = MAX (block_of (top), 0);
  int last_row = MIN (block_of (top + sprite->height - 1), self->n_rows - 1);

  for (int row = first_row; row <= last_row; row++)
    for (int column = first_column; column <= last_column; column++)
      add_item (self, sprite, column, row, x - column * CHEZU_BLOCK_PX, y - row * CHEZU_BLOCK_PX);
}

/* --- Blending */

static cairo_rectangle_int_t
bounds_of (const Block *block)
{
  int left = MAX (block->left, 0);
  int top = MAX (block->top, 0);
  int right = MIN (block->right, CHEZU_BLOCK_PX);
  int bottom = MIN (block->bottom, CHEZU_BLOCK_PX);

  return (cairo_rectangle_int_t){ left, top, right - left, bottom - top };
}

/* Right before the pixels are blended, so that they are near the processor. */
static void
clear_stale (const Block *block)
{
  const cairo_rectangle_int_t *stale = &block->stale;

  for (int row = stale->y; row < stale->y + stale->height; row++)
    memset (block->pixels + row * ROW_PX + stale->x, 0,
            (gsize)(stale->width + CHEZU_SPRITE_STEP) * sizeof (guint32));
}

/* Any thread. */
static void
blend (const Block *block, gboolean packed)
{
  const cairo_rectangle_int_t bounds = bounds_of (block);
  ChezuBlitCover cover;
  ChezuBlit blit = {
    .pixels = block->pixels,
    .left = packed ? bounds.x : 0,
    .top = packed ? bounds.y : 0,
    .stride = packed ? bounds.width + CHEZU_SPRITE_STEP : ROW_PX,
    .cover = &cover,
  };

  clear_stale (block);
  chezu_blit_cover_clear (&cover);
  for (guint i = block->n_items; i > 0; i--)
    {
      const Item *item = &block->items[i - 1];

      if ((block->n_items - i) % SUM_EACH == SUM_EACH - 1 && chezu_blit_cover_sum (&cover))
        return;
      if (i > AHEAD)
        __builtin_prefetch (block->items[i - 1 - AHEAD].sprite->bits);
      chezu_blit_paint (&blit, item->sprite, item->x, item->y);
    }
}

/* Blocks that several threads take one after the other. */
typedef struct
{
  GPtrArray *blocks;
  gboolean packed;
  int next;
  int n_done;
  GMutex mutex;
  GCond done;
} Work;

static void
work_clear (gpointer data)
{
  Work *work = data;

  g_ptr_array_unref (work->blocks);
  g_mutex_clear (&work->mutex);
  g_cond_clear (&work->done);
}

static void
work_on (Work *work)
{
  int n = (int)work->blocks->len;
  int n_done = 0;
  int i;

  while ((i = g_atomic_int_add (&work->next, 1)) < n)
    {
      blend (g_ptr_array_index (work->blocks, i), work->packed);
      n_done++;
    }
  g_mutex_lock (&work->mutex);
  work->n_done += n_done;
  if (work->n_done == n)
    g_cond_signal (&work->done);
  g_mutex_unlock (&work->mutex);
}

static void
work_cb (gpointer data, gpointer user_data)
{
  work_on (data);
  g_atomic_rc_box_release_full (data, work_clear);
}

static GThreadPool *
get_threads (guint *n)
{
  static GThreadPool *pool;
  static guint n_threads;

  if (pool == NULL)
    {
      n_threads = CLAMP (g_get_num_processors (), 1, MAX_THREADS) - 1;
      pool = g_thread_pool_new (work_cb, NULL, (int)MAX (n_threads, 1), FALSE, NULL);
    }
  *n = n_threads;
  return pool;
}

/* A thread that comes too late finds nothing left, and is not waited for. */
static void
blend_together (GPtrArray *blocks, gboolean packed)
{
  Work *work = g_atomic_rc_box_new0 (Work);
  guint n_threads;
  GThreadPool *pool = get_threads (&n_threads);

  work->blocks = g_ptr_array_copy (blocks, NULL, NULL);
  work->packed = packed;
  g_mutex_init (&work->mutex);
  g_cond_init (&work->done);
  for (guint i = 0; i < n_threads; i++)
    g_thread_pool_push (pool, g_atomic_rc_box_acquire (work), NULL);
  work_on (work);

  g_mutex_lock (&work->mutex);
  while (work->n_done < (int)work->blocks->len)
    g_cond_wait (&work->done, &work->mutex);
  g_mutex_unlock (&work->mutex);
  g_atomic_rc_box_release_full (work, work_clear);
}

static void
blend_all (GPtrArray *blocks, gboolean packed)
{
  guint n_items = 0;

  for (guint i = 0; i < blocks->len; i++)
    n_items += ((const Block *)g_ptr_array_index (blocks, i))->n_items;
  if (n_items >= SHARE_FROM_ITEMS)
    blend_together (blocks, packed);
  else
    for (guint i = 0; i < blocks->len; i++)
      blend (g_ptr_array_index (blocks, i), packed);
}

/* --- To GTK */

static graphene_rect_t
area_of (const cairo_rectangle_int_t *bounds, double scale)
{
  return GRAPHENE_RECT_INIT ((float)(bounds->x / scale), (float)(bounds->y / scale),
                             (float)(bounds->width / scale), (float)(bounds->height / scale));
}

/* GTK's Cairo renderer copies a texture each time it draws it, but draws a surface as it is. */
static GskRenderNode *
make_cairo_node (guint32 *pixels, const cairo_rectangle_int_t *bounds, double scale)
{
  const graphene_rect_t area = area_of (bounds, scale);
  static const cairo_user_data_key_t pixels_key;
  cairo_surface_t *surface = cairo_image_surface_create_for_data (
      (unsigned char *)pixels, CAIRO_FORMAT_ARGB32, bounds->width, bounds->height,
      bounds->width * (int)sizeof (guint32));
  GskRenderNode *node = gsk_cairo_node_new (&area);
  cairo_t *cr = gsk_cairo_node_get_draw_context (node);

  cairo_surface_set_user_data (surface, &pixels_key, pixels, g_free);
  cairo_surface_set_device_scale (surface, scale, scale);
  cairo_set_source_surface (cr, surface, area.origin.x, area.origin.y);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_paint (cr);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return node;
}

/* @row_px: pixels from row to row */
static GskRenderNode *
make_texture_node (guint32 *pixels, int row_px, const cairo_rectangle_int_t *bounds, double scale)
{
  const graphene_rect_t area = area_of (bounds, scale);
  gsize stride = (gsize)row_px * sizeof (guint32);
  g_autoptr (GBytes) bytes = g_bytes_new_take (pixels, stride * (gsize)bounds->height);
  g_autoptr (GdkTexture) texture
      = gdk_memory_texture_new (bounds->width, bounds->height, GDK_MEMORY_DEFAULT, bytes, stride);

  return gsk_texture_node_new (texture, &area);
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
  return as_texture ? make_texture_node (pixels, bounds->width, bounds, scale)
                    : make_cairo_node (pixels, bounds, scale);
}

static void
start_blending (Block *block, gboolean as_texture)
{
  const cairo_rectangle_int_t bounds = bounds_of (block);
  Canvas *canvas;

  if (as_texture)
    {
      block->pixels
          = g_new0 (guint32, (gsize)(bounds.width + CHEZU_SPRITE_STEP) * (gsize)bounds.height);
      block->stale = (cairo_rectangle_int_t){ 0 };
      return;
    }
  block->current = (block->current + 1) % N_SURFACES;
  canvas = &block->canvases[block->current];
  if (canvas->surface == NULL)
    canvas->surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, ROW_PX, CHEZU_BLOCK_PX);
  cairo_surface_flush (canvas->surface);
  block->stale = canvas->drawn;
  canvas->drawn = bounds;
  block->pixels = (guint32 *)(gpointer)cairo_image_surface_get_data (canvas->surface);
}

static cairo_surface_t *
acquire_cb (cairo_pattern_t *pattern,
            gpointer surface,
            cairo_surface_t *target,
            const cairo_rectangle_int_t *extents)
{
  return cairo_surface_reference (surface);
}

static void
release_cb (cairo_pattern_t *pattern, gpointer user_data, cairo_surface_t *surface)
{
  cairo_surface_destroy (surface);
}

static cairo_status_t
copy_cb (cairo_pattern_t *pattern, gpointer surface, const cairo_pattern_t *other)
{
  cairo_surface_reference (surface);
  return CAIRO_STATUS_SUCCESS;
}

static void
finish_cb (cairo_pattern_t *pattern, gpointer surface)
{
  cairo_surface_destroy (surface);
}

/* The pixels of a canvas as they are when they are drawn: a surface as a source would be copied
 * before it may change. */
static cairo_pattern_t *
make_pattern (cairo_surface_t *surface, double scale)
{
  cairo_pattern_t *pattern = cairo_pattern_create_raster_source (
      cairo_surface_reference (surface), CAIRO_CONTENT_COLOR_ALPHA, ROW_PX, CHEZU_BLOCK_PX);
  cairo_matrix_t matrix;

  cairo_matrix_init_scale (&matrix, scale, scale);
  cairo_pattern_set_matrix (pattern, &matrix);
  cairo_pattern_set_filter (pattern, CAIRO_FILTER_NEAREST);
  cairo_raster_source_pattern_set_acquire (pattern, acquire_cb, release_cb);
  cairo_raster_source_pattern_set_copy (pattern, copy_cb);
  cairo_raster_source_pattern_set_finish (pattern, finish_cb);
  return pattern;
}

static GskRenderNode *
make_canvas_node (const Canvas *canvas, double scale)
{
  const graphene_rect_t area = area_of (&canvas->drawn, scale);
  GskRenderNode *node = gsk_cairo_node_new (&area);
  cairo_t *cr = gsk_cairo_node_get_draw_context (node);
  cairo_pattern_t *pattern = make_pattern (canvas->surface, scale);

  cairo_surface_mark_dirty (canvas->surface);
  cairo_set_source (cr, pattern);
  cairo_rectangle (cr, area.origin.x, area.origin.y, area.size.width, area.size.height);
  cairo_fill (cr);
  cairo_pattern_destroy (pattern);
  cairo_destroy (cr);
  return node;
}

static void
finish_blending (Block *block, double scale, gboolean as_texture)
{
  const cairo_rectangle_int_t bounds = bounds_of (block);

  g_clear_pointer (&block->node, gsk_render_node_unref);
  block->node = as_texture ? make_texture_node (block->pixels, bounds.width + CHEZU_SPRITE_STEP,
                                                &bounds, scale)
                           : make_canvas_node (&block->canvases[block->current], scale);
  block->pixels = NULL;
  block->signature = block->coming;
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
  gboolean changed = FALSE;

  self->n = 0;
  g_ptr_array_set_size (self->changed, 0);
  for (int i = 0; i < self->n_columns * self->n_rows; i++)
    {
      Block *block = self->blocks[i];

      if (block == NULL)
        continue;
      if (block->n_items == 0)
        {
          block_free (block);
          self->blocks[i] = NULL;
          changed = TRUE;
          continue;
        }
      self->n++;
      if (block->node != NULL && block->signature == block->coming)
        continue;
      start_blending (block, as_textures);
      g_ptr_array_add (self->changed, block);
    }

  blend_all (self->changed, as_textures);
  for (guint i = 0; i < self->changed->len; i++)
    finish_blending (g_ptr_array_index (self->changed, i), scale, as_textures);
  return changed || self->changed->len > 0;
}

/* (origin_x, origin_y): the world's device pixel in the widget's upper left corner. */
void
chezu_blocks_snapshot (
    ChezuBlocks *self, GtkSnapshot *snapshot, gint64 origin_x, gint64 origin_y, double scale)
{
  for (int i = 0; i < self->n_columns * self->n_rows; i++)
    {
      const Block *block = self->blocks[i];
      double x;
      double y;

      if (block == NULL || block->node == NULL)
        continue;
      x = (double)((self->column + i % self->n_columns) * CHEZU_BLOCK_PX - origin_x) / scale;
      y = (double)((self->row + i / self->n_columns) * CHEZU_BLOCK_PX - origin_y) / scale;
      gtk_snapshot_save (snapshot);
      gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float)x, (float)y));
      gtk_snapshot_append_node (snapshot, block->node);
      gtk_snapshot_restore (snapshot);
    }
}
