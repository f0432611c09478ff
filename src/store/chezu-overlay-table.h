/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Overlays: features from files of others, kept so that they are there when the file is gone. Each
 * is one layer of a file; their features are a GeoPackage layer of the store. */

#pragma once

#include "base/chezu-datum.h"
#include "store/chezu-overlay-shapes.h"
#include "store/chezu-store.h"

G_BEGIN_DECLS

/* Colours are counted; which they are is the palette's business. */
#define CHEZU_N_OVERLAY_COLORS 6
#define CHEZU_OVERLAY_WIDTH_MIN 1.0
#define CHEZU_OVERLAY_WIDTH_MAX 8.0

typedef struct
{
  guint color;    /* 0 … CHEZU_N_OVERLAY_COLORS - 1 */
  double width;   /* of lines and edges, pixels; points grow with it */
  double opacity; /* 0 … 1 */
  gboolean visible;
} ChezuOverlayStyle;

/* The label of an overlay: the name of each feature, an attribute, or (empty) none. */
#define CHEZU_OVERLAY_LABEL_NAME "@name"

typedef struct
{
  gint64 id;
  char *name;
  char *file; /* what it was read from; need not be there any more */
  ChezuDatum datum;
  gint64 imported_ms;
  ChezuOverlayStyle style;
  char *label;  /* CHEZU_OVERLAY_LABEL_NAME, an attribute, or "" */
  GStrv fields; /* the attributes that its features have */
  guint n_features[CHEZU_N_OVERLAY_KINDS];
  guint n_vertices;
  double bounds[4]; /* west, south, east, north, degrees */
} ChezuOverlayRow;

ChezuOverlayRow *chezu_overlay_row_copy (const ChezuOverlayRow *self);
void chezu_overlay_row_free (ChezuOverlayRow *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuOverlayRow, chezu_overlay_row_free)

/* Resolves to a GPtrArray of ChezuOverlayRow, the topmost first. */
DexFuture *chezu_overlay_table_list (ChezuStore *store);

/* Resolves to a gint64 (free with g_free) that is another one after anything about overlays
 * changed, at the cost of one small row. */
DexFuture *chezu_overlay_table_read_version (ChezuStore *store);

/* Resolves to the ChezuOverlayShapes of one overlay, its labels filled in; with
 * CHEZU_STORE_ERROR_NOT_FOUND when it is gone. */
DexFuture *chezu_overlay_table_read_shapes (ChezuStore *store, gint64 id);

/* Puts an overlay on top. Of @row name, file, datum, style, label and fields count; its name is
 * made one that no other has. In steps, so that nothing else has to wait; it shows when all of it
 * is there. Resolves to its id (dex_await_int64 ()). */
DexFuture *chezu_overlay_table_add (ChezuStore *store,
                                    const ChezuOverlayRow *row,
                                    ChezuOverlayShapes *shapes,
                                    GCancellable *cancellable);

DexFuture *chezu_overlay_table_rename (ChezuStore *store, gint64 id, const char *name);
DexFuture *
chezu_overlay_table_restyle (ChezuStore *store, gint64 id, const ChezuOverlayStyle *style);
DexFuture *chezu_overlay_table_set_label (ChezuStore *store, gint64 id, const char *label);
/* Above @other, or below all with 0. */
DexFuture *chezu_overlay_table_move (ChezuStore *store, gint64 id, gint64 other);

/* It is not listed any more; until it is purged it can be had back. */
DexFuture *chezu_overlay_table_remove (ChezuStore *store, gint64 id);
DexFuture *chezu_overlay_table_restore (ChezuStore *store, gint64 id);

/* Erases, in steps, what was removed, or begun and never finished, before @before_ms. */
DexFuture *chezu_overlay_table_purge (ChezuStore *store, gint64 before_ms);

G_END_DECLS
