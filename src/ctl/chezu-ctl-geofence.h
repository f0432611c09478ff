/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the actions of chezuctl geofence share. */

#pragma once

#include "ctl/chezu-ctl.h"
#include "store/chezu-geofence-table.h"

G_BEGIN_DECLS

/* All geofences; says why not. */
GPtrArray *chezu_ctl_geofence_read (ChezuStore *store);
/* By name; says when there is none. */
const ChezuGeofenceRow *chezu_ctl_geofence_find (const GPtrArray *rows, const char *name);

ChezuExit chezu_ctl_geofence_add (ChezuCtl *ctl, int argc, char **argv);
ChezuExit chezu_ctl_geofence_import (ChezuCtl *ctl, int argc, char **argv);
ChezuExit chezu_ctl_geofence_inside (ChezuCtl *ctl, int argc, char **argv);
ChezuExit chezu_ctl_geofence_visits (ChezuCtl *ctl, int argc, char **argv);

G_END_DECLS
