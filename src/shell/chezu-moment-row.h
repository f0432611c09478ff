/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows that stand for a time of the past, and the one among them that the map shows. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* @row stands for [from_ms, to_ms). */
void chezu_moment_row_set (GtkWidget *row, gint64 from_ms, gint64 to_ms);
/* 0: it stands for none */
gint64 chezu_moment_row_get_from (GtkWidget *row);
/* Marks the first row of @list that stands for @time_ms, and dims those that were yet to come. 0:
 * neither. */
void chezu_moment_list_mark (GtkListBox *list, gint64 time_ms);

G_END_DECLS
