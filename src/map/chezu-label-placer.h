/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decides which names and symbols stand on the map, and where, so that none touches another. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Pixels. */
typedef struct
{
  float left;
  float top;
  float right;
  float bottom;
} ChezuBox;

typedef struct
{
  float x;
  float y;
  float radius;
} ChezuCircle;

static inline gboolean
chezu_box_overlaps (const ChezuBox *a, const ChezuBox *b)
{
  return a->left < b->right && a->right > b->left && a->top < b->bottom && a->bottom > b->top;
}

gboolean chezu_box_overlaps_circle (const ChezuBox *box, const ChezuCircle *circle);

/* Where a name stands beside its point, best first (Imhof 1975; Yoeli 1972). */
typedef enum
{
  CHEZU_SPOT_UPPER_RIGHT,
  CHEZU_SPOT_LOWER_RIGHT,
  CHEZU_SPOT_UPPER_LEFT,
  CHEZU_SPOT_LOWER_LEFT,
  CHEZU_SPOT_ABOVE,
  CHEZU_SPOT_BELOW,
  CHEZU_SPOT_CENTER, /* on the point */
  CHEZU_N_SPOTS
} ChezuSpot;

#define CHEZU_SPOTS_AROUND ((1u << CHEZU_SPOT_CENTER) - 1)
#define CHEZU_SPOTS_CENTER (1u << CHEZU_SPOT_CENTER)

/* Higher ranks come first and take their place from lower ones. (ux.md, part 5) */
typedef enum
{
  CHEZU_RANK_REGION,
  CHEZU_RANK_CAPITAL, /* metropolis and capital */
  CHEZU_RANK_PLACE,
  CHEZU_RANK_PREFECTURE,
  CHEZU_RANK_WATER,
  CHEZU_RANK_SHIELD,
  CHEZU_RANK_TOWN,
  CHEZU_RANK_SERVICE, /* service areas, hospitals, hubs */
  CHEZU_RANK_QUARTER,
  CHEZU_RANK_STREET,
  CHEZU_RANK_POI, /* fuel, parking */
} ChezuLabelRank;

typedef struct
{
  guint64 key; /* the same from one placement to the next */
  ChezuLabelRank rank;
  float weight; /* within a rank: larger first */
  float x;      /* the point, pixels */
  float y;
  float width; /* of the text; 0 none */
  float height;
  float angle;           /* of the text, radians clockwise, of CHEZU_SPOT_CENTER only */
  float gap;             /* from the point to the text beside it */
  float symbol_radius;   /* half the size of a symbol on the point, which must be free; 0 none */
  gboolean symbol_alone; /* the symbol may stand without its text */
  gboolean shy;          /* comes only where there is no traffic: there are others like it */
  guint32 name;          /* hash of what is said; 0: may be said again */
  float name_distance;   /* not again within so many pixels */
  guint32 spots;         /* 1 << ChezuSpot */
  const float *
      others; /* further points to try: x, y, x, y, …; one that was taken is (x, y) the next time */
  guint n_others;
} ChezuLabelCandidate;

typedef struct
{
  guint64 key;
  guint candidate; /* index */
  gboolean has_text;
  ChezuSpot spot;
  float x; /* the point that was chosen */
  float y;
  float text_x; /* upper left corner of the text; its middle when it has an angle */
  float text_y;
} ChezuPlacedLabel;

/* What the names have to live with. */
typedef struct
{
  const ChezuBox *boxes; /* what floats over the map */
  guint n_boxes;
  const ChezuCircle *discs;
  guint n_discs;
  const ChezuBox *traffic; /* single vehicles: new names keep off them while there is a choice */
  guint n_traffic;
  ChezuBox view; /* what is seen */
} ChezuLabelScene;

typedef struct _ChezuLabelPlacer ChezuLabelPlacer;

ChezuLabelPlacer *chezu_label_placer_new (void);
void chezu_label_placer_free (ChezuLabelPlacer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuLabelPlacer, chezu_label_placer_free)

void chezu_label_placer_forget (ChezuLabelPlacer *self);
const GArray *chezu_label_placer_run (ChezuLabelPlacer *self,
                                      const ChezuLabelCandidate *candidates,
                                      guint n_candidates,
                                      const ChezuLabelScene *scene);

guint chezu_label_boxes (const ChezuLabelCandidate *candidate,
                         const ChezuPlacedLabel *placed,
                         ChezuBox boxes[16]);

G_END_DECLS
