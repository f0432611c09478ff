/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A GeoPackage is a database, and a database can hold programs. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether reading the tables of the file runs nothing but the reading: no views, no computed
 * columns, no tables that are programs. @file: what errors call it. Fails with
 * CHEZU_OVERLAY_FILE_ERROR_REFUSED or _FORMAT. */
gboolean chezu_overlay_geopackage_check (const char *path, const char *file, GError **error);

G_END_DECLS
