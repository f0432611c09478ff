/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The vehicles as a list that is sorted, filtered and may be held still: indices into the fleet's
 * arrays, of which an object is made only for rows that somebody looks at. */

#pragma once

#include "fleet/chezu-fleet.h"

G_BEGIN_DECLS

typedef enum
{
  CHEZU_COLUMN_PLATE,
  CHEZU_COLUMN_STATE,
  CHEZU_COLUMN_KIND,
  CHEZU_COLUMN_SPEED,
  CHEZU_COLUMN_AGE, /* of the last position */
  CHEZU_COLUMN_REGION,
  CHEZU_COLUMN_ENTERPRISE,
  CHEZU_COLUMN_DRIVER,
  CHEZU_COLUMN_MODEL,
  CHEZU_COLUMN_COURSE,
  CHEZU_COLUMN_ODOMETER,
  CHEZU_N_COLUMNS
} ChezuVehicleColumn;

/* Keys stand in settings and never change. */
const char *chezu_vehicle_column_key (ChezuVehicleColumn column);
gboolean chezu_vehicle_column_from_key (const char *key, ChezuVehicleColumn *column);

#define CHEZU_TYPE_VEHICLE_ITEM (chezu_vehicle_item_get_type ())
G_DECLARE_FINAL_TYPE (ChezuVehicleItem, chezu_vehicle_item, CHEZU, VEHICLE_ITEM, GObject)

guint chezu_vehicle_item_get_index (ChezuVehicleItem *self); /* in the fleet */

#define CHEZU_TYPE_VEHICLE_MODEL (chezu_vehicle_model_get_type ())
G_DECLARE_FINAL_TYPE (ChezuVehicleModel, chezu_vehicle_model, CHEZU, VEHICLE_MODEL, GObject)

/* Main thread only. A GListModel of ChezuVehicleItem; one item for a vehicle as long as anybody
 * holds it. What is asked for takes effect with the next chezu_vehicle_model_refresh (). */
ChezuVehicleModel *chezu_vehicle_model_new (void);
void chezu_vehicle_model_set_fleet (ChezuVehicleModel *self, ChezuFleet *fleet);

/* Vehicles of which the value is not known come last either way; equals by their plate. */
void chezu_vehicle_model_set_sort (ChezuVehicleModel *self,
                                   ChezuVehicleColumn column,
                                   gboolean descending);
/* A vehicle is in the list when it passes all of these, and the fleet's own filter. */
void chezu_vehicle_model_set_text (ChezuVehicleModel *self, const char *text);
void chezu_vehicle_model_set_organisation (ChezuVehicleModel *self, const char *path);
void chezu_vehicle_model_set_kinds (ChezuVehicleModel *self, guint32 kinds);
/* @indices: (element-type guint) (nullable): only these vehicles; copied */
void chezu_vehicle_model_set_subset (ChezuVehicleModel *self, GArray *indices);

/* Brings the list to what the fleet is now. While it is held still, its rows stay where they are,
 * and what should be in it besides is counted. */
void chezu_vehicle_model_refresh (ChezuVehicleModel *self);
void chezu_vehicle_model_set_held (ChezuVehicleModel *self, gboolean held);
guint chezu_vehicle_model_get_n_waiting (ChezuVehicleModel *self);
/* Takes up what waits, also while it is held. */
void chezu_vehicle_model_admit (ChezuVehicleModel *self);

guint chezu_vehicle_model_get_index (ChezuVehicleModel *self, guint position);
/* G_MAXUINT when the vehicle is not in the list. */
guint chezu_vehicle_model_find (ChezuVehicleModel *self, guint index);

G_END_DECLS
