/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-view-pane.h"

#include "base/chezu-format.h"
#include "base/chezu-time.h"
#include "map/chezu-viewport.h"
#include "shell/chezu-vehicle-list.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* More than anybody reads; the title tells how many there are. */
#define MAX_ROWS 200
/* A list that is laid out every second costs more than the map; whoever moves the map sees it at
 * once. */
#define INTERVAL_MS (3 * CHEZU_SECOND_MS)

typedef struct
{
  double lon;
  double lat;
  double zoom;
  int width;
  int height;
  ChezuFleetFilter filter;
} View;

struct _ChezuViewPane
{
  AdwNavigationPage parent_instance;

  ChezuFleet *fleet;
  GArray *nearest; /* of Candidate */
  View view;       /* that was listed last */
  gint64 listed_ms;

  /* Template widgets */
  AdwWindowTitle *title;
  GtkStack *stack;
  ChezuVehicleList *list;
};

typedef struct
{
  guint index;
  double distance; /* from the middle of the map, squared, Mercator */
} Candidate;

enum
{
  SIGNAL_ACTIVATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ChezuViewPane, chezu_view_pane, ADW_TYPE_NAVIGATION_PAGE)

static int
compare_candidates (gconstpointer a, gconstpointer b)
{
  const Candidate *first = a;
  const Candidate *second = b;

  return (first->distance > second->distance) - (first->distance < second->distance);
}

static void
collect (ChezuViewPane *self)
{
  const ChezuFleetArrays *arrays = chezu_fleet_peek (self->fleet);
  gint64 now_ms = chezu_fleet_get_now_ms (self->fleet);
  double scale = chezu_scale_of_zoom (self->view.zoom);
  double reach_x = self->view.width / 2.0 / scale;
  double reach_y = self->view.height / 2.0 / scale;
  double middle_x, middle_y;

  chezu_plane_project (chezu_fleet_get_plane (self->fleet), self->view.lon, self->view.lat,
                       &middle_x, &middle_y);
  g_array_set_size (self->nearest, 0);
  for (guint i = 0; i < arrays->n; i++)
    {
      double dx = arrays->x[i] - middle_x;
      double dy = arrays->y[i] - middle_y;
      Candidate candidate = { i, dx * dx + dy * dy };

      if (arrays->time_ms[i] != 0 && fabs (dx) <= reach_x && fabs (dy) <= reach_y
          && chezu_fleet_is_shown (self->fleet, i, now_ms))
        g_array_append_val (self->nearest, candidate);
    }
  g_array_sort (self->nearest, compare_candidates);
}

static void
list_activated_cb (ChezuViewPane *self, gint64 vehicle_id)
{
  g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0, vehicle_id);
}

static void
chezu_view_pane_dispose (GObject *object)
{
  ChezuViewPane *self = CHEZU_VIEW_PANE (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), CHEZU_TYPE_VIEW_PANE);
  g_clear_object (&self->fleet);

  G_OBJECT_CLASS (chezu_view_pane_parent_class)->dispose (object);
}

static void
chezu_view_pane_finalize (GObject *object)
{
  g_array_unref (CHEZU_VIEW_PANE (object)->nearest);

  G_OBJECT_CLASS (chezu_view_pane_parent_class)->finalize (object);
}

static void
chezu_view_pane_class_init (ChezuViewPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = chezu_view_pane_dispose;
  G_OBJECT_CLASS (klass)->finalize = chezu_view_pane_finalize;

  signals[SIGNAL_ACTIVATED] = g_signal_new ("activated", CHEZU_TYPE_VIEW_PANE, G_SIGNAL_RUN_LAST, 0,
                                            NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);

  g_type_ensure (CHEZU_TYPE_VEHICLE_LIST);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/chezu/CommandCenter/ui/chezu-view-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, ChezuViewPane, title);
  gtk_widget_class_bind_template_child (widget_class, ChezuViewPane, stack);
  gtk_widget_class_bind_template_child (widget_class, ChezuViewPane, list);
  gtk_widget_class_bind_template_callback (widget_class, list_activated_cb);
}

static void
chezu_view_pane_init (ChezuViewPane *self)
{
  self->nearest = g_array_new (FALSE, FALSE, sizeof (Candidate));
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
chezu_view_pane_set_fleet (ChezuViewPane *self, ChezuFleet *fleet)
{
  g_return_if_fail (CHEZU_IS_VIEW_PANE (self));

  g_array_set_size (self->nearest, 0);
  g_set_object (&self->fleet, fleet);
  chezu_vehicle_list_set_fleet (self->list, fleet);
  self->listed_ms = 0;
}

static View
get_view (ChezuViewPane *self, ChezuMapView *map)
{
  View view = { .width = gtk_widget_get_width (GTK_WIDGET (map)),
                .height = gtk_widget_get_height (GTK_WIDGET (map)),
                .filter = chezu_fleet_get_filter (self->fleet) };

  chezu_map_view_get_view (map, &view.lon, &view.lat, &view.zoom);
  return view;
}

static void
list_nearest (ChezuViewPane *self)
{
  g_autoptr (GArray) indices = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree char *count = NULL;

  collect (self);
  for (guint i = 0; i < MIN (self->nearest->len, MAX_ROWS); i++)
    g_array_append_val (indices, g_array_index (self->nearest, Candidate, i).index);
  chezu_vehicle_list_show (self->list, indices);
  count = chezu_format_vehicles (self->nearest->len);
  adw_window_title_set_subtitle (self->title, count);
  gtk_stack_set_visible_child_name (self->stack, indices->len > 0 ? "list" : "empty");
}

void
chezu_view_pane_refresh (ChezuViewPane *self, ChezuMapView *map)
{
  gint64 now_ms = chezu_time_now_ms ();
  gboolean moved;
  View view;

  g_return_if_fail (CHEZU_IS_VIEW_PANE (self));

  if (self->fleet == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  view = get_view (self, map);
  moved = memcmp (&view, &self->view, sizeof view) != 0;
  if (!moved && now_ms - self->listed_ms < INTERVAL_MS)
    return;

  self->view = view;
  self->listed_ms = now_ms;
  /* Nothing jumps under the pointer: only the values change then, unless the map or the filter
   * shows something else. */
  if (moved || !chezu_vehicle_list_is_in_use (self->list))
    list_nearest (self);
  chezu_vehicle_list_refresh (self->list);
}

/* Returns: the vehicle after @vehicle_id in the list, the first one after the last; 0 if none */
gint64
chezu_view_pane_next (ChezuViewPane *self, gint64 vehicle_id)
{
  const gint64 *ids;
  guint n;

  g_return_val_if_fail (CHEZU_IS_VIEW_PANE (self), 0);

  if (self->fleet == NULL || self->nearest->len == 0)
    return 0;

  ids = chezu_fleet_peek (self->fleet)->id;
  n = MIN (self->nearest->len, MAX_ROWS);
  for (guint i = 0; i < n; i++)
    if (ids[g_array_index (self->nearest, Candidate, i).index] == vehicle_id)
      return ids[g_array_index (self->nearest, Candidate, (i + 1) % n).index];
  return ids[g_array_index (self->nearest, Candidate, 0).index];
}
