/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A copy of a store as it is at one instant, made while others write, and checked. */

#pragma once

#include "store/chezu-verify.h"

G_BEGIN_DECLS

typedef struct
{
  gboolean overwrite;
  ChezuVerifyOptions verify; /* its progress is told of copying, too, as "pages" */
} ChezuBackupOptions;

typedef struct
{
  gint64 bytes;
  ChezuVerifyReport *report; /* of the copy */
} ChezuBackupResult;

/* Blocks. The copy is written beside @target as "@target.part" and gets its name once it is whole,
 * on the disk and found to be in order; what was found otherwise is in the result, and the copy
 * keeps the name of a part. When it fails, and when it is broken off (%G_IO_ERROR_CANCELLED),
 * nothing is left. */
ChezuBackupResult *chezu_backup (const char *path,
                                 const char *target,
                                 const ChezuBackupOptions *options,
                                 GError **error);
void chezu_backup_result_free (ChezuBackupResult *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuBackupResult, chezu_backup_result_free)

G_END_DECLS
