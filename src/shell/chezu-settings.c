/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-settings.h"

#include "base/chezu-paths.h"
#include "chezu-config.h"

static GSettings *
open_settings (void)
{
  g_autofree char *compiled = chezu_path_shipped ("desktop/gschemas.compiled");
  g_autofree char *folder = g_path_get_dirname (compiled);
  GSettingsSchemaSource *installed = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchemaSource) shipped
      = g_settings_schema_source_new_from_directory (folder, installed, TRUE, NULL);
  g_autoptr (GSettingsSchema) schema
      = g_settings_schema_source_lookup (shipped != NULL ? shipped : installed, CHEZU_APP_ID, TRUE);

  if (schema == NULL)
    g_error ("The settings schema %s is not installed", CHEZU_APP_ID);
  return g_settings_new_full (schema, NULL, NULL);
}

/**
 * chezu_settings_get:
 *
 * The settings of the program; run from the build tree, the schema is found there.
 *
 * Returns: (transfer none)
 */
GSettings *
chezu_settings_get (void)
{
  static GSettings *settings;

  if (settings == NULL)
    settings = open_settings ();
  return settings;
}
