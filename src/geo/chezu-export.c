/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GDAL writes into a folder of its own beside the wanted file; only what is complete takes its
 * place. */

#include "geo/chezu-export.h"

#include <cpl_conv.h>
#include <cpl_error.h>
#include <cpl_string.h>
#include <gdal.h>
#include <gdal_utils.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <ogr_api.h>

G_DEFINE_QUARK (chezu-geo-error-quark, chezu_geo_error)

/* --- The store --- */

static char *
list_layers (GDALDatasetH store)
{
  GString *names = g_string_new (NULL);

  for (int i = 0; i < GDALDatasetGetLayerCount (store); i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "",
                            OGR_L_GetName (GDALDatasetGetLayer (store, i)));
  return g_string_free_and_steal (names);
}

static GDALDatasetH
open_store (const char *path, const char *layer, GError **error)
{
  static const char *const drivers[] = { "GPKG", NULL };
  g_autofree char *names = NULL;
  GDALDatasetH store = NULL;

  /* GDAL would take other things for names, such as addresses. */
  if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
    store = GDALOpenEx (path, GDAL_OF_VECTOR | GDAL_OF_READONLY, drivers, NULL, NULL);
  if (store == NULL)
    {
      g_set_error (error, CHEZU_GEO_ERROR, CHEZU_GEO_ERROR_SOURCE,
                   _ ("“%s” is no data file of Chezu"), path);
      return NULL;
    }
  if (GDALDatasetGetLayerByName (store, layer) != NULL)
    return store;

  names = list_layers (store);
  g_set_error (error, CHEZU_GEO_ERROR, CHEZU_GEO_ERROR_SOURCE,
               _ ("There is no layer “%s”; there are: %s"), layer, names);
  GDALClose (store);
  return NULL;
}

/* --- The format --- */

static gboolean
can_write_vectors (GDALDriverH driver)
{
  return GDALGetMetadataItem (driver, GDAL_DCAP_VECTOR, NULL) != NULL
         && (GDALGetMetadataItem (driver, GDAL_DCAP_CREATE, NULL) != NULL
             || GDALGetMetadataItem (driver, GDAL_DCAP_CREATECOPY, NULL) != NULL);
}

static GDALDriverH
find_driver (const char *name, const char *out_path, GError **error)
{
  GDALDriverH driver = NULL;
  g_autofree char *base = g_path_get_basename (out_path);

  if (name != NULL)
    driver = GDALGetDriverByName (name);
  else
    {
      char **names = GDALGetOutputDriversForDatasetName (base, GDAL_OF_VECTOR, TRUE, FALSE);

      if (names != NULL && names[0] != NULL)
        driver = GDALGetDriverByName (names[0]);
      CSLDestroy (names);
    }
  if (driver != NULL && can_write_vectors (driver))
    return driver;

  if (name != NULL)
    g_set_error (error, CHEZU_GEO_ERROR, CHEZU_GEO_ERROR_FORMAT,
                 _ ("GDAL writes no vector format “%s”; “ogrinfo --formats” lists them"), name);
  else
    g_set_error (error, CHEZU_GEO_ERROR, CHEZU_GEO_ERROR_FORMAT,
                 _ ("The ending of “%s” tells no format; name one, or use .geojson, .gpkg, .shp, "
                    ".csv, .kml or .gpx"),
                 base);
  return NULL;
}

/* What makes each format's files useful to others. */
static void
add_format_options (GPtrArray *options, const char *driver, OGRwkbGeometryType type)
{
  static const struct
  {
    const char *driver, *flag, *option;
  } table[] = {
    { "GeoJSON", "-lco", "RFC7946=YES" },
    { "ESRI Shapefile", "-lco", "ENCODING=UTF-8" },
    { "GPX", "-dsco", "GPX_USE_EXTENSIONS=YES" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (g_str_equal (driver, table[i].driver))
      {
        g_ptr_array_add (options, (char *)table[i].flag);
        g_ptr_array_add (options, (char *)table[i].option);
      }
  if (g_str_equal (driver, "CSV"))
    {
      g_ptr_array_add (options, (char *)"-lco");
      g_ptr_array_add (
          options, (char *)(wkbFlatten (type) == wkbPoint ? "GEOMETRY=AS_XY" : "GEOMETRY=AS_WKT"));
    }
}

/* --- Writing --- */

/* What GDAL says while it works: the first failure is the reason, later ones are its echo. */
static void CPL_STDCALL
note_failure (CPLErr severity, CPLErrorNum number, const char *message)
{
  char **reason = CPLGetErrorHandlerUserData ();

  if (severity >= CE_Failure && *reason == NULL)
    *reason = g_strdup (message);
}

static gboolean
translate (
    GDALDatasetH store, const char *layer, const char *where, GDALDriverH driver, const char *path)
{
  g_autoptr (GPtrArray) options = g_ptr_array_new ();
  OGRwkbGeometryType type = OGR_L_GetGeomType (GDALDatasetGetLayerByName (store, layer));
  GDALVectorTranslateOptions *parsed;
  GDALDatasetH written;
  int failed = FALSE;

  g_ptr_array_add (options, (char *)"-f");
  g_ptr_array_add (options, (char *)GDALGetDriverShortName (driver));
  add_format_options (options, GDALGetDriverShortName (driver), type);
  if (where != NULL)
    {
      g_ptr_array_add (options, (char *)"-where");
      g_ptr_array_add (options, (char *)where);
    }
  g_ptr_array_add (options, (char *)layer);
  g_ptr_array_add (options, NULL);

  parsed = GDALVectorTranslateOptionsNew ((char **)options->pdata, NULL);
  if (parsed == NULL)
    return FALSE;
  written = GDALVectorTranslate (path, NULL, 1, &store, parsed, &failed);
  GDALVectorTranslateOptionsFree (parsed);
  /* Some formats are only written when they are closed. */
  if (written != NULL && GDALClose (written) != CE_None)
    failed = TRUE;
  return written != NULL && !failed;
}

static gboolean
fail_to_write (const char *out_path, const char *reason, GError **error)
{
  g_set_error (error, CHEZU_GEO_ERROR, CHEZU_GEO_ERROR_WRITE, _ ("“%s” could not be written: %s"),
               out_path, reason);
  return FALSE;
}

/* A format may make several files, or a folder. */
static gboolean
move_into_place (const char *from, const char *to, const char *out_path, GError **error)
{
  g_autoptr (GDir) folder = g_dir_open (from, 0, error);
  const char *name;

  if (folder == NULL)
    return FALSE;
  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *old = g_build_filename (from, name, NULL);
      g_autofree char *new = g_build_filename (to, name, NULL);

      if (g_rename (old, new) != 0)
        return fail_to_write (out_path, g_strerror (errno), error);
    }
  return TRUE;
}

static void
remove_folder (const char *path)
{
  char **names = VSIReadDirRecursive (path);

  /* Folders come before what they hold. */
  for (int i = CSLCount (names) - 1; i >= 0; i--)
    {
      g_autofree char *inner = g_build_filename (path, names[i], NULL);

      g_remove (inner);
    }
  CSLDestroy (names);
  g_rmdir (path);
}

static gboolean
write_beside (GDALDatasetH store,
              const char *layer,
              const char *where,
              GDALDriverH driver,
              const char *out_path,
              GError **error)
{
  g_autofree char *folder = g_path_get_dirname (out_path);
  g_autofree char *base = g_path_get_basename (out_path);
  g_autofree char *beside = g_build_filename (folder, ".chezu-export-XXXXXX", NULL);
  g_autofree char *path = NULL;
  g_autofree char *reason = NULL;
  gboolean done;

  if (g_mkdtemp (beside) == NULL)
    return fail_to_write (out_path, g_strerror (errno), error);
  path = g_build_filename (beside, base, NULL);

  CPLPushErrorHandlerEx (note_failure, &reason);
  done = translate (store, layer, where, driver, path);
  CPLPopErrorHandler ();

  if (!done)
    fail_to_write (out_path, reason != NULL ? reason : _ ("the format does not take this layer"),
                   error);
  else
    done = move_into_place (beside, folder, out_path, error);
  remove_folder (beside);
  return done;
}

/* @where: (nullable): a condition of SQL */
static gboolean export (const char *store_path,
                        const char *layer,
                        const char *where,
                        const char *out_path,
                        const char *driver,
                        GError **error)
{
  GDALDriverH format;
  GDALDatasetH store;
  gboolean done;

  GDALAllRegister ();
  format = find_driver (driver, out_path, error);
  if (format == NULL)
    return FALSE;
  CPLPushErrorHandler (CPLQuietErrorHandler);
  store = open_store (store_path, layer, error);
  CPLPopErrorHandler ();
  if (store == NULL)
    return FALSE;
  done = write_beside (store, layer, where, format, out_path, error);
  GDALClose (store);
  return done;
}

/**
 * chezu_export_layer:
 * @store_path: of a store; it may be in use
 * @layer: "vehicle", "place" or "region"
 * @out_path: where to; a file of that name is replaced, but only by a complete one
 * @driver: (nullable): GDAL's name of the format; NULL takes it from the ending of @out_path
 *
 * Writes one layer of the store in any vector format that GDAL knows. Takes time.
 *
 * Returns: TRUE, or FALSE with an error of %CHEZU_GEO_ERROR
 */
gboolean
chezu_export_layer (const char *store_path,
                    const char *layer,
                    const char *out_path,
                    const char *driver,
                    GError **error)
{
  g_return_val_if_fail (store_path != NULL && layer != NULL && out_path != NULL, FALSE);

  return export (store_path, layer, NULL, out_path, driver, error);
}

/**
 * chezu_export_vehicles:
 * @ids: (array length=n_ids): the store's numbers of the vehicles that are wanted; those that it
 *   does not know are left out
 *
 * As chezu_export_layer (), some rows of the layer "vehicle".
 */
gboolean
chezu_export_vehicles (const char *store_path,
                       const gint64 *ids,
                       gsize n_ids,
                       const char *out_path,
                       const char *driver,
                       GError **error)
{
  g_autoptr (GString) where = g_string_new ("id IN (");

  g_return_val_if_fail (store_path != NULL && out_path != NULL, FALSE);
  g_return_val_if_fail (ids != NULL || n_ids == 0, FALSE);

  for (gsize i = 0; i < n_ids; i++)
    g_string_append_printf (where, "%s%" G_GINT64_FORMAT, i > 0 ? "," : "", ids[i]);
  g_string_append_c (where, ')');
  return export (store_path, "vehicle", where->str, out_path, driver, error);
}
