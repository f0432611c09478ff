/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A thin, leak-proof way to run SQL: statements are cached by their text, keep their first failure,
 * and report it once. */

#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

typedef struct _ChezuDatabase ChezuDatabase;   /* one connection, one thread */
typedef struct _ChezuStatement ChezuStatement; /* owned by its database */

ChezuStatement *chezu_database_prepare (ChezuDatabase *self, const char *sql);
gboolean chezu_database_execute (ChezuDatabase *self, const char *script, GError **error);
gint64 chezu_database_last_insert_id (ChezuDatabase *self);
gint64 chezu_database_changes (ChezuDatabase *self);
sqlite3 *chezu_database_get_handle (ChezuDatabase *self);

/* Parameters count from 1. Text and blobs are copied; NULL text binds NULL. */
void chezu_statement_bind_int (ChezuStatement *self, int parameter, gint64 value);
void chezu_statement_bind_double (ChezuStatement *self, int parameter, double value);
void chezu_statement_bind_text (ChezuStatement *self, int parameter, const char *value);
void
chezu_statement_bind_blob (ChezuStatement *self, int parameter, gconstpointer data, gsize size);
void chezu_statement_bind_null (ChezuStatement *self, int parameter);

/* Runs to the end, resets and clears the bindings. */
gboolean chezu_statement_run (ChezuStatement *self, GError **error);

/* while (chezu_statement_next (s)) { … } if (!chezu_statement_done (s, error)) … */
gboolean chezu_statement_next (ChezuStatement *self);
gboolean chezu_statement_done (ChezuStatement *self, GError **error);

/* Columns count from 0. Text and blobs live until the next step. */
gint64 chezu_statement_get_int (ChezuStatement *self, int column);
double chezu_statement_get_double (ChezuStatement *self, int column);
const char *chezu_statement_get_text (ChezuStatement *self, int column);
gconstpointer chezu_statement_get_blob (ChezuStatement *self, int column, gsize *size);
gboolean chezu_statement_is_null (ChezuStatement *self, int column);

G_END_DECLS
