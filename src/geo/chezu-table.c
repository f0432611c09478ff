/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table's rows, one at a time. */

#include "geo/chezu-table.h"

#include <cpl_error.h>
#include <gdal.h>
#include <gio/gio.h>

struct _ChezuTableRow
{
  OGRFeatureH feature;
};

/**
 * chezu_table_for_each:
 * @path: of a CSV file; a column "wkt" holds the geometry
 */
gboolean
chezu_table_for_each (const char *path, ChezuTableFunc func, gpointer data, GError **error)
{
  static const char *const drivers[] = { "CSV", NULL };
  static const char *const options[] = { "GEOM_POSSIBLE_NAMES=wkt", NULL };
  GDALDatasetH dataset;
  OGRFeatureH feature;

  GDALAllRegister ();
  dataset = GDALOpenEx (path, GDAL_OF_VECTOR | GDAL_OF_READONLY, drivers, options, NULL);
  if (dataset == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "The table %s could not be read: %s", path,
                   CPLGetLastErrorMsg ());
      return FALSE;
    }
  while ((feature = OGR_L_GetNextFeature (GDALDatasetGetLayer (dataset, 0))) != NULL)
    {
      const ChezuTableRow row = { feature };

      func (&row, data);
      OGR_F_Destroy (feature);
    }
  GDALClose (dataset);
  return TRUE;
}

const char *
chezu_table_row_get_text (const ChezuTableRow *row, const char *column)
{
  int index = OGR_F_GetFieldIndex (row->feature, column);

  return index < 0 ? "" : OGR_F_GetFieldAsString (row->feature, index);
}

double
chezu_table_row_get_number (const ChezuTableRow *row, const char *column)
{
  return g_ascii_strtod (chezu_table_row_get_text (row, column), NULL);
}

OGRGeometryH
chezu_table_row_get_geometry (const ChezuTableRow *row)
{
  return OGR_F_GetGeometryRef (row->feature);
}

/* Returns: (transfer full): the points of a line string */
ChezuLine *
chezu_line_of_geometry (OGRGeometryH geometry)
{
  ChezuLine *line = chezu_line_new ();

  for (int i = 0; i < OGR_G_GetPointCount (geometry); i++)
    {
      ChezuPoint point = { OGR_G_GetX (geometry, i), OGR_G_GetY (geometry, i) };

      g_array_append_val (line, point);
    }
  return line;
}
