/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Level of detail of one frame: which cells become a disc, which discs join, and which vehicles a
 * disc hides. */

#pragma once

#include "fleet/chezu-fleet-tree.h"
#include "fleet/chezu-fleet.h"

G_BEGIN_DECLS

#define CHEZU_MARKS_NO_DISC G_MAXUINT
/* A cell with no more than that is never a disc. */
#define CHEZU_MARKS_DISSOLVES_AT 10

/* Why a vehicle joins no disc; what is higher is painted later. */
typedef enum
{
  CHEZU_MARKS_COMMON,
  CHEZU_MARKS_ALARMED,
  CHEZU_MARKS_LEAD,
} ChezuMarksRank;

/* One vehicle that is in no cell with a disc, pixels of the frame. */
typedef struct
{
  float x;
  float y;
  float angle;
  float speed2; /* square of the pixels a second */
  guint vehicle;
  guint disc;   /* that hides it, or CHEZU_MARKS_NO_DISC */
  guint8 state; /* ChezuVehicleState */
  guint8 alarm;
  guint8 rank; /* ChezuMarksRank */
} ChezuMarksEntry;

typedef struct
{
  float x;
  float y;
  float radius;
  guint count;
  guint vehicle; /* one of them */
  guint state[CHEZU_N_STATES];
  guint8 alarm; /* the worst of them */
} ChezuMarksDisc;

/* A cell whose vehicles belong to a disc. */
typedef struct
{
  guint32 column;
  guint32 row;
  guint disc;
} ChezuMarksCell;

typedef struct _ChezuFleetMarks ChezuFleetMarks;

/* Cells that held a disc, so that it does not come and go; marks of several frames may share it. */
ChezuFleetMarks *chezu_fleet_marks_new (void);
void chezu_fleet_marks_free (ChezuFleetMarks *self);

/* begin; add every cell of the window that wants to be a disc, then every vehicle in none of them;
 * finish; then entries, discs and cells can be read. */
void chezu_fleet_marks_begin (ChezuFleetMarks *self,
                              const ChezuFleetFrame *frame,
                              double reach,
                              const ChezuFleetMarks *memory);
/* Whether the frame shows streets: vehicles stand for themselves, but for stacks. */
gboolean chezu_fleet_marks_shows_streets (const ChezuFleetMarks *self);
const ChezuFleetWindow *chezu_fleet_marks_get_window (const ChezuFleetMarks *self);
gboolean chezu_fleet_marks_wants_disc (const ChezuFleetMarks *self,
                                       guint32 column,
                                       guint32 row,
                                       guint count);
void chezu_fleet_marks_add_cell (ChezuFleetMarks *self,
                                 guint32 column,
                                 guint32 row,
                                 const ChezuFleetSum *sum,
                                 guint vehicle,
                                 guint8 alarm);
void chezu_fleet_marks_add (ChezuFleetMarks *self, const ChezuMarksEntry *entry);
void chezu_fleet_marks_finish (ChezuFleetMarks *self);

const ChezuMarksEntry *chezu_fleet_marks_get_entries (const ChezuFleetMarks *self, guint *n);
const ChezuMarksDisc *chezu_fleet_marks_get_discs (const ChezuFleetMarks *self, guint *n);
const ChezuMarksCell *chezu_fleet_marks_get_cells (const ChezuFleetMarks *self, guint *n);

G_END_DECLS
