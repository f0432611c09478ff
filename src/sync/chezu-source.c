/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sync/chezu-source.h"

#include <glib/gi18n-lib.h>

#include "base/chezu-time.h"
#include "store/chezu-rule-tick.h"
#include "sync/chezu-backend-factory.h"
#include "sync/chezu-backfill.h"
#include "sync/chezu-backoff.h"
#include "sync/chezu-bell.h"
#include "sync/chezu-continuity.h"
#include "sync/chezu-network.h"
#include "sync/chezu-outbox-sender.h"
#include "sync/chezu-sleep.h"
#include "sync/chezu-sync-error.h"

/* How often the age of the last message is written when nothing else changes. */
#define HEARD_STEP_MS CHEZU_SECOND_MS
/* A connection that held so many shortest waits was a good one. */
#define GOOD_CONNECTION 10
/* After so many streams in a row that did not hold, the source is polled for a while. */
#define BAD_STREAMS_MAX 3
/* Up to when the stream is proven is written that often when nothing else is. */
#define PROVEN_STEP_MS CHEZU_SECOND_MS
/* Whether this computer slept is looked at that often. */
#define WAKE_STEP_MS CHEZU_SECOND_MS
/* Rules are told that often that time passes. */
#define TICK_STEP_MS (10 * CHEZU_SECOND_MS)

struct _ChezuSource
{
  GObject parent_instance;

  /* Owned references */
  ChezuStore *store;
  ChezuBackend
      *backend;     /* NULL until the first attempt, and after one that only a person can mend */
  DexPromise *stop; /* rejects when it is time to end */
  DexPromise *ended;
  DexPromise *awake; /* resolves when sleep is not watched for any more */
  ChezuBackfill *backfill;
  ChezuOutboxSender *sender;

  ChezuSourceRow *row; /* what is followed, and its state as reported */
  const ChezuSyncOptions *options;
  ChezuIntake *intake;
  ChezuContinuity *continuity;
  ChezuBackoff backoff;  /* for what passes */
  ChezuBackoff patience; /* for what a person must mend */
  ChezuBell retry;

  gint64 cursor_ms;  /* server time up to which events are complete, 0 never read */
  gint64 told_ms;    /* the last message as reported */
  gint64 live_us;    /* monotonic: since when it is live, 0 not */
  guint bad_streams; /* that ended soon, in a row */
  gint64 devices_us; /* monotonic: when the next of each is due */
  gint64 events_us;
  gint64 stream_us;
  gint64 tick_us;
  gint64 whole_ms;      /* of the server's clock: everything is here since then */
  gboolean has_devices; /* were read since it was live last */
  gboolean has_events;

  ChezuGapReason reason; /* of the gaps that the next connection finds */
  gboolean noted;        /* gaps, since the last commit */
  gboolean slept;        /* which ended the connection */
  gint64 proven_us;      /* when it was last written up to when the source is proven */
};

G_DEFINE_FINAL_TYPE (ChezuSource, chezu_source, G_TYPE_OBJECT)

/* --- Reporting ------------------------------------------------------------------------------ */

static DexFuture *
report (ChezuSource *self)
{
  self->told_ms = self->row->last_message_ms;
  return chezu_source_table_report (self->store, self->row);
}

static void
set_state (ChezuSource *self, ChezuSourceState state)
{
  if (self->row->state == state)
    return;
  self->row->state = state;
  self->row->state_since_ms = chezu_time_now_ms ();
}

static void
set_transport (ChezuSource *self, const char *transport)
{
  g_free (self->row->transport);
  self->row->transport = g_strdup (transport);
}

static void
report_live (ChezuSource *self, const char *transport)
{
  self->live_us = g_get_monotonic_time ();
  self->has_devices = self->has_events = FALSE;
  chezu_backfill_set_backend (self->backfill, self->backend);
  chezu_outbox_sender_set_backend (self->sender, self->backend);
  set_state (self, CHEZU_SOURCE_LIVE);
  set_transport (self, transport);
  self->row->connected_ms = chezu_time_now_ms ();
  self->row->last_message_ms = self->row->connected_ms;
  self->row->retry_at_ms = 0;
  g_clear_pointer (&self->row->last_error, g_free);
  dex_future_disown (report (self));
}

static void
report_failure (ChezuSource *self, const GError *error, guint wait_ms)
{
  set_state (self, chezu_sync_error_to_state (error));
  set_transport (self, NULL);
  self->row->retry_at_ms = chezu_time_now_ms () + wait_ms;
  g_free (self->row->last_error);
  self->row->last_error = g_strdup (error->message);
  dex_future_disown (report (self));
}

/* The first attempt says so; later ones keep telling what is wrong until it is mended. */
static void
report_attempt (ChezuSource *self)
{
  if (self->row->last_error == NULL)
    set_state (self, CHEZU_SOURCE_CONNECTING);
  self->row->retry_at_ms = 0;
  dex_future_disown (report (self));
}

static void
hear (ChezuSource *self)
{
  self->row->last_message_ms = chezu_time_now_ms ();
  if (self->row->state == CHEZU_SOURCE_LIVE)
    self->row->connected_ms = self->row->last_message_ms;
  /* The clock may have been set back. */
  if (ABS (self->row->last_message_ms - self->told_ms) >= HEARD_STEP_MS)
    dex_future_disown (report (self));
}

/* --- Connecting ----------------------------------------------------------------------------- */

static gboolean
is_due (gint64 due_us)
{
  return g_get_monotonic_time () >= due_us;
}

static gint64
after (guint wait_ms)
{
  return g_get_monotonic_time () + (gint64)wait_ms * G_TIME_SPAN_MILLISECOND;
}

static gboolean
make_backend (ChezuSource *self, GError **error)
{
  self->has_devices = FALSE;
  self->backend
      = chezu_backend_make (self->row, NULL, self->options, DEX_FUTURE (self->stop), error);
  return self->backend != NULL;
}

static gboolean
flush (ChezuSource *self, GError **error)
{
  gboolean flushed;

  chezu_backfill_live_begins (self->backfill);
  flushed = chezu_intake_flush (self->intake, error);
  chezu_backfill_live_ends (self->backfill);

  if (flushed && self->noted)
    chezu_backfill_wake (self->backfill);
  self->noted = FALSE;
  return flushed;
}

/* --- Continuity ----------------------------------------------------------------------------- */

static void
watch_cb (ChezuBatch *batch, const ChezuPosition *position, gpointer user_data)
{
  ChezuSource *self = user_data;
  ChezuGapNote note;

  if (!chezu_continuity_take (self->continuity, position->remote_id, position->fix.time_ms,
                              chezu_time_now_ms (), &note))
    return;
  chezu_batch_add_gap (batch, &note);
  self->noted = TRUE;
}

/* What was received but not saved is not in the store, and so it is in the gap. */
static gboolean
begin_anew (ChezuSource *self, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (GArray) marks = chezu_store_await (
      chezu_gap_table_read_marks (self->store, self->row->id, self->options->gap_overlap_ms),
      &cause);

  if (marks == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&cause));
      return FALSE;
    }
  chezu_continuity_break (self->continuity, self->reason, marks);
  return TRUE;
}

/* Everything that the source told up to @time_ms is committed next. */
static void
prove (ChezuSource *self, gint64 time_ms)
{
  self->proven_us = g_get_monotonic_time ();
  chezu_batch_set_proven (chezu_intake_get_batch (self->intake), time_ms);
}

static void
prove_stream (ChezuSource *self)
{
  if (chezu_intake_get_size (self->intake) > 0
      || is_due (self->proven_us + PROVEN_STEP_MS * G_TIME_SPAN_MILLISECOND))
    prove (self, chezu_backend_get_time_ms (self->backend));
}

/* While polling, what lies between two looks is noted for all vehicles at once. */
static gboolean
prove_polling (ChezuSource *self, gint64 time_ms, GError **error)
{
  if (!is_due (self->proven_us + self->options->gap_poll_ms * G_TIME_SPAN_MILLISECOND))
    return TRUE;
  self->noted = chezu_continuity_settle (self->continuity, chezu_intake_get_batch (self->intake));
  prove (self, time_ms);
  return flush (self, error);
}

/* Why the next connection does not continue this one. */
static void
blame (ChezuSource *self, const GError *error)
{
  if (self->slept)
    self->reason = CHEZU_GAP_SLEEP;
  else if (error->domain == CHEZU_STORE_ERROR)
    self->reason = CHEZU_GAP_LOST;
  else if (self->live_us > 0)
    self->reason = CHEZU_GAP_RECONNECT;
  self->slept = FALSE;
}

/* Streams do not survive the sleep of a computer, but it takes minutes until they notice. */
static DexFuture *
wake_fiber (gpointer user_data)
{
  ChezuSource *self = user_data;
  gint64 asleep_us = chezu_sleep_asleep_us (self->options);

  while (chezu_sleep (MIN (WAKE_STEP_MS, self->options->sleep_ms), DEX_FUTURE (self->stop), NULL))
    {
      gint64 before_us = asleep_us;
      g_autoptr (GError) reason = NULL;

      asleep_us = chezu_sleep_asleep_us (self->options);
      if (asleep_us - before_us < self->options->sleep_ms * G_TIME_SPAN_MILLISECOND
          || self->backend == NULL)
        continue;

      self->slept = TRUE;
      reason = g_error_new_literal (CHEZU_SYNC_ERROR, CHEZU_SYNC_ERROR_UNREACHABLE,
                                    _ ("This computer slept. Connecting again."));
      chezu_backend_hang_up (self->backend, reason);
    }
  dex_promise_resolve_boolean (self->awake, TRUE);
  return dex_future_new_true ();
}

/* --- Lists ---------------------------------------------------------------------------------- */

static gboolean
read_devices (ChezuSource *self, GError **error)
{
  self->devices_us = after (self->options->devices_ms);
  self->has_devices = dex_await (chezu_backend_list_vehicles (self->backend, self->intake), error)
                      && flush (self, error);
  return self->has_devices;
}

static gboolean
read_positions (ChezuSource *self, GError **error)
{
  return dex_await (chezu_backend_latest_positions (self->backend, self->intake), error)
         && flush (self, error);
}

/* The cursor moves in the transaction that takes the last of the events which it claims. */
static gboolean
read_events (ChezuSource *self, GError **error)
{
  const ChezuSyncOptions *options = self->options;
  gint64 now_ms = chezu_backend_get_time_ms (self->backend);
  gint64 from_ms = now_ms - options->events_first_ms;
  g_autofree char *cursor = g_strdup_printf ("%" G_GINT64_FORMAT, now_ms);

  if (self->cursor_ms > 0)
    from_ms = MAX (self->cursor_ms - options->events_overlap_ms, now_ms - options->events_most_ms);
  self->events_us = after (options->events_ms);

  if (!dex_await (chezu_backend_events (self->backend, self->intake, from_ms,
                                        now_ms + options->events_overlap_ms),
                  error))
    return FALSE;

  chezu_intake_set_cursor (self->intake, cursor);
  if (!flush (self, error))
    return FALSE;
  self->cursor_ms = now_ms;
  self->has_events = TRUE;
  return TRUE;
}

/* Everything that the stream did not tell while we were away: what is the newest of each vehicle;
 * what lies before it is noted. On a bad line this takes several attempts, and what one of them has
 * read is not read again by the next. */
static gboolean
catch_up (ChezuSource *self, GError **error)
{
  gint64 time_ms;

  if ((self->backend == NULL && !make_backend (self, error))
      || !dex_await (chezu_backend_sign_in (self->backend), error) || !begin_anew (self, error))
    return FALSE;
  if ((!self->has_devices || is_due (self->devices_us)) && !read_devices (self, error))
    return FALSE;

  time_ms = chezu_backend_get_time_ms (self->backend);
  if (!read_positions (self, error))
    return FALSE;
  self->whole_ms = time_ms;
  self->tick_us = after (TICK_STEP_MS);
  prove (self, time_ms);
  return (self->has_events && !is_due (self->events_us)) || read_events (self, error);
}

/* --- Following ------------------------------------------------------------------------------ */

/* Rules speak of vehicles that are silent only while it is certain that it is them. */
static gboolean
tick (ChezuSource *self, GError **error)
{
  self->tick_us = after (TICK_STEP_MS);
  return dex_await (chezu_rule_tick (self->store, self->row->id, self->whole_ms,
                                     chezu_backend_get_time_ms (self->backend)),
                    error);
}

static gboolean
look_after (ChezuSource *self, GError **error)
{
  if (is_due (self->tick_us) && !tick (self, error))
    return FALSE;
  if ((chezu_intake_take_unknown (self->intake) || is_due (self->devices_us))
      && !read_devices (self, error))
    return FALSE;
  return !is_due (self->events_us) || read_events (self, error);
}

/* Returns when the stream ended. */
static gboolean
follow_stream (ChezuSource *self, GError **error)
{
  report_live (self, "websocket");
  chezu_continuity_follow (self->continuity, chezu_backend_get_time_ms (self->backend));
  for (;;)
    {
      if (!dex_await (chezu_backend_receive (self->backend, self->intake, self->options->gather_ms),
                      error))
        return FALSE;
      hear (self);
      prove_stream (self);
      if (!flush (self, error) || !look_after (self, error))
        return FALSE;
    }
}

/* Asks for the latest positions again and again. Returns TRUE when the stream is worth another try.
 */
static gboolean
poll (ChezuSource *self, GError **error)
{
  if (self->row->state != CHEZU_SOURCE_LIVE || g_strcmp0 (self->row->transport, "polling") != 0)
    report_live (self, "polling");

  chezu_continuity_poll (self->continuity);
  self->stream_us = after (self->options->stream_ms);
  while (!is_due (self->stream_us))
    {
      gint64 started_us = g_get_monotonic_time ();
      gint64 time_ms = chezu_backend_get_time_ms (self->backend);
      guint took_ms;

      if (!read_positions (self, error) || !prove_polling (self, time_ms, error))
        return FALSE;
      hear (self);
      if (!look_after (self, error))
        return FALSE;

      /* A server that needs long for an answer is not asked more often than it can bear. */
      took_ms = (guint)((g_get_monotonic_time () - started_us) / G_TIME_SPAN_MILLISECOND);
      if (!chezu_sleep (MAX (self->options->poll_ms, took_ms), DEX_FUTURE (self->stop), error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
held_well (ChezuSource *self)
{
  return self->live_us > 0
         && is_due (self->live_us
                    + (gint64)self->options->backoff_min_ms * G_TIME_SPAN_MILLISECOND
                          * GOOD_CONNECTION);
}

/* Follows the stream, or polls where there is none to be had that holds. */
static gboolean
follow (ChezuSource *self, GError **error)
{
  for (;;)
    {
      g_autoptr (GError) cause = NULL;

      if (self->bad_streams < BAD_STREAMS_MAX
          && dex_await (chezu_backend_subscribe (self->backend), &cause))
        {
          follow_stream (self, &cause);
          self->bad_streams = held_well (self) ? 0 : self->bad_streams + 1;
        }
      if (cause != NULL
          && !g_error_matches (cause, CHEZU_BACKEND_ERROR, CHEZU_BACKEND_ERROR_NO_STREAM))
        {
          g_propagate_error (error, g_steal_pointer (&cause));
          return FALSE;
        }
      if (!poll (self, error))
        return FALSE;
      self->bad_streams = 0;
    }
}

/* --- The loop ------------------------------------------------------------------------------- */

/* Decides how long to wait after a failure. */
static guint
back_off (ChezuSource *self, const GError *error)
{
  gboolean held = held_well (self);
  gint64 retry_after_ms
      = self->backend != NULL ? chezu_backend_get_retry_after_ms (self->backend) : 0;

  self->live_us = 0;
  if (chezu_sync_error_to_state (error) != CHEZU_SOURCE_RETRYING)
    {
      /* Whoever mends it changes a file or a setting: begin anew. */
      g_clear_object (&self->backend);
      return chezu_backoff_next_ms (&self->patience, retry_after_ms);
    }

  chezu_backoff_reset (&self->patience);
  /* A server that accepts and hangs up at once is not asked every second for ever. */
  if (held)
    chezu_backoff_reset (&self->backoff);
  return chezu_backoff_next_ms (&self->backoff, retry_after_ms);
}

/* Returns FALSE when it is time to end. */
static gboolean
wait_before_retry (ChezuSource *self, guint wait_ms)
{
  g_autoptr (GError) ended = NULL;

  chezu_bell_quiet (&self->retry);
  dex_await (chezu_until (chezu_bell_wait (&self->retry), DEX_FUTURE (self->stop), wait_ms),
             &ended);
  return ended == NULL || g_error_matches (ended, DEX_ERROR, DEX_ERROR_TIMED_OUT);
}

static void
read_cursor (ChezuSource *self)
{
  g_autofree char *cursor
      = chezu_store_await (chezu_store_read_cursor (self->store, self->row->id), NULL);

  if (cursor != NULL)
    self->cursor_ms = g_ascii_strtoll (cursor, NULL, 10);
}

static DexFuture *
run_fiber (gpointer user_data)
{
  ChezuSource *self = user_data;

  read_cursor (self);
  chezu_backfill_start (self->backfill);
  chezu_outbox_sender_start (self->sender);
  chezu_network_run_here (wake_fiber, g_object_ref (self), g_object_unref);
  for (;;)
    {
      g_autoptr (GError) error = NULL;
      guint wait_ms;

      report_attempt (self);
      if (catch_up (self, &error))
        follow (self, &error); /* until the stream ends */

      /* What was received before the end is kept. */
      flush (self, error == NULL ? &error : NULL);
      if (chezu_error_is_stop (error))
        break;

      blame (self, error);
      chezu_backfill_set_backend (self->backfill, NULL);
      chezu_outbox_sender_set_backend (self->sender, NULL);
      wait_ms = back_off (self, error);
      report_failure (self, error, wait_ms);
      if (!wait_before_retry (self, wait_ms))
        break;
    }

  dex_await (chezu_backfill_wait (self->backfill), NULL);
  dex_await (chezu_outbox_sender_wait (self->sender), NULL);
  dex_await (dex_ref (DEX_FUTURE (self->awake)), NULL);
  set_state (self, CHEZU_SOURCE_STOPPED);
  set_transport (self, NULL);
  self->row->retry_at_ms = 0;
  dex_await (report (self), NULL);
  dex_promise_resolve_boolean (self->ended, TRUE);
  return dex_future_new_true ();
}

/* --- The object ----------------------------------------------------------------------------- */

static void
chezu_source_finalize (GObject *object)
{
  ChezuSource *self = CHEZU_SOURCE (object);

  g_clear_object (&self->backend);
  g_clear_object (&self->backfill);
  g_clear_object (&self->sender);
  g_clear_pointer (&self->intake, chezu_intake_free);
  g_clear_pointer (&self->continuity, chezu_continuity_free);
  g_clear_pointer (&self->row, chezu_source_row_free);
  g_clear_object (&self->store);
  dex_clear (&self->stop);
  dex_clear (&self->ended);
  dex_clear (&self->awake);
  chezu_backoff_clear (&self->backoff);
  chezu_backoff_clear (&self->patience);
  chezu_bell_clear (&self->retry);

  G_OBJECT_CLASS (chezu_source_parent_class)->finalize (object);
}

static void
chezu_source_class_init (ChezuSourceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = chezu_source_finalize;
}

static void
chezu_source_init (ChezuSource *self)
{
  self->stop = dex_promise_new ();
  self->ended = dex_promise_new ();
  self->awake = dex_promise_new ();
  chezu_bell_init (&self->retry);
}

ChezuSource *
chezu_source_new (ChezuStore *store, const ChezuSourceRow *row, const ChezuSyncOptions *options)
{
  ChezuSource *self = g_object_new (CHEZU_TYPE_SOURCE, NULL);

  self->store = g_object_ref (store);
  self->row = chezu_source_row_copy (row);
  self->options = options;
  self->intake = chezu_intake_new (store, row->id, options->batch_max);
  chezu_intake_set_watch (self->intake, watch_cb, self);
  chezu_intake_set_stop (self->intake, DEX_FUTURE (self->stop));
  self->continuity = chezu_continuity_new (options);
  self->backfill = chezu_backfill_new (store, row->id, options, DEX_FUTURE (self->stop));
  self->sender = chezu_outbox_sender_new (store, row->id, DEX_FUTURE (self->stop));
  chezu_backoff_init (&self->backoff, options->backoff_min_ms, options->backoff_max_ms,
                      g_random_int ());
  chezu_backoff_init (&self->patience, options->person_min_ms, options->person_max_ms,
                      g_random_int ());

  /* What stood in the store is of an earlier run. */
  self->row->state = CHEZU_SOURCE_IDLE;
  self->row->retry_at_ms = 0;
  set_transport (self, NULL);
  g_clear_pointer (&self->row->last_error, g_free);
  return self;
}

void
chezu_source_start (ChezuSource *self)
{
  g_return_if_fail (CHEZU_IS_SOURCE (self));
  chezu_network_run_here (run_fiber, g_object_ref (self), g_object_unref);
}

void
chezu_source_retry_now (ChezuSource *self)
{
  g_return_if_fail (CHEZU_IS_SOURCE (self));
  chezu_bell_ring (&self->retry);
}

DexFuture *
chezu_source_stop (ChezuSource *self)
{
  g_return_val_if_fail (CHEZU_IS_SOURCE (self), NULL);

  if (dex_future_is_pending (DEX_FUTURE (self->stop)))
    dex_promise_reject (self->stop,
                        g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "told to stop"));
  return dex_ref (DEX_FUTURE (self->ended));
}

gboolean
chezu_source_matches (ChezuSource *self, const ChezuSourceRow *row)
{
  g_return_val_if_fail (CHEZU_IS_SOURCE (self), FALSE);

  return g_strcmp0 (self->row->name, row->name) == 0 && g_strcmp0 (self->row->kind, row->kind) == 0
         && g_strcmp0 (self->row->url, row->url) == 0 && g_strcmp0 (self->row->user, row->user) == 0
         && self->row->credential == row->credential
         && g_strcmp0 (self->row->credential_file, row->credential_file) == 0
         && g_strcmp0 (self->row->ca_file, row->ca_file) == 0 && self->row->datum == row->datum
         && self->row->time_offset_ms == row->time_offset_ms && self->row->speedup == row->speedup
         && self->row->original_times == row->original_times
         && g_strcmp0 (self->row->columns, row->columns) == 0;
}
