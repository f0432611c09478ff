/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ctl/chezu-ctl-source-options.h"

#include "base/chezu-address.h"
#include "base/chezu-text.h"
#include "base/chezu-time.h"
#include "geo/chezu-track-columns.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define TIME_OFFSET_MAX_MS (2 * CHEZU_DAY_MS)
#define SPEEDUP_MAX 1e6

void
chezu_ctl_source_options_clear (ChezuCtlSourceOptions *self)
{
  g_free (self->kind);
  g_free (self->url);
  g_free (self->user);
  g_free (self->password_file);
  g_free (self->token_file);
  g_free (self->ca_file);
  g_free (self->replay);
  g_free (self->datum);
  g_free (self->time_offset);
  g_free (self->speedup);
  g_strfreev (self->columns);
  g_free (self->name);
}

GOptionEntry *
chezu_ctl_source_options_entries (ChezuCtlSourceOptions *self, gboolean changing)
{
  const GOptionEntry both[] = {
    { "url", 0, 0, G_OPTION_ARG_STRING, &self->url, N_ ("Address of the platform"), "URL" },
    { "user", 0, 0, G_OPTION_ARG_STRING, &self->user, N_ ("Account to sign in with"), N_ ("NAME") },
    { "password-file", 0, 0, G_OPTION_ARG_FILENAME, &self->password_file,
      N_ ("File of mode 0600 that holds the password (default: ask, and keep it in the keyring)"),
      N_ ("FILE") },
    { "token-file", 0, 0, G_OPTION_ARG_FILENAME, &self->token_file,
      N_ ("File of mode 0600 that holds a token, instead of an account"), N_ ("FILE") },
    { "ca-file", 0, 0, G_OPTION_ARG_FILENAME, &self->ca_file,
      N_ ("Certificates (PEM) of a private authority to trust for this source"), N_ ("FILE") },
    { "datum", 0, 0, G_OPTION_ARG_STRING, &self->datum,
      N_ ("Datum of its positions: wgs84 (default), cgcs2000, gcj02 or bd09"), N_ ("DATUM") },
    { "time-offset", 0, 0, G_OPTION_ARG_STRING, &self->time_offset,
      N_ ("What to add to the times of its terminals: -8h where they write China's time as UTC"),
      N_ ("OFFSET") },
    { "replay", 0, 0, G_OPTION_ARG_FILENAME, &self->replay,
      N_ ("Recorded file to play instead of a platform: CSV, GPX, GeoJSON and others"),
      N_ ("FILE") },
    { "speedup", 0, 0, G_OPTION_ARG_STRING, &self->speedup,
      N_ ("How much faster to play it (default: 1; max is as fast as possible)"), N_ ("FACTOR") },
    { "original-times", 0, 0, G_OPTION_ARG_NONE, &self->original_times,
      N_ ("Keep its times, instead of moving them so that it is of now"), NULL },
    { "column", 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->columns,
      N_ ("What it calls a column, like time=GPSTIME (default: guess); may be repeated"),
      N_ ("ROLE=NAME") },
  };
  const GOptionEntry of_adding[] = {
    { "kind", 0, 0, G_OPTION_ARG_STRING, &self->kind,
      N_ ("Kind of platform: traccar (default) or replay"), N_ ("KIND") },
  };
  const GOptionEntry of_changing[] = {
    { "name", 0, 0, G_OPTION_ARG_STRING, &self->name, N_ ("Another name"), N_ ("NAME") },
    { "shifted-times", 0, 0, G_OPTION_ARG_NONE, &self->shifted_times,
      N_ ("Move the times of a recorded file so that it is of now"), NULL },
    { "enable", 0, 0, G_OPTION_ARG_NONE, &self->enable, N_ ("Follow it"), NULL },
    { "disable", 0, 0, G_OPTION_ARG_NONE, &self->disable, N_ ("Do not follow it"), NULL },
  };
  const GOptionEntry *own = changing ? of_changing : of_adding;
  guint n_own = changing ? G_N_ELEMENTS (of_changing) : G_N_ELEMENTS (of_adding);
  GOptionEntry *entries = g_new0 (GOptionEntry, G_N_ELEMENTS (both) + n_own + 1);

  for (guint i = 0; i < n_own; i++)
    entries[i] = own[i];
  for (guint i = 0; i < G_N_ELEMENTS (both); i++)
    entries[n_own + i] = both[i];
  return entries;
}

/* --- What each means -------------------------------------------------------------------------- */

static char *
absolute_path (const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (path);

  return g_file_get_path (file);
}

static void
take_path (char **member, const char *given)
{
  if (given == NULL)
    return;
  g_free (*member);
  *member = absolute_path (given);
}

static ChezuExit
apply_replay (const ChezuCtlSourceOptions *self, ChezuSourceRow *row)
{
  if (self->url != NULL || self->user != NULL || self->password_file != NULL
      || self->token_file != NULL || self->ca_file != NULL)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("A recorded file has no address and no account"));
  if (self->replay == NULL && row->url == NULL)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("--replay is missing: the recorded file"));
  take_path (&row->url, self->replay);
  if (row->url == NULL)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("“%s” is no file of this computer"), self->replay);
  row->credential = CHEZU_CREDENTIAL_NONE;
  return CHEZU_EXIT_OK;
}

static ChezuExit
apply_credential (const ChezuCtlSourceOptions *self, ChezuSourceRow *row)
{
  if (self->token_file != NULL)
    {
      g_clear_pointer (&row->user, g_free);
      row->credential = CHEZU_CREDENTIAL_TOKEN_FILE;
      take_path (&row->credential_file, self->token_file);
      return CHEZU_EXIT_OK;
    }

  if (self->user != NULL)
    {
      g_set_str (&row->user, self->user);
      row->credential = CHEZU_CREDENTIAL_KEYRING;
      g_clear_pointer (&row->credential_file, g_free);
    }
  if (self->password_file != NULL)
    {
      row->credential = CHEZU_CREDENTIAL_PASSWORD_FILE;
      take_path (&row->credential_file, self->password_file);
    }
  if (row->user == NULL && row->credential != CHEZU_CREDENTIAL_TOKEN_FILE
      && row->credential != CHEZU_CREDENTIAL_KEYRING_TOKEN)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("--user is missing: the account on the platform"));
  return CHEZU_EXIT_OK;
}

static ChezuExit
apply_platform (const ChezuCtlSourceOptions *self, ChezuSourceRow *row)
{
  if (self->replay != NULL)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("A platform has no recorded file"));
  if (self->url == NULL && row->url == NULL)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("--url is missing: the address of the platform"));
  if (self->token_file != NULL && (self->user != NULL || self->password_file != NULL))
    return chezu_ctl_fail (CHEZU_EXIT_USAGE,
                           _ ("Give either --token-file, or --user with its password"));
  if (self->url != NULL)
    {
      g_free (row->url);
      row->url = chezu_address_clean (self->url);
      if (row->url == NULL)
        return chezu_ctl_fail (CHEZU_EXIT_USAGE,
                               _ ("“%s” is no address. Write it like https://host.example:8082"),
                               self->url);
    }
  take_path (&row->ca_file, self->ca_file);
  return apply_credential (self, row);
}

/* "10", "0.5" or "max". */
static gboolean
read_speedup (const char *text, double *speedup)
{
  char *end;

  if (g_str_equal (text, "max"))
    {
      *speedup = 0;
      return TRUE;
    }
  *speedup = g_ascii_strtod (text, &end);
  if (*end == 'x')
    end++;
  return end != text && *end == '\0' && *speedup > 0 && *speedup <= SPEEDUP_MAX;
}

static ChezuExit
apply_playing (const ChezuCtlSourceOptions *self, ChezuSourceRow *row)
{
  g_autofree char *columns = self->columns != NULL ? g_strjoinv (",", self->columns) : NULL;
  g_autoptr (GError) error = NULL;

  if (g_strcmp0 (row->kind, "replay") != 0)
    {
      if (self->speedup != NULL || columns != NULL || self->original_times || self->shifted_times)
        return chezu_ctl_fail (CHEZU_EXIT_USAGE,
                               _ ("--speedup, --column and times to keep or to move are for "
                                  "recorded files"));
      return CHEZU_EXIT_OK;
    }

  if (self->speedup != NULL && !read_speedup (self->speedup, &row->speedup))
    return chezu_ctl_fail (CHEZU_EXIT_USAGE,
                           _ ("--speedup takes a number above 0 and up to 1000000, or “max”"));
  if (self->original_times && self->shifted_times)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("Times are either kept (--original-times) or moved "
                                                "(--shifted-times)"));
  if (self->original_times || self->shifted_times)
    row->original_times = self->original_times;
  if (columns == NULL)
    return CHEZU_EXIT_OK;
  if (!chezu_track_columns_check (columns, &error))
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, "%s", error->message);
  g_set_str (&row->columns, columns);
  return CHEZU_EXIT_OK;
}

static ChezuExit
apply_reading (const ChezuCtlSourceOptions *self, ChezuSourceRow *row)
{
  if (self->datum != NULL && !chezu_datum_from_key (self->datum, &row->datum))
    return chezu_ctl_fail (
        CHEZU_EXIT_USAGE, _ ("“%s” is no datum; wgs84, cgcs2000, gcj02 and bd09 are"), self->datum);
  if (self->time_offset != NULL
      && (!chezu_time_parse_offset (self->time_offset, &row->time_offset_ms)
          || ABS (row->time_offset_ms) > TIME_OFFSET_MAX_MS))
    return chezu_ctl_fail (CHEZU_EXIT_USAGE,
                           _ ("“%s” is no offset of up to two days. Write it like -8h or +30min"),
                           self->time_offset);
  return CHEZU_EXIT_OK;
}

static ChezuExit
apply_state (const ChezuCtlSourceOptions *self, ChezuSourceRow *row)
{
  if (self->enable && self->disable)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("Give either --enable or --disable"));
  if (self->enable || self->disable)
    row->enabled = self->enable;
  if (self->name == NULL)
    return CHEZU_EXIT_OK;
  g_free (row->name);
  row->name = chezu_text_clean (self->name, -1, CHEZU_NAME_MAX);
  return row->name != NULL
             ? CHEZU_EXIT_OK
             : chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("Give the source a name that one can read"));
}

static ChezuExit
apply_kind (const ChezuCtlSourceOptions *self, ChezuSourceRow *row)
{
  const char *kind = self->kind;

  if (row->kind != NULL)
    return CHEZU_EXIT_OK;
  if (kind == NULL)
    kind = self->replay != NULL ? "replay" : "traccar";
  if (!g_str_equal (kind, "traccar") && !g_str_equal (kind, "replay"))
    return chezu_ctl_fail (CHEZU_EXIT_USAGE,
                           _ ("“%s” is no kind of source; “traccar” and “replay” are"), kind);
  row->kind = g_strdup (kind);
  return CHEZU_EXIT_OK;
}

ChezuExit
chezu_ctl_source_options_apply (const ChezuCtlSourceOptions *self, ChezuSourceRow *row)
{
  ChezuExit code = apply_kind (self, row);

  if (code == CHEZU_EXIT_OK)
    code
        = g_str_equal (row->kind, "replay") ? apply_replay (self, row) : apply_platform (self, row);
  if (code == CHEZU_EXIT_OK)
    code = apply_playing (self, row);
  if (code == CHEZU_EXIT_OK)
    code = apply_reading (self, row);
  return code == CHEZU_EXIT_OK ? apply_state (self, row) : code;
}

gboolean
chezu_ctl_source_options_need_password (const ChezuCtlSourceOptions *self,
                                        const ChezuSourceRow *row)
{
  return row->credential == CHEZU_CREDENTIAL_KEYRING && self->user != NULL;
}
