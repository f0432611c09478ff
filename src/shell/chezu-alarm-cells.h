/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns of the queue and what stands in its cells; those on the screen are brought up to date
 * at once. */

#pragma once

#include <gtk/gtk.h>

#include "fleet/chezu-fleet.h"
#include "shell/chezu-alarm-queue-model.h"

G_BEGIN_DECLS

typedef enum
{
  CHEZU_ALARM_COLUMN_BADGE,
  CHEZU_ALARM_COLUMN_TYPE,
  CHEZU_ALARM_COLUMN_PLATE,
  CHEZU_ALARM_COLUMN_PLACE,
  CHEZU_ALARM_COLUMN_PEOPLE, /* driver and enterprise */
  CHEZU_ALARM_COLUMN_RAISED,
  CHEZU_ALARM_COLUMN_RUNNING,
  CHEZU_ALARM_COLUMN_STATE,
  CHEZU_N_ALARM_COLUMNS
} ChezuAlarmColumn;

typedef struct _ChezuAlarmCells ChezuAlarmCells;

/* @model must live as long. */
ChezuAlarmCells *chezu_alarm_cells_new (ChezuAlarmQueueModel *model);
void chezu_alarm_cells_free (ChezuAlarmCells *self);
/* Who drives a vehicle, and for whom; nullable. */
void chezu_alarm_cells_set_fleet (ChezuAlarmCells *self, ChezuFleet *fleet);
void chezu_alarm_cells_refresh (ChezuAlarmCells *self);
GtkColumnViewColumn *chezu_alarm_cells_make_column (ChezuAlarmCells *self, ChezuAlarmColumn column);
/* (transfer full): what is read out of each row */
GtkListItemFactory *chezu_alarm_cells_make_rows (ChezuAlarmCells *self);
/* (transfer full): of the sections, by priority */
GtkListItemFactory *chezu_alarm_cells_make_headers (ChezuAlarmCells *self);

/* (transfer full): driver and enterprise of a vehicle; "—" where neither is known */
char *chezu_alarm_describe_people (ChezuFleet *fleet, gint64 vehicle_id);

G_END_DECLS
