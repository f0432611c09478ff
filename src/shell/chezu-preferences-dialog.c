/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-preferences-dialog.h"

#include "base/chezu-time.h"
#include "shell/chezu-base-map-page.h"
#include "shell/chezu-settings.h"
#include "shell/chezu-source-dialog.h"
#include "shell/chezu-source-words.h"
#include "sync/chezu-credentials.h"

#include <glib/gi18n-lib.h>

struct _ChezuPreferencesDialog
{
  AdwPreferencesDialog parent_instance;

  ChezuSession *session;
  GPtrArray *rows; /* of AdwActionRow, borrowed, one for each source */
  char *shown;     /* names of the sources that have rows */

  /* Template widgets */
  AdwPreferencesGroup *sources_group;
  GtkWidget *add_button;
  AdwComboRow *scheme_row;
  AdwSwitchRow *demo_row;
  AdwActionRow *path_row;
};

G_DEFINE_FINAL_TYPE (ChezuPreferencesDialog, chezu_preferences_dialog, ADW_TYPE_PREFERENCES_DIALOG)

static gint64
id_of (gpointer row)
{
  return *(gint64 *)g_object_get_data (G_OBJECT (row), "chezu-source");
}

/* --- Removing ----------------------------------------------------------------------------------
 */

typedef struct
{
  ChezuPreferencesDialog *dialog;
  ChezuSourceRow *source;
} Removal;

static void
removal_free (Removal *self)
{
  g_clear_object (&self->dialog);
  chezu_source_row_free (self->source);
  g_free (self);
}

static DexFuture *
remove_fiber (gpointer data)
{
  Removal *removal = data;
  ChezuPreferencesDialog *self = removal->dialog;
  g_autoptr (GError) error = NULL;

  if (!dex_await (chezu_source_table_remove (chezu_session_get_store (self->session),
                                             removal->source->name),
                  &error))
    {
      AdwToast *toast = adw_toast_new (error->message);

      adw_toast_set_use_markup (toast, FALSE);
      adw_preferences_dialog_add_toast (ADW_PREFERENCES_DIALOG (self), toast);
      return dex_future_new_true ();
    }

  /* A secret nobody asks for any more; that there was none is no failure. */
  dex_await (chezu_credentials_forget (removal->source), NULL);
  chezu_session_refresh_sources (self->session);
  return dex_future_new_true ();
}

static void
removal_answered_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  Removal *removal = data;
  const char *response = adw_alert_dialog_choose_finish (ADW_ALERT_DIALOG (object), result);

  if (g_strcmp0 (response, "remove") == 0)
    dex_future_disown (
        dex_scheduler_spawn (NULL, 0, remove_fiber, removal, (GDestroyNotify)removal_free));
  else
    removal_free (removal);
}

static void
remove_cb (GtkWidget *button, ChezuPreferencesDialog *self)
{
  const ChezuSourceRow *source = chezu_session_find_source (self->session, id_of (button));
  AdwAlertDialog *question;
  Removal *removal;

  if (source == NULL)
    return;

  question = ADW_ALERT_DIALOG (adw_alert_dialog_new (NULL, NULL));
  adw_alert_dialog_format_heading (question, _ ("Remove Source “%s”?"), source->name);
  adw_alert_dialog_set_body (question, _ ("Its vehicles are no longer followed. What is stored of "
                                          "them stays; the password or token is forgotten."));
  adw_alert_dialog_add_responses (question, "cancel", _ ("_Cancel"), "remove", _ ("_Remove"), NULL);
  adw_alert_dialog_set_response_appearance (question, "remove", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_close_response (question, "cancel");

  removal = g_new0 (Removal, 1);
  removal->dialog = g_object_ref (self);
  removal->source = chezu_source_row_copy (source);
  adw_alert_dialog_choose (question, GTK_WIDGET (self), NULL, removal_answered_cb, removal);
}

/* --- Editing -----------------------------------------------------------------------------------
 */

static void
saved_cb (ChezuPreferencesDialog *self)
{
  chezu_session_refresh_sources (self->session);
}

static void
present_source_dialog (ChezuPreferencesDialog *self, const ChezuSourceRow *source)
{
  AdwDialog *dialog = chezu_source_dialog_new (chezu_session_get_store (self->session), source);

  g_signal_connect_object (dialog, "saved", G_CALLBACK (saved_cb), self, G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

static void
edit_cb (GtkWidget *button, ChezuPreferencesDialog *self)
{
  const ChezuSourceRow *source = chezu_session_find_source (self->session, id_of (button));

  if (source != NULL)
    present_source_dialog (self, source);
}

static void
add_cb (ChezuPreferencesDialog *self)
{
  present_source_dialog (self, NULL);
}

static GtkWidget *
new_button (ChezuPreferencesDialog *self,
            const char *icon,
            const char *tooltip,
            gint64 id,
            GCallback clicked)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  g_object_set_data_full (G_OBJECT (button), "chezu-source", g_memdup2 (&id, sizeof id), g_free);
  g_signal_connect_object (button, "clicked", clicked, self, G_CONNECT_DEFAULT);
  return button;
}

static void
add_row (ChezuPreferencesDialog *self, const ChezuSourceRow *source)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), source->name);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             new_button (self, "document-edit-symbolic", _ ("Edit Source"),
                                         source->id, G_CALLBACK (edit_cb)));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             new_button (self, "user-trash-symbolic", _ ("Remove Source"),
                                         source->id, G_CALLBACK (remove_cb)));
  g_ptr_array_add (self->rows, row);
  adw_preferences_group_add (self->sources_group, row);
}

static char *
name_all (GPtrArray *sources)
{
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < sources->len; i++)
    {
      const ChezuSourceRow *source = g_ptr_array_index (sources, i);

      g_string_append_printf (names, "%" G_GINT64_FORMAT " %s\n", source->id, source->name);
    }
  return g_string_free_and_steal (names);
}

static void
ticked_cb (ChezuPreferencesDialog *self)
{
  GPtrArray *sources = chezu_session_get_sources (self->session);
  g_autofree char *names = name_all (sources);
  gint64 now_ms = chezu_time_now_ms ();

  if (g_set_str (&self->shown, names))
    {
      for (guint i = 0; i < self->rows->len; i++)
        adw_preferences_group_remove (self->sources_group, g_ptr_array_index (self->rows, i));
      g_ptr_array_set_size (self->rows, 0);
      for (guint i = 0; i < sources->len; i++)
        add_row (self, g_ptr_array_index (sources, i));
    }

  for (guint i = 0; i < sources->len; i++)
    {
      const ChezuSourceRow *source = g_ptr_array_index (sources, i);
      g_autofree char *state = chezu_source_describe (source, now_ms);
      g_autofree char *subtitle = g_strdup_printf ("%s · %s", state, source->url);

      adw_action_row_set_subtitle (g_ptr_array_index (self->rows, i), subtitle);
    }
}

/* --- Class -------------------------------------------------------------------------------------
 */

static void
scheme_selected_cb (ChezuPreferencesDialog *self)
{
  g_settings_set_enum (chezu_settings_get (), "scheme",
                       (int)adw_combo_row_get_selected (self->scheme_row));
}

static void
chezu_preferences_dialog_dispose (GObject *object)
{
  ChezuPreferencesDialog *self = CHEZU_PREFERENCES_DIALOG (object);

  g_clear_object (&self->session);
  gtk_widget_dispose_template (GTK_WIDGET (self), CHEZU_TYPE_PREFERENCES_DIALOG);

  G_OBJECT_CLASS (chezu_preferences_dialog_parent_class)->dispose (object);
}

static void
chezu_preferences_dialog_finalize (GObject *object)
{
  ChezuPreferencesDialog *self = CHEZU_PREFERENCES_DIALOG (object);

  g_ptr_array_unref (self->rows);
  g_free (self->shown);

  G_OBJECT_CLASS (chezu_preferences_dialog_parent_class)->finalize (object);
}

static void
chezu_preferences_dialog_class_init (ChezuPreferencesDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = chezu_preferences_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = chezu_preferences_dialog_finalize;

  g_type_ensure (CHEZU_TYPE_BASE_MAP_PAGE);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/chezu/CommandCenter/ui/chezu-preferences-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ChezuPreferencesDialog, sources_group);
  gtk_widget_class_bind_template_child (widget_class, ChezuPreferencesDialog, add_button);
  gtk_widget_class_bind_template_child (widget_class, ChezuPreferencesDialog, scheme_row);
  gtk_widget_class_bind_template_child (widget_class, ChezuPreferencesDialog, demo_row);
  gtk_widget_class_bind_template_child (widget_class, ChezuPreferencesDialog, path_row);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
  gtk_widget_class_bind_template_callback (widget_class, scheme_selected_cb);
}

static void
chezu_preferences_dialog_init (ChezuPreferencesDialog *self)
{
  GSettings *settings = chezu_settings_get ();

  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  adw_combo_row_set_selected (self->scheme_row, (guint)g_settings_get_enum (settings, "scheme"));
  g_settings_bind (settings, "start-in-demo", self->demo_row, "active", G_SETTINGS_BIND_DEFAULT);
}

AdwDialog *
chezu_preferences_dialog_new (ChezuSession *session)
{
  ChezuPreferencesDialog *self = g_object_new (CHEZU_TYPE_PREFERENCES_DIALOG, NULL);

  gtk_widget_set_visible (GTK_WIDGET (self->sources_group), session != NULL);
  if (session == NULL)
    return ADW_DIALOG (self);

  self->session = g_object_ref (session);
  adw_action_row_set_subtitle (self->path_row,
                               chezu_store_get_path (chezu_session_get_store (session)));
  gtk_widget_set_sensitive (self->add_button,
                            chezu_store_get_mode (chezu_session_get_store (session))
                                == CHEZU_STORE_WRITABLE);
  g_signal_connect_object (session, "ticked", G_CALLBACK (ticked_cb), self, G_CONNECT_SWAPPED);
  ticked_cb (self);
  return ADW_DIALOG (self);
}
