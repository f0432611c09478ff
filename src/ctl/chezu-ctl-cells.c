/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ctl/chezu-ctl-cells.h"

int
chezu_ctl_cells_of (const char *text)
{
  int width = 0;

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      width += g_unichar_iszerowidth (c) ? 0 : g_unichar_iswide (c) ? 2 : 1;
    }
  return width;
}

int *
chezu_ctl_cells_of_columns (GPtrArray *texts, guint n_columns)
{
  int *widths = g_new0 (int, n_columns);

  for (guint i = 0; i < texts->len; i++)
    widths[i % n_columns]
        = MAX (widths[i % n_columns], chezu_ctl_cells_of (g_ptr_array_index (texts, i)));
  return widths;
}
