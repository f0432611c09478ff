/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ctl/chezu-ctl-vehicle.h"

#include "base/chezu-format.h"
#include "base/chezu-plate.h"

#include <glib/gi18n-lib.h>

#define SUGGESTIONS_MAX 5

#define BY_PLATE "plate = ?1 OR id IN (SELECT vehicle FROM terminal WHERE plate = ?1)"
#define BY_TERMINAL "id IN (SELECT vehicle FROM terminal WHERE unique_id = ?1)"
#define BY_NUMBER "id = ?1"
#define BY_PART                                                                                    \
  "instr (plate, ?1) > 0 OR id IN (SELECT vehicle FROM terminal WHERE instr (unique_id, ?1) > 0)"

typedef struct
{
  const char *name;
  ChezuCtlVehicle *vehicle;
  guint n_found;
  GString *names; /* of those that were found, or that may have been meant */
} Lookup;

void
chezu_ctl_vehicle_clear (ChezuCtlVehicle *self)
{
  g_clear_pointer (&self->plate, g_free);
}

static void
note (Lookup *lookup, gint64 id, const char *plate)
{
  g_autofree char *shown = chezu_format_plate (plate);

  g_string_append_printf (lookup->names, "%s%s (#%" G_GINT64_FORMAT ")",
                          lookup->names->len > 0 ? ", " : "", shown, id);
  lookup->vehicle->id = id;
  g_free (lookup->vehicle->plate);
  lookup->vehicle->plate = g_strdup (plate);
}

static gboolean
look (ChezuDatabase *db,
      Lookup *lookup,
      const char *condition,
      const char *value,
      guint *n_found,
      GError **error)
{
  g_autofree char *sql = g_strdup_printf (
      "SELECT id, plate FROM vehicle WHERE %s ORDER BY id LIMIT %d", condition, SUGGESTIONS_MAX);
  ChezuStatement *select = chezu_database_prepare (db, sql);

  *n_found = 0;
  chezu_statement_bind_text (select, 1, value);
  while (chezu_statement_next (select))
    {
      note (lookup, chezu_statement_get_int (select, 0), chezu_statement_get_text (select, 1));
      (*n_found)++;
    }
  return chezu_statement_done (select, error);
}

/* A terminal may be called like a number, and a vehicle like a terminal. */
static gpointer
find_vehicle (ChezuDatabase *db, gpointer data, GError **error)
{
  Lookup *lookup = data;
  g_autofree char *plate = chezu_plate_clean (lookup->name);
  guint n_similar;

  if (*lookup->name == '#')
    return look (db, lookup, BY_NUMBER, lookup->name + 1, &lookup->n_found, error) ? lookup : NULL;

  if (!look (db, lookup, BY_PLATE, plate, &lookup->n_found, error))
    return NULL;
  if (lookup->n_found == 0
      && !look (db, lookup, BY_TERMINAL, lookup->name, &lookup->n_found, error))
    return NULL;
  if (lookup->n_found == 0 && !look (db, lookup, BY_NUMBER, lookup->name, &lookup->n_found, error))
    return NULL;
  if (lookup->n_found == 0 && !look (db, lookup, BY_PART, plate, &n_similar, error))
    return NULL;
  return lookup;
}

static ChezuExit
judge (const Lookup *lookup)
{
  if (lookup->n_found == 1)
    return CHEZU_EXIT_OK;
  if (lookup->n_found > 1)
    return chezu_ctl_fail (CHEZU_EXIT_FAILED,
                           _ ("Several vehicles are called “%s”: %s. Name one by its number, like "
                              "“#17”"),
                           lookup->name, lookup->names->str);
  if (lookup->names->len > 0)
    return chezu_ctl_fail (CHEZU_EXIT_FAILED, _ ("There is no vehicle “%s”. There are: %s"),
                           lookup->name, lookup->names->str);
  return chezu_ctl_fail (CHEZU_EXIT_FAILED,
                         _ ("There is no vehicle “%s”. Give a plate, a terminal, or a number of "
                            "the store like “#17”"),
                         lookup->name);
}

ChezuExit
chezu_ctl_vehicle_find (ChezuStore *store, const char *name, ChezuCtlVehicle *vehicle)
{
  g_autoptr (GString) names = g_string_new (NULL);
  Lookup lookup = { .name = name, .vehicle = vehicle, .names = names };
  g_autoptr (GError) error = NULL;

  if (chezu_store_read_sync (store, find_vehicle, &lookup, &error) == NULL)
    return chezu_ctl_fail (CHEZU_EXIT_STORE, "%s", error->message);
  return judge (&lookup);
}
