/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An alarm as it is now. */

#pragma once

#include "store/chezu-alarm-life.h"

G_BEGIN_DECLS

typedef struct
{
  gint64 id;     /* of this store */
  gint64 seq;    /* grows whenever anything happens to it */
  gint64 desk;   /* of this store; with number it names the alarm in every store */
  gint64 number; /* of the step that raised it */
  char *type;    /* code of the catalogue */
  gint64 vehicle_id;
  char *plate; /* as it was when the alarm was raised; nullable */
  gboolean has_position;
  gint32 lon_e7;
  gint32 lat_e7;
  gint32 speed_cm_s; /* -1 not known */
  gint32 limit_cm_s; /* that was exceeded; -1 none */
  char *rule;        /* NULL: a device said so */
  int rule_version;
  double measured; /* by the rule, in its unit */
  double bound;    /* that the rule allows */
  char *unit;      /* key of ChezuSignalUnit; "" neither is known */
  gint64 subject;  /* geofence, other vehicle, or ChezuPaper; 0 none */
  ChezuAlarmLife life;
} ChezuAlarmItem;

void chezu_alarm_item_clear (ChezuAlarmItem *self);
void chezu_alarm_item_free (ChezuAlarmItem *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ChezuAlarmItem, chezu_alarm_item_clear)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuAlarmItem, chezu_alarm_item_free)

G_END_DECLS
