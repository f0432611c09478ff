/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers, units and times as a person reads them, in the language of the locale. All return
 * (transfer full) text. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *chezu_format_count (gint64 count);
char *chezu_format_vehicles (gint64 count);
char *chezu_format_speed (gint32 speed_cm_s);
char *chezu_format_course (gint32 course_cdeg);
char *chezu_format_distance (double metres);
char *chezu_format_area (double square_metres);
char *chezu_format_age (gint64 time_ms, gint64 now_ms);
char *chezu_format_clock (gint64 time_ms);
char *chezu_format_date (gint64 time_ms);
char *chezu_format_moment (gint64 time_ms, gint64 now_ms);
char *chezu_format_duration (gint64 duration_ms);
char *chezu_format_position (double lon, double lat);
char *chezu_format_plate (const char *plate);
char *chezu_format_rate (double per_second);
char *chezu_format_percent (double fraction, int decimals);

/* Whether names should be taken in Chinese: true when the message catalogue in use is Chinese. */
gboolean chezu_language_is_chinese (void);

G_END_DECLS
