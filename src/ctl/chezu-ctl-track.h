/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A track as text, written while it is read: what the formats of `chezuctl history` share. */

#pragma once

#include "store/chezu-mileage.h"
#include "track/chezu-fix.h"

G_BEGIN_DECLS

/* Where more time than this passes without a fix, a new stretch begins. */
#define CHEZU_CTL_TRACK_PAUSE_MS (5 * 60 * 1000)
/* A stretch that a format must hold in memory is cut after so many fixes. */
#define CHEZU_CTL_TRACK_STRETCH_MAX 10000

typedef struct _ChezuCtlTrack ChezuCtlTrack;

typedef struct
{
  const char *name;
  const char *endings[3]; /* of file names */
  guint stretch_max;      /* 0: as long as it goes; else the last fix begins the next as well */
  void (*begin) (ChezuCtlTrack *track);
  void (*begin_stretch) (ChezuCtlTrack *track);
  void (*add) (ChezuCtlTrack *track, const ChezuFix *fix);
  void (*end_stretch) (ChezuCtlTrack *track);
  void (*end) (ChezuCtlTrack *track);
} ChezuCtlTrackFormat;

extern const ChezuCtlTrackFormat chezu_ctl_track_table;
extern const ChezuCtlTrackFormat chezu_ctl_track_csv;
extern const ChezuCtlTrackFormat chezu_ctl_track_gpx;
extern const ChezuCtlTrackFormat chezu_ctl_track_geojson;

struct _ChezuCtlTrack
{
  const ChezuCtlTrackFormat *format;
  GString *out; /* the caller empties it from time to time */

  gint64 vehicle_id;
  const char *plate; /* as stored; NULL unknown */
  gboolean cut;      /* by a box or a limit: it is not all of the period */

  gint64 n_fixes;
  guint n_stretches; /* that ended */
  guint n_in_stretch;
  ChezuFix last;
  ChezuMileage mileage; /* of this stretch when cut, else of all */
  double mileage_m;     /* of the stretches before */
  GArray *stretch;      /* of ChezuFix, for formats that want it whole */
};

void chezu_ctl_track_init (ChezuCtlTrack *self, const ChezuCtlTrackFormat *format);
void chezu_ctl_track_clear (ChezuCtlTrack *self);
/* begin, add … (ascending), end. */
void chezu_ctl_track_begin (ChezuCtlTrack *self);
void chezu_ctl_track_add (ChezuCtlTrack *self, const ChezuFix *fix);
void chezu_ctl_track_end (ChezuCtlTrack *self);
double chezu_ctl_track_get_mileage_m (const ChezuCtlTrack *self);

/* NULL when there is none of that name, or for that ending. */
const ChezuCtlTrackFormat *chezu_ctl_track_find_format (const char *name);
const ChezuCtlTrackFormat *chezu_ctl_track_guess_format (const char *path);

/* Words that several formats write. The same in every language and locale. */
void chezu_ctl_track_append_degrees (GString *out, gint32 e7);
void chezu_ctl_track_append_decimal (GString *out, double value, guint decimals);
void chezu_ctl_track_append_time (GString *out, gint64 time_ms); /* 2026-04-14T00:30:00.000Z */

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ChezuCtlTrack, chezu_ctl_track_clear)

G_END_DECLS
