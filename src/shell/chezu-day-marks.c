/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-day-marks.h"

#include "store/chezu-history.h"

typedef struct
{
  GtkCalendar *calendar;
  ChezuPast *past;
  int year;
  int month; /* 1 … 12 */
} Reading;

static void
reading_free (Reading *reading)
{
  g_object_unref (reading->calendar);
  g_object_unref (reading->past);
  g_free (reading);
}

/* Midnights of the month, and the one after it. Returns how many days it has. */
static guint
list_days (const Reading *reading, gint64 *starts_ms)
{
  guint n = g_date_get_days_in_month ((GDateMonth)reading->month, (GDateYear)reading->year);
  g_autoptr (GDateTime) first = g_date_time_new_local (reading->year, reading->month, 1, 0, 0, 0);

  for (guint i = 0; i <= n; i++)
    {
      g_autoptr (GDateTime) day = g_date_time_add_days (first, (int)i);

      starts_ms[i] = g_date_time_to_unix (day) * 1000;
    }
  return n;
}

static gboolean
is_shown (const Reading *reading)
{
  g_autoptr (GDateTime) date = gtk_calendar_get_date (reading->calendar);

  return g_date_time_get_year (date) == reading->year
         && g_date_time_get_month (date) == reading->month;
}

static DexFuture *
read_fiber (gpointer data)
{
  const Reading *reading = data;
  gint64 starts_ms[CHEZU_HISTORY_DAYS_MAX + 1];
  guint n = list_days (reading, starts_ms);
  g_autofree guint32 *mask
      = chezu_store_await (chezu_past_read_days (reading->past, starts_ms, n), NULL);

  /* Without marks the calendar is still one; another month may be shown by now. */
  if (mask == NULL || !is_shown (reading))
    return dex_future_new_true ();
  gtk_calendar_clear_marks (reading->calendar);
  for (guint i = 0; i < n; i++)
    if (*mask & 1u << i)
      gtk_calendar_mark_day (reading->calendar, i + 1);
  return dex_future_new_true ();
}

void
chezu_day_marks_show (GtkCalendar *calendar, ChezuPast *past)
{
  g_autoptr (GDateTime) date = gtk_calendar_get_date (calendar);
  Reading *reading = g_new0 (Reading, 1);

  reading->calendar = g_object_ref (calendar);
  reading->past = g_object_ref (past);
  reading->year = g_date_time_get_year (date);
  reading->month = g_date_time_get_month (date);
  gtk_calendar_clear_marks (calendar);
  dex_future_disown (
      dex_scheduler_spawn (NULL, 0, read_fiber, reading, (GDestroyNotify)reading_free));
}
