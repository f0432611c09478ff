/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/chezu-organisation-path.h"

#include "base/chezu-text.h"

#include <string.h>

#define NAME_CHARACTERS_MAX 255

/**
 * chezu_organisation_path_clean:
 * @path: (nullable): as it came
 *
 * Each name becomes one clean line; empty ones, and levels beyond the deepest allowed, are left
 * out.
 *
 * Returns: (transfer full) (nullable): %NULL when no name is left
 */
char *
chezu_organisation_path_clean (const char *path)
{
  g_autoptr (GString) clean = g_string_new (NULL);
  g_auto (GStrv) names = NULL;
  guint n = 0;

  if (path == NULL)
    return NULL;

  names = g_strsplit (path, CHEZU_ORGANISATION_SEPARATOR, -1);
  for (guint i = 0; names[i] != NULL && n < CHEZU_ORGANISATION_LEVELS_MAX; i++)
    {
      g_autofree char *name = chezu_text_clean (names[i], -1, NAME_CHARACTERS_MAX);

      if (name == NULL || *name == '\0')
        continue;
      if (n++ > 0)
        g_string_append (clean, CHEZU_ORGANISATION_SEPARATOR);
      g_string_append (clean, name);
    }
  return n > 0 ? g_string_free_and_steal (g_steal_pointer (&clean)) : NULL;
}

/**
 * chezu_organisation_path_contains:
 * @path: (nullable): of a vehicle; %NULL belongs nowhere
 *
 * Returns: whether @path is @upper or somewhere below it
 */
gboolean
chezu_organisation_path_contains (const char *upper, const char *path)
{
  gsize length;

  g_return_val_if_fail (upper != NULL, FALSE);

  length = strlen (upper);
  return path != NULL && strncmp (path, upper, length) == 0
         && (path[length] == '\0' || path[length] == *CHEZU_ORGANISATION_SEPARATOR);
}

/* Returns: the narrowest body's name, within @path */
const char *
chezu_organisation_path_get_name (const char *path)
{
  const char *last;

  g_return_val_if_fail (path != NULL, NULL);

  last = strrchr (path, *CHEZU_ORGANISATION_SEPARATOR);
  return last != NULL ? last + 1 : path;
}

/* Returns: (transfer full) (nullable): the path of the body that it is part of */
char *
chezu_organisation_path_get_upper (const char *path)
{
  const char *last;

  g_return_val_if_fail (path != NULL, NULL);

  last = strrchr (path, *CHEZU_ORGANISATION_SEPARATOR);
  return last != NULL ? g_strndup (path, (gsize)(last - path)) : NULL;
}

/* Returns: (transfer full) (nullable): for people to read: "Taozhuang › Xilun › Group 2" */
char *
chezu_organisation_path_format (const char *path)
{
  g_auto (GStrv) names = NULL;

  if (path == NULL)
    return NULL;
  names = g_strsplit (path, CHEZU_ORGANISATION_SEPARATOR, -1);
  return g_strjoinv (" › ", names);
}
