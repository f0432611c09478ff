/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sync/chezu-bell.h"

void
chezu_bell_init (ChezuBell *self)
{
  g_mutex_init (&self->mutex);
  self->promise = dex_promise_new ();
}

void
chezu_bell_clear (ChezuBell *self)
{
  dex_clear (&self->promise);
  g_mutex_clear (&self->mutex);
}

/**
 * chezu_bell_ring:
 *
 * Ends the wait of whoever listens, or the next one. May be called on any thread.
 */
void
chezu_bell_ring (ChezuBell *self)
{
  g_autoptr (DexPromise) promise = NULL;

  g_mutex_lock (&self->mutex);
  promise = dex_ref (self->promise);
  g_mutex_unlock (&self->mutex);

  if (dex_future_is_pending (DEX_FUTURE (promise)))
    dex_promise_resolve_boolean (promise, TRUE);
}

/**
 * chezu_bell_quiet:
 *
 * Forgets the rings so far. Called by the one who listens, before looking at what has changed.
 */
void
chezu_bell_quiet (ChezuBell *self)
{
  g_mutex_lock (&self->mutex);
  if (!dex_future_is_pending (DEX_FUTURE (self->promise)))
    {
      dex_clear (&self->promise);
      self->promise = dex_promise_new ();
    }
  g_mutex_unlock (&self->mutex);
}

/**
 * chezu_bell_wait:
 *
 * Returns: (transfer full): a future that resolves with the next ring, at once if there was one
 *   since the bell was quieted
 */
DexFuture *
chezu_bell_wait (ChezuBell *self)
{
  DexFuture *future;

  g_mutex_lock (&self->mutex);
  future = dex_ref (DEX_FUTURE (self->promise));
  g_mutex_unlock (&self->mutex);
  return future;
}

/**
 * chezu_until:
 * @future: (transfer full): what is waited for
 * @stop: (transfer none) (nullable): a future that rejects when it is time to stop
 * @timeout_ms: how long to wait at most, 0 for ever
 *
 * Returns: (transfer full): a future that ends as the first of the three does; a clock that runs
 * out rejects with %DEX_ERROR_TIMED_OUT. What @future was doing is cancelled then.
 */
DexFuture *
chezu_until (DexFuture *future, DexFuture *stop, guint timeout_ms)
{
  DexFuture *futures[3];
  DexFuture *first;
  guint n_futures = 0;

  g_return_val_if_fail (DEX_IS_FUTURE (future), NULL);

  /* The stop comes first: whatever else has ended as well, we are told to stop. */
  if (stop != NULL)
    futures[n_futures++] = dex_ref (stop);
  futures[n_futures++] = future;
  if (timeout_ms > 0)
    futures[n_futures++] = dex_timeout_new_msec ((int)MIN (timeout_ms, G_MAXINT));

  first = dex_future_firstv (futures, n_futures);
  for (guint i = 0; i < n_futures; i++)
    dex_unref (futures[i]);
  return first;
}

/**
 * chezu_sleep:
 * @stop: (transfer none) (nullable): a future that rejects when it is time to stop
 *
 * Waits in a fiber.
 *
 * Returns: %TRUE when the time is over, %FALSE with the error of @stop when it came first
 */
gboolean
chezu_sleep (guint wait_ms, DexFuture *stop, GError **error)
{
  g_autoptr (GError) ended = NULL;

  dex_await (chezu_until (dex_future_new_infinite (), stop, MAX (wait_ms, 1)), &ended);
  if (g_error_matches (ended, DEX_ERROR, DEX_ERROR_TIMED_OUT))
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&ended));
  return FALSE;
}
