/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One column of a segment as bytes; the format stands at the head of chezu-segment.c. */

#pragma once

#include "track/chezu-segment.h"
#include "track/chezu-varint-private.h"

G_BEGIN_DECLS

/* The most bytes that a column of @n numbers takes. */
#define CHEZU_COLUMN_BYTES_MAX(n) (1 + CHEZU_VARINT_MAX * ((gsize)(n) + 1))

/* @numbers are @n signed values, 1 … CHEZU_SEGMENT_FIXES_MAX; they are left changed. Returns: the
 * end of what was written. */
guint8 *chezu_column_put (guint64 *numbers, guint n, guint8 *out);

/* Returns: the end of what was read, or NULL when it is damaged. */
const guint8 *chezu_column_get (const guint8 *at, const guint8 *end, guint n, guint64 *numbers);

G_END_DECLS
