/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A WebSocket that is read only when somebody asks: who does not, holds up the server, and memory
 * is bounded by one read. */

#pragma once

#include "sync/chezu-http.h"
#include "sync/chezu-websocket-frames.h"

G_BEGIN_DECLS

typedef struct _ChezuWebsocket ChezuWebsocket;

/* Waits in a fiber for the handshake. Fails with SOUP_WEBSOCKET_ERROR when the server answered
 * something else, whose status then is in @status. */
ChezuWebsocket *
chezu_websocket_open (ChezuHttp *http, const char *path, guint *status, GError **error);
/* Ends the connection: whoever reads is told. */
void chezu_websocket_hang_up (ChezuWebsocket *self);
void chezu_websocket_free (ChezuWebsocket *self);

/* Waits in a fiber until @frame is a piece of a message, a pong or the closing, or @wait_ms are
 * over (then it is none, and nothing is lost). Pings are answered. */
gboolean
chezu_websocket_read (ChezuWebsocket *self, guint wait_ms, ChezuFrame *frame, GError **error);

/* Does not wait: where the line is stuck, no ping is sent. */
void chezu_websocket_ping (ChezuWebsocket *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuWebsocket, chezu_websocket_free)

G_END_DECLS
