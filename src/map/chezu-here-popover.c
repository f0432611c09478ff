/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "map/chezu-here-popover.h"

#include "base/chezu-format.h"
#include "base/chezu-geodesy.h"
#include "map/chezu-map-view-private.h"

#include <glib/gi18n-lib.h>

struct _ChezuHerePopover
{
  GtkPopover parent_instance;

  char *name; /* of the point, for what is asked about it */

  /* Template widgets */
  GtkLabel *title_label;
  GtkLabel *region_label;
  GtkBox *positions;
  GtkWidget *places_title;
  GtkBox *places;
  GtkWidget *geofences_title;
  GtkBox *geofences;
  GtkWidget *vehicles_title;
  GtkBox *vehicles;
};

enum
{
  SIGNAL_VEHICLE_CHOSEN,
  SIGNAL_PLACE_CHOSEN,
  SIGNAL_GEOFENCE_CHOSEN,
  SIGNAL_MEASURE,
  SIGNAL_NEAREST,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ChezuHerePopover, chezu_here_popover, GTK_TYPE_POPOVER)

/* "3.2 km · 148° SE" */
static char *
describe_way (double metres, double bearing)
{
  g_autofree char *distance = chezu_format_distance (metres);
  g_autofree char *course = chezu_format_course ((gint32)(bearing * 100));

  return g_strdup_printf ("%s · %s", distance, course);
}

static void
clear_box (GtkBox *box)
{
  while (gtk_widget_get_first_child (GTK_WIDGET (box)) != NULL)
    gtk_box_remove (box, gtk_widget_get_first_child (GTK_WIDGET (box)));
}

/* --- Positions ---------------------------------------------------------------------------------*/

static void
copy_cb (GtkWidget *button, gpointer data)
{
  const char *text = g_object_get_data (G_OBJECT (button), "position");
  g_autofree char *words = g_strdup_printf (_ ("Copied %s"), text);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (button), text);
  gtk_widget_activate_action (button, "win.tell", "s", words);
}

static void
add_position (ChezuHerePopover *self, ChezuDatum datum, double lon, double lat)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *name = gtk_label_new (chezu_datum_name (datum));
  GtkWidget *button = gtk_button_new_from_icon_name ("edit-copy-symbolic");
  char *plain = chezu_map_view_dup_position (datum, lon, lat);
  /* TRANSLATORS: a button that copies the coordinates of a datum: "Copy WGS-84" */
  g_autofree char *label = g_strdup_printf (_ ("Copy %s"), chezu_datum_name (datum));
  g_autofree char *text = NULL;
  GtkWidget *value;

  chezu_datum_from_wgs84 (datum, &lon, &lat);
  text = chezu_format_position (lon, lat);
  value = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_width_chars (GTK_LABEL (name), 8);
  gtk_widget_add_css_class (name, "caption");
  gtk_widget_add_css_class (name, "dimmed");
  gtk_label_set_xalign (GTK_LABEL (value), 0);
  gtk_widget_set_hexpand (value, TRUE);
  gtk_widget_add_css_class (value, "numeric");
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  g_object_set_data_full (G_OBJECT (button), "position", plain, g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (copy_cb), NULL);
  gtk_box_append (GTK_BOX (row), name);
  gtk_box_append (GTK_BOX (row), value);
  gtk_box_append (GTK_BOX (row), button);
  gtk_box_append (self->positions, row);
}

static void
show_positions (ChezuHerePopover *self, const ChezuHere *here, ChezuDatum datum)
{
  clear_box (self->positions);
  add_position (self, CHEZU_DATUM_WGS84, here->lon, here->lat);
  if (datum == CHEZU_DATUM_GCJ02 || datum == CHEZU_DATUM_BD09)
    add_position (self, datum, here->lon, here->lat);
}

/* --- Rows --------------------------------------------------------------------------------------*/

static void
chosen_cb (GtkWidget *button, ChezuHerePopover *self)
{
  guint signal = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "signal"));
  const gint64 *id = g_object_get_data (G_OBJECT (button), "id");

  gtk_popover_popdown (GTK_POPOVER (self));
  g_signal_emit (self, signals[signal], 0, *id);
}

static void
add_row (
    ChezuHerePopover *self, GtkBox *box, const char *name, const char *way, guint signal, gint64 id)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *name_label = gtk_label_new (name);
  GtkWidget *way_label = gtk_label_new (way);
  g_autofree char *words = g_strdup_printf ("%s, %s", name, way);

  gtk_label_set_xalign (GTK_LABEL (name_label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (name_label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (name_label), 30);
  gtk_widget_set_hexpand (name_label, TRUE);
  gtk_widget_add_css_class (way_label, "numeric");
  gtk_widget_add_css_class (way_label, "dimmed");
  gtk_box_append (GTK_BOX (row), name_label);
  gtk_box_append (GTK_BOX (row), way_label);
  gtk_button_set_child (GTK_BUTTON (button), row);
  gtk_widget_add_css_class (button, "flat");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words,
                                  -1);
  g_object_set_data (G_OBJECT (button), "signal", GUINT_TO_POINTER (signal));
  g_object_set_data_full (G_OBJECT (button), "id", g_memdup2 (&id, sizeof id), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (chosen_cb), self, G_CONNECT_DEFAULT);
  gtk_box_append (box, button);
}

static void
show_places (ChezuHerePopover *self, const ChezuHere *here)
{
  clear_box (self->places);
  for (guint i = 0; i < here->places->len; i++)
    {
      const ChezuHerePlace *place = &g_array_index (here->places, ChezuHerePlace, i);
      g_autofree char *way = describe_way (place->distance_m, place->bearing);

      add_row (self, self->places, place->name, way, SIGNAL_PLACE_CHOSEN, place->place_id);
    }
  gtk_widget_set_visible (self->places_title, here->places->len > 0);
}

static double
bearing_to (const ChezuHere *here, ChezuFleet *fleet, guint vehicle)
{
  double x;
  double y;
  double lon;
  double lat;

  chezu_fleet_get_drawn (fleet, vehicle, chezu_fleet_get_now_ms (fleet), &x, &y, NULL);
  chezu_plane_unproject (chezu_fleet_get_plane (fleet), x, y, &lon, &lat);
  return chezu_bearing_degrees (here->lon, here->lat, lon, lat);
}

static void
show_vehicles (ChezuHerePopover *self, const ChezuHere *here, ChezuFleet *fleet)
{
  clear_box (self->vehicles);
  for (guint i = 0; i < here->vehicles->len; i++)
    {
      const ChezuFleetNear *near = &g_array_index (here->vehicles, ChezuFleetNear, i);
      g_autofree char *plate = chezu_format_plate (chezu_fleet_get_plate (fleet, near->vehicle));
      g_autofree char *way
          = describe_way (near->distance_m, bearing_to (here, fleet, near->vehicle));

      add_row (self, self->vehicles, plate, way, SIGNAL_VEHICLE_CHOSEN,
               chezu_fleet_peek (fleet)->id[near->vehicle]);
    }
  gtk_widget_set_visible (self->vehicles_title, here->vehicles->len > 0);
}

void
chezu_here_popover_show_geofences (ChezuHerePopover *self, const GPtrArray *rows, gboolean counted)
{
  g_return_if_fail (CHEZU_IS_HERE_POPOVER (self));

  clear_box (self->geofences);
  for (guint i = 0; i < rows->len; i++)
    {
      const ChezuGeofenceRow *row = rows->pdata[i];
      g_autofree char *count = counted ? chezu_format_vehicles (row->n_inside) : g_strdup ("");

      add_row (self, self->geofences, row->name, count, SIGNAL_GEOFENCE_CHOSEN, row->id);
    }
  gtk_widget_set_visible (self->geofences_title, rows->len > 0);
}

static void
measure_cb (ChezuHerePopover *self)
{
  gtk_popover_popdown (GTK_POPOVER (self));
  g_signal_emit (self, signals[SIGNAL_MEASURE], 0);
}

static void
nearest_cb (ChezuHerePopover *self)
{
  gtk_popover_popdown (GTK_POPOVER (self));
  g_signal_emit (self, signals[SIGNAL_NEAREST], 0, self->name);
}

/* --- Class -------------------------------------------------------------------------------------*/

static void
chezu_here_popover_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), CHEZU_TYPE_HERE_POPOVER);

  G_OBJECT_CLASS (chezu_here_popover_parent_class)->dispose (object);
}

static void
chezu_here_popover_finalize (GObject *object)
{
  g_free (CHEZU_HERE_POPOVER (object)->name);

  G_OBJECT_CLASS (chezu_here_popover_parent_class)->finalize (object);
}

static void
chezu_here_popover_class_init (ChezuHerePopoverClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = chezu_here_popover_dispose;
  G_OBJECT_CLASS (klass)->finalize = chezu_here_popover_finalize;

  signals[SIGNAL_VEHICLE_CHOSEN]
      = g_signal_new ("vehicle-chosen", CHEZU_TYPE_HERE_POPOVER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                      NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
  signals[SIGNAL_GEOFENCE_CHOSEN]
      = g_signal_new ("geofence-chosen", CHEZU_TYPE_HERE_POPOVER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                      NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
  signals[SIGNAL_PLACE_CHOSEN]
      = g_signal_new ("place-chosen", CHEZU_TYPE_HERE_POPOVER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                      NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
  signals[SIGNAL_MEASURE] = g_signal_new ("measure", CHEZU_TYPE_HERE_POPOVER, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_NEAREST] = g_signal_new ("nearest", CHEZU_TYPE_HERE_POPOVER, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/chezu/CommandCenter/map/chezu-here-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, ChezuHerePopover, title_label);
  gtk_widget_class_bind_template_child (widget_class, ChezuHerePopover, region_label);
  gtk_widget_class_bind_template_child (widget_class, ChezuHerePopover, positions);
  gtk_widget_class_bind_template_child (widget_class, ChezuHerePopover, places_title);
  gtk_widget_class_bind_template_child (widget_class, ChezuHerePopover, places);
  gtk_widget_class_bind_template_child (widget_class, ChezuHerePopover, geofences_title);
  gtk_widget_class_bind_template_child (widget_class, ChezuHerePopover, geofences);
  gtk_widget_class_bind_template_child (widget_class, ChezuHerePopover, vehicles_title);
  gtk_widget_class_bind_template_child (widget_class, ChezuHerePopover, vehicles);
  gtk_widget_class_bind_template_callback (widget_class, measure_cb);
  gtk_widget_class_bind_template_callback (widget_class, nearest_cb);
}

static void
chezu_here_popover_init (ChezuHerePopover *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
chezu_here_popover_new (void)
{
  return g_object_new (CHEZU_TYPE_HERE_POPOVER, NULL);
}

static char *
describe_town (const ChezuHere *here)
{
  g_autofree char *distance = NULL;
  g_autofree char *course = NULL;

  if (here->town == NULL)
    return g_strdup (_ ("Far From Any Town"));
  distance = chezu_format_distance (here->town_m);
  course = chezu_format_course ((gint32)(here->town_bearing * 100));
  /* TRANSLATORS: where a point is: "Xuecheng, 3.2 km, 148° SE" of its middle */
  return g_strdup_printf (_ ("%s, %s, %s"), here->town, distance, course);
}

static char *
describe_region (const ChezuHere *here)
{
  const char *region = here->region != NULL ? here->region : _ ("Outside the grids");

  return here->road != NULL ? g_strdup_printf ("%s · %s", region, here->road) : g_strdup (region);
}

void
chezu_here_popover_show (ChezuHerePopover *self,
                         const ChezuHere *here,
                         ChezuDatum datum,
                         ChezuFleet *fleet)
{
  g_autofree char *region = describe_region (here);

  g_return_if_fail (CHEZU_IS_HERE_POPOVER (self));

  g_free (self->name);
  self->name = describe_town (here);
  gtk_label_set_label (self->title_label, self->name);
  gtk_label_set_label (self->region_label, region);
  show_positions (self, here, datum);
  show_places (self, here);
  show_vehicles (self, here, fleet);
}
