/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The thread that seals: it follows the arrival log, and turns it into segments in small steps
 * while others write and read. */

#pragma once

#include "store/chezu-writer-private.h"
#include "track/chezu-tail.h"

G_BEGIN_DECLS

typedef struct _ChezuSealer ChezuSealer;

/* @tail is what all connections of the store share. @seal_fixes: so many that wait begin a round;
 * 0: the usual. */
ChezuSealer *
chezu_sealer_new (const char *path, int busy_timeout_ms, ChezuTail *tail, guint seal_fixes);
ChezuSealer *chezu_sealer_ref (ChezuSealer *self);
void chezu_sealer_unref (ChezuSealer *self);

void chezu_sealer_start (ChezuSealer *self, ChezuWriter *writer);

/* A ChezuWriterCommittedFunc. */
void chezu_sealer_poke (gpointer sealer);

/* Resolves @promise (transfer full) when everything that is committed by now is sealed. */
void chezu_sealer_request (ChezuSealer *self, DexPromise *promise);

/* Stops after the step that is under way, and refuses what was requested. */
void chezu_sealer_stop (ChezuSealer *self);

G_END_DECLS
