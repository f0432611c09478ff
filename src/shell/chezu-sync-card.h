/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One source on the page of sync health. */

#pragma once

#include <adwaita.h>

#include "store/chezu-source-table.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_SYNC_CARD (chezu_sync_card_get_type ())
G_DECLARE_FINAL_TYPE (ChezuSyncCard, chezu_sync_card, CHEZU, SYNC_CARD, AdwPreferencesGroup)

GtkWidget *chezu_sync_card_new (void);
void chezu_sync_card_show (ChezuSyncCard *self, const ChezuSourceRow *source);

G_END_DECLS
