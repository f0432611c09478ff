/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-options.h"

#include "base/chezu-time.h"
#include "base/chezu-when.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define SIZE_MIN 200
#define SIZE_MAX 16384
#define VEHICLES_MAX 1000000
#define RATE_MIN_S 0.1
#define RATE_MAX_S 3600.0
#define AFTER_MAX_S 3600.0
#define PLAY_MIN 1.0
#define PLAY_MAX 600.0

static const GOptionEntry entries[]
    = { { "demo", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Open the demo world"), NULL },
        { "seed", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Which demo world (1)"), N_ ("N") },
        { "vehicles", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Vehicles of the demo world (4159)"),
          N_ ("N") },
        { "rate", 0, 0, G_OPTION_ARG_STRING, NULL,
          N_ ("Seconds between the fixes of a demo vehicle (10)"), N_ ("SECONDS") },
        { "drill", 0, 0, G_OPTION_ARG_NONE, NULL,
          N_ ("In the demo world: one alarm of each sort within five minutes"), NULL },
        { "store", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_ ("Data file to use"), N_ ("FILE") },
        { "overlay", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, NULL,
          N_ ("File to add as an overlay; may be given again"), N_ ("FILE") },
        { "screenshot", 0, 0, G_OPTION_ARG_FILENAME, NULL,
          N_ ("Save a picture of the window as PNG and end"), N_ ("FILE") },
        { "size", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Size of the window"), N_ ("WIDTHxHEIGHT") },
        { "after", 0, 0, G_OPTION_ARG_STRING, NULL,
          N_ ("Seconds to wait with the picture once all is drawn (2)"), N_ ("SECONDS") },
        { "view", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("What the map shows"), N_ ("LON,LAT,ZOOM") },
        { "scheme", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Colours: light or dark"), N_ ("SCHEME") },
        { "page", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Page to open: map, vehicles or sync"),
          N_ ("NAME") },
        { "past", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Moment of the past to show"), N_ ("WHEN") },
        { "play", 0, 0, G_OPTION_ARG_STRING, NULL,
          N_ ("Play from the moment of --past, 1 to 600 times as fast as it was"), N_ ("TIMES") },
        { "select", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Vehicle to select"), N_ ("PLATE") },
        { NULL } };

static void
refuse (GError **error, const char *expectation, const char *option)
{
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s %s", option, expectation);
}

void
chezu_options_describe (GApplication *application)
{
  g_application_add_main_option_entries (application, entries);
  g_application_set_option_context_summary (application, _ ("See every vehicle live on the map."));
}

/* "1920x1080" */
gboolean
chezu_options_parse_size (const char *text, int *width, int *height)
{
  char *end;
  guint64 w = g_ascii_strtoull (text, &end, 10);
  guint64 h;

  if (end == text || *end != 'x')
    return FALSE;
  text = end + 1;
  h = g_ascii_strtoull (text, &end, 10);
  if (end == text || *end != '\0' || w < SIZE_MIN || w > SIZE_MAX || h < SIZE_MIN || h > SIZE_MAX)
    return FALSE;

  *width = (int)w;
  *height = (int)h;
  return TRUE;
}

/* "117.3,34.8,12": degrees, and zoom as slippy maps count it */
gboolean
chezu_options_parse_view (const char *text, double *lon, double *lat, double *zoom)
{
  g_auto (GStrv) parts = g_strsplit (text, ",", -1);
  double values[3];

  if (g_strv_length (parts) != G_N_ELEMENTS (values))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      char *end;

      values[i] = g_ascii_strtod (parts[i], &end);
      if (end == parts[i] || *end != '\0' || !isfinite (values[i]))
        return FALSE;
    }
  if (fabs (values[0]) > 180 || fabs (values[1]) > 85 || values[2] < 0 || values[2] > 22)
    return FALSE;

  *lon = values[0];
  *lat = values[1];
  *zoom = values[2];
  return TRUE;
}

static char *
look_up_file (GVariantDict *dict, const char *name)
{
  g_autoptr (GVariant) value = g_variant_dict_lookup_value (dict, name, G_VARIANT_TYPE_BYTESTRING);

  if (value == NULL)
    return NULL;
  return g_canonicalize_filename (g_variant_get_bytestring (value), NULL);
}

static GStrv
look_up_files (GVariantDict *dict, const char *name)
{
  g_autoptr (GVariant) value
      = g_variant_dict_lookup_value (dict, name, G_VARIANT_TYPE_BYTESTRING_ARRAY);
  g_auto (GStrv) files = value != NULL ? g_variant_dup_bytestring_array (value, NULL) : NULL;
  g_autoptr (GStrvBuilder) paths = g_strv_builder_new ();

  if (files == NULL)
    return NULL;
  for (guint i = 0; files[i] != NULL; i++)
    g_strv_builder_take (paths, g_canonicalize_filename (files[i], NULL));
  return g_strv_builder_end (paths);
}

/* GApplication takes a number that is 0 for one that was not given, so numbers come as text. */
static gboolean
look_up_number (GVariantDict *dict, const char *name, double low, double high, double *number)
{
  const char *text;
  char *end;
  double value;

  if (!g_variant_dict_lookup (dict, name, "&s", &text))
    return TRUE;
  value = g_ascii_strtod (text, &end);
  if (end == text || *end != '\0' || !(value >= low && value <= high))
    return FALSE;
  *number = value;
  return TRUE;
}

static gboolean
read_demo (ChezuOptions *self, GVariantDict *dict, GError **error)
{
  double seed = self->demo_options.seed;
  double vehicles = self->demo_options.n_vehicles;

  self->demo = g_variant_dict_contains (dict, "demo");
  self->demo_options.drill = g_variant_dict_contains (dict, "drill");
  if (!look_up_number (dict, "seed", 0, G_MAXUINT32, &seed))
    refuse (error, _ ("must be a whole number"), "--seed");
  else if (!look_up_number (dict, "vehicles", 1, VEHICLES_MAX, &vehicles))
    refuse (error, _ ("must be between 1 and 1,000,000"), "--vehicles");
  else if (!look_up_number (dict, "rate", RATE_MIN_S, RATE_MAX_S, &self->demo_options.rate_s))
    refuse (error, _ ("must be between 0.1 and 3600 seconds"), "--rate");
  else
    {
      self->demo_options.seed = (guint32)seed;
      self->demo_options.n_vehicles = (guint)vehicles;
      return TRUE;
    }
  return FALSE;
}

static gboolean
read_look (ChezuOptions *self, GVariantDict *dict, GError **error)
{
  const char *text;

  if (g_variant_dict_lookup (dict, "size", "&s", &text)
      && !chezu_options_parse_size (text, &self->width, &self->height))
    {
      refuse (error, _ ("must look like 1920x1080"), "--size");
      return FALSE;
    }
  if (g_variant_dict_lookup (dict, "view", "&s", &text))
    {
      self->has_view = chezu_options_parse_view (text, &self->lon, &self->lat, &self->zoom);
      if (!self->has_view)
        {
          refuse (error, _ ("must look like 117.3,34.8,12"), "--view");
          return FALSE;
        }
    }
  if (g_variant_dict_lookup (dict, "scheme", "s", &self->scheme)
      && !g_str_equal (self->scheme, "light") && !g_str_equal (self->scheme, "dark"))
    {
      refuse (error, _ ("must be light or dark"), "--scheme");
      return FALSE;
    }
  if (g_variant_dict_lookup (dict, "page", "s", &self->page) && !g_str_equal (self->page, "map")
      && !g_str_equal (self->page, "alarms") && !g_str_equal (self->page, "vehicles")
      && !g_str_equal (self->page, "sync"))
    {
      refuse (error, _ ("must be map, alarms, vehicles or sync"), "--page");
      return FALSE;
    }
  if (g_variant_dict_lookup (dict, "past", "&s", &text))
    {
      g_autoptr (GTimeZone) zone = g_time_zone_new_local ();

      if (!chezu_when_parse (text, chezu_time_now_ms (), zone, &self->past_ms, error))
        return FALSE;
    }
  if (!look_up_number (dict, "play", PLAY_MIN, PLAY_MAX, &self->play_rate)
      || (self->play_rate > 0 && self->past_ms == 0))
    {
      refuse (error, _ ("must be between 1 and 600, and stand beside --past"), "--play");
      return FALSE;
    }
  if (!look_up_number (dict, "after", 0, AFTER_MAX_S, &self->after_s))
    {
      refuse (error, _ ("must be between 0 and 3600 seconds"), "--after");
      return FALSE;
    }
  return TRUE;
}

/* Fills @self, whatever it held. To be cleared also after a failure. */
gboolean
chezu_options_read (ChezuOptions *self, GVariantDict *dict, GError **error)
{
  *self = (ChezuOptions){ .demo_options = CHEZU_DEMO_OPTIONS_DEFAULT, .after_s = 2 };

  self->store = look_up_file (dict, "store");
  self->screenshot = look_up_file (dict, "screenshot");
  self->overlays = look_up_files (dict, "overlay");
  g_variant_dict_lookup (dict, "select", "s", &self->select);
  return read_demo (self, dict, error) && read_look (self, dict, error);
}

void
chezu_options_clear (ChezuOptions *self)
{
  g_clear_pointer (&self->store, g_free);
  g_clear_pointer (&self->screenshot, g_free);
  g_clear_pointer (&self->overlays, g_strfreev);
  g_clear_pointer (&self->scheme, g_free);
  g_clear_pointer (&self->page, g_free);
  g_clear_pointer (&self->select, g_free);
}
