/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A bell that any thread may ring and a fiber waits for, and the wait that a stop or a clock ends.
 */

#pragma once

#include <libdex.h>

G_BEGIN_DECLS

/* One fiber listens: it quiets the bell, looks at what may have changed, and waits. A ring between
 * the look and the wait ends the wait at once, so that none is lost. */
typedef struct
{
  GMutex mutex;
  DexPromise *promise;
} ChezuBell;

void chezu_bell_init (ChezuBell *self);
void chezu_bell_clear (ChezuBell *self);
void chezu_bell_ring (ChezuBell *self);
void chezu_bell_quiet (ChezuBell *self);
DexFuture *chezu_bell_wait (ChezuBell *self);

DexFuture *chezu_until (DexFuture *future, DexFuture *stop, guint timeout_ms);
gboolean chezu_sleep (guint wait_ms, DexFuture *stop, GError **error);

G_END_DECLS
