/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a table: a clear refusal, or cells that can be read. */

#include "base/chezu-csv.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ChezuCsv) csv = chezu_csv_new_from_text ((const char *)data, size, "fuzz.csv", &error);

  g_assert ((csv == NULL) == (error != NULL));
  for (guint row = 0; csv != NULL && row < chezu_csv_get_n_rows (csv); row++)
    g_assert (strlen (chezu_csv_get (csv, row, 0)) <= size);
  return 0;
}
