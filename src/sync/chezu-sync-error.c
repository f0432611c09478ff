/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sync/chezu-sync-error.h"

#include <glib/gi18n-lib.h>
#include <libdex.h>

#include "base/chezu-json-splitter.h"

G_DEFINE_QUARK (chezu-sync-error-quark, chezu_sync_error)

static const char *
describe_certificate (GTlsCertificateFlags flags)
{
  if (flags & G_TLS_CERTIFICATE_UNKNOWN_CA)
    return _ ("Its certificate is not from an authority that this computer knows. If the server is "
              "yours, name the file of its certificate authority in the source.");
  if (flags & G_TLS_CERTIFICATE_BAD_IDENTITY)
    return _ ("Its certificate is made out to another name. Check the address of the source.");
  if (flags & G_TLS_CERTIFICATE_EXPIRED)
    return _ ("Its certificate has expired. Check this computer's clock, and ask whoever runs the "
              "server to renew it.");
  if (flags & G_TLS_CERTIFICATE_NOT_ACTIVATED)
    return _ ("Its certificate is not valid yet. Check this computer's clock.");
  if (flags & G_TLS_CERTIFICATE_REVOKED)
    return _ ("Its certificate was revoked. Ask whoever runs the server.");
  return _ ("Ask whoever runs the server to check its certificate.");
}

GError *
chezu_sync_error_untrusted (GTlsCertificateFlags flags)
{
  g_autofree char *text
      = g_strconcat (_ ("Not connected: the server's identity cannot be verified"), ". ",
                     describe_certificate (flags), NULL);

  return g_error_new_literal (CHEZU_SYNC_ERROR, CHEZU_SYNC_ERROR_UNTRUSTED, text);
}

/* Why no answer came, in words that name the server. */
static char *
describe_silence (const GError *error, const char *host)
{
  if (error->domain == G_TLS_ERROR)
    return g_strdup_printf (_ ("%s does not answer securely. Check whether the address begins "
                               "rightly with https."),
                            host);
  if (error->domain == G_RESOLVER_ERROR)
    return g_strdup_printf (_ ("No server of the name %s is known. Check the address and the "
                               "network."),
                            host);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    return g_strdup_printf (_ ("Nothing answers at %s. Check the address and whether the server "
                               "runs."),
                            host);
  if (g_error_matches (error, DEX_ERROR, DEX_ERROR_TIMED_OUT)
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return g_strdup_printf (_ ("%s has not answered for too long."), host);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE)
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE)
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_HOST_NOT_FOUND))
    return g_strdup_printf (_ ("There is no way to %s. Check the network of this computer."), host);
  return g_strdup_printf (_ ("The connection to %s broke off."), host);
}

/**
 * chezu_sync_error_from_network:
 * @error: what GIO or libsoup said
 * @message: (nullable): the message that failed, for its certificate
 *
 * Returns: (transfer full): the same as a %CHEZU_SYNC_ERROR in plain words; errors of ours and the
 *   order to stop are passed through
 */
GError *
chezu_sync_error_from_network (const GError *error, const char *host, SoupMessage *message)
{
  g_autofree char *text = NULL;

  if (error->domain == CHEZU_SYNC_ERROR || error->domain == CHEZU_JSON_ERROR
      || error->domain == CHEZU_STORE_ERROR || chezu_error_is_stop (error))
    return g_error_copy (error);

  if (g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE))
    return chezu_sync_error_untrusted (
        message != NULL ? soup_message_get_tls_peer_certificate_errors (message) : 0);

  if (g_error_matches (error, SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_TOO_MANY_REDIRECTS)
      || g_error_matches (error, SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_REDIRECT_BAD_URI)
      || g_error_matches (error, SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_PARSING))
    return chezu_sync_error_incompatible (host);

  text = describe_silence (error, host);
  return g_error_new_literal (CHEZU_SYNC_ERROR, CHEZU_SYNC_ERROR_UNREACHABLE, text);
}

/**
 * chezu_sync_error_from_status:
 *
 * Returns: (transfer full): what an HTTP status other than 2xx means for the source
 */
GError *
chezu_sync_error_from_status (guint status, const char *host)
{
  switch (status)
    {
    case 401:
      return g_error_new (
          CHEZU_SYNC_ERROR, CHEZU_SYNC_ERROR_REFUSED,
          _ ("%s accepted the sign-in, but shows no vehicles to this account. Check "
             "what the account may see."),
          host);

    case 400:
    case 403:
      return g_error_new (CHEZU_SYNC_ERROR, CHEZU_SYNC_ERROR_PROTOCOL,
                          _ ("%s refused a request. Check what the account may see."), host);

    case 408:
    case 429:
    case 500:
      return g_error_new (CHEZU_SYNC_ERROR, CHEZU_SYNC_ERROR_UNREACHABLE,
                          _ ("%s is too busy or disturbed to answer at the moment."), host);

    case 502:
    case 503:
    case 504:
      return g_error_new (
          CHEZU_SYNC_ERROR, CHEZU_SYNC_ERROR_UNREACHABLE,
          _ ("%s answers, but the vehicle platform behind it does not at the moment."), host);

    default:
      return chezu_sync_error_incompatible (host);
    }
}

GError *
chezu_sync_error_refused (const char *source)
{
  return g_error_new (CHEZU_SYNC_ERROR, CHEZU_SYNC_ERROR_REFUSED,
                      _ ("Source “%s” refused the sign-in. Check the account"), source);
}

GError *
chezu_sync_error_incompatible (const char *host)
{
  return g_error_new (CHEZU_SYNC_ERROR, CHEZU_SYNC_ERROR_INCOMPATIBLE,
                      _ ("%s answers, but it is not a Traccar server. Check the address, also what "
                         "follows the name of the server."),
                      host);
}

GError *
chezu_sync_error_cut_off (const char *host)
{
  return g_error_new (CHEZU_SYNC_ERROR, CHEZU_SYNC_ERROR_PROTOCOL,
                      _ ("An answer of %s broke off in the middle. It will be asked for again."),
                      host);
}

GError *
chezu_sync_error_broke_off (const char *host)
{
  return g_error_new (CHEZU_SYNC_ERROR, CHEZU_SYNC_ERROR_UNREACHABLE,
                      _ ("The live stream from %s broke off."), host);
}

GError *
chezu_sync_error_unreadable (const char *host)
{
  return g_error_new (CHEZU_SYNC_ERROR, CHEZU_SYNC_ERROR_PROTOCOL,
                      _ ("An answer of %s cannot be read. It will be asked for again."), host);
}

gboolean
chezu_error_is_stop (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
         || g_error_matches (error, DEX_ERROR, DEX_ERROR_FIBER_CANCELLED)
         || g_error_matches (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_CLOSED);
}

/**
 * chezu_sync_error_to_state:
 *
 * Returns: the state of a source that failed with @error: what only a person can mend is told apart
 *   from what passes
 */
ChezuSourceState
chezu_sync_error_to_state (const GError *error)
{
  if (error->domain != CHEZU_SYNC_ERROR)
    return CHEZU_SOURCE_RETRYING;

  switch ((ChezuSyncError)error->code)
    {
    case CHEZU_SYNC_ERROR_REFUSED:
    case CHEZU_SYNC_ERROR_CREDENTIAL:
      return CHEZU_SOURCE_REFUSED;
    case CHEZU_SYNC_ERROR_UNTRUSTED:
      return CHEZU_SOURCE_UNTRUSTED;
    case CHEZU_SYNC_ERROR_INCOMPATIBLE:
      return CHEZU_SOURCE_INCOMPATIBLE;
    case CHEZU_SYNC_ERROR_UNREACHABLE:
    case CHEZU_SYNC_ERROR_PROTOCOL:
    default:
      return CHEZU_SOURCE_RETRYING;
    }
}
