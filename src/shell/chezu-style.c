/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-style.h"

#include "map/chezu-map-style.h"

/* Latin from Adwaita Sans, Hanzi in their mainland forms. */
#define FAMILIES "Adwaita Sans,Inter,Noto Sans CJK SC"
#define SIZE_PT 11

/* In light, Adwaita's dimmed text has a contrast of 3.13 to 1; so it has 4.59. */
#define LIGHT_EXTRA ":root { --dim-opacity: 69%; }\n"

static void
load_palette (GtkCssProvider *provider)
{
  ChezuScheme scheme = chezu_map_style_get_scheme ();
  g_autofree char *palette = chezu_palette_css (scheme);
  g_autofree char *css
      = g_strconcat (palette, scheme == CHEZU_SCHEME_LIGHT ? LIGHT_EXTRA : "", NULL);

  gtk_css_provider_load_from_string (provider, css);
}

static void
set_typeface (void)
{
  GtkSettings *settings = gtk_settings_get_default ();
  g_autofree char *name = NULL;
  g_autofree char *wanted = NULL;
  PangoFontDescription *font;

  g_object_get (settings, "gtk-font-name", &name, NULL);
  font = pango_font_description_from_string (name);
  pango_font_description_set_family (font, FAMILIES);
  /* Whoever set a larger type keeps it. */
  if (pango_font_description_get_size (font) < SIZE_PT * PANGO_SCALE)
    pango_font_description_set_size (font, SIZE_PT * PANGO_SCALE);
  wanted = pango_font_description_to_string (font);
  pango_font_description_free (font);
  g_object_set (settings, "gtk-font-name", wanted, NULL);
}

/* Call once, after libadwaita was initialized. */
void
chezu_style_install (void)
{
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();

  set_typeface ();
  load_palette (provider);
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (load_palette), provider, G_CONNECT_SWAPPED);
}

void
chezu_style_set_scheme (const char *scheme)
{
  AdwColorScheme wanted = ADW_COLOR_SCHEME_DEFAULT;

  if (g_strcmp0 (scheme, "light") == 0)
    wanted = ADW_COLOR_SCHEME_FORCE_LIGHT;
  else if (g_strcmp0 (scheme, "dark") == 0)
    wanted = ADW_COLOR_SCHEME_FORCE_DARK;
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), wanted);
}
