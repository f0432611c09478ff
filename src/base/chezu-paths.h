/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the data that ships with Chezu and the user's own files lie. All return (transfer full)
 * paths. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *chezu_path_shipped (const char *relative);
char *chezu_path_default_store (void);
char *chezu_path_demo_store (void);
void chezu_init_translations (void);

G_END_DECLS
