/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A tool in the hand: while the map view has one, pointer and keys go to it first. */

#pragma once

#include "map/chezu-map-view.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_MAP_TOOL (chezu_map_tool_get_type ())
G_DECLARE_INTERFACE (ChezuMapTool, chezu_map_tool, CHEZU, MAP_TOOL, GObject)

/* All places are pixels of the view. Each function is optional; those that return a boolean say
 * whether the tool took what happened, else the map does with it what it always does. */
struct _ChezuMapToolInterface
{
  GTypeInterface parent_iface;

  void (*taken_up) (ChezuMapTool *self, ChezuMapView *view);
  void (*put_down) (ChezuMapTool *self, ChezuMapView *view);

  /* TRUE from press: the drag that may follow is the tool's, the map does not pan. */
  gboolean (*press) (ChezuMapTool *self, double x, double y, GdkModifierType state);
  void (*drag) (ChezuMapTool *self, double x, double y);
  void (*release) (ChezuMapTool *self, double x, double y);
  gboolean (*click) (ChezuMapTool *self, double x, double y, int n_press, GdkModifierType state);
  void (*hover) (ChezuMapTool *self, double x, double y);
  gboolean (*key) (ChezuMapTool *self, guint keyval, GdkModifierType state);

  void (*snapshot) (ChezuMapTool *self, GtkSnapshot *snapshot, const ChezuFleetFrame *frame);
  const char *(*get_cursor) (ChezuMapTool *self);
};

void chezu_map_tool_taken_up (ChezuMapTool *self, ChezuMapView *view);
void chezu_map_tool_put_down (ChezuMapTool *self, ChezuMapView *view);
gboolean chezu_map_tool_press (ChezuMapTool *self, double x, double y, GdkModifierType state);
void chezu_map_tool_drag (ChezuMapTool *self, double x, double y);
void chezu_map_tool_release (ChezuMapTool *self, double x, double y);
gboolean
chezu_map_tool_click (ChezuMapTool *self, double x, double y, int n_press, GdkModifierType state);
void chezu_map_tool_hover (ChezuMapTool *self, double x, double y);
gboolean chezu_map_tool_key (ChezuMapTool *self, guint keyval, GdkModifierType state);
void
chezu_map_tool_snapshot (ChezuMapTool *self, GtkSnapshot *snapshot, const ChezuFleetFrame *frame);
const char *chezu_map_tool_get_cursor (ChezuMapTool *self);

G_END_DECLS
