/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chezuctl source: where vehicles come from. A secret is never an argument: it is read from a file
 * or asked for. */

#include "base/chezu-text.h"
#include "base/chezu-time.h"
#include "ctl/chezu-ctl-actions.h"
#include "ctl/chezu-ctl-json.h"
#include "ctl/chezu-ctl-source-options.h"
#include "geo/chezu-track-file.h"
#include "store/chezu-source-table.h"
#include "sync/chezu-credentials.h"
#include "sync/chezu-synchronizer.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <termios.h>
#include <unistd.h>

/* Asks at the terminal without showing what is typed. Returns NULL when nobody is there to answer.
 */
static char *
ask_secret (const char *question)
{
  struct termios shown;
  struct termios hidden;
  char line[1024];
  gboolean answered;

  if (!isatty (STDIN_FILENO) || tcgetattr (STDIN_FILENO, &shown) != 0)
    return NULL;

  g_printerr ("%s ", question);
  hidden = shown;
  hidden.c_lflag &= (tcflag_t)~ECHO;
  tcsetattr (STDIN_FILENO, TCSAFLUSH, &hidden);
  answered = fgets (line, sizeof line, stdin) != NULL;
  tcsetattr (STDIN_FILENO, TCSAFLUSH, &shown);
  g_printerr ("\n");

  if (!answered)
    return NULL;
  g_strchomp (line);
  return line[0] != '\0' ? g_strdup (line) : NULL;
}

/* A file is looked into now, so that a wrong mode shows here and not at night in a log; a password
 * is asked for. */
static gboolean
secure_credential (const ChezuCtlSourceOptions *options, const ChezuSourceRow *row, GError **error)
{
  g_autofree char *secret = NULL;

  if (row->credential == CHEZU_CREDENTIAL_PASSWORD_FILE
      || row->credential == CHEZU_CREDENTIAL_TOKEN_FILE)
    {
      secret = chezu_ctl_wait_boxed (chezu_credentials_lookup (row), error);
      return secret != NULL;
    }
  if (!chezu_ctl_source_options_need_password (options, row))
    return TRUE;

  secret = ask_secret (_ ("Password:"));
  if (secret == NULL)
    {
      g_set_error (error, CHEZU_SYNC_ERROR, CHEZU_SYNC_ERROR_CREDENTIAL,
                   _ ("No password was given. Name a file that holds it with --password-file"));
      return FALSE;
    }
  return chezu_ctl_wait (chezu_credentials_store (row, secret), error);
}

/* Likewise, that the file is one and which columns it has; all of it is only read when it is
 * played. */
static gboolean
look_into_file (const ChezuSourceRow *row, GError **error)
{
  g_autoptr (ChezuTrackFile) file = NULL;

  if (!g_str_equal (row->kind, "replay"))
    return TRUE;
  file = chezu_track_file_open (row->url, row->columns, error);
  return file != NULL;
}

static ChezuExit
add (ChezuCtl *ctl, int argc, char **argv)
{
  g_auto (ChezuCtlSourceOptions) options = { 0 };
  g_autofree GOptionEntry *entries = chezu_ctl_source_options_entries (&options, FALSE);
  g_autoptr (ChezuStore) store = NULL;
  g_autoptr (ChezuSourceRow) row = g_new0 (ChezuSourceRow, 1);
  g_autoptr (GError) error = NULL;
  ChezuExit code;

  if (!chezu_ctl_parse (_ ("NAME"), _ ("Adds a source of vehicles."), entries, &argc, &argv))
    return CHEZU_EXIT_USAGE;
  if (argc != 2)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("Give the source one name"));

  row->name = chezu_text_clean (argv[1], -1, CHEZU_NAME_MAX);
  row->enabled = TRUE;
  row->speedup = 1;
  row->lag_ms = -1;
  if (row->name == NULL)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("Give the source a name that one can read"));
  code = chezu_ctl_source_options_apply (&options, row);
  if (code != CHEZU_EXIT_OK)
    return code;

  store = chezu_ctl_open_store (ctl);
  if (store == NULL)
    return CHEZU_EXIT_STORE;
  if (!look_into_file (row, &error) || !secure_credential (&options, row, &error)
      || !chezu_source_table_add_sync (store, row, NULL, &error))
    return chezu_ctl_fail (CHEZU_EXIT_FAILED, "%s", error->message);
  return CHEZU_EXIT_OK;
}

/* Returns: (transfer full): the row of that name, or NULL after saying that there is none */
static ChezuSourceRow *
find_source (ChezuStore *store, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) sources = chezu_source_table_list_sync (store, &error);

  for (guint i = 0; sources != NULL && i < sources->len; i++)
    {
      const ChezuSourceRow *row = g_ptr_array_index (sources, i);

      if (g_str_equal (row->name, name))
        return chezu_source_row_copy (row);
    }

  if (error != NULL)
    chezu_ctl_fail (CHEZU_EXIT_STORE, "%s", error->message);
  else
    chezu_ctl_fail (CHEZU_EXIT_FAILED, _ ("There is no source “%s”. See “chezuctl source list”"),
                    name);
  return NULL;
}

/* A password in the keyring is kept by the source's name. */
static gboolean
keep_password (const ChezuSourceRow *before, const ChezuSourceRow *row, GError **error)
{
  g_autofree char *secret = NULL;

  if (g_str_equal (before->name, row->name)
      || (row->credential != CHEZU_CREDENTIAL_KEYRING
          && row->credential != CHEZU_CREDENTIAL_KEYRING_TOKEN))
    return TRUE;
  secret = chezu_ctl_wait_boxed (chezu_credentials_lookup (before), error);
  return secret != NULL && chezu_ctl_wait (chezu_credentials_store (row, secret), error)
         && chezu_ctl_wait (chezu_credentials_forget (before), error);
}

static ChezuExit
edit (ChezuCtl *ctl, int argc, char **argv)
{
  g_auto (ChezuCtlSourceOptions) options = { 0 };
  g_autofree GOptionEntry *entries = chezu_ctl_source_options_entries (&options, TRUE);
  g_autoptr (ChezuStore) store = NULL;
  g_autoptr (ChezuSourceRow) before = NULL;
  g_autoptr (ChezuSourceRow) row = NULL;
  g_autoptr (GError) error = NULL;
  ChezuExit code;

  if (!chezu_ctl_parse (_ ("NAME"),
                        _ ("Changes what is given of a source; whoever follows it takes it up."),
                        entries, &argc, &argv))
    return CHEZU_EXIT_USAGE;
  if (argc != 2)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("Name one source"));

  store = chezu_ctl_open_store (ctl);
  if (store == NULL)
    return CHEZU_EXIT_STORE;
  before = find_source (store, argv[1]);
  if (before == NULL)
    return CHEZU_EXIT_FAILED;
  row = chezu_source_row_copy (before);
  code = chezu_ctl_source_options_apply (&options, row);
  if (code != CHEZU_EXIT_OK)
    return code;

  if (!look_into_file (row, &error) || !secure_credential (&options, row, &error)
      || !chezu_ctl_wait (chezu_source_table_update (store, row), &error)
      || (!chezu_ctl_source_options_need_password (&options, row)
          && !keep_password (before, row, &error)))
    return chezu_ctl_fail (CHEZU_EXIT_FAILED, "%s", error->message);
  return CHEZU_EXIT_OK;
}

static void
print_row (const ChezuSourceRow *row)
{
  g_autofree char *offset = chezu_time_format_offset (row->time_offset_ms);

  g_print ("%s\t%s\t%s\t%s\t%s\t%s\n", row->name, row->kind, row->url,
           chezu_source_state_key (row->state), chezu_datum_key (row->datum), offset);
}

static void
describe_row (ChezuCtlJson to, const ChezuSourceRow *row)
{
  chezu_ctl_json_add_text (to, "name", row->name);
  chezu_ctl_json_add_text (to, "kind", row->kind);
  chezu_ctl_json_add_text (to, "url", row->url);
  chezu_ctl_json_add_text (to, "state", chezu_source_state_key (row->state));
  yyjson_mut_obj_add_bool (to.json, to.object, "enabled", row->enabled);
  chezu_ctl_json_add_text (to, "datum", chezu_datum_key (row->datum));
  chezu_ctl_json_add_int (to, "time_offset_ms", row->time_offset_ms);
  if (!g_str_equal (row->kind, "replay"))
    return;
  yyjson_mut_obj_add_real (to.json, to.object, "speedup", row->speedup);
  yyjson_mut_obj_add_bool (to.json, to.object, "original_times", row->original_times);
  chezu_ctl_json_add_text (to, "columns", row->columns);
}

static void
print_json (GPtrArray *sources)
{
  ChezuCtlJson none = { yyjson_mut_doc_new (NULL), NULL };
  yyjson_mut_val *list = yyjson_mut_arr (none.json);

  yyjson_mut_doc_set_root (none.json, list);
  for (guint i = 0; i < sources->len; i++)
    describe_row (chezu_ctl_json_append_object (none, list), g_ptr_array_index (sources, i));
  chezu_ctl_json_print (none.json);
}

static ChezuExit
list (ChezuCtl *ctl, int argc, char **argv)
{
  gboolean as_json = FALSE;
  const GOptionEntry entries[]
      = { { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_ ("Print a JSON array"), NULL },
          G_OPTION_ENTRY_NULL };
  g_autoptr (ChezuStore) store = NULL;
  g_autoptr (GPtrArray) sources = NULL;
  g_autoptr (GError) error = NULL;

  if (!chezu_ctl_parse ("",
                        _ ("Lists the sources: name, kind, address, state, datum, time offset."),
                        entries, &argc, &argv))
    return CHEZU_EXIT_USAGE;

  store = chezu_ctl_open_store (ctl);
  if (store == NULL)
    return CHEZU_EXIT_STORE;
  sources = chezu_source_table_list_sync (store, &error);
  if (sources == NULL)
    return chezu_ctl_fail (CHEZU_EXIT_STORE, "%s", error->message);

  if (as_json)
    print_json (sources);
  for (guint i = 0; !as_json && i < sources->len; i++)
    print_row (g_ptr_array_index (sources, i));
  return CHEZU_EXIT_OK;
}

/* What a command about one source begins with: its command line, the store, the source's row. */
static ChezuExit
open_named (ChezuCtl *ctl,
            int argc,
            char **argv,
            const char *description,
            ChezuStore **store,
            ChezuSourceRow **row)
{
  const GOptionEntry entries[] = { G_OPTION_ENTRY_NULL };

  if (!chezu_ctl_parse (_ ("NAME"), description, entries, &argc, &argv))
    return CHEZU_EXIT_USAGE;
  if (argc != 2)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("Name one source"));

  *store = chezu_ctl_open_store (ctl);
  if (*store == NULL)
    return CHEZU_EXIT_STORE;
  *row = find_source (*store, argv[1]);
  return *row != NULL ? CHEZU_EXIT_OK : CHEZU_EXIT_FAILED;
}

static ChezuExit
remove_source (ChezuCtl *ctl, int argc, char **argv)
{
  g_autoptr (ChezuStore) store = NULL;
  g_autoptr (ChezuSourceRow) row = NULL;
  g_autoptr (GError) error = NULL;
  ChezuExit code
      = open_named (ctl, argc, argv, _ ("Forgets a source. Its history stays."), &store, &row);

  if (code != CHEZU_EXIT_OK)
    return code;

  if (!chezu_source_table_remove_sync (store, row->name, &error))
    return chezu_ctl_fail (CHEZU_EXIT_FAILED, "%s", error->message);
  if (row->credential == CHEZU_CREDENTIAL_KEYRING
      && !chezu_ctl_wait (chezu_credentials_forget (row), &error))
    return chezu_ctl_fail (CHEZU_EXIT_FAILED,
                           _ ("The source is gone, its password is still in the keyring: %s"),
                           error->message);
  return CHEZU_EXIT_OK;
}

static ChezuExit
test (ChezuCtl *ctl, int argc, char **argv)
{
  g_autoptr (ChezuStore) store = NULL;
  g_autoptr (ChezuSourceRow) row = NULL;
  g_autoptr (GError) error = NULL;
  ChezuSourceProbe *probe;
  ChezuExit code = open_named (ctl, argc, argv, _ ("Signs in and tells what the source offers."),
                               &store, &row);

  if (code != CHEZU_EXIT_OK)
    return code;

  probe = chezu_ctl_wait_boxed (chezu_source_probe (row, NULL), &error);
  if (probe == NULL)
    return chezu_ctl_fail (CHEZU_EXIT_BACKEND, "%s", error->message);

  g_print (ngettext ("%s, %u vehicle, %s\n", "%s, %u vehicles, %s\n", probe->n_devices),
           probe->server, probe->n_devices, probe->websocket ? _ ("live stream") : _ ("polling"));
  chezu_source_probe_free (probe);
  return CHEZU_EXIT_OK;
}

ChezuExit
chezu_ctl_source (ChezuCtl *ctl, int argc, char **argv)
{
  static const ChezuCtlAction actions[] = {
    { "add", add },   { "edit", edit }, { "list", list }, { "remove", remove_source },
    { "test", test },
  };

  return chezu_ctl_run_action (
      ctl, "source",
      _ ("Usage: chezuctl source add NAME | edit NAME | list | remove NAME | test NAME\n"
         "“chezuctl source add --help” tells more\n"),
      actions, G_N_ELEMENTS (actions), argc, argv);
}
