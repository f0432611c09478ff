/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The past of many vehicles of a source in bulk: a generated or recorded world instead of a stream.
 */

#pragma once

#include "store/chezu-record.h"
#include "store/chezu-store.h"

G_BEGIN_DECLS

/* Fixes of one vehicle, strictly ascending in time, which are all that the source has of it from
 * the first to the last. */
typedef struct
{
  gint64 remote_id;
  const ChezuFix *fixes;
  guint n_fixes;
} ChezuImportPart;

/* Blocks. Learns from @parts, a sample of what is to come from all sorts of vehicles, how to write
 * segments shorter; a store that has learned already stays as it is. */
gboolean chezu_import_learn_sync (ChezuStore *store,
                                  const ChezuImportPart *parts,
                                  guint n_parts,
                                  GError **error);

/* Blocks until all of @parts is committed at once. Fixes that are here already are left alone;
 * vehicles that the source does not list are passed over. @proven_ms: up to here all of the
 * source's vehicles are complete with this; 0 says nothing. Adds to @n_new how many fixes were new.
 */
gboolean chezu_import_sync (ChezuStore *store,
                            gint64 source_id,
                            const ChezuImportPart *parts,
                            guint n_parts,
                            gint64 proven_ms,
                            gint64 *n_new,
                            GError **error);

G_END_DECLS
