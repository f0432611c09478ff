/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names drawn once, with their halo, and kept. */

#pragma once

#include <gtk/gtk.h>

#include "map/chezu-palette.h"
#include "map/chezu-picture.h"

G_BEGIN_DECLS

typedef enum
{
  CHEZU_TEXT_METROPOLIS,
  CHEZU_TEXT_CAPITAL,
  CHEZU_TEXT_PREFECTURE,
  CHEZU_TEXT_TOWN,
  CHEZU_TEXT_QUARTER,
  CHEZU_TEXT_SEA,
  CHEZU_TEXT_WATER,
  CHEZU_TEXT_PLACE,
  CHEZU_TEXT_SERVICE,
  CHEZU_TEXT_STREET,
  CHEZU_TEXT_SHIELD,
  CHEZU_TEXT_REGION, /* two lines: name, count */
  CHEZU_N_TEXT_STYLES
} ChezuTextStyle;

typedef struct
{
  const char *text;
  ChezuTextStyle style;
  ChezuColor color; /* of CHEZU_TEXT_REGION; the others have their own */
  float angle;      /* radians clockwise */
} ChezuTextSpec;

typedef struct _ChezuTextCache ChezuTextCache;

ChezuTextCache *chezu_text_cache_new (void);
void chezu_text_cache_free (ChezuTextCache *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuTextCache, chezu_text_cache_free)

/* Everything that was drawn is dropped when one of these changes. */
void chezu_text_cache_configure (ChezuTextCache *self,
                                 PangoContext *context,
                                 ChezuScheme scheme,
                                 int scale_factor,
                                 gboolean high_contrast);

void chezu_text_cache_measure (ChezuTextCache *self,
                               const ChezuTextSpec *spec,
                               float *width,
                               float *height);
ChezuPicture *chezu_text_cache_draw (ChezuTextCache *self, const ChezuTextSpec *spec, float *pad);
void chezu_text_cache_age (ChezuTextCache *self);

G_END_DECLS
