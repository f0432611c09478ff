/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GCJ-02 and BD-09 from tables, for whatever is drawn: some nanoseconds a position. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Within 72–138° E and 0–56° N; whoever calls has asked the outline. In place, degrees. */
void chezu_shift_to_gcj (double *lon, double *lat);
void chezu_shift_from_gcj (double *lon, double *lat);
void chezu_shift_gcj_to_bd (double *lon, double *lat);
void chezu_shift_bd_to_gcj (double *lon, double *lat);

/* The formula itself, to the last digit, for the tables and for single positions. */
void chezu_shift_exactly (double lon, double lat, double *shifted_lon, double *shifted_lat);
void chezu_stretch_exactly (double lon, double lat, double *stretched_lon, double *stretched_lat);

G_END_DECLS
