/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What raising an alarm needs of the catalogue. */

#pragma once

#include "store/chezu-alarm-type-table.h"

G_BEGIN_DECLS

typedef struct
{
  guint8 priority;
  char standing;
  int close_s;
  gboolean enabled;
} ChezuAlarmTypeFigures;

gboolean chezu_alarm_type_find (ChezuDatabase *db,
                                const char *code,
                                ChezuAlarmTypeFigures *type,
                                gboolean *found,
                                GError **error);
/* @type (transfer full) is NULL where nothing is mapped. */
gboolean
chezu_alarm_type_of_token (ChezuDatabase *db, const char *token, char **type, GError **error);
/* Fills an empty catalogue with the one that ships. */
gboolean chezu_alarm_type_seed (ChezuDatabase *db, GError **error);

G_END_DECLS
