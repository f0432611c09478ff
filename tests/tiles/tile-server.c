/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tile-server.h"

#include <gio/gio.h>
#include <libsoup/soup.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define SIDE 256
#define ARM 12
#define HUGE_BYTES (10 * 1024 * 1024)
#define CHUNK (64 * 1024)
/* An answer takes that long, so that those at once are seen. */
#define DELAY_MS 5

struct _TileServer
{
  GThread *thread;
  GMainContext *context;
  GMainLoop *loop;
  SoupServer *server;
  char *pattern;

  GMutex mutex; /* guards what follows */
  TileServerMood mood;
  char *cache_control;
  guint32 color;
  double cross_x;
  double cross_y;
  guint n;
  guint n_conditional;
  guint n_open;
  guint most_at_once;
  char *last_path;
  char *agent;
};

/* --- PNG -------------------------------------------------------------------------------------- */

static guint32
crc (const guint8 *data, gsize size)
{
  guint32 value = 0xffffffffu;

  for (gsize i = 0; i < size; i++)
    {
      value ^= data[i];
      for (int bit = 0; bit < 8; bit++)
        value = (value >> 1) ^ (0xedb88320u & (0u - (value & 1)));
    }
  return ~value;
}

static void
append_32 (GByteArray *to, guint32 value)
{
  guint32 big = GUINT32_TO_BE (value);

  g_byte_array_append (to, (const guint8 *)&big, 4);
}

static void
append_chunk (GByteArray *png, const char *type, const guint8 *data, gsize size)
{
  guint start;

  append_32 (png, (guint32)size);
  start = png->len;
  g_byte_array_append (png, (const guint8 *)type, 4);
  if (size > 0)
    g_byte_array_append (png, data, (guint)size);
  append_32 (png, crc (png->data + start, png->len - start));
}

static GBytes *
deflate (const GByteArray *raw)
{
  g_autoptr (GZlibCompressor) compressor = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB, 6);
  g_autoptr (GBytes) plain = g_bytes_new (raw->data, raw->len);

  return g_converter_convert_bytes (G_CONVERTER (compressor), plain, NULL);
}

static GBytes *
make_png (guint32 side, const GByteArray *rows)
{
  static const guint8 magic[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };
  g_autoptr (GByteArray) head = g_byte_array_new ();
  g_autoptr (GByteArray) png = g_byte_array_new ();
  g_autoptr (GBytes) packed = deflate (rows);

  append_32 (head, side);
  append_32 (head, side);
  g_byte_array_append (head, (const guint8 *)"\x08\x02\x00\x00\x00", 5);
  g_byte_array_append (png, magic, sizeof magic);
  append_chunk (png, "IHDR", head->data, head->len);
  append_chunk (png, "IDAT", g_bytes_get_data (packed, NULL), g_bytes_get_size (packed));
  append_chunk (png, "IEND", NULL, 0);
  return g_byte_array_free_to_bytes (g_steal_pointer (&png));
}

GBytes *
tile_server_draw (int zoom, int x, int y, guint32 color, double cross_x, double cross_y)
{
  g_autoptr (GByteArray) rows = g_byte_array_new ();
  int at_x = (int)floor ((cross_x * exp2 (zoom) - x) * SIDE);
  int at_y = (int)floor ((cross_y * exp2 (zoom) - y) * SIDE);

  for (int row = 0; row < SIDE; row++)
    {
      g_byte_array_append (rows, (const guint8 *)"", 1);
      for (int column = 0; column < SIDE; column++)
        {
          gboolean cross = (ABS (row - at_y) <= 1 && ABS (column - at_x) <= ARM)
                           || (ABS (column - at_x) <= 1 && ABS (row - at_y) <= ARM);
          guint32 pixel = cross ? 0 : color;
          const guint8 bytes[] = { (guint8)(pixel >> 16), (guint8)(pixel >> 8), (guint8)pixel };

          g_byte_array_append (rows, bytes, 3);
        }
    }
  return make_png (SIDE, rows);
}

static GBytes *
draw_bomb (void)
{
  g_autoptr (GByteArray) rows = g_byte_array_new ();

  g_byte_array_append (rows, (const guint8 *)"\0\0\0\0", 4);
  return make_png (50000, rows);
}

/* --- Answers ---------------------------------------------------------------------------------- */

static void
set_body (SoupServerMessage *message, const char *type, GBytes *bytes)
{
  soup_server_message_set_status (message, 200, NULL);
  soup_server_message_set_response (message, type, SOUP_MEMORY_COPY, g_bytes_get_data (bytes, NULL),
                                    g_bytes_get_size (bytes));
}

static void
send_good (TileServer *self, SoupServerMessage *message, const char *path)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  const char *known = soup_message_headers_get_one (
      soup_server_message_get_request_headers (message), "If-None-Match");
  g_autofree char *etag = g_strdup_printf ("\"%x\"", self->color);
  int zoom = 0;
  int x = 0;
  int y = 0;

  soup_message_headers_replace (headers, "ETag", etag);
  if (self->cache_control != NULL)
    soup_message_headers_replace (headers, "Cache-Control", self->cache_control);
  if (known != NULL)
    self->n_conditional++;
  if (g_strcmp0 (known, etag) == 0)
    soup_server_message_set_status (message, 304, NULL);
  else if (sscanf (path, "/%d/%d/%d", &zoom, &x, &y) == 3)
    {
      g_autoptr (GBytes) png
          = tile_server_draw (zoom, x, y, self->color, self->cross_x, self->cross_y);

      set_body (message, "image/png", png);
    }
  else
    soup_server_message_set_status (message, 400, NULL);
}

static void
wrote_chunk_cb (SoupServerMessage *message, gpointer data)
{
  static const char nothing[CHUNK];
  SoupMessageBody *body = soup_server_message_get_response_body (message);

  soup_message_body_append (body, SOUP_MEMORY_STATIC, nothing, sizeof nothing);
  soup_server_message_unpause (message);
}

static void
send_without_end (SoupServerMessage *message)
{
  soup_server_message_set_status (message, 200, NULL);
  soup_message_headers_set_encoding (soup_server_message_get_response_headers (message),
                                     SOUP_ENCODING_CHUNKED);
  g_signal_connect (message, "wrote-chunk", G_CALLBACK (wrote_chunk_cb), NULL);
  wrote_chunk_cb (message, NULL);
}

static void
answer (TileServer *self, SoupServerMessage *message, const char *path)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  g_autoptr (GBytes) bytes = NULL;

  switch (self->mood)
    {
    case TILE_SERVER_GOOD:
      send_good (self, message, path);
      break;
    case TILE_SERVER_MISSING:
      soup_server_message_set_status (message, 404, NULL);
      break;
    case TILE_SERVER_TOO_MANY:
      soup_message_headers_replace (headers, "Retry-After", "1");
      soup_server_message_set_status (message, 429, NULL);
      break;
    case TILE_SERVER_DOWN:
      soup_server_message_set_status (message, 503, NULL);
      break;
    case TILE_SERVER_FORBIDDEN:
      soup_server_message_set_status (message, 403, NULL);
      break;
    case TILE_SERVER_HUGE:
      bytes = g_bytes_new_take (g_malloc0 (HUGE_BYTES), HUGE_BYTES);
      set_body (message, "image/png", bytes);
      break;
    case TILE_SERVER_ENDLESS:
      send_without_end (message);
      break;
    case TILE_SERVER_PAGE:
      bytes = g_bytes_new_static ("<html>Sign in</html>", 20);
      set_body (message, "text/html", bytes);
      break;
    case TILE_SERVER_BOMB:
      bytes = draw_bomb ();
      set_body (message, "image/png", bytes);
      break;
    case TILE_SERVER_LOOP:
      soup_message_headers_replace (headers, "Location", path);
      soup_server_message_set_status (message, 302, NULL);
      break;
    case TILE_SERVER_SILENT:
    default:
      break;
    }
}

typedef struct
{
  TileServer *server;
  SoupServerMessage *message;
  char *path;
} Delayed;

static gboolean
delayed_cb (gpointer data)
{
  Delayed *delayed = data;

  g_mutex_lock (&delayed->server->mutex);
  answer (delayed->server, delayed->message, delayed->path);
  delayed->server->n_open--;
  g_mutex_unlock (&delayed->server->mutex);
  soup_server_message_unpause (delayed->message);
  g_object_unref (delayed->message);
  g_free (delayed->path);
  g_free (delayed);
  return G_SOURCE_REMOVE;
}

static void
handle_cb (SoupServer *server,
           SoupServerMessage *message,
           const char *path,
           GHashTable *query,
           gpointer user_data)
{
  TileServer *self = user_data;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  g_autoptr (GSource) source = NULL;
  Delayed *delayed;
  gboolean silent;

  g_mutex_lock (&self->mutex);
  self->n++;
  self->n_open++;
  self->most_at_once = MAX (self->most_at_once, self->n_open);
  g_free (self->last_path);
  self->last_path = g_uri_to_string (soup_server_message_get_uri (message));
  g_set_str (&self->agent, soup_message_headers_get_one (headers, "User-Agent"));
  silent = self->mood == TILE_SERVER_SILENT;
  self->n_open -= silent;
  g_mutex_unlock (&self->mutex);

  soup_server_message_pause (message);
  if (silent)
    return;
  delayed = g_new0 (Delayed, 1);
  delayed->server = self;
  delayed->message = g_object_ref (message);
  delayed->path = g_strdup (path);
  source = g_timeout_source_new (DELAY_MS);
  g_source_set_callback (source, delayed_cb, delayed, NULL);
  g_source_attach (source, self->context);
}

/* --- The thread ------------------------------------------------------------------------------- */

static gpointer
run (gpointer data)
{
  TileServer *self = data;

  g_main_context_push_thread_default (self->context);
  g_main_loop_run (self->loop);
  soup_server_disconnect (self->server);
  g_clear_object (&self->server);
  while (g_main_context_iteration (self->context, FALSE))
    ;
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

TileServer *
tile_server_new (void)
{
  TileServer *self = g_new0 (TileServer, 1);
  g_autoptr (GError) error = NULL;
  GSList *uris;

  g_mutex_init (&self->mutex);
  self->color = 0x3366cc;
  self->cross_x = self->cross_y = -1;
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  g_main_context_push_thread_default (self->context);
  self->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (self->server, NULL, handle_cb, self, NULL);
  soup_server_listen_local (self->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (self->server);
  self->pattern
      = g_strdup_printf ("http://127.0.0.1:%d/{z}/{x}/{y}.png", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify)g_uri_unref);
  g_main_context_pop_thread_default (self->context);
  self->thread = g_thread_new ("tile-server", run, self);
  return self;
}

void
tile_server_free (TileServer *self)
{
  g_main_loop_quit (self->loop);
  g_main_context_wakeup (self->context);
  g_thread_join (self->thread);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->mutex);
  g_free (self->pattern);
  g_free (self->cache_control);
  g_free (self->last_path);
  g_free (self->agent);
  g_free (self);
}

const char *
tile_server_get_template (TileServer *self)
{
  return self->pattern;
}

void
tile_server_set_mood (TileServer *self, TileServerMood mood)
{
  g_mutex_lock (&self->mutex);
  self->mood = mood;
  g_mutex_unlock (&self->mutex);
}

void
tile_server_set_cache_control (TileServer *self, const char *value)
{
  g_mutex_lock (&self->mutex);
  g_set_str (&self->cache_control, value);
  g_mutex_unlock (&self->mutex);
}

void
tile_server_set_color (TileServer *self, guint32 color)
{
  g_mutex_lock (&self->mutex);
  self->color = color;
  g_mutex_unlock (&self->mutex);
}

void
tile_server_set_cross (TileServer *self, double x, double y)
{
  g_mutex_lock (&self->mutex);
  self->cross_x = x;
  self->cross_y = y;
  g_mutex_unlock (&self->mutex);
}

static guint
read_number (TileServer *self, const guint *number)
{
  guint value;

  g_mutex_lock (&self->mutex);
  value = *number;
  g_mutex_unlock (&self->mutex);
  return value;
}

guint
tile_server_count (TileServer *self)
{
  return read_number (self, &self->n);
}

guint
tile_server_count_conditional (TileServer *self)
{
  return read_number (self, &self->n_conditional);
}

guint
tile_server_get_most_at_once (TileServer *self)
{
  return read_number (self, &self->most_at_once);
}

static char *
dup_text (TileServer *self, char *const *text)
{
  char *copy;

  g_mutex_lock (&self->mutex);
  copy = g_strdup (*text);
  g_mutex_unlock (&self->mutex);
  return copy;
}

char *
tile_server_dup_last_path (TileServer *self)
{
  return dup_text (self, &self->last_path);
}

char *
tile_server_dup_agent (TileServer *self)
{
  return dup_text (self, &self->agent);
}
