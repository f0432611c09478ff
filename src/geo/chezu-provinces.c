/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which provinces there are, as GMT's digital chart names them, and which grid region each belongs
 * to. */

#include "geo/chezu-provinces.h"

#include "geo/chezu-gmt.h"

static const struct
{
  const char *title; /* as GMT names the segment */
  int region;        /* by the order of chezu-regions.c */
  gboolean borders_foreign_land;
} provinces[] = {
  { "Liaoning", 0, TRUE },
  { "Jilin", 0, TRUE },
  { "Heilongjiang", 0, TRUE },
  { "Beijing", 1, FALSE },
  { "Tianjin", 1, FALSE },
  { "Hebei", 1, FALSE },
  { "Shandong", 2, FALSE },
  { "Jiangsu", 2, FALSE },
  { "Henan", 2, FALSE },
  { "Shanghai", 3, FALSE },
  { "Zhejiang", 3, FALSE },
  { "Anhui", 3, FALSE },
  { "Jiangxi", 3, FALSE },
  { "Hubei", 3, FALSE },
  { "Hunan", 3, FALSE },
  { "Chongqing", 3, FALSE },
  { "Sichuan", 3, FALSE },
  { "Guizhou", 3, FALSE },
  { "Yunnan", 3, TRUE },
  { "Shanxi", CHEZU_OUTSIDE_THE_GRIDS, FALSE },
  { "Nei Mongol", CHEZU_OUTSIDE_THE_GRIDS, TRUE },
  { "Fujian", CHEZU_OUTSIDE_THE_GRIDS, FALSE },
  { "Guangdong", CHEZU_OUTSIDE_THE_GRIDS, FALSE },
  { "Guangxi", CHEZU_OUTSIDE_THE_GRIDS, TRUE },
  { "Hainan", CHEZU_OUTSIDE_THE_GRIDS, FALSE },
  { "Xizang", CHEZU_OUTSIDE_THE_GRIDS, TRUE },
  { "Shaanxi", CHEZU_OUTSIDE_THE_GRIDS, FALSE },
  { "Gansu", CHEZU_OUTSIDE_THE_GRIDS, TRUE },
  { "Qinghai", CHEZU_OUTSIDE_THE_GRIDS, FALSE },
  { "Ningxia", CHEZU_OUTSIDE_THE_GRIDS, FALSE },
  { "Xinjiang", CHEZU_OUTSIDE_THE_GRIDS, TRUE },
  { "Taiwan", CHEZU_OUTSIDE_THE_GRIDS, FALSE },
  { "Xianggang", CHEZU_OUTSIDE_THE_GRIDS, FALSE },
  { "Aomen", CHEZU_OUTSIDE_THE_GRIDS, FALSE },
};

#define PROVINCE_CODES                                                                             \
  "CN.BJ,CN.TJ,CN.HE,CN.SX,CN.NM,CN.LN,CN.JL,CN.HL,CN.SH,CN.JS,CN.ZJ,CN.AH,CN.FJ,CN.JX,CN.SD,"     \
  "CN.HA,CN.HB,CN.HN,CN.GD,CN.GX,CN.HI,CN.CQ,CN.SC,CN.GZ,CN.YN,CN.XZ,CN.SN,CN.GS,CN.QH,CN.NX,"     \
  "CN.XJ,CN.TW,CN.HK,CN.MO"

/* "Shanxi (China) Segment 0" is Shanxi, and Shaanxi is another. */
static int
find_province (const char *title)
{
  while (*title == ' ')
    title++;
  for (guint i = 0; i < G_N_ELEMENTS (provinces); i++)
    if (g_str_has_prefix (title, provinces[i].title) && title[strlen (provinces[i].title)] == ' ')
      return (int)i;
  return -1;
}

/**
 * chezu_provinces_load:
 *
 * Returns: (transfer full): the 34 of GMT's digital chart, ready to use
 */
ChezuMosaic *
chezu_provinces_load (GError **error)
{
  static const char *const arguments[] = { "coast", "-E" PROVINCE_CODES, "-M", NULL };
  g_autoptr (ChezuMosaic) self = chezu_mosaic_new (0.001, 0.002);
  g_autoptr (GPtrArray) titles = NULL;
  g_autoptr (GPtrArray) rings = chezu_gmt_run (arguments, NULL, &titles, error);
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  if (rings == NULL)
    return NULL;
  for (guint i = 0; i < rings->len; i++)
    {
      int found = find_province (g_ptr_array_index (titles, i));

      if (found < 0)
        continue;
      g_hash_table_add (seen, GINT_TO_POINTER (found));
      chezu_mosaic_add_ring (self, (guint)found, provinces[found].region,
                             provinces[found].borders_foreign_land, chezu_lines_get (rings, i));
    }
  if (g_hash_table_size (seen) != G_N_ELEMENTS (provinces))
    {
      g_set_error (error, CHEZU_GMT_ERROR, CHEZU_GMT_ERROR_FAILED,
                   "GMT knows only %u of %u provinces: is the package gmt-dcw installed?",
                   g_hash_table_size (seen), (guint)G_N_ELEMENTS (provinces));
      return NULL;
    }
  chezu_mosaic_build (self);
  return g_steal_pointer (&self);
}
