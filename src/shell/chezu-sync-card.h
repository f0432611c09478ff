/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How one source is doing: its state, what it sends, what is missing and what was refused. */

#pragma once

#include <adwaita.h>

#include "shell/chezu-filling.h"
#include "store/chezu-quality.h"
#include "store/chezu-source-table.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_SYNC_CARD (chezu_sync_card_get_type ())
G_DECLARE_FINAL_TYPE (ChezuSyncCard, chezu_sync_card, CHEZU, SYNC_CARD, AdwBin)

/* What is known of a source beside its row; borrowed. */
typedef struct
{
  const ChezuSourceRow *source;
  const ChezuFilling *filling;
  const ChezuQualityRow *today; /* NULL while it is not known */
  gboolean may_retry;           /* the synchronizer runs in this process */
  gboolean may_edit;            /* the store can be written */
} ChezuSyncFacts;

GtkWidget *chezu_sync_card_new (void);
void chezu_sync_card_show (ChezuSyncCard *self, const ChezuSyncFacts *facts);
void chezu_sync_card_set_columns (ChezuSyncCard *self, int n_columns);

/* Signals: "edit" (int64 source) and "records" (int64 source). */

G_END_DECLS
