/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-vehicles-page.h"

#include "base/chezu-format.h"
#include "shell/chezu-organisation-tree.h"
#include "shell/chezu-settings.h"
#include "shell/chezu-vehicle-columns.h"
#include "shell/chezu-vehicle-selection.h"

#include <glib/gi18n-lib.h>

/* Rows on the screen are brought up to date once a second, their order every third time. */
#define REFRESH_MS 1000
#define ORDER_EVERY 3
#define COLUMN_KEY "chezu-column"

struct _ChezuVehiclesPage
{
  AdwBin parent_instance;

  ChezuMapView *map;         /* borrowed: the window holds it */
  ChezuSelection *selection; /* NULL until set up */
  ChezuFleet *fleet;         /* nullable */
  ChezuVehicleModel *model;
  ChezuVehicleSelection *rows;
  ChezuVehicleCells *cells;
  guint refresh_source;
  guint n_refreshed;
  gboolean arranging; /* columns are put where the settings say */

  /* Template widgets */
  AdwOverlaySplitView *details_split;
  AdwBin *details_bin;
  ChezuOrganisationTree *tree;
  GtkSearchEntry *search;
  GtkToggleButton *in_view_button;
  GtkToggleButton *selected_button;
  GtkBox *columns_box;
  GtkButton *waiting_button;
  GtkStack *stack;
  GtkColumnView *view;
  GtkEventControllerMotion *motion;
  AdwStatusPage *nothing;
  GtkLabel *count_label;
};

static guint activated_signal;

G_DEFINE_FINAL_TYPE (ChezuVehiclesPage, chezu_vehicles_page, ADW_TYPE_BIN)

/* --- What is in the list -----------------------------------------------------------------------
 */

static void
show_nothing_found (ChezuVehiclesPage *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search));
  g_autofree char *title = *text != '\0' ? g_strdup_printf (_ ("Nothing Found for “%s”"), text)
                                         : g_strdup (_ ("No Vehicles Here"));

  adw_status_page_set_title (self->nothing, title);
}

static void
show_waiting (ChezuVehiclesPage *self)
{
  guint n = chezu_vehicle_model_get_n_waiting (self->model);
  g_autofree char *count = chezu_format_count (n);
  /* TRANSLATORS: vehicles that wait to be shown: "3 new" */
  g_autofree char *label = g_strdup_printf (ngettext ("%s new", "%s new", n), count);

  gtk_widget_set_visible (GTK_WIDGET (self->waiting_button), n > 0);
  gtk_button_set_label (self->waiting_button, label);
}

static void
show_count (ChezuVehiclesPage *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->model));
  guint total = self->fleet != NULL ? chezu_fleet_peek (self->fleet)->n : 0;
  g_autofree char *all = chezu_format_vehicles (total);
  g_autofree char *some = chezu_format_count (n);
  /* TRANSLATORS: how many vehicles pass the filters: "12 of 4,159 vehicles" */
  g_autofree char *label = n < total ? g_strdup_printf (_ ("%s of %s"), some, all) : g_strdup (all);

  gtk_label_set_label (self->count_label, label);
  gtk_stack_set_visible_child_name (self->stack, n > 0 || total == 0 ? "list" : "nothing");
  if (n == 0)
    show_nothing_found (self);
  show_waiting (self);
}

static gboolean
is_in_frame (const ChezuFleetFrame *frame, double x, double y)
{
  return x >= frame->x && x < frame->x + frame->width / frame->scale && y >= frame->y
         && y < frame->y + frame->height / frame->scale;
}

/* Returns: (transfer full) (nullable) (element-type guint): the vehicles that may be shown */
static GArray *
find_subset (ChezuVehiclesPage *self)
{
  gboolean in_view = gtk_toggle_button_get_active (self->in_view_button);
  gboolean selected = gtk_toggle_button_get_active (self->selected_button);
  const ChezuFleetArrays *arrays = chezu_fleet_peek (self->fleet);
  ChezuFleetFrame frame = chezu_map_view_get_frame (self->map);
  GArray *subset;

  if (!in_view && !selected)
    return NULL;
  subset = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < arrays->n; i++)
    if ((!selected || chezu_selection_contains (self->selection, arrays->id[i]))
        && (!in_view
            || (arrays->time_ms[i] != 0 && is_in_frame (&frame, arrays->x[i], arrays->y[i]))))
      g_array_append_val (subset, i);
  return subset;
}

static void
tell_filters (ChezuVehiclesPage *self)
{
  g_autoptr (GArray) subset = find_subset (self);

  chezu_vehicle_model_set_text (self->model, gtk_editable_get_text (GTK_EDITABLE (self->search)));
  chezu_vehicle_model_set_organisation (self->model, chezu_organisation_tree_get_path (self->tree));
  chezu_vehicle_model_set_kinds (self->model, chezu_organisation_tree_get_kinds (self->tree));
  chezu_vehicle_model_set_subset (self->model, subset);
}

/* Another filter or order was asked for by hand. */
static void
asked_cb (ChezuVehiclesPage *self)
{
  if (self->fleet == NULL || self->map == NULL)
    return;
  tell_filters (self);
  chezu_vehicle_model_admit (self->model);
  show_count (self);
}

static void
admit_cb (ChezuVehiclesPage *self)
{
  chezu_vehicle_model_admit (self->model);
  show_count (self);
}

static void
search_left_cb (ChezuVehiclesPage *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

/* --- Time --------------------------------------------------------------------------------------
 */

/* Nothing moves under a hand: neither under the pointer nor under the focus. */
static gboolean
is_in_use (ChezuVehiclesPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return gtk_event_controller_motion_contains_pointer (self->motion)
         || (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->view)));
}

void
chezu_vehicles_page_refresh (ChezuVehiclesPage *self)
{
  g_return_if_fail (CHEZU_IS_VEHICLES_PAGE (self));

  if (self->fleet == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  chezu_vehicle_cells_refresh (self->cells);
  if (self->n_refreshed++ % ORDER_EVERY != 0)
    return;
  chezu_organisation_tree_show (self->tree, self->fleet);
  tell_filters (self);
  chezu_vehicle_model_set_held (self->model, is_in_use (self));
  chezu_vehicle_model_refresh (self->model);
  show_count (self);
}

static gboolean
refresh_cb (gpointer user_data)
{
  chezu_vehicles_page_refresh (user_data);
  return G_SOURCE_CONTINUE;
}

static void
left_cb (ChezuVehiclesPage *self)
{
  self->n_refreshed = 0;
}

static void
chezu_vehicles_page_map (GtkWidget *widget)
{
  ChezuVehiclesPage *self = CHEZU_VEHICLES_PAGE (widget);

  GTK_WIDGET_CLASS (chezu_vehicles_page_parent_class)->map (widget);
  self->n_refreshed = 0;
  self->refresh_source = g_timeout_add (REFRESH_MS, refresh_cb, self);
  chezu_vehicles_page_refresh (self);
}

static void
chezu_vehicles_page_unmap (GtkWidget *widget)
{
  ChezuVehiclesPage *self = CHEZU_VEHICLES_PAGE (widget);

  g_clear_handle_id (&self->refresh_source, g_source_remove);
  GTK_WIDGET_CLASS (chezu_vehicles_page_parent_class)->unmap (widget);
}

/* --- Columns -----------------------------------------------------------------------------------
 */

static void
save_columns (ChezuVehiclesPage *self)
{
  GListModel *columns = gtk_column_view_get_columns (self->view);
  g_autoptr (GStrvBuilder) keys = g_strv_builder_new ();
  g_auto (GStrv) shown = NULL;

  if (self->arranging)
    return;
  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

      if (gtk_column_view_column_get_visible (column))
        g_strv_builder_add (keys, gtk_column_view_column_get_id (column));
    }
  shown = g_strv_builder_end (keys);
  g_settings_set_strv (chezu_settings_get (), "vehicle-columns", (const char *const *)shown);
}

static void
add_column (ChezuVehiclesPage *self, ChezuVehicleColumn key, gboolean visible)
{
  g_autoptr (GtkColumnViewColumn) column = chezu_vehicle_cells_make_column (self->cells, key);
  GtkWidget *check = gtk_check_button_new_with_label (chezu_vehicle_column_title (key));

  gtk_column_view_column_set_visible (column, visible);
  gtk_column_view_append_column (self->view, column);
  g_object_bind_property (column, "visible", check, "active",
                          G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
  g_signal_connect_object (column, "notify::visible", G_CALLBACK (save_columns), self,
                           G_CONNECT_SWAPPED);
  /* Without the plate nobody knows of whom a row speaks. */
  gtk_widget_set_sensitive (check, key != CHEZU_COLUMN_PLATE);
  gtk_box_append (self->columns_box, check);
}

/* Those that were chosen, in their order, then the others. */
static void
add_columns (ChezuVehiclesPage *self)
{
  g_auto (GStrv) shown = g_settings_get_strv (chezu_settings_get (), "vehicle-columns");
  gboolean added[CHEZU_N_COLUMNS] = { FALSE };
  ChezuVehicleColumn key;

  self->arranging = TRUE;
  for (guint i = 0; shown[i] != NULL; i++)
    if (chezu_vehicle_column_from_key (shown[i], &key) && !added[key])
      {
        added[key] = TRUE;
        add_column (self, key, TRUE);
      }
  for (key = 0; key < CHEZU_N_COLUMNS; key++)
    if (!added[key])
      add_column (self, key, key == CHEZU_COLUMN_PLATE);
  self->arranging = FALSE;
  g_signal_connect_object (gtk_column_view_get_columns (self->view), "items-changed",
                           G_CALLBACK (save_columns), self, G_CONNECT_SWAPPED);
}

static void
sort_changed_cb (ChezuVehiclesPage *self)
{
  GtkColumnViewSorter *sorter = GTK_COLUMN_VIEW_SORTER (gtk_column_view_get_sorter (self->view));
  GtkColumnViewColumn *column = gtk_column_view_sorter_get_primary_sort_column (sorter);
  ChezuVehicleColumn key = CHEZU_COLUMN_PLATE;

  if (column != NULL)
    chezu_vehicle_column_from_key (gtk_column_view_column_get_id (column), &key);
  chezu_vehicle_model_set_sort (self->model, key,
                                column != NULL
                                    && gtk_column_view_sorter_get_primary_sort_order (sorter)
                                           == GTK_SORT_DESCENDING);
  asked_cb (self);
}

static void
activate_cb (ChezuVehiclesPage *self, guint position)
{
  guint index = chezu_vehicle_model_get_index (self->model, position);

  if (index != CHEZU_FLEET_NONE)
    g_signal_emit (self, activated_signal, 0, chezu_fleet_peek (self->fleet)->id[index]);
}

/* --- Class -------------------------------------------------------------------------------------
 */

static void
chezu_vehicles_page_dispose (GObject *object)
{
  ChezuVehiclesPage *self = CHEZU_VEHICLES_PAGE (object);

  g_clear_handle_id (&self->refresh_source, g_source_remove);
  if (self->view != NULL)
    g_signal_handlers_disconnect_by_data (gtk_column_view_get_columns (self->view), self);
  chezu_vehicles_page_set_fleet (self, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), CHEZU_TYPE_VEHICLES_PAGE);
  self->view = NULL;
  g_clear_object (&self->rows);
  g_clear_object (&self->selection);

  G_OBJECT_CLASS (chezu_vehicles_page_parent_class)->dispose (object);
}

static void
chezu_vehicles_page_finalize (GObject *object)
{
  ChezuVehiclesPage *self = CHEZU_VEHICLES_PAGE (object);

  g_clear_object (&self->model);
  g_clear_pointer (&self->cells, chezu_vehicle_cells_free);

  G_OBJECT_CLASS (chezu_vehicles_page_parent_class)->finalize (object);
}

static void
chezu_vehicles_page_class_init (ChezuVehiclesPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = chezu_vehicles_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = chezu_vehicles_page_finalize;
  widget_class->map = chezu_vehicles_page_map;
  widget_class->unmap = chezu_vehicles_page_unmap;

  activated_signal = g_signal_new ("activated", CHEZU_TYPE_VEHICLES_PAGE, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);

  g_type_ensure (CHEZU_TYPE_ORGANISATION_TREE);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/chezu/CommandCenter/ui/chezu-vehicles-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ChezuVehiclesPage, details_split);
  gtk_widget_class_bind_template_child (widget_class, ChezuVehiclesPage, details_bin);
  gtk_widget_class_bind_template_child (widget_class, ChezuVehiclesPage, tree);
  gtk_widget_class_bind_template_child (widget_class, ChezuVehiclesPage, search);
  gtk_widget_class_bind_template_child (widget_class, ChezuVehiclesPage, in_view_button);
  gtk_widget_class_bind_template_child (widget_class, ChezuVehiclesPage, selected_button);
  gtk_widget_class_bind_template_child (widget_class, ChezuVehiclesPage, columns_box);
  gtk_widget_class_bind_template_child (widget_class, ChezuVehiclesPage, waiting_button);
  gtk_widget_class_bind_template_child (widget_class, ChezuVehiclesPage, stack);
  gtk_widget_class_bind_template_child (widget_class, ChezuVehiclesPage, view);
  gtk_widget_class_bind_template_child (widget_class, ChezuVehiclesPage, motion);
  gtk_widget_class_bind_template_child (widget_class, ChezuVehiclesPage, nothing);
  gtk_widget_class_bind_template_child (widget_class, ChezuVehiclesPage, count_label);
  gtk_widget_class_bind_template_callback (widget_class, asked_cb);
  gtk_widget_class_bind_template_callback (widget_class, admit_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_left_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, left_cb);
}

static void
chezu_vehicles_page_init (ChezuVehiclesPage *self)
{
  self->model = chezu_vehicle_model_new ();
  self->cells = chezu_vehicle_cells_new ();
  gtk_widget_init_template (GTK_WIDGET (self));

  self->rows = chezu_vehicle_selection_new (self->model);
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (self->rows));
  add_columns (self);
  g_signal_connect_object (gtk_column_view_get_sorter (self->view), "changed",
                           G_CALLBACK (sort_changed_cb), self, G_CONNECT_SWAPPED);
}

void
chezu_vehicles_page_set_up (ChezuVehiclesPage *self, ChezuMapView *map, ChezuSelection *selection)
{
  g_return_if_fail (CHEZU_IS_VEHICLES_PAGE (self));

  self->map = map;
  g_set_object (&self->selection, selection);
}

void
chezu_vehicles_page_set_fleet (ChezuVehiclesPage *self, ChezuFleet *fleet)
{
  g_return_if_fail (CHEZU_IS_VEHICLES_PAGE (self));

  if (!g_set_object (&self->fleet, fleet))
    return;
  chezu_vehicle_cells_set_fleet (self->cells, fleet);
  chezu_vehicle_model_set_fleet (self->model, fleet);
  chezu_vehicle_selection_follow (self->rows, fleet, fleet != NULL ? self->selection : NULL);
  self->n_refreshed = 0;
  chezu_vehicles_page_refresh (self);
}

AdwBin *
chezu_vehicles_page_get_details_bin (ChezuVehiclesPage *self)
{
  g_return_val_if_fail (CHEZU_IS_VEHICLES_PAGE (self), NULL);

  return self->details_bin;
}

AdwOverlaySplitView *
chezu_vehicles_page_get_details_split (ChezuVehiclesPage *self)
{
  g_return_val_if_fail (CHEZU_IS_VEHICLES_PAGE (self), NULL);

  return self->details_split;
}
