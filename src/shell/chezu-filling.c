/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-filling.h"

#include "base/chezu-format.h"
#include "base/chezu-time.h"

#include <glib/gi18n-lib.h>

static gint64
count_due (const ChezuFilling *self)
{
  return self->progress.open - self->progress.waiting;
}

void
chezu_filling_follow (ChezuFilling *self, const ChezuGapProgress *progress)
{
  gboolean was_active = self->active;

  self->progress = *progress;
  self->active = count_due (self) > 0;
  if (self->active && !was_active)
    self->closed_before = progress->closed;
}

double
chezu_filling_get_fraction (const ChezuFilling *self)
{
  gint64 closed = self->progress.closed - self->closed_before;

  if (!self->active)
    return 1;
  return closed > 0 ? (double)closed / (double)(closed + count_due (self)) : 0;
}

static void
add (GString *words, char *part)
{
  if (words->len > 0)
    g_string_append (words, " · ");
  g_string_append (words, part);
  g_free (part);
}

static void
add_open (GString *words, const ChezuGapProgress *progress, gint64 now_ms)
{
  gulong plural = (gulong)MIN (progress->open, G_MAXINT);
  g_autofree char *open = chezu_format_count (progress->open);
  g_autofree char *vehicles = chezu_format_vehicles (progress->open_vehicles);
  g_autofree char *missing = chezu_format_duration (progress->open_ms);
  g_autofree char *oldest = chezu_format_moment (progress->oldest_ms, now_ms);

  /* TRANSLATORS: how many gaps, and "312 vehicles" */
  add (words, g_strdup_printf (ngettext ("%s gap of %s", "%s gaps of %s", plural), open, vehicles));
  /* TRANSLATORS: a duration: "96 h 4 min" */
  add (words, g_strdup_printf (_ ("%s missing"), missing));
  /* TRANSLATORS: a time: "the oldest since 08:12:40" */
  add (words, g_strdup_printf (_ ("the oldest since %s"), oldest));
}

char *
chezu_filling_describe (const ChezuFilling *self, gint64 now_ms)
{
  const ChezuGapProgress *progress = &self->progress;
  GString *words = g_string_new (NULL);

  if (progress->open > 0)
    add_open (words, progress, now_ms);
  else
    add (words, g_strdup (_ ("No open gaps")));

  if (progress->waiting > 0)
    {
      g_autofree char *waiting = chezu_format_count (progress->waiting);

      add (words, g_strdup_printf (_ ("%s looked into later"), waiting));
    }
  if (progress->closed > 0)
    {
      g_autofree char *closed = chezu_format_count (progress->closed);
      g_autofree char *fixes = chezu_format_count (progress->filled_fixes);

      /* TRANSLATORS: how many gaps were closed, and how many fixes came in doing so */
      add (words, g_strdup_printf (_ ("%s closed, with %s fixes"), closed, fixes));
    }
  if (progress->given_up > 0)
    {
      g_autofree char *given_up = chezu_format_count (progress->given_up);

      /* TRANSLATORS: how many gaps the platform has nothing for any more */
      add (words, g_strdup_printf (_ ("%s no longer kept by the platform"), given_up));
    }
  return g_string_free_and_steal (words);
}

char *
chezu_filling_describe_rest (const ChezuFilling *self)
{
  g_autofree char *rest = NULL;

  if (!self->active || self->progress.remaining_ms < 0)
    return g_strdup ("");

  rest = chezu_format_duration (MAX (self->progress.remaining_ms, CHEZU_SECOND_MS));
  /* TRANSLATORS: a duration: "about 12 min left" */
  return g_strdup_printf (_ ("about %s left"), rest);
}
