/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-moment-row.h"

#define SPAN_KEY "chezu-moment-span"
#define MARK_CLASS "at-moment"
#define LATER_CLASS "after-moment"

typedef struct
{
  gint64 from_ms;
  gint64 to_ms;
} Span;

static const Span *
get_span (GtkWidget *row)
{
  return g_object_get_data (G_OBJECT (row), SPAN_KEY);
}

void
chezu_moment_row_set (GtkWidget *row, gint64 from_ms, gint64 to_ms)
{
  Span span = { from_ms, to_ms };

  g_return_if_fail (GTK_IS_WIDGET (row));

  g_object_set_data_full (G_OBJECT (row), SPAN_KEY, g_memdup2 (&span, sizeof span), g_free);
}

gint64
chezu_moment_row_get_from (GtkWidget *row)
{
  const Span *span;

  g_return_val_if_fail (GTK_IS_WIDGET (row), 0);

  span = get_span (row);
  return span != NULL ? span->from_ms : 0;
}

static void
give_class (GtkWidget *row, const char *css_class, gboolean has)
{
  if (gtk_widget_has_css_class (row, css_class) == has)
    return;
  if (has)
    gtk_widget_add_css_class (row, css_class);
  else
    gtk_widget_remove_css_class (row, css_class);
}

static void
mark_row (GtkWidget *row, gboolean marked)
{
  if (gtk_widget_has_css_class (row, MARK_CLASS) == marked)
    return;
  give_class (row, MARK_CLASS, marked);
  /* Who cannot see the mark hears of it. */
  gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_SELECTED, marked, -1);
}

void
chezu_moment_list_mark (GtkListBox *list, gint64 time_ms)
{
  gboolean found = FALSE;

  g_return_if_fail (GTK_IS_LIST_BOX (list));

  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (list)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    {
      const Span *span = get_span (row);
      gboolean marked = span != NULL && time_ms != 0 && !found && time_ms >= span->from_ms
                        && time_ms < span->to_ms;

      found = found || marked;
      mark_row (row, marked);
      give_class (row, LATER_CLASS, span != NULL && time_ms != 0 && span->from_ms > time_ms);
    }
}
