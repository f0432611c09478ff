/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sim/chezu-sim-replies.h"

#include "base/chezu-time.h"

/* Numbers of events that no fix and no drill has, and that another run does not have again. */
#define FIRST_ID G_GINT64_CONSTANT (6000000000000000)
#define YEAR_MS (365 * CHEZU_DAY_MS)
#define IDS_PER_MS 100

#define DELAY_MIN_MS 1500
#define DELAY_STEPS 4 /* of a second, by vehicle */

void
chezu_sim_reply_add (
    GArray *replies, const ChezuSimWorld *world, guint vehicle, gboolean is_text, gint64 now_ms)
{
  ChezuSimReply reply = {
    .time_ms = now_ms + DELAY_MIN_MS + (vehicle + world->seed) % DELAY_STEPS * CHEZU_SECOND_MS,
    .vehicle = vehicle,
    .is_text = is_text,
  };
  guint at = replies->len;

  reply.id = FIRST_ID + now_ms % YEAR_MS * IDS_PER_MS + replies->len % IDS_PER_MS;
  g_array_append_val (replies, reply);
  /* Those that are told already are older than any that is to come. */
  for (; at > 0 && g_array_index (replies, ChezuSimReply, at - 1).time_ms > reply.time_ms; at--)
    g_array_index (replies, ChezuSimReply, at) = g_array_index (replies, ChezuSimReply, at - 1);
  g_array_index (replies, ChezuSimReply, at) = reply;
}

void
chezu_sim_reply_append (GString *out, const ChezuSimPen *pen, const ChezuSimReply *reply)
{
  g_string_append_printf (out,
                          "{\"id\":%" G_GINT64_FORMAT ",\"attributes\":{\"result\":\"%s\"},"
                          "\"deviceId\":%u,\"type\":\"commandResult\",\"eventTime\":",
                          reply->id, reply->is_text ? "收到" : "OK", reply->vehicle + 1);
  chezu_sim_json_time (out, pen, reply->time_ms);
  g_string_append (out, ",\"positionId\":0,\"geofenceId\":0,\"maintenanceId\":0}");
}
