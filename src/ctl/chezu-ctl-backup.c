/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chezuctl backup: a checked copy of the store, made while others write. */

#include "store/chezu-backup.h"

#include "ctl/chezu-ctl.h"
#include "store/chezu-store.h"

#include <glib/gi18n-lib.h>

static gboolean
progress_cb (const char *what, gint64 done, gint64 total, gpointer user_data)
{
  return chezu_ctl_count (_ ("Backup"), what, done, total, user_data);
}

static ChezuExit
backup (ChezuCtl *ctl, const char *target, const ChezuBackupOptions *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ChezuBackupResult) result = chezu_backup (ctl->store_path, target, options, &error);
  g_autofree char *size = NULL;

  if (result == NULL)
    return chezu_ctl_fail (CHEZU_EXIT_FAILED, "%s", error->message);

  chezu_ctl_end_progress ();
  size = g_format_size ((guint64)result->bytes);
  if (chezu_verify_report_count (result->report) == 0)
    {
      g_print (_ ("%s (%s), checked and in order\n"), target, size);
      return CHEZU_EXIT_OK;
    }

  chezu_ctl_print_findings (result->report);
  return chezu_ctl_fail (CHEZU_EXIT_FAILED,
                         _ ("The copy has what is listed above, probably as the store has it (see "
                            "“chezuctl verify”). It was left as “%s.part”."),
                         target);
}

ChezuExit
chezu_ctl_backup (ChezuCtl *ctl, int argc, char **argv)
{
  ChezuBackupOptions options = { .verify.progress = progress_cb };
  const GOptionEntry entries[]
      = { { "force", 0, 0, G_OPTION_ARG_NONE, &options.overwrite,
            N_ ("Replace FILE if it is there"), NULL },
          { "quick", 0, 0, G_OPTION_ARG_NONE, &options.verify.quick,
            N_ ("Check segments by their checksums and do not decode them"), NULL },
          G_OPTION_ENTRY_NULL };
  g_autoptr (GFile) file = NULL;
  g_autofree char *target = NULL;
  ChezuCtlInterrupt *interrupt;
  ChezuExit code;

  if (!chezu_ctl_parse (_ ("FILE"),
                        _ ("Copies the store as it is now to FILE and checks the copy. Others may "
                           "go on writing.\nThe copy is a store by itself: “chezuctl --store FILE” "
                           "opens it, as do GIS programs."),
                        entries, &argc, &argv))
    return CHEZU_EXIT_USAGE;
  if (argc != 2)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("Name one file to write"));

  file = g_file_new_for_commandline_arg (argv[1]);
  target = g_file_get_path (file);
  if (target == NULL)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("“%s” is not on this computer"), argv[1]);

  options.verify.user_data = interrupt = chezu_ctl_interrupt_new ();
  code = backup (ctl, target, &options);
  chezu_ctl_interrupt_free (interrupt);
  return code;
}
