/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/chezu-address.h"

#include <gio/gio.h>
#include <string.h>

/* What runs on this computer is reached without TLS, unless somebody says otherwise. */
static const char *
guess_scheme (const char *address)
{
  g_autofree char *full = g_strconcat ("http://", address, NULL);
  g_autoptr (GUri) uri = g_uri_parse (full, G_URI_FLAGS_NONE, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;
  g_autoptr (GInetAddress) number = host != NULL ? g_inet_address_new_from_string (host) : NULL;

  if (number != NULL ? g_inet_address_get_is_loopback (number) : g_strcmp0 (host, "localhost") == 0)
    return "http://";
  return "https://";
}

/**
 * chezu_address_clean:
 *
 * Takes what people paste: with or without a scheme, with the path of the web page or of the API.
 *
 * Returns: (transfer full) (nullable): the address up to, not including, "/api" and without a slash
 *   at its end; %NULL when it cannot be one
 */
char *
chezu_address_clean (const char *text)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (text != NULL ? text : ""));
  g_autofree char *full = NULL;
  g_autoptr (GUri) uri = NULL;
  char *path;
  char *api;

  if (*trimmed == '\0' || strpbrk (trimmed, " \t\r\n") != NULL)
    return NULL;

  full = strstr (trimmed, "://") != NULL ? g_strdup (trimmed)
                                         : g_strconcat (guess_scheme (trimmed), trimmed, NULL);
  uri = g_uri_parse (full, G_URI_FLAGS_NONE, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0'
      || (strcmp (g_uri_get_scheme (uri), "http") != 0
          && strcmp (g_uri_get_scheme (uri), "https") != 0))
    return NULL;

  path = g_strdup (g_uri_get_path (uri));
  api = g_strrstr (path, "/api");
  if (api != NULL && (api[4] == '\0' || api[4] == '/'))
    *api = '\0';
  while (g_str_has_suffix (path, "/"))
    path[strlen (path) - 1] = '\0';

  g_free (g_steal_pointer (&full));
  full = g_uri_join (G_URI_FLAGS_NONE, g_uri_get_scheme (uri), NULL, g_uri_get_host (uri),
                     g_uri_get_port (uri), path, NULL, NULL);
  g_free (path);
  return g_steal_pointer (&full);
}
