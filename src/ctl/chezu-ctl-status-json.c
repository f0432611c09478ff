/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chezuctl status --json. Scripts rely on the names, which chezuctl(1) lists: members may be added,
 * none changes its meaning. Times are ISO 8601 in UTC; what is unknown is null. */

#include "base/chezu-source-advice.h"
#include "base/chezu-time.h"
#include "ctl/chezu-ctl-status.h"

#include <yyjson.h>

typedef struct
{
  yyjson_mut_doc *json;
  yyjson_mut_val *object;
} Object;

static void
add_time (Object to, const char *key, gint64 time_ms)
{
  g_autofree char *text = time_ms != 0 ? chezu_time_format_iso8601 (time_ms) : NULL;

  if (text != NULL)
    yyjson_mut_obj_add_strcpy (to.json, to.object, key, text);
  else
    yyjson_mut_obj_add_null (to.json, to.object, key);
}

static void
add_text (Object to, const char *key, const char *text)
{
  if (text != NULL)
    yyjson_mut_obj_add_strcpy (to.json, to.object, key, text);
  else
    yyjson_mut_obj_add_null (to.json, to.object, key);
}

static void
add_int (Object to, const char *key, gint64 value)
{
  yyjson_mut_obj_add_int (to.json, to.object, key, value);
}

/* Where a negative number means that it is not known. */
static void
add_known_int (Object to, const char *key, gint64 value)
{
  if (value >= 0)
    add_int (to, key, value);
  else
    yyjson_mut_obj_add_null (to.json, to.object, key);
}

/* Three decimals are more than anybody measured. */
static void
add_known_real (Object to, const char *key, double value)
{
  if (value >= 0)
    yyjson_mut_obj_add_real (to.json, to.object, key, (double)(gint64)(value * 1000 + 0.5) / 1000);
  else
    yyjson_mut_obj_add_null (to.json, to.object, key);
}

static Object
add_object (Object to, const char *key)
{
  return (Object){ to.json, yyjson_mut_obj_add_obj (to.json, to.object, key) };
}

static void
add_gaps (Object to, const ChezuGapProgress *progress)
{
  Object gaps = add_object (to, "gaps");

  add_int (gaps, "open", progress->open);
  add_int (gaps, "waiting", progress->waiting);
  add_int (gaps, "vehicles", progress->open_vehicles);
  add_int (gaps, "missing_ms", progress->open_ms);
  add_time (gaps, "oldest", progress->oldest_ms);
  add_known_int (gaps, "remaining_ms", progress->remaining_ms);
  add_int (gaps, "closed", progress->closed);
  add_int (gaps, "filled_fixes", progress->filled_fixes);
  add_int (gaps, "given_up", progress->given_up);
}

static void
add_refused (Object to, const ChezuSourceRow *row)
{
  Object refused = add_object (to, "refused");

  for (int i = 0; i < CHEZU_N_REFUSALS; i++)
    add_int (refused, chezu_refusal_key (i), row->refused[i]);
}

static void
add_source (Object to, const ChezuSourceRow *row, const ChezuGapProgress *progress)
{
  add_text (to, "name", row->name);
  add_text (to, "kind", row->kind);
  add_text (to, "url", row->url);
  yyjson_mut_obj_add_bool (to.json, to.object, "enabled", row->enabled);
  add_text (to, "datum", chezu_datum_key (row->datum));
  add_int (to, "time_offset_ms", row->time_offset_ms);
  add_text (to, "state", chezu_source_state_key (row->state));
  add_time (to, "state_since", row->state_since_ms);
  add_text (to, "transport", row->transport);
  add_time (to, "last_message", row->last_message_ms);
  add_time (to, "retry_at", row->retry_at_ms);
  add_known_int (to, "lag_ms", row->lag_ms);
  add_known_real (to, "fixes_per_second", row->rate);
  add_int (to, "accepted", row->accepted);
  add_int (to, "duplicate", row->duplicate);
  add_refused (to, row);
  add_text (to, "last_error", row->last_error);
  add_text (to, "what_to_do", row->enabled ? chezu_source_advice (row->state) : NULL);
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
add_store (Object to, const ChezuCtlStatus *status)
{
  const ChezuStoreTotals *totals = status->totals;

  add_text (to, "store", status->path);
  add_text (to, "mode", mode_key (status->mode));
  add_int (to, "bytes", totals->bytes);
  add_int (to, "vehicles", totals->vehicles);
  add_int (to, "fixes", totals->fixes);
  add_int (to, "waiting", status->figures->waiting);
  add_int (to, "segments", status->figures->segments);
  add_known_real (to, "bytes_per_fix", status->figures->bytes_per_fix);
  add_time (to, "first_fix", status->figures->first_fix_ms);
  add_time (to, "newest_fix", totals->newest_fix_ms);
  add_int (to, "events", totals->events);
  add_int (to, "places", totals->places);
  add_int (to, "regions", totals->regions);
}

void
chezu_ctl_status_print_json (const ChezuCtlStatus *self)
{
  yyjson_mut_doc *json = yyjson_mut_doc_new (NULL);
  Object root = { json, yyjson_mut_obj (json) };
  yyjson_mut_val *list;
  char *text;

  yyjson_mut_doc_set_root (json, root.object);
  add_store (root, self);
  add_gaps (root, self->gaps);
  list = yyjson_mut_obj_add_arr (json, root.object, "sources");
  for (guint i = 0; i < self->sources->len; i++)
    add_source ((Object){ json, yyjson_mut_arr_add_obj (json, list) },
                g_ptr_array_index (self->sources, i), g_ptr_array_index (self->source_gaps, i));

  text = yyjson_mut_write (json, YYJSON_WRITE_PRETTY_TWO_SPACES, NULL);
  g_print ("%s\n", text);
  free (text);
  yyjson_mut_doc_free (json);
}
