/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The quality report for a person: for all together each rate with what it is of and its marks, for
 * sources and vehicles a line each. */

#include "base/chezu-format.h"
#include "ctl/chezu-ctl-cells.h"
#include "ctl/chezu-ctl-report.h"

#include <glib/gi18n-lib.h>

/* --- Columns -----------------------------------------------------------------------------------
 */

/* The first column to the left, the others to the right; two spaces between them. */
static void
write_columns (GString *out, GPtrArray *cells, guint n_columns)
{
  g_autofree int *widths = chezu_ctl_cells_of_columns (cells, n_columns);

  for (guint i = 0; i < cells->len; i++)
    {
      const char *text = g_ptr_array_index (cells, i);
      int room = widths[i % n_columns] - chezu_ctl_cells_of (text);

      if (i % n_columns == 0)
        g_string_append_printf (out, "%s%*s", text, room, "");
      else
        g_string_append_printf (out, "  %*s%s", room, "", text);
      if (i % n_columns == n_columns - 1)
        g_string_append_c (out, '\n');
    }
}

static void
take (GPtrArray *cells, char *text)
{
  g_ptr_array_add (cells, text);
}

static char *
format_mark (double mark)
{
  return mark >= 0 ? g_strdup_printf ("%.2f", mark) : g_strdup ("—");
}

/* --- All together ------------------------------------------------------------------------------
 */

static void
take_marks (GPtrArray *cells, ChezuIndex index, double rate)
{
  for (ChezuForm form = 0; form < CHEZU_N_FORMS; form++)
    {
      g_autofree char *mark = format_mark (chezu_index_mark (index, form, rate));

      take (cells, g_strdup_printf ("%s / %.0f", mark, chezu_index_full_mark (index, form)));
    }
}

static void
take_totals (GPtrArray *cells, const ChezuQualityRow *row)
{
  for (ChezuForm form = 0; form < CHEZU_N_FORMS; form++)
    {
      g_autofree char *mark = format_mark (chezu_index_total (row, form));
      double full = 0;

      for (ChezuIndex index = 0; index < CHEZU_N_INDICES; index++)
        full += chezu_index_full_mark (index, form);
      take (cells, g_strdup_printf ("%s / %.0f", mark, full));
    }
}

static void
write_rates (const ChezuQualityRow *row, gboolean measured, GString *out)
{
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);

  take (cells, g_strdup (_ ("Index")));
  take (cells, g_strdup (_ ("Rate")));
  take (cells, g_strdup (""));
  take (cells, g_strdup (_ ("Authority's Mark")));
  take (cells, g_strdup (_ ("Firm's Mark")));
  for (ChezuIndex index = 0; index < CHEZU_N_INDICES; index++)
    {
      double rate = chezu_index_rate (index, row);
      gboolean known = measured || index != CHEZU_INDEX_COMPLETE;

      take (cells, g_strdup (chezu_index_name (index)));
      take (cells, chezu_format_percent (rate, 2));
      take (cells, known ? chezu_index_describe (index, row) : g_strdup (_ ("not measured")));
      take_marks (cells, index, rate);
    }
  take (cells, g_strdup (_ ("Together")));
  take (cells, g_strdup (""));
  take (cells, g_strdup (""));
  take_totals (cells, row);
  write_columns (out, cells, 5);
}

static void
write_records (const ChezuQualityCounts *counts, GString *out)
{
  const struct
  {
    const char *name;
    gint64 count;
  } lines[] = {
    { _ ("Received"), counts->received },   { _ ("Accepted"), counts->accepted },
    { _ ("of These Late"), counts->late },  { _ ("Duplicates"), counts->duplicate },
    { _ ("Drift"), counts->drift },         { _ ("Out of Range"), counts->out_of_range },
    { _ ("Bad Time"), counts->bad_time },   { _ ("Unreadable"), counts->malformed },
    { _ ("Qualified"), counts->qualified },
  };
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      take (cells, g_strdup (lines[i].name));
      take (cells, chezu_format_count (lines[i].count));
    }
  write_columns (out, cells, 2);
}

/* --- A line each -------------------------------------------------------------------------------
 */

static void
take_counts (GPtrArray *cells, const ChezuQualityCounts *counts)
{
  take (cells, chezu_format_count (counts->received));
  take (cells, chezu_format_count (counts->accepted));
  take (cells, chezu_format_count (counts->duplicate));
  take (cells, chezu_format_count (counts->late));
  take (cells, chezu_format_count (counts->drift));
  take (cells, chezu_format_count (counts->out_of_range));
  take (cells, chezu_format_count (counts->bad_time));
  take (cells, chezu_format_count (counts->malformed));
}

static guint
take_heads (GPtrArray *cells, gboolean of_sources)
{
  const char *const heads[] = { of_sources ? _ ("Source") : _ ("Vehicle"),
                                _ ("Received"),
                                _ ("Accepted"),
                                _ ("Duplicates"),
                                _ ("Late"),
                                _ ("Drift"),
                                _ ("Out of Range"),
                                _ ("Bad Time"),
                                _ ("Unreadable") };

  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    take (cells, g_strdup (heads[i]));
  if (of_sources)
    for (ChezuIndex index = 0; index < CHEZU_N_INDICES; index++)
      take (cells, g_strdup (chezu_index_name (index)));
  else
    {
      take (cells, g_strdup (chezu_index_name (CHEZU_INDEX_QUALIFIED)));
      take (cells, g_strdup (chezu_index_name (CHEZU_INDEX_COMPLETE)));
    }
  return cells->len;
}

static void
take_row (GPtrArray *cells, const ChezuQualityRow *row, gboolean of_sources)
{
  take (cells, of_sources ? g_strdup (row->name) : chezu_format_plate (row->name));
  take_counts (cells, &row->counts);
  if (of_sources)
    for (ChezuIndex index = 0; index < CHEZU_N_INDICES; index++)
      take (cells, chezu_format_percent (chezu_index_rate (index, row), 2));
  else
    {
      take (cells, chezu_format_percent (chezu_quality_qualified_rate (row), 2));
      take (cells, chezu_format_percent (chezu_quality_complete_rate (row), 2));
    }
}

static void
write_lines (const ChezuCtlReport *self, GString *out)
{
  gboolean of_sources = self->grouping == CHEZU_QUALITY_BY_SOURCE;
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);
  guint n_columns = take_heads (cells, of_sources);

  for (guint i = 0; i < self->rows->len; i++)
    take_row (cells, g_ptr_array_index (self->rows, i), of_sources);
  write_columns (out, cells, n_columns);
}

void
chezu_ctl_report_write_table (const ChezuCtlReport *self, GString *out)
{
  g_autofree char *from = chezu_ctl_report_format_day (self->from_ms);
  g_autofree char *to = chezu_ctl_report_format_day (self->to_ms);

  if (g_str_equal (from, to))
    /* TRANSLATORS: a day: "Data quality on 2026-11-24" */
    g_string_append_printf (out, _ ("Data quality on %s"), from);
  else
    /* TRANSLATORS: two days: "Data quality from 2026-11-01 to 2026-11-24" */
    g_string_append_printf (out, _ ("Data quality from %s to %s"), from, to);
  g_string_append (out, "\n\n");

  if (self->grouping != CHEZU_QUALITY_TOTAL)
    {
      write_lines (self, out);
      return;
    }
  for (guint i = 0; i < self->rows->len; i++)
    {
      const ChezuQualityRow *row = g_ptr_array_index (self->rows, i);

      write_rates (row, self->measured, out);
      g_string_append_c (out, '\n');
      write_records (&row->counts, out);
    }
}
