/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/chezu-alarm-payload-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>
#include <yyjson.h>

struct _ChezuAlarmPayload
{
  yyjson_doc *doc;
};

/* --- Writing: keys go in by the alphabet -------------------------------------------------- */

typedef struct
{
  yyjson_mut_doc *doc;
  yyjson_mut_val *object;
} Writer;

static Writer
writer_begin (void)
{
  Writer self = { .doc = yyjson_mut_doc_new (NULL) };

  self.object = yyjson_mut_obj (self.doc);
  yyjson_mut_doc_set_root (self.doc, self.object);
  return self;
}

static char *
writer_end (Writer *self)
{
  char *written = yyjson_mut_write (self->doc, 0, NULL);
  char *text = g_strdup (written);

  free (written);
  yyjson_mut_doc_free (self->doc);
  return text;
}

static void
put_int (Writer *self, const char *key, gint64 value)
{
  yyjson_mut_obj_add_sint (self->doc, self->object, key, value);
}

static void
put_known (Writer *self, const char *key, gint64 value)
{
  if (value > 0)
    put_int (self, key, value);
}

static void
put_flag (Writer *self, const char *key, gboolean value)
{
  if (value)
    yyjson_mut_obj_add_true (self->doc, self->object, key);
}

/* Text from outside is cut where it is too long and made valid. */
static void
put_text (Writer *self, const char *key, const char *text)
{
  g_autofree char *valid = NULL;

  if (text == NULL || *text == '\0')
    return;
  valid = g_utf8_make_valid (text, (gssize)MIN (strlen (text), CHEZU_ALARM_TEXT_MAX));
  yyjson_mut_obj_add_strcpy (self->doc, self->object, key, valid);
}

static void
put_fixes (Writer *self, const ChezuAlarmRaise *raise)
{
  yyjson_mut_val *list;

  if (raise->n_fixes == 0)
    return;
  list = yyjson_mut_obj_add_arr (self->doc, self->object, "fixes");
  for (guint i = 0; i < MIN (raise->n_fixes, CHEZU_ALARM_FIXES_MAX); i++)
    yyjson_mut_arr_add_sint (self->doc, list, raise->fixes[i]);
}

char *
chezu_alarm_payload_write_begin (const ChezuAlarmBegin *begin)
{
  const ChezuAlarmRaise *raise = begin->raise;
  const ChezuAlarmAct *act = &begin->act;
  gboolean is_first = act->step == CHEZU_ALARM_STEP_RAISE;
  const char standing[] = { act->standing, '\0' };
  Writer writer = writer_begin ();

  put_int (&writer, "at", act->at_ms);
  if (raise->unit != NULL)
    put_int (&writer, "bound_milli", llround (raise->bound * 1000.0));
  put_fixes (&writer, raise);
  put_flag (&writer, "lapsed", act->lapsed);
  if (raise->has_position)
    put_int (&writer, "lat", raise->lat_e7);
  put_flag (&writer, "late", act->late);
  put_known (&writer, "limit", raise->limit_cm_s);
  if (raise->has_position)
    put_int (&writer, "lon", raise->lon_e7);
  if (raise->unit != NULL)
    put_int (&writer, "measured_milli", llround (raise->measured * 1000.0));
  if (is_first)
    {
      put_text (&writer, "plate", begin->plate);
      put_known (&writer, "plate_color", begin->plate_color);
    }
  put_int (&writer, "priority", act->priority);
  put_text (&writer, "raw", raise->raw);
  put_text (&writer, "rule", raise->rule);
  put_known (&writer, "rule_version", raise->rule_version);
  put_flag (&writer, "silent", act->silent);
  if (raise->speed_cm_s >= 0)
    put_int (&writer, "speed", raise->speed_cm_s);
  if (is_first)
    put_text (&writer, "standing", standing);
  put_known (&writer, "subject", raise->subject);
  put_text (&writer, "text", raise->text);
  if (is_first)
    put_text (&writer, "type", raise->type);
  put_text (&writer, "unit", raise->unit);
  if (is_first)
    put_known (&writer, "vehicle", raise->vehicle_id);
  return writer_end (&writer);
}

char *
chezu_alarm_payload_write (const ChezuAlarmAct *act)
{
  Writer writer = writer_begin ();

  put_text (&writer, "addressee", act->addressee);
  put_known (&writer, "at", act->at_ms);
  put_text (&writer, "item", act->item);
  put_text (&writer, "outcome", act->outcome);
  put_known (&writer, "priority", act->priority);
  put_text (&writer, "result", chezu_alarm_result_key (act->result));
  put_text (&writer, "text", act->text);
  put_known (&writer, "until", act->until_ms);
  return writer_end (&writer);
}

/* --- Reading ------------------------------------------------------------------------------ */

static gboolean
is_canonical (yyjson_doc *doc, const char *text)
{
  yyjson_obj_iter iter;
  yyjson_val *key;
  const char *last = "";
  char *again;
  gboolean same;

  if (!yyjson_obj_iter_init (yyjson_doc_get_root (doc), &iter))
    return FALSE;
  while ((key = yyjson_obj_iter_next (&iter)) != NULL)
    {
      if (strcmp (yyjson_get_str (key), last) <= 0
          || yyjson_is_real (yyjson_obj_iter_get_val (key)))
        return FALSE;
      last = yyjson_get_str (key);
    }
  again = yyjson_write (doc, 0, NULL);
  same = g_strcmp0 (again, text) == 0;
  free (again);
  return same;
}

ChezuAlarmPayload *
chezu_alarm_payload_read (const char *text, GError **error)
{
  yyjson_doc *doc = text != NULL ? yyjson_read (text, strlen (text), 0) : NULL;
  ChezuAlarmPayload *self;

  if (doc == NULL || !is_canonical (doc, text))
    {
      yyjson_doc_free (doc);
      g_set_error_literal (error, CHEZU_ALARM_ERROR, CHEZU_ALARM_ERROR_CHAIN,
                           _ ("What a step of an alarm says cannot be read"));
      return NULL;
    }
  self = g_new (ChezuAlarmPayload, 1);
  self->doc = doc;
  return self;
}

void
chezu_alarm_payload_free (ChezuAlarmPayload *self)
{
  if (self == NULL)
    return;

  yyjson_doc_free (self->doc);
  g_free (self);
}

static yyjson_val *
get (ChezuAlarmPayload *self, const char *key)
{
  return yyjson_obj_get (yyjson_doc_get_root (self->doc), key);
}

static gint64
get_int (ChezuAlarmPayload *self, const char *key, gint64 fallback)
{
  yyjson_val *value = get (self, key);

  return yyjson_is_int (value) ? yyjson_get_sint (value) : fallback;
}

static const char *
get_text (ChezuAlarmPayload *self, const char *key)
{
  return yyjson_get_str (get (self, key));
}

void
chezu_alarm_payload_get_act (ChezuAlarmPayload *self, ChezuAlarmAct *act)
{
  const char *standing = get_text (self, "standing");

  act->at_ms = get_int (self, "at", 0);
  act->until_ms = get_int (self, "until", 0);
  act->priority = (guint8)CLAMP (get_int (self, "priority", 0), 0, G_MAXUINT8);
  act->standing = standing != NULL ? *standing : '\0';
  act->late = yyjson_get_bool (get (self, "late"));
  act->lapsed = yyjson_get_bool (get (self, "lapsed"));
  act->silent = yyjson_get_bool (get (self, "silent"));
  if (!chezu_alarm_result_from_key (get_text (self, "result"), &act->result))
    act->result = CHEZU_ALARM_RESULT_NONE;
  act->text = get_text (self, "text");
  act->addressee = get_text (self, "addressee");
  act->outcome = get_text (self, "outcome");
  act->item = get_text (self, "item");
}

void
chezu_alarm_payload_get_item (ChezuAlarmPayload *self, ChezuAlarmItem *item)
{
  const char *type = get_text (self, "type");

  item->type = g_strdup (type != NULL ? type : "other");
  item->plate = g_strdup (get_text (self, "plate"));
  item->has_position = yyjson_is_int (get (self, "lon")) && yyjson_is_int (get (self, "lat"));
  if (item->has_position)
    {
      item->lon_e7 = (gint32)get_int (self, "lon", 0);
      item->lat_e7 = (gint32)get_int (self, "lat", 0);
    }
  item->speed_cm_s = (gint32)get_int (self, "speed", -1);
  item->limit_cm_s = (gint32)get_int (self, "limit", -1);
  item->rule = g_strdup (get_text (self, "rule"));
  item->rule_version = (int)get_int (self, "rule_version", 0);
  item->measured = (double)get_int (self, "measured_milli", 0) / 1000.0;
  item->bound = (double)get_int (self, "bound_milli", 0) / 1000.0;
  item->unit = g_strdup (get_text (self, "unit") != NULL ? get_text (self, "unit") : "");
  item->subject = get_int (self, "subject", 0);
}

gint64
chezu_alarm_payload_get_vehicle (ChezuAlarmPayload *self)
{
  return get_int (self, "vehicle", 0);
}

int
chezu_alarm_payload_get_plate_color (ChezuAlarmPayload *self)
{
  return (int)get_int (self, "plate_color", 0);
}
