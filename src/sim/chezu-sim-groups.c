/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sim/chezu-sim-groups.h"

#include "base/chezu-organisation-path.h"
#include "sim/chezu-sim-hash.h"

/* Of a hundred vehicles one makes three groups, of a thousand still nine. */
#define VEHICLES_PER_GROUP 40
#define GROUPS_MAX 9

static void
group_free (gpointer data)
{
  ChezuSimGroup *group = data;

  g_free (group->name);
  g_free (group);
}

static guint
add_group (ChezuSimWorld *world, char *name, const char *industry, guint parent)
{
  ChezuSimGroup *group = g_new0 (ChezuSimGroup, 1);

  *group = (ChezuSimGroup){ name, industry, parent };
  g_ptr_array_add (world->groups, group);
  return world->groups->len;
}

static const ChezuSimGroup *
get_group (const ChezuSimWorld *world, guint number)
{
  return g_ptr_array_index (world->groups, number - 1);
}

/* Enterprises come first: each has the number of its organisation. */
static void
add_towns (ChezuSimWorld *world)
{
  guint n_enterprises = world->organisations->len;
  g_autoptr (GHashTable) towns = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < n_enterprises; i++)
    {
      const char *town = chezu_sim_world_get_organisation (world, i)->town;
      guint number = GPOINTER_TO_UINT (g_hash_table_lookup (towns, town));

      if (number == 0)
        {
          number = add_group (world, g_strdup (town), NULL, 0);
          g_hash_table_insert (towns, (char *)town, GUINT_TO_POINTER (number));
        }
      ((ChezuSimGroup *)g_ptr_array_index (world->groups, i))->parent = number;
    }
}

/* @world: whose organisations are known; gets its groups */
void
chezu_sim_groups_found (ChezuSimWorld *world)
{
  world->groups = g_ptr_array_new_with_free_func (group_free);
  for (guint i = 0; i < world->organisations->len; i++)
    {
      const ChezuSimOrganisation *owner = chezu_sim_world_get_organisation (world, i);

      add_group (world, g_strdup (owner->name), owner->industry, 0);
    }
  add_towns (world);

  for (guint i = 0; i < world->organisations->len; i++)
    {
      ChezuSimOrganisation *owner = g_ptr_array_index (world->organisations, i);

      owner->n_groups = CLAMP (owner->n_vehicles / VEHICLES_PER_GROUP, 1, GROUPS_MAX);
      owner->first_group = world->groups->len + 1;
      for (guint j = 0; j < owner->n_groups; j++)
        add_group (world, g_strdup_printf ("第%u车队", j + 1), NULL, i + 1);
    }
}

/* Returns: the number of the narrowest group of the vehicle */
guint
chezu_sim_groups_of_vehicle (const ChezuSimWorld *world, guint vehicle)
{
  const ChezuSimOrganisation *owner = chezu_sim_world_get_organisation (
      world, chezu_sim_world_get_vehicle (world, vehicle)->organisation);
  guint64 draw = chezu_sim_hash (world->seed, CHEZU_SIM_DRAW_GROUP, vehicle, 0);

  return owner->first_group + chezu_sim_below (draw, owner->n_groups);
}

/* As the server has it, a group contains what the groups within it do. */
gboolean
chezu_sim_groups_contain (const ChezuSimWorld *world, gint64 group, guint vehicle)
{
  for (guint number = chezu_sim_groups_of_vehicle (world, vehicle); number > 0;
       number = get_group (world, number)->parent)
    if (number == group)
      return TRUE;
  return FALSE;
}

/* Returns: (transfer full): town, enterprise and group (chezu-organisation-path.h) */
char *
chezu_sim_groups_get_path (const ChezuSimWorld *world, guint vehicle)
{
  g_autoptr (GString) path = g_string_new (NULL);

  for (guint number = chezu_sim_groups_of_vehicle (world, vehicle); number > 0;
       number = get_group (world, number)->parent)
    {
      if (path->len > 0)
        g_string_prepend (path, CHEZU_ORGANISATION_SEPARATOR);
      g_string_prepend (path, get_group (world, number)->name);
    }
  return g_string_free_and_steal (g_steal_pointer (&path));
}
