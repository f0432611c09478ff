/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Source of all figures: what people hear at the alarm desk, "Sound", and EEMUA 191 for the flood.
 */

#include "shell/chezu-alarm-sounds.h"

#include "base/chezu-time.h"

#define S CHEZU_SECOND_MS

typedef struct
{
  ChezuAlarmSounds *sounds;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->sounds = chezu_alarm_sounds_new ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  chezu_alarm_sounds_free (fixture->sounds);
}

static guint8
next (Fixture *fixture, gint64 at_ms)
{
  return chezu_alarm_sounds_next (fixture->sounds, at_ms, FALSE, FALSE);
}

/* How often something sounds within a period, looked at every quarter of a second. */
static guint
count (Fixture *fixture, gint64 from_ms, gint64 to_ms, gboolean flood)
{
  guint n = 0;

  for (gint64 at = from_ms; at < to_ms; at += 250)
    n += chezu_alarm_sounds_next (fixture->sounds, at, flood, FALSE) != CHEZU_ALARM_NONE;
  return n;
}

static void
test_urgent_until_it_is_acknowledged (Fixture *fixture, gconstpointer data)
{
  chezu_alarm_sounds_arrive (fixture->sounds, 7, CHEZU_ALARM_P1, 0);
  g_assert_cmpuint (next (fixture, 0), ==, CHEZU_ALARM_P1);
  g_assert_cmpuint (next (fixture, 8 * S - 1), ==, CHEZU_ALARM_NONE);
  g_assert_cmpuint (next (fixture, 8 * S), ==, CHEZU_ALARM_P1);
  g_assert_cmpuint (count (fixture, 9 * S, 89 * S, FALSE), ==, 10);
  chezu_alarm_sounds_settle (fixture->sounds, 7);
  g_assert_cmpuint (count (fixture, 89 * S, 189 * S, FALSE), ==, 0);
}

static void
test_serious_twice (Fixture *fixture, gconstpointer data)
{
  chezu_alarm_sounds_arrive (fixture->sounds, 7, CHEZU_ALARM_P2, 0);
  g_assert_cmpuint (next (fixture, 0), ==, CHEZU_ALARM_P2);
  g_assert_cmpuint (next (fixture, 60 * S - 1), ==, CHEZU_ALARM_NONE);
  g_assert_cmpuint (next (fixture, 60 * S), ==, CHEZU_ALARM_P2);
  g_assert_cmpuint (count (fixture, 61 * S, 600 * S, FALSE), ==, 0);
}

static void
test_normal_once_and_notices_never (Fixture *fixture, gconstpointer data)
{
  chezu_alarm_sounds_arrive (fixture->sounds, 7, CHEZU_ALARM_P3, 0);
  chezu_alarm_sounds_arrive (fixture->sounds, 8, CHEZU_ALARM_P4, 0);
  g_assert_cmpuint (next (fixture, 0), ==, CHEZU_ALARM_P3);
  g_assert_cmpuint (count (fixture, 250, 600 * S, FALSE), ==, 0);
}

static void
test_one_sound_in_two_seconds (Fixture *fixture, gconstpointer data)
{
  chezu_alarm_sounds_arrive (fixture->sounds, 1, CHEZU_ALARM_P3, 0);
  g_assert_cmpuint (next (fixture, 0), ==, CHEZU_ALARM_P3);
  chezu_alarm_sounds_arrive (fixture->sounds, 2, CHEZU_ALARM_P3, 500);
  chezu_alarm_sounds_arrive (fixture->sounds, 3, CHEZU_ALARM_P1, 600);
  g_assert_cmpuint (next (fixture, 2 * S - 1), ==, CHEZU_ALARM_NONE);
  /* The most urgent first. */
  g_assert_cmpuint (next (fixture, 2 * S), ==, CHEZU_ALARM_P1);
  g_assert_cmpuint (next (fixture, 4 * S), ==, CHEZU_ALARM_P3);
}

/* A thousand in ten seconds. */
static void
test_a_flood_sounds_once (Fixture *fixture, gconstpointer data)
{
  for (gint64 i = 0; i < 1000; i++)
    chezu_alarm_sounds_arrive (fixture->sounds, i + 1, i % 2 ? CHEZU_ALARM_P2 : CHEZU_ALARM_P3,
                               i * 10);
  g_assert_cmpuint (count (fixture, 10 * S, 50 * S, TRUE), ==, 1);
  chezu_alarm_sounds_arrive (fixture->sounds, 5000, CHEZU_ALARM_P1, 50 * S);
  g_assert_cmpuint (chezu_alarm_sounds_next (fixture->sounds, 50 * S, TRUE, FALSE), ==,
                    CHEZU_ALARM_P1);
}

static void
test_silence_is_not_made_up_for (Fixture *fixture, gconstpointer data)
{
  chezu_alarm_sounds_arrive (fixture->sounds, 1, CHEZU_ALARM_P3, 0);
  chezu_alarm_sounds_arrive (fixture->sounds, 2, CHEZU_ALARM_P1, 0);
  for (gint64 at = 0; at < 10 * S; at += 250)
    g_assert_cmpuint (chezu_alarm_sounds_next (fixture->sounds, at, FALSE, TRUE), ==,
                      CHEZU_ALARM_NONE);
  /* What is over is over, what goes on is heard. */
  g_assert_cmpuint (count (fixture, 10 * S, 26 * S, FALSE), ==, 2);
}

static void
test_what_settled_meanwhile_is_not_heard (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) ids = NULL;

  chezu_alarm_sounds_arrive (fixture->sounds, 1, CHEZU_ALARM_P1, 0);
  chezu_alarm_sounds_arrive (fixture->sounds, 2, CHEZU_ALARM_P2, 0);
  chezu_alarm_sounds_settle (fixture->sounds, 1);
  ids = chezu_alarm_sounds_list (fixture->sounds);
  g_assert_cmpuint (ids->len, ==, 1);
  g_assert_cmpint (g_array_index (ids, gint64, 0), ==, 2);
  g_assert_cmpuint (next (fixture, 0), ==, CHEZU_ALARM_P2);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/shell/alarm-sounds/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("urgent-until-it-is-acknowledged", test_urgent_until_it_is_acknowledged);
  ADD ("serious-twice", test_serious_twice);
  ADD ("normal-once-and-notices-never", test_normal_once_and_notices_never);
  ADD ("one-sound-in-two-seconds", test_one_sound_in_two_seconds);
  ADD ("a-flood-sounds-once", test_a_flood_sounds_once);
  ADD ("silence-is-not-made-up-for", test_silence_is_not_made_up_for);
  ADD ("what-settled-meanwhile-is-not-heard", test_what_settled_meanwhile_is_not_heard);

  return g_test_run ();
}
