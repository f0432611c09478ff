/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A repair makes again what is made of something else that is whole: an index of its table, a point
 * of its columns, a count of what is counted. Each kind is one transaction, which looks at the file
 * as it is by then. What holds the only copy of something is never touched.
 */

#include "store/chezu-verify-private.h"

#include "store/chezu-alarm-log-private.h"
#include "store/chezu-layer-private.h"
#include "store/chezu-schema-private.h"
#include "track/chezu-arrival.h"
#include "track/chezu-segment.h"
#include "track/chezu-track-private.h"

#include <glib/gi18n-lib.h>

#define BUSY_TIMEOUT_MS 30000

typedef struct
{
  ChezuDatabase *db;
  ChezuDatabase *reference;
  const ChezuVerifyReport *report;
} Repair;

typedef gboolean (*RepairFunc) (Repair *self, GError **error);

/* --- SQLite's own ------------------------------------------------------------------------- */

static gboolean
repair_identity (Repair *self, GError **error)
{
  g_autofree char *script
      = g_strdup_printf ("PRAGMA application_id = %d; PRAGMA user_version = %d",
                         CHEZU_SCHEMA_APPLICATION_ID, CHEZU_SCHEMA_USER_VERSION);

  return chezu_database_execute (self->db, script, error);
}

/* One whose table is damaged cannot be made again; the others can. */
static gboolean
repair_indexes (Repair *self, GError **error)
{
  for (guint i = 0; i < self->report->findings->len; i++)
    {
      const ChezuFinding *finding = g_ptr_array_index (self->report->findings, i);
      g_autofree char *script = NULL;

      if (finding->rule != CHEZU_VERIFY_INDEX)
        continue;
      script = g_strdup_printf ("REINDEX \"%s\"", finding->where);
      chezu_database_execute (self->db, script, NULL);
    }
  return TRUE;
}

/* --- What the schema says ----------------------------------------------------------------- */

typedef struct
{
  char *type;
  char *sql;
} Object;

static gboolean
read_object (ChezuDatabase *db, const char *name, Object *object, GError **error)
{
  ChezuStatement *select
      = chezu_database_prepare (db, "SELECT type, sql FROM sqlite_schema WHERE name = ?1");

  *object = (Object){ 0 };
  chezu_statement_bind_text (select, 1, name);
  if (chezu_statement_next (select))
    {
      object->type = g_strdup (chezu_statement_get_text (select, 0));
      object->sql = g_strdup (chezu_statement_get_text (select, 1));
    }
  return chezu_statement_done (select, error);
}

static void
object_clear (Object *object)
{
  g_free (object->type);
  g_free (object->sql);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Object, object_clear)

static gboolean
make_again (Repair *self, const char *name, GError **error)
{
  g_auto (Object) there = { 0 };
  g_auto (Object) wanted = { 0 };

  if (!read_object (self->db, name, &there, error)
      || !read_object (self->reference, name, &wanted, error))
    return FALSE;
  if (there.type != NULL)
    {
      g_autofree char *drop = g_strdup_printf ("DROP %s \"%s\"", there.type, name);

      if (!chezu_database_execute (self->db, drop, error))
        return FALSE;
    }
  return chezu_database_execute (self->db, wanted.sql, error);
}

/* Tables are made again with what is in them: see below. */
static gboolean
repair_schema (Repair *self, GError **error)
{
  for (guint i = 0; i < self->report->findings->len; i++)
    {
      const ChezuFinding *finding = g_ptr_array_index (self->report->findings, i);

      if (finding->rule == CHEZU_VERIFY_SCHEMA && finding->repairable
          && !g_str_has_suffix (finding->where, "_geom")
          && !g_str_equal (finding->where, "segment_box")
          && !make_again (self, finding->where, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
copy_rows (Repair *self, const char *table, const char *columns, guint n_columns, GError **error)
{
  g_autofree char *read = g_strdup_printf ("SELECT %s FROM %s", columns, table);
  g_autofree char *holders = g_strnfill (n_columns * 2 - 1, '?');
  g_autofree char *write = NULL;
  ChezuStatement *select;

  for (guint i = 1; i < n_columns; i++)
    holders[i * 2 - 1] = ',';
  /* last_change and bounds are none of these columns and stay, or become what they are by default.
   */
  write = g_strdup_printf ("INSERT INTO %s (%s) VALUES (%s) ON CONFLICT DO UPDATE SET (%s) = (%s)",
                           table, columns, holders, columns, holders);

  select = chezu_database_prepare (self->reference, read);
  while (chezu_statement_next (select))
    {
      ChezuStatement *insert = chezu_database_prepare (self->db, write);

      for (guint i = 0; i < n_columns; i++)
        for (guint twice = 0; twice < 2; twice++)
          chezu_statement_bind_text (insert, (int)(i + 1 + twice * n_columns),
                                     chezu_statement_get_text (select, (int)i));
      if (!chezu_statement_run (insert, error))
        {
          chezu_statement_done (select, NULL);
          return FALSE;
        }
    }
  return chezu_statement_done (select, error);
}

static gboolean
repair_contents (Repair *self, GError **error)
{
  return copy_rows (self, "gpkg_spatial_ref_sys",
                    "srs_name, srs_id, organization, organization_coordsys_id, definition, "
                    "description",
                    6, error)
         && copy_rows (self, "gpkg_contents",
                       "table_name, data_type, identifier, description, srs_id", 5, error)
         && copy_rows (self, "gpkg_geometry_columns",
                       "table_name, column_name, geometry_type_name, srs_id, z, m", 6, error)
         && copy_rows (self, "gpkg_extensions",
                       "table_name, column_name, extension_name, definition, scope", 5, error);
}

/* --- Layers ------------------------------------------------------------------------------- */

static gboolean
repair_points (Repair *self, GError **error)
{
  return chezu_database_execute (self->db,
                                 "UPDATE vehicle SET geom = chezu_point (lon_e7, lat_e7) "
                                 "WHERE geom IS NOT chezu_point (lon_e7, lat_e7)",
                                 error);
}

static gboolean
repair_layer_index (Repair *self, const char *layer, GError **error)
{
  g_autofree char *name = g_strdup_printf ("rtree_%s_geom", layer);
  g_autofree char *fill = g_strdup_printf (
      "INSERT INTO %s SELECT id, ST_MinX (geom), ST_MaxX (geom), ST_MinY (geom), ST_MaxY (geom) "
      "FROM %s WHERE geom NOTNULL AND NOT ST_IsEmpty (geom)",
      name, layer);

  return make_again (self, name, error) && chezu_database_execute (self->db, fill, error);
}

static gboolean
repair_layer_indexes (Repair *self, GError **error)
{
  for (guint i = 0; chezu_verify_layers[i] != NULL; i++)
    if (!repair_layer_index (self, chezu_verify_layers[i], error))
      return FALSE;
  return TRUE;
}

/* Of a layer without a spatial index. */
#define BOUNDS_OF(layer)                                                                           \
  "UPDATE gpkg_contents SET (min_x, max_x, min_y, max_y) = (SELECT min (ST_MinX (geom)), "         \
  "max (ST_MaxX (geom)), min (ST_MinY (geom)), max (ST_MaxY (geom)) FROM " layer ") "              \
  "WHERE table_name = '" layer "'; "

static gboolean
repair_bounds (Repair *self, GError **error)
{
  for (guint i = 0; chezu_verify_layers[i] != NULL; i++)
    if (!chezu_layer_touch (self->db, chezu_verify_layers[i], error))
      return FALSE;
  return chezu_database_execute (self->db, BOUNDS_OF ("overlay_feature") BOUNDS_OF ("geofence"),
                                 error);
}

/* --- Tracks ------------------------------------------------------------------------------- */

static gboolean
write_summary (ChezuDatabase *db, gint64 id, const ChezuSegmentInfo *info, GError **error)
{
  ChezuStatement *update = chezu_database_prepare (
      db, "UPDATE segment SET from_ms = ?2, to_ms = ?3, count = ?4, min_lon_e7 = ?5, "
          "max_lon_e7 = ?6, min_lat_e7 = ?7, max_lat_e7 = ?8 WHERE id = ?1");

  chezu_statement_bind_int (update, 1, id);
  chezu_statement_bind_int (update, 2, info->from_ms);
  chezu_statement_bind_int (update, 3, info->to_ms);
  chezu_statement_bind_int (update, 4, info->count);
  chezu_statement_bind_int (update, 5, info->min_lon_e7);
  chezu_statement_bind_int (update, 6, info->max_lon_e7);
  chezu_statement_bind_int (update, 7, info->min_lat_e7);
  chezu_statement_bind_int (update, 8, info->max_lat_e7);
  return chezu_statement_run (update, error);
}

/* Where the true span collides with another segment's, it stays as it is and is found again. */
static gboolean
repair_summary (Repair *self, ChezuSegmentCodec *codec, gint64 id, GError **error)
{
  g_autoptr (GArray) fixes = g_array_new (FALSE, FALSE, sizeof (ChezuFix));
  ChezuSegmentInfo info = { 0 };
  gboolean readable = FALSE;
  ChezuStatement *select = chezu_database_prepare (
      self->db, "SELECT checksum, dictionary, data FROM segment WHERE id = ?1");

  chezu_statement_bind_int (select, 1, id);
  if (chezu_statement_next (select))
    {
      gsize size;
      gconstpointer blob = chezu_statement_get_blob (select, 2, &size);

      info.checksum = (guint32)chezu_statement_get_int (select, 0);
      info.dictionary = (guint)chezu_statement_get_int (select, 1);
      readable = chezu_segment_describe (codec, &info, blob, size, fixes, NULL);
    }
  if (!chezu_statement_done (select, error))
    return FALSE;
  return !readable || write_summary (self->db, id, &info, error);
}

static gboolean
add_dictionaries (Repair *self, ChezuSegmentCodec *codec, GError **error)
{
  ChezuStatement *select = chezu_database_prepare (self->db, "SELECT id, data FROM dictionary");

  while (chezu_statement_next (select))
    {
      gsize size;
      gconstpointer data = chezu_statement_get_blob (select, 1, &size);

      chezu_segment_codec_add_dictionary (codec, (guint)chezu_statement_get_int (select, 0), data,
                                          size, NULL);
    }
  return chezu_statement_done (select, error);
}

static gboolean
repair_summaries (Repair *self, GError **error)
{
  g_autoptr (ChezuSegmentCodec) codec = chezu_segment_codec_new ();

  if (!add_dictionaries (self, codec, error))
    return FALSE;
  for (guint i = 0; i < self->report->findings->len; i++)
    {
      const ChezuFinding *finding = g_ptr_array_index (self->report->findings, i);
      gint64 id;

      if (finding->rule == CHEZU_VERIFY_SEGMENT_SUMMARY
          && g_ascii_string_to_signed (finding->where + strlen ("segment "), 10, 0, G_MAXINT64, &id,
                                       NULL)
          && !repair_summary (self, codec, id, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
fill_boxes (Repair *self, GError **error)
{
  ChezuStatement *select = chezu_database_prepare (
      self->db, "SELECT id, min_lon_e7, max_lon_e7, min_lat_e7, max_lat_e7, from_ms, to_ms "
                "FROM segment");

  while (chezu_statement_next (select))
    {
      ChezuStatement *insert = chezu_database_prepare (
          self->db, "INSERT INTO segment_box VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");

      for (int i = 0; i < 5; i++)
        chezu_statement_bind_int (insert, i + 1, chezu_statement_get_int (select, i));
      for (int i = 5; i < 7; i++)
        chezu_statement_bind_int (insert, i + 1,
                                  chezu_track_box_second (chezu_statement_get_int (select, i)));
      if (!chezu_statement_run (insert, error))
        {
          chezu_statement_done (select, NULL);
          return FALSE;
        }
    }
  return chezu_statement_done (select, error);
}

static gboolean
repair_boxes (Repair *self, GError **error)
{
  return make_again (self, "segment_box", error) && fill_boxes (self, error);
}

/* All that is in the log counts as not sealed: what is in segments already is found there by the
 * next sealing, which takes no fix twice. */
static gboolean
repair_seal (Repair *self, GError **error)
{
  return chezu_database_execute (self->db,
                                 "INSERT OR REPLACE INTO seal (id, upto, next_vehicle, next_ms) "
                                 "VALUES (1, 0, 9223372036854775807, 0)",
                                 error);
}

static gboolean
count_unsealed (Repair *self, gint64 *count, GError **error)
{
  g_autoptr (GArray) fixes = g_array_new (FALSE, FALSE, sizeof (ChezuVehicleFix));
  ChezuStatement *select = chezu_database_prepare (
      self->db, "SELECT a.id, a.data, s.upto, s.next_vehicle, s.next_ms FROM arrival AS a, seal AS "
                "s");

  *count = 0;
  while (chezu_statement_next (select))
    {
      gboolean begun = chezu_statement_get_int (select, 0) <= chezu_statement_get_int (select, 2);
      gint64 next_vehicle = chezu_statement_get_int (select, 3);
      gint64 next_ms = chezu_statement_get_int (select, 4);
      gsize size;
      gconstpointer data = chezu_statement_get_blob (select, 1, &size);

      g_array_set_size (fixes, 0);
      chezu_arrival_decode (data, size, fixes, NULL);
      for (guint i = 0; i < fixes->len; i++)
        {
          const ChezuVehicleFix *fix = &g_array_index (fixes, ChezuVehicleFix, i);

          if (!begun || fix->vehicle_id > next_vehicle
              || (fix->vehicle_id == next_vehicle && fix->fix.time_ms >= next_ms))
            ++*count;
        }
    }
  return chezu_statement_done (select, error);
}

static gboolean
repair_tallies (Repair *self, GError **error)
{
  ChezuStatement *set;
  gint64 n_unsealed;

  if (!count_unsealed (self, &n_unsealed, error))
    return FALSE;

  set = chezu_database_prepare (
      self->db, "INSERT OR REPLACE INTO tally (name, value) VALUES "
                "('fix', ?1 + (SELECT coalesce (sum (count), 0) FROM segment)), "
                "('event', (SELECT count(*) FROM event)), ('alarm', (SELECT count(*) FROM alarm))");
  chezu_statement_bind_int (set, 1, n_unsealed);
  return chezu_statement_run (set, error);
}

/* The log itself is never touched. */
static gboolean
repair_alarms (Repair *self, GError **error)
{
  return chezu_alarm_fold_all (self->db, error);
}

/* --- All of them -------------------------------------------------------------------------- */

/* What a later one is made of, an earlier one has put right. */
static const struct
{
  ChezuVerifyRule rule;
  RepairFunc run;
} repairs[] = {
  { CHEZU_VERIFY_INDEX, repair_indexes },
  { CHEZU_VERIFY_IDENTITY, repair_identity },
  { CHEZU_VERIFY_SCHEMA, repair_schema },
  { CHEZU_VERIFY_CONTENTS, repair_contents },
  { CHEZU_VERIFY_LAYER_INDEX, repair_layer_indexes },
  { CHEZU_VERIFY_GEOMETRY, repair_points },
  { CHEZU_VERIFY_BOUNDS, repair_bounds },
  { CHEZU_VERIFY_SEGMENT_SUMMARY, repair_summaries },
  { CHEZU_VERIFY_SEGMENT_BOX, repair_boxes },
  { CHEZU_VERIFY_SEAL, repair_seal },
  { CHEZU_VERIFY_TALLY, repair_tallies },
  { CHEZU_VERIFY_ALARM_STATE, repair_alarms },
};

/* Whether a table was missing or another that the repair of @rule makes again with what is in it.
 */
static gboolean
has_schema_finding (const ChezuVerifyReport *report, ChezuVerifyRule rule)
{
  for (guint i = 0; i < report->findings->len; i++)
    {
      const ChezuFinding *finding = g_ptr_array_index (report->findings, i);

      if (finding->rule == CHEZU_VERIFY_SCHEMA && finding->repairable
          && ((rule == CHEZU_VERIFY_LAYER_INDEX && g_str_has_suffix (finding->where, "_geom"))
              || (rule == CHEZU_VERIFY_SEGMENT_BOX && g_str_equal (finding->where, "segment_box"))))
        return TRUE;
    }
  return FALSE;
}

static gboolean
has_repairable (const ChezuVerifyReport *report, ChezuVerifyRule rule)
{
  for (guint i = 0; i < report->findings->len; i++)
    {
      const ChezuFinding *finding = g_ptr_array_index (report->findings, i);

      if (finding->rule == rule && finding->repairable)
        return TRUE;
      /* A layer that is told of again has no bounds yet. */
      if (rule == CHEZU_VERIFY_BOUNDS && finding->rule == CHEZU_VERIFY_CONTENTS)
        return TRUE;
    }
  return has_schema_finding (report, rule);
}

static gboolean
run_in_transaction (Repair *self, RepairFunc run, GError **error)
{
  if (!chezu_database_execute (self->db, "BEGIN IMMEDIATE", error))
    return FALSE;
  if (run (self, error) && chezu_database_execute (self->db, "COMMIT", error))
    return TRUE;

  if (chezu_database_in_transaction (self->db))
    chezu_database_execute (self->db, "ROLLBACK", NULL);
  return FALSE;
}

/* A repair that does not work is none: what it was for is found again. That nothing can be written
 * at all is an error. */
static gboolean
run_repairs (Repair *self, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (repairs); i++)
    {
      g_autoptr (GError) failure = NULL;

      if (!has_repairable (self->report, repairs[i].rule)
          || run_in_transaction (self, repairs[i].run, &failure)
          || g_error_matches (failure, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_FAILED)
          || g_error_matches (failure, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_DAMAGED))
        continue;
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  return TRUE;
}

static gboolean
is_found (const ChezuVerifyReport *report, const ChezuFinding *finding)
{
  for (guint i = 0; i < report->findings->len; i++)
    {
      const ChezuFinding *other = g_ptr_array_index (report->findings, i);

      if (other->rule == finding->rule && g_str_equal (other->where, finding->where))
        return TRUE;
    }
  return FALSE;
}

ChezuVerifyReport *
chezu_verify_repair (const char *path,
                     ChezuVerifyReport *report,
                     const ChezuVerifyOptions *options,
                     GError **error)
{
  g_autoptr (ChezuDatabase) reference = NULL;
  g_autoptr (ChezuDatabase) db = NULL;
  ChezuVerifyReport *after;
  Repair repair = { .report = report };

  g_return_val_if_fail (path != NULL && report != NULL && options != NULL, NULL);

  reference = chezu_verify_make_reference (error);
  db = reference != NULL
           ? chezu_database_open (path, CHEZU_DATABASE_READ_WRITE, BUSY_TIMEOUT_MS, error)
           : NULL;
  repair.reference = reference;
  repair.db = db;
  if (db == NULL || !run_repairs (&repair, error))
    return NULL;

  after = chezu_verify (path, options, error);
  for (guint i = 0; after != NULL && i < report->findings->len; i++)
    {
      ChezuFinding *finding = g_ptr_array_index (report->findings, i);

      finding->repaired = !is_found (after, finding);
    }
  return after;
}
