/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ctl/chezu-ctl-world-list.h"

#include "sim/chezu-sim-groups.h"
#include "sim/chezu-sim-json.h"
#include "sync/chezu-traccar-normalise.h"

/* Through the backend's own words, so that there is one description of a vehicle. */
static void
list_vehicle (
    const ChezuSimPen *pen, guint vehicle, gint64 now_ms, GString *text, ChezuBatch *batch)
{
  const ChezuSimVehicle *self = chezu_sim_world_get_vehicle (pen->world, vehicle);
  g_auto (ChezuTraccarDevice) told = { 0 };
  ChezuRefusal reason;
  yyjson_doc *document;

  g_string_truncate (text, 0);
  chezu_sim_json_device (text, pen, vehicle, now_ms);
  document = yyjson_read (text->str, text->len, 0);
  if (chezu_traccar_read_device (yyjson_doc_get_root (document), &told, &reason))
    {
      g_autofree char *organisation = chezu_sim_groups_get_path (pen->world, vehicle);
      ChezuDevice device = {
        .remote_id = told.remote_id,
        .unique_id = told.unique_id,
        .plate = told.plate,
        .plate_color = told.plate_color,
        .kind = told.kind,
        .enterprise = chezu_sim_world_get_organisation (pen->world, self->organisation)->name,
        .organisation = organisation,
        .driver = told.contact,
        .phone = told.phone,
        .model = told.model,
        .connected = told.connected,
        .gone = told.gone,
        .heard_ms = told.heard_ms,
      };

      chezu_batch_add_device (batch, &device);
    }
  yyjson_doc_free (document);
}

void
chezu_ctl_world_list (const ChezuSimWorld *world,
                      const ChezuSimClock *clock,
                      gint64 now_ms,
                      ChezuBatch *batch)
{
  const ChezuSimPen pen = { world, clock, CHEZU_SIM_TIMES_EPOCH_MS };
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint vehicle = 0; vehicle < world->n_vehicles; vehicle++)
    list_vehicle (&pen, vehicle, now_ms, text, batch);
}
