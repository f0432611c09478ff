/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The calls of the REST interface that read the world; each answers the message it is handed. */

#pragma once

#include "sim/chezu-sim-backend.h"

G_BEGIN_DECLS

typedef void (*ChezuSimCallFunc) (ChezuSimBackend *backend,
                                  SoupServerMessage *message,
                                  ChezuSimQuery *query);

void chezu_sim_api_get_devices (ChezuSimBackend *backend,
                                SoupServerMessage *message,
                                ChezuSimQuery *query);
void chezu_sim_api_get_groups (ChezuSimBackend *backend,
                               SoupServerMessage *message,
                               ChezuSimQuery *query);
void chezu_sim_api_get_drivers (ChezuSimBackend *backend,
                                SoupServerMessage *message,
                                ChezuSimQuery *query);
void chezu_sim_api_get_positions (ChezuSimBackend *backend,
                                  SoupServerMessage *message,
                                  ChezuSimQuery *query);

void chezu_sim_api_get_report (ChezuSimBackend *backend,
                               SoupServerMessage *message,
                               ChezuSimQuery *query);
void chezu_sim_api_get_event (ChezuSimBackend *backend,
                              SoupServerMessage *message,
                              ChezuSimQuery *query);

void chezu_sim_api_get_command_types (ChezuSimBackend *backend,
                                      SoupServerMessage *message,
                                      ChezuSimQuery *query);
void chezu_sim_api_send_command (ChezuSimBackend *backend,
                                 SoupServerMessage *message,
                                 ChezuSimQuery *query);

void chezu_sim_api_answer_history (ChezuSimBackend *backend,
                                   SoupServerMessage *message,
                                   guint vehicle,
                                   gint64 from_ms,
                                   gint64 to_ms);

/* Reads the number of a device; answers the message itself and returns FALSE when there is none. */
gboolean chezu_sim_api_take_device (ChezuSimBackend *backend,
                                    SoupServerMessage *message,
                                    const char *text,
                                    guint *vehicle);

/* Reads a whole number; FALSE for anything else. */
gboolean chezu_sim_api_parse_id (const char *text, gint64 *id);

G_END_DECLS
