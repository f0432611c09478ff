/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The record of one commit in the arrival log: fixes of many vehicles, fast to write. Its format is
 * written down at the head of chezu-arrival.c. */

#pragma once

#include "track/chezu-segment.h"

G_BEGIN_DECLS

/* Any order; it is kept. Appends to @record. */
void chezu_arrival_encode (const ChezuVehicleFix *fixes, guint n_fixes, GByteArray *record);

/* Appends to @fixes (of ChezuVehicleFix), or fails with DAMAGED or NEWER and appends nothing. A
 * record ends with a CRC-32 of what stands before it. */
gboolean chezu_arrival_decode (gconstpointer record, gsize size, GArray *fixes, GError **error);

G_END_DECLS
