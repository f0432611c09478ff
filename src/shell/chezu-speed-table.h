/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The speed profile of a day as a table of quarters of an hour. */

#pragma once

#include <adwaita.h>

#include "store/chezu-record.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_SPEED_TABLE (chezu_speed_table_get_type ())
G_DECLARE_FINAL_TYPE (ChezuSpeedTable, chezu_speed_table, CHEZU, SPEED_TABLE, AdwBin)

/* @fixes: ascending in time */
void chezu_speed_table_show (ChezuSpeedTable *self, const ChezuFix *fixes, gsize n_fixes);

/* Signal "chosen" (gint64 time_ms): a row was opened. */

G_END_DECLS
