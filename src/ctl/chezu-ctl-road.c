/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chezuctl road: the roads that tell how fast a place is. */

#include "ctl/chezu-ctl-actions.h"
#include "store/chezu-road-table.h"

#include <glib/gi18n-lib.h>

static ChezuExit
import_roads (ChezuCtl *ctl, int argc, char **argv)
{
  const GOptionEntry entries[] = { { NULL } };
  g_autoptr (ChezuStore) store = NULL;
  g_autoptr (GError) error = NULL;

  if (!chezu_ctl_parse (_ ("CSV…"),
                        _ ("Replaces all roads by those of tables with the columns name_zh, class "
                           "and wkt, perhaps ref, name_en, from, to, speed_limit, "
                           "speed_limit_truck, speed_limit_car and length_km. Classes are those "
                           "of OpenStreetMap, motorway to residential."),
                        entries, &argc, &argv))
    return CHEZU_EXIT_USAGE;
  if (argc < 2)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("Name a file"));
  store = chezu_ctl_open_writable_store (ctl);
  if (store == NULL)
    return CHEZU_EXIT_STORE;
  if (!chezu_road_table_load_sync (store, (const char *const *)argv + 1, &error))
    return chezu_ctl_fail (CHEZU_EXIT_FAILED, "%s", error->message);
  return CHEZU_EXIT_OK;
}

ChezuExit
chezu_ctl_road (ChezuCtl *ctl, int argc, char **argv)
{
  static const ChezuCtlAction actions[] = { { "import", import_roads } };

  return chezu_ctl_run_action (ctl, "road", _ ("Usage: chezuctl road import CSV…\n"), actions,
                               G_N_ELEMENTS (actions), argc, argv);
}
