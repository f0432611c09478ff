/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "track-fixture.h"

#include "track/chezu-arrival.h"

#include <string.h>
#include <zlib.h>

static GArray *
new_fixes (guint n)
{
  GArray *fixes = g_array_new (FALSE, FALSE, sizeof (ChezuVehicleFix));

  g_array_set_size (fixes, n);
  return fixes;
}

/* Fixes of as many vehicles as there are fixes, in no order. */
static GArray *
new_commit (guint n, void (*make) (ChezuFix *, guint, guint), guint seed)
{
  g_autofree ChezuFix *made = g_new (ChezuFix, n);
  GArray *fixes = new_fixes (n);

  make (made, n, seed);
  for (guint i = 0; i < n; i++)
    g_array_index (fixes, ChezuVehicleFix, i)
        = (ChezuVehicleFix){ .vehicle_id = (gint64)(i * 7919 % n) + 1, .fix = made[n - 1 - i] };
  return fixes;
}

static void
assert_round_trip (const GArray *fixes)
{
  g_autoptr (GByteArray) record = g_byte_array_new ();
  g_autoptr (GArray) back = new_fixes (1);
  g_autoptr (GError) error = NULL;

  chezu_arrival_encode ((const ChezuVehicleFix *)(gconstpointer)fixes->data, fixes->len, record);
  g_assert_true (chezu_arrival_decode (record->data, record->len, back, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (back->len, ==, fixes->len + 1);
  for (guint i = 0; i < fixes->len; i++)
    {
      const ChezuVehicleFix *a = &g_array_index (fixes, ChezuVehicleFix, i);
      const ChezuVehicleFix *b = &g_array_index (back, ChezuVehicleFix, i + 1);

      g_assert_cmpint (a->vehicle_id, ==, b->vehicle_id);
      track_fixture_assert_same (&a->fix, &b->fix);
    }
}

static void
test_every_number_comes_back (void)
{
  static const guint lengths[] = { 0, 1, 2, 3, 7, 8, 9, 100, 1023, 1024, 1025, 5000 };

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      g_autoptr (GArray) drive = new_commit (lengths[i], track_fixture_drive, i);
      g_autoptr (GArray) chaos = new_commit (lengths[i], track_fixture_chaos, i);

      assert_round_trip (drive);
      assert_round_trip (chaos);
    }
}

static void
test_every_width_comes_back (void)
{
  for (guint bits = 0; bits < 64; bits++)
    {
      g_autoptr (GArray) fixes = new_fixes (5);

      for (guint i = 0; i < fixes->len; i++)
        g_array_index (fixes, ChezuVehicleFix, i) = (ChezuVehicleFix){
          .vehicle_id = G_MININT64 + (gint64)(((G_GUINT64_CONSTANT (1) << bits) - i) & G_MAXINT64),
          .fix.time_ms = (gint64)((G_GUINT64_CONSTANT (1) << bits) + i),
          .fix.odometer_m = (gint64)(0 - ((guint64)i << bits % 60)),
        };
      assert_round_trip (fixes);
    }
}

static void
test_record_is_appended (void)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GArray) fixes = new_commit (50, track_fixture_drive, 1);
  g_autoptr (GArray) back = new_fixes (0);

  g_byte_array_append (bytes, (const guint8 *)"before", 6);
  chezu_arrival_encode ((const ChezuVehicleFix *)(gconstpointer)fixes->data, fixes->len, bytes);
  g_assert_cmpmem (bytes->data, 6, "before", 6);
  g_assert_true (chezu_arrival_decode (bytes->data + 6, bytes->len - 6, back, NULL));
  g_assert_cmpuint (back->len, ==, 50);
}

static void
test_full_round_takes_twenty_bytes_a_fix (void)
{
  g_autoptr (GByteArray) record = g_byte_array_new ();
  g_autoptr (GArray) fixes = new_commit (4159, track_fixture_drive, 3);

  chezu_arrival_encode ((const ChezuVehicleFix *)(gconstpointer)fixes->data, fixes->len, record);
  g_assert_cmpuint (record->len, <=, 4159 * 20);
}

static void
assert_refused (const guint8 *bytes, gsize size, int code)
{
  g_autoptr (GArray) fixes = new_fixes (3);
  g_autoptr (GError) error = NULL;
  /* Exactly as large as the record, so that a checker sees a step over its end. */
  g_autofree guint8 *copy = g_memdup2 (bytes, size);

  g_assert_false (chezu_arrival_decode (copy, size, fixes, &error));
  g_assert_error (error, CHEZU_TRACK_ERROR, code);
  g_assert_cmpuint (fixes->len, ==, 3);
}

static void
test_damage_is_refused (void)
{
  g_autoptr (GByteArray) record = g_byte_array_new ();
  g_autoptr (GArray) fixes = new_commit (20, track_fixture_drive, 2);

  chezu_arrival_encode ((const ChezuVehicleFix *)(gconstpointer)fixes->data, fixes->len, record);
  for (guint size = 0; size < record->len; size++)
    assert_refused (record->data, size, CHEZU_TRACK_ERROR_DAMAGED);
  for (guint bit = 0; bit < record->len * 8; bit++)
    {
      record->data[bit / 8] ^= (guint8)(1 << bit % 8);
      assert_refused (record->data, record->len, CHEZU_TRACK_ERROR_DAMAGED);
      record->data[bit / 8] ^= (guint8)(1 << bit % 8);
    }
}

static void
seal_record (GByteArray *record)
{
  guint32 crc = GUINT32_TO_LE ((guint32)crc32_z (0, record->data, record->len - 4));

  memcpy (record->data + record->len - 4, &crc, 4);
}

/* A right checksum does not make a right record. */
static void
test_damage_under_a_right_checksum_is_harmless (void)
{
  g_autoptr (GByteArray) record = g_byte_array_new ();
  g_autoptr (GArray) fixes = new_commit (20, track_fixture_chaos, 2);

  chezu_arrival_encode ((const ChezuVehicleFix *)(gconstpointer)fixes->data, fixes->len, record);
  for (guint bit = 0; bit < (record->len - 4) * 8; bit++)
    {
      g_autoptr (GArray) back = new_fixes (3);
      g_autofree guint8 *copy = NULL;

      record->data[bit / 8] ^= (guint8)(1 << bit % 8);
      seal_record (record);
      copy = g_memdup2 (record->data, record->len);
      if (!chezu_arrival_decode (copy, record->len, back, NULL))
        g_assert_cmpuint (back->len, ==, 3);
      record->data[bit / 8] ^= (guint8)(1 << bit % 8);
    }
}

static void
test_newer_format_is_named (void)
{
  g_autoptr (GByteArray) record = g_byte_array_new ();
  g_autoptr (GArray) fixes = new_commit (2, track_fixture_drive, 2);

  chezu_arrival_encode ((const ChezuVehicleFix *)(gconstpointer)fixes->data, fixes->len, record);
  record->data[0] = 2;
  seal_record (record);
  assert_refused (record->data, record->len, CHEZU_TRACK_ERROR_NEWER);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/track/arrival/every-number-comes-back", test_every_number_comes_back);
  g_test_add_func ("/track/arrival/every-width-comes-back", test_every_width_comes_back);
  g_test_add_func ("/track/arrival/record-is-appended", test_record_is_appended);
  g_test_add_func ("/track/arrival/full-round-takes-twenty-bytes-a-fix",
                   test_full_round_takes_twenty_bytes_a_fix);
  g_test_add_func ("/track/arrival/damage-is-refused", test_damage_is_refused);
  g_test_add_func ("/track/arrival/damage-under-a-right-checksum-is-harmless",
                   test_damage_under_a_right_checksum_is_harmless);
  g_test_add_func ("/track/arrival/newer-format-is-named", test_newer_format_is_named);
  return g_test_run ();
}
