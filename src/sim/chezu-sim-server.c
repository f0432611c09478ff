/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sim/chezu-sim-server.h"

#include "sim/chezu-sim-backend.h"
#include "sim/chezu-sim-replies.h"

#include "base/chezu-time.h"

#include <glib/gi18n-lib.h>
#define HANDSHAKE_MS 250

struct _ChezuSimServer
{
  GObject parent_instance;

  ChezuSimOptions options;
  GTlsCertificate *certificate;
  ChezuSimBackend backend;
  SoupServer *server; /* of the thread */
  GThread *thread;
  GMainLoop *loop;
  char *url;

  GMutex lock;
  GCond changed;
  gboolean listening; /* under the lock, as is the next */
  GError *failure;
};

G_DEFINE_FINAL_TYPE (ChezuSimServer, chezu_sim_server, G_TYPE_OBJECT)

ChezuSimFaults
chezu_sim_backend_get_faults (ChezuSimBackend *self)
{
  ChezuSimFaults faults;

  g_mutex_lock (&self->lock);
  faults = self->faults;
  g_mutex_unlock (&self->lock);
  return faults;
}

ChezuSimPen
chezu_sim_backend_get_pen (ChezuSimBackend *self)
{
  return (ChezuSimPen){ self->world, &self->clock, chezu_sim_backend_get_faults (self).times };
}

static void
answer (ChezuSimServer *self, SoupServerMessage *message, const char *path)
{
  ChezuSimFaults faults = chezu_sim_backend_get_faults (&self->backend);

  if (faults.bad_gateway)
    chezu_sim_answer_html (message, SOUP_STATUS_BAD_GATEWAY,
                           "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 "
                           "Bad Gateway</h1></center><hr></body></html>");
  else if (faults.not_traccar || !g_str_has_prefix (path, "/api/"))
    chezu_sim_answer_html (message, SOUP_STATUS_OK,
                           "<!DOCTYPE html><html><head><title>Chezu</title></head><body>Simulated "
                           "backend. The interface is under /api.</body></html>");
  else
    chezu_sim_api_handle (&self->backend, message, path);
}

/* An answer that is held back for a while. */
typedef struct
{
  ChezuSimServer *self;
  SoupServerMessage *message;
  GSource *source;
  char *path;
} Stall;

static void
stall_finished_cb (SoupServerMessage *message, gpointer user_data)
{
  Stall *stall = user_data;

  g_source_destroy (stall->source);
}

static void
stall_free (gpointer data)
{
  Stall *stall = data;

  g_source_destroy (stall->source);
  g_source_unref (stall->source);
  g_free (stall->path);
  g_free (stall);
}

static gboolean
stall_over_cb (gpointer user_data)
{
  Stall *stall = user_data;

  answer (stall->self, stall->message, stall->path);
  soup_server_message_unpause (stall->message);
  return G_SOURCE_REMOVE;
}

static void
request_cb (SoupServer *server,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer user_data)
{
  ChezuSimServer *self = user_data;
  guint stall_ms = chezu_sim_backend_get_faults (&self->backend).stall_ms;
  Stall *stall;

  if (stall_ms == 0)
    {
      answer (self, message, path);
      return;
    }
  stall = g_new0 (Stall, 1);
  stall->self = self;
  stall->message = message;
  stall->path = g_strdup (path);
  stall->source = g_timeout_source_new (stall_ms);
  g_source_set_callback (stall->source, stall_over_cb, stall, NULL);
  g_object_set_data_full (G_OBJECT (message), "chezu-sim-stall", stall, stall_free);
  g_signal_connect (message, "finished", G_CALLBACK (stall_finished_cb), stall);
  soup_server_message_pause (message);
  g_source_attach (stall->source, self->backend.context);
}

static void
socket_early_cb (SoupServer *server,
                 SoupServerMessage *message,
                 const char *path,
                 GHashTable *query,
                 gpointer user_data)
{
  ChezuSimServer *self = user_data;

  chezu_sim_socket_admit (&self->backend, message);
}

static void
socket_cb (SoupServer *server,
           SoupServerMessage *message,
           const char *path,
           SoupWebsocketConnection *connection,
           gpointer user_data)
{
  ChezuSimServer *self = user_data;

  chezu_sim_socket_open (&self->backend, message, connection);
}

static gboolean
listen (ChezuSimServer *self, GError **error)
{
  g_autoptr (GError) failure = NULL;
  GSList *uris;
  SoupServerListenOptions how = SOUP_SERVER_LISTEN_IPV4_ONLY;

  if (self->certificate != NULL)
    {
      soup_server_set_tls_certificate (self->server, self->certificate);
      how |= SOUP_SERVER_LISTEN_HTTPS;
    }
  soup_server_add_handler (self->server, "/", request_cb, self, NULL);
  soup_server_add_early_handler (self->server, "/api/socket", socket_early_cb, self, NULL);
  soup_server_add_websocket_handler (self->server, "/api/socket", NULL, NULL, socket_cb, self,
                                     NULL);
  if (!soup_server_listen_local (self->server, self->options.port, how, &failure))
    {
      g_set_error (error, CHEZU_SIM_ERROR, CHEZU_SIM_ERROR_LISTEN, _ ("Port %u cannot be used: %s"),
                   self->options.port, failure->message);
      return FALSE;
    }

  uris = soup_server_get_uris (self->server);
  self->url = g_strdup_printf ("%s://127.0.0.1:%d", g_uri_get_scheme (uris->data),
                               g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify)g_uri_unref);
  return TRUE;
}

static gboolean
over_cb (gpointer user_data)
{
  *(gboolean *)user_data = TRUE;
  return G_SOURCE_REMOVE;
}

/* libsoup 3.6 does not hold a connection whose handshake is under way; closing it then would free
 * it too early. Handshakes that began are given the time to end. */
static void
let_handshakes_end (ChezuSimServer *self)
{
  g_autoptr (GSource) timer = g_timeout_source_new (HANDSHAKE_MS);
  gboolean over = FALSE;

  g_source_set_callback (timer, over_cb, &over, NULL);
  g_source_attach (timer, self->backend.context);
  while (!over)
    g_main_context_iteration (self->backend.context, TRUE);
}

static gpointer
thread_func (gpointer user_data)
{
  ChezuSimServer *self = user_data;
  gboolean listening;
  g_autoptr (GError) error = NULL;

  g_main_context_push_thread_default (self->backend.context);
  self->server = soup_server_new ("server-header", "Jetty(12.0.16)", NULL);
  listening = listen (self, &error);

  g_mutex_lock (&self->lock);
  self->listening = listening;
  self->failure = g_steal_pointer (&error);
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->lock);

  if (listening)
    g_main_loop_run (self->loop);

  g_ptr_array_set_size (self->backend.sockets, 0);
  if (self->certificate != NULL)
    let_handshakes_end (self);
  soup_server_disconnect (self->server);
  while (g_main_context_iteration (self->backend.context, FALSE))
    ;
  g_clear_object (&self->server);
  g_main_context_pop_thread_default (self->backend.context);
  return NULL;
}

static void
chezu_sim_server_dispose (GObject *object)
{
  ChezuSimServer *self = CHEZU_SIM_SERVER (object);

  chezu_sim_server_stop (self);
  g_clear_object (&self->certificate);

  G_OBJECT_CLASS (chezu_sim_server_parent_class)->dispose (object);
}

static void
chezu_sim_server_finalize (GObject *object)
{
  ChezuSimServer *self = CHEZU_SIM_SERVER (object);

  g_clear_pointer (&self->backend.sockets, g_ptr_array_unref);
  g_clear_pointer (&self->backend.replies, g_array_unref);
  g_clear_pointer (&self->backend.world, chezu_sim_world_free);
  g_clear_pointer (&self->backend.by_name, g_free);
  g_clear_pointer (&self->backend.auth, chezu_sim_auth_free);
  g_clear_pointer (&self->loop, g_main_loop_unref);
  g_clear_pointer (&self->backend.context, g_main_context_unref);
  g_clear_pointer (&self->url, g_free);
  g_clear_error (&self->failure);
  g_mutex_clear (&self->backend.lock);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);

  G_OBJECT_CLASS (chezu_sim_server_parent_class)->finalize (object);
}

static void
chezu_sim_server_class_init (ChezuSimServerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = chezu_sim_server_dispose;
  object_class->finalize = chezu_sim_server_finalize;
}

static void
chezu_sim_server_init (ChezuSimServer *self)
{
  g_mutex_init (&self->lock);
  g_mutex_init (&self->backend.lock);
  g_cond_init (&self->changed);
  self->backend.context = g_main_context_new ();
  self->backend.sockets = chezu_sim_socket_list_new ();
  self->backend.replies = g_array_new (FALSE, FALSE, sizeof (ChezuSimReply));
  self->loop = g_main_loop_new (self->backend.context, FALSE);
}

static gboolean
check_options (const ChezuSimOptions *options, GError **error)
{
  const char *wrong = NULL;

  if (options->port > 65535)
    wrong = _ ("The port must be between 0 and 65535");
  else if (options->n_vehicles < 1 || options->n_vehicles > CHEZU_SIM_VEHICLES_MAX)
    wrong = _ ("The number of vehicles must be between 1 and 1,000,000");
  else if (!(options->rate_s >= 0.1 && options->rate_s <= 86400.0))
    wrong = _ ("The time between two fixes must be between 0.1 and 86,400 seconds");
  else if (!(options->speedup >= 0.01 && options->speedup <= 1000.0))
    wrong = _ ("The speed-up must be between 0.01 and 1,000");
  if (wrong != NULL)
    g_set_error_literal (error, CHEZU_SIM_ERROR, CHEZU_SIM_ERROR_OPTIONS, wrong);
  return wrong == NULL;
}

/**
 * chezu_sim_server_new:
 * @options: what to simulate; texts are not kept
 *
 * Makes the world; see chezu_sim_world_new() for the cost. Nothing listens yet.
 *
 * Returns: (transfer full): the server, or %NULL with an error of CHEZU_SIM_ERROR or of reading
 * files
 */
ChezuSimServer *
chezu_sim_server_new (const ChezuSimOptions *options, GError **error)
{
  g_autoptr (ChezuSimServer) self = NULL;

  g_return_val_if_fail (options != NULL, NULL);

  if (!check_options (options, error))
    return NULL;

  self = g_object_new (CHEZU_TYPE_SIM_SERVER, NULL);
  self->options = *options;
  self->options.data_dir = NULL;
  g_set_object (&self->certificate, options->certificate);
  self->backend.faults = options->faults;
  self->backend.world = chezu_sim_world_new (options, error);
  if (self->backend.world == NULL)
    return NULL;
  self->backend.auth = chezu_sim_auth_new (options->seed);
  self->backend.drill_ms = options->drill ? chezu_time_now_ms () : 0;
  chezu_sim_clock_init (&self->backend.clock, options->n_vehicles, options->rate_s,
                        options->speedup);
  return g_steal_pointer (&self);
}

/* Returns: whether it listens now; a server is started once */
gboolean
chezu_sim_server_start (ChezuSimServer *self, GError **error)
{
  gboolean listening;

  g_return_val_if_fail (CHEZU_IS_SIM_SERVER (self), FALSE);
  g_return_val_if_fail (self->thread == NULL, FALSE);

  g_mutex_lock (&self->lock);
  self->thread = g_thread_new ("chezu-sim", thread_func, self);
  while (!self->listening && self->failure == NULL)
    g_cond_wait (&self->changed, &self->lock);
  listening = self->listening;
  if (!listening)
    g_propagate_error (error, g_steal_pointer (&self->failure));
  g_mutex_unlock (&self->lock);

  if (!listening)
    g_thread_join (g_steal_pointer (&self->thread));
  return listening;
}

static gboolean
quit_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_REMOVE;
}

/* Closes the port and every connection; returns when all is closed. */
void
chezu_sim_server_stop (ChezuSimServer *self)
{
  g_return_if_fail (CHEZU_IS_SIM_SERVER (self));

  if (self->thread == NULL)
    return;
  /* A source rather than a call: the loop may not run yet. */
  g_main_context_invoke_full (self->backend.context, G_PRIORITY_HIGH, quit_cb,
                              g_main_loop_ref (self->loop), (GDestroyNotify)g_main_loop_unref);
  g_thread_join (g_steal_pointer (&self->thread));
}

/* Returns: (nullable): the address without a path, once it listens */
const char *
chezu_sim_server_get_url (ChezuSimServer *self)
{
  g_return_val_if_fail (CHEZU_IS_SIM_SERVER (self), NULL);
  return self->url;
}

void
chezu_sim_server_set_faults (ChezuSimServer *self, const ChezuSimFaults *faults)
{
  g_return_if_fail (CHEZU_IS_SIM_SERVER (self));

  g_mutex_lock (&self->backend.lock);
  self->backend.faults = *faults;
  g_mutex_unlock (&self->backend.lock);
}

/* Something to do on the server's thread while the caller waits. */
typedef struct
{
  ChezuSimServer *self;
  void (*func) (ChezuSimServer *self);
  gboolean done;
} Errand;

static gboolean
errand_cb (gpointer user_data)
{
  Errand *errand = user_data;

  errand->func (errand->self);
  g_mutex_lock (&errand->self->lock);
  errand->done = TRUE;
  g_cond_broadcast (&errand->self->changed);
  g_mutex_unlock (&errand->self->lock);
  return G_SOURCE_REMOVE;
}

static void
run_errand (ChezuSimServer *self, void (*func) (ChezuSimServer *self))
{
  Errand errand = { .self = self, .func = func };
  g_autoptr (GSource) source = NULL;

  if (self->thread == NULL)
    return;
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_HIGH);
  g_source_set_callback (source, errand_cb, &errand, NULL);
  g_source_attach (source, self->backend.context);

  g_mutex_lock (&self->lock);
  while (!errand.done)
    g_cond_wait (&self->changed, &self->lock);
  g_mutex_unlock (&self->lock);
}

static void
drop_sockets (ChezuSimServer *self)
{
  chezu_sim_socket_drop_all (&self->backend);
}

static void
drop_sessions (ChezuSimServer *self)
{
  chezu_sim_auth_drop_sessions (self->backend.auth);
}

void
chezu_sim_server_drop_sockets (ChezuSimServer *self)
{
  g_return_if_fail (CHEZU_IS_SIM_SERVER (self));
  run_errand (self, drop_sockets);
}

void
chezu_sim_server_drop_sessions (ChezuSimServer *self)
{
  g_return_if_fail (CHEZU_IS_SIM_SERVER (self));
  run_errand (self, drop_sessions);
}
