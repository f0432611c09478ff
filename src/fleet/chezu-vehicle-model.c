/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fleet/chezu-vehicle-model.h"

#include "base/chezu-organisation-path.h"
#include "fleet/chezu-fleet-private.h"
#include "fleet/chezu-fold.h"
#include "fleet/chezu-vehicle-order.h"

#include <gio/gio.h>
#include <string.h>

/* --- Columns -----------------------------------------------------------------------------------
 */

static const char *const column_keys[CHEZU_N_COLUMNS] = {
  "plate",      "state",  "kind",  "speed",  "age",      "region",
  "enterprise", "driver", "model", "course", "odometer",
};

const char *
chezu_vehicle_column_key (ChezuVehicleColumn column)
{
  g_return_val_if_fail (column < CHEZU_N_COLUMNS, NULL);

  return column_keys[column];
}

gboolean
chezu_vehicle_column_from_key (const char *key, ChezuVehicleColumn *column)
{
  for (guint i = 0; key != NULL && i < CHEZU_N_COLUMNS; i++)
    if (g_str_equal (column_keys[i], key))
      {
        *column = (ChezuVehicleColumn)i;
        return TRUE;
      }
  return FALSE;
}

/* --- Rows --------------------------------------------------------------------------------------
 */

struct _ChezuVehicleItem
{
  GObject parent_instance;

  guint index;
};

G_DEFINE_FINAL_TYPE (ChezuVehicleItem, chezu_vehicle_item, G_TYPE_OBJECT)

static void
chezu_vehicle_item_class_init (ChezuVehicleItemClass *klass)
{
}

static void
chezu_vehicle_item_init (ChezuVehicleItem *self)
{
}

guint
chezu_vehicle_item_get_index (ChezuVehicleItem *self)
{
  g_return_val_if_fail (CHEZU_IS_VEHICLE_ITEM (self), CHEZU_FLEET_NONE);

  return self->index;
}

/* --- The list ----------------------------------------------------------------------------------
 */

struct _ChezuVehicleModel
{
  GObject parent_instance;

  ChezuFleet *fleet; /* nullable */
  ChezuVehicleOrder *order;
  GHashTable *items; /* index → ChezuVehicleItem that somebody holds; borrowed */

  ChezuVehicleColumn column;
  gboolean descending;
  char *text;         /* folded; NULL: any */
  char *organisation; /* path; NULL: any */
  guint32 kinds;
  gboolean has_subset;
  GByteArray *subset; /* by vehicle: whether it is in it */

  GArray *sorted; /* of guint: all vehicles */
  GArray *shown;  /* of guint: the list */
  GArray *next;   /* of guint: what the list should be */
  GByteArray *in_list;
  gboolean held;
  guint n_waiting;
};

static void chezu_vehicle_model_list_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ChezuVehicleModel,
                               chezu_vehicle_model,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      chezu_vehicle_model_list_init))

static GType
chezu_vehicle_model_get_item_type (GListModel *list)
{
  return CHEZU_TYPE_VEHICLE_ITEM;
}

static guint
chezu_vehicle_model_get_n_items (GListModel *list)
{
  return CHEZU_VEHICLE_MODEL (list)->shown->len;
}

static void
item_gone_cb (gpointer user_data, GObject *item)
{
  ChezuVehicleModel *self = user_data;

  g_hash_table_remove (self->items, GUINT_TO_POINTER (((ChezuVehicleItem *)item)->index));
}

/* Whoever holds a row finds the same object again wherever the row went. */
static gpointer
chezu_vehicle_model_get_item (GListModel *list, guint position)
{
  ChezuVehicleModel *self = CHEZU_VEHICLE_MODEL (list);
  ChezuVehicleItem *item;
  guint index;

  if (position >= self->shown->len)
    return NULL;
  index = g_array_index (self->shown, guint, position);
  item = g_hash_table_lookup (self->items, GUINT_TO_POINTER (index));
  if (item != NULL)
    return g_object_ref (item);

  item = g_object_new (CHEZU_TYPE_VEHICLE_ITEM, NULL);
  item->index = index;
  g_hash_table_insert (self->items, GUINT_TO_POINTER (index), item);
  g_object_weak_ref (G_OBJECT (item), item_gone_cb, self);
  return item;
}

static void
chezu_vehicle_model_list_init (GListModelInterface *iface)
{
  iface->get_item_type = chezu_vehicle_model_get_item_type;
  iface->get_n_items = chezu_vehicle_model_get_n_items;
  iface->get_item = chezu_vehicle_model_get_item;
}

static void
chezu_vehicle_model_finalize (GObject *object)
{
  ChezuVehicleModel *self = CHEZU_VEHICLE_MODEL (object);
  GHashTableIter iter;
  gpointer item;

  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, NULL, &item))
    g_object_weak_unref (item, item_gone_cb, self);
  g_hash_table_unref (self->items);
  g_clear_object (&self->fleet);
  chezu_vehicle_order_free (self->order);
  g_free (self->text);
  g_free (self->organisation);
  g_byte_array_unref (self->subset);
  g_byte_array_unref (self->in_list);
  g_array_unref (self->sorted);
  g_array_unref (self->shown);
  g_array_unref (self->next);

  G_OBJECT_CLASS (chezu_vehicle_model_parent_class)->finalize (object);
}

static void
chezu_vehicle_model_class_init (ChezuVehicleModelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = chezu_vehicle_model_finalize;
}

static void
chezu_vehicle_model_init (ChezuVehicleModel *self)
{
  self->order = chezu_vehicle_order_new ();
  self->items = g_hash_table_new (NULL, NULL);
  self->kinds = G_MAXUINT32;
  self->subset = g_byte_array_new ();
  self->in_list = g_byte_array_new ();
  self->sorted = g_array_new (FALSE, FALSE, sizeof (guint));
  self->shown = g_array_new (FALSE, FALSE, sizeof (guint));
  self->next = g_array_new (FALSE, FALSE, sizeof (guint));
}

ChezuVehicleModel *
chezu_vehicle_model_new (void)
{
  return g_object_new (CHEZU_TYPE_VEHICLE_MODEL, NULL);
}

/* --- What is in it -----------------------------------------------------------------------------
 */

static gboolean
contains_text (ChezuVehicleModel *self, guint index)
{
  const char *enterprise;

  if (self->text == NULL || strstr (chezu_fleet_get_plate_key (self->fleet, index), self->text)
      || strstr (chezu_fleet_get_driver_key (self->fleet, index), self->text))
    return TRUE;
  enterprise = chezu_fleet_get_enterprise_key (self->fleet, index);
  return enterprise != NULL && strstr (enterprise, self->text) != NULL;
}

static gboolean
belongs (ChezuVehicleModel *self, guint index)
{
  const ChezuFleetArrays *arrays = chezu_fleet_peek (self->fleet);

  if (self->has_subset && (index >= self->subset->len || self->subset->data[index] == 0))
    return FALSE;
  if (!(self->kinds >> arrays->kind[index] & 1u))
    return FALSE;
  /* Without a position there is nothing to filter by, and it should still be found. */
  if (arrays->time_ms[index] != 0 && !chezu_fleet_passes_filter (self->fleet, index))
    return FALSE;
  if (self->organisation != NULL
      && !chezu_organisation_path_contains (self->organisation,
                                            chezu_fleet_get_organisation (self->fleet, index)))
    return FALSE;
  return contains_text (self, index);
}

static void
gather (ChezuVehicleModel *self)
{
  g_array_set_size (self->next, 0);
  if (self->fleet == NULL)
    return;
  chezu_fleet_settle (self->fleet, chezu_fleet_get_now_ms (self->fleet));
  chezu_vehicle_order_sort (self->order, self->fleet, self->column, self->descending, self->sorted);
  for (guint i = 0; i < self->sorted->len; i++)
    if (belongs (self, g_array_index (self->sorted, guint, i)))
      g_array_append_val (self->next, g_array_index (self->sorted, guint, i));
}

/* --- Taking it over ----------------------------------------------------------------------------
 */

static guint
count_same (GArray *one, GArray *other, gboolean from_the_end, guint at_most)
{
  guint n = 0;

  while (n < at_most
         && g_array_index (one, guint, from_the_end ? one->len - 1 - n : n)
                == g_array_index (other, guint, from_the_end ? other->len - 1 - n : n))
    n++;
  return n;
}

/* Tells of no more than the rows between the first and the last that differ. */
static void
take_over (ChezuVehicleModel *self)
{
  GArray *before = self->shown;
  guint shorter = MIN (before->len, self->next->len);
  guint head = count_same (before, self->next, FALSE, shorter);
  guint tail = count_same (before, self->next, TRUE, shorter - head);
  guint removed = before->len - head - tail;
  guint added = self->next->len - head - tail;

  self->shown = self->next;
  self->next = before;
  self->n_waiting = 0;
  if (removed > 0 || added > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), head, removed, added);
}

static void
count_waiting (ChezuVehicleModel *self)
{
  guint n = self->fleet != NULL ? chezu_fleet_peek (self->fleet)->n : 0;

  g_byte_array_set_size (self->in_list, n);
  if (n > 0)
    memset (self->in_list->data, 0, n);
  for (guint i = 0; i < self->shown->len; i++)
    self->in_list->data[g_array_index (self->shown, guint, i)] = 1;
  self->n_waiting = 0;
  for (guint i = 0; i < self->next->len; i++)
    self->n_waiting += self->in_list->data[g_array_index (self->next, guint, i)] == 0;
}

void
chezu_vehicle_model_refresh (ChezuVehicleModel *self)
{
  g_return_if_fail (CHEZU_IS_VEHICLE_MODEL (self));

  gather (self);
  if (self->held)
    count_waiting (self);
  else
    take_over (self);
}

/* What was asked for by hand is done at once, whether the list is held or not. */
static void
admit_now (ChezuVehicleModel *self)
{
  gather (self);
  take_over (self);
}

void
chezu_vehicle_model_admit (ChezuVehicleModel *self)
{
  g_return_if_fail (CHEZU_IS_VEHICLE_MODEL (self));

  admit_now (self);
}

/* Its rows follow with the next refresh. */
void
chezu_vehicle_model_set_held (ChezuVehicleModel *self, gboolean held)
{
  g_return_if_fail (CHEZU_IS_VEHICLE_MODEL (self));

  self->held = held;
}

guint
chezu_vehicle_model_get_n_waiting (ChezuVehicleModel *self)
{
  g_return_val_if_fail (CHEZU_IS_VEHICLE_MODEL (self), 0);

  return self->n_waiting;
}

/* --- What is asked for -------------------------------------------------------------------------
 */

/* @fleet: (nullable) */
void
chezu_vehicle_model_set_fleet (ChezuVehicleModel *self, ChezuFleet *fleet)
{
  g_return_if_fail (CHEZU_IS_VEHICLE_MODEL (self));

  if (!g_set_object (&self->fleet, fleet))
    return;
  /* Indices of another fleet mean other vehicles. */
  g_array_set_size (self->next, 0);
  take_over (self);
  self->has_subset = FALSE;
  chezu_vehicle_order_forget (self->order);
}

void
chezu_vehicle_model_set_sort (ChezuVehicleModel *self,
                              ChezuVehicleColumn column,
                              gboolean descending)
{
  g_return_if_fail (CHEZU_IS_VEHICLE_MODEL (self));
  g_return_if_fail (column < CHEZU_N_COLUMNS);

  self->column = column;
  self->descending = descending;
  chezu_vehicle_order_forget (self->order);
}

/* @text: (nullable): a part of plate, driver or enterprise, as typed */
void
chezu_vehicle_model_set_text (ChezuVehicleModel *self, const char *text)
{
  g_autofree char *key = NULL;

  g_return_if_fail (CHEZU_IS_VEHICLE_MODEL (self));

  key = chezu_fold (text);
  g_clear_pointer (&self->text, g_free);
  if (*key != '\0')
    self->text = g_steal_pointer (&key);
}

/* @path: (nullable): of a town, an enterprise, a group; %NULL for all */
void
chezu_vehicle_model_set_organisation (ChezuVehicleModel *self, const char *path)
{
  g_return_if_fail (CHEZU_IS_VEHICLE_MODEL (self));

  g_set_str (&self->organisation, path);
}

/* @kinds: 1 << ChezuVehicleKind */
void
chezu_vehicle_model_set_kinds (ChezuVehicleModel *self, guint32 kinds)
{
  g_return_if_fail (CHEZU_IS_VEHICLE_MODEL (self));

  self->kinds = kinds;
}

void
chezu_vehicle_model_set_subset (ChezuVehicleModel *self, GArray *indices)
{
  guint n = self->fleet != NULL ? chezu_fleet_peek (self->fleet)->n : 0;

  g_return_if_fail (CHEZU_IS_VEHICLE_MODEL (self));

  self->has_subset = indices != NULL;
  if (indices == NULL)
    return;
  g_byte_array_set_size (self->subset, n);
  if (n > 0)
    memset (self->subset->data, 0, n);
  for (guint i = 0; i < indices->len; i++)
    if (g_array_index (indices, guint, i) < n)
      self->subset->data[g_array_index (indices, guint, i)] = 1;
}

/* --- Questions ---------------------------------------------------------------------------------
 */

guint
chezu_vehicle_model_get_index (ChezuVehicleModel *self, guint position)
{
  g_return_val_if_fail (CHEZU_IS_VEHICLE_MODEL (self), CHEZU_FLEET_NONE);
  g_return_val_if_fail (position < self->shown->len, CHEZU_FLEET_NONE);

  return g_array_index (self->shown, guint, position);
}

guint
chezu_vehicle_model_find (ChezuVehicleModel *self, guint index)
{
  g_return_val_if_fail (CHEZU_IS_VEHICLE_MODEL (self), G_MAXUINT);

  for (guint i = 0; i < self->shown->len; i++)
    if (g_array_index (self->shown, guint, i) == index)
      return i;
  return G_MAXUINT;
}
