/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-base-map-page.h"

#include "shell/chezu-base-map-dialog.h"
#include "shell/chezu-base-maps.h"
#include "shell/chezu-settings.h"

#include <glib/gi18n-lib.h>

struct _ChezuBaseMapPage
{
  AdwPreferencesPage parent_instance;

  ChezuBaseMaps *maps;
  GPtrArray *rows;       /* of GtkWidget, borrowed: the base maps */
  GPtrArray *local_rows; /* the same of local maps */

  /* Template widgets */
  AdwPreferencesGroup *maps_group;
  AdwPreferencesGroup *local_group;
  AdwSpinRow *size_row;
  AdwActionRow *used_row;
};

G_DEFINE_FINAL_TYPE (ChezuBaseMapPage, chezu_base_map_page, ADW_TYPE_PREFERENCES_PAGE)

/* The dialog around the page shows toasts. */
static void
add_toast (ChezuBaseMapPage *self, AdwToast *toast)
{
  GtkWidget *dialog = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_PREFERENCES_DIALOG);

  adw_toast_set_use_markup (toast, FALSE);
  if (dialog != NULL)
    adw_preferences_dialog_add_toast (ADW_PREFERENCES_DIALOG (dialog), toast);
  else
    g_object_unref (g_object_ref_sink (toast));
}

/* --- Base maps -------------------------------------------------------------------------------- */

static const char *
id_of (gpointer widget)
{
  return g_object_get_data (G_OBJECT (widget), "chezu-base-map");
}

static void
add_cb (ChezuBaseMapPage *self)
{
  adw_dialog_present (chezu_base_map_dialog_new (NULL), GTK_WIDGET (self));
}

static void
edit_cb (ChezuBaseMapPage *self, GtkWidget *button)
{
  g_autoptr (ChezuTileSource) source = chezu_base_maps_find (self->maps, id_of (button));

  if (source != NULL)
    adw_dialog_present (chezu_base_map_dialog_new (source), GTK_WIDGET (self));
}

typedef struct
{
  ChezuTileSource *source;
  gboolean chosen;
  gboolean taken_back;
} Removal;

/* Once nobody can take it back, nobody needs its key. */
static void
removal_free (gpointer data, GClosure *closure)
{
  Removal *removal = data;

  if (!removal->taken_back)
    chezu_base_maps_forget_key (removal->source);
  chezu_tile_source_free (removal->source);
  g_free (removal);
}

static void
take_back_cb (AdwToast *toast, Removal *removal)
{
  ChezuBaseMaps *maps = chezu_base_maps_get ();

  removal->taken_back = TRUE;
  chezu_base_maps_put (maps, removal->source);
  if (removal->chosen)
    chezu_base_maps_choose (maps, removal->source->id);
}

static void
remove_cb (ChezuBaseMapPage *self, GtkWidget *button)
{
  Removal *removal = g_new0 (Removal, 1);
  AdwToast *toast;

  removal->source = chezu_base_maps_find (self->maps, id_of (button));
  if (removal->source == NULL)
    {
      g_free (removal);
      return;
    }
  removal->chosen = g_str_equal (chezu_base_maps_get_chosen (self->maps), removal->source->id);
  toast = adw_toast_new_format (_ ("“%s” was removed"), removal->source->name);
  adw_toast_set_button_label (toast, _ ("_Undo"));
  g_signal_connect_data (toast, "button-clicked", G_CALLBACK (take_back_cb), removal, removal_free,
                         G_CONNECT_DEFAULT);
  chezu_base_maps_remove (self->maps, removal->source->id);
  add_toast (self, toast);
}

static void
check_cb (ChezuBaseMapPage *self, GParamSpec *pspec, GtkCheckButton *check)
{
  if (gtk_check_button_get_active (check))
    chezu_base_maps_choose (self->maps, id_of (check));
}

static void
add_button (ChezuBaseMapPage *self,
            AdwActionRow *row,
            const ChezuTileSource *source,
            const char *icon,
            const char *words,
            GCallback callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (button, words);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  g_object_set_data_full (G_OBJECT (button), "chezu-base-map", g_strdup (source->id), g_free);
  g_signal_connect_object (button, "clicked", callback, self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (row, button);
}

static char *
describe (const ChezuTileSource *source)
{
  if (source->kind == CHEZU_TILE_BUILTIN)
    return g_strdup (_ ("Needs no network"));
  return g_strdup_printf ("%s · %s", chezu_tile_kind_name (source->kind),
                          chezu_datum_name (source->datum));
}

static GtkWidget *
make_check (ChezuBaseMapPage *self, const ChezuTileSource *source, GtkCheckButton *group)
{
  GtkWidget *check = gtk_check_button_new ();

  gtk_check_button_set_group (GTK_CHECK_BUTTON (check), group);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check),
                               g_str_equal (chezu_base_maps_get_chosen (self->maps), source->id));
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  source->name, -1);
  g_object_set_data_full (G_OBJECT (check), "chezu-base-map", g_strdup (source->id), g_free);
  g_signal_connect_object (check, "notify::active", G_CALLBACK (check_cb), self, G_CONNECT_SWAPPED);
  return check;
}

static GtkCheckButton *
add_row (ChezuBaseMapPage *self, const ChezuTileSource *source, GtkCheckButton *group)
{
  AdwActionRow *row = ADW_ACTION_ROW (adw_action_row_new ());
  GtkWidget *check = make_check (self, source, group);
  g_autofree char *subtitle = describe (source);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), source->name);
  adw_action_row_set_subtitle (row, subtitle);
  adw_action_row_add_prefix (row, check);
  adw_action_row_set_activatable_widget (row, check);
  if (source->kind != CHEZU_TILE_BUILTIN)
    {
      g_autofree char *edit = g_strdup_printf (_ ("Edit %s"), source->name);
      g_autofree char *removal = g_strdup_printf (_ ("Remove %s"), source->name);

      add_button (self, row, source, "document-edit-symbolic", edit, G_CALLBACK (edit_cb));
      add_button (self, row, source, "user-trash-symbolic", removal, G_CALLBACK (remove_cb));
    }
  g_ptr_array_add (self->rows, row);
  adw_preferences_group_add (self->maps_group, GTK_WIDGET (row));
  return GTK_CHECK_BUTTON (check);
}

static void
show_maps (ChezuBaseMapPage *self)
{
  g_autoptr (GPtrArray) list = chezu_base_maps_list (self->maps);
  GtkCheckButton *group = NULL;

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->maps_group, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; i < list->len; i++)
    {
      GtkCheckButton *check = add_row (self, g_ptr_array_index (list, i), group);

      if (group == NULL)
        group = check;
    }
}

/* The choice changes while a row is being clicked: the rows are made anew afterwards. */
static gboolean
show_maps_cb (gpointer data)
{
  g_autoptr (ChezuBaseMapPage) self = data;

  if (self->maps_group != NULL)
    show_maps (self);
  return G_SOURCE_REMOVE;
}

static void
maps_changed_cb (ChezuBaseMapPage *self)
{
  g_idle_add (show_maps_cb, g_object_ref (self));
}

/* --- Local maps ------------------------------------------------------------------------------- */

static void
remove_local_cb (ChezuBaseMapPage *self, GtkWidget *button)
{
  g_auto (GStrv) paths = g_settings_get_strv (chezu_settings_get (), "local-maps");
  g_autoptr (GStrvBuilder) rest = g_strv_builder_new ();
  g_auto (GStrv) left = NULL;

  for (guint i = 0; paths[i] != NULL; i++)
    if (!g_str_equal (paths[i], id_of (button)))
      g_strv_builder_add (rest, paths[i]);
  left = g_strv_builder_end (rest);
  g_settings_set_strv (chezu_settings_get (), "local-maps", (const char *const *)left);
}

static void
add_local_row (ChezuBaseMapPage *self, const char *path)
{
  AdwActionRow *row = ADW_ACTION_ROW (adw_action_row_new ());
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");
  g_autofree char *name = g_filename_display_basename (path);
  g_autofree char *words = g_strdup_printf (_ ("Remove %s"), name);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_subtitle (
      row, g_file_test (path, G_FILE_TEST_EXISTS) ? path : _ ("The file is not there any more"));
  adw_action_row_set_subtitle_lines (row, 1);
  gtk_widget_set_tooltip_text (button, words);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  g_object_set_data_full (G_OBJECT (button), "chezu-base-map", g_strdup (path), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (remove_local_cb), self,
                           G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (row, button);
  g_ptr_array_add (self->local_rows, row);
  adw_preferences_group_add (self->local_group, GTK_WIDGET (row));
}

static gboolean
show_locals_cb (gpointer data)
{
  g_autoptr (ChezuBaseMapPage) self = data;
  g_auto (GStrv) paths = g_settings_get_strv (chezu_settings_get (), "local-maps");

  if (self->local_group == NULL)
    return G_SOURCE_REMOVE;
  for (guint i = 0; i < self->local_rows->len; i++)
    adw_preferences_group_remove (self->local_group, g_ptr_array_index (self->local_rows, i));
  g_ptr_array_set_size (self->local_rows, 0);
  for (guint i = 0; paths[i] != NULL; i++)
    add_local_row (self, paths[i]);
  return G_SOURCE_REMOVE;
}

static void
locals_changed_cb (ChezuBaseMapPage *self)
{
  g_idle_add (show_locals_cb, g_object_ref (self));
}

static void
local_chosen_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (ChezuBaseMapPage) self = data;
  g_autoptr (GFile) file = gtk_file_dialog_open_finish (GTK_FILE_DIALOG (object), result, NULL);
  g_auto (GStrv) paths = g_settings_get_strv (chezu_settings_get (), "local-maps");
  g_autoptr (GStrvBuilder) all = g_strv_builder_new ();
  g_auto (GStrv) more = NULL;

  if (file == NULL || g_file_peek_path (file) == NULL
      || g_strv_contains ((const char *const *)paths, g_file_peek_path (file)))
    return;
  g_strv_builder_addv (all, (const char **)paths);
  g_strv_builder_add (all, g_file_peek_path (file));
  more = g_strv_builder_end (all);
  g_settings_set_strv (chezu_settings_get (), "local-maps", (const char *const *)more);
}

static void
add_local_cb (ChezuBaseMapPage *self)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autoptr (GListStore) filters = g_list_store_new (GTK_TYPE_FILE_FILTER);
  g_autoptr (GtkFileFilter) files = gtk_file_filter_new ();

  gtk_file_filter_set_name (files, _ ("Map Files"));
  gtk_file_filter_add_suffix (files, "mbtiles");
  g_list_store_append (filters, files);
  gtk_file_dialog_set_filters (dialog, G_LIST_MODEL (filters));
  gtk_file_dialog_set_title (dialog, _ ("Choose a Local Map"));
  gtk_file_dialog_open (dialog, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), NULL,
                        local_chosen_cb, g_object_ref (self));
}

/* --- What is kept ----------------------------------------------------------------------------- */

static DexFuture *
measure_fiber (gpointer data)
{
  ChezuBaseMapPage *self = data;
  gint64 bytes
      = dex_await_int64 (chezu_tile_cache_measure (chezu_base_maps_get_cache (self->maps)), NULL);
  g_autofree char *size = g_format_size_full ((guint64)MAX (bytes, 0), G_FORMAT_SIZE_IEC_UNITS);

  if (self->used_row != NULL)
    adw_action_row_set_subtitle (self->used_row, size);
  return dex_future_new_true ();
}

static DexFuture *
clear_fiber (gpointer data)
{
  ChezuBaseMapPage *self = data;

  dex_await (chezu_tile_cache_clear (chezu_base_maps_get_cache (self->maps)), NULL);
  return measure_fiber (self);
}

static void
run (ChezuBaseMapPage *self, DexFiberFunc fiber)
{
  dex_future_disown (dex_scheduler_spawn (NULL, 0, fiber, g_object_ref (self), g_object_unref));
}

static void
clear_cb (ChezuBaseMapPage *self)
{
  run (self, clear_fiber);
}

/* --- Class ------------------------------------------------------------------------------------ */

static void
chezu_base_map_page_dispose (GObject *object)
{
  ChezuBaseMapPage *self = CHEZU_BASE_MAP_PAGE (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), CHEZU_TYPE_BASE_MAP_PAGE);
  self->maps_group = NULL;
  self->local_group = NULL;
  self->used_row = NULL;
  G_OBJECT_CLASS (chezu_base_map_page_parent_class)->dispose (object);
}

static void
chezu_base_map_page_finalize (GObject *object)
{
  ChezuBaseMapPage *self = CHEZU_BASE_MAP_PAGE (object);

  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->local_rows);
  G_OBJECT_CLASS (chezu_base_map_page_parent_class)->finalize (object);
}

static void
chezu_base_map_page_class_init (ChezuBaseMapPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = chezu_base_map_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = chezu_base_map_page_finalize;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/chezu/CommandCenter/ui/chezu-base-map-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ChezuBaseMapPage, maps_group);
  gtk_widget_class_bind_template_child (widget_class, ChezuBaseMapPage, local_group);
  gtk_widget_class_bind_template_child (widget_class, ChezuBaseMapPage, size_row);
  gtk_widget_class_bind_template_child (widget_class, ChezuBaseMapPage, used_row);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_local_cb);
  gtk_widget_class_bind_template_callback (widget_class, clear_cb);
}

static void
chezu_base_map_page_init (ChezuBaseMapPage *self)
{
  GSettings *settings = chezu_settings_get ();

  self->maps = chezu_base_maps_get ();
  self->rows = g_ptr_array_new ();
  self->local_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  g_settings_bind (settings, "tile-cache-size", self->size_row, "value", G_SETTINGS_BIND_DEFAULT);
  g_signal_connect_object (self->maps, "changed", G_CALLBACK (maps_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (settings, "changed::local-maps", G_CALLBACK (locals_changed_cb), self,
                           G_CONNECT_SWAPPED);
  show_maps (self);
  show_locals_cb (g_object_ref (self));
  run (self, measure_fiber);
}
