/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/chezu-rule-try.h"

#include "base/chezu-time.h"
#include "store/chezu-history.h"
#include "store/chezu-rule-ground-private.h"
#include "store/chezu-rule-table-private.h"

/* A silence is looked for as often as the live rules do, about. */
#define TICK_MS (10 * CHEZU_SECOND_MS)

typedef struct
{
  gint64 fence;
  gint64 time_ms;
  gboolean inside;
} Crossing;

typedef struct
{
  ChezuDatabase *db;
  const ChezuRuleTry *ask;
  ChezuRuleTrial *trial;
  ChezuRuleEngine *engine;
  GArray *vehicles;  /* of gint64 */
  const char *plate; /* of the vehicle that is judged */
  GArray *fixes;     /* of ChezuFix */
  GArray *crossings; /* of Crossing */
} Trying;

static void
tried_clear (gpointer data)
{
  g_free (((ChezuRuleTried *)data)->plate);
}

void
chezu_rule_trial_free (ChezuRuleTrial *self)
{
  if (self == NULL)
    return;

  g_array_unref (self->signals);
  g_free (self);
}

/* --- What is said --------------------------------------------------------------------------- */

static void
take_signal (const ChezuRuleSignal *signal, gpointer data)
{
  Trying *self = data;
  ChezuRuleTried tried = { .signal = *signal };
  ChezuRule rule;

  if ((signal->change != CHEZU_SIGNAL_RAISED && signal->change != CHEZU_SIGNAL_MOMENT)
      || signal->time_ms < self->ask->from_ms || signal->time_ms >= self->ask->to_ms
      || !chezu_rule_from_key (signal->type, &rule)
      || (self->ask->which != 0 && (self->ask->which & G_GUINT64_CONSTANT (1) << rule) == 0))
    return;
  if (signal->repeated)
    {
      self->trial->repeats[rule]++;
      return;
    }
  self->trial->counts[rule]++;
  tried.signal.snoozed = NULL;
  tried.plate = g_strdup (self->plate);
  g_array_append_val (self->trial->signals, tried);
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  gint64 x = ((const ChezuRuleTried *)a)->signal.time_ms;
  gint64 y = ((const ChezuRuleTried *)b)->signal.time_ms;

  return (x > y) - (x < y);
}

/* --- What is judged ------------------------------------------------------------------------- */

static gboolean
list_vehicles (Trying *self, GError **error)
{
  ChezuStatement *select = chezu_database_prepare (
      self->db, "SELECT id FROM vehicle WHERE time_ms NOT NULL AND ?1 IN (0, id) ORDER BY id");

  chezu_statement_bind_int (select, 1, self->ask->vehicle_id);
  while (chezu_statement_next (select))
    {
      gint64 id = chezu_statement_get_int (select, 0);

      g_array_append_val (self->vehicles, id);
    }
  return chezu_statement_done (select, error);
}

static gboolean
read_crossings (Trying *self, gint64 vehicle_id, gint64 from_ms, GError **error)
{
  ChezuStatement *select = chezu_database_prepare (
      self->db,
      "SELECT geofence, entered_ms, 1, was_inside FROM geofence_visit WHERE vehicle = ?1 "
      "AND entered_ms < ?3 AND coalesce (left_ms, ?3) >= ?2 UNION ALL SELECT geofence, left_ms, 0, "
      "0 "
      "FROM geofence_visit WHERE vehicle = ?1 AND left_ms >= ?2 AND left_ms < ?3 ORDER BY 2");

  g_array_set_size (self->crossings, 0);
  chezu_statement_bind_int (select, 1, vehicle_id);
  chezu_statement_bind_int (select, 2, from_ms);
  chezu_statement_bind_int (select, 3, self->ask->to_ms);
  while (chezu_statement_next (select))
    {
      const Crossing crossing = {
        .fence = chezu_statement_get_int (select, 0),
        .time_ms = chezu_statement_get_int (select, 1),
        .inside = chezu_statement_get_int (select, 2) != 0,
      };

      if (chezu_statement_get_int (select, 3) != 0)
        chezu_rule_engine_put_stay (self->engine, vehicle_id, crossing.fence, crossing.time_ms);
      else
        g_array_append_val (self->crossings, crossing);
    }
  return chezu_statement_done (select, error);
}

/* Silences that were the source's or ours are nobody's fault. */
static gboolean
read_excuses (Trying *self, gint64 vehicle_id, gint64 from_ms, GArray *gaps, GError **error)
{
  ChezuStatement *select = chezu_database_prepare (
      self->db, "SELECT from_ms, to_ms FROM gap WHERE vehicle = ?1 AND to_ms > ?2 AND from_ms < ?3 "
                "AND reason <> 'silence' ORDER BY from_ms");

  g_array_set_size (gaps, 0);
  chezu_statement_bind_int (select, 1, vehicle_id);
  chezu_statement_bind_int (select, 2, from_ms);
  chezu_statement_bind_int (select, 3, self->ask->to_ms);
  while (chezu_statement_next (select))
    {
      const gint64 gap[2]
          = { chezu_statement_get_int (select, 0), chezu_statement_get_int (select, 1) };

      g_array_append_vals (gaps, gap, 1);
    }
  return chezu_statement_done (select, error);
}

static void
cross_until (Trying *self, gint64 vehicle_id, guint *next, gint64 time_ms)
{
  for (; *next < self->crossings->len; ++*next)
    {
      const Crossing *crossing = &g_array_index (self->crossings, Crossing, *next);

      if (crossing->time_ms > time_ms)
        return;
      chezu_rule_engine_cross (self->engine, vehicle_id, crossing->fence, crossing->inside,
                               crossing->time_ms, FALSE);
    }
}

/* The first instant at which a tick may tell of a silence, then by the day. */
static void
be_silent (Trying *self, gint64 vehicle_id, gint64 from_ms, gint64 to_ms)
{
  const ChezuRuleTiming *moving = &self->ask->rules.timing[CHEZU_RULE_OFFLINE_MOVING];
  const ChezuRuleTiming *lasting = &self->ask->rules.timing[CHEZU_RULE_OFFLINE_LONG];
  const double holds_s[] = { moving->hold_s, lasting->hold_s };

  for (guint i = 0; i < G_N_ELEMENTS (holds_s); i++)
    {
      gint64 due_ms = from_ms + (gint64)(holds_s[i] * CHEZU_SECOND_MS) + TICK_MS;

      if (due_ms < to_ms)
        chezu_rule_engine_tick (self->engine, vehicle_id, due_ms);
    }
}

static void
judge_fixes (Trying *self, gint64 vehicle_id, const GArray *gaps)
{
  guint crossing = 0;
  guint gap = 0;

  for (guint i = 0; i < self->fixes->len; i++)
    {
      const ChezuFix *fix = &g_array_index (self->fixes, ChezuFix, i);
      const gint64 (*excuses)[2] = (gpointer)gaps->data;

      for (; gap < gaps->len && excuses[gap][0] < fix->time_ms; gap++)
        chezu_rule_engine_excuse (self->engine, vehicle_id, excuses[gap][1]);
      if (i > 0)
        be_silent (self, vehicle_id, g_array_index (self->fixes, ChezuFix, i - 1).time_ms,
                   fix->time_ms);
      cross_until (self, vehicle_id, &crossing, fix->time_ms);
      chezu_rule_engine_take (self->engine, vehicle_id, fix, 1, 0);
    }
  cross_until (self, vehicle_id, &crossing, self->ask->to_ms);
}

static gboolean
judge_vehicle (Trying *self, gint64 vehicle_id, GArray *gaps, GError **error)
{
  gint64 from_ms = self->ask->from_ms - CHEZU_RULE_LOOK_BACK_MS;
  ChezuStatement *select
      = chezu_database_prepare (self->db, "SELECT plate FROM vehicle WHERE id = ?1");
  g_autofree char *plate = NULL;
  ChezuRuleFacts facts;
  gboolean found;

  chezu_statement_bind_int (select, 1, vehicle_id);
  if (chezu_statement_next (select))
    plate = g_strdup (chezu_statement_get_text (select, 0));
  g_array_set_size (self->fixes, 0);
  if (!chezu_statement_done (select, error)
      || !chezu_rule_read_facts (self->db, vehicle_id, &facts, &found, error)
      || !chezu_history_collect (self->db, vehicle_id, from_ms, self->ask->to_ms, self->fixes,
                                 error))
    return FALSE;
  if (self->fixes->len == 0)
    return TRUE;
  chezu_rule_engine_describe (self->engine, &facts);
  if (!read_crossings (self, vehicle_id, from_ms, error)
      || !read_excuses (self, vehicle_id, from_ms, gaps, error))
    return FALSE;
  self->plate = plate;
  judge_fixes (self, vehicle_id, gaps);
  self->trial->n_fixes += self->fixes->len;
  self->trial->n_vehicles++;
  /* So many vehicles need not be remembered at once. */
  chezu_rule_engine_forget (self->engine, vehicle_id);
  return TRUE;
}

static gboolean
judge_all (Trying *self, GError **error)
{
  g_autoptr (GArray) gaps = g_array_new (FALSE, FALSE, 2 * sizeof (gint64));

  if (!list_vehicles (self, error))
    return FALSE;
  for (guint i = 0; i < self->vehicles->len; i++)
    if (!judge_vehicle (self, g_array_index (self->vehicles, gint64, i), gaps, error))
      return FALSE;
  g_array_sort (self->trial->signals, compare_times);
  if (self->trial->signals->len > self->ask->limit)
    g_array_set_size (self->trial->signals, self->ask->limit);
  return TRUE;
}

static gpointer
try_rules (ChezuDatabase *db, gpointer data, GError **error)
{
  g_autoptr (ChezuRuleGround) ground = chezu_rule_ground_new (db, error);
  g_autoptr (ChezuRuleTrial) trial = g_new0 (ChezuRuleTrial, 1);
  g_autoptr (GArray) vehicles = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) fixes = g_array_new (FALSE, FALSE, sizeof (ChezuFix));
  g_autoptr (GArray) crossings = g_array_new (FALSE, FALSE, sizeof (Crossing));
  g_autoptr (ChezuRuleEngine) engine = NULL;
  Trying trying = { .db = db,
                    .ask = data,
                    .trial = trial,
                    .vehicles = vehicles,
                    .fixes = fixes,
                    .crossings = crossings };
  ChezuRuleContext context;

  trial->signals = g_array_new (FALSE, FALSE, sizeof (ChezuRuleTried));
  g_array_set_clear_func (trial->signals, tried_clear);
  if (ground == NULL)
    return NULL;
  context = chezu_rule_ground_get_context (ground);
  engine = trying.engine
      = chezu_rule_engine_new (&trying.ask->rules, &context, take_signal, &trying);
  if (!chezu_rule_read_fences (db, engine, error) || !judge_all (&trying, error))
    return NULL;
  return g_steal_pointer (&trial);
}

DexFuture *
chezu_rule_try (ChezuStore *store, const ChezuRuleTry *ask)
{
  g_return_val_if_fail (CHEZU_IS_STORE (store) && ask != NULL, NULL);

  return chezu_store_read (store, try_rules, g_memdup2 (ask, sizeof *ask), g_free,
                           (GDestroyNotify)chezu_rule_trial_free);
}

ChezuRuleTrial *
chezu_rule_try_sync (ChezuStore *store, const ChezuRuleTry *ask, GError **error)
{
  return chezu_store_read_sync (store, try_rules, (gpointer)ask, error);
}
