/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sources: where vehicles come from, what state each is in, and what was refused. */

#pragma once

#include "base/chezu-datum.h"
#include "store/chezu-record.h"
#include "store/chezu-store.h"

G_BEGIN_DECLS

/* Where a credential is kept. Never the credential itself. */
typedef enum
{
  CHEZU_CREDENTIAL_NONE,
  CHEZU_CREDENTIAL_KEYRING,       /* Secret Service, looked up by source name */
  CHEZU_CREDENTIAL_PASSWORD_FILE, /* a file of mode 0600 */
  CHEZU_CREDENTIAL_TOKEN_FILE,
  CHEZU_CREDENTIAL_KEYRING_TOKEN,
} ChezuCredentialKind;

/* An owned copy of a row of `source` and its state. */
typedef struct
{
  gint64 id;
  char *name;
  char *kind; /* "traccar", "replay" */
  char *url;  /* up to, not including, "/api"; of a replay the absolute path of its file */
  char *user; /* NULL with a token */
  ChezuCredentialKind credential;
  char *credential_file; /* absolute path, or NULL */
  char *ca_file;         /* absolute path of private CA certificates, or NULL */
  gboolean enabled;
  ChezuDatum datum;        /* of the positions as they come */
  gint64 time_offset_ms;   /* added to the times that terminals write; -8 h where they write China's
                              local time as if it were UTC */
  double speedup;          /* replay: how much faster than it was; 0 as fast as possible */
  gboolean original_times; /* replay: keep the file's times instead of shifting them to now */
  char *columns;           /* replay: "time=…,lon=…", what the file calls them; NULL: guess */
  gint64 created_ms;

  ChezuSourceState state;
  char *transport; /* "websocket", "polling", or NULL */
  gint64 state_since_ms;
  gint64 connected_ms;    /* when it was last live; 0 never */
  gint64 last_message_ms; /* when something last arrived */
  gint64 retry_at_ms;     /* when the next attempt is due; 0 none */
  double rate;            /* new fixes per second, of the last minute */
  gint64 lag_ms;    /* commit time minus the backend's own time of the last batch; -1 unknown */
  char *last_error; /* in plain words, or NULL */
  gint64 accepted;
  gint64 duplicate;
  gint64 refused[CHEZU_N_REFUSALS];
} ChezuSourceRow;

ChezuSourceRow *chezu_source_row_copy (const ChezuSourceRow *self);
void chezu_source_row_free (ChezuSourceRow *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuSourceRow, chezu_source_row_free)

/* Futures. add resolves to the new id (int64) or rejects with EXISTS; remove forgets the source,
 * its vehicles stay in history until retention takes them; list resolves to a GPtrArray of
 * ChezuSourceRow. */
DexFuture *chezu_source_table_add (ChezuStore *store, const ChezuSourceRow *row);
DexFuture *chezu_source_table_remove (ChezuStore *store, const char *name);
/* Changes what a person may change of the source with the id of @row: name, URL, user, where its
 * credential and its certificates are kept, datum, time offset, speed-up, times and columns of a
 * replay, enabled. State and counters stay. Rejects with
 * NOT_FOUND or EXISTS. */
DexFuture *chezu_source_table_update (ChezuStore *store, const ChezuSourceRow *row);
DexFuture *chezu_source_table_list (ChezuStore *store);

/* Written by the synchronizer alone: state, transport, times and last_error of @row, found by its
 * id. */
DexFuture *chezu_source_table_report (ChezuStore *store, const ChezuSourceRow *row);

/* Blocking twins for chezuctl. */
gboolean chezu_source_table_add_sync (ChezuStore *store,
                                      const ChezuSourceRow *row,
                                      gint64 *id,
                                      GError **error);
gboolean chezu_source_table_remove_sync (ChezuStore *store, const char *name, GError **error);
GPtrArray *chezu_source_table_list_sync (ChezuStore *store, GError **error);

G_END_DECLS
