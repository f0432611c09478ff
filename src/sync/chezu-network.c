/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sync/chezu-network.h"

/**
 * chezu_network_get_scheduler:
 *
 * A pool apart from libdex' default one, so that nothing that somebody computes there delays an
 * answer or a ping. Each of its threads has a main context of its own, which is the thread's
 * default one: what a fiber starts with GIO or libsoup comes back to it there. A pool cannot be
 * taken down in libdex 0.10, so there is one for the whole program.
 *
 * Returns: (transfer none): the scheduler
 */
DexScheduler *
chezu_network_get_scheduler (void)
{
  static DexScheduler *scheduler;

  if (g_once_init_enter_pointer (&scheduler))
    g_once_init_leave_pointer (&scheduler, dex_thread_pool_scheduler_new ());
  return scheduler;
}

/**
 * chezu_network_run:
 *
 * Runs @func in a fiber on a thread of the network. Its result is nobody's: a fiber that has
 * something to say keeps a promise. (Whoever drops the future of a fiber cancels it.)
 */
void
chezu_network_run (DexFiberFunc func, gpointer data, GDestroyNotify data_destroy)
{
  dex_unref (dex_scheduler_spawn (chezu_network_get_scheduler (), CHEZU_NETWORK_STACK, func, data,
                                  data_destroy));
}

/**
 * chezu_network_run_here:
 *
 * Like chezu_network_run(), on the thread of the fiber that calls it.
 */
void
chezu_network_run_here (DexFiberFunc func, gpointer data, GDestroyNotify data_destroy)
{
  dex_unref (dex_scheduler_spawn (dex_scheduler_get_thread_default (), CHEZU_NETWORK_STACK, func,
                                  data, data_destroy));
}
