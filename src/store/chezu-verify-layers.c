/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every geometry of every layer, and the spatial index and the bounds that are made of them. */

#include "store/chezu-verify-private.h"

#include "store/chezu-geometry-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define TELL_ROWS 10000
/* An index has floats, rounded outwards: near 180 degrees they are 1.5e-5 apart. */
#define FLOAT_SLACK 5e-5

/* Those with a spatial index. */
const char *const chezu_verify_layers[] = { "vehicle", "place", "region", "alarm", NULL };

typedef struct
{
  const char *name;
  guint32 type;       /* of well-known binary; 0: any */
  const char *rows;   /* id, geometry, the one it should be or NULL, its entry of the index */
  const char *strays; /* entries of the index without a geometry; NULL: it has no index */
} Layer;

#define ROWS(layer, expected)                                                                      \
  "SELECT l.id, l.geom, " expected ", r.minx, r.maxx, r.miny, r.maxy FROM " layer " AS l "         \
  "LEFT JOIN rtree_" layer "_geom AS r ON r.id = l.id"
#define STRAYS(layer)                                                                              \
  "SELECT id FROM rtree_" layer "_geom "                                                           \
  "WHERE id NOT IN (SELECT id FROM " layer " WHERE geom NOT NULL)"

static const Layer layers[] = {
  { "vehicle", 1, ROWS ("vehicle", "chezu_point (l.lon_e7, l.lat_e7)"), STRAYS ("vehicle") },
  { "place", 1, ROWS ("place", "NULL"), STRAYS ("place") },
  { "region", 6, ROWS ("region", "NULL"), STRAYS ("region") },
  { "alarm", 1, ROWS ("alarm", "NULL"), STRAYS ("alarm") },
  { "overlay_feature", 0, "SELECT id, geom FROM overlay_feature", NULL },
  { "geofence", 6, "SELECT id, geom FROM geofence", NULL },
};

static char *
name_row (const Layer *layer, gint64 id)
{
  return g_strdup_printf ("%s %" G_GINT64_FORMAT, layer->name, id);
}

static void
widen (ChezuGeometryInfo *all, const ChezuGeometryInfo *info)
{
  all->empty = FALSE;
  all->min_x = MIN (all->min_x, info->min_x);
  all->max_x = MAX (all->max_x, info->max_x);
  all->min_y = MIN (all->min_y, info->min_y);
  all->max_y = MAX (all->max_y, info->max_y);
}

static gboolean
lies_around (double min, double max, double from, double to)
{
  return from <= min && to >= max && min - from <= FLOAT_SLACK && to - max <= FLOAT_SLACK;
}

static void
check_entry (ChezuVerify *self,
             const Layer *layer,
             ChezuStatement *row,
             const ChezuGeometryInfo *info)
{
  gint64 id = chezu_statement_get_int (row, 0);

  if (chezu_statement_is_null (row, 3))
    chezu_verify_note (self, CHEZU_VERIFY_LAYER_INDEX, TRUE, name_row (layer, id),
                       _ ("The spatial index does not know it"));
  else if (!lies_around (info->min_x, info->max_x, chezu_statement_get_double (row, 3),
                         chezu_statement_get_double (row, 4))
           || !lies_around (info->min_y, info->max_y, chezu_statement_get_double (row, 5),
                            chezu_statement_get_double (row, 6)))
    chezu_verify_note (self, CHEZU_VERIFY_LAYER_INDEX, TRUE, name_row (layer, id),
                       _ ("The spatial index has it in another place"));
}

/* A vehicle's point is made from its columns and can be made again. */
static void
check_vehicle_point (ChezuVerify *self, const Layer *layer, ChezuStatement *row)
{
  gsize size;
  gsize expected_size;
  gconstpointer geometry = chezu_statement_get_blob (row, 1, &size);
  gconstpointer expected = chezu_statement_get_blob (row, 2, &expected_size);

  if (size != expected_size || (size > 0 && memcmp (geometry, expected, size) != 0))
    chezu_verify_note (self, CHEZU_VERIFY_GEOMETRY, TRUE,
                       name_row (layer, chezu_statement_get_int (row, 0)),
                       _ ("The point is not where the vehicle is by its latest fix"));
}

static void
check_row (ChezuVerify *self, const Layer *layer, ChezuStatement *row, ChezuGeometryInfo *all)
{
  gint64 id = chezu_statement_get_int (row, 0);
  ChezuGeometryInfo info;
  gsize size;
  gconstpointer geometry;

  if (g_str_equal (layer->name, "vehicle"))
    check_vehicle_point (self, layer, row);
  geometry = chezu_statement_get_blob (row, 1, &size);
  if (geometry == NULL)
    return;

  if (!chezu_geometry_inspect (geometry, size, &info))
    chezu_verify_note (self, CHEZU_VERIFY_GEOMETRY, g_str_equal (layer->name, "vehicle"),
                       name_row (layer, id), _ ("The geometry cannot be read"));
  else if ((layer->type != 0 && info.type != layer->type) || info.srs != CHEZU_GEOMETRY_SRS)
    chezu_verify_note (self, CHEZU_VERIFY_GEOMETRY, g_str_equal (layer->name, "vehicle"),
                       name_row (layer, id),
                       _ ("The geometry is of another type or reference system than its layer"));
  else if (!info.empty)
    {
      if (layer->strays != NULL)
        check_entry (self, layer, row, &info);
      widen (all, &info);
    }
}

static gboolean
check_rows (ChezuVerify *self, const Layer *layer, ChezuGeometryInfo *all, GError **error)
{
  ChezuStatement *select = chezu_database_prepare (self->db, layer->rows);
  gint64 n_rows = 0;

  while (chezu_statement_next (select))
    {
      check_row (self, layer, select, all);
      self->report->n_features++;
      if (++n_rows % TELL_ROWS == 0 && !chezu_verify_tell (self, layer->name, n_rows, 0, error))
        {
          chezu_statement_done (select, NULL);
          return FALSE;
        }
    }
  return chezu_statement_done (select, error);
}

static gboolean
check_strays (ChezuVerify *self, const Layer *layer, GError **error)
{
  ChezuStatement *select;

  if (layer->strays == NULL)
    return TRUE;
  select = chezu_database_prepare (self->db, layer->strays);
  while (chezu_statement_next (select))
    chezu_verify_note (self, CHEZU_VERIFY_LAYER_INDEX, TRUE,
                       name_row (layer, chezu_statement_get_int (select, 0)),
                       _ ("The spatial index has an entry of a row without geometry"));
  return chezu_statement_done (select, error);
}

/* Bounds that are wider than they need to be mislead nobody. */
static gboolean
check_bounds (ChezuVerify *self, const Layer *layer, const ChezuGeometryInfo *all, GError **error)
{
  ChezuStatement *select = chezu_database_prepare (
      self->db, "SELECT min_x, max_x, min_y, max_y FROM gpkg_contents WHERE table_name = ?1");

  chezu_statement_bind_text (select, 1, layer->name);
  if (chezu_statement_next (select) && !all->empty
      && (chezu_statement_is_null (select, 0) || chezu_statement_get_double (select, 0) > all->min_x
          || chezu_statement_get_double (select, 1) < all->max_x
          || chezu_statement_get_double (select, 2) > all->min_y
          || chezu_statement_get_double (select, 3) < all->max_y))
    chezu_verify_note (self, CHEZU_VERIFY_BOUNDS, TRUE, g_strdup (layer->name),
                       _ ("The bounds that are told of the layer do not hold all of it"));
  return chezu_statement_done (select, error);
}

gboolean
chezu_verify_check_layers (ChezuVerify *self, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (layers); i++)
    {
      ChezuGeometryInfo all = {
        .empty = TRUE,
        .min_x = INFINITY,
        .max_x = -INFINITY,
        .min_y = INFINITY,
        .max_y = -INFINITY,
      };

      if (!check_rows (self, &layers[i], &all, error) || !check_strays (self, &layers[i], error)
          || !check_bounds (self, &layers[i], &all, error))
        return FALSE;
    }
  return TRUE;
}
