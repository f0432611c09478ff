/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chezuctl sim: the simulated backend on a loopback port, or its past in a store. */

#include "ctl/chezu-ctl-sim-history.h"

#include "base/chezu-paths.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

#define VEHICLES_MAX 1000000

static ChezuExit
serve (const ChezuSimOptions *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ChezuSimServer) server = chezu_sim_server_new (options, &error);

  if (server == NULL || !chezu_sim_server_start (server, &error))
    return chezu_ctl_fail (CHEZU_EXIT_FAILED, "%s", error->message);

  g_print ("listening %s\n", chezu_sim_server_get_url (server));
  fflush (stdout);
  chezu_ctl_run_for (0, NULL, NULL);
  chezu_sim_server_stop (server);
  return CHEZU_EXIT_OK;
}

static ChezuExit
write_history (ChezuCtl *ctl,
               const ChezuSimOptions *options,
               const char *span,
               const char *until,
               const char *path)
{
  g_autofree char *usual = chezu_path_default_store ();
  g_autoptr (GFile) file = path != NULL ? g_file_new_for_commandline_arg (path) : NULL;
  g_autofree char *given = file != NULL ? g_file_get_path (file) : NULL;
  ChezuCtl there = { .store_path = given != NULL ? given : ctl->store_path };

  /* Nobody wants thousands of made-up vehicles among his own. */
  if (given == NULL && g_str_equal (ctl->store_path, usual))
    return chezu_ctl_fail (CHEZU_EXIT_USAGE,
                           _ ("Say with --store FILE which store the history is for"));
  return chezu_ctl_sim_history (&there, options, span, until);
}

ChezuExit
chezu_ctl_sim (ChezuCtl *ctl, int argc, char **argv)
{
  ChezuSimOptions options = CHEZU_SIM_OPTIONS_DEFAULT;
  int port = 8082;
  int vehicles = (int)options.n_vehicles;
  gint64 seed = options.seed;
  g_autofree char *history = NULL;
  g_autofree char *until = NULL;
  g_autofree char *store = NULL;
  const GOptionEntry entries[]
      = { { "port", 0, 0, G_OPTION_ARG_INT, &port,
            N_ ("Port on 127.0.0.1 (default 8082; 0: any free one)"), "N" },
          { "vehicles", 0, 0, G_OPTION_ARG_INT, &vehicles,
            N_ ("How many vehicles, 1 to 1,000,000 (default 4159)"), "N" },
          { "seed", 0, 0, G_OPTION_ARG_INT64, &seed,
            N_ ("The same number makes the same world (default 1)"), "N" },
          { "rate", 0, 0, G_OPTION_ARG_DOUBLE, &options.rate_s,
            N_ ("Seconds between two fixes of a vehicle (default 10)"), N_ ("SECONDS") },
          { "drill", 0, 0, G_OPTION_ARG_NONE, &options.drill,
            N_ ("Report one alarm of each sort within five minutes"), NULL },
          { "speedup", 0, 0, G_OPTION_ARG_DOUBLE, &options.speedup,
            N_ ("Let vehicles go through their day so many times faster (default 1)"), "X" },
          { "history", 0, 0, G_OPTION_ARG_STRING, &history,
            N_ ("Run nothing; write what the world did in that time into a store: 30d, 12h, 90m"),
            N_ ("SPAN") },
          { "until", 0, 0, G_OPTION_ARG_STRING, &until,
            N_ ("Where the history ends (default: now)"), N_ ("TIME") },
          { "store", 0, 0, G_OPTION_ARG_FILENAME, &store, N_ ("The store for the history"),
            N_ ("FILE") },
          G_OPTION_ENTRY_NULL };

  if (!chezu_ctl_parse (
          "",
          _ ("Runs a simulated telematics backend that speaks the Traccar API over "
             "HTTP and WebSocket.\n"
             "Its user is “admin” with the password “admin”. It ends with Ctrl+C.\n"
             "With --history it runs nothing, but writes the past of its vehicles into "
             "a store."),
          entries, &argc, &argv))
    return CHEZU_EXIT_USAGE;
  if (argc > 1)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("“%s” is one word too many"), argv[1]);
  if (port < 0 || port > 65535)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("--port takes a number from 0 to 65535"));
  if (vehicles < 1 || vehicles > VEHICLES_MAX)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("--vehicles takes a number from 1 to 1000000"));
  if (seed < 0 || seed > G_MAXUINT32)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("--seed takes a number from 0 to 4294967295"));
  if (!(options.rate_s >= 0.1 && options.rate_s <= 3600))
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("--rate takes seconds from 0.1 to 3600"));
  if (!(options.speedup >= 0.01 && options.speedup <= 1000))
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("--speedup takes a number from 0.01 to 1000"));

  options.port = (guint)port;
  options.n_vehicles = (guint)vehicles;
  options.seed = (guint32)seed;

  if (history != NULL)
    return write_history (ctl, &options, history, until, store);
  if (until != NULL || store != NULL)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("--until and --store go with --history"));
  return serve (&options);
}
