/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a vehicle belongs, from the widest body down to the narrowest: town, enterprise, group.
 * One string with CHEZU_ORGANISATION_SEPARATOR between the names, which no clean text contains. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The unit separator of ISO 646. */
#define CHEZU_ORGANISATION_SEPARATOR "\x1f"
#define CHEZU_ORGANISATION_LEVELS_MAX 8

char *chezu_organisation_path_clean (const char *path);
gboolean chezu_organisation_path_contains (const char *upper, const char *path);
const char *chezu_organisation_path_get_name (const char *path);
char *chezu_organisation_path_get_upper (const char *path);
char *chezu_organisation_path_format (const char *path);

G_END_DECLS
