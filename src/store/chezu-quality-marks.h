/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The marks that follow from the official rates, for an authority and for a firm. */

#pragma once

#include "store/chezu-quality.h"

G_BEGIN_DECLS

typedef enum
{
  CHEZU_INDEX_ACCESS,    /* 入网率 */
  CHEZU_INDEX_ONLINE,    /* 上线率 */
  CHEZU_INDEX_COMPLETE,  /* 轨迹完整率 */
  CHEZU_INDEX_QUALIFIED, /* 数据合格率 */
  CHEZU_INDEX_DRIFT,     /* 漂移车辆率 */
  CHEZU_N_INDICES
} ChezuIndex;

/* By which form it is judged. */
typedef enum
{
  CHEZU_FORM_AUTHORITY,
  CHEZU_FORM_FIRM,
  CHEZU_N_FORMS
} ChezuForm;

const char *chezu_index_key (ChezuIndex index); /* "access", …, for scripts */
const char *chezu_index_name (ChezuIndex index);
double chezu_index_rate (ChezuIndex index, const ChezuQualityRow *row); /* -1 unknown */

/* Returns: (transfer full): what the rate is of: "4,138 of 4,159 vehicles" */
char *chezu_index_describe (ChezuIndex index, const ChezuQualityRow *row);

/* @rate: 0 … 1. -1 where it is unknown. */
double chezu_index_mark (ChezuIndex index, ChezuForm form, double rate);
double chezu_index_full_mark (ChezuIndex index, ChezuForm form);
/* Of all indices together; -1 where one is unknown. */
double chezu_index_total (const ChezuQualityRow *row, ChezuForm form);

G_END_DECLS
