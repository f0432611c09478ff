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

/* Returns: (transfer full): the same, and since when */
char *
chezu_source_describe_since (const ChezuSourceRow *source, gint64 now_ms)
{
  g_autofree char *state = chezu_source_describe (source, now_ms);
  g_autofree char *since = NULL;

  if (!source->enabled || source->state_since_ms == 0)
    return g_steal_pointer (&state);

  since = chezu_format_moment (source->state_since_ms, now_ms);
  /* TRANSLATORS: state of a source, and since when: "Live · 1 s ago · since 13:05:12" */
  return g_strdup_printf (_ ("%s · since %s"), state, since);
}

static const char *
transport_name (const ChezuSourceRow *source)
{
  if (g_strcmp0 (source->transport, "websocket") == 0)
    return _ ("Live stream");
  if (g_strcmp0 (source->transport, "polling") == 0)
    return _ ("Polling");
  return source->transport;
}

static char *
describe_speedup (const ChezuSourceRow *source)
{
  if (source->speedup <= 0)
    return g_strdup (_ ("as fast as possible"));
  return g_strdup_printf ("%g×", source->speedup);
}

/* Returns: (transfer full): how it is reached and read: "https://fleet.example · Live stream ·
 * GCJ-02"
 */
char *
chezu_source_describe_address (const ChezuSourceRow *source)
{
  GString *words = g_string_new (source->url);
  g_autofree char *speedup = describe_speedup (source);

  if (g_strcmp0 (source->kind, "replay") == 0)
    g_string_append_printf (words, " · %s · %s", _ ("Recorded file"), speedup);
  else if (transport_name (source) != NULL)
    g_string_append_printf (words, " · %s", transport_name (source));
  if (source->datum != CHEZU_DATUM_WGS84)
    g_string_append_printf (words, " · %s", chezu_datum_name (source->datum));
  if (source->time_offset_ms != 0)
    g_string_append_printf (words, " · %+g s", (double)source->time_offset_ms / CHEZU_SECOND_MS);
  return g_string_free_and_steal (words);
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

gint64
chezu_source_count_refused (const ChezuSourceRow *source)
{
  gint64 refused = 0;

  for (ChezuRefusal reason = 0; reason < CHEZU_N_REFUSALS; reason++)
    refused += source->refused[reason];
  return refused;
}

/* A line breaks between reasons and not within one. */
static char *
keep_together (const char *name, gint64 count)
{
  g_autofree char *number = chezu_format_count (count);
  g_autofree char *text = g_strdup_printf ("%s %s", name, number);
  g_auto (GStrv) words = g_strsplit (text, " ", -1);

  return g_strjoinv ("\302\240", words);
}

/* Returns: (transfer full): what for, the most frequent first: "Time in the future 28 · No fix 12"
 */
char *
chezu_source_describe_reasons (const ChezuSourceRow *source)
{
  GString *words = g_string_new (NULL);
  gboolean told[CHEZU_N_REFUSALS] = { FALSE };

  for (guint n = 0; n < CHEZU_N_REFUSALS; n++)
    {
      ChezuRefusal most = CHEZU_N_REFUSALS;
      g_autofree char *item = NULL;

      for (ChezuRefusal reason = 0; reason < CHEZU_N_REFUSALS; reason++)
        if (!told[reason] && source->refused[reason] > 0
            && (most == CHEZU_N_REFUSALS || source->refused[reason] > source->refused[most]))
          most = reason;
      if (most == CHEZU_N_REFUSALS)
        break;

      told[most] = TRUE;
      item = keep_together (chezu_refusal_name (most), source->refused[most]);
      g_string_append_printf (words, "%s%s", words->len > 0 ? " · " : "", item);
    }
  return g_string_free_and_steal (words);
}
