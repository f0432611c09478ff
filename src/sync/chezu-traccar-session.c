/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sync/chezu-traccar-session.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <yyjson.h>

#include "sync/chezu-sync-error.h"
#include "sync/chezu-traccar-normalise.h"

/* A user or server object is a few kilobytes. */
#define OBJECT_MAX (256 * 1024)

struct _ChezuTraccarSession
{
  ChezuHttp *http;
  char *name; /* of the source, for messages */
  char *user; /* NULL with a token */
  char *secret;
  gboolean is_token;
  char *server; /* NULL until it was asked */
  gboolean signed_in;
  guint n_sign_ins;    /* that succeeded */
  DexPromise *signing; /* a sign-in that is under way, NULL none */
  GError *refusal;     /* the sign-in was refused; only a person can mend that */
};

static gboolean
is_token (const ChezuSourceRow *row)
{
  switch (row->credential)
    {
    case CHEZU_CREDENTIAL_TOKEN_FILE:
    case CHEZU_CREDENTIAL_KEYRING_TOKEN:
      return TRUE;
    case CHEZU_CREDENTIAL_NONE:
    case CHEZU_CREDENTIAL_KEYRING:
    case CHEZU_CREDENTIAL_PASSWORD_FILE:
    default:
      /* Without a name there is nothing that a password could belong to. */
      return row->user == NULL || *row->user == '\0';
    }
}

/**
 * chezu_traccar_session_new:
 * @stop: (transfer none) (nullable): rejects when it is time to end
 *
 * Returns: (transfer full): the session, not signed in yet; %NULL when the address or the
 * certificate file of @row cannot be used
 */
ChezuTraccarSession *
chezu_traccar_session_new (const ChezuSourceRow *row,
                           const char *secret,
                           guint timeout_ms,
                           DexFuture *stop,
                           GError **error)
{
  ChezuHttp *http = chezu_http_new (row->url, row->ca_file, stop, timeout_ms, error);
  ChezuTraccarSession *self;

  if (http == NULL)
    return NULL;

  self = g_new0 (ChezuTraccarSession, 1);
  self->http = http;
  self->name = g_strdup (row->name);
  self->user = g_strdup (row->user);
  self->secret = g_strdup (secret != NULL ? secret : "");
  self->is_token = is_token (row);
  if (self->is_token)
    chezu_http_set_bearer (self->http, self->secret);
  return self;
}

void
chezu_traccar_session_free (ChezuTraccarSession *self)
{
  if (self == NULL)
    return;
  g_clear_object (&self->http);
  dex_clear (&self->signing);
  g_clear_error (&self->refusal);
  g_free (self->name);
  g_free (self->user);
  g_free (self->secret);
  g_free (self->server);
  g_free (self);
}

/* Reads a JSON object, or says that this is no such server. The caller has looked at the status. */
static yyjson_doc *
parse_object (ChezuTraccarSession *self, const char *text, GError **error)
{
  yyjson_doc *document = yyjson_read (text, strlen (text), 0);

  if (yyjson_is_obj (yyjson_doc_get_root (document)))
    return document;

  yyjson_doc_free (document);
  g_propagate_error (error, chezu_sync_error_incompatible (chezu_http_get_host (self->http)));
  return NULL;
}

static gboolean
refuse_redirection (ChezuTraccarSession *self, SoupMessage *message, GError **error)
{
  const char *location
      = soup_message_headers_get_one (soup_message_get_response_headers (message), "Location");

  g_set_error (error, CHEZU_SYNC_ERROR, CHEZU_SYNC_ERROR_INCOMPATIBLE,
               _ ("%s sends us on to %s. If you trust that server, put its address into the "
                  "source."),
               chezu_http_get_host (self->http), location != NULL ? location : "?");
  return FALSE;
}

/* Settings of the server can be read without a login, which tells a Traccar from anything else. */
static gboolean
ask_server (ChezuTraccarSession *self, GError **error)
{
  g_autoptr (SoupMessage) message = chezu_http_message (self->http, "GET", "/api/server");
  g_autofree char *text = chezu_http_send_for_text (self->http, message, OBJECT_MAX, error);
  g_autofree char *version = NULL;
  yyjson_doc *document;
  yyjson_val *root;
  guint status;

  if (text == NULL)
    return FALSE;

  status = soup_message_get_status (message);
  if (status != 200)
    {
      /* Only what says nothing against a Traccar is let through to the sign-in. */
      if (status == 400 || status == 401 || status == 403)
        return TRUE;
      if (SOUP_STATUS_IS_REDIRECTION (status))
        return refuse_redirection (self, message, error);
      g_propagate_error (error,
                         chezu_sync_error_from_status (status, chezu_http_get_host (self->http)));
      return FALSE;
    }

  document = parse_object (self, text, error);
  if (document == NULL)
    return FALSE;

  root = yyjson_doc_get_root (document);
  version = chezu_traccar_read_text (root, "version", 32);
  /* Of another program's JSON we know nothing; a server object has an id and attributes. */
  if (version == NULL && yyjson_obj_get (root, "attributes") == NULL)
    {
      yyjson_doc_free (document);
      g_propagate_error (error, chezu_sync_error_incompatible (chezu_http_get_host (self->http)));
      return FALSE;
    }
  self->server = version != NULL ? g_strdup_printf ("Traccar %s", version) : g_strdup ("Traccar");
  yyjson_doc_free (document);
  return TRUE;
}

static char *
with_token (ChezuTraccarSession *self, const char *path)
{
  g_autofree char *token = g_uri_escape_string (self->secret, NULL, FALSE);

  return g_strconcat (path, "?token=", token, NULL);
}

static SoupMessage *
make_sign_in (ChezuTraccarSession *self)
{
  g_autofree char *path = NULL;
  g_autofree char *form = NULL;
  g_autoptr (GBytes) body = NULL;
  SoupMessage *message;

  if (self->is_token)
    {
      path = with_token (self, "/api/session");
      return chezu_http_message (self->http, "GET", path);
    }

  form = soup_form_encode ("email", self->user, "password", self->secret, NULL);
  body = g_bytes_new (form, strlen (form));
  message = chezu_http_message (self->http, "POST", "/api/session");
  soup_message_set_request_body_from_bytes (message, "application/x-www-form-urlencoded", body);
  return message;
}

/* A user object came. */
static gboolean
accept_user (ChezuTraccarSession *self, const char *text, GError **error)
{
  yyjson_doc *document = parse_object (self, text, error);
  gint64 id;
  gboolean is_user;

  if (document == NULL)
    return FALSE;

  is_user = chezu_traccar_read_id (yyjson_doc_get_root (document), "id", &id);
  yyjson_doc_free (document);
  if (!is_user)
    {
      g_propagate_error (error, chezu_sync_error_incompatible (chezu_http_get_host (self->http)));
      return FALSE;
    }
  return TRUE;
}

static gboolean
refuse_sign_in (ChezuTraccarSession *self, SoupMessage *message, GError **error)
{
  const char *challenge = soup_message_headers_get_one (soup_message_get_response_headers (message),
                                                        "WWW-Authenticate");

  if (challenge != NULL && g_str_has_prefix (challenge, "TOTP"))
    g_set_error (error, CHEZU_SYNC_ERROR, CHEZU_SYNC_ERROR_REFUSED,
                 _ ("Source “%s” asks for a one-time code with this account. Use a token instead."),
                 self->name);
  else
    g_propagate_error (error, chezu_sync_error_refused (self->name));
  return FALSE;
}

static gboolean
try_to_sign_in (ChezuTraccarSession *self, GError **error)
{
  g_autoptr (SoupMessage) message = make_sign_in (self);
  g_autofree char *text = chezu_http_send_for_text (self->http, message, OBJECT_MAX, error);
  guint status;

  if (text == NULL)
    return FALSE;

  status = soup_message_get_status (message);
  switch (status)
    {
    case 200:
      return accept_user (self, text, error);

    case 400: /* disabled, expired, wrong code; a token that is none */
    case 401:
    case 403:
      return refuse_sign_in (self, message, error);

    case 404:
      /* A token that opens no session, like that of a service account, still goes with each
       * request. */
      if (!self->is_token)
        break;
      return TRUE;

    case 500:
      /* What cannot be decoded as a token makes the server fall over. */
      if (self->is_token)
        return refuse_sign_in (self, message, error);
      break;

    default:
      break;
    }

  g_propagate_error (error,
                     chezu_sync_error_from_status (status, chezu_http_get_host (self->http)));
  return FALSE;
}

/* Several requests may find at once that the session is gone: one of them signs in, the others wait
 * for it. What was refused is not tried again, because an account may be locked for that. */
static gboolean
sign_in (ChezuTraccarSession *self, GError **error)
{
  g_autoptr (DexPromise) signing = NULL;
  GError *cause = NULL;

  if (self->refusal != NULL)
    {
      g_propagate_error (error, g_error_copy (self->refusal));
      return FALSE;
    }
  if (self->signing != NULL)
    return dex_await (dex_ref (DEX_FUTURE (self->signing)), error);

  self->signing = dex_promise_new ();
  self->signed_in = try_to_sign_in (self, &cause);
  signing = g_steal_pointer (&self->signing);
  if (self->signed_in)
    {
      self->n_sign_ins++;
      dex_promise_resolve_boolean (signing, TRUE);
      return TRUE;
    }

  if (g_error_matches (cause, CHEZU_SYNC_ERROR, CHEZU_SYNC_ERROR_REFUSED))
    self->refusal = g_error_copy (cause);
  dex_promise_reject (signing, g_error_copy (cause));
  g_propagate_error (error, cause);
  return FALSE;
}

/**
 * chezu_traccar_session_open:
 *
 * Waits in a fiber until we are signed in. A session outlives a lost connection; the first refusal
 * tells when it did not.
 */
gboolean
chezu_traccar_session_open (ChezuTraccarSession *self, GError **error)
{
  if (self->server == NULL && !ask_server (self, error))
    return FALSE;
  return self->signed_in || sign_in (self, error);
}

typedef struct
{
  const char *method;
  const char *path;
  GBytes *json; /* nullable */
  ChezuHttpChunkFunc func;
  gpointer user_data;
  gboolean left; /* the last attempt may have arrived */
} Request;

static SoupMessage *
make_message (ChezuTraccarSession *self, const Request *request)
{
  SoupMessage *message = chezu_http_message (self->http, request->method, request->path);

  if (request->json != NULL)
    {
      soup_message_set_request_body_from_bytes (message, "application/json", request->json);
      /* A connection that the server has hung up meanwhile would leave us in doubt. */
      soup_message_add_flags (message, SOUP_MESSAGE_NEW_CONNECTION);
    }
  return message;
}

/* Waits in a fiber for an answer and, when the session is gone, once more after signing in again.
 */
static gboolean
exchange (ChezuTraccarSession *self, Request *request, guint *status, GError **error)
{
  for (guint attempt = 0;; attempt++)
    {
      g_autoptr (SoupMessage) message = make_message (self, request);
      guint n_sign_ins = self->n_sign_ins;
      gboolean answered
          = chezu_http_send (self->http, message, request->func, request->user_data, error);

      request->left = chezu_http_has_left (message);
      if (!answered)
        return FALSE;

      *status = soup_message_get_status (message);
      if (*status != 401)
        return TRUE;

      request->left = FALSE;
      if (attempt > 0)
        {
          self->signed_in = FALSE;
          return TRUE;
        }
      /* Unless somebody else did while this one was under way. */
      if (n_sign_ins == self->n_sign_ins)
        {
          self->signed_in = FALSE;
          if (!sign_in (self, error))
            return FALSE;
        }
    }
}

/**
 * chezu_traccar_session_get:
 * @func: takes the pieces of a 2xx answer
 * @status: (out): of the answer
 *
 * Waits in a fiber for an answer.
 *
 * Returns: whether an answer came and @func took it
 */
gboolean
chezu_traccar_session_get (ChezuTraccarSession *self,
                           const char *path,
                           ChezuHttpChunkFunc func,
                           gpointer user_data,
                           guint *status,
                           GError **error)
{
  Request request = { .method = "GET", .path = path, .func = func, .user_data = user_data };

  return exchange (self, &request, status, error);
}

static gboolean
ignore_chunk (const char *data, gsize length, gpointer user_data, GError **error)
{
  return TRUE;
}

/**
 * chezu_traccar_session_post:
 * @left: (out): whether it may have arrived, when no answer came
 * @status: (out): of the answer, whose body is not looked at
 *
 * Waits in a fiber. Nothing is sent twice but what was refused for the want of a session.
 *
 * Returns: whether an answer came
 */
gboolean
chezu_traccar_session_post (ChezuTraccarSession *self,
                            const char *path,
                            GBytes *json,
                            gboolean *left,
                            guint *status,
                            GError **error)
{
  Request request = { .method = "POST", .path = path, .json = json, .func = ignore_chunk };
  gboolean answered = exchange (self, &request, status, error);

  *left = request.left;
  return answered;
}

/**
 * chezu_traccar_session_renew:
 * @renewed: (out): whether it was lost, and is there again
 *
 * Asks whether the server still knows us, which it does not say at a handshake: there it answers
 * 503 without a session, which looks like an outage. Waits in a fiber.
 */
gboolean
chezu_traccar_session_renew (ChezuTraccarSession *self, gboolean *renewed, GError **error)
{
  g_autoptr (SoupMessage) message = chezu_http_message (self->http, "GET", "/api/session");
  g_autofree char *text = NULL;

  *renewed = FALSE;
  text = chezu_http_send_for_text (self->http, message, OBJECT_MAX, error);
  if (text == NULL)
    return FALSE;
  if (soup_message_get_status (message) == 200)
    return TRUE;

  *renewed = TRUE;
  return sign_in (self, error);
}

/* (transfer full): the path of the live stream, with what signs us in there. */
char *
chezu_traccar_session_make_stream_path (ChezuTraccarSession *self)
{
  return self->is_token ? with_token (self, "/api/socket") : g_strdup ("/api/socket");
}

ChezuHttp *
chezu_traccar_session_get_http (ChezuTraccarSession *self)
{
  return self->http;
}

const char *
chezu_traccar_session_get_host (ChezuTraccarSession *self)
{
  return chezu_http_get_host (self->http);
}

const char *
chezu_traccar_session_get_server (ChezuTraccarSession *self)
{
  return self->server;
}
