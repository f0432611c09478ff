/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A track as a table for a person: local times, everyday units, pauses where nothing came, and a
 * sum at the end. */

#include "base/chezu-format.h"
#include "base/chezu-time.h"
#include "ctl/chezu-ctl-cells.h"
#include "ctl/chezu-ctl-track.h"

#include <glib/gi18n-lib.h>
#include <string.h>

enum
{
  COLUMN_TIME,
  COLUMN_SPEED,
  COLUMN_COURSE,
  COLUMN_POSITION,
  COLUMN_ALTITUDE,
  COLUMN_ODOMETER,
  COLUMN_ENGINE,
  COLUMN_NOTE,
  N_COLUMNS,
};

/* In cells of a terminal. The last column is as wide as it gets. */
static const guint widths[N_COLUMNS] = { 19, 9, 7, 24, 8, 12, 6, 0 };
static const gboolean right_aligned[N_COLUMNS] = {
  [COLUMN_SPEED] = TRUE,
  [COLUMN_ALTITUDE] = TRUE,
  [COLUMN_ODOMETER] = TRUE,
};

static void
append_row (GString *out, const char *const cells[N_COLUMNS])
{
  for (guint i = 0; i < N_COLUMNS; i++)
    {
      int padding = (int)widths[i] - chezu_ctl_cells_of (cells[i]);

      if (i > 0)
        g_string_append (out, "  ");
      if (right_aligned[i])
        g_string_append_printf (out, "%*s%s", MAX (padding, 0), "", cells[i]);
      else
        g_string_append_printf (out, "%s%*s", cells[i], MAX (padding, 0), "");
    }

  while (out->len > 0 && out->str[out->len - 1] == ' ')
    g_string_truncate (out, out->len - 1);
  g_string_append_c (out, '\n');
}

static char *
format_time (gint64 time_ms)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (time_ms / 1000);

  return time != NULL ? g_date_time_format (time, "%Y-%m-%d %H:%M:%S") : g_strdup ("—");
}

static void
begin (ChezuCtlTrack *track)
{
  const char *const cells[N_COLUMNS] = {
    _ ("Time"),     _ ("Speed"),    _ ("Course"), _ ("Position"),
    _ ("Altitude"), _ ("Odometer"), _ ("Engine"), "",
  };
  g_autofree char *plate = chezu_format_plate (track->plate);

  g_string_append_printf (track->out, "%s\n", plate);
  append_row (track->out, cells);
}

static void
do_nothing (ChezuCtlTrack *track)
{
}

static void
append_pause (GString *out, gint64 pause_ms)
{
  g_autofree char *duration = chezu_format_duration (pause_ms);

  /* TRANSLATORS: a line between two rows of a track; %s is like “12 min” */
  g_string_append_printf (out, _ ("… %s without a fix\n"), duration);
}

static char *
describe_flags (guint16 flags)
{
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();
  g_auto (GStrv) list = NULL;

  if ((flags & CHEZU_FIX_INVALID) != 0)
    g_strv_builder_add (words, _ ("no satellites"));
  if ((flags & CHEZU_FIX_BUFFERED) != 0)
    g_strv_builder_add (words, _ ("sent later"));
  list = g_strv_builder_end (words);
  return g_strjoinv (", ", list);
}

static void
add (ChezuCtlTrack *track, const ChezuFix *fix)
{
  g_autofree char *time = format_time (fix->time_ms);
  g_autofree char *speed = chezu_format_speed (fix->speed_cm_s);
  g_autofree char *course = chezu_format_course (fix->course_cdeg);
  g_autofree char *position = chezu_format_position (chezu_e7_to_degrees (fix->lon_e7),
                                                     chezu_e7_to_degrees (fix->lat_e7));
  g_autofree char *altitude = fix->altitude_m != CHEZU_ALTITUDE_UNKNOWN
                                  ? g_strdup_printf (_ ("%d m"), fix->altitude_m)
                                  : g_strdup ("—");
  g_autofree char *odometer = chezu_format_distance ((double)fix->odometer_m);
  g_autofree char *note = describe_flags (fix->flags);
  const char *engine = (fix->flags & CHEZU_FIX_IGNITION_KNOWN) == 0 ? "—"
                       : (fix->flags & CHEZU_FIX_IGNITION_ON) != 0  ? C_ ("engine", "on")
                                                                    : C_ ("engine", "off");
  const char *const cells[N_COLUMNS]
      = { time, speed, course, position, altitude, odometer, engine, note };

  if (track->n_fixes > 0 && track->n_in_stretch == 0)
    append_pause (track->out, fix->time_ms - track->last.time_ms);
  append_row (track->out, cells);
}

static void
end (ChezuCtlTrack *track)
{
  g_autofree char *count = chezu_format_count (track->n_fixes);
  g_autofree char *distance = chezu_format_distance (chezu_ctl_track_get_mileage_m (track));

  g_string_append_printf (
      track->out,
      ngettext ("%s fix, %s\n", "%s fixes, %s\n", (gulong)MIN (track->n_fixes, G_MAXINT)), count,
      distance);
}

const ChezuCtlTrackFormat chezu_ctl_track_table = {
  .name = "table",
  .endings = { ".txt" },
  .begin = begin,
  .begin_stretch = do_nothing,
  .add = add,
  .end_stretch = do_nothing,
  .end = end,
};
