/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "geo/chezu-overlay-file.h"

#include "base/chezu-format.h"
#include "geo/chezu-overlay-csv.h"
#include "geo/chezu-overlay-features.h"
#include "geo/chezu-overlay-geopackage.h"
#include "geo/chezu-overlay-intake.h"
#include "geo/chezu-overlay-unpack.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/stat.h>

/* Of formats that GDAL has in memory as a whole. */
#define WHOLE_MAX (G_GINT64_CONSTANT (64) * 1024 * 1024)

G_DEFINE_QUARK (chezu-overlay-file-error-quark, chezu_overlay_file_error)
G_DEFINE_BOXED_TYPE (ChezuOverlayImport,
                     chezu_overlay_import,
                     chezu_overlay_import_ref,
                     chezu_overlay_import_unref)

ChezuOverlayImport *
chezu_overlay_import_ref (ChezuOverlayImport *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
chezu_overlay_import_unref (ChezuOverlayImport *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  g_ptr_array_unref (self->layers);
  g_free (self->path);
  g_free (self->file);
  g_free (self);
}

/* --- Formats --------------------------------------------------------------------------------- */

typedef enum
{
  BY_GDAL,
  BY_GDAL_WHOLE,
  AS_GEOPACKAGE,
  AS_TABLE,
  AS_ARCHIVE,
} Way;

/* GML is not among them, because GDAL writes a file beside it, and DXF has no reference system. */
static const struct
{
  const char *ending;
  Way way;
  const char *drivers[4];
} formats[] = {
  { ".gpx", BY_GDAL, { "GPX" } },
  { ".kml", BY_GDAL_WHOLE, { "LIBKML", "KML" } },
  { ".geojson", BY_GDAL, { "GeoJSON", "GeoJSONSeq", "TopoJSON" } },
  { ".json", BY_GDAL, { "GeoJSON", "GeoJSONSeq", "TopoJSON" } },
  { ".geojsonl", BY_GDAL, { "GeoJSONSeq" } },
  { ".shp", BY_GDAL, { "ESRI Shapefile" } },
  { ".gpkg", AS_GEOPACKAGE, { "GPKG" } },
  { ".fgb", BY_GDAL, { "FlatGeobuf" } },
  { ".tab", BY_GDAL, { "MapInfo File" } },
  { ".mif", BY_GDAL, { "MapInfo File" } },
  { ".csv", AS_TABLE, { NULL } },
  { ".tsv", AS_TABLE, { NULL } },
  { ".txt", AS_TABLE, { NULL } },
  { ".zip", AS_ARCHIVE, { NULL } },
  { ".kmz", AS_ARCHIVE, { NULL } },
};

const char *const *
chezu_overlay_file_get_endings (void)
{
  static const char *endings[G_N_ELEMENTS (formats) + 1];
  static gsize made = 0;

  if (g_once_init_enter (&made))
    {
      for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
        endings[i] = formats[i].ending;
      g_once_init_leave (&made, 1);
    }
  return endings;
}

static int
find_format (const char *path)
{
  g_autofree char *small = g_ascii_strdown (path, -1);

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (g_str_has_suffix (small, formats[i].ending))
      return (int)i;
  return -1;
}

/* --- Reading --------------------------------------------------------------------------------- */

static gboolean
check_size (ChezuOverlayIntake *intake, const char *path, Way way, GError **error)
{
  gint64 most = chezu_overlay_intake_get_limits (intake)->max_bytes;
  GStatBuf info;

  if (way == BY_GDAL_WHOLE)
    most = MIN (most, WHOLE_MAX);
  if (g_stat (path, &info) != 0 || !S_ISREG (info.st_mode))
    return chezu_overlay_intake_fail (error, CHEZU_OVERLAY_FILE_ERROR_OPEN,
                                      _ ("There is no file “%s”"),
                                      chezu_overlay_intake_get_file (intake));
  if (info.st_size > most)
    return chezu_overlay_intake_fail (error, CHEZU_OVERLAY_FILE_ERROR_LIMIT,
                                      _ ("“%s” is larger than what is taken of its kind"),
                                      chezu_overlay_intake_get_file (intake));
  return TRUE;
}

static gboolean
read_file (
    ChezuOverlayIntake *intake, const char *path, const char *part, int format, GError **error)
{
  Way way = formats[format].way;

  if (!check_size (intake, path, way, error))
    return FALSE;
  if (way == AS_TABLE)
    return chezu_overlay_csv_read (intake, path, part, error);
  if (way == AS_GEOPACKAGE
      && !chezu_overlay_geopackage_check (path, chezu_overlay_intake_get_file (intake), error))
    return FALSE;
  return chezu_overlay_features_read (intake, path, part, formats[format].drivers, error);
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) entries = g_dir_open (folder, 0, NULL);
  const char *name;

  while (entries != NULL && (name = g_dir_read_name (entries)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
}

static gboolean
read_members (ChezuOverlayIntake *intake, const char *path, const char *folder, GError **error)
{
  g_autoptr (GPtrArray) members = chezu_overlay_unpack (intake, path, folder, error);

  for (guint i = 0; members != NULL && i < members->len; i++)
    {
      const ChezuOverlayMember *member = members->pdata[i];

      if (!read_file (intake, member->path, members->len > 1 ? member->name : NULL,
                      find_format (member->path), error))
        return FALSE;
    }
  return members != NULL;
}

static gboolean
read_archive (ChezuOverlayIntake *intake, const char *path, GError **error)
{
  g_autofree char *folder = NULL;
  g_autoptr (GError) cause = NULL;
  gboolean read;

  if (!check_size (intake, path, AS_ARCHIVE, error))
    return FALSE;
  folder = g_dir_make_tmp ("chezu-overlay-XXXXXX", &cause);
  if (folder == NULL)
    return chezu_overlay_intake_fail (error, CHEZU_OVERLAY_FILE_ERROR_OPEN,
                                      _ ("There is no room to unpack “%s”"),
                                      chezu_overlay_intake_get_file (intake));
  read = read_members (intake, path, folder, error);
  remove_folder (folder);
  return read;
}

static gboolean
read_any (ChezuOverlayIntake *intake, const char *path, GError **error)
{
  int format = find_format (path);

  /* GDAL would take other things for names, such as addresses; a pipe would never end. */
  if (!g_path_is_absolute (path) || !g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return chezu_overlay_intake_fail (error, CHEZU_OVERLAY_FILE_ERROR_OPEN,
                                      _ ("There is no file “%s”"),
                                      chezu_overlay_intake_get_file (intake));
  if (format < 0)
    return chezu_overlay_intake_fail (
        error, CHEZU_OVERLAY_FILE_ERROR_FORMAT,
        _ ("“%s” is of no format that is read here. Chezu reads GPX, KML, GeoJSON, "
           "Shapefile, GeoPackage, FlatGeobuf, MapInfo and CSV, also zipped"),
        chezu_overlay_intake_get_file (intake));
  return formats[format].way == AS_ARCHIVE ? read_archive (intake, path, error)
                                           : read_file (intake, path, NULL, format, error);
}

/**
 * chezu_overlay_file_read_sync:
 *
 * Returns: (transfer full): what came of the file, or %NULL with @error set
 */
ChezuOverlayImport *
chezu_overlay_file_read_sync (const char *path,
                              ChezuDatum datum,
                              const ChezuOverlayLimits *limits,
                              GCancellable *cancellable,
                              GError **error)
{
  g_autoptr (ChezuOverlayIntake) intake = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  intake = chezu_overlay_intake_new (path, datum, limits, cancellable);
  if (!read_any (intake, path, error))
    return NULL;
  return chezu_overlay_intake_finish (intake, error);
}

/* --- On a thread ----------------------------------------------------------------------------- */

typedef struct
{
  char *path;
  ChezuDatum datum;
  ChezuOverlayLimits limits;
  GCancellable *cancellable; /* Owned reference, nullable */
  DexPromise *promise;
} Job;

static gpointer
read_thread (gpointer data)
{
  Job *job = data;
  GError *error = NULL;
  ChezuOverlayImport *import = chezu_overlay_file_read_sync (job->path, job->datum, &job->limits,
                                                             job->cancellable, &error);

  if (import != NULL)
    dex_promise_resolve_boxed (job->promise, CHEZU_TYPE_OVERLAY_IMPORT, import);
  else
    dex_promise_reject (job->promise, error);
  dex_unref (job->promise);
  g_clear_object (&job->cancellable);
  g_free (job->path);
  g_free (job);
  return NULL;
}

DexFuture *
chezu_overlay_file_read (const char *path,
                         ChezuDatum datum,
                         const ChezuOverlayLimits *limits,
                         GCancellable *cancellable)
{
  Job *job;
  DexPromise *promise;

  g_return_val_if_fail (path != NULL, NULL);

  promise = dex_promise_new ();
  job = g_new0 (Job, 1);
  job->path = g_strdup (path);
  job->datum = datum;
  if (limits != NULL)
    job->limits = *limits;
  g_set_object (&job->cancellable, cancellable);
  job->promise = dex_ref (promise);
  g_thread_unref (g_thread_new ("chezu-overlay", read_thread, job));

  /* Within GDAL it may take a while until the thread hears of it; whoever waits need not. */
  if (cancellable == NULL)
    return DEX_FUTURE (promise);
  return dex_future_first (DEX_FUTURE (promise), dex_cancellable_new_from_cancellable (cancellable),
                           NULL);
}

/* --- In words -------------------------------------------------------------------------------- */

static void
append (GString *text, char *sentence)
{
  g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", sentence);
  g_free (sentence);
}

/* "Imported 3 layers, 1,204 features from stations.kml." */
static char *
describe_taken (const ChezuOverlayImport *self)
{
  g_autofree char *n_features = chezu_format_count (self->n_features);
  g_autofree char *features
      /* TRANSLATORS: %s is a number */
      = g_strdup_printf (ngettext ("%s feature", "%s features", self->n_features), n_features);
  g_autofree char *layers
      = g_strdup_printf (ngettext ("%u layer", "%u layers", self->layers->len), self->layers->len);

  if (self->layers->len == 1)
    /* TRANSLATORS: "Imported 12 features from stations.kml." */
    return g_strdup_printf (_ ("Imported %s from %s."), features, self->file);
  /* TRANSLATORS: "Imported 3 layers, 1,204 features from stations.kml." */
  return g_strdup_printf (_ ("Imported %s, %s from %s."), layers, features, self->file);
}

/**
 * chezu_overlay_import_describe:
 *
 * Returns: (transfer full): what was taken, and whatever was not
 */
char *
chezu_overlay_import_describe (const ChezuOverlayImport *self)
{
  GString *text = g_string_new (NULL);
  g_autofree char *n_outside = chezu_format_count (self->n_outside);
  g_autofree char *n_unreadable = chezu_format_count (self->n_unreadable);

  append (text, describe_taken (self));
  if (self->n_outside > 0)
    append (text,
            g_strdup_printf (ngettext ("%s feature skipped: outside the world.",
                                       "%s features skipped: outside the world.", self->n_outside),
                             n_outside));
  if (self->n_unreadable > 0)
    append (text, g_strdup_printf (ngettext ("%s feature skipped: no geometry that can be read.",
                                             "%s features skipped: no geometry that can be read.",
                                             self->n_unreadable),
                                   n_unreadable));
  if (self->is_cut)
    append (text, g_strdup (_ ("There were more than are taken of one file.")));
  if (self->tolerance_m > 0)
    append (text,
            g_strdup_printf (_ ("Lines were simplified by up to %.0f m."), self->tolerance_m));
  if (self->text_cut)
    append (text, g_strdup (_ ("Names and attributes of some were left out.")));
  return g_string_free_and_steal (text);
}
