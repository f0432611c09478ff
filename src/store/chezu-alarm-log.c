/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Each desk numbers its steps from 1 without a gap, and each step holds the hash of the one before
 * it. The hash of a step is SHA-256 over the JSON array, without spaces,
 *
 *   ["chezu-alarm-1", desk, number, alarm's desk, alarm's number, time, who, step, payload,
 * previous]
 *
 * in which desks are UUIDs, the payload is a text, and previous is in hexadecimal, "" for the
 * first. Whoever changes a byte must work out every later hash of that desk again, and whoever has
 * a copy of any of them sees it.
 *
 * The time of a step is the clock's, but never before what its desk, or the alarm, saw last: so the
 * order by time is an order in which things may have happened, also where clocks disagree.
 */

#include "store/chezu-alarm-log-private.h"

#include "store/chezu-store.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <yyjson.h>

static const guint8 *
get_hash (ChezuStatement *row, int column)
{
  gsize size = 0;
  const guint8 *hash = chezu_statement_get_blob (row, column, &size);

  return size == CHEZU_ALARM_HASH_SIZE ? hash : NULL;
}

void
chezu_alarm_event_read (ChezuStatement *row, ChezuAlarmEvent *event)
{
  *event = (ChezuAlarmEvent){
    .id = chezu_statement_get_int (row, 0),
    .desk = chezu_statement_get_int (row, 1),
    .desk_uuid = chezu_statement_get_text (row, 2),
    .number = chezu_statement_get_int (row, 3),
    .alarm_desk = chezu_statement_get_int (row, 4),
    .alarm_uuid = chezu_statement_get_text (row, 5),
    .alarm_number = chezu_statement_get_int (row, 6),
    .time_ms = chezu_statement_get_int (row, 7),
    .who = chezu_statement_get_text (row, 8),
    .step = chezu_statement_get_text (row, 9),
    .payload = chezu_statement_get_text (row, 10),
    .previous = get_hash (row, 11),
    .hash = get_hash (row, 12),
  };
}

/* --- Hashes ------------------------------------------------------------------------------- */

static void
append_hex (const guint8 *bytes, char *hex)
{
  for (guint i = 0; i < CHEZU_ALARM_HASH_SIZE; i++)
    g_snprintf (hex + 2 * (gsize)i, 3, "%02x", bytes[i]);
}

static void
add_text (yyjson_mut_doc *doc, yyjson_mut_val *list, const char *text)
{
  yyjson_mut_arr_add_str (doc, list, text != NULL ? text : "");
}

void
chezu_alarm_event_hash (const ChezuAlarmEvent *event, guint8 hash[CHEZU_ALARM_HASH_SIZE])
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  yyjson_mut_doc *doc = yyjson_mut_doc_new (NULL);
  yyjson_mut_val *list = yyjson_mut_arr (doc);
  char previous[2 * CHEZU_ALARM_HASH_SIZE + 1] = "";
  gsize size = CHEZU_ALARM_HASH_SIZE;
  gsize length = 0;
  char *text;

  if (event->previous != NULL)
    append_hex (event->previous, previous);
  yyjson_mut_doc_set_root (doc, list);
  add_text (doc, list, "chezu-alarm-1");
  add_text (doc, list, event->desk_uuid);
  yyjson_mut_arr_add_sint (doc, list, event->number);
  add_text (doc, list, event->alarm_uuid);
  yyjson_mut_arr_add_sint (doc, list, event->alarm_number);
  yyjson_mut_arr_add_sint (doc, list, event->time_ms);
  add_text (doc, list, event->who);
  add_text (doc, list, event->step);
  add_text (doc, list, event->payload);
  add_text (doc, list, previous);
  /* Damage may have left text that is not UTF-8; its hash differs like that of any other change. */
  text = yyjson_mut_write (doc, YYJSON_WRITE_ALLOW_INVALID_UNICODE, &length);
  if (text != NULL)
    g_checksum_update (checksum, (const guchar *)text, (gssize)length);
  g_checksum_get_digest (checksum, hash, &size);
  free (text);
  yyjson_mut_doc_free (doc);
}

/* --- Desks -------------------------------------------------------------------------------- */

#define DESK_COLUMNS "id, uuid, own, last_number, last_ms, last_hash"

static gboolean
take_desk (ChezuStatement *select, ChezuAlarmDesk *desk, gboolean *found, GError **error)
{
  *found = chezu_statement_next (select);
  if (*found)
    {
      const guint8 *hash = get_hash (select, 5);

      *desk = (ChezuAlarmDesk){
        .id = chezu_statement_get_int (select, 0),
        .own = chezu_statement_get_int (select, 2) != 0,
        .last_number = chezu_statement_get_int (select, 3),
        .last_ms = chezu_statement_get_int (select, 4),
      };
      g_strlcpy (desk->uuid, chezu_statement_get_text (select, 1), sizeof desk->uuid);
      if (hash != NULL)
        memcpy (desk->last_hash, hash, sizeof desk->last_hash);
    }
  return chezu_statement_done (select, error);
}

gboolean
chezu_alarm_desk_own (ChezuDatabase *db, ChezuAlarmDesk *desk, GError **error)
{
  ChezuStatement *select = chezu_database_prepare (
      db, "SELECT " DESK_COLUMNS " FROM desk WHERE host = ?1 AND account = ?2 AND own = 1");
  g_autofree char *account = g_utf8_make_valid (g_get_user_name (), -1);
  g_autofree char *name = g_utf8_make_valid (g_get_real_name (), -1);
  g_autofree char *uuid = NULL;
  ChezuStatement *insert;
  gboolean found;

  chezu_statement_bind_text (select, 1, g_get_host_name ());
  chezu_statement_bind_text (select, 2, account);
  if (!take_desk (select, desk, &found, error))
    return FALSE;
  if (found)
    return TRUE;

  uuid = g_uuid_string_random ();
  insert
      = chezu_database_prepare (db, "INSERT INTO desk (uuid, host, account, name, created_ms, own) "
                                    "VALUES (?1, ?2, ?3, ?4, ?5, 1)");
  chezu_statement_bind_text (insert, 1, uuid);
  chezu_statement_bind_text (insert, 2, g_get_host_name ());
  chezu_statement_bind_text (insert, 3, account);
  chezu_statement_bind_text (insert, 4, name);
  chezu_statement_bind_int (insert, 5, chezu_time_now_ms ());
  if (!chezu_statement_run (insert, error))
    return FALSE;
  *desk = (ChezuAlarmDesk){ .id = chezu_database_last_insert_id (db), .own = TRUE };
  g_strlcpy (desk->uuid, uuid, sizeof desk->uuid);
  return TRUE;
}

gboolean
chezu_alarm_desk_read (ChezuDatabase *db, gint64 id, ChezuAlarmDesk *desk, GError **error)
{
  ChezuStatement *select
      = chezu_database_prepare (db, "SELECT " DESK_COLUMNS " FROM desk WHERE id = ?1");
  gboolean found;

  chezu_statement_bind_int (select, 1, id);
  if (!take_desk (select, desk, &found, error))
    return FALSE;
  if (!found)
    {
      g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, id);

      g_set_error (error, CHEZU_ALARM_ERROR, CHEZU_ALARM_ERROR_CHAIN,
                   _ ("The log names desk %s, which is not there"), number);
    }
  return found;
}

gboolean
chezu_alarm_desk_find (ChezuDatabase *db, const char *uuid, ChezuAlarmDesk *desk, GError **error)
{
  ChezuStatement *select
      = chezu_database_prepare (db, "SELECT " DESK_COLUMNS " FROM desk WHERE uuid = ?1");
  ChezuStatement *insert;
  gboolean found;

  chezu_statement_bind_text (select, 1, uuid);
  if (!take_desk (select, desk, &found, error))
    return FALSE;
  if (found)
    return TRUE;

  insert = chezu_database_prepare (db, "INSERT INTO desk (uuid) VALUES (?1)");
  chezu_statement_bind_text (insert, 1, uuid);
  if (!chezu_statement_run (insert, error))
    return FALSE;
  *desk = (ChezuAlarmDesk){ .id = chezu_database_last_insert_id (db) };
  g_strlcpy (desk->uuid, uuid, sizeof desk->uuid);
  return TRUE;
}

/* --- Appending ---------------------------------------------------------------------------- */

static gboolean
move_end (ChezuDatabase *db, ChezuAlarmDesk *desk, const ChezuAlarmEvent *event, GError **error)
{
  ChezuStatement *update = chezu_database_prepare (
      db, "UPDATE desk SET last_number = ?2, last_ms = ?3, last_hash = ?4 WHERE id = ?1");

  desk->last_number = event->number;
  desk->last_ms = MAX (desk->last_ms, event->time_ms);
  memcpy (desk->last_hash, event->hash, sizeof desk->last_hash);
  chezu_statement_bind_int (update, 1, desk->id);
  chezu_statement_bind_int (update, 2, desk->last_number);
  chezu_statement_bind_int (update, 3, desk->last_ms);
  chezu_statement_bind_blob (update, 4, desk->last_hash, sizeof desk->last_hash);
  return chezu_statement_run (update, error);
}

gboolean
chezu_alarm_log_write (ChezuDatabase *db,
                       ChezuAlarmDesk *desk,
                       ChezuAlarmEvent *event,
                       GError **error)
{
  ChezuStatement *insert = chezu_database_prepare (
      db, "INSERT INTO alarm_event (desk, number, alarm_desk, alarm_number, time_ms, who, step, "
          "payload, previous, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)");

  chezu_statement_bind_int (insert, 1, event->desk);
  chezu_statement_bind_int (insert, 2, event->number);
  chezu_statement_bind_int (insert, 3, event->alarm_desk);
  chezu_statement_bind_int (insert, 4, event->alarm_number);
  chezu_statement_bind_int (insert, 5, event->time_ms);
  chezu_statement_bind_text (insert, 6, event->who);
  chezu_statement_bind_text (insert, 7, event->step);
  chezu_statement_bind_text (insert, 8, event->payload);
  if (event->previous != NULL)
    chezu_statement_bind_blob (insert, 9, event->previous, CHEZU_ALARM_HASH_SIZE);
  chezu_statement_bind_blob (insert, 10, event->hash, CHEZU_ALARM_HASH_SIZE);
  if (!chezu_statement_run (insert, error))
    return FALSE;
  event->id = chezu_database_last_insert_id (db);
  return move_end (db, desk, event, error);
}

gboolean
chezu_alarm_log_append (ChezuDatabase *db,
                        ChezuAlarmDesk *desk,
                        ChezuAlarmEvent *event,
                        GError **error)
{
  guint8 previous[CHEZU_ALARM_HASH_SIZE];
  guint8 hash[CHEZU_ALARM_HASH_SIZE];
  gboolean written;

  event->desk = desk->id;
  event->desk_uuid = desk->uuid;
  event->number = desk->last_number + 1;
  event->time_ms = MAX (event->time_ms, desk->last_ms);
  if (event->alarm_desk == 0)
    {
      event->alarm_desk = desk->id;
      event->alarm_uuid = desk->uuid;
      event->alarm_number = event->number;
    }
  memcpy (previous, desk->last_hash, sizeof previous);
  event->previous = desk->last_number > 0 ? previous : NULL;
  chezu_alarm_event_hash (event, hash);
  event->hash = hash;
  written = chezu_alarm_log_write (db, desk, event, error);
  event->previous = event->hash = NULL;
  return written;
}
