/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-vehicle-list.h"

#include "shell/chezu-vehicle-cell.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _ChezuVehicleList
{
  AdwBin parent_instance;

  ChezuFleet *fleet;
  GtkStringList *model; /* fleet indices in decimal: all that a row needs */
  GArray *shown;        /* of guint, the same */
  GPtrArray *bound;     /* of GtkListItem on the screen, borrowed */

  /* Template widgets */
  GtkListView *view;
  GtkEventControllerMotion *motion;
};

enum
{
  SIGNAL_ACTIVATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ChezuVehicleList, chezu_vehicle_list, ADW_TYPE_BIN)

static void
show_item (ChezuVehicleList *self, GtkListItem *item)
{
  guint position = gtk_list_item_get_position (item);
  guint index;
  g_autofree char *words = NULL;

  if (self->fleet == NULL || position >= self->shown->len)
    return;

  index = g_array_index (self->shown, guint, position);
  chezu_vehicle_cell_show (CHEZU_VEHICLE_CELL (gtk_list_item_get_child (item)), self->fleet, index);
  words = chezu_vehicle_cell_describe (self->fleet, index);
  gtk_list_item_set_accessible_label (item, words);
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  gtk_list_item_set_child (item, chezu_vehicle_cell_new ());
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, ChezuVehicleList *self)
{
  g_ptr_array_add (self->bound, item);
  show_item (self, item);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, ChezuVehicleList *self)
{
  g_ptr_array_remove_fast (self->bound, item);
}

static void
activate_cb (ChezuVehicleList *self, guint position)
{
  guint index;

  if (position >= self->shown->len)
    return;

  index = g_array_index (self->shown, guint, position);
  g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0, chezu_fleet_peek (self->fleet)->id[index]);
}

static void
chezu_vehicle_list_dispose (GObject *object)
{
  ChezuVehicleList *self = CHEZU_VEHICLE_LIST (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), CHEZU_TYPE_VEHICLE_LIST);
  g_clear_object (&self->fleet);
  g_clear_object (&self->model);

  G_OBJECT_CLASS (chezu_vehicle_list_parent_class)->dispose (object);
}

static void
chezu_vehicle_list_finalize (GObject *object)
{
  ChezuVehicleList *self = CHEZU_VEHICLE_LIST (object);

  g_array_unref (self->shown);
  g_ptr_array_unref (self->bound);

  G_OBJECT_CLASS (chezu_vehicle_list_parent_class)->finalize (object);
}

static void
chezu_vehicle_list_class_init (ChezuVehicleListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = chezu_vehicle_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = chezu_vehicle_list_finalize;

  signals[SIGNAL_ACTIVATED] = g_signal_new ("activated", CHEZU_TYPE_VEHICLE_LIST, G_SIGNAL_RUN_LAST,
                                            0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/chezu/CommandCenter/ui/chezu-vehicle-list.ui");
  gtk_widget_class_bind_template_child (widget_class, ChezuVehicleList, view);
  gtk_widget_class_bind_template_child (widget_class, ChezuVehicleList, motion);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
}

static void
chezu_vehicle_list_init (ChezuVehicleList *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkNoSelection) selection = NULL;

  self->shown = g_array_new (FALSE, FALSE, sizeof (guint));
  self->bound = g_ptr_array_new ();
  self->model = gtk_string_list_new (NULL);
  gtk_widget_init_template (GTK_WIDGET (self));

  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cb), self, G_CONNECT_DEFAULT);
  selection = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->model)));
  gtk_list_view_set_factory (self->view, factory);
  gtk_list_view_set_model (self->view, GTK_SELECTION_MODEL (selection));
}

void
chezu_vehicle_list_set_fleet (ChezuVehicleList *self, ChezuFleet *fleet)
{
  g_autoptr (GArray) nothing = g_array_new (FALSE, FALSE, sizeof (guint));

  g_return_if_fail (CHEZU_IS_VEHICLE_LIST (self));

  chezu_vehicle_list_show (self, nothing);
  g_set_object (&self->fleet, fleet);
}

gboolean
chezu_vehicle_list_is_in_use (ChezuVehicleList *self)
{
  GtkWidget *focus;
  GtkRoot *root;

  g_return_val_if_fail (CHEZU_IS_VEHICLE_LIST (self), FALSE);

  if (gtk_event_controller_motion_contains_pointer (self->motion))
    return TRUE;
  root = gtk_widget_get_root (GTK_WIDGET (self));
  focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  return focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self));
}

static GStrv
spell_indices (GArray *indices)
{
  GStrvBuilder *builder = g_strv_builder_new ();

  for (guint i = 0; i < indices->len; i++)
    g_strv_builder_take (builder, g_strdup_printf ("%u", g_array_index (indices, guint, i)));
  return g_strv_builder_unref_to_strv (builder);
}

void
chezu_vehicle_list_show (ChezuVehicleList *self, GArray *indices)
{
  g_auto (GStrv) names = NULL;

  g_return_if_fail (CHEZU_IS_VEHICLE_LIST (self));

  if (indices->len == self->shown->len
      && (indices->len == 0
          || memcmp (indices->data, self->shown->data, indices->len * sizeof (guint)) == 0))
    return;

  names = spell_indices (indices);
  g_array_set_size (self->shown, 0);
  if (indices->len > 0)
    g_array_append_vals (self->shown, indices->data, indices->len);
  gtk_string_list_splice (self->model, 0, g_list_model_get_n_items (G_LIST_MODEL (self->model)),
                          (const char *const *)names);
}

void
chezu_vehicle_list_refresh (ChezuVehicleList *self)
{
  g_return_if_fail (CHEZU_IS_VEHICLE_LIST (self));

  for (guint i = 0; i < self->bound->len; i++)
    show_item (self, g_ptr_array_index (self->bound, i));
}
