/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "geo/chezu-overlay-file.h"

#include "store/chezu-overlay-table.h"

#define WIDTH 2.0
#define OPACITY 0.9

typedef struct
{
  ChezuStore *store;
  ChezuOverlayImport *import;
  GCancellable *cancellable; /* nullable */
  GArray *ids;               /* of gint64 */
} Save;

static void
save_free (Save *save)
{
  g_object_unref (save->store);
  chezu_overlay_import_unref (save->import);
  g_clear_object (&save->cancellable);
  g_array_unref (save->ids);
  g_free (save);
}

static gboolean
save_layer (Save *save, const ChezuOverlayFileLayer *layer, GError **error)
{
  const ChezuOverlayRow row = {
    .name = layer->name,
    .file = save->import->path,
    .datum = save->import->datum,
    .style
    = { .color = CHEZU_N_OVERLAY_COLORS, .width = WIDTH, .opacity = OPACITY, .visible = TRUE },
    .label = (char *)CHEZU_OVERLAY_LABEL_NAME,
    .fields = layer->fields,
  };
  gint64 id = dex_await_int64 (
      chezu_overlay_table_add (save->store, &row, layer->shapes, save->cancellable), error);

  if (id == 0)
    return FALSE;
  g_array_append_val (save->ids, id);
  return TRUE;
}

/* The first layer of the file comes to lie on top. */
static DexFuture *
save_fiber (gpointer user_data)
{
  Save *save = user_data;
  GError *error = NULL;

  for (guint i = save->import->layers->len; i-- > 0 && error == NULL;)
    save_layer (save, save->import->layers->pdata[i], &error);
  if (error == NULL)
    return dex_future_new_take_boxed (G_TYPE_ARRAY, g_array_ref (save->ids));

  for (guint i = 0; i < save->ids->len; i++)
    dex_await (chezu_overlay_table_remove (save->store, g_array_index (save->ids, gint64, i)),
               NULL);
  return dex_future_new_for_error (error);
}

DexFuture *
chezu_overlay_import_save (ChezuOverlayImport *self, ChezuStore *store, GCancellable *cancellable)
{
  Save *save;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (CHEZU_IS_STORE (store), NULL);

  save = g_new0 (Save, 1);
  save->store = g_object_ref (store);
  save->import = chezu_overlay_import_ref (self);
  g_set_object (&save->cancellable, cancellable);
  save->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  return dex_scheduler_spawn (NULL, 0, save_fiber, save, (GDestroyNotify)save_free);
}
