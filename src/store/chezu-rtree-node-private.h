/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Nodes of SQLite's R*Tree module with two dimensions of floats, as its table _node holds them
 * (https://sqlite.org/rtree.html, section 6): depth and number of cells of two bytes each, then
 * cells of an id of eight bytes and four floats: min x, max x, min y, max y; big endian.
 */

#pragma once

#include <glib.h>
#include <string.h>

G_BEGIN_DECLS

#define CHEZU_RTREE_ROOT 1
#define CHEZU_RTREE_NODE_HEAD 4
#define CHEZU_RTREE_CELL_SIZE 24
#define CHEZU_RTREE_CELL_BOX 8 /* where the floats begin */

typedef struct
{
  float min_x;
  float max_x;
  float min_y;
  float max_y;
} ChezuRtreeBox;

/* No more than the bytes are enough for. */
static inline guint
chezu_rtree_node_count (const guint8 *node, gsize size)
{
  guint n_cells;

  if (node == NULL || size < CHEZU_RTREE_NODE_HEAD)
    return 0;
  n_cells = (guint)node[2] << 8 | node[3];
  return MIN (n_cells, (guint)((size - CHEZU_RTREE_NODE_HEAD) / CHEZU_RTREE_CELL_SIZE));
}

static inline gint64
chezu_rtree_cell_id (const guint8 *cell)
{
  guint64 bits;

  memcpy (&bits, cell, sizeof bits);
  return (gint64)GUINT64_FROM_BE (bits);
}

static inline float
chezu_rtree_read_float (const guint8 *at)
{
  guint32 bits;
  float value;

  memcpy (&bits, at, sizeof bits);
  bits = GUINT32_FROM_BE (bits);
  memcpy (&value, &bits, sizeof value);
  return value;
}

static inline void
chezu_rtree_write_float (guint8 *at, float value)
{
  guint32 bits;

  memcpy (&bits, &value, sizeof bits);
  bits = GUINT32_TO_BE (bits);
  memcpy (at, &bits, sizeof bits);
}

static inline ChezuRtreeBox
chezu_rtree_cell_box (const guint8 *cell)
{
  const guint8 *at = cell + CHEZU_RTREE_CELL_BOX;

  return (ChezuRtreeBox){ chezu_rtree_read_float (at), chezu_rtree_read_float (at + 4),
                          chezu_rtree_read_float (at + 8), chezu_rtree_read_float (at + 12) };
}

G_END_DECLS
