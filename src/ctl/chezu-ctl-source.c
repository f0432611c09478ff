/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chezuctl source: where vehicles come from. A secret is never an argument: it is read from a file
 * or asked for. */

#include "base/chezu-address.h"
#include "base/chezu-text.h"
#include "base/chezu-time.h"
#include "ctl/chezu-ctl.h"
#include "store/chezu-source-table.h"
#include "sync/chezu-credentials.h"
#include "sync/chezu-synchronizer.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <termios.h>
#include <unistd.h>

static char *
absolute_path (const char *path)
{
  g_autoptr (GFile) file = NULL;

  if (path == NULL)
    return NULL;
  file = g_file_new_for_commandline_arg (path);
  return g_file_get_path (file);
}

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

typedef struct
{
  char *kind;
  char *url;
  char *user;
  char *password_file;
  char *token_file;
  char *ca_file;
} AddOptions;

static void
add_options_clear (AddOptions *options)
{
  g_free (options->kind);
  g_free (options->url);
  g_free (options->user);
  g_free (options->password_file);
  g_free (options->token_file);
  g_free (options->ca_file);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AddOptions, add_options_clear)

static ChezuExit
check_add_options (const AddOptions *options)
{
  if (options->url == NULL)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("--url is missing: the address of the platform"));
  if (options->kind != NULL && !g_str_equal (options->kind, "traccar"))
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("“%s” is no kind of source; “traccar” is"),
                           options->kind);
  if (options->token_file != NULL && (options->user != NULL || options->password_file != NULL))
    return chezu_ctl_fail (CHEZU_EXIT_USAGE,
                           _ ("Give either --token-file, or --user with its password"));
  if (options->token_file == NULL && options->user == NULL)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("--user is missing: the account on the platform"));
  return CHEZU_EXIT_OK;
}

static ChezuSourceRow *
row_from_options (const char *name, const AddOptions *options)
{
  g_autoptr (ChezuSourceRow) row = g_new0 (ChezuSourceRow, 1);

  row->name = chezu_text_clean (name, -1, CHEZU_NAME_MAX);
  row->kind = g_strdup ("traccar");
  row->url = chezu_address_clean (options->url);
  row->user = g_strdup (options->user);
  row->ca_file = absolute_path (options->ca_file);
  row->enabled = TRUE;
  row->lag_ms = -1;

  if (options->token_file != NULL)
    {
      row->credential = CHEZU_CREDENTIAL_TOKEN_FILE;
      row->credential_file = absolute_path (options->token_file);
    }
  else if (options->password_file != NULL)
    {
      row->credential = CHEZU_CREDENTIAL_PASSWORD_FILE;
      row->credential_file = absolute_path (options->password_file);
    }
  else
    row->credential = CHEZU_CREDENTIAL_KEYRING;
  return g_steal_pointer (&row);
}

/* A file is looked into now, so that a wrong mode shows here and not at night in a log; a password
 * is asked for. */
static gboolean
secure_credential (const ChezuSourceRow *row, GError **error)
{
  g_autofree char *secret = NULL;

  if (row->credential != CHEZU_CREDENTIAL_KEYRING)
    {
      secret = chezu_ctl_wait_boxed (chezu_credentials_lookup (row), error);
      return secret != NULL;
    }

  secret = ask_secret (_ ("Password:"));
  if (secret == NULL)
    {
      g_set_error (error, CHEZU_SYNC_ERROR, CHEZU_SYNC_ERROR_CREDENTIAL,
                   _ ("No password was given. Name a file that holds it with --password-file"));
      return FALSE;
    }
  return chezu_ctl_wait (chezu_credentials_store (row, secret), error);
}

static ChezuExit
add (ChezuCtl *ctl, int argc, char **argv)
{
  g_auto (AddOptions) options = { 0 };
  const GOptionEntry entries[] = {
    { "kind", 0, 0, G_OPTION_ARG_STRING, &options.kind, N_ ("Kind of platform (default: traccar)"),
      N_ ("KIND") },
    { "url", 0, 0, G_OPTION_ARG_STRING, &options.url, N_ ("Address of the platform"), "URL" },
    { "user", 0, 0, G_OPTION_ARG_STRING, &options.user, N_ ("Account to sign in with"),
      N_ ("NAME") },
    { "password-file", 0, 0, G_OPTION_ARG_FILENAME, &options.password_file,
      N_ ("File of mode 0600 that holds the password (default: ask, and keep it in the keyring)"),
      N_ ("FILE") },
    { "token-file", 0, 0, G_OPTION_ARG_FILENAME, &options.token_file,
      N_ ("File of mode 0600 that holds a token, instead of an account"), N_ ("FILE") },
    { "ca-file", 0, 0, G_OPTION_ARG_FILENAME, &options.ca_file,
      N_ ("Certificates (PEM) of a private authority to trust for this source"), N_ ("FILE") },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (ChezuStore) store = NULL;
  g_autoptr (ChezuSourceRow) row = NULL;
  g_autoptr (GError) error = NULL;
  ChezuExit code;

  if (!chezu_ctl_parse (_ ("NAME"), _ ("Adds a source of vehicles."), entries, &argc, &argv))
    return CHEZU_EXIT_USAGE;
  if (argc != 2)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("Give the source one name"));
  code = check_add_options (&options);
  if (code != CHEZU_EXIT_OK)
    return code;

  row = row_from_options (argv[1], &options);
  if (row->name == NULL)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("Give the source a name that one can read"));
  if (row->url == NULL)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE,
                           _ ("“%s” is no address. Write it like https://host.example:8082"),
                           options.url);

  store = chezu_ctl_open_store (ctl);
  if (store == NULL)
    return CHEZU_EXIT_STORE;
  if (!secure_credential (row, &error) || !chezu_source_table_add_sync (store, row, NULL, &error))
    return chezu_ctl_fail (CHEZU_EXIT_FAILED, "%s", error->message);
  return CHEZU_EXIT_OK;
}

static ChezuExit
list (ChezuCtl *ctl, int argc, char **argv)
{
  const GOptionEntry entries[] = { G_OPTION_ENTRY_NULL };
  g_autoptr (ChezuStore) store = NULL;
  g_autoptr (GPtrArray) sources = NULL;
  g_autoptr (GError) error = NULL;

  if (!chezu_ctl_parse ("", _ ("Lists the sources: name, kind, address, state."), entries, &argc,
                        &argv))
    return CHEZU_EXIT_USAGE;

  store = chezu_ctl_open_store (ctl);
  if (store == NULL)
    return CHEZU_EXIT_STORE;
  sources = chezu_source_table_list_sync (store, &error);
  if (sources == NULL)
    return chezu_ctl_fail (CHEZU_EXIT_STORE, "%s", error->message);

  for (guint i = 0; i < sources->len; i++)
    {
      const ChezuSourceRow *row = g_ptr_array_index (sources, i);

      g_print ("%s\t%s\t%s\t%s\n", row->name, row->kind, row->url,
               chezu_source_state_key (row->state));
    }
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
  static const struct
  {
    const char *name;
    const char *full_name;
    ChezuCtlFunc run;
  } actions[] = {
    { "add", "source add", add },
    { "list", "source list", list },
    { "remove", "source remove", remove_source },
    { "test", "source test", test },
  };

  for (guint i = 0; argc > 1 && i < G_N_ELEMENTS (actions); i++)
    if (g_str_equal (argv[1], actions[i].name))
      {
        argv[1] = (char *)actions[i].full_name;
        return actions[i].run (ctl, argc - 1, argv + 1);
      }

  if (argc > 1 && (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h")))
    {
      g_print (_ ("Usage: chezuctl source add NAME | list | remove NAME | test NAME\n"
                  "“chezuctl source add --help” tells more\n"));
      return CHEZU_EXIT_OK;
    }
  return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("Say what to do: source add, list, remove or test"));
}
