/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The last fixes of each vehicle go the way of live ones, which moves the vehicle and tells how
 * often it reports; the rest goes straight into segments. */

#include "store/chezu-import.h"

#include "store/chezu-batch-private.h"
#include "store/chezu-history.h"
#include "store/chezu-seal-private.h"
#include "track/chezu-segment.h"

/* So many make the usual time between fixes right, whatever pause was before them. */
#define LIVE_FIXES 12

typedef struct
{
  gint64 source_id;
  const ChezuImportPart *parts;
  guint n_parts;
  gint64 proven_ms;
  gint64 n_new; /* set by the transaction */
} Import;

static gboolean
is_further (ChezuDatabase *db, const Import *self, gboolean *further, GError **error)
{
  ChezuStatement *select
      = chezu_database_prepare (db, "SELECT 1 FROM source WHERE id = ?1 AND proven_ms < ?2");

  chezu_statement_bind_int (select, 1, self->source_id);
  chezu_statement_bind_int (select, 2, self->proven_ms);
  *further = chezu_statement_next (select);
  return chezu_statement_done (select, error);
}

static void
add_part (ChezuBatch *batch, const ChezuImportPart *part)
{
  /* A gap of no length: the proof of the vehicle begins here. */
  const ChezuGapNote beginning = {
    .remote_id = part->remote_id,
    .from_ms = part->fixes[0].time_ms,
    .to_ms = part->fixes[0].time_ms,
    .reason = CHEZU_GAP_LATE_JOIN,
  };

  chezu_batch_add_gap (batch, &beginning);
  for (guint i = part->n_fixes - MIN (part->n_fixes, LIVE_FIXES); i < part->n_fixes; i++)
    {
      const ChezuPosition position = { .remote_id = part->remote_id, .fix = part->fixes[i] };

      chezu_batch_add_position (batch, &position);
    }
}

static gboolean
commit_batch (ChezuDatabase *db, Import *self, GError **error)
{
  g_autoptr (ChezuBatch) batch = chezu_batch_new (self->source_id);
  gboolean further;

  for (guint i = 0; i < self->n_parts; i++)
    if (self->parts[i].n_fixes > 0)
      add_part (batch, &self->parts[i]);

  /* What was proven after the period is not taken back. */
  if (!is_further (db, self, &further, error))
    return FALSE;
  if (further)
    chezu_batch_set_proven (batch, self->proven_ms);
  if (!chezu_batch_commit (db, batch, error))
    return FALSE;
  self->n_new += batch->result.accepted;
  return TRUE;
}

static gboolean
find_vehicle (
    ChezuDatabase *db, const Import *self, gint64 remote_id, gint64 *vehicle_id, GError **error)
{
  ChezuStatement *select = chezu_database_prepare (
      db, "SELECT vehicle FROM terminal WHERE source = ?1 AND remote_id = ?2");

  *vehicle_id = 0;
  chezu_statement_bind_int (select, 1, self->source_id);
  chezu_statement_bind_int (select, 2, remote_id);
  if (chezu_statement_next (select))
    *vehicle_id = chezu_statement_get_int (select, 0);
  return chezu_statement_done (select, error);
}

static gboolean
load_part (ChezuDatabase *db, Import *self, const ChezuImportPart *part, GError **error)
{
  gint64 vehicle_id;
  guint n_new = 0;

  if (!find_vehicle (db, self, part->remote_id, &vehicle_id, error))
    return FALSE;
  if (vehicle_id == 0 || part->n_fixes == 0)
    return TRUE;
  if (!chezu_history_load (db, vehicle_id, part->fixes, part->n_fixes, &n_new, error))
    return FALSE;
  self->n_new += n_new;
  return TRUE;
}

/* The batch first: what is not newer than a vehicle's latest fix is known to be looked up. */
static gboolean
import (ChezuDatabase *db, gpointer data, GError **error)
{
  Import *self = data;

  self->n_new = 0;
  if (!commit_batch (db, self, error))
    return FALSE;
  for (guint i = 0; i < self->n_parts; i++)
    if (!load_part (db, self, &self->parts[i], error))
      return FALSE;
  return TRUE;
}

gboolean
chezu_import_learn_sync (ChezuStore *store,
                         const ChezuImportPart *parts,
                         guint n_parts,
                         GError **error)
{
  g_autoptr (GArray) fixes = g_array_new (FALSE, FALSE, sizeof (ChezuFix));
  g_autoptr (GArray) lengths = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GBytes) dictionary = NULL;

  g_return_val_if_fail (CHEZU_IS_STORE (store), FALSE);

  for (guint i = 0; i < n_parts; i++)
    {
      g_array_append_vals (fixes, parts[i].fixes, parts[i].n_fixes);
      g_array_append_val (lengths, parts[i].n_fixes);
    }
  dictionary = chezu_segment_train ((const ChezuFix *)(gpointer)fixes->data,
                                    (const guint *)(gpointer)lengths->data, lengths->len);
  return dictionary == NULL
         || chezu_store_write_sync (store, chezu_seal_keep_dictionary, dictionary, error);
}

gboolean
chezu_import_sync (ChezuStore *store,
                   gint64 source_id,
                   const ChezuImportPart *parts,
                   guint n_parts,
                   gint64 proven_ms,
                   gint64 *n_new,
                   GError **error)
{
  Import self = {
    .source_id = source_id,
    .parts = parts,
    .n_parts = n_parts,
    .proven_ms = proven_ms,
  };

  g_return_val_if_fail (CHEZU_IS_STORE (store), FALSE);
  g_return_val_if_fail (n_new != NULL, FALSE);

  if (!chezu_store_write_sync (store, import, &self, error))
    return FALSE;
  *n_new += self.n_new;
  return TRUE;
}
