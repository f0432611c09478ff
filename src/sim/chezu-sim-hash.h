/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chance without state: the same question always gets the same answer, so nothing has to be kept.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a question is about; keeps the answers to different questions independent. */
typedef enum
{
  CHEZU_SIM_DRAW_NAME = 1,
  CHEZU_SIM_DRAW_ROUTE,
  CHEZU_SIM_DRAW_DAY_START,
  CHEZU_SIM_DRAW_DEPARTURE,
  CHEZU_SIM_DRAW_PACE,
  CHEZU_SIM_DRAW_SWING,
  CHEZU_SIM_DRAW_STAND,
  CHEZU_SIM_DRAW_BAY,
  CHEZU_SIM_DRAW_ENGINE,
  CHEZU_SIM_DRAW_FATIGUE,
  CHEZU_SIM_DRAW_COLLISION,
  CHEZU_SIM_DRAW_BUMP,
  CHEZU_SIM_DRAW_TRIP,
  CHEZU_SIM_DRAW_SHIFT,
  CHEZU_SIM_DRAW_OUTAGE,
  CHEZU_SIM_DRAW_SPELL,
  CHEZU_SIM_DRAW_FIX,
  CHEZU_SIM_DRAW_SIGNAL,
  CHEZU_SIM_DRAW_ODOMETER,
  CHEZU_SIM_DRAW_CITY,
  CHEZU_SIM_DRAW_GROUP,
} ChezuSimDraw;

/* Finalizer of SplitMix64 (Steele, Lea and Flood 2014): every bit of the input reaches every bit of
 * the output. */
static inline guint64
chezu_sim_mix (guint64 x)
{
  x ^= x >> 30;
  x *= G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  x ^= x >> 27;
  x *= G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return x ^ (x >> 31);
}

static inline guint64
chezu_sim_hash (guint64 seed, ChezuSimDraw draw, guint64 a, guint64 b)
{
  guint64 x = chezu_sim_mix (seed + (guint64)draw * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15));

  x = chezu_sim_mix (x ^ (a + G_GUINT64_CONSTANT (0x632be59bd9b4e019)));
  return chezu_sim_mix (x + b * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15));
}

/* The next number of a series that began with a hash. */
static inline guint64
chezu_sim_next (guint64 *state)
{
  *state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  return chezu_sim_mix (*state);
}

/* 0 ≤ result < 1. */
static inline double
chezu_sim_unit (guint64 hash)
{
  return (double)(hash >> 11) * (1.0 / 9007199254740992.0);
}

static inline double
chezu_sim_between (guint64 hash, double low, double high)
{
  return low + (high - low) * chezu_sim_unit (hash);
}

/* 0 ≤ result < n. */
static inline guint
chezu_sim_below (guint64 hash, guint n)
{
  return (guint)(((hash >> 32) * n) >> 32);
}

G_END_DECLS
