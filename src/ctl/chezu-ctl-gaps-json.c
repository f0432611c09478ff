/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chezuctl gaps --json. Scripts rely on the names: members may be added, none changes its meaning.
 * Times are ISO 8601 in UTC, lengths in milliseconds; what is unknown is null. */

#include "base/chezu-time.h"
#include "ctl/chezu-ctl-gaps.h"

#include <yyjson.h>

typedef struct
{
  yyjson_mut_doc *json;
  yyjson_mut_val *object;
} Object;

static void
add_text (Object to, const char *key, const char *text)
{
  if (text != NULL)
    yyjson_mut_obj_add_strcpy (to.json, to.object, key, text);
  else
    yyjson_mut_obj_add_null (to.json, to.object, key);
}

static void
add_time (Object to, const char *key, gint64 time_ms)
{
  g_autofree char *text = time_ms != 0 ? chezu_time_format_iso8601 (time_ms) : NULL;

  add_text (to, key, text);
}

static void
add_int (Object to, const char *key, gint64 value)
{
  yyjson_mut_obj_add_int (to.json, to.object, key, value);
}

/* Six decimals: a second of eleven days. */
static void
add_share (Object to, const char *key, double share)
{
  yyjson_mut_obj_add_real (to.json, to.object, key, (double)(gint64)(share * 1e6 + 0.5) / 1e6);
}

static Object
append_object (Object to, yyjson_mut_val *list)
{
  return (Object){ to.json, yyjson_mut_arr_add_obj (to.json, list) };
}

static void
add_gap (Object to, const ChezuGap *gap)
{
  add_time (to, "from", gap->from_ms);
  add_time (to, "to", gap->to_ms);
  add_int (to, "ms", gap->to_ms - gap->from_ms);
  add_text (to, "reason", chezu_gap_reason_key (gap->reason));
  add_int (to, "attempts", gap->attempts);
  add_time (to, "next_try", gap->given_up ? 0 : gap->next_try_ms);
  yyjson_mut_obj_add_bool (to.json, to.object, "given_up", gap->given_up);
}

static void
add_progress (Object to, const ChezuGapProgress *progress)
{
  add_int (to, "open", progress->open);
  add_int (to, "waiting", progress->waiting);
  add_int (to, "open_vehicles", progress->open_vehicles);
  add_int (to, "missing_ms", progress->open_ms);
  add_time (to, "oldest", progress->oldest_ms);
  if (progress->remaining_ms >= 0)
    add_int (to, "remaining_ms", progress->remaining_ms);
  else
    yyjson_mut_obj_add_null (to.json, to.object, "remaining_ms");
  add_int (to, "closed", progress->closed);
  add_int (to, "filled_fixes", progress->filled_fixes);
  add_int (to, "given_up", progress->given_up);
}

static void
add_ledger (Object to, const ChezuCtlGaps *gaps)
{
  yyjson_mut_val *list = yyjson_mut_obj_add_arr (to.json, to.object, "gaps");

  for (guint i = 0; i < MIN (gaps->gaps->len, gaps->limit); i++)
    {
      const ChezuGapRow *row = g_ptr_array_index (gaps->gaps, i);
      Object gap = append_object (to, list);

      add_int (gap, "vehicle_id", row->gap.vehicle_id);
      add_text (gap, "plate", row->plate);
      add_text (gap, "source", row->source);
      add_gap (gap, &row->gap);
      add_text (gap, "why", row->why);
    }
}

static void
add_vehicle (Object to, const ChezuCtlCompleteness *vehicle)
{
  const ChezuCompleteness *completeness = vehicle->completeness;
  yyjson_mut_val *list;

  add_int (to, "vehicle_id", vehicle->vehicle_id);
  add_text (to, "plate", vehicle->plate);
  add_int (to, "asked_ms", completeness->asked_ms);
  add_int (to, "missing_ms", completeness->missing_ms);
  add_share (to, "complete", completeness->complete);
  list = yyjson_mut_obj_add_arr (to.json, to.object, "gaps");
  for (guint i = 0; i < completeness->gaps->len; i++)
    add_gap (append_object (to, list), &g_array_index (completeness->gaps, ChezuGap, i));
}

static void
add_period (Object to, const ChezuCtlGaps *gaps)
{
  yyjson_mut_val *list;

  add_time (to, "from", gaps->from_ms);
  add_time (to, "to", gaps->to_ms);
  add_int (to, "asked_ms", gaps->asked_ms);
  add_int (to, "missing_ms", gaps->missing_ms);
  add_share (to, "complete",
             gaps->asked_ms > 0 ? 1.0 - (double)gaps->missing_ms / (double)gaps->asked_ms : 1.0);
  list = yyjson_mut_obj_add_arr (to.json, to.object, "vehicles");
  for (guint i = 0; i < MIN (gaps->vehicles->len, gaps->limit); i++)
    add_vehicle (append_object (to, list), g_ptr_array_index (gaps->vehicles, i));
}

void
chezu_ctl_gaps_print_json (const ChezuCtlGaps *self)
{
  yyjson_mut_doc *json = yyjson_mut_doc_new (NULL);
  Object root = { json, yyjson_mut_obj (json) };
  Object progress = { json, yyjson_mut_obj (json) };
  char *text;

  yyjson_mut_doc_set_root (json, root.object);
  add_progress (progress, self->progress);
  yyjson_mut_obj_add_val (json, root.object, "progress", progress.object);
  if (self->vehicles != NULL)
    add_period (root, self);
  else
    add_ledger (root, self);

  text = yyjson_mut_write (json, YYJSON_WRITE_PRETTY_TWO_SPACES, NULL);
  g_print ("%s\n", text);
  free (text);
  yyjson_mut_doc_free (json);
}
