/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What others put on the map view: layers of their own, and tools. */

#include "map/chezu-map-view-private.h"

#include "map/chezu-map-layer.h"
#include "map/chezu-map-style.h"

static void
tell (ChezuMapView *self, GtkWidget *layer)
{
  if (!CHEZU_IS_MAP_LAYER (layer))
    return;
  chezu_map_layer_set_plane (CHEZU_MAP_LAYER (layer), self->plane);
  chezu_map_layer_set_scheme (CHEZU_MAP_LAYER (layer), chezu_map_style_get_scheme ());
}

/* Plane or scheme are others. */
void
chezu_map_view_tell_layers (ChezuMapView *self)
{
  tell (self, GTK_WIDGET (self->base_layer));
  tell (self, GTK_WIDGET (self->region_layer));
  tell (self, GTK_WIDGET (self->label_layer));
  chezu_trail_layer_set_plane (self->trail_layer, self->plane);
  for (guint slot = 0; slot < CHEZU_N_SLOTS; slot++)
    for (GtkWidget *layer = gtk_widget_get_first_child (self->slots[slot]); layer != NULL;
         layer = gtk_widget_get_next_sibling (layer))
      tell (self, layer);
}

gboolean
chezu_map_view_layers_are_settled (ChezuMapView *self)
{
  for (guint slot = 0; slot < CHEZU_N_SLOTS; slot++)
    for (GtkWidget *layer = gtk_widget_get_first_child (self->slots[slot]); layer != NULL;
         layer = gtk_widget_get_next_sibling (layer))
      if (CHEZU_IS_MAP_LAYER (layer) && !chezu_map_layer_is_settled (CHEZU_MAP_LAYER (layer)))
        return FALSE;
  return TRUE;
}

GtkWidget *
chezu_map_view_make_slot (ChezuMapView *self, ChezuMapSlot slot)
{
  self->slots[slot] = gtk_overlay_new ();
  gtk_widget_set_can_target (self->slots[slot], FALSE);
  return self->slots[slot];
}

/**
 * chezu_map_view_add_layer:
 * @layer: (transfer floating): made for the view's viewport; a #ChezuMapLayer is told of plane and
 *   scheme from now on
 * @slot: what it lies between; within a slot the last one is on top
 */
void
chezu_map_view_add_layer (ChezuMapView *self, ShumateLayer *layer, ChezuMapSlot slot)
{
  g_return_if_fail (CHEZU_IS_MAP_VIEW (self));
  g_return_if_fail (SHUMATE_IS_LAYER (layer));
  g_return_if_fail (slot < CHEZU_N_SLOTS);

  gtk_overlay_add_overlay (GTK_OVERLAY (self->slots[slot]), GTK_WIDGET (layer));
  tell (self, GTK_WIDGET (layer));
}

void
chezu_map_view_remove_layer (ChezuMapView *self, ShumateLayer *layer)
{
  g_return_if_fail (CHEZU_IS_MAP_VIEW (self));
  g_return_if_fail (SHUMATE_IS_LAYER (layer));

  for (guint slot = 0; slot < CHEZU_N_SLOTS; slot++)
    if (gtk_widget_get_parent (GTK_WIDGET (layer)) == self->slots[slot])
      gtk_overlay_remove_overlay (GTK_OVERLAY (self->slots[slot]), GTK_WIDGET (layer));
}

ShumateViewport *
chezu_map_view_get_viewport (ChezuMapView *self)
{
  g_return_val_if_fail (CHEZU_IS_MAP_VIEW (self), NULL);

  return self->viewport;
}

ChezuFleet *
chezu_map_view_get_fleet (ChezuMapView *self)
{
  g_return_val_if_fail (CHEZU_IS_MAP_VIEW (self), NULL);

  return self->fleet;
}

/* --- Tools -------------------------------------------------------------------------------------*/

/**
 * chezu_map_view_set_tool:
 * @tool: (nullable): what the hand holds from now on; %NULL for none
 */
void
chezu_map_view_set_tool (ChezuMapView *self, ChezuMapTool *tool)
{
  g_autoptr (ChezuMapTool) before = NULL;

  g_return_if_fail (CHEZU_IS_MAP_VIEW (self));
  g_return_if_fail (tool == NULL || CHEZU_IS_MAP_TOOL (tool));

  if (self->tool == tool)
    return;
  before = g_steal_pointer (&self->tool);
  self->tool_holds = FALSE;
  g_set_object (&self->tool, tool);
  chezu_tool_layer_set_tool (self->tool_layer, tool);
  if (before != NULL)
    chezu_map_tool_put_down (before, self);
  chezu_map_view_set_tool_note (self, NULL);
  if (tool != NULL)
    {
      chezu_map_view_set_target (self, &(ChezuTarget){ 0 });
      chezu_map_tool_taken_up (tool, self);
    }
  chezu_map_view_show_cursor (self);
  chezu_map_view_show_tool (self);
  g_object_notify (G_OBJECT (self), "tool");
}

ChezuMapTool *
chezu_map_view_get_tool (ChezuMapView *self)
{
  g_return_val_if_fail (CHEZU_IS_MAP_VIEW (self), NULL);

  return self->tool;
}

/**
 * chezu_map_view_set_tool_note:
 * @note: (nullable): what the tool found, or what to do next; stands above the map until the tool
 * is put down
 */
void
chezu_map_view_set_tool_note (ChezuMapView *self, const char *note)
{
  g_return_if_fail (CHEZU_IS_MAP_VIEW (self));

  gtk_label_set_label (self->tool_note, note != NULL ? note : "");
  gtk_widget_set_visible (GTK_WIDGET (self->tool_note), note != NULL);
}

/* What the tool draws is another picture. */
void
chezu_map_view_queue_tool_draw (ChezuMapView *self)
{
  g_return_if_fail (CHEZU_IS_MAP_VIEW (self));

  gtk_widget_queue_draw (GTK_WIDGET (self->tool_layer));
}

void
chezu_map_view_show_cursor (ChezuMapView *self)
{
  const char *cursor = self->tool != NULL ? chezu_map_tool_get_cursor (self->tool) : NULL;

  if (cursor == NULL && self->target.kind != CHEZU_TARGET_NONE)
    cursor = "pointer";
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self->layers), cursor);
}
