/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/chezu-place-table.h"

#include "store/chezu-geometry-private.h"

void
chezu_place_list_free (ChezuPlaceList *self)
{
  if (self == NULL)
    return;

  g_array_unref (self->rows);
  g_string_chunk_free (self->strings);
  g_free (self);
}

void
chezu_region_row_free (ChezuRegionRow *self)
{
  if (self == NULL)
    return;

  g_free (self->key);
  g_free (self->name_zh);
  g_free (self->name_en);
  g_array_unref (self->coordinates);
  g_array_unref (self->ring_starts);
  g_free (self);
}

static const char *
take_text (ChezuPlaceList *list, ChezuStatement *select, int column)
{
  const char *text = chezu_statement_get_text (select, column);

  return text == NULL || *text == '\0' ? NULL : g_string_chunk_insert_const (list->strings, text);
}

/* A row that somebody added without a point, or of a kind that this version does not know, cannot
 * be shown. */
static void
append_place (ChezuPlaceList *list, ChezuStatement *select)
{
  ChezuPlaceRow row = { .id = chezu_statement_get_int (select, 0) };
  gsize size;
  gconstpointer geometry = chezu_statement_get_blob (select, 1, &size);

  if (!chezu_geometry_read_point (geometry, size, &row.lon, &row.lat)
      || !chezu_place_kind_from_key (chezu_statement_get_text (select, 3), &row.kind))
    return;

  row.code = take_text (list, select, 2);
  row.name_zh = take_text (list, select, 4);
  row.name_en = take_text (list, select, 5);
  row.address_zh = take_text (list, select, 6);
  row.phone = take_text (list, select, 7);
  row.opening_hours = take_text (list, select, 8);
  row.capacity = chezu_statement_is_null (select, 9) ? CHEZU_UNKNOWN
                                                     : (gint32)chezu_statement_get_int (select, 9);
  row.capacity_unit = take_text (list, select, 10);
  row.services = take_text (list, select, 11);
  row.region = take_text (list, select, 12);
  g_array_append_val (list->rows, row);
}

static gpointer
read_places (ChezuDatabase *db, gpointer data, GError **error)
{
  g_autoptr (ChezuPlaceList) list = g_new0 (ChezuPlaceList, 1);
  ChezuStatement *select = chezu_database_prepare (
      db, "SELECT id, geom, code, kind, name_zh, name_en, address_zh, phone, opening_hours, "
          "capacity, capacity_unit, services, region FROM place ORDER BY id");

  list->rows = g_array_new (FALSE, FALSE, sizeof (ChezuPlaceRow));
  list->strings = g_string_chunk_new (4096);
  while (chezu_statement_next (select))
    append_place (list, select);
  if (!chezu_statement_done (select, error))
    return NULL;
  return g_steal_pointer (&list);
}

DexFuture *
chezu_place_table_list (ChezuStore *store)
{
  return chezu_store_read (store, read_places, NULL, NULL, (GDestroyNotify)chezu_place_list_free);
}

static ChezuRegionRow *
make_region (ChezuStatement *select)
{
  ChezuRegionRow *row = g_new0 (ChezuRegionRow, 1);
  gsize size;
  gconstpointer geometry = chezu_statement_get_blob (select, 5, &size);

  row->key = g_strdup (chezu_statement_get_text (select, 0));
  row->name_zh = g_strdup (chezu_statement_get_text (select, 1));
  row->name_en = g_strdup (chezu_statement_get_text (select, 2));
  row->label_lon = chezu_statement_get_double (select, 3);
  row->label_lat = chezu_statement_get_double (select, 4);
  row->coordinates = g_array_new (FALSE, FALSE, sizeof (double));
  row->ring_starts = g_array_new (FALSE, FALSE, sizeof (guint));
  if (chezu_geometry_read_rings (geometry, size, row->coordinates, row->ring_starts))
    return row;

  chezu_region_row_free (row);
  return NULL;
}

static gpointer
read_regions (ChezuDatabase *db, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) rows
      = g_ptr_array_new_with_free_func ((GDestroyNotify)chezu_region_row_free);
  ChezuStatement *select = chezu_database_prepare (
      db, "SELECT key, name_zh, name_en, label_lon, label_lat, geom FROM region ORDER BY id");

  while (chezu_statement_next (select))
    {
      ChezuRegionRow *row = make_region (select);

      if (row != NULL)
        g_ptr_array_add (rows, row);
    }
  if (!chezu_statement_done (select, error))
    return NULL;
  return g_steal_pointer (&rows);
}

DexFuture *
chezu_region_table_list (ChezuStore *store)
{
  return chezu_store_read (store, read_regions, NULL, NULL, (GDestroyNotify)g_ptr_array_unref);
}
