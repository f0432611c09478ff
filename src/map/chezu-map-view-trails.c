/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Trails of vehicles on the map: each ends where its vehicle is drawn. */

#include "map/chezu-map-view-private.h"

#include "base/chezu-time.h"
#include "map/chezu-map-style.h"

#include <math.h>

/* The trail of whatever leads the selection. */
#define LEAD 0

static void
place_head (ChezuMapView *self, gint64 id)
{
  gint64 vehicle_id = id == LEAD ? self->selected : id;
  guint index = self->fleet != NULL && vehicle_id != 0 ? chezu_fleet_find (self->fleet, vehicle_id)
                                                       : CHEZU_FLEET_NONE;
  double x = NAN;
  double y = NAN;

  if (index != CHEZU_FLEET_NONE)
    chezu_fleet_get_drawn (self->fleet, index, chezu_fleet_get_now_ms (self->fleet), &x, &y, NULL);
  chezu_trail_layer_set_head (self->trail_layer, id, x, y);
}

/* Vehicles have moved; time went by. */
void
chezu_map_view_update_trails (ChezuMapView *self)
{
  guint n = chezu_trail_layer_get_n (self->trail_layer);
  gint64 now_ms = self->fleet != NULL ? chezu_fleet_get_now_ms (self->fleet) : 0;

  chezu_trail_legend_show (self->trail_legend, self->trail_coloring, chezu_map_style_get_scheme ());
  gtk_widget_set_visible (GTK_WIDGET (self->trail_legend), n > 0 && !self->compact);
  if (n == 0)
    return;
  /* A minute later no colour is wrong that anybody could tell. */
  chezu_trail_layer_set_coloring (self->trail_layer, self->trail_coloring,
                                  now_ms - now_ms % CHEZU_MINUTE_MS);
  for (guint i = 0; i < n; i++)
    place_head (self, chezu_trail_layer_get_id (self->trail_layer, i));
}

/**
 * chezu_map_view_set_trail:
 * @fixes: of the lead of the selection, ascending in time; copied. None: no trail.
 */
void
chezu_map_view_set_trail (ChezuMapView *self, const ChezuFix *fixes, gsize n_fixes)
{
  chezu_map_view_set_trail_of (self, LEAD, fixes, n_fixes);
}

/**
 * chezu_map_view_set_trail_of:
 * @vehicle_id: another one than the lead
 * @fixes: of the vehicle, ascending in time; copied. None: no trail.
 */
void
chezu_map_view_set_trail_of (ChezuMapView *self,
                             gint64 vehicle_id,
                             const ChezuFix *fixes,
                             gsize n_fixes)
{
  g_return_if_fail (CHEZU_IS_MAP_VIEW (self));

  chezu_trail_layer_set_trail (self->trail_layer, vehicle_id, fixes, n_fixes);
  chezu_map_view_update_trails (self);
}

void
chezu_map_view_set_trail_coloring (ChezuMapView *self, ChezuTrailColoring coloring)
{
  g_return_if_fail (CHEZU_IS_MAP_VIEW (self));

  self->trail_coloring = coloring;
  chezu_map_view_update_trails (self);
}

ChezuTrailColoring
chezu_map_view_get_trail_coloring (ChezuMapView *self)
{
  g_return_val_if_fail (CHEZU_IS_MAP_VIEW (self), CHEZU_TRAIL_BY_AGE);

  return self->trail_coloring;
}

gboolean
chezu_map_view_has_trails (ChezuMapView *self)
{
  g_return_val_if_fail (CHEZU_IS_MAP_VIEW (self), FALSE);

  return chezu_trail_layer_get_n (self->trail_layer) > 0;
}
