/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sim/chezu-sim-auth.h"

#include "base/chezu-time.h"

#include <string.h>

#define COOKIE "JSESSIONID"
#define NAME "admin"
#define PASSWORD "admin"
#define SIGNATURE_BYTES 16

struct _ChezuSimAuth
{
  GHashTable *sessions; /* set of cookie values */
  GHashTable *revoked;  /* set of tokens */
  char *key;            /* the same after a restart, so that tokens outlive it */
};

ChezuSimAuth *
chezu_sim_auth_new (guint32 seed)
{
  ChezuSimAuth *self = g_new0 (ChezuSimAuth, 1);

  self->sessions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->revoked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->key = g_strdup_printf ("chezu-sim-%u", seed);
  return self;
}

void
chezu_sim_auth_free (ChezuSimAuth *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->sessions);
  g_hash_table_unref (self->revoked);
  g_free (self->key);
  g_free (self);
}

/* Case and blanks around the name do not matter, as on the real server. */
gboolean
chezu_sim_auth_check_password (const char *name, const char *password)
{
  g_autofree char *stripped = g_strstrip (g_strdup (name != NULL ? name : ""));

  return g_ascii_strcasecmp (stripped, NAME) == 0 && g_strcmp0 (password, PASSWORD) == 0;
}

static char *
get_cookie (SoupServerMessage *message)
{
  const char *header
      = soup_message_headers_get_list (soup_server_message_get_request_headers (message), "Cookie");
  g_auto (GStrv) cookies = header != NULL ? g_strsplit (header, ";", -1) : NULL;

  for (guint i = 0; cookies != NULL && cookies[i] != NULL; i++)
    {
      const char *cookie = g_strstrip (cookies[i]);

      if (g_str_has_prefix (cookie, COOKIE "="))
        return g_strdup (cookie + strlen (COOKIE "="));
    }
  return NULL;
}

static char *
to_base64url (const guchar *data, gsize length)
{
  char *text = g_base64_encode (data, length);

  for (char *at = text; *at != '\0'; at++)
    if (*at == '+')
      *at = '-';
    else if (*at == '/')
      *at = '_';
    else if (*at == '=')
      *at = '\0';
  return text;
}

static guchar *
from_base64url (const char *token, gsize *length)
{
  g_autoptr (GString) text = g_string_new (token);

  for (gsize i = 0; i < text->len; i++)
    if (text->str[i] == '-')
      text->str[i] = '+';
    else if (text->str[i] == '_')
      text->str[i] = '/';
    else if (!g_ascii_isalnum (text->str[i]))
      return NULL;
  while (text->len % 4 != 0)
    g_string_append_c (text, '=');
  return g_base64_decode (text->str, length);
}

static void
sign (ChezuSimAuth *self, const guchar *data, gsize length, guchar signature[SIGNATURE_BYTES])
{
  guchar digest[32];
  gsize digest_length = sizeof digest;
  GHmac *hmac = g_hmac_new (G_CHECKSUM_SHA256, (const guchar *)self->key, strlen (self->key));

  g_hmac_update (hmac, data, (gssize)length);
  g_hmac_get_digest (hmac, digest, &digest_length);
  g_hmac_unref (hmac);
  memcpy (signature, digest, SIGNATURE_BYTES);
}

/* Returns: (transfer full): a token that any server of the same seed accepts until @expires_ms */
char *
chezu_sim_auth_make_token (ChezuSimAuth *self, gint64 expires_ms)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree char *claims = g_strdup_printf ("{\"u\":1,\"e\":%" G_GINT64_FORMAT "}", expires_ms);
  guchar signature[SIGNATURE_BYTES];

  sign (self, (const guchar *)claims, strlen (claims), signature);
  g_byte_array_append (bytes, signature, sizeof signature);
  g_byte_array_append (bytes, (const guchar *)claims, (guint)strlen (claims));
  return to_base64url (bytes->data, bytes->len);
}

ChezuSimLogin
chezu_sim_auth_check_token (ChezuSimAuth *self, const char *token)
{
  gsize length = 0;
  g_autofree guchar *bytes = from_base64url (token, &length);
  g_autofree char *claims = NULL;
  guchar signature[SIGNATURE_BYTES];
  const char *expires;

  if (bytes == NULL || length <= SIGNATURE_BYTES)
    return CHEZU_SIM_LOGIN_MALFORMED;
  sign (self, bytes + SIGNATURE_BYTES, length - SIGNATURE_BYTES, signature);
  if (memcmp (signature, bytes, SIGNATURE_BYTES) != 0
      || g_hash_table_contains (self->revoked, token))
    return CHEZU_SIM_LOGIN_NONE;

  claims = g_strndup ((const char *)bytes + SIGNATURE_BYTES, length - SIGNATURE_BYTES);
  expires = strstr (claims, "\"e\":");
  if (expires == NULL || g_ascii_strtoll (expires + 4, NULL, 10) < chezu_time_now_ms ())
    return CHEZU_SIM_LOGIN_NONE;
  return CHEZU_SIM_LOGIN_OK;
}

void
chezu_sim_auth_revoke_token (ChezuSimAuth *self, const char *token)
{
  g_hash_table_add (self->revoked, g_strdup (token));
}

static ChezuSimLogin
check_basic (const char *encoded)
{
  gsize length = 0;
  g_autofree guchar *bytes = g_base64_decode (encoded, &length);
  g_autofree char *text = g_strndup ((const char *)bytes, length);
  char *colon = strchr (text, ':');

  if (colon == NULL)
    return CHEZU_SIM_LOGIN_MALFORMED;
  *colon = '\0';
  return chezu_sim_auth_check_password (text, colon + 1) ? CHEZU_SIM_LOGIN_OK
                                                         : CHEZU_SIM_LOGIN_NONE;
}

gboolean
chezu_sim_auth_has_session (ChezuSimAuth *self, SoupServerMessage *message)
{
  g_autofree char *cookie = get_cookie (message);

  return cookie != NULL && g_hash_table_contains (self->sessions, cookie);
}

/* An Authorization header makes the server ignore the cookie. */
ChezuSimLogin
chezu_sim_auth_check (ChezuSimAuth *self, SoupServerMessage *message)
{
  const char *header = soup_message_headers_get_one (
      soup_server_message_get_request_headers (message), "Authorization");

  if (header == NULL)
    return chezu_sim_auth_has_session (self, message) ? CHEZU_SIM_LOGIN_OK : CHEZU_SIM_LOGIN_NONE;
  if (g_ascii_strncasecmp (header, "Basic ", 6) == 0)
    return check_basic (header + 6);
  if (g_ascii_strncasecmp (header, "Bearer ", 7) == 0)
    return chezu_sim_auth_check_token (self, header + 7);
  return CHEZU_SIM_LOGIN_MALFORMED;
}

void
chezu_sim_auth_begin_session (ChezuSimAuth *self, SoupServerMessage *message)
{
  g_autofree char *uuid = g_uuid_string_random ();
  g_autofree char *value = g_strdup_printf ("node0%s", uuid);
  g_autofree char *cookie = g_strdup_printf (COOKIE "=%s; Path=/; HttpOnly", value);

  g_hash_table_add (self->sessions, g_steal_pointer (&value));
  soup_message_headers_append (soup_server_message_get_response_headers (message), "Set-Cookie",
                               cookie);
}

void
chezu_sim_auth_end_session (ChezuSimAuth *self, SoupServerMessage *message)
{
  g_autofree char *cookie = get_cookie (message);

  if (cookie != NULL)
    g_hash_table_remove (self->sessions, cookie);
}

void
chezu_sim_auth_drop_sessions (ChezuSimAuth *self)
{
  g_hash_table_remove_all (self->sessions);
}
