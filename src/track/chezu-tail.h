/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fixes of the arrival log that are not sealed yet, decoded once and kept by vehicle, so that a
 * vehicle's newest past is found without reading the log. One for each file and program; safe to
 * use from several threads. */

#pragma once

#include "track/chezu-fix.h"

G_BEGIN_DECLS

typedef struct _ChezuTail ChezuTail;

ChezuTail *chezu_tail_new (void);
ChezuTail *chezu_tail_ref (ChezuTail *self);
void chezu_tail_unref (ChezuTail *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuTail, chezu_tail_unref)

G_END_DECLS
