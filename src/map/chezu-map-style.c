/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "map/chezu-map-style.h"

#include <adwaita.h>

#define RESOURCES "/io/github/chezu/CommandCenter/map"
#define STYLE_SHEET RESOURCES "/chezu-map.css"
#define ICONS RESOURCES "/icons"

static void
load_style_sheet_cb (AdwStyleManager *manager, GParamSpec *pspec, gpointer user_data)
{
  GtkCssProvider *provider = user_data;
  g_autoptr (GBytes) bytes = g_resources_lookup_data (STYLE_SHEET, 0, NULL);
  g_autofree char *css
      = chezu_palette_fill_template (g_bytes_get_data (bytes, NULL), chezu_map_style_get_scheme ());

  gtk_css_provider_load_from_string (provider, css);
}

/* Loads style sheet and icons for the display, once; the former again when the scheme changes. */
void
chezu_map_style_ensure (void)
{
  static GtkCssProvider *provider;
  AdwStyleManager *manager;

  if (provider != NULL)
    return;

  gtk_icon_theme_add_resource_path (gtk_icon_theme_get_for_display (gdk_display_get_default ()),
                                    ICONS);
  provider = gtk_css_provider_new ();
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  manager = adw_style_manager_get_default ();
  g_signal_connect (manager, "notify::dark", G_CALLBACK (load_style_sheet_cb), provider);
  load_style_sheet_cb (manager, NULL, provider);
}

ChezuScheme
chezu_map_style_get_scheme (void)
{
  return adw_style_manager_get_dark (adw_style_manager_get_default ()) ? CHEZU_SCHEME_DARK
                                                                       : CHEZU_SCHEME_LIGHT;
}

gboolean
chezu_map_style_is_high_contrast (void)
{
  return adw_style_manager_get_high_contrast (adw_style_manager_get_default ());
}
