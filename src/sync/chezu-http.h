/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HTTP for one source: its base address, certificates and cookies; answers arrive in pieces, are
 * never held whole, and are given up when they lead nowhere. */

#pragma once

#include <libsoup/soup.h>

#include "sync/chezu-bell.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_HTTP (chezu_http_get_type ())
G_DECLARE_FINAL_TYPE (ChezuHttp, chezu_http, CHEZU, HTTP, GObject)

/* Takes the next bytes of an answer. Runs in the fiber of the request and may wait, which holds up
 * the server. */
typedef gboolean (*ChezuHttpChunkFunc) (const char *data,
                                        gsize length,
                                        gpointer user_data,
                                        GError **error);

/* Everything below is used on the thread that made the object. @stop rejects when it is time to
 * end. */
ChezuHttp *chezu_http_new (
    const char *url, const char *ca_file, DexFuture *stop, guint timeout_ms, GError **error);
void chezu_http_set_bearer (ChezuHttp *self, const char *token);
const char *chezu_http_get_host (ChezuHttp *self);
DexFuture *chezu_http_get_stop (ChezuHttp *self);

SoupMessage *chezu_http_message (ChezuHttp *self, const char *method, const char *path);

/* Both wait in a fiber. They fail with a CHEZU_SYNC_ERROR when no answer came or it broke off; an
 * answer with any status is one. Only the body of a 2xx answer is handed over. */
gboolean chezu_http_send (ChezuHttp *self,
                          SoupMessage *message,
                          ChezuHttpChunkFunc func,
                          gpointer user_data,
                          GError **error);
char *
chezu_http_send_for_text (ChezuHttp *self, SoupMessage *message, gsize max_bytes, GError **error);

/* Whether any of a request may have left this computer. */
gboolean chezu_http_has_left (SoupMessage *message);

/* What a connection of another kind to the same server needs. */
GUri *chezu_http_get_base (ChezuHttp *self);
GTlsDatabase *chezu_http_get_trusted (ChezuHttp *self); /* NULL: the system's */
guint chezu_http_get_timeout_ms (ChezuHttp *self);
void chezu_http_note_wait (ChezuHttp *self, gint64 waited_us, gboolean came);
char *chezu_http_make_upgrade (ChezuHttp *self, const char *path, const char *key);
void chezu_http_note_headers (ChezuHttp *self, SoupMessageHeaders *headers, guint status);

/* For how long yet the server asked to be left alone with Retry-After, 0 not at all. */
gint64 chezu_http_get_retry_after_ms (ChezuHttp *self);

/* What the server's clock says now, by the Date of its last answer. */
gint64 chezu_http_get_time_ms (ChezuHttp *self);

G_END_DECLS
