/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The order of a fleet by any column: each vehicle's value becomes 32 bits that compare as it does,
 * and its place among all plates another 32; numbers are sorted, never texts. */

#pragma once

#include "fleet/chezu-vehicle-model.h"

G_BEGIN_DECLS

typedef struct _ChezuVehicleOrder ChezuVehicleOrder;

ChezuVehicleOrder *chezu_vehicle_order_new (void);
void chezu_vehicle_order_free (ChezuVehicleOrder *self);

/* Names and plates may be others. */
void chezu_vehicle_order_forget (ChezuVehicleOrder *self);

/* @order: (element-type guint): becomes the indices of all vehicles, first to last */
void chezu_vehicle_order_sort (ChezuVehicleOrder *self,
                               ChezuFleet *fleet,
                               ChezuVehicleColumn column,
                               gboolean descending,
                               GArray *order);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuVehicleOrder, chezu_vehicle_order_free)

G_END_DECLS
