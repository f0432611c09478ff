/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of the server share. All of it lives on the server's thread, but for the faults.
 */

#pragma once

#include "sim/chezu-sim-auth.h"
#include "sim/chezu-sim-json.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

typedef struct
{
  ChezuSimWorld *world;
  ChezuSimClock clock;
  ChezuSimAuth *auth;
  GMainContext *context;
  guint32 *by_name;   /* vehicles in the order of their plates; made when first wanted */
  GPtrArray *sockets; /* of ChezuSimSocket */
  GArray *replies;    /* of ChezuSimReply */
  gint64 drill_ms;    /* when the drill begins; 0: there is none */
  GMutex lock;
  ChezuSimFaults faults; /* under the lock */
} ChezuSimBackend;

ChezuSimFaults chezu_sim_backend_get_faults (ChezuSimBackend *self);
ChezuSimPen chezu_sim_backend_get_pen (ChezuSimBackend *self);

/* Values of a query or form. */
typedef struct _ChezuSimQuery ChezuSimQuery;

ChezuSimQuery *chezu_sim_query_new (const char *encoded);
void chezu_sim_query_free (ChezuSimQuery *self);
const char *chezu_sim_query_get (ChezuSimQuery *self, const char *name);
GPtrArray *chezu_sim_query_get_all (ChezuSimQuery *self, const char *name);
gboolean chezu_sim_query_get_time (ChezuSimQuery *self, const char *name, gint64 *time_ms);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuSimQuery, chezu_sim_query_free)

/* Answers. */
void chezu_sim_answer_json (ChezuSimBackend *backend, SoupServerMessage *message, GString *json);
void chezu_sim_answer_text (SoupServerMessage *message, guint status, const char *text);
void chezu_sim_answer_html (SoupServerMessage *message, guint status, const char *html);
void chezu_sim_answer_empty (SoupServerMessage *message);
void
chezu_sim_answer_refused (SoupServerMessage *message, const char *words, const char *exception);
void chezu_sim_answer_missing (SoupServerMessage *message);

/* Appends the next elements of an array, separated by commas, to @out until it is long enough.
 * Returns: whether there may be more */
typedef gboolean (*ChezuSimProduceFunc) (gpointer producer, GString *out, gsize enough);

void chezu_sim_answer_array (ChezuSimBackend *backend,
                             SoupServerMessage *message,
                             ChezuSimProduceFunc produce,
                             gpointer producer,
                             GDestroyNotify destroy);

/* The calls under /api. */
void chezu_sim_api_handle (ChezuSimBackend *backend, SoupServerMessage *message, const char *path);

/* The WebSocket. */
void chezu_sim_socket_admit (ChezuSimBackend *backend, SoupServerMessage *message);
void chezu_sim_socket_open (ChezuSimBackend *backend,
                            SoupServerMessage *message,
                            SoupWebsocketConnection *connection);
GPtrArray *chezu_sim_socket_list_new (void);
void chezu_sim_socket_drop_all (ChezuSimBackend *backend);

G_END_DECLS
