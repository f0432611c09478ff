/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening and closing of connections, and how SQLite's refusals become messages. */

#pragma once

#include "store/chezu-statement.h"
#include "track/chezu-track-reader.h"

G_BEGIN_DECLS

typedef enum
{
  CHEZU_DATABASE_READ_WRITE,
  CHEZU_DATABASE_QUERY_ONLY, /* sees everything, may keep the log's index up to date, writes nothing
                              */
  CHEZU_DATABASE_READ_ONLY,  /* the file cannot be written */
  CHEZU_DATABASE_IMMUTABLE, /* neither can its folder, and there is no log: nobody else writes it */
} ChezuDatabaseAccess;

/* Must be used and closed on the thread that opened it. */
ChezuDatabase *chezu_database_open (const char *path,
                                    ChezuDatabaseAccess access,
                                    int busy_timeout_ms,
                                    GError **error);
void chezu_database_close (ChezuDatabase *self);

/* For a connection that one thread opened and does not use any more: the calling thread owns it
 * from now on. */
void chezu_database_take_over (ChezuDatabase *self);

/* What all connections of a store share. */
void chezu_database_set_tail (ChezuDatabase *self, ChezuTail *tail);
ChezuTrackReader *chezu_database_get_tracks (ChezuDatabase *self);
/* So many fixes came into the arrival log. */
void chezu_database_count_added (ChezuDatabase *self, guint n_fixes);
/* Something that was written on this connection was taken back, or is committed. */
void chezu_database_forget_uncommitted (ChezuDatabase *self);
void chezu_database_announce_committed (ChezuDatabase *self);
/* How often rules have judged something. What they judged @since then was taken back: what they
 * remember is loaded again when it is needed. */
guint64 chezu_database_get_judged (ChezuDatabase *self);
void chezu_database_forget_judged (ChezuDatabase *self, guint64 since);
/* Fixes that wait for being sealed. */
guint chezu_database_get_waiting (ChezuDatabase *self);
/* FALSE, with the reason why sealing fails, when as many wait as memory should hold. */
gboolean chezu_database_check_room (ChezuDatabase *self, GError **error);

gboolean chezu_database_is_read_only (ChezuDatabase *self);
gboolean chezu_database_in_transaction (ChezuDatabase *self);
/* Changes when another connection committed; -1 when it cannot be told. */
gint64 chezu_database_get_version (ChezuDatabase *self);
/* The first column of the first row, or @fallback. */
gboolean chezu_database_query_int (
    ChezuDatabase *self, const char *sql, gint64 fallback, gint64 *value, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuDatabase, chezu_database_close)

G_END_DECLS
