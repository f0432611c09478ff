/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the checks share: the snapshot they look at, and where they write what they find. */

#pragma once

#include "store/chezu-database-private.h"
#include "store/chezu-verify.h"

G_BEGIN_DECLS

typedef struct
{
  ChezuDatabase *db;        /* in a read transaction */
  ChezuDatabase *reference; /* an empty store in memory, as this program makes it */
  ChezuVerifyReport *report;
  const ChezuVerifyOptions *options;
  GHashTable *vehicles; /* of gint64: all that there are; NULL: not known */
  gboolean knows_fixes; /* nothing kept us from counting them */
} ChezuVerify;

/* A check fails only when it cannot go on; damage that it meets is noted, as is what it finds. */
typedef gboolean (*ChezuVerifyFunc) (ChezuVerify *self, GError **error);

gboolean chezu_verify_check_database (ChezuVerify *self, GError **error);
gboolean chezu_verify_check_identity (ChezuVerify *self, GError **error);
gboolean chezu_verify_check_references (ChezuVerify *self, GError **error);
gboolean chezu_verify_check_schema (ChezuVerify *self, GError **error);
gboolean chezu_verify_check_contents (ChezuVerify *self, GError **error);
gboolean chezu_verify_check_layers (ChezuVerify *self, GError **error);
gboolean chezu_verify_check_segments (ChezuVerify *self, GError **error);
gboolean chezu_verify_check_arrivals (ChezuVerify *self, GError **error);
gboolean chezu_verify_check_tallies (ChezuVerify *self, GError **error);
gboolean chezu_verify_check_visits (ChezuVerify *self, GError **error);

gboolean chezu_verify_check_alarms (ChezuVerify *self, GError **error);

/* @where (transfer full). */
void chezu_verify_note (ChezuVerify *self,
                        ChezuVerifyRule rule,
                        gboolean repairable,
                        char *where,
                        const char *format,
                        ...) G_GNUC_PRINTF (5, 6);
/* FALSE with @error when whoever watches has had enough. */
gboolean
chezu_verify_tell (ChezuVerify *self, const char *what, gint64 done, gint64 total, GError **error);

/* A store in memory, made by the scripts of this program. */
ChezuDatabase *chezu_verify_make_reference (GError **error);

/* Whether a vehicle of that number surely does not exist. */
gboolean chezu_verify_lacks_vehicle (ChezuVerify *self, gint64 vehicle_id);

/* Layers with a geometry, NULL-terminated. */
extern const char *const chezu_verify_layers[];

G_END_DECLS
