/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Queries and forms, where a name may stand several times and a plus is a blank. */

#include "sim/chezu-sim-backend.h"

#include "base/chezu-time.h"

#include <string.h>

struct _ChezuSimQuery
{
  GPtrArray *names;
  GPtrArray *values;
};

static char *
decode (const char *text)
{
  g_autofree char *copy = g_strdup (text);
  char *decoded;

  for (char *at = copy; *at != '\0'; at++)
    if (*at == '+')
      *at = ' ';
  decoded = g_uri_unescape_string (copy, NULL);
  return decoded != NULL ? decoded : g_strdup ("");
}

/* @encoded may be NULL. */
ChezuSimQuery *
chezu_sim_query_new (const char *encoded)
{
  ChezuSimQuery *self = g_new0 (ChezuSimQuery, 1);
  g_auto (GStrv) pairs = g_strsplit (encoded != NULL ? encoded : "", "&", -1);

  self->names = g_ptr_array_new_with_free_func (g_free);
  self->values = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; pairs[i] != NULL; i++)
    {
      char *equals = strchr (pairs[i], '=');

      if (equals != NULL)
        *equals = '\0';
      g_ptr_array_add (self->names, decode (pairs[i]));
      g_ptr_array_add (self->values, decode (equals != NULL ? equals + 1 : ""));
    }
  return self;
}

void
chezu_sim_query_free (ChezuSimQuery *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->names);
  g_ptr_array_unref (self->values);
  g_free (self);
}

/* Returns: (nullable): the first value of that name */
const char *
chezu_sim_query_get (ChezuSimQuery *self, const char *name)
{
  for (guint i = 0; i < self->names->len; i++)
    if (g_str_equal (g_ptr_array_index (self->names, i), name))
      return g_ptr_array_index (self->values, i);
  return NULL;
}

/* Returns: (transfer container): all values of that name, borrowed */
GPtrArray *
chezu_sim_query_get_all (ChezuSimQuery *self, const char *name)
{
  GPtrArray *found = g_ptr_array_new ();

  for (guint i = 0; i < self->names->len; i++)
    if (g_str_equal (g_ptr_array_index (self->names, i), name))
      g_ptr_array_add (found, g_ptr_array_index (self->values, i));
  return found;
}

/* Date and time with an offset; seconds may be missing, the offset may not. */
gboolean
chezu_sim_query_get_time (ChezuSimQuery *self, const char *name, gint64 *time_ms)
{
  const char *text = chezu_sim_query_get (self, name);
  g_autofree char *with_seconds = NULL;
  const char *colon;

  if (text == NULL || strchr (text, 'T') == NULL)
    return FALSE;
  if (chezu_time_parse_iso8601 (text, time_ms))
    return TRUE;

  colon = strchr (text, ':');
  if (colon == NULL || strlen (colon) < 4 || colon[3] == ':')
    return FALSE;
  with_seconds = g_strdup_printf ("%.*s:00%s", (int)(colon + 3 - text), text, colon + 3);
  return chezu_time_parse_iso8601 (with_seconds, time_ms);
}
