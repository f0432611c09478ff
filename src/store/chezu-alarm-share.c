/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first line tells of the desk; each other one is a step as it stands in the log. */

#include "store/chezu-alarm-share.h"

#include "store/chezu-alarm-item-private.h"
#include "store/chezu-alarm-log-private.h"
#include "store/chezu-alarm-payload-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <yyjson.h>

#define FORMAT "chezu-alarm-1"

/* --- Writing ------------------------------------------------------------------------------ */

static void
put_hash (yyjson_mut_doc *doc, yyjson_mut_val *object, const char *key, const guint8 *hash)
{
  GString *hex = g_string_new (NULL);

  for (guint i = 0; hash != NULL && i < CHEZU_ALARM_HASH_SIZE; i++)
    g_string_append_printf (hex, "%02x", hash[i]);
  yyjson_mut_obj_add_strcpy (doc, object, key, hex->str);
  g_string_free (hex, TRUE);
}

static void
append_line (GString *lines, yyjson_mut_doc *doc)
{
  char *line = yyjson_mut_write (doc, 0, NULL);

  if (line != NULL)
    g_string_append_printf (lines, "%s\n", line);
  free (line);
  yyjson_mut_doc_free (doc);
}

static void
append_event (GString *lines, const ChezuAlarmEvent *event)
{
  yyjson_mut_doc *doc = yyjson_mut_doc_new (NULL);
  yyjson_mut_val *object = yyjson_mut_obj (doc);

  yyjson_mut_doc_set_root (doc, object);
  yyjson_mut_obj_add_str (doc, object, "desk", event->desk_uuid);
  yyjson_mut_obj_add_sint (doc, object, "number", event->number);
  yyjson_mut_obj_add_str (doc, object, "alarm_desk", event->alarm_uuid);
  yyjson_mut_obj_add_sint (doc, object, "alarm_number", event->alarm_number);
  yyjson_mut_obj_add_sint (doc, object, "time_ms", event->time_ms);
  yyjson_mut_obj_add_str (doc, object, "who", event->who);
  yyjson_mut_obj_add_str (doc, object, "step", event->step);
  yyjson_mut_obj_add_str (doc, object, "payload", event->payload);
  put_hash (doc, object, "previous", event->previous);
  put_hash (doc, object, "hash", event->hash);
  append_line (lines, doc);
}

/* NULL where it has no log, or none of that name is known. */
static gboolean
append_desk (ChezuDatabase *db, GString *lines, gint64 id, GError **error)
{
  ChezuStatement *select = chezu_database_prepare (
      db, "SELECT uuid, host, account, name, created_ms FROM desk WHERE id = ?1");

  chezu_statement_bind_int (select, 1, id);
  if (chezu_statement_next (select))
    {
      yyjson_mut_doc *doc = yyjson_mut_doc_new (NULL);
      yyjson_mut_val *object = yyjson_mut_obj (doc);

      yyjson_mut_doc_set_root (doc, object);
      yyjson_mut_obj_add_str (doc, object, "log", FORMAT);
      yyjson_mut_obj_add_str (doc, object, "desk", chezu_statement_get_text (select, 0));
      yyjson_mut_obj_add_str (doc, object, "host", chezu_statement_get_text (select, 1));
      yyjson_mut_obj_add_str (doc, object, "account", chezu_statement_get_text (select, 2));
      yyjson_mut_obj_add_str (doc, object, "name", chezu_statement_get_text (select, 3));
      yyjson_mut_obj_add_sint (doc, object, "created_ms", chezu_statement_get_int (select, 4));
      append_line (lines, doc);
    }
  return chezu_statement_done (select, error);
}

typedef struct
{
  const char *uuid;
  gint64 after_number;
} Export;

static gboolean
find_exported (ChezuDatabase *db, const Export *export, gint64 *id, GError **error)
{
  ChezuStatement *select = chezu_database_prepare (
      db, "SELECT id FROM desk WHERE uuid = ?1 OR (?1 IS NULL AND own = 1 AND host = ?2 "
          "AND account = ?3)");

  chezu_statement_bind_text (select, 1, export->uuid);
  chezu_statement_bind_text (select, 2, g_get_host_name ());
  chezu_statement_bind_text (select, 3, g_get_user_name ());
  *id = chezu_statement_next (select) ? chezu_statement_get_int (select, 0) : 0;
  if (!chezu_statement_done (select, error))
    return FALSE;
  if (*id == 0)
    g_set_error_literal (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_NOT_FOUND,
                         _ ("This desk has no log here"));
  return *id != 0;
}

static gpointer
export_log (ChezuDatabase *db, gpointer data, GError **error)
{
  const Export *export = data;
  g_autoptr (GString) lines = g_string_new (NULL);
  ChezuStatement *select;
  gint64 id;

  if (!find_exported (db, export, &id, error) || !append_desk (db, lines, id, error))
    return NULL;
  select = chezu_database_prepare (db, CHEZU_ALARM_EVENT_SELECT
                                   "WHERE e.desk = ?1 AND e.number > ?2 ORDER BY e.number");
  chezu_statement_bind_int (select, 1, id);
  chezu_statement_bind_int (select, 2, export->after_number);
  while (chezu_statement_next (select))
    {
      ChezuAlarmEvent event;

      chezu_alarm_event_read (select, &event);
      append_event (lines, &event);
    }
  if (!chezu_statement_done (select, error))
    return NULL;
  return g_string_free_and_steal (g_steal_pointer (&lines));
}

char *
chezu_alarm_log_export_sync (ChezuStore *store,
                             const char *uuid,
                             gint64 after_number,
                             GError **error)
{
  Export export = { uuid, after_number };

  return chezu_store_read_sync (store, export_log, &export, error);
}

/* --- Reading ------------------------------------------------------------------------------ */

typedef struct
{
  const char *lines;
  guint n_added;
  guint line;
  GHashTable *touched; /* "desk number" of alarms → gint64[2] */
} Import;

static gboolean
refuse (const Import *import, GError **error, const char *words)
{
  g_set_error (error, CHEZU_ALARM_ERROR, CHEZU_ALARM_ERROR_CHAIN,
               /* TRANSLATORS: number of a line of a file, what is wrong with it */
               _ ("Line %u of the log: %s"), import->line, words);
  return FALSE;
}

static gboolean
get_hash (yyjson_val *object, const char *key, guint8 *hash, const guint8 **where)
{
  const char *hex = yyjson_get_str (yyjson_obj_get (object, key));

  *where = NULL;
  if (hex == NULL)
    return FALSE;
  if (*hex == '\0')
    return TRUE;
  if (strlen (hex) != 2 * CHEZU_ALARM_HASH_SIZE)
    return FALSE;
  for (guint i = 0; i < CHEZU_ALARM_HASH_SIZE; i++)
    {
      int high = g_ascii_xdigit_value (hex[2 * i]);
      int low = g_ascii_xdigit_value (hex[2 * i + 1]);

      if (high < 0 || low < 0)
        return FALSE;
      hash[i] = (guint8)(16 * high + low);
    }
  *where = hash;
  return TRUE;
}

/* Whether this very step stands in the log already; another one of its number is refused. */
static gboolean
is_known (ChezuDatabase *db,
          const Import *import,
          const ChezuAlarmEvent *event,
          gboolean *known,
          GError **error)
{
  ChezuStatement *select = chezu_database_prepare (
      db, "SELECT hash = ?3 FROM alarm_event WHERE desk = ?1 AND number = ?2");
  g_autofree char *number = NULL;
  gboolean same = TRUE;

  chezu_statement_bind_int (select, 1, event->desk);
  chezu_statement_bind_int (select, 2, event->number);
  chezu_statement_bind_blob (select, 3, event->hash, CHEZU_ALARM_HASH_SIZE);
  *known = chezu_statement_next (select);
  if (*known)
    same = chezu_statement_get_int (select, 0) != 0;
  if (!chezu_statement_done (select, error))
    return FALSE;
  if (same)
    return TRUE;
  number = g_strdup_printf ("%" G_GINT64_FORMAT, event->number);
  g_set_error (error, CHEZU_ALARM_ERROR, CHEZU_ALARM_ERROR_CHAIN,
               _ ("Line %u of the log: desk %s has another step %s here"), import->line,
               event->desk_uuid, number);
  return FALSE;
}

static void
touch (Import *import, const ChezuAlarmEvent *event)
{
  const gint64 name[2] = { event->alarm_desk, event->alarm_number };

  g_hash_table_replace (
      import->touched, g_strdup_printf ("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT, name[0], name[1]),
      g_memdup2 (name, sizeof name));
}

static gboolean
check_chain (const Import *import,
             const ChezuAlarmDesk *desk,
             const ChezuAlarmEvent *event,
             GError **error)
{
  guint8 expected[CHEZU_ALARM_HASH_SIZE];
  gboolean follows
      = event->number == desk->last_number + 1
        && (desk->last_number == 0
                ? event->previous == NULL
                : event->previous != NULL
                      && memcmp (event->previous, desk->last_hash, CHEZU_ALARM_HASH_SIZE) == 0);

  if (!follows)
    return refuse (import, error, _ ("steps before it are missing, or it does not follow on them"));
  chezu_alarm_event_hash (event, expected);
  if (memcmp (expected, event->hash, sizeof expected) != 0)
    return refuse (import, error, _ ("it was changed after it was written"));
  return TRUE;
}

static gboolean
take_event (ChezuDatabase *db, Import *import, ChezuAlarmEvent *event, GError **error)
{
  g_autoptr (ChezuAlarmPayload) payload = chezu_alarm_payload_read (event->payload, error);
  ChezuAlarmDesk raiser;
  ChezuAlarmDesk desk;
  gboolean known;

  if (payload == NULL || !chezu_alarm_desk_find (db, event->desk_uuid, &desk, error)
      || !chezu_alarm_desk_find (db, event->alarm_uuid, &raiser, error))
    return FALSE;
  event->desk = desk.id;
  event->alarm_desk = raiser.id;
  if (!is_known (db, import, event, &known, error))
    return FALSE;
  if (known)
    return TRUE;
  if (!check_chain (import, &desk, event, error)
      || !chezu_alarm_log_write (db, &desk, event, error))
    return FALSE;
  import->n_added++;
  touch (import, event);
  return TRUE;
}

static gboolean
take_step (ChezuDatabase *db, Import *import, yyjson_val *object, GError **error)
{
  guint8 previous[CHEZU_ALARM_HASH_SIZE];
  guint8 hash[CHEZU_ALARM_HASH_SIZE];
  ChezuAlarmEvent event = {
    .desk_uuid = yyjson_get_str (yyjson_obj_get (object, "desk")),
    .number = yyjson_get_sint (yyjson_obj_get (object, "number")),
    .alarm_uuid = yyjson_get_str (yyjson_obj_get (object, "alarm_desk")),
    .alarm_number = yyjson_get_sint (yyjson_obj_get (object, "alarm_number")),
    .time_ms = yyjson_get_sint (yyjson_obj_get (object, "time_ms")),
    .who = yyjson_get_str (yyjson_obj_get (object, "who")),
    .step = yyjson_get_str (yyjson_obj_get (object, "step")),
    .payload = yyjson_get_str (yyjson_obj_get (object, "payload")),
  };

  if (event.desk_uuid == NULL || !g_uuid_string_is_valid (event.desk_uuid)
      || event.alarm_uuid == NULL || !g_uuid_string_is_valid (event.alarm_uuid) || event.number < 1
      || event.alarm_number < 1 || event.who == NULL || event.step == NULL || event.payload == NULL
      || !get_hash (object, "previous", previous, &event.previous)
      || !get_hash (object, "hash", hash, &event.hash) || event.hash == NULL)
    return refuse (import, error, _ ("a part of the step is missing"));
  return take_event (db, import, &event, error);
}

/* Who else's desk it is; what is known of one's own stays. */
static gboolean
take_desk (ChezuDatabase *db, Import *import, yyjson_val *object, GError **error)
{
  const char *uuid = yyjson_get_str (yyjson_obj_get (object, "desk"));
  ChezuStatement *update;
  ChezuAlarmDesk desk;

  if (uuid == NULL || !g_uuid_string_is_valid (uuid)
      || g_strcmp0 (yyjson_get_str (yyjson_obj_get (object, "log")), FORMAT) != 0)
    return refuse (import, error, _ ("this is no log of alarms of a form that is known"));
  if (!chezu_alarm_desk_find (db, uuid, &desk, error))
    return FALSE;
  update = chezu_database_prepare (db, "UPDATE desk SET host = ?2, account = ?3, name = ?4, "
                                       "created_ms = ?5 WHERE id = ?1 AND own = 0");
  chezu_statement_bind_int (update, 1, desk.id);
  chezu_statement_bind_text (update, 2, yyjson_get_str (yyjson_obj_get (object, "host")));
  chezu_statement_bind_text (update, 3, yyjson_get_str (yyjson_obj_get (object, "account")));
  chezu_statement_bind_text (update, 4, yyjson_get_str (yyjson_obj_get (object, "name")));
  chezu_statement_bind_int (update, 5, yyjson_get_sint (yyjson_obj_get (object, "created_ms")));
  return chezu_statement_run (update, error);
}

static gboolean
take_line (ChezuDatabase *db, Import *import, const char *line, gsize length, GError **error)
{
  yyjson_doc *doc = yyjson_read (line, length, 0);
  yyjson_val *object = yyjson_doc_get_root (doc);
  gboolean taken;

  if (!yyjson_is_obj (object))
    taken = refuse (import, error, _ ("it cannot be read"));
  else if (yyjson_obj_get (object, "log") != NULL)
    taken = take_desk (db, import, object, error);
  else
    taken = take_step (db, import, object, error);
  yyjson_doc_free (doc);
  return taken;
}

static gboolean
fold_touched (ChezuDatabase *db, Import *import, GError **error)
{
  GHashTableIter iter;
  const gint64 *name;

  g_hash_table_iter_init (&iter, import->touched);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&name))
    {
      g_auto (ChezuAlarmItem) item = { 0 };

      if (!chezu_alarm_fold (db, name[0], name[1], &item, error)
          || (item.id != 0 && !chezu_alarm_item_save (db, &item, error)))
        return FALSE;
    }
  return TRUE;
}

static gboolean
import_log (ChezuDatabase *db, gpointer data, GError **error)
{
  Import *import = data;
  const char *line = import->lines;

  import->n_added = 0;
  import->line = 0;
  g_hash_table_remove_all (import->touched);
  while (*line != '\0')
    {
      gsize length = strcspn (line, "\n");

      import->line++;
      if (length > 0 && !take_line (db, import, line, length, error))
        return FALSE;
      line += length;
      if (*line == '\n')
        line++;
    }
  return fold_touched (db, import, error);
}

gboolean
chezu_alarm_log_import_sync (ChezuStore *store, const char *lines, guint *n_added, GError **error)
{
  g_autoptr (GHashTable) touched = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  Import import = { .lines = lines, .touched = touched };

  g_return_val_if_fail (CHEZU_IS_STORE (store) && lines != NULL, FALSE);

  if (!chezu_store_write_sync (store, import_log, &import, error))
    return FALSE;
  if (n_added != NULL)
    *n_added = import.n_added;
  return TRUE;
}
