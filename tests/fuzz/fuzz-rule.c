/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as rules, as the memory of a vehicle, and as what happens to two of them.
 *
 * The input is 'J' and JSON; 'L', whether there are hours (1 byte), the number of stays (1 byte)
 * and the memory, under a head and a checksum that are made right; or 'F' and steps of 24 bytes
 * each, as in Step below. */

#include "base/chezu-time.h"
#include "rule/chezu-rule-engine.h"
#include "rule/chezu-rule-state-private.h"
#include "track/chezu-segment.h"

#include <string.h>

#define N_STEPS_MAX 2000
#define N_PAST_MAX 64
#define BEGIN_MS G_GINT64_CONSTANT (1795478400000)
#define FENCE 5

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* Little-endian on every machine that this runs on. */
typedef struct
{
  guint8 what;
  guint8 vehicle;
  guint16 flags;
  guint32 after_ms;
  gint32 lon_e7;
  gint32 lat_e7;
  gint32 speed_cm_s;
  gint32 course_cdeg;
} Step;

G_STATIC_ASSERT (sizeof (Step) == 24);

typedef struct
{
  guint32 layout;
  guint32 state_size;
  guint32 hours_size;
  guint32 n_stays;
  guint32 checksum;
  guint32 padding;
} Head;

static ChezuRoadClass
answer_road (const ChezuRuleFacts *facts, gint32 lon_e7, gint32 lat_e7, gpointer data)
{
  return (ChezuRoadClass)((guint32)lon_e7 % CHEZU_N_ROAD_CLASSES);
}

static gboolean
answer_place (const ChezuRuleFacts *facts, gint32 lon_e7, gint32 lat_e7, gpointer data)
{
  return lat_e7 % 2 == 0;
}

static double
answer_route (const ChezuRuleFacts *facts, gint32 lon_e7, gint32 lat_e7, gpointer data)
{
  return lat_e7 / 100.0;
}

static void
check_signal (const ChezuRuleSignal *signal, gpointer data)
{
  ChezuRule rule;

  g_assert (chezu_rule_from_key (signal->type, &rule));
  g_assert (signal->change < CHEZU_N_SIGNAL_CHANGES && signal->unit < CHEZU_N_SIGNAL_UNITS);
  g_assert (signal->priority >= CHEZU_ALARM_P1 && signal->priority <= CHEZU_ALARM_P4);
  g_assert (!signal->sounds || (!signal->late && signal->change != CHEZU_SIGNAL_RETURNED));
  g_assert (signal->priority != CHEZU_ALARM_P1 || signal->snoozed == NULL);
  g_assert (signal->n_fixes <= CHEZU_SIGNAL_FIXES_MAX);
}

static ChezuRuleEngine *
new_engine (void)
{
  static const ChezuRuleContext context
      = { .road_class = answer_road, .known_place = answer_place, .off_route = answer_route };
  const ChezuRuleFence fence = { .id = FENCE,
                                 .tells_entry = TRUE,
                                 .tells_exit = TRUE,
                                 .banned_kinds = ~0u,
                                 .ban_from_min = 1320,
                                 .ban_to_min = 360,
                                 .limit_km_h = { 40, 30, 20 },
                                 .dwell_ms = -1 };
  ChezuRuleSet rules;
  ChezuRuleEngine *engine;

  chezu_rule_set_init (&rules);
  rules.timing[CHEZU_RULE_CLOSING].enabled = 1;
  engine = chezu_rule_engine_new (&rules, &context, check_signal, NULL);
  chezu_rule_engine_put_fence (engine, &fence);
  for (gint64 vehicle = 0; vehicle < 2; vehicle++)
    {
      ChezuRuleFacts facts;

      chezu_rule_facts_init (&facts, vehicle,
                             vehicle == 0 ? CHEZU_VEHICLE_BUS : CHEZU_VEHICLE_HAZMAT);
      facts.paper_until_ms[CHEZU_PAPER_PERMIT] = BEGIN_MS + CHEZU_DAY_MS;
      chezu_rule_engine_describe (engine, &facts);
    }
  return engine;
}

/* What an engine saves, an engine loads. */
static void
check_restart (const ChezuRuleEngine *engine, gint64 vehicle)
{
  g_autoptr (GBytes) bytes = chezu_rule_engine_save (engine, vehicle);
  g_autoptr (ChezuRuleEngine) again = new_engine ();
  g_autoptr (GBytes) same = NULL;

  g_assert (chezu_rule_engine_load (again, vehicle, bytes));
  same = chezu_rule_engine_save (again, vehicle);
  g_assert (g_bytes_equal (bytes, same));
}

/* --- JSON --- */

static void
fuzz_json (const guint8 *data, gsize size)
{
  g_autofree char *text = g_memdup2 (size > 0 ? data : (const guint8 *)"", MAX (size, 1));
  g_autofree char *written = NULL;
  g_autoptr (GError) error = NULL;
  ChezuRuleSet set;
  ChezuRuleSet again;

  chezu_rule_set_init (&set);
  if (!chezu_rule_set_read_json (&set, text, size, &error))
    {
      g_assert (error != NULL && g_utf8_validate (error->message, -1, NULL));
      return;
    }
  written = chezu_rule_set_write_json (&set);
  g_assert (chezu_rule_set_read_json (&again, written, strlen (written), NULL));
  g_assert (memcmp (&again, &set, sizeof set) == 0);
}

/* --- What happens --- */

typedef struct
{
  ChezuRuleEngine *engine;
  gint64 now_ms;
  GArray *past[2]; /* of ChezuFix, ascending: what was taken last of each vehicle */
} World;

static void
take (World *self, gint64 vehicle, const Step *step)
{
  GArray *past = self->past[vehicle];
  const ChezuFix fix = {
    .time_ms = self->now_ms,
    .lon_e7 = step->lon_e7,
    .lat_e7 = step->lat_e7,
    .speed_cm_s = step->speed_cm_s,
    .course_cdeg = step->course_cdeg,
    .flags = step->flags & 0xf,
  };

  chezu_rule_engine_take (self->engine, vehicle, &fix, 1,
                          (step->flags & 0x10) != 0 ? fix.time_ms + step->lat_e7 : 0);
  if (past->len > 0 && g_array_index (past, ChezuFix, past->len - 1).time_ms >= fix.time_ms)
    return;
  if (past->len == N_PAST_MAX)
    g_array_remove_index (past, 0);
  g_array_append_val (past, fix);
}

static void
revise (World *self, gint64 vehicle, guint which)
{
  const GArray *past = self->past[vehicle];
  gint64 late_ms;

  if (past->len == 0)
    return;
  late_ms = g_array_index (past, ChezuFix, which % past->len).time_ms;
  chezu_rule_engine_revise (self->engine, vehicle, (const ChezuFix *)(gconstpointer)past->data,
                            past->len, &late_ms, 1);
}

static void
make_step (World *self, const Step *step)
{
  ChezuRuleEngine *engine = self->engine;
  gint64 vehicle = step->vehicle % 2;

  self->now_ms += step->after_ms;
  switch (step->what % 10)
    {
    case 0:
      chezu_rule_engine_tick (engine, vehicle, self->now_ms);
      break;
    case 1:
      chezu_rule_engine_cross (engine, vehicle, FENCE + step->flags % 3, step->flags % 2,
                               self->now_ms - step->flags, (step->flags & 0x10) != 0);
      break;
    case 2:
      chezu_rule_engine_excuse (engine, vehicle, self->now_ms);
      break;
    case 3:
      chezu_rule_engine_change_driver (engine, vehicle, self->now_ms);
      break;
    case 4:
      chezu_rule_engine_drifted (engine, vehicle, self->now_ms, step->lon_e7, step->lat_e7, 500);
      break;
    case 5:
      chezu_rule_engine_snooze (engine, vehicle, step->flags % 2 != 0 ? "overspeed" : NULL,
                                self->now_ms + step->flags, "fuzz");
      break;
    case 6:
      revise (self, vehicle, step->flags);
      break;
    default:
      take (self, vehicle, step);
      break;
    }
}

static void
fuzz_steps (ChezuRuleEngine *engine, gint64 begin_ms, const guint8 *data, gsize size)
{
  World self = { .engine = engine, .now_ms = begin_ms };

  for (guint i = 0; i < 2; i++)
    self.past[i] = g_array_new (FALSE, FALSE, sizeof (ChezuFix));
  for (guint i = 0; i < N_STEPS_MAX && size >= sizeof (Step);
       i++, data += sizeof (Step), size -= sizeof (Step))
    {
      Step step;

      memcpy (&step, data, sizeof step);
      make_step (&self, &step);
    }
  for (guint i = 0; i < 2; i++)
    {
      check_restart (engine, i);
      g_array_unref (self.past[i]);
    }
}

/* --- Memory --- */

static void
fuzz_memory (const guint8 *data, gsize size)
{
  g_autoptr (ChezuRuleEngine) engine = new_engine ();
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GBytes) made = NULL;
  g_autoptr (GBytes) raw = g_bytes_new (data, size);
  Head head = {
    .layout = CHEZU_RULE_LAYOUT,
    .state_size = sizeof (ChezuRuleState),
    .hours_size = data[0] % 2 != 0 ? sizeof (ChezuRuleDriving) : 0,
    .n_stays = data[1],
  };
  gsize need = head.state_size + head.hours_size + head.n_stays * sizeof (ChezuStay);
  gsize have = MIN (need, size - 2);

  chezu_rule_engine_load (engine, 0, raw);
  g_byte_array_append (bytes, (const guint8 *)&head, sizeof head);
  g_byte_array_set_size (bytes, (guint)(sizeof head + need));
  memset (bytes->data + sizeof head, 0, need);
  memcpy (bytes->data + sizeof head, data + 2, have);
  head.checksum = chezu_segment_checksum (bytes->data + sizeof head, need);
  memcpy (bytes->data, &head, sizeof head);
  made = g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
  if (!chezu_rule_engine_load (engine, 0, made))
    return;
  fuzz_steps (engine, MAX (BEGIN_MS, chezu_rule_engine_get_newest (engine, 0)), data + 2 + have,
              size - 2 - have);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  if (size >= 1 && data[0] == 'J')
    fuzz_json (data + 1, size - 1);
  else if (size >= 3 && data[0] == 'L')
    fuzz_memory (data + 1, size - 1);
  else if (size >= 1 && data[0] == 'F')
    {
      g_autoptr (ChezuRuleEngine) engine = new_engine ();

      fuzz_steps (engine, BEGIN_MS, data + 1, size - 1);
    }
  return 0;
}
