/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text that comes from outside, made safe to store and to show. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What one line of a person's or vehicle's name may hold, in characters. */
#define CHEZU_NAME_MAX 120

gboolean chezu_text_is_plain (const char *text, gsize length, guint max_characters);
char *chezu_text_clean (const char *text, gssize length, guint max_characters);

G_END_DECLS
