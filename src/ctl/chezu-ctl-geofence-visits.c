/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chezuctl geofence inside and visits. */

#include "ctl/chezu-ctl-geofence.h"

#include "base/chezu-format.h"
#include "base/chezu-time.h"
#include "base/chezu-when.h"
#include "ctl/chezu-ctl-json.h"
#include "ctl/chezu-ctl-vehicle.h"

#include <glib/gi18n-lib.h>

#define VISITS_MAX 100000

typedef struct
{
  GArray *visits;     /* of ChezuGeofenceVisit */
  GHashTable *plates; /* gint64 → char * */
  GPtrArray *fences;  /* of ChezuGeofenceRow */
} Told;

static void
told_clear (Told *told)
{
  g_clear_pointer (&told->visits, g_array_unref);
  g_clear_pointer (&told->plates, g_hash_table_unref);
  g_clear_pointer (&told->fences, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Told, told_clear)

static gpointer
read_plates (ChezuDatabase *db, gpointer data, GError **error)
{
  g_autoptr (GHashTable) plates
      = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  ChezuStatement *select = chezu_database_prepare (
      db, "SELECT id, plate FROM vehicle WHERE id IN (SELECT vehicle FROM geofence_visit)");

  while (chezu_statement_next (select))
    {
      gint64 id = chezu_statement_get_int (select, 0);

      g_hash_table_insert (plates, g_memdup2 (&id, sizeof id),
                           g_strdup (chezu_statement_get_text (select, 1)));
    }
  if (!chezu_statement_done (select, error))
    return NULL;
  return g_steal_pointer (&plates);
}

static const char *
name_fence (const Told *told, gint64 id)
{
  for (guint i = 0; i < told->fences->len; i++)
    if (((const ChezuGeofenceRow *)told->fences->pdata[i])->id == id)
      return ((const ChezuGeofenceRow *)told->fences->pdata[i])->name;
  return NULL;
}

/* --- Printing */

static void
print_lines (const Told *told)
{
  gint64 now_ms = chezu_time_now_ms ();

  for (guint i = 0; i < told->visits->len; i++)
    {
      const ChezuGeofenceVisit *visit = &g_array_index (told->visits, ChezuGeofenceVisit, i);
      g_autofree char *plate
          = chezu_format_plate (g_hash_table_lookup (told->plates, &visit->vehicle));
      g_autofree char *entered = chezu_format_moment (visit->entered_ms, now_ms);
      g_autofree char *left
          = visit->left_ms != 0 ? chezu_format_moment (visit->left_ms, now_ms) : g_strdup ("—");
      const char *fence = name_fence (told, visit->geofence);

      g_print ("%s\t%s\t%s%s\t%s\n", fence != NULL ? fence : _ ("(removed)"), plate,
               visit->was_inside ? "~" : "", entered, left);
    }
}

/* Scripts rely on the names, which chezuctl(1) lists. */
static void
print_json (const Told *told)
{
  ChezuCtlJson root = chezu_ctl_json_begin ();
  yyjson_mut_val *list = yyjson_mut_obj_add_arr (root.json, root.object, "visits");

  for (guint i = 0; i < told->visits->len; i++)
    {
      const ChezuGeofenceVisit *visit = &g_array_index (told->visits, ChezuGeofenceVisit, i);
      ChezuCtlJson to = chezu_ctl_json_append_object (root, list);

      chezu_ctl_json_add_text (to, "geofence", name_fence (told, visit->geofence));
      chezu_ctl_json_add_int (to, "geofence_id", visit->geofence);
      chezu_ctl_json_add_text (to, "vehicle", g_hash_table_lookup (told->plates, &visit->vehicle));
      chezu_ctl_json_add_int (to, "vehicle_id", visit->vehicle);
      chezu_ctl_json_add_time (to, "entered", visit->entered_ms);
      chezu_ctl_json_add_time (to, "left", visit->left_ms);
      yyjson_mut_obj_add_bool (to.json, to.object, "was_inside", visit->was_inside);
    }
  chezu_ctl_json_print (root.json);
}

/* @visits: (transfer full) */
static ChezuExit
tell (ChezuStore *store, DexFuture *visits, GPtrArray *fences, gboolean as_json)
{
  g_auto (Told) told = { .fences = g_ptr_array_ref (fences) };
  g_autoptr (GError) error = NULL;

  told.visits = chezu_ctl_take (visits, &error);
  if (told.visits != NULL)
    told.plates = chezu_store_read_sync (store, read_plates, NULL, &error);
  if (told.plates == NULL)
    return chezu_ctl_fail (CHEZU_EXIT_STORE, "%s", error->message);
  if (as_json)
    print_json (&told);
  else
    print_lines (&told);
  return CHEZU_EXIT_OK;
}

/* --- Asking */

ChezuExit
chezu_ctl_geofence_inside (ChezuCtl *ctl, int argc, char **argv)
{
  gboolean as_json = FALSE;
  g_autofree char *at = NULL;
  const GOptionEntry entries[] = {
    { "at", 0, 0, G_OPTION_ARG_STRING, &at, N_ ("At that time instead of now"), N_ ("WHEN") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_ ("Print JSON"), NULL },
    { NULL },
  };
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autoptr (GError) error = NULL;
  g_autoptr (ChezuStore) store = NULL;
  g_autoptr (GPtrArray) fences = NULL;
  const ChezuGeofenceRow *fence;
  gint64 at_ms = 0;

  if (!chezu_ctl_parse (_ ("NAME"), _ ("Lists who is inside a geofence, and since when."), entries,
                        &argc, &argv))
    return CHEZU_EXIT_USAGE;
  if (argc != 2)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("Name one geofence"));
  if (at != NULL && !chezu_when_parse (at, chezu_time_now_ms (), zone, &at_ms, &error))
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, "%s", error->message);
  store = chezu_ctl_open_store (ctl);
  fences = store != NULL ? chezu_ctl_geofence_read (store) : NULL;
  if (fences == NULL)
    return CHEZU_EXIT_STORE;
  fence = chezu_ctl_geofence_find (fences, argv[1]);
  if (fence == NULL)
    return CHEZU_EXIT_FAILED;
  return tell (store, chezu_geofence_table_read_inside (store, fence->id, at_ms), fences, as_json);
}

typedef struct
{
  char *from;
  char *to;
  char *geofence;
  char *vehicle;
  gboolean as_json;

  gint64 from_ms;
  gint64 to_ms;
} VisitOptions;

static void
visit_options_clear (VisitOptions *options)
{
  g_free (options->from);
  g_free (options->to);
  g_free (options->geofence);
  g_free (options->vehicle);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (VisitOptions, visit_options_clear)

static gboolean
parse_period (VisitOptions *options)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autoptr (GError) error = NULL;
  gint64 now_ms = chezu_time_now_ms ();

  options->to_ms = now_ms;
  options->from_ms = now_ms - CHEZU_DAY_MS;
  if ((options->to != NULL
       && !chezu_when_parse (options->to, now_ms, zone, &options->to_ms, &error))
      || (options->from != NULL
          && !chezu_when_parse (options->from, now_ms, zone, &options->from_ms, &error)))
    {
      chezu_ctl_fail (CHEZU_EXIT_USAGE, "%s", error->message);
      return FALSE;
    }
  return TRUE;
}

static ChezuExit
tell_visits (ChezuStore *store, const VisitOptions *options, GPtrArray *fences)
{
  g_auto (ChezuCtlVehicle) vehicle = { 0 };
  const ChezuGeofenceRow *fence = NULL;

  if (options->geofence != NULL)
    {
      fence = chezu_ctl_geofence_find (fences, options->geofence);
      if (fence == NULL)
        return CHEZU_EXIT_FAILED;
    }
  if (options->vehicle != NULL)
    {
      ChezuExit found = chezu_ctl_vehicle_find (store, options->vehicle, &vehicle);

      if (found != CHEZU_EXIT_OK)
        return found;
    }
  return tell (store,
               chezu_geofence_table_read_visits (store, fence != NULL ? fence->id : 0, vehicle.id,
                                                 options->from_ms, options->to_ms, VISITS_MAX),
               fences, options->as_json);
}

ChezuExit
chezu_ctl_geofence_visits (ChezuCtl *ctl, int argc, char **argv)
{
  g_auto (VisitOptions) options = { 0 };
  const GOptionEntry entries[] = {
    { "geofence", 0, 0, G_OPTION_ARG_STRING, &options.geofence, N_ ("Of this geofence alone"),
      N_ ("NAME") },
    { "vehicle", 0, 0, G_OPTION_ARG_STRING, &options.vehicle, N_ ("Of this vehicle alone"),
      N_ ("VEHICLE") },
    { "from", 0, 0, G_OPTION_ARG_STRING, &options.from, N_ ("Begin of the period (a day ago)"),
      N_ ("WHEN") },
    { "to", 0, 0, G_OPTION_ARG_STRING, &options.to, N_ ("End of the period (now)"), N_ ("WHEN") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.as_json, N_ ("Print JSON"), NULL },
    { NULL },
  };
  g_autoptr (ChezuStore) store = NULL;
  g_autoptr (GPtrArray) fences = NULL;

  if (!chezu_ctl_parse (NULL, _ ("Lists entries and exits, the latest first."), entries, &argc,
                        &argv))
    return CHEZU_EXIT_USAGE;
  if (argc != 1)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("Give a geofence with --geofence, a vehicle with "
                                                "--vehicle"));
  if (!parse_period (&options))
    return CHEZU_EXIT_USAGE;
  store = chezu_ctl_open_store (ctl);
  fences = store != NULL ? chezu_ctl_geofence_read (store) : NULL;
  if (fences == NULL)
    return CHEZU_EXIT_STORE;
  return tell_visits (store, &options, fences);
}
