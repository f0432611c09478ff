/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "track-fixture.h"

#include "track/chezu-segment.h"

#include <string.h>
#include <zlib.h>

typedef struct
{
  ChezuSegmentCodec *codec;
  GByteArray *blob;
  GArray *fixes;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->codec = chezu_segment_codec_new ();
  fixture->blob = g_byte_array_new ();
  fixture->fixes = g_array_new (FALSE, FALSE, sizeof (ChezuFix));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  chezu_segment_codec_free (fixture->codec);
  g_byte_array_unref (fixture->blob);
  g_array_unref (fixture->fixes);
}

/* Encodes all of @fixes, segment by segment, and holds what comes back against them. Returns: bytes
 * of all BLOBs */
static gsize
assert_round_trip (Fixture *fixture, const ChezuFix *fixes, guint n, guint dictionary)
{
  gsize bytes = 0;

  for (guint at = 0; at < n;)
    {
      g_autoptr (GError) error = NULL;
      ChezuSegmentInfo info;
      guint taken = chezu_segment_encode (fixture->codec, fixes + at, n - at, dictionary,
                                          fixture->blob, &info);

      g_assert_cmpuint (taken, >=, 1);
      g_assert_cmpuint (taken, <=, MIN (n - at, CHEZU_SEGMENT_FIXES_MAX));
      g_assert_cmpuint (fixture->blob->len, <=, CHEZU_SEGMENT_BYTES_MAX);
      g_assert_cmpuint (info.count, ==, taken);
      g_assert_cmpint (info.from_ms, ==, fixes[at].time_ms);
      g_assert_cmpint (info.to_ms, ==, fixes[at + taken - 1].time_ms);
      bytes += fixture->blob->len;

      g_array_set_size (fixture->fixes, 1);
      chezu_segment_decode (fixture->codec, &info, fixture->blob->data, fixture->blob->len,
                            fixture->fixes, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (fixture->fixes->len, ==, taken + 1);
      for (guint i = 0; i < taken; i++)
        track_fixture_assert_same (&g_array_index (fixture->fixes, ChezuFix, i + 1),
                                   &fixes[at + i]);
      g_assert_true (chezu_segment_info_fits (&info, fixes + at, taken));
      at += taken;
    }
  return bytes;
}

static void
test_every_number_comes_back (Fixture *fixture, gconstpointer data)
{
  static const guint lengths[] = { 1, 2, 3, 4, 9, 100, 1000, 3000 };

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      g_autofree ChezuFix *fixes = g_new (ChezuFix, lengths[i]);

      track_fixture_drive (fixes, lengths[i], i);
      assert_round_trip (fixture, fixes, lengths[i], 0);
      track_fixture_chaos (fixes, lengths[i], i);
      assert_round_trip (fixture, fixes, lengths[i], 0);
    }
}

static void
test_parked_vehicle_fills_the_longest_segment (Fixture *fixture, gconstpointer data)
{
  guint n = CHEZU_SEGMENT_FIXES_MAX + 10;
  g_autofree ChezuFix *fixes = g_new0 (ChezuFix, n);

  for (guint i = 0; i < n; i++)
    fixes[i] = (ChezuFix){ .time_ms = 1767225600000 + (gint64)i * 10000, .lon_e7 = 5, .lat_e7 = 6 };
  g_assert_cmpuint (assert_round_trip (fixture, fixes, n, 0), <, 200);
}

static void
test_drive_fills_its_page (Fixture *fixture, gconstpointer data)
{
  g_autofree ChezuFix *fixes = g_new (ChezuFix, 6000);
  guint at = 0;
  guint n = 0;
  gsize bytes = 0;

  track_fixture_drive (fixes, 6000, 4);
  for (; at < 5000; n++)
    {
      ChezuSegmentInfo info;

      at += chezu_segment_encode (fixture->codec, fixes + at, 6000 - at, 0, fixture->blob, &info);
      bytes += fixture->blob->len;
    }
  g_assert_cmpuint (bytes / n, >, CHEZU_SEGMENT_BYTES_MAX * 95 / 100);
}

static void
assert_refused (Fixture *fixture, const ChezuSegmentInfo *info, gsize size, int code)
{
  g_autoptr (GError) error = NULL;
  /* Exactly as large as the BLOB, so that a checker sees a step over its end. */
  g_autofree guint8 *copy = g_memdup2 (fixture->blob->data, size);

  g_array_set_size (fixture->fixes, 3);
  g_assert_false (chezu_segment_decode (fixture->codec, info, copy, size, fixture->fixes, &error));
  g_assert_error (error, CHEZU_TRACK_ERROR, code);
  g_assert_cmpuint (fixture->fixes->len, ==, 3);
}

static ChezuSegmentInfo
encode (Fixture *fixture, guint n, guint dictionary)
{
  g_autofree ChezuFix *fixes = g_new (ChezuFix, n);
  ChezuSegmentInfo info;

  track_fixture_drive (fixes, n, 5);
  g_assert_cmpuint (
      chezu_segment_encode (fixture->codec, fixes, n, dictionary, fixture->blob, &info), ==, n);
  return info;
}

static void
test_damage_is_refused (Fixture *fixture, gconstpointer data)
{
  ChezuSegmentInfo info = encode (fixture, 40, 0);

  for (guint size = 0; size < fixture->blob->len; size++)
    assert_refused (fixture, &info, size, CHEZU_TRACK_ERROR_DAMAGED);
  for (guint bit = 0; bit < fixture->blob->len * 8; bit++)
    {
      fixture->blob->data[bit / 8] ^= (guint8)(1 << bit % 8);
      assert_refused (fixture, &info, fixture->blob->len, CHEZU_TRACK_ERROR_DAMAGED);
      fixture->blob->data[bit / 8] ^= (guint8)(1 << bit % 8);
    }
}

/* A right checksum does not make a right BLOB. */
static void
test_damage_under_a_right_checksum_is_harmless (Fixture *fixture, gconstpointer data)
{
  ChezuSegmentInfo info = encode (fixture, 40, 0);

  for (guint bit = 0; bit < fixture->blob->len * 8; bit++)
    {
      g_autofree guint8 *copy = NULL;

      fixture->blob->data[bit / 8] ^= (guint8)(1 << bit % 8);
      copy = g_memdup2 (fixture->blob->data, fixture->blob->len);
      info.checksum = (guint32)crc32_z (0, copy, fixture->blob->len);
      g_array_set_size (fixture->fixes, 3);
      if (chezu_segment_decode (fixture->codec, &info, copy, fixture->blob->len, fixture->fixes,
                                NULL))
        g_assert_cmpuint (fixture->fixes->len, ==, 43);
      else
        g_assert_cmpuint (fixture->fixes->len, ==, 3);
      fixture->blob->data[bit / 8] ^= (guint8)(1 << bit % 8);
    }
}

static void
test_row_that_tells_otherwise_is_refused (Fixture *fixture, gconstpointer data)
{
  const ChezuSegmentInfo right = encode (fixture, 40, 0);
  ChezuSegmentInfo wrong = right;

  wrong.count = 41;
  assert_refused (fixture, &wrong, fixture->blob->len, CHEZU_TRACK_ERROR_DAMAGED);
  wrong = right;
  wrong.from_ms--;
  assert_refused (fixture, &wrong, fixture->blob->len, CHEZU_TRACK_ERROR_DAMAGED);
  wrong = right;
  wrong.to_ms++;
  assert_refused (fixture, &wrong, fixture->blob->len, CHEZU_TRACK_ERROR_DAMAGED);
}

static void
test_wrong_bounds_are_found (Fixture *fixture, gconstpointer data)
{
  ChezuSegmentInfo info = encode (fixture, 40, 0);
  const ChezuFix *fixes;

  chezu_segment_decode (fixture->codec, &info, fixture->blob->data, fixture->blob->len,
                        fixture->fixes, NULL);
  fixes = &g_array_index (fixture->fixes, ChezuFix, 0);
  g_assert_true (chezu_segment_info_fits (&info, fixes, 40));
  g_assert_false (chezu_segment_info_fits (&info, fixes, 39));
  info.max_lat_e7++;
  g_assert_false (chezu_segment_info_fits (&info, fixes, 40));
}

static void
test_newer_format_is_named (Fixture *fixture, gconstpointer data)
{
  ChezuSegmentInfo info = encode (fixture, 40, 0);

  fixture->blob->data[0] = 2;
  info.checksum = (guint32)crc32_z (0, fixture->blob->data, fixture->blob->len);
  assert_refused (fixture, &info, fixture->blob->len, CHEZU_TRACK_ERROR_NEWER);
}

static GBytes *
train (void)
{
  const guint length = 6000;
  guint runs[8];
  g_autofree ChezuFix *fixes = g_new (ChezuFix, length * G_N_ELEMENTS (runs));

  for (guint i = 0; i < G_N_ELEMENTS (runs); i++)
    {
      runs[i] = length;
      track_fixture_drive (fixes + i * length, length, i);
    }
  return chezu_segment_train (fixes, runs, G_N_ELEMENTS (runs));
}

static void
test_dictionary_makes_segments_smaller (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) dictionary = train ();
  g_autoptr (GError) error = NULL;
  g_autofree ChezuFix *fixes = g_new (ChezuFix, 300);
  gsize without;

  g_assert_nonnull (dictionary);
  chezu_segment_codec_add_dictionary (fixture->codec, 7, g_bytes_get_data (dictionary, NULL),
                                      g_bytes_get_size (dictionary), &error);
  g_assert_no_error (error);
  g_assert_true (chezu_segment_codec_has_dictionary (fixture->codec, 7));

  track_fixture_drive (fixes, 300, 77);
  without = assert_round_trip (fixture, fixes, 300, 0);
  g_assert_cmpuint (assert_round_trip (fixture, fixes, 300, 7), <, without);
}

static void
test_missing_dictionary_is_named (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) dictionary = train ();
  ChezuSegmentInfo info;

  chezu_segment_codec_add_dictionary (fixture->codec, 7, g_bytes_get_data (dictionary, NULL),
                                      g_bytes_get_size (dictionary), NULL);
  info = encode (fixture, 40, 7);
  g_assert_cmpuint (info.dictionary, ==, 7);
  info.dictionary = 8;
  assert_refused (fixture, &info, fixture->blob->len, CHEZU_TRACK_ERROR_DICTIONARY);
}

static void
test_too_little_trains_nothing (void)
{
  g_autofree ChezuFix *fixes = g_new (ChezuFix, 50);
  guint runs[] = { 50 };

  track_fixture_drive (fixes, 50, 1);
  g_assert_null (chezu_segment_train (fixes, runs, 1));
  g_assert_null (chezu_segment_train (fixes, runs, 0));
}

#define ADD(path, function)                                                                        \
  g_test_add ("/track/segment/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("every-number-comes-back", test_every_number_comes_back);
  ADD ("parked-vehicle-fills-the-longest-segment", test_parked_vehicle_fills_the_longest_segment);
  ADD ("drive-fills-its-page", test_drive_fills_its_page);
  ADD ("damage-is-refused", test_damage_is_refused);
  ADD ("damage-under-a-right-checksum-is-harmless", test_damage_under_a_right_checksum_is_harmless);
  ADD ("row-that-tells-otherwise-is-refused", test_row_that_tells_otherwise_is_refused);
  ADD ("wrong-bounds-are-found", test_wrong_bounds_are_found);
  ADD ("newer-format-is-named", test_newer_format_is_named);
  ADD ("dictionary-makes-segments-smaller", test_dictionary_makes_segments_smaller);
  ADD ("missing-dictionary-is-named", test_missing_dictionary_is_named);
  g_test_add_func ("/track/segment/too-little-trains-nothing", test_too_little_trains_nothing);
  return g_test_run ();
}
