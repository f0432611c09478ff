/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows the map with a fleet, waits until it is drawn and saves what stands in the window. */

#include "map-world.h"

#include "base/chezu-paths.h"
#include "fleet/chezu-fleet-alarms.h"
#include "map/chezu-map-view.h"

#include <locale.h>
#include <math.h>
#include <shumate/shumate.h>
#include <sys/resource.h>

typedef struct
{
  GMainLoop *loop;
  GtkWidget *window;
  ChezuMapView *view;
  int exit_code;
  guint frames; /* measured */
  double start;
} Show;

static char *option_out;
static char *option_view;
static char *option_scheme;
static char *option_size;
static int option_vehicles = 4159;
static char *option_without;
static int option_next;
static int option_place;
static int option_pan;
static int option_still;
static gboolean option_layers;
static gboolean option_density;
static gboolean option_labels;
static gboolean option_alarms;
static char **option_local;

static const GOptionEntry options[] = {
  { "out", 'o', 0, G_OPTION_ARG_FILENAME, &option_out, "save the picture here", "FILE" },
  { "view", 0, 0, G_OPTION_ARG_STRING, &option_view, "nation, district or a place",
    "LON,LAT,ZOOM" },
  { "scheme", 0, 0, G_OPTION_ARG_STRING, &option_scheme, "light or dark", "NAME" },
  { "size", 0, 0, G_OPTION_ARG_STRING, &option_size, "of the map", "WxH" },
  { "vehicles", 0, 0, G_OPTION_ARG_INT, &option_vehicles, "how many", "N" },
  { "next", 0, 0, G_OPTION_ARG_INT, &option_next, "press N so often", "N" },
  { "place", 0, 0, G_OPTION_ARG_INT, &option_place, "open this place", "ID" },
  { "without", 0, 0, G_OPTION_ARG_STRING, &option_without, "hide layers of these types", "TYPE,…" },
  { "pan", 0, 0, G_OPTION_ARG_INT, &option_pan, "measure so many seconds of panning", "N" },
  { "still", 0, 0, G_OPTION_ARG_INT, &option_still, "measure so many seconds of standing still",
    "N" },
  { "local", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &option_local, "show a local map", "FILE" },
  { "layers", 0, 0, G_OPTION_ARG_NONE, &option_layers, "measure what each layer costs to draw",
    NULL },
  { "density", 0, 0, G_OPTION_ARG_NONE, &option_density, "show a surface from afar", NULL },
  { "labels", 0, 0, G_OPTION_ARG_NONE, &option_labels, "label vehicles", NULL },
  { "alarms", 0, 0, G_OPTION_ARG_NONE, &option_alarms, "raise some alarms", NULL },
  { NULL },
};

static double
get_cpu_seconds (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (double)usage.ru_utime.tv_sec + (double)usage.ru_stime.tv_sec
         + ((double)usage.ru_utime.tv_usec + (double)usage.ru_stime.tv_usec) / 1e6;
}

static gboolean
save (Show *show)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (GTK_WIDGET (show->view));
  int width = gdk_paintable_get_intrinsic_width (paintable);
  int height = gdk_paintable_get_intrinsic_height (paintable);
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;

  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_free_to_node (g_steal_pointer (&snapshot));
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (show->window)), node,
                                         &GRAPHENE_RECT_INIT (0, 0, (float)width, (float)height));
  return gdk_texture_save_to_png (texture, option_out);
}

static gboolean
quit_cb (gpointer data)
{
  Show *show = data;

  g_main_loop_quit (show->loop);
  return G_SOURCE_REMOVE;
}

static void
frame_cb (GdkFrameClock *clock, Show *show)
{
  show->frames++;
}

/* Along a circle of some hundred pixels, 8 pixels a frame. */
static gboolean
pan_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  ChezuMapView *view = CHEZU_MAP_VIEW (widget);
  static double angle;
  double lon;
  double lat;
  double zoom;
  double step;

  chezu_map_view_get_view (view, &lon, &lat, &zoom);
  step = 8 * 360 / (256 * exp2 (zoom));
  angle += 0.02;
  chezu_map_view_go_to (view, lon + step * cos (angle), lat + step * sin (angle) * 0.8, zoom,
                        FALSE);
  return G_SOURCE_CONTINUE;
}

static void
measure (Show *show, const char *name, guint seconds)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (show->window);
  gulong handler = g_signal_connect (clock, "after-paint", G_CALLBACK (frame_cb), show);
  double cpu = get_cpu_seconds ();
  gint64 start = g_get_monotonic_time ();
  double elapsed;

  show->frames = 0;
  g_timeout_add_seconds (seconds, quit_cb, show);
  g_main_loop_run (show->loop);
  elapsed = (double)(g_get_monotonic_time () - start) / 1e6;
  cpu = get_cpu_seconds () - cpu;
  g_print ("map.%s_fps %.1f fps\n", name, show->frames / elapsed);
  g_print ("map.%s_cpu %.1f %%\n", name, 100 * cpu / elapsed);
  if (show->frames > 0)
    g_print ("map.%s_ms_a_frame %.2f ms\n", name, 1000 * cpu / show->frames);
  g_signal_handler_disconnect (clock, handler);
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double difference = *(const double *)a - *(const double *)b;

  return difference < 0 ? -1 : difference > 0;
}

/* What one layer adds to a frame in processor time: its snapshot, and that drawn by Cairo. */
static void
measure_layer (GtkWidget *layer)
{
  cairo_surface_t *surface = cairo_image_surface_create (
      CAIRO_FORMAT_ARGB32, gtk_widget_get_width (layer), gtk_widget_get_height (layer));
  cairo_t *cr = cairo_create (surface);
  double ms[60];

  for (guint i = 0; i < G_N_ELEMENTS (ms); i++)
    {
      gint64 start = g_get_monotonic_time ();
      GtkSnapshot *snapshot = gtk_snapshot_new ();
      GskRenderNode *node;

      GTK_WIDGET_GET_CLASS (layer)->snapshot (layer, snapshot);
      node = gtk_snapshot_free_to_node (snapshot);
      if (node != NULL)
        gsk_render_node_draw (node, cr);
      g_clear_pointer (&node, gsk_render_node_unref);
      ms[i] = (double)(g_get_monotonic_time () - start) / 1000;
    }
  qsort (ms, G_N_ELEMENTS (ms), sizeof *ms, compare_doubles);
  g_print ("map.%s_ms %.2f ms\n", G_OBJECT_TYPE_NAME (layer), ms[G_N_ELEMENTS (ms) / 2]);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static void
measure_layers (GtkWidget *widget)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (SHUMATE_IS_LAYER (child))
        measure_layer (child);
      measure_layers (child);
    }
}

static gboolean
settled_cb (gpointer data)
{
  Show *show = data;

  if (!chezu_map_view_is_settled (show->view))
    return G_SOURCE_CONTINUE;
  g_main_loop_quit (show->loop);
  return G_SOURCE_REMOVE;
}

static void
hide_types (GtkWidget *widget, const char *types)
{
  if (strstr (types, G_OBJECT_TYPE_NAME (widget)) != NULL)
    gtk_widget_set_visible (widget, FALSE);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    hide_types (child, types);
}

static void
raise_alarms (ChezuFleet *fleet)
{
  gint64 now_ms = chezu_fleet_get_now_ms (fleet);
  const ChezuFleetArrays *arrays = chezu_fleet_peek (fleet);

  for (guint i = 0; i < arrays->n; i += 97)
    chezu_fleet_raise_alarm (fleet, arrays->id[i], (guint8)(1 + i / 97 % 4), now_ms);
}

static void
set_view (ChezuMapView *view)
{
  double lon;
  double lat;
  double zoom;

  if (g_strcmp0 (option_view, "district") == 0)
    chezu_map_view_go_to (view, 117.29, 34.79, 12, FALSE);
  else if (option_view != NULL && sscanf (option_view, "%lf,%lf,%lf", &lon, &lat, &zoom) == 3)
    chezu_map_view_go_to (view, lon, lat, zoom, FALSE);
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  Show show = { .exit_code = 0 };
  MapWorld *world;
  int width = 1440;
  int height = 900;
  guint pan_id;

  setlocale (LC_ALL, "");
  chezu_init_translations ();
  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("%s\n", error->message);
      return 2;
    }
  if (option_size != NULL)
    sscanf (option_size, "%dx%d", &width, &height);

  adw_init ();
  dex_init ();
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      g_strcmp0 (option_scheme, "dark") == 0
                                          ? ADW_COLOR_SCHEME_FORCE_DARK
                                          : ADW_COLOR_SCHEME_FORCE_LIGHT);
  g_object_set (gtk_settings_get_default (), "gtk-font-name",
                "Adwaita Sans, Inter, Noto Sans CJK SC 11", NULL);
  world = map_world_new ((guint)option_vehicles, NULL);
  show.loop = g_main_loop_new (NULL, FALSE);
  show.window = gtk_window_new ();
  show.view = CHEZU_MAP_VIEW (chezu_map_view_new ());
  chezu_map_view_set_fleet (show.view, world->fleet);
  chezu_map_view_set_places (show.view, world->places);
  chezu_map_view_set_services (show.view, world->services);
  chezu_map_view_set_local_maps (show.view, (const char *const *)option_local);
  set_view (show.view);
  if (option_density)
    chezu_map_view_set_far_view (show.view, CHEZU_FAR_DENSITY);
  g_object_set (show.view, "show-plates", option_labels, NULL);
  if (option_alarms)
    raise_alarms (world->fleet);
  gtk_window_set_decorated (GTK_WINDOW (show.window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (show.window), width, height);
  gtk_window_set_child (GTK_WINDOW (show.window), GTK_WIDGET (show.view));
  gtk_window_present (GTK_WINDOW (show.window));

  g_timeout_add (50, settled_cb, &show);
  g_main_loop_run (show.loop);
  for (int i = 0; i < option_next; i++)
    gtk_widget_activate_action (GTK_WIDGET (show.view), "map.next", NULL);
  if (option_next > 0)
    {
      g_timeout_add (300, quit_cb, &show);
      g_main_loop_run (show.loop);
    }
  if (option_out != NULL && !save (&show))
    show.exit_code = 1;
  if (option_without != NULL)
    hide_types (GTK_WIDGET (show.view), option_without);
  if (option_layers)
    measure_layers (GTK_WIDGET (show.view));
  if (option_pan > 0)
    {
      pan_id = gtk_widget_add_tick_callback (GTK_WIDGET (show.view), pan_cb, NULL, NULL);
      measure (&show, "pan", (guint)option_pan);
      gtk_widget_remove_tick_callback (GTK_WIDGET (show.view), pan_id);
    }
  if (option_place > 0)
    chezu_map_view_show_place (show.view, option_place);
  if (option_still > 0)
    measure (&show, "still", (guint)option_still);

  gtk_window_destroy (GTK_WINDOW (show.window));
  g_main_loop_unref (show.loop);
  map_world_free (world);
  return show.exit_code;
}
