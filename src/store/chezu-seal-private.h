/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The steps in which fixes of the arrival log become segments. Each is worked out on the sealer's
 * connection and then committed by the writer, which takes some milliseconds. */

#pragma once

#include "store/chezu-database-private.h"
#include "store/chezu-segment-plan-private.h"
#include "track/chezu-track-private.h"

G_BEGIN_DECLS

/* Where a round of sealing is: the row of the table seal. */
typedef struct
{
  gint64 upto;
  gint64 next_vehicle; /* G_MAXINT64: the round is over */
  gint64 next_ms;
} ChezuSealPosition;

typedef struct
{
  ChezuSealPosition from; /* what the step was worked out for */
  ChezuSealPosition to;
  ChezuSegmentPlan *plan; /* owned */
  guint n_fixes;
  /* Set by the writer: others came first, and nothing was written. */
  gboolean is_stale;
} ChezuSealStep;

void chezu_seal_step_free (ChezuSealStep *self);

/* Inside a read transaction. @vehicles: of gint64, ascending, all that have something to seal. */
ChezuSealStep *chezu_seal_step_new (ChezuDatabase *db,
                                    ChezuTrackSnapshot *snapshot,
                                    const ChezuSealPosition *from,
                                    GArray *vehicles,
                                    GError **error);

/* ChezuStoreWriteFuncs. */

/* Of a ChezuSealStep. */
gboolean chezu_seal_step_commit (ChezuDatabase *db, gpointer step, GError **error);

/* Of a ChezuSealPosition, which is over: begins the next round when all of its arrivals are gone.
 */
gboolean chezu_seal_begin (ChezuDatabase *db, gpointer position, GError **error);

/* Of a ChezuSealPosition, which is over: removes some of its arrivals. */
gboolean chezu_seal_clean (ChezuDatabase *db, gpointer position, GError **error);

/* Of a GArray of gint64: moves arrivals that cannot be read out of the log. */
gboolean chezu_seal_set_aside (ChezuDatabase *db, gpointer ids, GError **error);

/* Of a GBytes: keeps it as the first dictionary, if there is none yet. */
gboolean chezu_seal_keep_dictionary (ChezuDatabase *db, gpointer dictionary, GError **error);

/* Inside a read transaction: learns a dictionary from what waits. NULL when there is one already,
 * or too little to learn from. */
GBytes *chezu_seal_train (ChezuDatabase *db,
                          ChezuTrackSnapshot *snapshot,
                          GArray *vehicles,
                          GError **error);

G_END_DECLS
