/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sync/chezu-traccar-history.h"

#include <glib/gi18n-lib.h>

#include "base/chezu-time.h"
#include "sync/chezu-backend.h"
#include "sync/chezu-sync-error.h"
#include "sync/chezu-traccar-list.h"

struct _ChezuTraccarHistory
{
  ChezuTraccarSession *session;
  ChezuTraccarCatalog *catalog; /* not owned */
  const ChezuSyncOptions *options;
  gint64 time_offset_ms; /* from the terminals' clocks to ours */
  DexPromise *opening;   /* while somebody signs in */
  gint64 resume_us;      /* boot time: the server asked for patience until then */
};

ChezuTraccarHistory *
chezu_traccar_history_new (const ChezuSourceRow *row,
                           const char *secret,
                           ChezuTraccarCatalog *catalog,
                           const ChezuSyncOptions *options,
                           DexFuture *stop,
                           GError **error)
{
  ChezuTraccarSession *session
      = chezu_traccar_session_new (row, secret, options->request_ms, stop, error);
  ChezuTraccarHistory *self;

  if (session == NULL)
    return NULL;

  self = g_new0 (ChezuTraccarHistory, 1);
  self->session = session;
  self->catalog = catalog;
  self->options = options;
  self->time_offset_ms = row->time_offset_ms;
  return self;
}

void
chezu_traccar_history_free (ChezuTraccarHistory *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->session, chezu_traccar_session_free);
  dex_clear (&self->opening);
  g_free (self);
}

gint64
chezu_traccar_history_get_wait_ms (ChezuTraccarHistory *self)
{
  return MAX (self->resume_us - chezu_time_boot_us (), 0) / G_TIME_SPAN_MILLISECOND;
}

/* One signs in, however many ask. */
static gboolean
open_session (ChezuTraccarHistory *self, GError **error)
{
  gboolean opened;

  while (self->opening != NULL)
    dex_await (dex_ref (DEX_FUTURE (self->opening)), NULL);

  self->opening = dex_promise_new ();
  opened = chezu_traccar_session_open (self->session, error);
  dex_promise_resolve_boolean (self->opening, TRUE);
  dex_clear (&self->opening);
  return opened;
}

/* What is refused for these vehicles is told apart from what is wrong with the server. */
static gboolean
read_list (ChezuTraccarHistory *self, ChezuTraccarList *list, const char *path, GError **error)
{
  g_autoptr (GError) cause = NULL;
  ChezuHttp *http = chezu_traccar_session_get_http (self->session);

  if (chezu_traccar_list_read (list, path, &cause))
    return TRUE;

  if (list->status != 0)
    self->resume_us
        = chezu_time_boot_us () + chezu_http_get_retry_after_ms (http) * G_TIME_SPAN_MILLISECOND;
  if (list->status == 400 || list->status == 403 || list->status == 404)
    g_set_error (error, CHEZU_BACKEND_ERROR, CHEZU_BACKEND_ERROR_NO_HISTORY,
                 _ ("%s refuses the history of this vehicle. Check what the account may see."),
                 chezu_traccar_session_get_host (self->session));
  else
    g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}

static ChezuTraccarList
begin_list (ChezuTraccarHistory *self, ChezuIntake *intake, gint64 from_ms)
{
  return (ChezuTraccarList){ .session = self->session,
                             .catalog = self->catalog,
                             .options = self->options,
                             .intake = intake,
                             .list = "positions",
                             .cut = self->options->history_cut,
                             .last_ms = from_ms };
}

/* A server may answer only the oldest fixes of a window, without saying so: a window that was
 * answered with exactly that many is asked for again from the last of them on, so that others of
 * the same instant come, too. One that then does not get any further repeats itself, and proves
 * nothing. */
static gboolean
read_one (ChezuTraccarHistory *self,
          ChezuIntake *intake,
          gint64 remote_id,
          gint64 from_ms,
          gint64 to_ms,
          gint64 *until_ms,
          GError **error)
{
  *until_ms = from_ms;
  while (*until_ms < to_ms)
    {
      g_autoptr (GString) path = g_string_new ("/api/positions?");
      ChezuTraccarList list = begin_list (self, intake, *until_ms);
      gint64 end_ms = MIN (*until_ms + CHEZU_DAY_MS, to_ms);
      gboolean cut;

      g_string_append_printf (path, "deviceId=%" G_GINT64_FORMAT "&", remote_id);
      chezu_traccar_append_window (path, *until_ms, end_ms);
      if (!read_list (self, &list, path->str, error))
        return FALSE;

      cut = chezu_traccar_list_may_be_cut (&list);
      if (cut && (list.last_ms <= *until_ms || list.last_ms > end_ms))
        return TRUE;
      *until_ms = cut ? list.last_ms : end_ms;
    }
  return TRUE;
}

/* An answer that may be cut proves nothing, and the vehicles are asked for one by one. */
static gboolean
read_several (ChezuTraccarHistory *self,
              ChezuIntake *intake,
              const gint64 *remote_ids,
              guint n_remote_ids,
              gint64 from_ms,
              gint64 to_ms,
              gint64 *until_ms,
              GError **error)
{
  g_autoptr (GString) path = g_string_new ("/api/reports/route?");
  ChezuTraccarList list = begin_list (self, intake, from_ms);

  chezu_traccar_append_window (path, from_ms, to_ms);
  for (guint i = 0; i < n_remote_ids; i++)
    g_string_append_printf (path, "&deviceId=%" G_GINT64_FORMAT, remote_ids[i]);
  if (!read_list (self, &list, path->str, error))
    return FALSE;

  *until_ms = chezu_traccar_list_may_be_cut (&list) ? from_ms : to_ms;
  return TRUE;
}

gboolean
chezu_traccar_history_read (ChezuTraccarHistory *self,
                            ChezuIntake *intake,
                            const gint64 *remote_ids,
                            guint n_remote_ids,
                            gint64 from_ms,
                            gint64 to_ms,
                            gint64 *until_ms,
                            GError **error)
{
  gboolean came;

  from_ms -= self->time_offset_ms;
  to_ms -= self->time_offset_ms;
  if (!chezu_intake_flush (intake, error) || !open_session (self, error))
    return FALSE;

  came = n_remote_ids == 1 ? read_one (self, intake, remote_ids[0], from_ms, to_ms, until_ms, error)
                           : read_several (self, intake, remote_ids, n_remote_ids, from_ms, to_ms,
                                           until_ms, error);
  *until_ms += self->time_offset_ms;
  return came;
}
