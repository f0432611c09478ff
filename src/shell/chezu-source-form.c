/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-source-form.h"

#include "base/chezu-text.h"

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
 * chezu_source_form_clean_url:
 *
 * Takes what people paste: with or without a scheme, with the path of the web page or of the API.
 *
 * Returns: (transfer full) (nullable): the address up to, not including, "/api" and without a slash
 *   at its end; %NULL when it cannot be one
 */
char *
chezu_source_form_clean_url (const char *text)
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

/* Whether a sign-in can be tried: an address, and a user with a password or a token. */
gboolean
chezu_source_form_is_complete (const ChezuSourceForm *form, const ChezuSourceRow *original)
{
  g_autofree char *url = chezu_source_form_clean_url (form->url);
  gboolean keeps_secret = original != NULL && original->credential != CHEZU_CREDENTIAL_NONE;

  if (url == NULL || (!form->token && *form->user == '\0'))
    return FALSE;
  return *form->secret != '\0' || keeps_secret;
}

/* A new secret goes into the keyring; where an old one is kept stays as it was. */
static ChezuCredentialKind
choose_credential (const ChezuSourceForm *form, const ChezuSourceRow *original)
{
  if (*form->secret == '\0' && original != NULL)
    return original->credential;
  return form->token ? CHEZU_CREDENTIAL_KEYRING_TOKEN : CHEZU_CREDENTIAL_KEYRING;
}

/* Returns: (transfer full): a row to add, or to update when @original is given */
ChezuSourceRow *
chezu_source_form_make_row (const ChezuSourceForm *form, const ChezuSourceRow *original)
{
  ChezuSourceRow *row
      = original != NULL ? chezu_source_row_copy (original) : g_new0 (ChezuSourceRow, 1);

  g_free (row->name);
  row->name = chezu_text_clean (form->name, -1, CHEZU_NAME_MAX);
  if (row->kind == NULL)
    row->kind = g_strdup ("traccar");
  g_free (row->url);
  row->url = chezu_source_form_clean_url (form->url);
  g_free (row->user);
  row->user = form->token ? NULL : g_strdup (form->user);
  g_free (row->ca_file);
  row->ca_file = g_strdup (form->ca_file);

  row->credential = choose_credential (form, original);
  if (row->credential == CHEZU_CREDENTIAL_KEYRING
      || row->credential == CHEZU_CREDENTIAL_KEYRING_TOKEN)
    g_clear_pointer (&row->credential_file, g_free);
  row->enabled = original == NULL || original->enabled;
  return row;
}

/* Returns: (transfer full) (nullable): the password or token, %NULL when the one that is kept stays
 */
char *
chezu_source_form_make_secret (const ChezuSourceForm *form)
{
  return *form->secret != '\0' ? g_strdup (form->secret) : NULL;
}
