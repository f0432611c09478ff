/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/chezu-paths.h"

#include "chezu-config.h"

#include <glib/gi18n-lib.h>
#include <locale.h>

/**
 * chezu_path_shipped:
 * @relative: a path below the data folder: "demo/places.csv", "basemap.mbtiles"
 *
 * Looks where CHEZU_DATA_DIR says, then in the build tree (what is made there and what lies in the
 * source), then where Chezu is installed.
 *
 * Returns: (transfer full): an absolute path, of the installed place when the file is nowhere
 */
char *
chezu_path_shipped (const char *relative)
{
  const char *const folders[] = { g_getenv ("CHEZU_DATA_DIR"), CHEZU_BUILD_DATADIR,
                                  CHEZU_SOURCE_DATADIR, CHEZU_PKGDATADIR };

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *path = NULL;

      if (folders[i] == NULL)
        continue;
      path = g_build_filename (folders[i], relative, NULL);
      if (g_file_test (path, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&path);
    }
  return g_build_filename (CHEZU_PKGDATADIR, relative, NULL);
}

char *
chezu_path_default_store (void)
{
  return g_build_filename (g_get_user_data_dir (), "chezu", "chezu.db", NULL);
}

/* The demo world never mixes with real vehicles. */
char *
chezu_path_demo_store (void)
{
  return g_build_filename (g_get_user_data_dir (), "chezu", "demo.db", NULL);
}

/* The catalogue of the build tree when the program runs from there, else the installed one. */
void
chezu_init_translations (void)
{
  const char *folder = CHEZU_LOCALEDIR;

  setlocale (LC_ALL, "");
  if (g_file_test (CHEZU_BUILD_LOCALEDIR, G_FILE_TEST_IS_DIR))
    folder = CHEZU_BUILD_LOCALEDIR;
  bindtextdomain (GETTEXT_PACKAGE, folder);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}
