/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a Traccar server told us of its devices, groups and drivers, joined to each record that
 * arrives. No I/O. */

#pragma once

#include <yyjson.h>

#include "sync/chezu-conversion.h"
#include "sync/chezu-intake.h"

G_BEGIN_DECLS

typedef struct _ChezuTraccarCatalog ChezuTraccarCatalog;

ChezuTraccarCatalog *chezu_traccar_catalog_new (guint set_aside_max, ChezuConversion conversion);
void chezu_traccar_catalog_free (ChezuTraccarCatalog *self);

void chezu_traccar_catalog_set_clock (ChezuTraccarCatalog *self, gint64 server_now_ms);

/* @list is the name under which Traccar keeps such elements: "devices", "positions", "events",
 * "groups", "drivers"; others are passed over. @element is NULL when @text is no JSON. Returns
 * whether it was of use. */
gboolean chezu_traccar_catalog_take (ChezuTraccarCatalog *self,
                                     ChezuIntake *intake,
                                     const char *list,
                                     yyjson_val *element,
                                     const char *text,
                                     gsize length);

/* Around a list of all devices. The second forgets those that were not in it, and takes up the
 * fixes that came before their vehicle. Returns how many devices there are. */
void chezu_traccar_catalog_begin_devices (ChezuTraccarCatalog *self);
guint chezu_traccar_catalog_end_devices (ChezuTraccarCatalog *self);
void chezu_traccar_catalog_replay (ChezuTraccarCatalog *self, ChezuIntake *intake);

/* Fixes wait for their vehicle: the devices should be listed again. */
gboolean chezu_traccar_catalog_lacks_devices (ChezuTraccarCatalog *self);

guint chezu_traccar_catalog_get_n_devices (ChezuTraccarCatalog *self);
/* Both return (transfer full) arrays of gint64: groups that have devices, devices without a group.
 */
GArray *chezu_traccar_catalog_list_groups (ChezuTraccarCatalog *self);
GArray *chezu_traccar_catalog_list_ungrouped (ChezuTraccarCatalog *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuTraccarCatalog, chezu_traccar_catalog_free)

G_END_DECLS
