/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-source-words.h"

#include "base/chezu-format.h"
#include "base/chezu-time.h"
#include "shell/chezu-connection.h"

#include <glib/gi18n-lib.h>

/* Returns: (transfer full): "Live · 1 s ago", and while it waits "Connection Lost · retrying in 12
 * s" */
char *
chezu_source_describe (const ChezuSourceRow *source, gint64 now_ms)
{
  const char *name = chezu_connection_level_name (chezu_connection_level_of (source, now_ms));
  gint64 wait_ms = source->retry_at_ms - now_ms;
  g_autofree char *age = NULL;

  if (!source->enabled)
    return g_strdup (_ ("Switched Off"));
  if (source->state == CHEZU_SOURCE_RETRYING && wait_ms > 0)
    /* TRANSLATORS: state of a source and when it is tried again */
    return g_strdup_printf (_ ("%s · retrying in %d s"), name,
                            (int)((wait_ms + CHEZU_SECOND_MS - 1) / CHEZU_SECOND_MS));
  if (source->last_message_ms == 0)
    return g_strdup (name);

  age = chezu_format_age (source->last_message_ms, now_ms);
  return g_strdup_printf (_ ("%s · %s"), name, age);
}

char *
chezu_source_describe_transport (const ChezuSourceRow *source)
{
  if (g_strcmp0 (source->transport, "websocket") == 0)
    return g_strdup (_ ("Live stream"));
  if (g_strcmp0 (source->transport, "polling") == 0)
    return g_strdup (_ ("Polling"));
  return g_strdup (source->transport != NULL ? source->transport : "—");
}

/* How much later than the backend said it, the last batch stood in the store. */
char *
chezu_source_describe_lag (const ChezuSourceRow *source)
{
  if (source->lag_ms < 0)
    return g_strdup ("—");
  if (source->lag_ms < 10 * CHEZU_SECOND_MS)
    return g_strdup_printf (_ ("%.1f s"), source->lag_ms / 1000.0);
  return chezu_format_duration (source->lag_ms);
}

/* Returns: (transfer full): the count and, if any, what for: "12 (Impossible coordinates 9, …)" */
char *
chezu_source_describe_refused (const ChezuSourceRow *source)
{
  g_autoptr (GString) reasons = g_string_new (NULL);
  g_autofree char *total = NULL;
  gint64 refused = 0;

  for (ChezuRefusal reason = 0; reason < CHEZU_N_REFUSALS; reason++)
    {
      g_autofree char *count = NULL;

      if (source->refused[reason] == 0)
        continue;
      refused += source->refused[reason];
      count = chezu_format_count (source->refused[reason]);
      if (reasons->len > 0)
        g_string_append (reasons, " · ");
      g_string_append_printf (reasons, "%s %s", chezu_refusal_name (reason), count);
    }

  total = chezu_format_count (refused);
  if (refused == 0)
    return g_steal_pointer (&total);
  /* TRANSLATORS: how many, and of these by reason: "40: time in the future 28 · no fix 12" */
  return g_strdup_printf (_ ("%s: %s"), total, reasons->str);
}
