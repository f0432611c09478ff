/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers in the forms of a Traccar server; long arrays are made while they are sent. */

#include "sim/chezu-sim-backend.h"

/* How much of an array is held at a time. */
#define CHUNK_BYTES 32768

typedef struct
{
  SoupServerMessage *message;
  GMainContext *context;
  ChezuSimProduceFunc produce;
  gpointer producer;
  GDestroyNotify destroy;
  GSource *next; /* when the next chunk is due */
  gboolean begun;
  gboolean ended;
  gboolean cut;
} Stream;

void
chezu_sim_answer_text (SoupServerMessage *message, guint status, const char *text)
{
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, "text/plain", SOUP_MEMORY_COPY, text, strlen (text));
}

void
chezu_sim_answer_html (SoupServerMessage *message, guint status, const char *html)
{
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, "text/html", SOUP_MEMORY_COPY, html, strlen (html));
}

void
chezu_sim_answer_empty (SoupServerMessage *message)
{
  soup_server_message_set_status (message, SOUP_STATUS_NO_CONTENT, NULL);
}

/* A refusal as the server writes it: what it says, then where it was thrown. */
void
chezu_sim_answer_refused (SoupServerMessage *message, const char *words, const char *exception)
{
  g_autofree char *text
      = g_strdup_printf ("%s - %s (BaseResource:refuse:87 < ResourceMethodInvoker:invoke:176 < "
                         "ServletContainer:service:388 < HttpChannelState:handle:662 < ...)",
                         words, exception);

  chezu_sim_answer_text (message, SOUP_STATUS_BAD_REQUEST, text);
}

void
chezu_sim_answer_missing (SoupServerMessage *message)
{
  chezu_sim_answer_text (message, SOUP_STATUS_NOT_FOUND,
                         "HTTP 404 Not Found - NotFoundException (ServerRuntime:process:261 < "
                         "ServletContainer:service:388 < ...)");
}

/* One object. */
void
chezu_sim_answer_json (ChezuSimBackend *backend, SoupServerMessage *message, GString *json)
{
  if (chezu_sim_backend_get_faults (backend).cut_json)
    g_string_truncate (json, json->len / 2);
  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, json->str,
                                    json->len);
}

static void
stop (Stream *stream)
{
  stream->ended = TRUE;
  if (stream->next == NULL)
    return;
  g_source_destroy (stream->next);
  g_clear_pointer (&stream->next, g_source_unref);
}

static void
stream_free (gpointer data)
{
  Stream *stream = data;

  stop (stream);
  if (stream->destroy != NULL)
    stream->destroy (stream->producer);
  g_main_context_unref (stream->context);
  g_free (stream);
}

static void
send_chunk (Stream *stream)
{
  SoupMessageBody *body = soup_server_message_get_response_body (stream->message);
  g_autoptr (GString) chunk = g_string_sized_new (CHUNK_BYTES + 4096);
  gboolean more;

  if (!stream->begun)
    g_string_append_c (chunk, '[');
  {
    gsize before = chunk->len;

    if (stream->begun)
      g_string_append_c (chunk, ',');
    more = stream->produce (stream->producer, chunk, CHUNK_BYTES);
    if (stream->begun && chunk->len == before + 1)
      g_string_truncate (chunk, before);
    else if (chunk->len > before)
      stream->begun = TRUE;
  }
  if (!more)
    g_string_append_c (chunk, ']');
  if (stream->cut)
    {
      g_string_truncate (chunk, chunk->len / 2);
      more = FALSE;
    }

  if (chunk->len > 0)
    soup_message_body_append (body, SOUP_MEMORY_COPY, chunk->str, chunk->len);
  if (!more)
    {
      stream->ended = TRUE;
      soup_message_body_complete (body);
    }
}

static gboolean
next_chunk_cb (gpointer user_data)
{
  Stream *stream = user_data;

  g_clear_pointer (&stream->next, g_source_unref);
  send_chunk (stream);
  soup_server_message_unpause (stream->message);
  return G_SOURCE_REMOVE;
}

/* The next chunk is made when the last has left, and after whatever else is waiting. */
static void
wrote_chunk_cb (SoupServerMessage *message, gpointer user_data)
{
  Stream *stream = user_data;

  if (stream->ended || stream->next != NULL)
    return;
  stream->next = g_idle_source_new ();
  g_source_set_priority (stream->next, G_PRIORITY_LOW);
  g_source_set_callback (stream->next, next_chunk_cb, stream, NULL);
  g_source_attach (stream->next, stream->context);
}

static void
finished_cb (SoupServerMessage *message, gpointer user_data)
{
  stop (user_data);
}

/**
 * chezu_sim_answer_array:
 * @producer: (transfer full): freed with @destroy when the answer is through or nobody listens
 *
 * Answers with a JSON array of any length in bounded memory: a slow reader slows the making.
 */
void
chezu_sim_answer_array (ChezuSimBackend *backend,
                        SoupServerMessage *message,
                        ChezuSimProduceFunc produce,
                        gpointer producer,
                        GDestroyNotify destroy)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  Stream *stream = g_new0 (Stream, 1);

  stream->message = message;
  stream->context = g_main_context_ref (backend->context);
  stream->produce = produce;
  stream->producer = producer;
  stream->destroy = destroy;
  stream->cut = chezu_sim_backend_get_faults (backend).cut_json;

  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_message_headers_set_content_type (headers, "application/json", NULL);
  soup_message_headers_set_encoding (headers, SOUP_ENCODING_CHUNKED);
  soup_message_body_set_accumulate (soup_server_message_get_response_body (message), FALSE);
  /* A message that is broken off is not always told to be finished, but always freed. */
  g_object_set_data_full (G_OBJECT (message), "chezu-sim-stream", stream, stream_free);
  g_signal_connect (message, "wrote-chunk", G_CALLBACK (wrote_chunk_cb), stream);
  g_signal_connect (message, "finished", G_CALLBACK (finished_cb), stream);
  send_chunk (stream);
}
