/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sync/chezu-backoff.h"

#include <libsoup/soup.h>

/* A server may ask for patience, but not for ever: a wrong header must not silence a source. */
#define RETRY_AFTER_MAX_MS (60 * 60 * 1000)

void
chezu_backoff_init (ChezuBackoff *self, guint min_ms, guint max_ms, guint32 seed)
{
  g_return_if_fail (min_ms > 0 && min_ms <= max_ms);

  *self = (ChezuBackoff){ .min_ms = min_ms, .max_ms = max_ms, .rand = g_rand_new_with_seed (seed) };
}

void
chezu_backoff_clear (ChezuBackoff *self)
{
  g_clear_pointer (&self->rand, g_rand_free);
}

void
chezu_backoff_reset (ChezuBackoff *self)
{
  self->attempt = 0;
}

/**
 * chezu_backoff_next_ms:
 * @retry_after_ms: what the server asked for, 0 nothing
 *
 * Counts a failure. The wait is drawn at random from a range that doubles from one to two minimums
 * up to half to the whole maximum, so that the many clients of a server that failed do not come
 * back as one. A server that asks for more gets it.
 *
 * Returns: milliseconds
 */
guint
chezu_backoff_next_ms (ChezuBackoff *self, gint64 retry_after_ms)
{
  gint64 full = self->max_ms;
  gint64 wait;

  if (self->attempt < 30)
    full = MIN ((gint64)self->min_ms << (self->attempt + 1), (gint64)self->max_ms);
  self->attempt++;

  wait = (gint64)((double)full * g_rand_double_range (self->rand, 0.5, 1.0));
  wait = MAX (wait, self->min_ms);
  return (guint)MAX (wait, MIN (retry_after_ms, RETRY_AFTER_MAX_MS));
}

/**
 * chezu_retry_after_ms:
 * @header: (nullable): the value of `Retry-After`: seconds, or a date (RFC 9110, 10.2.3)
 *
 * Returns: how long to wait from @now_ms on, 0 when the header says nothing usable
 */
gint64
chezu_retry_after_ms (const char *header, gint64 now_ms)
{
  g_autoptr (GDateTime) date = NULL;
  guint64 seconds;

  if (header == NULL)
    return 0;
  if (g_ascii_string_to_unsigned (header, 10, 0, G_MAXINT32, &seconds, NULL))
    return (gint64)seconds * 1000;

  date = soup_date_time_new_from_http_string (header);
  if (date == NULL)
    return 0;
  return MAX (g_date_time_to_unix (date) * 1000 - now_ms, 0);
}
