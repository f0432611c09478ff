/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the store's number of a vehicle to its index: some five bytes a vehicle. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define CHEZU_FLEET_IDS_NONE G_MAXUINT

/* Zero it first. The numbers themselves stand in the caller's array @id. */
typedef struct
{
  guint32 *slots; /* index + 1, 0 empty */
  guint n_slots;
  guint n;
} ChezuFleetIds;

void chezu_fleet_ids_clear (ChezuFleetIds *self);
guint chezu_fleet_ids_find (const ChezuFleetIds *self, const gint64 *id, gint64 wanted);
void chezu_fleet_ids_add (ChezuFleetIds *self, const gint64 *id, guint index);

G_END_DECLS
