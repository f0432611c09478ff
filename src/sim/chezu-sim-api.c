/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The calls of the REST interface, by path and method. */

#include "sim/chezu-sim-api.h"

#include "base/chezu-time.h"

#include <string.h>

#define TOKEN_LIFE_MS (7 * CHEZU_DAY_MS)

typedef struct
{
  const char *method;
  const char *path;
  gboolean open; /* needs no login */
  ChezuSimCallFunc func;
} Call;

static ChezuSimQuery *
read_form (SoupServerMessage *message)
{
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autoptr (GBytes) bytes = soup_message_body_flatten (body);
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

  return chezu_sim_query_new (text);
}

static void
answer_user (ChezuSimBackend *backend, SoupServerMessage *message)
{
  g_autoptr (GString) json = g_string_new (NULL);
  ChezuSimPen pen = chezu_sim_backend_get_pen (backend);

  chezu_sim_json_user (json, &pen, chezu_sim_backend_get_faults (backend).disable_reports);
  chezu_sim_answer_json (backend, message, json);
}

static void
answer_unauthorized (SoupServerMessage *message)
{
  chezu_sim_answer_text (message, SOUP_STATUS_UNAUTHORIZED,
                         "HTTP 401 Unauthorized - WebApplicationException "
                         "(SecurityRequestFilter:filter:128 < ServerRuntime:process:247 < ...)");
}

static void
get_session (ChezuSimBackend *backend, SoupServerMessage *message, ChezuSimQuery *query)
{
  const char *token = chezu_sim_query_get (query, "token");

  if (token != NULL)
    {
      if (chezu_sim_auth_check_token (backend->auth, token) != CHEZU_SIM_LOGIN_OK)
        {
          answer_unauthorized (message);
          return;
        }
      chezu_sim_auth_begin_session (backend->auth, message);
      answer_user (backend, message);
    }
  else if (chezu_sim_auth_check (backend->auth, message) == CHEZU_SIM_LOGIN_OK)
    answer_user (backend, message);
  else
    chezu_sim_answer_missing (message);
}

static void
post_session (ChezuSimBackend *backend, SoupServerMessage *message, ChezuSimQuery *query)
{
  g_autoptr (ChezuSimQuery) form = read_form (message);

  if (!chezu_sim_auth_check_password (chezu_sim_query_get (form, "email"),
                                      chezu_sim_query_get (form, "password")))
    {
      answer_unauthorized (message);
      return;
    }
  chezu_sim_auth_begin_session (backend->auth, message);
  answer_user (backend, message);
}

static void
delete_session (ChezuSimBackend *backend, SoupServerMessage *message, ChezuSimQuery *query)
{
  chezu_sim_auth_end_session (backend->auth, message);
  chezu_sim_answer_empty (message);
}

static void
post_token (ChezuSimBackend *backend, SoupServerMessage *message, ChezuSimQuery *query)
{
  g_autoptr (ChezuSimQuery) form = read_form (message);
  gint64 expires_ms = chezu_time_now_ms () + TOKEN_LIFE_MS;
  g_autofree char *token = NULL;

  if (chezu_sim_query_get (form, "expiration") != NULL
      && !chezu_sim_query_get_time (form, "expiration", &expires_ms))
    {
      chezu_sim_answer_missing (message);
      return;
    }
  token = chezu_sim_auth_make_token (backend->auth, expires_ms);
  chezu_sim_answer_text (message, SOUP_STATUS_OK, token);
}

static void
revoke_token (ChezuSimBackend *backend, SoupServerMessage *message, ChezuSimQuery *query)
{
  g_autoptr (ChezuSimQuery) form = read_form (message);
  const char *token = chezu_sim_query_get (form, "token");

  if (token != NULL)
    chezu_sim_auth_revoke_token (backend->auth, token);
  chezu_sim_answer_empty (message);
}

static void
get_server (ChezuSimBackend *backend, SoupServerMessage *message, ChezuSimQuery *query)
{
  g_autoptr (GString) json = g_string_new (NULL);

  chezu_sim_json_server (json);
  chezu_sim_answer_json (backend, message, json);
}

static void
get_health (ChezuSimBackend *backend, SoupServerMessage *message, ChezuSimQuery *query)
{
  chezu_sim_answer_text (message, SOUP_STATUS_OK, "OK");
}

static void
get_nothing (ChezuSimBackend *backend, SoupServerMessage *message, ChezuSimQuery *query)
{
  g_autoptr (GString) json = g_string_new ("[]");

  chezu_sim_answer_json (backend, message, json);
}

static const Call calls[] = {
  { "GET", "/api/server", TRUE, get_server },
  { "GET", "/api/health", TRUE, get_health },
  { "GET", "/api/session", TRUE, get_session },
  { "POST", "/api/session", TRUE, post_session },
  { "DELETE", "/api/session", TRUE, delete_session },
  { "POST", "/api/session/token", FALSE, post_token },
  { "POST", "/api/session/token/revoke", FALSE, revoke_token },
  { "GET", "/api/devices", FALSE, chezu_sim_api_get_devices },
  { "GET", "/api/groups", FALSE, chezu_sim_api_get_groups },
  { "GET", "/api/drivers", FALSE, chezu_sim_api_get_drivers },
  { "GET", "/api/positions", FALSE, chezu_sim_api_get_positions },
  { "GET", "/api/geofences", FALSE, get_nothing },
  { "GET", "/api/notifications", FALSE, get_nothing },
  { "GET", "/api/calendars", FALSE, get_nothing },
  { "GET", "/api/maintenance", FALSE, get_nothing },
  { "GET", "/api/commands", FALSE, get_nothing },
  { "GET", "/api/commands/types", FALSE, chezu_sim_api_get_command_types },
  { "GET", "/api/commands/send", FALSE, get_nothing },
  { "POST", "/api/commands/send", FALSE, chezu_sim_api_send_command },
};

/* Paths that go on. */
static const Call longer_calls[] = {
  { "GET", "/api/devices/", FALSE, chezu_sim_api_get_devices },
  { "GET", "/api/events/", FALSE, chezu_sim_api_get_event },
  { "GET", "/api/reports/", FALSE, chezu_sim_api_get_report },
};

static const Call *
find_call (SoupServerMessage *message, const char *path, gboolean *known)
{
  const char *method = soup_server_message_get_method (message);
  gboolean head = g_str_equal (method, "HEAD");

  *known = FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (calls) + G_N_ELEMENTS (longer_calls); i++)
    {
      const Call *call
          = i < G_N_ELEMENTS (calls) ? &calls[i] : &longer_calls[i - G_N_ELEMENTS (calls)];
      gboolean same = i < G_N_ELEMENTS (calls) ? g_str_equal (path, call->path)
                                               : g_str_has_prefix (path, call->path)
                                                     && path[strlen (call->path)] != '\0';

      if (!same)
        continue;
      *known = TRUE;
      if (g_str_equal (method, call->method) || (head && g_str_equal (call->method, "GET")))
        return call;
    }
  return NULL;
}

/* Answers a call, or says why not. */
void
chezu_sim_api_handle (ChezuSimBackend *backend, SoupServerMessage *message, const char *path)
{
  g_autoptr (ChezuSimQuery) query
      = chezu_sim_query_new (g_uri_get_query (soup_server_message_get_uri (message)));
  gboolean known;
  const Call *call = find_call (message, path, &known);

  if (call == NULL && known)
    {
      chezu_sim_answer_text (message, SOUP_STATUS_METHOD_NOT_ALLOWED,
                             "HTTP 405 Method Not Allowed - NotAllowedException");
      return;
    }
  if (call == NULL)
    {
      chezu_sim_answer_missing (message);
      return;
    }
  if (!call->open)
    switch (chezu_sim_auth_check (backend->auth, message))
      {
      case CHEZU_SIM_LOGIN_NONE:
        answer_unauthorized (message);
        return;
      case CHEZU_SIM_LOGIN_MALFORMED:
        chezu_sim_answer_refused (message, "Unsupported or broken credentials",
                                  "SecurityException");
        return;
      case CHEZU_SIM_LOGIN_OK:
      default:
        break;
      }
  call->func (backend, message, query);
}
