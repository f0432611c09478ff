/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chezuctl alarm export and import: the log of a desk, for those on other machines. */

#include "ctl/chezu-ctl-alarm.h"

#include "ctl/chezu-ctl-output.h"
#include "store/chezu-alarm-share.h"

#include <glib/gi18n-lib.h>

static ChezuExit
fail_with (const GError *error)
{
  return chezu_ctl_fail (CHEZU_EXIT_FAILED, "%s", error->message);
}

ChezuExit
chezu_ctl_alarm_export (ChezuCtl *ctl, int argc, char **argv)
{
  g_autofree char *desk = NULL;
  g_autofree char *path = NULL;
  gint64 after = 0;
  const GOptionEntry entries[] = {
    { "desk", 0, 0, G_OPTION_ARG_STRING, &desk, N_ ("Of this desk instead of the own one"),
      N_ ("UUID") },
    { "after", 0, 0, G_OPTION_ARG_INT64, &after, N_ ("Only the steps behind that number"),
      N_ ("NUMBER") },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &path, N_ ("Write to this file"), N_ ("FILE") },
    { NULL },
  };
  g_auto (ChezuCtlOutput) output = CHEZU_CTL_OUTPUT_INIT;
  g_autoptr (ChezuStore) store = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *lines = NULL;

  if (!chezu_ctl_parse (NULL, _ ("Writes the log of a desk, one step of an alarm a line."), entries,
                        &argc, &argv))
    return CHEZU_EXIT_USAGE;
  if (argc != 1)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("“%s” is one word too many"), argv[1]);
  store = chezu_ctl_open_store (ctl);
  if (store == NULL)
    return CHEZU_EXIT_STORE;
  lines = chezu_alarm_log_export_sync (store, desk, after, &error);
  if (lines == NULL)
    return fail_with (error);
  g_string_assign (text, lines);
  if (!chezu_ctl_output_open (&output, path, &error)
      || !chezu_ctl_output_write (&output, text, &error)
      || !chezu_ctl_output_finish (&output, &error))
    return fail_with (error);
  return CHEZU_EXIT_OK;
}

ChezuExit
chezu_ctl_alarm_import (ChezuCtl *ctl, int argc, char **argv)
{
  const GOptionEntry entries[] = { { NULL } };
  g_autoptr (ChezuStore) store = NULL;
  g_autoptr (GError) error = NULL;
  guint n_steps = 0;

  if (!chezu_ctl_parse (_ ("FILE…"),
                        _ ("Takes over logs of other desks; what is there already is passed over."),
                        entries, &argc, &argv))
    return CHEZU_EXIT_USAGE;
  if (argc < 2)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("Name a file"));
  store = chezu_ctl_open_writable_store (ctl);
  if (store == NULL)
    return CHEZU_EXIT_STORE;
  for (int i = 1; i < argc; i++)
    {
      g_autofree char *lines = NULL;
      guint n_added;

      if (!g_file_get_contents (argv[i], &lines, NULL, &error)
          || !chezu_alarm_log_import_sync (store, lines, &n_added, &error))
        return chezu_ctl_fail (CHEZU_EXIT_FAILED, "%s: %s", argv[i], error->message);
      n_steps += n_added;
    }
  g_print (ngettext ("Added %u step\n", "Added %u steps\n", n_steps), n_steps);
  return CHEZU_EXIT_OK;
}
