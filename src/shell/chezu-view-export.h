/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The map as a sheet: with title, time, legend, scale and attribution, as PNG, PDF or picture. */

#pragma once

#include <libdex.h>

#include "map/chezu-map-view.h"

G_BEGIN_DECLS

#define CHEZU_VIEW_EXPORT_ERROR (chezu_view_export_error_quark ())
GQuark chezu_view_export_error_quark (void);

typedef enum
{
  CHEZU_VIEW_EXPORT_ERROR_FORMAT, /* the file's ending is neither .png nor .pdf */
  CHEZU_VIEW_EXPORT_ERROR_WRITE,  /* it could not be drawn or written */
} ChezuViewExportError;

/* What the map showed at one instant; nothing on it changes any more. */
typedef struct _ChezuViewSheet ChezuViewSheet;

ChezuViewSheet *chezu_view_sheet_new (ChezuMapView *map, const char *title);
void chezu_view_sheet_free (ChezuViewSheet *self);

GdkTexture *chezu_view_sheet_render (ChezuViewSheet *self);
/* Resolves to TRUE when the whole file is written; rejects with CHEZU_VIEW_EXPORT_ERROR. */
DexFuture *chezu_view_sheet_save (ChezuViewSheet *self, GFile *file);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuViewSheet, chezu_view_sheet_free)

G_END_DECLS
