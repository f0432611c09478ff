/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fleet/chezu-past-stretch.h"

#include "base/chezu-time.h"

/* A vehicle that reports was heard of within this time; of the others the last fix is looked for
 * further back, one after the other. */
#define LOOK_BACK_MS (35 * CHEZU_MINUTE_MS)
static const gint64 far_back_ms[]
    = { 6 * CHEZU_HOUR_MS, 3 * CHEZU_DAY_MS, 31 * CHEZU_DAY_MS, 366 * CHEZU_DAY_MS };

/* So far behind its end a stretch knows where vehicles went on to. */
#define LOOK_AHEAD_MS (2 * CHEZU_MINUTE_MS)

#define SPEED_UNKNOWN G_MININT16
#define COURSE_UNKNOWN G_MAXUINT16
#define NONE G_MAXINT32

/* --- Roster ------------------------------------------------------------------------------------
 */

struct _ChezuPastRoster
{
  guint n;
  gint64 *ids;       /* by index */
  GHashTable *by_id; /* → index + 1 */
};

ChezuPastRoster *
chezu_past_roster_new (const gint64 *ids, guint n)
{
  ChezuPastRoster *self = g_atomic_rc_box_new0 (ChezuPastRoster);

  self->n = n;
  self->ids = g_memdup2 (ids, n * sizeof *ids);
  self->by_id = g_hash_table_new (NULL, NULL);
  for (guint i = 0; i < n; i++)
    g_hash_table_insert (self->by_id, GSIZE_TO_POINTER (ids[i]), GUINT_TO_POINTER (i + 1));
  return self;
}

ChezuPastRoster *
chezu_past_roster_ref (ChezuPastRoster *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
roster_clear (gpointer data)
{
  ChezuPastRoster *self = data;

  g_free (self->ids);
  g_hash_table_unref (self->by_id);
}

void
chezu_past_roster_unref (ChezuPastRoster *self)
{
  g_atomic_rc_box_release_full (self, roster_clear);
}

guint
chezu_past_roster_get_n (ChezuPastRoster *self)
{
  return self->n;
}

/* --- Stretch -----------------------------------------------------------------------------------
 */

typedef struct
{
  gint32 seconds; /* after from_ms, rounded down; before it below zero */
  gint32 lon_e7;
  gint32 lat_e7;
  gint16 speed_dm_s; /* 0.1 m/s */
  guint16 course_cdeg;
  guint16 flags;
  guint16 ms; /* of the second */
} Sample;

struct _ChezuPastStretch
{
  gint64 from_ms;
  gint64 to_ms;
  guint n;
  gint64 spacing_ms;
  Sample *before; /* by vehicle: the last one before the stretch; seconds is NONE for none */
  Sample *after;  /* by vehicle: the first one behind it; the same */
  guint32 *first; /* by vehicle: its first sample */
  guint32 *count;
  GArray *samples;
};

void
chezu_past_stretch_free (ChezuPastStretch *self)
{
  if (self == NULL)
    return;
  g_free (self->before);
  g_free (self->after);
  g_free (self->first);
  g_free (self->count);
  g_array_unref (self->samples);
  g_free (self);
}

gboolean
chezu_past_stretch_covers (const ChezuPastStretch *self, gint64 time_ms)
{
  return time_ms >= self->from_ms && time_ms < self->to_ms;
}

gint64
chezu_past_stretch_get_from (const ChezuPastStretch *self)
{
  return self->from_ms;
}

gsize
chezu_past_stretch_get_size (const ChezuPastStretch *self)
{
  return self->samples->len * sizeof (Sample)
         + self->n * (2 * sizeof (Sample) + 2 * sizeof (guint32));
}

static gint64
time_of (const ChezuPastStretch *self, const Sample *sample)
{
  return self->from_ms + (gint64)sample->seconds * 1000 + sample->ms;
}

static Sample
pack (const ChezuPastStretch *self, const ChezuFix *fix)
{
  gint64 after_ms = fix->time_ms - self->from_ms;
  gint64 ms = ((after_ms % 1000) + 1000) % 1000;

  return (Sample){
    .seconds = (gint32)((after_ms - ms) / 1000),
    .ms = (guint16)ms,
    .lon_e7 = fix->lon_e7,
    .lat_e7 = fix->lat_e7,
    .flags = fix->flags,
    .speed_dm_s
    = fix->speed_cm_s >= 0 ? (gint16)MIN (fix->speed_cm_s / 10, G_MAXINT16) : SPEED_UNKNOWN,
    .course_cdeg = fix->course_cdeg >= 0 ? (guint16)fix->course_cdeg : COURSE_UNKNOWN,
  };
}

static void
add_sample (ChezuPastStretch *self, guint index, const ChezuFix *fix)
{
  Sample sample = pack (self, fix);

  if (self->count[index]++ == 0)
    self->first[index] = self->samples->len;
  g_array_append_val (self->samples, sample);
}

/* --- Reading -----------------------------------------------------------------------------------
 */

typedef struct
{
  ChezuPastRoster *roster;
  gint64 from_ms;
  gint64 to_ms;
  gint64 spacing_ms;
  gint64 first_ms;
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;

  chezu_past_roster_unref (request->roster);
  g_free (request);
}

/* One vehicle's runs, as they come. */
typedef struct
{
  gint64 vehicle_id;
  guint index;    /* of the fleet, or G_MAXUINT */
  gint64 last_ms; /* of its last sample */
} Walk;

static void
begin_vehicle (const Request *request, Walk *walk, gint64 vehicle_id)
{
  gpointer found = g_hash_table_lookup (request->roster->by_id, GSIZE_TO_POINTER (vehicle_id));

  /* Not found is 0, and 0 - 1 is G_MAXUINT. */
  *walk = (Walk){ vehicle_id, GPOINTER_TO_UINT (found) - 1, G_MININT64 };
}

static void
walk_run (ChezuPastStretch *self, const Request *request, Walk *walk, const ChezuTrackRun *run)
{
  for (guint i = 0; i < run->n_fixes; i++)
    {
      const ChezuFix *fix = &run->fixes[i];

      if (fix->time_ms < self->from_ms)
        {
          self->before[walk->index] = pack (self, fix);
          continue;
        }
      if (fix->time_ms >= self->to_ms)
        {
          if (self->after[walk->index].seconds == NONE)
            self->after[walk->index] = pack (self, fix);
          continue;
        }
      if (walk->last_ms != G_MININT64 && fix->time_ms - walk->last_ms < request->spacing_ms)
        continue;
      add_sample (self, walk->index, fix);
      walk->last_ms = fix->time_ms;
    }
}

static gboolean
walk_all (ChezuPastStretch *self, const Request *request, ChezuDatabase *db, GError **error)
{
  const ChezuTrackQuery query
      = { .from_ms = request->from_ms - LOOK_BACK_MS, .to_ms = request->to_ms + LOOK_AHEAD_MS };
  g_autoptr (ChezuTrackCursor) cursor = chezu_history_query (db, &query);
  Walk walk = { .index = G_MAXUINT };
  GError *failure = NULL;
  ChezuTrackRun run;

  while (chezu_track_cursor_next (cursor, &run, &failure))
    {
      if (run.vehicle_id != walk.vehicle_id)
        begin_vehicle (request, &walk, run.vehicle_id);
      if (walk.index != G_MAXUINT)
        walk_run (self, request, &walk, &run);
    }
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}

/* The last fix of [from_ms, to_ms): FALSE with @error set on failure. */
static gboolean
find_last (ChezuDatabase *db,
           gint64 vehicle_id,
           gint64 from_ms,
           gint64 to_ms,
           gboolean *found,
           ChezuFix *fix,
           GError **error)
{
  const ChezuTrackQuery query = { .vehicle_id = vehicle_id, .from_ms = from_ms, .to_ms = to_ms };
  g_autoptr (ChezuTrackCursor) cursor = chezu_history_query (db, &query);
  GError *failure = NULL;
  ChezuTrackRun run;

  *found = FALSE;
  while (chezu_track_cursor_next (cursor, &run, &failure))
    if (run.n_fixes > 0)
      {
        *found = TRUE;
        *fix = run.fixes[run.n_fixes - 1];
      }
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}

static gboolean
look_far_back (
    ChezuPastStretch *self, const Request *request, ChezuDatabase *db, guint index, GError **error)
{
  gint64 to_ms = request->from_ms - LOOK_BACK_MS;

  for (guint i = 0; i < G_N_ELEMENTS (far_back_ms) && to_ms > request->first_ms; i++)
    {
      gint64 from_ms = request->from_ms - far_back_ms[i];
      gboolean found;
      ChezuFix fix;

      if (!find_last (db, request->roster->ids[index], from_ms, to_ms, &found, &fix, error))
        return FALSE;
      if (found)
        {
          self->before[index] = pack (self, &fix);
          return TRUE;
        }
      to_ms = from_ms;
    }
  return TRUE;
}

static gpointer
read_stretch (ChezuDatabase *db, gpointer data, GError **error)
{
  const Request *request = data;
  g_autoptr (ChezuPastStretch) self = g_new0 (ChezuPastStretch, 1);

  self->from_ms = request->from_ms;
  self->to_ms = request->to_ms;
  self->n = request->roster->n;
  self->spacing_ms = request->spacing_ms;
  self->before = g_new0 (Sample, self->n);
  self->after = g_new0 (Sample, self->n);
  for (guint i = 0; i < self->n; i++)
    self->before[i].seconds = self->after[i].seconds = NONE;
  self->first = g_new0 (guint32, self->n);
  self->count = g_new0 (guint32, self->n);
  self->samples = g_array_new (FALSE, FALSE, sizeof (Sample));

  if (request->to_ms <= request->first_ms)
    return g_steal_pointer (&self);
  if (!walk_all (self, request, db, error))
    return NULL;
  for (guint i = 0; i < self->n; i++)
    if (self->before[i].seconds == NONE && !look_far_back (self, request, db, i, error))
      return NULL;
  return g_steal_pointer (&self);
}

DexFuture *
chezu_past_stretch_read (ChezuStore *store,
                         ChezuPastRoster *roster,
                         gint64 from_ms,
                         gint64 to_ms,
                         gint64 spacing_ms,
                         gint64 first_ms)
{
  Request request = { chezu_past_roster_ref (roster), from_ms, to_ms, spacing_ms, first_ms };

  return chezu_store_read (store, read_stretch, g_memdup2 (&request, sizeof request), request_free,
                           (GDestroyNotify)chezu_past_stretch_free);
}

/* --- Questions ---------------------------------------------------------------------------------
 */

/* How many samples of a vehicle are at or before the moment. */
static guint
count_until (const ChezuPastStretch *self, guint index, gint64 time_ms)
{
  const Sample *samples = (const Sample *)(gpointer)self->samples->data;
  guint low = 0;
  guint high = self->count[index];

  samples = high > 0 ? samples + self->first[index] : NULL;
  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (time_of (self, &samples[middle]) <= time_ms)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static const Sample *
sample_at (const ChezuPastStretch *self, guint index, guint which)
{
  return &g_array_index (self->samples, Sample, self->first[index] + which);
}

static void
unpack (const ChezuPastStretch *self, const Sample *sample, ChezuFix *fix)
{
  *fix = (ChezuFix){
    .time_ms = time_of (self, sample),
    .lon_e7 = sample->lon_e7,
    .lat_e7 = sample->lat_e7,
    .speed_cm_s = sample->speed_dm_s != SPEED_UNKNOWN ? sample->speed_dm_s * 10 : CHEZU_UNKNOWN,
    .course_cdeg = sample->course_cdeg != COURSE_UNKNOWN ? sample->course_cdeg : CHEZU_UNKNOWN,
    .odometer_m = CHEZU_UNKNOWN,
    .altitude_m = CHEZU_ALTITUDE_UNKNOWN,
    .flags = sample->flags,
  };
}

gboolean
chezu_past_stretch_find (const ChezuPastStretch *self, guint index, gint64 time_ms, ChezuFix *fix)
{
  const Sample *sample;
  guint n;

  if (index >= self->n)
    return FALSE;
  n = count_until (self, index, time_ms);
  sample = n > 0 ? sample_at (self, index, n - 1) : &self->before[index];
  if (sample->seconds == NONE || time_of (self, sample) > time_ms)
    return FALSE;
  unpack (self, sample, fix);
  return TRUE;
}

gboolean
chezu_past_stretch_find_next (const ChezuPastStretch *self,
                              guint index,
                              gint64 time_ms,
                              ChezuFix *fix)
{
  const Sample *sample;
  guint n;

  if (index >= self->n)
    return FALSE;
  n = count_until (self, index, time_ms);
  sample = n < self->count[index] ? sample_at (self, index, n) : &self->after[index];
  if (sample->seconds == NONE)
    return FALSE;
  unpack (self, sample, fix);
  return TRUE;
}

gint64
chezu_past_stretch_get_spacing (const ChezuPastStretch *self)
{
  return self->spacing_ms;
}
