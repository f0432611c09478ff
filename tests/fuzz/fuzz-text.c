/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a name: one line of valid text within the limit, and cleaning it again changes
 * nothing. */

#include "base/chezu-text.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *clean = chezu_text_clean ((const char *)data, (gssize)size, CHEZU_NAME_MAX);
  g_autofree char *again = chezu_text_clean (clean, -1, CHEZU_NAME_MAX);

  if (clean == NULL)
    return 0;
  g_assert (g_utf8_validate (clean, -1, NULL));
  g_assert (g_utf8_strlen (clean, -1) <= CHEZU_NAME_MAX);
  g_assert (strpbrk (clean, "\n\r\t") == NULL);
  g_assert_cmpstr (clean, ==, again);
  return 0;
}
