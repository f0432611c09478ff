/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/chezu-history.h"

#include "store/chezu-database-private.h"

typedef struct
{
  guint n;
  gint64 starts_ms[CHEZU_HISTORY_DAYS_MAX + 1];
} Question;

/* The first run answers; what comes behind it is not read. */
static gboolean
has_any (ChezuDatabase *db, gint64 from_ms, gint64 to_ms, gboolean *any, GError **error)
{
  const ChezuTrackQuery query = { .from_ms = from_ms, .to_ms = to_ms };
  g_autoptr (ChezuTrackCursor) cursor = chezu_history_query (db, &query);
  GError *failure = NULL;
  ChezuTrackRun run;

  *any = chezu_track_cursor_next (cursor, &run, &failure);
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}

static gpointer
read_days (ChezuDatabase *db, gpointer data, GError **error)
{
  const Question *question = data;
  guint32 mask = 0;

  for (guint i = 0; i < question->n; i++)
    {
      gboolean any;

      if (!has_any (db, question->starts_ms[i], question->starts_ms[i + 1], &any, error))
        return NULL;
      mask |= (guint32)any << i;
    }
  return g_memdup2 (&mask, sizeof mask);
}

DexFuture *
chezu_history_read_days (ChezuStore *store, const gint64 *starts_ms, guint n)
{
  Question *question;

  g_return_val_if_fail (CHEZU_IS_STORE (store), NULL);
  g_return_val_if_fail (n <= CHEZU_HISTORY_DAYS_MAX, NULL);

  question = g_new0 (Question, 1);
  question->n = n;
  memcpy (question->starts_ms, starts_ms, (n + 1) * sizeof *starts_ms);
  return chezu_store_read (store, read_days, question, g_free, g_free);
}
