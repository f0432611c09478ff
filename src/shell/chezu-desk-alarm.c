/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-desk-alarm.h"

struct _ChezuDeskAlarm
{
  GObject parent_instance;

  ChezuAlarmItem *item;
  const ChezuAlarmType *type; /* borrowed, nullable */
  char *place;                /* nullable */
  char *brief_place;          /* nullable */
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (ChezuDeskAlarm, chezu_desk_alarm, G_TYPE_OBJECT)

static void
chezu_desk_alarm_finalize (GObject *object)
{
  ChezuDeskAlarm *self = CHEZU_DESK_ALARM (object);

  g_clear_pointer (&self->item, chezu_alarm_item_free);
  g_free (self->place);
  g_free (self->brief_place);

  G_OBJECT_CLASS (chezu_desk_alarm_parent_class)->finalize (object);
}

static void
chezu_desk_alarm_class_init (ChezuDeskAlarmClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = chezu_desk_alarm_finalize;

  changed_signal = g_signal_new ("changed", CHEZU_TYPE_DESK_ALARM, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

static void
chezu_desk_alarm_init (ChezuDeskAlarm *self)
{
}

ChezuDeskAlarm *
chezu_desk_alarm_new (ChezuAlarmItem *item, const ChezuAlarmType *type)
{
  ChezuDeskAlarm *self = g_object_new (CHEZU_TYPE_DESK_ALARM, NULL);

  self->item = item;
  self->type = type;
  return self;
}

void
chezu_desk_alarm_update (ChezuDeskAlarm *self, ChezuAlarmItem *item)
{
  g_return_if_fail (CHEZU_IS_DESK_ALARM (self) && item->id == self->item->id);

  g_clear_pointer (&self->item, chezu_alarm_item_free);
  self->item = item;
  g_signal_emit (self, changed_signal, 0);
}

const ChezuAlarmItem *
chezu_desk_alarm_get_item (ChezuDeskAlarm *self)
{
  g_return_val_if_fail (CHEZU_IS_DESK_ALARM (self), NULL);
  return self->item;
}

const ChezuAlarmType *
chezu_desk_alarm_get_type_of (ChezuDeskAlarm *self)
{
  g_return_val_if_fail (CHEZU_IS_DESK_ALARM (self), NULL);
  return self->type;
}

gint64
chezu_desk_alarm_get_id (ChezuDeskAlarm *self)
{
  g_return_val_if_fail (CHEZU_IS_DESK_ALARM (self), 0);
  return self->item->id;
}

const char *
chezu_desk_alarm_get_name (ChezuDeskAlarm *self)
{
  g_return_val_if_fail (CHEZU_IS_DESK_ALARM (self), NULL);
  return self->type != NULL ? chezu_alarm_type_name (self->type) : self->item->type;
}

gint64
chezu_desk_alarm_get_due_ms (ChezuDeskAlarm *self)
{
  g_return_val_if_fail (CHEZU_IS_DESK_ALARM (self), 0);
  return self->type != NULL ? chezu_alarm_item_get_due_ms (self->item, self->type) : 0;
}

const char *
chezu_desk_alarm_get_place (ChezuDeskAlarm *self)
{
  g_return_val_if_fail (CHEZU_IS_DESK_ALARM (self), NULL);
  return self->place;
}

const char *
chezu_desk_alarm_get_brief_place (ChezuDeskAlarm *self)
{
  g_return_val_if_fail (CHEZU_IS_DESK_ALARM (self), NULL);
  return self->brief_place;
}

void
chezu_desk_alarm_set_place (ChezuDeskAlarm *self, const char *place, const char *brief)
{
  g_return_if_fail (CHEZU_IS_DESK_ALARM (self));
  g_set_str (&self->place, place);
  g_set_str (&self->brief_place, brief);
}
