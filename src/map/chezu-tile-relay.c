/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ShumateMapLayer says when a set of tiles is complete, but not whether one is on its way. */

#include "map/chezu-tile-relay.h"

#include "map/chezu-blocks.h"
#include "map/chezu-tile-picture.h"

struct _ChezuTileRelay
{
  ShumateMapSource parent_instance;

  ShumateMapSource *source;
  GtkWidget *widget; /* weak: where the tiles are shown */
  guint n_pending;
};

enum
{
  IDLE,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ChezuTileRelay, chezu_tile_relay, SHUMATE_TYPE_MAP_SOURCE)

typedef struct
{
  ShumateTile *wanted; /* of the layer that asks */
  ShumateTile *drawn;  /* ours, that the source draws on */
} Errand;

static void
errand_free (Errand *errand)
{
  g_object_unref (errand->wanted);
  g_object_unref (errand->drawn);
  g_free (errand);
}

/* Returns: (transfer full): what the tile shows, in the form that the window's renderer draws
 * cheapest */
static GdkPaintable *
take_picture (ChezuTileRelay *self, ShumateTile *drawn)
{
  GdkPaintable *paintable = shumate_tile_get_paintable (drawn);

  if (!GDK_IS_TEXTURE (paintable) || self->widget == NULL
      || chezu_blocks_want_textures (self->widget))
    return paintable != NULL ? g_object_ref (paintable) : NULL;
  return chezu_tile_picture_new (GDK_TEXTURE (paintable));
}

static void
tile_filled_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ChezuTileRelay *self = g_task_get_source_object (task);
  Errand *errand = g_task_get_task_data (task);
  GError *error = NULL;
  gboolean filled
      = shumate_map_source_fill_tile_finish (SHUMATE_MAP_SOURCE (object), result, &error);

  /* Whoever has given the tile up may have freed what listens to it. */
  if (filled && !g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    {
      g_autoptr (GdkPaintable) picture = take_picture (self, errand->drawn);

      shumate_tile_set_paintable (errand->wanted, picture);
      shumate_tile_set_state (errand->wanted, shumate_tile_get_state (errand->drawn));
    }
  if (filled)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
  self->n_pending--;
  if (self->n_pending == 0)
    g_signal_emit (self, signals[IDLE], 0);
}

/* The source is not told when a tile is given up: ShumateVectorRenderer 1.4 hands its job instead
 * of the job's cancellable to the handler that would stop it. So it draws a tile of ours to the
 * end, and the caller gets what is on it if it still wants it. The task carries the caller's
 * cancellable, because libshumate frees what a cancelled tile's callback would use. */
static void
chezu_tile_relay_fill_tile_async (ShumateMapSource *source,
                                  ShumateTile *tile,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  ChezuTileRelay *self = CHEZU_TILE_RELAY (source);
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Errand *errand = g_new0 (Errand, 1);

  errand->wanted = g_object_ref (tile);
  errand->drawn
      = shumate_tile_new_full (shumate_tile_get_x (tile), shumate_tile_get_y (tile),
                               shumate_tile_get_size (tile), shumate_tile_get_zoom_level (tile));
  shumate_tile_set_scale_factor (errand->drawn, shumate_tile_get_scale_factor (tile));
  g_task_set_source_tag (task, chezu_tile_relay_fill_tile_async);
  g_task_set_task_data (task, errand, (GDestroyNotify)errand_free);
  self->n_pending++;
  shumate_map_source_fill_tile_async (self->source, errand->drawn, NULL, tile_filled_cb, task);
}

static gboolean
chezu_tile_relay_fill_tile_finish (ShumateMapSource *source, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, source), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
chezu_tile_relay_dispose (GObject *object)
{
  ChezuTileRelay *self = CHEZU_TILE_RELAY (object);

  g_clear_weak_pointer (&self->widget);
  g_clear_object (&self->source);
  G_OBJECT_CLASS (chezu_tile_relay_parent_class)->dispose (object);
}

static void
chezu_tile_relay_class_init (ChezuTileRelayClass *klass)
{
  ShumateMapSourceClass *source_class = SHUMATE_MAP_SOURCE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = chezu_tile_relay_dispose;
  source_class->fill_tile_async = chezu_tile_relay_fill_tile_async;
  source_class->fill_tile_finish = chezu_tile_relay_fill_tile_finish;

  signals[IDLE] = g_signal_new ("idle", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
}

static void
chezu_tile_relay_init (ChezuTileRelay *self)
{
}

/**
 * chezu_tile_relay_new:
 * @source: where tiles come from
 * @widget: where they are shown
 *
 * Returns: (transfer full): a source with the same identity, tile size and zoom levels
 */
ChezuTileRelay *
chezu_tile_relay_new (ShumateMapSource *source, GtkWidget *widget)
{
  ChezuTileRelay *self;

  g_return_val_if_fail (SHUMATE_IS_MAP_SOURCE (source), NULL);

  self = g_object_new (CHEZU_TYPE_TILE_RELAY, "id", shumate_map_source_get_id (source), "tile-size",
                       shumate_map_source_get_tile_size (source), "min-zoom-level",
                       shumate_map_source_get_min_zoom_level (source), "max-zoom-level",
                       shumate_map_source_get_max_zoom_level (source), NULL);
  self->source = g_object_ref (source);
  g_set_weak_pointer (&self->widget, widget);
  return self;
}

guint
chezu_tile_relay_get_n_pending (ChezuTileRelay *self)
{
  g_return_val_if_fail (CHEZU_IS_TILE_RELAY (self), 0);
  return self->n_pending;
}
