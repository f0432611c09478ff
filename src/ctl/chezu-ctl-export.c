/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chezuctl export: a layer of the store as any vector format GDAL writes. */

#include "ctl/chezu-ctl.h"
#include "geo/chezu-export.h"

#include <glib/gi18n-lib.h>

ChezuExit
chezu_ctl_export (ChezuCtl *ctl, int argc, char **argv)
{
  g_autofree char *layer = NULL;
  g_autofree char *format = NULL;
  const GOptionEntry entries[]
      = { { "layer", 0, 0, G_OPTION_ARG_STRING, &layer,
            N_ ("Which layer: vehicle, place, region or alarm"), N_ ("NAME") },
          { "format", 0, 0, G_OPTION_ARG_STRING, &format,
            N_ ("GDAL's name of the format (default: by the file's ending)"), N_ ("NAME") },
          G_OPTION_ENTRY_NULL };
  g_autoptr (ChezuStore) store = NULL;
  g_autoptr (GError) error = NULL;

  if (!chezu_ctl_parse (_ ("OUT"),
                        _ ("Writes one layer of the store to a file: GeoJSON, GeoPackage, "
                           "Shapefile, CSV, KML, …"),
                        entries, &argc, &argv))
    return CHEZU_EXIT_USAGE;
  if (layer == NULL)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE,
                           _ ("--layer is missing: vehicle, place, region or alarm"));
  if (argc != 2)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("Name one file to write"));

  /* Opening migrates an older store first, so that its layers are what this version documents. */
  store = chezu_ctl_open_store (ctl);
  if (store == NULL)
    return CHEZU_EXIT_STORE;

  if (!chezu_export_layer (ctl->store_path, layer, argv[1], format, &error))
    return chezu_ctl_fail (CHEZU_EXIT_FAILED, "%s", error->message);
  return CHEZU_EXIT_OK;
}
