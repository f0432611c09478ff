/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows the base map alone, waits until it is drawn and saves what stands in the window:
 * show-base-layer OUT.png LON LAT ZOOM light|dark [WIDTH HEIGHT] */

#include "base/chezu-paths.h"
#include "map/chezu-base-layer.h"
#include "map/chezu-viewport.h"

typedef struct
{
  GMainLoop *loop;
  GtkWidget *window;
  ChezuBaseLayer *base;
  const char *out;
  int exit_code;
} Show;

static void
save (Show *show)
{
  g_autoptr (GdkPaintable) paintable
      = gtk_widget_paintable_new (gtk_window_get_child (GTK_WINDOW (show->window)));
  int width = gdk_paintable_get_intrinsic_width (paintable);
  int height = gdk_paintable_get_intrinsic_height (paintable);
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;

  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_free_to_node (g_steal_pointer (&snapshot));
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (show->window)), node,
                                         &GRAPHENE_RECT_INIT (0, 0, (float)width, (float)height));
  show->exit_code = gdk_texture_save_to_png (texture, show->out) ? 0 : 1;
}

static void
painted_cb (GdkFrameClock *clock, Show *show)
{
  if (show->exit_code == 0 || !chezu_base_layer_is_settled (show->base))
    return;
  save (show);
  g_main_loop_quit (show->loop);
}

/* Between frames a widget has no picture of itself. */
static gboolean
redraw_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  gtk_widget_queue_draw (widget);
  return G_SOURCE_CONTINUE;
}

static DexFuture *
loaded_cb (DexFuture *future, gpointer data)
{
  Show *show = data;
  g_autoptr (GError) error = NULL;

  if (dex_future_get_value (future, &error) == NULL)
    {
      g_printerr ("%s\n", error->message);
      show->exit_code = 1;
      g_main_loop_quit (show->loop);
    }
  else
    {
      gtk_widget_add_tick_callback (show->window, redraw_cb, NULL, NULL);
      g_signal_connect (gtk_widget_get_frame_clock (show->window), "after-paint",
                        G_CALLBACK (painted_cb), show);
    }
  return dex_future_new_true ();
}

int
main (int argc, char **argv)
{
  Show show = { .exit_code = 1 };
  GtkWidget *map;
  ShumateViewport *viewport;
  g_autofree char *tiles = NULL;
  g_autofree char *style = NULL;

  if (argc != 6 && argc != 8)
    {
      g_printerr ("Usage: show-base-layer OUT.png LON LAT ZOOM light|dark [WIDTH HEIGHT]\n");
      return 2;
    }
  gtk_init ();
  dex_init ();
  tiles = chezu_path_shipped ("basemap.mbtiles");
  style = chezu_path_shipped ("basemap/style.json");

  show.out = argv[1];
  show.loop = g_main_loop_new (NULL, FALSE);
  show.window = gtk_window_new ();
  map = GTK_WIDGET (shumate_map_new ());
  viewport = shumate_map_get_viewport (SHUMATE_MAP (map));
  show.base = chezu_base_layer_new (viewport);
  shumate_map_add_layer (SHUMATE_MAP (map), SHUMATE_LAYER (show.base));
  gtk_window_set_child (GTK_WINDOW (show.window), map);
  gtk_window_set_decorated (GTK_WINDOW (show.window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (show.window), argc == 8 ? atoi (argv[6]) : 1440,
                               argc == 8 ? atoi (argv[7]) : 900);
  shumate_location_set_location (SHUMATE_LOCATION (viewport), g_ascii_strtod (argv[3], NULL),
                                 g_ascii_strtod (argv[2], NULL));
  chezu_viewport_set_zoom (viewport, g_ascii_strtod (argv[4], NULL));
  chezu_base_layer_set_scheme (show.base, g_str_equal (argv[5], "dark") ? CHEZU_SCHEME_DARK
                                                                        : CHEZU_SCHEME_LIGHT);
  gtk_window_present (GTK_WINDOW (show.window));
  dex_future_disown (
      dex_future_finally (chezu_base_layer_load (show.base, tiles, style), loaded_cb, &show, NULL));
  g_main_loop_run (show.loop);
  gtk_window_destroy (GTK_WINDOW (show.window));
  g_main_loop_unref (show.loop);
  return show.exit_code;
}
