/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The groups of the server: enterprises, the towns that they have their seat in, and within each
 * enterprise the groups among which its vehicles are divided. */

#pragma once

#include "sim/chezu-sim-world.h"

G_BEGIN_DECLS

/* A group has the number of its place in the list, from 1 on, as everywhere in this server. */
typedef struct
{
  char *name;
  const char *industry; /* of an enterprise, NULL of others */
  guint parent;         /* number of the group around it, 0 for towns */
} ChezuSimGroup;

void chezu_sim_groups_found (ChezuSimWorld *world);
guint chezu_sim_groups_of_vehicle (const ChezuSimWorld *world, guint vehicle);
gboolean chezu_sim_groups_contain (const ChezuSimWorld *world, gint64 group, guint vehicle);
char *chezu_sim_groups_get_path (const ChezuSimWorld *world, guint vehicle);

G_END_DECLS
