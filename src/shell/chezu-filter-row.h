/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One filter of the sidebar: a mark, a name, a count. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CHEZU_TYPE_FILTER_ROW (chezu_filter_row_get_type ())
G_DECLARE_FINAL_TYPE (ChezuFilterRow, chezu_filter_row, CHEZU, FILTER_ROW, GtkToggleButton)

/* @bit: the filter's bit in its group. */
GtkWidget *chezu_filter_row_new (GtkWidget *mark, const char *name, guint32 bit);

guint32 chezu_filter_row_get_bit (ChezuFilterRow *self);
void chezu_filter_row_set_count (ChezuFilterRow *self, guint count);

G_END_DECLS
