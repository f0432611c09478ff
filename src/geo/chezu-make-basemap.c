/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chezu-make-basemap TABLES WATERS.csv OUT.mbtiles REGIONS.geojson: run by the build, not
 * installed. */

#include "geo/chezu-basemap.h"

#include <cpl_conv.h>
#include <locale.h>

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;

  setlocale (LC_ALL, "");
  if (argc != 5)
    {
      g_printerr ("Usage: chezu-make-basemap TABLES WATERS.csv OUT.mbtiles REGIONS.geojson\n");
      return 2;
    }
  CPLSetConfigOption ("GDAL_NUM_THREADS", "ALL_CPUS");
  if (!chezu_basemap_make (argv[1], argv[2], argv[3], argv[4], &error))
    {
      g_printerr ("base map: %s\n", error->message);
      return 1;
    }
  return 0;
}
