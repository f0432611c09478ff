/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Follows every enabled source of a store, each in a fiber of its own, until it is told to stop. */

#pragma once

#include "store/chezu-source-table.h"
#include "store/chezu-store.h"

G_BEGIN_DECLS

#define CHEZU_SYNC_ERROR (chezu_sync_error_quark ())
GQuark chezu_sync_error_quark (void);

typedef enum
{
  CHEZU_SYNC_ERROR_UNREACHABLE,  /* no route, refused, timed out */
  CHEZU_SYNC_ERROR_REFUSED,      /* sign-in refused */
  CHEZU_SYNC_ERROR_UNTRUSTED,    /* TLS certificate */
  CHEZU_SYNC_ERROR_INCOMPATIBLE, /* not such a backend */
  CHEZU_SYNC_ERROR_PROTOCOL,     /* it is one, but answered nonsense (cut JSON, …) */
  CHEZU_SYNC_ERROR_CREDENTIAL,   /* password or token cannot be had */
} ChezuSyncError;

#define CHEZU_TYPE_SYNCHRONIZER (chezu_synchronizer_get_type ())
G_DECLARE_FINAL_TYPE (ChezuSynchronizer, chezu_synchronizer, CHEZU, SYNCHRONIZER, GObject)

/* All network work happens on threads of its own: the caller's main loop is not used. Sources that
 * are added, removed or changed in the store while it runs are taken up within a second. One
 * synchronizer per store and machine: a second one finds the lock taken and stays a reader
 * (chezu_synchronizer_start () rejects with G_IO_ERROR_BUSY). */
ChezuSynchronizer *chezu_synchronizer_new (ChezuStore *store);
DexFuture *chezu_synchronizer_start (ChezuSynchronizer *self);
DexFuture *chezu_synchronizer_stop (
    ChezuSynchronizer *self); /* resolves when everything received is committed */
void chezu_synchronizer_retry_now (ChezuSynchronizer *self);

/* Tries a source without touching the store. Resolves to a ChezuSourceProbe or rejects with a
 * CHEZU_SYNC_ERROR whose message a dispatcher understands. @secret is the password or token, or
 * NULL to look it up. */
typedef struct
{
  char *server;       /* "Traccar 6.14.5" */
  guint n_devices;    /* vehicles that the account sees */
  gboolean websocket; /* the live stream was accepted */
} ChezuSourceProbe;

void chezu_source_probe_free (ChezuSourceProbe *self);
DexFuture *chezu_source_probe (const ChezuSourceRow *row, const char *secret);

G_END_DECLS
