/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-view-sheet.h"

#include "base/chezu-format.h"
#include "base/chezu-geodesy.h"
#include "map/chezu-map-style.h"
#include "map/chezu-scale-bar.h"
#include "map/chezu-symbols.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MARGIN 24.0f
#define HEAD 58.0f
#define FOOT 62.0f
#define ROW 20.0f
#define GLYPH 15.0
#define GAP 8.0f
#define TITLE_PX 20.0
#define TEXT_PX 12.5
#define SCALE_MAX_PX 140.0
#define PAST_FRAME_PX 3.0f
#define SWATCH_PX 22.0f

typedef struct
{
  ChezuMapView *map;
  GtkSnapshot *snapshot;
  ChezuScheme scheme;
  GdkRGBA ink;
  GdkRGBA faint;
  float map_width;
  float map_height;
} Sheet;

typedef enum
{
  LEFT,
  RIGHT,
} Side;

/* @x: of the text's left or right edge
 * Returns: the width */
static float
put_text (Sheet *sheet,
          const char *text,
          double size,
          PangoWeight weight,
          const GdkRGBA *color,
          Side side,
          float x,
          float y)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (sheet->map), text);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  int width;

  pango_attr_list_insert (attributes, pango_attr_size_new_absolute ((int)(size * PANGO_SCALE)));
  pango_attr_list_insert (attributes, pango_attr_weight_new (weight));
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum"));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_get_pixel_size (layout, &width, NULL);
  gtk_snapshot_save (sheet->snapshot);
  gtk_snapshot_translate (sheet->snapshot,
                          &GRAPHENE_POINT_INIT (side == LEFT ? x : x - (float)width, y));
  gtk_snapshot_append_layout (sheet->snapshot, layout, color);
  gtk_snapshot_restore (sheet->snapshot);
  return (float)width;
}

static float
put_note (Sheet *sheet, const char *text, Side side, float x, float y)
{
  return put_text (sheet, text, TEXT_PX, PANGO_WEIGHT_NORMAL, &sheet->ink, side, x, y);
}

/* --- Head --------------------------------------------------------------------------------------*/

static void
put_head (Sheet *sheet, const char *title, gboolean past, gint64 now_ms)
{
  float right = MARGIN + sheet->map_width;
  g_autofree char *date = chezu_format_date (now_ms);
  g_autofree char *clock = chezu_format_clock (now_ms);
  g_autofree char *time = g_strdup_printf ("%s %s", date, clock);
  GdkRGBA color = past ? chezu_color_get (CHEZU_COLOR_PAST, sheet->scheme) : sheet->faint;
  /* TRANSLATORS: on an exported map: "Past · 24 Nov 2026 14:32:07" */
  g_autofree char *words = g_strdup_printf (past ? _ ("Past · %s") : _ ("As of %s"), time);

  put_text (sheet, title, TITLE_PX, PANGO_WEIGHT_BOLD, &sheet->ink, LEFT, MARGIN, 20);
  put_text (sheet, words, TEXT_PX + 1, past ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL, &color,
            RIGHT, right, 26);
}

/* --- Map ---------------------------------------------------------------------------------------*/

static void
put_map (Sheet *sheet, gboolean past)
{
  graphene_rect_t area = GRAPHENE_RECT_INIT (MARGIN, HEAD, sheet->map_width, sheet->map_height);

  gtk_snapshot_push_clip (sheet->snapshot, &area);
  gtk_snapshot_save (sheet->snapshot);
  gtk_snapshot_translate (sheet->snapshot, &area.origin);
  chezu_map_view_snapshot_map (sheet->map, sheet->snapshot);
  gtk_snapshot_restore (sheet->snapshot);
  gtk_snapshot_pop (sheet->snapshot);
  if (past)
    {
      GskRoundedRect frame;
      GdkRGBA color = chezu_color_get (CHEZU_COLOR_PAST, sheet->scheme);

      gsk_rounded_rect_init_from_rect (&frame, &area, 0);
      gtk_snapshot_append_border (
          sheet->snapshot, &frame,
          (const float[]){ PAST_FRAME_PX, PAST_FRAME_PX, PAST_FRAME_PX, PAST_FRAME_PX },
          (const GdkRGBA[]){ color, color, color, color });
    }
}

/* --- Foot --------------------------------------------------------------------------------------*/

/* Counts in the view, not in the nation: a legend tells what one sees. */
static void
count_in_view (ChezuMapView *map, guint counts[CHEZU_N_STATES])
{
  ChezuFleet *fleet = chezu_map_view_get_fleet (map);
  ChezuFleetFrame frame = chezu_map_view_get_frame (map);
  g_autoptr (GArray) marks = g_array_new (FALSE, FALSE, sizeof (ChezuFleetMark));

  if (fleet == NULL)
    return;
  chezu_fleet_collect (fleet, &frame, chezu_fleet_get_now_ms (fleet), marks);
  for (guint i = 0; i < marks->len; i++)
    {
      const ChezuFleetMark *mark = &g_array_index (marks, ChezuFleetMark, i);

      if (mark->x < 0 || mark->y < 0 || mark->x > frame.width || mark->y > frame.height)
        continue;
      for (guint state = 0; state < CHEZU_N_STATES; state++)
        counts[state] += mark->state[state];
    }
}

static void
put_states (Sheet *sheet, float y)
{
  guint counts[CHEZU_N_STATES] = { 0 };
  float x = MARGIN;

  count_in_view (sheet->map, counts);
  for (guint state = 0; state < CHEZU_N_STATES; state++)
    {
      g_autofree char *count = chezu_format_count (counts[state]);
      g_autofree char *words = g_strdup_printf ("%s %s", chezu_vehicle_state_name (state), count);
      cairo_t *cr
          = gtk_snapshot_append_cairo (sheet->snapshot, &GRAPHENE_RECT_INIT (x, y - 2, ROW, ROW));

      cairo_translate (cr, x + ROW / 2, y + ROW / 2 - 2);
      chezu_symbol_draw_vehicle (cr, sheet->scheme, CHEZU_VEHICLE_UNKNOWN, state, 0, GLYPH);
      cairo_destroy (cr);
      x += ROW + GAP / 2;
      x += put_note (sheet, words, LEFT, x, y) + 2 * GAP;
    }
}

static void
put_trail_legend (Sheet *sheet, float y)
{
  ChezuTrailColoring coloring = chezu_map_view_get_trail_coloring (sheet->map);
  float x = MARGIN;

  for (guint step = CHEZU_TRAIL_STEPS; step > 0; step--)
    {
      g_autofree char *words = chezu_trail_step_words (coloring, step - 1);
      GdkRGBA color = chezu_trail_step_color (step - 1, sheet->scheme);

      gtk_snapshot_append_color (sheet->snapshot, &color,
                                 &GRAPHENE_RECT_INIT (x, y + 6, SWATCH_PX, 4));
      x += SWATCH_PX + GAP / 2;
      x += put_note (sheet, words, LEFT, x, y) + 2 * GAP;
    }
}

static void
put_scale (Sheet *sheet, float y)
{
  double lon;
  double lat;
  double zoom;
  double per_pixel;
  double metres;
  float length;
  g_autofree char *words = NULL;

  chezu_map_view_get_view (sheet->map, &lon, &lat, &zoom);
  per_pixel = chezu_mercator_metres_per_unit (lat) / chezu_map_view_get_frame (sheet->map).scale;
  metres = chezu_scale_bar_choose_metres (per_pixel, SCALE_MAX_PX);
  length = (float)(metres / per_pixel);
  words = chezu_scale_bar_format_length (metres);
  gtk_snapshot_append_color (sheet->snapshot, &sheet->ink,
                             &GRAPHENE_RECT_INIT (MARGIN, y + 12, length, 1.5f));
  gtk_snapshot_append_color (sheet->snapshot, &sheet->ink,
                             &GRAPHENE_RECT_INIT (MARGIN, y + 7, 1.5f, 5));
  gtk_snapshot_append_color (sheet->snapshot, &sheet->ink,
                             &GRAPHENE_RECT_INIT (MARGIN + length - 1.5f, y + 7, 1.5f, 5));
  put_note (sheet, words, LEFT, MARGIN + length + GAP, y);
}

static void
put_foot (Sheet *sheet)
{
  float y = HEAD + sheet->map_height + 12;
  g_autofree char *attribution = chezu_map_view_dup_attribution (sheet->map);

  put_states (sheet, y);
  y += ROW + 4;
  if (chezu_map_view_has_trails (sheet->map))
    {
      put_trail_legend (sheet, y);
      y += ROW + 4;
    }
  put_scale (sheet, y);
  put_text (sheet, attribution, TEXT_PX, PANGO_WEIGHT_NORMAL, &sheet->faint, RIGHT,
            MARGIN + sheet->map_width, y);
}

/**
 * chezu_view_sheet_compose:
 * @width: (out): of the sheet, logical pixels
 *
 * Returns: (transfer full) (nullable): the sheet; %NULL while the map has no size
 */
GskRenderNode *
chezu_view_sheet_compose (ChezuMapView *map, const char *title, int *width, int *height)
{
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  ChezuFleet *fleet = chezu_map_view_get_fleet (map);
  gboolean past = fleet != NULL && chezu_fleet_is_past (fleet);
  ChezuScheme scheme = chezu_map_style_get_scheme ();
  GdkRGBA paper = chezu_color_get (CHEZU_COLOR_LABEL_HALO, scheme);
  Sheet sheet = {
    .map = map,
    .snapshot = snapshot,
    .scheme = scheme,
    .ink = chezu_color_get (CHEZU_COLOR_LABEL, scheme),
    .faint = chezu_color_get (CHEZU_COLOR_LABEL_MINOR, scheme),
    .map_width = (float)gtk_widget_get_width (GTK_WIDGET (map)),
    .map_height = (float)gtk_widget_get_height (GTK_WIDGET (map)),
  };

  if (sheet.map_width <= 0 || sheet.map_height <= 0)
    return NULL;
  *width = (int)(sheet.map_width + 2 * MARGIN);
  *height = (int)(sheet.map_height + HEAD + FOOT + (chezu_map_view_has_trails (map) ? ROW + 4 : 0));
  gtk_snapshot_append_color (snapshot, &paper,
                             &GRAPHENE_RECT_INIT (0, 0, (float)*width, (float)*height));
  put_head (&sheet, title, past, fleet != NULL ? chezu_fleet_get_now_ms (fleet) : 0);
  put_map (&sheet, past);
  put_foot (&sheet);
  return gtk_snapshot_to_node (snapshot);
}
