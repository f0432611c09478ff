/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sim/chezu-sim-names.h"

#include "sim/chezu-sim-hash.h"

#include <string.h>

/* Letters on plates: neither I nor O. */
static const char letters[] = "ABCDEFGHJKLMNPQRSTUVWXYZ";
#define N_LETTERS 24
/* One letter among four digits, in any place. */
#define N_ORDINARY (5 * N_LETTERS * 10000)

static const char *const surnames[] = {
  "王", "李", "张", "刘", "陈", "杨", "赵", "孙", "马", "朱", "胡", "郭", "高", "徐", "宋", "韩",
  "曹", "冯", "秦", "田", "董", "程", "姜", "孔", "孟", "颜", "曾", "邵", "褚", "种", "殷", "满",
  "奚", "单", "贾", "邱", "侯", "龙", "段", "汤", "尹", "黎", "武", "乔", "闫", "时", "渠", "甘",
};
static const char *const first_syllables[] = {
  "建", "国", "志", "文", "明", "德", "永", "广", "庆", "传", "继", "兆", "茂", "士", "道", "家",
  "学", "卫", "新", "保", "成", "玉", "春", "海", "金", "洪", "立", "光", "延", "守", "敬", "凡",
};
static const char *const second_syllables[] = {
  "军", "强", "勇", "伟", "峰", "涛", "平", "华", "林", "亮", "刚", "民", "生", "杰", "超", "波",
  "顺", "喜", "利", "山", "河", "磊", "鹏", "龙", "祥", "田", "东", "霞", "梅", "红", "芳", "玲",
};
/* A few vehicles were registered elsewhere. */
static const char *const neighbours[] = { "鲁H", "鲁Q", "苏C", "鲁R", "豫N", "皖F", "鲁J", "冀J" };
static const char *const models[] = { "808-2019 A", "808-2019 B", "808-2013 C", "808-2019 D" };

/* A number below @n that no other @index below @n gets. @n must not be a multiple of 7,919. */
static guint64
permute (guint64 index, guint64 n, guint64 seed)
{
  return (index * 7919 + chezu_sim_mix (seed) % n) % n;
}

static void
write_ordinary (char *at, guint64 number)
{
  guint place = (guint)(number % 5);
  char letter = letters[number / 5 % N_LETTERS];
  guint digits = (guint)(number / 5 / N_LETTERS);

  for (guint i = 5; i-- > 0;)
    if (i == place)
      at[i] = letter;
    else
      {
        at[i] = (char)('0' + digits % 10);
        digits /= 10;
      }
  at[5] = '\0';
}

/* Where the number of the plate is written, behind the province and the city. */
static char *
write_place (const ChezuSimWorld *world, guint vehicle, ChezuSimName plate, gboolean only_home)
{
  guint64 hash = chezu_sim_hash (world->seed, CHEZU_SIM_DRAW_NAME, vehicle, 1);
  const char *place = "鲁D";

  if (!only_home && chezu_sim_below (hash, 100) < 9)
    place = neighbours[hash % G_N_ELEMENTS (neighbours)];
  return g_stpcpy (plate, place);
}

/**
 * chezu_sim_name_plate:
 * @plate: (out): the plate without the dot: 鲁D3F872
 *
 * Forms as in GA 36: one letter among the five for burning engines; six signs for new energy, with
 * the letter in front on small vehicles and behind on large ones.
 */
ChezuSimPlateColour
chezu_sim_name_plate (const ChezuSimWorld *world, guint vehicle, ChezuSimName plate)
{
  const ChezuSimVehicle *self = chezu_sim_world_get_vehicle (world, vehicle);
  const ChezuSimOrganisation *owner = chezu_sim_world_get_organisation (world, self->organisation);
  guint64 number = permute (vehicle, 1000000, world->seed);
  char *at = write_place (world, vehicle, plate, self->moves != CHEZU_SIM_MOVES_HAUL);

  if (owner->ride_hailing)
    {
      /* D, then a sign, then four digits. */
      static const char signs[] = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";

      at[0] = letters[number / 340000];
      at[1] = signs[number / 10000 % 34];
      g_snprintf (at + 2, 5, "%04u", (guint)(number % 10000));
      return CHEZU_SIM_PLATE_GREEN;
    }
  if (self->moves == CHEZU_SIM_MOVES_LINE)
    {
      g_snprintf (at, 7, "%05u%c", (guint)(number / 10), letters[number % 10]);
      return CHEZU_SIM_PLATE_YELLOW_GREEN;
    }
  write_ordinary (at, permute (vehicle, N_ORDINARY, world->seed));
  return self->moves == CHEZU_SIM_MOVES_TOWN ? CHEZU_SIM_PLATE_BLUE : CHEZU_SIM_PLATE_YELLOW;
}

void
chezu_sim_name_driver (const ChezuSimWorld *world, guint vehicle, ChezuSimName name)
{
  guint64 draw = chezu_sim_hash (world->seed, CHEZU_SIM_DRAW_NAME, vehicle, 2);
  guint surname = chezu_sim_below (chezu_sim_next (&draw), G_N_ELEMENTS (surnames));
  char *at;

  /* The common names are common. */
  if (chezu_sim_below (chezu_sim_next (&draw), 100) < 55)
    surname %= 12;
  at = g_stpcpy (name, surnames[surname]);
  if (chezu_sim_below (chezu_sim_next (&draw), 100) < 72)
    at = g_stpcpy (
        at,
        first_syllables[chezu_sim_below (chezu_sim_next (&draw), G_N_ELEMENTS (first_syllables))]);
  g_stpcpy (
      at,
      second_syllables[chezu_sim_below (chezu_sim_next (&draw), G_N_ELEMENTS (second_syllables))]);
}

void
chezu_sim_name_driver_id (const ChezuSimWorld *world, guint vehicle, ChezuSimName id)
{
  g_snprintf (id, CHEZU_SIM_NAME_BYTES, "370403%07u",
              (guint)permute (vehicle, 9999991, world->seed));
}

/* Eleven digits as a mobile number has them, in a series that is given to nobody. */
void
chezu_sim_name_phone (const ChezuSimWorld *world, guint vehicle, ChezuSimName phone)
{
  g_snprintf (phone, CHEZU_SIM_NAME_BYTES, "1540%07u",
              (guint)permute (vehicle, 9999973, world->seed));
}

/* The twelve digits of a JT/T 808 terminal; the leading zero matters. */
void
chezu_sim_name_terminal (const ChezuSimWorld *world, guint vehicle, ChezuSimName id)
{
  g_snprintf (id, CHEZU_SIM_NAME_BYTES, "014063%06u",
              (guint)permute (vehicle, 1000000, world->seed));
}

const char *
chezu_sim_name_model (const ChezuSimWorld *world, guint vehicle)
{
  return models[chezu_sim_below (chezu_sim_hash (world->seed, CHEZU_SIM_DRAW_NAME, vehicle, 3),
                                 G_N_ELEMENTS (models))];
}

typedef struct
{
  guint64 key;
  guint32 vehicle;
} Entry;

/* Twenty bits for the province, six for each sign after it: the order of the bytes, in one number.
 */
static guint64
plate_key (const char *plate)
{
  const guchar *bytes = (const guchar *)plate;
  guint64 key = ((guint64)(bytes[0] & 0x0f) << 16) | ((guint64)bytes[1] << 8) | bytes[2];
  gsize length = strlen (plate);

  for (gsize i = 3; i < 10; i++)
    {
      guint sign = 0;

      if (i < length)
        sign = g_ascii_isdigit (plate[i]) ? 1u + (guint)(plate[i] - '0')
                                          : 11u + (guint)(plate[i] - 'A');
      key = (key << 6) | sign;
    }
  return key;
}

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const Entry *left = a;
  const Entry *right = b;

  return left->key < right->key ? -1 : left->key > right->key;
}

/* Returns: (transfer full): the vehicles in the order of their plates */
guint32 *
chezu_sim_name_order (const ChezuSimWorld *world)
{
  g_autoptr (GArray) entries = g_array_sized_new (FALSE, FALSE, sizeof (Entry), world->n_vehicles);
  guint32 *order = g_new (guint32, world->n_vehicles);

  for (guint i = 0; i < world->n_vehicles; i++)
    {
      ChezuSimName plate;
      Entry entry = { .vehicle = i };

      chezu_sim_name_plate (world, i, plate);
      entry.key = plate_key (plate);
      g_array_append_val (entries, entry);
    }
  g_array_sort (entries, compare_entries);
  for (guint i = 0; i < world->n_vehicles; i++)
    order[i] = g_array_index (entries, Entry, i).vehicle;
  return order;
}

gboolean
chezu_sim_name_find_terminal (const ChezuSimWorld *world, const char *id, guint *vehicle)
{
  for (guint i = 0; i < world->n_vehicles; i++)
    {
      ChezuSimName name;

      chezu_sim_name_terminal (world, i, name);
      if (!g_str_equal (name, id))
        continue;
      *vehicle = i;
      return TRUE;
    }
  return FALSE;
}
