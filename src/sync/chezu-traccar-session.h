/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Being signed in at a Traccar server, by password or token, and staying so. */

#pragma once

#include "store/chezu-source-table.h"
#include "sync/chezu-http.h"

G_BEGIN_DECLS

typedef struct _ChezuTraccarSession ChezuTraccarSession;

ChezuTraccarSession *chezu_traccar_session_new (const ChezuSourceRow *row,
                                                const char *secret,
                                                guint timeout_ms,
                                                DexFuture *stop,
                                                GError **error);
void chezu_traccar_session_free (ChezuTraccarSession *self);

gboolean chezu_traccar_session_open (ChezuTraccarSession *self, GError **error);
gboolean chezu_traccar_session_get (ChezuTraccarSession *self,
                                    const char *path,
                                    ChezuHttpChunkFunc func,
                                    gpointer user_data,
                                    guint *status,
                                    GError **error);
/* @left (out): whether it may have arrived, when no answer came. */
gboolean chezu_traccar_session_post (ChezuTraccarSession *self,
                                     const char *path,
                                     GBytes *json,
                                     gboolean *left,
                                     guint *status,
                                     GError **error);
gboolean chezu_traccar_session_renew (ChezuTraccarSession *self, gboolean *renewed, GError **error);
char *chezu_traccar_session_make_stream_path (ChezuTraccarSession *self);

ChezuHttp *chezu_traccar_session_get_http (ChezuTraccarSession *self);
const char *chezu_traccar_session_get_host (ChezuTraccarSession *self);
/* "Traccar 6.14.5", NULL before the server was asked. */
const char *chezu_traccar_session_get_server (ChezuTraccarSession *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuTraccarSession, chezu_traccar_session_free)

G_END_DECLS
