/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-quarantine-item.h"

#include "base/chezu-format.h"
#include "base/chezu-time.h"

#include <string.h>
#include <yyjson.h>

/* Of a record that stands in one line. */
#define BEGINNING_MAX 240

struct _ChezuQuarantineItem
{
  GObject parent_instance;

  ChezuQuarantineRow *row;
};

enum
{
  PROP_0,
  PROP_TIME,
  PROP_REASON,
  PROP_VEHICLE,
  PROP_BEGINNING,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ChezuQuarantineItem, chezu_quarantine_item, G_TYPE_OBJECT)

static void
chezu_quarantine_item_finalize (GObject *object)
{
  chezu_quarantine_row_free (CHEZU_QUARANTINE_ITEM (object)->row);

  G_OBJECT_CLASS (chezu_quarantine_item_parent_class)->finalize (object);
}

static char *
make_beginning (const char *record)
{
  g_autofree char *beginning = NULL;

  if (record == NULL || *record == '\0')
    return g_strdup ("—");
  beginning = g_utf8_substring (record, 0, MIN (BEGINNING_MAX, g_utf8_strlen (record, -1)));
  g_strdelimit (beginning, "\n\r\t", ' ');
  return g_steal_pointer (&beginning);
}

static void
chezu_quarantine_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  const ChezuQuarantineRow *row = CHEZU_QUARANTINE_ITEM (object)->row;

  switch (id)
    {
    case PROP_TIME:
      g_value_take_string (value, chezu_format_moment (row->time_ms, chezu_time_now_ms ()));
      break;
    case PROP_REASON:
      g_value_set_string (value, chezu_refusal_name (row->reason));
      break;
    case PROP_VEHICLE:
      g_value_take_string (value, chezu_format_plate (row->plate));
      break;
    case PROP_BEGINNING:
      g_value_take_string (value, make_beginning (row->record));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static GParamSpec *
text_property (const char *name)
{
  return g_param_spec_string (name, NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
}

static void
chezu_quarantine_item_class_init (ChezuQuarantineItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = chezu_quarantine_item_finalize;
  object_class->get_property = chezu_quarantine_item_get_property;

  properties[PROP_TIME] = text_property ("time");
  properties[PROP_REASON] = text_property ("reason");
  properties[PROP_VEHICLE] = text_property ("vehicle");
  properties[PROP_BEGINNING] = text_property ("beginning");
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
chezu_quarantine_item_init (ChezuQuarantineItem *self)
{
}

ChezuQuarantineItem *
chezu_quarantine_item_new (ChezuQuarantineRow *row)
{
  ChezuQuarantineItem *self;

  g_return_val_if_fail (row != NULL, NULL);

  self = g_object_new (CHEZU_TYPE_QUARANTINE_ITEM, NULL);
  self->row = row;
  return self;
}

const ChezuQuarantineRow *
chezu_quarantine_item_get_row (ChezuQuarantineItem *self)
{
  g_return_val_if_fail (CHEZU_IS_QUARANTINE_ITEM (self), NULL);
  return self->row;
}

char *
chezu_quarantine_item_format (ChezuQuarantineItem *self)
{
  const char *record;
  yyjson_doc *json;
  char *indented;
  char *copy;

  g_return_val_if_fail (CHEZU_IS_QUARANTINE_ITEM (self), NULL);

  record = self->row->record != NULL ? self->row->record : "";
  json = yyjson_read (record, strlen (record), 0);
  if (json == NULL)
    return g_strdup (record);

  indented = yyjson_write (json, YYJSON_WRITE_PRETTY_TWO_SPACES, NULL);
  yyjson_doc_free (json);
  copy = g_strdup (indented != NULL ? indented : record);
  free (indented);
  return copy;
}
