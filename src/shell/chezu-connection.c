/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-connection.h"

#include "base/chezu-format.h"
#include "base/chezu-time.h"

#include <glib/gi18n-lib.h>

static ChezuConnectionLevel
level_by_age (gint64 last_ms, gint64 now_ms)
{
  gint64 age_ms = now_ms - last_ms;

  if (last_ms == 0)
    return CHEZU_CONNECTION_CONNECTING;
  if (age_ms > CHEZU_CONNECTION_OFFLINE_MS)
    return CHEZU_CONNECTION_OFFLINE;
  return age_ms > CHEZU_CONNECTION_DELAYED_MS ? CHEZU_CONNECTION_DELAYED : CHEZU_CONNECTION_LIVE;
}

/* When data were last known to be good: the last message, or the last time it was live. */
static gint64
last_good_ms (const ChezuSourceRow *source)
{
  return MAX (source->last_message_ms, source->connected_ms);
}

static ChezuConnectionLevel
level_of_lost (const ChezuSourceRow *source, gint64 now_ms)
{
  gint64 since_ms = last_good_ms (source) != 0 ? last_good_ms (source) : source->state_since_ms;

  return now_ms - since_ms > CHEZU_CONNECTION_OFFLINE_MS ? CHEZU_CONNECTION_OFFLINE
                                                         : CHEZU_CONNECTION_LOST;
}

/**
 * chezu_connection_level_of:
 *
 * A source that calls itself live is believed only as long as messages arrive: its synchronizer may
 * have been killed and never wrote that it ended.
 */
ChezuConnectionLevel
chezu_connection_level_of (const ChezuSourceRow *source, gint64 now_ms)
{
  switch (source->state)
    {
    case CHEZU_SOURCE_LIVE:
      return level_by_age (source->last_message_ms, now_ms);
    case CHEZU_SOURCE_RETRYING:
      return level_of_lost (source, now_ms);
    case CHEZU_SOURCE_REFUSED:
      return CHEZU_CONNECTION_REFUSED;
    case CHEZU_SOURCE_UNTRUSTED:
      return CHEZU_CONNECTION_UNTRUSTED;
    case CHEZU_SOURCE_INCOMPATIBLE:
      return CHEZU_CONNECTION_INCOMPATIBLE;
    case CHEZU_SOURCE_STOPPED:
      return CHEZU_CONNECTION_STOPPED;
    case CHEZU_SOURCE_IDLE:
    case CHEZU_SOURCE_CONNECTING:
    case CHEZU_N_SOURCE_STATES:
    default:
      return CHEZU_CONNECTION_CONNECTING;
    }
}

const char *
chezu_connection_level_name (ChezuConnectionLevel level)
{
  switch (level)
    {
    case CHEZU_CONNECTION_NONE:
      return _ ("No Source");
    case CHEZU_CONNECTION_LIVE:
      return _ ("Live");
    case CHEZU_CONNECTION_CONNECTING:
      return _ ("Connecting");
    case CHEZU_CONNECTION_DELAYED:
      return _ ("Delayed");
    case CHEZU_CONNECTION_STOPPED:
      return _ ("Stopped");
    case CHEZU_CONNECTION_LOST:
      return _ ("Connection Lost");
    case CHEZU_CONNECTION_OFFLINE:
      return _ ("Offline");
    case CHEZU_CONNECTION_INCOMPATIBLE:
      return _ ("Not a Vehicle Platform");
    case CHEZU_CONNECTION_UNTRUSTED:
      return _ ("Identity Not Verified");
    case CHEZU_CONNECTION_REFUSED:
      return _ ("Sign-in Refused");
    default:
      g_return_val_if_reached (NULL);
    }
}

/* Of a dot, whose shape tells as much as its colour: full, hollow, grey. */
const char *
chezu_connection_level_class (ChezuConnectionLevel level)
{
  switch (level)
    {
    case CHEZU_CONNECTION_LIVE:
      return "live";
    case CHEZU_CONNECTION_CONNECTING:
      return "waiting";
    case CHEZU_CONNECTION_DELAYED:
      return "late";
    case CHEZU_CONNECTION_NONE:
    case CHEZU_CONNECTION_STOPPED:
    case CHEZU_CONNECTION_LOST:
    case CHEZU_CONNECTION_OFFLINE:
    case CHEZU_CONNECTION_INCOMPATIBLE:
    case CHEZU_CONNECTION_UNTRUSTED:
    case CHEZU_CONNECTION_REFUSED:
    default:
      return "lost";
    }
}

const char *
chezu_remedy_label (ChezuRemedy remedy)
{
  switch (remedy)
    {
    case CHEZU_REMEDY_RETRY:
      return _ ("Retry Now");
    case CHEZU_REMEDY_SETTINGS:
      return _ ("Open Settings");
    case CHEZU_REMEDY_DETAILS:
      return _ ("Details");
    case CHEZU_REMEDY_NONE:
    default:
      return NULL;
    }
}

static char *
lost_banner (const ChezuSourceRow *source, gint64 data_ms, gint64 now_ms)
{
  gint64 wait_ms = source->retry_at_ms - now_ms;
  g_autofree char *clock = chezu_format_clock (data_ms);

  if (data_ms == 0)
    return g_strdup (_ ("Connection lost, retrying. No data have arrived yet"));
  if (wait_ms <= 0)
    return g_strdup_printf (_ ("Connection lost, retrying now. Showing data of %s"), clock);
  return g_strdup_printf (_ ("Connection lost, retrying in %d s. Showing data of %s"),
                          (int)((wait_ms + CHEZU_SECOND_MS - 1) / CHEZU_SECOND_MS), clock);
}

static char *
offline_banner (gint64 data_ms, gint64 now_ms)
{
  g_autofree char *duration = chezu_format_duration (now_ms - data_ms);

  if (data_ms == 0)
    return g_strdup (_ ("Offline. No data have arrived yet"));
  /* TRANSLATORS: %s is a duration: "23 min" */
  return g_strdup_printf (_ ("Offline for %s. Keep working"), duration);
}

static void
judge_worst (ChezuConnection *self, const ChezuSourceRow *worst, gboolean can_retry, gint64 now_ms)
{
  switch (self->level)
    {
    case CHEZU_CONNECTION_LOST:
      self->banner = lost_banner (worst, self->data_ms, now_ms);
      self->remedy = can_retry ? CHEZU_REMEDY_RETRY : CHEZU_REMEDY_DETAILS;
      break;
    case CHEZU_CONNECTION_OFFLINE:
      self->banner = offline_banner (self->data_ms, now_ms);
      self->remedy = CHEZU_REMEDY_DETAILS;
      break;
    case CHEZU_CONNECTION_REFUSED:
      self->banner
          = g_strdup_printf (_ ("Source “%s” refused the sign-in. Check the account"), worst->name);
      self->remedy = CHEZU_REMEDY_SETTINGS;
      break;
    case CHEZU_CONNECTION_UNTRUSTED:
      self->banner = g_strdup (_ ("Not connected: the server's identity cannot be verified"));
      self->remedy = CHEZU_REMEDY_DETAILS;
      break;
    case CHEZU_CONNECTION_INCOMPATIBLE:
      self->banner = g_strdup_printf (
          _ ("Source “%s” is not a vehicle platform. Check the address"), worst->name);
      self->remedy = CHEZU_REMEDY_SETTINGS;
      break;
    case CHEZU_CONNECTION_NONE:
    case CHEZU_CONNECTION_LIVE:
    case CHEZU_CONNECTION_CONNECTING:
    case CHEZU_CONNECTION_DELAYED:
    case CHEZU_CONNECTION_STOPPED:
    default:
      break;
    }
}

static void
judge_mode (ChezuConnection *self, ChezuStoreMode mode)
{
  if (self->banner != NULL)
    return;

  if (mode == CHEZU_STORE_READ_ONLY_FILE)
    {
      self->banner = g_strdup (_ ("The data file is read-only; new data is not saved"));
      self->remedy = CHEZU_REMEDY_DETAILS;
    }
  else if (mode == CHEZU_STORE_READ_ONLY_NEWER)
    {
      self->banner = g_strdup (_ ("The data file is from a newer version; opened read-only"));
      self->remedy = CHEZU_REMEDY_NONE;
    }
}

static char *
header_label (const ChezuConnection *self, gint64 now_ms)
{
  const char *name = chezu_connection_level_name (self->level);
  g_autofree char *age = NULL;

  if (self->data_ms == 0 || self->level == CHEZU_CONNECTION_NONE)
    return g_strdup (name);

  age = chezu_format_age (self->data_ms, now_ms);
  /* TRANSLATORS: state of the connection and age of the data: "Live · 1 s ago" */
  return g_strdup_printf (_ ("%s · %s"), name, age);
}

/**
 * chezu_connection_judge:
 *
 * Returns: (transfer full): the one condition to show, of all sources and the store; the worst wins
 */
ChezuConnection *
chezu_connection_judge (
    GPtrArray *sources, gint64 newest_ms, ChezuStoreMode mode, gboolean can_retry, gint64 now_ms)
{
  ChezuConnection *self = g_new0 (ChezuConnection, 1);
  const ChezuSourceRow *worst = NULL;

  g_return_val_if_fail (sources != NULL, self);

  self->data_ms = newest_ms;

  for (guint i = 0; i < sources->len; i++)
    {
      const ChezuSourceRow *source = g_ptr_array_index (sources, i);
      ChezuConnectionLevel level;

      self->data_ms = MAX (self->data_ms, source->last_message_ms);
      if (!source->enabled)
        continue;

      level = chezu_connection_level_of (source, now_ms);
      if (worst == NULL || level > self->level)
        {
          worst = source;
          self->level = level;
        }
    }

  if (worst != NULL)
    judge_worst (self, worst, can_retry, now_ms);
  judge_mode (self, mode);
  self->label = header_label (self, now_ms);
  return self;
}

void
chezu_connection_set_filling (ChezuConnection *self, gint64 lasted_ms, gint64 now_ms)
{
  g_autofree char *age = chezu_format_age (self->data_ms, now_ms);
  g_autofree char *duration = chezu_format_duration (lasted_ms);

  if (self->level != CHEZU_CONNECTION_LIVE)
    return;

  g_free (self->label);
  /* TRANSLATORS: live data come, and what was missed before is being filled in; %s is an age */
  self->label = g_strdup_printf (_ ("Live, filling in · %s"), age);
  if (self->banner != NULL)
    return;

  /* TRANSLATORS: %s is how long the connection was lost: "23 min" */
  self->banner = g_strdup_printf (_ ("Restored, filling in %s"), duration);
  self->remedy = CHEZU_REMEDY_DETAILS;
}

void
chezu_connection_free (ChezuConnection *self)
{
  g_clear_pointer (&self->label, g_free);
  g_clear_pointer (&self->banner, g_free);
  g_free (self);
}
