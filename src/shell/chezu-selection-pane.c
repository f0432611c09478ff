/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-selection-pane.h"

#include "base/chezu-format.h"
#include "fleet/chezu-fleet-only.h"
#include "shell/chezu-vehicle-list.h"

#include <glib/gi18n-lib.h>

struct _ChezuSelectionPane
{
  AdwNavigationPage parent_instance;

  ChezuFleet *fleet;
  GArray *indices; /* of guint, in the order of the fleet */

  /* Template widgets */
  AdwWindowTitle *title;
  AdwActionRow *states_row;
  AdwActionRow *kinds_row;
  AdwActionRow *regions_row;
  GtkToggleButton *only_button;
  ChezuVehicleList *list;
};

enum
{
  SIGNAL_ACTIVATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ChezuSelectionPane, chezu_selection_pane, ADW_TYPE_NAVIGATION_PAGE)

static void
list_activated_cb (ChezuSelectionPane *self, gint64 vehicle_id)
{
  g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0, vehicle_id);
}

static void
only_clicked_cb (ChezuSelectionPane *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.selection-only", NULL);
}

static void
append_count (GString *text, const char *name, guint n)
{
  g_autofree char *count = NULL;

  if (n == 0)
    return;
  count = chezu_format_count (n);
  /* No line ends between a name and its number. */
  g_string_append_printf (text, "%s%s\302\240%s", text->len > 0 ? " · " : "", name, count);
}

static void
show_row (AdwActionRow *row, GString *text)
{
  adw_action_row_set_subtitle (row, text->len > 0 ? text->str : "—");
}

static void
count_states (ChezuSelectionPane *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gint64 now_ms = chezu_fleet_get_now_ms (self->fleet);
  guint n[CHEZU_N_STATES] = { 0 };

  for (guint i = 0; i < self->indices->len; i++)
    n[chezu_fleet_get_state (self->fleet, g_array_index (self->indices, guint, i), now_ms)]++;
  for (guint state = 0; state < CHEZU_N_STATES; state++)
    append_count (text, chezu_vehicle_state_name (state), n[state]);
  show_row (self->states_row, text);
}

static void
count_kinds (ChezuSelectionPane *self)
{
  const ChezuFleetArrays *arrays = chezu_fleet_peek (self->fleet);
  g_autoptr (GString) text = g_string_new (NULL);
  guint n[CHEZU_N_VEHICLE_KINDS] = { 0 };

  for (guint i = 0; i < self->indices->len; i++)
    n[arrays->kind[g_array_index (self->indices, guint, i)]]++;
  for (guint kind = 1; kind <= CHEZU_N_VEHICLE_KINDS; kind++)
    append_count (text, chezu_vehicle_kind_name (kind % CHEZU_N_VEHICLE_KINDS),
                  n[kind % CHEZU_N_VEHICLE_KINDS]);
  show_row (self->kinds_row, text);
}

static void
count_regions (ChezuSelectionPane *self)
{
  const ChezuFleetArrays *arrays = chezu_fleet_peek (self->fleet);
  ChezuRegionSet *regions = chezu_fleet_get_regions (self->fleet);
  guint n_regions = regions != NULL ? chezu_region_set_get_n (regions) : 0;
  g_autoptr (GString) text = g_string_new (NULL);
  guint n[CHEZU_REGION_MAX] = { 0 };
  guint outside = 0;

  for (guint i = 0; i < self->indices->len; i++)
    {
      guint8 region = arrays->region[g_array_index (self->indices, guint, i)];

      if (region < n_regions)
        n[region]++;
      else
        outside++;
    }
  for (guint region = 0; region < n_regions; region++)
    append_count (text, chezu_region_set_get_name (regions, region), n[region]);
  append_count (text, _ ("Outside"), outside);
  show_row (self->regions_row, text);
}

static void
count (ChezuSelectionPane *self)
{
  count_states (self);
  count_kinds (self);
  count_regions (self);
}

static void
chezu_selection_pane_dispose (GObject *object)
{
  ChezuSelectionPane *self = CHEZU_SELECTION_PANE (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), CHEZU_TYPE_SELECTION_PANE);
  g_clear_object (&self->fleet);

  G_OBJECT_CLASS (chezu_selection_pane_parent_class)->dispose (object);
}

static void
chezu_selection_pane_finalize (GObject *object)
{
  g_array_unref (CHEZU_SELECTION_PANE (object)->indices);

  G_OBJECT_CLASS (chezu_selection_pane_parent_class)->finalize (object);
}

static void
chezu_selection_pane_class_init (ChezuSelectionPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = chezu_selection_pane_dispose;
  G_OBJECT_CLASS (klass)->finalize = chezu_selection_pane_finalize;

  signals[SIGNAL_ACTIVATED]
      = g_signal_new ("activated", CHEZU_TYPE_SELECTION_PANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                      NULL, G_TYPE_NONE, 1, G_TYPE_INT64);

  g_type_ensure (CHEZU_TYPE_VEHICLE_LIST);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/chezu/CommandCenter/ui/chezu-selection-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, ChezuSelectionPane, title);
  gtk_widget_class_bind_template_child (widget_class, ChezuSelectionPane, states_row);
  gtk_widget_class_bind_template_child (widget_class, ChezuSelectionPane, kinds_row);
  gtk_widget_class_bind_template_child (widget_class, ChezuSelectionPane, regions_row);
  gtk_widget_class_bind_template_child (widget_class, ChezuSelectionPane, only_button);
  gtk_widget_class_bind_template_child (widget_class, ChezuSelectionPane, list);
  gtk_widget_class_bind_template_callback (widget_class, only_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, list_activated_cb);
}

static void
chezu_selection_pane_init (ChezuSelectionPane *self)
{
  self->indices = g_array_new (FALSE, FALSE, sizeof (guint));
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
chezu_selection_pane_set_fleet (ChezuSelectionPane *self, ChezuFleet *fleet)
{
  g_return_if_fail (CHEZU_IS_SELECTION_PANE (self));

  g_array_set_size (self->indices, 0);
  g_set_object (&self->fleet, fleet);
  chezu_vehicle_list_set_fleet (self->list, fleet);
}

void
chezu_selection_pane_show (ChezuSelectionPane *self, ChezuSelection *selection)
{
  g_autofree char *number = NULL;
  g_autofree char *title = NULL;
  const gint64 *ids;
  guint n;

  g_return_if_fail (CHEZU_IS_SELECTION_PANE (self));

  if (self->fleet == NULL)
    return;
  ids = chezu_selection_peek (selection, &n);
  g_array_set_size (self->indices, 0);
  for (guint i = 0; i < n; i++)
    {
      guint index = chezu_fleet_find (self->fleet, ids[i]);

      if (index != CHEZU_FLEET_NONE)
        g_array_append_val (self->indices, index);
    }
  number = chezu_format_count (n);
  title = g_strdup_printf (ngettext ("%s vehicle selected", "%s vehicles selected", n), number);
  adw_window_title_set_title (self->title, title);
  adw_navigation_page_set_title (ADW_NAVIGATION_PAGE (self), title);
  chezu_vehicle_list_show (self->list, self->indices);
  gtk_toggle_button_set_active (self->only_button, chezu_fleet_shows_only_some (self->fleet));
  count (self);
}

void
chezu_selection_pane_refresh (ChezuSelectionPane *self)
{
  g_return_if_fail (CHEZU_IS_SELECTION_PANE (self));

  if (self->fleet == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  chezu_vehicle_list_refresh (self->list);
  gtk_toggle_button_set_active (self->only_button, chezu_fleet_shows_only_some (self->fleet));
  count (self);
}
