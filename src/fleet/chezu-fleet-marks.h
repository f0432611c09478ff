/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Level of detail: which vehicles of a frame stand for themselves and which gather in a disc. */

#pragma once

#include "fleet/chezu-fleet.h"

G_BEGIN_DECLS

#define CHEZU_MARKS_NO_DISC G_MAXUINT

/* One vehicle near the frame, pixels of the frame. */
typedef struct
{
  float x;
  float y;
  float vx; /* pixels a second */
  float vy;
  float course;
  guint vehicle;
  guint bin;
  guint disc;   /* index, or CHEZU_MARKS_NO_DISC */
  guint8 state; /* ChezuVehicleState */
  guint8 apart; /* never joins a disc */
} ChezuMarksEntry;

typedef struct
{
  float x;
  float y;
  float vx;
  float vy;
  float radius;
  guint count;
  guint vehicle; /* one of them */
  guint state[CHEZU_N_STATES];
} ChezuMarksDisc;

typedef struct _ChezuFleetMarks ChezuFleetMarks;

ChezuFleetMarks *chezu_fleet_marks_new (void);
void chezu_fleet_marks_free (ChezuFleetMarks *self);

/* begin, add every vehicle of the bounds, finish; then entries and discs can be read. */
void chezu_fleet_marks_begin (ChezuFleetMarks *self, const ChezuFleetFrame *frame);
void chezu_fleet_marks_get_bounds (
    const ChezuFleetMarks *self, double *x0, double *y0, double *x1, double *y1);
void
chezu_fleet_marks_add (ChezuFleetMarks *self, double x, double y, const ChezuMarksEntry *entry);
void chezu_fleet_marks_finish (ChezuFleetMarks *self);

const ChezuMarksEntry *chezu_fleet_marks_get_entries (const ChezuFleetMarks *self, guint *n);
const ChezuMarksDisc *chezu_fleet_marks_get_discs (const ChezuFleetMarks *self, guint *n);

G_END_DECLS
