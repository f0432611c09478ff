/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-source-dialog.h"

#include "base/chezu-format.h"
#include "base/chezu-time.h"
#include "shell/chezu-source-form.h"
#include "sync/chezu-credentials.h"
#include "sync/chezu-synchronizer.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _ChezuSourceDialog
{
  AdwDialog parent_instance;

  ChezuStore *store;
  ChezuSourceRow *original; /* NULL when a source is added */
  char *ca_file;
  char *file; /* that is replayed, or NULL */
  gboolean busy;
  gboolean testing;
  guint n_tests; /* begun, or given up since */

  /* Template widgets */
  AdwComboRow *kind_row;
  AdwActionRow *file_row;
  GtkWidget *sign_in_group;
  GtkWidget *replay_group;
  GtkWidget *ca_group;
  GtkSpinButton *speedup_spin;
  AdwSwitchRow *times_row;
  AdwComboRow *datum_row;
  GtkSpinButton *offset_spin;
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

static gboolean
is_replay (ChezuSourceDialog *self)
{
  return adw_combo_row_get_selected (self->kind_row) == 1;
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
    .datum = (ChezuDatum)adw_combo_row_get_selected (self->datum_row),
    .time_offset_s = gtk_spin_button_get_value (self->offset_spin),
    .replay = is_replay (self),
    .file = self->file,
    .speedup = gtk_spin_button_get_value (self->speedup_spin),
    .original_times = adw_switch_row_get_active (self->times_row),
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

  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->kind_row),
                               form.replay ? _ ("CSV, GPX or GeoJSON")
                                           : _ ("Any that speaks the Traccar API"));
  gtk_widget_set_visible (GTK_WIDGET (self->url_row), !form.replay);
  gtk_widget_set_visible (GTK_WIDGET (self->file_row), form.replay);
  gtk_widget_set_visible (self->sign_in_group, !form.replay);
  gtk_widget_set_visible (self->ca_group, !form.replay);
  gtk_widget_set_visible (self->replay_group, form.replay);
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
describe_probe (const ChezuSourceProbe *probe, gboolean replay)
{
  g_autofree char *vehicles = chezu_format_vehicles (probe->n_devices);

  if (replay)
    /* TRANSLATORS: name of a recorded file, and how many vehicles are in it */
    return g_strdup_printf (_ ("%s: %s"), probe->server, vehicles);
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

  words = probe != NULL ? describe_probe (probe, form.replay) : g_strdup (error->message);
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

/* --- Recorded file -----------------------------------------------------------------------------
 */

static void
show_file (ChezuSourceDialog *self)
{
  adw_action_row_set_subtitle (self->file_row, self->file != NULL ? self->file : _ ("None chosen"));
}

/* A file has a name already. */
static void
suggest_name (ChezuSourceDialog *self)
{
  g_autofree char *name = g_path_get_basename (self->file);
  char *dot = strrchr (name, '.');

  if (*get_text (self->name_row) != '\0')
    return;
  if (dot != NULL && dot != name)
    *dot = '\0';
  gtk_editable_set_text (GTK_EDITABLE (self->name_row), name);
}

static void
file_chosen_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (ChezuSourceDialog) self = data;
  g_autoptr (GFile) file = gtk_file_dialog_open_finish (GTK_FILE_DIALOG (object), result, NULL);

  if (file == NULL || self->file_row == NULL || g_file_peek_path (file) == NULL)
    return;

  g_set_str (&self->file, g_file_peek_path (file));
  suggest_name (self);
  show_file (self);
  edited_cb (self);
}

static void
choose_file_cb (ChezuSourceDialog *self)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autoptr (GListStore) filters = g_list_store_new (GTK_TYPE_FILE_FILTER);
  g_autoptr (GtkFileFilter) tracks = gtk_file_filter_new ();

  gtk_file_filter_set_name (tracks, _ ("Recorded Tracks"));
  for (const char *const *suffix = (const char *const[]){ "csv", "gpx", "geojson", "json", NULL };
       *suffix != NULL; suffix++)
    gtk_file_filter_add_suffix (tracks, *suffix);
  g_list_store_append (filters, tracks);
  gtk_file_dialog_set_filters (dialog, G_LIST_MODEL (filters));
  gtk_file_dialog_set_title (dialog, _ ("Choose a Recorded File"));
  gtk_file_dialog_open (dialog, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), NULL,
                        file_chosen_cb, g_object_ref (self));
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
  g_clear_pointer (&self->file, g_free);

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
  gtk_widget_class_bind_template_child (widget_class, ChezuSourceDialog, kind_row);
  gtk_widget_class_bind_template_child (widget_class, ChezuSourceDialog, file_row);
  gtk_widget_class_bind_template_child (widget_class, ChezuSourceDialog, sign_in_group);
  gtk_widget_class_bind_template_child (widget_class, ChezuSourceDialog, replay_group);
  gtk_widget_class_bind_template_child (widget_class, ChezuSourceDialog, ca_group);
  gtk_widget_class_bind_template_child (widget_class, ChezuSourceDialog, speedup_spin);
  gtk_widget_class_bind_template_child (widget_class, ChezuSourceDialog, times_row);
  gtk_widget_class_bind_template_child (widget_class, ChezuSourceDialog, datum_row);
  gtk_widget_class_bind_template_child (widget_class, ChezuSourceDialog, offset_spin);
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
  gtk_widget_class_bind_template_callback (widget_class, choose_file_cb);
  gtk_widget_class_bind_template_callback (widget_class, choose_ca_cb);
  gtk_widget_class_bind_template_callback (widget_class, clear_ca_cb);
}

static void
chezu_source_dialog_init (ChezuSourceDialog *self)
{
  g_autoptr (GtkStringList) datums = gtk_string_list_new (NULL);

  gtk_widget_init_template (GTK_WIDGET (self));
  for (ChezuDatum datum = 0; datum < CHEZU_N_DATUMS; datum++)
    gtk_string_list_append (datums, chezu_datum_name (datum));
  adw_combo_row_set_model (self->datum_row, G_LIST_MODEL (datums));
}

static void
show_original (ChezuSourceDialog *self)
{
  const ChezuSourceRow *source = self->original;
  gboolean token = source->credential == CHEZU_CREDENTIAL_KEYRING_TOKEN
                   || source->credential == CHEZU_CREDENTIAL_TOKEN_FILE;

  adw_dialog_set_title (ADW_DIALOG (self), _ ("Edit Source"));
  /* What it has sent came in another way; another kind is another source. */
  gtk_widget_set_sensitive (GTK_WIDGET (self->kind_row), FALSE);
  gtk_editable_set_text (GTK_EDITABLE (self->name_row), source->name);
  if (g_strcmp0 (source->kind, "replay") == 0)
    {
      adw_combo_row_set_selected (self->kind_row, 1);
      self->file = g_strdup (source->url);
      gtk_spin_button_set_value (self->speedup_spin, source->speedup);
      adw_switch_row_set_active (self->times_row, source->original_times);
    }
  else
    gtk_editable_set_text (GTK_EDITABLE (self->url_row), source->url);
  adw_combo_row_set_selected (self->datum_row, source->datum);
  gtk_spin_button_set_value (self->offset_spin, (double)source->time_offset_ms / CHEZU_SECOND_MS);
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
  show_file (self);
  update_cb (self);
  return ADW_DIALOG (self);
}
