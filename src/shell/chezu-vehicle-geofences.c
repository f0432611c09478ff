/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-vehicle-geofences.h"

#include "base/chezu-format.h"
#include "base/chezu-time.h"
#include "shell/chezu-overlay-swatch.h"

#include <glib/gi18n-lib.h>

/* In more at once nothing is. */
#define FENCES_MAX 50
#define ID_KEY "chezu-geofence"

struct _ChezuVehicleGeofences
{
  AdwBin parent_instance;

  ChezuGeofences *geofences;
  gint64 vehicle; /* 0: none */
  gint64 at_ms;   /* 0: now */
  gboolean reading;
  gboolean again;

  /* Template widgets */
  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (ChezuVehicleGeofences, chezu_vehicle_geofences, ADW_TYPE_BIN)

/* --- Rows */

static GtkWidget *
swatch_new (const ChezuGeofenceRow *fence)
{
  static const guint area[CHEZU_N_OVERLAY_KINDS] = { 0, 0, 1 };
  const ChezuOverlayStyle style = { .color = fence->color, .width = 2.0, .opacity = 1.0 };
  GtkWidget *swatch = chezu_overlay_swatch_new ();

  chezu_overlay_swatch_show (CHEZU_OVERLAY_SWATCH (swatch), &style, area);
  return swatch;
}

static void
set_words (AdwActionRow *row, const ChezuGeofenceRow *fence, const ChezuGeofenceVisit *visit)
{
  g_autofree char *entered = chezu_format_moment (visit->entered_ms, chezu_time_now_ms ());
  g_autofree char *since = g_strdup_printf (
      /* TRANSLATORS: a vehicle stood in a geofence before that was drawn; %s is a moment */
      visit->was_inside ? _ ("Before %s")
                        /* TRANSLATORS: a vehicle is in a geofence; %s is the moment when it
                         * entered */
                        : _ ("Since %s"),
      entered);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), fence->name);
  adw_action_row_set_subtitle (row, since);
}

static GtkWidget *
row_new (const ChezuGeofenceRow *fence)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), swatch_new (fence));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_widget_add_css_class (row, "numeric");
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), ID_KEY, g_memdup2 (&fence->id, sizeof fence->id), g_free);
  return row;
}

static gint64
get_id (GtkListBoxRow *row)
{
  return *(const gint64 *)g_object_get_data (G_OBJECT (row), ID_KEY);
}

/* A row stays where it is while its fence does, so that none goes away under the pointer. */
static void
fill (ChezuVehicleGeofences *self, const GArray *visits)
{
  int n = 0;

  for (guint i = 0; visits != NULL && i < visits->len; i++)
    {
      const ChezuGeofenceVisit *visit = &g_array_index (visits, ChezuGeofenceVisit, i);
      const ChezuGeofenceRow *fence = chezu_geofences_find (self->geofences, visit->geofence);
      GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, n);

      if (fence == NULL || (visit->left_ms != 0 && visit->left_ms <= self->at_ms)
          || (visit->left_ms != 0 && self->at_ms == 0))
        continue;
      if (row == NULL || get_id (row) != fence->id)
        {
          row = GTK_LIST_BOX_ROW (row_new (fence));
          gtk_list_box_insert (self->list, GTK_WIDGET (row), n);
        }
      set_words (ADW_ACTION_ROW (row), fence, visit);
      n++;
    }
  for (GtkListBoxRow *row; (row = gtk_list_box_get_row_at_index (self->list, n)) != NULL;)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  gtk_widget_set_visible (GTK_WIDGET (self), n > 0);
}

/* --- Reading */

static void
read_once (ChezuVehicleGeofences *self)
{
  g_autoptr (ChezuStore) store = g_object_ref (chezu_geofences_get_store (self->geofences));
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) visits = NULL;
  gint64 vehicle = self->vehicle;
  gint64 at_ms = self->at_ms != 0 ? self->at_ms : chezu_time_now_ms ();

  visits = chezu_store_await (
      chezu_geofence_table_read_visits (store, 0, vehicle, at_ms, at_ms + 1, FENCES_MAX), &error);
  /* What is wrong with the store is told where the fences themselves are read. */
  if (visits == NULL || self->list == NULL || self->geofences == NULL)
    return;
  if (vehicle == self->vehicle)
    fill (self, visits);
}

static DexFuture *
read_fiber (gpointer user_data)
{
  ChezuVehicleGeofences *self = user_data;

  while (self->again && self->geofences != NULL && self->vehicle != 0)
    {
      self->again = FALSE;
      read_once (self);
    }
  self->reading = FALSE;
  return dex_future_new_true ();
}

static void
read_soon (ChezuVehicleGeofences *self)
{
  self->again = TRUE;
  if (self->reading || self->geofences == NULL || self->vehicle == 0)
    return;
  self->reading = TRUE;
  dex_future_disown (
      dex_scheduler_spawn (NULL, 0, read_fiber, g_object_ref (self), g_object_unref));
}

static void
activated_cb (ChezuVehicleGeofences *self, GtkListBoxRow *row)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.geofence", "x", get_id (row));
}

/* --- Class */

static void
chezu_vehicle_geofences_dispose (GObject *object)
{
  ChezuVehicleGeofences *self = CHEZU_VEHICLE_GEOFENCES (object);

  if (self->geofences != NULL)
    g_signal_handlers_disconnect_by_data (self->geofences, self);
  g_clear_object (&self->geofences);
  gtk_widget_dispose_template (GTK_WIDGET (object), CHEZU_TYPE_VEHICLE_GEOFENCES);

  G_OBJECT_CLASS (chezu_vehicle_geofences_parent_class)->dispose (object);
}

static void
chezu_vehicle_geofences_class_init (ChezuVehicleGeofencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = chezu_vehicle_geofences_dispose;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/chezu/CommandCenter/ui/chezu-vehicle-geofences.ui");
  gtk_widget_class_bind_template_child (widget_class, ChezuVehicleGeofences, list);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
}

static void
chezu_vehicle_geofences_init (ChezuVehicleGeofences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
chezu_vehicle_geofences_set_geofences (ChezuVehicleGeofences *self, ChezuGeofences *geofences)
{
  g_return_if_fail (CHEZU_IS_VEHICLE_GEOFENCES (self));

  if (self->geofences != NULL)
    g_signal_handlers_disconnect_by_data (self->geofences, self);
  g_set_object (&self->geofences, geofences);
  if (geofences != NULL)
    g_signal_connect_object (geofences, "changed", G_CALLBACK (read_soon), self, G_CONNECT_SWAPPED);
  else
    fill (self, NULL);
}

void
chezu_vehicle_geofences_show (ChezuVehicleGeofences *self, gint64 vehicle)
{
  g_return_if_fail (CHEZU_IS_VEHICLE_GEOFENCES (self));

  if (self->vehicle == vehicle)
    return;
  self->vehicle = vehicle;
  fill (self, NULL);
  read_soon (self);
}

void
chezu_vehicle_geofences_set_time (ChezuVehicleGeofences *self, gint64 at_ms)
{
  g_return_if_fail (CHEZU_IS_VEHICLE_GEOFENCES (self));

  if (self->at_ms == at_ms)
    return;
  self->at_ms = at_ms;
  read_soon (self);
}
