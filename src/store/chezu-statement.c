/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/chezu-statement-private.h"

#include "store/chezu-store-error-private.h"

struct _ChezuStatement
{
  ChezuDatabase *database; /* not owned: it owns us */
  char *sql;
  sqlite3_stmt *handle; /* NULL when SQLite refused the text */

  /* The first failure since the last rewind */
  int result;
  int system_errno;
  char *words;
};

static void
keep_failure (ChezuStatement *self, int result)
{
  sqlite3 *handle = self->database->handle;

  if (result == SQLITE_OK || self->result != SQLITE_OK)
    return;

  self->result = result;
  self->system_errno = sqlite3_system_errno (handle);
  self->words = g_strdup (sqlite3_errmsg (handle));
}

static gboolean
can_go_on (ChezuStatement *self)
{
  if (self->handle == NULL)
    keep_failure (self, SQLITE_MISUSE);
  return self->result == SQLITE_OK;
}

static void
prepare (ChezuStatement *self)
{
  int result = sqlite3_prepare_v3 (self->database->handle, self->sql, -1, SQLITE_PREPARE_PERSISTENT,
                                   &self->handle, NULL);

  keep_failure (self, result);
}

ChezuStatement *
chezu_statement_new (ChezuDatabase *database, const char *sql)
{
  ChezuStatement *self = g_new0 (ChezuStatement, 1);

  self->database = database;
  self->sql = g_strdup (sql);
  prepare (self);
  return self;
}

void
chezu_statement_free (ChezuStatement *self)
{
  sqlite3_finalize (self->handle);
  g_free (self->words);
  g_free (self->sql);
  g_free (self);
}

const char *
chezu_statement_get_sql (ChezuStatement *self)
{
  return self->sql;
}

void
chezu_statement_rewind (ChezuStatement *self)
{
  self->result = SQLITE_OK;
  g_clear_pointer (&self->words, g_free);

  /* What was refused once may be right by now: the table may have come. */
  if (self->handle == NULL)
    {
      prepare (self);
      return;
    }
  sqlite3_reset (self->handle);
  sqlite3_clear_bindings (self->handle);
}

void
chezu_statement_bind_int (ChezuStatement *self, int parameter, gint64 value)
{
  if (can_go_on (self))
    keep_failure (self, sqlite3_bind_int64 (self->handle, parameter, value));
}

void
chezu_statement_bind_double (ChezuStatement *self, int parameter, double value)
{
  if (can_go_on (self))
    keep_failure (self, sqlite3_bind_double (self->handle, parameter, value));
}

void
chezu_statement_bind_text (ChezuStatement *self, int parameter, const char *value)
{
  if (can_go_on (self))
    keep_failure (self, sqlite3_bind_text (self->handle, parameter, value, -1, SQLITE_TRANSIENT));
}

void
chezu_statement_bind_blob (ChezuStatement *self, int parameter, gconstpointer data, gsize size)
{
  if (can_go_on (self))
    keep_failure (self,
                  sqlite3_bind_blob64 (self->handle, parameter, data, size, SQLITE_TRANSIENT));
}

void
chezu_statement_bind_null (ChezuStatement *self, int parameter)
{
  if (can_go_on (self))
    keep_failure (self, sqlite3_bind_null (self->handle, parameter));
}

/**
 * chezu_statement_next:
 *
 * Returns: whether there is another row; %FALSE at the end and after a failure, which
 *   chezu_statement_done () tells apart
 */
gboolean
chezu_statement_next (ChezuStatement *self)
{
  int result;

  g_assert (self->database->thread == g_thread_self ());

  if (!can_go_on (self))
    return FALSE;

  result = sqlite3_step (self->handle);
  if (result == SQLITE_ROW)
    return TRUE;
  if (result != SQLITE_DONE)
    keep_failure (self, result);
  return FALSE;
}

/* Ends a loop over rows, also one that was left early. */
gboolean
chezu_statement_done (ChezuStatement *self, GError **error)
{
  gboolean succeeded = self->result == SQLITE_OK;

  if (!succeeded)
    chezu_store_error_set_kept (error, self->result, self->system_errno, self->words);
  if (self->handle != NULL)
    chezu_statement_rewind (self);
  return succeeded;
}

gboolean
chezu_statement_run (ChezuStatement *self, GError **error)
{
  while (chezu_statement_next (self))
    continue;
  return chezu_statement_done (self, error);
}

gint64
chezu_statement_get_int (ChezuStatement *self, int column)
{
  return sqlite3_column_int64 (self->handle, column);
}

double
chezu_statement_get_double (ChezuStatement *self, int column)
{
  return sqlite3_column_double (self->handle, column);
}

/* NULL for a null. */
const char *
chezu_statement_get_text (ChezuStatement *self, int column)
{
  return (const char *)sqlite3_column_text (self->handle, column);
}

gconstpointer
chezu_statement_get_blob (ChezuStatement *self, int column, gsize *size)
{
  gconstpointer data = sqlite3_column_blob (self->handle, column);

  *size = (gsize)sqlite3_column_bytes (self->handle, column);
  return data;
}

gboolean
chezu_statement_is_null (ChezuStatement *self, int column)
{
  return sqlite3_column_type (self->handle, column) == SQLITE_NULL;
}
