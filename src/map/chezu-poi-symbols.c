/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "map/chezu-poi-symbols.h"

#define RADIUS 3.5
#define HALO 1.1

static void
trace_square (cairo_t *cr)
{
  const double half = CHEZU_POI_SIZE / 2;
  const double inner = half - RADIUS;

  cairo_new_path (cr);
  cairo_arc (cr, inner, -inner, RADIUS, -G_PI / 2, 0);
  cairo_arc (cr, inner, inner, RADIUS, 0, G_PI / 2);
  cairo_arc (cr, -inner, inner, RADIUS, G_PI / 2, G_PI);
  cairo_arc (cr, -inner, -inner, RADIUS, G_PI, 3 * G_PI / 2);
  cairo_close_path (cr);
}

/* The letter of the road sign, as strokes: no font is asked for it. */
static void
sign_parking (cairo_t *cr)
{
  cairo_move_to (cr, -1.5, 3.6);
  cairo_line_to (cr, -1.5, -3.4);
  cairo_line_to (cr, 0.4, -3.4);
  cairo_curve_to (cr, 3.1, -3.4, 3.1, 0.6, 0.4, 0.6);
  cairo_line_to (cr, -1.5, 0.6);
  cairo_stroke (cr);
}

/* A pump with its hose. */
static void
sign_fuel (cairo_t *cr)
{
  cairo_rectangle (cr, -3.3, -3.7, 4.2, 7.4);
  cairo_fill (cr);
  cairo_set_line_width (cr, 1.1);
  cairo_move_to (cr, 0.9, 0.4);
  cairo_curve_to (cr, 2.2, 0.4, 1.4, 3.2, 2.6, 3.2);
  cairo_curve_to (cr, 3.6, 3.2, 3.3, 1.6, 3.3, 0.4);
  cairo_line_to (cr, 3.3, -1.4);
  cairo_line_to (cr, 2.0, -2.9);
  cairo_stroke (cr);
}

/* A cup. */
static void
sign_rest (cairo_t *cr)
{
  cairo_move_to (cr, -3.4, -2.6);
  cairo_line_to (cr, -3.4, 0.8);
  cairo_curve_to (cr, -3.4, 4.2, 1.8, 4.2, 1.8, 0.8);
  cairo_line_to (cr, 1.8, -2.6);
  cairo_close_path (cr);
  cairo_fill (cr);
  cairo_set_line_width (cr, 1.1);
  cairo_move_to (cr, 1.8, -1.6);
  cairo_curve_to (cr, 4.2, -2.0, 4.2, 1.2, 1.6, 1.1);
  cairo_stroke (cr);
}

/* Draws around the current origin. */
void
chezu_poi_symbol_draw (cairo_t *cr, ChezuScheme scheme, ChezuPoiKind kind)
{
  static void (*const signs[CHEZU_N_POI_KINDS]) (cairo_t *) = {
    [CHEZU_POI_FUEL] = sign_fuel,
    [CHEZU_POI_PARKING] = sign_parking,
    [CHEZU_POI_REST] = sign_rest,
  };
  GdkRGBA halo = chezu_color_get (CHEZU_COLOR_LABEL_HALO, scheme);
  GdkRGBA fill = chezu_color_get (CHEZU_COLOR_CITY_DOT, scheme);

  g_return_if_fail (kind < CHEZU_N_POI_KINDS);

  cairo_save (cr);
  trace_square (cr);
  gdk_cairo_set_source_rgba (cr, &halo);
  cairo_set_line_width (cr, 2 * HALO);
  cairo_stroke_preserve (cr);
  gdk_cairo_set_source_rgba (cr, &fill);
  cairo_fill (cr);
  gdk_cairo_set_source_rgba (cr, &halo);
  cairo_set_line_width (cr, 1.5);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  signs[kind](cr);
  cairo_restore (cr);
}
