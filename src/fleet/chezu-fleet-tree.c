/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The root is a square of 4 x 4 cells of level 0; depth = level + 2.
 *
 * A cell with few vehicles is a leaf whose vehicles stand in one block of a cache line; one with
 * more is divided into a quad: four nodes and, beside them, the sum of what is shown below. Sums
 * are of integers, so that adding and taking away for a year leaves no error. A cell of the finest
 * level holds any number of vehicles in a chain of blocks, all full but the first.
 *
 * Many vehicles that move are sorted by where they were and by where they are, so that each cell on
 * the way is visited once: it hands the difference of its sum upwards. A vehicle that stays within
 * its leaf changes nothing but sums. */

#include "fleet/chezu-fleet-tree-private.h"

#include <string.h>

#define POOL_STEP 256

/* --- Pools */

static void
pool_init (Pool *self, gsize size)
{
  *self = (Pool){ .size = size, .n = 1 };
}

void
chezu_fleet_pool_reserve (Pool *self, guint n)
{
  if (self->n + n <= self->allocated)
    return;
  self->allocated = self->n + n + MAX (POOL_STEP, self->n / 16);
  self->data = g_realloc_n (self->data, self->allocated, self->size);
}

guint
chezu_fleet_pool_take (Pool *self)
{
  guint index = self->free;

  if (index != 0)
    memcpy (&self->free, pool_get (self, index), sizeof self->free);
  else
    index = self->n++;
  memset (pool_get (self, index), 0, self->size);
  return index;
}

void
chezu_fleet_pool_give_back (Pool *self, guint index)
{
  memcpy (pool_get (self, index), &self->free, sizeof self->free);
  self->free = index;
}

/* --- Sums */

static void
sum_leaf (const ChezuFleetTree *self, const ChezuFleetNode *leaf, ChezuFleetSum *sum)
{
  guint n = first_block_n (leaf);

  memset (sum, 0, sizeof *sum);
  for (guint32 link = leaf->link; link != 0; n = BLOCK_ROOM)
    {
      const Block *block = block_at (self, link);

      for (guint i = 0; i < n; i++)
        {
          ChezuFleetSpot spot = self->spot_of (self->owner, block->vehicle[i]);

          sum_add (sum, &spot);
        }
      link = block->next;
    }
}

void
chezu_fleet_tree_get_sum (const ChezuFleetTree *self,
                          const ChezuFleetNode *node,
                          ChezuFleetSum *sum)
{
  if (is_quad (node))
    *sum = quad_at (self, node->link)->sum;
  else
    sum_leaf (self, node, sum);
}

/* --- Leaves */

void
chezu_fleet_leaf_add (ChezuFleetTree *self, ChezuFleetNode *leaf, guint vehicle)
{
  guint n = leaf->n % BLOCK_ROOM;

  if (n == 0)
    {
      guint32 link = chezu_fleet_pool_take (&self->blocks);

      block_at (self, link)->next = leaf->link;
      leaf->link = link;
    }
  block_at (self, leaf->link)->vehicle[n] = vehicle;
  leaf->n++;
}

/* The last of the first block takes the place of the one that goes. */
void
chezu_fleet_leaf_take (ChezuFleetTree *self, ChezuFleetNode *leaf, guint vehicle)
{
  Block *first = block_at (self, leaf->link);
  guint last = first_block_n (leaf) - 1;
  guint n = last + 1;

  for (guint32 link = leaf->link; link != 0; n = BLOCK_ROOM)
    {
      Block *block = block_at (self, link);

      for (guint i = 0; i < n; i++)
        if (block->vehicle[i] == vehicle)
          {
            block->vehicle[i] = first->vehicle[last];
            leaf->n--;
            if (last == 0)
              {
                guint32 empty = leaf->link;

                leaf->link = first->next;
                chezu_fleet_pool_give_back (&self->blocks, empty);
              }
            return;
          }
      link = block->next;
    }
  g_assert_not_reached ();
}

/* Turns a full leaf into a quad. */
static void
divide (ChezuFleetTree *self, ChezuFleetNode *leaf, guint depth)
{
  guint32 link = chezu_fleet_pool_take (&self->quads);
  Quad *quad = quad_at (self, link);
  guint32 old = leaf->link;

  for (guint i = 0; i < leaf->n; i++)
    {
      guint vehicle = block_at (self, old)->vehicle[i];
      ChezuFleetSpot spot = self->spot_of (self->owner, vehicle);

      chezu_fleet_leaf_add (self, &quad->child[child_of (&spot, depth)], vehicle);
      sum_add (&quad->sum, &spot);
    }
  chezu_fleet_pool_give_back (&self->blocks, old);
  leaf->link = link | IS_QUAD;
}

/* Moves everything below @node into @leaf, and frees what held it. */
static void
drain (ChezuFleetTree *self, const ChezuFleetNode *node, ChezuFleetNode *leaf)
{
  if (is_quad (node))
    {
      for (guint i = 0; i < 4; i++)
        drain (self, &quad_at (self, node->link)->child[i], leaf);
      chezu_fleet_pool_give_back (&self->quads, node->link & ~IS_QUAD);
      return;
    }
  for (guint i = 0; i < node->n; i++)
    chezu_fleet_leaf_add (self, leaf, block_at (self, node->link)->vehicle[i]);
  if (node->n > 0)
    chezu_fleet_pool_give_back (&self->blocks, node->link);
}

void
chezu_fleet_node_join (ChezuFleetTree *self, ChezuFleetNode *node)
{
  ChezuFleetNode leaf = { 0, 0 };

  chezu_fleet_pool_reserve (&self->blocks, 1);
  drain (self, node, &leaf);
  *node = leaf;
}

/* --- Changes */

void
chezu_fleet_tree_insert (ChezuFleetTree *self,
                         ChezuFleetNode *node,
                         guint depth,
                         guint vehicle,
                         const ChezuFleetSpot *spot)
{
  for (;; depth++)
    {
      Quad *quad;

      if (!is_quad (node) && node->n >= BLOCK_ROOM && depth < DEPTH_MAX)
        divide (self, node, depth);
      if (!is_quad (node))
        break;
      quad = quad_at (self, node->link);
      node->n++;
      sum_add (&quad->sum, spot);
      node = &quad->child[child_of (spot, depth)];
    }
  chezu_fleet_leaf_add (self, node, vehicle);
}

void
chezu_fleet_tree_reserve (ChezuFleetTree *self)
{
  chezu_fleet_pool_reserve (&self->quads, DEPTH_MAX + 1);
  chezu_fleet_pool_reserve (&self->blocks, 4 * (DEPTH_MAX + 1));
}

/**
 * chezu_fleet_tree_change_state:
 * @before: what it was added or moved with, or last changed to
 * @after: the same place, another state
 */
void
chezu_fleet_tree_change_state (ChezuFleetTree *self,
                               const ChezuFleetSpot *before,
                               const ChezuFleetSpot *after)
{
  const ChezuFleetNode *node = &self->root;

  for (guint depth = 0; is_quad (node); depth++)
    {
      Quad *quad = quad_at (self, node->link);

      sum_take (&quad->sum, before);
      sum_add (&quad->sum, after);
      node = &quad->child[child_of (after, depth)];
    }
}

static void
recount (ChezuFleetTree *self, const ChezuFleetNode *node, ChezuFleetSum *sum)
{
  Quad *quad;

  if (!is_quad (node))
    {
      sum_leaf (self, node, sum);
      return;
    }
  memset (sum, 0, sizeof *sum);
  quad = quad_at (self, node->link);
  for (guint i = 0; i < 4; i++)
    {
      ChezuFleetSum part;

      recount (self, &quad->child[i], &part);
      sum_add_all (sum, &part);
    }
  quad->sum = *sum;
}

/* States of many vehicles are other ones than before, their places are not. */
void
chezu_fleet_tree_recount (ChezuFleetTree *self)
{
  ChezuFleetSum sum;

  recount (self, &self->root, &sum);
}

/* --- Life */

/**
 * chezu_fleet_tree_new:
 * @owner: handed to @spot_of; lives longer than the tree
 */
ChezuFleetTree *
chezu_fleet_tree_new (ChezuFleetSpotFunc spot_of, gconstpointer owner)
{
  ChezuFleetTree *self = g_new0 (ChezuFleetTree, 1);

  self->spot_of = spot_of;
  self->owner = owner;
  pool_init (&self->quads, sizeof (Quad));
  pool_init (&self->blocks, sizeof (Block));
  return self;
}

void
chezu_fleet_tree_free (ChezuFleetTree *self)
{
  g_free (self->quads.data);
  g_free (self->blocks.data);
  g_free (self->places);
  g_free (self);
}

gsize
chezu_fleet_tree_get_bytes (const ChezuFleetTree *self)
{
  return sizeof *self + self->places_size + self->quads.allocated * self->quads.size
         + self->blocks.allocated * self->blocks.size;
}
