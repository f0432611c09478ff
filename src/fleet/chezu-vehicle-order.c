/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fleet/chezu-vehicle-order.h"

#include "base/chezu-units.h"
#include "fleet/chezu-fleet-private.h"

#include <string.h>

/* The value of a vehicle that has none: last in both directions. */
#define UNKNOWN G_MAXUINT32
/* Digits of the sort: 11 bits each, six of them for 64. */
#define DIGIT_BITS 11
#define N_DIGITS 6
/* So many different names are put in the order of the reader's language, which is slow; beyond it
 * in that of their letters. */
#define COLLATED_MAX 20000

struct _ChezuVehicleOrder
{
  guint n;            /* vehicles that the plates were ranked for */
  GArray *plate_rank; /* of guint32, by vehicle */
  GArray *by_plate;   /* of guint, the way back */

  ChezuVehicleColumn named; /* the column whose names are ranked */
  guint n_named;            /* for so many vehicles; 0: none */
  GArray *name_rank;        /* of guint32, by vehicle */

  GArray *keys; /* of guint64 */
  GArray *spare;
};

ChezuVehicleOrder *
chezu_vehicle_order_new (void)
{
  ChezuVehicleOrder *self = g_new0 (ChezuVehicleOrder, 1);

  self->plate_rank = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->by_plate = g_array_new (FALSE, FALSE, sizeof (guint));
  self->name_rank = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->keys = g_array_new (FALSE, FALSE, sizeof (guint64));
  self->spare = g_array_new (FALSE, FALSE, sizeof (guint64));
  return self;
}

void
chezu_vehicle_order_free (ChezuVehicleOrder *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->plate_rank);
  g_array_unref (self->by_plate);
  g_array_unref (self->name_rank);
  g_array_unref (self->keys);
  g_array_unref (self->spare);
  g_free (self);
}

void
chezu_vehicle_order_forget (ChezuVehicleOrder *self)
{
  self->n = 0;
  self->n_named = 0;
}

/* --- Plates ------------------------------------------------------------------------------------
 */

static int
compare_plates (gconstpointer a, gconstpointer b, gpointer user_data)
{
  ChezuFleet *fleet = user_data;
  guint one = *(const guint *)a;
  guint other = *(const guint *)b;
  int order
      = strcmp (chezu_fleet_get_plate_key (fleet, one), chezu_fleet_get_plate_key (fleet, other));

  return order != 0 ? order : (one > other) - (one < other);
}

static void
rank_plates (ChezuVehicleOrder *self, ChezuFleet *fleet, guint n)
{
  if (self->n == n)
    return;
  g_array_set_size (self->by_plate, n);
  g_array_set_size (self->plate_rank, n);
  for (guint i = 0; i < n; i++)
    g_array_index (self->by_plate, guint, i) = i;
  g_sort_array (self->by_plate->data, n, sizeof (guint), compare_plates, fleet);
  for (guint i = 0; i < n; i++)
    g_array_index (self->plate_rank, guint32, g_array_index (self->by_plate, guint, i)) = i;
  self->n = n;
}

/* --- Names -------------------------------------------------------------------------------------
 */

typedef struct
{
  const char *name;
  char *key; /* NULL: compare the names themselves */
} Name;

static int
compare_names (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const Name *one = a;
  const Name *other = b;

  return one->key != NULL ? strcmp (one->key, other->key) : strcmp (one->name, other->name);
}

static const char *
name_of (ChezuFleet *fleet, ChezuVehicleColumn column, guint index)
{
  const char *name = column == CHEZU_COLUMN_ENTERPRISE ? chezu_fleet_get_enterprise (fleet, index)
                     : column == CHEZU_COLUMN_DRIVER   ? chezu_fleet_get_driver (fleet, index)
                                                       : chezu_fleet_get_model (fleet, index);

  return name != NULL && *name != '\0' ? name : NULL;
}

static void
rank_names (ChezuVehicleOrder *self, ChezuFleet *fleet, ChezuVehicleColumn column, guint n)
{
  g_autoptr (GHashTable) ranks = NULL; /* name → rank + 1 */
  g_autoptr (GArray) names = NULL;
  GHashTableIter iter;
  gpointer name;

  if (self->named == column && self->n_named == n)
    return;

  ranks = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < n; i++)
    if (name_of (fleet, column, i) != NULL)
      g_hash_table_add (ranks, (gpointer)name_of (fleet, column, i));

  names = g_array_new (FALSE, FALSE, sizeof (Name));
  g_hash_table_iter_init (&iter, ranks);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    {
      gboolean collated = g_hash_table_size (ranks) <= COLLATED_MAX;
      Name entry = { name, collated ? g_utf8_collate_key (name, -1) : NULL };

      g_array_append_val (names, entry);
    }
  g_sort_array (names->data, names->len, sizeof (Name), compare_names, NULL);
  for (guint i = 0; i < names->len; i++)
    {
      Name *entry = &g_array_index (names, Name, i);

      g_hash_table_insert (ranks, (gpointer)entry->name, GUINT_TO_POINTER (i + 1));
      g_free (entry->key);
    }

  g_array_set_size (self->name_rank, n);
  for (guint i = 0; i < n; i++)
    {
      const char *own = name_of (fleet, column, i);

      g_array_index (self->name_rank, guint32, i)
          = own != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (ranks, own)) : UNKNOWN;
    }
  self->named = column;
  self->n_named = n;
}

/* --- Values ------------------------------------------------------------------------------------
 */

static guint32
clamp_value (gint64 value)
{
  return (guint32)CLAMP (value, 0, (gint64)UNKNOWN - 1);
}

/* Ascending as the column is read: the youngest age first. */
static guint32
value_of (ChezuVehicleOrder *self,
          ChezuFleet *fleet,
          ChezuVehicleColumn column,
          gint64 now_ms,
          guint index)
{
  const ChezuFleetArrays *arrays = chezu_fleet_peek (fleet);
  gboolean is_placed = arrays->time_ms[index] != 0;
  ChezuFix fix;

  switch (column)
    {
    case CHEZU_COLUMN_STATE:
      return is_placed ? chezu_fleet_get_state (fleet, index, now_ms) : UNKNOWN;
    case CHEZU_COLUMN_KIND:
      return arrays->kind[index] != CHEZU_VEHICLE_UNKNOWN ? arrays->kind[index] : UNKNOWN;
    case CHEZU_COLUMN_SPEED:
      return is_placed && arrays->speed_cm_s[index] >= 0 ? (guint32)arrays->speed_cm_s[index]
                                                         : UNKNOWN;
    case CHEZU_COLUMN_AGE:
      return is_placed ? clamp_value ((now_ms - arrays->time_ms[index]) / 100) : UNKNOWN;
    case CHEZU_COLUMN_REGION:
      return is_placed ? arrays->region[index] : UNKNOWN;
    case CHEZU_COLUMN_COURSE:
    case CHEZU_COLUMN_ODOMETER:
      chezu_fleet_get_fix (fleet, index, &fix);
      if (!is_placed)
        return UNKNOWN;
      if (column == CHEZU_COLUMN_COURSE)
        return fix.course_cdeg >= 0 ? (guint32)fix.course_cdeg : UNKNOWN;
      return fix.odometer_m > 0 ? clamp_value (fix.odometer_m) : UNKNOWN;
    case CHEZU_COLUMN_ENTERPRISE:
    case CHEZU_COLUMN_DRIVER:
    case CHEZU_COLUMN_MODEL:
      return g_array_index (self->name_rank, guint32, index);
    case CHEZU_COLUMN_PLATE:
    case CHEZU_N_COLUMNS:
    default:
      return 0;
    }
}

/* --- Sorting -----------------------------------------------------------------------------------
 */

/* Least significant digit first; a digit that all numbers share costs one look. */
static void
sort_numbers (GArray *numbers, GArray *spare)
{
  guint n = numbers->len;
  guint64 *from;
  guint64 *to;

  g_array_set_size (spare, n);
  from = (guint64 *)(gpointer)numbers->data;
  to = (guint64 *)(gpointer)spare->data;
  for (guint digit = 0; digit < N_DIGITS && n > 0; digit++)
    {
      guint starts[1 << DIGIT_BITS] = { 0 };
      guint shift = digit * DIGIT_BITS;
      guint mask = (1 << DIGIT_BITS) - 1;
      guint sum = 0;
      guint64 *swap = from;

      for (guint i = 0; i < n; i++)
        starts[(from[i] >> shift) & mask]++;
      if (starts[(from[0] >> shift) & mask] == n)
        continue;
      for (guint d = 0; d <= mask; d++)
        {
          guint count = starts[d];

          starts[d] = sum;
          sum += count;
        }
      for (guint i = 0; i < n; i++)
        to[starts[(from[i] >> shift) & mask]++] = from[i];
      from = to;
      to = swap;
    }
  if (n > 0 && from != (guint64 *)(gpointer)numbers->data)
    memcpy (numbers->data, from, n * sizeof *from);
}

void
chezu_vehicle_order_sort (ChezuVehicleOrder *self,
                          ChezuFleet *fleet,
                          ChezuVehicleColumn column,
                          gboolean descending,
                          GArray *order)
{
  guint n = chezu_fleet_peek (fleet)->n;
  gint64 now_ms = chezu_fleet_get_now_ms (fleet);

  rank_plates (self, fleet, n);
  if (column == CHEZU_COLUMN_ENTERPRISE || column == CHEZU_COLUMN_DRIVER
      || column == CHEZU_COLUMN_MODEL)
    rank_names (self, fleet, column, n);

  g_array_set_size (self->keys, n);
  for (guint i = 0; i < n; i++)
    {
      guint32 value = value_of (self, fleet, column, now_ms, i);
      guint32 rank = g_array_index (self->plate_rank, guint32, i);

      if (descending && value != UNKNOWN)
        value = UNKNOWN - 1 - value;
      /* The plate itself is what the column shows. */
      if (descending && column == CHEZU_COLUMN_PLATE)
        rank = n - 1 - rank;
      g_array_index (self->keys, guint64, i) = (guint64)value << 32 | rank;
    }
  sort_numbers (self->keys, self->spare);

  g_array_set_size (order, n);
  for (guint i = 0; i < n; i++)
    {
      guint32 rank = (guint32)g_array_index (self->keys, guint64, i);

      if (descending && column == CHEZU_COLUMN_PLATE)
        rank = n - 1 - rank;
      g_array_index (order, guint, i) = g_array_index (self->by_plate, guint, rank);
    }
}
