/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ways through the tree: none of them changes it. */

#include "fleet/chezu-fleet-tree-private.h"

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
