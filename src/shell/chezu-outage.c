/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-outage.h"

#include "base/chezu-format.h"
#include "base/chezu-time.h"

#include <glib/gi18n-lib.h>

/* A shorter loss is over before anybody has read of it. */
#define TELL_MS (10 * CHEZU_SECOND_MS)
/* The ledger notes what was missed a moment after the first live data. */
#define NOTED_MS (5 * CHEZU_SECOND_MS)

static gboolean
is_lost (const ChezuConnection *connection)
{
  return connection->level == CHEZU_CONNECTION_LOST
         || connection->level == CHEZU_CONNECTION_OFFLINE;
}

static void
follow_loss (ChezuOutage *self, const ChezuConnection *connection, gint64 now_ms)
{
  if (is_lost (connection) && self->lost_ms == 0)
    *self = (ChezuOutage){ .lost_ms = connection->data_ms != 0 ? connection->data_ms : now_ms };

  if (connection->level == CHEZU_CONNECTION_LIVE && self->lost_ms != 0)
    {
      gint64 lasted_ms = now_ms - self->lost_ms;

      *self = (ChezuOutage){ 0 };
      if (lasted_ms >= TELL_MS)
        {
          self->restored_ms = now_ms;
          self->lasted_ms = lasted_ms;
        }
    }
}

char *
chezu_outage_follow (ChezuOutage *self,
                     ChezuConnection *connection,
                     gboolean filling,
                     gint64 now_ms)
{
  g_autofree char *duration = NULL;
  char *words = NULL;

  follow_loss (self, connection, now_ms);
  if (self->restored_ms == 0)
    return NULL;

  if (filling)
    {
      self->filled = TRUE;
      chezu_connection_set_filling (connection, self->lasted_ms, now_ms);
      return NULL;
    }
  if (!self->filled && now_ms - self->restored_ms < NOTED_MS)
    return NULL;

  duration = chezu_format_duration (self->lasted_ms);
  /* TRANSLATORS: %s is a duration: "23 min" */
  words = g_strdup_printf (self->filled ? _ ("Restored, and the %s that were missed are filled in")
                                        : _ ("Restored after %s"),
                           duration);
  *self = (ChezuOutage){ 0 };
  return words;
}
