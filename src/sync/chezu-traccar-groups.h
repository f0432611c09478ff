/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The groups of a server, one within another, as towns, enterprises and their groups.
 *
 * Traccar does not say what a group stands for, only in which other it is. Where groups are nested
 * three deep or more, the widest are towns, those below them enterprises; where they are not, the
 * widest are the enterprises. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _ChezuTraccarGroups ChezuTraccarGroups;

ChezuTraccarGroups *chezu_traccar_groups_new (void);
void chezu_traccar_groups_free (ChezuTraccarGroups *self);

void
chezu_traccar_groups_add (ChezuTraccarGroups *self, gint64 id, gint64 parent_id, const char *name);
char *chezu_traccar_groups_get_path (ChezuTraccarGroups *self, gint64 id);
const char *chezu_traccar_groups_get_enterprise (ChezuTraccarGroups *self, gint64 id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuTraccarGroups, chezu_traccar_groups_free)

G_END_DECLS
