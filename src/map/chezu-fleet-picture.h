/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fleet as it looks at one instant in a range of blocks. */

#pragma once

#include "fleet/chezu-fleet.h"
#include "fleet/chezu-selection.h"
#include "map/chezu-blocks.h"
#include "map/chezu-density-colors.h"

G_BEGIN_DECLS

/* What many vehicles look like from far away. */
typedef enum
{
  CHEZU_FAR_DISCS,
  CHEZU_FAR_DENSITY,
  CHEZU_N_FAR_VIEWS
} ChezuFarView;

/* What it looks like, besides what the fleet says. */
typedef struct
{
  ChezuScheme scheme;
  ChezuFarView far_view;
  gboolean show_plates;
  gboolean with_drivers; /* labels bear names instead of plates */
  double hover_x;        /* pixels of the frame; NAN: nothing is pointed at */
  double hover_y;
  double scale; /* device pixels to the logical pixel */
  gboolean as_textures;
  ChezuSelection *selection; /* nullable: those beside the one that stands apart */
  gboolean animates;         /* emergencies pulse; else they have two rings */
  const GArray *names; /* nullable, graphene_rect_t, pixels of the frame: no place for labels */
  gint64 pulse_ms;     /* of the wall clock: where in its pulse one is */
} ChezuFleetLook;

typedef struct _ChezuFleetPicture ChezuFleetPicture;

ChezuFleetPicture *chezu_fleet_picture_new (void);
void chezu_fleet_picture_free (ChezuFleetPicture *self);

/* Forgets what was drawn, and how. */
void chezu_fleet_picture_clear (ChezuFleetPicture *self);

/* Whether the picture covers what the frame shows. */
gboolean
chezu_fleet_picture_covers (ChezuFleetPicture *self, const ChezuFleetFrame *frame, double scale);
gboolean chezu_fleet_picture_make (ChezuFleetPicture *self,
                                   ChezuFleet *fleet,
                                   const ChezuFleetFrame *frame,
                                   const ChezuFleetLook *look,
                                   PangoContext *context,
                                   gint64 now_ms,
                                   gint64 *next_ms);
void chezu_fleet_picture_snapshot (ChezuFleetPicture *self,
                                   const ChezuFleetFrame *frame,
                                   double scale,
                                   GtkSnapshot *snapshot);

/* (x, y) and the marks: pixels of the frame. */
guint chezu_fleet_picture_find (ChezuFleetPicture *self,
                                const ChezuFleetFrame *frame,
                                double x,
                                double y);
guint chezu_fleet_picture_get_n_marks (const ChezuFleetPicture *self);
/* Another number when the marks are others, or elsewhere in the world. */
guint64 chezu_fleet_picture_get_print (const ChezuFleetPicture *self);
ChezuFleetMark
chezu_fleet_picture_get_mark (ChezuFleetPicture *self, const ChezuFleetFrame *frame, guint index);
void chezu_fleet_picture_get_marks (ChezuFleetPicture *self,
                                    const ChezuFleetFrame *frame,
                                    GArray *marks);
gboolean chezu_fleet_picture_get_selected_plate (ChezuFleetPicture *self,
                                                 const ChezuFleetFrame *frame,
                                                 graphene_rect_t *bounds);

/* What the colours of a surface say; FALSE while none is shown. */
gboolean chezu_fleet_picture_get_density_scale (const ChezuFleetPicture *self,
                                                ChezuDensityScale *scale);
void chezu_fleet_picture_get_badges (ChezuFleetPicture *self,
                                     const ChezuFleetFrame *frame,
                                     GArray *bounds);
gint64 chezu_fleet_picture_get_pulse_wait_ms (const ChezuFleetPicture *self);

/* Sizes at a frame's scale. */
double chezu_fleet_picture_pick_radius (const ChezuFleetFrame *frame);
double chezu_fleet_picture_mark_reach (const ChezuFleetFrame *frame, const ChezuFleetMark *mark);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuFleetPicture, chezu_fleet_picture_free)

G_END_DECLS
