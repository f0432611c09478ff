/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What vehicles and drivers are called. No name, number or plate here belongs to anybody on
 * purpose. */

#pragma once

#include "sim/chezu-sim-world.h"

G_BEGIN_DECLS

/* Numbers of JT/T 808 and 809. */
typedef enum
{
  CHEZU_SIM_PLATE_BLUE = 1,
  CHEZU_SIM_PLATE_YELLOW = 2,
  CHEZU_SIM_PLATE_YELLOW_GREEN = 93,
  CHEZU_SIM_PLATE_GREEN = 94,
} ChezuSimPlateColour;

/* Large enough for the longest of them, nul included. */
#define CHEZU_SIM_NAME_BYTES 48
typedef char ChezuSimName[CHEZU_SIM_NAME_BYTES];

ChezuSimPlateColour
chezu_sim_name_plate (const ChezuSimWorld *world, guint vehicle, ChezuSimName plate);
void chezu_sim_name_driver (const ChezuSimWorld *world, guint vehicle, ChezuSimName name);
void chezu_sim_name_driver_id (const ChezuSimWorld *world, guint vehicle, ChezuSimName id);
void chezu_sim_name_phone (const ChezuSimWorld *world, guint vehicle, ChezuSimName phone);
void chezu_sim_name_terminal (const ChezuSimWorld *world, guint vehicle, ChezuSimName id);
const char *chezu_sim_name_model (const ChezuSimWorld *world, guint vehicle);
guint32 *chezu_sim_name_order (const ChezuSimWorld *world);
gboolean chezu_sim_name_find_terminal (const ChezuSimWorld *world, const char *id, guint *vehicle);

G_END_DECLS
