/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The palette as a style sheet, the typeface, and the choice between light and dark. */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

void chezu_style_install (void);
void chezu_style_set_scheme (const char *scheme); /* "system", "light" or "dark" */

G_END_DECLS
