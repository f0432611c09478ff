/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Classes of roads, as the tables and the base map call them. */

#pragma once

#include "rule/chezu-rule-facts.h"

G_BEGIN_DECLS

/* CHEZU_ROAD_UNKNOWN for a word that names none. */
ChezuRoadClass chezu_road_class_from_key (const char *key);

G_END_DECLS
