/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tiles/chezu-tile-feed.h"

typedef struct
{
  char *trouble;
  gint64 stale_ms;
} ChezuTileFeedPrivate;

enum
{
  CHANGED,
  RETRY,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (ChezuTileFeed, chezu_tile_feed, G_TYPE_OBJECT)

static void
chezu_tile_feed_finalize (GObject *object)
{
  ChezuTileFeedPrivate *priv = chezu_tile_feed_get_instance_private (CHEZU_TILE_FEED (object));

  g_free (priv->trouble);
  G_OBJECT_CLASS (chezu_tile_feed_parent_class)->finalize (object);
}

static void
chezu_tile_feed_class_init (ChezuTileFeedClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = chezu_tile_feed_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  signals[RETRY] = g_signal_new ("retry", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
chezu_tile_feed_init (ChezuTileFeed *self)
{
}

DexFuture *
chezu_tile_feed_fetch (ChezuTileFeed *self,
                       const ChezuTileId *id,
                       guint scale,
                       GCancellable *given_up)
{
  g_return_val_if_fail (CHEZU_IS_TILE_FEED (self), NULL);
  g_return_val_if_fail (id->zoom >= 0 && id->zoom <= CHEZU_TILE_ZOOM_MAX, NULL);
  g_return_val_if_fail (id->x >= 0 && id->x < 1 << id->zoom, NULL);
  g_return_val_if_fail (id->y >= 0 && id->y < 1 << id->zoom, NULL);

  return CHEZU_TILE_FEED_GET_CLASS (self)->fetch (self, id, scale, given_up);
}

const char *
chezu_tile_feed_get_trouble (ChezuTileFeed *self)
{
  ChezuTileFeedPrivate *priv = chezu_tile_feed_get_instance_private (self);

  g_return_val_if_fail (CHEZU_IS_TILE_FEED (self), NULL);

  return priv->trouble;
}

gint64
chezu_tile_feed_get_stale_ms (ChezuTileFeed *self)
{
  ChezuTileFeedPrivate *priv = chezu_tile_feed_get_instance_private (self);

  g_return_val_if_fail (CHEZU_IS_TILE_FEED (self), 0);

  return priv->stale_ms;
}

/* @trouble: (nullable) */
void
chezu_tile_feed_set_trouble (ChezuTileFeed *self, const char *trouble)
{
  ChezuTileFeedPrivate *priv = chezu_tile_feed_get_instance_private (self);

  if (g_set_str (&priv->trouble, trouble))
    g_signal_emit (self, signals[CHANGED], 0);
}

void
chezu_tile_feed_note_stale (ChezuTileFeed *self, gint64 fetched_ms)
{
  ChezuTileFeedPrivate *priv = chezu_tile_feed_get_instance_private (self);

  if (priv->stale_ms != 0 && priv->stale_ms <= fetched_ms)
    return;
  priv->stale_ms = fetched_ms;
  g_signal_emit (self, signals[CHANGED], 0);
}

void
chezu_tile_feed_clear_stale (ChezuTileFeed *self)
{
  ChezuTileFeedPrivate *priv = chezu_tile_feed_get_instance_private (self);

  if (priv->stale_ms == 0)
    return;
  priv->stale_ms = 0;
  g_signal_emit (self, signals[CHANGED], 0);
}

void
chezu_tile_feed_emit_retry (ChezuTileFeed *self)
{
  g_signal_emit (self, signals[RETRY], 0);
}
