/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sync/chezu-traccar-command.h"

#include "sync/chezu-backend.h"
#include "sync/chezu-synchronizer.h"

#include <glib/gi18n-lib.h>
#include <yyjson.h>

/* RFC 6585; libsoup has no name for it. */
#define TOO_MANY_REQUESTS 429

static GBytes *
make_body (gint64 device_id, const char *text)
{
  yyjson_mut_doc *document = yyjson_mut_doc_new (NULL);
  yyjson_mut_val *root = yyjson_mut_obj (document);
  yyjson_mut_val *attributes = yyjson_mut_obj (document);
  gsize length = 0;
  char *json;

  yyjson_mut_doc_set_root (document, root);
  yyjson_mut_obj_add_int (document, root, "deviceId", device_id);
  yyjson_mut_obj_add_str (document, root, "type", "message");
  yyjson_mut_obj_add_val (document, root, "attributes", attributes);
  yyjson_mut_obj_add_str (document, attributes, "message", text);
  json = yyjson_mut_write (document, 0, &length);
  yyjson_mut_doc_free (document);
  return g_bytes_new_with_free_func (json, length, free, json);
}

static gboolean
judge_status (ChezuTraccarSession *session, guint status, GError **error)
{
  switch (status)
    {
    case SOUP_STATUS_UNAUTHORIZED:
    case TOO_MANY_REQUESTS:
    case SOUP_STATUS_SERVICE_UNAVAILABLE:
      g_set_error (error, CHEZU_BACKEND_ERROR, CHEZU_BACKEND_ERROR_NOT_SENT,
                   _ ("%s takes no texts now (HTTP %u)"), chezu_traccar_session_get_host (session),
                   status);
      return FALSE;

    default:
      if (SOUP_STATUS_IS_SUCCESSFUL (status))
        return TRUE;
      /* What a server in between says is no word of the one that sends. */
      if (SOUP_STATUS_IS_SERVER_ERROR (status))
        g_set_error (error, CHEZU_SYNC_ERROR, CHEZU_SYNC_ERROR_PROTOCOL,
                     _ ("%s failed at it (HTTP %u)"), chezu_traccar_session_get_host (session),
                     status);
      else
        g_set_error (error, CHEZU_BACKEND_ERROR, CHEZU_BACKEND_ERROR_NO_TEXT,
                     _ ("%s refused it (HTTP %u): it may not be sent with this account, or the "
                        "terminal takes no texts"),
                     chezu_traccar_session_get_host (session), status);
      return FALSE;
    }
}

gboolean
chezu_traccar_command_send_text (ChezuTraccarSession *session,
                                 gint64 device_id,
                                 const char *text,
                                 gboolean *handed_over,
                                 GError **error)
{
  g_autoptr (GBytes) body = make_body (device_id, text);
  g_autoptr (GError) cause = NULL;
  gboolean left = FALSE;
  guint status = 0;

  if (!chezu_traccar_session_post (session, "/api/commands/send", body, &left, &status, &cause))
    {
      if (left)
        g_propagate_error (error, g_steal_pointer (&cause));
      else
        g_set_error_literal (error, CHEZU_BACKEND_ERROR, CHEZU_BACKEND_ERROR_NOT_SENT,
                             cause->message);
      return FALSE;
    }
  *handed_over = status != SOUP_STATUS_ACCEPTED;
  return judge_status (session, status, error);
}
