/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chezuctl message: texts to vehicles. */

#include "ctl/chezu-ctl.h"

#include "base/chezu-format.h"
#include "base/chezu-time.h"
#include "ctl/chezu-ctl-actions.h"
#include "ctl/chezu-ctl-json.h"
#include "ctl/chezu-ctl-vehicle.h"
#include "store/chezu-outbox.h"

#include <glib/gi18n-lib.h>

#define LIST_MAX 1000

/* --- Sending -------------------------------------------------------------------------------- */

static ChezuExit
find_vehicles (ChezuStore *store, char **names, int n_names, GArray *ids)
{
  for (int i = 0; i < n_names; i++)
    {
      g_auto (ChezuCtlVehicle) vehicle = { 0 };
      ChezuExit code = chezu_ctl_vehicle_find (store, names[i], &vehicle);

      if (code != CHEZU_EXIT_OK)
        return code;
      g_array_append_val (ids, vehicle.id);
    }
  return CHEZU_EXIT_OK;
}

static ChezuExit
send_texts (ChezuCtl *ctl, int argc, char **argv)
{
  g_autofree char *text = NULL;
  gint64 alarm_id = 0;
  const GOptionEntry entries[] = {
    { "text", 0, 0, G_OPTION_ARG_STRING, &text, N_ ("What to say"), N_ ("TEXT") },
    { "alarm", 0, 0, G_OPTION_ARG_INT64, &alarm_id,
      N_ ("The alarm that it is about, whose log will say so"), N_ ("NUMBER") },
    { NULL },
  };
  g_autoptr (ChezuStore) store = NULL;
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GError) error = NULL;
  ChezuExit code;

  if (!chezu_ctl_parse (_ ("VEHICLE…"),
                        _ ("Puts a text into the outbox, once for each vehicle. The synchronizer "
                           "sends it, once at "
                           "most, and gives up after an hour."),
                        entries, &argc, &argv))
    return CHEZU_EXIT_USAGE;
  if (argc < 2)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("Name a vehicle"));
  if (text == NULL)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("Say what with --text"));
  store = chezu_ctl_open_writable_store (ctl);
  if (store == NULL)
    return CHEZU_EXIT_STORE;
  code = find_vehicles (store, argv + 1, argc - 1, ids);
  if (code != CHEZU_EXIT_OK)
    return code;
  if (!chezu_ctl_wait (chezu_outbox_write (store, (const gint64 *)(gpointer)ids->data, ids->len,
                                           text, alarm_id, g_get_user_name ()),
                       &error))
    return chezu_ctl_fail (CHEZU_EXIT_FAILED, "%s", error->message);
  return CHEZU_EXIT_OK;
}

/* --- Listing -------------------------------------------------------------------------------- */

static void
add_item (ChezuCtlJson to, const ChezuOutboxItem *item)
{
  chezu_ctl_json_add_int (to, "id", item->id);
  chezu_ctl_json_add_int (to, "vehicle_id", item->vehicle_id);
  chezu_ctl_json_add_text (to, "plate", item->plate);
  chezu_ctl_json_add_text (to, "state", chezu_outbox_state_key (item->state));
  chezu_ctl_json_add_text (to, "text", item->text);
  chezu_ctl_json_add_text (to, "answer", item->answer);
  if (item->alarm_id != 0)
    chezu_ctl_json_add_int (to, "alarm", item->alarm_id);
  chezu_ctl_json_add_text (to, "who", item->who);
  chezu_ctl_json_add_time (to, "written_at", item->written_ms);
  if (item->sent_ms != 0)
    chezu_ctl_json_add_time (to, "sent_at", item->sent_ms);
  chezu_ctl_json_add_time (to, "changed_at", item->changed_ms);
  chezu_ctl_json_add_int (to, "attempts", item->attempts);
}

static void
print_item (const ChezuOutboxItem *item)
{
  g_autofree char *plate = item->plate != NULL ? chezu_format_plate (item->plate) : NULL;
  g_autofree char *clock = chezu_format_moment (item->written_ms, chezu_time_now_ms ());

  g_print ("%" G_GINT64_FORMAT "\t%s\t%s\t%s\t%s\t%s\t%s\n", item->id, clock,
           plate != NULL ? plate : "?", item->who, chezu_outbox_state_name (item->state),
           item->text, item->answer != NULL ? item->answer : "");
}

static ChezuExit
list (ChezuCtl *ctl, int argc, char **argv)
{
  gboolean as_json = FALSE;
  gint64 alarm_id = 0;
  const GOptionEntry entries[] = {
    { "alarm", 0, 0, G_OPTION_ARG_INT64, &alarm_id, N_ ("Only those about this alarm"),
      N_ ("NUMBER") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_ ("Print JSON"), NULL },
    { NULL },
  };
  g_autoptr (ChezuStore) store = NULL;
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (GError) error = NULL;
  ChezuCtlJson root;
  yyjson_mut_val *all;

  if (!chezu_ctl_parse (
          NULL, _ ("Lists the texts to vehicles, the newest first, and what became of them."),
          entries, &argc, &argv))
    return CHEZU_EXIT_USAGE;
  store = chezu_ctl_open_store (ctl);
  if (store == NULL)
    return CHEZU_EXIT_STORE;
  items = chezu_ctl_take (chezu_outbox_list (store, alarm_id, LIST_MAX), &error);
  if (items == NULL)
    return chezu_ctl_fail (CHEZU_EXIT_STORE, "%s", error->message);
  root = chezu_ctl_json_begin ();
  all = yyjson_mut_obj_add_arr (root.json, root.object, "messages");
  for (guint i = 0; i < items->len; i++)
    {
      add_item (chezu_ctl_json_append_object (root, all), items->pdata[i]);
      if (!as_json)
        print_item (items->pdata[i]);
    }
  if (as_json)
    chezu_ctl_json_print (root.json);
  else
    yyjson_mut_doc_free (root.json);
  return CHEZU_EXIT_OK;
}

ChezuExit
chezu_ctl_message (ChezuCtl *ctl, int argc, char **argv)
{
  static const ChezuCtlAction actions[] = { { "send", send_texts }, { "list", list } };

  return chezu_ctl_run_action (
      ctl, "message",
      _ ("Usage: chezuctl message send VEHICLE… --text TEXT [--alarm NUMBER] | list\n"), actions,
      G_N_ELEMENTS (actions), argc, argv);
}
