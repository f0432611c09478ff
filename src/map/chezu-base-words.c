/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "map/chezu-base-words.h"

#include <glib/gi18n-lib.h>

#define HOUR_MS (G_GINT64_CONSTANT (3600) * 1000)
#define DAY_MS (24 * HOUR_MS)

/* Calm: an age is rounded to what a person would say. */
static char *
say_age (gint64 age_ms)
{
  int hours = (int)(age_ms / HOUR_MS);
  int days = (int)(age_ms / DAY_MS);

  if (days >= 1)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "from cache, %d day old",
                                         "from cache, %d days old", (gulong)days),
                            days);
  if (hours >= 1)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "from cache, %d hour old",
                                         "from cache, %d hours old", (gulong)hours),
                            hours);
  return g_strdup (_ ("from cache"));
}

/**
 * chezu_base_words_make:
 * @feeds: of which some may be %NULL
 *
 * Returns: (transfer full): whose map it is, how old it is where that is not now, and what is wrong
 *   with it
 */
char *
chezu_base_words_make (const ChezuTileSource *source,
                       ChezuTileFeed *const *feeds,
                       gsize n_feeds,
                       gint64 now_ms)
{
  GString *words = g_string_new (*source->attribution != '\0' ? source->attribution : source->name);
  const char *trouble = NULL;
  gint64 stale_ms = 0;

  for (gsize i = 0; i < n_feeds; i++)
    {
      gint64 of_feed = feeds[i] != NULL ? chezu_tile_feed_get_stale_ms (feeds[i]) : 0;

      if (of_feed != 0 && (stale_ms == 0 || of_feed < stale_ms))
        stale_ms = of_feed;
      if (feeds[i] != NULL && trouble == NULL)
        trouble = chezu_tile_feed_get_trouble (feeds[i]);
    }
  if (stale_ms != 0)
    {
      g_autofree char *age = say_age (MAX (now_ms - stale_ms, 0));

      g_string_append_printf (words, " · %s", age);
    }
  if (trouble != NULL)
    g_string_append_printf (words, " · %s", trouble);
  return g_string_free_and_steal (words);
}
