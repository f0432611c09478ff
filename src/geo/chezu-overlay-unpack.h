/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Zip archives, and KMZ, which is one. */

#pragma once

#include "geo/chezu-overlay-intake.h"

G_BEGIN_DECLS

/* A file that was unpacked and can be read. */
typedef struct
{
  char *path; /* of our own making */
  char *name; /* what the archive calls it, without its ending; only to be shown */
} ChezuOverlayMember;

/* Copies what may be read into @folder under names of our own making, whatever the archive calls
 * it; what belongs together stays so. Returns: (transfer full): of ChezuOverlayMember, by path; or
 * NULL with a CHEZU_OVERLAY_FILE_ERROR. */
GPtrArray *chezu_overlay_unpack (ChezuOverlayIntake *intake,
                                 const char *path,
                                 const char *folder,
                                 GError **error);

G_END_DECLS
