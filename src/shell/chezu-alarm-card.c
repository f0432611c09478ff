/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-alarm-card.h"

#include "base/chezu-format.h"
#include "base/chezu-geodesy.h"
#include "base/chezu-time.h"
#include "map/chezu-map-view.h"
#include "shell/chezu-alarm-badge.h"
#include "shell/chezu-alarm-checklist.h"
#include "shell/chezu-alarm-words.h"
#include "shell/chezu-base-maps.h"
#include "shell/chezu-speed-profile.h"
#include "store/chezu-alarm-queue.h"
#include "store/chezu-history.h"
#include "store/chezu-outbox.h"

#include <glib/gi18n-lib.h>

/* What the card shows of the vehicle's way: before the alarm, and after it for so long. */
#define BEFORE_MS (5 * CHEZU_MINUTE_MS)
#define AFTER_MS (10 * CHEZU_MINUTE_MS)
#define PROFILE_BEFORE_MS (2 * CHEZU_MINUTE_MS)
#define ZOOM 13.0
#define N_HELP 3
#define LETTERS_MAX 50

struct _ChezuAlarmCard
{
  AdwBin parent_instance;

  ChezuAlarmBoard *board;       /* nullable */
  ChezuFleet *fleet;            /* nullable */
  const ChezuPlaceList *places; /* nullable, borrowed */
  ChezuDeskAlarm *row;          /* nullable */
  ChezuMapView *map;
  GHashTable *ticks;    /* key of an item → GtkCheckButton, borrowed */
  gint64 read_seq;      /* of the row, whose log is shown */
  guint reading;        /* counts readings: only the last one is shown */
  gboolean is_awaiting; /* a text in the log is not answered */
  gboolean showing;

  /* Template widgets */
  GtkStack *stack;
  AdwStatusPage *nothing;
  ChezuAlarmBadge *badge;
  GtkLabel *title;
  GtkLabel *subtitle;
  GtkLabel *clock;
  GtkLabel *due;
  GtkWidget *take_button;
  AdwBin *map_bin;
  GtkLabel *place;
  GtkLabel *position;
  GtkWidget *speed_box;
  GtkLabel *speed_words;
  ChezuSpeedProfile *profile;
  GtkListBox *contacts;
  GtkListBox *help;
  GtkWidget *checklist_box;
  GtkListBox *checklist;
  GtkListBox *log;
};

static guint ticked_signal;

G_DEFINE_FINAL_TYPE (ChezuAlarmCard, chezu_alarm_card, ADW_TYPE_BIN)

static guint
find_vehicle (ChezuAlarmCard *self)
{
  return self->fleet != NULL && self->row != NULL
             ? chezu_fleet_find (self->fleet, chezu_desk_alarm_get_item (self->row)->vehicle_id)
             : CHEZU_FLEET_NONE;
}

/* --- Head ----------------------------------------------------------------------------------- */

static void
show_head (ChezuAlarmCard *self)
{
  const ChezuAlarmItem *item = chezu_desk_alarm_get_item (self->row);
  g_autofree char *plate = chezu_format_plate (item->plate);
  g_autofree char *title = g_strdup_printf ("%s  %s", chezu_desk_alarm_get_name (self->row), plate);
  g_autofree char *moment = chezu_format_moment (item->life.raised_ms, chezu_time_now_ms ());
  g_autofree char *measure = chezu_alarm_describe_measure (item);
  guint vehicle = find_vehicle (self);
  g_autoptr (GString) words = g_string_new (NULL);

  if (vehicle != CHEZU_FLEET_NONE)
    g_string_append_printf (
        words, "%s · ", chezu_vehicle_kind_name (chezu_fleet_peek (self->fleet)->kind[vehicle]));
  if (measure != NULL)
    g_string_append_printf (words, "%s · ", measure);
  g_string_append_printf (words, "%s · %s",
                          item->rule != NULL ? _ ("by a rule") : _ ("by the terminal"), moment);
  chezu_alarm_badge_set_priority (self->badge, item->life.priority);
  gtk_label_set_label (self->title, title);
  gtk_label_set_label (self->subtitle, words->str);
}

static char *
describe_due (const ChezuAlarmLife *life, gint64 due_ms)
{
  g_autofree char *moment = chezu_format_moment (due_ms, chezu_time_now_ms ());

  /* TRANSLATORS: what is due at which moment: "acknowledge by 14:32:07" */
  if (life->acknowledged_ms == 0)
    return g_strdup_printf (_ ("acknowledge by %s"), moment);
  return life->acted_ms == 0 ? g_strdup_printf (_ ("act by %s"), moment)
                             : g_strdup_printf (_ ("close by %s"), moment);
}

static void
show_clock (ChezuAlarmCard *self)
{
  const ChezuAlarmItem *item = chezu_desk_alarm_get_item (self->row);
  gint64 now_ms = chezu_time_now_ms ();
  gboolean closed = item->life.state == CHEZU_ALARM_CLOSED;
  gint64 due_ms = chezu_desk_alarm_get_due_ms (self->row);
  g_autofree char *running
      = chezu_alarm_describe_running (item->life.raised_ms, closed ? item->life.closed_ms : now_ms);
  g_autofree char *words = NULL;

  words = due_ms != 0 ? describe_due (&item->life, due_ms)
                      : chezu_alarm_describe_state (item, now_ms);
  gtk_label_set_label (self->clock, running);
  gtk_label_set_label (self->due, words);
  if (!closed && due_ms != 0 && due_ms < now_ms)
    gtk_widget_add_css_class (GTK_WIDGET (self->clock), "overdue");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->clock), "overdue");
}

/* The next step is lit, as long as it is to be taken. */
static void
show_take (ChezuAlarmCard *self)
{
  ChezuAlarmState state = chezu_desk_alarm_get_item (self->row)->life.state;

  if (state == CHEZU_ALARM_HANDLING || state == CHEZU_ALARM_CLOSED)
    gtk_widget_remove_css_class (self->take_button, "suggested-action");
  else
    gtk_widget_add_css_class (self->take_button, "suggested-action");
}

/* --- Place and way -------------------------------------------------------------------------- */

static void
show_place (ChezuAlarmCard *self)
{
  const ChezuAlarmItem *item = chezu_desk_alarm_get_item (self->row);
  const char *place = chezu_desk_alarm_get_place (self->row);
  g_autofree char *position = NULL;

  gtk_widget_set_visible (gtk_widget_get_parent (GTK_WIDGET (self->map_bin)), item->has_position);
  if (!item->has_position)
    return;
  position = chezu_format_position (item->lon_e7 / 1e7, item->lat_e7 / 1e7);
  gtk_label_set_label (self->place, place != NULL ? place : "—");
  gtk_label_set_label (self->position, position);
  chezu_map_view_go_to (self->map, item->lon_e7 / 1e7, item->lat_e7 / 1e7, ZOOM, FALSE);
  chezu_map_view_set_selected (self->map, item->vehicle_id);
}

static void
show_way (ChezuAlarmCard *self, const GArray *fixes)
{
  const ChezuAlarmItem *item = chezu_desk_alarm_get_item (self->row);
  const ChezuFix *all = (const ChezuFix *)(gpointer)fixes->data;
  g_autoptr (GArray) legs = g_array_new (FALSE, FALSE, 1);
  gint32 top = 0;
  guint first = 0;
  g_autofree char *words = NULL;

  chezu_map_view_set_trail (self->map, all, fixes->len);
  while (first < fixes->len && all[first].time_ms < item->life.raised_ms - PROFILE_BEFORE_MS)
    first++;
  for (guint i = first; i < fixes->len; i++)
    top = MAX (top, all[i].speed_cm_s);
  gtk_widget_set_visible (self->speed_box, fixes->len - first > 1);
  chezu_speed_profile_show (self->profile, all + first, fixes->len - first, legs);
  chezu_speed_profile_set_playhead (self->profile, item->life.raised_ms);
  if (fixes->len - first > 1)
    {
      g_autofree char *speed = chezu_format_speed (top);
      double seconds = (double)(all[fixes->len - 1].time_ms - all[first].time_ms) / 1000.0;

      /* TRANSLATORS: the highest speed; how many fixes; how many seconds apart on average */
      words = g_strdup_printf (_ ("up to %s · %u fixes, one each %.0f s"), speed,
                               fixes->len - first, seconds / (fixes->len - first - 1));
      gtk_label_set_label (self->speed_words, words);
    }
}

/* --- People and help ------------------------------------------------------------------------ */

static GtkWidget *
add_line (GtkListBox *list, const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_list_box_append (list, row);
  return row;
}

static void
call_cb (GtkButton *button, ChezuAlarmCard *self)
{
  const char *number = g_object_get_data (G_OBJECT (button), "chezu-number");
  g_autofree char *uri = g_strdup_printf ("tel:%s", number);
  g_autoptr (GtkUriLauncher) launcher = gtk_uri_launcher_new (uri);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), number);
  gtk_uri_launcher_launch (launcher, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), NULL,
                           NULL, NULL);
}

static void
add_call (ChezuAlarmCard *self, GtkWidget *row, const char *number)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("call-start-symbolic");

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _ ("Call, and Copy the Number"));
  g_object_set_data_full (G_OBJECT (button), "chezu-number", g_strdup (number), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (call_cb), self, G_CONNECT_DEFAULT);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

/* Numbers of people are not read over somebody's shoulder. */
static char *
mask_number (const char *number)
{
  gsize length = g_utf8_strlen (number, -1);
  g_autofree char *head = NULL;
  g_autofree char *tail = NULL;

  if (length < 8)
    return g_strdup ("····");
  head = g_utf8_substring (number, 0, 3);
  tail = g_utf8_substring (number, (glong)length - 4, (glong)length);
  return g_strdup_printf ("%s····%s", head, tail);
}

static void
reveal_cb (GtkToggleButton *eye, GtkWidget *row)
{
  const char *number = g_object_get_data (G_OBJECT (row), "chezu-number");
  const char *role = g_object_get_data (G_OBJECT (row), "chezu-role");
  g_autofree char *masked = mask_number (number);
  g_autofree char *text
      = g_strdup_printf ("%s · %s", role, gtk_toggle_button_get_active (eye) ? number : masked);

  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
}

static void
add_driver (ChezuAlarmCard *self, const char *name, const char *number)
{
  GtkWidget *row = add_line (self->contacts, name, _ ("Driver"));
  GtkWidget *eye;

  if (number == NULL || *number == '\0')
    return;
  g_object_set_data_full (G_OBJECT (row), "chezu-number", g_strdup (number), g_free);
  g_object_set_data_full (G_OBJECT (row), "chezu-role", g_strdup (_ ("Driver")), g_free);
  eye = gtk_toggle_button_new ();
  gtk_button_set_icon_name (GTK_BUTTON (eye), "view-reveal-symbolic");
  gtk_widget_set_valign (eye, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (eye, "flat");
  gtk_widget_set_tooltip_text (eye, _ ("Show the Number"));
  g_signal_connect_object (eye, "toggled", G_CALLBACK (reveal_cb), row, G_CONNECT_DEFAULT);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), eye);
  add_call (self, row, number);
  reveal_cb (GTK_TOGGLE_BUTTON (eye), row);
}

static void
show_contacts (ChezuAlarmCard *self)
{
  guint vehicle = find_vehicle (self);
  const char *driver
      = vehicle != CHEZU_FLEET_NONE ? chezu_fleet_get_driver (self->fleet, vehicle) : NULL;
  const char *enterprise
      = vehicle != CHEZU_FLEET_NONE ? chezu_fleet_get_enterprise (self->fleet, vehicle) : NULL;

  gtk_list_box_remove_all (self->contacts);
  if (driver != NULL && *driver != '\0')
    add_driver (self, driver, chezu_fleet_get_phone (self->fleet, vehicle));
  if (enterprise != NULL && *enterprise != '\0')
    add_line (self->contacts, enterprise, _ ("Enterprise"));
  add_call (self, add_line (self->contacts, _ ("Expressway Police and Rescue"), "12122"), "12122");
}

static gboolean
can_help (ChezuPlaceKind kind)
{
  return kind == CHEZU_PLACE_HOSPITAL || kind == CHEZU_PLACE_RESCUE
         || kind == CHEZU_PLACE_DRIVER_STATION;
}

static void
show_help (ChezuAlarmCard *self)
{
  const ChezuAlarmItem *item = chezu_desk_alarm_get_item (self->row);
  static const ChezuPlaceKind kinds[N_HELP]
      = { CHEZU_PLACE_HOSPITAL, CHEZU_PLACE_RESCUE, CHEZU_PLACE_DRIVER_STATION };

  gtk_list_box_remove_all (self->help);
  for (guint k = 0; k < N_HELP && item->has_position; k++)
    {
      const ChezuPlaceRow *nearest = NULL;
      double least_m = G_MAXDOUBLE;

      for (guint i = 0; self->places != NULL && i < self->places->rows->len; i++)
        {
          const ChezuPlaceRow *place = &g_array_index (self->places->rows, ChezuPlaceRow, i);
          double metres;

          if (place->kind != kinds[k] || !can_help (place->kind))
            continue;
          metres
              = chezu_distance_m (item->lon_e7 / 1e7, item->lat_e7 / 1e7, place->lon, place->lat);
          if (metres < least_m)
            {
              least_m = metres;
              nearest = place;
            }
        }
      if (nearest != NULL)
        {
          g_autofree char *distance = chezu_format_distance (least_m);
          GtkWidget *row = add_line (self->help,
                                     chezu_language_is_chinese () || nearest->name_en == NULL
                                         ? nearest->name_zh
                                         : nearest->name_en,
                                     distance);

          if (nearest->phone != NULL && *nearest->phone != '\0')
            add_call (self, row, nearest->phone);
        }
    }
}

/* --- Steps ---------------------------------------------------------------------------------- */

static void
tick_toggled_cb (GtkCheckButton *check, ChezuAlarmCard *self)
{
  if (self->showing || !gtk_check_button_get_active (check))
    return;
  g_signal_emit (self, ticked_signal, 0, g_object_get_data (G_OBJECT (check), "chezu-item"));
}

static void
show_checklist (ChezuAlarmCard *self)
{
  const ChezuAlarmType *type = chezu_desk_alarm_get_type_of (self->row);
  guint n = 0;
  const ChezuChecklistItem *items = chezu_alarm_checklist (type != NULL ? type->answer : '-', &n);

  gtk_list_box_remove_all (self->checklist);
  g_hash_table_remove_all (self->ticks);
  gtk_widget_set_visible (self->checklist_box, n > 0);
  for (guint i = 0; i < n; i++)
    {
      GtkWidget *row = add_line (self->checklist, _ (items[i].text), "");
      GtkWidget *check = gtk_check_button_new ();

      gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
      adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
      adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
      g_object_set_data (G_OBJECT (check), "chezu-item", (gpointer)items[i].key);
      g_signal_connect_object (check, "toggled", G_CALLBACK (tick_toggled_cb), self,
                               G_CONNECT_DEFAULT);
      g_hash_table_insert (self->ticks, (gpointer)items[i].key, check);
    }
}

/* What became of a text. Both are told the newest first; a step that another program wrote has no
 * letter. */
static char *
describe_delivery (GPtrArray *letters, const char *text)
{
  for (guint i = 0; i < letters->len; i++)
    {
      g_autoptr (ChezuOutboxItem) letter = NULL;

      if (g_strcmp0 (((const ChezuOutboxItem *)letters->pdata[i])->text, text) != 0)
        continue;
      letter = g_ptr_array_steal_index (letters, i);
      if (letter->answer == NULL || *letter->answer == '\0')
        return g_strdup_printf (" · %s", chezu_outbox_state_name (letter->state));
      return g_strdup_printf (" · %s: %s", chezu_outbox_state_name (letter->state), letter->answer);
    }
  return g_strdup ("");
}

static void
show_entry (ChezuAlarmCard *self, const ChezuAlarmEntry *entry, GPtrArray *letters)
{
  ChezuAlarmStep step;
  g_autofree char *delivery = NULL;
  g_autofree char *clock = chezu_format_moment (entry->time_ms, chezu_time_now_ms ());
  g_autofree char *said = chezu_alarm_describe_entry (entry);
  g_autofree char *title = NULL;
  g_autofree char *subtitle = NULL;

  if (!chezu_alarm_step_from_key (entry->step, &step))
    return;
  title = *said != '\0' ? g_strdup_printf ("%s · %s", chezu_alarm_step_name (step), said)
                        : g_strdup (chezu_alarm_step_name (step));
  delivery
      = step == CHEZU_ALARM_STEP_MESSAGE ? describe_delivery (letters, entry->text) : g_strdup ("");
  subtitle = g_strdup_printf ("%s · %s%s", clock, entry->who, delivery);
  add_line (self->log, title, subtitle);
  if (entry->item != NULL)
    {
      GtkWidget *check = g_hash_table_lookup (self->ticks, entry->item);

      if (check != NULL)
        {
          GtkWidget *row = gtk_widget_get_ancestor (check, ADW_TYPE_ACTION_ROW);

          gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
          gtk_widget_set_sensitive (check, FALSE);
          adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
        }
    }
}

static gboolean
is_awaiting_any (const GPtrArray *letters)
{
  for (guint i = 0; i < letters->len; i++)
    if (((const ChezuOutboxItem *)letters->pdata[i])->state < CHEZU_OUTBOX_ANSWERED)
      return TRUE;
  return FALSE;
}

static void
show_log (ChezuAlarmCard *self, const GPtrArray *entries, GPtrArray *letters)
{
  self->showing = TRUE;
  self->is_awaiting = is_awaiting_any (letters);
  gtk_list_box_remove_all (self->log);
  for (guint i = entries->len; i > 0; i--)
    show_entry (self, entries->pdata[i - 1], letters);
  self->showing = FALSE;
}

/* --- Reading -------------------------------------------------------------------------------- */

typedef struct
{
  ChezuAlarmCard *card;
  ChezuDeskAlarm *row;
  guint reading;
} Reading;

static void
reading_free (Reading *reading)
{
  g_object_unref (reading->card);
  g_object_unref (reading->row);
  g_free (reading);
}

/* The letters last: a step that is there has its letter, and whether one waits is known. */
static void
read_log (Reading *reading)
{
  ChezuAlarmCard *self = reading->card;
  gint64 id = chezu_desk_alarm_get_id (reading->row);
  ChezuStore *store = chezu_alarm_board_get_store (self->board);
  g_autoptr (GPtrArray) entries = chezu_store_await (chezu_alarm_queue_history (store, id), NULL);
  g_autoptr (GPtrArray) letters
      = chezu_store_await (chezu_outbox_list (store, id, LETTERS_MAX), NULL);

  if (entries != NULL && letters != NULL && self->reading == reading->reading)
    show_log (self, entries, letters);
}

static DexFuture *
read_log_fiber (gpointer data)
{
  read_log (data);
  return dex_future_new_true ();
}

static DexFuture *
read_fiber (gpointer data)
{
  Reading *reading = data;
  ChezuAlarmCard *self = reading->card;
  const ChezuAlarmItem *item = chezu_desk_alarm_get_item (reading->row);
  gint64 from_ms = item->life.raised_ms - BEFORE_MS;
  gint64 to_ms = item->life.last_ms + AFTER_MS;
  gint64 vehicle_id = item->vehicle_id;
  ChezuStore *store = chezu_alarm_board_get_store (self->board);
  g_autoptr (GArray) fixes = NULL;

  read_log (reading);
  fixes = chezu_store_await (chezu_history_read (store, vehicle_id, from_ms, to_ms), NULL);
  if (fixes != NULL && self->reading == reading->reading)
    show_way (self, fixes);
  return dex_future_new_true ();
}

static void
begin_reading (ChezuAlarmCard *self, DexFiberFunc fiber)
{
  Reading *reading = g_new0 (Reading, 1);

  reading->card = g_object_ref (self);
  reading->row = g_object_ref (self->row);
  reading->reading = self->reading;
  dex_future_disown (dex_scheduler_spawn (NULL, 0, fiber, reading, (GDestroyNotify)reading_free));
}

static void
read_more (ChezuAlarmCard *self)
{
  if (self->board == NULL)
    return;
  self->reading++;
  self->read_seq = chezu_desk_alarm_get_item (self->row)->seq;
  begin_reading (self, read_fiber);
}

/* --- Class ---------------------------------------------------------------------------------- */

static void
row_changed_cb (ChezuAlarmCard *self)
{
  show_head (self);
  show_clock (self);
  show_take (self);
  if (chezu_desk_alarm_get_item (self->row)->seq != self->read_seq)
    read_more (self);
}

static void
chezu_alarm_card_dispose (GObject *object)
{
  ChezuAlarmCard *self = CHEZU_ALARM_CARD (object);

  self->reading++;
  if (self->row != NULL)
    g_signal_handlers_disconnect_by_data (self->row, self);
  g_clear_object (&self->row);
  g_clear_object (&self->board);
  g_clear_object (&self->fleet);
  g_clear_pointer (&self->ticks, g_hash_table_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), CHEZU_TYPE_ALARM_CARD);

  G_OBJECT_CLASS (chezu_alarm_card_parent_class)->dispose (object);
}

static void
chezu_alarm_card_class_init (ChezuAlarmCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = chezu_alarm_card_dispose;

  ticked_signal = g_signal_new ("ticked", CHEZU_TYPE_ALARM_CARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (CHEZU_TYPE_ALARM_BADGE);
  g_type_ensure (CHEZU_TYPE_SPEED_PROFILE);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/chezu/CommandCenter/ui/chezu-alarm-card.ui");
  gtk_widget_class_bind_template_child (widget_class, ChezuAlarmCard, stack);
  gtk_widget_class_bind_template_child (widget_class, ChezuAlarmCard, nothing);
  gtk_widget_class_bind_template_child (widget_class, ChezuAlarmCard, badge);
  gtk_widget_class_bind_template_child (widget_class, ChezuAlarmCard, title);
  gtk_widget_class_bind_template_child (widget_class, ChezuAlarmCard, subtitle);
  gtk_widget_class_bind_template_child (widget_class, ChezuAlarmCard, clock);
  gtk_widget_class_bind_template_child (widget_class, ChezuAlarmCard, due);
  gtk_widget_class_bind_template_child (widget_class, ChezuAlarmCard, take_button);
  gtk_widget_class_bind_template_child (widget_class, ChezuAlarmCard, map_bin);
  gtk_widget_class_bind_template_child (widget_class, ChezuAlarmCard, place);
  gtk_widget_class_bind_template_child (widget_class, ChezuAlarmCard, position);
  gtk_widget_class_bind_template_child (widget_class, ChezuAlarmCard, speed_box);
  gtk_widget_class_bind_template_child (widget_class, ChezuAlarmCard, speed_words);
  gtk_widget_class_bind_template_child (widget_class, ChezuAlarmCard, profile);
  gtk_widget_class_bind_template_child (widget_class, ChezuAlarmCard, contacts);
  gtk_widget_class_bind_template_child (widget_class, ChezuAlarmCard, help);
  gtk_widget_class_bind_template_child (widget_class, ChezuAlarmCard, checklist_box);
  gtk_widget_class_bind_template_child (widget_class, ChezuAlarmCard, checklist);
  gtk_widget_class_bind_template_child (widget_class, ChezuAlarmCard, log);
}

static void
chezu_alarm_card_init (ChezuAlarmCard *self)
{
  self->ticks = g_hash_table_new (g_str_hash, g_str_equal);
  gtk_widget_init_template (GTK_WIDGET (self));
  self->map = CHEZU_MAP_VIEW (chezu_map_view_new ());
  chezu_map_view_set_compact (self->map, TRUE);
  chezu_base_maps_attach (chezu_base_maps_get (), self->map);
  adw_bin_set_child (self->map_bin, GTK_WIDGET (self->map));
}

void
chezu_alarm_card_set_board (ChezuAlarmCard *self,
                            ChezuAlarmBoard *board,
                            ChezuFleet *fleet,
                            const ChezuPlaceList *places)
{
  g_return_if_fail (CHEZU_IS_ALARM_CARD (self));

  chezu_alarm_card_set_row (self, NULL);
  g_set_object (&self->board, board);
  g_set_object (&self->fleet, fleet);
  self->places = places;
  chezu_map_view_set_fleet (self->map, fleet);
  if (places != NULL)
    chezu_map_view_set_places (self->map, places);
}

void
chezu_alarm_card_set_row (ChezuAlarmCard *self, ChezuDeskAlarm *row)
{
  g_return_if_fail (CHEZU_IS_ALARM_CARD (self));

  if (self->row == row)
    return;
  self->reading++;
  if (self->row != NULL)
    g_signal_handlers_disconnect_by_data (self->row, self);
  g_set_object (&self->row, row);
  gtk_stack_set_visible_child_name (self->stack, row != NULL ? "alarm" : "none");
  if (row == NULL)
    return;
  g_signal_connect_object (row, "changed", G_CALLBACK (row_changed_cb), self, G_CONNECT_SWAPPED);
  show_head (self);
  show_clock (self);
  show_take (self);
  show_place (self);
  show_contacts (self);
  show_help (self);
  show_checklist (self);
  gtk_list_box_remove_all (self->log);
  gtk_widget_set_visible (self->speed_box, FALSE);
  chezu_map_view_set_trail (self->map, NULL, 0);
  read_more (self);
}

ChezuDeskAlarm *
chezu_alarm_card_get_row (ChezuAlarmCard *self)
{
  g_return_val_if_fail (CHEZU_IS_ALARM_CARD (self), NULL);
  return self->row;
}

void
chezu_alarm_card_refresh (ChezuAlarmCard *self)
{
  g_return_if_fail (CHEZU_IS_ALARM_CARD (self));

  if (self->row == NULL)
    return;
  show_clock (self);
  if (self->is_awaiting && self->board != NULL)
    begin_reading (self, read_log_fiber);
}

void
chezu_alarm_card_focus (ChezuAlarmCard *self)
{
  g_return_if_fail (CHEZU_IS_ALARM_CARD (self));
  gtk_widget_grab_focus (self->take_button);
}

const char *
chezu_alarm_card_get_phone (ChezuAlarmCard *self)
{
  guint vehicle;

  g_return_val_if_fail (CHEZU_IS_ALARM_CARD (self), NULL);

  vehicle = find_vehicle (self);
  return vehicle != CHEZU_FLEET_NONE ? chezu_fleet_get_phone (self->fleet, vehicle) : NULL;
}
