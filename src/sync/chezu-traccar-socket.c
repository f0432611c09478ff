/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sync/chezu-traccar-socket.h"

#include <glib/gi18n-lib.h>

#include "sync/chezu-sync-error.h"

/* After so many streams without any answer to a ping, the server is one that gives none. */
#define UNANSWERED_MAX 2

struct _ChezuTraccarSocket
{
  ChezuHttp *http;
  const ChezuSyncOptions *options;
  ChezuTraccarPongs *pongs;
  ChezuWebsocket *websocket;
  GError *reason; /* why we hung up, NULL unless we did */

  /* Monotonic microseconds */
  gint64 heard_us;  /* when the server was heard of last, not counting the time it had to wait */
  gint64 pinged_us; /* when it was pinged last */
  gint64 left_us;   /* when nobody listened any more */
};

ChezuTraccarSocket *
chezu_traccar_socket_open (ChezuHttp *http,
                           const char *path,
                           const ChezuSyncOptions *options,
                           ChezuTraccarPongs *pongs,
                           guint *status,
                           GError **error)
{
  ChezuWebsocket *websocket = chezu_websocket_open (http, path, status, error);
  ChezuTraccarSocket *self;

  if (websocket == NULL)
    return NULL;

  self = g_new0 (ChezuTraccarSocket, 1);
  self->http = g_object_ref (http);
  self->options = options;
  self->pongs = pongs;
  self->websocket = websocket;
  self->heard_us = self->left_us = g_get_monotonic_time ();
  return self;
}

void
chezu_traccar_socket_hang_up (ChezuTraccarSocket *self, const GError *reason)
{
  if (self->reason != NULL)
    return;
  self->reason = g_error_copy (reason);
  chezu_websocket_hang_up (self->websocket);
}

void
chezu_traccar_socket_free (ChezuTraccarSocket *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->websocket, chezu_websocket_free);
  g_clear_error (&self->reason);
  g_clear_object (&self->http);
  g_free (self);
}

/* The server says `{}` every 55 s and answers pings in between: a connection on which nothing at
 * all is heard is dead, whatever the operating system believes. Some proxy may swallow pings; then
 * only the `{}` count. */
static gint64
patience_us (ChezuTraccarSocket *self)
{
  gboolean gives_none = !self->pongs->answered && self->pongs->unanswered >= UNANSWERED_MAX;

  return (gint64)(gives_none ? self->options->quiet_ms : self->options->silence_ms)
         * G_TIME_SPAN_MILLISECOND;
}

static gboolean
give_up (ChezuTraccarSocket *self, GError **error)
{
  if (!self->pongs->answered)
    self->pongs->unanswered++;
  g_set_error (error, CHEZU_SYNC_ERROR, CHEZU_SYNC_ERROR_UNREACHABLE,
               _ ("%s has not answered for too long."), chezu_http_get_host (self->http));
  return FALSE;
}

/* How long to wait for the next frame: until somebody has something to do. */
static guint
next_wait_ms (ChezuTraccarSocket *self, gint64 now_us, gint64 deadline_us)
{
  gint64 until_us = MIN (self->heard_us + patience_us (self),
                         self->pinged_us + (gint64)self->options->ping_ms * 1000);

  if (deadline_us > 0)
    until_us = MIN (until_us, deadline_us);
  return (guint)(MAX (until_us - now_us, 0) / G_TIME_SPAN_MILLISECOND) + 1;
}

/* Waits for one frame. @over tells that the time is. */
static gboolean
read_frame (
    ChezuTraccarSocket *self, gint64 deadline_us, ChezuFrame *frame, gboolean *over, GError **error)
{
  gint64 now_us = g_get_monotonic_time ();

  *frame = (ChezuFrame){ .kind = CHEZU_FRAME_NONE };
  *over = deadline_us > 0 && now_us >= deadline_us;
  if (*over)
    return TRUE;
  if (now_us >= self->heard_us + patience_us (self))
    return give_up (self, error);
  if (now_us >= self->pinged_us + (gint64)self->options->ping_ms * G_TIME_SPAN_MILLISECOND)
    {
      self->pinged_us = now_us;
      chezu_websocket_ping (self->websocket);
    }

  if (!chezu_websocket_read (self->websocket, next_wait_ms (self, now_us, deadline_us), frame,
                             error))
    return FALSE;

  if (frame->kind != CHEZU_FRAME_NONE)
    self->heard_us = g_get_monotonic_time ();
  if (frame->kind == CHEZU_FRAME_PONG)
    self->pongs->answered = TRUE;
  if (frame->kind == CHEZU_FRAME_CLOSE)
    {
      g_set_error (error, CHEZU_SYNC_ERROR, CHEZU_SYNC_ERROR_UNREACHABLE,
                   _ ("%s closed the live stream."), chezu_http_get_host (self->http));
      return FALSE;
    }
  return TRUE;
}

/**
 * chezu_traccar_socket_read:
 * @piece: (out): valid until the next call
 *
 * Whoever does not call this holds up the server, which is not held against it: its silence counts
 * only while somebody listens.
 *
 * Returns: %FALSE when the stream ended, was silent for too long, or it is time to stop
 */
gboolean
chezu_traccar_socket_read (ChezuTraccarSocket *self,
                           guint wait_ms,
                           ChezuFrame *piece,
                           GError **error)
{
  gint64 now_us = g_get_monotonic_time ();
  gint64 deadline_us = wait_ms > 0 ? now_us + (gint64)wait_ms * G_TIME_SPAN_MILLISECOND : 0;
  gboolean over = FALSE;
  gboolean going_on;

  self->heard_us += now_us - self->left_us;
  do
    going_on = read_frame (self, deadline_us, piece, &over, error);
  while (going_on && !over && piece->kind != CHEZU_FRAME_PIECE);
  self->left_us = g_get_monotonic_time ();

  if (!going_on && self->reason != NULL)
    {
      g_clear_error (error);
      g_propagate_error (error, g_error_copy (self->reason));
    }
  return going_on;
}
