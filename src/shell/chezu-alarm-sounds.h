/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which alarm is to be heard when. Knows neither loudspeaker nor clock.
 *
 * Priority 1 sounds every eight seconds until it is acknowledged, 2 at once and once more after a
 * minute, 3 once, 4 never; never more than one sound in two seconds, the most urgent first. In a
 * flood all but priority 1 sound once together. */

#pragma once

#include "base/chezu-alarm-priority.h"

G_BEGIN_DECLS

typedef struct _ChezuAlarmSounds ChezuAlarmSounds;

ChezuAlarmSounds *chezu_alarm_sounds_new (void);
void chezu_alarm_sounds_free (ChezuAlarmSounds *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuAlarmSounds, chezu_alarm_sounds_free)

/* Somebody is to be called for it, from now on. */
void chezu_alarm_sounds_arrive (ChezuAlarmSounds *self, gint64 id, guint8 priority, gint64 now_ms);
/* Nobody is any more. */
void chezu_alarm_sounds_settle (ChezuAlarmSounds *self, gint64 id);
/* The priority that sounds now, 0: none. @silent: what would sound counts as heard. */
guint8
chezu_alarm_sounds_next (ChezuAlarmSounds *self, gint64 now_ms, gboolean flood, gboolean silent);
/* Alarms that may still sound: a GArray of gint64, for whoever looks whether they still call. */
GArray *chezu_alarm_sounds_list (ChezuAlarmSounds *self);

G_END_DECLS
