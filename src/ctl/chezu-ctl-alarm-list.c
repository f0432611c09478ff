/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chezuctl alarm list, once or for as long as somebody follows. */

#include "ctl/chezu-ctl-alarm.h"

#include "base/chezu-format.h"
#include "base/chezu-when.h"
#include "ctl/chezu-ctl-vehicle.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

#define LIST_MAX 100000
#define PAGE 1000

typedef struct
{
  char *state;
  char *type;
  char *vehicle;
  char *from;
  char *to;
  int priority;
  int limit;
  gboolean all;
  gboolean follow;
  gboolean as_json;

  ChezuAlarmFilter filter;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->state);
  g_free (options->type);
  g_free (options->vehicle);
  g_free (options->from);
  g_free (options->to);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static ChezuExit
judge_options (Options *options)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autoptr (GError) error = NULL;
  ChezuAlarmFilter *filter = &options->filter;
  gint64 now_ms = chezu_time_now_ms ();

  filter->which = options->all ? CHEZU_ALARM_ALL : CHEZU_ALARM_OPEN;
  filter->newest_first = options->all;
  filter->type = options->type;
  if (options->state != NULL)
    {
      filter->has_state = TRUE;
      if (!chezu_alarm_state_from_key (options->state, &filter->state))
        return chezu_ctl_fail (CHEZU_EXIT_USAGE,
                               _ ("“%s” is no state: raised, acknowledged, handling, returned, "
                                  "closed, shelved or appealed"),
                               options->state);
      if (filter->state == CHEZU_ALARM_CLOSED)
        filter->which = CHEZU_ALARM_ALL;
    }
  if (options->priority < 0 || options->priority > CHEZU_ALARM_P4)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("A priority is 1, 2, 3 or 4"));
  filter->priority = (guint8)options->priority;
  if (options->limit < 1 || options->limit > LIST_MAX)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("Between 1 and %d alarms can be listed"), LIST_MAX);
  filter->limit = (guint)options->limit;
  if ((options->from != NULL
       && !chezu_when_parse (options->from, now_ms, zone, &filter->from_ms, &error))
      || (options->to != NULL
          && !chezu_when_parse (options->to, now_ms, zone, &filter->to_ms, &error)))
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, "%s", error->message);
  return CHEZU_EXIT_OK;
}

/* --- Once --------------------------------------------------------------------------------- */

static void
add_counts (ChezuCtlJson root, const ChezuAlarmCounts *counts)
{
  yyjson_mut_val *list = yyjson_mut_obj_add_arr (root.json, root.object, "priorities");

  for (guint8 priority = CHEZU_ALARM_P1; priority <= CHEZU_ALARM_P4; priority++)
    {
      ChezuCtlJson to = chezu_ctl_json_append_object (root, list);

      chezu_ctl_json_add_int (to, "priority", priority);
      chezu_ctl_json_add_int (to, "open", counts->open[priority]);
      chezu_ctl_json_add_int (to, "unacknowledged", counts->unacknowledged[priority]);
      chezu_ctl_json_add_int (to, "overdue", counts->overdue[priority]);
    }
}

static void
add_flood (ChezuCtlJson root, const ChezuAlarmFlood *flood)
{
  ChezuCtlJson to = chezu_ctl_json_add_object (root, "rate");

  chezu_ctl_json_add_int (to, "last_ten_minutes", flood->last_ten_minutes);
  chezu_ctl_json_add_int (to, "last_day", flood->day);
  yyjson_mut_obj_add_bool (to.json, to.object, "flood", flood->flood);
  chezu_ctl_json_add_time (to, "flood_since", flood->flood_since_ms);
  chezu_ctl_json_add_int (to, "flood_ms_of_day", flood->flood_ms);
}

static void
print_json (const GPtrArray *items,
            const GPtrArray *types,
            const ChezuAlarmCounts *counts,
            const ChezuAlarmFlood *flood)
{
  ChezuCtlJson root = chezu_ctl_json_begin ();
  yyjson_mut_val *list = yyjson_mut_obj_add_arr (root.json, root.object, "alarms");

  for (guint i = 0; i < items->len; i++)
    chezu_ctl_alarm_add (chezu_ctl_json_append_object (root, list), items->pdata[i], types);
  add_counts (root, counts);
  chezu_ctl_json_add_int (root, "shelved", counts->shelved);
  chezu_ctl_json_add_int (root, "last_seq", counts->last_seq);
  add_flood (root, flood);
  chezu_ctl_json_print (root.json);
}

static ChezuExit
list_once (ChezuStore *store, const Options *options, const GPtrArray *types)
{
  g_autoptr (GError) error = NULL;
  gint64 now_ms = chezu_time_now_ms ();
  g_autofree ChezuAlarmCounts *counts = NULL;
  g_autofree ChezuAlarmFlood *flood = NULL;
  g_autoptr (GPtrArray) items
      = chezu_ctl_take (chezu_alarm_queue_list (store, &options->filter), &error);

  if (items != NULL)
    counts = chezu_ctl_take (chezu_alarm_queue_count (store, now_ms), &error);
  if (counts != NULL)
    flood = chezu_ctl_take (chezu_alarm_queue_flood (store, now_ms), &error);
  if (flood == NULL)
    return chezu_ctl_fail (CHEZU_EXIT_STORE, "%s", error->message);
  if (options->as_json)
    {
      print_json (items, types, counts, flood);
      return CHEZU_EXIT_OK;
    }
  for (guint i = 0; i < items->len; i++)
    chezu_ctl_alarm_print (items->pdata[i], types);
  if (flood->flood)
    g_print (_ ("Alarm flood: %u alarms in ten minutes\n"), flood->last_ten_minutes);
  return CHEZU_EXIT_OK;
}

/* --- Following ---------------------------------------------------------------------------- */

typedef struct
{
  ChezuStore *store;
  const Options *options;
  const GPtrArray *types;
  gint64 last_seq;
  gboolean reading;
} Following;

static gboolean
is_wanted (const Options *options, const ChezuAlarmItem *item)
{
  const ChezuAlarmFilter *filter = &options->filter;

  return (filter->type == NULL || g_str_equal (filter->type, item->type))
         && (filter->priority == CHEZU_ALARM_NONE || filter->priority == item->life.priority)
         && (filter->vehicle_id == 0 || filter->vehicle_id == item->vehicle_id);
}

static void
tell (const Following *self, const ChezuAlarmItem *item)
{
  if (!is_wanted (self->options, item))
    return;
  if (self->options->as_json)
    {
      ChezuCtlJson root = chezu_ctl_json_begin ();
      char *line;

      chezu_ctl_alarm_add (root, item, self->types);
      /* One line each, for who reads line by line. */
      line = yyjson_mut_write (root.json, 0, NULL);
      g_print ("%s\n", line);
      free (line);
      yyjson_mut_doc_free (root.json);
    }
  else
    chezu_ctl_alarm_print (item, self->types);
  fflush (stdout);
}

static DexFuture *
follow_fiber (gpointer data)
{
  Following *self = data;
  gboolean full = TRUE;

  while (full)
    {
      g_autoptr (GPtrArray) items
          = chezu_store_await (chezu_alarm_queue_changes (self->store, self->last_seq, PAGE), NULL);

      /* What cannot be read now comes with the next change. */
      full = items != NULL && items->len == PAGE;
      for (guint i = 0; items != NULL && i < items->len; i++)
        {
          const ChezuAlarmItem *item = items->pdata[i];

          self->last_seq = item->seq;
          tell (self, item);
        }
    }
  self->reading = FALSE;
  return dex_future_new_true ();
}

static void
changed_cb (Following *self)
{
  if (self->reading)
    return;
  self->reading = TRUE;
  dex_future_disown (dex_scheduler_spawn (NULL, 0, follow_fiber, self, NULL));
}

static ChezuExit
follow (ChezuStore *store, const Options *options, const GPtrArray *types)
{
  Following following = { .store = store, .options = options, .types = types };
  g_autoptr (GError) error = NULL;
  g_autofree ChezuAlarmCounts *counts
      = chezu_ctl_take (chezu_alarm_queue_count (store, chezu_time_now_ms ()), &error);
  gulong handler;

  if (counts == NULL)
    return chezu_ctl_fail (CHEZU_EXIT_STORE, "%s", error->message);
  following.last_seq = counts->last_seq;
  handler = g_signal_connect_swapped (store, "changed", G_CALLBACK (changed_cb), &following);
  chezu_ctl_run_for (0, NULL, NULL);
  g_signal_handler_disconnect (store, handler);
  while (following.reading)
    g_main_context_iteration (NULL, TRUE);
  return CHEZU_EXIT_OK;
}

/* ------------------------------------------------------------------------------------------ */

static ChezuExit
run (ChezuStore *store, Options *options)
{
  g_auto (ChezuCtlVehicle) vehicle = { 0 };
  g_autoptr (GPtrArray) types = chezu_ctl_alarm_read_types (store);
  ChezuExit code;

  if (types == NULL)
    return CHEZU_EXIT_STORE;
  if (options->vehicle != NULL)
    {
      code = chezu_ctl_vehicle_find (store, options->vehicle, &vehicle);
      if (code != CHEZU_EXIT_OK)
        return code;
      options->filter.vehicle_id = vehicle.id;
    }
  if (options->follow)
    return follow (store, options, types);
  return list_once (store, options, types);
}

ChezuExit
chezu_ctl_alarm_list (ChezuCtl *ctl, int argc, char **argv)
{
  g_auto (Options) options = { .limit = LIST_MAX };
  const GOptionEntry entries[] = {
    { "all", 0, 0, G_OPTION_ARG_NONE, &options.all, N_ ("Closed ones as well, the newest first"),
      NULL },
    { "state", 0, 0, G_OPTION_ARG_STRING, &options.state, N_ ("In this state alone"),
      N_ ("STATE") },
    { "type", 0, 0, G_OPTION_ARG_STRING, &options.type, N_ ("Of this type alone"), N_ ("TYPE") },
    { "priority", 0, 0, G_OPTION_ARG_INT, &options.priority, N_ ("Of this priority alone"),
      N_ ("1-4") },
    { "vehicle", 0, 0, G_OPTION_ARG_STRING, &options.vehicle, N_ ("Of this vehicle alone"),
      N_ ("VEHICLE") },
    { "from", 0, 0, G_OPTION_ARG_STRING, &options.from, N_ ("Raised at that time or later"),
      N_ ("WHEN") },
    { "to", 0, 0, G_OPTION_ARG_STRING, &options.to, N_ ("Raised before that time"), N_ ("WHEN") },
    { "limit", 0, 0, G_OPTION_ARG_INT, &options.limit, N_ ("So many at most"), N_ ("N") },
    { "follow", 0, 0, G_OPTION_ARG_NONE, &options.follow,
      N_ ("Print each alarm to which something happens, until interrupted"), NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.as_json, N_ ("Print JSON"), NULL },
    { NULL },
  };
  g_autoptr (ChezuStore) store = NULL;
  ChezuExit code;

  if (!chezu_ctl_parse (NULL, _ ("Lists the alarms that are open, the most urgent first."), entries,
                        &argc, &argv))
    return CHEZU_EXIT_USAGE;
  if (argc != 1)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("“%s” is one word too many"), argv[1]);
  code = judge_options (&options);
  if (code != CHEZU_EXIT_OK)
    return code;
  store = chezu_ctl_open_store (ctl);
  return store != NULL ? run (store, &options) : CHEZU_EXIT_STORE;
}
