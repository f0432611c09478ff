/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person is told about the connection, made from what the store says of its sources. */

#pragma once

#include "store/chezu-source-table.h"
#include "store/chezu-store.h"

G_BEGIN_DECLS

/* Live data are expected every few seconds: later than this they are delayed. */
#define CHEZU_CONNECTION_DELAYED_MS (30 * 1000)
/* A source that was lost for longer is off line, which is a normal way to work. */
#define CHEZU_CONNECTION_OFFLINE_MS (5 * 60 * 1000)

/* From good to bad: of several sources the worst is shown. */
typedef enum
{
  CHEZU_CONNECTION_NONE, /* no source is set up */
  CHEZU_CONNECTION_LIVE,
  CHEZU_CONNECTION_CONNECTING,
  CHEZU_CONNECTION_DELAYED,
  CHEZU_CONNECTION_STOPPED,
  CHEZU_CONNECTION_LOST,
  CHEZU_CONNECTION_OFFLINE,
  CHEZU_CONNECTION_INCOMPATIBLE,
  CHEZU_CONNECTION_UNTRUSTED,
  CHEZU_CONNECTION_REFUSED,
} ChezuConnectionLevel;

typedef enum
{
  CHEZU_REMEDY_NONE,
  CHEZU_REMEDY_RETRY,
  CHEZU_REMEDY_SETTINGS,
  CHEZU_REMEDY_DETAILS,
} ChezuRemedy;

typedef struct
{
  ChezuConnectionLevel level;
  gint64 data_ms; /* when something last arrived; 0 never */
  char *label;    /* for the header: "Live · 1 s ago" */
  char *banner;   /* NULL when there is nothing to say */
  ChezuRemedy remedy;
} ChezuConnection;

/* @sources: of ChezuSourceRow. @newest_ms: when the newest data on the screen were received, 0
 * none. @can_retry: the synchronizer runs in this process. */
ChezuConnection *chezu_connection_judge (
    GPtrArray *sources, gint64 newest_ms, ChezuStoreMode mode, gboolean can_retry, gint64 now_ms);
/* It is live again after @lasted_ms, and what was missed is being filled in. */
void chezu_connection_set_filling (ChezuConnection *self, gint64 lasted_ms, gint64 now_ms);
void chezu_connection_free (ChezuConnection *self);

ChezuConnectionLevel chezu_connection_level_of (const ChezuSourceRow *source, gint64 now_ms);
const char *chezu_connection_level_name (ChezuConnectionLevel level);
const char *chezu_connection_level_class (ChezuConnectionLevel level); /* in style.css */
const char *chezu_remedy_label (ChezuRemedy remedy);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuConnection, chezu_connection_free)

G_END_DECLS
