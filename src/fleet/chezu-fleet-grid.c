/* SPDX-License-Identifier: GPL-3.0-or-later */
/* 4096 x 4096 cells (8 km at 35° N), of which only those that hold vehicles exist. The vehicles of
 * a cell form a doubly linked list through three arrays, so a move is a few writes and frees
 * nothing. */

#include "fleet/chezu-fleet-grid.h"

#define SIDE 4096
#define NONE G_MAXUINT

typedef struct
{
  guint cell; /* NONE: not in the grid */
  guint next;
  guint previous;
} Link;

struct _ChezuFleetGrid
{
  GHashTable *heads; /* cell → first vehicle + 1 */
  GArray *links;     /* of Link, by vehicle */
};

ChezuFleetGrid *
chezu_fleet_grid_new (void)
{
  ChezuFleetGrid *self = g_new0 (ChezuFleetGrid, 1);

  self->heads = g_hash_table_new (NULL, NULL);
  self->links = g_array_new (FALSE, FALSE, sizeof (Link));
  return self;
}

void
chezu_fleet_grid_free (ChezuFleetGrid *self)
{
  g_hash_table_unref (self->heads);
  g_array_unref (self->links);
  g_free (self);
}

static Link *
link_of (ChezuFleetGrid *self, guint vehicle)
{
  return &g_array_index (self->links, Link, vehicle);
}

static guint
head_of (ChezuFleetGrid *self, guint cell)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->heads, GUINT_TO_POINTER (cell))) - 1;
}

static void
set_head (ChezuFleetGrid *self, guint cell, guint vehicle)
{
  if (vehicle == NONE)
    g_hash_table_remove (self->heads, GUINT_TO_POINTER (cell));
  else
    g_hash_table_insert (self->heads, GUINT_TO_POINTER (cell), GUINT_TO_POINTER (vehicle + 1));
}

static guint
coordinate_to_cell (double coordinate)
{
  return (guint)CLAMP (coordinate * SIDE, 0.0, SIDE - 1.0);
}

static void
take_out (ChezuFleetGrid *self, Link *link)
{
  if (link->previous != NONE)
    link_of (self, link->previous)->next = link->next;
  else
    set_head (self, link->cell, link->next);
  if (link->next != NONE)
    link_of (self, link->next)->previous = link->previous;
}

/* Adds a vehicle, or moves it when it has left its cell. */
void
chezu_fleet_grid_put (ChezuFleetGrid *self, guint vehicle, double x, double y)
{
  guint cell = coordinate_to_cell (y) * SIDE + coordinate_to_cell (x);
  const Link nowhere = { NONE, NONE, NONE };
  Link *link;

  while (self->links->len <= vehicle)
    g_array_append_val (self->links, nowhere);

  link = link_of (self, vehicle);
  if (link->cell == cell)
    return;
  if (link->cell != NONE)
    take_out (self, link);

  *link = (Link){ cell, head_of (self, cell), NONE };
  if (link->next != NONE)
    link_of (self, link->next)->previous = vehicle;
  set_head (self, cell, vehicle);
}

/**
 * chezu_fleet_grid_collect:
 * @vehicles: (element-type guint): emptied and filled, in no order, with all vehicles of the
 *   rectangle and some of its surroundings
 *
 * Returns: %FALSE, and nothing in @vehicles, when looking at every vehicle would be cheaper
 */
gboolean
chezu_fleet_grid_collect (
    ChezuFleetGrid *self, double x0, double y0, double x1, double y1, GArray *vehicles)
{
  guint left = coordinate_to_cell (x0);
  guint right = coordinate_to_cell (x1);
  guint top = coordinate_to_cell (y0);
  guint bottom = coordinate_to_cell (y1);

  g_array_set_size (vehicles, 0);
  if ((right - left + 1) * (bottom - top + 1) > 32 + self->links->len / 8)
    return FALSE;

  for (guint row = top; row <= bottom; row++)
    for (guint column = left; column <= right; column++)
      for (guint v = head_of (self, row * SIDE + column); v != NONE; v = link_of (self, v)->next)
        g_array_append_val (vehicles, v);
  return TRUE;
}
