/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Levels of detail: a quadtree over the plane that knows how many vehicles of which state are in
 * each of its cells and where their middle is, kept up to date as vehicles move and change. */

#pragma once

#include "base/chezu-vocabulary.h"

#include <glib.h>

G_BEGIN_DECLS

/* Side of a cell of level 0: 72 pixels at zoom 0. Each level halves it. */
#define CHEZU_FLEET_TREE_SIDE (72.0 / 256.0)
#define CHEZU_FLEET_TREE_LEVEL_MAX 20
/* What a hidden vehicle has instead of a state. */
#define CHEZU_FLEET_TREE_HIDDEN CHEZU_N_STATES

/* Where a vehicle is and what it counts as. */
typedef struct
{
  guint32 x; /* 2³² is four cells of level 0 */
  guint32 y;
  guint8 state; /* ChezuVehicleState, or CHEZU_FLEET_TREE_HIDDEN */
} ChezuFleetSpot;

/* What happened to a vehicle: it was at one spot and is at another. */
typedef struct
{
  guint vehicle;
  gboolean is_new; /* it was nowhere before */
  ChezuFleetSpot before;
  ChezuFleetSpot after;
} ChezuFleetMove;

/* Answers for a vehicle that is in the tree; asked when cells are divided or counted anew. */
typedef ChezuFleetSpot (*ChezuFleetSpotFunc) (gconstpointer owner, guint vehicle);

/* Of the vehicles that are not hidden. */
typedef struct
{
  guint64 sum_x; /* of their spots */
  guint64 sum_y;
  guint state[CHEZU_N_STATES];
} ChezuFleetSum;

/* A rectangle of cells of one level; both ends belong to it. */
typedef struct
{
  guint level; /* 0 … CHEZU_FLEET_TREE_LEVEL_MAX */
  gint32 left;
  gint32 top;
  gint32 right;
  gint32 bottom;
} ChezuFleetWindow;

typedef struct _ChezuFleetTree ChezuFleetTree;
typedef struct _ChezuFleetNode ChezuFleetNode;

/* What a walk meets. A cell of the window's level has at least one vehicle, hidden or not. A larger
 * cell that was never divided, because it has few vehicles, comes with all of them, also those that
 * are not in the window. */
typedef struct
{
  void (*cell) (gpointer data, guint32 column, guint32 row, const ChezuFleetNode *node);
  void (*few) (gpointer data, const guint32 *vehicles, guint n);
  /* Cells with fewer vehicles than that are passed over. */
  guint at_least;
} ChezuFleetVisitor;

ChezuFleetTree *chezu_fleet_tree_new (ChezuFleetSpotFunc spot_of, gconstpointer owner);
void chezu_fleet_tree_free (ChezuFleetTree *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuFleetTree, chezu_fleet_tree_free)

void chezu_fleet_tree_build (ChezuFleetTree *self, const guint32 *vehicles, guint n);
void chezu_fleet_tree_move (ChezuFleetTree *self, const ChezuFleetMove *moves, guint n);
void chezu_fleet_tree_change_state (ChezuFleetTree *self,
                                    const ChezuFleetSpot *before,
                                    const ChezuFleetSpot *after);
void chezu_fleet_tree_recount (ChezuFleetTree *self);

void chezu_fleet_tree_walk (const ChezuFleetTree *self,
                            const ChezuFleetWindow *window,
                            const ChezuFleetVisitor *visitor,
                            gpointer data);
void chezu_fleet_tree_get_sum (const ChezuFleetTree *self,
                               const ChezuFleetNode *node,
                               ChezuFleetSum *sum);
void
chezu_fleet_tree_collect (const ChezuFleetTree *self, const ChezuFleetNode *node, GArray *vehicles);
void chezu_fleet_tree_collect_shown (const ChezuFleetTree *self,
                                     const ChezuFleetNode *node,
                                     GArray *vehicles);
void chezu_fleet_tree_collect_window (const ChezuFleetTree *self,
                                      const ChezuFleetWindow *window,
                                      GArray *vehicles);
guint chezu_fleet_tree_count_window (const ChezuFleetTree *self, const ChezuFleetWindow *window);
guint chezu_fleet_tree_find_any (const ChezuFleetTree *self,
                                 const ChezuFleetNode *node,
                                 gboolean (*accepts) (gconstpointer owner, guint vehicle));

/* For searches that choose their own way. */
const ChezuFleetNode *chezu_fleet_tree_get_root (const ChezuFleetTree *self);
guint chezu_fleet_node_get_n (const ChezuFleetNode *self);
const ChezuFleetNode *
chezu_fleet_tree_get_child (const ChezuFleetTree *self, const ChezuFleetNode *node, guint which);

gsize chezu_fleet_tree_get_bytes (const ChezuFleetTree *self);

static inline guint32
chezu_fleet_tree_quantize (double coordinate)
{
  double scaled = coordinate * (0x1p30 / CHEZU_FLEET_TREE_SIDE);

  if (!(scaled > 0.0))
    return 0;
  return scaled < 0x1p32 ? (guint32)scaled : G_MAXUINT32;
}

static inline double
chezu_fleet_tree_dequantize (double quantum)
{
  return quantum * (CHEZU_FLEET_TREE_SIDE / 0x1p30);
}

/* Column or row of a cell. */
static inline guint32
chezu_fleet_tree_cell_of (guint32 quantum, guint level)
{
  return quantum >> (30 - level);
}

static inline double
chezu_fleet_tree_side (guint level)
{
  return CHEZU_FLEET_TREE_SIDE / (double)(1u << level);
}

static inline guint
chezu_fleet_sum_count (const ChezuFleetSum *self)
{
  guint n = 0;

  for (guint s = 0; s < CHEZU_N_STATES; s++)
    n += self->state[s];
  return n;
}

G_END_DECLS
