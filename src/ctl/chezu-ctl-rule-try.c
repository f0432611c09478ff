/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chezuctl rule try: what rules would have said of the past. */

#include "ctl/chezu-ctl-rule.h"

#include "base/chezu-format.h"
#include "base/chezu-time.h"
#include "base/chezu-when.h"
#include "ctl/chezu-ctl-vehicle.h"
#include "store/chezu-rule-try.h"

#include <glib/gi18n-lib.h>

#define LIST_MAX 100000

typedef struct
{
  char *from;
  char *to;
  char *vehicle;
  char **set;
  int limit;
  gboolean as_json;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->from);
  g_free (options->to);
  g_free (options->vehicle);
  g_strfreev (options->set);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* --- Telling -------------------------------------------------------------------------------- */

static guint
sum (const guint counts[CHEZU_N_RULES])
{
  guint total = 0;

  for (guint i = 0; i < CHEZU_N_RULES; i++)
    total += counts[i];
  return total;
}

static void
add_fixes (ChezuCtlJson to, const ChezuRuleSignal *signal)
{
  yyjson_mut_val *list = yyjson_mut_obj_add_arr (to.json, to.object, "fixes");

  for (guint i = 0; i < signal->n_fixes; i++)
    {
      g_autofree char *time = chezu_time_format_iso8601 (signal->fixes[i]);

      yyjson_mut_arr_add_strcpy (to.json, list, time);
    }
}

static void
add_alarm (ChezuCtlJson to, const ChezuRuleTried *tried)
{
  const ChezuRuleSignal *signal = &tried->signal;

  chezu_ctl_json_add_text (to, "type", signal->type);
  chezu_ctl_json_add_int (to, "priority", signal->priority);
  chezu_ctl_json_add_text (to, "vehicle", tried->plate);
  chezu_ctl_json_add_int (to, "vehicle_id", signal->vehicle_id);
  chezu_ctl_json_add_time (to, "raised_at", signal->began_ms);
  chezu_ctl_json_add_time (to, "certain_at", signal->time_ms);
  yyjson_mut_obj_add_real (to.json, to.object, "measured", signal->measured);
  yyjson_mut_obj_add_real (to.json, to.object, "limit", signal->limit);
  chezu_ctl_json_add_text (to, "unit", chezu_signal_unit_key (signal->unit));
  yyjson_mut_obj_add_bool (to.json, to.object, "sounds", signal->sounds);
  yyjson_mut_obj_add_real (to.json, to.object, "lon", signal->lon_e7 / 1e7);
  yyjson_mut_obj_add_real (to.json, to.object, "lat", signal->lat_e7 / 1e7);
  chezu_ctl_json_add_int (to, "version", signal->version);
  add_fixes (to, signal);
}

static void
print_json (const ChezuRuleTrial *trial, const ChezuRuleTry *ask)
{
  ChezuCtlJson root = chezu_ctl_json_begin ();
  yyjson_mut_val *list;
  ChezuCtlJson counts;

  chezu_ctl_json_add_time (root, "from", ask->from_ms);
  chezu_ctl_json_add_time (root, "to", ask->to_ms);
  chezu_ctl_json_add_int (root, "vehicles", trial->n_vehicles);
  chezu_ctl_json_add_int (root, "fixes", (gint64)trial->n_fixes);
  chezu_ctl_json_add_int (root, "raised", sum (trial->counts));
  chezu_ctl_json_add_int (root, "repeats", sum (trial->repeats));
  counts = chezu_ctl_json_add_object (root, "by_rule");
  for (guint i = 0; i < CHEZU_N_RULES; i++)
    if (trial->counts[i] > 0)
      chezu_ctl_json_add_int (counts, chezu_rule_key ((ChezuRule)i), trial->counts[i]);
  list = yyjson_mut_obj_add_arr (root.json, root.object, "alarms");
  for (guint i = 0; i < trial->signals->len; i++)
    add_alarm (chezu_ctl_json_append_object (root, list),
               &g_array_index (trial->signals, ChezuRuleTried, i));
  chezu_ctl_json_print (root.json);
}

static void
print_words (const ChezuRuleTrial *trial)
{
  guint total = sum (trial->counts);

  for (guint i = 0; i < trial->signals->len; i++)
    {
      const ChezuRuleTried *tried = &g_array_index (trial->signals, ChezuRuleTried, i);
      g_autofree char *when = chezu_format_moment (tried->signal.began_ms, chezu_time_now_ms ());
      ChezuRule rule;

      chezu_rule_from_key (tried->signal.type, &rule);
      g_print ("%s\tP%u\t%s\t%s\t%g / %g %s\n", when, tried->signal.priority,
               tried->plate != NULL ? tried->plate : "—", chezu_rule_name (rule),
               tried->signal.measured, tried->signal.limit,
               chezu_signal_unit_key (tried->signal.unit));
    }
  for (guint i = 0; i < CHEZU_N_RULES; i++)
    if (trial->counts[i] > 0)
      g_print ("%s: %u\n", chezu_rule_name ((ChezuRule)i), trial->counts[i]);
  g_print (ngettext ("Would have raised %u alarm", "Would have raised %u alarms", total), total);
  g_print ("\n");
}

/* --- Asking --------------------------------------------------------------------------------- */

static ChezuExit
judge_period (const Options *options, ChezuRuleTry *ask)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autoptr (GError) error = NULL;
  gint64 now_ms = chezu_time_now_ms ();

  ask->to_ms = now_ms;
  if (options->to != NULL && !chezu_when_parse (options->to, now_ms, zone, &ask->to_ms, &error))
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, "%s", error->message);
  ask->from_ms = ask->to_ms - 7 * CHEZU_DAY_MS;
  if (options->from != NULL
      && !chezu_when_parse (options->from, now_ms, zone, &ask->from_ms, &error))
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, "%s", error->message);
  if (ask->from_ms >= ask->to_ms)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("The period ends before it begins"));
  if (options->limit < 0 || options->limit > LIST_MAX)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("Between 0 and %d alarms can be listed"), LIST_MAX);
  ask->limit = (guint)options->limit;
  return CHEZU_EXIT_OK;
}

/* A rule that is named is tried whether it is on or not. */
static ChezuExit
judge_rules (const Options *options, ChezuRuleTry *ask, int argc, char **argv)
{
  for (int i = 1; i < argc; i++)
    {
      ChezuRule rule;

      if (!chezu_ctl_rule_parse (argv[i], &rule))
        return CHEZU_EXIT_USAGE;
      ask->which |= G_GUINT64_CONSTANT (1) << rule;
      ask->rules.timing[rule].enabled = 1;
    }
  for (guint i = 0; options->set != NULL && options->set[i] != NULL; i++)
    if (!chezu_ctl_rule_set (&ask->rules, options->set[i]))
      return CHEZU_EXIT_USAGE;
  return CHEZU_EXIT_OK;
}

ChezuExit
chezu_ctl_rule_try (ChezuCtl *ctl, int argc, char **argv)
{
  g_auto (Options) options = { .limit = 1000 };
  const GOptionEntry entries[] = {
    { "from", 0, 0, G_OPTION_ARG_STRING, &options.from,
      N_ ("Begin of the period (7 days before its end)"), N_ ("WHEN") },
    { "to", 0, 0, G_OPTION_ARG_STRING, &options.to, N_ ("End of the period (now)"), N_ ("WHEN") },
    { "vehicle", 0, 0, G_OPTION_ARG_STRING, &options.vehicle, N_ ("Of this vehicle alone"),
      N_ ("VEHICLE") },
    { "set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.set,
      N_ ("With another figure; may be given several times"), N_ ("RULE.FIGURE=NUMBER") },
    { "limit", 0, 0, G_OPTION_ARG_INT, &options.limit, N_ ("List so many at most (1000)"),
      N_ ("NUMBER") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.as_json, N_ ("Print JSON"), NULL },
    { NULL },
  };
  g_auto (ChezuCtlVehicle) vehicle = { 0 };
  g_autoptr (ChezuStore) store = NULL;
  g_autoptr (ChezuRuleTrial) trial = NULL;
  g_autofree ChezuRuleSet *rules = NULL;
  g_autoptr (GError) error = NULL;
  ChezuRuleTry ask = { 0 };
  ChezuExit code;

  if (!chezu_ctl_parse (_ ("[RULE…]"),
                        _ ("Tries rules, perhaps with other figures, against the fixes that are "
                           "stored. Nothing is changed."),
                        entries, &argc, &argv))
    return CHEZU_EXIT_USAGE;
  code = judge_period (&options, &ask);
  if (code != CHEZU_EXIT_OK)
    return code;
  store = chezu_ctl_open_store (ctl);
  rules = store != NULL ? chezu_ctl_rule_read (store) : NULL;
  if (rules == NULL)
    return CHEZU_EXIT_STORE;
  ask.rules = *rules;
  code = judge_rules (&options, &ask, argc, argv);
  if (code == CHEZU_EXIT_OK && options.vehicle != NULL)
    code = chezu_ctl_vehicle_find (store, options.vehicle, &vehicle);
  if (code != CHEZU_EXIT_OK)
    return code;
  ask.vehicle_id = vehicle.id;
  trial = chezu_rule_try_sync (store, &ask, &error);
  if (trial == NULL)
    return chezu_ctl_fail (CHEZU_EXIT_STORE, "%s", error->message);
  if (options.as_json)
    print_json (trial, &ask);
  else
    print_words (trial);
  return CHEZU_EXIT_OK;
}
