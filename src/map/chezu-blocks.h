/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The screen in blocks anchored to the world: sprites are blended into them, and a block whose
 * sprites did not change keeps its render node, so that GTK redraws only what differs. */

#pragma once

#include <gtk/gtk.h>

#include "fleet/chezu-fleet.h"
#include "map/chezu-sprites.h"

G_BEGIN_DECLS

/* Side of a block in device pixels. */
#define CHEZU_BLOCK_PX 256

/* The blocks that a widget shows, in device pixels of the world. */
typedef struct
{
  double pixels; /* device pixels to the Mercator unit */
  gint64 left;
  gint64 top;
  gint64 right;
  gint64 bottom;
} ChezuBlockRange;

ChezuBlockRange chezu_block_range_of (const ChezuFleetFrame *frame, double scale);
gboolean chezu_block_range_equal (const ChezuBlockRange *a, const ChezuBlockRange *b);

double chezu_blocks_get_scale (GtkWidget *widget);
gboolean chezu_blocks_want_textures (GtkWidget *widget);
GskRenderNode *chezu_blocks_make_node (guint32 *pixels,
                                       const cairo_rectangle_int_t *bounds,
                                       double scale,
                                       gboolean as_texture);

typedef struct _ChezuBlocks ChezuBlocks;

ChezuBlocks *chezu_blocks_new (void);
void chezu_blocks_free (ChezuBlocks *self);

/* begin, add in the order of painting, finish. */
void chezu_blocks_begin (ChezuBlocks *self, const ChezuBlockRange *range);
void chezu_blocks_add (ChezuBlocks *self, const ChezuSprite *sprite, int x, int y);
gboolean chezu_blocks_finish (ChezuBlocks *self, double scale, gboolean as_textures);

void chezu_blocks_snapshot (
    ChezuBlocks *self, GtkSnapshot *snapshot, gint64 origin_x, gint64 origin_y, double scale);
void chezu_blocks_clear (ChezuBlocks *self);
guint chezu_blocks_get_n (ChezuBlocks *self);
guint chezu_blocks_get_n_rendered (ChezuBlocks *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuBlocks, chezu_blocks_free)

G_END_DECLS
