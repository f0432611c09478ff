/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/chezu-plate.h"

#include "base/chezu-text.h"

/* The provinces, each the first character of its plates. */
#define PROVINCES "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新"

static gboolean
is_separator (gunichar c)
{
  switch (c)
    {
    case ' ':
    case '-':
    case 0x00B7: /* middle dot */
    case 0x2022: /* bullet */
    case 0x2027: /* hyphenation point */
    case 0x30FB: /* katakana middle dot */
    case 0xFF65: /* the same, half width */
      return TRUE;
    default:
      return FALSE;
    }
}

/* GA 36: a province's character, a letter, then letters, digits and at times one more Han
 * character, seven or eight in all. Special plates differ in the second place. */
static gboolean
looks_like_a_plate (const char *text)
{
  glong length = g_utf8_strlen (text, -1);
  const char *p = g_utf8_next_char (text);

  if (length < 7 || length > 9
      || g_unichar_get_script (g_utf8_get_char (text)) != G_UNICODE_SCRIPT_HAN)
    return FALSE;

  for (glong i = 1; i < length; i++, p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      gboolean is_last = i == length - 1;

      if (!(c < 128 && g_ascii_isalnum ((char)c))
          && !(is_last && g_unichar_get_script (c) == G_UNICODE_SCRIPT_HAN))
        return FALSE;
    }
  return TRUE;
}

/**
 * chezu_plate_clean:
 * @name: (nullable): what a platform calls a vehicle, which usually is its plate
 *
 * Writes a plate as it is stored: capital letters, no "·", no blanks. A name that is no plate is
 * cleaned and kept.
 *
 * Returns: (transfer full) (nullable): the plate, or %NULL when nothing is left
 */
char *
chezu_plate_clean (const char *name)
{
  g_autofree char *clean = chezu_text_clean (name, -1, CHEZU_NAME_MAX);
  g_autoptr (GString) plate = NULL;

  if (clean == NULL)
    return NULL;

  plate = g_string_new (NULL);
  for (const char *p = clean; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (!is_separator (c))
        g_string_append_unichar (plate, c < 128 ? (gunichar)g_ascii_toupper ((char)c) : c);
    }

  if (!looks_like_a_plate (plate->str))
    return g_steal_pointer (&clean);
  return g_string_free_and_steal (g_steal_pointer (&plate));
}

/**
 * chezu_plate_identifies:
 * @plate: (nullable): as chezu_plate_clean () writes it
 *
 * Of the plates whose form is known (GA 36): a province, the letter of its office, and five or six
 * more places. A name, a number, or a plate of a form that nobody checked names no vehicle for
 * certain.
 */
gboolean
chezu_plate_identifies (const char *plate)
{
  const char *office;

  if (plate == NULL || *plate == '\0' || !g_utf8_validate (plate, -1, NULL)
      || !looks_like_a_plate (plate) || g_utf8_strlen (plate, -1) > 8)
    return FALSE;
  office = g_utf8_next_char (plate);
  return g_ascii_isupper (*office)
         && g_utf8_strchr (PROVINCES, -1, g_utf8_get_char (plate)) != NULL;
}
