/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The live stream of a Traccar server: messages queue up until a fiber takes them, and only so
 * many.
 */

#pragma once

#include "sync/chezu-http.h"
#include "sync/chezu-sync-options.h"

G_BEGIN_DECLS

typedef struct _ChezuTraccarSocket ChezuTraccarSocket;

/* Waits in a fiber for the handshake. Fails with SOUP_WEBSOCKET_ERROR when the server refused it.
 */
ChezuTraccarSocket *chezu_traccar_socket_open (ChezuHttp *http,
                                               SoupMessage *message,
                                               const ChezuSyncOptions *options,
                                               GError **error);
/* Ends it from our side: whoever waits is told @reason. */
void chezu_traccar_socket_hang_up (ChezuTraccarSocket *self, const GError *reason);
void chezu_traccar_socket_free (ChezuTraccarSocket *self);

/* Waits in a fiber until there is a message. */
gboolean chezu_traccar_socket_wait (ChezuTraccarSocket *self, GError **error);
GBytes *chezu_traccar_socket_take (ChezuTraccarSocket *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuTraccarSocket, chezu_traccar_socket_free)

G_END_DECLS
