/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands: taken for vehicles on line, which say so a little later, and queued for the others.
 * Nothing else happens in this world. */

#include "sim/chezu-sim-api.h"

#include "base/chezu-time.h"
#include "sim/chezu-sim-replies.h"
#include "sim/chezu-sim-status.h"

#include <yyjson.h>

static const char *const types[]
    = { "positionSingle", "message", "custom", "engineStop", "engineResume", NULL };

typedef struct
{
  guint vehicle;
  const char *type;
  yyjson_val *attributes; /* may be NULL */
  gboolean no_queue;
} Command;

void
chezu_sim_api_get_command_types (ChezuSimBackend *backend,
                                 SoupServerMessage *message,
                                 ChezuSimQuery *query)
{
  const char *device = chezu_sim_query_get (query, "deviceId");
  g_autoptr (GString) json = g_string_new ("[");
  guint vehicle;

  if (device != NULL && !chezu_sim_api_take_device (backend, message, device, &vehicle))
    return;
  for (guint i = 0; types[i] != NULL; i++)
    g_string_append_printf (json, "%s{\"type\":\"%s\"}", i > 0 ? "," : "", types[i]);
  g_string_append_c (json, ']');
  chezu_sim_answer_json (backend, message, json);
}

static gboolean
read_command (ChezuSimBackend *backend, yyjson_val *root, Command *command)
{
  gint64 id = yyjson_get_sint (yyjson_obj_get (root, "deviceId"));

  command->type = yyjson_get_str (yyjson_obj_get (root, "type"));
  command->attributes = yyjson_obj_get (root, "attributes");
  command->no_queue = yyjson_get_bool (yyjson_obj_get (command->attributes, "noQueue"));
  command->vehicle = (guint)(id - 1);
  return id >= 1 && id <= backend->world->n_vehicles && command->type != NULL
         && g_strv_contains (types, command->type);
}

static void
answer_command (ChezuSimBackend *backend,
                SoupServerMessage *message,
                const Command *command,
                gboolean queued)
{
  g_autofree char *attributes
      = command->attributes != NULL ? yyjson_val_write (command->attributes, 0, NULL) : NULL;
  g_autoptr (GString) json = g_string_new (NULL);

  g_string_printf (json,
                   "{\"id\":0,\"attributes\":%s,\"deviceId\":%u,\"type\":\"%s\","
                   "\"textChannel\":false,\"description\":null}",
                   attributes != NULL ? attributes : "{}", command->vehicle + 1, command->type);
  chezu_sim_answer_json (backend, message, json);
  if (queued)
    soup_server_message_set_status (message, SOUP_STATUS_ACCEPTED, NULL);
}

void
chezu_sim_api_send_command (ChezuSimBackend *backend,
                            SoupServerMessage *message,
                            ChezuSimQuery *query)
{
  g_autoptr (GBytes) body
      = soup_message_body_flatten (soup_server_message_get_request_body (message));
  yyjson_doc *document = yyjson_read (g_bytes_get_data (body, NULL), g_bytes_get_size (body), 0);
  ChezuSimStatus status;
  Command command;

  if (!read_command (backend, yyjson_doc_get_root (document), &command))
    chezu_sim_answer_refused (message, "Command is not supported", "RuntimeException");
  else
    {
      gint64 now_ms = chezu_time_now_ms ();

      chezu_sim_status_get (backend->world, &backend->clock, command.vehicle, now_ms, &status);
      if (status.connection == CHEZU_SIM_ONLINE)
        chezu_sim_reply_add (backend->replies, backend->world, command.vehicle,
                             g_str_equal (command.type, "message"), now_ms);
      if (status.connection != CHEZU_SIM_ONLINE && command.no_queue)
        chezu_sim_answer_refused (message, "Device is not online", "IllegalStateException");
      else
        answer_command (backend, message, &command, status.connection != CHEZU_SIM_ONLINE);
    }
  yyjson_doc_free (document);
}
