/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "geo/chezu-track-columns.h"

#include "base/chezu-text.h"
#include "base/chezu-time.h"
#include "base/chezu-vocabulary.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

/* 2000-01-01T00:00:00Z: before it no receiver sent anything. */
#define TIME_MIN_MS G_GINT64_CONSTANT (946684800000)
#define TIME_AHEAD_MAX_MS CHEZU_DAY_MS
#define SPEED_MAX_CM_S (400.0 * 100000.0 / 3600.0)
/* Seconds since 1970 have ten digits until 2286, milliseconds have had thirteen since 2001. */
#define SECONDS_MAX 100000000000.0

G_DEFINE_QUARK (chezu-track-file-error-quark, chezu_track_file_error)

static const char *const role_keys[CHEZU_N_TRACK_ROLES] = {
  "time", "lon", "lat", "speed", "course", "altitude", "odometer", "vehicle",
};

/* What platforms, loggers and receivers call their columns, in small letters without blanks and
 * marks; the first one that a file has is it. */
static const char *const role_names[CHEZU_N_TRACK_ROLES][24] = {
  [CHEZU_TRACK_TIME]
  = { "fixtime", "gpstime", "devicetime", "time", "timestamp", "datetime", "timems", "unixtime",
      "utc", "date", "定位时间", "gps时间", "时间", "时刻", "日期时间", "上报时间" },
  [CHEZU_TRACK_LON]
  = { "lon", "longitude", "lng", "long", "x", "经度", "lonwgs84", "gpslon", "coordx" },
  [CHEZU_TRACK_LAT] = { "lat", "latitude", "y", "纬度", "latwgs84", "gpslat", "coordy" },
  [CHEZU_TRACK_SPEED]
  = { "speedkmh",    "speedkmph",  "speedms",  "speedmps", "speedcms",
      "speedknots",  "speedkn",    "speedkt",  "speed",    "velocity",
      "kmh",         "vkmh",       "v",        "速度",     "速度kmh",
      "车速",        "车速kmh",    "速度kmph", "gps速度",  "speedovergroundknots",
      "gpxtpxspeed", "gpxspeedms", "knots" },
  [CHEZU_TRACK_COURSE]
  = { "course", "heading", "direction", "bearing", "azimuth", "方向", "方向角", "航向", "cog" },
  [CHEZU_TRACK_ALTITUDE]
  = { "altitude", "ele", "elevation", "height", "alt", "高程", "海拔", "高度" },
  [CHEZU_TRACK_ODOMETER] = { "odometer", "odometerm", "odometerkm", "mileage", "mileagekm",
                             "totaldistance", "里程", "里程km", "总里程" },
  [CHEZU_TRACK_VEHICLE]
  = { "plate",   "plateno",   "platenumber", "licenseplate", "车牌号", "车牌",   "车牌号码",
      "vehicle", "vehicleno", "vehicleid",   "carno",        "车号",   "device", "devicename",
      "name",    "trackname", "deviceid",    "uniqueid",     "imei",   "终端号", "sim",
      "id" },
};

/* --- Names ----------------------------------------------------------------------------------- */

char *
chezu_track_columns_fold (const char *name)
{
  g_autofree char *small = g_utf8_validate (name, -1, NULL) ? g_utf8_strdown (name, -1) : NULL;
  GString *folded = g_string_new (NULL);

  for (const char *p = small; p != NULL && *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_isalnum (c))
        g_string_append_unichar (folded, c);
    }
  return g_string_free_and_steal (folded);
}

static int
find_name (char **folded, guint n_names, const char *const *candidates)
{
  for (guint c = 0; c < G_N_ELEMENTS (role_names[0]) && candidates[c] != NULL; c++)
    for (guint i = 0; i < n_names; i++)
      if (g_str_equal (folded[i], candidates[c]))
        return (int)i;
  return -1;
}

int
chezu_track_columns_find_role (const char *const *names, guint n_names, ChezuTrackRole role)
{
  g_auto (GStrv) folded = g_new0 (char *, n_names + 1);

  for (guint i = 0; i < n_names; i++)
    folded[i] = chezu_track_columns_fold (names[i]);
  return find_name (folded, n_names, role_names[role]);
}

static void
guess (ChezuTrackColumns *self, char **folded, guint n_names)
{
  for (guint role = 0; role < CHEZU_N_TRACK_ROLES; role++)
    self->index[role] = find_name (folded, n_names, role_names[role]);
}

static gboolean
ends_with_any (const char *text, const char *const *endings)
{
  for (; *endings != NULL; endings++)
    if (g_str_has_suffix (text, *endings))
      return TRUE;
  return FALSE;
}

static double
speed_unit (const char *folded, double plain_cm_s)
{
  static const char *const km_h[] = { "kmh", "kmph", "kph", "kmhour", NULL };
  static const char *const cm_s[] = { "cms", NULL };
  static const char *const knots[] = { "knots", "knot", "kn", "kt", "kts", NULL };
  static const char *const m_s[] = { "ms", "mps", NULL };

  if (ends_with_any (folded, km_h))
    return 100000.0 / 3600.0;
  if (ends_with_any (folded, cm_s))
    return 1.0;
  if (ends_with_any (folded, knots))
    return CHEZU_CM_S_PER_KNOT;
  if (ends_with_any (folded, m_s))
    return 100.0;
  return plain_cm_s;
}

/* People who write 里程 or mileage mean kilometres. */
static double
odometer_unit (const char *folded)
{
  return g_str_has_suffix (folded, "km") || g_str_has_prefix (folded, "mileage")
                 || strstr (folded, "里程") != NULL
             ? 1000.0
             : 1.0;
}

/* --- Names that were given -------------------------------------------------------------------- */

static gboolean
split_given (const char *given, GPtrArray *roles, GPtrArray *names, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (given, ",", -1);

  for (char **part = parts; *part != NULL; part++)
    {
      char *equals = strchr (*part, '=');
      guint role = 0;

      if (equals != NULL)
        *equals = '\0';
      while (role < CHEZU_N_TRACK_ROLES && g_strcmp0 (g_strstrip (*part), role_keys[role]) != 0)
        role++;
      if (equals == NULL || role == CHEZU_N_TRACK_ROLES)
        {
          g_set_error (error, CHEZU_TRACK_FILE_ERROR, CHEZU_TRACK_FILE_ERROR_COLUMNS,
                       _ ("“%s” names no column. Write it like time=GPSTIME; known are time, lon, "
                          "lat, speed, course, altitude, odometer and vehicle"),
                       *part);
          return FALSE;
        }
      g_ptr_array_add (roles, GUINT_TO_POINTER (role));
      g_ptr_array_add (names, g_strdup (g_strstrip (equals + 1)));
    }
  return TRUE;
}

gboolean
chezu_track_columns_check (const char *given, GError **error)
{
  g_autoptr (GPtrArray) roles = g_ptr_array_new ();
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  return given == NULL || split_given (given, roles, names, error);
}

static int
find_exactly (const char *const *names, char **folded, guint n_names, const char *wanted)
{
  g_autofree char *folded_wanted = chezu_track_columns_fold (wanted);

  for (guint i = 0; i < n_names; i++)
    if (g_strcmp0 (names[i], wanted) == 0)
      return (int)i;
  for (guint i = 0; i < n_names; i++)
    if (*folded_wanted != '\0' && g_str_equal (folded[i], folded_wanted))
      return (int)i;
  return -1;
}

static gboolean
take_given (ChezuTrackColumns *self,
            const char *const *names,
            char **folded,
            guint n_names,
            const char *given,
            const char *file,
            GError **error)
{
  g_autoptr (GPtrArray) roles = g_ptr_array_new ();
  g_autoptr (GPtrArray) wanted = g_ptr_array_new_with_free_func (g_free);

  if (!split_given (given, roles, wanted, error))
    return FALSE;
  for (guint i = 0; i < roles->len; i++)
    {
      int found = find_exactly (names, folded, n_names, wanted->pdata[i]);

      if (found < 0)
        {
          g_set_error (error, CHEZU_TRACK_FILE_ERROR, CHEZU_TRACK_FILE_ERROR_COLUMNS,
                       _ ("“%s” has no column “%s”"), file, (const char *)wanted->pdata[i]);
          return FALSE;
        }
      self->index[GPOINTER_TO_UINT (roles->pdata[i])] = found;
    }
  return TRUE;
}

/* --- Columns --------------------------------------------------------------------------------- */

static char *
join_names (const char *const *names, guint n_names)
{
  GString *joined = g_string_new (NULL);

  for (guint i = 0; i < n_names && joined->len < 200; i++)
    {
      g_autofree char *clean = chezu_text_clean (names[i], -1, 40);

      if (clean != NULL)
        g_string_append_printf (joined, "%s%s", joined->len > 0 ? ", " : "", clean);
    }
  return g_string_free_and_steal (joined);
}

static gboolean
check_complete (const ChezuTrackColumns *self,
                const char *const *names,
                guint n_names,
                const char *file,
                GError **error)
{
  g_autofree char *joined = NULL;
  const char *missing = NULL;

  if (self->index[CHEZU_TRACK_TIME] < 0)
    missing = _ ("time");
  else if (!self->has_places && self->index[CHEZU_TRACK_LON] < 0)
    missing = _ ("longitude");
  else if (!self->has_places && self->index[CHEZU_TRACK_LAT] < 0)
    missing = _ ("latitude");
  if (missing == NULL)
    return TRUE;

  joined = join_names (names, n_names);
  g_set_error (error, CHEZU_TRACK_FILE_ERROR, CHEZU_TRACK_FILE_ERROR_COLUMNS,
               _ ("“%s” has no column that looks like a %s; it has: %s"), file, missing, joined);
  return FALSE;
}

gboolean
chezu_track_columns_find (ChezuTrackColumns *self,
                          const char *const *names,
                          guint n_names,
                          const char *given,
                          gboolean has_places,
                          double plain_speed_cm_s,
                          const char *file,
                          GError **error)
{
  g_auto (GStrv) folded = g_new0 (char *, n_names + 1);
  int speed;
  int odometer;

  for (guint i = 0; i < n_names; i++)
    folded[i] = chezu_track_columns_fold (names[i]);

  *self = (ChezuTrackColumns){ .has_places = has_places };
  guess (self, folded, n_names);
  if (given != NULL && !take_given (self, names, folded, n_names, given, file, error))
    return FALSE;

  speed = self->index[CHEZU_TRACK_SPEED];
  odometer = self->index[CHEZU_TRACK_ODOMETER];
  self->speed_cm_s = speed < 0 ? 1.0 : speed_unit (folded[speed], plain_speed_cm_s);
  self->odometer_m = odometer < 0 ? 1.0 : odometer_unit (folded[odometer]);
  return check_complete (self, names, n_names, file, error);
}

/* --- Times ----------------------------------------------------------------------------------- */

static gboolean
read_number_of (const char **text, guint min_digits, guint max_digits, int *number)
{
  guint n = 0;

  *number = 0;
  for (; n < max_digits && g_ascii_isdigit ((*text)[n]); n++)
    *number = *number * 10 + ((*text)[n] - '0');
  *text += n;
  return n >= min_digits;
}

static void
skip_any (const char **text, const char *characters)
{
  if (**text != '\0' && strchr (characters, **text) != NULL)
    (*text)++;
}

/* Of "Z", "+08", "+0800", "+08:00" and nothing, which is UTC. */
static gboolean
read_offset (const char *text, int *offset_min)
{
  int hours;
  int minutes = 0;
  int sign;

  *offset_min = 0;
  while (*text == ' ')
    text++;
  if (*text == '\0' || g_str_equal (text, "Z") || g_str_equal (text, "z")
      || g_str_equal (text, "UTC"))
    return TRUE;
  if (*text != '+' && *text != '-')
    return FALSE;
  sign = *text++ == '-' ? -1 : 1;
  if (!read_number_of (&text, 2, 2, &hours) || hours > 14)
    return FALSE;
  skip_any (&text, ":");
  if (*text != '\0' && (!read_number_of (&text, 2, 2, &minutes) || minutes > 59))
    return FALSE;
  *offset_min = sign * (hours * 60 + minutes);
  return *text == '\0';
}

static gboolean
read_fraction_ms (const char **text, int *ms)
{
  int digit_value = 100;

  *ms = 0;
  if (**text != '.' && **text != ',')
    return TRUE;
  (*text)++;
  if (!g_ascii_isdigit (**text))
    return FALSE;
  for (; g_ascii_isdigit (**text); (*text)++, digit_value /= 10)
    *ms += (**text - '0') * digit_value;
  return TRUE;
}

static gboolean
read_calendar (const char *text, gint64 *time_ms)
{
  g_autoptr (GDateTime) time = NULL;
  int year, month, day, hour, minute, second, ms, offset_min;

  if (!read_number_of (&text, 4, 4, &year))
    return FALSE;
  skip_any (&text, "-/.");
  if (!read_number_of (&text, 1, 2, &month))
    return FALSE;
  skip_any (&text, "-/.");
  if (!read_number_of (&text, 1, 2, &day))
    return FALSE;
  skip_any (&text, "Tt ");
  while (*text == ' ')
    text++;
  if (!read_number_of (&text, 1, 2, &hour))
    return FALSE;
  skip_any (&text, ":");
  if (!read_number_of (&text, 2, 2, &minute))
    return FALSE;
  skip_any (&text, ":");
  /* A time may end with the minute. */
  if (!read_number_of (&text, 2, 2, &second))
    second = 0;
  if (!read_fraction_ms (&text, &ms) || !read_offset (text, &offset_min))
    return FALSE;

  time = g_date_time_new_utc (year, month, day, hour, minute, MIN (second, 59));
  if (time == NULL || second > 60)
    return FALSE;
  *time_ms = g_date_time_to_unix (time) * 1000 + ms - (gint64)offset_min * CHEZU_MINUTE_MS;
  return TRUE;
}

static gboolean
read_decimal (const char *text, double *number)
{
  char *end;

  while (g_ascii_isspace (*text))
    text++;
  *number = g_ascii_strtod (text, &end);
  if (end == text)
    return FALSE;
  while (g_ascii_isspace (*end))
    end++;
  return *end == '\0';
}

gboolean
chezu_track_parse_time (const char *text, gint64 *time_ms)
{
  double number;

  while (g_ascii_isspace (*text))
    text++;
  if (chezu_time_parse_iso8601 (text, time_ms))
    return TRUE;
  /* Fourteen digits are a date without marks. */
  if (read_decimal (text, &number) && fabs (number) < 1e13)
    {
      *time_ms = llround (fabs (number) < SECONDS_MAX ? number * 1000.0 : number);
      return TRUE;
    }
  return read_calendar (text, time_ms);
}

/* --- Cells ----------------------------------------------------------------------------------- */

static const char *
get_cell (const ChezuTrackColumns *self,
          const char *const *cells,
          guint n_cells,
          ChezuTrackRole role)
{
  int index = self->index[role];

  if (index < 0 || (guint)index >= n_cells || cells[index] == NULL || *cells[index] == '\0')
    return NULL;
  return cells[index];
}

/* NaN where the row says nothing; FALSE where it says something that is no number. */
static gboolean
read_cell (const ChezuTrackColumns *self,
           const char *const *cells,
           guint n_cells,
           ChezuTrackRole role,
           double *number)
{
  const char *cell = get_cell (self, cells, n_cells, role);

  *number = NAN;
  return cell == NULL || (read_decimal (cell, number) && isfinite (*number));
}

static gboolean
read_time (const ChezuTrackColumns *self,
           const char *const *cells,
           guint n_cells,
           ChezuFix *fix,
           guint *reason)
{
  const char *cell = get_cell (self, cells, n_cells, CHEZU_TRACK_TIME);

  *reason = CHEZU_REFUSAL_TIME_MISSING;
  if (cell == NULL || !chezu_track_parse_time (cell, &fix->time_ms))
    return FALSE;
  *reason = CHEZU_REFUSAL_TIME_PAST;
  if (fix->time_ms < TIME_MIN_MS)
    return FALSE;
  *reason = CHEZU_REFUSAL_TIME_FUTURE;
  return fix->time_ms <= chezu_time_now_ms () + TIME_AHEAD_MAX_MS;
}

static gboolean
read_place (const ChezuTrackColumns *self,
            const char *const *cells,
            guint n_cells,
            double lon,
            double lat,
            ChezuFix *fix)
{
  if (!self->has_places
      && (!read_cell (self, cells, n_cells, CHEZU_TRACK_LON, &lon)
          || !read_cell (self, cells, n_cells, CHEZU_TRACK_LAT, &lat)))
    return FALSE;
  /* Written so that a NaN fails. */
  if (!(lon >= -180 && lon <= 180 && lat >= -90 && lat <= 90) || (lon == 0 && lat == 0))
    return FALSE;
  fix->lon_e7 = chezu_degrees_to_e7 (lon);
  fix->lat_e7 = chezu_degrees_to_e7 (lat);
  return TRUE;
}

static gboolean
read_speed (const ChezuTrackColumns *self, const char *const *cells, guint n_cells, ChezuFix *fix)
{
  double speed;

  if (!read_cell (self, cells, n_cells, CHEZU_TRACK_SPEED, &speed))
    return FALSE;
  /* Several programs write -1 where they do not know. */
  if (isnan (speed) || speed == -1)
    return TRUE;
  if (!(speed >= 0 && speed * self->speed_cm_s <= SPEED_MAX_CM_S))
    return FALSE;
  fix->speed_cm_s = (gint32)lround (speed * self->speed_cm_s);
  return TRUE;
}

/* What is not needed is unknown where it cannot be read. */
static void
read_rest (const ChezuTrackColumns *self, const char *const *cells, guint n_cells, ChezuFix *fix)
{
  double number;

  if (read_cell (self, cells, n_cells, CHEZU_TRACK_COURSE, &number) && number >= 0)
    fix->course_cdeg = chezu_degrees_to_course_cdeg (number);
  if (read_cell (self, cells, n_cells, CHEZU_TRACK_ALTITUDE, &number) && !isnan (number))
    fix->altitude_m = (gint16)lround (CLAMP (number, G_MININT16 + 1, G_MAXINT16));
  if (read_cell (self, cells, n_cells, CHEZU_TRACK_ODOMETER, &number) && number >= 0
      && number * self->odometer_m < 1e12)
    fix->odometer_m = llround (number * self->odometer_m);
}

gboolean
chezu_track_columns_read (const ChezuTrackColumns *self,
                          const char *const *cells,
                          guint n_cells,
                          double lon,
                          double lat,
                          ChezuFix *fix,
                          guint *reason)
{
  *fix = (ChezuFix){
    .speed_cm_s = CHEZU_UNKNOWN,
    .course_cdeg = CHEZU_UNKNOWN,
    .odometer_m = CHEZU_UNKNOWN,
    .altitude_m = CHEZU_ALTITUDE_UNKNOWN,
  };

  if (!read_time (self, cells, n_cells, fix, reason))
    return FALSE;
  *reason = CHEZU_REFUSAL_COORDINATES;
  if (!read_place (self, cells, n_cells, lon, lat, fix))
    return FALSE;
  *reason = CHEZU_REFUSAL_SPEED;
  if (!read_speed (self, cells, n_cells, fix))
    return FALSE;
  read_rest (self, cells, n_cells, fix);
  return TRUE;
}
