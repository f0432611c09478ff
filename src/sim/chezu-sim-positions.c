/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The four forms in which positions are asked for. */

#include "sim/chezu-sim-api.h"

#include "base/chezu-time.h"
#include "sim/chezu-sim-history.h"
#include "sim/chezu-sim-status.h"

/* What a recent server sends at most, without a word. */
#define DEFAULT_CAP 50000

/* The latest position of each vehicle. */
typedef struct
{
  ChezuSimBackend *backend;
  guint next;
  guint end;
  gint64 now_ms;
} Latest;

static gboolean
produce_latest (gpointer producer, GString *out, gsize enough)
{
  Latest *latest = producer;
  ChezuSimPen pen = chezu_sim_backend_get_pen (latest->backend);
  gboolean first = TRUE;

  for (; latest->next < latest->end && out->len < enough; latest->next++)
    {
      ChezuSimFix fix;

      if (!chezu_sim_status_get_latest (pen.world, pen.clock, latest->next, latest->now_ms, &fix))
        continue;
      if (!first)
        g_string_append_c (out, ',');
      first = FALSE;
      chezu_sim_json_position (out, &pen, &fix);
    }
  return latest->next < latest->end;
}

static void
answer_latest (ChezuSimBackend *backend, SoupServerMessage *message, guint first, guint end)
{
  Latest *latest = g_new0 (Latest, 1);

  latest->backend = backend;
  latest->next = first;
  latest->end = end;
  latest->now_ms = chezu_time_now_ms ();
  chezu_sim_answer_array (backend, message, produce_latest, latest, g_free);
}

typedef struct
{
  ChezuSimBackend *backend;
  ChezuSimHistory history;
  guint left;
} Past;

static gboolean
produce_past (gpointer producer, GString *out, gsize enough)
{
  Past *past = producer;
  ChezuSimPen pen = chezu_sim_backend_get_pen (past->backend);
  gboolean first = TRUE;
  ChezuSimFix fix;

  while (out->len < enough)
    {
      if (past->left == 0 || !chezu_sim_history_next (&past->history, &fix))
        return FALSE;
      if (!first)
        g_string_append_c (out, ',');
      first = FALSE;
      past->left--;
      chezu_sim_json_position (out, &pen, &fix);
    }
  return TRUE;
}

void
chezu_sim_api_answer_history (ChezuSimBackend *backend,
                              SoupServerMessage *message,
                              guint vehicle,
                              gint64 from_ms,
                              gint64 to_ms)
{
  guint cap = chezu_sim_backend_get_faults (backend).history_cap;
  Past *past = g_new0 (Past, 1);

  past->backend = backend;
  past->left = cap > 0 ? cap : DEFAULT_CAP;
  chezu_sim_history_init (&past->history, backend->world, &backend->clock, vehicle, from_ms, to_ms,
                          chezu_time_now_ms ());
  chezu_sim_answer_array (backend, message, produce_past, past, g_free);
}

/* An id that nobody ever gave fails the whole call. */
static void
answer_by_id (ChezuSimBackend *backend, SoupServerMessage *message, GPtrArray *ids)
{
  ChezuSimPen pen = chezu_sim_backend_get_pen (backend);
  g_autoptr (GString) json = g_string_new ("[");

  for (guint i = 0; i < ids->len; i++)
    {
      ChezuSimFix fix;
      gint64 id;

      if (!chezu_sim_api_parse_id (g_ptr_array_index (ids, i), &id))
        {
          chezu_sim_answer_missing (message);
          return;
        }
      if (!chezu_sim_fix_from_id (pen.world, pen.clock, id, chezu_time_now_ms (), &fix))
        {
          chezu_sim_answer_refused (message, "Cannot read field of null", "NullPointerException");
          return;
        }
      if (i > 0)
        g_string_append_c (json, ',');
      chezu_sim_json_position (json, &pen, &fix);
    }
  g_string_append_c (json, ']');
  chezu_sim_answer_json (backend, message, json);
}

gboolean
chezu_sim_api_take_device (ChezuSimBackend *backend,
                           SoupServerMessage *message,
                           const char *text,
                           guint *vehicle)
{
  gint64 id;

  if (!chezu_sim_api_parse_id (text, &id))
    {
      chezu_sim_answer_missing (message);
      return FALSE;
    }
  if (id < 1 || id > backend->world->n_vehicles)
    {
      chezu_sim_answer_refused (message, "Device access denied", "SecurityException");
      return FALSE;
    }
  *vehicle = (guint)(id - 1);
  return TRUE;
}

void
chezu_sim_api_get_positions (ChezuSimBackend *backend,
                             SoupServerMessage *message,
                             ChezuSimQuery *query)
{
  g_autoptr (GPtrArray) ids = chezu_sim_query_get_all (query, "id");
  const char *device = chezu_sim_query_get (query, "deviceId");
  const char *from = chezu_sim_query_get (query, "from");
  const char *to = chezu_sim_query_get (query, "to");
  gint64 from_ms = 0;
  gint64 to_ms = 0;
  guint vehicle;

  if (ids->len > 0)
    {
      answer_by_id (backend, message, ids);
      return;
    }
  if ((from != NULL && !chezu_sim_query_get_time (query, "from", &from_ms))
      || (to != NULL && !chezu_sim_query_get_time (query, "to", &to_ms)))
    {
      chezu_sim_answer_missing (message);
      return;
    }
  if (device == NULL)
    {
      answer_latest (backend, message, 0, backend->world->n_vehicles);
      return;
    }
  if (!chezu_sim_api_take_device (backend, message, device, &vehicle))
    return;
  if (from == NULL || to == NULL)
    answer_latest (backend, message, vehicle, vehicle + 1);
  else if (chezu_sim_backend_get_faults (backend).disable_reports)
    chezu_sim_answer_refused (message, "Reports are disabled", "SecurityException");
  else
    chezu_sim_api_answer_history (backend, message, vehicle, from_ms, to_ms);
}
