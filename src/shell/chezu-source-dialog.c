/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-source-dialog.h"

#include "base/chezu-format.h"
#include "shell/chezu-source-form.h"
#include "sync/chezu-credentials.h"
#include "sync/chezu-synchronizer.h"

#include <glib/gi18n-lib.h>

struct _ChezuSourceDialog
{
  AdwDialog parent_instance;

  ChezuStore *store;
  ChezuSourceRow *original; /* NULL when a source is added */
  char *ca_file;
  gboolean busy;
  gboolean testing;
  guint n_tests; /* begun, or given up since */

  /* Template widgets */
  AdwEntryRow *name_row;
  AdwEntryRow *url_row;
  AdwComboRow *sign_in_row;
  AdwEntryRow *user_row;
  AdwPasswordEntryRow *secret_row;
  AdwActionRow *ca_row;
  GtkWidget *ca_clear_button;
  GtkWidget *test_button;
  GtkWidget *save_button;
  GtkWidget *spinner;
  GtkLabel *answer_label;
};

enum
{
  SIGNAL_SAVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ChezuSourceDialog, chezu_source_dialog, ADW_TYPE_DIALOG)

static gboolean
is_token (ChezuSourceDialog *self)
{
  return adw_combo_row_get_selected (self->sign_in_row) == 1;
}

static const char *
get_text (gpointer row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

static ChezuSourceForm
get_form (ChezuSourceDialog *self)
{
  return (ChezuSourceForm){
    .name = get_text (self->name_row),
    .url = get_text (self->url_row),
    .user = get_text (self->user_row),
    .secret = get_text (self->secret_row),
    .ca_file = self->ca_file,
    .token = is_token (self),
  };
}

static void
answer (ChezuSourceDialog *self, const char *text)
{
  gtk_label_set_label (self->answer_label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->answer_label), *text != '\0');
  if (*text != '\0')
    gtk_accessible_announce (GTK_ACCESSIBLE (self), text,
                             GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static void
update_cb (ChezuSourceDialog *self)
{
  ChezuSourceForm form = get_form (self);
  gboolean complete = chezu_source_form_is_complete (&form, self->original);

  gtk_widget_set_visible (GTK_WIDGET (self->user_row), !form.token);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->secret_row),
                                 form.token ? _ ("Token") : _ ("Password"));
  gtk_widget_set_sensitive (self->test_button, complete);
  gtk_widget_set_sensitive (self->save_button, complete && *form.name != '\0');
}

/* The buttons stay sensitive: one that is not loses the focus, and with it the dialog its keys. */
static void
set_busy (ChezuSourceDialog *self, gboolean busy)
{
  self->busy = busy;
  gtk_widget_set_visible (self->spinner, busy);
}

/* A test of what no longer stands in the form is of no interest: its answer is not waited for. */
static void
edited_cb (ChezuSourceDialog *self)
{
  answer (self, "");
  if (self->testing)
    {
      self->testing = FALSE;
      self->n_tests++;
      set_busy (self, FALSE);
    }
  update_cb (self);
}

/* --- Test --------------------------------------------------------------------------------------
 */

static char *
describe_probe (const ChezuSourceProbe *probe)
{
  g_autofree char *vehicles = chezu_format_vehicles (probe->n_devices);

  /* TRANSLATORS: server, number of vehicles, way of transport: "Traccar 6.14.5: 4,159 vehicles,
   * live stream" */
  return g_strdup_printf (_ ("%s: %s, %s"), probe->server != NULL ? probe->server : "Traccar",
                          vehicles, probe->websocket ? _ ("live stream") : _ ("polling"));
}

/* Answers call a source by its name; one that has none yet goes by its address. */
static void
ensure_name (ChezuSourceForm *form)
{
  if (*form->name == '\0')
    form->name = form->url;
}

static DexFuture *
test_fiber (gpointer data)
{
  ChezuSourceDialog *self = data;
  ChezuSourceForm form = get_form (self);
  g_autoptr (ChezuSourceRow) row = NULL;
  g_autofree char *secret = chezu_source_form_make_secret (&form);
  g_autofree char *words = NULL;
  g_autoptr (GError) error = NULL;
  guint number = self->n_tests;
  ChezuSourceProbe *probe;

  ensure_name (&form);
  row = chezu_source_form_make_row (&form, self->original);
  probe = dex_await_pointer (chezu_source_probe (row, secret), &error);
  if (self->name_row == NULL || number != self->n_tests)
    {
      g_clear_pointer (&probe, chezu_source_probe_free);
      return dex_future_new_true ();
    }

  words = probe != NULL ? describe_probe (probe) : g_strdup (error->message);
  g_clear_pointer (&probe, chezu_source_probe_free);
  self->testing = FALSE;
  set_busy (self, FALSE);
  answer (self, words);
  return dex_future_new_true ();
}

static void
test_cb (ChezuSourceDialog *self)
{
  if (self->busy)
    return;

  answer (self, "");
  self->testing = TRUE;
  self->n_tests++;
  set_busy (self, TRUE);
  dex_future_disown (
      dex_scheduler_spawn (NULL, 0, test_fiber, g_object_ref (self), g_object_unref));
}

/* --- Save --------------------------------------------------------------------------------------
 */

/* The secret first: a source without one would be refused at once. */
static gboolean
await_save (ChezuSourceDialog *self, ChezuSourceRow *row, const char *secret, GError **error)
{
  if (secret != NULL && !dex_await (chezu_credentials_store (row, secret), error))
    return FALSE;
  return dex_await (self->original != NULL ? chezu_source_table_update (self->store, row)
                                           : chezu_source_table_add (self->store, row),
                    error);
}

static DexFuture *
save_fiber (gpointer data)
{
  ChezuSourceDialog *self = data;
  ChezuSourceForm form = get_form (self);
  g_autoptr (ChezuSourceRow) row = chezu_source_form_make_row (&form, self->original);
  g_autofree char *secret = chezu_source_form_make_secret (&form);
  g_autoptr (GError) error = NULL;
  gboolean saved = await_save (self, row, secret, &error);

  if (self->name_row == NULL)
    return dex_future_new_true ();

  set_busy (self, FALSE);
  if (!saved)
    {
      answer (self, error->message);
      return dex_future_new_true ();
    }
  g_signal_emit (self, signals[SIGNAL_SAVED], 0, row->name);
  adw_dialog_close (ADW_DIALOG (self));
  return dex_future_new_true ();
}

static void
save_cb (ChezuSourceDialog *self)
{
  if (self->busy)
    return;

  set_busy (self, TRUE);
  dex_future_disown (
      dex_scheduler_spawn (NULL, 0, save_fiber, g_object_ref (self), g_object_unref));
}

/* --- Certificates ------------------------------------------------------------------------------
 */

static void
show_ca (ChezuSourceDialog *self)
{
  adw_action_row_set_subtitle (
      self->ca_row, self->ca_file != NULL ? self->ca_file : _ ("The system's own certificates"));
  gtk_widget_set_visible (self->ca_clear_button, self->ca_file != NULL);
}

static void
ca_chosen_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (ChezuSourceDialog) self = data;
  g_autoptr (GFile) file = gtk_file_dialog_open_finish (GTK_FILE_DIALOG (object), result, NULL);

  if (file == NULL || self->ca_row == NULL)
    return;

  g_free (self->ca_file);
  self->ca_file = g_file_get_path (file);
  show_ca (self);
  edited_cb (self);
}

static void
choose_ca_cb (ChezuSourceDialog *self)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();

  gtk_file_dialog_set_title (dialog, _ ("Choose Certificates"));
  gtk_file_dialog_open (dialog, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), NULL,
                        ca_chosen_cb, g_object_ref (self));
}

static void
clear_ca_cb (ChezuSourceDialog *self)
{
  g_clear_pointer (&self->ca_file, g_free);
  show_ca (self);
  edited_cb (self);
}

/* --- Class -------------------------------------------------------------------------------------
 */

static void
chezu_source_dialog_dispose (GObject *object)
{
  ChezuSourceDialog *self = CHEZU_SOURCE_DIALOG (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), CHEZU_TYPE_SOURCE_DIALOG);
  g_clear_object (&self->store);
  g_clear_pointer (&self->original, chezu_source_row_free);
  g_clear_pointer (&self->ca_file, g_free);

  G_OBJECT_CLASS (chezu_source_dialog_parent_class)->dispose (object);
}

static void
chezu_source_dialog_class_init (ChezuSourceDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = chezu_source_dialog_dispose;

  signals[SIGNAL_SAVED] = g_signal_new ("saved", CHEZU_TYPE_SOURCE_DIALOG, G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/chezu/CommandCenter/ui/chezu-source-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ChezuSourceDialog, name_row);
  gtk_widget_class_bind_template_child (widget_class, ChezuSourceDialog, url_row);
  gtk_widget_class_bind_template_child (widget_class, ChezuSourceDialog, sign_in_row);
  gtk_widget_class_bind_template_child (widget_class, ChezuSourceDialog, user_row);
  gtk_widget_class_bind_template_child (widget_class, ChezuSourceDialog, secret_row);
  gtk_widget_class_bind_template_child (widget_class, ChezuSourceDialog, ca_row);
  gtk_widget_class_bind_template_child (widget_class, ChezuSourceDialog, ca_clear_button);
  gtk_widget_class_bind_template_child (widget_class, ChezuSourceDialog, test_button);
  gtk_widget_class_bind_template_child (widget_class, ChezuSourceDialog, save_button);
  gtk_widget_class_bind_template_child (widget_class, ChezuSourceDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, ChezuSourceDialog, answer_label);
  gtk_widget_class_bind_template_callback (widget_class, edited_cb);
  gtk_widget_class_bind_template_callback (widget_class, test_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
  gtk_widget_class_bind_template_callback (widget_class, choose_ca_cb);
  gtk_widget_class_bind_template_callback (widget_class, clear_ca_cb);
}

static void
chezu_source_dialog_init (ChezuSourceDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
show_original (ChezuSourceDialog *self)
{
  const ChezuSourceRow *source = self->original;
  gboolean token = source->credential == CHEZU_CREDENTIAL_KEYRING_TOKEN
                   || source->credential == CHEZU_CREDENTIAL_TOKEN_FILE;

  adw_dialog_set_title (ADW_DIALOG (self), _ ("Edit Source"));
  gtk_editable_set_text (GTK_EDITABLE (self->name_row), source->name);
  gtk_editable_set_text (GTK_EDITABLE (self->url_row), source->url);
  gtk_editable_set_text (GTK_EDITABLE (self->user_row), source->user != NULL ? source->user : "");
  adw_combo_row_set_selected (self->sign_in_row, token ? 1 : 0);
  self->ca_file = g_strdup (source->ca_file);
}

AdwDialog *
chezu_source_dialog_new (ChezuStore *store, const ChezuSourceRow *source)
{
  ChezuSourceDialog *self;

  g_return_val_if_fail (CHEZU_IS_STORE (store), NULL);

  self = g_object_new (CHEZU_TYPE_SOURCE_DIALOG, NULL);
  self->store = g_object_ref (store);
  if (source != NULL)
    {
      self->original = chezu_source_row_copy (source);
      show_original (self);
    }
  show_ca (self);
  update_cb (self);
  return ADW_DIALOG (self);
}
