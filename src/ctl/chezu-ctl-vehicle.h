/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The vehicle that a person names on the command line. */

#pragma once

#include "ctl/chezu-ctl.h"

G_BEGIN_DECLS

typedef struct
{
  gint64 id;
  char *plate; /* as stored; NULL unknown */
} ChezuCtlVehicle;

/* @name: a plate with or without its dot, a terminal, or "#" and the number of the store (without
 * "#" when nothing else is called so). Says what is wrong when there is not exactly one. */
ChezuExit chezu_ctl_vehicle_find (ChezuStore *store, const char *name, ChezuCtlVehicle *vehicle);
void chezu_ctl_vehicle_clear (ChezuCtlVehicle *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ChezuCtlVehicle, chezu_ctl_vehicle_clear)

G_END_DECLS
