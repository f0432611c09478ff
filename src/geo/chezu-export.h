/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The store's layers in any vector format that GDAL writes. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define CHEZU_GEO_ERROR (chezu_geo_error_quark ())
GQuark chezu_geo_error_quark (void);

typedef enum
{
  CHEZU_GEO_ERROR_SOURCE, /* the store or its layer cannot be read */
  CHEZU_GEO_ERROR_FORMAT, /* no driver writes this */
  CHEZU_GEO_ERROR_WRITE,  /* the file could not be written */
} ChezuGeoError;

gboolean chezu_export_layer (const char *store_path,
                             const char *layer,
                             const char *out_path,
                             const char *driver,
                             GError **error);
gboolean chezu_export_vehicles (const char *store_path,
                                const gint64 *ids,
                                gsize n_ids,
                                const char *out_path,
                                const char *driver,
                                GError **error);

G_END_DECLS
