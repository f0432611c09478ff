/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What rules know of a vehicle that does not change with every fix, and what they may ask about the
 * place where it is. */

#pragma once

#include "base/chezu-vocabulary.h"

G_BEGIN_DECLS

typedef enum
{
  CHEZU_TRAIT_COACH = 1 << 0,        /* carries passengers over land */
  CHEZU_TRAIT_HAZMAT = 1 << 1,       /* carries dangerous goods */
  CHEZU_TRAIT_HEAVY = 1 << 2,        /* brakes and turns like a truck */
  CHEZU_TRAIT_LIMITED = 1 << 3,      /* may not go as fast as a small car */
  CHEZU_TRAIT_NIGHT_EXEMPT = 1 << 4, /* relay of drivers; airport, rail, shuttle line <= 100 km */
} ChezuVehicleTraits;

typedef enum
{
  CHEZU_PAPER_LICENSE,   /* 行驶证, inspection */
  CHEZU_PAPER_PERMIT,    /* 道路运输证 */
  CHEZU_PAPER_INSURANCE, /* 交强险 */
  CHEZU_PAPER_LIABILITY, /* 承运人责任险 */
  CHEZU_PAPER_TANK,      /* 罐检 */
  CHEZU_N_PAPERS
} ChezuPaper;

typedef struct
{
  gint64 vehicle_id;
  ChezuVehicleKind kind;
  guint traits;      /* ChezuVehicleTraits */
  gint64 enterprise; /* 0 unknown */
  gint64
      paper_until_ms[CHEZU_N_PAPERS]; /* first instant at which it is no longer good; 0 unknown */
} ChezuRuleFacts;

typedef enum
{
  CHEZU_ROAD_UNKNOWN,
  CHEZU_ROAD_EXPRESSWAY,       /* 高速 */
  CHEZU_ROAD_URBAN_EXPRESSWAY, /* 快速路 */
  CHEZU_ROAD_FIRST,            /* 一级 */
  CHEZU_ROAD_SECOND,           /* 二级 */
  CHEZU_ROAD_THIRD,            /* 三级及以下 */
  CHEZU_ROAD_CITY,             /* 城市 */
  CHEZU_ROAD_BRANCH,           /* 支路 */
  CHEZU_N_ROAD_CLASSES
} ChezuRoadClass;

/* Every answer may be missing (NULL): then nothing is claimed that rests on it. They are asked only
 * where the answer decides. */
typedef struct
{
  ChezuRoadClass (*road_class) (const ChezuRuleFacts *facts,
                                gint32 lon_e7,
                                gint32 lat_e7,
                                gpointer data);
  /* km/h that a sign allows the vehicle there; 0: none is known. Signs go before classes. */
  double (*sign_limit) (const ChezuRuleFacts *facts, gint32 lon_e7, gint32 lat_e7, gpointer data);
  gboolean (*known_place) (const ChezuRuleFacts *facts,
                           gint32 lon_e7,
                           gint32 lat_e7,
                           gpointer data);
  /* Metres off the way the vehicle is to take, negative: none is laid down. */
  double (*off_route) (const ChezuRuleFacts *facts, gint32 lon_e7, gint32 lat_e7, gpointer data);
  gpointer data;
} ChezuRuleContext;

/* With the traits that go with the kind. */
void chezu_rule_facts_init (ChezuRuleFacts *self, gint64 vehicle_id, ChezuVehicleKind kind);

G_END_DECLS
