/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Desks on different machines share their logs as lines of JSON, one step each. What alarms are
 * after that is the same whatever the order in which logs were taken over. */

#pragma once

#include "store/chezu-store.h"

G_BEGIN_DECLS

/* The log of the desk @uuid, or of the own one when NULL, with all steps after @after_number. */
char *chezu_alarm_log_export_sync (ChezuStore *store,
                                   const char *uuid,
                                   gint64 after_number,
                                   GError **error);
/* Steps that are there already are passed over. All or nothing: %CHEZU_ALARM_ERROR_CHAIN where a
 * line was changed, one is missing before it, or another step of that number is here. */
gboolean
chezu_alarm_log_import_sync (ChezuStore *store, const char *lines, guint *n_added, GError **error);

G_END_DECLS
