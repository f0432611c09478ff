/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person can do about the state of a source: the window and chezuctl say the same. */

#pragma once

#include "base/chezu-vocabulary.h"

G_BEGIN_DECLS

/* Translated, a sentence or two without the last full stop; NULL where there is nothing to do. */
const char *chezu_source_advice (ChezuSourceState state);

G_END_DECLS
