/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tables say of a place in codes, said in words. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *chezu_place_hours_text (const char *opening_hours);
char *chezu_place_services_text (const char *codes, GHashTable *names);
char *chezu_place_capacity_text (gint32 capacity, const char *unit);

G_END_DECLS
