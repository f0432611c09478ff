/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What keys and buttons do about the alarm that is chosen. */

#include "shell/chezu-alarms-page-private.h"

#include "shell/chezu-alarm-checklist.h"
#include "shell/chezu-alarm-dialogs.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  ChezuAlarmsPage *page;
  ChezuDeskAlarm *row;
  ChezuAlarmStep step;
  char *item; /* of the check list */
} Doing;

static void
doing_free (Doing *doing)
{
  g_object_unref (doing->page);
  g_object_unref (doing->row);
  g_free (doing->item);
  g_free (doing);
}

static gboolean
take_step (Doing *doing, ChezuAlarmAct *act)
{
  ChezuAlarmsPage *self = doing->page;
  g_autoptr (ChezuAlarmItem) item = NULL;
  g_autoptr (GError) error = NULL;

  if (self->board == NULL)
    return FALSE;
  item = chezu_store_await (
      chezu_alarm_board_step (self->board, chezu_desk_alarm_get_id (doing->row), act), &error);
  if (item == NULL)
    {
      chezu_alarms_page_tell (self, error->message);
      return FALSE;
    }
  /* Shown at once, not when the store is read again. */
  chezu_desk_alarm_update (doing->row, g_steal_pointer (&item));
  chezu_alarms_page_show (self);
  return TRUE;
}

/* Whoever acts has it, or is told by the act why not: taking may be under way already. */
static void
have_it (Doing *doing)
{
  const ChezuAlarmAct take = { .step = CHEZU_ALARM_STEP_TAKE };
  g_autoptr (ChezuAlarmItem) item = NULL;

  if (chezu_desk_alarm_get_item (doing->row)->life.state == CHEZU_ALARM_HANDLING
      || doing->page->board == NULL)
    return;
  item = chezu_store_await (
      chezu_alarm_board_step (doing->page->board, chezu_desk_alarm_get_id (doing->row), &take),
      NULL);
}

static ChezuAlarmAnswer *
ask (Doing *doing)
{
  GtkWidget *parent = GTK_WIDGET (doing->page);
  DexFuture *asked
      = doing->step == CHEZU_ALARM_STEP_CLOSE    ? chezu_alarm_ask_close (parent, doing->row)
        : doing->step == CHEZU_ALARM_STEP_SHELVE ? chezu_alarm_ask_shelve (parent, doing->row)
                                                 : chezu_alarm_ask_message (parent, doing->row);

  return dex_await_boxed (asked, NULL);
}

static const ChezuAlarmItem *
item_of (Doing *doing)
{
  return chezu_desk_alarm_get_item (doing->row);
}

/* To the terminal of the vehicle; the log of the alarm tells what becomes of it. */
static void
send_text (Doing *doing, const char *text)
{
  g_autoptr (GError) error = NULL;

  if (doing->page->board == NULL
      || dex_await (chezu_alarm_board_write (doing->page->board, item_of (doing), text), &error))
    return;
  chezu_alarms_page_tell (doing->page, error->message);
}

static DexFuture *
step_fiber (gpointer data)
{
  Doing *doing = data;
  ChezuAlarmsPage *self = doing->page;
  ChezuAlarmAct act = { .step = doing->step, .item = doing->item };
  g_autoptr (ChezuAlarmAnswer) answer = NULL;
  gboolean leaves = doing->step == CHEZU_ALARM_STEP_CLOSE || doing->step == CHEZU_ALARM_STEP_SHELVE;

  if (leaves || doing->step == CHEZU_ALARM_STEP_MESSAGE)
    {
      answer = ask (doing);
      /* Keys go on, also where the button that asked is there no more. */
      gtk_widget_grab_focus (GTK_WIDGET (self->view));
      if (answer == NULL)
        return dex_future_new_true ();
      if (doing->step == CHEZU_ALARM_STEP_MESSAGE)
        {
          send_text (doing, answer->text);
          return dex_future_new_true ();
        }
      act.text = answer->text;
      act.result = answer->result;
      act.until_ms = answer->until_ms;
    }
  /* What nobody acknowledged cannot be closed: whoever closes it has seen it. */
  if (doing->step == CHEZU_ALARM_STEP_CLOSE
      && (item_of (doing)->life.state == CHEZU_ALARM_RAISED
          || item_of (doing)->life.state == CHEZU_ALARM_RETURNED)
      && !take_step (doing, &(ChezuAlarmAct){ .step = CHEZU_ALARM_STEP_ACKNOWLEDGE }))
    return dex_future_new_true ();
  if (take_step (doing, &act) && leaves)
    chezu_alarms_page_choose_next (self);
  if (leaves)
    gtk_widget_grab_focus (GTK_WIDGET (self->view));
  return dex_future_new_true ();
}

static Doing *
doing_new (ChezuAlarmsPage *self, ChezuAlarmStep step)
{
  ChezuDeskAlarm *row = chezu_alarm_card_get_row (self->card);
  Doing *doing;

  if (row == NULL)
    return NULL;
  doing = g_new0 (Doing, 1);
  doing->page = g_object_ref (self);
  doing->row = g_object_ref (row);
  doing->step = step;
  return doing;
}

static void
do_step (ChezuAlarmsPage *self, ChezuAlarmStep step)
{
  Doing *doing = doing_new (self, step);

  if (doing != NULL)
    dex_future_disown (
        dex_scheduler_spawn (NULL, 0, step_fiber, doing, (GDestroyNotify)doing_free));
}

static DexFuture *
act_fiber (gpointer data)
{
  Doing *doing = data;
  ChezuAlarmAct act = { .step = CHEZU_ALARM_STEP_ACT, .item = doing->item };
  guint n = 0;
  const ChezuAlarmType *type = chezu_desk_alarm_get_type_of (doing->row);
  const ChezuChecklistItem *items = chezu_alarm_checklist (type != NULL ? type->answer : '-', &n);

  for (guint i = 0; i < n; i++)
    if (g_strcmp0 (items[i].key, doing->item) == 0)
      {
        act.text = _ (items[i].text);
        act.addressee = items[i].addressee != NULL ? _ (items[i].addressee) : NULL;
      }
  if (act.text == NULL)
    {
      act.item = NULL;
      act.text = _ ("Call");
      act.addressee = _ ("Driver");
    }
  have_it (doing);
  take_step (doing, &act);
  return dex_future_new_true ();
}

static void
act (ChezuAlarmsPage *self, const char *item)
{
  Doing *doing = doing_new (self, CHEZU_ALARM_STEP_ACT);

  if (doing == NULL)
    return;
  doing->item = g_strdup (item);
  dex_future_disown (dex_scheduler_spawn (NULL, 0, act_fiber, doing, (GDestroyNotify)doing_free));
}

void
chezu_alarms_page_tick (ChezuAlarmsPage *self, const char *item)
{
  act (self, item);
}

static void
acknowledge_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  do_step (CHEZU_ALARMS_PAGE (widget), CHEZU_ALARM_STEP_ACKNOWLEDGE);
}

static void
take_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  do_step (CHEZU_ALARMS_PAGE (widget), CHEZU_ALARM_STEP_TAKE);
}

static void
message_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  do_step (CHEZU_ALARMS_PAGE (widget), CHEZU_ALARM_STEP_MESSAGE);
}

static void
close_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  do_step (CHEZU_ALARMS_PAGE (widget), CHEZU_ALARM_STEP_CLOSE);
}

static void
shelve_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  do_step (CHEZU_ALARMS_PAGE (widget), CHEZU_ALARM_STEP_SHELVE);
}

static void
phone_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ChezuAlarmsPage *self = CHEZU_ALARMS_PAGE (widget);
  const char *number = chezu_alarm_card_get_phone (self->card);
  g_autofree char *uri = NULL;
  g_autoptr (GtkUriLauncher) launcher = NULL;

  if (number == NULL || *number == '\0')
    {
      chezu_alarms_page_tell (self, _ ("No number of the driver is known"));
      return;
    }
  uri = g_strdup_printf ("tel:%s", number);
  launcher = gtk_uri_launcher_new (uri);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), number);
  gtk_uri_launcher_launch (launcher, GTK_WINDOW (gtk_widget_get_root (widget)), NULL, NULL, NULL);
  act (self, "call_driver");
}

void
chezu_alarms_page_install_steps (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "alarm.acknowledge", NULL, acknowledge_action);
  gtk_widget_class_install_action (widget_class, "alarm.take", NULL, take_action);
  gtk_widget_class_install_action (widget_class, "alarm.message", NULL, message_action);
  gtk_widget_class_install_action (widget_class, "alarm.phone", NULL, phone_action);
  gtk_widget_class_install_action (widget_class, "alarm.close", NULL, close_action);
  gtk_widget_class_install_action (widget_class, "alarm.shelve", NULL, shelve_action);
}
