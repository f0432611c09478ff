/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The refused records that are kept, for whoever wants to know what a source sends. */

#pragma once

#include "base/chezu-vocabulary.h"
#include "store/chezu-store.h"

G_BEGIN_DECLS

typedef struct
{
  gint64 id;
  gint64 source_id;
  char *source; /* its name */
  ChezuRefusal reason;
  gint64 time_ms;    /* when it was refused */
  gint64 vehicle_id; /* 0 when it is of no vehicle that is known */
  char *plate;       /* as stored; NULL unknown */
  char *record;      /* the first 4 KiB of what was sent */
} ChezuQuarantineRow;

void chezu_quarantine_row_free (ChezuQuarantineRow *self);

typedef struct
{
  GPtrArray *rows; /* of ChezuQuarantineRow, newest first */
  gint64 kept;     /* how many there are */
} ChezuQuarantineList;

void chezu_quarantine_list_free (ChezuQuarantineList *self);

/* Resolves to a ChezuQuarantineList: what is kept of one source, or of all with 0; at most @limit
 * rows. */
DexFuture *chezu_quarantine_table_list (ChezuStore *store, gint64 source_id, guint limit);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuQuarantineList, chezu_quarantine_list_free)

G_END_DECLS
