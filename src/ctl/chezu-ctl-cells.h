/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much room text takes in a terminal, where a Han character is as wide as two letters. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

int chezu_ctl_cells_of (const char *text);

/* @texts: row by row. Returns (transfer full) the width of each of @n_columns columns. */
int *chezu_ctl_cells_of_columns (GPtrArray *texts, guint n_columns);

G_END_DECLS
