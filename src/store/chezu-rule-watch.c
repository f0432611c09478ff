/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/chezu-rule-watch-private.h"

#include "base/chezu-time.h"
#include "store/chezu-rule-apply-private.h"
#include "store/chezu-rule-ground-private.h"
#include "store/chezu-statement-private.h"

/* So many vehicles that were not heard of since the start are met at a tick. */
#define MEET_MAX 500
/* All that changed is saved within so many ticks, but so many vehicles at least at each. */
#define SAVE_TICKS 30
#define SAVE_LEAST 100
/* What rules may build on of a vehicle of which nothing was saved. */
#define LOOK_BACK_MS (12 * CHEZU_HOUR_MS)
/* Late fixes younger than that are judged with hours around them, so that driving adds up; older
 * ones, which come by the day, with what shorter rules need. */
#define RECENT_MS CHEZU_DAY_MS
#define SHORT_LOOK_MS (30 * CHEZU_MINUTE_MS)

struct _ChezuRuleWatch
{
  gint64 seq; /* of what the rules rest on */
  ChezuRuleEngine *engine;
  ChezuRuleGround *ground;
  GArray *signals;     /* of ChezuRuleSignal: what the engine said and is not applied yet */
  GHashTable *known;   /* gint64: vehicles that the engine remembers */
  GHashTable *changed; /* gint64: those whose memory was not saved since; owned by the queue */
  GQueue *to_save;     /* the same, who changed first comes first */
};

static void
keep_signal (const ChezuRuleSignal *signal, gpointer data)
{
  g_array_append_vals (data, signal, 1);
}

void
chezu_rule_watch_free (ChezuRuleWatch *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->engine, chezu_rule_engine_free);
  g_clear_pointer (&self->ground, chezu_rule_ground_free);
  g_clear_pointer (&self->signals, g_array_unref);
  g_clear_pointer (&self->known, g_hash_table_unref);
  g_clear_pointer (&self->changed, g_hash_table_unref);
  if (self->to_save != NULL)
    g_queue_free_full (self->to_save, g_free);
  g_free (self);
}

/* --- What rules rest on --------------------------------------------------------------------- */

/* An engine as the tables have it now; what one of before remembers of vehicles is loaded again. */
static ChezuRuleWatch *
load (ChezuDatabase *db, gint64 seq, GError **error)
{
  ChezuRuleWatch *self = g_new0 (ChezuRuleWatch, 1);
  ChezuRuleContext context;
  ChezuRuleSet rules;

  self->seq = seq;
  self->signals = g_array_new (FALSE, FALSE, sizeof (ChezuRuleSignal));
  self->known = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->changed = g_hash_table_new (g_int64_hash, g_int64_equal);
  self->to_save = g_queue_new ();
  self->ground = chezu_rule_ground_new (db, error);
  if (self->ground == NULL || !chezu_rule_read_set (db, &rules, error))
    {
      chezu_rule_watch_free (self);
      return NULL;
    }
  context = chezu_rule_ground_get_context (self->ground);
  self->engine = chezu_rule_engine_new (&rules, &context, keep_signal, self->signals);
  if (!chezu_rule_read_fences (db, self->engine, error)
      || !chezu_rule_read_snoozes (db, self->engine, chezu_time_now_ms (), error))
    {
      chezu_rule_watch_free (self);
      return NULL;
    }
  return self;
}

/* What is remembered goes from the old engine to the new one as it would through a restart. */
static void
carry_over (ChezuRuleWatch *to, const ChezuRuleWatch *from)
{
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, from->known);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      gint64 vehicle_id = *(const gint64 *)id;
      g_autoptr (GBytes) bytes = chezu_rule_engine_save (from->engine, vehicle_id);

      if (bytes != NULL)
        chezu_rule_engine_load (to->engine, vehicle_id, bytes);
    }
}

static gboolean
describe_all (ChezuRuleWatch *self, ChezuDatabase *db, GError **error)
{
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, self->known);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      ChezuRuleFacts facts;
      gboolean found;

      if (!chezu_rule_read_facts (db, *(const gint64 *)id, &facts, &found, error))
        return FALSE;
      chezu_rule_engine_describe (self->engine, &facts);
    }
  return TRUE;
}

static gboolean
reload (ChezuDatabase *db, gint64 seq, GError **error)
{
  ChezuRuleWatch *fresh = load (db, seq, error);
  ChezuRuleWatch *before = db->rules;

  if (fresh == NULL)
    return FALSE;
  if (before != NULL)
    {
      carry_over (fresh, before);
      g_clear_pointer (&fresh->known, g_hash_table_unref);
      g_clear_pointer (&fresh->changed, g_hash_table_unref);
      g_queue_free (fresh->to_save);
      fresh->known = g_steal_pointer (&before->known);
      fresh->changed = g_steal_pointer (&before->changed);
      fresh->to_save = g_steal_pointer (&before->to_save);
      chezu_rule_watch_free (before);
    }
  db->rules = fresh;
  return describe_all (fresh, db, error);
}

static ChezuRuleWatch *
get (ChezuDatabase *db, GError **error)
{
  gint64 seq;

  if (!chezu_rule_read_seq (db, &seq, error))
    return NULL;
  if ((db->rules == NULL || db->rules->seq != seq) && !reload (db, seq, error))
    return NULL;
  db->n_judged++;
  return db->rules;
}

/* --- Vehicles ------------------------------------------------------------------------------- */

static gboolean
load_saved (ChezuRuleWatch *self, ChezuDatabase *db, gint64 vehicle_id, GError **error)
{
  ChezuStatement *select
      = chezu_database_prepare (db, "SELECT state FROM rule_state WHERE vehicle = ?1");

  chezu_statement_bind_int (select, 1, vehicle_id);
  if (chezu_statement_next (select))
    {
      gsize size;
      gconstpointer blob = chezu_statement_get_blob (select, 0, &size);
      g_autoptr (GBytes) bytes = g_bytes_new (blob, size);

      /* Of another version of the program: the history tells as well. */
      chezu_rule_engine_load (self->engine, vehicle_id, bytes);
    }
  return chezu_statement_done (select, error);
}

static gboolean
load_stays (ChezuRuleWatch *self, ChezuDatabase *db, gint64 vehicle_id, GError **error)
{
  ChezuStatement *select = chezu_database_prepare (
      db, "SELECT geofence, entered_ms FROM geofence_visit WHERE vehicle = ?1 AND left_ms IS NULL");

  chezu_statement_bind_int (select, 1, vehicle_id);
  while (chezu_statement_next (select))
    chezu_rule_engine_put_stay (self->engine, vehicle_id, chezu_statement_get_int (select, 0),
                                chezu_statement_get_int (select, 1));
  return chezu_statement_done (select, error);
}

/* Judges on, without telling, from what is remembered to @newest_ms. */
static gboolean
catch_up (
    ChezuRuleWatch *self, ChezuDatabase *db, gint64 vehicle_id, gint64 newest_ms, GError **error)
{
  gint64 from_ms = chezu_rule_engine_get_newest (self->engine, vehicle_id);
  g_autoptr (GArray) fixes = g_array_new (FALSE, FALSE, sizeof (ChezuFix));

  if (newest_ms == G_MININT64)
    return TRUE;
  from_ms = from_ms == G_MININT64 ? newest_ms - LOOK_BACK_MS : from_ms + 1;
  if (from_ms > newest_ms)
    return TRUE;
  if (!chezu_history_collect (db, vehicle_id, from_ms, newest_ms + 1, fixes, error))
    return FALSE;
  chezu_rule_engine_replay (self->engine, vehicle_id, (const ChezuFix *)(gpointer)fixes->data,
                            fixes->len);
  return TRUE;
}

static gboolean
know (ChezuRuleWatch *self, ChezuDatabase *db, gint64 vehicle_id, gint64 newest_ms, GError **error)
{
  ChezuRuleFacts facts;
  gboolean found;

  if (!g_hash_table_contains (self->known, &vehicle_id))
    {
      if (!chezu_rule_read_facts (db, vehicle_id, &facts, &found, error))
        return FALSE;
      chezu_rule_engine_describe (self->engine, &facts);
      if (!load_saved (self, db, vehicle_id, error)
          || !catch_up (self, db, vehicle_id, newest_ms, error)
          || !load_stays (self, db, vehicle_id, error))
        return FALSE;
      /* Nobody listened in between. */
      chezu_rule_engine_excuse (self->engine, vehicle_id, chezu_time_now_ms ());
      g_hash_table_add (self->known, g_memdup2 (&vehicle_id, sizeof vehicle_id));
      return TRUE;
    }
  /* Another program committed fixes of it. */
  return newest_ms <= chezu_rule_engine_get_newest (self->engine, vehicle_id)
         || catch_up (self, db, vehicle_id, newest_ms, error);
}

gboolean
chezu_rule_watch_meet (ChezuDatabase *db, gint64 vehicle_id, gint64 newest_ms, GError **error)
{
  ChezuRuleWatch *self = get (db, error);

  return self != NULL && know (self, db, vehicle_id, newest_ms, error);
}

static void
note_change (ChezuRuleWatch *self, gint64 vehicle_id)
{
  gint64 *id;

  if (g_hash_table_contains (self->changed, &vehicle_id))
    return;
  id = g_memdup2 (&vehicle_id, sizeof vehicle_id);
  g_queue_push_tail (self->to_save, id);
  g_hash_table_add (self->changed, id);
}

static gboolean
tell (ChezuRuleWatch *self, ChezuDatabase *db, gint64 now_ms, GError **error)
{
  gboolean ok = TRUE;

  for (guint i = 0; ok && i < self->signals->len; i++)
    ok = chezu_rule_apply (db, &g_array_index (self->signals, ChezuRuleSignal, i), now_ms, error);
  g_array_set_size (self->signals, 0);
  return ok;
}

/* --- Fixes ---------------------------------------------------------------------------------- */

static gboolean
is_late (const ChezuHistoryItem *item)
{
  return item->fix.time_ms <= item->newest_ms;
}

/* Whether it was under way no longer than a live fix is: then its clock can be judged. */
static gint64
received_ms (const ChezuFix *fix, gint64 now_ms)
{
  return (fix->flags & CHEZU_FIX_BUFFERED) != 0 ? 0 : now_ms;
}

static void
judge_new (ChezuRuleWatch *self, const ChezuHistoryItem *items, guint n_items, gint64 now_ms)
{
  for (guint i = 0; i < n_items; i++)
    if (!items[i].duplicate && !is_late (&items[i]))
      chezu_rule_engine_take (self->engine, items[i].vehicle_id, &items[i].fix, 1,
                              received_ms (&items[i].fix, now_ms));
}

static gboolean
judge_late (ChezuRuleWatch *self,
            ChezuDatabase *db,
            const ChezuHistoryItem *items,
            GArray *late_ms,
            gint64 now_ms,
            GError **error)
{
  gint64 first_ms = g_array_index (late_ms, gint64, 0);
  gint64 last_ms = g_array_index (late_ms, gint64, late_ms->len - 1);
  gint64 look_ms = now_ms - last_ms < RECENT_MS ? CHEZU_RULE_LOOK_BACK_MS : SHORT_LOOK_MS;
  gint64 to_ms = MIN (last_ms + look_ms, items[0].newest_ms);
  g_autoptr (GArray) stretch = g_array_new (FALSE, FALSE, sizeof (ChezuFix));

  if (!chezu_history_collect (db, items[0].vehicle_id, first_ms - look_ms, to_ms + 1, stretch,
                              error))
    return FALSE;
  if (stretch->len > 0)
    chezu_rule_engine_revise (self->engine, items[0].vehicle_id,
                              (const ChezuFix *)(gpointer)stretch->data, stretch->len,
                              (const gint64 *)(gpointer)late_ms->data, late_ms->len);
  return TRUE;
}

gboolean
chezu_rule_watch_take (
    ChezuDatabase *db, const ChezuHistoryItem *items, guint n_items, gint64 now_ms, GError **error)
{
  g_autoptr (GArray) late_ms = g_array_new (FALSE, FALSE, sizeof (gint64));
  ChezuRuleWatch *self = get (db, error);

  if (self == NULL)
    return FALSE;
  for (guint i = 0; i < n_items; i++)
    if (!items[i].duplicate && is_late (&items[i]))
      g_array_append_val (late_ms, items[i].fix.time_ms);
  if (late_ms->len > 0 && !judge_late (self, db, items, late_ms, now_ms, error))
    return FALSE;
  judge_new (self, items, n_items, now_ms);
  note_change (self, items[0].vehicle_id);
  return tell (self, db, now_ms, error);
}

/* --- What is not a fix ---------------------------------------------------------------------- */

static gboolean
is_known (ChezuDatabase *db, gint64 vehicle_id)
{
  return db->rules != NULL && g_hash_table_contains (db->rules->known, &vehicle_id);
}

gboolean
chezu_rule_watch_cross (ChezuDatabase *db,
                        gint64 vehicle_id,
                        gint64 fence,
                        gboolean inside,
                        gint64 time_ms,
                        gboolean late,
                        gboolean survey,
                        GError **error)
{
  ChezuRuleWatch *self = get (db, error);

  if (self == NULL)
    return FALSE;
  /* Whoever was not met yet finds its stays in the table. */
  if (!is_known (db, vehicle_id))
    return TRUE;
  if (survey && inside)
    chezu_rule_engine_put_stay (self->engine, vehicle_id, fence, time_ms);
  else
    chezu_rule_engine_cross (self->engine, vehicle_id, fence, inside, time_ms, late);
  note_change (self, vehicle_id);
  return tell (self, db, chezu_time_now_ms (), error);
}

gboolean
chezu_rule_watch_excuse (ChezuDatabase *db, gint64 vehicle_id, gint64 until_ms, GError **error)
{
  ChezuRuleWatch *self = get (db, error);

  if (self != NULL)
    chezu_rule_engine_excuse (self->engine, vehicle_id, until_ms);
  return self != NULL;
}

gboolean
chezu_rule_watch_drifted (
    ChezuDatabase *db, gint64 vehicle_id, const ChezuFix *fix, double km_h, GError **error)
{
  ChezuRuleWatch *self = get (db, error);

  if (self == NULL)
    return FALSE;
  chezu_rule_engine_drifted (self->engine, vehicle_id, fix->time_ms, fix->lon_e7, fix->lat_e7,
                             km_h);
  return tell (self, db, chezu_time_now_ms (), error);
}

gboolean
chezu_rule_watch_describe (ChezuDatabase *db, gint64 vehicle_id, GError **error)
{
  ChezuRuleFacts facts;
  gboolean found;

  if (!is_known (db, vehicle_id))
    return TRUE;
  if (!chezu_rule_read_facts (db, vehicle_id, &facts, &found, error))
    return FALSE;
  chezu_rule_engine_describe (db->rules->engine, &facts);
  return TRUE;
}

/* --- Ticks ---------------------------------------------------------------------------------- */

typedef struct
{
  gint64 vehicle_id;
  gint64 newest_ms;
} Member;

static gboolean
list_members (ChezuDatabase *db, gint64 source_id, GArray *members, GError **error)
{
  ChezuStatement *select = chezu_database_prepare (
      db,
      "SELECT DISTINCT v.id, v.time_ms FROM terminal AS t JOIN vehicle AS v ON v.id = t.vehicle "
      "WHERE t.source = ?1 AND v.time_ms NOT NULL");

  chezu_statement_bind_int (select, 1, source_id);
  while (chezu_statement_next (select))
    {
      const Member member
          = { chezu_statement_get_int (select, 0), chezu_statement_get_int (select, 1) };

      g_array_append_val (members, member);
    }
  return chezu_statement_done (select, error);
}

static gboolean
save_one (ChezuRuleWatch *self, ChezuDatabase *db, gint64 vehicle_id, GError **error)
{
  g_autoptr (GBytes) bytes = chezu_rule_engine_save (self->engine, vehicle_id);
  ChezuStatement *write = chezu_database_prepare (
      db, "INSERT OR REPLACE INTO rule_state (vehicle, heard_ms, state) VALUES (?1, ?2, ?3)");
  gsize size;
  gconstpointer blob;

  if (bytes == NULL)
    return TRUE;
  blob = g_bytes_get_data (bytes, &size);
  chezu_statement_bind_int (write, 1, vehicle_id);
  chezu_statement_bind_int (write, 2, chezu_rule_engine_get_newest (self->engine, vehicle_id));
  chezu_statement_bind_blob (write, 3, blob, size);
  return chezu_statement_run (write, error);
}

/* What a crash takes is judged again from the history; saving only keeps that short. */
static gboolean
save_some (ChezuRuleWatch *self, ChezuDatabase *db, GError **error)
{
  guint n = MAX (SAVE_LEAST, self->to_save->length / SAVE_TICKS);

  for (guint i = 0; i < n && self->to_save->length > 0; i++)
    {
      g_autofree gint64 *id = g_queue_pop_head (self->to_save);

      g_hash_table_remove (self->changed, id);
      if (!save_one (self, db, *id, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
chezu_rule_watch_tick (
    ChezuDatabase *db, gint64 source_id, gint64 since_ms, gint64 now_ms, GError **error)
{
  g_autoptr (GArray) members = g_array_new (FALSE, FALSE, sizeof (Member));
  ChezuRuleWatch *self = get (db, error);
  guint n_met = 0;

  if (self == NULL || !list_members (db, source_id, members, error))
    return FALSE;
  for (guint i = 0; i < members->len; i++)
    {
      const Member *member = &g_array_index (members, Member, i);

      if (!is_known (db, member->vehicle_id))
        {
          if (n_met++ >= MEET_MAX)
            continue;
          if (!know (self, db, member->vehicle_id, member->newest_ms, error))
            return FALSE;
        }
      chezu_rule_engine_excuse (self->engine, member->vehicle_id, since_ms);
      chezu_rule_engine_tick (self->engine, member->vehicle_id, now_ms);
      if (self->signals->len > 0)
        note_change (self, member->vehicle_id);
      if (!tell (self, db, now_ms, error))
        return FALSE;
    }
  return save_some (self, db, error);
}
