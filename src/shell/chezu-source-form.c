/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-source-form.h"

#include "base/chezu-address.h"
#include "base/chezu-text.h"
#include "base/chezu-time.h"

#include <gio/gio.h>
#include <math.h>
#include <string.h>

/* Whether it can be tried: a file, or an address and a user with a password or a token. */
gboolean
chezu_source_form_is_complete (const ChezuSourceForm *form, const ChezuSourceRow *original)
{
  g_autofree char *url = chezu_address_clean (form->url);
  gboolean keeps_secret = original != NULL && original->credential != CHEZU_CREDENTIAL_NONE;

  if (form->replay)
    return form->file != NULL;
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

/* A recorded file asks for nothing. */
static void
take_replay (const ChezuSourceForm *form, ChezuSourceRow *row)
{
  row->kind = g_strdup ("replay");
  row->url = g_strdup (form->file);
  row->credential = CHEZU_CREDENTIAL_NONE;
  g_clear_pointer (&row->credential_file, g_free);
  row->speedup = form->speedup;
  row->original_times = form->original_times;
}

static void
take_platform (const ChezuSourceForm *form, const ChezuSourceRow *original, ChezuSourceRow *row)
{
  row->kind = g_strdup ("traccar");
  row->url = chezu_address_clean (form->url);
  row->user = form->token ? NULL : g_strdup (form->user);
  row->ca_file = g_strdup (form->ca_file);
  row->credential = choose_credential (form, original);
  if (row->credential == CHEZU_CREDENTIAL_KEYRING
      || row->credential == CHEZU_CREDENTIAL_KEYRING_TOKEN)
    g_clear_pointer (&row->credential_file, g_free);
  row->speedup = original != NULL ? original->speedup : 1;
}

/* Returns: (transfer full): a row to add, or to update when @original is given */
ChezuSourceRow *
chezu_source_form_make_row (const ChezuSourceForm *form, const ChezuSourceRow *original)
{
  ChezuSourceRow *row
      = original != NULL ? chezu_source_row_copy (original) : g_new0 (ChezuSourceRow, 1);

  g_free (row->name);
  row->name = chezu_text_clean (form->name, -1, CHEZU_NAME_MAX);
  g_clear_pointer (&row->kind, g_free);
  g_clear_pointer (&row->url, g_free);
  g_clear_pointer (&row->user, g_free);
  g_clear_pointer (&row->ca_file, g_free);
  if (form->replay)
    take_replay (form, row);
  else
    take_platform (form, original, row);

  row->datum = form->datum;
  row->time_offset_ms = llround (form->time_offset_s * CHEZU_SECOND_MS);
  row->enabled = original == NULL || original->enabled;
  return row;
}

/* Returns: (transfer full) (nullable): the password or token, %NULL when the one that is kept stays
 */
char *
chezu_source_form_make_secret (const ChezuSourceForm *form)
{
  return !form->replay && *form->secret != '\0' ? g_strdup (form->secret) : NULL;
}
