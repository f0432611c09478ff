/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The live stream of a Traccar server, and whether it is still alive. */

#pragma once

#include "sync/chezu-sync-options.h"
#include "sync/chezu-websocket.h"

G_BEGIN_DECLS

typedef struct _ChezuTraccarSocket ChezuTraccarSocket;

/* What is known of a server's answers to pings, over all its streams. All zero: nothing. */
typedef struct
{
  gboolean answered; /* at least once */
  guint unanswered;  /* streams that fell silent without any answer */
} ChezuTraccarPongs;

/* Waits in a fiber for the handshake. Fails with SOUP_WEBSOCKET_ERROR when the server refused it;
 * its status then is in @status. @pongs is kept up to date and outlives the stream. */
ChezuTraccarSocket *chezu_traccar_socket_open (ChezuHttp *http,
                                               const char *path,
                                               const ChezuSyncOptions *options,
                                               ChezuTraccarPongs *pongs,
                                               guint *status,
                                               GError **error);
/* Ends it from our side: whoever reads is told @reason. */
void chezu_traccar_socket_hang_up (ChezuTraccarSocket *self, const GError *reason);
void chezu_traccar_socket_free (ChezuTraccarSocket *self);

/* Waits in a fiber for the next piece of a message, @wait_ms at most (0: as long as the stream
 * lives). TRUE without a piece, of the kind NONE, when that time is over. */
gboolean chezu_traccar_socket_read (ChezuTraccarSocket *self,
                                    guint wait_ms,
                                    ChezuFrame *piece,
                                    GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuTraccarSocket, chezu_traccar_socket_free)

G_END_DECLS
