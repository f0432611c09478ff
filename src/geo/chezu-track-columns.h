/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the columns of a recorded file mean, and their cells as a fix. */

#pragma once

#include "track/chezu-fix.h"

G_BEGIN_DECLS

#define CHEZU_TRACK_FILE_ERROR (chezu_track_file_error_quark ())
GQuark chezu_track_file_error_quark (void);

typedef enum
{
  CHEZU_TRACK_FILE_ERROR_OPEN,    /* no file, or one that cannot be read */
  CHEZU_TRACK_FILE_ERROR_FORMAT,  /* not what it should be; the message names file and row */
  CHEZU_TRACK_FILE_ERROR_COLUMNS, /* nothing in it says when or where */
} ChezuTrackFileError;

typedef enum
{
  CHEZU_TRACK_TIME,
  CHEZU_TRACK_LON,
  CHEZU_TRACK_LAT,
  CHEZU_TRACK_SPEED,
  CHEZU_TRACK_COURSE,
  CHEZU_TRACK_ALTITUDE,
  CHEZU_TRACK_ODOMETER,
  CHEZU_TRACK_VEHICLE,
  CHEZU_N_TRACK_ROLES
} ChezuTrackRole;

/* Which column has which role; -1 none. */
typedef struct
{
  int index[CHEZU_N_TRACK_ROLES];
  double speed_cm_s;   /* what 1 in the column of speeds is */
  double odometer_m;   /* and in that of odometers */
  gboolean has_places; /* positions come beside the columns */
} ChezuTrackColumns;

/* @given (nullable): "time=GPS时间,speed=v" overrides what the names suggest. @file: what errors
 * call it. @has_places: no columns are needed for the position. @plain_speed_cm_s: what 1 is in a
 * column of speeds whose name tells no unit. */
gboolean chezu_track_columns_find (ChezuTrackColumns *self,
                                   const char *const *names,
                                   guint n_names,
                                   const char *given,
                                   gboolean has_places,
                                   double plain_speed_cm_s,
                                   const char *file,
                                   GError **error);

/* A name in small letters, without anything but letters and digits. */
char *chezu_track_columns_fold (const char *name);
/* The column that is likely to have @role, by its name; -1 none. */
int chezu_track_columns_find_role (const char *const *names, guint n_names, ChezuTrackRole role);

/* Whether @given could be read at all. */
gboolean chezu_track_columns_check (const char *given, GError **error);

/* @cells: of one row, NULL where it has none. @lon and @lat, in degrees, count with has_places.
 * FALSE with @reason when it is refused; what could be read is in @fix all the same. */
gboolean chezu_track_columns_read (const ChezuTrackColumns *self,
                                   const char *const *cells,
                                   guint n_cells,
                                   double lon,
                                   double lat,
                                   ChezuFix *fix,
                                   guint *reason);

/* "2026-03-04T05:06:07Z", with blanks, slashes or nothing between its parts, with an offset or as
 * UTC; or seconds or milliseconds since 1970. */
gboolean chezu_track_parse_time (const char *text, gint64 *time_ms);

G_END_DECLS
