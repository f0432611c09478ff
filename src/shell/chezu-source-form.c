/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-source-form.h"

#include "base/chezu-address.h"
#include "base/chezu-text.h"

#include <gio/gio.h>
#include <string.h>

/* Whether a sign-in can be tried: an address, and a user with a password or a token. */
gboolean
chezu_source_form_is_complete (const ChezuSourceForm *form, const ChezuSourceRow *original)
{
  g_autofree char *url = chezu_address_clean (form->url);
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
  row->url = chezu_address_clean (form->url);
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
