/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is written of vehicles, packed: plates, drivers and phones in one record each, enterprises
 * and models once for all that bear them. */

#pragma once

#include "store/chezu-record.h"

G_BEGIN_DECLS

/* A name that many vehicles share. */
typedef struct
{
  char *name;
  char *key; /* folded */
  guint n;   /* vehicles that bear it */
} ChezuFleetName;

/* Text of one vehicle, borrowed until the next chezu_fleet_texts_take (); NULL is unknown, keys
 * never are. */
typedef struct
{
  const char *plate;
  const char *plate_key; /* folded */
  const char *driver;
  const char *driver_key;
  const char *phone;
  const ChezuFleetName *enterprise;
  const ChezuFleetName *model;
} ChezuFleetText;

typedef struct _ChezuFleetTexts ChezuFleetTexts;

ChezuFleetTexts *chezu_fleet_texts_new (void);
void chezu_fleet_texts_free (ChezuFleetTexts *self);

/* Text of vehicles up to @index exists from then on. */
void chezu_fleet_texts_take (ChezuFleetTexts *self, guint index, const ChezuVehicleRow *row);
void chezu_fleet_texts_get (const ChezuFleetTexts *self, guint index, ChezuFleetText *text);

const char *chezu_fleet_texts_get_organisation (const ChezuFleetTexts *self, guint index);
/* (element-type ChezuFleetName): some may have no vehicle any more. */
const GPtrArray *chezu_fleet_texts_get_enterprises (const ChezuFleetTexts *self);
gsize chezu_fleet_texts_get_bytes (const ChezuFleetTexts *self);

G_END_DECLS
