/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Made-up fixes for the tests of tracks. */

#pragma once

#include "track/chezu-fix.h"

G_BEGIN_DECLS

/* A drive with stops, one fix in ten seconds, the same for the same seed. */
void track_fixture_drive (ChezuFix *fixes, guint n, guint seed);

/* A drive on which anything a column can hold may happen. */
void track_fixture_chaos (ChezuFix *fixes, guint n, guint seed);

void track_fixture_assert_same (const ChezuFix *a, const ChezuFix *b);

G_END_DECLS
