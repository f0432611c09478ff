/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures of others in place of the built-in map. */

#include "map/chezu-map-view-private.h"

static void
forget_base_map (ChezuMapView *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->base_feeds); i++)
    {
      if (self->base_feeds[i] != NULL)
        g_signal_handlers_disconnect_by_data (self->base_feeds[i], self);
      g_clear_object (&self->base_feeds[i]);
    }
  g_clear_pointer (&self->base_source, chezu_tile_source_free);
}

/* When the view goes. */
void
chezu_map_view_drop_base_map (ChezuMapView *self)
{
  forget_base_map (self);
}

static void
set_feed (ChezuMapView *self, guint sheet, ChezuTileFeed *feed)
{
  if (feed == NULL)
    return;
  self->base_feeds[sheet] = g_object_ref (feed);
  g_signal_connect_object (feed, "changed", G_CALLBACK (chezu_map_view_show_attribution), self,
                           G_CONNECT_SWAPPED);
}

/**
 * chezu_map_view_set_base_map:
 * @source: (nullable): what @ground shows; %NULL: the built-in map
 * @ground: (nullable): %NULL with @source alone
 * @labels: (nullable): names drawn above @ground
 *
 * Everything that lies on the map moves to the plane of @source. The names of the built-in map
 * stand over pictures that have none.
 */
void
chezu_map_view_set_base_map (ChezuMapView *self,
                             const ChezuTileSource *source,
                             ChezuTileFeed *ground,
                             ChezuTileFeed *labels)
{
  g_return_if_fail (CHEZU_IS_MAP_VIEW (self));
  g_return_if_fail ((source == NULL) == (ground == NULL));

  forget_base_map (self);
  if (source != NULL)
    self->base_source = chezu_tile_source_copy (source);
  set_feed (self, 0, ground);
  set_feed (self, 1, labels);
  chezu_base_layer_set_pictures (self->base_layer, source, ground, labels);
  chezu_label_layer_set_group_visible (self->label_layer, CHEZU_LABELS_BASE,
                                       source == NULL || (!source->has_names && labels == NULL));
  chezu_map_view_set_plane (self, source != NULL ? chezu_tile_source_get_plane (source)
                                                 : chezu_plane_get (CHEZU_DATUM_WGS84));
  chezu_map_view_show_attribution (self);
}
