/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables that the base map is made from, read by GDAL because it reads their geometry too. */

#pragma once

#include <ogr_api.h>

#include "geo/chezu-lines.h"

G_BEGIN_DECLS

typedef struct _ChezuTableRow ChezuTableRow;
typedef void (*ChezuTableFunc) (const ChezuTableRow *row, gpointer data);

gboolean
chezu_table_for_each (const char *path, ChezuTableFunc func, gpointer data, GError **error);

/* All belong to the row. Texts are "" and numbers 0 where the table has none. */
const char *chezu_table_row_get_text (const ChezuTableRow *row, const char *column);
double chezu_table_row_get_number (const ChezuTableRow *row, const char *column);
OGRGeometryH chezu_table_row_get_geometry (const ChezuTableRow *row); /* (nullable) */

ChezuLine *chezu_line_of_geometry (OGRGeometryH geometry);

G_END_DECLS
