/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chezuctl rule: the rules, their figures, and what they would have said. */

#include "ctl/chezu-ctl-rule.h"

#include "base/chezu-format.h"
#include "base/chezu-time.h"
#include "ctl/chezu-ctl-actions.h"

#include <glib/gi18n-lib.h>
#include <string.h>

ChezuRuleSet *
chezu_ctl_rule_read (ChezuStore *store)
{
  g_autoptr (GError) error = NULL;
  ChezuRuleSet *rules = chezu_ctl_take (chezu_rule_table_read (store), &error);

  if (rules == NULL)
    chezu_ctl_fail (CHEZU_EXIT_STORE, "%s", error->message);
  return rules;
}

gboolean
chezu_ctl_rule_parse (const char *name, ChezuRule *rule)
{
  g_autoptr (GString) names = g_string_new (NULL);

  if (chezu_rule_from_key (name, rule))
    return TRUE;
  for (guint i = 0; i < CHEZU_N_RULES; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", chezu_rule_key ((ChezuRule)i));
  chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("There is no rule “%s”; there are: %s"), name, names->str);
  return FALSE;
}

gboolean
chezu_ctl_rule_set (ChezuRuleSet *rules, const char *assignment)
{
  const char *equals = strchr (assignment, '=');
  const char *dot = equals != NULL ? memchr (assignment, '.', (gsize)(equals - assignment)) : NULL;
  g_autofree char *name = NULL;
  g_autofree char *key = NULL;
  g_autoptr (GError) error = NULL;
  ChezuRule rule;
  char *end;
  double value;

  if (dot == NULL)
    {
      chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("A figure is set as RULE.FIGURE=NUMBER, not “%s”"),
                      assignment);
      return FALSE;
    }
  name = g_strndup (assignment, (gsize)(dot - assignment));
  key = g_strndup (dot + 1, (gsize)(equals - dot - 1));
  if (!chezu_ctl_rule_parse (name, &rule))
    return FALSE;
  value = g_ascii_strtod (equals + 1, &end);
  if (end == equals + 1 || *end != '\0')
    {
      chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("“%s” is no number"), equals + 1);
      return FALSE;
    }
  if (chezu_rule_set_put (rules, rule, key, value, &error))
    return TRUE;
  chezu_ctl_fail (CHEZU_EXIT_USAGE, "%s", error->message);
  return FALSE;
}

/* --- Listing -------------------------------------------------------------------------------- */

static void
add_figures (ChezuCtlJson to, const ChezuRuleSet *rules, ChezuRule rule)
{
  guint n_params;
  const ChezuRuleParam *params = chezu_rule_params (&n_params);
  yyjson_mut_val *list = yyjson_mut_obj_add_arr (to.json, to.object, "figures");

  for (guint i = 0; i < n_params; i++)
    {
      const char founded[] = { (char)params[i].founded, '\0' };
      ChezuCtlJson figure;

      if (params[i].rule != rule)
        continue;
      figure = chezu_ctl_json_append_object (to, list);
      chezu_ctl_json_add_text (figure, "key", params[i].key);
      yyjson_mut_obj_add_real (figure.json, figure.object, "value",
                               chezu_rule_set_get (rules, &params[i]));
      yyjson_mut_obj_add_real (figure.json, figure.object, "default", params[i].value);
      yyjson_mut_obj_add_real (figure.json, figure.object, "least", params[i].least);
      yyjson_mut_obj_add_real (figure.json, figure.object, "most", params[i].most);
      chezu_ctl_json_add_text (figure, "unit", params[i].unit);
      chezu_ctl_json_add_text (figure, "founded", founded);
      chezu_ctl_json_add_text (figure, "source", params[i].source);
    }
}

static void
add_rule (ChezuCtlJson to, const ChezuRuleSet *rules, ChezuRule rule)
{
  chezu_ctl_json_add_text (to, "rule", chezu_rule_key (rule));
  chezu_ctl_json_add_text (to, "name", chezu_rule_name (rule));
  yyjson_mut_obj_add_bool (to.json, to.object, "enabled", rules->timing[rule].enabled != 0);
  chezu_ctl_json_add_int (to, "priority", (gint64)rules->timing[rule].priority);
  chezu_ctl_json_add_int (to, "version", chezu_rule_set_version (rules, rule));
  add_figures (to, rules, rule);
}

static void
print_rules (const ChezuRuleSet *rules)
{
  for (guint i = 0; i < CHEZU_N_RULES; i++)
    g_print ("%s\tP%.0f\t%s%s\n", chezu_rule_key ((ChezuRule)i), rules->timing[i].priority,
             chezu_rule_name ((ChezuRule)i), rules->timing[i].enabled != 0 ? "" : _ ("\toff"));
}

static void
print_figures (const ChezuRuleSet *rules, ChezuRule rule)
{
  guint n_params;
  const ChezuRuleParam *params = chezu_rule_params (&n_params);

  g_print ("%s\n", chezu_rule_name (rule));
  for (guint i = 0; i < n_params; i++)
    {
      double value = chezu_rule_set_get (rules, &params[i]);

      if (params[i].rule != rule)
        continue;
      g_print ("  %s\t%g %s\t%s%c %s\n", params[i].key, value, params[i].unit,
               value != params[i].value ? "* " : "", (char)params[i].founded, params[i].source);
    }
}

static ChezuExit
list (ChezuCtl *ctl, int argc, char **argv)
{
  gboolean as_json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_ ("Print JSON"), NULL },
    { NULL },
  };
  g_autoptr (ChezuStore) store = NULL;
  g_autofree ChezuRuleSet *rules = NULL;
  ChezuRule rule = CHEZU_N_RULES;
  ChezuCtlJson root;
  yyjson_mut_val *all;

  if (!chezu_ctl_parse (_ ("[RULE]"),
                        _ ("Lists the rules, or the figures of one and where each comes from."),
                        entries, &argc, &argv))
    return CHEZU_EXIT_USAGE;
  if (argc > 2)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("“%s” is one word too many"), argv[2]);
  if (argc == 2 && !chezu_ctl_rule_parse (argv[1], &rule))
    return CHEZU_EXIT_USAGE;
  store = chezu_ctl_open_store (ctl);
  rules = store != NULL ? chezu_ctl_rule_read (store) : NULL;
  if (rules == NULL)
    return CHEZU_EXIT_STORE;
  if (!as_json)
    {
      if (rule == CHEZU_N_RULES)
        print_rules (rules);
      else
        print_figures (rules, rule);
      return CHEZU_EXIT_OK;
    }
  root = chezu_ctl_json_begin ();
  all = yyjson_mut_obj_add_arr (root.json, root.object, "rules");
  for (guint i = 0; i < CHEZU_N_RULES; i++)
    if (rule == CHEZU_N_RULES || rule == i)
      add_rule (chezu_ctl_json_append_object (root, all), rules, (ChezuRule)i);
  chezu_ctl_json_print (root.json);
  return CHEZU_EXIT_OK;
}

/* --- Changing ------------------------------------------------------------------------------- */

static ChezuExit
set (ChezuCtl *ctl, int argc, char **argv)
{
  g_autofree char *reason = NULL;
  const GOptionEntry entries[] = {
    { "reason", 0, 0, G_OPTION_ARG_STRING, &reason, N_ ("Why, for the log"), N_ ("TEXT") },
    { NULL },
  };
  g_autoptr (ChezuStore) store = NULL;
  g_autofree ChezuRuleSet *rules = NULL;
  g_autoptr (GError) error = NULL;

  if (!chezu_ctl_parse (_ ("RULE.FIGURE=NUMBER…"),
                        _ ("Changes figures of rules; they count from the next fix on."), entries,
                        &argc, &argv))
    return CHEZU_EXIT_USAGE;
  if (argc < 2)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("Name a figure: RULE.FIGURE=NUMBER"));
  if (reason == NULL)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("Say why with --reason"));
  store = chezu_ctl_open_writable_store (ctl);
  rules = store != NULL ? chezu_ctl_rule_read (store) : NULL;
  if (rules == NULL)
    return CHEZU_EXIT_STORE;
  for (int i = 1; i < argc; i++)
    if (!chezu_ctl_rule_set (rules, argv[i]))
      return CHEZU_EXIT_USAGE;
  if (!chezu_ctl_wait (chezu_rule_table_change (store, rules, g_get_user_name (), reason), &error))
    return chezu_ctl_fail (CHEZU_EXIT_STORE, "%s", error->message);
  return CHEZU_EXIT_OK;
}

static ChezuExit
log_changes (ChezuCtl *ctl, int argc, char **argv)
{
  gboolean as_json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_ ("Print JSON"), NULL },
    { NULL },
  };
  g_autoptr (ChezuStore) store = NULL;
  g_autoptr (GPtrArray) changes = NULL;
  g_autoptr (GError) error = NULL;
  ChezuCtlJson root;
  yyjson_mut_val *all;

  if (!chezu_ctl_parse (NULL, _ ("Lists who changed rules, when and why."), entries, &argc, &argv))
    return CHEZU_EXIT_USAGE;
  store = chezu_ctl_open_store (ctl);
  if (store == NULL)
    return CHEZU_EXIT_STORE;
  changes = chezu_ctl_take (chezu_rule_table_history (store, G_MAXINT), &error);
  if (changes == NULL)
    return chezu_ctl_fail (CHEZU_EXIT_STORE, "%s", error->message);
  root = chezu_ctl_json_begin ();
  all = yyjson_mut_obj_add_arr (root.json, root.object, "changes");
  for (guint i = 0; i < changes->len; i++)
    {
      const ChezuRuleChange *change = changes->pdata[i];
      g_autofree char *when = chezu_format_moment (change->time_ms, chezu_time_now_ms ());
      ChezuCtlJson to = chezu_ctl_json_append_object (root, all);

      chezu_ctl_json_add_time (to, "time", change->time_ms);
      chezu_ctl_json_add_text (to, "who", change->who);
      chezu_ctl_json_add_text (to, "reason", change->reason);
      if (!as_json)
        g_print ("%s\t%s\t%s\n", when, change->who, change->reason);
    }
  if (as_json)
    chezu_ctl_json_print (root.json);
  else
    yyjson_mut_doc_free (root.json);
  return CHEZU_EXIT_OK;
}

ChezuExit
chezu_ctl_rule (ChezuCtl *ctl, int argc, char **argv)
{
  static const ChezuCtlAction actions[] = {
    { "list", list },
    { "set", set },
    { "log", log_changes },
    { "try", chezu_ctl_rule_try },
    { "snooze", chezu_ctl_rule_snooze },
    { "snoozes", chezu_ctl_rule_snoozes },
    { "wake", chezu_ctl_rule_wake },
  };

  return chezu_ctl_run_action (
      ctl, "rule",
      _ ("Usage: chezuctl rule list [RULE] | set RULE.FIGURE=NUMBER… --reason TEXT | log | "
         "try [RULE…] | snooze VEHICLE | snoozes | wake NUMBER\n"),
      actions, G_N_ELEMENTS (actions), argc, argv);
}
