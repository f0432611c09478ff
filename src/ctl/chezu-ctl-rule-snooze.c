/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chezuctl rule snooze, snoozes and wake: vehicles of which nobody wants to be told for a while. */

#include "ctl/chezu-ctl-rule.h"

#include "base/chezu-format.h"
#include "base/chezu-time.h"
#include "base/chezu-when.h"
#include "ctl/chezu-ctl-vehicle.h"

#include <glib/gi18n-lib.h>

ChezuExit
chezu_ctl_rule_snooze (ChezuCtl *ctl, int argc, char **argv)
{
  g_autofree char *type = NULL;
  g_autofree char *until = NULL;
  g_autofree char *reason = NULL;
  const GOptionEntry entries[] = {
    { "type", 0, 0, G_OPTION_ARG_STRING, &type, N_ ("Of this type of alarm alone"), N_ ("TYPE") },
    { "until", 0, 0, G_OPTION_ARG_STRING, &until, N_ ("When it ends, 7 days from now at most"),
      N_ ("WHEN") },
    { "reason", 0, 0, G_OPTION_ARG_STRING, &reason, N_ ("Why, for the log"), N_ ("TEXT") },
    { NULL },
  };
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_auto (ChezuCtlVehicle) vehicle = { 0 };
  g_autoptr (ChezuStore) store = NULL;
  g_autoptr (GError) error = NULL;
  ChezuRuleSnooze snooze = { .who = (char *)g_get_user_name () };
  ChezuExit code;

  if (!chezu_ctl_parse (_ ("VEHICLE"),
                        _ ("Calls nobody for alarms of a vehicle until some time; what happens is "
                           "on record all the same. Priority 1 is never snoozed."),
                        entries, &argc, &argv))
    return CHEZU_EXIT_USAGE;
  if (argc != 2)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("Name a vehicle"));
  if (until == NULL)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("Say when it ends with --until"));
  if (!chezu_when_parse (until, chezu_time_now_ms (), zone, &snooze.until_ms, &error))
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, "%s", error->message);
  store = chezu_ctl_open_writable_store (ctl);
  if (store == NULL)
    return CHEZU_EXIT_STORE;
  code = chezu_ctl_vehicle_find (store, argv[1], &vehicle);
  if (code != CHEZU_EXIT_OK)
    return code;
  snooze.vehicle_id = vehicle.id;
  snooze.type = type;
  snooze.reason = reason;
  if (!chezu_ctl_wait (chezu_rule_table_snooze (store, &snooze), &error))
    return chezu_ctl_fail (CHEZU_EXIT_FAILED, "%s", error->message);
  return CHEZU_EXIT_OK;
}

static void
add_snooze (ChezuCtlJson to, const ChezuRuleSnooze *snooze)
{
  chezu_ctl_json_add_int (to, "id", snooze->id);
  chezu_ctl_json_add_int (to, "vehicle_id", snooze->vehicle_id);
  chezu_ctl_json_add_text (to, "type", snooze->type);
  chezu_ctl_json_add_time (to, "from", snooze->from_ms);
  chezu_ctl_json_add_time (to, "until", snooze->until_ms);
  chezu_ctl_json_add_text (to, "reason", snooze->reason);
  chezu_ctl_json_add_text (to, "who", snooze->who);
}

ChezuExit
chezu_ctl_rule_snoozes (ChezuCtl *ctl, int argc, char **argv)
{
  gboolean as_json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_ ("Print JSON"), NULL },
    { NULL },
  };
  g_autoptr (ChezuStore) store = NULL;
  g_autoptr (GPtrArray) snoozes = NULL;
  g_autoptr (GError) error = NULL;
  ChezuCtlJson root;
  yyjson_mut_val *list;

  if (!chezu_ctl_parse (NULL, _ ("Lists the snoozes that hold now."), entries, &argc, &argv))
    return CHEZU_EXIT_USAGE;
  store = chezu_ctl_open_store (ctl);
  if (store == NULL)
    return CHEZU_EXIT_STORE;
  snoozes = chezu_ctl_take (chezu_rule_table_list_snoozes (store, 0, chezu_time_now_ms ()), &error);
  if (snoozes == NULL)
    return chezu_ctl_fail (CHEZU_EXIT_STORE, "%s", error->message);
  root = chezu_ctl_json_begin ();
  list = yyjson_mut_obj_add_arr (root.json, root.object, "snoozes");
  for (guint i = 0; i < snoozes->len; i++)
    {
      const ChezuRuleSnooze *snooze = snoozes->pdata[i];
      g_autofree char *until = chezu_format_moment (snooze->until_ms, chezu_time_now_ms ());

      add_snooze (chezu_ctl_json_append_object (root, list), snooze);
      if (!as_json)
        g_print ("%" G_GINT64_FORMAT "\t#%" G_GINT64_FORMAT "\t%s\t%s\t%s\t%s\n", snooze->id,
                 snooze->vehicle_id, snooze->type != NULL ? snooze->type : "*", until, snooze->who,
                 snooze->reason);
    }
  if (as_json)
    chezu_ctl_json_print (root.json);
  else
    yyjson_mut_doc_free (root.json);
  return CHEZU_EXIT_OK;
}

ChezuExit
chezu_ctl_rule_wake (ChezuCtl *ctl, int argc, char **argv)
{
  const GOptionEntry entries[] = { { NULL } };
  g_autoptr (ChezuStore) store = NULL;
  g_autoptr (GError) error = NULL;
  gint64 id;

  if (!chezu_ctl_parse (_ ("NUMBER"), _ ("Ends a snooze."), entries, &argc, &argv))
    return CHEZU_EXIT_USAGE;
  if (argc != 2 || !g_ascii_string_to_signed (argv[1], 10, 1, G_MAXINT64, &id, NULL))
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("Name a snooze by its number; see rule snoozes"));
  store = chezu_ctl_open_writable_store (ctl);
  if (store == NULL)
    return CHEZU_EXIT_STORE;
  if (!chezu_ctl_wait (chezu_rule_table_wake (store, id, g_get_user_name ()), &error))
    return chezu_ctl_fail (CHEZU_EXIT_FAILED, "%s", error->message);
  return CHEZU_EXIT_OK;
}
