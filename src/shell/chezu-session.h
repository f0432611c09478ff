/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One open store with everything that lives from it: fleet, places, sources, and the synchronizer
 * if it is ours. */

#pragma once

#include "fleet/chezu-fleet.h"
#include "shell/chezu-connection.h"
#include "shell/chezu-demo.h"
#include "shell/chezu-filling.h"
#include "store/chezu-place-table.h"
#include "store/chezu-source-table.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_SESSION (chezu_session_get_type ())
G_DECLARE_FINAL_TYPE (ChezuSession, chezu_session, CHEZU, SESSION, GObject)

/* Main thread only. Resolves to a ChezuSession whose cache is loaded; the network follows later by
 * itself. */
DexFuture *chezu_session_open (const char *path, const ChezuDemoOptions *demo);
DexFuture *chezu_session_close (ChezuSession *self);

ChezuStore *chezu_session_get_store (ChezuSession *self);
ChezuFleet *chezu_session_get_fleet (ChezuSession *self);
const ChezuPlaceList *chezu_session_get_places (ChezuSession *self);
GHashTable *chezu_session_get_services (ChezuSession *self);
GPtrArray *chezu_session_get_sources (ChezuSession *self);
const ChezuSourceRow *chezu_session_find_source (ChezuSession *self, gint64 source_id);
/* Of one source, or of all together with 0; never NULL. */
const ChezuFilling *chezu_session_get_filling (ChezuSession *self, gint64 source_id);
ChezuConnection *chezu_session_judge_connection (ChezuSession *self);
gboolean chezu_session_is_demo (ChezuSession *self);
gboolean chezu_session_is_empty (ChezuSession *self);

char *chezu_session_take_notice (ChezuSession *self);
gboolean chezu_session_can_retry (ChezuSession *self);
void chezu_session_retry_now (ChezuSession *self);
void chezu_session_refresh_sources (ChezuSession *self);

/* Signals: "ticked" () each second and when the list of sources was read again; "notice" (string)
 * with something that a person should read once. */

G_END_DECLS
