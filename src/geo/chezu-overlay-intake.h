/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes the features of a file one by one and keeps within the limits. */

#pragma once

#include "geo/chezu-overlay-file.h"

G_BEGIN_DECLS

typedef struct _ChezuOverlayIntake ChezuOverlayIntake;

/* @path: of the file as it was given. */
ChezuOverlayIntake *chezu_overlay_intake_new (const char *path,
                                              ChezuDatum datum,
                                              const ChezuOverlayLimits *limits,
                                              GCancellable *cancellable);
void chezu_overlay_intake_free (ChezuOverlayIntake *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuOverlayIntake, chezu_overlay_intake_free)

const char *chezu_overlay_intake_get_file (ChezuOverlayIntake *self);
const ChezuOverlayLimits *chezu_overlay_intake_get_limits (ChezuOverlayIntake *self);

/* Always FALSE, for whoever returns it. */
gboolean
chezu_overlay_intake_fail (GError **error, ChezuOverlayFileError code, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

/* Layers of the same name are one. */
void chezu_overlay_intake_begin_layer (ChezuOverlayIntake *self, const char *name);

/* The geometry of the next feature, part by part, in degrees of the file's datum. One that is not
 * on this earth is left out and counted. @texts: as they stand in the file, label and first_part do
 * not count. */
void chezu_overlay_intake_begin_feature (ChezuOverlayIntake *self,
                                         const ChezuOverlayFeature *texts);
void
chezu_overlay_intake_add_part (ChezuOverlayIntake *self, ChezuOverlayKind kind, gboolean is_hole);
void chezu_overlay_intake_add_vertex (ChezuOverlayIntake *self, double lon, double lat);
/* A part of it cannot be read, and half of it would mislead. */
void chezu_overlay_intake_spoil_feature (ChezuOverlayIntake *self);
void chezu_overlay_intake_end_feature (ChezuOverlayIntake *self);

/* A feature that could not be read at all. */
void chezu_overlay_intake_note_unreadable (ChezuOverlayIntake *self);

/* An attribute that the layer's features have. */
void chezu_overlay_intake_note_field (ChezuOverlayIntake *self, const char *name);

/* FALSE when reading has to end: with @error when it was cancelled or takes too long, without when
 * enough was taken. */
gboolean chezu_overlay_intake_may_go_on (ChezuOverlayIntake *self, GError **error);
/* Of these, the first alone. */
gboolean chezu_overlay_intake_has_time (ChezuOverlayIntake *self, GError **error);

/* Fails with CHEZU_OVERLAY_FILE_ERROR_EMPTY when nothing was taken. */
ChezuOverlayImport *chezu_overlay_intake_finish (ChezuOverlayIntake *self, GError **error);

G_END_DECLS
