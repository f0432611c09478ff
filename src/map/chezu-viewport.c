/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "map/chezu-viewport.h"

#include "base/chezu-geodesy.h"

#include <math.h>

#define USUAL_TILE_SIZE 256.0

double
chezu_zoom_of_scale (double scale)
{
  return log2 (scale / USUAL_TILE_SIZE);
}

double
chezu_scale_of_zoom (double zoom)
{
  return USUAL_TILE_SIZE * exp2 (zoom);
}

/* Pixels to the Mercator unit at libshumate's zoom 0. */
static double
base_scale (ShumateViewport *viewport)
{
  ShumateMapSource *source = shumate_viewport_get_reference_map_source (viewport);

  return source != NULL ? shumate_map_source_get_tile_size (source) : USUAL_TILE_SIZE;
}

/**
 * chezu_viewport_get_frame:
 * @width: of the widget, logical pixels
 *
 * Returns: the part of the Mercator square that a widget of this size shows; the map is never
 * rotated
 */
ChezuFleetFrame
chezu_viewport_get_frame (ShumateViewport *viewport, int width, int height)
{
  ChezuFleetFrame frame = { .width = width, .height = height };
  double x;
  double y;

  chezu_mercator_project (shumate_location_get_longitude (SHUMATE_LOCATION (viewport)),
                          shumate_location_get_latitude (SHUMATE_LOCATION (viewport)), &x, &y);
  frame.scale = base_scale (viewport) * exp2 (shumate_viewport_get_zoom_level (viewport));
  frame.x = x - width / 2.0 / frame.scale;
  frame.y = y - height / 2.0 / frame.scale;
  return frame;
}

double
chezu_viewport_get_zoom (ShumateViewport *viewport)
{
  return chezu_zoom_of_scale (base_scale (viewport)
                              * exp2 (shumate_viewport_get_zoom_level (viewport)));
}

void
chezu_viewport_set_zoom (ShumateViewport *viewport, double zoom)
{
  shumate_viewport_set_zoom_level (viewport,
                                   log2 (chezu_scale_of_zoom (zoom) / base_scale (viewport)));
}
