/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "geo/chezu-track-file.h"

#include "base/chezu-vocabulary.h"
#include "geo/chezu-track-csv.h"
#include "geo/chezu-track-features.h"

#include <cpl_vsi.h>
#include <glib/gi18n-lib.h>
#include <string.h>

/* A table says km/h unless it says otherwise. */
#define PLAIN_SPEED_CM_S (100000.0 / 3600.0)

struct _ChezuTrackFile
{
  char *name;         /* of the file, without its ending: what a track is called that has no name */
  ChezuTrackCsv *csv; /* one of the two */
  ChezuTrackFeatures *features;
  ChezuTrackColumns columns; /* of csv */
  char *memory;              /* GDAL's name of a file in memory, or NULL */
  GBytes *bytes;             /* what it consists of */
  GString *text;
};

void
chezu_track_file_free (ChezuTrackFile *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->csv, chezu_track_csv_free);
  g_clear_pointer (&self->features, chezu_track_features_free);
  if (self->memory != NULL)
    VSIUnlink (self->memory);
  g_free (self->memory);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_string_free (self->text, TRUE);
  g_free (self->name);
  g_free (self);
}

static gboolean
is_table (const char *name)
{
  static const char *const endings[] = { ".csv", ".tsv", ".txt" };
  g_autofree char *small = g_ascii_strdown (name, -1);

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (small, endings[i]))
      return TRUE;
  return FALSE;
}

static ChezuTrackFile *
file_new (const char *base)
{
  ChezuTrackFile *self = g_new0 (ChezuTrackFile, 1);
  const char *dot = strrchr (base, '.');

  self->name = dot != NULL && dot > base ? g_strndup (base, (gsize)(dot - base)) : g_strdup (base);
  self->text = g_string_new (NULL);
  return self;
}

static gboolean
open_table (ChezuTrackFile *self,
            GInputStream *stream,
            const char *base,
            const char *columns,
            GError **error)
{
  const char *const *names;
  guint n_names;

  self->csv = chezu_track_csv_new (stream, base, error);
  if (self->csv == NULL)
    return FALSE;
  names = chezu_track_csv_get_names (self->csv, &n_names);
  return chezu_track_columns_find (&self->columns, names, n_names, columns, FALSE, PLAIN_SPEED_CM_S,
                                   base, error);
}

ChezuTrackFile *
chezu_track_file_open (const char *path, const char *columns, GError **error)
{
  g_autofree char *base = g_path_get_basename (path);
  g_autoptr (ChezuTrackFile) self = file_new (base);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = NULL;
  g_autoptr (GError) cause = NULL;

  /* GDAL would take other things for names, such as addresses; a pipe would never end. */
  if (!g_path_is_absolute (path) || !g_file_test (path, G_FILE_TEST_IS_REGULAR))
    {
      g_set_error (error, CHEZU_TRACK_FILE_ERROR, CHEZU_TRACK_FILE_ERROR_OPEN,
                   _ ("There is no file “%s”"), path);
      return NULL;
    }
  stream = g_file_read (file, NULL, &cause);
  if (stream == NULL)
    {
      g_set_error (error, CHEZU_TRACK_FILE_ERROR, CHEZU_TRACK_FILE_ERROR_OPEN,
                   _ ("“%s” cannot be read: %s"), base, cause->message);
      return NULL;
    }

  if (is_table (base))
    {
      if (!open_table (self, G_INPUT_STREAM (stream), base, columns, error))
        return NULL;
    }
  else
    {
      self->features = chezu_track_features_open (path, base, columns, error);
      if (self->features == NULL)
        return NULL;
    }
  return g_steal_pointer (&self);
}

ChezuTrackFile *
chezu_track_file_open_bytes (GBytes *bytes, const char *name, const char *columns, GError **error)
{
  g_autoptr (ChezuTrackFile) self = file_new (name);
  gsize size;
  gconstpointer data = g_bytes_get_data (bytes, &size);
  VSILFILE *file;

  if (is_table (name))
    {
      g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (bytes);

      return open_table (self, stream, name, columns, error) ? g_steal_pointer (&self) : NULL;
    }

  self->bytes = g_bytes_ref (bytes);
  self->memory = g_strdup_printf ("/vsimem/chezu-%p/%s", (gpointer)self, name);
  file = VSIFileFromMemBuffer (self->memory, (GByte *)data, size, FALSE);
  if (file != NULL)
    VSIFCloseL (file);
  self->features = chezu_track_features_open (self->memory, name, columns, error);
  return self->features != NULL ? g_steal_pointer (&self) : NULL;
}

/* --- Records --------------------------------------------------------------------------------- */

static const char *
find_vehicle (const ChezuTrackColumns *columns, const char *const *cells, guint n_cells)
{
  int index = columns->index[CHEZU_TRACK_VEHICLE];

  if (index < 0 || (guint)index >= n_cells || cells[index] == NULL || *cells[index] == '\0')
    return NULL;
  return cells[index];
}

static gboolean
next_of_table (ChezuTrackFile *self, ChezuTrackRecord *record, GError **error)
{
  const char *const *cells;
  guint n_cells;

  if (!chezu_track_csv_next (self->csv, &cells, &n_cells, error))
    return FALSE;
  record->row = chezu_track_csv_get_line (self->csv);
  record->text = chezu_track_csv_get_text (self->csv, &record->length);
  record->vehicle = find_vehicle (&self->columns, cells, n_cells);
  record->refused = !chezu_track_columns_read (&self->columns, cells, n_cells, 0, 0, &record->fix,
                                               &record->reason);
  return TRUE;
}

/* What stands in a feature, for whoever wants to know why it was refused. */
static void
describe (ChezuTrackFile *self, const ChezuTrackPoint *point)
{
  g_string_truncate (self->text, 0);
  if (point->has_place)
    g_string_append_printf (self->text, "%.7f,%.7f", point->lon, point->lat);
  for (guint i = 0; i < point->n_cells && self->text->len < 1000; i++)
    if (point->cells[i] != NULL && *point->cells[i] != '\0')
      g_string_append_printf (self->text, "%s%.200s", self->text->len > 0 ? "," : "",
                              point->cells[i]);
}

static gboolean
next_of_features (ChezuTrackFile *self, ChezuTrackRecord *record, GError **error)
{
  const ChezuTrackColumns *columns;
  ChezuTrackPoint point;
  double nowhere = 1000;

  if (!chezu_track_features_next (self->features, &point, error))
    return FALSE;
  columns = chezu_track_features_get_columns (self->features);
  record->row = point.number;
  record->vehicle
      = point.track != NULL ? point.track : find_vehicle (columns, point.cells, point.n_cells);
  record->refused = !chezu_track_columns_read (
      columns, point.cells, point.n_cells, point.has_place ? point.lon : nowhere,
      point.has_place ? point.lat : nowhere, &record->fix, &record->reason);
  if (record->refused)
    describe (self, &point);
  record->text = self->text->str;
  record->length = record->refused ? self->text->len : 0;
  return TRUE;
}

gboolean
chezu_track_file_next (ChezuTrackFile *self, ChezuTrackRecord *record, GError **error)
{
  *record = (ChezuTrackRecord){ 0 };
  if (!(self->csv != NULL ? next_of_table (self, record, error)
                          : next_of_features (self, record, error)))
    return FALSE;
  if (record->vehicle == NULL)
    record->vehicle = self->name;
  return TRUE;
}
