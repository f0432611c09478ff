/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts of features as they stand in files: of any encoding, with tags, of any length. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One plain line of at most @max characters, or NULL. What is no UTF-8 is @encoding (nullable),
 * else GB 18030; a character that the end of its field cut off is left out. Tags of HTML go. */
char *chezu_overlay_text_clean (const char *text, const char *encoding, guint max);

/* A JSON object of texts, or NULL when there are none. @values may have NULLs. */
char *chezu_overlay_text_attributes (const char *const *names, char *const *values, guint n);

/* Which of @names is likely to name a feature, and which to describe it; -1 none. */
int chezu_overlay_text_find_name (const char *const *names, guint n);
int chezu_overlay_text_find_description (const char *const *names, guint n);

G_END_DECLS
