/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Threads of their own for everything that talks to the network. */

#pragma once

#include <libdex.h>

G_BEGIN_DECLS

/* Fibers in which libsoup, GIO and yyjson run; only touched pages cost memory. */
#define CHEZU_NETWORK_STACK (512 * 1024)

DexScheduler *chezu_network_get_scheduler (void);
void chezu_network_run (DexFiberFunc func, gpointer data, GDestroyNotify data_destroy);
void chezu_network_run_here (DexFiberFunc func, gpointer data, GDestroyNotify data_destroy);

G_END_DECLS
