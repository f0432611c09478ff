/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A run goes through the classes. Each step is a transaction of some milliseconds; between two
 * steps whoever else waits for the writer has its turn. A run that is broken off, however that
 * happens, has erased what its steps erased, and the next one goes on.
 */

#include "store/chezu-retention-private.h"

#include "base/chezu-time.h"
#include "store/chezu-history-erase-private.h"
#include "store/chezu-layer-private.h"
#include "store/chezu-quality-private.h"
#include "store/chezu-store-private.h"
#include "store/chezu-tally-private.h"

#include <glib/gi18n-lib.h>

#define SEGMENTS_PER_STEP 64
#define ROWS_PER_STEP 200
#define PAGES_PER_STEP 128
/* At most half of the writer's time. */
#define PAUSE_MS 5
/* Tomorrow's data comes into pages that are free today; the file gives back what is beyond that. */
#define PAGES_KEPT_SHARE 32

/* --- Erasing rows ------------------------------------------------------------------------- */

/* Where a run is in its class. */
typedef struct
{
  ChezuErasePlace segment;
  gint64 time_ms; /* rows before it are done */
  gint64 id;      /* of those at that time, up to this id */
} Place;

typedef struct
{
  ChezuRetentionClass klass;
  gint64 before_ms;
  Place place;
} StepQuestion;

typedef struct
{
  Place place;
  gint64 rows;
  gint64 bytes;
  gboolean done;
} StepAnswer;

typedef struct
{
  StepQuestion question;
  StepAnswer answer;
} Step;

static const struct
{
  const char *select; /* id, time_ms, whether it must stay; ?1 time_ms, ?2 id, ?3 limit, ?4 rows */
  const char *erase;
  const char *layer; /* by whose name the rows are counted, too; NULL: it is none */
} row_classes[CHEZU_N_RETENTION_CLASSES] = {
  [CHEZU_RETENTION_EVENTS]
  = { "SELECT id, time_ms, EXISTS (SELECT 1 FROM retention_hold AS h WHERE h.vehicle = e.vehicle "
      "AND e.time_ms BETWEEN h.from_ms AND h.to_ms) FROM event AS e "
      "WHERE (time_ms, id) > (?1, ?2) AND time_ms < ?3 ORDER BY time_ms, id LIMIT ?4",
      "DELETE FROM event WHERE id = ?1", "event" },
  [CHEZU_RETENTION_ALARMS]
  = { "SELECT id, time_ms, EXISTS (SELECT 1 FROM retention_hold AS h WHERE h.vehicle = a.vehicle "
      "AND a.time_ms BETWEEN h.from_ms AND h.to_ms) FROM alarm AS a "
      "WHERE (time_ms, id) > (?1, ?2) AND time_ms < ?3 ORDER BY time_ms, id LIMIT ?4",
      "DELETE FROM alarm WHERE id = ?1", "alarm" },
  [CHEZU_RETENTION_QUARANTINE]
  = { "SELECT id, time_ms, 0 FROM quarantine WHERE (time_ms, id) > (?1, ?2) AND time_ms < ?3 "
      "ORDER BY time_ms, id LIMIT ?4",
      "DELETE FROM quarantine WHERE id = ?1", NULL },
};

/* Appends the ids of rows that may go and moves the place behind all that were looked at. */
static gboolean
list_rows (ChezuDatabase *db,
           const StepQuestion *question,
           GArray *ids,
           StepAnswer *answer,
           GError **error)
{
  ChezuStatement *select = chezu_database_prepare (db, row_classes[question->klass].select);
  guint n_rows = 0;

  chezu_statement_bind_int (select, 1, question->place.time_ms);
  chezu_statement_bind_int (select, 2, question->place.id);
  chezu_statement_bind_int (select, 3, question->before_ms);
  chezu_statement_bind_int (select, 4, ROWS_PER_STEP);
  while (chezu_statement_next (select))
    {
      answer->place.id = chezu_statement_get_int (select, 0);
      answer->place.time_ms = chezu_statement_get_int (select, 1);
      if (chezu_statement_get_int (select, 2) == 0)
        g_array_append_val (ids, answer->place.id);
      n_rows++;
    }
  answer->done = n_rows < ROWS_PER_STEP;
  return chezu_statement_done (select, error);
}

static gboolean
erase_rows (ChezuDatabase *db, const StepQuestion *question, StepAnswer *answer, GError **error)
{
  const char *layer = row_classes[question->klass].layer;
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (!list_rows (db, question, ids, answer, error))
    return FALSE;
  for (guint i = 0; i < ids->len; i++)
    {
      ChezuStatement *erase = chezu_database_prepare (db, row_classes[question->klass].erase);

      chezu_statement_bind_int (erase, 1, g_array_index (ids, gint64, i));
      if (!chezu_statement_run (erase, error))
        return FALSE;
    }

  answer->rows = ids->len;
  if (ids->len == 0 || layer == NULL)
    return TRUE;
  return chezu_tally_add (db, layer, -(gint64)ids->len, error)
         && chezu_layer_touch (db, layer, error);
}

/* Of what is erased nobody may say any more that it is complete, nor fetch it again. */
static gboolean
forget_proof (ChezuDatabase *db, gint64 before_ms, GError **error)
{
  static const char *const statements[] = {
    "DELETE FROM continuity WHERE until_ms <= ?1",
    "UPDATE continuity SET from_ms = ?1 WHERE from_ms < ?1",
    "DELETE FROM gap WHERE to_ms <= ?1",
    "UPDATE gap SET from_ms = ?1 WHERE from_ms < ?1",
  };

  for (guint i = 0; i < G_N_ELEMENTS (statements); i++)
    {
      ChezuStatement *forget = chezu_database_prepare (db, statements[i]);

      chezu_statement_bind_int (forget, 1, before_ms);
      if (!chezu_statement_run (forget, error))
        return FALSE;
    }
  return TRUE;
}

/* What was counted of records goes with the tracks that they became, by whole days. */
static gboolean
erase_counts (ChezuDatabase *db, gint64 before_ms, gboolean *erased, GError **error)
{
  ChezuStatement *erase = chezu_database_prepare (
      db, "DELETE FROM quality WHERE (day, source, vehicle) IN "
          "(SELECT day, source, vehicle FROM quality WHERE day < ?1 LIMIT ?2)");

  chezu_statement_bind_int (erase, 1, chezu_quality_day (before_ms));
  chezu_statement_bind_int (erase, 2, ROWS_PER_STEP);
  if (!chezu_statement_run (erase, error))
    return FALSE;
  *erased = chezu_database_changes (db) > 0;
  return TRUE;
}

/* So do visits of geofences, which rest on them. */
static gboolean
erase_visits (ChezuDatabase *db, gint64 before_ms, gboolean *erased, GError **error)
{
  ChezuStatement *erase = chezu_database_prepare (
      db, "DELETE FROM geofence_visit WHERE id IN (SELECT v.id FROM geofence_visit AS v "
          "WHERE v.left_ms < ?1 AND NOT EXISTS (SELECT 1 FROM retention_hold AS h "
          "WHERE h.vehicle = v.vehicle AND v.left_ms >= h.from_ms AND v.entered_ms <= h.to_ms) "
          "LIMIT ?2)");

  chezu_statement_bind_int (erase, 1, before_ms);
  chezu_statement_bind_int (erase, 2, ROWS_PER_STEP);
  if (!chezu_statement_run (erase, error))
    return FALSE;
  *erased = chezu_database_changes (db) > 0;
  return TRUE;
}

static gboolean
erase_tracks (ChezuDatabase *db, const StepQuestion *question, StepAnswer *answer, GError **error)
{
  gboolean is_first = question->place.segment.vehicle_id == 0;
  gboolean counts_erased = FALSE;
  gboolean visits_erased = FALSE;
  ChezuErased erased;

  if (is_first
      && (!forget_proof (db, question->before_ms, error)
          || !erase_counts (db, question->before_ms, &counts_erased, error)
          || !erase_visits (db, question->before_ms, &visits_erased, error)))
    return FALSE;
  if (counts_erased || visits_erased)
    return TRUE;

  if (!chezu_history_erase (db, question->before_ms, SEGMENTS_PER_STEP, &answer->place.segment,
                            &erased, error))
    return FALSE;
  answer->rows = erased.fixes;
  answer->done = erased.done;
  return TRUE;
}

static gboolean
note_limit (ChezuDatabase *db, const StepQuestion *question, GError **error)
{
  ChezuStatement *note = chezu_database_prepare (
      db, "UPDATE retention SET erased_before_ms = max (erased_before_ms, ?2) WHERE class = ?1");

  chezu_statement_bind_text (note, 1, chezu_retention_class_key (question->klass));
  chezu_statement_bind_int (note, 2, question->before_ms);
  return chezu_statement_run (note, error);
}

static gboolean
count_free_bytes (ChezuDatabase *db, gint64 *bytes, GError **error)
{
  gint64 page_size;
  gint64 n_free;

  if (!chezu_database_query_int (db, "PRAGMA page_size", 0, &page_size, error)
      || !chezu_database_query_int (db, "PRAGMA freelist_count", 0, &n_free, error))
    return FALSE;
  *bytes = n_free * page_size;
  return TRUE;
}

/* The limit is noted with the first step: from then on nobody may take what is older for complete.
 */
static gboolean
step_in_transaction (ChezuDatabase *db, gpointer data, GError **error)
{
  Step *step = data;
  const StepQuestion *question = &step->question;
  StepAnswer *answer = &step->answer;
  gint64 free_before;
  gint64 free_after;

  *answer = (StepAnswer){ .place = question->place };
  if (!count_free_bytes (db, &free_before, error) || !note_limit (db, question, error))
    return FALSE;
  if (!(question->klass == CHEZU_RETENTION_TRACKS ? erase_tracks (db, question, answer, error)
                                                  : erase_rows (db, question, answer, error)))
    return FALSE;
  if (!count_free_bytes (db, &free_after, error))
    return FALSE;
  answer->bytes = MAX (0, free_after - free_before);
  return TRUE;
}

/* --- Giving space back -------------------------------------------------------------------- */

typedef struct
{
  gint64 bytes;
  gboolean done;
} Shrink;

static gboolean
shrink_in_transaction (ChezuDatabase *db, gpointer data, GError **error)
{
  Shrink *shrink = data;
  g_autofree char *sql = NULL;
  gint64 page_size;
  gint64 n_free;
  gint64 n_pages;
  gint64 n_left;
  gint64 n_excess;

  *shrink = (Shrink){ 0 };
  if (!chezu_database_query_int (db, "PRAGMA page_size", 0, &page_size, error)
      || !chezu_database_query_int (db, "PRAGMA freelist_count", 0, &n_free, error)
      || !chezu_database_query_int (db, "PRAGMA page_count", 0, &n_pages, error))
    return FALSE;

  n_excess = MIN (n_free - n_pages / PAGES_KEPT_SHARE, PAGES_PER_STEP);
  if (n_excess <= 0)
    {
      shrink->done = TRUE;
      return TRUE;
    }

  sql = g_strdup_printf ("PRAGMA incremental_vacuum (%" G_GINT64_FORMAT ")", n_excess);
  if (!chezu_database_execute (db, sql, error)
      || !chezu_database_query_int (db, "PRAGMA page_count", 0, &n_left, error))
    return FALSE;
  shrink->bytes = (n_pages - n_left) * page_size;
  /* A file that was not made for it stays as it is. */
  shrink->done = n_left == n_pages;
  return TRUE;
}

/* --- A run -------------------------------------------------------------------------------- */

static void
resolve_copy (DexPromise *promise, gpointer data, gsize size)
{
  chezu_store_resolve_pointer (promise, g_memdup2 (data, size), g_free);
}

static void
resolve_step (DexPromise *promise, gpointer data)
{
  resolve_copy (promise, &((Step *)data)->answer, sizeof (StepAnswer));
}

static void
resolve_shrink (DexPromise *promise, gpointer data)
{
  resolve_copy (promise, data, sizeof (Shrink));
}

typedef struct
{
  ChezuStore *store;
  DexFuture *stop; /* nullable */
  gboolean only_if_due;
  DexPromise *promise;
} Run;

static void
run_free (gpointer data)
{
  Run *run = data;

  g_object_unref (run->store);
  dex_clear (&run->stop);
  dex_unref (run->promise);
  g_free (run);
}

/* Lets others have their turn. */
static gboolean
rest (Run *run, GError **error)
{
  if (run->stop != NULL && !dex_future_is_pending (run->stop))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                           _ ("Erasing was broken off and will go on another time"));
      return FALSE;
    }
  dex_await (dex_timeout_new_msec (PAUSE_MS), NULL);
  return TRUE;
}

static gboolean
erase_class (Run *run,
             ChezuRetentionClass klass,
             gint64 before_ms,
             ChezuRetentionReport *report,
             GError **error)
{
  StepQuestion question = { klass, before_ms, { .time_ms = G_MININT64 } };

  for (;;)
    {
      const Step step = { .question = question };
      g_autofree StepAnswer *answer = chezu_store_await (
          chezu_store_write_then (run->store, step_in_transaction, g_memdup2 (&step, sizeof step),
                                  g_free, resolve_step),
          error);

      if (answer == NULL)
        return FALSE;
      question.place = answer->place;
      report->rows[klass] += answer->rows;
      report->bytes[klass] += answer->bytes;
      if (answer->done)
        return TRUE;
      if (!rest (run, error))
        return FALSE;
    }
}

static gboolean
shrink_file (Run *run, ChezuRetentionReport *report, GError **error)
{
  for (;;)
    {
      g_autofree Shrink *shrink
          = chezu_store_await (chezu_store_write_then (run->store, shrink_in_transaction,
                                                       g_new0 (Shrink, 1), g_free, resolve_shrink),
                               error);

      if (shrink == NULL)
        return FALSE;
      report->given_back += shrink->bytes;
      if (shrink->done)
        return TRUE;
      if (!rest (run, error))
        return FALSE;
    }
}

typedef struct
{
  ChezuRetentionClass klass;
  gint64 started_ms;
  gint64 before_ms;
  gint64 rows;
  gint64 bytes;
} Record;

static gboolean
record_in_transaction (ChezuDatabase *db, gpointer data, GError **error)
{
  const Record *record = data;
  ChezuStatement *insert = chezu_database_prepare (
      db, "INSERT INTO retention_run (class, started_ms, ended_ms, before_ms, rows, bytes) "
          "VALUES (?1, ?2, ?3, ?4, ?5, ?6)");

  chezu_statement_bind_text (insert, 1, chezu_retention_class_key (record->klass));
  chezu_statement_bind_int (insert, 2, record->started_ms);
  chezu_statement_bind_int (insert, 3, chezu_time_now_ms ());
  chezu_statement_bind_int (insert, 4, record->before_ms);
  chezu_statement_bind_int (insert, 5, record->rows);
  chezu_statement_bind_int (insert, 6, record->bytes);
  return chezu_statement_run (insert, error);
}

static gboolean
run_class (Run *run,
           ChezuRetentionClass klass,
           gint64 before_ms,
           ChezuRetentionReport *report,
           GError **error)
{
  Record record = { .klass = klass, .started_ms = chezu_time_now_ms (), .before_ms = before_ms };

  report->before_ms[klass] = before_ms;
  if (before_ms != G_MININT64 && !erase_class (run, klass, before_ms, report, error))
    return FALSE;

  record.rows = report->rows[klass];
  record.bytes = report->bytes[klass];
  return dex_await (chezu_store_write (run->store, record_in_transaction,
                                       g_memdup2 (&record, sizeof record), g_free),
                    error);
}

static gpointer
read_limits (ChezuDatabase *db, gpointer data, GError **error)
{
  g_autofree ChezuRetention *retention = g_new0 (ChezuRetention, 1);

  if (!chezu_retention_read (db, retention, error))
    return NULL;
  return g_steal_pointer (&retention);
}

static gboolean
is_due (const ChezuRetention *retention)
{
  gint64 now_ms = chezu_time_now_ms ();

  for (guint i = 0; i < CHEZU_N_RETENTION_CLASSES; i++)
    {
      gint64 run_ms = retention->classes[i].run_ms;

      /* A run from the future was noted by a clock that was wrong. */
      if (run_ms > now_ms || run_ms <= now_ms - CHEZU_DAY_MS)
        return TRUE;
    }
  return FALSE;
}

static ChezuRetentionReport *
run_classes (Run *run, const ChezuRetention *retention, GError **error)
{
  g_autofree ChezuRetentionReport *report = g_new0 (ChezuRetentionReport, 1);

  /* Tracks last: alarms that go take what they held with them. */
  for (guint i = CHEZU_N_RETENTION_CLASSES; i > 0; i--)
    if (!run_class (run, i - 1, retention->classes[i - 1].before_ms, report, error))
      return NULL;
  if (!shrink_file (run, report, error))
    return NULL;
  return g_steal_pointer (&report);
}

static DexFuture *
run_fiber (gpointer data)
{
  Run *run = data;
  ChezuRetentionReport *report = NULL;
  GError *error = NULL;
  g_autofree ChezuRetention *retention
      = chezu_store_await (chezu_store_read (run->store, read_limits, NULL, NULL, g_free), &error);

  if (retention != NULL && (!run->only_if_due || is_due (retention)))
    report = run_classes (run, retention, &error);

  if (error != NULL)
    dex_promise_reject (run->promise, error);
  else
    chezu_store_resolve_pointer (run->promise, report, g_free);
  return dex_future_new_true ();
}

static DexFuture *
start (ChezuStore *store, DexFuture *stop, gboolean only_if_due)
{
  Run *run = g_new0 (Run, 1);
  DexPromise *promise = dex_promise_new ();

  run->store = g_object_ref (store);
  run->stop = stop != NULL ? dex_ref (stop) : NULL;
  run->only_if_due = only_if_due;
  run->promise = dex_ref (promise);
  dex_future_disown (dex_scheduler_spawn (NULL, 0, run_fiber, run, run_free));
  return DEX_FUTURE (promise);
}

/**
 * chezu_retention_run:
 *
 * Returns: (transfer full): a future whose ChezuRetentionReport chezu_store_await () takes;
 * dropping it does not end the run
 */
DexFuture *
chezu_retention_run (ChezuStore *store, DexFuture *stop)
{
  g_return_val_if_fail (CHEZU_IS_STORE (store), NULL);
  return start (store, stop, FALSE);
}

/**
 * chezu_retention_run_if_due:
 *
 * For programs that stay: to be asked now and then.
 *
 * Returns: (transfer full): as chezu_retention_run (), with a result of %NULL when there was a run
 *   within a day
 */
DexFuture *
chezu_retention_run_if_due (ChezuStore *store, DexFuture *stop)
{
  g_return_val_if_fail (CHEZU_IS_STORE (store), NULL);
  return start (store, stop, TRUE);
}

/* --- What it would erase ------------------------------------------------------------------ */

static gboolean
survey_class (ChezuDatabase *db,
              ChezuRetentionClass klass,
              const ChezuRetention *retention,
              gint64 *rows,
              GError **error)
{
  static const char *const counts[CHEZU_N_RETENTION_CLASSES] = {
    [CHEZU_RETENTION_TRACKS]
    = "SELECT sum (s.count) FROM segment AS s INDEXED BY segment_vehicle "
      "WHERE s.from_ms < ?1 AND s.to_ms < ?1 AND NOT EXISTS (SELECT 1 FROM retention_hold AS h "
      "WHERE h.vehicle = s.vehicle AND h.from_ms <= s.to_ms AND h.to_ms >= s.from_ms) "
      "AND NOT EXISTS (SELECT 1 FROM alarm AS a WHERE a.vehicle = s.vehicle "
      "AND a.time_ms BETWEEN s.from_ms - ?2 AND s.to_ms + ?2 AND a.time_ms >= ?3)",
    [CHEZU_RETENTION_EVENTS]
    = "SELECT count(*) FROM event AS e WHERE time_ms < ?1 AND NOT EXISTS (SELECT 1 FROM "
      "retention_hold AS h WHERE h.vehicle = e.vehicle AND e.time_ms BETWEEN h.from_ms AND "
      "h.to_ms)",
    [CHEZU_RETENTION_ALARMS]
    = "SELECT count(*) FROM alarm AS a WHERE time_ms < ?1 AND NOT EXISTS (SELECT 1 FROM "
      "retention_hold AS h WHERE h.vehicle = a.vehicle AND a.time_ms BETWEEN h.from_ms AND "
      "h.to_ms)",
    [CHEZU_RETENTION_QUARANTINE] = "SELECT count(*) FROM quarantine WHERE time_ms < ?1",
  };
  ChezuStatement *count = chezu_database_prepare (db, counts[klass]);

  chezu_statement_bind_int (count, 1, retention->classes[klass].before_ms);
  if (klass == CHEZU_RETENTION_TRACKS)
    {
      chezu_statement_bind_int (count, 2, CHEZU_RETENTION_AROUND_ALARM_MS);
      chezu_statement_bind_int (count, 3, retention->classes[CHEZU_RETENTION_ALARMS].before_ms);
    }
  if (chezu_statement_next (count))
    *rows = chezu_statement_get_int (count, 0);
  return chezu_statement_done (count, error);
}

static gpointer
survey (ChezuDatabase *db, gpointer data, GError **error)
{
  g_autofree ChezuRetentionReport *report = g_new0 (ChezuRetentionReport, 1);
  ChezuRetention retention;

  if (!chezu_retention_read (db, &retention, error))
    return NULL;
  for (guint i = 0; i < CHEZU_N_RETENTION_CLASSES; i++)
    {
      report->before_ms[i] = retention.classes[i].before_ms;
      report->bytes[i] = -1;
      if (report->before_ms[i] != G_MININT64
          && !survey_class (db, i, &retention, &report->rows[i], error))
        return NULL;
    }
  return g_steal_pointer (&report);
}

/* What a run would erase now: of tracks, whole segments. */
ChezuRetentionReport *
chezu_retention_survey_sync (ChezuStore *store, GError **error)
{
  return chezu_store_read_sync (store, survey, NULL, error);
}
