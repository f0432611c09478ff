/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Features are read again only where they may be others. */

#include "shell/chezu-overlays.h"

#include "shell/chezu-store-watch.h"

#include <gio/gio.h>

struct _ChezuOverlays
{
  GObject parent_instance;

  ChezuStoreWatch *watch;
  GPtrArray *items; /* of ChezuOverlayItem */
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
make_item (ChezuOverlays *self, ChezuStore *store, const ChezuOverlayRow *row, GError **error)
{
  ChezuOverlayItem *item = chezu_overlays_find (self, row->id);
  g_autoptr (ChezuOverlayShapes) shapes = NULL;
  g_autoptr (GError) cause = NULL;

  if (item != NULL && g_str_equal (chezu_overlay_item_get_row (item)->label, row->label))
    {
      chezu_overlay_item_update (item, row, chezu_overlay_item_get_shapes (item));
      return g_object_ref (item);
    }

  shapes = chezu_store_await (chezu_overlay_table_read_shapes (store, row->id), &cause);
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
read_all (gpointer owner, ChezuStore *store, GError **error)
{
  ChezuOverlays *self = owner;
  g_autoptr (GPtrArray) rows = chezu_store_await (chezu_overlay_table_list (store), error);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) before = NULL;

  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    {
      g_autoptr (GError) cause = NULL;
      ChezuOverlayItem *item = make_item (self, store, rows->pdata[i], &cause);

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

static void
tell_change (gpointer owner)
{
  g_signal_emit (owner, signals[CHANGED], 0);
}

static void
tell_trouble (gpointer owner, const char *words)
{
  g_signal_emit (owner, signals[TROUBLE], 0, words);
}

/* --- Class ----------------------------------------------------------------------------------- */

static void
chezu_overlays_finalize (GObject *object)
{
  ChezuOverlays *self = CHEZU_OVERLAYS (object);

  g_clear_pointer (&self->watch, chezu_store_watch_free);
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
}

ChezuOverlays *
chezu_overlays_new (ChezuStore *store)
{
  static const ChezuStoreWatchFuncs funcs
      = { chezu_overlay_table_read_version, read_all, tell_change, tell_trouble };
  ChezuOverlays *self;

  g_return_val_if_fail (CHEZU_IS_STORE (store), NULL);

  self = g_object_new (CHEZU_TYPE_OVERLAYS, NULL);
  self->watch = chezu_store_watch_new (store, G_OBJECT (self), &funcs);
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
  return chezu_store_watch_is_loaded (self->watch);
}
