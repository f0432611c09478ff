/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sync/chezu-credentials.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sync/chezu-network.h"
#include "sync/chezu-synchronizer.h"

/* Tokens are a few hundred bytes. */
#define SECRET_MAX (16 * 1024)

/* --- Files ---------------------------------------------------------------------------------- */

static gboolean
check_file (int fd, const char *path, GError **error)
{
  struct stat status;

  if (fstat (fd, &status) != 0 || !S_ISREG (status.st_mode))
    g_set_error (error, CHEZU_SYNC_ERROR, CHEZU_SYNC_ERROR_CREDENTIAL,
                 _ ("%s is not a file that can hold a password."), path);
  else if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    g_set_error (error, CHEZU_SYNC_ERROR, CHEZU_SYNC_ERROR_CREDENTIAL,
                 _ ("Others on this computer can read %s, so it is not used. Make it private with "
                    "“chmod 600”, and change the password if others may have seen it."),
                 path);
  else if (status.st_size > SECRET_MAX)
    g_set_error (error, CHEZU_SYNC_ERROR, CHEZU_SYNC_ERROR_CREDENTIAL,
                 _ ("%s is too long to be a password or token."), path);
  else
    return TRUE;
  return FALSE;
}

/* Reads what stands on the first line. */
static char *
read_file (const char *path, GError **error)
{
  char buffer[SECRET_MAX + 1];
  gsize length = 0;
  gssize count;
  /* A pipe in place of the file must not hold us up. */
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

  if (fd < 0)
    {
      g_set_error (error, CHEZU_SYNC_ERROR, CHEZU_SYNC_ERROR_CREDENTIAL,
                   _ ("The password cannot be read from %s (%s)."), path, g_strerror (errno));
      return NULL;
    }

  if (!check_file (fd, path, error))
    {
      close (fd);
      return NULL;
    }
  while ((count = read (fd, buffer + length, SECRET_MAX - length)) > 0)
    length += (gsize)count;
  close (fd);

  buffer[length] = '\0';
  buffer[strcspn (buffer, "\r\n")] = '\0';
  if (*buffer == '\0')
    {
      g_set_error (error, CHEZU_SYNC_ERROR, CHEZU_SYNC_ERROR_CREDENTIAL,
                   _ ("%s is empty. Write the password or token into it."), path);
      return NULL;
    }
  return g_strdup (buffer);
}

/**
 * chezu_credentials_write_file:
 *
 * Writes @secret into a file that only its owner can read, from the first byte on. Blocks.
 *
 * Returns: whether it was written; a file that was there is replaced
 */
gboolean
chezu_credentials_write_file (const char *path, const char *secret, GError **error)
{
  g_autofree char *line = NULL;

  g_return_val_if_fail (path != NULL && secret != NULL, FALSE);

  line = g_strconcat (secret, "\n", NULL);
  return g_file_set_contents_full (
      path, line, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, error);
}

/* --- The keyring ---------------------------------------------------------------------------- */

static const SecretSchema *
get_schema (void)
{
  static const SecretSchema schema = {
    "io.github.chezu.CommandCenter.Source",
    SECRET_SCHEMA_NONE,
    { { "source", SECRET_SCHEMA_ATTRIBUTE_STRING }, { NULL, 0 } },
  };

  return &schema;
}

static void
reject_keyring (DexPromise *promise, const GError *cause)
{
  dex_promise_reject (promise,
                      g_error_new (CHEZU_SYNC_ERROR, CHEZU_SYNC_ERROR_CREDENTIAL,
                                   _ ("The keyring of this session cannot be used (%s). Unlock it, "
                                      "or keep the password in a private file."),
                                   cause->message));
}

typedef struct
{
  ChezuSourceRow *row;
  char *secret; /* to store, or NULL */
  DexPromise *promise;
} Request;

static Request *
request_new (const ChezuSourceRow *row, const char *secret)
{
  Request *request = g_new0 (Request, 1);

  request->row = chezu_source_row_copy (row);
  request->secret = g_strdup (secret);
  request->promise = dex_promise_new ();
  return request;
}

static void
request_free (gpointer data)
{
  Request *request = data;

  chezu_source_row_free (request->row);
  g_free (request->secret);
  dex_unref (request->promise);
  g_free (request);
}

static void
lookup_ready_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Request *request = user_data;
  g_autoptr (GError) cause = NULL;
  g_autofree char *secret = secret_password_lookup_finish (result, &cause);

  if (cause != NULL)
    reject_keyring (request->promise, cause);
  else if (secret == NULL)
    dex_promise_reject (request->promise,
                        g_error_new (CHEZU_SYNC_ERROR, CHEZU_SYNC_ERROR_CREDENTIAL,
                                     _ ("The keyring has no password for source “%s”. Enter it "
                                        "again in the settings of the source."),
                                     request->row->name));
  else
    dex_promise_resolve_string (request->promise, g_steal_pointer (&secret));
  request_free (request);
}

static void
store_ready_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Request *request = user_data;
  g_autoptr (GError) cause = NULL;

  if (secret_password_store_finish (result, &cause))
    dex_promise_resolve_boolean (request->promise, TRUE);
  else
    reject_keyring (request->promise, cause);
  request_free (request);
}

/* Nothing to forget is as good as forgotten. */
static void
forget_ready_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Request *request = user_data;
  g_autoptr (GError) cause = NULL;

  secret_password_clear_finish (result, &cause);
  if (cause == NULL)
    dex_promise_resolve_boolean (request->promise, TRUE);
  else
    reject_keyring (request->promise, cause);
  request_free (request);
}

/* --- Either --------------------------------------------------------------------------------- */

static gboolean
is_in_keyring (const ChezuSourceRow *row)
{
  return row->credential == CHEZU_CREDENTIAL_KEYRING
         || row->credential == CHEZU_CREDENTIAL_KEYRING_TOKEN;
}

static DexFuture *
lookup_fiber (gpointer user_data)
{
  Request *request = user_data;
  GError *error = NULL;
  char *secret;

  if (is_in_keyring (request->row))
    {
      secret_password_lookup (get_schema (), NULL, lookup_ready_cb, request, "source",
                              request->row->name, NULL);
      return dex_future_new_true ();
    }

  secret = read_file (request->row->credential_file, &error);
  if (secret != NULL)
    dex_promise_resolve_string (request->promise, secret);
  else
    dex_promise_reject (request->promise, error);
  request_free (request);
  return dex_future_new_true ();
}

static DexFuture *
store_fiber (gpointer user_data)
{
  Request *request = user_data;
  g_autofree char *label = g_strdup_printf (_ ("Chezu: source “%s”"), request->row->name);

  secret_password_store (get_schema (), SECRET_COLLECTION_DEFAULT, label, request->secret, NULL,
                         store_ready_cb, request, "source", request->row->name, NULL);
  return dex_future_new_true ();
}

static DexFuture *
forget_fiber (gpointer user_data)
{
  Request *request = user_data;

  secret_password_clear (get_schema (), NULL, forget_ready_cb, request, "source",
                         request->row->name, NULL);
  return dex_future_new_true ();
}

/* The request belongs to its fiber and then to the answer of the keyring. */
static DexFuture *
start_request (Request *request, DexFiberFunc func)
{
  DexFuture *future = dex_ref (DEX_FUTURE (request->promise));

  chezu_network_run (func, request, NULL);
  return future;
}

/**
 * chezu_credentials_lookup:
 *
 * Returns: (transfer full): a future that resolves to the password or token of @row, or rejects
 * with %CHEZU_SYNC_ERROR_CREDENTIAL. A file that others can read is refused.
 */
DexFuture *
chezu_credentials_lookup (const ChezuSourceRow *row)
{
  g_return_val_if_fail (row != NULL, NULL);

  if (row->credential == CHEZU_CREDENTIAL_NONE
      || (!is_in_keyring (row) && row->credential_file == NULL))
    return dex_future_new_reject (CHEZU_SYNC_ERROR, CHEZU_SYNC_ERROR_CREDENTIAL,
                                  _ ("Source “%s” has no password. Enter it in the settings of the "
                                     "source."),
                                  row->name);
  return start_request (request_new (row, NULL), lookup_fiber);
}

/**
 * chezu_credentials_store:
 *
 * Returns: (transfer full): a future that resolves when @secret is in the keyring under the name of
 *   the source
 */
DexFuture *
chezu_credentials_store (const ChezuSourceRow *row, const char *secret)
{
  g_return_val_if_fail (row != NULL && secret != NULL, NULL);
  return start_request (request_new (row, secret), store_fiber);
}

/**
 * chezu_credentials_forget:
 *
 * Returns: (transfer full): a future that resolves when the keyring holds nothing of the source;
 *   files are left alone, they belong to whoever made them
 */
DexFuture *
chezu_credentials_forget (const ChezuSourceRow *row)
{
  g_return_val_if_fail (row != NULL, NULL);

  if (!is_in_keyring (row))
    return dex_future_new_true ();
  return start_request (request_new (row, NULL), forget_fiber);
}
