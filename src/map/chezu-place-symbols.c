/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "map/chezu-place-symbols.h"

#include <gdk/gdk.h>
#include <math.h>

/* Signs are drawn in a box of 22 around the origin. */
#define SIGN_BOX 22.0
#define SIGN_LINE 1.5

double
chezu_place_symbol_size (ChezuPlaceKind kind)
{
  switch (kind)
    {
    case CHEZU_PLACE_CENTER:
      return 24;
    case CHEZU_PLACE_DRIVER_HOME:
    case CHEZU_PLACE_DRIVER_STATION:
      return 22;
    case CHEZU_PLACE_SERVICE_AREA:
    case CHEZU_PLACE_HOSPITAL:
    case CHEZU_PLACE_HUB:
    case CHEZU_PLACE_RESCUE:
    case CHEZU_PLACE_PORT:
    case CHEZU_PLACE_AIRPORT:
    case CHEZU_PLACE_RAIL:
    case CHEZU_N_PLACE_KINDS:
    default:
      return 20;
    }
}

static void
trace (cairo_t *cr, const double (*points)[2], gsize n)
{
  cairo_new_sub_path (cr);
  for (gsize i = 0; i < n; i++)
    cairo_line_to (cr, points[i][0], points[i][1]);
}

static void
trace_closed (cairo_t *cr, const double (*points)[2], gsize n)
{
  trace (cr, points, n);
  cairo_close_path (cr);
}

static void
trace_segment (cairo_t *cr, double x0, double y0, double x1, double y1)
{
  cairo_move_to (cr, x0, y0);
  cairo_line_to (cr, x1, y1);
}

static void
trace_circle (cairo_t *cr, double x, double y, double radius)
{
  cairo_new_sub_path (cr);
  cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
}

/* A hall with its gable and columns. */
static void
sign_center (cairo_t *cr)
{
  static const double gable[][2] = { { -5, -1.5 }, { 0, -6 }, { 5, -1.5 } };

  trace_segment (cr, -6, 5, 6, 5);
  trace_closed (cr, gable, G_N_ELEMENTS (gable));
  for (int i = -1; i <= 1; i++)
    trace_segment (cr, i * 3.4, i == 0 ? 0 : -0.5, i * 3.4, 4.5);
  cairo_stroke (cr);
}

static void
sign_home (cairo_t *cr)
{
  static const double roof[][2] = { { -5.5, 0.2 }, { 0, -5.2 }, { 5.5, 0.2 } };
  static const double walls[][2] = { { -4, -1 }, { -4, 5 }, { 4, 5 }, { 4, -1 } };
  static const double door[][2] = { { -1.3, 5 }, { -1.3, 1.6 }, { 1.3, 1.6 }, { 1.3, 5 } };

  trace (cr, roof, G_N_ELEMENTS (roof));
  trace (cr, walls, G_N_ELEMENTS (walls));
  trace (cr, door, G_N_ELEMENTS (door));
  cairo_stroke (cr);
}

/* A cup with its handle. */
static void
sign_station (cairo_t *cr)
{
  cairo_move_to (cr, -4, -3.2);
  cairo_line_to (cr, -4, 1.2);
  cairo_curve_to (cr, -4, 5.6, 3, 5.6, 3, 1.2);
  cairo_line_to (cr, 3, -3.2);
  cairo_close_path (cr);
  cairo_move_to (cr, 3, -1.8);
  cairo_curve_to (cr, 6.4, -2.4, 6.4, 2.2, 2.8, 1.8);
  cairo_stroke (cr);
}

/* The P of the road sign, as strokes: no font is asked for it. */
static void
sign_service_area (cairo_t *cr)
{
  cairo_move_to (cr, -2.4, 4.6);
  cairo_line_to (cr, -2.4, -4.4);
  cairo_line_to (cr, 0.4, -4.4);
  cairo_curve_to (cr, 4, -4.4, 4, 0.8, 0.4, 0.8);
  cairo_line_to (cr, -2.4, 0.8);
  cairo_set_line_width (cr, 2);
  cairo_stroke (cr);
}

static void
sign_hospital (cairo_t *cr)
{
  trace_segment (cr, 0, -4.5, 0, 4.5);
  trace_segment (cr, -4.5, 0, 4.5, 0);
  cairo_set_line_width (cr, 2.4);
  cairo_stroke (cr);
}

/* A warehouse with its gate. */
static void
sign_hub (cairo_t *cr)
{
  static const double hall[][2]
      = { { -5.5, 5 }, { -5.5, -1.6 }, { 0, -5 }, { 5.5, -1.6 }, { 5.5, 5 } };
  static const double gate[][2] = { { -2.8, 5 }, { -2.8, 0.6 }, { 2.8, 0.6 }, { 2.8, 5 } };

  trace_closed (cr, hall, G_N_ELEMENTS (hall));
  trace (cr, gate, G_N_ELEMENTS (gate));
  trace_segment (cr, -2.8, 2.8, 2.8, 2.8);
  cairo_stroke (cr);
}

/* A crane lorry. */
static void
sign_rescue (cairo_t *cr)
{
  static const double body[][2] = { { -5.5, 2.5 }, { -5.5, -2 }, { -0.5, -2 }, { -0.5, 2.5 } };
  static const double jib[][2] = { { -0.5, 2.5 }, { 5.5, 2.5 }, { 5.5, 0.4 }, { 2, -4.8 } };

  trace (cr, body, G_N_ELEMENTS (body));
  trace (cr, jib, G_N_ELEMENTS (jib));
  trace_circle (cr, -3, 3.6, 1.5);
  trace_circle (cr, 3.2, 3.6, 1.5);
  cairo_stroke (cr);
}

static void
sign_port (cairo_t *cr)
{
  trace_circle (cr, 0, -4, 1.5);
  trace_segment (cr, 0, -2.5, 0, 5.2);
  trace_segment (cr, -2.8, -0.4, 2.8, -0.4);
  cairo_move_to (cr, -5, 1.4);
  cairo_curve_to (cr, -4.4, 4, -2, 5.2, 0, 5.2);
  cairo_curve_to (cr, 2, 5.2, 4.4, 4, 5, 1.4);
  cairo_stroke (cr);
}

static void
sign_airport (cairo_t *cr)
{
  static const double plane[][2] = { { 0, -5.8 },    { 1.1, -4.4 }, { 1.1, -1.4 }, { 5.6, 1.6 },
                                     { 5.6, 3 },     { 1.1, 1.6 },  { 1, 3.8 },    { 2.4, 5 },
                                     { 2.4, 5.8 },   { 0, 5.2 },    { -2.4, 5.8 }, { -2.4, 5 },
                                     { -1, 3.8 },    { -1.1, 1.6 }, { -5.6, 3 },   { -5.6, 1.6 },
                                     { -1.1, -1.4 }, { -1.1, -4.4 } };

  trace_closed (cr, plane, G_N_ELEMENTS (plane));
  cairo_fill (cr);
}

/* A locomotive from the front. */
static void
sign_rail (cairo_t *cr)
{
  static const double cab[][2]
      = { { -3.8, 2.6 }, { -3.8, -3.6 }, { -2.6, -5 }, { 2.6, -5 }, { 3.8, -3.6 }, { 3.8, 2.6 } };

  trace_closed (cr, cab, G_N_ELEMENTS (cab));
  trace_segment (cr, -3.8, -1, 3.8, -1);
  trace_segment (cr, -2.2, 2.8, -4, 5.6);
  trace_segment (cr, 2.2, 2.8, 4, 5.6);
  cairo_stroke (cr);
}

static void
rounded_square (cairo_t *cr, double size)
{
  double half = size / 2;
  double radius = size * 0.3;

  cairo_new_path (cr);
  cairo_arc (cr, half - radius, -half + radius, radius, -G_PI / 2, 0);
  cairo_arc (cr, half - radius, half - radius, radius, 0, G_PI / 2);
  cairo_arc (cr, -half + radius, half - radius, radius, G_PI / 2, G_PI);
  cairo_arc (cr, -half + radius, -half + radius, radius, G_PI, 3 * G_PI / 2);
  cairo_close_path (cr);
}

/**
 * chezu_place_symbol_draw:
 * @size: side of the square, logical pixels; its halo reaches 1.2 further, 3 in high contrast
 *
 * Draws around the current origin.
 */
void
chezu_place_symbol_draw (
    cairo_t *cr, ChezuScheme scheme, ChezuPlaceKind kind, double size, gboolean high_contrast)
{
  static void (*const signs[CHEZU_N_PLACE_KINDS]) (cairo_t *) = {
    [CHEZU_PLACE_CENTER] = sign_center,          [CHEZU_PLACE_DRIVER_HOME] = sign_home,
    [CHEZU_PLACE_DRIVER_STATION] = sign_station, [CHEZU_PLACE_SERVICE_AREA] = sign_service_area,
    [CHEZU_PLACE_HOSPITAL] = sign_hospital,      [CHEZU_PLACE_HUB] = sign_hub,
    [CHEZU_PLACE_RESCUE] = sign_rescue,          [CHEZU_PLACE_PORT] = sign_port,
    [CHEZU_PLACE_AIRPORT] = sign_airport,        [CHEZU_PLACE_RAIL] = sign_rail,
  };
  GdkRGBA disc = chezu_color_get (CHEZU_COLOR_DISC, scheme);
  GdkRGBA halo = chezu_color_get (CHEZU_COLOR_GLYPH_HALO, scheme);
  GdkRGBA place = chezu_color_get (CHEZU_COLOR_PLACE, scheme);

  g_return_if_fail (kind < CHEZU_N_PLACE_KINDS);

  cairo_save (cr);
  rounded_square (cr, size);
  cairo_set_source_rgba (cr, halo.red, halo.green, halo.blue, high_contrast ? 1.0 : 0.9);
  cairo_set_line_width (cr, high_contrast ? 6.0 : 2.4);
  cairo_stroke_preserve (cr);
  gdk_cairo_set_source_rgba (cr, &disc);
  cairo_fill_preserve (cr);
  gdk_cairo_set_source_rgba (cr, &place);
  cairo_set_line_width (cr, 1.3);
  cairo_stroke (cr);

  cairo_scale (cr, size / SIGN_BOX, size / SIGN_BOX);
  cairo_set_line_width (cr, SIGN_LINE);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  signs[kind](cr);
  cairo_restore (cr);
}

double
chezu_town_dot_radius (int rank)
{
  static const double radii[] = { 3.4, 3.4, 3.0, 2.3, 2.0 };

  return radii[CLAMP (rank, 1, 4)];
}

/* A ring around the origin; a metropolis has a point in it. */
void
chezu_town_dot_draw (cairo_t *cr, ChezuScheme scheme, int rank)
{
  GdkRGBA halo = chezu_color_get (CHEZU_COLOR_LABEL_HALO, scheme);
  GdkRGBA dot = chezu_color_get (CHEZU_COLOR_CITY_DOT, scheme);

  cairo_new_path (cr);
  trace_circle (cr, 0, 0, chezu_town_dot_radius (rank));
  gdk_cairo_set_source_rgba (cr, &halo);
  cairo_fill_preserve (cr);
  gdk_cairo_set_source_rgba (cr, &dot);
  cairo_set_line_width (cr, 1.4);
  cairo_stroke (cr);
  if (rank > 1)
    return;
  trace_circle (cr, 0, 0, 1.4);
  cairo_fill (cr);
}
