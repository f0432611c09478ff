/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Segments with what stands beside them and their index, the arrival log, and the counts. */

#include "store/chezu-verify-private.h"

#include "track/chezu-arrival.h"
#include "track/chezu-segment.h"
#include "track/chezu-track-private.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#define TELL_SEGMENTS 2000
#define TELL_ARRIVALS 100

typedef struct
{
  ChezuVerify *verify;
  ChezuSegmentCodec *codec;
  GArray *fixes; /* of ChezuFix, scratch */
  gint64 total;  /* segments there are, more or less */

  /* Of the segment before */
  gint64 vehicle_id;
  gint64 to_ms;
} Walk;

/* One row of the table and of its index. */
typedef struct
{
  gint64 id;
  gint64 vehicle_id;
  ChezuSegmentInfo info;
  gconstpointer blob;
  gsize size;
} Segment;

static char *
name_segment (gint64 id)
{
  return g_strdup_printf ("segment %" G_GINT64_FORMAT, id);
}

/* --- Dictionaries ------------------------------------------------------------------------- */

static gboolean
add_dictionaries (ChezuVerify *self, ChezuSegmentCodec *codec, GError **error)
{
  ChezuStatement *select = chezu_database_prepare (self->db, "SELECT id, data FROM dictionary");

  while (chezu_statement_next (select))
    {
      g_autoptr (GError) failure = NULL;
      gint64 id = chezu_statement_get_int (select, 0);
      gsize size;
      gconstpointer data = chezu_statement_get_blob (select, 1, &size);

      if (!chezu_segment_codec_add_dictionary (codec, (guint)id, data, size, &failure))
        chezu_verify_note (self, CHEZU_VERIFY_SEGMENT, FALSE,
                           g_strdup_printf ("dictionary %" G_GINT64_FORMAT, id), "%s",
                           failure->message);
    }
  return chezu_statement_done (select, error);
}

/* --- Segments ----------------------------------------------------------------------------- */

static void
read_segment (ChezuStatement *row, Segment *segment)
{
  *segment = (Segment){
    .id = chezu_statement_get_int (row, 0),
    .vehicle_id = chezu_statement_get_int (row, 1),
    .info = {
      .from_ms = chezu_statement_get_int (row, 2),
      .to_ms = chezu_statement_get_int (row, 3),
      .count = (guint)chezu_statement_get_int (row, 4),
      .min_lon_e7 = (gint32)chezu_statement_get_int (row, 5),
      .max_lon_e7 = (gint32)chezu_statement_get_int (row, 6),
      .min_lat_e7 = (gint32)chezu_statement_get_int (row, 7),
      .max_lat_e7 = (gint32)chezu_statement_get_int (row, 8),
      .checksum = (guint32)chezu_statement_get_int (row, 9),
      .dictionary = (guint)chezu_statement_get_int (row, 10),
    },
  };
  segment->blob = chezu_statement_get_blob (row, 11, &segment->size);
}

/* Of a segment that can be read, the truth is in it; of another, what stands beside it is all there
 * is. */
static void
check_content (Walk *walk, Segment *segment)
{
  ChezuVerify *self = walk->verify;
  const ChezuSegmentInfo beside = segment->info;
  g_autoptr (GError) failure = NULL;

  if (self->options->quick)
    {
      if (chezu_segment_checksum (segment->blob, segment->size) != beside.checksum)
        chezu_verify_note (self, CHEZU_VERIFY_SEGMENT, FALSE, name_segment (segment->id),
                           _ ("Its checksum is wrong"));
      return;
    }

  g_array_set_size (walk->fixes, 0);
  if (!chezu_segment_describe (walk->codec, &segment->info, segment->blob, segment->size,
                               walk->fixes, &failure))
    {
      chezu_verify_note (self, CHEZU_VERIFY_SEGMENT, FALSE, name_segment (segment->id), "%s",
                         failure->message);
      return;
    }
  if (!chezu_segment_info_fits (&beside, (const ChezuFix *)(gpointer)walk->fixes->data,
                                walk->fixes->len))
    chezu_verify_note (self, CHEZU_VERIFY_SEGMENT_SUMMARY, TRUE, name_segment (segment->id),
                       _ ("Its span, count or bounds are not those of its fixes"));
}

static void
check_box (Walk *walk, const Segment *segment, ChezuStatement *row)
{
  const ChezuSegmentInfo *info = &segment->info;
  const gint64 expected[] = {
    info->min_lon_e7,
    info->max_lon_e7,
    info->min_lat_e7,
    info->max_lat_e7,
    chezu_track_box_second (info->from_ms),
    chezu_track_box_second (info->to_ms),
  };

  if (chezu_statement_is_null (row, 12))
    {
      chezu_verify_note (walk->verify, CHEZU_VERIFY_SEGMENT_BOX, TRUE, name_segment (segment->id),
                         _ ("The index of segments does not know it"));
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    if (chezu_statement_get_int (row, 13 + (int)i) != expected[i])
      {
        chezu_verify_note (walk->verify, CHEZU_VERIFY_SEGMENT_BOX, TRUE, name_segment (segment->id),
                           _ ("The index of segments has it in another place or time"));
        return;
      }
}

static void
check_neighbours (Walk *walk, const Segment *segment)
{
  ChezuVerify *self = walk->verify;

  if (segment->vehicle_id == walk->vehicle_id && segment->info.from_ms <= walk->to_ms)
    chezu_verify_note (self, CHEZU_VERIFY_SEGMENT_OVERLAP, FALSE, name_segment (segment->id),
                       _ ("It begins before the one before it ends (vehicle %" PRId64 ")"),
                       segment->vehicle_id);
  if (chezu_verify_lacks_vehicle (self, segment->vehicle_id))
    chezu_verify_note (self, CHEZU_VERIFY_REFERENCE, FALSE, name_segment (segment->id),
                       _ ("It is of vehicle %" PRId64 ", which does not exist"),
                       segment->vehicle_id);
  walk->vehicle_id = segment->vehicle_id;
  walk->to_ms = segment->info.to_ms;
}

static gboolean
walk_segments (Walk *walk, GError **error)
{
  ChezuVerify *self = walk->verify;
  ChezuStatement *select = chezu_database_prepare (
      self->db, "SELECT s.id, s.vehicle, s.from_ms, s.to_ms, s.count, s.min_lon_e7, s.max_lon_e7, "
                "s.min_lat_e7, s.max_lat_e7, s.checksum, s.dictionary, s.data, b.id, "
                "b.min_lon_e7, b.max_lon_e7, b.min_lat_e7, b.max_lat_e7, b.min_s, b.max_s "
                "FROM segment AS s LEFT JOIN segment_box AS b ON b.id = s.id "
                "ORDER BY s.vehicle, s.from_ms");

  while (chezu_statement_next (select))
    {
      Segment segment;

      read_segment (select, &segment);
      check_content (walk, &segment);
      check_box (walk, &segment, select);
      check_neighbours (walk, &segment);
      self->report->n_fixes += segment.info.count;
      if (++self->report->n_segments % TELL_SEGMENTS == 0
          && !chezu_verify_tell (self, _ ("segments"), self->report->n_segments, walk->total,
                                 error))
        {
          chezu_statement_done (select, NULL);
          return FALSE;
        }
    }
  return chezu_statement_done (select, error);
}

static gboolean
check_stray_boxes (ChezuVerify *self, GError **error)
{
  ChezuStatement *select = chezu_database_prepare (
      self->db, "SELECT id FROM segment_box WHERE id NOT IN (SELECT id FROM segment)");

  while (chezu_statement_next (select))
    chezu_verify_note (self, CHEZU_VERIFY_SEGMENT_BOX, TRUE,
                       name_segment (chezu_statement_get_int (select, 0)),
                       _ ("The index of segments has an entry of a segment that does not exist"));
  return chezu_statement_done (select, error);
}

gboolean
chezu_verify_check_segments (ChezuVerify *self, GError **error)
{
  g_autoptr (ChezuSegmentCodec) codec = chezu_segment_codec_new ();
  g_autoptr (GArray) fixes = g_array_new (FALSE, FALSE, sizeof (ChezuFix));
  Walk walk = { .verify = self, .codec = codec, .fixes = fixes, .to_ms = G_MININT64 };

  if (!chezu_database_query_int (self->db, "SELECT count(*) FROM segment", 0, &walk.total, error)
      || !add_dictionaries (self, codec, error) || !walk_segments (&walk, error))
    return FALSE;
  self->knows_fixes = TRUE;
  return check_stray_boxes (self, error);
}

/* --- The arrival log ---------------------------------------------------------------------- */

typedef struct
{
  gint64 upto;
  gint64 next_vehicle;
  gint64 next_ms;
} Seal;

static gboolean
read_seal (ChezuVerify *self, Seal *seal, GError **error)
{
  gint64 last = 0;
  gboolean found;
  ChezuStatement *select = chezu_database_prepare (
      self->db, "SELECT upto, next_vehicle, next_ms, coalesce ((SELECT seq FROM sqlite_sequence "
                "WHERE name = 'arrival'), 0) FROM seal WHERE id = 1");

  *seal = (Seal){ 0, G_MAXINT64, 0 };
  found = chezu_statement_next (select);
  if (found)
    {
      *seal = (Seal){ chezu_statement_get_int (select, 0), chezu_statement_get_int (select, 1),
                      chezu_statement_get_int (select, 2) };
      last = chezu_statement_get_int (select, 3);
    }
  if (!chezu_statement_done (select, error))
    return FALSE;

  if (!found)
    chezu_verify_note (self, CHEZU_VERIFY_SEAL, TRUE, g_strdup ("seal"),
                       _ ("The row that says how far sealing came is missing"));
  else if (seal->upto < 0 || seal->upto > last)
    chezu_verify_note (self, CHEZU_VERIFY_SEAL, TRUE, g_strdup ("seal"),
                       _ ("Sealing claims to have come further than there were arrivals"));
  return TRUE;
}

static gboolean
is_sealed (const Seal *seal, gint64 arrival_id, const ChezuVehicleFix *fix)
{
  return arrival_id <= seal->upto
         && (fix->vehicle_id < seal->next_vehicle
             || (fix->vehicle_id == seal->next_vehicle && fix->fix.time_ms < seal->next_ms));
}

/* A record is named once, whoever of its fixes is lost. */
static void
check_fixes (ChezuVerify *self, const Seal *seal, gint64 id, GArray *fixes)
{
  gboolean has_strangers = FALSE;

  for (guint i = 0; i < fixes->len; i++)
    {
      const ChezuVehicleFix *fix = &g_array_index (fixes, ChezuVehicleFix, i);

      if (is_sealed (seal, id, fix))
        continue;
      self->report->n_fixes++;
      has_strangers |= chezu_verify_lacks_vehicle (self, fix->vehicle_id);
    }
  if (has_strangers)
    chezu_verify_note (self, CHEZU_VERIFY_REFERENCE, FALSE,
                       g_strdup_printf ("arrival %" G_GINT64_FORMAT, id),
                       _ ("It has fixes of vehicles that do not exist"));
}

gboolean
chezu_verify_check_arrivals (ChezuVerify *self, GError **error)
{
  g_autoptr (GArray) fixes = g_array_new (FALSE, FALSE, sizeof (ChezuVehicleFix));
  ChezuStatement *select;
  Seal seal;
  gboolean knew_fixes;

  if (!read_seal (self, &seal, error))
    return FALSE;

  knew_fixes = self->knows_fixes;
  self->knows_fixes = FALSE;
  /* With those that sealing set aside since they cannot be read. */
  select = chezu_database_prepare (self->db, "SELECT id, data FROM arrival UNION ALL "
                                             "SELECT id, data FROM arrival_damaged ORDER BY id");
  while (chezu_statement_next (select))
    {
      g_autoptr (GError) failure = NULL;
      gint64 id = chezu_statement_get_int (select, 0);
      gsize size;
      gconstpointer data = chezu_statement_get_blob (select, 1, &size);

      g_array_set_size (fixes, 0);
      if (chezu_arrival_decode (data, size, fixes, &failure))
        check_fixes (self, &seal, id, fixes);
      else
        chezu_verify_note (self, CHEZU_VERIFY_ARRIVAL, FALSE,
                           g_strdup_printf ("arrival %" G_GINT64_FORMAT, id), "%s",
                           failure->message);
      if (++self->report->n_arrivals % TELL_ARRIVALS == 0
          && !chezu_verify_tell (self, _ ("arrivals"), self->report->n_arrivals, 0, error))
        {
          chezu_statement_done (select, NULL);
          return FALSE;
        }
    }
  if (!chezu_statement_done (select, error))
    return FALSE;
  self->knows_fixes = knew_fixes && self->report->counts[CHEZU_VERIFY_ARRIVAL] == 0;
  return TRUE;
}

/* --- Counts ------------------------------------------------------------------------------- */

static gboolean
check_tally (ChezuVerify *self, const char *name, gint64 truth, GError **error)
{
  ChezuStatement *select
      = chezu_database_prepare (self->db, "SELECT value FROM tally WHERE name = ?1");
  gint64 value = -1;

  chezu_statement_bind_text (select, 1, name);
  if (chezu_statement_next (select))
    value = chezu_statement_get_int (select, 0);
  if (!chezu_statement_done (select, error))
    return FALSE;

  if (value != truth)
    chezu_verify_note (self, CHEZU_VERIFY_TALLY, TRUE, g_strdup_printf ("tally “%s”", name),
                       _ ("It says %" PRId64 " where there are %" PRId64), value, truth);
  return TRUE;
}

/* Fixes were counted on the way. */
gboolean
chezu_verify_check_tallies (ChezuVerify *self, GError **error)
{
  gint64 n_events;
  gint64 n_alarms;

  if (self->knows_fixes && !check_tally (self, "fix", self->report->n_fixes, error))
    return FALSE;
  return chezu_database_query_int (self->db, "SELECT count(*) FROM event", 0, &n_events, error)
         && chezu_database_query_int (self->db, "SELECT count(*) FROM alarm", 0, &n_alarms, error)
         && check_tally (self, "event", n_events, error)
         && check_tally (self, "alarm", n_alarms, error);
}
