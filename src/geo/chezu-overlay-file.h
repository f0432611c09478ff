/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of others as overlays: GPX, KML, GeoJSON, Shapefile, GeoPackage, FlatGeobuf, MapInfo and
 * tables with coordinates, also in a zip archive. Whatever a file holds, time and memory stay
 * bounded, nothing is fetched or run, and what was left out is told. */

#pragma once

#include "base/chezu-datum.h"
#include "store/chezu-overlay-shapes.h"
#include "store/chezu-store.h"

#include <gio/gio.h>
#include <libdex.h>

G_BEGIN_DECLS

#define CHEZU_OVERLAY_FILE_ERROR (chezu_overlay_file_error_quark ())
GQuark chezu_overlay_file_error_quark (void);

typedef enum
{
  CHEZU_OVERLAY_FILE_ERROR_OPEN,    /* no file, or one that cannot be read */
  CHEZU_OVERLAY_FILE_ERROR_FORMAT,  /* of no known format, or not what it says */
  CHEZU_OVERLAY_FILE_ERROR_REFUSED, /* it would have something fetched or run */
  CHEZU_OVERLAY_FILE_ERROR_LIMIT,   /* too large, or it takes too long */
  CHEZU_OVERLAY_FILE_ERROR_EMPTY,   /* nothing in it can be drawn */
} ChezuOverlayFileError;

/* What is taken of one file at most; 0: the usual. */
typedef struct
{
  guint max_features;
  guint max_vertices; /* lines and edges are thinned out to keep below */
  gsize max_text;     /* bytes of names and attributes */
  gint64 max_bytes;   /* of the file */
  gint64 max_unpacked;
  guint max_ms;
} ChezuOverlayLimits;

/* One layer of a file. */
typedef struct
{
  char *name; /* for people: of the file, and of the layer where there are several */
  GStrv fields;
  ChezuOverlayShapes *shapes;
} ChezuOverlayFileLayer;

/* What came of a file. */
typedef struct
{
  gatomicrefcount references;
  char *path;
  char *file; /* its name */
  ChezuDatum datum;
  GPtrArray *layers;  /* of ChezuOverlayFileLayer, at least one, none without features */
  guint n_features;   /* in all of them */
  guint n_outside;    /* left out: not on this earth */
  guint n_unreadable; /* left out: their geometry cannot be read */
  gboolean is_cut;    /* more features than are taken */
  double tolerance_m; /* by which lines were thinned out; 0: they were not */
  gboolean text_cut;  /* names and attributes of some were left out */
} ChezuOverlayImport;

#define CHEZU_TYPE_OVERLAY_IMPORT (chezu_overlay_import_get_type ())
GType chezu_overlay_import_get_type (void);
ChezuOverlayImport *chezu_overlay_import_ref (ChezuOverlayImport *self);
void chezu_overlay_import_unref (ChezuOverlayImport *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuOverlayImport, chezu_overlay_import_unref)

/* "Imported 3 layers, 1,204 features from stations.kml. 12 features skipped: outside the world." */
char *chezu_overlay_import_describe (const ChezuOverlayImport *self);

/* Reads on a thread of its own. @datum: in which the file gives its positions. @limits: (nullable).
 * Resolves to a ChezuOverlayImport (boxed); rejects with a CHEZU_OVERLAY_FILE_ERROR, whose message
 * names the file, or with G_IO_ERROR_CANCELLED. */
DexFuture *chezu_overlay_file_read (const char *path,
                                    ChezuDatum datum,
                                    const ChezuOverlayLimits *limits,
                                    GCancellable *cancellable);
/* The same, blocking. */
ChezuOverlayImport *chezu_overlay_file_read_sync (const char *path,
                                                  ChezuDatum datum,
                                                  const ChezuOverlayLimits *limits,
                                                  GCancellable *cancellable,
                                                  GError **error);

/* Puts all layers into the store, or none. Resolves to their ids (boxed, a GArray of gint64). */
DexFuture *
chezu_overlay_import_save (ChezuOverlayImport *self, ChezuStore *store, GCancellable *cancellable);

/* Endings that can be read, small, with their dot; ends with NULL. */
const char *const *chezu_overlay_file_get_endings (void);

G_END_DECLS
