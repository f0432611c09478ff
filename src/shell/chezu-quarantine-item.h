/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One refused record as a list shows it. */

#pragma once

#include <glib-object.h>

#include "store/chezu-quarantine-table.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_QUARANTINE_ITEM (chezu_quarantine_item_get_type ())
G_DECLARE_FINAL_TYPE (ChezuQuarantineItem, chezu_quarantine_item, CHEZU, QUARANTINE_ITEM, GObject)

/* Takes @row (transfer full). */
ChezuQuarantineItem *chezu_quarantine_item_new (ChezuQuarantineRow *row);

const ChezuQuarantineRow *chezu_quarantine_item_get_row (ChezuQuarantineItem *self);
/* Returns: (transfer full): the record; JSON is indented, everything else as it came */
char *chezu_quarantine_item_format (ChezuQuarantineItem *self);

G_END_DECLS
