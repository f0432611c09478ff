/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fleet/chezu-fold.h"

#include <string.h>

/* What people type, paste and leave out between the parts of a plate or name. */
static gboolean
is_left_out (gunichar c)
{
  switch (c)
    {
    case ' ':
    case 0x00A0:
    case 0x00B7: /* middle dot */
    case 0x2022: /* bullet */
    case 0x2027: /* hyphenation point */
    case 0x3000: /* ideographic space */
    case 0x30FB: /* katakana middle dot */
    case 0xFF65:
      return TRUE;
    default:
      return g_unichar_isspace (c);
    }
}

/* Plates and Chinese names need no tables: returns 0 for what does. */
static gunichar
fold_simple (gunichar c)
{
  if (c < 0x80)
    return (gunichar)g_ascii_tolower ((char)c);
  if (c >= 0xFF01 && c <= 0xFF5E)
    return (gunichar)g_ascii_tolower ((char)(c - 0xFF01 + '!'));
  if (c >= 0x3400 && c <= 0x9FFF)
    return c;
  return 0;
}

static char *
fold_by_tables (const char *text)
{
  g_autofree char *composed = g_utf8_normalize (text, -1, G_NORMALIZE_NFKC);
  g_autofree char *folded = NULL;
  GString *kept = g_string_new (NULL);

  if (composed != NULL)
    folded = g_utf8_casefold (composed, -1);
  for (const char *p = folded; p != NULL && *p != '\0'; p = g_utf8_next_char (p))
    if (!is_left_out (g_utf8_get_char (p)))
      g_string_append_unichar (kept, g_utf8_get_char (p));
  return g_string_free_and_steal (kept);
}

/**
 * chezu_fold:
 * @text: (nullable): valid UTF-8
 *
 * Returns: (transfer full): never %NULL
 */
char *
chezu_fold (const char *text)
{
  g_autofree char *folded = NULL;
  char *end;

  if (text == NULL)
    return g_strdup ("");

  /* No simple form is longer than what it is made from. */
  folded = g_malloc (strlen (text) + 1);
  end = folded;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (is_left_out (c))
        continue;
      c = fold_simple (c);
      if (c == 0)
        return fold_by_tables (text);
      end += g_unichar_to_utf8 (c, end);
    }
  *end = '\0';
  return g_steal_pointer (&folded);
}
