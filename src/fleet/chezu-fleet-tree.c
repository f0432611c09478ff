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

#include "fleet/chezu-fleet-tree.h"

#include <string.h>

#define DEPTH_MAX (CHEZU_FLEET_TREE_LEVEL_MAX + 2)
#define BLOCK_ROOM 15
/* A divided cell with no more than that becomes a leaf again. */
#define JOIN_AT 7
#define IS_QUAD 0x80000000u
#define POOL_STEP 256
/* Fewer than that are sorted by insertion. */
#define FEW_PLACES 100
#define MOVES_AHEAD 12
#define FEW_TO_SPLIT 24
#define TIDY_FROM 5000u

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

G_STATIC_ASSERT (sizeof (Block) == 64);

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
};

/* --- Pools */

static void
pool_init (Pool *self, gsize size)
{
  *self = (Pool){ .size = size, .n = 1 };
}

/* Room for @n more elements, so that pointers stay good while they are taken. */
static void
pool_reserve (Pool *self, guint n)
{
  if (self->n + n <= self->allocated)
    return;
  self->allocated = self->n + n + MAX (POOL_STEP, self->n / 16);
  self->data = g_realloc_n (self->data, self->allocated, self->size);
}

static gpointer
pool_get (const Pool *self, guint index)
{
  return self->data + (gsize)index * self->size;
}

static guint
pool_take (Pool *self)
{
  guint index = self->free;

  if (index != 0)
    memcpy (&self->free, pool_get (self, index), sizeof self->free);
  else
    index = self->n++;
  memset (pool_get (self, index), 0, self->size);
  return index;
}

static void
pool_give_back (Pool *self, guint index)
{
  memcpy (pool_get (self, index), &self->free, sizeof self->free);
  self->free = index;
}

static Quad *
quad_at (const ChezuFleetTree *self, guint32 link)
{
  return pool_get (&self->quads, link & ~IS_QUAD);
}

static Block *
block_at (const ChezuFleetTree *self, guint32 link)
{
  return pool_get (&self->blocks, link);
}

static gboolean
is_quad (const ChezuFleetNode *node)
{
  return (node->link & IS_QUAD) != 0;
}

/* Of the first block; all others are full. */
static guint
first_block_n (const ChezuFleetNode *leaf)
{
  return leaf->n == 0 ? 0 : (leaf->n - 1) % BLOCK_ROOM + 1;
}

/* --- Sums */

static guint
child_of (const ChezuFleetSpot *spot, guint depth)
{
  guint shift = 31 - depth;

  return ((spot->y >> shift & 1) << 1) | (spot->x >> shift & 1);
}

static void
sum_add (ChezuFleetSum *sum, const ChezuFleetSpot *spot)
{
  if (spot->state == CHEZU_FLEET_TREE_HIDDEN)
    return;
  sum->sum_x += spot->x;
  sum->sum_y += spot->y;
  sum->state[spot->state]++;
}

static void
sum_take (ChezuFleetSum *sum, const ChezuFleetSpot *spot)
{
  if (spot->state == CHEZU_FLEET_TREE_HIDDEN)
    return;
  sum->sum_x -= spot->x;
  sum->sum_y -= spot->y;
  sum->state[spot->state]--;
}

static void
sum_add_all (ChezuFleetSum *sum, const ChezuFleetSum *other)
{
  sum->sum_x += other->sum_x;
  sum->sum_y += other->sum_y;
  for (guint s = 0; s < CHEZU_N_STATES; s++)
    sum->state[s] += other->state[s];
}

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

static void
leaf_add (ChezuFleetTree *self, ChezuFleetNode *leaf, guint vehicle)
{
  guint n = leaf->n % BLOCK_ROOM;

  if (n == 0)
    {
      guint32 link = pool_take (&self->blocks);

      block_at (self, link)->next = leaf->link;
      leaf->link = link;
    }
  block_at (self, leaf->link)->vehicle[n] = vehicle;
  leaf->n++;
}

/* The last of the first block takes the place of the one that goes. */
static void
leaf_take (ChezuFleetTree *self, ChezuFleetNode *leaf, guint vehicle)
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
                pool_give_back (&self->blocks, empty);
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
  guint32 link = pool_take (&self->quads);
  Quad *quad = quad_at (self, link);
  guint32 old = leaf->link;

  for (guint i = 0; i < leaf->n; i++)
    {
      guint vehicle = block_at (self, old)->vehicle[i];
      ChezuFleetSpot spot = self->spot_of (self->owner, vehicle);

      leaf_add (self, &quad->child[child_of (&spot, depth)], vehicle);
      sum_add (&quad->sum, &spot);
    }
  pool_give_back (&self->blocks, old);
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
      pool_give_back (&self->quads, node->link & ~IS_QUAD);
      return;
    }
  for (guint i = 0; i < node->n; i++)
    leaf_add (self, leaf, block_at (self, node->link)->vehicle[i]);
  if (node->n > 0)
    pool_give_back (&self->blocks, node->link);
}

static void
join (ChezuFleetTree *self, ChezuFleetNode *node)
{
  ChezuFleetNode leaf = { 0, 0 };

  pool_reserve (&self->blocks, 1);
  drain (self, node, &leaf);
  *node = leaf;
}

/* --- Changes */

static void
insert_below (ChezuFleetTree *self,
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
  leaf_add (self, node, vehicle);
}

/* Enough for one vehicle that divides every cell on its way down. */
static void
reserve_for_insert (ChezuFleetTree *self)
{
  pool_reserve (&self->quads, DEPTH_MAX + 1);
  pool_reserve (&self->blocks, 4 * (DEPTH_MAX + 1));
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

/* --- Walks */

typedef struct
{
  const ChezuFleetTree *tree;
  const ChezuFleetWindow *window;
  const ChezuFleetVisitor *visitor;
  gpointer data;
} Walk;

static void
visit_few (const Walk *walk, const ChezuFleetNode *leaf)
{
  walk->visitor->few (walk->data, block_at (walk->tree, leaf->link)->vehicle, leaf->n);
}

static void
walk_node (const Walk *walk, const ChezuFleetNode *node, guint depth, guint32 column, guint32 row)
{
  const ChezuFleetWindow *window = walk->window;
  guint below = window->level + 2 - depth; /* levels */
  const Quad *quad;

  if (node->n == 0 || node->n < walk->visitor->at_least
      || ((gint64)column + 1) << below <= window->left || (gint64)column << below > window->right
      || ((gint64)row + 1) << below <= window->top || (gint64)row << below > window->bottom)
    return;

  if (below == 0)
    {
      walk->visitor->cell (walk->data, column, row, node);
      return;
    }
  if (!is_quad (node))
    {
      visit_few (walk, node);
      return;
    }
  quad = quad_at (walk->tree, node->link);
  for (guint i = 0; i < 4; i++)
    walk_node (walk, &quad->child[i], depth + 1, column << 1 | (i & 1), row << 1 | i >> 1);
}

void
chezu_fleet_tree_walk (const ChezuFleetTree *self,
                       const ChezuFleetWindow *window,
                       const ChezuFleetVisitor *visitor,
                       gpointer data)
{
  const Walk walk = { self, window, visitor, data };

  walk_node (&walk, &self->root, 0, 0, 0);
}

/* Appends all vehicles of a cell, hidden or not, to @vehicles (guint), in no order. */
void
chezu_fleet_tree_collect (const ChezuFleetTree *self, const ChezuFleetNode *node, GArray *vehicles)
{
  guint n = first_block_n (node);

  if (is_quad (node))
    {
      for (guint i = 0; i < 4; i++)
        chezu_fleet_tree_collect (self, &quad_at (self, node->link)->child[i], vehicles);
      return;
    }
  for (guint32 link = node->link; link != 0; n = BLOCK_ROOM)
    {
      const Block *block = block_at (self, link);

      g_array_append_vals (vehicles, block->vehicle, n);
      link = block->next;
    }
}

/* The same without those that are hidden; passes over cells where all are. */
void
chezu_fleet_tree_collect_shown (const ChezuFleetTree *self,
                                const ChezuFleetNode *node,
                                GArray *vehicles)
{
  guint begin = vehicles->len;
  guint end = begin;

  if (is_quad (node))
    {
      const Quad *quad = quad_at (self, node->link);

      for (guint i = 0; i < 4 && chezu_fleet_sum_count (&quad->sum) > 0; i++)
        chezu_fleet_tree_collect_shown (self, &quad->child[i], vehicles);
      return;
    }
  chezu_fleet_tree_collect (self, node, vehicles);
  for (guint i = begin; i < vehicles->len; i++)
    {
      guint vehicle = g_array_index (vehicles, guint, i);

      if (self->spot_of (self->owner, vehicle).state != CHEZU_FLEET_TREE_HIDDEN)
        g_array_index (vehicles, guint, end++) = vehicle;
    }
  g_array_set_size (vehicles, end);
}

/* Returns: one of the cell that is not hidden and that @accepts, or %G_MAXUINT */
guint
chezu_fleet_tree_find_any (const ChezuFleetTree *self,
                           const ChezuFleetNode *node,
                           gboolean (*accepts) (gconstpointer owner, guint vehicle))
{
  guint found = G_MAXUINT;
  guint n = first_block_n (node);

  if (is_quad (node))
    {
      const Quad *quad = quad_at (self, node->link);

      if (chezu_fleet_sum_count (&quad->sum) > 0)
        for (guint i = 0; i < 4 && found == G_MAXUINT; i++)
          found = chezu_fleet_tree_find_any (self, &quad->child[i], accepts);
      return found;
    }
  for (guint32 link = node->link; link != 0; n = BLOCK_ROOM)
    {
      const Block *block = block_at (self, link);

      for (guint i = 0; i < n; i++)
        if (accepts (self->owner, block->vehicle[i]))
          return block->vehicle[i];
      link = block->next;
    }
  return G_MAXUINT;
}

typedef struct
{
  const ChezuFleetTree *tree;
  GArray *vehicles;
} Collection;

static void
collect_cell (gpointer data, guint32 column, guint32 row, const ChezuFleetNode *node)
{
  const Collection *collection = data;

  chezu_fleet_tree_collect (collection->tree, node, collection->vehicles);
}

static void
collect_few (gpointer data, const guint32 *vehicles, guint n)
{
  const Collection *collection = data;

  g_array_append_vals (collection->vehicles, vehicles, n);
}

/* Empties and fills @vehicles with those of the window, and some around it, in no order. */
void
chezu_fleet_tree_collect_window (const ChezuFleetTree *self,
                                 const ChezuFleetWindow *window,
                                 GArray *vehicles)
{
  static const ChezuFleetVisitor visitor = { collect_cell, collect_few, 0 };
  Collection collection = { self, vehicles };

  g_array_set_size (vehicles, 0);
  chezu_fleet_tree_walk (self, window, &visitor, &collection);
}

static void
count_cell (gpointer data, guint32 column, guint32 row, const ChezuFleetNode *node)
{
  *(guint *)data += node->n;
}

static void
count_few (gpointer data, const guint32 *vehicles, guint n)
{
  *(guint *)data += n;
}

/* Returns: how many chezu_fleet_tree_collect_window () would find */
guint
chezu_fleet_tree_count_window (const ChezuFleetTree *self, const ChezuFleetWindow *window)
{
  static const ChezuFleetVisitor visitor = { count_cell, count_few, 0 };
  guint n = 0;

  chezu_fleet_tree_walk (self, window, &visitor, &n);
  return n;
}

const ChezuFleetNode *
chezu_fleet_tree_get_root (const ChezuFleetTree *self)
{
  return &self->root;
}

guint
chezu_fleet_node_get_n (const ChezuFleetNode *self)
{
  return self->n;
}

/* @which: 2 · lower half + right half
 * Returns: (nullable): %NULL when the cell was never divided */
const ChezuFleetNode *
chezu_fleet_tree_get_child (const ChezuFleetTree *self, const ChezuFleetNode *node, guint which)
{
  return is_quad (node) ? &quad_at (self, node->link)->child[which] : NULL;
}

/* --- Building */

typedef struct
{
  guint64 key; /* bits of y and x in turn: the spot, and the way down to it */
  guint32 vehicle;
  guint8 state;
} Place;

/* Puts zeros between the bits of a number. */
static guint64
spread (guint32 value)
{
  guint64 bits = value;

  bits = (bits | bits << 16) & G_GUINT64_CONSTANT (0x0000FFFF0000FFFF);
  bits = (bits | bits << 8) & G_GUINT64_CONSTANT (0x00FF00FF00FF00FF);
  bits = (bits | bits << 4) & G_GUINT64_CONSTANT (0x0F0F0F0F0F0F0F0F);
  bits = (bits | bits << 2) & G_GUINT64_CONSTANT (0x3333333333333333);
  return (bits | bits << 1) & G_GUINT64_CONSTANT (0x5555555555555555);
}

/* Takes every second bit together again. */
static guint32
gather (guint64 bits)
{
  bits &= G_GUINT64_CONSTANT (0x5555555555555555);
  bits = (bits | bits >> 1) & G_GUINT64_CONSTANT (0x3333333333333333);
  bits = (bits | bits >> 2) & G_GUINT64_CONSTANT (0x0F0F0F0F0F0F0F0F);
  bits = (bits | bits >> 4) & G_GUINT64_CONSTANT (0x00FF00FF00FF00FF);
  bits = (bits | bits >> 8) & G_GUINT64_CONSTANT (0x0000FFFF0000FFFF);
  return (guint32)(bits | bits >> 16);
}

static Place
place_of (const ChezuFleetSpot *spot, guint32 vehicle)
{
  return (Place){ spread (spot->y) << 1 | spread (spot->x), vehicle, spot->state };
}

/* In the key, above the bits that tell one child from the others. */
static guint
shift_at (guint depth)
{
  return 2 * (31 - depth);
}

static void
insert_places (Place *places, guint n)
{
  for (guint i = 1; i < n; i++)
    {
      Place place = places[i];
      guint at = i;

      for (; at > 0 && places[at - 1].key > place.key; at--)
        places[at] = places[at - 1];
      places[at] = place;
    }
}

/* By eleven bits a pass, four passes: an even number, so that @places has the result. */
static void
sort_places (Place *places, Place *scratch, guint n)
{
  if (n < FEW_PLACES)
    {
      insert_places (places, n);
      return;
    }
  for (guint shift = shift_at (DEPTH_MAX - 1); shift < 64; shift += 11)
    {
      guint starts[2048] = { 0 };
      guint sum = 0;
      Place *swap = scratch;

      for (guint i = 0; i < n; i++)
        starts[places[i].key >> shift & 2047]++;
      for (guint digit = 0; digit < 2048; digit++)
        {
          guint count = starts[digit];

          starts[digit] = sum;
          sum += count;
        }
      for (guint i = 0; i < n; i++)
        scratch[starts[places[i].key >> shift & 2047]++] = places[i];
      scratch = places;
      places = swap;
    }
}

static guint
find_end (const Place *places, guint begin, guint end, guint shift, guint child)
{
  while (begin < end)
    {
      guint middle = begin + (end - begin) / 2;

      if ((places[middle].key >> shift & 3) <= child)
        begin = middle + 1;
      else
        end = middle;
    }
  return begin;
}

/* @ends: (out): where the places of each child end. A few are counted, because nobody foresees how
 * a search among them goes. */
static void
split (const Place *places, guint begin, guint end, guint shift, guint ends[4])
{
  guint n[4] = { 0 };

  if (end - begin > FEW_TO_SPLIT)
    {
      for (guint child = 0; child < 3; child++)
        ends[child] = begin = find_end (places, begin, end, shift, child);
      ends[3] = end;
      return;
    }
  for (guint i = begin; i < end; i++)
    n[places[i].key >> shift & 3]++;
  for (guint child = 0; child < 4; child++)
    ends[child] = begin += n[child];
}

/* Taking from the pools moves what is in them: nodes are handed back, not pointed to. */
static ChezuFleetNode
build_node (ChezuFleetTree *self,
            guint depth,
            const Place *places,
            guint begin,
            guint end,
            ChezuFleetSum *sum)
{
  guint shift = shift_at (depth);
  ChezuFleetNode node = { 0, 0 };
  guint ends[4];

  memset (sum, 0, sizeof *sum);
  if (end - begin <= BLOCK_ROOM || depth == DEPTH_MAX)
    {
      pool_reserve (&self->blocks, (end - begin) / BLOCK_ROOM + 1);
      for (guint i = begin; i < end; i++)
        {
          const ChezuFleetSpot spot
              = { gather (places[i].key), gather (places[i].key >> 1), places[i].state };

          leaf_add (self, &node, places[i].vehicle);
          sum_add (sum, &spot);
        }
      return node;
    }

  pool_reserve (&self->quads, 1);
  node = (ChezuFleetNode){ end - begin, pool_take (&self->quads) | IS_QUAD };
  split (places, begin, end, shift, ends);
  for (guint i = 0; i < 4; i++)
    {
      ChezuFleetSum part;
      ChezuFleetNode child = build_node (self, depth + 1, places, begin, ends[i], &part);

      quad_at (self, node.link)->child[i] = child;
      sum_add_all (sum, &part);
      begin = ends[i];
    }
  quad_at (self, node.link)->sum = *sum;
  return node;
}

/**
 * chezu_fleet_tree_build:
 * @vehicles: all that shall be in the tree, each once; @n of them
 *
 * Forgets what was there. Costs a fraction of adding them one by one.
 */
void
chezu_fleet_tree_build (ChezuFleetTree *self, const guint32 *vehicles, guint n)
{
  g_autofree Place *places = g_new (Place, n);
  g_autofree Place *scratch = g_new (Place, n);
  ChezuFleetSum sum;

  for (guint i = 0; i < n; i++)
    {
      ChezuFleetSpot spot = self->spot_of (self->owner, vehicles[i]);

      places[i] = place_of (&spot, vehicles[i]);
    }
  sort_places (places, scratch, n);

  self->quads.n = 1;
  self->quads.free = 0;
  self->blocks.n = 1;
  self->blocks.free = 0;
  self->n_scattered = 0;
  self->root = build_node (self, 0, places, 0, n, &sum);
}

/* --- Moving */

/* A range of those that leave and of those that arrive, in order of their places. */
typedef struct
{
  guint leave;
  guint leave_end;
  guint arrive;
  guint arrive_end;
} Range;

typedef struct
{
  ChezuFleetTree *tree;
  const ChezuFleetMove *moves;
  const Place *leaving; /* vehicle: index into moves */
  const Place *arriving;
  guint n_leaving;
  guint n_arriving;
} Motion;

/* Moves are met in another order than they stand in: those to come are fetched ahead. */
static const ChezuFleetMove *
get_move (const Motion *motion, const Place *places, guint n, guint i)
{
  if (i + MOVES_AHEAD < n)
    __builtin_prefetch (&motion->moves[places[i + MOVES_AHEAD].vehicle]);
  return &motion->moves[places[i].vehicle];
}

/* Pools move when they grow: a node is known by its quad, 0 for the root. */
static ChezuFleetNode *
node_at (ChezuFleetTree *self, guint32 quad, guint which)
{
  return quad == 0 ? &self->root : &quad_at (self, quad)->child[which];
}

static void
fetch_children (const ChezuFleetTree *self, guint32 link)
{
  const Quad *quad = quad_at (self, link);

  for (guint i = 0; i < 4; i++)
    if (is_quad (&quad->child[i]))
      __builtin_prefetch (quad_at (self, quad->child[i].link));
    else
      __builtin_prefetch (block_at (self, quad->child[i].link));
}

static gboolean
stays (const ChezuFleetMove *move, guint depth)
{
  return !move->is_new
         && (depth == 0
             || ((move->before.x ^ move->after.x) >> (32 - depth) == 0
                 && (move->before.y ^ move->after.y) >> (32 - depth) == 0));
}

/* All that leave go first, so that what is divided asks only for those who have come to stay. */
static void
move_in_leaf (const Motion *motion,
              guint32 quad,
              guint which,
              guint depth,
              const Range *range,
              ChezuFleetSum *change)
{
  ChezuFleetTree *self = motion->tree;
  ChezuFleetNode *leaf = node_at (self, quad, which);

  for (guint i = range->leave; i < range->leave_end; i++)
    {
      const ChezuFleetMove *move = get_move (motion, motion->leaving, motion->n_leaving, i);

      sum_take (change, &move->before);
      if (!stays (move, depth))
        leaf_take (self, leaf, move->vehicle);
    }
  for (guint i = range->arrive; i < range->arrive_end; i++)
    {
      const ChezuFleetMove *move = get_move (motion, motion->arriving, motion->n_arriving, i);

      sum_add (change, &move->after);
      if (stays (move, depth))
        continue;
      reserve_for_insert (self);
      insert_below (self, node_at (self, quad, which), depth, move->vehicle, &move->after);
    }
}

static void
move_in_node (const Motion *motion,
              guint32 quad,
              guint which,
              guint depth,
              const Range *range,
              ChezuFleetSum *change)
{
  ChezuFleetTree *self = motion->tree;
  guint32 link = node_at (self, quad, which)->link;
  guint shift = shift_at (depth);
  Range part = *range;
  guint leave_ends[4];
  guint arrive_ends[4];
  ChezuFleetNode *node;

  memset (change, 0, sizeof *change);
  if (range->leave == range->leave_end && range->arrive == range->arrive_end)
    return;
  if ((link & IS_QUAD) == 0)
    {
      move_in_leaf (motion, quad, which, depth, range, change);
      return;
    }

  fetch_children (self, link);
  split (motion->leaving, range->leave, range->leave_end, shift, leave_ends);
  split (motion->arriving, range->arrive, range->arrive_end, shift, arrive_ends);
  for (guint i = 0; i < 4; i++)
    {
      ChezuFleetSum below;

      part.leave_end = leave_ends[i];
      part.arrive_end = arrive_ends[i];
      move_in_node (motion, link, i, depth + 1, &part, &below);
      sum_add_all (change, &below);
      part.leave = part.leave_end;
      part.arrive = part.arrive_end;
    }
  sum_add_all (&quad_at (self, link)->sum, change);

  node = node_at (self, quad, which);
  node->n += range->arrive_end - range->arrive;
  node->n -= range->leave_end - range->leave;
  if (node->n <= JOIN_AT)
    join (self, node);
}

/* A tree that grew lies scattered in memory; one that is built has near what is near. */
static void
tidy_up (ChezuFleetTree *self, guint n_new)
{
  g_autoptr (GArray) all = NULL;

  self->n_scattered += n_new;
  if (self->n_scattered < MAX (TIDY_FROM, self->root.n / 2))
    return;
  all = g_array_sized_new (FALSE, FALSE, sizeof (guint32), self->root.n);
  chezu_fleet_tree_collect (self, &self->root, all);
  chezu_fleet_tree_build (self, (const guint32 *)(gconstpointer)all->data, all->len);
}

/**
 * chezu_fleet_tree_move:
 * @moves: each vehicle once; the tree is told @after when it asks
 *
 * A hundred thousand of a million cost some milliseconds.
 */
void
chezu_fleet_tree_move (ChezuFleetTree *self, const ChezuFleetMove *moves, guint n)
{
  g_autofree Place *leaving = g_new (Place, n);
  g_autofree Place *arriving = g_new (Place, n);
  g_autofree Place *scratch = g_new (Place, n);
  Motion motion = { self, moves, leaving, arriving, 0, n };
  Range range = { 0 };
  ChezuFleetSum change;

  for (guint i = 0; i < n; i++)
    {
      if (!moves[i].is_new)
        leaving[range.leave_end++] = place_of (&moves[i].before, i);
      arriving[range.arrive_end++] = place_of (&moves[i].after, i);
    }
  motion.n_leaving = range.leave_end;
  sort_places (leaving, scratch, range.leave_end);
  sort_places (arriving, scratch, range.arrive_end);
  move_in_node (&motion, 0, 0, 0, &range, &change);
  tidy_up (self, n - motion.n_leaving);
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
  g_free (self);
}

gsize
chezu_fleet_tree_get_bytes (const ChezuFleetTree *self)
{
  return sizeof *self + self->quads.allocated * self->quads.size
         + self->blocks.allocated * self->blocks.size;
}
