/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sync/chezu-backend-factory.h"

#include <glib/gi18n-lib.h>

#include "sync/chezu-bell.h"
#include "sync/chezu-credentials.h"
#include "sync/chezu-replay-backend.h"
#include "sync/chezu-sync-error.h"
#include "sync/chezu-traccar-backend.h"

static ChezuBackend *
make_traccar (const ChezuSourceRow *row,
              const char *secret,
              const ChezuSyncOptions *options,
              DexFuture *stop,
              GError **error)
{
  g_autofree char *found = g_strdup (secret);
  ChezuTraccarBackend *backend;

  if (found == NULL && row->credential != CHEZU_CREDENTIAL_NONE)
    {
      /* A keyring may ask somebody to unlock it, and nobody may be there. */
      found = dex_await_string (chezu_until (chezu_credentials_lookup (row), stop, 0), error);
      if (found == NULL)
        return NULL;
    }

  backend = chezu_traccar_backend_new (row, found, options, stop, error);
  return backend != NULL ? CHEZU_BACKEND (backend) : NULL;
}

/**
 * chezu_backend_make:
 * @row: whose kind decides
 * @secret: (nullable): the password or token; %NULL looks it up where @row says
 * @stop: (nullable): ends every wait of the backend when it rejects
 *
 * Waits in a fiber for the credential, which may be kept where a person must unlock it.
 *
 * Returns: (transfer full) (nullable): a backend that has asked for nothing yet, or %NULL with a
 *   %CHEZU_SYNC_ERROR
 */
ChezuBackend *
chezu_backend_make (const ChezuSourceRow *row,
                    const char *secret,
                    const ChezuSyncOptions *options,
                    DexFuture *stop,
                    GError **error)
{
  if (g_strcmp0 (row->kind, "traccar") == 0)
    return make_traccar (row, secret, options, stop, error);
  if (g_strcmp0 (row->kind, "replay") == 0)
    return CHEZU_BACKEND (chezu_replay_backend_new (row, options, stop));

  g_set_error (error, CHEZU_SYNC_ERROR, CHEZU_SYNC_ERROR_INCOMPATIBLE,
               _ ("This version of Chezu does not know sources of the kind “%s”."), row->kind);
  return NULL;
}
