/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whose vehicles they are: all, by town, enterprise and group, and within the narrowest by kind. */

#pragma once

#include <adwaita.h>

#include "fleet/chezu-fleet.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_ORGANISATION_TREE (chezu_organisation_tree_get_type ())
G_DECLARE_FINAL_TYPE (
    ChezuOrganisationTree, chezu_organisation_tree, CHEZU, ORGANISATION_TREE, AdwBin)

/* Counts anew; the tree is only built again when it has other entries. */
void chezu_organisation_tree_show (ChezuOrganisationTree *self, ChezuFleet *fleet);

/* What is chosen: NULL for all (chezu-organisation-path.h), G_MAXUINT32 for all kinds. */
const char *chezu_organisation_tree_get_path (ChezuOrganisationTree *self);
guint32 chezu_organisation_tree_get_kinds (ChezuOrganisationTree *self);

/* Signal "chosen" (). */

G_END_DECLS
