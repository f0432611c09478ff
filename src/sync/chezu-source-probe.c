/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tries a source once, as its first minute would go, without touching the store. */

#include "sync/chezu-backend-factory.h"
#include "sync/chezu-network.h"
#include "sync/chezu-synchronizer.h"

/* Somebody sits and waits. */
#define PATIENCE_MS (15 * 1000)

typedef struct
{
  ChezuSourceRow *row;
  char *secret; /* NULL: look it up */
  ChezuSyncOptions options;
  DexPromise *promise;
} Probe;

static void
probe_free (gpointer data)
{
  Probe *probe = data;

  chezu_source_row_free (probe->row);
  g_free (probe->secret);
  dex_unref (probe->promise);
  g_free (probe);
}

void
chezu_source_probe_free (ChezuSourceProbe *self)
{
  if (self == NULL)
    return;
  g_free (self->server);
  g_free (self);
}

static ChezuSourceProbe *
try_source (Probe *probe, GError **error)
{
  g_autoptr (ChezuIntake) intake = chezu_intake_new (NULL, 0, probe->options.batch_max);
  g_autoptr (ChezuBackend) backend
      = chezu_backend_make (probe->row, probe->secret, &probe->options, NULL, error);
  g_autoptr (GError) stream_error = NULL;
  ChezuSourceProbe *found;

  if (backend == NULL || !dex_await (chezu_backend_sign_in (backend), error)
      || !dex_await (chezu_backend_list_vehicles (backend, intake), error))
    return NULL;

  found = g_new0 (ChezuSourceProbe, 1);
  /* Without a stream the source is polled, so a stream that fails is no failure of the source. */
  found->websocket = dex_await (chezu_backend_subscribe (backend), &stream_error);
  found->server = chezu_backend_describe (backend, &found->n_devices);
  return found;
}

static DexFuture *
probe_fiber (gpointer user_data)
{
  Probe *probe = user_data;
  GError *error = NULL;
  ChezuSourceProbe *found = try_source (probe, &error);

  if (found == NULL)
    dex_promise_reject (probe->promise, error);
  else
    {
      GValue value = G_VALUE_INIT;

      g_value_init (&value, G_TYPE_POINTER);
      g_value_set_pointer (&value, found);
      dex_promise_resolve (probe->promise, &value);
    }
  return dex_future_new_true ();
}

/**
 * chezu_source_probe:
 * @row: what to try; need not stand in any store
 * @secret: (nullable): the password or token; %NULL looks it up where @row says
 *
 * Returns: (transfer full): a future that resolves to a ChezuSourceProbe (a pointer, free it with
 *   chezu_source_probe_free()), or rejects with a %CHEZU_SYNC_ERROR whose message says what to do
 */
DexFuture *
chezu_source_probe (const ChezuSourceRow *row, const char *secret)
{
  Probe *probe;
  DexFuture *future;

  g_return_val_if_fail (row != NULL, NULL);

  probe = g_new0 (Probe, 1);
  probe->row = chezu_source_row_copy (row);
  probe->secret = g_strdup (secret);
  probe->options = CHEZU_SYNC_OPTIONS_DEFAULT;
  probe->options.request_ms = PATIENCE_MS;
  probe->promise = dex_promise_new ();
  future = dex_ref (DEX_FUTURE (probe->promise));
  chezu_network_run (probe_fiber, probe, probe_free);
  return future;
}
