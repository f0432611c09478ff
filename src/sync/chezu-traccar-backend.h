/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A Traccar server as a backend: its sign-in, its lists over HTTP, its live stream over WebSocket.
 */

#pragma once

#include "store/chezu-source-table.h"
#include "sync/chezu-backend.h"
#include "sync/chezu-sync-options.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_TRACCAR_BACKEND (chezu_traccar_backend_get_type ())
G_DECLARE_FINAL_TYPE (ChezuTraccarBackend, chezu_traccar_backend, CHEZU, TRACCAR_BACKEND, GObject)

/* @options must outlive the object; @stop rejects when it is time to end. NULL when the address or
 * the certificate file of @row cannot be used. */
ChezuTraccarBackend *chezu_traccar_backend_new (const ChezuSourceRow *row,
                                                const char *secret,
                                                const ChezuSyncOptions *options,
                                                DexFuture *stop,
                                                GError **error);

G_END_DECLS
