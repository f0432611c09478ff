/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SQLite sorts beyond memory, which is all that this needs of it. The file has no name from the
 * first moment on, so that nothing is left behind. */

#include "geo/chezu-track-index.h"

#include "base/chezu-text.h"
#include "base/chezu-vocabulary.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <inttypes.h>
#include <sqlite3.h>
#include <unistd.h>

/* So many refused rows are told one by one. */
#define REFUSALS_MAX 10000
#define REFUSAL_TEXT_MAX 1000
#define VEHICLES_MAX 1000000
/* Between two looks at the cancellable. */
#define STRIDE 4096

#define COLUMNS                                                                                    \
  "time_ms, vehicle, lon_e7, lat_e7, speed_cm_s, course_cdeg, odometer_m, altitude_m, flags"

struct _ChezuTrackIndex
{
  char *name;
  sqlite3 *db;
  sqlite3_stmt *insert;
  sqlite3_stmt *all;
  sqlite3_stmt *period;
  sqlite3_stmt *latest;

  GPtrArray *vehicles; /* names */
  GHashTable *numbers; /* of a name, plus 1 */
  GPtrArray *refusals;
  guint64 n_refused;
  guint64 n_fixes;
  gint64 first_ms;
  gint64 last_ms;
  gboolean ascending; /* the file is sorted already */
  gint64 before_ms;
  gboolean has_row; /* all stands on one */
  gboolean ended;
};

static void
refusal_free (gpointer data)
{
  ChezuTrackRefusal *refusal = data;

  g_free (refusal->text);
  g_free (refusal);
}

void
chezu_track_index_free (ChezuTrackIndex *self)
{
  if (self == NULL)
    return;
  sqlite3_finalize (self->insert);
  sqlite3_finalize (self->all);
  sqlite3_finalize (self->period);
  sqlite3_finalize (self->latest);
  sqlite3_close (self->db);
  g_ptr_array_unref (self->vehicles);
  g_hash_table_unref (self->numbers);
  g_ptr_array_unref (self->refusals);
  g_free (self->name);
  g_free (self);
}

/* --- The scratch database ----------------------------------------------------------------------
 */

static gboolean
fail (ChezuTrackIndex *self, GError **error)
{
  g_set_error (error, CHEZU_TRACK_FILE_ERROR, CHEZU_TRACK_FILE_ERROR_OPEN,
               _ ("“%s” cannot be sorted by time: %s"), self->name, sqlite3_errmsg (self->db));
  return FALSE;
}

static gboolean
execute (ChezuTrackIndex *self, const char *script, GError **error)
{
  return sqlite3_exec (self->db, script, NULL, NULL, NULL) == SQLITE_OK || fail (self, error);
}

static gboolean
prepare (ChezuTrackIndex *self, const char *sql, sqlite3_stmt **statement, GError **error)
{
  return sqlite3_prepare_v2 (self->db, sql, -1, statement, NULL) == SQLITE_OK || fail (self, error);
}

static gboolean
open_scratch (ChezuTrackIndex *self, const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "chezu-replay-XXXXXX", NULL);
  int fd;

  g_mkdir_with_parents (folder, 0700);
  fd = g_mkstemp (path);
  if (fd < 0 || sqlite3_open (path, &self->db) != SQLITE_OK)
    {
      g_set_error (error, CHEZU_TRACK_FILE_ERROR, CHEZU_TRACK_FILE_ERROR_OPEN,
                   _ ("Nothing can be written in “%s”, which is needed to sort “%s”"), folder,
                   self->name);
      if (fd >= 0)
        close (fd);
      g_unlink (path);
      return FALSE;
    }

  close (fd);
  if (execute (self,
               "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = OFF; "
               "PRAGMA synchronous = OFF; PRAGMA temp_store = FILE; PRAGMA cache_size = -8000; "
               "CREATE TABLE raw (" COLUMNS "); BEGIN",
               error)
      && prepare (self, "INSERT INTO raw VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                  &self->insert, error))
    {
      g_unlink (path);
      return TRUE;
    }
  g_unlink (path);
  return FALSE;
}

static gboolean
sort (ChezuTrackIndex *self, GError **error)
{
  const char *script = self->ascending
                           ? "COMMIT; ALTER TABLE raw RENAME TO fix"
                           : "CREATE TABLE fix AS SELECT * FROM raw ORDER BY time_ms, rowid; "
                             "DROP TABLE raw; COMMIT";

  sqlite3_finalize (g_steal_pointer (&self->insert));
  return execute (self, script, error)
         && execute (self, "CREATE INDEX fix_vehicle ON fix (vehicle, time_ms)", error)
         && prepare (self, "SELECT " COLUMNS " FROM fix ORDER BY rowid", &self->all, error)
         && prepare (self,
                     "SELECT " COLUMNS " FROM fix WHERE vehicle = ?1 AND time_ms BETWEEN ?2 AND ?3 "
                     "ORDER BY time_ms, rowid LIMIT ?4",
                     &self->period, error)
         && prepare (self,
                     "SELECT " COLUMNS " FROM fix WHERE vehicle = ?1 AND time_ms <= ?2 "
                     "ORDER BY time_ms DESC, rowid DESC LIMIT 1",
                     &self->latest, error);
}

/* --- Reading the file --------------------------------------------------------------------------
 */

static gboolean
number_vehicle (ChezuTrackIndex *self, const char *name, guint *vehicle, GError **error)
{
  g_autofree char *clean = chezu_text_clean (name, -1, CHEZU_NAME_MAX);
  const char *key = clean != NULL ? clean : self->name;
  gpointer found = g_hash_table_lookup (self->numbers, key);

  if (found == NULL)
    {
      if (self->vehicles->len == VEHICLES_MAX)
        {
          g_set_error (error, CHEZU_TRACK_FILE_ERROR, CHEZU_TRACK_FILE_ERROR_FORMAT,
                       _ ("“%s” names more than a million vehicles; the wrong column was taken for "
                          "their names"),
                       self->name);
          return FALSE;
        }
      g_ptr_array_add (self->vehicles, g_strdup (key));
      found = GUINT_TO_POINTER (self->vehicles->len);
      g_hash_table_insert (self->numbers, self->vehicles->pdata[self->vehicles->len - 1], found);
    }
  *vehicle = GPOINTER_TO_UINT (found) - 1;
  return TRUE;
}

static gboolean
insert (ChezuTrackIndex *self, guint vehicle, const ChezuFix *fix, GError **error)
{
  const gint64 values[]
      = { fix->time_ms,     vehicle,         fix->lon_e7,     fix->lat_e7, fix->speed_cm_s,
          fix->course_cdeg, fix->odometer_m, fix->altitude_m, fix->flags };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    sqlite3_bind_int64 (self->insert, (int)i + 1, values[i]);
  if (sqlite3_step (self->insert) != SQLITE_DONE)
    return fail (self, error);
  sqlite3_reset (self->insert);
  return TRUE;
}

static gboolean
take (ChezuTrackIndex *self, const ChezuTrackRecord *record, GError **error)
{
  const ChezuFix *fix = &record->fix;
  guint vehicle;

  if (!number_vehicle (self, record->vehicle, &vehicle, error)
      || !insert (self, vehicle, fix, error))
    return FALSE;

  self->ascending &= self->n_fixes == 0 || fix->time_ms >= self->before_ms;
  self->before_ms = fix->time_ms;
  self->first_ms = self->n_fixes == 0 ? fix->time_ms : MIN (self->first_ms, fix->time_ms);
  self->last_ms = self->n_fixes == 0 ? fix->time_ms : MAX (self->last_ms, fix->time_ms);
  self->n_fixes++;
  return TRUE;
}

static void
refuse (ChezuTrackIndex *self, const ChezuTrackRecord *record)
{
  g_autofree char *clean = chezu_text_clean (record->vehicle, -1, CHEZU_NAME_MAX);
  ChezuTrackRefusal *refusal;

  self->n_refused++;
  if (self->refusals->len == REFUSALS_MAX)
    return;
  refusal = g_new0 (ChezuTrackRefusal, 1);
  refusal->row = record->row;
  refusal->reason = record->reason;
  refusal->time_ms
      = record->reason == CHEZU_REFUSAL_COORDINATES || record->reason == CHEZU_REFUSAL_SPEED
            ? record->fix.time_ms
            : 0;
  refusal->vehicle
      = clean == NULL ? -1 : (int)GPOINTER_TO_UINT (g_hash_table_lookup (self->numbers, clean)) - 1;
  refusal->text = g_utf8_make_valid (record->text, (gssize)MIN (record->length, REFUSAL_TEXT_MAX));
  g_ptr_array_add (self->refusals, refusal);
}

static gboolean
read_all (ChezuTrackIndex *self, ChezuTrackFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) cause = NULL;
  ChezuTrackRecord record;
  guint64 n = 0;

  while (chezu_track_file_next (file, &record, &cause))
    {
      if (n++ % STRIDE == 0 && g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (record.refused)
        refuse (self, &record);
      else if (!take (self, &record, error))
        return FALSE;
    }
  if (cause != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&cause));
      return FALSE;
    }
  if (self->n_fixes > 0)
    return TRUE;

  if (self->n_refused == 0)
    g_set_error (error, CHEZU_TRACK_FILE_ERROR, CHEZU_TRACK_FILE_ERROR_FORMAT,
                 _ ("“%s” has no rows"), self->name);
  else
    {
      const ChezuTrackRefusal *first = self->refusals->pdata[0];

      g_set_error (error, CHEZU_TRACK_FILE_ERROR, CHEZU_TRACK_FILE_ERROR_FORMAT,
                   _ ("No row of “%s” can be used. Row %" PRIu64 ": %s"), self->name, first->row,
                   chezu_refusal_name (first->reason));
    }
  return FALSE;
}

ChezuTrackIndex *
chezu_track_index_build (const char *path,
                         const char *columns,
                         const char *folder,
                         GCancellable *cancellable,
                         GError **error)
{
  g_autoptr (ChezuTrackFile) file = chezu_track_file_open (path, columns, error);
  g_autoptr (ChezuTrackIndex) self = NULL;

  if (file == NULL)
    return NULL;

  self = g_new0 (ChezuTrackIndex, 1);
  self->name = g_path_get_basename (path);
  self->ascending = TRUE;
  self->vehicles = g_ptr_array_new_with_free_func (g_free);
  self->numbers = g_hash_table_new (g_str_hash, g_str_equal);
  self->refusals = g_ptr_array_new_with_free_func (refusal_free);
  if (!open_scratch (self, folder, error) || !read_all (self, file, cancellable, error)
      || !sort (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

/* --- What it holds -----------------------------------------------------------------------------
 */

guint
chezu_track_index_get_n_vehicles (ChezuTrackIndex *self)
{
  return self->vehicles->len;
}

const char *
chezu_track_index_get_vehicle (ChezuTrackIndex *self, guint vehicle)
{
  return self->vehicles->pdata[vehicle];
}

guint64
chezu_track_index_get_n_fixes (ChezuTrackIndex *self)
{
  return self->n_fixes;
}

gint64
chezu_track_index_get_first_ms (ChezuTrackIndex *self)
{
  return self->first_ms;
}

gint64
chezu_track_index_get_last_ms (ChezuTrackIndex *self)
{
  return self->last_ms;
}

guint64
chezu_track_index_get_n_refused (ChezuTrackIndex *self)
{
  return self->n_refused;
}

const GPtrArray *
chezu_track_index_get_refusals (ChezuTrackIndex *self)
{
  return self->refusals;
}

/* --- Fixes -------------------------------------------------------------------------------------
 */

static ChezuFix
read_fix (sqlite3_stmt *statement)
{
  return (ChezuFix){
    .time_ms = sqlite3_column_int64 (statement, 0),
    .lon_e7 = sqlite3_column_int (statement, 2),
    .lat_e7 = sqlite3_column_int (statement, 3),
    .speed_cm_s = sqlite3_column_int (statement, 4),
    .course_cdeg = sqlite3_column_int (statement, 5),
    .odometer_m = sqlite3_column_int64 (statement, 6),
    .altitude_m = (gint16)sqlite3_column_int (statement, 7),
    .flags = (guint16)sqlite3_column_int (statement, 8),
  };
}

gboolean
chezu_track_index_peek (ChezuTrackIndex *self, guint *vehicle, ChezuFix *fix, GError **error)
{
  if (!self->has_row && !self->ended)
    {
      int result = sqlite3_step (self->all);

      if (result != SQLITE_ROW && result != SQLITE_DONE)
        return fail (self, error);
      self->has_row = result == SQLITE_ROW;
      self->ended = result == SQLITE_DONE;
    }
  if (self->ended)
    return FALSE;

  *vehicle = (guint)sqlite3_column_int64 (self->all, 1);
  *fix = read_fix (self->all);
  return TRUE;
}

void
chezu_track_index_advance (ChezuTrackIndex *self)
{
  self->has_row = FALSE;
}

gboolean
chezu_track_index_collect (ChezuTrackIndex *self,
                           guint vehicle,
                           gint64 from_ms,
                           gint64 to_ms,
                           guint max,
                           GArray *fixes,
                           GError **error)
{
  int result;

  sqlite3_bind_int64 (self->period, 1, vehicle);
  sqlite3_bind_int64 (self->period, 2, from_ms);
  sqlite3_bind_int64 (self->period, 3, to_ms);
  sqlite3_bind_int64 (self->period, 4, max);
  while ((result = sqlite3_step (self->period)) == SQLITE_ROW)
    {
      const ChezuFix fix = read_fix (self->period);

      g_array_append_val (fixes, fix);
    }
  sqlite3_reset (self->period);
  return result == SQLITE_DONE || fail (self, error);
}

gboolean
chezu_track_index_find_latest (
    ChezuTrackIndex *self, guint vehicle, gint64 until_ms, ChezuFix *fix, GError **error)
{
  int result;

  sqlite3_bind_int64 (self->latest, 1, vehicle);
  sqlite3_bind_int64 (self->latest, 2, until_ms);
  result = sqlite3_step (self->latest);
  if (result == SQLITE_ROW)
    *fix = read_fix (self->latest);
  else if (result != SQLITE_DONE)
    fail (self, error);
  sqlite3_reset (self->latest);
  return result == SQLITE_ROW;
}
