/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Devices, groups and drivers. */

#include "sim/chezu-sim-api.h"

#include "base/chezu-time.h"

#include <string.h>

typedef void (*WriteFunc) (GString *out, const ChezuSimPen *pen, guint index, gint64 now_ms);

/* All of a kind, or those that were asked for. */
typedef struct
{
  ChezuSimBackend *backend;
  WriteFunc write;
  GArray *chosen;       /* of guint; NULL for all */
  const guint32 *order; /* of all; NULL: by number */
  guint next;
  guint end;
  gint64 now_ms;
} List;

static void
list_free (gpointer data)
{
  List *list = data;

  g_clear_pointer (&list->chosen, g_array_unref);
  g_free (list);
}

static guint
get_index (const List *list, guint at)
{
  if (list->chosen != NULL)
    return g_array_index (list->chosen, guint, at);
  return list->order != NULL ? list->order[at] : at;
}

static gboolean
produce_list (gpointer producer, GString *out, gsize enough)
{
  List *list = producer;
  ChezuSimPen pen = chezu_sim_backend_get_pen (list->backend);
  gboolean first = TRUE;

  while (list->next < list->end && out->len < enough)
    {
      if (!first)
        g_string_append_c (out, ',');
      first = FALSE;
      list->write (out, &pen, get_index (list, list->next++), list->now_ms);
    }
  return list->next < list->end;
}

static List *
list_new (ChezuSimBackend *backend, WriteFunc write, guint end)
{
  List *list = g_new0 (List, 1);

  list->backend = backend;
  list->write = write;
  list->end = end;
  list->now_ms = chezu_time_now_ms ();
  return list;
}

static void
write_group (GString *out, const ChezuSimPen *pen, guint index, gint64 now_ms)
{
  chezu_sim_json_group (out, pen, index);
}

static void
write_driver (GString *out, const ChezuSimPen *pen, guint index, gint64 now_ms)
{
  chezu_sim_json_driver (out, pen, index);
}

gboolean
chezu_sim_api_parse_id (const char *text, gint64 *id)
{
  return g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, id, NULL);
}

/* Ids that do not exist are left out without a word. */
static gboolean
choose_devices (ChezuSimBackend *backend, ChezuSimQuery *query, List *list)
{
  g_autoptr (GPtrArray) ids = chezu_sim_query_get_all (query, "id");
  g_autoptr (GPtrArray) terminals = chezu_sim_query_get_all (query, "uniqueId");

  if (ids->len == 0 && terminals->len == 0)
    return TRUE;

  list->chosen = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < ids->len; i++)
    {
      gint64 id;
      guint index;

      if (!chezu_sim_api_parse_id (g_ptr_array_index (ids, i), &id))
        return FALSE;
      if (id < 1 || id > backend->world->n_vehicles)
        continue;
      index = (guint)(id - 1);
      g_array_append_val (list->chosen, index);
    }
  for (guint i = 0; i < terminals->len; i++)
    {
      guint index;

      if (chezu_sim_name_find_terminal (backend->world, g_ptr_array_index (terminals, i), &index))
        g_array_append_val (list->chosen, index);
    }
  list->end = list->chosen->len;
  return TRUE;
}

/* One page of the whole list. */
static gboolean
choose_page (ChezuSimQuery *query, List *list)
{
  const char *limit = chezu_sim_query_get (query, "limit");
  const char *offset = chezu_sim_query_get (query, "offset");
  gint64 n = list->end;
  gint64 from = 0;

  if ((limit != NULL && !chezu_sim_api_parse_id (limit, &n))
      || (offset != NULL && !chezu_sim_api_parse_id (offset, &from)))
    return FALSE;
  list->next = (guint)CLAMP (from, 0, (gint64)list->end);
  list->end = (guint)CLAMP (list->next + MAX (n, 0), list->next, (gint64)list->end);
  return TRUE;
}

static void
get_device (ChezuSimBackend *backend, SoupServerMessage *message, const char *number)
{
  ChezuSimPen pen = chezu_sim_backend_get_pen (backend);
  g_autoptr (GString) json = g_string_new (NULL);
  gint64 id;

  if (!chezu_sim_api_parse_id (number, &id) || id < 1 || id > backend->world->n_vehicles)
    {
      chezu_sim_answer_missing (message);
      return;
    }
  chezu_sim_json_device (json, &pen, (guint)(id - 1), chezu_time_now_ms ());
  chezu_sim_answer_json (backend, message, json);
}

void
chezu_sim_api_get_devices (ChezuSimBackend *backend,
                           SoupServerMessage *message,
                           ChezuSimQuery *query)
{
  const char *path = g_uri_get_path (soup_server_message_get_uri (message));
  List *list;

  if (g_str_has_prefix (path, "/api/devices/"))
    {
      get_device (backend, message, path + strlen ("/api/devices/"));
      return;
    }
  if (backend->by_name == NULL)
    backend->by_name = chezu_sim_name_order (backend->world);
  list = list_new (backend, chezu_sim_json_device, backend->world->n_vehicles);
  list->order = backend->by_name;
  if (!choose_devices (backend, query, list) || !choose_page (query, list))
    {
      list_free (list);
      chezu_sim_answer_missing (message);
      return;
    }
  chezu_sim_answer_array (backend, message, produce_list, list, list_free);
}

void
chezu_sim_api_get_groups (ChezuSimBackend *backend,
                          SoupServerMessage *message,
                          ChezuSimQuery *query)
{
  List *list = list_new (backend, write_group, backend->world->groups->len);

  chezu_sim_answer_array (backend, message, produce_list, list, list_free);
}

void
chezu_sim_api_get_drivers (ChezuSimBackend *backend,
                           SoupServerMessage *message,
                           ChezuSimQuery *query)
{
  List *list = list_new (backend, write_driver, backend->world->n_vehicles);

  chezu_sim_answer_array (backend, message, produce_list, list, list_free);
}
