/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A number with what it counts above, and what it means below. */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define CHEZU_TYPE_FIGURE (chezu_figure_get_type ())
G_DECLARE_FINAL_TYPE (ChezuFigure, chezu_figure, CHEZU, FIGURE, AdwBin)

/* @text: a number, or a number, a space and its unit. @note: (nullable) */
void chezu_figure_show (ChezuFigure *self, const char *text, const char *note);

/* Puts the children of @grid in so many columns, in their order. */
void chezu_figure_lay_out (GtkGrid *grid, int n_columns);

G_END_DECLS
