/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inside of the tree, shared by the files that make it up. */

#pragma once

#include "fleet/chezu-fleet-tree.h"

G_BEGIN_DECLS

#define DEPTH_MAX (CHEZU_FLEET_TREE_LEVEL_MAX + 2)
#define BLOCK_ROOM 47
/* A divided cell with no more than that becomes a leaf again. */
#define JOIN_AT 23
#define IS_QUAD 0x80000000u

struct _ChezuFleetNode
{
  guint32 n;    /* vehicles, hidden ones too */
  guint32 link; /* of a quad, with IS_QUAD; else of a block; 0 when there is none */
};

typedef struct
{
  ChezuFleetNode child[4]; /* 2 · lower half + right half */
  ChezuFleetSum sum;
} Quad;

typedef struct
{
  guint32 next;
  guint32 vehicle[BLOCK_ROOM];
} Block;

G_STATIC_ASSERT (sizeof (Block) == 192);

/* Free elements form a list through their first member. */
typedef struct
{
  char *data;
  gsize size; /* of an element */
  guint n;    /* ever used; element 0 stays unused */
  guint allocated;
  guint free;
} Pool;

struct _ChezuFleetTree
{
  ChezuFleetSpotFunc spot_of;
  gconstpointer owner;
  ChezuFleetNode root;
  Pool quads;
  Pool blocks;
  guint n_scattered; /* vehicles that came since it was built */
  gpointer places;   /* scratch of the moves */
  gsize places_size; /* bytes */
};

static inline gpointer
pool_get (const Pool *self, guint index)
{
  return self->data + (gsize)index * self->size;
}

static inline Quad *
quad_at (const ChezuFleetTree *self, guint32 link)
{
  return pool_get (&self->quads, link & ~IS_QUAD);
}

static inline Block *
block_at (const ChezuFleetTree *self, guint32 link)
{
  return pool_get (&self->blocks, link);
}

static inline gboolean
is_quad (const ChezuFleetNode *node)
{
  return (node->link & IS_QUAD) != 0;
}

/* Of the first block; all others are full. */
static inline guint
first_block_n (const ChezuFleetNode *leaf)
{
  return leaf->n == 0 ? 0 : (leaf->n - 1) % BLOCK_ROOM + 1;
}

static inline guint
child_of (const ChezuFleetSpot *spot, guint depth)
{
  guint shift = 31 - depth;

  return ((spot->y >> shift & 1) << 1) | (spot->x >> shift & 1);
}

static inline void
sum_add (ChezuFleetSum *sum, const ChezuFleetSpot *spot)
{
  if (spot->state == CHEZU_FLEET_TREE_HIDDEN)
    return;
  sum->sum_x += spot->x;
  sum->sum_y += spot->y;
  sum->state[spot->state]++;
}

static inline void
sum_take (ChezuFleetSum *sum, const ChezuFleetSpot *spot)
{
  if (spot->state == CHEZU_FLEET_TREE_HIDDEN)
    return;
  sum->sum_x -= spot->x;
  sum->sum_y -= spot->y;
  sum->state[spot->state]--;
}

static inline void
sum_add_all (ChezuFleetSum *sum, const ChezuFleetSum *other)
{
  sum->sum_x += other->sum_x;
  sum->sum_y += other->sum_y;
  for (guint s = 0; s < CHEZU_N_STATES; s++)
    sum->state[s] += other->state[s];
}

/* Room for @n more elements, so that pointers stay good while they are taken. */
void chezu_fleet_pool_reserve (Pool *self, guint n);
guint chezu_fleet_pool_take (Pool *self);
void chezu_fleet_pool_give_back (Pool *self, guint index);

void chezu_fleet_leaf_add (ChezuFleetTree *self, ChezuFleetNode *leaf, guint vehicle);
void chezu_fleet_leaf_take (ChezuFleetTree *self, ChezuFleetNode *leaf, guint vehicle);
/* Makes a leaf of a cell with few vehicles. */
void chezu_fleet_node_join (ChezuFleetTree *self, ChezuFleetNode *node);
/* To be called after chezu_fleet_tree_reserve (), which may move @node. */
void chezu_fleet_tree_insert (ChezuFleetTree *self,
                              ChezuFleetNode *node,
                              guint depth,
                              guint vehicle,
                              const ChezuFleetSpot *spot);
/* Enough for one vehicle that divides every cell on its way down. */
void chezu_fleet_tree_reserve (ChezuFleetTree *self);

G_END_DECLS
