/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/chezu-store-error-private.h"

#include "track/chezu-segment.h"

#include <errno.h>
#include <glib/gi18n-lib.h>

G_DEFINE_QUARK (chezu-store-error-quark, chezu_store_error)

/* A quota or a limit on the size of files is a full disk to whoever has to make room. */
static gboolean
is_out_of_space (int system_errno)
{
  return system_errno == ENOSPC || system_errno == EDQUOT || system_errno == EFBIG;
}

static gboolean
is_denied (int system_errno)
{
  return system_errno == EACCES || system_errno == EPERM || system_errno == EROFS;
}

static ChezuStoreError
classify (int result, int system_errno)
{
  switch (result & 0xff)
    {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
      return CHEZU_STORE_ERROR_BUSY;
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return CHEZU_STORE_ERROR_READ_ONLY;
    case SQLITE_CANTOPEN: /* the log beside the file */
      return is_denied (system_errno) ? CHEZU_STORE_ERROR_READ_ONLY : CHEZU_STORE_ERROR_FAILED;
    case SQLITE_INTERRUPT: /* only closing interrupts */
      return CHEZU_STORE_ERROR_CLOSED;
    case SQLITE_FULL:
      return CHEZU_STORE_ERROR_FULL;
    case SQLITE_NOTADB:
      return CHEZU_STORE_ERROR_NOT_A_STORE;
    case SQLITE_CORRUPT:
      return CHEZU_STORE_ERROR_DAMAGED;
    case SQLITE_IOERR:
      return is_out_of_space (system_errno) ? CHEZU_STORE_ERROR_FULL : CHEZU_STORE_ERROR_FAILED;
    default:
      return CHEZU_STORE_ERROR_FAILED;
    }
}

void
chezu_store_error_set_kept (GError **error, int result, int system_errno, const char *words)
{
  ChezuStoreError code = classify (result, system_errno);

  switch (code)
    {
    case CHEZU_STORE_ERROR_BUSY:
      g_set_error_literal (error, CHEZU_STORE_ERROR, code,
                           _ ("Another program keeps the data file locked; new data is not saved "
                              "until it is done. What was saved can be seen."));
      break;
    case CHEZU_STORE_ERROR_READ_ONLY:
      g_set_error_literal (error, CHEZU_STORE_ERROR, code,
                           _ ("The data file is read-only; new data is not saved"));
      break;
    case CHEZU_STORE_ERROR_FULL:
      g_set_error_literal (error, CHEZU_STORE_ERROR, code,
                           _ ("The disk is full; new data is not saved until space is freed. What "
                              "was saved before is complete."));
      break;
    case CHEZU_STORE_ERROR_NOT_A_STORE:
      g_set_error_literal (error, CHEZU_STORE_ERROR, code,
                           _ ("The file is not a data file of Chezu; it was left as it is"));
      break;
    case CHEZU_STORE_ERROR_DAMAGED:
      g_set_error (error, CHEZU_STORE_ERROR, code,
                   _ ("A part of the data file is damaged and cannot be read (%s). The rest can "
                      "still be used; restore a copy to get the part back."),
                   words);
      break;
    case CHEZU_STORE_ERROR_CLOSED:
      g_set_error_literal (error, CHEZU_STORE_ERROR, code,
                           _ ("The data file was closed before this was read"));
      break;
    case CHEZU_STORE_ERROR_FAILED:
    case CHEZU_STORE_ERROR_NEWER:
    case CHEZU_STORE_ERROR_NOT_FOUND:
    case CHEZU_STORE_ERROR_EXISTS:
    case CHEZU_STORE_ERROR_INVALID:
    default:
      g_set_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_FAILED,
                   _ ("The data file could not be used: %s"), words);
      break;
    }
}

void
chezu_store_error_set (GError **error, int result, sqlite3 *handle)
{
  const char *words = handle != NULL ? sqlite3_errmsg (handle) : sqlite3_errstr (result);

  chezu_store_error_set_kept (error, result, handle != NULL ? sqlite3_system_errno (handle) : 0,
                              words);
}

/* @failure: (transfer full) */
void
chezu_store_error_take_track (GError **error, GError *failure, ChezuTrackReader *tracks)
{
  int system_errno;
  int result = chezu_track_reader_get_failure (tracks, &system_errno);

  if (g_error_matches (failure, CHEZU_TRACK_ERROR, CHEZU_TRACK_ERROR_DATABASE))
    chezu_store_error_set_kept (error, result, system_errno, sqlite3_errstr (result));
  else if (g_error_matches (failure, CHEZU_TRACK_ERROR, CHEZU_TRACK_ERROR_NEWER))
    g_set_error_literal (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_NEWER, failure->message);
  else
    chezu_store_error_set_kept (error, SQLITE_CORRUPT, 0, failure->message);
  g_error_free (failure);
}
