/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ctl/chezu-ctl-actions.h"

#include <glib/gi18n-lib.h>

static char *
join_names (const ChezuCtlAction *actions, guint n_actions)
{
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < n_actions; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", actions[i].name);
  return g_string_free_and_steal (names);
}

ChezuExit
chezu_ctl_run_action (ChezuCtl *ctl,
                      const char *command,
                      const char *usage,
                      const ChezuCtlAction *actions,
                      guint n_actions,
                      int argc,
                      char **argv)
{
  g_autofree char *names = join_names (actions, n_actions);

  for (guint i = 0; argc > 1 && i < n_actions; i++)
    if (g_str_equal (argv[1], actions[i].name))
      {
        g_autofree char *full_name = g_strconcat (command, " ", actions[i].name, NULL);

        argv[1] = full_name;
        return actions[i].run (ctl, argc - 1, argv + 1);
      }

  if (argc > 1 && (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h")))
    {
      g_print ("%s", usage);
      return CHEZU_EXIT_OK;
    }
  if (argc > 1)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("“%s %s” is no command; there are: %s"), command,
                           argv[1], names);
  return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("Say what to do: %s %s"), command, names);
}
