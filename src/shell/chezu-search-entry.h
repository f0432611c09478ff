/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The search of the header bar: results as one types, arrows choose, Enter goes there. */

#pragma once

#include <adwaita.h>

#include "fleet/chezu-search.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_SEARCH_ENTRY (chezu_search_entry_get_type ())
G_DECLARE_FINAL_TYPE (ChezuSearchEntry, chezu_search_entry, CHEZU, SEARCH_ENTRY, AdwBin)

/* @places is borrowed and must live as long as the fleet is set. */
void chezu_search_entry_set_fleet (ChezuSearchEntry *self,
                                   ChezuFleet *fleet,
                                   const ChezuPlaceList *places);
void chezu_search_entry_focus (ChezuSearchEntry *self);
gboolean chezu_search_entry_clear (ChezuSearchEntry *self); /* FALSE: it was empty */

/* Signals: "chosen" (pointer to ChezuSearchHit, valid during the call); "left" () when Escape or a
 * choice gives the keyboard back. */

G_END_DECLS
