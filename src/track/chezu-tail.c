/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An array of 40-byte entries for each vehicle. A fix that is newer than all before it is appended
 * to the sorted part; others gather behind it and are merged in when somebody looks. Every entry
 * remembers the id of its arrival, so that a reader takes what its own snapshot of the file sees,
 * however far others have loaded.
 *
 * What a round of sealing moved into segments is forgotten when the round is over, not vehicle by
 * vehicle: that costs as much memory again for the time of a round, and spares nearly every reader
 * whose snapshot is from before the need to read the log by itself.
 */

#include "track/chezu-tail.h"

#include <string.h>

#define CAPACITY_MIN 4

typedef struct
{
  gint64 time_ms;
  gint64 odometer_m;
  gint32 lon_e7;
  gint32 lat_e7;
  gint32 speed_cm_s;
  gint32 course_cdeg;
  gint16 altitude_m;
  guint16 flags;
  guint32 arrival; /* id less the tail's base */
} Entry;

G_STATIC_ASSERT (sizeof (Entry) == 40);

typedef struct
{
  gint64 id;
  Entry *entries;
  guint n;
  guint capacity;
  guint n_sorted; /* so many at the front are ascending */
} Vehicle;

struct _ChezuTail
{
  GMutex mutex;
  GHashTable *vehicles; /* &id → Vehicle, owned */
  gint64 base;
  gint64 forgotten; /* nothing up to this id is held any more */
  gint64 loaded;    /* everything after it and up to this id was taken over */
  guint64 n_entries;
  guint64 n_capacity;
  GArray *damaged; /* of gint64: ids of rows that could not be read */
  int waiting;     /* atomic */
  GError *trouble; /* NULL: none */
  guint limit;     /* of what may wait while there is trouble */
};

static void
vehicle_free (gpointer data)
{
  Vehicle *vehicle = data;

  g_free (vehicle->entries);
  g_free (vehicle);
}

ChezuTail *
chezu_tail_new_after (gint64 loaded)
{
  ChezuTail *self = g_atomic_rc_box_new0 (ChezuTail);

  g_mutex_init (&self->mutex);
  self->vehicles = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, vehicle_free);
  self->loaded = self->base = loaded;
  self->damaged = g_array_new (FALSE, FALSE, sizeof (gint64));
  return self;
}

ChezuTail *
chezu_tail_new (void)
{
  return chezu_tail_new_after (0);
}

ChezuTail *
chezu_tail_ref (ChezuTail *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  ChezuTail *self = data;

  g_hash_table_unref (self->vehicles);
  g_array_unref (self->damaged);
  g_clear_error (&self->trouble);
  g_mutex_clear (&self->mutex);
}

void
chezu_tail_unref (ChezuTail *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/* --- Entries of a vehicle ------------------------------------------------------------------- */

static void
resize (ChezuTail *self, Vehicle *vehicle, guint capacity)
{
  self->n_capacity += capacity;
  self->n_capacity -= vehicle->capacity;
  vehicle->capacity = capacity;
  vehicle->entries = g_renew (Entry, vehicle->entries, capacity);
}

static Vehicle *
take_vehicle (ChezuTail *self, gint64 id)
{
  Vehicle *vehicle = g_hash_table_lookup (self->vehicles, &id);

  if (vehicle == NULL)
    {
      vehicle = g_new0 (Vehicle, 1);
      vehicle->id = id;
      g_hash_table_insert (self->vehicles, &vehicle->id, vehicle);
    }
  return vehicle;
}

static void
append (ChezuTail *self, Vehicle *vehicle, const ChezuFix *fix, guint32 arrival)
{
  if (vehicle->n == vehicle->capacity)
    resize (self, vehicle, MAX (CAPACITY_MIN, vehicle->capacity + vehicle->capacity / 2));

  if (vehicle->n_sorted == vehicle->n
      && (vehicle->n == 0 || vehicle->entries[vehicle->n - 1].time_ms < fix->time_ms))
    vehicle->n_sorted++;
  vehicle->entries[vehicle->n++] = (Entry){
    .time_ms = fix->time_ms,
    .odometer_m = fix->odometer_m,
    .lon_e7 = fix->lon_e7,
    .lat_e7 = fix->lat_e7,
    .speed_cm_s = fix->speed_cm_s,
    .course_cdeg = fix->course_cdeg,
    .altitude_m = fix->altitude_m,
    .flags = fix->flags,
    .arrival = arrival,
  };
  self->n_entries++;
}

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const Entry *x = a;
  const Entry *y = b;

  if (x->time_ms != y->time_ms)
    return x->time_ms < y->time_ms ? -1 : 1;
  return x->arrival < y->arrival ? -1 : x->arrival > y->arrival;
}

/* The late ones are few beside the others as a rule, so they alone are sorted. */
static void
sort (Vehicle *vehicle)
{
  guint n_late = vehicle->n - vehicle->n_sorted;
  g_autofree Entry *late = NULL;
  Entry *end = vehicle->entries + vehicle->n;
  guint i = vehicle->n_sorted;

  if (n_late == 0)
    return;

  late = g_memdup2 (vehicle->entries + vehicle->n_sorted, n_late * sizeof *late);
  qsort (late, n_late, sizeof *late, compare_entries);
  while (n_late > 0)
    if (i > 0 && compare_entries (&vehicle->entries[i - 1], &late[n_late - 1]) > 0)
      *--end = vehicle->entries[--i];
    else
      *--end = late[--n_late];
  vehicle->n_sorted = vehicle->n;
}

/* The first entry of a sorted vehicle that is not before @time_ms. */
static guint
find (const Vehicle *vehicle, gint64 time_ms)
{
  guint low = 0;
  guint high = vehicle->n;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (vehicle->entries[middle].time_ms < time_ms)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/* --- Catching up ---------------------------------------------------------------------------- */

/* Keeps what arrived after @floor; ids are counted from there from now on. */
static void
forget_of_vehicle (ChezuTail *self, Vehicle *vehicle, gint64 floor)
{
  guint32 shift = (guint32)(floor - self->base);
  guint n_kept = 0;
  guint n_sorted = 0;

  for (guint i = 0; i < vehicle->n; i++)
    if (vehicle->entries[i].arrival > shift)
      {
        vehicle->entries[n_kept] = vehicle->entries[i];
        vehicle->entries[n_kept++].arrival -= shift;
        if (i < vehicle->n_sorted)
          n_sorted = n_kept;
      }
  self->n_entries -= vehicle->n - n_kept;
  vehicle->n = n_kept;
  vehicle->n_sorted = n_sorted;
}

static void
forget (ChezuTail *self, gint64 floor)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->vehicles);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Vehicle *vehicle = value;

      forget_of_vehicle (self, vehicle, floor);
      if (vehicle->n == 0)
        {
          self->n_capacity -= vehicle->capacity;
          g_hash_table_iter_remove (&iter);
        }
      else if (vehicle->n < vehicle->capacity / 2)
        resize (self, vehicle, MAX (CAPACITY_MIN, vehicle->n));
    }
  self->base = floor;
  while (self->damaged->len > 0 && g_array_index (self->damaged, gint64, 0) <= floor)
    g_array_remove_index (self->damaged, 0);
}

gint64
chezu_tail_begin (ChezuTail *self, const ChezuTailView *view)
{
  g_mutex_lock (&self->mutex);
  if (view->floor > self->forgotten)
    {
      if (view->floor > self->base)
        forget (self, view->floor);
      self->forgotten = view->floor;
      self->loaded = MAX (self->loaded, view->floor);
    }
  return self->loaded;
}

void
chezu_tail_append (ChezuTail *self, gint64 id, const ChezuVehicleFix *fixes, guint n_fixes)
{
  Vehicle *vehicle = NULL;

  g_return_if_fail (id > self->loaded && id - self->base <= G_MAXUINT32);

  for (guint i = 0; i < n_fixes; i++)
    {
      if (vehicle == NULL || vehicle->id != fixes[i].vehicle_id)
        vehicle = take_vehicle (self, fixes[i].vehicle_id);
      append (self, vehicle, &fixes[i].fix, (guint32)(id - self->base));
    }
  self->loaded = id;
}

void
chezu_tail_append_damaged (ChezuTail *self, gint64 id)
{
  g_array_append_val (self->damaged, id);
  self->loaded = id;
}

void
chezu_tail_list_damaged (ChezuTail *self, gint64 last, GArray *ids)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  for (guint i = 0; i < self->damaged->len; i++)
    {
      gint64 id = g_array_index (self->damaged, gint64, i);

      if (id > self->forgotten && id <= last)
        g_array_append_val (ids, id);
    }
}

void
chezu_tail_end (ChezuTail *self, gint64 loaded)
{
  self->loaded = MAX (self->loaded, loaded);
  g_atomic_int_set (&self->waiting, (int)MIN (self->n_entries, G_MAXINT / 2));
  g_mutex_unlock (&self->mutex);
}

void
chezu_tail_announce (ChezuTail *self, guint n_fixes)
{
  g_atomic_int_add (&self->waiting, (int)MIN (n_fixes, G_MAXINT / 8));
}

guint
chezu_tail_get_waiting (ChezuTail *self)
{
  return (guint)g_atomic_int_get (&self->waiting);
}

void
chezu_tail_set_trouble (ChezuTail *self, const GError *trouble, guint limit)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  g_clear_error (&self->trouble);
  if (trouble != NULL)
    self->trouble = g_error_copy (trouble);
  self->limit = limit;
}

gboolean
chezu_tail_check_room (ChezuTail *self, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  if (self->trouble == NULL || chezu_tail_get_waiting (self) < self->limit)
    return TRUE;
  g_propagate_error (error, g_error_copy (self->trouble));
  return FALSE;
}

gint64
chezu_tail_get_loaded (ChezuTail *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return self->loaded;
}

guint64
chezu_tail_get_size (ChezuTail *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return self->n_entries;
}

gint64
chezu_tail_get_first_ms (ChezuTail *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  gint64 first_ms = G_MAXINT64;
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->vehicles);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const Vehicle *vehicle = value;

      if (vehicle->n > 0)
        first_ms = MIN (first_ms, vehicle->entries[0].time_ms);
      for (guint i = vehicle->n_sorted; i < vehicle->n; i++)
        first_ms = MIN (first_ms, vehicle->entries[i].time_ms);
    }
  return first_ms;
}

guint64
chezu_tail_get_bytes (ChezuTail *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return self->n_capacity * sizeof (Entry) + g_hash_table_size (self->vehicles) * sizeof (Vehicle);
}

/* --- Looking -------------------------------------------------------------------------------- */

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  const gint64 *x = a;
  const gint64 *y = b;

  return (*x > *y) - (*x < *y);
}

gboolean
chezu_tail_list_vehicles (ChezuTail *self, const ChezuTailView *view, GArray *vehicles)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  GHashTableIter iter;
  gpointer value;

  if (view->next_vehicle != G_MAXINT64 && view->floor < self->forgotten)
    return FALSE;

  g_hash_table_iter_init (&iter, self->vehicles);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    g_array_append_val (vehicles, ((Vehicle *)value)->id);
  g_array_sort (vehicles, compare_ids);
  return TRUE;
}

static ChezuFix
get_fix (const Entry *entry)
{
  return (ChezuFix){
    .time_ms = entry->time_ms,
    .lon_e7 = entry->lon_e7,
    .lat_e7 = entry->lat_e7,
    .speed_cm_s = entry->speed_cm_s,
    .course_cdeg = entry->course_cdeg,
    .odometer_m = entry->odometer_m,
    .altitude_m = entry->altitude_m,
    .flags = entry->flags,
  };
}

/* Up to which id fixes of a vehicle are in segments: those before @until_ms, and the others. */
typedef struct
{
  gint64 floor_before;
  gint64 floor_after;
  gint64 until_ms;
} Sealed;

static Sealed
find_sealed (const ChezuTailView *view, gint64 vehicle_id)
{
  gint64 upto = MAX (view->floor, view->upto);

  if (vehicle_id < view->next_vehicle)
    return (Sealed){ upto, upto, G_MAXINT64 };
  if (vehicle_id > view->next_vehicle)
    return (Sealed){ view->floor, view->floor, G_MININT64 };
  return (Sealed){ upto, view->floor, view->next_ms };
}

gboolean
chezu_tail_collect (ChezuTail *self,
                    const ChezuTailView *view,
                    gint64 vehicle_id,
                    gint64 from_ms,
                    gint64 to_ms,
                    GArray *fixes)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  Sealed sealed = find_sealed (view, vehicle_id);
  Vehicle *vehicle;

  if (sealed.floor_after < self->forgotten)
    return FALSE;

  vehicle = g_hash_table_lookup (self->vehicles, &vehicle_id);
  if (vehicle == NULL)
    return TRUE;

  sort (vehicle);
  for (guint i = find (vehicle, from_ms); i < vehicle->n; i++)
    {
      const Entry *entry = &vehicle->entries[i];
      gint64 id = self->base + entry->arrival;
      ChezuFix fix;

      if (entry->time_ms >= to_ms)
        break;
      if (id > view->last
          || id <= (entry->time_ms < sealed.until_ms ? sealed.floor_before : sealed.floor_after))
        continue;
      fix = get_fix (entry);
      g_array_append_val (fixes, fix);
    }
  return TRUE;
}
