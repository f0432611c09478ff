/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "overlay-files.h"

#include <glib/gstdio.h>
#include <string.h>
#include <zlib.h>

static gboolean
knock_cb (GSocketService *server, GSocketConnection *connection, GObject *source, gpointer data)
{
  OverlayFiles *self = data;

  self->n_knocks++;
  return FALSE;
}

void
overlay_files_set_up (OverlayFiles *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("chezu-overlays-XXXXXX", &error);
  g_assert_no_error (error);
  self->server = g_socket_service_new ();
  self->port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (self->server), NULL, &error);
  g_assert_no_error (error);
  g_signal_connect (self->server, "incoming", G_CALLBACK (knock_cb), self);
  g_socket_service_start (self->server);
}

static void
remove_all (const char *folder)
{
  g_autoptr (GDir) entries = g_dir_open (folder, 0, NULL);
  const char *name;

  while (entries != NULL && (name = g_dir_read_name (entries)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
        remove_all (path);
      else
        g_unlink (path);
    }
  g_rmdir (folder);
}

/* Whatever a test was about, nobody may have gone out for it. */
void
overlay_files_tear_down (OverlayFiles *self, gconstpointer data)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (self->n_knocks, ==, 0);
  g_socket_service_stop (self->server);
  g_socket_listener_close (G_SOCKET_LISTENER (self->server));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_object_unref (self->server);
  remove_all (self->folder);
  g_free (self->folder);
}

char *
overlay_files_path (OverlayFiles *self, const char *name)
{
  return g_build_filename (self->folder, name, NULL);
}

void
overlay_files_write_bytes (OverlayFiles *self, const char *name, GBytes *bytes)
{
  g_autofree char *path = overlay_files_path (self, name);
  g_autoptr (GError) error = NULL;
  gsize size;
  gconstpointer data = g_bytes_get_data (bytes, &size);

  g_file_set_contents (path, data, (gssize)size, &error);
  g_assert_no_error (error);
}

/* "@PORT@" becomes that of the server. */
void
overlay_files_write (OverlayFiles *self, const char *name, const char *text)
{
  g_autoptr (GString) filled = g_string_new (text);
  g_autofree char *port = g_strdup_printf ("%u", self->port);
  g_autoptr (GBytes) bytes = NULL;

  g_string_replace (filled, "@PORT@", port, 0);
  g_string_replace (filled, "@FOLDER@", self->folder, 0);
  bytes = g_bytes_new (filled->str, filled->len);
  overlay_files_write_bytes (self, name, bytes);
}

static ChezuOverlayImport *
read_file (OverlayFiles *self,
           const char *name,
           ChezuDatum datum,
           const ChezuOverlayLimits *limits,
           GError **error)
{
  g_autofree char *path = overlay_files_path (self, name);

  return chezu_overlay_file_read_sync (path, datum, limits, NULL, error);
}

ChezuOverlayImport *
overlay_files_read (OverlayFiles *self, const char *name, ChezuDatum datum)
{
  g_autoptr (GError) error = NULL;
  ChezuOverlayImport *import = read_file (self, name, datum, NULL, &error);

  g_assert_no_error (error);
  return import;
}

ChezuOverlayImport *
overlay_files_read_with (OverlayFiles *self, const char *name, const ChezuOverlayLimits *limits)
{
  g_autoptr (GError) error = NULL;
  ChezuOverlayImport *import = read_file (self, name, CHEZU_DATUM_WGS84, limits, &error);

  g_assert_no_error (error);
  return import;
}

void
overlay_files_refuse (OverlayFiles *self,
                      const char *name,
                      ChezuOverlayFileError code,
                      const char *words)
{
  g_autoptr (GError) error = NULL;
  ChezuOverlayImport *import = read_file (self, name, CHEZU_DATUM_WGS84, NULL, &error);

  g_assert_null (import);
  g_test_message ("%s", error->message);
  g_assert_error (error, CHEZU_OVERLAY_FILE_ERROR, (int)code);
  g_assert_nonnull (strstr (error->message, name));
  g_assert_nonnull (strstr (error->message, words));
}

/* --- Archives -------------------------------------------------------------------------------- */

static void
put (GByteArray *out, guint32 value, guint n_bytes)
{
  for (guint i = 0; i < n_bytes; i++)
    {
      guint8 byte = (guint8)(value >> (8 * i));

      g_byte_array_append (out, &byte, 1);
    }
}

static GBytes *
deflate_bytes (GBytes *bytes)
{
  gsize size;
  const Bytef *data = g_bytes_get_data (bytes, &size);
  z_stream stream = { 0 };
  gsize most;
  guint8 *out;

  g_assert_cmpint (deflateInit2 (&stream, 9, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY), ==, Z_OK);
  most = deflateBound (&stream, size);
  out = g_malloc (most);
  stream.next_in = (Bytef *)data;
  stream.avail_in = (uInt)size;
  stream.next_out = out;
  stream.avail_out = (uInt)most;
  g_assert_cmpint (deflate (&stream, Z_FINISH), ==, Z_STREAM_END);
  deflateEnd (&stream);
  return g_bytes_new_take (out, stream.total_out);
}

/* What the local and the central head of a member have in common. */
static void
put_common (GByteArray *out, const OverlayMember *member, GBytes *packed)
{
  gsize size;
  const Bytef *data = g_bytes_get_data (member->bytes, &size);

  put (out, 20, 2);
  put (out, 0x800, 2); /* names in UTF-8 */
  put (out, 8, 2);
  put (out, 0, 4);
  put (out, (guint32)crc32 (0, data, (uInt)size), 4);
  put (out, (guint32)g_bytes_get_size (packed), 4);
  put (out, (guint32)size, 4);
  put (out, (guint32)strlen (member->name), 2);
  put (out, 0, 2);
}

static void
put_text (GByteArray *out, const char *text)
{
  g_byte_array_append (out, (const guint8 *)text, (guint)strlen (text));
}

void
overlay_files_zip (OverlayFiles *self, const char *name, const OverlayMember *members, guint n)
{
  GByteArray *out = g_byte_array_new ();
  g_autoptr (GByteArray) central = g_byte_array_new ();
  g_autoptr (GBytes) archive = NULL;
  guint central_at;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GBytes) packed = deflate_bytes (members[i].bytes);
      guint at = out->len;

      put (out, 0x04034b50, 4);
      put_common (out, &members[i], packed);
      put_text (out, members[i].name);
      g_byte_array_append (out, g_bytes_get_data (packed, NULL), (guint)g_bytes_get_size (packed));

      put (central, 0x02014b50, 4);
      put (central, 3 << 8 | 20, 2); /* made on Unix */
      put_common (central, &members[i], packed);
      put (central, 0, 2);
      put (central, 0, 2);
      put (central, 0, 2);
      put (central, members[i].is_link ? 0120777u << 16 : 0100644u << 16, 4);
      put (central, at, 4);
      put_text (central, members[i].name);
    }
  central_at = out->len;
  g_byte_array_append (out, central->data, central->len);
  put (out, 0x06054b50, 4);
  put (out, 0, 4);
  put (out, n, 2);
  put (out, n, 2);
  put (out, central->len, 4);
  put (out, central_at, 4);
  put (out, 0, 2);
  archive = g_byte_array_free_to_bytes (out);
  overlay_files_write_bytes (self, name, archive);
}
