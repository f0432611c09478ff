/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A vehicle is on one side of a fence until a fix lies beyond the edge by more than the margin, or
 * until fixes have stood on the other side for half a minute; the crossing is then dated to the
 * first of those fixes (domain.md, part 3: 30 s, 30 m hysteresis). A fix beyond the margin is
 * decisive: whatever came before, the vehicle is on that side from then on. So a stretch of the
 * past that late fixes change is worked out again from the decisive fix before it to the decisive
 * fix behind it, and nothing else changes.
 *
 * A pause in the data ends no visit: who is inside before it and after it was inside, and who comes
 * out of it outside has left with the first fix that says so.
 */

#include "store/chezu-geofence-watch-private.h"

#include "base/chezu-time.h"
#include "store/chezu-database-private.h"
#include "store/chezu-rule-watch-private.h"

#include <math.h>

#define CONFIRM_MS (30 * CHEZU_SECOND_MS)
/* So far around late fixes decisive ones are looked for first, and at most. */
#define PAD_MS (10 * CHEZU_MINUTE_MS)
#define PAD_MAX_MS (48 * CHEZU_HOUR_MS)

/* On which side of one fence a vehicle is. */
typedef struct
{
  gint64 geofence;
  gint64 entered_ms;
  gint64 pending_ms; /* of the first fix on the other side; 0: there is none */
  gboolean inside;
} Side;

typedef enum
{
  STAYED,
  ENTERED, /* at entered_ms */
  LEFT,    /* at the time handed out */
} Crossing;

static gboolean
is_decisive (double depth_m)
{
  return fabs (depth_m) > CHEZU_GEOFENCE_MARGIN_M;
}

/* One fix further. */
static Crossing
move_on (Side *side, double depth_m, gint64 time_ms, gint64 *crossed_ms)
{
  if ((depth_m >= 0.0) == side->inside)
    {
      side->pending_ms = 0;
      return STAYED;
    }
  if (side->pending_ms == 0)
    side->pending_ms = time_ms;
  if (!is_decisive (depth_m) && time_ms - side->pending_ms < CONFIRM_MS)
    return STAYED;

  *crossed_ms = side->pending_ms;
  side->pending_ms = 0;
  side->inside = !side->inside;
  side->entered_ms = *crossed_ms;
  return side->inside ? ENTERED : LEFT;
}

static double
depth_of (const ChezuGeofence *fence, const ChezuFix *fix)
{
  return chezu_geofence_depth_m (fence, chezu_e7_to_degrees (fix->lon_e7),
                                 chezu_e7_to_degrees (fix->lat_e7));
}

gboolean
chezu_geofence_watch_bump (ChezuDatabase *db, GError **error)
{
  return chezu_statement_run (
      chezu_database_prepare (db, "UPDATE geofence_change SET seq = seq + 1"), error);
}

/* --- Writing */

static gboolean
enter (ChezuDatabase *db,
       gint64 geofence,
       gint64 vehicle,
       gint64 entered_ms,
       gint64 left_ms,
       gboolean was_inside,
       GError **error)
{
  ChezuStatement *insert = chezu_database_prepare (
      db, "INSERT INTO geofence_visit (geofence, vehicle, entered_ms, left_ms, was_inside) "
          "VALUES (?1, ?2, ?3, nullif (?4, 0), ?5)");

  chezu_statement_bind_int (insert, 1, geofence);
  chezu_statement_bind_int (insert, 2, vehicle);
  chezu_statement_bind_int (insert, 3, entered_ms);
  chezu_statement_bind_int (insert, 4, left_ms);
  chezu_statement_bind_int (insert, 5, was_inside);
  return chezu_statement_run (insert, error);
}

static gboolean
leave (ChezuDatabase *db, gint64 geofence, gint64 vehicle, gint64 left_ms, GError **error)
{
  ChezuStatement *update
      = chezu_database_prepare (db, "UPDATE geofence_visit SET left_ms = ?3 "
                                    "WHERE vehicle = ?1 AND geofence = ?2 AND left_ms IS NULL");

  chezu_statement_bind_int (update, 1, vehicle);
  chezu_statement_bind_int (update, 2, geofence);
  chezu_statement_bind_int (update, 3, left_ms);
  return chezu_statement_run (update, error);
}

static gboolean
write_pending (ChezuDatabase *db, gint64 vehicle, const Side *side, GError **error)
{
  ChezuStatement *write = chezu_database_prepare (
      db, side->pending_ms != 0 ? "INSERT OR REPLACE INTO geofence_pending VALUES (?1, ?2, ?3)"
                                : "DELETE FROM geofence_pending WHERE vehicle = ?1 AND "
                                  "geofence = ?2 AND ?3 = 0");

  chezu_statement_bind_int (write, 1, vehicle);
  chezu_statement_bind_int (write, 2, side->geofence);
  chezu_statement_bind_int (write, 3, side->pending_ms);
  return chezu_statement_run (write, error);
}

/* --- Fixes that move a vehicle on */

/* The sides of fences that a vehicle is inside of, or about to change. */
static gboolean
read_sides (ChezuDatabase *db, gint64 vehicle, GArray *sides, GError **error)
{
  ChezuStatement *select = chezu_database_prepare (
      db, "SELECT v.geofence, v.entered_ms, coalesce (p.since_ms, 0), 1 FROM geofence_visit AS v "
          "LEFT JOIN geofence_pending AS p ON p.vehicle = v.vehicle AND p.geofence = v.geofence "
          "WHERE v.vehicle = ?1 AND v.left_ms IS NULL "
          "UNION ALL SELECT p.geofence, 0, p.since_ms, 0 FROM geofence_pending AS p "
          "WHERE p.vehicle = ?1 AND NOT EXISTS (SELECT 1 FROM geofence_visit AS v "
          "WHERE v.vehicle = ?1 AND v.geofence = p.geofence AND v.left_ms IS NULL)");

  g_array_set_size (sides, 0);
  chezu_statement_bind_int (select, 1, vehicle);
  while (chezu_statement_next (select))
    {
      const Side side = {
        .geofence = chezu_statement_get_int (select, 0),
        .entered_ms = chezu_statement_get_int (select, 1),
        .pending_ms = chezu_statement_get_int (select, 2),
        .inside = chezu_statement_get_int (select, 3) != 0,
      };

      g_array_append_val (sides, side);
    }
  return chezu_statement_done (select, error);
}

static void
want_side (GArray *sides, gint64 geofence)
{
  const Side side = { .geofence = geofence };

  for (guint i = 0; i < sides->len; i++)
    if (g_array_index (sides, Side, i).geofence == geofence)
      return;
  g_array_append_val (sides, side);
}

static gboolean
move_vehicle_on (ChezuDatabase *db,
                 gint64 vehicle,
                 Side *side,
                 double depth_m,
                 gint64 time_ms,
                 gboolean *changed,
                 GError **error)
{
  gint64 pending_ms = side->pending_ms;
  gint64 crossed_ms = 0;

  switch (move_on (side, depth_m, time_ms, &crossed_ms))
    {
    case ENTERED:
      if (!enter (db, side->geofence, vehicle, crossed_ms, 0, FALSE, error)
          || !chezu_rule_watch_cross (db, vehicle, side->geofence, TRUE, crossed_ms, FALSE, FALSE,
                                      error))
        return FALSE;
      *changed = TRUE;
      break;
    case LEFT:
      if (!leave (db, side->geofence, vehicle, crossed_ms, error)
          || !chezu_rule_watch_cross (db, vehicle, side->geofence, FALSE, crossed_ms, FALSE, FALSE,
                                      error))
        return FALSE;
      *changed = TRUE;
      break;
    case STAYED:
    default:
      break;
    }
  return side->pending_ms == pending_ms || write_pending (db, vehicle, side, error);
}

static gboolean
take_newest (ChezuDatabase *db,
             const ChezuGeofenceSet *set,
             const ChezuHistoryItem *items,
             guint n_items,
             gboolean *changed,
             GError **error)
{
  g_autoptr (GArray) sides = g_array_new (FALSE, FALSE, sizeof (Side));
  g_autoptr (GArray) around = g_array_new (FALSE, FALSE, sizeof (const ChezuGeofence *));
  gint64 vehicle = items[0].vehicle_id;

  if (!read_sides (db, vehicle, sides, error))
    return FALSE;
  for (guint i = 0; i < n_items; i++)
    {
      const ChezuFix *fix = &items[i].fix;

      if (items[i].duplicate || fix->time_ms <= items[i].newest_ms)
        continue;
      g_array_set_size (around, 0);
      chezu_geofence_set_locate (set, chezu_e7_to_degrees (fix->lon_e7),
                                 chezu_e7_to_degrees (fix->lat_e7), around);
      for (guint k = 0; k < around->len; k++)
        want_side (sides, chezu_geofence_get_id (g_array_index (around, ChezuGeofence *, k)));
      for (guint k = 0; k < sides->len; k++)
        {
          Side *side = &g_array_index (sides, Side, k);
          const ChezuGeofence *fence = chezu_geofence_set_find (set, side->geofence);

          if (fence != NULL
              && !move_vehicle_on (db, vehicle, side, depth_of (fence, fix), fix->time_ms, changed,
                                   error))
            return FALSE;
        }
    }
  return TRUE;
}

/* --- Late fixes */

typedef struct
{
  ChezuDatabase *db;
  const ChezuGeofence *fence;
  gint64 vehicle;
  gint64 newest_ms;
  gint64 from_ms; /* of the late fixes */
  gint64 to_ms;   /* the last one's */
  GArray *fixes;  /* of ChezuFix: the stretch and what is around it */
  guint first;    /* of those that count */
  guint end;
  gboolean to_newest; /* no decisive fix ends it: what it comes to is how the vehicle stands now */
} Retrace;

static gboolean
collect_fixes (Retrace *self, gint64 pad_ms, GError **error)
{
  gint64 from_ms = MAX (self->from_ms - pad_ms, chezu_geofence_get_changed_ms (self->fence));
  gint64 to_ms = MIN (self->to_ms + pad_ms, self->newest_ms);

  g_array_set_size (self->fixes, 0);
  return chezu_history_collect (self->db, self->vehicle, from_ms, to_ms + 1, self->fixes, error);
}

static const ChezuFix *
fix_at (const Retrace *self, guint index)
{
  return &g_array_index (self->fixes, ChezuFix, index);
}

static gboolean
decides (const Retrace *self, guint index)
{
  return is_decisive (depth_of (self->fence, fix_at (self, index)));
}

/* Returns: whether a decisive fix lies on either side, or nothing that could be one */
static gboolean
find_ends (Retrace *self, gint64 pad_ms)
{
  gboolean starts = self->from_ms - pad_ms <= chezu_geofence_get_changed_ms (self->fence);
  gboolean ends = self->to_ms + pad_ms >= self->newest_ms;

  self->first = 0;
  self->end = self->fixes->len;
  self->to_newest = TRUE;
  for (guint i = 0; i < self->fixes->len; i++)
    {
      gint64 time_ms = fix_at (self, i)->time_ms;

      if (time_ms < self->from_ms && decides (self, i))
        {
          self->first = i;
          starts = TRUE;
        }
      else if (time_ms > self->to_ms && decides (self, i))
        {
          self->end = i + 1;
          self->to_newest = FALSE;
          ends = TRUE;
          break;
        }
    }
  return starts && ends;
}

static gboolean
gather (Retrace *self, GError **error)
{
  for (gint64 pad_ms = PAD_MS;; pad_ms *= 4)
    {
      if (!collect_fixes (self, pad_ms, error))
        return FALSE;
      if (find_ends (self, pad_ms) || pad_ms >= PAD_MAX_MS)
        break;
    }
  return TRUE;
}

/* Visits that touch a period, by time, as they are. */
static gboolean
read_visits (Retrace *self, gint64 from_ms, gint64 to_ms, GArray *visits, GError **error)
{
  ChezuStatement *select = chezu_database_prepare (
      self->db, "SELECT id, entered_ms, coalesce (left_ms, 0), was_inside FROM geofence_visit "
                "WHERE vehicle = ?1 AND geofence = ?2 AND entered_ms <= ?4 "
                "AND (left_ms IS NULL OR left_ms > ?3) ORDER BY entered_ms, id");

  chezu_statement_bind_int (select, 1, self->vehicle);
  chezu_statement_bind_int (select, 2, chezu_geofence_get_id (self->fence));
  chezu_statement_bind_int (select, 3, from_ms);
  chezu_statement_bind_int (select, 4, to_ms);
  while (chezu_statement_next (select))
    {
      const ChezuGeofenceVisit visit = {
        .id = chezu_statement_get_int (select, 0),
        .geofence = chezu_geofence_get_id (self->fence),
        .vehicle = self->vehicle,
        .entered_ms = chezu_statement_get_int (select, 1),
        .left_ms = chezu_statement_get_int (select, 2),
        .was_inside = chezu_statement_get_int (select, 3) != 0,
      };

      g_array_append_val (visits, visit);
    }
  return chezu_statement_done (select, error);
}

static ChezuGeofenceVisit *
visit_at (const GArray *visits, guint index)
{
  return &g_array_index (visits, ChezuGeofenceVisit, index);
}

/* The one that covers the beginning stays, open; the last one says what comes behind the end. */
static void
trace_visits (Retrace *self, const GArray *before, Side *side, GArray *after)
{
  gint64 start_ms = fix_at (self, self->first)->time_ms;
  gint64 end_ms = fix_at (self, self->end - 1)->time_ms;
  const ChezuGeofenceVisit *last = before->len > 0 ? visit_at (before, before->len - 1) : NULL;

  *side = (Side){ .geofence = chezu_geofence_get_id (self->fence) };
  if (before->len > 0 && visit_at (before, 0)->entered_ms <= start_ms)
    {
      side->inside = TRUE;
      side->entered_ms = visit_at (before, 0)->entered_ms;
      g_array_append_vals (after, visit_at (before, 0), 1);
      visit_at (after, 0)->left_ms = 0;
    }
  for (guint i = self->first; i < self->end; i++)
    {
      gint64 crossed_ms;
      Crossing crossing = move_on (side, depth_of (self->fence, fix_at (self, i)),
                                   fix_at (self, i)->time_ms, &crossed_ms);

      if (crossing == ENTERED)
        {
          const ChezuGeofenceVisit visit = { .vehicle = self->vehicle, .entered_ms = crossed_ms };

          g_array_append_val (after, visit);
        }
      else if (crossing == LEFT)
        visit_at (after, after->len - 1)->left_ms = crossed_ms;
    }
  if (side->inside && last != NULL && (last->left_ms == 0 || last->left_ms > end_ms))
    visit_at (after, after->len - 1)->left_ms = last->left_ms;
}

static gboolean
are_equal (const GArray *a, const GArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    if (visit_at (a, i)->entered_ms != visit_at (b, i)->entered_ms
        || visit_at (a, i)->left_ms != visit_at (b, i)->left_ms)
      return FALSE;
  return TRUE;
}

static gboolean
erase_visit (ChezuDatabase *db, gint64 id, GError **error)
{
  ChezuStatement *erase = chezu_database_prepare (db, "DELETE FROM geofence_visit WHERE id = ?1");

  chezu_statement_bind_int (erase, 1, id);
  return chezu_statement_run (erase, error);
}

static gboolean
replace_visits (Retrace *self, const GArray *before, const GArray *after, GError **error)
{
  for (guint i = 0; i < before->len; i++)
    if (!erase_visit (self->db, visit_at (before, i)->id, error))
      return FALSE;
  for (guint i = 0; i < after->len; i++)
    {
      const ChezuGeofenceVisit *visit = visit_at (after, i);

      if (!enter (self->db, chezu_geofence_get_id (self->fence), self->vehicle, visit->entered_ms,
                  visit->left_ms, visit->was_inside, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
has_time (const GArray *visits, gint64 time_ms, gboolean left)
{
  for (guint i = 0; i < visits->len; i++)
    if ((left ? visit_at (visits, i)->left_ms : visit_at (visits, i)->entered_ms) == time_ms)
      return TRUE;
  return FALSE;
}

/* What is known only now of the past; what turned out not to have been is on record all the same.
 */
static gboolean
tell_crossings (Retrace *self, const GArray *before, const GArray *after, GError **error)
{
  gint64 fence = chezu_geofence_get_id (self->fence);

  for (guint i = 0; i < after->len; i++)
    {
      const ChezuGeofenceVisit *visit = visit_at (after, i);

      if (!visit->was_inside && !has_time (before, visit->entered_ms, FALSE)
          && !chezu_rule_watch_cross (self->db, self->vehicle, fence, TRUE, visit->entered_ms, TRUE,
                                      FALSE, error))
        return FALSE;
      if (visit->left_ms != 0 && !has_time (before, visit->left_ms, TRUE)
          && !chezu_rule_watch_cross (self->db, self->vehicle, fence, FALSE, visit->left_ms, TRUE,
                                      FALSE, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
retrace (Retrace *self, gboolean *changed, GError **error)
{
  g_autoptr (GArray) before = g_array_new (FALSE, FALSE, sizeof (ChezuGeofenceVisit));
  g_autoptr (GArray) after = g_array_new (FALSE, FALSE, sizeof (ChezuGeofenceVisit));
  Side side;

  if (!gather (self, error))
    return FALSE;
  if (self->end <= self->first)
    return TRUE;
  if (!read_visits (self, fix_at (self, self->first)->time_ms,
                    fix_at (self, self->end - 1)->time_ms, before, error))
    return FALSE;
  trace_visits (self, before, &side, after);
  if (self->to_newest && !write_pending (self->db, self->vehicle, &side, error))
    return FALSE;
  if (are_equal (before, after))
    return TRUE;
  *changed = TRUE;
  return replace_visits (self, before, after, error) && tell_crossings (self, before, after, error);
}

static void
want_fence (GArray *fences, const ChezuGeofence *fence)
{
  for (guint i = 0; i < fences->len; i++)
    if (g_array_index (fences, const ChezuGeofence *, i) == fence)
      return;
  g_array_append_val (fences, fence);
}

/* A late fix outside may cut a visit in two. */
static gboolean
add_visited (ChezuDatabase *db,
             const ChezuGeofenceSet *set,
             gint64 vehicle,
             gint64 from_ms,
             gint64 to_ms,
             GArray *fences,
             GError **error)
{
  ChezuStatement *select = chezu_database_prepare (
      db, "SELECT DISTINCT geofence FROM geofence_visit WHERE vehicle = ?1 AND entered_ms <= ?3 "
          "AND (left_ms IS NULL OR left_ms >= ?2)");

  chezu_statement_bind_int (select, 1, vehicle);
  chezu_statement_bind_int (select, 2, from_ms);
  chezu_statement_bind_int (select, 3, to_ms);
  while (chezu_statement_next (select))
    {
      const ChezuGeofence *fence
          = chezu_geofence_set_find (set, chezu_statement_get_int (select, 0));

      if (fence != NULL)
        want_fence (fences, fence);
    }
  return chezu_statement_done (select, error);
}

static gboolean
take_late (ChezuDatabase *db,
           const ChezuGeofenceSet *set,
           const ChezuHistoryItem *items,
           guint n_items,
           gboolean *changed,
           GError **error)
{
  g_autoptr (GArray) fences = g_array_new (FALSE, FALSE, sizeof (const ChezuGeofence *));
  g_autoptr (GArray) around = g_array_new (FALSE, FALSE, sizeof (const ChezuGeofence *));
  g_autoptr (GArray) fixes = g_array_new (FALSE, FALSE, sizeof (ChezuFix));
  Retrace stretch = {
    .db = db,
    .vehicle = items[0].vehicle_id,
    .newest_ms = items[0].newest_ms,
    .from_ms = G_MAXINT64,
    .to_ms = G_MININT64,
    .fixes = fixes,
  };

  for (guint i = 0; i < n_items; i++)
    {
      const ChezuFix *fix = &items[i].fix;

      if (items[i].duplicate || fix->time_ms > items[i].newest_ms)
        continue;
      stretch.from_ms = MIN (stretch.from_ms, fix->time_ms);
      stretch.to_ms = MAX (stretch.to_ms, fix->time_ms);
      g_array_set_size (around, 0);
      chezu_geofence_set_locate (set, chezu_e7_to_degrees (fix->lon_e7),
                                 chezu_e7_to_degrees (fix->lat_e7), around);
      for (guint k = 0; k < around->len; k++)
        want_fence (fences, g_array_index (around, const ChezuGeofence *, k));
    }
  if (stretch.from_ms > stretch.to_ms)
    return TRUE;
  if (!add_visited (db, set, stretch.vehicle, stretch.from_ms, stretch.to_ms, fences, error))
    return FALSE;

  for (guint i = 0; i < fences->len; i++)
    {
      stretch.fence = g_array_index (fences, const ChezuGeofence *, i);
      /* Before it had this shape nobody could enter it. */
      if (stretch.to_ms >= chezu_geofence_get_changed_ms (stretch.fence)
          && !retrace (&stretch, changed, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
chezu_geofence_watch_take (ChezuDatabase *db,
                           const ChezuHistoryItem *items,
                           guint n_items,
                           GError **error)
{
  const ChezuGeofenceSet *set = chezu_geofence_set_get (db, error);
  gboolean changed = FALSE;

  if (set == NULL)
    return FALSE;
  if (n_items == 0 || chezu_geofence_set_is_empty (set))
    return TRUE;
  return take_late (db, set, items, n_items, &changed, error)
         && take_newest (db, set, items, n_items, &changed, error)
         && (!changed || chezu_geofence_watch_bump (db, error));
}

/* --- Fences that change */

static gboolean
is_inside_now (ChezuDatabase *db, gint64 geofence, gint64 vehicle, gboolean *inside, GError **error)
{
  ChezuStatement *select = chezu_database_prepare (
      db, "SELECT 1 FROM geofence_visit WHERE vehicle = ?1 AND geofence = ?2 AND left_ms IS NULL");

  chezu_statement_bind_int (select, 1, vehicle);
  chezu_statement_bind_int (select, 2, geofence);
  *inside = chezu_statement_next (select);
  return chezu_statement_done (select, error);
}

/* The latest fixes of all vehicles around the fence, and of those that were inside. */
static gboolean
list_latest (ChezuDatabase *db, const ChezuGeofence *fence, GArray *items, GError **error)
{
  const double *bounds = chezu_geofence_get_bounds (fence);
  ChezuStatement *select = chezu_database_prepare (
      db, "SELECT id, time_ms, lon_e7, lat_e7 FROM vehicle WHERE time_ms NOT NULL AND "
          "((lon_e7 BETWEEN ?1 AND ?2 AND lat_e7 BETWEEN ?3 AND ?4) OR id IN (SELECT vehicle FROM "
          "geofence_visit WHERE geofence = ?5 AND left_ms IS NULL))");

  chezu_statement_bind_int (select, 1, chezu_degrees_to_e7 (bounds[0]));
  chezu_statement_bind_int (select, 2, chezu_degrees_to_e7 (bounds[2]));
  chezu_statement_bind_int (select, 3, chezu_degrees_to_e7 (bounds[1]));
  chezu_statement_bind_int (select, 4, chezu_degrees_to_e7 (bounds[3]));
  chezu_statement_bind_int (select, 5, chezu_geofence_get_id (fence));
  while (chezu_statement_next (select))
    {
      const ChezuHistoryItem item = {
        .vehicle_id = chezu_statement_get_int (select, 0),
        .fix = { .time_ms = chezu_statement_get_int (select, 1),
                 .lon_e7 = (gint32)chezu_statement_get_int (select, 2),
                 .lat_e7 = (gint32)chezu_statement_get_int (select, 3) },
      };

      g_array_append_val (items, item);
    }
  return chezu_statement_done (select, error);
}

static gboolean
survey_vehicle (ChezuDatabase *db,
                const ChezuGeofence *fence,
                const ChezuHistoryItem *item,
                GError **error)
{
  gboolean inside = depth_of (fence, &item->fix) >= 0.0;
  gboolean was_inside;

  if (!is_inside_now (db, chezu_geofence_get_id (fence), item->vehicle_id, &was_inside, error))
    return FALSE;
  if (inside && !was_inside)
    return enter (db, chezu_geofence_get_id (fence), item->vehicle_id, item->fix.time_ms, 0, TRUE,
                  error)
           && chezu_rule_watch_cross (db, item->vehicle_id, chezu_geofence_get_id (fence), TRUE,
                                      item->fix.time_ms, FALSE, TRUE, error);
  if (!inside && was_inside)
    return leave (db, chezu_geofence_get_id (fence), item->vehicle_id,
                  MAX (chezu_geofence_get_changed_ms (fence), item->fix.time_ms), error);
  return TRUE;
}

static gboolean
forget_pending (ChezuDatabase *db, gint64 geofence, GError **error)
{
  ChezuStatement *erase
      = chezu_database_prepare (db, "DELETE FROM geofence_pending WHERE geofence = ?1");

  chezu_statement_bind_int (erase, 1, geofence);
  return chezu_statement_run (erase, error);
}

gboolean
chezu_geofence_watch_survey (ChezuDatabase *db, gint64 geofence, GError **error)
{
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (ChezuHistoryItem));
  const ChezuGeofenceSet *set = chezu_geofence_set_get (db, error);
  const ChezuGeofence *fence = set != NULL ? chezu_geofence_set_find (set, geofence) : NULL;

  if (set == NULL || !forget_pending (db, geofence, error))
    return FALSE;
  if (fence == NULL)
    return TRUE;
  if (!list_latest (db, fence, items, error))
    return FALSE;
  for (guint i = 0; i < items->len; i++)
    if (!survey_vehicle (db, fence, &g_array_index (items, ChezuHistoryItem, i), error))
      return FALSE;
  return chezu_geofence_watch_bump (db, error);
}

gboolean
chezu_geofence_watch_leave (ChezuDatabase *db, gint64 geofence, gint64 time_ms, GError **error)
{
  ChezuStatement *update
      = chezu_database_prepare (db, "UPDATE geofence_visit SET left_ms = max (?2, entered_ms) "
                                    "WHERE geofence = ?1 AND left_ms IS NULL");

  chezu_statement_bind_int (update, 1, geofence);
  chezu_statement_bind_int (update, 2, time_ms);
  return chezu_statement_run (update, error) && forget_pending (db, geofence, error)
         && chezu_geofence_watch_bump (db, error);
}
