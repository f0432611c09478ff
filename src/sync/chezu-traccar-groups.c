/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sync/chezu-traccar-groups.h"

#include "base/chezu-organisation-path.h"

/* From that many levels on, the widest groups are towns. */
#define LEVELS_WITH_TOWNS 3

typedef struct
{
  gint64 id;
  gint64 parent_id; /* 0: none */
  char *name;
} Group;

struct _ChezuTraccarGroups
{
  GHashTable *groups; /* id → Group */
  guint n_levels;     /* of the deepest; 0: not counted yet */
};

/* From the narrowest to the widest. A ring of groups ends where it is as deep as may be. */
typedef struct
{
  const Group *groups[CHEZU_ORGANISATION_LEVELS_MAX];
  guint n;
} Chain;

static void
group_free (gpointer data)
{
  Group *group = data;

  g_free (group->name);
  g_free (group);
}

ChezuTraccarGroups *
chezu_traccar_groups_new (void)
{
  ChezuTraccarGroups *self = g_new0 (ChezuTraccarGroups, 1);

  self->groups = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, group_free);
  return self;
}

void
chezu_traccar_groups_free (ChezuTraccarGroups *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->groups);
  g_free (self);
}

/**
 * chezu_traccar_groups_add:
 * @parent_id: 0 for none; one that is not known, or not yet, is as good as none
 */
void
chezu_traccar_groups_add (ChezuTraccarGroups *self, gint64 id, gint64 parent_id, const char *name)
{
  Group *group = g_new0 (Group, 1);

  *group = (Group){ id, parent_id, g_strdup (name) };
  g_hash_table_replace (self->groups, &group->id, group);
  self->n_levels = 0;
}

static Chain
climb (ChezuTraccarGroups *self, gint64 id)
{
  const Group *group = g_hash_table_lookup (self->groups, &id);
  Chain chain = { 0 };

  while (group != NULL && chain.n < CHEZU_ORGANISATION_LEVELS_MAX)
    {
      chain.groups[chain.n++] = group;
      group = g_hash_table_lookup (self->groups, &group->parent_id);
    }
  return chain;
}

static guint
count_levels (ChezuTraccarGroups *self)
{
  GHashTableIter iter;
  const gint64 *id;

  if (self->n_levels > 0)
    return self->n_levels;
  g_hash_table_iter_init (&iter, self->groups);
  while (g_hash_table_iter_next (&iter, (gpointer *)&id, NULL))
    self->n_levels = MAX (self->n_levels, climb (self, *id).n);
  return self->n_levels;
}

/* Returns: (transfer full) (nullable): where the vehicles of the group belong; %NULL when it is not
 *   known (chezu-organisation-path.h) */
char *
chezu_traccar_groups_get_path (ChezuTraccarGroups *self, gint64 id)
{
  const Chain chain = climb (self, id);
  g_autoptr (GString) path = NULL;

  if (chain.n == 0)
    return NULL;
  path = g_string_new (chain.groups[chain.n - 1]->name);
  for (guint i = chain.n - 1; i-- > 0;)
    g_string_append_printf (path, CHEZU_ORGANISATION_SEPARATOR "%s", chain.groups[i]->name);
  return g_string_free_and_steal (g_steal_pointer (&path));
}

/* Returns: (nullable): the name of the enterprise that the group is or is part of; of a town, the
 *   town's, for somebody must own its vehicles */
const char *
chezu_traccar_groups_get_enterprise (ChezuTraccarGroups *self, gint64 id)
{
  const Chain chain = climb (self, id);
  guint widest = chain.n - 1;

  if (chain.n == 0)
    return NULL;
  if (chain.n > 1 && count_levels (self) >= LEVELS_WITH_TOWNS)
    widest--;
  return chain.groups[widest]->name;
}
