/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chezuctl: everything that Chezu does without a window. */

#include "base/chezu-paths.h"
#include "chezu-config.h"
#include "ctl/chezu-ctl.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  const char *name;
  const char *summary;
  ChezuCtlFunc run;
} Command;

static const Command commands[] = {
  { "sync", N_ ("Follow the sources and cache what they report"), chezu_ctl_sync },
  { "overlay", N_ ("Add, list or remove features from files of others"), chezu_ctl_overlay },
  { "geofence", N_ ("Add, list or remove geofences; tell who is or was inside"),
    chezu_ctl_geofence },
  { "alarm", N_ ("List alarms, and acknowledge, take, close or shelve them"), chezu_ctl_alarm },
  { "rule", N_ ("List and change rules, try them against the past, snooze vehicles"),
    chezu_ctl_rule },
  { "message", N_ ("Send texts to vehicles, and see what became of them"), chezu_ctl_message },
  { "road", N_ ("Import the roads that rules know"), chezu_ctl_road },
  { "alarm-type", N_ ("List, export or import what alarms can be"), chezu_ctl_alarm_type },
  { "source", N_ ("Add, list, remove or test a source of vehicles"), chezu_ctl_source },
  { "status", N_ ("Show what the store holds and how the sources are"), chezu_ctl_status },
  { "history", N_ ("Write the track of a vehicle"), chezu_ctl_history },
  { "gaps", N_ ("List what is missing, why, and how complete tracks are"), chezu_ctl_gaps },
  { "report", N_ ("Tell how good the data are"), chezu_ctl_report },
  { "export", N_ ("Write a layer of the store to a vector file"), chezu_ctl_export },
  { "backup", N_ ("Copy the store to a file, also while it is written"), chezu_ctl_backup },
  { "verify", N_ ("Check the store, and repair what can be repaired"), chezu_ctl_verify },
  { "retention", N_ ("Show or set how long data is kept; erase what is older"),
    chezu_ctl_retention },
  { "basemap", N_ ("Make a detailed map from an OpenStreetMap extract"), chezu_ctl_basemap },
  { "sim", N_ ("Run a simulated backend that speaks the Traccar API"), chezu_ctl_sim },
};

static char *
describe_commands (void)
{
  GString *text = g_string_new (_ ("Commands:\n"));

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    g_string_append_printf (text, "  %-10s %s\n", commands[i].name, _ (commands[i].summary));
  g_string_append (text, _ ("\n“chezuctl COMMAND --help” tells more about each"));
  return g_string_free_and_steal (text);
}

static const Command *
find_command (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i].name, name))
      return &commands[i];
  return NULL;
}

static char *
absolute_path (const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (path);

  return g_file_get_path (file);
}

int
main (int argc, char *argv[])
{
  g_autofree char *store = NULL;
  gboolean show_version = FALSE;
  const GOptionEntry entries[]
      = { { "store", 0, 0, G_OPTION_ARG_FILENAME, &store,
            N_ ("The store to work on (default: the user's)"), N_ ("FILE") },
          { "version", 0, 0, G_OPTION_ARG_NONE, &show_version, N_ ("Show the version"), NULL },
          G_OPTION_ENTRY_NULL };
  g_autoptr (GOptionContext) context = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *description = NULL;
  g_autofree char *store_path = NULL;
  const Command *command;
  ChezuCtl ctl = { 0 };

  chezu_init_translations ();
  dex_init ();

  description = describe_commands ();
  context = g_option_context_new (_ ("COMMAND …"));
  g_option_context_set_description (context, description);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  /* Options after the command are the command's own. */
  g_option_context_set_strict_posix (context, TRUE);

  if (!g_option_context_parse (context, &argc, &argv, &error))
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("%s. See “chezuctl --help”"), error->message);

  if (show_version)
    {
      g_print ("chezuctl %s\n", CHEZU_VERSION);
      return CHEZU_EXIT_OK;
    }
  if (argc < 2)
    {
      g_autofree char *help = g_option_context_get_help (context, TRUE, NULL);

      g_printerr ("%s", help);
      return CHEZU_EXIT_USAGE;
    }

  command = find_command (argv[1]);
  if (command == NULL)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("There is no command “%s”. See “chezuctl --help”"),
                           argv[1]);

  store_path = store != NULL ? absolute_path (store) : chezu_path_default_store ();
  ctl.store_path = store_path;
  return command->run (&ctl, argc - 1, argv + 1);
}
