/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chezuctl status --json. Scripts rely on the names, which chezuctl(1) lists: members may be added,
 * none changes its meaning. Times are ISO 8601 in UTC; what is unknown is null. */

#include "base/chezu-source-advice.h"
#include "ctl/chezu-ctl-json.h"
#include "ctl/chezu-ctl-status.h"

/* Three decimals are more than anybody measured. */
static void
add_known_real (ChezuCtlJson to, const char *key, double value)
{
  if (value >= 0)
    yyjson_mut_obj_add_real (to.json, to.object, key, (double)(gint64)(value * 1000 + 0.5) / 1000);
  else
    yyjson_mut_obj_add_null (to.json, to.object, key);
}

static void
add_gaps (ChezuCtlJson to, const ChezuGapProgress *progress)
{
  ChezuCtlJson gaps = chezu_ctl_json_add_object (to, "gaps");

  chezu_ctl_json_add_int (gaps, "open", progress->open);
  chezu_ctl_json_add_int (gaps, "waiting", progress->waiting);
  chezu_ctl_json_add_int (gaps, "vehicles", progress->open_vehicles);
  chezu_ctl_json_add_int (gaps, "missing_ms", progress->open_ms);
  chezu_ctl_json_add_time (gaps, "oldest", progress->oldest_ms);
  chezu_ctl_json_add_known_int (gaps, "remaining_ms", progress->remaining_ms);
  chezu_ctl_json_add_int (gaps, "closed", progress->closed);
  chezu_ctl_json_add_int (gaps, "filled_fixes", progress->filled_fixes);
  chezu_ctl_json_add_int (gaps, "given_up", progress->given_up);
}

static void
add_refused (ChezuCtlJson to, const ChezuSourceRow *row)
{
  ChezuCtlJson refused = chezu_ctl_json_add_object (to, "refused");

  for (int i = 0; i < CHEZU_N_REFUSALS; i++)
    chezu_ctl_json_add_int (refused, chezu_refusal_key (i), row->refused[i]);
}

static void
add_source (ChezuCtlJson to, const ChezuSourceRow *row, const ChezuGapProgress *progress)
{
  chezu_ctl_json_add_text (to, "name", row->name);
  chezu_ctl_json_add_text (to, "kind", row->kind);
  chezu_ctl_json_add_text (to, "url", row->url);
  yyjson_mut_obj_add_bool (to.json, to.object, "enabled", row->enabled);
  chezu_ctl_json_add_text (to, "datum", chezu_datum_key (row->datum));
  chezu_ctl_json_add_int (to, "time_offset_ms", row->time_offset_ms);
  chezu_ctl_json_add_text (to, "state", chezu_source_state_key (row->state));
  chezu_ctl_json_add_time (to, "state_since", row->state_since_ms);
  chezu_ctl_json_add_text (to, "transport", row->transport);
  chezu_ctl_json_add_time (to, "last_message", row->last_message_ms);
  chezu_ctl_json_add_time (to, "retry_at", row->retry_at_ms);
  chezu_ctl_json_add_known_int (to, "lag_ms", row->lag_ms);
  add_known_real (to, "fixes_per_second", row->rate);
  chezu_ctl_json_add_int (to, "accepted", row->accepted);
  chezu_ctl_json_add_int (to, "duplicate", row->duplicate);
  add_refused (to, row);
  chezu_ctl_json_add_text (to, "last_error", row->last_error);
  chezu_ctl_json_add_text (to, "what_to_do",
                           row->enabled ? chezu_source_advice (row->state) : NULL);
  add_gaps (to, progress);
}

static const char *
mode_key (ChezuStoreMode mode)
{
  switch (mode)
    {
    case CHEZU_STORE_READ_ONLY_FILE:
      return "read-only";
    case CHEZU_STORE_READ_ONLY_NEWER:
      return "newer";
    case CHEZU_STORE_WRITABLE:
    default:
      return "writable";
    }
}

static void
add_store (ChezuCtlJson to, const ChezuCtlStatus *status)
{
  const ChezuStoreTotals *totals = status->totals;

  chezu_ctl_json_add_text (to, "store", status->path);
  chezu_ctl_json_add_text (to, "mode", mode_key (status->mode));
  chezu_ctl_json_add_int (to, "bytes", totals->bytes);
  chezu_ctl_json_add_int (to, "vehicles", totals->vehicles);
  chezu_ctl_json_add_int (to, "fixes", totals->fixes);
  chezu_ctl_json_add_int (to, "waiting", status->figures->waiting);
  chezu_ctl_json_add_int (to, "segments", status->figures->segments);
  add_known_real (to, "bytes_per_fix", status->figures->bytes_per_fix);
  chezu_ctl_json_add_time (to, "first_fix", status->figures->first_fix_ms);
  chezu_ctl_json_add_time (to, "newest_fix", totals->newest_fix_ms);
  chezu_ctl_json_add_int (to, "events", totals->events);
  chezu_ctl_json_add_int (to, "places", totals->places);
  chezu_ctl_json_add_int (to, "regions", totals->regions);
}

void
chezu_ctl_status_print_json (const ChezuCtlStatus *self)
{
  ChezuCtlJson root = chezu_ctl_json_begin ();
  yyjson_mut_val *list;

  add_store (root, self);
  add_gaps (root, self->gaps);
  list = yyjson_mut_obj_add_arr (root.json, root.object, "sources");
  for (guint i = 0; i < self->sources->len; i++)
    add_source (chezu_ctl_json_append_object (root, list), g_ptr_array_index (self->sources, i),
                g_ptr_array_index (self->source_gaps, i));
  chezu_ctl_json_print (root.json);
}
