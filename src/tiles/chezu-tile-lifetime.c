/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RFC 9111, 4.2.1: max-age before Expires, and Expires against the server's own Date, because its
 * clock may be wrong. Without either seven days, as OpenStreetMap asks of those who cannot read
 * them. "no-cache" means to ask again each time, "no-store" not to keep. */

#include "tiles/chezu-tile-lifetime.h"

#define DAY_MS (24 * 3600 * G_GINT64_CONSTANT (1000))
#define USUAL_MS (7 * DAY_MS)
#define LONGEST_MS (366 * DAY_MS)
#define RETRY_LONGEST_MS (G_GINT64_CONSTANT (3600) * 1000)

static gboolean
read_time (SoupMessageHeaders *headers, const char *name, gint64 *ms)
{
  const char *text = soup_message_headers_get_one (headers, name);
  g_autoptr (GDateTime) time = text != NULL ? soup_date_time_new_from_http_string (text) : NULL;

  if (time == NULL)
    return FALSE;
  *ms = g_date_time_to_unix (time) * 1000;
  return TRUE;
}

static gint64
read_seconds (GHashTable *directives, const char *name)
{
  const char *text = g_hash_table_lookup (directives, name);
  guint64 seconds;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT32, &seconds, NULL))
    return -1;
  return (gint64)seconds * 1000;
}

static gint64
read_age_ms (SoupMessageHeaders *headers)
{
  const char *text = soup_message_headers_get_one (headers, "Age");
  guint64 seconds;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT32, &seconds, NULL))
    return 0;
  return (gint64)seconds * 1000;
}

static gint64
read_expires_ms (SoupMessageHeaders *headers, gint64 now_ms)
{
  const char *text = soup_message_headers_get_one (headers, "Expires");
  gint64 expires_ms;
  gint64 date_ms;

  if (text == NULL)
    return USUAL_MS;
  /* "0" and "-1" are no dates and mean the past. */
  if (!read_time (headers, "Expires", &expires_ms))
    return 0;
  if (!read_time (headers, "Date", &date_ms))
    date_ms = now_ms;
  return expires_ms - date_ms;
}

ChezuTileLifetime
chezu_tile_lifetime_read (SoupMessageHeaders *headers, gint64 now_ms)
{
  const char *text = soup_message_headers_get_list (headers, "Cache-Control");
  g_autoptr (GHashTable) directives = text != NULL ? soup_header_parse_param_list (text) : NULL;
  ChezuTileLifetime life = { now_ms, TRUE };
  gint64 fresh_ms = -1;

  if (directives != NULL)
    {
      life.keep = !g_hash_table_contains (directives, "no-store");
      if (g_hash_table_contains (directives, "no-cache"))
        return life;
      fresh_ms = read_seconds (directives, "max-age");
    }
  if (fresh_ms < 0)
    fresh_ms = read_expires_ms (headers, now_ms);
  else
    fresh_ms -= read_age_ms (headers);
  life.expires_ms = now_ms + CLAMP (fresh_ms, 0, LONGEST_MS);
  return life;
}

/* Returns: for how long the server asks to be left alone, 0 where it does not say */
gint64
chezu_tile_retry_after_ms (SoupMessageHeaders *headers, gint64 now_ms)
{
  const char *text = soup_message_headers_get_one (headers, "Retry-After");
  guint64 seconds;
  gint64 until_ms;

  if (text == NULL)
    return 0;
  if (g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT32, &seconds, NULL))
    return MIN ((gint64)seconds * 1000, RETRY_LONGEST_MS);
  if (read_time (headers, "Retry-After", &until_ms))
    return CLAMP (until_ms - now_ms, 0, RETRY_LONGEST_MS);
  return 0;
}
