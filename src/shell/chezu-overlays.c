/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The store says a few times a second that something was committed, which seldom has to do with
 * overlays: one small row tells. Features are read again only where they may be others. */

#include "shell/chezu-overlays.h"

#include <gio/gio.h>

struct _ChezuOverlays
{
  GObject parent_instance;

  ChezuStore *store;
  GPtrArray *items; /* of ChezuOverlayItem */
  gint64 version;   /* -1: nothing was read yet */
  gboolean loading;
  gboolean again; /* something was committed meanwhile */
};

enum
{
  CHANGED,
  TROUBLE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void list_model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ChezuOverlays,
                               chezu_overlays,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

/* --- List model ------------------------------------------------------------------------------ */

static GType
get_item_type (GListModel *model)
{
  return CHEZU_TYPE_OVERLAY_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return CHEZU_OVERLAYS (model)->items->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  ChezuOverlays *self = CHEZU_OVERLAYS (model);

  return position < self->items->len ? g_object_ref (self->items->pdata[position]) : NULL;
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

/* --- Reading --------------------------------------------------------------------------------- */

static gboolean
same_order (const GPtrArray *a, const GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    if (a->pdata[i] != b->pdata[i])
      return FALSE;
  return TRUE;
}

/* An item stays the same object, so that whoever edits it is not interrupted. NULL without @error
 * when the overlay went meanwhile. */
static ChezuOverlayItem *
make_item (ChezuOverlays *self, const ChezuOverlayRow *row, GError **error)
{
  ChezuOverlayItem *item = chezu_overlays_find (self, row->id);
  g_autoptr (ChezuOverlayShapes) shapes = NULL;
  g_autoptr (GError) cause = NULL;

  if (item != NULL && g_str_equal (chezu_overlay_item_get_row (item)->label, row->label))
    {
      chezu_overlay_item_update (item, row, chezu_overlay_item_get_shapes (item));
      return g_object_ref (item);
    }

  shapes = chezu_store_await (chezu_overlay_table_read_shapes (self->store, row->id), &cause);
  if (shapes == NULL)
    {
      if (!g_error_matches (cause, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_NOT_FOUND))
        g_propagate_error (error, g_steal_pointer (&cause));
      return NULL;
    }
  if (item == NULL)
    return chezu_overlay_item_new (row, shapes);
  chezu_overlay_item_update (item, row, shapes);
  return g_object_ref (item);
}

static gboolean
read_all (ChezuOverlays *self, GError **error)
{
  g_autoptr (GPtrArray) rows = chezu_store_await (chezu_overlay_table_list (self->store), error);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) before = NULL;

  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    {
      g_autoptr (GError) cause = NULL;
      ChezuOverlayItem *item = make_item (self, rows->pdata[i], &cause);

      if (cause != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&cause));
          return FALSE;
        }
      if (item != NULL)
        g_ptr_array_add (items, item);
    }
  if (!same_order (items, self->items))
    {
      before = g_steal_pointer (&self->items);
      self->items = g_steal_pointer (&items);
      g_list_model_items_changed (G_LIST_MODEL (self), 0, before->len, self->items->len);
    }
  return TRUE;
}

static gboolean
read_if_other (ChezuOverlays *self, GError **error)
{
  g_autofree gint64 *version
      = chezu_store_await (chezu_overlay_table_read_version (self->store), error);

  if (version == NULL)
    return FALSE;
  if (*version == self->version)
    return TRUE;
  if (!read_all (self, error))
    return FALSE;
  self->version = *version;
  g_signal_emit (self, signals[CHANGED], 0);
  return TRUE;
}

static DexFuture *
read_fiber (gpointer user_data)
{
  ChezuOverlays *self = user_data;

  do
    {
      g_autoptr (GError) error = NULL;

      self->again = FALSE;
      /* A store that was closed under us is no news to anybody. */
      if (!read_if_other (self, &error)
          && !g_error_matches (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_CLOSED))
        g_signal_emit (self, signals[TROUBLE], 0, error->message);
    }
  while (self->again);
  self->loading = FALSE;
  return dex_future_new_true ();
}

static void
read_soon (ChezuOverlays *self)
{
  self->again = TRUE;
  if (self->loading)
    return;
  self->loading = TRUE;
  dex_future_disown (
      dex_scheduler_spawn (NULL, 0, read_fiber, g_object_ref (self), g_object_unref));
}

/* --- Class ----------------------------------------------------------------------------------- */

static void
chezu_overlays_finalize (GObject *object)
{
  ChezuOverlays *self = CHEZU_OVERLAYS (object);

  g_clear_object (&self->store);
  g_ptr_array_unref (self->items);

  G_OBJECT_CLASS (chezu_overlays_parent_class)->finalize (object);
}

static void
chezu_overlays_class_init (ChezuOverlaysClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = chezu_overlays_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  signals[TROUBLE] = g_signal_new ("trouble", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
chezu_overlays_init (ChezuOverlays *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->version = -1;
}

ChezuOverlays *
chezu_overlays_new (ChezuStore *store)
{
  ChezuOverlays *self;

  g_return_val_if_fail (CHEZU_IS_STORE (store), NULL);

  self = g_object_new (CHEZU_TYPE_OVERLAYS, NULL);
  self->store = g_object_ref (store);
  g_signal_connect_object (store, "changed", G_CALLBACK (read_soon), self, G_CONNECT_SWAPPED);
  read_soon (self);
  return self;
}

gboolean
chezu_overlays_find_position (ChezuOverlays *self, gint64 id, guint *position)
{
  g_return_val_if_fail (CHEZU_IS_OVERLAYS (self), FALSE);

  for (*position = 0; *position < self->items->len; (*position)++)
    if (chezu_overlay_item_get_row (self->items->pdata[*position])->id == id)
      return TRUE;
  return FALSE;
}

ChezuOverlayItem *
chezu_overlays_find (ChezuOverlays *self, gint64 id)
{
  guint position;

  return chezu_overlays_find_position (self, id, &position) ? self->items->pdata[position] : NULL;
}

gboolean
chezu_overlays_is_loaded (ChezuOverlays *self)
{
  g_return_val_if_fail (CHEZU_IS_OVERLAYS (self), FALSE);
  return self->version >= 0 && !self->loading;
}
