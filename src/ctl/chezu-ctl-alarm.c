/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chezuctl alarm: what waits for somebody, what happened to it, and dealing with it. */

#include "ctl/chezu-ctl-alarm.h"
#include "ctl/chezu-ctl-actions.h"

#include "base/chezu-format.h"
#include "base/chezu-units.h"

#include <glib/gi18n-lib.h>

GPtrArray *
chezu_ctl_alarm_read_types (ChezuStore *store)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *types = chezu_ctl_take (chezu_alarm_type_table_list (store), &error);

  if (types == NULL)
    chezu_ctl_fail (CHEZU_EXIT_STORE, "%s", error->message);
  return types;
}

gboolean
chezu_ctl_alarm_parse_id (const char *text, gint64 *id)
{
  const char *digits = *text == '#' ? text + 1 : text;

  if (g_ascii_string_to_signed (digits, 10, 1, G_MAXINT64, id, NULL))
    return TRUE;
  chezu_ctl_fail (CHEZU_EXIT_USAGE,
                  _ ("“%s” is no number of an alarm; “chezuctl alarm list” shows them"), text);
  return FALSE;
}

static const ChezuAlarmType *
find_type (const GPtrArray *types, const char *code)
{
  for (guint i = 0; types != NULL && i < types->len; i++)
    if (g_str_equal (((const ChezuAlarmType *)types->pdata[i])->code, code))
      return types->pdata[i];
  return NULL;
}

/* --- Printing ----------------------------------------------------------------------------- */

void
chezu_ctl_alarm_add (ChezuCtlJson to, const ChezuAlarmItem *item, const GPtrArray *types)
{
  const ChezuAlarmLife *life = &item->life;
  const ChezuAlarmType *type = find_type (types, item->type);

  chezu_ctl_json_add_int (to, "id", item->id);
  chezu_ctl_json_add_text (to, "type", item->type);
  chezu_ctl_json_add_text (to, "name", type != NULL ? chezu_alarm_type_name (type) : NULL);
  chezu_ctl_json_add_int (to, "priority", life->priority);
  chezu_ctl_json_add_text (
      to, "state", chezu_alarm_state_key (chezu_alarm_life_state (life, chezu_time_now_ms ())));
  chezu_ctl_json_add_text (to, "vehicle", item->plate);
  chezu_ctl_json_add_int (to, "vehicle_id", item->vehicle_id);
  chezu_ctl_json_add_time (to, "raised_at", life->raised_ms);
  chezu_ctl_json_add_time (to, "last_at", life->last_ms);
  chezu_ctl_json_add_int (to, "count", life->count);
  yyjson_mut_obj_add_bool (to.json, to.object, "late", life->late);
  yyjson_mut_obj_add_bool (to.json, to.object, "silent", life->silent);
  if (item->has_position)
    {
      yyjson_mut_obj_add_real (to.json, to.object, "lon", chezu_e7_to_degrees (item->lon_e7));
      yyjson_mut_obj_add_real (to.json, to.object, "lat", chezu_e7_to_degrees (item->lat_e7));
    }
  chezu_ctl_json_add_known_int (to, "speed_cm_s", item->speed_cm_s);
  chezu_ctl_json_add_known_int (to, "limit_cm_s", item->limit_cm_s);
  if (item->unit != NULL && *item->unit != '\0')
    {
      yyjson_mut_obj_add_real (to.json, to.object, "measured", item->measured);
      yyjson_mut_obj_add_real (to.json, to.object, "bound", item->bound);
      chezu_ctl_json_add_text (to, "unit", item->unit);
    }
  chezu_ctl_json_add_text (to, "rule", item->rule);
  chezu_ctl_json_add_int (to, "rule_version", item->rule_version);
  chezu_ctl_json_add_time (to, "noted_at", life->noted_ms);
  chezu_ctl_json_add_time (to, "due_at",
                           type != NULL ? chezu_alarm_item_get_due_ms (item, type) : 0);
  chezu_ctl_json_add_time (to, "acknowledged_at", life->acknowledged_ms);
  chezu_ctl_json_add_text (to, "acknowledged_by", life->acknowledged_by);
  chezu_ctl_json_add_text (to, "handler", life->handler);
  chezu_ctl_json_add_time (to, "acted_at", life->acted_ms);
  chezu_ctl_json_add_time (to, "passed_at", life->passed_ms);
  chezu_ctl_json_add_time (to, "returned_at", life->returned_ms);
  chezu_ctl_json_add_time (to, "shelved_until", life->shelved_until_ms);
  chezu_ctl_json_add_time (to, "closed_at", life->closed_ms);
  chezu_ctl_json_add_text (to, "closed_by", life->closed_by);
  chezu_ctl_json_add_text (to, "result", chezu_alarm_result_key (life->result));
  chezu_ctl_json_add_int (to, "ignored", life->ignored);
  chezu_ctl_json_add_int (to, "seq", item->seq);
}

void
chezu_ctl_alarm_print (const ChezuAlarmItem *item, const GPtrArray *types)
{
  const ChezuAlarmType *type = find_type (types, item->type);
  gint64 now_ms = chezu_time_now_ms ();
  g_autofree char *plate = chezu_format_plate (item->plate);
  g_autofree char *raised = chezu_format_moment (item->life.raised_ms, now_ms);
  g_autofree char *times
      = item->life.count > 1 ? g_strdup_printf (" ×%u", item->life.count) : g_strdup ("");

  g_print ("%" G_GINT64_FORMAT "\tP%u\t%s%s\t%s\t%s\t%s%s%s%s\n", item->id, item->life.priority,
           type != NULL ? chezu_alarm_type_name (type) : item->type, times, plate, raised,
           chezu_alarm_state_name (chezu_alarm_life_state (&item->life, now_ms)),
           item->life.handler != NULL ? " " : "",
           item->life.handler != NULL ? item->life.handler : "",
           item->life.late ? _ ("\tlate data") : "");
}

/* --- Showing one -------------------------------------------------------------------------- */

static void
print_entries (const GPtrArray *entries)
{
  gint64 now_ms = chezu_time_now_ms ();

  for (guint i = 0; i < entries->len; i++)
    {
      const ChezuAlarmEntry *entry = entries->pdata[i];
      g_autofree char *when = chezu_format_moment (entry->time_ms, now_ms);
      ChezuAlarmStep step;
      const char *name = chezu_alarm_step_from_key (entry->step, &step)
                             ? chezu_alarm_step_name (step)
                             : entry->step;

      g_print ("  %s\t%s\t%s@%s\t%s%s\n", when, name, entry->who,
               entry->host != NULL ? entry->host : entry->desk,
               entry->text != NULL ? entry->text : "",
               entry->ignored ? _ ("\t(another desk was first)") : "");
    }
}

static void
add_entries (ChezuCtlJson to, const GPtrArray *entries)
{
  yyjson_mut_val *list = yyjson_mut_obj_add_arr (to.json, to.object, "steps");

  for (guint i = 0; i < entries->len; i++)
    {
      const ChezuAlarmEntry *entry = entries->pdata[i];
      ChezuCtlJson object = chezu_ctl_json_append_object (to, list);

      chezu_ctl_json_add_text (object, "step", entry->step);
      chezu_ctl_json_add_time (object, "at", entry->time_ms);
      chezu_ctl_json_add_text (object, "who", entry->who);
      chezu_ctl_json_add_text (object, "desk", entry->desk);
      chezu_ctl_json_add_text (object, "host", entry->host);
      chezu_ctl_json_add_int (object, "number", entry->number);
      chezu_ctl_json_add_text (object, "text", entry->text);
      chezu_ctl_json_add_text (object, "addressee", entry->addressee);
      chezu_ctl_json_add_text (object, "outcome", entry->outcome);
      chezu_ctl_json_add_text (object, "item", entry->item);
      chezu_ctl_json_add_text (object, "result", entry->result);
      chezu_ctl_json_add_time (object, "until", entry->until_ms);
      yyjson_mut_obj_add_bool (object.json, object.object, "ignored", entry->ignored);
      chezu_ctl_json_add_text (object, "payload", entry->payload);
    }
}

static ChezuExit
show_one (ChezuStore *store, gint64 id, gboolean as_json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) types = chezu_ctl_alarm_read_types (store);
  g_autoptr (ChezuAlarmItem) item = NULL;
  g_autoptr (GPtrArray) entries = NULL;

  if (types == NULL)
    return CHEZU_EXIT_STORE;
  item = chezu_ctl_take (chezu_alarm_queue_find (store, id), &error);
  if (item != NULL)
    entries = chezu_ctl_take (chezu_alarm_queue_history (store, id), &error);
  if (entries == NULL)
    return chezu_ctl_fail (CHEZU_EXIT_FAILED, "%s", error->message);
  if (as_json)
    {
      ChezuCtlJson root = chezu_ctl_json_begin ();

      chezu_ctl_alarm_add (root, item, types);
      add_entries (root, entries);
      chezu_ctl_json_print (root.json);
      return CHEZU_EXIT_OK;
    }
  chezu_ctl_alarm_print (item, types);
  print_entries (entries);
  return CHEZU_EXIT_OK;
}

static ChezuExit
show (ChezuCtl *ctl, int argc, char **argv)
{
  gboolean as_json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_ ("Print JSON"), NULL },
    { NULL },
  };
  g_autoptr (ChezuStore) store = NULL;
  gint64 id;

  if (!chezu_ctl_parse (_ ("ALARM"), _ ("Shows an alarm and every step that was taken."), entries,
                        &argc, &argv))
    return CHEZU_EXIT_USAGE;
  if (argc != 2)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("Name one alarm by its number"));
  if (!chezu_ctl_alarm_parse_id (argv[1], &id))
    return CHEZU_EXIT_USAGE;
  store = chezu_ctl_open_store (ctl);
  return store != NULL ? show_one (store, id, as_json) : CHEZU_EXIT_STORE;
}

ChezuExit
chezu_ctl_alarm (ChezuCtl *ctl, int argc, char **argv)
{
  static const ChezuCtlAction actions[] = {
    { "list", chezu_ctl_alarm_list },         { "show", show },
    { "ack", chezu_ctl_alarm_ack },           { "take", chezu_ctl_alarm_take },
    { "release", chezu_ctl_alarm_release },   { "act", chezu_ctl_alarm_act },
    { "close", chezu_ctl_alarm_close },       { "shelve", chezu_ctl_alarm_shelve },
    { "unshelve", chezu_ctl_alarm_unshelve }, { "note", chezu_ctl_alarm_note },
    { "pass", chezu_ctl_alarm_pass },         { "appeal", chezu_ctl_alarm_appeal },
    { "decide", chezu_ctl_alarm_decide },     { "export", chezu_ctl_alarm_export },
    { "import", chezu_ctl_alarm_import },
  };

  return chezu_ctl_run_action (
      ctl, "alarm",
      _ ("Usage: chezuctl alarm list | show ALARM | ack ALARM | take ALARM | "
         "release ALARM | act ALARM TEXT | close ALARM | shelve ALARM | unshelve ALARM | "
         "note ALARM TEXT | pass ALARM | appeal ALARM TEXT | decide ALARM TEXT | "
         "export | import FILE\n“chezuctl alarm list --help” tells more\n"),
      actions, G_N_ELEMENTS (actions), argc, argv);
}
