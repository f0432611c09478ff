/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chezuctl alarm-type: the catalogue, listed, exported and changed. */

#include "base/chezu-csv.h"
#include "ctl/chezu-ctl-actions.h"
#include "ctl/chezu-ctl-alarm.h"
#include "ctl/chezu-ctl-output.h"

#include <glib/gi18n-lib.h>

static void
add_letter (ChezuCtlJson to, const char *key, char letter)
{
  const char text[] = { letter, '\0' };

  chezu_ctl_json_add_text (to, key, text);
}

static void
add_type (ChezuCtlJson to, const ChezuAlarmType *type)
{
  chezu_ctl_json_add_text (to, "code", type->code);
  chezu_ctl_json_add_text (to, "name_zh", type->name_zh);
  chezu_ctl_json_add_text (to, "name_en", type->name_en);
  chezu_ctl_json_add_int (to, "priority", type->priority);
  add_letter (to, "source", type->source);
  add_letter (to, "answer", type->answer);
  add_letter (to, "standing", type->standing);
  chezu_ctl_json_add_int (to, "keep_days", type->keep_days);
  chezu_ctl_json_add_int (to, "acknowledge_s", type->acknowledge_s);
  chezu_ctl_json_add_int (to, "action_s", type->action_s);
  chezu_ctl_json_add_int (to, "close_s", type->close_s);
  yyjson_mut_obj_add_bool (to.json, to.object, "enabled", type->enabled);
  chezu_ctl_json_add_text (to, "mapping", type->mapping);
}

static void
print_json (const GPtrArray *types)
{
  ChezuCtlJson root = chezu_ctl_json_begin ();
  yyjson_mut_val *list = yyjson_mut_obj_add_arr (root.json, root.object, "types");

  for (guint i = 0; i < types->len; i++)
    add_type (chezu_ctl_json_append_object (root, list), types->pdata[i]);
  chezu_ctl_json_print (root.json);
}

static ChezuExit
list (ChezuCtl *ctl, int argc, char **argv)
{
  gboolean as_json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_ ("Print JSON"), NULL },
    { NULL },
  };
  g_autoptr (ChezuStore) store = NULL;
  g_autoptr (GPtrArray) types = NULL;

  if (!chezu_ctl_parse (NULL, _ ("Lists the types of alarms."), entries, &argc, &argv))
    return CHEZU_EXIT_USAGE;
  store = chezu_ctl_open_store (ctl);
  types = store != NULL ? chezu_ctl_alarm_read_types (store) : NULL;
  if (types == NULL)
    return CHEZU_EXIT_STORE;
  if (as_json)
    {
      print_json (types);
      return CHEZU_EXIT_OK;
    }
  for (guint i = 0; i < types->len; i++)
    {
      const ChezuAlarmType *type = types->pdata[i];

      g_print ("%s\tP%u\t%s\t%s%s\n", type->code, type->priority, chezu_alarm_type_name (type),
               type->mapping, type->enabled ? "" : _ ("\toff"));
    }
  return CHEZU_EXIT_OK;
}

static ChezuExit
export_types (ChezuCtl *ctl, int argc, char **argv)
{
  const GOptionEntry entries[] = { { NULL } };
  g_auto (ChezuCtlOutput) output = CHEZU_CTL_OUTPUT_INIT;
  g_autoptr (ChezuStore) store = NULL;
  g_autoptr (GPtrArray) types = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *csv = NULL;

  if (!chezu_ctl_parse (_ ("[CSV]"), _ ("Writes the catalogue of alarms as CSV."), entries, &argc,
                        &argv))
    return CHEZU_EXIT_USAGE;
  if (argc > 2)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("“%s” is one word too many"), argv[2]);
  store = chezu_ctl_open_store (ctl);
  types = store != NULL ? chezu_ctl_alarm_read_types (store) : NULL;
  if (types == NULL)
    return CHEZU_EXIT_STORE;
  csv = chezu_alarm_type_write_csv (types);
  g_string_assign (text, csv);
  if (!chezu_ctl_output_open (&output, argc == 2 ? argv[1] : NULL, &error)
      || !chezu_ctl_output_write (&output, text, &error)
      || !chezu_ctl_output_finish (&output, &error))
    return chezu_ctl_fail (CHEZU_EXIT_FAILED, "%s", error->message);
  return CHEZU_EXIT_OK;
}

static gint64
import_file (ChezuStore *store, const char *path, GError **error)
{
  g_autofree char *text = NULL;
  gsize length;
  g_autoptr (GPtrArray) types = NULL;
  g_autoptr (DexFuture) future = NULL;
  const GValue *value;

  if (!g_file_get_contents (path, &text, &length, error))
    return -1;
  types = chezu_alarm_type_read_csv (text, length, path, error);
  if (types == NULL)
    return -1;
  future = chezu_alarm_type_table_import (store, types, g_get_user_name ());
  if (!chezu_ctl_wait (dex_ref (future), error))
    return -1;
  value = dex_future_get_value (future, error);
  return value != NULL ? g_value_get_int64 (value) : -1;
}

static ChezuExit
import_types (ChezuCtl *ctl, int argc, char **argv)
{
  gboolean as_json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_ ("Print JSON"), NULL },
    { NULL },
  };
  g_autoptr (ChezuStore) store = NULL;
  g_autoptr (GError) error = NULL;
  gint64 n_changed;

  if (!chezu_ctl_parse (_ ("CSV"),
                        _ ("Adds the types of a CSV file and changes those that are there. Types "
                           "that it does not name stay."),
                        entries, &argc, &argv))
    return CHEZU_EXIT_USAGE;
  if (argc != 2)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("Name a file"));
  store = chezu_ctl_open_writable_store (ctl);
  if (store == NULL)
    return CHEZU_EXIT_STORE;
  n_changed = import_file (store, argv[1], &error);
  if (n_changed < 0)
    return chezu_ctl_fail (error->domain == CHEZU_STORE_ERROR ? CHEZU_EXIT_STORE
                                                              : CHEZU_EXIT_FAILED,
                           "%s", error->message);
  if (as_json)
    {
      ChezuCtlJson root = chezu_ctl_json_begin ();

      chezu_ctl_json_add_int (root, "changed", n_changed);
      chezu_ctl_json_print (root.json);
      return CHEZU_EXIT_OK;
    }
  g_print (ngettext ("Changed %u type\n", "Changed %u types\n", (gulong)n_changed),
           (guint)n_changed);
  return CHEZU_EXIT_OK;
}

ChezuExit
chezu_ctl_alarm_type (ChezuCtl *ctl, int argc, char **argv)
{
  static const ChezuCtlAction actions[] = {
    { "list", list },
    { "export", export_types },
    { "import", import_types },
  };

  return chezu_ctl_run_action (ctl, "alarm-type",
                               _ ("Usage: chezuctl alarm-type list | export [CSV] | import CSV\n"),
                               actions, G_N_ELEMENTS (actions), argc, argv);
}
