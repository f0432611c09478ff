/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chezuctl status: what the store holds and how the sources are, for a person or for a script. */

#include "base/chezu-format.h"
#include "base/chezu-time.h"
#include "ctl/chezu-ctl.h"
#include "store/chezu-source-table.h"
#include "store/chezu-vehicle-table.h"

#include <glib/gi18n-lib.h>
#include <yyjson.h>

static void
add_time (yyjson_mut_doc *json, yyjson_mut_val *object, const char *key, gint64 time_ms)
{
  if (time_ms == 0)
    {
      yyjson_mut_obj_add_null (json, object, key);
      return;
    }

  {
    g_autofree char *text = chezu_time_format_iso8601 (time_ms);

    yyjson_mut_obj_add_strcpy (json, object, key, text);
  }
}

static yyjson_mut_val *
describe_source (yyjson_mut_doc *json, const ChezuSourceRow *row)
{
  yyjson_mut_val *source = yyjson_mut_obj (json);
  yyjson_mut_val *refused;

  yyjson_mut_obj_add_strcpy (json, source, "name", row->name);
  yyjson_mut_obj_add_strcpy (json, source, "kind", row->kind);
  yyjson_mut_obj_add_strcpy (json, source, "url", row->url);
  yyjson_mut_obj_add_strcpy (json, source, "state", chezu_source_state_key (row->state));
  if (row->transport != NULL)
    yyjson_mut_obj_add_strcpy (json, source, "transport", row->transport);
  else
    yyjson_mut_obj_add_null (json, source, "transport");
  if (row->lag_ms >= 0)
    yyjson_mut_obj_add_int (json, source, "lag_ms", row->lag_ms);
  else
    yyjson_mut_obj_add_null (json, source, "lag_ms");
  add_time (json, source, "state_since", row->state_since_ms);
  add_time (json, source, "last_message", row->last_message_ms);
  if (row->last_error != NULL)
    yyjson_mut_obj_add_strcpy (json, source, "last_error", row->last_error);
  else
    yyjson_mut_obj_add_null (json, source, "last_error");
  yyjson_mut_obj_add_int (json, source, "accepted", row->accepted);
  yyjson_mut_obj_add_int (json, source, "duplicate", row->duplicate);

  refused = yyjson_mut_obj_add_obj (json, source, "refused");
  for (int i = 0; i < CHEZU_N_REFUSALS; i++)
    yyjson_mut_obj_add_int (json, refused, chezu_refusal_key (i), row->refused[i]);
  return source;
}

static void
print_json (const ChezuStoreTotals *totals, GPtrArray *sources, const char *path)
{
  yyjson_mut_doc *json = yyjson_mut_doc_new (NULL);
  yyjson_mut_val *root = yyjson_mut_obj (json);
  yyjson_mut_val *list;
  char *text;

  yyjson_mut_doc_set_root (json, root);
  yyjson_mut_obj_add_strcpy (json, root, "store", path);
  yyjson_mut_obj_add_int (json, root, "bytes", totals->bytes);
  yyjson_mut_obj_add_int (json, root, "vehicles", totals->vehicles);
  yyjson_mut_obj_add_int (json, root, "fixes", totals->fixes);
  yyjson_mut_obj_add_int (json, root, "events", totals->events);
  yyjson_mut_obj_add_int (json, root, "places", totals->places);
  yyjson_mut_obj_add_int (json, root, "regions", totals->regions);
  add_time (json, root, "newest_fix", totals->newest_fix_ms);
  list = yyjson_mut_obj_add_arr (json, root, "sources");
  for (guint i = 0; i < sources->len; i++)
    yyjson_mut_arr_append (list, describe_source (json, g_ptr_array_index (sources, i)));

  text = yyjson_mut_write (json, YYJSON_WRITE_PRETTY_TWO_SPACES, NULL);
  g_print ("%s\n", text);
  free (text);
  yyjson_mut_doc_free (json);
}

static void
print_refusals (const ChezuSourceRow *row)
{
  for (int i = 0; i < CHEZU_N_REFUSALS; i++)
    {
      g_autofree char *count = chezu_format_count (row->refused[i]);

      if (row->refused[i] > 0)
        g_print ("    %s: %s\n", chezu_refusal_name (i), count);
    }
}

static void
print_source (const ChezuSourceRow *row, gint64 now_ms)
{
  g_autofree char *age = chezu_format_age (row->last_message_ms, now_ms);
  g_autofree char *accepted = chezu_format_count (row->accepted);
  g_autofree char *duplicate = chezu_format_count (row->duplicate);

  g_print ("\n%s  %s\n", row->name, row->url);
  g_print (_ ("  State: %s, last data %s\n"), chezu_source_state_name (row->state), age);
  g_print (_ ("  Fixes accepted: %s, duplicates: %s\n"), accepted, duplicate);
  print_refusals (row);
  if (row->last_error != NULL)
    g_print ("  %s\n", row->last_error);
}

static void
print_text (const ChezuStoreTotals *totals, GPtrArray *sources, const char *path)
{
  gint64 now_ms = chezu_time_now_ms ();
  g_autofree char *vehicles = chezu_format_vehicles (totals->vehicles);
  g_autofree char *fixes = chezu_format_count (totals->fixes);
  g_autofree char *size = g_format_size ((guint64)totals->bytes);
  g_autofree char *age = chezu_format_age (totals->newest_fix_ms, now_ms);

  g_print ("%s (%s)\n", path, size);
  g_print (_ ("%s, %s fixes, newest %s\n"), vehicles, fixes, age);
  if (sources->len == 0)
    g_print (_ ("No sources yet. Add one with “chezuctl source add”\n"));
  for (guint i = 0; i < sources->len; i++)
    print_source (g_ptr_array_index (sources, i), now_ms);
}

ChezuExit
chezu_ctl_status (ChezuCtl *ctl, int argc, char **argv)
{
  gboolean as_json = FALSE;
  const GOptionEntry entries[]
      = { { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_ ("Answer in JSON, for scripts"), NULL },
          G_OPTION_ENTRY_NULL };
  g_autoptr (ChezuStore) store = NULL;
  g_autofree ChezuStoreTotals *totals = NULL;
  g_autoptr (GPtrArray) sources = NULL;
  g_autoptr (GError) error = NULL;

  if (!chezu_ctl_parse ("", _ ("Shows what the store holds and how its sources are."), entries,
                        &argc, &argv))
    return CHEZU_EXIT_USAGE;
  if (argc > 1)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("“%s” is one word too many"), argv[1]);

  store = chezu_ctl_open_store (ctl);
  if (store == NULL)
    return CHEZU_EXIT_STORE;

  totals = chezu_store_read_totals_sync (store, &error);
  if (totals != NULL)
    sources = chezu_source_table_list_sync (store, &error);
  if (sources == NULL)
    return chezu_ctl_fail (CHEZU_EXIT_STORE, "%s", error->message);

  if (as_json)
    print_json (totals, sources, ctl->store_path);
  else
    print_text (totals, sources, ctl->store_path);
  return CHEZU_EXIT_OK;
}
