/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the pointer is, in words and for the clipboard. */

#include "map/chezu-map-view-private.h"

#include "base/chezu-format.h"

#include <glib/gi18n-lib.h>

/* Whether the base map has degrees of its own. */
gboolean
chezu_map_view_is_shifted (ChezuMapView *self)
{
  ChezuDatum datum = chezu_plane_get_datum (self->plane);

  return datum != CHEZU_DATUM_WGS84 && datum != CHEZU_DATUM_CGCS2000;
}

void
chezu_map_view_show_coordinates (ChezuMapView *self)
{
  ChezuDatum datum = chezu_plane_get_datum (self->plane);
  g_autofree char *text = NULL;
  g_autofree char *truth = NULL;
  double lon;
  double lat;

  if (!self->pointer_inside)
    {
      gtk_label_set_label (self->coordinates, "");
      return;
    }
  chezu_map_view_read (self, self->pointer_x, self->pointer_y, &lon, &lat);
  truth = chezu_format_position (lon, lat);
  if (chezu_map_view_is_shifted (self))
    {
      g_autofree char *shifted = NULL;

      chezu_datum_from_wgs84 (datum, &lon, &lat);
      shifted = chezu_format_position (lon, lat);
      text = g_strdup_printf ("%s %s  ·  %s %s", chezu_datum_name (CHEZU_DATUM_WGS84), truth,
                              chezu_datum_name (datum), shifted);
    }
  gtk_label_set_label (self->coordinates, text != NULL ? text : truth);
}

/**
 * chezu_map_view_dup_position:
 * @lon: degrees, WGS-84
 *
 * Returns: (transfer full): what other programs read: latitude and longitude with six decimals, of
 *   @datum
 */
char *
chezu_map_view_dup_position (ChezuDatum datum, double lon, double lat)
{
  char text[2][G_ASCII_DTOSTR_BUF_SIZE];

  chezu_datum_from_wgs84 (datum, &lon, &lat);
  g_ascii_formatd (text[0], sizeof text[0], "%.6f", lat);
  g_ascii_formatd (text[1], sizeof text[1], "%.6f", lon);
  return g_strdup_printf ("%s, %s", text[0], text[1]);
}

/* Of the pointer, or of the middle when the pointer is elsewhere. */
void
chezu_map_view_copy_coordinates (ChezuMapView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  double x = self->pointer_inside ? self->pointer_x : gtk_widget_get_width (widget) / 2.0;
  double y = self->pointer_inside ? self->pointer_y : gtk_widget_get_height (widget) / 2.0;
  g_autofree char *text = NULL;
  g_autofree char *words = NULL;
  double lon;
  double lat;

  chezu_map_view_read (self, x, y, &lon, &lat);
  text = chezu_map_view_dup_position (CHEZU_DATUM_WGS84, lon, lat);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  /* TRANSLATORS: %s is a position: "34.944712, 117.831204" */
  words = g_strdup_printf (_ ("Copied %s"), text);
  chezu_map_view_tell (self, words);
}

/* A word to whoever has the map in a window. */
void
chezu_map_view_tell (ChezuMapView *self, const char *words)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.tell", "s", words);
}
