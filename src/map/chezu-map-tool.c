/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "map/chezu-map-tool.h"

G_DEFINE_INTERFACE (ChezuMapTool, chezu_map_tool, G_TYPE_OBJECT)

static void
chezu_map_tool_default_init (ChezuMapToolInterface *iface)
{
}

void
chezu_map_tool_taken_up (ChezuMapTool *self, ChezuMapView *view)
{
  ChezuMapToolInterface *iface = CHEZU_MAP_TOOL_GET_IFACE (self);

  if (iface->taken_up != NULL)
    iface->taken_up (self, view);
}

void
chezu_map_tool_put_down (ChezuMapTool *self, ChezuMapView *view)
{
  ChezuMapToolInterface *iface = CHEZU_MAP_TOOL_GET_IFACE (self);

  if (iface->put_down != NULL)
    iface->put_down (self, view);
}

gboolean
chezu_map_tool_press (ChezuMapTool *self, double x, double y, GdkModifierType state)
{
  ChezuMapToolInterface *iface = CHEZU_MAP_TOOL_GET_IFACE (self);

  return iface->press != NULL && iface->press (self, x, y, state);
}

void
chezu_map_tool_drag (ChezuMapTool *self, double x, double y)
{
  ChezuMapToolInterface *iface = CHEZU_MAP_TOOL_GET_IFACE (self);

  if (iface->drag != NULL)
    iface->drag (self, x, y);
}

void
chezu_map_tool_release (ChezuMapTool *self, double x, double y)
{
  ChezuMapToolInterface *iface = CHEZU_MAP_TOOL_GET_IFACE (self);

  if (iface->release != NULL)
    iface->release (self, x, y);
}

gboolean
chezu_map_tool_click (ChezuMapTool *self, double x, double y, int n_press, GdkModifierType state)
{
  ChezuMapToolInterface *iface = CHEZU_MAP_TOOL_GET_IFACE (self);

  return iface->click != NULL && iface->click (self, x, y, n_press, state);
}

void
chezu_map_tool_hover (ChezuMapTool *self, double x, double y)
{
  ChezuMapToolInterface *iface = CHEZU_MAP_TOOL_GET_IFACE (self);

  if (iface->hover != NULL)
    iface->hover (self, x, y);
}

gboolean
chezu_map_tool_key (ChezuMapTool *self, guint keyval, GdkModifierType state)
{
  ChezuMapToolInterface *iface = CHEZU_MAP_TOOL_GET_IFACE (self);

  return iface->key != NULL && iface->key (self, keyval, state);
}

void
chezu_map_tool_snapshot (ChezuMapTool *self, GtkSnapshot *snapshot, const ChezuFleetFrame *frame)
{
  ChezuMapToolInterface *iface = CHEZU_MAP_TOOL_GET_IFACE (self);

  if (iface->snapshot != NULL)
    iface->snapshot (self, snapshot, frame);
}

const char *
chezu_map_tool_get_cursor (ChezuMapTool *self)
{
  ChezuMapToolInterface *iface = CHEZU_MAP_TOOL_GET_IFACE (self);

  return iface->get_cursor != NULL ? iface->get_cursor (self) : NULL;
}
