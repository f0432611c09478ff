/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is here: of the point under the pointer, or in the middle of the map. */

#include "map/chezu-map-view-private.h"

#include "map/chezu-here-popover.h"
#include "map/chezu-ruler-tool.h"

#include <math.h>

static void
vehicle_chosen_cb (ChezuMapView *self, gint64 id)
{
  chezu_map_view_set_selected (self, id);
  chezu_map_view_activate_vehicle (self, id);
}

static void
place_chosen_cb (ChezuMapView *self, gint64 id)
{
  chezu_map_view_show_place (self, id);
}

static void
geofence_chosen_cb (ChezuMapView *self, gint64 id)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.geofence", "x", id);
}

/* Those that are hidden are not told of. */
static void
show_geofences (ChezuMapView *self, ChezuHerePopover *popover)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new ();

  if (self->show_geofences)
    chezu_geofence_layer_find (self->geofence_layer, self->here_lon, self->here_lat, found);
  chezu_here_popover_show_geofences (popover, found,
                                     chezu_geofence_layer_get_counted (self->geofence_layer));
}

static void
measure_cb (ChezuMapView *self)
{
  g_autoptr (ChezuMapTool) ruler = chezu_ruler_tool_new ();

  chezu_map_view_set_tool (self, ruler);
  chezu_ruler_tool_add (CHEZU_RULER_TOOL (ruler), self->here_lon, self->here_lat);
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

/* Of the point that the open popover tells of. */
void
chezu_map_view_ask_for_nearest (ChezuMapView *self, const char *name)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.nearest", "(dds)", self->here_lon,
                              self->here_lat, name);
}

/* @x: pixels of the view */
void
chezu_map_view_open_here (ChezuMapView *self, double x, double y)
{
  g_autoptr (ChezuHere) here = NULL;
  GtkWidget *popover = chezu_here_popover_new ();

  chezu_map_view_set_target (self, &(ChezuTarget){ 0 });
  chezu_map_view_read (self, x, y, &self->here_lon, &self->here_lat);
  here = chezu_here_new (self->here_lon, self->here_lat, self->fleet, self->places,
                         self->base_labels);
  chezu_here_popover_show (CHEZU_HERE_POPOVER (popover), here, chezu_plane_get_datum (self->plane),
                           self->fleet);
  show_geofences (self, CHEZU_HERE_POPOVER (popover));
  g_signal_connect_object (popover, "geofence-chosen", G_CALLBACK (geofence_chosen_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (popover, "vehicle-chosen", G_CALLBACK (vehicle_chosen_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (popover, "place-chosen", G_CALLBACK (place_chosen_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (popover, "measure", G_CALLBACK (measure_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (popover, "nearest", G_CALLBACK (chezu_map_view_ask_for_nearest), self,
                           G_CONNECT_SWAPPED);
  chezu_map_view_open_popover (self, popover,
                               &(GdkRectangle){ (int)lround (x), (int)lround (y), 1, 1 });
}

static void
here_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ChezuMapView *self = CHEZU_MAP_VIEW (widget);
  double x = gtk_widget_get_width (widget) / 2.0;
  double y = gtk_widget_get_height (widget) / 2.0;

  if (self->target.kind != CHEZU_TARGET_NONE)
    chezu_map_view_locate_target (self, &self->target, &x, &y);
  else if (self->pointer_inside)
    {
      x = self->pointer_x;
      y = self->pointer_y;
    }
  chezu_map_view_open_here (self, x, y);
}

void
chezu_map_view_install_here_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "map.here", NULL, here_cb);
}
