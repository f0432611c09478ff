/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chezuctl verify: whether a store is in order, and repairing what can be repaired. */

#include "store/chezu-verify.h"

#include "base/chezu-format.h"
#include "ctl/chezu-ctl-json.h"
#include "ctl/chezu-ctl.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  gboolean quick;
  gboolean repair;
  gboolean as_json;
} Options;

static gboolean
progress_cb (const char *what, gint64 done, gint64 total, gpointer user_data)
{
  return chezu_ctl_count (_ ("Checking"), what, done, total, user_data);
}

/* --- For people --------------------------------------------------------------------------- */

void
chezu_ctl_print_findings (const ChezuVerifyReport *report)
{
  gint64 listed[CHEZU_N_VERIFY_RULES] = { 0 };

  for (guint i = 0; i < report->findings->len; i++)
    {
      const ChezuFinding *finding = g_ptr_array_index (report->findings, i);

      listed[finding->rule]++;
      if (finding->repaired)
        g_print (_ ("%s: %s (repaired)\n"), finding->where, finding->text);
      else
        g_print ("%s: %s\n", finding->where, finding->text);
    }

  for (guint i = 0; i < CHEZU_N_VERIFY_RULES; i++)
    if (report->counts[i] > listed[i])
      {
        g_autofree char *more = chezu_format_count (report->counts[i] - listed[i]);

        g_print (_ ("%s: %s more of this kind\n"), chezu_verify_rule_key (i), more);
      }
}

static void
print_summary (const ChezuVerifyReport *report)
{
  g_autofree char *pages = chezu_format_count (report->n_pages);
  g_autofree char *features = chezu_format_count (report->n_features);
  g_autofree char *segments = chezu_format_count (report->n_segments);
  g_autofree char *arrivals = chezu_format_count (report->n_arrivals);
  g_autofree char *fixes = chezu_format_count (report->n_fixes);
  gint64 n_findings = chezu_verify_report_count (report);
  g_autofree char *findings = chezu_format_count (n_findings);

  g_print (_ ("Checked: %s pages, %s features, %s segments, %s arrivals, %s fixes\n"), pages,
           features, segments, arrivals, fixes);
  if (n_findings == 0)
    g_print (_ ("Everything is in order\n"));
  else
    g_print (
        ngettext ("%s thing is not in order\n", "%s things are not in order\n", (gulong)n_findings),
        findings);
}

static void
print_advice (const ChezuVerifyReport *report, gboolean tried)
{
  guint n_repairable = 0;
  guint n_left = 0;

  for (guint i = 0; i < report->findings->len; i++)
    {
      const ChezuFinding *finding = g_ptr_array_index (report->findings, i);

      if (finding->repairable)
        n_repairable++;
      else
        n_left++;
    }

  if (n_repairable > 0 && !tried)
    g_print (
        _ ("What can be repaired without losing anything is with “chezuctl verify --repair”\n"));
  if (n_left > 0)
    g_print (_ ("What cannot be repaired was left as it is; a backup may still have it\n"));
}

/* --- For scripts -------------------------------------------------------------------------- */

static void
add_findings (ChezuCtlJson to, yyjson_mut_val *list, const ChezuVerifyReport *report)
{
  for (guint i = 0; i < report->findings->len; i++)
    {
      const ChezuFinding *finding = g_ptr_array_index (report->findings, i);
      ChezuCtlJson object = chezu_ctl_json_append_object (to, list);

      chezu_ctl_json_add_text (object, "rule", chezu_verify_rule_key (finding->rule));
      chezu_ctl_json_add_text (object, "where", finding->where);
      chezu_ctl_json_add_text (object, "text", finding->text);
      yyjson_mut_obj_add_bool (object.json, object.object, "repairable", finding->repairable);
      yyjson_mut_obj_add_bool (object.json, object.object, "repaired", finding->repaired);
    }
}

/* @found: before a repair; @report: as it is now. */
static void
print_json (const char *path, const ChezuVerifyReport *found, const ChezuVerifyReport *report)
{
  ChezuCtlJson root = chezu_ctl_json_begin ();

  chezu_ctl_json_add_text (root, "store", path);
  chezu_ctl_json_add_int (root, "version", report->version);
  yyjson_mut_obj_add_bool (root.json, root.object, "clean",
                           chezu_verify_report_count (report) == 0);
  chezu_ctl_json_add_int (root, "found", chezu_verify_report_count (found));
  chezu_ctl_json_add_int (root, "left", chezu_verify_report_count (report));
  chezu_ctl_json_add_int (root, "pages", report->n_pages);
  chezu_ctl_json_add_int (root, "features", report->n_features);
  chezu_ctl_json_add_int (root, "segments", report->n_segments);
  chezu_ctl_json_add_int (root, "arrivals", report->n_arrivals);
  chezu_ctl_json_add_int (root, "fixes", report->n_fixes);
  add_findings (root, yyjson_mut_obj_add_arr (root.json, root.object, "findings"), found);

  chezu_ctl_json_print (root.json);
}

/* ------------------------------------------------------------------------------------------ */

static ChezuExit
fail_with (const GError *error)
{
  return chezu_ctl_fail (error->domain == CHEZU_STORE_ERROR ? CHEZU_EXIT_STORE : CHEZU_EXIT_FAILED,
                         "%s", error->message);
}

static ChezuExit
verify (ChezuCtl *ctl, const Options *options, const ChezuVerifyOptions *how)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ChezuVerifyReport) found = chezu_verify (ctl->store_path, how, &error);
  g_autoptr (ChezuVerifyReport) after = NULL;
  const ChezuVerifyReport *now = found;

  if (found == NULL)
    return fail_with (error);
  if (options->repair && chezu_verify_report_count (found) > 0)
    {
      now = after = chezu_verify_repair (ctl->store_path, found, how, &error);
      if (after == NULL)
        return fail_with (error);
    }

  chezu_ctl_end_progress ();
  if (options->as_json)
    print_json (ctl->store_path, found, now);
  else
    {
      chezu_ctl_print_findings (found);
      print_summary (now);
      print_advice (now, options->repair);
    }
  return chezu_verify_report_count (now) == 0 ? CHEZU_EXIT_OK : CHEZU_EXIT_FAILED;
}

ChezuExit
chezu_ctl_verify (ChezuCtl *ctl, int argc, char **argv)
{
  Options options = { 0 };
  const GOptionEntry entries[]
      = { { "repair", 0, 0, G_OPTION_ARG_NONE, &options.repair,
            N_ ("Repair what can be repaired without losing anything"), NULL },
          { "quick", 0, 0, G_OPTION_ARG_NONE, &options.quick,
            N_ ("Check segments by their checksums and do not decode them"), NULL },
          { "json", 0, 0, G_OPTION_ARG_NONE, &options.as_json, N_ ("Answer in JSON, for scripts"),
            NULL },
          G_OPTION_ENTRY_NULL };
  ChezuVerifyOptions how = { .progress = progress_cb };
  ChezuCtlInterrupt *interrupt;
  ChezuExit code;

  if (!chezu_ctl_parse ("",
                        _ ("Checks the store: the database, the rules of a GeoPackage, every "
                           "segment, and that nothing\nrefers to what is not there. One line for "
                           "each thing that is not in order.\nThe exit code is 0 when there is "
                           "none. Others may go on writing."),
                        entries, &argc, &argv))
    return CHEZU_EXIT_USAGE;
  if (argc > 1)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("“%s” is one word too many"), argv[1]);

  how.quick = options.quick;
  how.user_data = interrupt = chezu_ctl_interrupt_new ();
  code = verify (ctl, &options, &how);
  chezu_ctl_interrupt_free (interrupt);
  return code;
}
