/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What becomes of a report on its way: heard at once, kept in the terminal and sent later, never
 * heard. */

#pragma once

#include "sim/chezu-sim-clock.h"
#include "sim/chezu-sim-world.h"

G_BEGIN_DECLS

typedef enum
{
  CHEZU_SIM_SPELL_NONE,
  CHEZU_SIM_SPELL_BUFFERED, /* no coverage; sent afterwards, one old report beside each new one */
  CHEZU_SIM_SPELL_SILENT,   /* no coverage, nothing kept */
  CHEZU_SIM_SPELL_OUTAGE,   /* the terminal hung up */
} ChezuSimSpellKind;

/* A run of fixes that are not heard when they are made. */
typedef struct
{
  ChezuSimSpellKind kind;
  gint64 first;
  gint64 last;
} ChezuSimSpell;

typedef enum
{
  CHEZU_SIM_TERMINAL_GOOD,
  CHEZU_SIM_TERMINAL_DRIFTS,      /* jumps away and back now and then */
  CHEZU_SIM_TERMINAL_BLIND,       /* often without a fix: 0/0, not valid */
  CHEZU_SIM_TERMINAL_FORGETFUL,   /* loses its date: 2099 */
  CHEZU_SIM_TERMINAL_WRONG_ZONE,  /* takes local time for UTC: eight hours ahead */
  CHEZU_SIM_TERMINAL_ODD_TYPES,   /* sends "true" for true */
  CHEZU_SIM_TERMINAL_NEVER_FIXED, /* on line, but had no position ever */
  CHEZU_SIM_TERMINAL_NEVER_SEEN,  /* registered, never heard of */
} ChezuSimTerminal;

ChezuSimTerminal chezu_sim_radio_get_terminal (const ChezuSimWorld *world, guint vehicle);
gboolean chezu_sim_radio_has_positions (const ChezuSimWorld *world, guint vehicle);
gint64 chezu_sim_radio_get_clock_error_ms (const ChezuSimWorld *world, guint vehicle);

ChezuSimSpell chezu_sim_radio_get_spell (const ChezuSimWorld *world,
                                         const ChezuSimClock *clock,
                                         guint vehicle,
                                         gint64 fix);
gboolean chezu_sim_radio_is_heard (const ChezuSimWorld *world,
                                   const ChezuSimClock *clock,
                                   guint vehicle,
                                   gint64 fix);
gint64 chezu_sim_radio_get_last_heard (const ChezuSimWorld *world,
                                       const ChezuSimClock *clock,
                                       guint vehicle,
                                       gint64 fix);
gboolean chezu_sim_radio_get_arrival (const ChezuSimWorld *world,
                                      const ChezuSimClock *clock,
                                      guint vehicle,
                                      gint64 fix,
                                      gint64 *arrival);
gboolean chezu_sim_radio_get_late (const ChezuSimWorld *world,
                                   const ChezuSimClock *clock,
                                   guint vehicle,
                                   gint64 arrival,
                                   gint64 *fix);

G_END_DECLS
