/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of the domain that every layer shares: kinds, states and places, with their stored keys
 * and spoken names. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  CHEZU_VEHICLE_UNKNOWN,
  CHEZU_VEHICLE_TRUCK,  /* heavy truck, tractor unit */
  CHEZU_VEHICLE_VAN,    /* light truck, van */
  CHEZU_VEHICLE_BUS,    /* bus, coach */
  CHEZU_VEHICLE_TAXI,   /* taxi, ride-hailing car */
  CHEZU_VEHICLE_HAZMAT, /* dangerous goods */
  CHEZU_N_VEHICLE_KINDS
} ChezuVehicleKind;

typedef enum
{
  CHEZU_STATE_MOVING,
  CHEZU_STATE_IDLING,
  CHEZU_STATE_PARKED,
  CHEZU_STATE_STALE,
  CHEZU_STATE_LOST,
  CHEZU_N_STATES
} ChezuVehicleState;

typedef enum
{
  CHEZU_PLACE_CENTER,
  CHEZU_PLACE_DRIVER_HOME,
  CHEZU_PLACE_DRIVER_STATION,
  CHEZU_PLACE_SERVICE_AREA,
  CHEZU_PLACE_HOSPITAL,
  CHEZU_PLACE_HUB,
  CHEZU_PLACE_RESCUE,
  CHEZU_PLACE_PORT,
  CHEZU_PLACE_AIRPORT,
  CHEZU_PLACE_RAIL,
  CHEZU_N_PLACE_KINDS
} ChezuPlaceKind;

/* The connection to a source as a person is told of it; also what stands in the store. */
typedef enum
{
  CHEZU_SOURCE_IDLE,         /* never started */
  CHEZU_SOURCE_CONNECTING,   /* first attempt under way */
  CHEZU_SOURCE_LIVE,         /* stream or polling works */
  CHEZU_SOURCE_RETRYING,     /* lost, will try again by itself */
  CHEZU_SOURCE_REFUSED,      /* sign-in refused: a person must act */
  CHEZU_SOURCE_UNTRUSTED,    /* the server's certificate cannot be verified */
  CHEZU_SOURCE_INCOMPATIBLE, /* it answers, but is no such backend */
  CHEZU_SOURCE_STOPPED,      /* switched off, or the synchronizer ended */
  CHEZU_N_SOURCE_STATES
} ChezuSourceState;

/* Why a record was not taken over. Counted per source, kept in the quarantine. */
typedef enum
{
  CHEZU_REFUSAL_MALFORMED,    /* no such JSON, or members of a wrong type */
  CHEZU_REFUSAL_NO_VEHICLE,   /* names a vehicle that the backend does not list */
  CHEZU_REFUSAL_COORDINATES,  /* outside the world, not a number, or exactly 0/0 */
  CHEZU_REFUSAL_TIME_FUTURE,  /* ahead of its arrival at the server, or a day ahead of our clock */
  CHEZU_REFUSAL_TIME_PAST,    /* before 2000: a receiver that lost its week */
  CHEZU_REFUSAL_TIME_MISSING, /* no fix time, or one without an offset */
  CHEZU_REFUSAL_SPEED,        /* negative, not a number, or beyond 400 km/h */
  CHEZU_REFUSAL_JUMP,         /* so far from the fixes around it that no vehicle gets there */
  CHEZU_N_REFUSALS
} ChezuRefusal;

/* Keys stand in the store, on the wire and in scripts and never change; NULL ends no table. */
const char *chezu_vehicle_kind_key (ChezuVehicleKind kind);
ChezuVehicleKind chezu_vehicle_kind_from_key (const char *key);
const char *chezu_vehicle_state_key (ChezuVehicleState state);
const char *chezu_place_kind_key (ChezuPlaceKind kind);
gboolean chezu_place_kind_from_key (const char *key, ChezuPlaceKind *kind);
const char *chezu_source_state_key (ChezuSourceState state);
gboolean chezu_source_state_from_key (const char *key, ChezuSourceState *state);
const char *chezu_refusal_key (ChezuRefusal refusal);
gboolean chezu_refusal_from_key (const char *key, ChezuRefusal *refusal);

/* Names are translated for the reader's language. */
const char *chezu_vehicle_kind_name (ChezuVehicleKind kind);
const char *chezu_vehicle_state_name (ChezuVehicleState state);
const char *chezu_place_kind_name (ChezuPlaceKind kind);
const char *chezu_source_state_name (ChezuSourceState state);
const char *chezu_refusal_name (ChezuRefusal refusal);

G_END_DECLS
