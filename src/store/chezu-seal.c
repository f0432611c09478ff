/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A round takes all arrivals up to an id, vehicle by vehicle. Every step moves the position in the
 * table seal in the transaction that writes its segments, so that whoever reads sees each fix once,
 * and a crash leaves a position from which anybody goes on. A step that was worked out for another
 * position, or for segments that have changed, writes nothing.
 */

#include "store/chezu-seal-private.h"

#include "base/chezu-time.h"
#include "store/chezu-store-error-private.h"

/* A step is committed in some ten milliseconds: so many segments, fixes of one vehicle, and bytes
 * of arrivals that go. */
#define STEP_SEGMENTS 128
#define STEP_FIXES 20000
#define STEP_ARRIVALS 500
#define STEP_ARRIVAL_BYTES (1024 * 1024)

/* Learning looks at so many fixes of so many vehicles. */
#define TRAIN_VEHICLES 300
#define TRAIN_FIXES 512
#define TRAIN_FIXES_MIN 20000

void
chezu_seal_step_free (ChezuSealStep *self)
{
  if (self == NULL)
    return;
  chezu_segment_plan_free (self->plan);
  g_free (self);
}

/* --- Working out ---------------------------------------------------------------------------- */

/* What is to be sealed of a vehicle in this round. */
static gboolean
collect (ChezuDatabase *db,
         ChezuTrackSnapshot *snapshot,
         gint64 upto,
         gint64 vehicle_id,
         gint64 from_ms,
         GArray *fixes,
         GError **error)
{
  ChezuTrackSnapshot round = *snapshot;
  ChezuTrackReader *tracks = chezu_database_get_tracks (db);
  GError *failure = NULL;
  gboolean succeeded;

  round.view.last = MIN (round.view.last, upto);
  round.loaded = round.view.last;
  g_array_set_size (fixes, 0);
  succeeded = chezu_track_reader_collect (tracks, &round, vehicle_id, from_ms, G_MAXINT64, fixes,
                                          &failure);
  snapshot->tail = round.tail;
  if (!succeeded)
    chezu_store_error_take_track (error, failure, tracks);
  return succeeded;
}

static gboolean
take_vehicle (
    ChezuSealStep *self, ChezuDatabase *db, gint64 vehicle_id, GArray *fixes, GError **error)
{
  guint n = MIN (fixes->len, STEP_FIXES);
  guint n_taken = 0;

  if (n > 0
      && !chezu_segment_plan_add (self->plan, db, vehicle_id,
                                  (const ChezuFix *)(gpointer)fixes->data, n, STEP_SEGMENTS,
                                  &n_taken, NULL, error))
    return FALSE;

  self->n_fixes += n_taken;
  self->to.next_vehicle = vehicle_id;
  self->to.next_ms
      = n_taken < fixes->len ? g_array_index (fixes, ChezuFix, n_taken).time_ms : G_MAXINT64;
  return TRUE;
}

static gboolean
is_full (ChezuSealStep *self)
{
  return chezu_segment_plan_get_size (self->plan) >= STEP_SEGMENTS
         || self->to.next_ms != G_MAXINT64;
}

ChezuSealStep *
chezu_seal_step_new (ChezuDatabase *db,
                     ChezuTrackSnapshot *snapshot,
                     const ChezuSealPosition *from,
                     GArray *vehicles,
                     GError **error)
{
  g_autoptr (GArray) fixes = g_array_new (FALSE, FALSE, sizeof (ChezuFix));
  ChezuSealStep *self = g_new0 (ChezuSealStep, 1);

  self->plan = chezu_segment_plan_new ();
  self->from = *from;
  self->to = (ChezuSealPosition){ from->upto, G_MAXINT64, G_MAXINT64 };
  for (guint i = 0; i < vehicles->len; i++)
    {
      gint64 id = g_array_index (vehicles, gint64, i);

      if (id < from->next_vehicle)
        continue;
      if (!collect (db, snapshot, from->upto, id,
                    id == from->next_vehicle ? from->next_ms : G_MININT64, fixes, error)
          || !take_vehicle (self, db, id, fixes, error))
        {
          chezu_seal_step_free (self);
          return NULL;
        }
      if (is_full (self))
        return self;
    }
  self->to = (ChezuSealPosition){ from->upto, G_MAXINT64, 0 };
  return self;
}

static gboolean
has_dictionary (ChezuDatabase *db, gboolean *has, GError **error)
{
  gint64 id;

  if (!chezu_database_query_int (db, "SELECT max (id) FROM dictionary", 0, &id, error))
    return FALSE;
  *has = id != 0;
  return TRUE;
}

GBytes *
chezu_seal_train (ChezuDatabase *db, ChezuTrackSnapshot *snapshot, GArray *vehicles, GError **error)
{
  g_autoptr (GArray) samples = g_array_new (FALSE, FALSE, sizeof (ChezuFix));
  g_autoptr (GArray) lengths = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GArray) fixes = g_array_new (FALSE, FALSE, sizeof (ChezuFix));
  guint step = MAX (1, vehicles->len / TRAIN_VEHICLES);
  gboolean has;

  if (!has_dictionary (db, &has, error) || has)
    return NULL;

  for (guint i = 0; i < vehicles->len; i += step)
    {
      guint n;

      if (!collect (db, snapshot, snapshot->view.last, g_array_index (vehicles, gint64, i),
                    G_MININT64, fixes, error))
        return NULL;
      n = MIN (fixes->len, TRAIN_FIXES);
      g_array_append_vals (samples, fixes->data, n);
      g_array_append_val (lengths, n);
    }
  if (samples->len < TRAIN_FIXES_MIN)
    return NULL;
  return chezu_segment_train ((const ChezuFix *)(gpointer)samples->data,
                              (const guint *)(gpointer)lengths->data, lengths->len);
}

/* --- Committing ----------------------------------------------------------------------------- */

static gboolean
is_at (ChezuDatabase *db, const ChezuSealPosition *position, gboolean *is, GError **error)
{
  ChezuStatement *select
      = chezu_database_prepare (db, "SELECT upto, next_vehicle, next_ms FROM seal");

  *is = chezu_statement_next (select) && chezu_statement_get_int (select, 0) == position->upto
        && chezu_statement_get_int (select, 1) == position->next_vehicle
        && chezu_statement_get_int (select, 2) == position->next_ms;
  return chezu_statement_done (select, error);
}

static gboolean
move_to (ChezuDatabase *db, const ChezuSealPosition *position, GError **error)
{
  ChezuStatement *update
      = chezu_database_prepare (db, "UPDATE seal SET upto = ?1, next_vehicle = ?2, next_ms = ?3");

  chezu_statement_bind_int (update, 1, position->upto);
  chezu_statement_bind_int (update, 2, position->next_vehicle);
  chezu_statement_bind_int (update, 3, position->next_ms);
  return chezu_statement_run (update, error);
}

gboolean
chezu_seal_step_commit (ChezuDatabase *db, gpointer data, GError **error)
{
  ChezuSealStep *step = data;
  gboolean is_current;

  if (!is_at (db, &step->from, &is_current, error))
    return FALSE;
  if (is_current && !chezu_segment_plan_apply (step->plan, db, &is_current, error))
    return FALSE;
  step->is_stale = !is_current;
  return step->is_stale || move_to (db, &step->to, error);
}

gboolean
chezu_seal_begin (ChezuDatabase *db, gpointer data, GError **error)
{
  const ChezuSealPosition *position = data;
  gboolean is_current;
  gint64 first;
  gint64 last;

  if (!is_at (db, position, &is_current, error)
      || !chezu_database_query_int (db, "SELECT min (id) FROM arrival", 0, &first, error)
      || !chezu_database_query_int (db, "SELECT max (id) FROM arrival", 0, &last, error))
    return FALSE;
  if (!is_current || first <= position->upto)
    return TRUE;
  return move_to (db, &(ChezuSealPosition){ last, G_MININT64, G_MININT64 }, error);
}

/* The last of the arrivals that go together. */
static gboolean
find_last_to_go (ChezuDatabase *db, gint64 upto, gint64 *id, GError **error)
{
  gint64 bytes = 0;
  ChezuStatement *select = chezu_database_prepare (
      db, "SELECT id, length (data) FROM arrival WHERE id <= ?1 ORDER BY id LIMIT ?2");

  *id = 0;
  chezu_statement_bind_int (select, 1, upto);
  chezu_statement_bind_int (select, 2, STEP_ARRIVALS);
  while (bytes < STEP_ARRIVAL_BYTES && chezu_statement_next (select))
    {
      *id = chezu_statement_get_int (select, 0);
      bytes += chezu_statement_get_int (select, 1);
    }
  return chezu_statement_done (select, error);
}

gboolean
chezu_seal_clean (ChezuDatabase *db, gpointer data, GError **error)
{
  const ChezuSealPosition *position = data;
  ChezuStatement *delete;
  gboolean is_current;
  gint64 last;

  if (!is_at (db, position, &is_current, error))
    return FALSE;
  if (!is_current)
    return TRUE;
  if (!find_last_to_go (db, position->upto, &last, error))
    return FALSE;

  delete = chezu_database_prepare (db, "DELETE FROM arrival WHERE id <= ?1");
  chezu_statement_bind_int (delete, 1, last);
  return chezu_statement_run (delete, error);
}

gboolean
chezu_seal_set_aside (ChezuDatabase *db, gpointer data, GError **error)
{
  GArray *ids = data;

  for (guint i = 0; i < ids->len; i++)
    {
      gint64 id = g_array_index (ids, gint64, i);
      ChezuStatement *copy = chezu_database_prepare (
          db, "INSERT OR IGNORE INTO arrival_damaged (id, noted_ms, data) "
              "SELECT id, ?2, data FROM arrival WHERE id = ?1");
      ChezuStatement *delete = chezu_database_prepare (db, "DELETE FROM arrival WHERE id = ?1");

      chezu_statement_bind_int (copy, 1, id);
      chezu_statement_bind_int (copy, 2, chezu_time_now_ms ());
      chezu_statement_bind_int (delete, 1, id);
      if (!chezu_statement_run (copy, error) || !chezu_statement_run (delete, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
chezu_seal_keep_dictionary (ChezuDatabase *db, gpointer data, GError **error)
{
  gsize size;
  gconstpointer dictionary = g_bytes_get_data (data, &size);
  ChezuStatement *insert
      = chezu_database_prepare (db, "INSERT INTO dictionary (made_ms, data) SELECT ?1, ?2 "
                                    "WHERE NOT EXISTS (SELECT 1 FROM dictionary)");

  chezu_statement_bind_int (insert, 1, chezu_time_now_ms ());
  chezu_statement_bind_blob (insert, 2, dictionary, size);
  return chezu_statement_run (insert, error);
}
