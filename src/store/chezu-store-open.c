/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/chezu-store-open-private.h"

#include <glib/gi18n-lib.h>

#define RETRY_US (10 * G_TIME_SPAN_MILLISECOND)

static gboolean
can_read (ChezuDatabase *db, GError **error)
{
  gint64 version;

  return chezu_database_query_int (db, "SELECT max(version) FROM chezu_schema", 0, &version, error);
}

static gboolean
open_read_only (const char *path, int busy_timeout_ms, ChezuOpened *opened, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  opened->access = CHEZU_DATABASE_READ_ONLY;
  opened->db = chezu_database_open (path, opened->access, busy_timeout_ms, &local_error);
  if (opened->db != NULL && can_read (opened->db, &local_error))
    return TRUE;
  g_clear_pointer (&opened->db, chezu_database_close);

  if (chezu_schema_has_log (path))
    {
      g_set_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_READ_ONLY,
                   _ ("The folder of “%s” is read-only, and the data file was not closed before. "
                      "Allow writing to the folder, or copy all of it elsewhere."),
                   path);
      return FALSE;
    }

  opened->access = CHEZU_DATABASE_IMMUTABLE;
  opened->db = chezu_database_open (path, opened->access, busy_timeout_ms, error);
  return opened->db != NULL && can_read (opened->db, error);
}

static gboolean
open_writable (const char *path,
               const ChezuStoreOptions *options,
               ChezuSchemaState state,
               ChezuOpened *opened,
               GError **error)
{
  if (state == CHEZU_SCHEMA_NEW && !chezu_schema_create_file (path, error))
    return FALSE;

  opened->access = CHEZU_DATABASE_QUERY_ONLY;
  opened->db
      = chezu_database_open (path, CHEZU_DATABASE_READ_WRITE, options->busy_timeout_ms, error);
  if (opened->db == NULL)
    return FALSE;

  if (!chezu_database_is_read_only (opened->db))
    return chezu_schema_migrate (opened->db, path, options->steps, options->n_steps, error);

  g_set_error (
      error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_READ_ONLY,
      _ ("The data file “%s” is read-only and of an older version; it must be writable once to be "
         "updated"),
      path);
  return FALSE;
}

static gboolean
open_connection (const char *path,
                 const ChezuStoreOptions *options,
                 ChezuOpened *opened,
                 GError **error)
{
  g_autoptr (GError) local_error = NULL;
  ChezuSchemaState state;

  if (!chezu_schema_probe (path, options->steps[options->n_steps - 1].version, &state, error))
    return FALSE;

  if (state == CHEZU_SCHEMA_NEWER)
    {
      opened->mode = CHEZU_STORE_READ_ONLY_NEWER;
      return open_read_only (path, options->busy_timeout_ms, opened, error);
    }

  opened->mode = CHEZU_STORE_WRITABLE;
  if (open_writable (path, options, state, opened, &local_error))
    return TRUE;

  g_clear_pointer (&opened->db, chezu_database_close);
  if (state == CHEZU_SCHEMA_CURRENT
      && g_error_matches (local_error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_READ_ONLY))
    {
      opened->mode = CHEZU_STORE_READ_ONLY_FILE;
      return open_read_only (path, options->busy_timeout_ms, opened, error);
    }

  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

/* Changing the journal mode and folding a log need the file alone and give up at once where they do
 * not have it, so whoever opens while another opens or closes must ask again. */
gboolean
chezu_store_open_connection (const char *path,
                             const ChezuStoreOptions *options,
                             ChezuOpened *opened,
                             GError **error)
{
  gint64 deadline_us = g_get_monotonic_time () + options->busy_timeout_ms * G_TIME_SPAN_MILLISECOND;
  g_autoptr (GError) local_error = NULL;

  do
    {
      if (local_error != NULL)
        g_usleep (RETRY_US);
      g_clear_error (&local_error);
      *opened = (ChezuOpened){ 0 };
      if (open_connection (path, options, opened, &local_error))
        return TRUE;
      g_clear_pointer (&opened->db, chezu_database_close);
    }
  while (g_error_matches (local_error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_BUSY)
         && g_get_monotonic_time () < deadline_us);

  if (g_error_matches (local_error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_BUSY))
    g_set_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_BUSY,
                 _ ("Another program keeps the data file “%s” for itself. Close that program and "
                    "try again."),
                 path);
  else
    g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}
