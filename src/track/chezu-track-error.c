/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The error domain of the codec, the log and the reader of tracks. */

#include "track/chezu-segment.h"

G_DEFINE_QUARK (chezu-track-error-quark, chezu_track_error)
