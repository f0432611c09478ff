/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a connection and its statements know of each other. */

#pragma once

#include "store/chezu-statement.h"
#include "track/chezu-track-reader.h"

G_BEGIN_DECLS

struct _ChezuDatabase
{
  sqlite3 *handle;
  GThread *thread;                     /* the only one that may use it */
  GHashTable *statements;              /* SQL text → ChezuStatement, owned */
  ChezuTail *tail;                     /* owned; NULL: the reader of tracks keeps one of its own */
  ChezuTrackReader *tracks;            /* owned; NULL until it is asked for */
  guint n_added;                       /* fixes that are not committed yet */
  struct _ChezuGeofenceSet *geofences; /* owned; NULL until it is asked for */
  struct _ChezuRuleWatch *rules;       /* owned; NULL until a fix is judged */
  guint64 n_judged;
};

ChezuStatement *chezu_statement_new (ChezuDatabase *database, const char *sql);
void chezu_statement_free (ChezuStatement *self);
const char *chezu_statement_get_sql (ChezuStatement *self);
/* Forgets rows, bindings and failures of an earlier use. */
void chezu_statement_rewind (ChezuStatement *self);

G_END_DECLS
