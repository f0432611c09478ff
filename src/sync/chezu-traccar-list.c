/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sync/chezu-traccar-list.h"

#include "base/chezu-json-splitter.h"
#include "base/chezu-time.h"
#include "sync/chezu-sync-error.h"
#include "sync/chezu-traccar-normalise.h"

/* More refused elements in a row than any fleet has are no list of it. */
#define BARREN_ELEMENTS_MAX 200000

void
chezu_traccar_barren_note (ChezuTraccarBarren *self, gboolean was_of_use)
{
  if (was_of_use)
    *self = (ChezuTraccarBarren){ 0 };
  else
    self->elements++;
}

gboolean
chezu_traccar_barren_count (ChezuTraccarBarren *self,
                            gsize length,
                            const ChezuSyncOptions *options,
                            const char *host,
                            GError **error)
{
  self->bytes += length;
  if (self->bytes <= options->barren_max && self->elements <= BARREN_ELEMENTS_MAX)
    return TRUE;
  g_propagate_error (error, chezu_sync_error_unreadable (host));
  return FALSE;
}

static gboolean
is_cut (const ChezuTraccarList *self, guint n)
{
  return n > 0 && n % self->cut == 0;
}

static void
count_of_device (ChezuTraccarList *self, yyjson_val *element)
{
  gint64 id = 0;

  chezu_traccar_read_id (element, "deviceId", &id);
  if (id != self->device_id)
    {
      self->n_cut += is_cut (self, self->n_of_device);
      self->device_id = id;
      self->n_of_device = 0;
    }
  self->n_of_device++;
}

gboolean
chezu_traccar_list_may_be_cut (const ChezuTraccarList *self)
{
  return self->n_cut > 0 || is_cut (self, self->n_of_device) || is_cut (self, self->n_elements);
}

static gboolean
take_element (const char *array_key,
              yyjson_val *element,
              const char *text,
              gsize length,
              gpointer user_data,
              GError **error)
{
  ChezuTraccarList *reader = user_data;

  reader->n_elements++;
  chezu_traccar_read_fix_time (element, &reader->last_ms);
  if (reader->cut > 0)
    count_of_device (reader, element);
  chezu_traccar_barren_note (&reader->barren,
                             chezu_traccar_catalog_take (reader->catalog, reader->intake,
                                                         reader->list, element, text, length));
  return TRUE;
}

static gboolean
explain_json (ChezuTraccarList *reader, GError *cause, GError **error)
{
  const char *host = chezu_traccar_session_get_host (reader->session);

  if (cause->domain != CHEZU_JSON_ERROR)
    g_propagate_error (error, g_error_copy (cause));
  else if (cause->code == CHEZU_JSON_ERROR_TRUNCATED)
    g_propagate_error (error, chezu_sync_error_cut_off (host));
  else if (cause->code != CHEZU_JSON_ERROR_TOO_LARGE && reader->n_elements == 0)
    g_propagate_error (error, chezu_sync_error_incompatible (host));
  else
    g_propagate_error (error, chezu_sync_error_unreadable (host));
  g_error_free (cause);
  return FALSE;
}

static gboolean
take_list_chunk (const char *data, gsize length, gpointer user_data, GError **error)
{
  ChezuTraccarList *reader = user_data;
  GError *cause = NULL;

  /* An object would pass the splitter as a list without elements, and the fleet would be gone. */
  for (gsize i = 0; !reader->is_array && i < length; i++)
    {
      if (g_ascii_isspace (data[i]))
        continue;
      if (data[i] != '[')
        {
          g_propagate_error (error, chezu_sync_error_incompatible (
                                        chezu_traccar_session_get_host (reader->session)));
          return FALSE;
        }
      reader->is_array = TRUE;
    }

  if (!chezu_traccar_barren_count (&reader->barren, length, reader->options,
                                   chezu_traccar_session_get_host (reader->session), error))
    return FALSE;
  if (!chezu_json_splitter_feed (reader->splitter, data, length, &cause))
    return explain_json (reader, cause, error);

  if (reader->keep_whole && chezu_intake_get_size (reader->intake) < reader->options->devices_max)
    return TRUE;
  return chezu_intake_make_room (reader->intake, error);
}

gboolean
chezu_traccar_list_read (ChezuTraccarList *self, const char *path, GError **error)
{
  g_autoptr (ChezuJsonSplitter) splitter = chezu_json_splitter_new (take_element, self);
  GError *cause = NULL;

  self->splitter = splitter;
  chezu_json_splitter_set_tolerant (splitter, TRUE);

  if (!chezu_traccar_session_get (self->session, path, take_list_chunk, self, &self->status,
                                  &cause))
    {
      chezu_intake_discard (self->intake);
      g_propagate_error (error, cause);
      return FALSE;
    }
  if (!SOUP_STATUS_IS_SUCCESSFUL (self->status))
    {
      g_propagate_error (error, chezu_sync_error_from_status (
                                    self->status, chezu_traccar_session_get_host (self->session)));
      return FALSE;
    }
  if (!chezu_json_splitter_end (splitter, &cause))
    {
      chezu_intake_discard (self->intake);
      return explain_json (self, cause, error);
    }
  return TRUE;
}

void
chezu_traccar_append_window (GString *path, gint64 from_ms, gint64 to_ms)
{
  g_autofree char *from = chezu_time_format_iso8601 (from_ms);
  g_autofree char *to = chezu_time_format_iso8601 (to_ms);
  g_autofree char *from_escaped = g_uri_escape_string (from, NULL, FALSE);
  g_autofree char *to_escaped = g_uri_escape_string (to, NULL, FALSE);

  g_string_append_printf (path, "from=%s&to=%s", from_escaped, to_escaped);
}
