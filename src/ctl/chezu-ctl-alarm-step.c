/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chezuctl alarm ack, take, close …: one step each, logged under the account that runs it. */

#include "ctl/chezu-ctl-alarm.h"

#include "base/chezu-when.h"
#include "store/chezu-alarm-steps.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  char *text;
  char *result;
  char *until;
  char *addressee;
  char *outcome;
  gboolean as_json;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->text);
  g_free (options->result);
  g_free (options->until);
  g_free (options->addressee);
  g_free (options->outcome);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* All alarms that are named get the step; those that refuse it are told, and the others still get
 * it. */
static ChezuExit
step_one (ChezuStore *store,
          gint64 id,
          const ChezuAlarmAct *act,
          yyjson_mut_val *list,
          ChezuCtlJson root,
          const GPtrArray *types)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ChezuAlarmItem) item = chezu_alarm_step_sync (store, id, act, &error);

  if (item == NULL)
    return chezu_ctl_fail (
        error->domain == CHEZU_ALARM_ERROR
                || g_error_matches (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_NOT_FOUND)
            ? CHEZU_EXIT_FAILED
            : CHEZU_EXIT_STORE,
        "%" G_GINT64_FORMAT ": %s", id, error->message);
  if (list != NULL)
    chezu_ctl_alarm_add (chezu_ctl_json_append_object (root, list), item, types);
  else
    chezu_ctl_alarm_print (item, types);
  return CHEZU_EXIT_OK;
}

static ChezuExit
step_all (ChezuCtl *ctl, const ChezuAlarmAct *act, const gint64 *ids, guint n_ids, gboolean as_json)
{
  g_autoptr (ChezuStore) store = chezu_ctl_open_writable_store (ctl);
  g_autoptr (GPtrArray) types = store != NULL ? chezu_ctl_alarm_read_types (store) : NULL;
  ChezuCtlJson root = { 0 };
  yyjson_mut_val *list = NULL;
  ChezuExit worst = CHEZU_EXIT_OK;

  if (types == NULL)
    return CHEZU_EXIT_STORE;
  if (as_json)
    {
      root = chezu_ctl_json_begin ();
      list = yyjson_mut_obj_add_arr (root.json, root.object, "alarms");
    }
  for (guint i = 0; i < n_ids; i++)
    {
      ChezuExit code = step_one (store, ids[i], act, list, root, types);

      worst = MAX (worst, code);
    }
  if (as_json)
    chezu_ctl_json_print (root.json);
  return worst;
}

/* What stands behind the options: numbers of alarms, and for some steps a text as the last word. */
static ChezuExit
run (ChezuCtl *ctl,
     ChezuAlarmAct *act,
     const Options *options,
     gboolean wants_text,
     int argc,
     char **argv)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  int n_words = argc - 1;

  act->text = options->text;
  act->addressee = options->addressee;
  act->outcome = options->outcome;
  if (wants_text && act->text == NULL && n_words > 1)
    act->text = argv[n_words--];
  if (n_words < 1)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("Name an alarm by its number"));
  if (wants_text && act->text == NULL)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("Give a text behind the number of the alarm"));
  for (int i = 1; i <= n_words; i++)
    {
      gint64 id;

      if (!chezu_ctl_alarm_parse_id (argv[i], &id))
        return CHEZU_EXIT_USAGE;
      g_array_append_val (ids, id);
    }
  return step_all (ctl, act, (const gint64 *)(gpointer)ids->data, ids->len, options->as_json);
}

#define TEXT_ENTRY                                                                                 \
  { "text",     0, 0, G_OPTION_ARG_STRING, &options.text, N_ ("What is to be logged with it"),     \
    N_ ("TEXT") }
#define JSON_ENTRY { "json", 0, 0, G_OPTION_ARG_NONE, &options.as_json, N_ ("Print JSON"), NULL }

static ChezuExit
run_plain (ChezuCtl *ctl,
           ChezuAlarmStep step,
           gboolean wants_text,
           const char *description,
           int argc,
           char **argv)
{
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[] = { TEXT_ENTRY, JSON_ENTRY, { NULL } };
  ChezuAlarmAct act = { .step = step };

  if (!chezu_ctl_parse (wants_text ? _ ("ALARM… TEXT") : _ ("ALARM…"), description, entries, &argc,
                        &argv))
    return CHEZU_EXIT_USAGE;
  return run (ctl, &act, &options, wants_text, argc, argv);
}

ChezuExit
chezu_ctl_alarm_ack (ChezuCtl *ctl, int argc, char **argv)
{
  return run_plain (ctl, CHEZU_ALARM_STEP_ACKNOWLEDGE, FALSE,
                    _ ("Acknowledges alarms, for every console."), argc, argv);
}

ChezuExit
chezu_ctl_alarm_take (ChezuCtl *ctl, int argc, char **argv)
{
  return run_plain (ctl, CHEZU_ALARM_STEP_TAKE, FALSE,
                    _ ("Takes alarms to handle them; only one console gets each."), argc, argv);
}

ChezuExit
chezu_ctl_alarm_release (ChezuCtl *ctl, int argc, char **argv)
{
  return run_plain (ctl, CHEZU_ALARM_STEP_RELEASE, FALSE,
                    _ ("Gives alarms back that this account has taken."), argc, argv);
}

ChezuExit
chezu_ctl_alarm_note (ChezuCtl *ctl, int argc, char **argv)
{
  return run_plain (ctl, CHEZU_ALARM_STEP_NOTE, TRUE, _ ("Adds a note to alarms."), argc, argv);
}

ChezuExit
chezu_ctl_alarm_unshelve (ChezuCtl *ctl, int argc, char **argv)
{
  return run_plain (ctl, CHEZU_ALARM_STEP_UNSHELVE, FALSE,
                    _ ("Puts shelved alarms back into the queue."), argc, argv);
}

ChezuExit
chezu_ctl_alarm_pass (ChezuCtl *ctl, int argc, char **argv)
{
  return run_plain (ctl, CHEZU_ALARM_STEP_PASS, FALSE, _ ("Passes alarms to the shift lead."), argc,
                    argv);
}

ChezuExit
chezu_ctl_alarm_appeal (ChezuCtl *ctl, int argc, char **argv)
{
  return run_plain (ctl, CHEZU_ALARM_STEP_APPEAL, TRUE,
                    _ ("Notes that an enterprise appeals against closed alarms."), argc, argv);
}

ChezuExit
chezu_ctl_alarm_act (ChezuCtl *ctl, int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[] = {
    TEXT_ENTRY,
    { "addressee", 0, 0, G_OPTION_ARG_STRING, &options.addressee, N_ ("Who was spoken to"),
      N_ ("NAME") },
    { "outcome", 0, 0, G_OPTION_ARG_STRING, &options.outcome, N_ ("What came of it"), N_ ("TEXT") },
    JSON_ENTRY,
    { NULL },
  };
  ChezuAlarmAct act = { .step = CHEZU_ALARM_STEP_ACT };

  if (!chezu_ctl_parse (_ ("ALARM… TEXT"), _ ("Logs what was done about alarms."), entries, &argc,
                        &argv))
    return CHEZU_EXIT_USAGE;
  return run (ctl, &act, &options, TRUE, argc, argv);
}

static gboolean
parse_result (const char *text, ChezuAlarmAct *act)
{
  if (chezu_alarm_result_from_key (text, &act->result))
    return TRUE;
  chezu_ctl_fail (CHEZU_EXIT_USAGE,
                  act->step == CHEZU_ALARM_STEP_CLOSE
                      ? _ ("“%s” is no result: handled, false, duplicate or escalated")
                      : _ ("“%s” is no result: upheld or rejected"),
                  text);
  return FALSE;
}

ChezuExit
chezu_ctl_alarm_close (ChezuCtl *ctl, int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "result", 0, 0, G_OPTION_ARG_STRING, &options.result,
      N_ ("handled (as it is without), false, duplicate or escalated"), N_ ("RESULT") },
    TEXT_ENTRY,
    JSON_ENTRY,
    { NULL },
  };
  ChezuAlarmAct act = { .step = CHEZU_ALARM_STEP_CLOSE };

  if (!chezu_ctl_parse (_ ("ALARM…"), _ ("Closes alarms that were acknowledged."), entries, &argc,
                        &argv))
    return CHEZU_EXIT_USAGE;
  if (!parse_result (options.result != NULL ? options.result : "handled", &act))
    return CHEZU_EXIT_USAGE;
  return run (ctl, &act, &options, FALSE, argc, argv);
}

ChezuExit
chezu_ctl_alarm_decide (ChezuCtl *ctl, int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "result", 0, 0, G_OPTION_ARG_STRING, &options.result, N_ ("upheld or rejected"),
      N_ ("RESULT") },
    TEXT_ENTRY,
    JSON_ENTRY,
    { NULL },
  };
  ChezuAlarmAct act = { .step = CHEZU_ALARM_STEP_DECIDE };

  if (!chezu_ctl_parse (_ ("ALARM… TEXT"), _ ("Decides an appeal."), entries, &argc, &argv))
    return CHEZU_EXIT_USAGE;
  if (options.result == NULL)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("Give --result upheld or --result rejected"));
  if (!parse_result (options.result, &act))
    return CHEZU_EXIT_USAGE;
  return run (ctl, &act, &options, TRUE, argc, argv);
}

ChezuExit
chezu_ctl_alarm_shelve (ChezuCtl *ctl, int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "until", 0, 0, G_OPTION_ARG_STRING, &options.until,
      N_ ("When it comes back by itself, 8 hours ahead at most"), N_ ("WHEN") },
    { "reason", 0, 0, G_OPTION_ARG_STRING, &options.text, N_ ("Why"), N_ ("TEXT") },
    TEXT_ENTRY,
    JSON_ENTRY,
    { NULL },
  };
  ChezuAlarmAct act = { .step = CHEZU_ALARM_STEP_SHELVE };
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autoptr (GError) error = NULL;

  if (!chezu_ctl_parse (_ ("ALARM… REASON"), _ ("Puts alarms aside for a while."), entries, &argc,
                        &argv))
    return CHEZU_EXIT_USAGE;
  if (options.until == NULL)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("Give the end with --until"));
  if (!chezu_when_parse (options.until, chezu_time_now_ms (), zone, &act.until_ms, &error))
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, "%s", error->message);
  return run (ctl, &act, &options, TRUE, argc, argv);
}
