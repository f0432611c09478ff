/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-alarm-dialogs.h"

#include "base/chezu-format.h"
#include "base/chezu-time.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  DexPromise *promise;
  AdwAlertDialog *dialog; /* borrowed: it owns this */
  GtkWidget *choice;      /* AdwComboRow, nullable */
  GtkWidget *text;        /* AdwEntryRow */
  gint64 now_ms;
  gboolean text_needed;
  enum
  {
    ASK_CLOSE,
    ASK_SHELVE,
    ASK_MESSAGE
  } what;
} Asking;

static const int shelve_minutes[] = { 15, 30, 60, 120, 240, 480 };

G_DEFINE_BOXED_TYPE (ChezuAlarmAnswer,
                     chezu_alarm_answer,
                     chezu_alarm_answer_copy,
                     chezu_alarm_answer_free)

ChezuAlarmAnswer *
chezu_alarm_answer_copy (const ChezuAlarmAnswer *self)
{
  ChezuAlarmAnswer *copy = g_memdup2 (self, sizeof *self);

  copy->text = g_strdup (self->text);
  return copy;
}

void
chezu_alarm_answer_free (ChezuAlarmAnswer *self)
{
  if (self == NULL)
    return;

  g_free (self->text);
  g_free (self);
}

static void
asking_free (gpointer data)
{
  Asking *self = data;

  if (dex_future_is_pending (DEX_FUTURE (self->promise)))
    dex_promise_reject (self->promise,
                        g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "closed"));
  dex_unref (self->promise);
  g_free (self);
}

/* --- Answering ------------------------------------------------------------------------------ */

static void
answer (Asking *self)
{
  ChezuAlarmAnswer *answer = g_new0 (ChezuAlarmAnswer, 1);
  guint chosen
      = self->choice != NULL ? adw_combo_row_get_selected (ADW_COMBO_ROW (self->choice)) : 0;

  answer->text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->text)));
  if (self->what == ASK_CLOSE)
    answer->result = CHEZU_ALARM_RESULT_HANDLED + chosen;
  if (self->what == ASK_SHELVE)
    answer->until_ms = self->now_ms + shelve_minutes[chosen] * CHEZU_MINUTE_MS;
  dex_promise_resolve_boxed (self->promise, CHEZU_TYPE_ALARM_ANSWER, answer);
}

static void
response_cb (AdwAlertDialog *dialog, const char *response, Asking *self)
{
  if (g_str_equal (response, "yes"))
    answer (self);
}

static void
text_changed_cb (Asking *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->text));

  adw_alert_dialog_set_response_enabled (self->dialog, "yes", !self->text_needed || *text != '\0');
}

static void
text_activated_cb (Asking *self)
{
  if (!adw_alert_dialog_get_response_enabled (self->dialog, "yes"))
    return;
  answer (self);
  adw_dialog_close (ADW_DIALOG (self->dialog));
}

/* --- Building ------------------------------------------------------------------------------- */

static GtkWidget *
make_choice (const char *title, const char *const *words)
{
  GtkWidget *row = adw_combo_row_new ();
  g_autoptr (GtkStringList) list = gtk_string_list_new (words);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (list));
  return row;
}

static DexFuture *
ask (GtkWidget *parent,
     ChezuDeskAlarm *row,
     Asking *self,
     const char *title,
     const char *yes,
     const char *text_title)
{
  g_autofree char *plate = chezu_format_plate (chezu_desk_alarm_get_item (row)->plate);
  g_autofree char *body = g_strdup_printf ("%s · %s", chezu_desk_alarm_get_name (row), plate);
  AdwDialog *dialog = adw_alert_dialog_new (title, body);
  GtkWidget *list = gtk_list_box_new ();

  self->dialog = ADW_ALERT_DIALOG (dialog);
  self->promise = dex_promise_new ();
  self->now_ms = chezu_time_now_ms ();
  self->text = adw_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->text), text_title);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  if (self->choice != NULL)
    gtk_list_box_append (GTK_LIST_BOX (list), self->choice);
  gtk_list_box_append (GTK_LIST_BOX (list), self->text);
  adw_alert_dialog_set_extra_child (self->dialog, list);
  adw_alert_dialog_add_responses (self->dialog, "no", _ ("_Cancel"), "yes", yes, NULL);
  adw_alert_dialog_set_response_appearance (self->dialog, "yes", ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_default_response (self->dialog, "yes");
  adw_alert_dialog_set_close_response (self->dialog, "no");
  g_object_set_data_full (G_OBJECT (dialog), "chezu-asking", self, asking_free);
  g_signal_connect (dialog, "response", G_CALLBACK (response_cb), self);
  g_signal_connect_swapped (self->text, "changed", G_CALLBACK (text_changed_cb), self);
  g_signal_connect_swapped (self->text, "entry-activated", G_CALLBACK (text_activated_cb), self);
  text_changed_cb (self);
  /* So that Enter says yes. */
  adw_dialog_set_focus (dialog, self->text);
  adw_dialog_present (dialog, parent);
  return dex_ref (DEX_FUTURE (self->promise));
}

DexFuture *
chezu_alarm_ask_close (GtkWidget *parent, ChezuDeskAlarm *row)
{
  const char *const words[] = { chezu_alarm_result_name (CHEZU_ALARM_RESULT_HANDLED),
                                chezu_alarm_result_name (CHEZU_ALARM_RESULT_FALSE),
                                chezu_alarm_result_name (CHEZU_ALARM_RESULT_DUPLICATE),
                                chezu_alarm_result_name (CHEZU_ALARM_RESULT_ESCALATED), NULL };
  Asking *self = g_new0 (Asking, 1);

  self->what = ASK_CLOSE;
  self->choice = make_choice (_ ("Result"), words);
  return ask (parent, row, self, _ ("Close the Alarm?"), _ ("_Close"), _ ("Remark"));
}

DexFuture *
chezu_alarm_ask_shelve (GtkWidget *parent, ChezuDeskAlarm *row)
{
  const char *words[G_N_ELEMENTS (shelve_minutes) + 1] = { NULL };
  Asking *self = g_new0 (Asking, 1);

  for (guint i = 0; i < G_N_ELEMENTS (shelve_minutes); i++)
    words[i] = chezu_format_duration (shelve_minutes[i] * CHEZU_MINUTE_MS);
  self->what = ASK_SHELVE;
  self->text_needed = TRUE;
  self->choice = make_choice (_ ("For"), words);
  for (guint i = 0; i < G_N_ELEMENTS (shelve_minutes); i++)
    g_free ((char *)words[i]);
  return ask (parent, row, self, _ ("Shelve the Alarm?"), _ ("_Shelve"), _ ("Reason"));
}

DexFuture *
chezu_alarm_ask_message (GtkWidget *parent, ChezuDeskAlarm *row)
{
  Asking *self = g_new0 (Asking, 1);

  self->what = ASK_MESSAGE;
  self->text_needed = TRUE;
  return ask (parent, row, self, _ ("Message to the Vehicle"), _ ("_Send"), _ ("Text"));
}
