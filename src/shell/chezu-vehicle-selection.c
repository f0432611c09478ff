/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-vehicle-selection.h"

struct _ChezuVehicleSelection
{
  GObject parent_instance;

  ChezuVehicleModel *model;
  ChezuFleet *fleet;         /* nullable */
  ChezuSelection *selection; /* nullable */
};

static void chezu_vehicle_selection_list_init (GListModelInterface *iface);
static void chezu_vehicle_selection_model_init (GtkSelectionModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ChezuVehicleSelection,
                               chezu_vehicle_selection,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      chezu_vehicle_selection_list_init)
                                   G_IMPLEMENT_INTERFACE (GTK_TYPE_SELECTION_MODEL,
                                                          chezu_vehicle_selection_model_init))

/* --- The list ----------------------------------------------------------------------------------
 */

static GType
chezu_vehicle_selection_get_item_type (GListModel *list)
{
  return CHEZU_TYPE_VEHICLE_ITEM;
}

static guint
chezu_vehicle_selection_get_n_items (GListModel *list)
{
  return g_list_model_get_n_items (G_LIST_MODEL (CHEZU_VEHICLE_SELECTION (list)->model));
}

static gpointer
chezu_vehicle_selection_get_item (GListModel *list, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (CHEZU_VEHICLE_SELECTION (list)->model), position);
}

static void
chezu_vehicle_selection_list_init (GListModelInterface *iface)
{
  iface->get_item_type = chezu_vehicle_selection_get_item_type;
  iface->get_n_items = chezu_vehicle_selection_get_n_items;
  iface->get_item = chezu_vehicle_selection_get_item;
}

/* --- What is selected --------------------------------------------------------------------------
 */

static gint64
id_at (ChezuVehicleSelection *self, guint position)
{
  return chezu_fleet_peek (self->fleet)->id[chezu_vehicle_model_get_index (self->model, position)];
}

static gboolean
chezu_vehicle_selection_is_selected (GtkSelectionModel *model, guint position)
{
  ChezuVehicleSelection *self = CHEZU_VEHICLE_SELECTION (model);

  return self->selection != NULL && self->fleet != NULL
         && position < g_list_model_get_n_items (G_LIST_MODEL (self->model))
         && chezu_selection_contains (self->selection, id_at (self, position));
}

static GtkBitset *
chezu_vehicle_selection_get_selection_in_range (GtkSelectionModel *model, guint start, guint n)
{
  GtkBitset *set = gtk_bitset_new_empty ();

  for (guint i = start; i < start + n; i++)
    if (chezu_vehicle_selection_is_selected (model, i))
      gtk_bitset_add (set, i);
  return set;
}

/* Returns: (transfer full) (element-type gint64): the vehicles in these rows, in their order */
static GArray *
ids_of (ChezuVehicleSelection *self, GtkBitset *rows)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->model));
  GtkBitsetIter iter;
  guint row;

  for (gboolean more = gtk_bitset_iter_init_first (&iter, rows, &row); more && row < n;
       more = gtk_bitset_iter_next (&iter, &row))
    {
      gint64 id = id_at (self, row);

      g_array_append_val (ids, id);
    }
  return ids;
}

static const gint64 *
peek_ids (GArray *ids)
{
  return (const gint64 *)(gpointer)ids->data;
}

/* Vehicles that are selected but not in the list stay selected, unless the list says anew what is.
 */
static gboolean
chezu_vehicle_selection_set_selection (GtkSelectionModel *model,
                                       GtkBitset *selected,
                                       GtkBitset *mask)
{
  ChezuVehicleSelection *self = CHEZU_VEHICLE_SELECTION (model);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->model));
  g_autoptr (GtkBitset) chosen = gtk_bitset_copy (selected);
  g_autoptr (GtkBitset) others = gtk_bitset_copy (mask);
  g_autoptr (GArray) added = NULL;
  g_autoptr (GArray) removed = NULL;

  if (self->selection == NULL || self->fleet == NULL)
    return FALSE;

  gtk_bitset_intersect (chosen, mask);
  added = ids_of (self, chosen);
  if (n > 0 && gtk_bitset_get_size_in_range (mask, 0, n - 1) == n)
    {
      chezu_selection_replace (self->selection, peek_ids (added), added->len);
      return TRUE;
    }
  gtk_bitset_subtract (others, chosen);
  removed = ids_of (self, others);
  chezu_selection_remove (self->selection, peek_ids (removed), removed->len);
  chezu_selection_add (self->selection, peek_ids (added), added->len);
  return TRUE;
}

static void
chezu_vehicle_selection_model_init (GtkSelectionModelInterface *iface)
{
  iface->is_selected = chezu_vehicle_selection_is_selected;
  iface->get_selection_in_range = chezu_vehicle_selection_get_selection_in_range;
  iface->set_selection = chezu_vehicle_selection_set_selection;
}

/* --- Object ------------------------------------------------------------------------------------
 */

static void
chezu_vehicle_selection_dispose (GObject *object)
{
  ChezuVehicleSelection *self = CHEZU_VEHICLE_SELECTION (object);

  chezu_vehicle_selection_follow (self, NULL, NULL);
  g_clear_object (&self->model);

  G_OBJECT_CLASS (chezu_vehicle_selection_parent_class)->dispose (object);
}

static void
chezu_vehicle_selection_class_init (ChezuVehicleSelectionClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = chezu_vehicle_selection_dispose;
}

static void
chezu_vehicle_selection_init (ChezuVehicleSelection *self)
{
}

static void
items_changed_cb (ChezuVehicleSelection *self, guint position, guint removed, guint added)
{
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
}

ChezuVehicleSelection *
chezu_vehicle_selection_new (ChezuVehicleModel *model)
{
  ChezuVehicleSelection *self = g_object_new (CHEZU_TYPE_VEHICLE_SELECTION, NULL);

  self->model = g_object_ref (model);
  g_signal_connect_object (model, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}

static void
selection_changed_cb (ChezuVehicleSelection *self)
{
  guint n = self->model != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->model)) : 0;

  if (n > 0)
    gtk_selection_model_selection_changed (GTK_SELECTION_MODEL (self), 0, n);
}

void
chezu_vehicle_selection_follow (ChezuVehicleSelection *self,
                                ChezuFleet *fleet,
                                ChezuSelection *selection)
{
  g_return_if_fail (CHEZU_IS_VEHICLE_SELECTION (self));

  g_set_object (&self->fleet, fleet);
  if (self->selection == selection)
    return;
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  g_set_object (&self->selection, selection);
  if (selection != NULL)
    g_signal_connect_object (selection, "changed", G_CALLBACK (selection_changed_cb), self,
                             G_CONNECT_SWAPPED);
}
