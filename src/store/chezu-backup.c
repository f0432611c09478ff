/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A read transaction that stays open holds the picture still, so copying never begins again,
 * whatever is written meanwhile; all that grows is the log. The copy has no log and needs none to
 * be read, also from a medium that cannot be written.
 */

#include "store/chezu-backup.h"

#include "store/chezu-snapshot-private.h"
#include "store/chezu-store-error-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define PAGES_PER_STEP 2048
/* For the folder's own blocks and whoever else writes there. */
#define SPARE_BYTES (1 << 20)

void
chezu_backup_result_free (ChezuBackupResult *self)
{
  if (self == NULL)
    return;

  chezu_verify_report_free (self->report);
  g_free (self);
}

static gboolean
fail_with_errno (GError **error, const char *path)
{
  int code = errno;

  g_set_error (error, CHEZU_STORE_ERROR,
               code == ENOSPC || code == EDQUOT ? CHEZU_STORE_ERROR_FULL : CHEZU_STORE_ERROR_FAILED,
               _ ("The copy “%s” cannot be made: %s"), path, g_strerror (code));
  return FALSE;
}

/* --- Before ------------------------------------------------------------------------------- */

static gboolean
is_same_file (const char *a, const char *b)
{
  GStatBuf first;
  GStatBuf second;

  return g_stat (a, &first) == 0 && g_stat (b, &second) == 0 && first.st_dev == second.st_dev
         && first.st_ino == second.st_ino;
}

/* The log of a database that is replaced would be taken for the new one's. */
static gboolean
check_target (const char *path, const char *target, gboolean overwrite, GError **error)
{
  g_autofree char *log = g_strconcat (target, "-wal", NULL);
  GStatBuf info;

  if (is_same_file (path, target))
    {
      g_set_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_EXISTS,
                   _ ("“%s” is the data file itself; name another file"), target);
      return FALSE;
    }
  if (g_stat (log, &info) == 0)
    {
      g_set_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_EXISTS,
                   _ ("“%s” is in use by a program, or was not closed; name another file"), target);
      return FALSE;
    }
  if (!overwrite && g_lstat (target, &info) == 0)
    {
      g_set_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_EXISTS,
                   _ ("“%s” is there already and was left as it is"), target);
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_space (ChezuDatabase *db, const char *target, gint64 *bytes, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (target);
  struct statvfs system;
  gint64 n_pages;
  gint64 page_size;
  guint64 available;

  if (!chezu_database_query_int (db, "PRAGMA page_count", 0, &n_pages, error)
      || !chezu_database_query_int (db, "PRAGMA page_size", 0, &page_size, error))
    return FALSE;
  *bytes = n_pages * page_size;
  if (statvfs (folder, &system) != 0)
    return fail_with_errno (error, target);

  available = (guint64)system.f_bavail * system.f_frsize;
  if (available < (guint64)*bytes + SPARE_BYTES)
    {
      g_autofree char *needed = g_format_size ((guint64)*bytes);
      g_autofree char *there = g_format_size (available);

      g_set_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_FULL,
                   _ ("The copy needs %s, and “%s” has %s left. Free some space or choose another "
                      "disk."),
                   needed, folder, there);
      return FALSE;
    }
  return TRUE;
}

static gboolean
create_part (const char *part, GError **error)
{
  int fd;

  /* Somebody's that was killed. */
  g_unlink (part);
  fd = g_open (part, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0)
    return fail_with_errno (error, part);
  close (fd);
  return TRUE;
}

/* --- Copying ------------------------------------------------------------------------------ */

static gboolean
tell (const ChezuBackupOptions *options, sqlite3_backup *backup, GError **error)
{
  const ChezuVerifyOptions *verify = &options->verify;
  int total = sqlite3_backup_pagecount (backup);

  if (verify->progress == NULL
      || verify->progress (_ ("pages"), total - sqlite3_backup_remaining (backup), total,
                           verify->user_data))
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Copying was broken off"));
  return FALSE;
}

static gboolean
copy_pages (sqlite3 *from, sqlite3 *to, const ChezuBackupOptions *options, GError **error)
{
  sqlite3_backup *backup = sqlite3_backup_init (to, "main", from, "main");
  int result = SQLITE_OK;
  gboolean goes_on = TRUE;

  if (backup == NULL)
    {
      chezu_store_error_set (error, sqlite3_errcode (to), to);
      return FALSE;
    }

  while (goes_on && result == SQLITE_OK)
    {
      result = sqlite3_backup_step (backup, PAGES_PER_STEP);
      goes_on = result == SQLITE_OK || result == SQLITE_DONE;
      /* The handle learns of a failure at the end, when nobody knows its reason any more. */
      if (!goes_on)
        chezu_store_error_set_kept (error, result, errno, sqlite3_errstr (result));
      goes_on = goes_on && tell (options, backup, error);
    }
  result = sqlite3_backup_finish (backup);
  if (goes_on && result != SQLITE_OK)
    chezu_store_error_set (error, result, to);
  return goes_on && result == SQLITE_OK;
}

static gboolean
set_journal (sqlite3 *handle, GError **error)
{
  int result = sqlite3_exec (handle, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL);

  if (result != SQLITE_OK)
    chezu_store_error_set (error, result, handle);
  return result == SQLITE_OK;
}

static gboolean
fill_part (ChezuDatabase *db, const char *part, const ChezuBackupOptions *options, GError **error)
{
  sqlite3 *copy = NULL;
  int result = sqlite3_open_v2 (part, &copy, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
  gboolean succeeded = result == SQLITE_OK;

  if (!succeeded)
    chezu_store_error_set (error, result, copy);
  else
    {
      /* What is not whole is thrown away, so nothing needs to be safe before the end. */
      sqlite3_extended_result_codes (copy, TRUE);
      sqlite3_exec (copy,
                    "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = OFF; "
                    "PRAGMA synchronous = OFF",
                    NULL, NULL, NULL);
      succeeded = copy_pages (chezu_database_get_handle (db), copy, options, error)
                  && set_journal (copy, error);
    }
  sqlite3_close (copy);
  return succeeded;
}

/* --- After -------------------------------------------------------------------------------- */

static gboolean
sync_path (const char *path, int flags, GError **error)
{
  int fd = g_open (path, flags | O_CLOEXEC, 0);
  gboolean synced = fd >= 0 && fsync (fd) == 0;

  if (!synced)
    fail_with_errno (error, path);
  if (fd >= 0)
    close (fd);
  return synced;
}

static gboolean
give_name (const char *part, const char *target, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (target);

  if (g_rename (part, target) != 0)
    return fail_with_errno (error, target);
  return sync_path (folder, O_RDONLY | O_DIRECTORY, error);
}

static void
remove_part (const char *part)
{
  const char *const suffixes[] = { "", "-journal", "-wal", "-shm" };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *path = g_strconcat (part, suffixes[i], NULL);

      g_unlink (path);
    }
}

static gboolean
make_part (const char *path,
           const char *part,
           const ChezuBackupOptions *options,
           gint64 *bytes,
           GError **error)
{
  g_autoptr (ChezuDatabase) db = chezu_snapshot_open (path, error);

  return db != NULL && check_space (db, part, bytes, error) && create_part (part, error)
         && fill_part (db, part, options, error) && sync_path (part, O_RDWR, error);
}

/**
 * chezu_backup:
 *
 * Returns: (transfer full): what was copied, and what was found when the copy was checked
 */
ChezuBackupResult *
chezu_backup (const char *path,
              const char *target,
              const ChezuBackupOptions *options,
              GError **error)
{
  g_autofree char *part = NULL;
  g_autoptr (ChezuBackupResult) result = NULL;

  g_return_val_if_fail (path != NULL && target != NULL && options != NULL, NULL);

  if (!check_target (path, target, options->overwrite, error))
    return NULL;

  part = g_strconcat (target, ".part", NULL);
  result = g_new0 (ChezuBackupResult, 1);
  if (make_part (path, part, options, &result->bytes, error))
    result->report = chezu_verify (part, &options->verify, error);
  if (result->report != NULL
      && (chezu_verify_report_count (result->report) > 0 || give_name (part, target, error)))
    return g_steal_pointer (&result);

  remove_part (part);
  return NULL;
}
