/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-import-dialog.h"

#include "geo/chezu-overlay-file.h"
#include "shell/chezu-settings.h"

#include <glib/gi18n-lib.h>

struct _ChezuImportDialog
{
  AdwDialog parent_instance;

  ChezuStore *store;
  GStrv paths;
  GPtrArray *rows;           /* of AdwActionRow, one for each path; owned by the group */
  GCancellable *cancellable; /* while it is at work */

  /* Template widgets */
  GtkWidget *close_button;
  GtkWidget *add_button;
  AdwPreferencesGroup *files_group;
  GtkWidget *datum_group;
  AdwComboRow *datum_row;
};

enum
{
  IMPORTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ChezuImportDialog, chezu_import_dialog, ADW_TYPE_DIALOG)

/* --- Importing ------------------------------------------------------------------------------- */

typedef struct
{
  ChezuImportDialog *self;
  ChezuStore *store;
  ChezuDatum datum;
  GCancellable *cancellable;
  GArray *ids;   /* of gint64 */
  GString *text; /* what to tell */
  guint n_failed;
} Import;

static void
import_free (Import *import)
{
  g_object_unref (import->self);
  g_object_unref (import->store);
  g_object_unref (import->cancellable);
  g_array_unref (import->ids);
  g_string_free (import->text, TRUE);
  g_free (import);
}

static gboolean
add_file (Import *import, const char *path, GError **error)
{
  g_autoptr (ChezuOverlayImport) read = dex_await_boxed (
      chezu_overlay_file_read (path, import->datum, NULL, import->cancellable), error);
  g_autoptr (GArray) ids = NULL;
  g_autofree char *words = NULL;

  if (read == NULL)
    return FALSE;
  ids = dex_await_boxed (chezu_overlay_import_save (read, import->store, import->cancellable),
                         error);
  if (ids == NULL)
    return FALSE;
  g_array_append_vals (import->ids, ids->data, ids->len);
  words = chezu_overlay_import_describe (read);
  g_string_append_printf (import->text, "%s%s", import->text->len > 0 ? " " : "", words);
  return TRUE;
}

static void
set_working (ChezuImportDialog *self, guint index, gboolean working)
{
  AdwActionRow *row = self->rows->pdata[index];
  GtkWidget *spinner = g_object_get_data (G_OBJECT (row), "spinner");

  gtk_widget_set_visible (spinner, working);
}

/* A file that failed says why; the others are in. */
static void
finish (Import *import)
{
  ChezuImportDialog *self = import->self;

  if (import->ids->len > 0)
    g_signal_emit (self, signals[IMPORTED], 0, import->ids, import->text->str);
  g_clear_object (&self->cancellable);
  if (import->n_failed == 0 || g_cancellable_is_cancelled (import->cancellable))
    {
      adw_dialog_close (ADW_DIALOG (self));
      return;
    }
  gtk_widget_set_visible (self->add_button, FALSE);
  gtk_widget_set_visible (self->datum_group, FALSE);
  gtk_button_set_label (GTK_BUTTON (self->close_button), _ ("_Close"));
  gtk_widget_grab_focus (self->close_button);
}

static DexFuture *
import_fiber (gpointer user_data)
{
  Import *import = user_data;
  ChezuImportDialog *self = import->self;

  for (guint i = 0; self->paths[i] != NULL && !g_cancellable_is_cancelled (import->cancellable);
       i++)
    {
      g_autoptr (GError) error = NULL;
      gboolean added;

      set_working (self, i, TRUE);
      added = add_file (import, self->paths[i], &error);
      /* Closed meanwhile: there is no row any more. */
      if (self->add_button == NULL)
        continue;
      set_working (self, i, FALSE);
      if (added)
        continue;
      import->n_failed++;
      adw_action_row_set_subtitle (self->rows->pdata[i], error->message);
      gtk_accessible_announce (GTK_ACCESSIBLE (self), error->message,
                               GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
    }
  if (self->store != NULL)
    finish (import);
  return dex_future_new_true ();
}

static void
add_cb (ChezuImportDialog *self)
{
  Import *import = g_new0 (Import, 1);

  import->self = g_object_ref (self);
  import->store = g_object_ref (self->store);
  import->datum = adw_combo_row_get_selected (self->datum_row);
  import->cancellable = g_cancellable_new ();
  import->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  import->text = g_string_new (NULL);
  self->cancellable = g_object_ref (import->cancellable);
  gtk_widget_set_sensitive (self->add_button, FALSE);
  gtk_widget_set_sensitive (self->datum_group, FALSE);
  g_settings_set_string (chezu_settings_get (), "overlay-datum", chezu_datum_key (import->datum));
  dex_future_disown (
      dex_scheduler_spawn (NULL, 0, import_fiber, import, (GDestroyNotify)import_free));
}

/* --- Class ----------------------------------------------------------------------------------- */

static void
add_row (ChezuImportDialog *self, const char *path)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *shown = g_filename_display_name (name);
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *spinner = adw_spinner_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), shown);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_set_subtitle_selectable (ADW_ACTION_ROW (row), TRUE);
  gtk_widget_set_visible (spinner, FALSE);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), spinner);
  g_object_set_data (G_OBJECT (row), "spinner", spinner);
  adw_preferences_group_add (self->files_group, row);
  g_ptr_array_add (self->rows, row);
}

static void
list_datums (ChezuImportDialog *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  g_autofree char *key = g_settings_get_string (chezu_settings_get (), "overlay-datum");
  ChezuDatum last;

  for (ChezuDatum datum = 0; datum < CHEZU_N_DATUMS; datum++)
    gtk_string_list_append (names, chezu_datum_name (datum));
  adw_combo_row_set_model (self->datum_row, G_LIST_MODEL (names));
  if (chezu_datum_from_key (key, &last))
    adw_combo_row_set_selected (self->datum_row, last);
}

static void
chezu_import_dialog_closed (AdwDialog *dialog)
{
  ChezuImportDialog *self = CHEZU_IMPORT_DIALOG (dialog);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
}

static void
chezu_import_dialog_dispose (GObject *object)
{
  ChezuImportDialog *self = CHEZU_IMPORT_DIALOG (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), CHEZU_TYPE_IMPORT_DIALOG);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (chezu_import_dialog_parent_class)->dispose (object);
}

static void
chezu_import_dialog_finalize (GObject *object)
{
  ChezuImportDialog *self = CHEZU_IMPORT_DIALOG (object);

  g_strfreev (self->paths);
  g_ptr_array_unref (self->rows);

  G_OBJECT_CLASS (chezu_import_dialog_parent_class)->finalize (object);
}

static void
chezu_import_dialog_class_init (ChezuImportDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = chezu_import_dialog_dispose;
  object_class->finalize = chezu_import_dialog_finalize;
  ADW_DIALOG_CLASS (klass)->closed = chezu_import_dialog_closed;

  signals[IMPORTED] = g_signal_new ("imported", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_ARRAY, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/chezu/CommandCenter/ui/chezu-import-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ChezuImportDialog, close_button);
  gtk_widget_class_bind_template_child (widget_class, ChezuImportDialog, add_button);
  gtk_widget_class_bind_template_child (widget_class, ChezuImportDialog, files_group);
  gtk_widget_class_bind_template_child (widget_class, ChezuImportDialog, datum_group);
  gtk_widget_class_bind_template_child (widget_class, ChezuImportDialog, datum_row);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
}

static void
chezu_import_dialog_init (ChezuImportDialog *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  list_datums (self);
}

AdwDialog *
chezu_import_dialog_new (ChezuStore *store, const char *const *paths)
{
  ChezuImportDialog *self;

  g_return_val_if_fail (CHEZU_IS_STORE (store), NULL);
  g_return_val_if_fail (paths != NULL, NULL);

  self = g_object_new (CHEZU_TYPE_IMPORT_DIALOG, NULL);
  self->store = g_object_ref (store);
  self->paths = g_strdupv ((char **)paths);
  for (guint i = 0; paths[i] != NULL; i++)
    add_row (self, paths[i]);
  return ADW_DIALOG (self);
}
