/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many vehicles at once: all of them when the tree is built, some of them when they move. Both sort
 * them by their way down first. */

#include "fleet/chezu-fleet-tree-private.h"

#include <string.h>

/* Fewer than that are sorted by insertion. */
#define FEW_PLACES 100
#define NOT_SHARED (-1)
#define FEW_TO_SPLIT 24
#define TIDY_FROM 5000u

/* --- Building */

typedef struct
{
  guint64 key; /* bits of y and x in turn: the spot, and the way down to it */
  guint32 vehicle;
  guint8 state;
  gint8 shared; /* of a move: the depth of the last cell that has both ends; NOT_SHARED */
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
place_of (const ChezuFleetSpot *spot, guint32 vehicle, gint8 shared)
{
  return (Place){ spread (spot->y) << 1 | spread (spot->x), vehicle, spot->state, shared };
}

static ChezuFleetSpot
spot_of (const Place *place)
{
  return (ChezuFleetSpot){ gather (place->key), gather (place->key >> 1), place->state };
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
      chezu_fleet_pool_reserve (&self->blocks, (end - begin) / BLOCK_ROOM + 1);
      for (guint i = begin; i < end; i++)
        {
          const ChezuFleetSpot spot = spot_of (&places[i]);

          chezu_fleet_leaf_add (self, &node, places[i].vehicle);
          sum_add (sum, &spot);
        }
      return node;
    }

  chezu_fleet_pool_reserve (&self->quads, 1);
  node = (ChezuFleetNode){ end - begin, chezu_fleet_pool_take (&self->quads) | IS_QUAD };
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

      places[i] = place_of (&spot, vehicles[i], NOT_SHARED);
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
  const Place *leaving;
  const Place *arriving;
} Motion;

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

static gint8
shared_depth (const ChezuFleetMove *move)
{
  guint32 differs = (move->before.x ^ move->after.x) | (move->before.y ^ move->after.y);

  if (move->is_new)
    return NOT_SHARED;
  return differs == 0 ? DEPTH_MAX : (gint8)MIN (__builtin_clz (differs), DEPTH_MAX);
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
      const Place *place = &motion->leaving[i];
      ChezuFleetSpot spot = spot_of (place);

      sum_take (change, &spot);
      if ((int)depth > place->shared)
        chezu_fleet_leaf_take (self, leaf, place->vehicle);
    }
  for (guint i = range->arrive; i < range->arrive_end; i++)
    {
      const Place *place = &motion->arriving[i];
      ChezuFleetSpot spot = spot_of (place);

      sum_add (change, &spot);
      if ((int)depth <= place->shared)
        continue;
      chezu_fleet_tree_reserve (self);
      chezu_fleet_tree_insert (self, node_at (self, quad, which), depth, place->vehicle, &spot);
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
    chezu_fleet_node_join (self, node);
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

/* Kept from page to page: fresh memory costs more than what is done with it. */
static Place *
get_places (ChezuFleetTree *self, gsize n)
{
  if (n * sizeof (Place) > self->places_size)
    {
      self->places_size = n * sizeof (Place);
      self->places = g_realloc (self->places, self->places_size);
    }
  return self->places;
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
  Place *leaving = get_places (self, 3 * (gsize)n);
  Place *arriving = leaving + n;
  Place *scratch = arriving + n;
  const Motion motion = { self, leaving, arriving };
  Range range = { 0 };
  ChezuFleetSum change;

  for (guint i = 0; i < n; i++)
    {
      gint8 shared = shared_depth (&moves[i]);

      if (!moves[i].is_new)
        leaving[range.leave_end++] = place_of (&moves[i].before, moves[i].vehicle, shared);
      arriving[range.arrive_end++] = place_of (&moves[i].after, moves[i].vehicle, shared);
    }
  sort_places (leaving, scratch, range.leave_end);
  sort_places (arriving, scratch, range.arrive_end);
  move_in_node (&motion, 0, 0, 0, &range, &change);
  tidy_up (self, n - range.leave_end);
}
