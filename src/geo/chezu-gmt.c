/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GMT is a program, not a library, to us: it runs in a folder of its own and its tables are read
 * back. */

#include "geo/chezu-gmt.h"

#include <gio/gio.h>

G_DEFINE_QUARK (chezu-gmt-error-quark, chezu_gmt_error)

/**
 * chezu_gmt_parse:
 * @text: (inout): a table of "lon lat" lines in segments that begin with ">"; changed while reading
 * @titles: (out) (optional) (transfer full): what stands behind the ">" of each line's segment
 *
 * Returns: (transfer full): one line per segment that is not empty
 */
ChezuLines *
chezu_gmt_parse (char *text, GPtrArray **titles, GError **error)
{
  g_autoptr (GPtrArray) lines = chezu_lines_new ();
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  ChezuLine *line = NULL;
  guint row = 0;

  for (char *next = text; next != NULL && *next != '\0';)
    {
      char *start = next;
      char *end = strchr (start, '\n');
      char *after;
      ChezuPoint point;

      next = end != NULL ? end + 1 : NULL;
      if (end != NULL)
        *end = '\0';
      row++;
      if (*start == '\0' || *start == '#')
        continue;
      if (*start == '>' || line == NULL)
        {
          line = chezu_line_new ();
          g_ptr_array_add (lines, line);
          g_ptr_array_add (names, g_strdup (*start == '>' ? start + 1 : ""));
          if (*start == '>')
            continue;
        }
      point.lon = g_ascii_strtod (start, &after);
      if (after != start)
        {
          start = after;
          point.lat = g_ascii_strtod (start, &after);
        }
      if (after == start)
        {
          g_set_error (error, CHEZU_GMT_ERROR, CHEZU_GMT_ERROR_FAILED,
                       "GMT printed something that is no point, in line %u", row);
          return NULL;
        }
      g_array_append_val (line, point);
    }

  for (guint i = lines->len; i-- > 0;)
    if (chezu_lines_get (lines, i)->len == 0)
      {
        g_ptr_array_remove_index_fast (lines, i);
        g_ptr_array_remove_index_fast (names, i);
      }
  if (titles != NULL)
    *titles = g_steal_pointer (&names);
  return g_steal_pointer (&lines);
}

/**
 * chezu_gmt_run:
 * @arguments: (array zero-terminated=1): "coast", "-R…", …
 * @input: (nullable): what GMT reads from its standard input
 * @titles: (out) (optional) (transfer full): the titles of the segments
 *
 * Returns: (transfer full): the lines of the table that GMT prints
 */
ChezuLines *
chezu_gmt_run (const char *const *arguments, const char *input, GPtrArray **titles, GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autofree char *said = NULL;
  g_autofree char *printed = NULL;

  g_ptr_array_add (argv, (char *)"gmt");
  for (guint i = 0; arguments[i] != NULL; i++)
    g_ptr_array_add (argv, (char *)arguments[i]);
  g_ptr_array_add (argv, (char *)"--GMT_HISTORY=false");
  g_ptr_array_add (argv, NULL);

  launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE
      | (input != NULL ? G_SUBPROCESS_FLAGS_STDIN_PIPE : G_SUBPROCESS_FLAGS_NONE));
  /* Digits and signs must not depend on who builds. */
  g_subprocess_launcher_setenv (launcher, "LC_ALL", "C", TRUE);
  process = g_subprocess_launcher_spawnv (launcher, (const char *const *)argv->pdata, error);
  if (process == NULL)
    {
      g_prefix_error (error, "%s: ", "The program gmt could not be started");
      return NULL;
    }
  if (!g_subprocess_communicate_utf8 (process, input, NULL, &printed, &said, error))
    return NULL;
  if (!g_subprocess_get_successful (process))
    {
      g_set_error (error, CHEZU_GMT_ERROR, CHEZU_GMT_ERROR_FAILED, "gmt %s failed: %s",
                   arguments[0], g_strstrip (said));
      return NULL;
    }
  return chezu_gmt_parse (printed, titles, error);
}
