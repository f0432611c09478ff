/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Instants as Unix milliseconds (UTC), and their ISO 8601 form on the wire. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define CHEZU_SECOND_MS G_GINT64_CONSTANT (1000)
#define CHEZU_MINUTE_MS (60 * CHEZU_SECOND_MS)
#define CHEZU_HOUR_MS (60 * CHEZU_MINUTE_MS)
#define CHEZU_DAY_MS (24 * CHEZU_HOUR_MS)

gint64 chezu_time_now_ms (void);
gint64 chezu_time_boot_us (void);

gboolean chezu_time_parse_iso8601 (const char *text, gint64 *time_ms);
char *chezu_time_format_iso8601 (gint64 time_ms);

/* "-8h", "+30min", "1h30min", "0": days (d), hours, minutes (min), seconds (s). */
gboolean chezu_time_parse_offset (const char *text, gint64 *offset_ms);
char *chezu_time_format_offset (gint64 offset_ms);

gint64 chezu_time_start_of_day_ms (gint64 time_ms, GTimeZone *zone);

G_END_DECLS
