/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chezuctl basemap: detailed maps of places, made from OpenStreetMap extracts. */

#include "ctl/chezu-ctl-actions.h"
#include "ctl/chezu-ctl.h"

#include "base/chezu-format.h"
#include "geo/chezu-export.h"
#include "geo/chezu-local-map.h"

#include <glib/gi18n-lib.h>
#include <sys/resource.h>

typedef struct
{
  char *out;
  gboolean force;
} Options;

static const char *const steps[CHEZU_N_LOCAL_MAP_STEPS] = {
  [CHEZU_LOCAL_MAP_READING] = N_ ("Reading the extract"),
  [CHEZU_LOCAL_MAP_SHAPING] = N_ ("Finding land and sea"),
  [CHEZU_LOCAL_MAP_PACKING] = N_ ("Packing tiles, which cannot be interrupted"),
};

static gboolean
progress_cb (ChezuLocalMapStep step, double share, gpointer user_data)
{
  return chezu_ctl_count (_ (steps[step]), "%", (gint64)(100 * share), share > 0 ? 100 : 0,
                          user_data);
}

static void
print_report (const char *path, const ChezuLocalMapReport *report, double seconds)
{
  g_autofree char *features = chezu_format_count ((gint64)report->n_features);
  g_autofree char *labels = chezu_format_count ((gint64)report->n_labels);
  g_autofree char *tiles = chezu_format_count ((gint64)report->n_tiles);
  g_autofree char *size = g_format_size (report->size);
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  g_print (_ ("%s: %s features, %s names, %s tiles, %s\n"), path, features, labels, tiles, size);
  g_print (_ ("From %.4f, %.4f to %.4f, %.4f (longitude, latitude)\n"), report->west, report->south,
           report->east, report->north);
  g_print (_ ("It took %.1f s and %ld MB of memory\n"), seconds, usage.ru_maxrss / 1024);
}

static ChezuExit
build (const char *osm, const char *out, gboolean force)
{
  g_autoptr (GError) error = NULL;
  gint64 started = g_get_monotonic_time ();
  ChezuCtlInterrupt *interrupt = chezu_ctl_interrupt_new ();
  const ChezuLocalMapOrder order = { osm, out, force, progress_cb, interrupt };
  ChezuLocalMapReport report;
  gboolean done = chezu_local_map_build (&order, &report, &error);

  chezu_ctl_interrupt_free (interrupt);
  chezu_ctl_end_progress ();
  if (done)
    {
      print_report (out, &report, (double)(g_get_monotonic_time () - started) / 1e6);
      return CHEZU_EXIT_OK;
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_EXISTS))
    return chezu_ctl_fail (CHEZU_EXIT_FAILED, _ ("%s. --force replaces it"), error->message);
  return chezu_ctl_fail (CHEZU_EXIT_FAILED, "%s", error->message);
}

static ChezuExit
run_build (ChezuCtl *ctl, int argc, char **argv)
{
  Options options = { 0 };
  const GOptionEntry entries[] = { { "out", 'o', 0, G_OPTION_ARG_FILENAME, &options.out,
                                     N_ ("Where to"), N_ ("FILE.mbtiles") },
                                   { "force", 'f', 0, G_OPTION_ARG_NONE, &options.force,
                                     N_ ("Replace a file that is there"), NULL },
                                   G_OPTION_ENTRY_NULL };
  g_autofree char *out = NULL;

  if (!chezu_ctl_parse (_ ("FILE.osm.pbf --out FILE.mbtiles"),
                        _ ("Makes a detailed map of a place from an OpenStreetMap extract. Chezu "
                           "shows it in place of\nthe built-in map, as far as it reaches."),
                        entries, &argc, &argv))
    return CHEZU_EXIT_USAGE;
  out = options.out;
  if (argc != 2 || out == NULL)
    return chezu_ctl_fail (
        CHEZU_EXIT_USAGE,
        _ ("An extract and --out are needed. See “chezuctl basemap build --help”"));
  return build (argv[1], out, options.force);
}

ChezuExit
chezu_ctl_basemap (ChezuCtl *ctl, int argc, char **argv)
{
  static const ChezuCtlAction actions[] = { { "build", run_build } };

  return chezu_ctl_run_action (ctl, "basemap",
                               _ ("Usage: chezuctl basemap build FILE.osm.pbf --out FILE.mbtiles\n"
                                  "“chezuctl basemap build --help” tells more\n"),
                               actions, G_N_ELEMENTS (actions), argc, argv);
}
