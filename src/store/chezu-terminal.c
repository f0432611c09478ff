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
#include "store/chezu-rule-watch-private.h"

#include <string.h>

/* The shortest number of a telephone or of a device that is given once in the world. */
#define UNIQUE_ID_MIN 8

/* Identifier, plate, enterprise, driver, telephone, model, organisation. */
#define N_TEXTS 7

#define TERMINAL_COLUMNS                                                                           \
  "unique_id, plate, plate_color, kind, enterprise, driver, phone, model, connected, gone, "       \
  "heard_ms, organisation"

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
            && is_text (select, 9, device->phone) && is_text (select, 10, device->model)
            && is_text (select, 14, device->organisation);
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
  chezu_statement_bind_text (statement, 15, device->organisation);
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
      commit->db,
      "INSERT INTO vehicle (source, remote_id, seq, unique_id, plate, plate_color, "
      "kind, enterprise, driver, phone, model, connected, gone, heard_ms, organisation) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)");

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
  ChezuStatement *remove;
  gint64 id = 0;

  do
    {
      ChezuStatement *select = chezu_database_prepare (
          commit->db,
          "SELECT id FROM terminal WHERE vehicle = ?1 AND ((source IS NULL AND unique_id = ?3) "
          "OR (source = ?2 AND remote_id <> ?4 AND (NOT listed OR unique_id = ?3))) LIMIT 1");

      chezu_statement_bind_int (select, 1, vehicle_id);
      chezu_statement_bind_int (select, 2, commit->batch->source_id);
      chezu_statement_bind_text (select, 3, device->unique_id);
      chezu_statement_bind_int (select, 4, device->remote_id);
      id = chezu_statement_next (select) ? chezu_statement_get_int (select, 0) : 0;
      if (!chezu_statement_done (select, error))
        return FALSE;
      if (id == 0)
        return TRUE;
      remove = chezu_database_prepare (commit->db, "DELETE FROM terminal WHERE id = ?1");
      chezu_statement_bind_int (remove, 1, id);
    }
  while (chezu_statement_run (remove, error));
  return FALSE;
}

/* @is_new: it was made as the terminal says */
static gboolean
find_vehicle (ChezuCommit *commit,
              const ChezuDevice *device,
              gint64 *vehicle_id,
              gboolean *is_new,
              GError **error)
{
  *vehicle_id = 0;
  if (!find_by_plate (commit, device, vehicle_id, error)
      || (*vehicle_id == 0 && !find_by_unique_id (commit, device, vehicle_id, error)))
    return FALSE;
  *is_new = *vehicle_id == 0;
  if (*is_new)
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

/* Two statements rather than one that does either, which would keep a journal of its own. */
static gboolean
save (ChezuCommit *commit,
      const Known *known,
      const ChezuDevice *device,
      gint64 vehicle_id,
      GError **error)
{
  ChezuStatement *save_row = chezu_database_prepare (
      commit->db,
      known->id == 0
          ? "INSERT INTO terminal (source, remote_id, vehicle, " TERMINAL_COLUMNS ") "
            "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)"
          : "UPDATE terminal SET vehicle = ?3, unique_id = ?4, plate = ?5, plate_color = ?6, "
            "kind = ?7, enterprise = ?8, driver = ?9, phone = ?10, model = ?11, connected = ?12, "
            "gone = ?13, heard_ms = ?14, organisation = ?15, listed = 1 "
            "WHERE source = ?1 AND remote_id = ?2");

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
  gboolean is_new = FALSE;

  if (!find_known (commit, device, &known, error))
    return FALSE;
  if (known.same_words && known.listed && known.connected == device->connected
      && known.gone == is_gone (&known, device))
    return hear (commit, &known, device, error);

  vehicle_id = known.vehicle_id;
  if (known.id == 0 && !find_vehicle (commit, device, &vehicle_id, &is_new, error))
    return FALSE;
  if (known.id != 0 && !known.same_name
      && !find_renamed (commit, &known, device, &vehicle_id, error))
    return FALSE;

  if (!save (commit, &known, device, vehicle_id, error)
      || (!is_new && !chezu_terminal_describe (commit->db, vehicle_id, &commit->seq, error)))
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

/* The terminal of the newest fix; where that one is no longer the vehicle's, another. */
static gboolean
choose_terminal (ChezuDatabase *db, gint64 vehicle_id, gint64 *seq, GError **error)
{
  ChezuStatement *select = chezu_database_prepare (
      db, "SELECT 1 FROM vehicle AS v JOIN terminal AS t ON t.source = v.source "
          "AND t.remote_id = v.remote_id WHERE v.id = ?1 AND t.vehicle = ?1");
  ChezuStatement *update;
  gboolean has_one;

  chezu_statement_bind_int (select, 1, vehicle_id);
  has_one = chezu_statement_next (select);
  if (!chezu_statement_done (select, error) || has_one)
    return has_one;

  update = chezu_database_prepare (
      db, "UPDATE vehicle SET (source, remote_id, seq) = (SELECT source, remote_id, ?2 "
          "FROM terminal WHERE vehicle = ?1 AND source IS NOT NULL ORDER BY listed DESC, source "
          "LIMIT 1) WHERE id = ?1");
  chezu_statement_bind_int (update, 1, vehicle_id);
  chezu_statement_bind_int (update, 2, ++*seq);
  return chezu_statement_run (update, error);
}

/* What all terminals together say. */
typedef struct
{
  guint n_terminals;
  char *texts[N_TEXTS];
  gint64 plate_color;
  ChezuVehicleKind kind;
  gboolean connected;
  gboolean gone;
  gint64 heard_ms;
} Words;

static void
words_clear (Words *self)
{
  for (guint i = 0; i < N_TEXTS; i++)
    g_free (self->texts[i]);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Words, words_clear)

static void
add_words (Words *self, ChezuStatement *select)
{
  for (guint i = 0; i < N_TEXTS; i++)
    if (self->texts[i] == NULL)
      self->texts[i] = g_strdup (chezu_statement_get_text (select, (int)i));
  if (self->plate_color == CHEZU_PLATE_COLOR_UNKNOWN)
    self->plate_color = chezu_statement_get_int (select, N_TEXTS);
  if (self->kind == CHEZU_VEHICLE_UNKNOWN)
    self->kind = chezu_vehicle_kind_from_key (chezu_statement_get_text (select, N_TEXTS + 1));
  self->connected |= chezu_statement_get_int (select, N_TEXTS + 2) != 0;
  self->gone &= chezu_statement_get_int (select, N_TEXTS + 3) != 0;
  self->heard_ms = MAX (self->heard_ms, chezu_statement_get_int (select, N_TEXTS + 4));
  self->n_terminals++;
}

/* Of the sources in the order in which they were added. */
static gboolean
read_words (ChezuDatabase *db, gint64 vehicle_id, Words *words, GError **error)
{
  ChezuStatement *select = chezu_database_prepare (
      db,
      "SELECT unique_id, plate, enterprise, driver, phone, model, organisation, plate_color, kind, "
      "connected, gone, heard_ms FROM terminal WHERE vehicle = ?1 AND source IS NOT NULL "
      "ORDER BY listed DESC, source");

  *words = (Words){ .gone = TRUE };
  chezu_statement_bind_int (select, 1, vehicle_id);
  while (chezu_statement_next (select))
    add_words (words, select);
  return chezu_statement_done (select, error);
}

/* Looked at before it is written: an update that finds nothing to do costs as much as one that
 * does, because of what else hangs on a vehicle. */
static gboolean
is_shown (ChezuDatabase *db, gint64 vehicle_id, const Words *words, gboolean *shown, GError **error)
{
  ChezuStatement *select = chezu_database_prepare (
      db,
      "SELECT unique_id, plate, enterprise, driver, phone, model, organisation, plate_color, kind, "
      "connected, gone FROM vehicle WHERE id = ?1");

  *shown = FALSE;
  chezu_statement_bind_int (select, 1, vehicle_id);
  if (chezu_statement_next (select))
    {
      *shown = (words->plate_color == CHEZU_PLATE_COLOR_UNKNOWN
                || chezu_statement_get_int (select, N_TEXTS) == words->plate_color)
               && is_text (select, N_TEXTS + 1, chezu_vehicle_kind_key (words->kind))
               && (chezu_statement_get_int (select, N_TEXTS + 2) != 0) == words->connected
               && (chezu_statement_get_int (select, N_TEXTS + 3) != 0) == words->gone;
      for (guint i = 0; i < N_TEXTS; i++)
        *shown &= is_text (select, (int)i, words->texts[i]);
    }
  return chezu_statement_done (select, error);
}

static gboolean
show_words (ChezuDatabase *db, gint64 vehicle_id, const Words *words, gint64 *seq, GError **error)
{
  gboolean shown;
  ChezuStatement *update;

  if (!is_shown (db, vehicle_id, words, &shown, error) || shown)
    return shown;

  update = chezu_database_prepare (
      db, "UPDATE vehicle SET unique_id = ?3, plate = ?4, enterprise = ?5, driver = ?6, "
          "phone = ?7, model = ?8, organisation = ?9, "
          "plate_color = iif (?10 = 0 AND plate IS ?4, plate_color, ?10), kind = ?11, "
          "connected = ?12, gone = ?13, heard_ms = ?14, seq = ?2 WHERE id = ?1");
  chezu_statement_bind_int (update, 1, vehicle_id);
  chezu_statement_bind_int (update, 2, ++*seq);
  for (guint i = 0; i < N_TEXTS; i++)
    chezu_statement_bind_text (update, (int)i + 3, words->texts[i]);
  chezu_statement_bind_int (update, N_TEXTS + 3, words->plate_color);
  chezu_statement_bind_text (update, N_TEXTS + 4, chezu_vehicle_kind_key (words->kind));
  chezu_statement_bind_int (update, N_TEXTS + 5, words->connected);
  chezu_statement_bind_int (update, N_TEXTS + 6, words->gone);
  chezu_statement_bind_int (update, N_TEXTS + 7, words->heard_ms);
  return chezu_statement_run (update, error) && chezu_rule_watch_describe (db, vehicle_id, error);
}

gboolean
chezu_terminal_describe (ChezuDatabase *db, gint64 vehicle_id, gint64 *seq, GError **error)
{
  g_auto (Words) words = { 0 };

  if (!read_words (db, vehicle_id, &words, error))
    return FALSE;
  if (words.n_terminals == 0)
    return abandon (db, vehicle_id, seq, error);
  return show_words (db, vehicle_id, &words, seq, error)
         && choose_terminal (db, vehicle_id, seq, error);
}
