/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The frames of a WebSocket, cut anywhere, and what is none. */

#include <string.h>

#include "sync/chezu-http.h"
#include "sync/chezu-websocket-frames.h"

/* Everything that comes out of @bytes when they are fed in steps of @step: pieces as they are, a
 * "|" at the end of a message, "<", ">", "x" for a ping, a pong, the closing; "!" for no WebSocket.
 */
static char *
read_frames (const char *bytes, gsize n_bytes, gsize step)
{
  ChezuFrames frames = CHEZU_FRAMES_INIT;
  GString *story = g_string_new (NULL);

  for (gsize at = 0; at < n_bytes; at += step)
    {
      const guint8 *data = (const guint8 *)bytes + at;
      gsize length = MIN (step, n_bytes - at);
      ChezuFrame frame;

      do
        {
          if (!chezu_frames_next (&frames, &data, &length, &frame))
            {
              g_string_append_c (story, '!');
              return g_string_free_and_steal (story);
            }
          if (frame.kind == CHEZU_FRAME_PING)
            g_string_append_c (story, '<');
          if (frame.kind == CHEZU_FRAME_PONG)
            g_string_append_c (story, '>');
          if (frame.kind == CHEZU_FRAME_CLOSE)
            g_string_append_c (story, 'x');
          g_string_append_len (story, (const char *)frame.data, (gssize)frame.length);
          if (frame.kind == CHEZU_FRAME_PIECE && frame.ends)
            g_string_append_c (story, '|');
        }
      while (frame.kind != CHEZU_FRAME_NONE);
    }
  return g_string_free_and_steal (story);
}

static void
assert_frames (const char *bytes, gsize n_bytes, const char *expected)
{
  for (gsize step = 1; step <= n_bytes; step++)
    {
      g_autofree char *story = read_frames (bytes, n_bytes, step);

      g_assert_cmpstr (story, ==, expected);
    }
}

#define assert_literal(bytes, expected) assert_frames (bytes, sizeof (bytes) - 1, expected)

static void
test_messages (void)
{
  assert_literal ("\x81\x05Hello", "Hello|");
  assert_literal ("\x82\x05Hello\x81\x02{}", "Hello|{}|");
  assert_literal ("\x81\x00\x81\x01x", "|x|");
}

static void
test_fragments (void)
{
  assert_literal ("\x01\x03Hel\x80\x02lo", "Hello|");
  assert_literal ("\x01\x03Hel\x00\x01l\x80\x01o", "Hello|");
  assert_literal ("\x01\x03Hel\x80\x00", "Hel|");
  /* Control frames may stand in between. */
  assert_literal ("\x01\x03Hel\x89\x02hi\x80\x02lo", "Hel<hilo|");
}

static void
test_control (void)
{
  assert_literal ("\x89\x00", "<");
  assert_literal ("\x8a\x04pong", ">pong");
  assert_literal ("\x88\x02\x03\xe8", "x\x03\xe8");
}

static void
test_lengths (void)
{
  g_autofree char *medium = g_malloc0 (4 + 300);
  g_autofree char *large = g_malloc0 (10 + 70000);
  g_autofree char *medium_text = g_strnfill (300, 'm');
  g_autofree char *large_text = g_strnfill (70000, 'l');
  g_autofree char *medium_story = g_strconcat (medium_text, "|", NULL);
  g_autofree char *large_story = g_strconcat (large_text, "|", NULL);
  g_autofree char *found = NULL;

  memcpy (medium, "\x81\x7e\x01\x2c", 4);
  memcpy (medium + 4, medium_text, 300);
  assert_frames (medium, 304, medium_story);

  memcpy (large, "\x81\x7f\0\0\0\0\0\x01\x11\x70", 10);
  memcpy (large + 10, large_text, 70000);
  found = read_frames (large, 70010, 4096);
  g_assert_cmpstr (found, ==, large_story);
}

static void
test_no_websocket (void)
{
  /* Reserved bits, which only an extension could give a meaning. */
  assert_literal ("\xc1\x05Hello", "!");
  /* A server does not mask. */
  assert_literal ("\x81\x85\x01\x02\x03\x04Hello", "!");
  assert_literal ("\x83\x00", "!");
  assert_literal ("\x8b\x00", "!");
  /* A continuation of nothing, and a beginning inside a message. */
  assert_literal ("\x80\x01x", "!");
  assert_literal ("\x01\x01x\x81\x01y", "x!");
  /* Control frames are short and whole. */
  assert_literal ("\x09\x00", "!");
  assert_literal ("\x89\x7e\x00\x7e", "!");
  assert_literal ("\x81\x7f\xff\xff\xff\xff\xff\xff\xff\xff", "!");
  assert_literal ("HTTP/1.1 400 Bad Request\r\n\r\n", "!");
}

static void
test_client_frames (void)
{
  g_autoptr (GBytes) ping = chezu_frames_make (CHEZU_FRAMES_OPCODE_PING, NULL, 0, 7);
  g_autoptr (GBytes) pong
      = chezu_frames_make (CHEZU_FRAMES_OPCODE_PONG, (const guint8 *)"hello", 5, 0x01020304);
  gsize size;
  const guint8 *data = g_bytes_get_data (ping, &size);

  g_assert_cmpuint (size, ==, 6);
  g_assert_cmpuint (data[0], ==, 0x89);
  g_assert_cmpuint (data[1], ==, 0x80);

  data = g_bytes_get_data (pong, &size);
  g_assert_cmpuint (size, ==, 11);
  g_assert_cmpuint (data[0], ==, 0x8a);
  g_assert_cmpuint (data[1], ==, 0x85);
  for (gsize i = 0; i < 5; i++)
    g_assert_cmpint (data[6 + i] ^ data[2 + i % 4], ==, "hello"[i]);
}

static void
test_host (void)
{
  g_autoptr (ChezuHttp) http = chezu_http_new ("http://[::1]:8082/api", NULL, NULL, 1000, NULL);
  g_autofree char *head = chezu_http_make_upgrade (http, "/api/socket?token=t", "key");

  g_assert_true (g_str_has_prefix (head, "GET /api/socket?token=t HTTP/1.1\r\n"));
  g_assert_nonnull (strstr (head, "\r\nHost: [::1]:8082\r\n"));
  g_assert_true (g_str_has_suffix (head, "\r\n\r\n"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/websocket/messages-come-out-whole", test_messages);
  g_test_add_func ("/sync/websocket/fragments-are-one-message", test_fragments);
  g_test_add_func ("/sync/websocket/control-frames", test_control);
  g_test_add_func ("/sync/websocket/lengths-of-three-kinds", test_lengths);
  g_test_add_func ("/sync/websocket/what-is-none-is-refused", test_no_websocket);
  g_test_add_func ("/sync/websocket/client-frames-are-masked", test_client_frames);
  g_test_add_func ("/sync/websocket/address-in-brackets-is-the-host", test_host);
  return g_test_run ();
}
