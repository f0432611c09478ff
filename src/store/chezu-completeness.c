/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How complete a track is. An instant is proven when one of the vehicle's terminals proves it: it
 * lies between the first and the last instant that the terminal proves, and in no gap of it. */

#include "base/chezu-time.h"
#include "store/chezu-gap-table-private.h"

/* A live stream says something at least this often. */
#define FRESH_MS (2 * CHEZU_MINUTE_MS)

typedef struct
{
  gint64 from_ms;
  gint64 to_ms;
} Span;

typedef struct
{
  gint64 vehicle_id;
  gint64 from_ms;
  gint64 to_ms;
} Ask;

/* What the store says about one vehicle. */
typedef struct
{
  GArray *proofs; /* of Proof */
  GArray *gaps;   /* of ChezuGap, by their beginning */
} Ledger;

typedef struct
{
  gint64 source_id; /* 0: removed */
  gint64 remote_id;
  Span span;
  gboolean fresh; /* live at this moment */
} Proof;

void
chezu_completeness_free (ChezuCompleteness *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->gaps, g_array_unref);
  g_free (self);
}

static gboolean
read_proofs (ChezuDatabase *db, const Ask *ask, gint64 now_ms, GArray *proofs, GError **error)
{
  ChezuStatement *select = chezu_database_prepare (
      db, "SELECT c.source, c.remote_id, c.from_ms, "
          "  coalesce (c.until_ms, s.proven_ms, c.from_ms), "
          "  c.until_ms IS NULL AND s.state = 'live' AND s.transport = 'websocket', "
          "  s.last_message_ms FROM continuity c LEFT JOIN source s ON s.id = c.source "
          "WHERE c.vehicle = ?1");

  chezu_statement_bind_int (select, 1, ask->vehicle_id);
  while (chezu_statement_next (select))
    {
      Proof proof = {
        .source_id = chezu_statement_get_int (select, 0),
        .remote_id = chezu_statement_get_int (select, 1),
        .span = { chezu_statement_get_int (select, 2), chezu_statement_get_int (select, 3) },
      };

      proof.fresh = chezu_statement_get_int (select, 4) != 0
                    && ABS (now_ms - chezu_statement_get_int (select, 5)) <= FRESH_MS;
      g_array_append_val (proofs, proof);
    }
  return chezu_statement_done (select, error);
}

static gboolean
read_gaps (ChezuDatabase *db, const Ask *ask, GArray *gaps, GError **error)
{
  ChezuStatement *select = chezu_database_prepare (
      db, "SELECT " CHEZU_GAP_COLUMNS " FROM gap g JOIN vehicle v ON v.id = g.vehicle "
          "WHERE g.vehicle = ?1 AND g.from_ms < ?3 AND g.to_ms > ?2 ORDER BY g.from_ms, g.id");

  chezu_statement_bind_int (select, 1, ask->vehicle_id);
  chezu_statement_bind_int (select, 2, ask->from_ms);
  chezu_statement_bind_int (select, 3, ask->to_ms);
  while (chezu_statement_next (select))
    {
      ChezuGap gap;

      chezu_gap_read (select, &gap);
      g_array_append_val (gaps, gap);
    }
  return chezu_statement_done (select, error);
}

/* The period, cut at now. Of a stream that is live, now is what it has proven last: this computer's
 * clock may be another than the source's, and what was not said yet is not missing. */
static Span
cut_period (const Ask *ask, GArray *proofs, gint64 now_ms)
{
  gint64 end_ms = G_MININT64;

  for (guint i = 0; i < proofs->len; i++)
    {
      const Proof *proof = &g_array_index (proofs, Proof, i);

      if (proof->fresh)
        end_ms = MAX (end_ms, proof->span.to_ms);
    }
  if (end_ms == G_MININT64)
    end_ms = now_ms;
  return (Span){ ask->from_ms, MAX (ask->from_ms, MIN (ask->to_ms, end_ms)) };
}

/* Appends what @proof proves within @period: its span without its gaps, which come ascending. */
static void
append_proven (GArray *proven, const Proof *proof, GArray *gaps, Span period)
{
  Span rest = { MAX (proof->span.from_ms, period.from_ms), MIN (proof->span.to_ms, period.to_ms) };

  for (guint i = 0; i < gaps->len && rest.from_ms < rest.to_ms; i++)
    {
      const ChezuGap *gap = &g_array_index (gaps, ChezuGap, i);
      Span piece = { rest.from_ms, MIN (gap->from_ms, rest.to_ms) };

      if (gap->source_id != proof->source_id || gap->remote_id != proof->remote_id)
        continue;
      if (piece.from_ms < piece.to_ms)
        g_array_append_val (proven, piece);
      rest.from_ms = MAX (rest.from_ms, gap->to_ms);
    }
  if (rest.from_ms < rest.to_ms)
    g_array_append_val (proven, rest);
}

static int
compare_spans (gconstpointer a, gconstpointer b)
{
  const Span *one = a;
  const Span *two = b;

  return one->from_ms < two->from_ms ? -1 : one->from_ms > two->from_ms;
}

static gint64
find_first_proven (GArray *proofs)
{
  gint64 first_ms = G_MAXINT64;

  for (guint i = 0; i < proofs->len; i++)
    first_ms = MIN (first_ms, g_array_index (proofs, Proof, i).span.from_ms);
  return first_ms;
}

static void
add_gap (ChezuCompleteness *self, const ChezuGap *whole, gint64 from_ms, gint64 to_ms)
{
  ChezuGap gap = *whole;

  gap.from_ms = from_ms;
  gap.to_ms = to_ms;
  g_array_append_val (self->gaps, gap);
}

/* What no gap of the ledger tells of lies before the first proof, or behind the last. */
static void
add_unnoted (ChezuCompleteness *self, const Ask *ask, gint64 first_ms, gint64 from_ms, gint64 to_ms)
{
  ChezuGap gap = { .vehicle_id = ask->vehicle_id };

  if (from_ms < MIN (to_ms, first_ms))
    {
      gap.reason = CHEZU_GAP_LATE_JOIN;
      add_gap (self, &gap, from_ms, MIN (to_ms, first_ms));
    }
  if (MAX (from_ms, first_ms) < to_ms)
    {
      gap.reason = CHEZU_GAP_RECONNECT;
      add_gap (self, &gap, MAX (from_ms, first_ms), to_ms);
    }
}

/* Tells in one line of gaps why @missing is missing. */
static void
explain (
    ChezuCompleteness *self, const Ask *ask, const Ledger *ledger, gint64 first_ms, Span missing)
{
  self->missing_ms += missing.to_ms - missing.from_ms;
  for (guint i = 0; i < ledger->gaps->len && missing.from_ms < missing.to_ms; i++)
    {
      const ChezuGap *gap = &g_array_index (ledger->gaps, ChezuGap, i);
      gint64 from_ms = MAX (gap->from_ms, missing.from_ms);
      gint64 to_ms = MIN (gap->to_ms, missing.to_ms);

      if (from_ms >= to_ms)
        continue;
      add_unnoted (self, ask, first_ms, missing.from_ms, from_ms);
      add_gap (self, gap, from_ms, to_ms);
      missing.from_ms = to_ms;
    }
  add_unnoted (self, ask, first_ms, missing.from_ms, missing.to_ms);
}

static ChezuCompleteness *
judge (const Ask *ask, const Ledger *ledger, gint64 now_ms)
{
  ChezuCompleteness *self = g_new0 (ChezuCompleteness, 1);
  g_autoptr (GArray) proven = g_array_new (FALSE, FALSE, sizeof (Span));
  Span period = cut_period (ask, ledger->proofs, now_ms);
  gint64 first_ms = find_first_proven (ledger->proofs);
  gint64 at_ms = period.from_ms;

  self->gaps = g_array_new (FALSE, FALSE, sizeof (ChezuGap));
  self->asked_ms = period.to_ms - period.from_ms;
  for (guint i = 0; i < ledger->proofs->len; i++)
    append_proven (proven, &g_array_index (ledger->proofs, Proof, i), ledger->gaps, period);
  g_array_sort (proven, compare_spans);

  for (guint i = 0; i < proven->len; i++)
    {
      Span span = g_array_index (proven, Span, i);

      if (span.from_ms > at_ms)
        explain (self, ask, ledger, first_ms, (Span){ at_ms, span.from_ms });
      at_ms = MAX (at_ms, span.to_ms);
    }
  if (at_ms < period.to_ms)
    explain (self, ask, ledger, first_ms, (Span){ at_ms, period.to_ms });

  self->complete
      = self->asked_ms > 0 ? 1.0 - (double)self->missing_ms / (double)self->asked_ms : 1.0;
  return self;
}

static gpointer
read_completeness (ChezuDatabase *db, gpointer data, GError **error)
{
  const Ask *ask = data;
  g_autoptr (GArray) proofs = g_array_new (FALSE, FALSE, sizeof (Proof));
  g_autoptr (GArray) gaps = g_array_new (FALSE, FALSE, sizeof (ChezuGap));
  const Ledger ledger = { proofs, gaps };
  gint64 now_ms = chezu_time_now_ms ();

  if (!read_proofs (db, ask, now_ms, proofs, error) || !read_gaps (db, ask, gaps, error))
    return NULL;
  return judge (ask, &ledger, now_ms);
}

/**
 * chezu_gap_table_read_completeness:
 *
 * Of a period that begins in the future nothing is asked, and nothing is missing.
 *
 * Returns: (transfer full): a future whose ChezuCompleteness chezu_store_await () takes
 */
DexFuture *
chezu_gap_table_read_completeness (ChezuStore *store,
                                   gint64 vehicle_id,
                                   gint64 from_ms,
                                   gint64 to_ms)
{
  const Ask ask = { vehicle_id, from_ms, to_ms };

  return chezu_store_read (store, read_completeness, g_memdup2 (&ask, sizeof ask), g_free,
                           (GDestroyNotify)chezu_completeness_free);
}
