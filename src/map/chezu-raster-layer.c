/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A layer of our own in place of ShumateMapLayer, whose grid is that of the reference source and
 * whose loading stops after fast movements. Tiles of the level nearest to the view's are wanted;
 * until one is there, the part of an outer tile that covers it is drawn, or the inner ones, so that
 * nothing flashes. Edges are rounded to device pixels, so that neighbours meet without a seam and
 * whole levels are drawn one to one. */

#include "map/chezu-raster-layer.h"

#include "map/chezu-blocks.h"
#include "map/chezu-raster-tile.h"
#include "map/chezu-viewport.h"

#include <math.h>

/* Kept beside what is in view. */
#define TILES_MAX 256
/* How many levels out a tile may be to stand in. */
#define LEVELS_OUT 6
/* A source that begins nearer than this many levels is not asked: a view would take hundreds. */
#define LEVELS_IN_MAX 2
/* After the last step of a zoom between whole levels. */
#define SETTLE_MS 120

typedef enum
{
  TILE_WAITING,
  TILE_READY,
  TILE_EMPTY,  /* the server has none */
  TILE_FAILED, /* for now */
} TileState;

typedef struct
{
  ChezuTileId id;
  TileState state;
  GdkPaintable *picture; /* also while it is asked for anew */
  GCancellable *given_up;
  guint64 used; /* of the layer's clock */
} Tile;

struct _ChezuRasterLayer
{
  ShumateLayer parent_instance;

  ChezuTileFeed *feed;
  int tile_size;
  int min_zoom;
  int max_zoom;

  GHashTable *tiles; /* of Tile by get_key () */
  guint64 clock;
  guint n_waiting; /* of those in view */
  guint settle_id;
  gboolean settled;
};

enum
{
  SETTLED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ChezuRasterLayer, chezu_raster_layer, SHUMATE_TYPE_LAYER)

/* The tiles of the view at one level, ends included. */
typedef struct
{
  int zoom;
  int left, top, right, bottom;
} Range;

static void
tile_free (Tile *tile)
{
  g_cancellable_cancel (tile->given_up);
  g_object_unref (tile->given_up);
  g_clear_object (&tile->picture);
  g_free (tile);
}

static gint64
get_key (const ChezuTileId *id)
{
  return (gint64)id->zoom << 52 | (gint64)id->x << 26 | id->y;
}

static Tile *
find_tile (ChezuRasterLayer *self, const ChezuTileId *id)
{
  gint64 key = get_key (id);

  return g_hash_table_lookup (self->tiles, &key);
}

static ChezuFleetFrame
get_frame (ChezuRasterLayer *self)
{
  return chezu_viewport_get_frame (shumate_layer_get_viewport (SHUMATE_LAYER (self)),
                                   gtk_widget_get_width (GTK_WIDGET (self)),
                                   gtk_widget_get_height (GTK_WIDGET (self)));
}

/* FALSE where nothing is to be drawn. */
static gboolean
get_range (ChezuRasterLayer *self, const ChezuFleetFrame *frame, Range *range)
{
  double level = log2 (frame->scale / self->tile_size);
  double n;

  range->zoom = CLAMP ((int)lround (level), self->min_zoom, self->max_zoom);
  if (frame->width <= 0 || frame->height <= 0 || range->zoom > lround (level) + LEVELS_IN_MAX)
    return FALSE;
  n = exp2 (range->zoom);
  range->left = MAX ((int)floor (frame->x * n), 0);
  range->top = MAX ((int)floor (frame->y * n), 0);
  range->right = MIN ((int)floor ((frame->x + frame->width / frame->scale) * n), (int)n - 1);
  range->bottom = MIN ((int)floor ((frame->y + frame->height / frame->scale) * n), (int)n - 1);
  return range->left <= range->right && range->top <= range->bottom;
}

static gboolean
is_in_range (const Range *range, const ChezuTileId *id)
{
  return id->zoom == range->zoom && id->x >= range->left && id->x <= range->right
         && id->y >= range->top && id->y <= range->bottom;
}

/* --- Settled ---------------------------------------------------------------------------------- */

static void
update_settled (ChezuRasterLayer *self)
{
  gboolean settled = self->n_waiting == 0 && self->settle_id == 0;

  if (self->settled == settled)
    return;
  self->settled = settled;
  if (settled)
    g_signal_emit (self, signals[SETTLED], 0);
}

/* --- Asking ----------------------------------------------------------------------------------- */

typedef struct
{
  ChezuRasterLayer *layer;
  ChezuTileFeed *feed;
  ChezuTileId id;
  GCancellable *given_up;
  guint scale;
  gboolean as_texture;
} Errand;

static void
errand_free (Errand *errand)
{
  g_object_unref (errand->layer);
  g_object_unref (errand->feed);
  g_object_unref (errand->given_up);
  g_free (errand);
}

static void update (ChezuRasterLayer *self);

/* @picture: (transfer full) (nullable) */
static void
take_answer (Errand *errand, TileState state, GdkPaintable *picture)
{
  ChezuRasterLayer *self = errand->layer;
  Tile *tile = find_tile (self, &errand->id);

  /* Given up, and perhaps asked for again by another errand. */
  if (tile == NULL || tile->given_up != errand->given_up)
    {
      g_clear_object (&picture);
      return;
    }
  tile->state = state;
  if (picture != NULL || state == TILE_EMPTY)
    g_clear_object (&tile->picture);
  if (picture != NULL)
    tile->picture = picture;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  update (self);
}

static DexFuture *
ask_fiber (gpointer data)
{
  Errand *errand = data;
  g_autoptr (GBytes) bytes = dex_await_boxed (
      chezu_tile_feed_fetch (errand->feed, &errand->id, errand->scale, errand->given_up), NULL);
  GdkPaintable *picture = NULL;

  /* Why it failed, the feed says once for all. */
  if (bytes == NULL)
    take_answer (errand, TILE_FAILED, NULL);
  else if (g_bytes_get_size (bytes) == 0)
    take_answer (errand, TILE_EMPTY, NULL);
  else if (!g_cancellable_is_cancelled (errand->given_up))
    {
      picture = dex_await_object (chezu_raster_tile_decode (bytes, errand->as_texture), NULL);
      take_answer (errand, picture != NULL ? TILE_READY : TILE_FAILED, picture);
    }
  return dex_future_new_true ();
}

static void
ask (ChezuRasterLayer *self, Tile *tile)
{
  Errand *errand = g_new0 (Errand, 1);

  tile->state = TILE_WAITING;
  g_object_unref (tile->given_up);
  tile->given_up = g_cancellable_new ();
  errand->layer = g_object_ref (self);
  errand->feed = g_object_ref (self->feed);
  errand->id = tile->id;
  errand->scale = (guint)gtk_widget_get_scale_factor (GTK_WIDGET (self));
  errand->given_up = g_object_ref (tile->given_up);
  errand->as_texture = chezu_blocks_want_textures (GTK_WIDGET (self));
  dex_future_disown (dex_scheduler_spawn (NULL, 0, ask_fiber, errand, (GDestroyNotify)errand_free));
}

static void
want (ChezuRasterLayer *self, const ChezuTileId *id)
{
  Tile *tile = find_tile (self, id);
  gint64 key = get_key (id);

  if (tile == NULL)
    {
      tile = g_new0 (Tile, 1);
      tile->id = *id;
      tile->given_up = g_cancellable_new ();
      g_hash_table_insert (self->tiles, g_memdup2 (&key, sizeof key), tile);
      ask (self, tile);
    }
  tile->used = self->clock;
}

/* From the rim to the middle: of what is asked for, the last comes first. */
static void
want_range (ChezuRasterLayer *self, const Range *range)
{
  int middle_x = (range->left + range->right) / 2;
  int middle_y = (range->top + range->bottom) / 2;
  int reach = MAX (range->right - range->left, range->bottom - range->top) + 1;

  for (int ring = reach; ring >= 0; ring--)
    for (int y = range->top; y <= range->bottom; y++)
      for (int x = range->left; x <= range->right; x++)
        if (MAX (ABS (x - middle_x), ABS (y - middle_y)) == ring)
          want (self, &(ChezuTileId){ range->zoom, x, y });
}

static int
compare_use (gconstpointer a, gconstpointer b)
{
  const Tile *one = *(Tile *const *)a;
  const Tile *other = *(Tile *const *)b;

  return (one->used > other->used) - (one->used < other->used);
}

/* Gives up what is not in view any more, and the oldest of what is kept. */
static void
forget (ChezuRasterLayer *self, const Range *range)
{
  g_autoptr (GPtrArray) kept = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->tiles);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Tile *tile = value;

      if (is_in_range (range, &tile->id))
        continue;
      if (tile->picture == NULL)
        g_hash_table_iter_remove (&iter);
      else
        g_ptr_array_add (kept, tile);
    }
  if (kept->len <= TILES_MAX)
    return;
  g_ptr_array_sort (kept, compare_use);
  for (guint i = 0; i < kept->len - TILES_MAX; i++)
    {
      gint64 key = get_key (&((Tile *)g_ptr_array_index (kept, i))->id);

      g_hash_table_remove (self->tiles, &key);
    }
}

static void
count_waiting (ChezuRasterLayer *self, const Range *range)
{
  self->n_waiting = 0;
  for (int y = range->top; y <= range->bottom; y++)
    for (int x = range->left; x <= range->right; x++)
      {
        const Tile *tile = find_tile (self, &(ChezuTileId){ range->zoom, x, y });

        self->n_waiting += tile == NULL || tile->state == TILE_WAITING;
      }
}

/* Whether a zoom is on its way: its levels in between are not worth a question. */
static gboolean
is_between_levels (const ChezuFleetFrame *frame)
{
  double zoom = chezu_zoom_of_scale (frame->scale);

  return fabs (zoom - round (zoom)) > 1e-6;
}

static void
update (ChezuRasterLayer *self)
{
  ChezuFleetFrame frame = get_frame (self);
  Range range;

  if (self->feed == NULL)
    return;
  self->clock++;
  if (get_range (self, &frame, &range))
    {
      if (self->settle_id == 0)
        {
          want_range (self, &range);
          forget (self, &range);
        }
      count_waiting (self, &range);
    }
  else
    self->n_waiting = 0;
  update_settled (self);
}

static gboolean
settle_cb (gpointer data)
{
  ChezuRasterLayer *self = data;

  self->settle_id = 0;
  update (self);
  return G_SOURCE_REMOVE;
}

static void
viewport_changed_cb (ChezuRasterLayer *self)
{
  ChezuFleetFrame frame = get_frame (self);

  g_clear_handle_id (&self->settle_id, g_source_remove);
  if (is_between_levels (&frame))
    self->settle_id = g_timeout_add (SETTLE_MS, settle_cb, self);
  update (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* What failed, and what may be old, is asked for again while the old picture stays. */
static void
retry_cb (ChezuRasterLayer *self)
{
  ChezuFleetFrame frame = get_frame (self);
  Range range;

  if (self->feed == NULL || !get_range (self, &frame, &range))
    return;
  for (int y = range.top; y <= range.bottom; y++)
    for (int x = range.left; x <= range.right; x++)
      {
        Tile *tile = find_tile (self, &(ChezuTileId){ range.zoom, x, y });

        if (tile != NULL && tile->state != TILE_WAITING
            && (tile->state == TILE_FAILED || chezu_tile_feed_get_stale_ms (self->feed) != 0))
          ask (self, tile);
      }
  update (self);
}

/* Drawn for another resolution, or for another kind of renderer. */
static void
start_anew (ChezuRasterLayer *self)
{
  g_hash_table_remove_all (self->tiles);
  update (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* --- Drawing ---------------------------------------------------------------------------------- */

typedef struct
{
  GtkSnapshot *snapshot;
  ChezuFleetFrame frame;
  double factor;
} Canvas;

static double
place_edge (const Canvas *canvas, double position, double origin)
{
  return round ((position - origin) * canvas->frame.scale * canvas->factor) / canvas->factor;
}

static graphene_rect_t
place_tile (const Canvas *canvas, const ChezuTileId *id)
{
  double n = exp2 (id->zoom);
  double left = place_edge (canvas, id->x / n, canvas->frame.x);
  double top = place_edge (canvas, id->y / n, canvas->frame.y);
  double right = place_edge (canvas, (id->x + 1) / n, canvas->frame.x);
  double bottom = place_edge (canvas, (id->y + 1) / n, canvas->frame.y);

  return GRAPHENE_RECT_INIT ((float)left, (float)top, (float)(right - left), (float)(bottom - top));
}

static void
draw_picture (const Canvas *canvas, GdkPaintable *picture, const graphene_rect_t *at)
{
  if (at->size.width <= 0 || at->size.height <= 0)
    return;
  gtk_snapshot_save (canvas->snapshot);
  gtk_snapshot_translate (canvas->snapshot, &at->origin);
  gdk_paintable_snapshot (picture, canvas->snapshot, (double)at->size.width,
                          (double)at->size.height);
  gtk_snapshot_restore (canvas->snapshot);
}

/* The part of the nearest outer tile that covers @id. */
static gboolean
draw_from_outer (ChezuRasterLayer *self, const Canvas *canvas, const ChezuTileId *id)
{
  for (int levels = 1; levels <= LEVELS_OUT && levels <= id->zoom; levels++)
    {
      ChezuTileId outer = { id->zoom - levels, id->x >> levels, id->y >> levels };
      Tile *tile = find_tile (self, &outer);
      graphene_rect_t part;
      graphene_rect_t whole;

      if (tile == NULL || tile->picture == NULL)
        continue;
      part = place_tile (canvas, id);
      whole = place_tile (canvas, &outer);
      gtk_snapshot_push_clip (canvas->snapshot, &part);
      draw_picture (canvas, tile->picture, &whole);
      gtk_snapshot_pop (canvas->snapshot);
      tile->used = self->clock;
      return TRUE;
    }
  return FALSE;
}

static void
draw_inner (ChezuRasterLayer *self, const Canvas *canvas, const ChezuTileId *id)
{
  for (int i = 0; i < 4; i++)
    {
      ChezuTileId inner = { id->zoom + 1, 2 * id->x + i % 2, 2 * id->y + i / 2 };
      const Tile *tile = find_tile (self, &inner);
      graphene_rect_t at;

      if (tile == NULL || tile->picture == NULL)
        continue;
      at = place_tile (canvas, &inner);
      draw_picture (canvas, tile->picture, &at);
    }
}

static void
draw_tile (ChezuRasterLayer *self, const Canvas *canvas, const ChezuTileId *id)
{
  const Tile *tile = find_tile (self, id);

  if (tile != NULL && tile->picture != NULL)
    {
      graphene_rect_t at = place_tile (canvas, id);

      draw_picture (canvas, tile->picture, &at);
    }
  else if (tile == NULL || tile->state != TILE_EMPTY)
    {
      draw_from_outer (self, canvas, id);
      draw_inner (self, canvas, id);
    }
}

static void
chezu_raster_layer_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ChezuRasterLayer *self = CHEZU_RASTER_LAYER (widget);
  Canvas canvas = { snapshot, get_frame (self), gtk_widget_get_scale_factor (widget) };
  Range range;

  if (!get_range (self, &canvas.frame, &range))
    return;
  for (int y = range.top; y <= range.bottom; y++)
    for (int x = range.left; x <= range.right; x++)
      draw_tile (self, &canvas, &(ChezuTileId){ range.zoom, x, y });
}

/* --- Class ------------------------------------------------------------------------------------ */

static void
chezu_raster_layer_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  update (CHEZU_RASTER_LAYER (widget));
}

static void
chezu_raster_layer_constructed (GObject *object)
{
  G_OBJECT_CLASS (chezu_raster_layer_parent_class)->constructed (object);

  g_signal_connect_object (shumate_layer_get_viewport (SHUMATE_LAYER (object)), "notify",
                           G_CALLBACK (viewport_changed_cb), object, G_CONNECT_SWAPPED);
  g_signal_connect (object, "notify::scale-factor", G_CALLBACK (start_anew), NULL);
}

static void
chezu_raster_layer_dispose (GObject *object)
{
  ChezuRasterLayer *self = CHEZU_RASTER_LAYER (object);

  g_clear_handle_id (&self->settle_id, g_source_remove);
  g_hash_table_remove_all (self->tiles);
  if (self->feed != NULL)
    g_signal_handlers_disconnect_by_data (self->feed, self);
  g_clear_object (&self->feed);
  G_OBJECT_CLASS (chezu_raster_layer_parent_class)->dispose (object);
}

static void
chezu_raster_layer_finalize (GObject *object)
{
  g_hash_table_unref (CHEZU_RASTER_LAYER (object)->tiles);
  G_OBJECT_CLASS (chezu_raster_layer_parent_class)->finalize (object);
}

static void
chezu_raster_layer_class_init (ChezuRasterLayerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = chezu_raster_layer_constructed;
  object_class->dispose = chezu_raster_layer_dispose;
  object_class->finalize = chezu_raster_layer_finalize;
  widget_class->size_allocate = chezu_raster_layer_size_allocate;
  widget_class->snapshot = chezu_raster_layer_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);

  signals[SETTLED] = g_signal_new ("settled", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
chezu_raster_layer_init (ChezuRasterLayer *self)
{
  self->tiles
      = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify)tile_free);
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

ChezuRasterLayer *
chezu_raster_layer_new (ShumateViewport *viewport,
                        ChezuTileFeed *feed,
                        const ChezuTileSource *source)
{
  ChezuRasterLayer *self;

  g_return_val_if_fail (SHUMATE_IS_VIEWPORT (viewport), NULL);
  g_return_val_if_fail (CHEZU_IS_TILE_FEED (feed), NULL);

  self = g_object_new (CHEZU_TYPE_RASTER_LAYER, "viewport", viewport, NULL);
  self->feed = g_object_ref (feed);
  self->tile_size = (int)source->tile_size;
  self->min_zoom = (int)source->min_zoom;
  self->max_zoom = (int)source->max_zoom;
  g_signal_connect_object (feed, "retry", G_CALLBACK (retry_cb), self, G_CONNECT_SWAPPED);
  return self;
}

gboolean
chezu_raster_layer_is_settled (ChezuRasterLayer *self)
{
  g_return_val_if_fail (CHEZU_IS_RASTER_LAYER (self), FALSE);

  return self->settled;
}
