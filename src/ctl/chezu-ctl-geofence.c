/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chezuctl geofence: areas, circles and corridors, and who is inside. */

#include "ctl/chezu-ctl-geofence.h"
#include "ctl/chezu-ctl-actions.h"

#include "base/chezu-format.h"
#include "ctl/chezu-ctl-json.h"

#include <glib/gi18n-lib.h>

GPtrArray *
chezu_ctl_geofence_read (ChezuStore *store)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *rows = chezu_ctl_take (chezu_geofence_table_list (store), &error);

  if (rows == NULL)
    chezu_ctl_fail (CHEZU_EXIT_STORE, "%s", error->message);
  return rows;
}

const ChezuGeofenceRow *
chezu_ctl_geofence_find (const GPtrArray *rows, const char *name)
{
  for (guint i = 0; i < rows->len; i++)
    if (g_str_equal (((const ChezuGeofenceRow *)rows->pdata[i])->name, name))
      return rows->pdata[i];
  chezu_ctl_fail (CHEZU_EXIT_FAILED,
                  _ ("There is no geofence “%s”; “chezuctl geofence list” shows them"), name);
  return NULL;
}

/* --- Listing */

static void
print_rows (const GPtrArray *rows)
{
  static const char *const forms[CHEZU_N_GEOFENCE_FORMS]
      = { N_ ("area"), N_ ("circle"), N_ ("corridor") };

  for (guint i = 0; i < rows->len; i++)
    {
      const ChezuGeofenceRow *row = rows->pdata[i];
      g_autofree char *size = NULL;

      if (row->shape.form == CHEZU_GEOFENCE_CIRCLE)
        size = chezu_format_distance (row->shape.radius_m);
      else if (row->shape.form == CHEZU_GEOFENCE_CORRIDOR)
        size = chezu_format_distance (2.0 * row->shape.radius_m);
      /* TRANSLATORS: name, form, radius or width, vehicles inside, between tabs */
      g_print (_ ("%s\t%s\t%s\t%u inside%s\n"), row->name, _ (forms[row->shape.form]),
               size != NULL ? size : "—", row->n_inside, row->visible ? "" : _ ("\thidden"));
    }
}

static void
append_ring (yyjson_mut_doc *json, yyjson_mut_val *rings, const GArray *vertices)
{
  yyjson_mut_val *ring = yyjson_mut_arr_add_arr (json, rings);

  for (guint i = 0; i < vertices->len; i++)
    {
      const ChezuGeofenceVertex *vertex = &g_array_index (vertices, ChezuGeofenceVertex, i);
      yyjson_mut_val *pair = yyjson_mut_arr_add_arr (json, ring);

      yyjson_mut_arr_add_real (json, pair, vertex->lon);
      yyjson_mut_arr_add_real (json, pair, vertex->lat);
    }
}

/* Scripts rely on the names, which chezuctl(1) lists. */
static void
add_row (ChezuCtlJson to, const ChezuGeofenceRow *row, gboolean with_shape)
{
  chezu_ctl_json_add_int (to, "id", row->id);
  chezu_ctl_json_add_text (to, "name", row->name);
  chezu_ctl_json_add_text (to, "note", row->note);
  chezu_ctl_json_add_text (to, "form", chezu_geofence_form_key (row->shape.form));
  if (row->shape.form == CHEZU_GEOFENCE_CIRCLE)
    yyjson_mut_obj_add_real (to.json, to.object, "radius_m", row->shape.radius_m);
  else if (row->shape.form == CHEZU_GEOFENCE_CORRIDOR)
    yyjson_mut_obj_add_real (to.json, to.object, "width_m", 2.0 * row->shape.radius_m);
  yyjson_mut_obj_add_bool (to.json, to.object, "visible", row->visible);
  chezu_ctl_json_add_int (to, "inside", row->n_inside);
  chezu_ctl_json_add_time (to, "created", row->created_ms);
  chezu_ctl_json_add_time (to, "changed", row->changed_ms);
  if (with_shape)
    {
      yyjson_mut_val *rings = yyjson_mut_obj_add_arr (to.json, to.object, "outline");

      for (guint i = 0; i < row->outline->len; i++)
        append_ring (to.json, rings, g_array_index (row->outline, GArray *, i));
    }
}

static void
print_json (const GPtrArray *rows)
{
  ChezuCtlJson root = chezu_ctl_json_begin ();
  yyjson_mut_val *list = yyjson_mut_obj_add_arr (root.json, root.object, "geofences");

  for (guint i = 0; i < rows->len; i++)
    add_row (chezu_ctl_json_append_object (root, list), rows->pdata[i], FALSE);
  chezu_ctl_json_print (root.json);
}

static ChezuExit
list (ChezuCtl *ctl, int argc, char **argv)
{
  gboolean as_json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_ ("Print JSON"), NULL },
    { NULL },
  };
  g_autoptr (ChezuStore) store = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  if (!chezu_ctl_parse (NULL, _ ("Lists the geofences and how many vehicles are inside."), entries,
                        &argc, &argv))
    return CHEZU_EXIT_USAGE;
  store = chezu_ctl_open_store (ctl);
  rows = store != NULL ? chezu_ctl_geofence_read (store) : NULL;
  if (rows == NULL)
    return CHEZU_EXIT_STORE;
  if (as_json)
    print_json (rows);
  else
    print_rows (rows);
  return CHEZU_EXIT_OK;
}

static ChezuExit
show (ChezuCtl *ctl, int argc, char **argv)
{
  const GOptionEntry entries[] = { { NULL } };
  g_autoptr (ChezuStore) store = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  const ChezuGeofenceRow *row;
  ChezuCtlJson root;

  if (!chezu_ctl_parse (_ ("NAME"), _ ("Prints a geofence and its outline as JSON."), entries,
                        &argc, &argv))
    return CHEZU_EXIT_USAGE;
  if (argc != 2)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("Name one geofence"));
  store = chezu_ctl_open_store (ctl);
  rows = store != NULL ? chezu_ctl_geofence_read (store) : NULL;
  if (rows == NULL)
    return CHEZU_EXIT_STORE;
  row = chezu_ctl_geofence_find (rows, argv[1]);
  if (row == NULL)
    return CHEZU_EXIT_FAILED;
  root = chezu_ctl_json_begin ();
  add_row (root, row, TRUE);
  chezu_ctl_json_print (root.json);
  return CHEZU_EXIT_OK;
}

static ChezuExit
remove_geofence (ChezuCtl *ctl, int argc, char **argv)
{
  const GOptionEntry entries[] = { { NULL } };
  g_autoptr (ChezuStore) store = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) error = NULL;
  const ChezuGeofenceRow *row;

  if (!chezu_ctl_parse (_ ("NAME"), _ ("Removes a geofence. Its visits stay on record."), entries,
                        &argc, &argv))
    return CHEZU_EXIT_USAGE;
  if (argc != 2)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("Name one geofence"));
  store = chezu_ctl_open_writable_store (ctl);
  rows = store != NULL ? chezu_ctl_geofence_read (store) : NULL;
  if (rows == NULL)
    return CHEZU_EXIT_STORE;
  row = chezu_ctl_geofence_find (rows, argv[1]);
  if (row == NULL)
    return CHEZU_EXIT_FAILED;
  if (!chezu_ctl_wait (chezu_geofence_table_remove (store, row->id), &error))
    return chezu_ctl_fail (CHEZU_EXIT_FAILED, "%s", error->message);
  return CHEZU_EXIT_OK;
}

ChezuExit
chezu_ctl_geofence (ChezuCtl *ctl, int argc, char **argv)
{
  static const ChezuCtlAction actions[] = {
    { "list", list },
    { "show", show },
    { "add", chezu_ctl_geofence_add },
    { "import", chezu_ctl_geofence_import },
    { "remove", remove_geofence },
    { "inside", chezu_ctl_geofence_inside },
    { "visits", chezu_ctl_geofence_visits },
  };

  return chezu_ctl_run_action (
      ctl, "geofence",
      _ ("Usage: chezuctl geofence list | show NAME | add NAME | import FILE | remove NAME "
         "| inside NAME | visits\n“chezuctl geofence add --help” tells more\n"),
      actions, G_N_ELEMENTS (actions), argc, argv);
}
