/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Overlays in the window: how they come, what can be done with them, and how it is taken back. */

#include "shell/chezu-window-private.h"

#include "base/chezu-time.h"
#include "geo/chezu-overlay-file.h"
#include "map/chezu-overlay-layer.h"
#include "shell/chezu-import-dialog.h"
#include "shell/chezu-layers-popover.h"
#include "shell/chezu-overlay-dialog.h"

#include <glib/gi18n-lib.h>

/* What was removed can be had back for so long. */
#define KEEP_REMOVED_MS CHEZU_HOUR_MS

/* --- Coming ---------------------------------------------------------------------------------- */

static GVariant *
pack_ids (const GArray *ids)
{
  return g_variant_new_fixed_array (G_VARIANT_TYPE_INT64, ids->data, ids->len, sizeof (gint64));
}

static void
imported_cb (ChezuWindow *self, GArray *ids, const char *text)
{
  chezu_window_tell_with_undo (self, text, "win.remove-overlays", pack_ids (ids));
  g_clear_pointer (&self->awaited_overlays, g_array_unref);
  self->awaited_overlays = g_array_copy (ids);
}

void
chezu_window_import (ChezuWindow *self, const char *const *paths)
{
  AdwDialog *dialog;

  if (chezu_window_get_store (self) == NULL || paths[0] == NULL)
    return;
  if (chezu_store_get_mode (chezu_window_get_store (self)) != CHEZU_STORE_WRITABLE)
    {
      chezu_window_tell (self, _ ("The data file is read-only; new data is not saved"));
      return;
    }
  dialog = chezu_import_dialog_new (chezu_window_get_store (self), paths);
  g_signal_connect_object (dialog, "imported", G_CALLBACK (imported_cb), self, G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

/* What lies elsewhere than on this machine is not fetched either. */
static void
import_files (ChezuWindow *self, GListModel *files)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) paths = NULL;
  guint n = g_list_model_get_n_items (files);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GFile) file = g_list_model_get_item (files, i);
      char *path = g_file_get_path (file);

      if (path != NULL)
        g_strv_builder_take (builder, path);
    }
  paths = g_strv_builder_end (builder);
  if (paths[0] == NULL)
    chezu_window_tell (self, _ ("Only files of this computer can be added"));
  else
    chezu_window_import (self, (const char *const *)paths);
}

static void
chosen_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ChezuWindow) self = user_data;
  g_autoptr (GListModel) files
      = gtk_file_dialog_open_multiple_finish (GTK_FILE_DIALOG (object), result, NULL);

  if (files != NULL && self->toasts != NULL)
    import_files (self, files);
}

static GListModel *
make_filters (void)
{
  GListStore *filters = g_list_store_new (GTK_TYPE_FILE_FILTER);
  g_autoptr (GtkFileFilter) known = gtk_file_filter_new ();

  gtk_file_filter_set_name (known, _ ("Files with Positions"));
  for (const char *const *ending = chezu_overlay_file_get_endings (); *ending != NULL; ending++)
    gtk_file_filter_add_suffix (known, *ending + 1);
  g_list_store_append (filters, known);
  return G_LIST_MODEL (filters);
}

static void
add_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ChezuWindow *self = CHEZU_WINDOW (widget);
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autoptr (GListModel) filters = make_filters ();

  if (chezu_window_get_store (self) == NULL)
    return;
  gtk_popover_popdown (gtk_menu_button_get_popover (self->layers_button));
  gtk_file_dialog_set_title (dialog, _ ("Add Overlay"));
  gtk_file_dialog_set_filters (dialog, filters);
  gtk_file_dialog_open_multiple (dialog, GTK_WINDOW (self), NULL, chosen_cb, g_object_ref (self));
}

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, ChezuWindow *self)
{
  GSList *files;
  g_autoptr (GListStore) list = NULL;

  if (chezu_window_get_store (self) == NULL || !G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    return FALSE;
  list = g_list_store_new (G_TYPE_FILE);
  files = gdk_file_list_get_files (g_value_get_boxed (value));
  for (GSList *file = files; file != NULL; file = file->next)
    g_list_store_append (list, file->data);
  g_slist_free (files);
  import_files (self, G_LIST_MODEL (list));
  return TRUE;
}

/* --- Being there ----------------------------------------------------------------------------- */

static void
widen (double all[4], const double bounds[4])
{
  all[0] = MIN (all[0], bounds[0]);
  all[1] = MIN (all[1], bounds[1]);
  all[2] = MAX (all[2], bounds[2]);
  all[3] = MAX (all[3], bounds[3]);
}

/* What was just imported is shown as a whole once it is there. */
static void
show_awaited (ChezuWindow *self)
{
  double all[4] = { 180, 90, -180, -90 };
  gboolean found = FALSE;

  for (guint i = 0; self->awaited_overlays != NULL && i < self->awaited_overlays->len; i++)
    {
      ChezuOverlayItem *item
          = chezu_overlays_find (self->overlays, g_array_index (self->awaited_overlays, gint64, i));

      if (item == NULL)
        continue;
      widen (all, chezu_overlay_item_get_row (item)->bounds);
      found = TRUE;
    }
  if (!found)
    return;
  g_clear_pointer (&self->awaited_overlays, g_array_unref);
  chezu_window_show_page (self, "map");
  chezu_map_view_show_bounds (self->map, all);
}

static void
changed_cb (ChezuWindow *self)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func ((GDestroyNotify)chezu_overlay_entry_free);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->overlays));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ChezuOverlayItem) item = g_list_model_get_item (G_LIST_MODEL (self->overlays), i);
      const ChezuOverlayRow *row = chezu_overlay_item_get_row (item);

      g_ptr_array_add (entries, chezu_overlay_entry_new (row->id, row->name, &row->style,
                                                         chezu_overlay_item_get_shapes (item)));
    }
  chezu_map_view_set_overlays (self->map, entries);
  show_awaited (self);
}

static ChezuOverlayItem *
find_item (ChezuWindow *self, GVariant *id)
{
  return self->overlays != NULL ? chezu_overlays_find (self->overlays, g_variant_get_int64 (id))
                                : NULL;
}

static void
set_visible (GtkWidget *widget, GVariant *id, gboolean visible)
{
  ChezuWindow *self = CHEZU_WINDOW (widget);
  ChezuOverlayItem *item = find_item (self, id);
  ChezuOverlayStyle style;

  if (item == NULL)
    return;
  style = chezu_overlay_item_get_row (item)->style;
  style.visible = visible;
  chezu_window_follow_change (self, chezu_overlay_table_restyle (chezu_window_get_store (self),
                                                                 g_variant_get_int64 (id), &style));
}

static void
show_cb (GtkWidget *widget, const char *action, GVariant *id)
{
  set_visible (widget, id, TRUE);
}

static void
hide_cb (GtkWidget *widget, const char *action, GVariant *id)
{
  set_visible (widget, id, FALSE);
}

static void
zoom_cb (GtkWidget *widget, const char *action, GVariant *id)
{
  ChezuWindow *self = CHEZU_WINDOW (widget);
  ChezuOverlayItem *item = find_item (self, id);

  if (item == NULL)
    return;
  gtk_popover_popdown (gtk_menu_button_get_popover (self->layers_button));
  chezu_window_show_page (self, "map");
  chezu_map_view_show_bounds (self->map, chezu_overlay_item_get_row (item)->bounds);
}

static void
edit_cb (GtkWidget *widget, const char *action, GVariant *id)
{
  ChezuWindow *self = CHEZU_WINDOW (widget);
  ChezuOverlayItem *item = find_item (self, id);

  if (item == NULL)
    return;
  gtk_popover_popdown (gtk_menu_button_get_popover (self->layers_button));
  adw_dialog_present (chezu_overlay_dialog_new (chezu_window_get_store (self), item), widget);
}

static gint64
get_id_at (ChezuWindow *self, guint position)
{
  g_autoptr (ChezuOverlayItem) item
      = g_list_model_get_item (G_LIST_MODEL (self->overlays), position);

  return item != NULL ? chezu_overlay_item_get_row (item)->id : 0;
}

static void
raise_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ChezuWindow *self = CHEZU_WINDOW (widget);
  gint64 id = g_variant_get_int64 (parameter);
  guint position;

  if (self->overlays != NULL && chezu_overlays_find_position (self->overlays, id, &position)
      && position > 0)
    chezu_window_follow_change (self, chezu_overlay_table_move (chezu_window_get_store (self), id,
                                                                get_id_at (self, position - 1)));
}

/* Above what is two below, or below all. */
static void
lower_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ChezuWindow *self = CHEZU_WINDOW (widget);
  gint64 id = g_variant_get_int64 (parameter);
  guint position;

  if (self->overlays != NULL && chezu_overlays_find_position (self->overlays, id, &position)
      && get_id_at (self, position + 1) != 0)
    chezu_window_follow_change (self, chezu_overlay_table_move (chezu_window_get_store (self), id,
                                                                get_id_at (self, position + 2)));
}

/* --- Going ----------------------------------------------------------------------------------- */

static void
remove_cb (GtkWidget *widget, const char *action, GVariant *id)
{
  ChezuWindow *self = CHEZU_WINDOW (widget);
  ChezuOverlayItem *item = find_item (self, id);
  g_autofree char *text = NULL;

  if (item == NULL)
    return;
  /* TRANSLATORS: %s is the name of an overlay */
  text = g_strdup_printf (_ ("“%s” was removed"), chezu_overlay_item_get_row (item)->name);
  chezu_window_follow_change (
      self, chezu_overlay_table_remove (chezu_window_get_store (self), g_variant_get_int64 (id)));
  chezu_window_tell_with_undo (self, text, "win.restore-overlay",
                               g_variant_new_int64 (g_variant_get_int64 (id)));
}

static void
remove_several_cb (GtkWidget *widget, const char *action, GVariant *ids)
{
  ChezuWindow *self = CHEZU_WINDOW (widget);
  gsize n;
  const gint64 *values = g_variant_get_fixed_array (ids, &n, sizeof (gint64));

  for (gsize i = 0; i < n && chezu_window_get_store (self) != NULL; i++)
    chezu_window_follow_change (
        self, chezu_overlay_table_remove (chezu_window_get_store (self), values[i]));
}

static void
restore_cb (GtkWidget *widget, const char *action, GVariant *id)
{
  ChezuWindow *self = CHEZU_WINDOW (widget);

  if (chezu_window_get_store (self) != NULL)
    chezu_window_follow_change (self, chezu_overlay_table_restore (chezu_window_get_store (self),
                                                                   g_variant_get_int64 (id)));
}

/* --- Window ---------------------------------------------------------------------------------- */

void
chezu_window_install_overlay_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.add-overlay", NULL, add_cb);
  gtk_widget_class_install_action (widget_class, "win.show-overlay", "x", show_cb);
  gtk_widget_class_install_action (widget_class, "win.hide-overlay", "x", hide_cb);
  gtk_widget_class_install_action (widget_class, "win.zoom-to-overlay", "x", zoom_cb);
  gtk_widget_class_install_action (widget_class, "win.edit-overlay", "x", edit_cb);
  gtk_widget_class_install_action (widget_class, "win.raise-overlay", "x", raise_cb);
  gtk_widget_class_install_action (widget_class, "win.lower-overlay", "x", lower_cb);
  gtk_widget_class_install_action (widget_class, "win.remove-overlay", "x", remove_cb);
  gtk_widget_class_install_action (widget_class, "win.remove-overlays", "ax", remove_several_cb);
  gtk_widget_class_install_action (widget_class, "win.restore-overlay", "x", restore_cb);
}

void
chezu_window_set_up_overlays (ChezuWindow *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self->map_bin), GTK_EVENT_CONTROLLER (target));
  gtk_widget_add_css_class (GTK_WIDGET (self->map_bin), "drop-files");
}

void
chezu_window_take_overlays (ChezuWindow *self)
{
  ChezuStore *store = chezu_window_get_store (self);

  self->overlays = chezu_overlays_new (store);
  g_signal_connect_object (self->overlays, "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->overlays, "trouble", G_CALLBACK (chezu_window_tell), self,
                           G_CONNECT_SWAPPED);
  chezu_layers_popover_set_overlays (
      CHEZU_LAYERS_POPOVER (gtk_menu_button_get_popover (self->layers_button)), self->overlays);
  if (chezu_store_get_mode (store) == CHEZU_STORE_WRITABLE)
    chezu_window_follow_change (
        self, chezu_overlay_table_purge (store, chezu_time_now_ms () - KEEP_REMOVED_MS));
}

void
chezu_window_drop_overlays (ChezuWindow *self)
{
  if (self->overlays == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->overlays, self);
  chezu_layers_popover_set_overlays (
      CHEZU_LAYERS_POPOVER (gtk_menu_button_get_popover (self->layers_button)), NULL);
  chezu_map_view_set_overlays (
      self->map, g_ptr_array_new_with_free_func ((GDestroyNotify)chezu_overlay_entry_free));
  g_clear_pointer (&self->awaited_overlays, g_array_unref);
  g_clear_object (&self->overlays);
}
