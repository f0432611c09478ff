/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shapes stand in a box of 24 units with the nose up; sizes and widths are those of the design. */

#include "map/chezu-symbols.h"

#include "base/chezu-format.h"
#include "fleet/chezu-fleet.h"

#include <math.h>

/* Corners of the largest shape, in units of its box. */
#define SHAPE_RADIUS 12.9
#define DISC_RING_WIDTH 3.2
#define DISC_HALO 2.6
/* Half the height of a figure of the interface font, in em. */
#define HALF_FIGURE 0.364
#define HAZARD_HOLE_FROM 18.0

static void
set_color (cairo_t *cr, ChezuColor color, ChezuScheme scheme, double alpha)
{
  GdkRGBA rgba = chezu_color_get (color, scheme);

  cairo_set_source_rgba (cr, rgba.red, rgba.green, rgba.blue, alpha);
}

static void
add_polygon (cairo_t *cr, const double (*points)[2], guint n)
{
  for (guint i = 0; i < n; i++)
    cairo_line_to (cr, points[i][0], points[i][1]);
  cairo_close_path (cr);
}

static void
add_rounded_square (cairo_t *cr, double half, double radius)
{
  cairo_new_sub_path (cr);
  cairo_arc (cr, half - radius, radius - half, radius, -G_PI_2, 0.0);
  cairo_arc (cr, half - radius, half - radius, radius, 0.0, G_PI_2);
  cairo_arc (cr, radius - half, half - radius, radius, G_PI_2, G_PI);
  cairo_arc (cr, radius - half, radius - half, radius, G_PI, 1.5 * G_PI);
  cairo_close_path (cr);
}

static void
add_drop (cairo_t *cr)
{
  cairo_move_to (cr, 0.0, -10.0);
  cairo_curve_to (cr, 5.0, -5.0, 6.5, -1.0, 6.5, 3.0);
  cairo_arc (cr, 0.0, 3.0, 6.5, 0.0, G_PI);
  cairo_curve_to (cr, -6.5, -1.0, -5.0, -5.0, 0.0, -10.0);
  cairo_close_path (cr);
}

static void
add_kind (cairo_t *cr, ChezuVehicleKind kind)
{
  static const double dart[][2] = { { 0, -11 }, { 8, 10 }, { 0, 6 }, { -8, 10 } };
  static const double truck[][2]
      = { { 0, -12 }, { 6.2, -5.5 }, { 6.2, 11 }, { -6.2, 11 }, { -6.2, -5.5 } };
  static const double van[][2] = { { 0, -10 }, { 6, -3.5 }, { 6, 8 }, { -6, 8 }, { -6, -3.5 } };
  static const double bus[][2]
      = { { -3.4, -11 }, { 3.4, -11 }, { 6.2, -7.5 }, { 6.2, 11 }, { -6.2, 11 }, { -6.2, -7.5 } };

  switch (kind)
    {
    case CHEZU_VEHICLE_TRUCK:
    case CHEZU_VEHICLE_HAZMAT:
      add_polygon (cr, truck, G_N_ELEMENTS (truck));
      break;
    case CHEZU_VEHICLE_VAN:
      add_polygon (cr, van, G_N_ELEMENTS (van));
      break;
    case CHEZU_VEHICLE_BUS:
      add_polygon (cr, bus, G_N_ELEMENTS (bus));
      break;
    case CHEZU_VEHICLE_TAXI:
      add_drop (cr);
      break;
    case CHEZU_VEHICLE_UNKNOWN:
    case CHEZU_N_VEHICLE_KINDS:
    default:
      add_polygon (cr, dart, G_N_ELEMENTS (dart));
      break;
    }
}

static void
add_shape (cairo_t *cr, ChezuVehicleKind kind, ChezuVehicleState state)
{
  cairo_new_path (cr);
  switch (state)
    {
    case CHEZU_STATE_IDLING:
      cairo_arc (cr, 0.0, 1.5, 6.6, -G_PI_2 + 0.55, 1.5 * G_PI - 0.55);
      cairo_line_to (cr, 0.0, -10.0);
      cairo_close_path (cr);
      break;
    case CHEZU_STATE_PARKED:
      add_rounded_square (cr, 5.6, 3.0);
      break;
    case CHEZU_STATE_LOST:
      cairo_arc (cr, 0.0, 0.0, 6.0, 0.0, 2.0 * G_PI);
      cairo_close_path (cr);
      break;
    case CHEZU_STATE_MOVING:
    case CHEZU_STATE_STALE:
    case CHEZU_N_STATES:
    default:
      add_kind (cr, kind);
      break;
    }
}

/**
 * chezu_symbol_vehicle_size:
 * @zoom: as maps of 256-pixel tiles count
 *
 * Returns: side of the box of a vehicle's glyph; below zoom 9 every kind is drawn as a dart
 */
double
chezu_symbol_vehicle_size (double zoom)
{
  static const struct
  {
    double from;
    double size;
  } sizes[] = { { 17, 32 }, { 14, 24 }, { 11, 18 }, { 9, 15 }, { 7, 12.5 } };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    if (zoom + 1e-6 >= sizes[i].from)
      return sizes[i].size;
  return 12.0;
}

static double
vehicle_halo (double size)
{
  return MAX (2.2, 0.17 * size);
}

/* Returns: how far from its centre a vehicle's glyph reaches, halo included, at any angle. */
double
chezu_symbol_vehicle_reach (double size)
{
  return size / 24.0 * SHAPE_RADIUS + vehicle_halo (size) + 1.0;
}

static void
stroke_lost (cairo_t *cr, ChezuScheme scheme, double size)
{
  const double dashes[] = { size * 0.16, size * 0.12 };

  set_color (cr, CHEZU_COLOR_GLYPH_HALO, scheme, 0.7);
  cairo_fill_preserve (cr);
  set_color (cr, CHEZU_COLOR_LOST, scheme, 1.0);
  cairo_set_line_width (cr, MAX (1.4, size * 0.11));
  cairo_set_dash (cr, dashes, G_N_ELEMENTS (dashes), 0.0);
  cairo_stroke (cr);
}

static void
fill_hazard_hole (cairo_t *cr, ChezuScheme scheme, double unit)
{
  static const double diamond[][2] = { { 0, -3.2 }, { 3.6, 1.4 }, { 0, 6 }, { -3.6, 1.4 } };

  cairo_scale (cr, unit, unit);
  add_polygon (cr, diamond, G_N_ELEMENTS (diamond));
  set_color (cr, CHEZU_COLOR_GLYPH_HALO, scheme, 1.0);
  cairo_fill (cr);
}

static void
fill_vehicle (cairo_t *cr, ChezuScheme scheme, ChezuVehicleState state, double strength)
{
  /* What fades lets no other vehicle shine through. */
  if (strength < 1.0)
    {
      set_color (cr, CHEZU_COLOR_GLYPH_HALO, scheme, 0.95);
      cairo_fill_preserve (cr);
    }
  set_color (cr, chezu_color_of_state (state), scheme, strength);
  cairo_fill_preserve (cr);
}

/**
 * chezu_symbol_draw_fading_vehicle:
 * @kind: seen in moving and stale vehicles; the other states have a shape of their own
 * @angle: radians clockwise from up; a parked or lost vehicle points nowhere
 * @size: side of the box
 * @strength: of what fills it, 0 … 1; halo and outline stay
 */
void
chezu_symbol_draw_fading_vehicle (cairo_t *cr,
                                  ChezuScheme scheme,
                                  ChezuVehicleKind kind,
                                  ChezuVehicleState state,
                                  double angle,
                                  double size,
                                  double strength)
{
  gboolean has_kind = state == CHEZU_STATE_MOVING || state == CHEZU_STATE_STALE;
  double unit = size / 24.0;
  cairo_matrix_t upright;

  cairo_save (cr);
  if (has_kind || state == CHEZU_STATE_IDLING)
    cairo_rotate (cr, angle);

  /* Widths do not grow with the box. */
  cairo_get_matrix (cr, &upright);
  cairo_scale (cr, unit, unit);
  add_shape (cr, kind, state);
  cairo_set_matrix (cr, &upright);

  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_width (cr, vehicle_halo (size));
  set_color (cr, CHEZU_COLOR_GLYPH_HALO, scheme, 0.95);
  cairo_stroke_preserve (cr);

  if (state == CHEZU_STATE_LOST)
    stroke_lost (cr, scheme, size);
  else
    fill_vehicle (cr, scheme, state, strength);
  if (state == CHEZU_STATE_STALE)
    {
      set_color (cr, CHEZU_COLOR_STALE_LINE, scheme, 1.0);
      cairo_set_line_width (cr, 1.0);
      cairo_stroke_preserve (cr);
    }
  cairo_new_path (cr);

  if (has_kind && kind == CHEZU_VEHICLE_HAZMAT && size >= HAZARD_HOLE_FROM)
    fill_hazard_hole (cr, scheme, unit);
  cairo_restore (cr);
}

void
chezu_symbol_draw_vehicle (cairo_t *cr,
                           ChezuScheme scheme,
                           ChezuVehicleKind kind,
                           ChezuVehicleState state,
                           double angle,
                           double size)
{
  chezu_symbol_draw_fading_vehicle (cr, scheme, kind, state, angle, size, 1.0);
}

/* --- Discs */

double
chezu_symbol_disc_reach (guint count)
{
  return chezu_fleet_disc_radius (count) + DISC_HALO + 1.0;
}

static void
stroke_ring (cairo_t *cr, ChezuScheme scheme, guint count, const guint32 *states, double radius)
{
  const struct
  {
    ChezuColor color;
    guint n;
  } parts[] = {
    { CHEZU_COLOR_MOVING, states[CHEZU_STATE_MOVING] },
    { CHEZU_COLOR_IDLING, states[CHEZU_STATE_IDLING] },
    { CHEZU_COLOR_PARKED, states[CHEZU_STATE_PARKED] },
    { CHEZU_COLOR_STALE_LINE, states[CHEZU_STATE_STALE] + states[CHEZU_STATE_LOST] },
  };
  const double gap = 0.03;
  double from = -G_PI_2;

  cairo_set_line_width (cr, DISC_RING_WIDTH);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      double to = from + 2.0 * G_PI * parts[i].n / count;

      if (to - from > gap)
        {
          cairo_new_path (cr);
          cairo_arc (cr, 0.0, 0.0, radius, from, to - gap);
          set_color (cr, parts[i].color, scheme, 1.0);
          cairo_stroke (cr);
        }
      from = to;
    }
}

static void
set_figures (PangoLayout *text, const char *figures, double size, int weight)
{
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  PangoFontDescription *font = pango_font_description_new ();

  pango_font_description_set_absolute_size (font, size * PANGO_SCALE);
  pango_font_description_set_weight (font, weight);
  pango_attr_list_insert (attributes, pango_attr_font_desc_new (font));
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum"));
  pango_font_description_free (font);

  pango_layout_set_attributes (text, attributes);
  pango_layout_set_text (text, figures, -1);
}

static void
show_figures (
    cairo_t *cr, PangoLayout *text, const char *figures, double size, int weight, double y)
{
  PangoRectangle logical;

  set_figures (text, figures, size, weight);
  pango_layout_get_extents (text, NULL, &logical);
  cairo_move_to (cr, -logical.width / 2.0 / PANGO_SCALE,
                 y + HALF_FIGURE * size - (double)pango_layout_get_baseline (text) / PANGO_SCALE);
  pango_cairo_show_layout (cr, text);
}

/**
 * chezu_symbol_draw_disc:
 * @states: how many of the vehicles are in each state; the ring shows them from 12 o'clock
 * @text: a layout of the widget's context; its text and attributes are changed
 */
void
chezu_symbol_draw_disc (cairo_t *cr,
                        ChezuScheme scheme,
                        guint count,
                        const guint32 states[CHEZU_N_STATES],
                        PangoLayout *text)
{
  g_autofree char *figures = chezu_format_count (count);
  double radius = chezu_fleet_disc_radius (count);

  cairo_save (cr);
  cairo_new_path (cr);
  cairo_arc (cr, 0.0, 0.0, radius + DISC_HALO, 0.0, 2.0 * G_PI);
  set_color (cr, CHEZU_COLOR_GLYPH_HALO, scheme, 0.9);
  cairo_fill (cr);
  cairo_arc (cr, 0.0, 0.0, radius, 0.0, 2.0 * G_PI);
  set_color (cr, CHEZU_COLOR_DISC, scheme, 1.0);
  cairo_fill (cr);
  stroke_ring (cr, scheme, count, states, radius - 0.2);

  set_color (cr, CHEZU_COLOR_DISC_TEXT, scheme, 1.0);
  show_figures (cr, text, figures, count >= 100 ? 11.5 : 11.0, PANGO_WEIGHT_SEMIBOLD, 0.0);
  cairo_restore (cr);
}

/* --- Marks around a symbol */

/* Four arcs with gaps at the top, the bottom and the sides. */
void
chezu_symbol_draw_selection (cairo_t *cr, ChezuScheme scheme, double radius)
{
  const double gap = 0.35;

  cairo_save (cr);
  for (guint pass = 0; pass < 2; pass++)
    {
      set_color (cr, pass == 0 ? CHEZU_COLOR_GLYPH_HALO : CHEZU_COLOR_SELECTION, scheme, 1.0);
      cairo_set_line_width (cr, pass == 0 ? 5.0 : 2.2);
      for (guint i = 0; i < 4; i++)
        {
          cairo_new_path (cr);
          cairo_arc (cr, 0.0, 0.0, radius, i * G_PI_2 + gap, (i + 1) * G_PI_2 - gap);
          cairo_stroke (cr);
        }
    }
  cairo_restore (cr);
}

static ChezuColor
ring_color (guint priority)
{
  return priority == 3 ? CHEZU_COLOR_P3_RING : CHEZU_COLOR_P1 + (priority - 1);
}

static void
stroke_alarm_ring (cairo_t *cr, ChezuScheme scheme, guint priority, double radius, double strength)
{
  cairo_new_path (cr);
  cairo_arc (cr, 0.0, 0.0, radius, 0.0, 2.0 * G_PI);
  set_color (cr, CHEZU_COLOR_GLYPH_HALO, scheme, 0.9 * strength);
  cairo_set_line_width (cr, 5.2);
  cairo_stroke_preserve (cr);
  set_color (cr, ring_color (priority), scheme, strength);
  cairo_set_line_width (cr, 2.6);
  cairo_stroke (cr);
}

/**
 * chezu_symbol_draw_pulsing_ring:
 * @size: of the vehicle's box
 * @strength: 0 … 1
 * @doubled: a second ring around the first, for those who want nothing to move
 */
void
chezu_symbol_draw_pulsing_ring (
    cairo_t *cr, ChezuScheme scheme, guint priority, double size, double strength, gboolean doubled)
{
  g_return_if_fail (priority >= 1 && priority <= 4);

  cairo_save (cr);
  if (doubled)
    stroke_alarm_ring (cr, scheme, priority, size * 0.98 + CHEZU_RING_GAP, strength);
  stroke_alarm_ring (cr, scheme, priority, size * 0.98, strength);
  cairo_restore (cr);
}

void
chezu_symbol_draw_alarm_ring (cairo_t *cr, ChezuScheme scheme, guint priority, double size)
{
  chezu_symbol_draw_pulsing_ring (cr, scheme, priority, size, 1.0, FALSE);
}

static void
add_badge (cairo_t *cr, guint priority, double r)
{
  const double diamond[][2]
      = { { 0, -1.22 * r }, { 1.22 * r, 0 }, { 0, 1.22 * r }, { -1.22 * r, 0 } };
  const double triangle[][2]
      = { { 0, -1.275 * r }, { 1.35 * r, 1.025 * r }, { -1.35 * r, 1.025 * r } };

  cairo_new_path (cr);
  switch (priority)
    {
    case 1:
      add_polygon (cr, diamond, G_N_ELEMENTS (diamond));
      break;
    case 2:
      add_polygon (cr, triangle, G_N_ELEMENTS (triangle));
      break;
    case 3:
      add_rounded_square (cr, 0.92 * r, 0.22 * r);
      break;
    default:
      cairo_arc (cr, 0.0, 0.0, r, 0.0, 2.0 * G_PI);
      cairo_close_path (cr);
      break;
    }
}

/**
 * chezu_symbol_draw_badge:
 * @priority: 1 (emergency) to 4 (notice): told by shape, numeral and colour
 * @text: as for chezu_symbol_draw_disc ()
 */
void
chezu_symbol_draw_badge (
    cairo_t *cr, ChezuScheme scheme, guint priority, double diameter, PangoLayout *text)
{
  double r = diameter / 2.0;
  const char numeral[] = { (char)('0' + priority), '\0' };

  g_return_if_fail (priority >= 1 && priority <= 4);

  cairo_save (cr);
  add_badge (cr, priority, r);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_width (cr, MAX (2.4, r * 0.34));
  set_color (cr, CHEZU_COLOR_GLYPH_HALO, scheme, 1.0);
  cairo_stroke_preserve (cr);
  set_color (cr, CHEZU_COLOR_P1 + (priority - 1), scheme, 1.0);
  cairo_fill_preserve (cr);
  if (priority == 3)
    {
      set_color (cr, CHEZU_COLOR_P3_EDGE, scheme, 0.6);
      cairo_set_line_width (cr, MAX (0.8, r * 0.1));
      cairo_stroke_preserve (cr);
    }
  cairo_new_path (cr);

  set_color (cr, CHEZU_COLOR_P1_TEXT + (priority - 1), scheme, 1.0);
  show_figures (cr, text, numeral, r * 1.28, PANGO_WEIGHT_BOLD, priority == 2 ? r * 0.24 : 0.0);
  cairo_restore (cr);
}

/* Text with a halo, its upper left corner at (x, y). */
void
chezu_symbol_draw_text (
    cairo_t *cr, ChezuScheme scheme, PangoLayout *text, double x, double y, double halo_width)
{
  cairo_save (cr);
  cairo_move_to (cr, x, y);
  pango_cairo_layout_path (cr, text);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_width (cr, halo_width);
  set_color (cr, CHEZU_COLOR_LABEL_HALO, scheme, 0.88);
  cairo_stroke (cr);

  cairo_move_to (cr, x, y);
  set_color (cr, CHEZU_COLOR_LABEL, scheme, 1.0);
  pango_cairo_show_layout (cr, text);
  cairo_restore (cr);
}
