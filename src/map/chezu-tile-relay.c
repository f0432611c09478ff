/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ShumateMapLayer says when a set of tiles is complete, but not whether one is on its way. */

#include "map/chezu-tile-relay.h"

struct _ChezuTileRelay
{
  ShumateMapSource parent_instance;

  ShumateMapSource *source;
  guint n_pending;
};

enum
{
  IDLE,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ChezuTileRelay, chezu_tile_relay, SHUMATE_TYPE_MAP_SOURCE)

static void
tile_filled_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ChezuTileRelay *self = g_task_get_source_object (task);
  GError *error = NULL;
  gboolean filled
      = shumate_map_source_fill_tile_finish (SHUMATE_MAP_SOURCE (object), result, &error);

  if (filled)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
  self->n_pending--;
  if (self->n_pending == 0)
    g_signal_emit (self, signals[IDLE], 0);
}

/* The task carries the caller's cancellable: libshumate frees what a cancelled tile's callback
 * would use. */
static void
chezu_tile_relay_fill_tile_async (ShumateMapSource *source,
                                  ShumateTile *tile,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  ChezuTileRelay *self = CHEZU_TILE_RELAY (source);
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, chezu_tile_relay_fill_tile_async);
  self->n_pending++;
  shumate_map_source_fill_tile_async (self->source, tile, cancellable, tile_filled_cb, task);
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
  g_clear_object (&CHEZU_TILE_RELAY (object)->source);
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
 *
 * Returns: (transfer full): a source with the same identity, tile size and zoom levels
 */
ChezuTileRelay *
chezu_tile_relay_new (ShumateMapSource *source)
{
  ChezuTileRelay *self;

  g_return_val_if_fail (SHUMATE_IS_MAP_SOURCE (source), NULL);

  self = g_object_new (CHEZU_TYPE_TILE_RELAY, "id", shumate_map_source_get_id (source), "tile-size",
                       shumate_map_source_get_tile_size (source), "min-zoom-level",
                       shumate_map_source_get_min_zoom_level (source), "max-zoom-level",
                       shumate_map_source_get_max_zoom_level (source), NULL);
  self->source = g_object_ref (source);
  return self;
}

guint
chezu_tile_relay_get_n_pending (ChezuTileRelay *self)
{
  g_return_val_if_fail (CHEZU_IS_TILE_RELAY (self), 0);
  return self->n_pending;
}
