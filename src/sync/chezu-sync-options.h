/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The clocks and bounds of a synchronizer, in one place so that tests can make a day short. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  guint backoff_min_ms;
  guint backoff_max_ms;
  guint person_min_ms; /* first and longest wait where only a person can help: */
  guint person_max_ms; /* sign-in refused, certificate, not such a backend */

  guint request_ms; /* an answer or its next bytes must come within */
  guint silence_ms; /* a stream on which nothing was heard for so long is dead */
  guint quiet_ms;   /* the same, where the server never answers a ping */
  guint ping_ms;    /* between two WebSocket pings */

  guint gather_ms;  /* live fixes wait so long for company before they are committed */
  guint poll_ms;    /* latest positions, where there is no stream */
  guint stream_ms;  /* while polling, when to try the stream again */
  guint devices_ms; /* vehicles that were removed are noticed within */
  guint events_ms;  /* the report of events is read that often; the stream only rings */
  guint reload_ms;  /* unknown vehicles make the device list be read again, at most that often */
  guint list_ms;    /* the store's list of sources is read again, at most that often */

  gint64 events_first_ms;   /* how far back the first report of events reaches */
  gint64 events_overlap_ms; /* and how far back the next ones reach behind the cursor */
  gint64 events_most_ms;    /* after a long absence not more than that */

  guint batch_max;     /* records in one transaction */
  guint devices_max;   /* a longer list of vehicles is committed in pieces */
  gsize barren_max;    /* an answer is given up after so many bytes in a row without any use */
  guint history_cut;   /* newer servers cut a history at so many fixes, without any sign */
  guint set_aside_max; /* fixes of unknown vehicles kept until the devices are read again */

  gint64 gap_first_ms;         /* history of a whole fleet that is new is wanted so far back, */
  gint64 gap_join_ms;          /* and that of a vehicle that joins it later */
  gint64 gap_silence_ms;       /* a vehicle that paused for so long, */
  guint gap_silence_intervals; /* and for so many of its usual intervals, was silent */
  gint64 gap_settle_ms;        /* it is asked about so much later, */
  gint64 gap_again_max_ms;     /* and at most so much later again */
  gint64 gap_late_ms;          /* others may have come with a late fix that are so much older */
  gint64 gap_poll_ms;          /* while polling, gaps are noted that often */
  gint64 gap_overlap_ms;       /* a fix may arrive so much later than it was made */

  guint backfill_max;        /* requests for history at a time; 0 none at all */
  guint backfill_group;      /* vehicles in one request, where the source allows it */
  guint backfill_rows;       /* fixes that are wanted in one answer, about */
  gint64 backfill_window_ms; /* and no longer period */
  guint backfill_batch;      /* fixes in one transaction: what is live waits for no more */
  guint backfill_slow_ms;    /* while a live commit takes longer, filling waits */
  guint backfill_min_ms;     /* first and longest wait after a failure */
  guint backfill_max_ms;

  guint sleep_ms;             /* a computer that slept for longer has lost its stream */
  gint64 (*asleep_us) (void); /* how long it has slept since it started; NULL: ask the kernel */
} ChezuSyncOptions;

#define CHEZU_SYNC_OPTIONS_DEFAULT                                                                 \
  ((ChezuSyncOptions){ .backoff_min_ms = 1000,                                                     \
                       .backoff_max_ms = 60 * 1000,                                                \
                       .person_min_ms = 60 * 1000,                                                 \
                       .person_max_ms = 15 * 60 * 1000,                                            \
                       .request_ms = 30 * 1000,                                                    \
                       .silence_ms = 25 * 1000,                                                    \
                       .quiet_ms = 120 * 1000,                                                     \
                       .ping_ms = 10 * 1000,                                                       \
                       .gather_ms = 100,                                                           \
                       .poll_ms = 5 * 1000,                                                        \
                       .stream_ms = 120 * 1000,                                                    \
                       .devices_ms = 5 * 60 * 1000,                                                \
                       .events_ms = 60 * 1000,                                                     \
                       .reload_ms = 5 * 1000,                                                      \
                       .list_ms = 500,                                                             \
                       .events_first_ms = 60 * 60 * 1000,                                          \
                       .events_overlap_ms = 5 * 60 * 1000,                                         \
                       .events_most_ms = G_GINT64_CONSTANT (3) * 24 * 60 * 60 * 1000,              \
                       .batch_max = 5000,                                                          \
                       .devices_max = 100000,                                                      \
                       .barren_max = 8 * 1024 * 1024,                                              \
                       .history_cut = 50000,                                                       \
                       .set_aside_max = 1000,                                                      \
                       .gap_first_ms = 60 * 60 * 1000,                                             \
                       .gap_join_ms = 24 * 60 * 60 * 1000,                                         \
                       .gap_silence_ms = 60 * 1000,                                                \
                       .gap_silence_intervals = 5,                                                 \
                       .gap_settle_ms = 60 * 1000,                                                 \
                       .gap_again_max_ms = 2 * 60 * 60 * 1000,                                     \
                       .gap_late_ms = 10 * 60 * 1000,                                              \
                       .gap_poll_ms = 5 * 60 * 1000,                                               \
                       .gap_overlap_ms = 60 * 1000,                                                \
                       .backfill_max = 2,                                                          \
                       .backfill_group = 100,                                                      \
                       .backfill_rows = 10000,                                                     \
                       .backfill_window_ms = 24 * 60 * 60 * 1000,                                  \
                       .backfill_batch = 1000,                                                     \
                       .backfill_slow_ms = 250,                                                    \
                       .backfill_min_ms = 5 * 1000,                                                \
                       .backfill_max_ms = 10 * 60 * 1000,                                          \
                       .sleep_ms = 5 * 1000 })

G_END_DECLS
