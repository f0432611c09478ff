/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A server tells a stream only what is the newest of its vehicle, and nothing of what happened
 * while nobody listened. So a track is whole from fix to fix only while a stream stands, and there
 * only after the vehicle was heard once. Everything else is noted as a gap, behind the fix that
 * shows it:
 *
 *   lists    the latest fixes that are read before the stream stands: none of them continues
 *   stream   the first fix of a vehicle does not continue, all others do
 *   polling  none continues; the gaps grow and are noted now and then, because each look would
 *            otherwise write one for each vehicle
 *
 * Terminals keep what they cannot send, and send it behind newer ones, which no stream tells: a
 * vehicle that was silent is asked about, at once for what is there soon, and again when as much
 * time has passed as it needs to send all of it.
 */

#include "sync/chezu-continuity.h"

#include "base/chezu-time.h"

/* A server's fixes may be made, or dated, so much later than its clock says. */
#define CLOCK_SLACK_MS CHEZU_MINUTE_MS
/* The estimate of the store: weight of a new interval as 1 / N, growth at most. */
#define INTERVAL_WEIGHT 8
#define INTERVAL_GROWTH_MAX 4

typedef enum
{
  MODE_LISTS,
  MODE_STREAM,
  MODE_POLLING,
} Mode;

typedef struct
{
  gint64 remote_id;
  gint64 whole_ms;  /* up to here the track is here or in the ledger */
  gint64 newest_ms; /* of the fixes that came */
  gint64 late_ms;   /* the last that came late, 0 none */
  gint64 interval_ms;
  guint stream;   /* number of the stream that it was heard on */
  gboolean first; /* only its first fix was heard there */
} Track;

struct _ChezuContinuity
{
  const ChezuSyncOptions *options;
  GHashTable *tracks; /* of Track, by remote id */
  Mode mode;
  ChezuGapReason reason;
  gboolean is_new; /* nothing was known when the connection was lost, or first made */
  guint stream;
  gint64 stood_ms; /* when the stream stood, by the source's clock */
};

ChezuContinuity *
chezu_continuity_new (const ChezuSyncOptions *options)
{
  ChezuContinuity *self = g_new0 (ChezuContinuity, 1);

  self->options = options;
  self->tracks = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_free);
  return self;
}

void
chezu_continuity_free (ChezuContinuity *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->tracks);
  g_free (self);
}

static Track *
add_track (ChezuContinuity *self, gint64 remote_id)
{
  Track *track = g_new0 (Track, 1);

  track->remote_id = remote_id;
  g_hash_table_replace (self->tracks, &track->remote_id, track);
  return track;
}

void
chezu_continuity_break (ChezuContinuity *self, ChezuGapReason reason, const GArray *marks)
{
  g_hash_table_remove_all (self->tracks);
  for (guint i = 0; i < marks->len; i++)
    {
      const ChezuGapMark *mark = &g_array_index (marks, ChezuGapMark, i);
      Track *track = add_track (self, mark->remote_id);

      track->whole_ms = mark->last_ms;
      track->newest_ms = mark->newest_ms;
      track->interval_ms = mark->interval_ms;
    }
  self->mode = MODE_LISTS;
  self->reason = reason;
  self->is_new = marks->len == 0;
}

void
chezu_continuity_follow (ChezuContinuity *self, gint64 server_ms)
{
  self->mode = MODE_STREAM;
  self->stream++;
  self->stood_ms = server_ms;
}

void
chezu_continuity_poll (ChezuContinuity *self)
{
  self->mode = MODE_POLLING;
}

/**
 * chezu_continuity_silence_ms:
 *
 * Returns: the pause in reporting that is no accident any more, in milliseconds
 */
gint64
chezu_continuity_silence_ms (const ChezuSyncOptions *options, guint interval_ms)
{
  return MAX (options->gap_silence_ms, (gint64)options->gap_silence_intervals * interval_ms);
}

/**
 * chezu_continuity_again_ms:
 *
 * A terminal may send one old fix beside each new one, and so needs as long as it was silent.
 */
gint64
chezu_continuity_again_ms (const ChezuSyncOptions *options, gint64 from_ms, gint64 to_ms)
{
  gint64 wait_ms = MAX (5 * options->gap_settle_ms, (to_ms - from_ms) * 3 / 2);

  return to_ms + MIN (wait_ms, options->gap_again_max_ms);
}

/* The fix of @time_ms was taken. */
static void
learn (Track *track, gint64 time_ms)
{
  gint64 step_ms = MIN (time_ms - track->newest_ms, CHEZU_HOUR_MS);

  if (step_ms <= 0)
    return;
  track->newest_ms = time_ms;
  if (track->interval_ms == 0)
    track->interval_ms = step_ms;
  else
    track->interval_ms
        += (MIN (step_ms, track->interval_ms * INTERVAL_GROWTH_MAX) - track->interval_ms)
           / INTERVAL_WEIGHT;
}

/* A vehicle that was not known before. All of a fleet may be new at once, and then less of its past
 * is wanted. */
static gboolean
join (ChezuContinuity *self, gint64 time_ms, ChezuGapNote *note)
{
  Track *track = add_track (self, note->remote_id);

  track->whole_ms = track->newest_ms = time_ms;
  track->stream = self->mode == MODE_STREAM ? self->stream : 0;
  track->first = TRUE;
  note->from_ms = time_ms
                  - (self->is_new && self->mode == MODE_LISTS ? self->options->gap_first_ms
                                                              : self->options->gap_join_ms);
  note->reason = CHEZU_GAP_LATE_JOIN;
  return TRUE;
}

/* One that came behind newer ones, and others may have come with it. Looking at a list again and
 * again shows the same one. */
static gboolean
take_late (ChezuContinuity *self, Track *track, gint64 time_ms, gint64 now_ms, ChezuGapNote *note)
{
  if (self->mode == MODE_LISTS || track->late_ms == time_ms)
    return FALSE;

  track->late_ms = time_ms;
  note->from_ms = time_ms - self->options->gap_late_ms;
  note->to_ms = track->whole_ms;
  note->reason = CHEZU_GAP_BUFFERED;
  note->next_try_ms = now_ms + self->options->gap_settle_ms;
  return TRUE;
}

/* The vehicle was heard on this stream before. */
static gboolean
go_on (ChezuContinuity *self, Track *track, gint64 time_ms, gint64 now_ms, ChezuGapNote *note)
{
  gint64 step_ms = time_ms - track->whole_ms;
  gboolean first = track->first;

  track->first = FALSE;
  if (step_ms > chezu_continuity_silence_ms (self->options, (guint)track->interval_ms))
    {
      note->reason = CHEZU_GAP_SILENCE;
      note->next_try_ms = now_ms + self->options->gap_settle_ms;
      return TRUE;
    }
  /* Servers look up what they send at first before they listen for more, and lose what comes in
   * between. */
  return first && track->interval_ms > 0 && step_ms > track->interval_ms * 3 / 2;
}

static gboolean
begin (ChezuContinuity *self, Track *track, gint64 time_ms, ChezuGapNote *note)
{
  if (self->mode == MODE_STREAM)
    {
      track->stream = self->stream;
      track->first = TRUE;
      note->to_ms = MAX (track->newest_ms, MIN (time_ms, self->stood_ms + CLOCK_SLACK_MS));
    }
  return note->to_ms > note->from_ms;
}

gboolean
chezu_continuity_take (
    ChezuContinuity *self, gint64 remote_id, gint64 time_ms, gint64 now_ms, ChezuGapNote *note)
{
  Track *track = g_hash_table_lookup (self->tracks, &remote_id);
  gboolean broken;

  *note = (ChezuGapNote){ .remote_id = remote_id, .to_ms = time_ms, .reason = self->reason };
  if (track == NULL)
    return join (self, time_ms, note);

  note->from_ms = track->whole_ms;
  if (self->mode == MODE_POLLING && time_ms > track->whole_ms)
    {
      learn (track, time_ms);
      return FALSE;
    }
  if (self->mode == MODE_STREAM && track->stream != self->stream)
    broken = begin (self, track, time_ms, note);
  else if (time_ms < track->whole_ms)
    return take_late (self, track, time_ms, now_ms, note);
  else if (self->mode == MODE_STREAM)
    broken = go_on (self, track, time_ms, now_ms, note);
  else
    broken = time_ms > track->whole_ms;

  learn (track, time_ms);
  track->whole_ms = MAX (track->whole_ms, track->newest_ms);
  return broken;
}

gboolean
chezu_continuity_settle (ChezuContinuity *self, ChezuBatch *batch)
{
  GHashTableIter iter;
  Track *track;
  gboolean noted = FALSE;

  g_hash_table_iter_init (&iter, self->tracks);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&track))
    {
      const ChezuGapNote note = {
        .remote_id = track->remote_id,
        .from_ms = track->whole_ms,
        .to_ms = track->newest_ms,
        .reason = CHEZU_GAP_POLLING,
      };

      if (note.to_ms <= note.from_ms)
        continue;
      chezu_batch_add_gap (batch, &note);
      track->whole_ms = track->newest_ms;
      noted = TRUE;
    }
  return noted;
}
