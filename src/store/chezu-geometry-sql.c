/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/chezu-geometry-sql-private.h"

#include "base/chezu-units.h"
#include "store/chezu-geometry-private.h"

typedef enum
{
  MIN_X,
  MAX_X,
  MIN_Y,
  MAX_Y,
} Bound;

/* The same for the same arguments and without effects, so that triggers may call them in files that
 * are not trusted. */
#define FUNCTION_FLAGS (SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS)

static gboolean
inspect_argument (sqlite3_value *value, ChezuGeometryInfo *info)
{
  return sqlite3_value_type (value) == SQLITE_BLOB
         && chezu_geometry_inspect (sqlite3_value_blob (value), (gsize)sqlite3_value_bytes (value),
                                    info);
}

/* What is no geometry gives NULL. */
static void
is_empty_func (sqlite3_context *context, int n_values, sqlite3_value **values)
{
  ChezuGeometryInfo info;

  if (inspect_argument (values[0], &info))
    sqlite3_result_int (context, info.empty);
}

static void
bound_func (sqlite3_context *context, int n_values, sqlite3_value **values)
{
  ChezuGeometryInfo info;

  if (!inspect_argument (values[0], &info) || info.empty)
    return;

  switch ((Bound)GPOINTER_TO_INT (sqlite3_user_data (context)))
    {
    case MIN_X:
      sqlite3_result_double (context, info.min_x);
      break;
    case MAX_X:
      sqlite3_result_double (context, info.max_x);
      break;
    case MIN_Y:
      sqlite3_result_double (context, info.min_y);
      break;
    case MAX_Y:
      sqlite3_result_double (context, info.max_y);
      break;
    default:
      g_assert_not_reached ();
    }
}

static void
point_func (sqlite3_context *context, int n_values, sqlite3_value **values)
{
  guint8 point[CHEZU_GEOMETRY_POINT_SIZE];

  if (sqlite3_value_type (values[0]) != SQLITE_INTEGER
      || sqlite3_value_type (values[1]) != SQLITE_INTEGER)
    return;

  chezu_geometry_write_point (chezu_e7_to_degrees (sqlite3_value_int (values[0])),
                              chezu_e7_to_degrees (sqlite3_value_int (values[1])), point);
  sqlite3_result_blob (context, point, sizeof point, SQLITE_TRANSIENT);
}

int
chezu_geometry_register_functions (sqlite3 *db)
{
  static const struct
  {
    const char *name;
    int n_arguments;
    Bound bound;
    void (*func) (sqlite3_context *, int, sqlite3_value **);
  } functions[] = {
    { "ST_IsEmpty", 1, 0, is_empty_func }, { "ST_MinX", 1, MIN_X, bound_func },
    { "ST_MaxX", 1, MAX_X, bound_func },   { "ST_MinY", 1, MIN_Y, bound_func },
    { "ST_MaxY", 1, MAX_Y, bound_func },   { "chezu_point", 2, 0, point_func },
  };
  int result = SQLITE_OK;

  for (guint i = 0; i < G_N_ELEMENTS (functions) && result == SQLITE_OK; i++)
    result = sqlite3_create_function_v2 (db, functions[i].name, functions[i].n_arguments,
                                         FUNCTION_FLAGS, GINT_TO_POINTER (functions[i].bound),
                                         functions[i].func, NULL, NULL, NULL);
  return result;
}
