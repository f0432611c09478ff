/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A simulated telematics backend: the demo world behind the Traccar API, over real HTTP and
 * WebSocket on loopback.
 *
 * Its one user is `admin` with the password `admin`; tokens are signed with the seed and outlive a
 * restart. Everything about the world is computed from the seed when somebody asks, so the same
 * seed and time give the same bytes, and history reaches back to 2024.
 *
 * How a client reads it:
 *   device.name      the plate without the dot: 鲁D3F872
 *   device.category  truck, van, bus or taxi: icon names, as Traccar has them
 *   device.attributes.kind        "hazmat" on dangerous goods trucks, missing on all others
 *   device.attributes.plateColor  1 blue, 2 yellow, 93 yellow-green, 94 green (JT/T 415)
 *   device.contact, .phone        the driver
 *   position.attributes.driverUniqueId  the driver's number in /api/drivers
 *   group            a town, in it enterprises, in them groups of vehicles
 *
 * Each vehicle reports once in rate_s seconds, at a phase of its own, so that the fleet's reports
 * are spread evenly. Fleets from 50 on have one terminal that was never heard of (the last) and one
 * that never had a position.
 *
 * With a speed-up, vehicles go through their days so many times faster, while reports are stamped
 * with the real time and show the speeds of the vehicles' own time. The two times agree at
 * 2026-01-01 00:00 in Shanghai, whenever the server is started, so history stays the same from run
 * to run.
 *
 * Where it is simpler than the original: answers are never compressed; device frames are pushed
 * when the connection changes, not at each report; there are no deviceMoving and deviceStopped
 * events; a report dated 2099 does not keep later ones from becoming the latest; the first frame of
 * the socket holds at most 10,000 vehicles, others follow in frames of their own. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define CHEZU_SIM_ERROR (chezu_sim_error_quark ())
GQuark chezu_sim_error_quark (void);

typedef enum
{
  CHEZU_SIM_ERROR_OPTIONS, /* a number of the options is out of its range */
  CHEZU_SIM_ERROR_WORLD,   /* the tables of the demo world cannot be used */
  CHEZU_SIM_ERROR_LISTEN,  /* the port cannot be had */
} ChezuSimError;

/* How times are written. Servers differ. */
typedef enum
{
  CHEZU_SIM_TIMES_OFFSET,   /* 2026-03-04T05:06:07.000+00:00 */
  CHEZU_SIM_TIMES_ZULU,     /* …Z */
  CHEZU_SIM_TIMES_EAST_8,   /* …+08:00, eight hours later on the clock */
  CHEZU_SIM_TIMES_EPOCH_MS, /* a number, as version 6.9.0 wrote them */
} ChezuSimTimes;

/* What goes wrong, for tests. All zero: nothing. */
typedef struct
{
  gboolean cut_json;        /* arrays end in the middle of an element, with status 200 */
  gboolean bad_gateway;     /* every call: 502 with a page of HTML, as a proxy answers */
  gboolean refuse_socket;   /* the WebSocket: 503, whoever asks */
  gboolean disable_reports; /* history and reports: 400; the latest positions still work */
  gboolean not_traccar;     /* a web server of somebody else: pages of HTML with status 200 */
  guint stall_ms;           /* every answer waits so long */
  guint history_cap;        /* most rows of a history answer; 0: 50,000 */
  guint socket_ping_ms;     /* between two empty frames; 0: 55 seconds */
  ChezuSimTimes times;
} ChezuSimFaults;

typedef struct
{
  guint port; /* 0: any free one */
  guint n_vehicles;
  guint32 seed;
  double rate_s;                /* seconds between the fixes of one vehicle */
  double speedup;               /* simulated seconds per second */
  gboolean drill;               /* within five minutes one alarm of each sort */
  const char *data_dir;         /* holds demo/…csv; NULL: the shipped one */
  GTlsCertificate *certificate; /* serve https with it; NULL: plain http */
  ChezuSimFaults faults;        /* from the start; chezu_sim_server_set_faults() changes them */
} ChezuSimOptions;

#define CHEZU_SIM_OPTIONS_DEFAULT                                                                  \
  ((ChezuSimOptions){ .n_vehicles = 4159, .seed = 1, .rate_s = 10, .speedup = 1 })
#define CHEZU_SIM_VEHICLES_MAX 1000000

#define CHEZU_TYPE_SIM_SERVER (chezu_sim_server_get_type ())
G_DECLARE_FINAL_TYPE (ChezuSimServer, chezu_sim_server, CHEZU, SIM_SERVER, GObject)

/* Runs on a thread of its own with its own main context; starting blocks until it listens. */
ChezuSimServer *chezu_sim_server_new (const ChezuSimOptions *options, GError **error);
gboolean chezu_sim_server_start (ChezuSimServer *self, GError **error);
void chezu_sim_server_stop (ChezuSimServer *self);
const char *chezu_sim_server_get_url (ChezuSimServer *self); /* "http://127.0.0.1:8082" */

/* Faults on demand, from any thread; they count when the call returns. Sockets are dropped without
 * a closing handshake; without sessions everybody gets 401 until he signs in again. */
void chezu_sim_server_set_faults (ChezuSimServer *self, const ChezuSimFaults *faults);
void chezu_sim_server_drop_sockets (ChezuSimServer *self);
void chezu_sim_server_drop_sessions (ChezuSimServer *self);

G_END_DECLS
