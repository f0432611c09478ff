/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-alarms-page-private.h"

#include "base/chezu-format.h"
#include "base/chezu-time.h"

#include <glib/gi18n-lib.h>

#define SILENCE_MS (15 * CHEZU_MINUTE_MS)

enum
{
  TOLD,
  ACTIVATED,
  SILENCED,
  MOMENT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ChezuAlarmsPage, chezu_alarms_page, ADW_TYPE_BIN)

/* --- What is shown -------------------------------------------------------------------------- */

static void
show_tab (AdwToggle *toggle, const char *name, guint n)
{
  g_autofree char *label = n > 0 ? g_strdup_printf ("%s %u", name, n) : g_strdup (name);

  adw_toggle_set_label (toggle, label);
}

static void
show_tabs (ChezuAlarmsPage *self, gint64 now_ms)
{
  guint counts[CHEZU_N_ALARM_TABS];

  chezu_alarm_queue_model_count (self->model, now_ms, counts);
  show_tab (self->to_do_toggle, C_ ("alarms", "To Do"), counts[CHEZU_ALARM_TAB_TO_DO]);
  show_tab (self->handling_toggle, C_ ("alarms", "In Handling"), counts[CHEZU_ALARM_TAB_HANDLING]);
  show_tab (self->shelved_toggle, C_ ("alarms", "Shelved"), counts[CHEZU_ALARM_TAB_SHELVED]);
  show_tab (self->closed_toggle, C_ ("alarms", "Closed"), 0);
}

static void
show_rate (ChezuAlarmsPage *self)
{
  const ChezuAlarmFlood *flood = chezu_alarm_board_get_flood (self->board);
  g_autofree char *rate = g_strdup_printf (
      ngettext ("%u alarm · %s", "%u alarms · %s", flood->last_ten_minutes),
      flood->last_ten_minutes,
      flood->flood ? C_ ("rate of alarms", "flood") : C_ ("rate of alarms", "normal"));
  g_autofree char *day = g_strdup_printf (
      ngettext ("%u alarm in 24 hours", "%u alarms in 24 hours", flood->day), flood->day);
  g_autofree char *words = g_strdup_printf (
      ngettext ("Alarm flood: %u in 10 min, grouped by vehicle",
                "Alarm flood: %u in 10 min, grouped by vehicle", flood->last_ten_minutes),
      flood->last_ten_minutes);

  chezu_flood_strip_show (self->strip, flood);
  gtk_label_set_label (self->rate, rate);
  gtk_label_set_label (self->day, day);
  adw_banner_set_title (self->flood_banner, words);
  adw_banner_set_revealed (self->flood_banner, flood->flood);
  gtk_widget_set_visible (GTK_WIDGET (self->flood_banner), flood->flood);
}

static gint64
last_closed_ms (ChezuAlarmsPage *self)
{
  GPtrArray *all = chezu_alarm_board_list (self->board);
  gint64 last_ms = 0;

  for (guint i = 0; i < all->len; i++)
    last_ms = MAX (last_ms, chezu_desk_alarm_get_item (all->pdata[i])->life.closed_ms);
  return last_ms;
}

static void
show_nothing (ChezuAlarmsPage *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search));
  gint64 closed_ms = last_closed_ms (self);
  g_autofree char *clock = chezu_format_moment (closed_ms, chezu_time_now_ms ());
  g_autofree char *title = NULL;
  g_autofree char *words = NULL;

  if (*text != '\0' || chezu_alarm_queue_model_get_priorities (self->model) != 0)
    {
      title = *text != '\0' ? g_strdup_printf (_ ("Nothing Found for “%s”"), text)
                            : g_strdup (_ ("Nothing of This Priority"));
      words = g_strdup (_ ("Clear the filters to see the others"));
    }
  else
    {
      title = g_strdup (_ ("No Open Alarms"));
      words = closed_ms != 0 ? g_strdup_printf (_ ("Last one closed at %s"), clock) : g_strdup ("");
    }
  adw_status_page_set_title (self->nothing, title);
  adw_status_page_set_description (self->nothing, words);
}

/* Nothing moves under a hand: neither under the pointer nor under the focus. */
static gboolean
is_in_use (ChezuAlarmsPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return gtk_event_controller_motion_contains_pointer (self->motion)
         || (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->view)));
}

static void
show_waiting (ChezuAlarmsPage *self, gboolean held)
{
  guint n = chezu_alarm_queue_model_get_n_waiting (self->model);
  g_autofree char *count = chezu_format_count (n);
  /* TRANSLATORS: alarms that wait to be shown: "3 new", with the key that lets them in */
  g_autofree char *label = g_strdup_printf (ngettext ("%s new  N", "%s new  N", n), count);
  g_autofree char *held_words = g_strdup_printf (_ ("The order stands still · %s new"), count);

  gtk_widget_set_visible (GTK_WIDGET (self->waiting_button), n > 0);
  gtk_button_set_label (self->waiting_button, label);
  gtk_label_set_label (self->held_label, held ? held_words : "");
}

/* --- What is chosen ------------------------------------------------------------------------- */

static void
mark_chosen (ChezuAlarmsPage *self)
{
  guint position = chezu_alarm_queue_model_find (self->model, self->chosen);

  self->arranging = TRUE;
  gtk_single_selection_set_selected (self->selection, position);
  self->arranging = FALSE;
  if (position != GTK_INVALID_LIST_POSITION)
    self->position = position;
}

static void
show_chosen (ChezuAlarmsPage *self)
{
  ChezuDeskAlarm *row = self->board != NULL && self->chosen != 0
                            ? chezu_alarm_board_find (self->board, self->chosen)
                            : NULL;

  chezu_alarm_card_set_row (self->card, row);
}

/* The heading above the first one is no row, and a list that was just scrolled to a row starts with
 * that row. */
static gboolean
top_cb (gpointer data)
{
  ChezuAlarmsPage *self = data;

  self->top_source = 0;
  if (self->position == 0)
    gtk_adjustment_set_value (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->view)), 0);
  return G_SOURCE_REMOVE;
}

static void
choose_at (ChezuAlarmsPage *self, guint position)
{
  g_autoptr (ChezuDeskAlarm) row = g_list_model_get_item (G_LIST_MODEL (self->model), position);

  if (row == NULL)
    return;
  self->chosen = chezu_desk_alarm_get_id (row);
  mark_chosen (self);
  show_chosen (self);
  gtk_column_view_scroll_to (self->view, position, NULL, GTK_LIST_SCROLL_FOCUS, NULL);
  if (position == 0 && self->top_source == 0)
    self->top_source = g_idle_add_full (G_PRIORITY_LOW, top_cb, self, NULL);
}

static void
selected_cb (ChezuAlarmsPage *self)
{
  ChezuDeskAlarm *row = gtk_single_selection_get_selected_item (self->selection);

  if (self->arranging || row == NULL)
    return;
  self->chosen = chezu_desk_alarm_get_id (row);
  self->position = gtk_single_selection_get_selected (self->selection);
  show_chosen (self);
}

void
chezu_alarms_page_choose_next (ChezuAlarmsPage *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->model));
  guint position = self->position;

  while (position < n)
    {
      g_autoptr (ChezuDeskAlarm) row = g_list_model_get_item (G_LIST_MODEL (self->model), position);

      if (chezu_desk_alarm_get_id (row) != self->chosen
          && !chezu_alarm_queue_model_is_gone (self->model, row))
        break;
      position++;
    }
  if (position >= n)
    position = n > 0 ? n - 1 : 0;
  if (n > 0)
    choose_at (self, position);
}

void
chezu_alarms_page_show (ChezuAlarmsPage *self)
{
  gint64 now_ms = chezu_time_now_ms ();
  gboolean held = is_in_use (self);
  guint n;

  if (self->board == NULL)
    return;
  chezu_alarm_queue_model_set_held (self->model, held);
  chezu_alarm_queue_model_refresh (self->model, now_ms);
  mark_chosen (self);
  chezu_alarm_cells_refresh (self->cells);
  show_tabs (self, now_ms);
  show_rate (self);
  show_waiting (self, held);
  n = g_list_model_get_n_items (G_LIST_MODEL (self->model));
  gtk_stack_set_visible_child_name (self->stack, n > 0 ? "list" : "nothing");
  if (n == 0)
    show_nothing (self);
  if (self->chosen == 0 && n > 0)
    choose_at (self, 0);
  show_chosen (self);
}

/* Another tab or filter was asked for by hand. */
static void
asked_cb (ChezuAlarmsPage *self)
{
  gint64 now_ms = chezu_time_now_ms ();

  if (self->board == NULL)
    return;
  chezu_alarm_queue_model_set_text (self->model,
                                    gtk_editable_get_text (GTK_EDITABLE (self->search)));
  chezu_alarm_queue_model_admit (self->model, now_ms);
  chezu_alarms_page_show (self);
}

static void
tab_changed_cb (ChezuAlarmsPage *self)
{
  guint tab = adw_toggle_group_get_active (self->tabs);

  if (tab >= CHEZU_N_ALARM_TABS || self->arranging)
    return;
  chezu_alarm_queue_model_set_tab (self->model, tab);
  self->chosen = 0;
  asked_cb (self);
}

static void
admit_cb (ChezuAlarmsPage *self)
{
  chezu_alarm_queue_model_admit (self->model, chezu_time_now_ms ());
  chezu_alarms_page_show (self);
}

static void
search_left_cb (ChezuAlarmsPage *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

static void
left_cb (ChezuAlarmsPage *self)
{
  chezu_alarms_page_show (self);
}

static void
priority_toggled_cb (ChezuAlarmsPage *self)
{
  guint chosen = 0;

  for (guint priority = CHEZU_ALARM_P1; priority <= CHEZU_ALARM_P4; priority++)
    if (gtk_toggle_button_get_active (self->priorities[priority]))
      chosen |= 1u << priority;
  chezu_alarm_queue_model_set_priorities (self->model, chosen);
  asked_cb (self);
}

static void
only_urgent_cb (ChezuAlarmsPage *self)
{
  for (guint priority = CHEZU_ALARM_P1; priority <= CHEZU_ALARM_P4; priority++)
    gtk_toggle_button_set_active (self->priorities[priority], priority <= CHEZU_ALARM_P2);
}

static void
activate_cb (ChezuAlarmsPage *self, guint position)
{
  g_autoptr (ChezuDeskAlarm) row = g_list_model_get_item (G_LIST_MODEL (self->model), position);

  if (row != NULL)
    g_signal_emit (self, signals[ACTIVATED], 0, chezu_desk_alarm_get_item (row)->vehicle_id);
}

void
chezu_alarms_page_tell (ChezuAlarmsPage *self, const char *words)
{
  g_signal_emit (self, signals[TOLD], 0, words);
}

static void
ticked_cb (ChezuAlarmsPage *self, const char *item)
{
  chezu_alarms_page_tick (self, item);
}

static void
moment_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ChezuAlarmsPage *self = CHEZU_ALARMS_PAGE (widget);
  ChezuDeskAlarm *alarm = chezu_alarm_card_get_row (self->card);

  if (alarm != NULL)
    g_signal_emit (self, signals[MOMENT], 0, alarm);
}

/* --- Keys ----------------------------------------------------------------------------------- */

static void
move (ChezuAlarmsPage *self, int by)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->model));
  guint position = chezu_alarm_queue_model_find (self->model, self->chosen);

  if (n == 0)
    return;
  if (position == GTK_INVALID_LIST_POSITION)
    position = 0;
  else
    position = (guint)CLAMP ((int)position + by, 0, (int)n - 1);
  choose_at (self, position);
}

static gboolean
types_text (ChezuAlarmsPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && GTK_IS_EDITABLE (focus);
}

static gboolean
key_cb (GtkEventControllerKey *controller,
        guint keyval,
        guint keycode,
        GdkModifierType state,
        ChezuAlarmsPage *self)
{
  static const struct
  {
    guint keyval;
    const char *action;
  } steps[] = {
    { GDK_KEY_a, "alarm.acknowledge" }, { GDK_KEY_t, "alarm.take" },
    { GDK_KEY_m, "alarm.message" },     { GDK_KEY_p, "alarm.phone" },
    { GDK_KEY_c, "alarm.close" },       { GDK_KEY_z, "alarm.shelve" },
    { GDK_KEY_b, "alarm.moment" },
  };
  guint key = gdk_keyval_to_lower (keyval);

  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) != 0 || types_text (self))
    return GDK_EVENT_PROPAGATE;
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (steps[i].keyval == key)
      return gtk_widget_activate_action (GTK_WIDGET (self), steps[i].action, NULL);
  if (key >= GDK_KEY_1 && key <= GDK_KEY_4)
    {
      GtkToggleButton *button = self->priorities[key - GDK_KEY_1 + CHEZU_ALARM_P1];

      gtk_toggle_button_set_active (button, !gtk_toggle_button_get_active (button));
      return GDK_EVENT_STOP;
    }
  if (key == GDK_KEY_j || key == GDK_KEY_k)
    move (self, key == GDK_KEY_j ? 1 : -1);
  else if (key == GDK_KEY_n)
    admit_cb (self);
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

/* --- Sound ---------------------------------------------------------------------------------- */

guint
chezu_alarms_page_get_silence (ChezuAlarmsPage *self)
{
  gint64 left_ms;

  g_return_val_if_fail (CHEZU_IS_ALARMS_PAGE (self), 0);

  left_ms = self->silent_until_ms - chezu_time_now_ms ();
  return left_ms > 0 ? (guint)((left_ms + CHEZU_MINUTE_MS - 1) / CHEZU_MINUTE_MS) : 0;
}

static void
show_silence (ChezuAlarmsPage *self)
{
  guint minutes = chezu_alarms_page_get_silence (self);
  GtkWidget *content = gtk_button_get_child (GTK_BUTTON (self->sound_button));
  g_autofree char *left = g_strdup_printf (_ ("%u min"), minutes);

  if (minutes == 0 && gtk_toggle_button_get_active (self->sound_button))
    gtk_toggle_button_set_active (self->sound_button, FALSE);
  if (minutes == 0)
    gtk_button_set_icon_name (GTK_BUTTON (self->sound_button), "audio-volume-high-symbolic");
  else if (ADW_IS_BUTTON_CONTENT (content))
    adw_button_content_set_label (ADW_BUTTON_CONTENT (content), left);
  else
    {
      content = adw_button_content_new ();
      adw_button_content_set_icon_name (ADW_BUTTON_CONTENT (content),
                                        "audio-volume-muted-symbolic");
      adw_button_content_set_label (ADW_BUTTON_CONTENT (content), left);
      gtk_button_set_child (GTK_BUTTON (self->sound_button), content);
    }
}

static void
sound_toggled_cb (ChezuAlarmsPage *self)
{
  gboolean silent = gtk_toggle_button_get_active (self->sound_button);

  self->silent_until_ms = silent ? chezu_time_now_ms () + SILENCE_MS : 0;
  g_signal_emit (self, signals[SILENCED], 0);
  show_silence (self);
}

static void
silence_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ChezuAlarmsPage *self = CHEZU_ALARMS_PAGE (widget);

  gtk_toggle_button_set_active (self->sound_button,
                                !gtk_toggle_button_get_active (self->sound_button));
}

/* --- Time ----------------------------------------------------------------------------------- */

void
chezu_alarms_page_refresh (ChezuAlarmsPage *self)
{
  g_return_if_fail (CHEZU_IS_ALARMS_PAGE (self));

  show_silence (self);
  if (self->board == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  chezu_alarms_page_show (self);
  chezu_alarm_card_refresh (self->card);
}

static void
board_changed_cb (ChezuAlarmsPage *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    chezu_alarms_page_show (self);
}

static void
chezu_alarms_page_map (GtkWidget *widget)
{
  ChezuAlarmsPage *self = CHEZU_ALARMS_PAGE (widget);

  GTK_WIDGET_CLASS (chezu_alarms_page_parent_class)->map (widget);
  chezu_alarms_page_refresh (self);
}

/* --- Class ---------------------------------------------------------------------------------- */

static void
set_wide (ChezuAlarmsPage *self, gboolean wide)
{
  g_autoptr (GtkWidget) search = g_object_ref (GTK_WIDGET (self->search));

  for (guint i = 0; i < G_N_ELEMENTS (self->wide_columns); i++)
    gtk_column_view_column_set_visible (self->wide_columns[i], wide);
  if ((gtk_widget_get_parent (GTK_WIDGET (self->search)) == GTK_WIDGET (self->bar)) == wide)
    return;
  gtk_box_remove (wide ? self->second_bar : self->bar, search);
  if (wide)
    gtk_box_insert_child_after (self->bar, search, GTK_WIDGET (self->tabs));
  else
    gtk_box_append (self->second_bar, search);
  gtk_widget_set_visible (GTK_WIDGET (self->second_bar), !wide);
  gtk_widget_set_hexpand (GTK_WIDGET (self->priority_box), !wide);
}

static void
became_narrow_cb (ChezuAlarmsPage *self)
{
  set_wide (self, FALSE);
}

static void
became_wide_cb (ChezuAlarmsPage *self)
{
  set_wide (self, TRUE);
}

static void
chezu_alarms_page_dispose (GObject *object)
{
  ChezuAlarmsPage *self = CHEZU_ALARMS_PAGE (object);

  g_clear_handle_id (&self->top_source, g_source_remove);
  if (self->card != NULL)
    chezu_alarms_page_set_board (self, NULL, NULL, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), CHEZU_TYPE_ALARMS_PAGE);
  self->card = NULL;
  g_clear_object (&self->selection);

  G_OBJECT_CLASS (chezu_alarms_page_parent_class)->dispose (object);
}

static void
chezu_alarms_page_finalize (GObject *object)
{
  ChezuAlarmsPage *self = CHEZU_ALARMS_PAGE (object);

  g_clear_object (&self->model);
  g_clear_pointer (&self->cells, chezu_alarm_cells_free);

  G_OBJECT_CLASS (chezu_alarms_page_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, ChezuAlarmsPage, split);
  gtk_widget_class_bind_template_child (widget_class, ChezuAlarmsPage, card);
  gtk_widget_class_bind_template_child (widget_class, ChezuAlarmsPage, tabs);
  gtk_widget_class_bind_template_child (widget_class, ChezuAlarmsPage, to_do_toggle);
  gtk_widget_class_bind_template_child (widget_class, ChezuAlarmsPage, handling_toggle);
  gtk_widget_class_bind_template_child (widget_class, ChezuAlarmsPage, shelved_toggle);
  gtk_widget_class_bind_template_child (widget_class, ChezuAlarmsPage, closed_toggle);
  gtk_widget_class_bind_template_child (widget_class, ChezuAlarmsPage, search);
  gtk_widget_class_bind_template_child (widget_class, ChezuAlarmsPage, bar);
  gtk_widget_class_bind_template_child (widget_class, ChezuAlarmsPage, second_bar);
  gtk_widget_class_bind_template_child (widget_class, ChezuAlarmsPage, priority_box);
  gtk_widget_class_bind_template_child (widget_class, ChezuAlarmsPage, sound_button);
  gtk_widget_class_bind_template_child (widget_class, ChezuAlarmsPage, rate);
  gtk_widget_class_bind_template_child (widget_class, ChezuAlarmsPage, strip);
  gtk_widget_class_bind_template_child (widget_class, ChezuAlarmsPage, day);
  gtk_widget_class_bind_template_child (widget_class, ChezuAlarmsPage, flood_banner);
  gtk_widget_class_bind_template_child (widget_class, ChezuAlarmsPage, waiting_button);
  gtk_widget_class_bind_template_child (widget_class, ChezuAlarmsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, ChezuAlarmsPage, view);
  gtk_widget_class_bind_template_child (widget_class, ChezuAlarmsPage, motion);
  gtk_widget_class_bind_template_child (widget_class, ChezuAlarmsPage, nothing);
  gtk_widget_class_bind_template_child (widget_class, ChezuAlarmsPage, held_label);
  gtk_widget_class_bind_template_callback (widget_class, became_narrow_cb);
  gtk_widget_class_bind_template_callback (widget_class, became_wide_cb);
  gtk_widget_class_bind_template_callback (widget_class, ticked_cb);
  gtk_widget_class_bind_template_callback (widget_class, tab_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, asked_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_left_cb);
  gtk_widget_class_bind_template_callback (widget_class, sound_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, only_urgent_cb);
  gtk_widget_class_bind_template_callback (widget_class, admit_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, left_cb);
}

static void
chezu_alarms_page_class_init (ChezuAlarmsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = chezu_alarms_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = chezu_alarms_page_finalize;
  widget_class->map = chezu_alarms_page_map;

  signals[TOLD] = g_signal_new ("told", CHEZU_TYPE_ALARMS_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[ACTIVATED] = g_signal_new ("activated", CHEZU_TYPE_ALARMS_PAGE, G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);

  signals[MOMENT] = g_signal_new ("moment", CHEZU_TYPE_ALARMS_PAGE, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, CHEZU_TYPE_DESK_ALARM);
  signals[SILENCED] = g_signal_new ("silenced", CHEZU_TYPE_ALARMS_PAGE, G_SIGNAL_RUN_LAST, 0, NULL,
                                    NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (CHEZU_TYPE_ALARM_CARD);
  g_type_ensure (CHEZU_TYPE_FLOOD_STRIP);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/chezu/CommandCenter/ui/chezu-alarms-page.ui");
  bind_template (widget_class);
  chezu_alarms_page_install_steps (widget_class);
  gtk_widget_class_install_action (widget_class, "alarm.moment", NULL, moment_action);
  gtk_widget_class_install_action (widget_class, "alarm.silence", NULL, silence_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_m, GDK_CONTROL_MASK, "alarm.silence",
                                       NULL);
}

static void
add_columns (ChezuAlarmsPage *self)
{
  for (ChezuAlarmColumn column = 0; column < CHEZU_N_ALARM_COLUMNS; column++)
    {
      g_autoptr (GtkColumnViewColumn) made = chezu_alarm_cells_make_column (self->cells, column);

      gtk_column_view_append_column (self->view, made);
      if (column == CHEZU_ALARM_COLUMN_PEOPLE)
        self->wide_columns[0] = made;
      else if (column == CHEZU_ALARM_COLUMN_RAISED)
        self->wide_columns[1] = made;
    }
}

static void
add_priorities (ChezuAlarmsPage *self)
{
  for (guint priority = CHEZU_ALARM_P1; priority <= CHEZU_ALARM_P4; priority++)
    {
      g_autofree char *name = g_strdup_printf (_ ("Only Priority %u"), priority);
      g_autofree char *numeral = g_strdup_printf ("%u", priority);
      GtkWidget *button = gtk_toggle_button_new_with_label (numeral);

      gtk_widget_set_tooltip_text (button, name);
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                      -1);
      gtk_widget_add_css_class (button, "numeric");
      g_signal_connect_object (button, "toggled", G_CALLBACK (priority_toggled_cb), self,
                               G_CONNECT_SWAPPED);
      gtk_box_append (self->priority_box, button);
      self->priorities[priority] = GTK_TOGGLE_BUTTON (button);
    }
}

static void
chezu_alarms_page_init (ChezuAlarmsPage *self)
{
  g_autoptr (GtkListItemFactory) headers = NULL;
  g_autoptr (GtkListItemFactory) rows = NULL;
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->model = chezu_alarm_queue_model_new ();
  self->cells = chezu_alarm_cells_new (self->model);
  gtk_widget_init_template (GTK_WIDGET (self));

  self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->model)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (selected_cb), self,
                           G_CONNECT_SWAPPED);
  add_columns (self);
  add_priorities (self);
  headers = chezu_alarm_cells_make_headers (self->cells);
  gtk_column_view_set_header_factory (self->view, headers);
  rows = chezu_alarm_cells_make_rows (self->cells);
  gtk_column_view_set_row_factory (self->view, rows);
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

void
chezu_alarms_page_set_board (ChezuAlarmsPage *self,
                             ChezuAlarmBoard *board,
                             ChezuFleet *fleet,
                             const ChezuPlaceList *places)
{
  g_return_if_fail (CHEZU_IS_ALARMS_PAGE (self));

  if (self->board != NULL)
    g_signal_handlers_disconnect_by_data (self->board, self);
  g_set_object (&self->board, board);
  g_set_object (&self->fleet, fleet);
  self->chosen = 0;
  chezu_alarm_queue_model_set_board (self->model, board);
  chezu_alarm_cells_set_fleet (self->cells, fleet);
  chezu_alarm_card_set_board (self->card, board, fleet, places);
  if (board != NULL)
    {
      g_signal_connect_object (board, "changed", G_CALLBACK (board_changed_cb), self,
                               G_CONNECT_SWAPPED);
      board_changed_cb (self);
    }
}

static const char *
tab_name_of (const ChezuAlarmItem *item)
{
  switch (chezu_alarm_life_state (&item->life, chezu_time_now_ms ()))
    {
    case CHEZU_ALARM_HANDLING:
      return "handling";
    case CHEZU_ALARM_SHELVED:
      return "shelved";
    case CHEZU_ALARM_CLOSED:
      return "closed";
    default:
      return "to-do";
    }
}

gboolean
chezu_alarms_page_has_urgent (ChezuAlarmsPage *self)
{
  ChezuDeskAlarm *row;
  const ChezuAlarmItem *item;

  g_return_val_if_fail (CHEZU_IS_ALARMS_PAGE (self), FALSE);

  row = chezu_alarm_card_get_row (self->card);
  if (row == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return FALSE;
  item = chezu_desk_alarm_get_item (row);
  return item->life.priority == CHEZU_ALARM_P1 && chezu_alarm_life_is_open (&item->life);
}

void
chezu_alarms_page_choose (ChezuAlarmsPage *self, gint64 id)
{
  ChezuDeskAlarm *row;
  guint position;

  g_return_if_fail (CHEZU_IS_ALARMS_PAGE (self));

  row = self->board != NULL ? chezu_alarm_board_find (self->board, id) : NULL;
  if (row == NULL)
    return;
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  for (guint priority = CHEZU_ALARM_P1; priority <= CHEZU_ALARM_P4; priority++)
    gtk_toggle_button_set_active (self->priorities[priority], FALSE);
  adw_toggle_group_set_active_name (self->tabs, tab_name_of (chezu_desk_alarm_get_item (row)));
  admit_cb (self);
  position = chezu_alarm_queue_model_find (self->model, id);
  if (position != GTK_INVALID_LIST_POSITION)
    choose_at (self, position);
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}
