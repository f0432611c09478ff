/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A simulated telematics backend: the demo world behind the Traccar API, over real HTTP and
 * WebSocket on loopback. */

#pragma once

#include <gio/gio.h>
#include <libdex.h>

G_BEGIN_DECLS

typedef struct
{
  guint port; /* 0: any free one */
  guint n_vehicles;
  guint32 seed;
  double rate_s;        /* seconds between the fixes of one vehicle */
  double speedup;       /* simulated seconds per second */
  const char *data_dir; /* holds demo/…csv; NULL: the shipped one */
} ChezuSimOptions;

#define CHEZU_SIM_OPTIONS_DEFAULT                                                                  \
  ((ChezuSimOptions){ .n_vehicles = 4159, .seed = 1, .rate_s = 10, .speedup = 1 })

#define CHEZU_TYPE_SIM_SERVER (chezu_sim_server_get_type ())
G_DECLARE_FINAL_TYPE (ChezuSimServer, chezu_sim_server, CHEZU, SIM_SERVER, GObject)

/* Runs on a thread of its own with its own main context. */
ChezuSimServer *chezu_sim_server_new (const ChezuSimOptions *options, GError **error);
gboolean chezu_sim_server_start (ChezuSimServer *self,
                                 GError **error); /* blocks until it listens */
void chezu_sim_server_stop (ChezuSimServer *self);
const char *chezu_sim_server_get_url (ChezuSimServer *self); /* "http://127.0.0.1:8082" */

G_END_DECLS
