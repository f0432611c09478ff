/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chezuctl gaps --json. Scripts rely on the names: members may be added, none changes its meaning.
 * Times are ISO 8601 in UTC, lengths in milliseconds; what is unknown is null. */

#include "ctl/chezu-ctl-gaps.h"
#include "ctl/chezu-ctl-json.h"

/* Six decimals: a second of eleven days. */
static void
add_share (ChezuCtlJson to, const char *key, double share)
{
  yyjson_mut_obj_add_real (to.json, to.object, key, (double)(gint64)(share * 1e6 + 0.5) / 1e6);
}

static void
add_gap (ChezuCtlJson to, const ChezuGap *gap)
{
  chezu_ctl_json_add_time (to, "from", gap->from_ms);
  chezu_ctl_json_add_time (to, "to", gap->to_ms);
  chezu_ctl_json_add_int (to, "ms", gap->to_ms - gap->from_ms);
  chezu_ctl_json_add_text (to, "reason", chezu_gap_reason_key (gap->reason));
  chezu_ctl_json_add_int (to, "attempts", gap->attempts);
  chezu_ctl_json_add_time (to, "next_try", gap->given_up ? 0 : gap->next_try_ms);
  yyjson_mut_obj_add_bool (to.json, to.object, "given_up", gap->given_up);
}

static void
add_progress (ChezuCtlJson to, const ChezuGapProgress *progress)
{
  chezu_ctl_json_add_int (to, "open", progress->open);
  chezu_ctl_json_add_int (to, "waiting", progress->waiting);
  chezu_ctl_json_add_int (to, "open_vehicles", progress->open_vehicles);
  chezu_ctl_json_add_int (to, "missing_ms", progress->open_ms);
  chezu_ctl_json_add_time (to, "oldest", progress->oldest_ms);
  chezu_ctl_json_add_known_int (to, "remaining_ms", progress->remaining_ms);
  chezu_ctl_json_add_int (to, "closed", progress->closed);
  chezu_ctl_json_add_int (to, "filled_fixes", progress->filled_fixes);
  chezu_ctl_json_add_int (to, "given_up", progress->given_up);
}

static void
add_ledger (ChezuCtlJson to, const ChezuCtlGaps *gaps)
{
  yyjson_mut_val *list = yyjson_mut_obj_add_arr (to.json, to.object, "gaps");

  for (guint i = 0; i < MIN (gaps->gaps->len, gaps->limit); i++)
    {
      const ChezuGapRow *row = g_ptr_array_index (gaps->gaps, i);
      ChezuCtlJson gap = chezu_ctl_json_append_object (to, list);

      chezu_ctl_json_add_int (gap, "vehicle_id", row->gap.vehicle_id);
      chezu_ctl_json_add_text (gap, "plate", row->plate);
      chezu_ctl_json_add_text (gap, "source", row->source);
      add_gap (gap, &row->gap);
      chezu_ctl_json_add_text (gap, "why", row->why);
    }
}

static void
add_vehicle (ChezuCtlJson to, const ChezuCtlCompleteness *vehicle)
{
  const ChezuCompleteness *completeness = vehicle->completeness;
  yyjson_mut_val *list;

  chezu_ctl_json_add_int (to, "vehicle_id", vehicle->vehicle_id);
  chezu_ctl_json_add_text (to, "plate", vehicle->plate);
  chezu_ctl_json_add_int (to, "asked_ms", completeness->asked_ms);
  chezu_ctl_json_add_int (to, "missing_ms", completeness->missing_ms);
  add_share (to, "complete", completeness->complete);
  list = yyjson_mut_obj_add_arr (to.json, to.object, "gaps");
  for (guint i = 0; i < completeness->gaps->len; i++)
    add_gap (chezu_ctl_json_append_object (to, list),
             &g_array_index (completeness->gaps, ChezuGap, i));
}

static void
add_period (ChezuCtlJson to, const ChezuCtlGaps *gaps)
{
  yyjson_mut_val *list;

  chezu_ctl_json_add_time (to, "from", gaps->from_ms);
  chezu_ctl_json_add_time (to, "to", gaps->to_ms);
  chezu_ctl_json_add_int (to, "asked_ms", gaps->asked_ms);
  chezu_ctl_json_add_int (to, "missing_ms", gaps->missing_ms);
  add_share (to, "complete",
             gaps->asked_ms > 0 ? 1.0 - (double)gaps->missing_ms / (double)gaps->asked_ms : 1.0);
  list = yyjson_mut_obj_add_arr (to.json, to.object, "vehicles");
  for (guint i = 0; i < MIN (gaps->vehicles->len, gaps->limit); i++)
    add_vehicle (chezu_ctl_json_append_object (to, list), g_ptr_array_index (gaps->vehicles, i));
}

void
chezu_ctl_gaps_print_json (const ChezuCtlGaps *self)
{
  ChezuCtlJson root = chezu_ctl_json_begin ();

  add_progress (chezu_ctl_json_add_object (root, "progress"), self->progress);
  if (self->vehicles != NULL)
    add_period (root, self);
  else
    add_ledger (root, self);
  chezu_ctl_json_print (root.json);
}
