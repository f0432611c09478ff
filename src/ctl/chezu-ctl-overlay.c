/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chezuctl overlay: features from files of others, as the map shows them. */

#include "ctl/chezu-ctl-actions.h"
#include "ctl/chezu-ctl.h"

#include "geo/chezu-overlay-file.h"
#include "store/chezu-overlay-table.h"

#include <glib/gi18n-lib.h>

static gboolean
add_file (ChezuStore *store, const char *name, ChezuDatum datum)
{
  g_autofree char *path = g_canonicalize_filename (name, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ChezuOverlayImport) import
      = chezu_overlay_file_read_sync (path, datum, NULL, NULL, &error);
  g_autofree char *words = NULL;

  if (import == NULL || !chezu_ctl_wait (chezu_overlay_import_save (import, store, NULL), &error))
    {
      chezu_ctl_fail (CHEZU_EXIT_FAILED, "%s", error->message);
      return FALSE;
    }
  words = chezu_overlay_import_describe (import);
  g_print ("%s\n", words);
  return TRUE;
}

static ChezuExit
add (ChezuCtl *ctl, int argc, char **argv)
{
  g_autofree char *datum_key = NULL;
  const GOptionEntry entries[] = {
    { "datum", 0, 0, G_OPTION_ARG_STRING, &datum_key,
      N_ ("What positions are given in: wgs84, cgcs2000, gcj02 or bd09"), N_ ("DATUM") },
    { NULL },
  };
  g_autoptr (ChezuStore) store = NULL;
  ChezuDatum datum = CHEZU_DATUM_WGS84;
  gboolean all = TRUE;

  if (!chezu_ctl_parse (_ ("FILE…"), _ ("Adds files as overlays."), entries, &argc, &argv))
    return CHEZU_EXIT_USAGE;
  if (argc < 2)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("Name the files that become overlays"));
  if (datum_key != NULL && !chezu_datum_from_key (datum_key, &datum))
    return chezu_ctl_fail (CHEZU_EXIT_USAGE,
                           _ ("“%s” is no datum; there are wgs84, cgcs2000, gcj02 and bd09"),
                           datum_key);
  store = chezu_ctl_open_writable_store (ctl);
  if (store == NULL)
    return CHEZU_EXIT_STORE;
  for (int i = 1; i < argc; i++)
    all &= add_file (store, argv[i], datum);
  return all ? CHEZU_EXIT_OK : CHEZU_EXIT_FAILED;
}

static GPtrArray *
read_rows (ChezuStore *store)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *rows = chezu_ctl_take (chezu_overlay_table_list (store), &error);

  if (rows == NULL)
    chezu_ctl_fail (CHEZU_EXIT_STORE, "%s", error->message);
  return rows;
}

static ChezuExit
list (ChezuCtl *ctl, int argc, char **argv)
{
  const GOptionEntry entries[] = { { NULL } };
  g_autoptr (ChezuStore) store = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  if (!chezu_ctl_parse (NULL, _ ("Lists the overlays, the topmost first."), entries, &argc, &argv))
    return CHEZU_EXIT_USAGE;
  store = chezu_ctl_open_store (ctl);
  rows = store != NULL ? read_rows (store) : NULL;
  if (rows == NULL)
    return CHEZU_EXIT_STORE;
  for (guint i = 0; i < rows->len; i++)
    {
      const ChezuOverlayRow *row = rows->pdata[i];

      /* TRANSLATORS: name, points, lines, areas, file, between tabs */
      g_print (_ ("%s\t%u points, %u lines, %u areas\t%s%s\n"), row->name,
               row->n_features[CHEZU_OVERLAY_POINT], row->n_features[CHEZU_OVERLAY_LINE],
               row->n_features[CHEZU_OVERLAY_POLYGON], row->file,
               row->style.visible ? "" : _ ("\thidden"));
    }
  return CHEZU_EXIT_OK;
}

static const ChezuOverlayRow *
find (const GPtrArray *rows, const char *name)
{
  for (guint i = 0; i < rows->len; i++)
    if (g_str_equal (((const ChezuOverlayRow *)rows->pdata[i])->name, name))
      return rows->pdata[i];
  return NULL;
}

static ChezuExit
remove_overlay (ChezuCtl *ctl, int argc, char **argv)
{
  const GOptionEntry entries[] = { { NULL } };
  g_autoptr (ChezuStore) store = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) error = NULL;
  const ChezuOverlayRow *row;

  if (!chezu_ctl_parse (_ ("NAME"), _ ("Removes an overlay."), entries, &argc, &argv))
    return CHEZU_EXIT_USAGE;
  if (argc != 2)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("Name one overlay"));
  store = chezu_ctl_open_writable_store (ctl);
  rows = store != NULL ? read_rows (store) : NULL;
  if (rows == NULL)
    return CHEZU_EXIT_STORE;
  row = find (rows, argv[1]);
  if (row == NULL)
    return chezu_ctl_fail (CHEZU_EXIT_FAILED,
                           _ ("There is no overlay “%s”; “chezuctl overlay list” shows them"),
                           argv[1]);
  if (!chezu_ctl_wait (chezu_overlay_table_remove (store, row->id), &error))
    return chezu_ctl_fail (CHEZU_EXIT_FAILED, "%s", error->message);
  return CHEZU_EXIT_OK;
}

ChezuExit
chezu_ctl_overlay (ChezuCtl *ctl, int argc, char **argv)
{
  static const ChezuCtlAction actions[] = {
    { "add", add },
    { "list", list },
    { "remove", remove_overlay },
  };

  return chezu_ctl_run_action (ctl, "overlay",
                               _ ("Usage: chezuctl overlay add FILE… | list | remove NAME\n"
                                  "“chezuctl overlay add --help” tells more\n"),
                               actions, G_N_ELEMENTS (actions), argc, argv);
}
