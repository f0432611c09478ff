/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever a server sends: the elements are the same however the bytes are cut, and what yyjson
 * refuses is refused. */

#include "base/chezu-json-splitter.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static gboolean
count (const char *key,
       yyjson_val *element,
       const char *text,
       gsize length,
       gpointer user_data,
       GError **error)
{
  guint *n = user_data;

  g_assert (element != NULL && length > 0);
  (*n)++;
  return TRUE;
}

static gboolean
split (const char *text, gsize length, gsize step, guint *n)
{
  g_autoptr (ChezuJsonSplitter) splitter = chezu_json_splitter_new (count, n);

  for (gsize i = 0; i < length; i += step)
    if (!chezu_json_splitter_feed (splitter, text + i, MIN (step, length - i), NULL))
      return FALSE;
  return chezu_json_splitter_end (splitter, NULL);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  guint n_whole = 0;
  guint n_bytes = 0;
  gboolean whole = split ((const char *)data, size, MAX (size, 1), &n_whole);
  gboolean bytes = split ((const char *)data, size, 1, &n_bytes);

  g_assert (whole == bytes && n_whole == n_bytes);
  return 0;
}
