/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/chezu-text.h"

#include <string.h>

/* Control characters, and those that turn the reading direction or hide: none has a place in a
 * name. */
static gboolean
is_unwanted (gunichar c)
{
  if (g_unichar_iscntrl (c))
    return TRUE;

  switch (g_unichar_type (c))
    {
    case G_UNICODE_FORMAT:
    case G_UNICODE_PRIVATE_USE:
    case G_UNICODE_SURROGATE:
    case G_UNICODE_UNASSIGNED:
      return TRUE;
    default:
      return FALSE;
    }
}

/**
 * chezu_text_is_plain:
 * @length: bytes
 *
 * Returns: whether chezu_text_clean() would change nothing, as far as a quick look can tell:
 * letters, digits and marks of ASCII, single spaces between them
 */
gboolean
chezu_text_is_plain (const char *text, gsize length, guint max_characters)
{
  if (length == 0 || length > max_characters || text[0] == ' ' || text[length - 1] == ' ')
    return FALSE;

  for (gsize i = 0; i < length; i++)
    if (text[i] < ' ' || text[i] > '~' || (text[i] == ' ' && text[i + 1] == ' '))
      return FALSE;
  return TRUE;
}

/**
 * chezu_text_clean:
 * @text: (nullable): text from outside, not necessarily UTF-8
 * @length: bytes, or -1 when it ends with a nul
 * @max_characters: how much to keep
 *
 * Makes one line of plain text: bytes that are no UTF-8 become U+FFFD, control and formatting
 * characters go, runs of white space become one space, and what is longer than @max_characters ends
 * in "…". Markup is left as it is: it is the screen's business not to read it as such.
 *
 * Returns: (transfer full) (nullable): the text, or %NULL when nothing is left
 */
char *
chezu_text_clean (const char *text, gssize length, guint max_characters)
{
  g_autofree char *valid = NULL;
  g_autoptr (GString) clean = NULL;
  guint n_characters = 0;
  gboolean space_before = FALSE;

  g_return_val_if_fail (max_characters > 0, NULL);

  if (text == NULL)
    return NULL;

  /* A hostile name may be megabytes long; no character has more than four bytes. */
  if (length < 0)
    length = (gssize)strnlen (text, (gsize)max_characters * 8 + 64);
  else
    length = MIN (length, (gssize)max_characters * 8 + 64);

  if (chezu_text_is_plain (text, (gsize)length, max_characters))
    return g_strndup (text, (gsize)length);

  valid = g_utf8_make_valid (text, length);
  clean = g_string_sized_new ((gsize)length);

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_isspace (c))
        {
          space_before = clean->len > 0;
          continue;
        }
      if (is_unwanted (c))
        continue;

      if (n_characters + (space_before ? 1 : 0) >= max_characters)
        {
          if (n_characters == max_characters)
            {
              const char *last = g_utf8_find_prev_char (clean->str, clean->str + clean->len);

              g_string_truncate (clean, (gsize)(last - clean->str));
            }
          g_string_append (clean, "…");
          break;
        }
      if (space_before)
        {
          g_string_append_c (clean, ' ');
          n_characters++;
          space_before = FALSE;
        }
      g_string_append_unichar (clean, c);
      n_characters++;
    }

  if (clean->len == 0)
    return NULL;
  return g_string_free_and_steal (g_steal_pointer (&clean));
}
