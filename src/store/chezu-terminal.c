/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A vehicle is known by its plate and the plate's colour, wherever what is known of it comes from.
 *
 * A terminal that a source names for the first time belongs to
 *   1. the vehicle with the same plate, if the plate is of a known form (chezu_plate_identifies ())
 *      and the colours do not differ as far as both are known;
 *   2. else the vehicle of a terminal with the same identifier, unless plate or colour say that it
 *      is another; terminals of other sources only count when the identifier is long enough to be
 *      a telephone number or a serial number;
 *   3. else a new vehicle.
 * Two terminals that one source names at the same time are two vehicles, whatever they are called:
 * colours are rarely known, and joined tracks cannot be parted again. A terminal that the source
 * does not name any more, or whose identifier has got a new number, gives its place away.
 *
 * A terminal that gets another plate goes to the vehicle with that plate if there is one, to a new
 * vehicle if another terminal still vouches for the old plate, and takes its vehicle along
 * otherwise: somebody mended a typing error, or the vehicle was registered anew. What was recorded
 * stays with the vehicle it was recorded for.
 *
 * What is shown of a vehicle is, member by member, what the source that was added first knows, else
 * the next one; a colour that was known stays known with its plate. It is connected when one
 * terminal is, and gone when all are. */

#include "store/chezu-terminal-private.h"

#include "base/chezu-plate.h"
#include "store/chezu-database-private.h"

#include <string.h>

/* The shortest number of a telephone or of a device that is given once in the world. */
#define UNIQUE_ID_MIN 8

#define TERMINAL_COLUMNS                                                                           \
  "unique_id, plate, plate_color, kind, enterprise, driver, phone, model, connected, gone, "       \
  "heard_ms"

typedef struct
{
  gint64 id; /* 0: not known yet */
  gint64 vehicle_id;
  gboolean listed;
  gboolean same_words; /* all that describes it is as it was */
  gboolean same_name;  /* plate and colour are */
  gboolean connected;
  gboolean gone;
  gint64 heard_ms;
} Known;

/* --- What is known ------------------------------------------------------------------------- */

static gboolean
is_text (ChezuStatement *select, int column, const char *text)
{
  return g_strcmp0 (chezu_statement_get_text (select, column), text) == 0;
}

static gboolean
find_known (ChezuCommit *commit, const ChezuDevice *device, Known *known, GError **error)
{
  ChezuStatement *select
      = chezu_database_prepare (commit->db, "SELECT id, vehicle, listed, " TERMINAL_COLUMNS
                                            " FROM terminal WHERE source = ?1 AND remote_id = ?2");

  *known = (Known){ 0 };
  chezu_statement_bind_int (select, 1, commit->batch->source_id);
  chezu_statement_bind_int (select, 2, device->remote_id);
  if (chezu_statement_next (select))
    {
      known->id = chezu_statement_get_int (select, 0);
      known->vehicle_id = chezu_statement_get_int (select, 1);
      known->listed = chezu_statement_get_int (select, 2) != 0;
      known->same_name = is_text (select, 4, device->plate)
                         && chezu_statement_get_int (select, 5) == device->plate_color;
      known->same_words
          = known->same_name && is_text (select, 3, device->unique_id)
            && is_text (select, 6, chezu_vehicle_kind_key (device->kind))
            && is_text (select, 7, device->enterprise) && is_text (select, 8, device->driver)
            && is_text (select, 9, device->phone) && is_text (select, 10, device->model);
      known->connected = chezu_statement_get_int (select, 11) != 0;
      known->gone = chezu_statement_get_int (select, 12) != 0;
      known->heard_ms = chezu_statement_get_int (select, 13);
    }
  return chezu_statement_done (select, error);
}

static void
bind_words (ChezuStatement *statement, const ChezuDevice *device)
{
  chezu_statement_bind_text (statement, 4, device->unique_id);
  chezu_statement_bind_text (statement, 5, device->plate);
  chezu_statement_bind_int (statement, 6, device->plate_color);
  chezu_statement_bind_text (statement, 7, chezu_vehicle_kind_key (device->kind));
  chezu_statement_bind_text (statement, 8, device->enterprise);
  chezu_statement_bind_text (statement, 9, device->driver);
  chezu_statement_bind_text (statement, 10, device->phone);
  chezu_statement_bind_text (statement, 11, device->model);
  chezu_statement_bind_int (statement, 12, device->connected);
}

/* --- Which vehicle --------------------------------------------------------------------------- */

/* A vehicle has no room for a second terminal that the same source names. ?1 is the source, ?2 the
 * terminal's identifier: one that comes under a new number is the same. */
#define HAS_ROOM                                                                                   \
  "NOT EXISTS (SELECT 1 FROM terminal AS other WHERE other.vehicle = v.id AND other.source = ?1 "  \
  "AND other.listed AND (?2 IS NULL OR other.unique_id IS NOT ?2))"
/* ?3 is the colour. */
#define SAME_COLOR "(?3 = 0 OR v.plate_color = 0 OR v.plate_color = ?3)"

static void
bind_identity (ChezuStatement *select, ChezuCommit *commit, const ChezuDevice *device)
{
  chezu_statement_bind_int (select, 1, commit->batch->source_id);
  chezu_statement_bind_text (select, 2, device->unique_id);
  chezu_statement_bind_int (select, 3, device->plate_color);
}

/* Of several, the one whose colour is known to be the same, then the one last heard of. */
static gboolean
find_by_plate (ChezuCommit *commit, const ChezuDevice *device, gint64 *vehicle_id, GError **error)
{
  ChezuStatement *select;

  if (!chezu_plate_identifies (device->plate))
    return TRUE;

  select = chezu_database_prepare (
      commit->db, "SELECT v.id FROM vehicle AS v WHERE v.plate = ?4 AND " SAME_COLOR
                  " AND " HAS_ROOM " ORDER BY v.plate_color = ?3 DESC, v.time_ms DESC, v.id DESC "
                  "LIMIT 1");
  bind_identity (select, commit, device);
  chezu_statement_bind_text (select, 4, device->plate);
  if (chezu_statement_next (select))
    *vehicle_id = chezu_statement_get_int (select, 0);
  return chezu_statement_done (select, error);
}

static gboolean
may_have_plate (ChezuStatement *select, int column, const ChezuDevice *device)
{
  const char *plate = chezu_statement_get_text (select, column);

  return g_strcmp0 (plate, device->plate) == 0 || !chezu_plate_identifies (plate)
         || !chezu_plate_identifies (device->plate);
}

static gboolean
find_by_unique_id (ChezuCommit *commit,
                   const ChezuDevice *device,
                   gint64 *vehicle_id,
                   GError **error)
{
  ChezuStatement *select;
  gboolean everywhere;

  if (device->unique_id == NULL)
    return TRUE;

  everywhere = strlen (device->unique_id) >= UNIQUE_ID_MIN;
  select = chezu_database_prepare (
      commit->db, "SELECT v.id, v.plate FROM terminal AS t JOIN vehicle AS v ON v.id = t.vehicle "
                  "WHERE t.unique_id = ?2 AND (?4 OR t.source IS NULL OR t.source = ?1) "
                  "AND " SAME_COLOR " AND " HAS_ROOM " ORDER BY t.source = ?1 DESC, v.id DESC");
  bind_identity (select, commit, device);
  chezu_statement_bind_int (select, 4, everywhere);
  while (*vehicle_id == 0 && chezu_statement_next (select))
    if (may_have_plate (select, 1, device))
      *vehicle_id = chezu_statement_get_int (select, 0);
  return chezu_statement_done (select, error);
}

static gboolean
add_vehicle (ChezuCommit *commit, const ChezuDevice *device, gint64 *vehicle_id, GError **error)
{
  ChezuStatement *insert = chezu_database_prepare (
      commit->db, "INSERT INTO vehicle (source, remote_id, seq, unique_id, plate, plate_color, "
                  "kind, enterprise, driver, phone, model, connected, gone, heard_ms) "
                  "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)");

  chezu_statement_bind_int (insert, 1, commit->batch->source_id);
  chezu_statement_bind_int (insert, 2, device->remote_id);
  chezu_statement_bind_int (insert, 3, ++commit->seq);
  bind_words (insert, device);
  chezu_statement_bind_int (insert, 13, device->gone);
  chezu_statement_bind_int (insert, 14, device->heard_ms);
  if (!chezu_statement_run (insert, error))
    return FALSE;
  *vehicle_id = chezu_database_last_insert_id (commit->db);
  return TRUE;
}

/* Terminals whose place the new one takes: those of a removed source that had its identifier, and
 * those of its own source that are not named any more, or were under another number. */
static gboolean
make_way (ChezuCommit *commit, const ChezuDevice *device, gint64 vehicle_id, GError **error)
{
  ChezuStatement *remove = chezu_database_prepare (
      commit->db,
      "DELETE FROM terminal WHERE vehicle = ?1 AND ((source IS NULL AND unique_id = ?3) "
      "OR (source = ?2 AND remote_id <> ?4 AND (NOT listed OR unique_id = ?3)))");

  chezu_statement_bind_int (remove, 1, vehicle_id);
  chezu_statement_bind_int (remove, 2, commit->batch->source_id);
  chezu_statement_bind_text (remove, 3, device->unique_id);
  chezu_statement_bind_int (remove, 4, device->remote_id);
  return chezu_statement_run (remove, error);
}

static gboolean
find_vehicle (ChezuCommit *commit, const ChezuDevice *device, gint64 *vehicle_id, GError **error)
{
  *vehicle_id = 0;
  if (!find_by_plate (commit, device, vehicle_id, error)
      || (*vehicle_id == 0 && !find_by_unique_id (commit, device, vehicle_id, error)))
    return FALSE;
  if (*vehicle_id == 0)
    return add_vehicle (commit, device, vehicle_id, error);
  return make_way (commit, device, *vehicle_id, error);
}

/* Whether another terminal of the vehicle says that it is not what @device says. */
static gboolean
is_contradicted (ChezuCommit *commit,
                 const Known *known,
                 const ChezuDevice *device,
                 gboolean *contradicted,
                 GError **error)
{
  ChezuStatement *select = chezu_database_prepare (
      commit->db, "SELECT plate, plate_color FROM terminal "
                  "WHERE vehicle = ?1 AND id <> ?2 AND source IS NOT NULL AND listed");

  *contradicted = FALSE;
  chezu_statement_bind_int (select, 1, known->vehicle_id);
  chezu_statement_bind_int (select, 2, known->id);
  while (chezu_statement_next (select))
    {
      gint64 color = chezu_statement_get_int (select, 1);

      *contradicted |= !may_have_plate (select, 0, device)
                       || (color != CHEZU_PLATE_COLOR_UNKNOWN
                           && device->plate_color != CHEZU_PLATE_COLOR_UNKNOWN
                           && color != device->plate_color);
    }
  return chezu_statement_done (select, error);
}

/* Where a terminal goes that is called differently from now on. */
static gboolean
find_renamed (ChezuCommit *commit,
              const Known *known,
              const ChezuDevice *device,
              gint64 *vehicle_id,
              GError **error)
{
  gboolean contradicted;

  *vehicle_id = 0;
  if (!find_by_plate (commit, device, vehicle_id, error))
    return FALSE;
  if (*vehicle_id != 0)
    return make_way (commit, device, *vehicle_id, error);

  if (!is_contradicted (commit, known, device, &contradicted, error))
    return FALSE;
  if (contradicted)
    return add_vehicle (commit, device, vehicle_id, error);
  *vehicle_id = known->vehicle_id;
  return TRUE;
}

/* --- What it says ---------------------------------------------------------------------------- */

/* A terminal that is on line is not gone; one that is not may be either. */
static gboolean
is_gone (const Known *known, const ChezuDevice *device)
{
  return device->gone || (known->gone && !device->connected);
}

static gboolean
save (ChezuCommit *commit,
      const Known *known,
      const ChezuDevice *device,
      gint64 vehicle_id,
      GError **error)
{
  ChezuStatement *save_row = chezu_database_prepare (
      commit->db,
      "INSERT INTO terminal (source, remote_id, vehicle, " TERMINAL_COLUMNS ") "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14) "
      "ON CONFLICT (source, remote_id) DO UPDATE SET vehicle = excluded.vehicle, "
      "  unique_id = excluded.unique_id, plate = excluded.plate, "
      "  plate_color = excluded.plate_color, kind = excluded.kind, "
      "  enterprise = excluded.enterprise, driver = excluded.driver, phone = excluded.phone, "
      "  model = excluded.model, connected = excluded.connected, gone = excluded.gone, "
      "  heard_ms = excluded.heard_ms, listed = 1");

  chezu_statement_bind_int (save_row, 1, commit->batch->source_id);
  chezu_statement_bind_int (save_row, 2, device->remote_id);
  chezu_statement_bind_int (save_row, 3, vehicle_id);
  bind_words (save_row, device);
  chezu_statement_bind_int (save_row, 13, is_gone (known, device));
  chezu_statement_bind_int (save_row, 14, MAX (known->heard_ms, device->heard_ms));
  return chezu_statement_run (save_row, error);
}

/* When it was last heard is nothing that followers are told of. */
static gboolean
hear (ChezuCommit *commit, const Known *known, const ChezuDevice *device, GError **error)
{
  ChezuStatement *update;

  if (device->heard_ms <= known->heard_ms)
    return TRUE;
  update = chezu_database_prepare (commit->db, "UPDATE terminal SET heard_ms = ?2 WHERE id = ?1");
  chezu_statement_bind_int (update, 1, known->id);
  chezu_statement_bind_int (update, 2, device->heard_ms);
  if (!chezu_statement_run (update, error))
    return FALSE;

  update = chezu_database_prepare (
      commit->db, "UPDATE vehicle SET heard_ms = ?2 WHERE id = ?1 AND heard_ms < ?2");
  chezu_statement_bind_int (update, 1, known->vehicle_id);
  chezu_statement_bind_int (update, 2, device->heard_ms);
  return chezu_statement_run (update, error);
}

gboolean
chezu_terminal_take (ChezuCommit *commit, const ChezuDevice *device, GError **error)
{
  Known known;
  gint64 vehicle_id;

  if (!find_known (commit, device, &known, error))
    return FALSE;
  if (known.same_words && known.listed && known.connected == device->connected
      && known.gone == is_gone (&known, device))
    return hear (commit, &known, device, error);

  vehicle_id = known.vehicle_id;
  if (known.id == 0 && !find_vehicle (commit, device, &vehicle_id, error))
    return FALSE;
  if (known.id != 0 && !known.same_name
      && !find_renamed (commit, &known, device, &vehicle_id, error))
    return FALSE;

  if (!save (commit, &known, device, vehicle_id, error)
      || !chezu_terminal_describe (commit->db, vehicle_id, &commit->seq, error))
    return FALSE;
  return known.id == 0 || known.vehicle_id == vehicle_id
         || chezu_terminal_describe (commit->db, known.vehicle_id, &commit->seq, error);
}

gboolean
chezu_terminal_set_connected (ChezuCommit *commit,
                              const ChezuCommitTarget *target,
                              gboolean connected,
                              GError **error)
{
  ChezuStatement *update = chezu_database_prepare (
      commit->db, "UPDATE terminal SET connected = ?2, gone = NOT ?2 WHERE id = ?1");

  chezu_statement_bind_int (update, 1, target->terminal_id);
  chezu_statement_bind_int (update, 2, connected);
  return chezu_statement_run (update, error)
         && chezu_terminal_describe (commit->db, target->id, &commit->seq, error);
}

gboolean
chezu_terminal_unlist (ChezuCommit *commit, gint64 id, gint64 vehicle_id, GError **error)
{
  ChezuStatement *update = chezu_database_prepare (
      commit->db, "UPDATE terminal SET connected = 0, gone = 1, listed = 0 WHERE id = ?1");

  chezu_statement_bind_int (update, 1, id);
  return chezu_statement_run (update, error)
         && chezu_terminal_describe (commit->db, vehicle_id, &commit->seq, error);
}

/* --- What a vehicle is shown as ------------------------------------------------------------- */

/* Nobody vouches for it any more: it keeps its words and is gone. */
static gboolean
abandon (ChezuDatabase *db, gint64 vehicle_id, gint64 *seq, GError **error)
{
  ChezuStatement *update = chezu_database_prepare (
      db, "UPDATE vehicle SET connected = 0, gone = 1, source = NULL, seq = ?2 WHERE id = ?1 "
          "AND (connected OR NOT gone OR source IS NOT NULL)");

  chezu_statement_bind_int (update, 1, vehicle_id);
  chezu_statement_bind_int (update, 2, *seq + 1);
  if (!chezu_statement_run (update, error))
    return FALSE;
  *seq += chezu_database_changes (db) > 0;
  return TRUE;
}

static gboolean
count_terminals (ChezuDatabase *db, gint64 vehicle_id, gint64 *n, GError **error)
{
  ChezuStatement *select = chezu_database_prepare (
      db, "SELECT count (*) FROM terminal WHERE vehicle = ?1 AND source IS NOT NULL");

  *n = 0;
  chezu_statement_bind_int (select, 1, vehicle_id);
  if (chezu_statement_next (select))
    *n = chezu_statement_get_int (select, 0);
  return chezu_statement_done (select, error);
}

/* The terminal of the newest fix; where that one is no longer the vehicle's, another. */
static gboolean
choose_terminal (ChezuDatabase *db, gint64 vehicle_id, gint64 *seq, GError **error)
{
  ChezuStatement *update = chezu_database_prepare (
      db, "UPDATE vehicle SET (source, remote_id, seq) = (SELECT source, remote_id, ?2 "
          "FROM terminal WHERE vehicle = ?1 AND source IS NOT NULL ORDER BY listed DESC, source "
          "LIMIT 1) WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM terminal AS t "
          "WHERE t.vehicle = ?1 AND t.source = vehicle.source "
          "AND t.remote_id = vehicle.remote_id)");

  chezu_statement_bind_int (update, 1, vehicle_id);
  chezu_statement_bind_int (update, 2, *seq + 1);
  if (!chezu_statement_run (update, error))
    return FALSE;
  *seq += chezu_database_changes (db) > 0;
  return TRUE;
}

gboolean
chezu_terminal_describe (ChezuDatabase *db, gint64 vehicle_id, gint64 *seq, GError **error)
{
  ChezuStatement *update = chezu_database_prepare (
      db,
      "UPDATE vehicle SET unique_id = w.unique_id, plate = w.plate, plate_color = w.plate_color, "
      "  kind = w.kind, enterprise = w.enterprise, driver = w.driver, phone = w.phone, "
      "  model = w.model, connected = w.connected, gone = w.gone, heard_ms = w.heard_ms, seq = ?2 "
      "FROM (SELECT * FROM vehicle_words WHERE vehicle = ?1) AS w "
      "WHERE id = ?1 AND (vehicle.unique_id IS NOT w.unique_id OR vehicle.plate IS NOT w.plate "
      "  OR vehicle.plate_color <> w.plate_color OR vehicle.kind <> w.kind "
      "  OR vehicle.enterprise IS NOT w.enterprise OR vehicle.driver IS NOT w.driver "
      "  OR vehicle.phone IS NOT w.phone OR vehicle.model IS NOT w.model "
      "  OR vehicle.connected <> w.connected OR vehicle.gone <> w.gone)");
  gint64 n_terminals;

  if (!count_terminals (db, vehicle_id, &n_terminals, error))
    return FALSE;
  if (n_terminals == 0)
    return abandon (db, vehicle_id, seq, error);

  chezu_statement_bind_int (update, 1, vehicle_id);
  chezu_statement_bind_int (update, 2, *seq + 1);
  if (!chezu_statement_run (update, error))
    return FALSE;
  *seq += chezu_database_changes (db) > 0;
  return choose_terminal (db, vehicle_id, seq, error);
}
