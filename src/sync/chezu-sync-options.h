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
  guint ping_s;     /* WebSocket ping */

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
  gsize frame_max;     /* bytes of one WebSocket message; beyond it the source is polled */
  gsize backlog_max;   /* bytes of messages that wait for the store, besides one message */
  guint history_cut;   /* newer servers cut a history at so many fixes, without any sign */
  guint set_aside_max; /* fixes of unknown vehicles kept until the devices are read again */
} ChezuSyncOptions;

#define CHEZU_SYNC_OPTIONS_DEFAULT                                                                 \
  ((ChezuSyncOptions){ .backoff_min_ms = 1000,                                                     \
                       .backoff_max_ms = 60 * 1000,                                                \
                       .person_min_ms = 60 * 1000,                                                 \
                       .person_max_ms = 15 * 60 * 1000,                                            \
                       .request_ms = 30 * 1000,                                                    \
                       .silence_ms = 120 * 1000,                                                   \
                       .ping_s = 25,                                                               \
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
                       .frame_max = 256 * 1024 * 1024,                                             \
                       .backlog_max = 16 * 1024 * 1024,                                            \
                       .history_cut = 50000,                                                       \
                       .set_aside_max = 1000 })

G_END_DECLS
