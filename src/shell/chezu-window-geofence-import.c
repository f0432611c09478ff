/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Geofences by the dozen: of a file, and of an overlay that is there. */

#include "shell/chezu-window-private.h"

#include "base/chezu-format.h"
#include "geo/chezu-geofence-import.h"
#include "geo/chezu-overlay-file.h"
#include "shell/chezu-overlay-item.h"

#include <glib/gi18n-lib.h>

/* More than that nobody watches; a file of many points is an overlay. */
#define FENCES_MAX 1000

typedef struct
{
  ChezuWindow *window;
  char *path;     /* of a file, or NULL */
  gint64 overlay; /* or of an overlay */
  char *name;     /* what it is called */
  ChezuOverlayImport *file;
  ChezuOverlayShapes *shapes;
  GPtrArray *rows;     /* of ChezuGeofenceRow */
  GPtrArray *left_out; /* of texts */
} Import;

static Import *
import_new (ChezuWindow *window)
{
  Import *import = g_new0 (Import, 1);

  import->window = g_object_ref (window);
  import->rows = g_ptr_array_new_with_free_func ((GDestroyNotify)chezu_geofence_row_free);
  import->left_out = g_ptr_array_new_with_free_func (g_free);
  return import;
}

static void
import_free (Import *import)
{
  g_object_unref (import->window);
  g_free (import->path);
  g_free (import->name);
  g_clear_pointer (&import->file, chezu_overlay_import_unref);
  g_clear_pointer (&import->shapes, chezu_overlay_shapes_unref);
  g_ptr_array_unref (import->rows);
  g_ptr_array_unref (import->left_out);
  g_free (import);
}

static void
take_shapes (Import *import, const ChezuOverlayShapes *shapes, const char *name)
{
  g_autoptr (GPtrArray) taken = chezu_geofence_import_shapes (
      shapes, name, &CHEZU_GEOFENCE_IMPORT_OPTIONS, import->left_out);

  g_ptr_array_extend_and_steal (import->rows, g_steal_pointer (&taken));
}

/* On a worker thread, where nothing but the import is touched: a file may have many corners. */
static DexFuture *
take_fiber (gpointer data)
{
  Import *import = data;

  if (import->shapes != NULL)
    take_shapes (import, import->shapes, import->name);
  for (guint i = 0; import->file != NULL && i < import->file->layers->len; i++)
    {
      const ChezuOverlayFileLayer *layer = import->file->layers->pdata[i];

      take_shapes (import, layer->shapes, layer->name);
    }
  return dex_future_new_true ();
}

/* Of an overlay what is kept, and not what the map has of it: that may be still on its way. */
static gboolean
read_features (Import *import, GError **error)
{
  if (import->path != NULL)
    import->file = dex_await_boxed (
        chezu_overlay_file_read (import->path, CHEZU_DATUM_WGS84, NULL, NULL), error);
  else
    import->shapes = chezu_store_await (
        chezu_overlay_table_read_shapes (chezu_window_get_store (import->window), import->overlay),
        error);
  return import->file != NULL || import->shapes != NULL;
}

static gboolean
save (Import *import, GError **error)
{
  ChezuStore *store = chezu_window_get_store (import->window);
  g_autofree char *most = chezu_format_count (FENCES_MAX);
  g_autofree char *count = chezu_format_count (import->rows->len);

  if (store == NULL)
    return TRUE;
  if (import->rows->len > FENCES_MAX)
    {
      g_set_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_INVALID,
                   /* TRANSLATORS: a name, two numbers */
                   _ ("“%s” would make %s geofences. At most %s are made at once"), import->name,
                   count, most);
      return FALSE;
    }
  return dex_await (chezu_geofence_import_save (store, import->rows), error);
}

static char *
describe (const Import *import)
{
  guint n = import->rows->len;
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_printf (text, ngettext ("%u geofence from %s", "%u geofences from %s", n), n,
                   import->name);
  if (import->left_out->len > 0)
    g_string_append_printf (text, "\n%s", (char *)import->left_out->pdata[0]);
  if (import->left_out->len > 1)
    g_string_append_printf (
        text,
        ngettext ("\n%u more was left out", "\n%u more were left out", import->left_out->len - 1),
        import->left_out->len - 1);
  return g_string_free_and_steal (g_steal_pointer (&text));
}

static DexFuture *
import_fiber (gpointer data)
{
  Import *import = data;
  ChezuWindow *self = import->window;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (read_features (import, &error)
      && dex_await (dex_scheduler_spawn (dex_thread_pool_scheduler_get_default (), 0, take_fiber,
                                         import, NULL),
                    &error))
    save (import, &error);
  if (self->toasts == NULL)
    return dex_future_new_true ();
  text = error == NULL ? describe (import) : NULL;
  chezu_window_tell (self, error != NULL ? error->message : text);
  if (error == NULL && import->rows->len > 0)
    {
      chezu_window_show_geofences (self);
      /* The menu that it was chosen in took the focus with it. */
      gtk_widget_grab_focus (GTK_WIDGET (self->map));
    }
  return dex_future_new_true ();
}

/* Takes @import. */
static void
start (Import *import)
{
  dex_future_disown (
      dex_scheduler_spawn (NULL, 0, import_fiber, import, (GDestroyNotify)import_free));
}

/* --- Of a file */

static void
chosen_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ChezuWindow) self = user_data;
  g_autoptr (GFile) file = gtk_file_dialog_open_finish (GTK_FILE_DIALOG (object), result, NULL);
  Import *import;

  if (file == NULL || self->toasts == NULL)
    return;
  if (g_file_peek_path (file) == NULL)
    {
      chezu_window_tell (self, _ ("Only files of this computer can be added"));
      return;
    }
  import = import_new (self);
  import->path = g_file_get_path (file);
  import->name = g_file_get_basename (file);
  start (import);
}

static void
file_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ChezuWindow *self = CHEZU_WINDOW (widget);
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();

  if (!chezu_window_can_save (self))
    return;
  gtk_file_dialog_set_title (dialog, _ ("Geofences from a File"));
  gtk_file_dialog_open (dialog, GTK_WINDOW (self), NULL, chosen_cb, g_object_ref (self));
}

/* --- Of an overlay */

static void
overlay_cb (GtkWidget *widget, const char *action, GVariant *id)
{
  ChezuWindow *self = CHEZU_WINDOW (widget);
  ChezuOverlayItem *item = self->overlays != NULL
                               ? chezu_overlays_find (self->overlays, g_variant_get_int64 (id))
                               : NULL;
  Import *import;

  if (item == NULL || !chezu_window_can_save (self))
    return;
  gtk_popover_popdown (gtk_menu_button_get_popover (self->layers_button));
  import = import_new (self);
  import->overlay = g_variant_get_int64 (id);
  import->name = g_strdup (chezu_overlay_item_get_row (item)->name);
  start (import);
}

void
chezu_window_install_geofence_import_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.import-geofences", NULL, file_cb);
  gtk_widget_class_install_action (widget_class, "win.geofences-of-overlay", "x", overlay_cb);
}
