/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sync/chezu-traccar-normalise.h"

#include <string.h>

#include "base/chezu-plate.h"
#include "base/chezu-text.h"
#include "base/chezu-time.h"

/* 2000-01-01T00:00:00Z: before it no receiver sent anything; a week counter rolled over. */
#define TIME_MIN_MS G_GINT64_CONSTANT (946684800000)
/* This computer's clock may be off by hours, the server's by minutes against the satellites'. */
#define TIME_AHEAD_MAX_MS CHEZU_DAY_MS
#define TIME_AHEAD_OF_SERVER_MAX_MS (10 * CHEZU_MINUTE_MS)
#define SPEED_MAX_KM_H 400.0
#define WORD_MAX 64
#define RESULT_MAX 256

/* --- Members of any type -------------------------------------------------------------------------
 * A member may be missing, null, or of another type than the documentation says: numbers come as
 * text, flags as numbers or text. */

typedef enum
{
  MEMBER_ABSENT,
  MEMBER_GIVEN,
  MEMBER_UNUSABLE,
} Member;

static gboolean
is_absent (yyjson_val *value)
{
  return value == NULL || yyjson_is_null (value);
}

static Member
read_number (yyjson_val *value, double *number)
{
  const char *text;
  char *end;

  if (is_absent (value))
    return MEMBER_ABSENT;
  if (yyjson_is_num (value))
    {
      *number = yyjson_get_num (value);
      return MEMBER_GIVEN;
    }

  text = yyjson_get_str (value);
  if (text == NULL || *text == '\0')
    return MEMBER_UNUSABLE;
  *number = g_ascii_strtod (text, &end);
  return *end == '\0' ? MEMBER_GIVEN : MEMBER_UNUSABLE;
}

static Member
read_integer (yyjson_val *value, gint64 *integer)
{
  double number;
  Member member;

  if (yyjson_is_sint (value))
    *integer = yyjson_get_sint (value);
  else if (yyjson_is_uint (value) && yyjson_get_uint (value) <= G_MAXINT64)
    *integer = (gint64)yyjson_get_uint (value);
  else
    {
      member = read_number (value, &number);
      if (member != MEMBER_GIVEN)
        return member;
      if (!(fabs (number) < 9e15) || number != floor (number))
        return MEMBER_UNUSABLE;
      *integer = (gint64)number;
    }
  return MEMBER_GIVEN;
}

static Member
read_flag (yyjson_val *value, gboolean *flag)
{
  const char *text = yyjson_get_str (value);

  if (is_absent (value))
    return MEMBER_ABSENT;
  if (yyjson_is_bool (value))
    *flag = yyjson_get_bool (value);
  else if (yyjson_is_num (value))
    *flag = yyjson_get_num (value) != 0;
  else if (text != NULL && g_ascii_strcasecmp (text, "true") == 0)
    *flag = TRUE;
  else if (text != NULL && g_ascii_strcasecmp (text, "false") == 0)
    *flag = FALSE;
  else
    return MEMBER_UNUSABLE;
  return MEMBER_GIVEN;
}

/* Text with an offset, or epoch milliseconds, which version 6.9.0 wrote in its lists. */
static Member
read_time (yyjson_val *value, gint64 *time_ms)
{
  if (is_absent (value))
    return MEMBER_ABSENT;
  if (yyjson_is_num (value))
    return read_integer (value, time_ms);
  return chezu_time_parse_iso8601 (yyjson_get_str (value), time_ms) ? MEMBER_GIVEN
                                                                    : MEMBER_UNUSABLE;
}

static gboolean
read_id (yyjson_val *value, gint64 *id)
{
  gint64 integer;

  if (read_integer (value, &integer) != MEMBER_GIVEN || integer <= 0)
    return FALSE;
  *id = integer;
  return TRUE;
}

/**
 * chezu_traccar_read_id:
 *
 * Returns: whether @object has a usable identifier (greater than 0) under @key
 */
gboolean
chezu_traccar_read_id (yyjson_val *object, const char *key, gint64 *id)
{
  return read_id (yyjson_obj_get (object, key), id);
}

static char *
read_text (yyjson_val *value, guint max_characters)
{
  if (yyjson_is_sint (value))
    return g_strdup_printf ("%" G_GINT64_FORMAT, yyjson_get_sint (value));
  if (yyjson_is_uint (value))
    return g_strdup_printf ("%" G_GUINT64_FORMAT, yyjson_get_uint (value));
  if (!yyjson_is_str (value))
    return NULL;
  return chezu_text_clean (yyjson_get_str (value), (gssize)yyjson_get_len (value), max_characters);
}

/**
 * chezu_traccar_read_text:
 *
 * Reads text from outside as one clean line. Numbers are taken as they are written.
 *
 * Returns: (transfer full) (nullable): the text, or %NULL when there is none
 */
char *
chezu_traccar_read_text (yyjson_val *object, const char *key, guint max_characters)
{
  return read_text (yyjson_obj_get (object, key), max_characters);
}

/* --- Devices -------------------------------------------------------------------------------- */

static ChezuVehicleKind
kind_from_category (const char *category)
{
  static const struct
  {
    const char *category;
    ChezuVehicleKind kind;
  } kinds[] = {
    { "truck", CHEZU_VEHICLE_TRUCK },   { "trailer", CHEZU_VEHICLE_TRUCK },
    { "tractor", CHEZU_VEHICLE_TRUCK }, { "crane", CHEZU_VEHICLE_TRUCK },
    { "van", CHEZU_VEHICLE_VAN },       { "pickup", CHEZU_VEHICLE_VAN },
    { "bus", CHEZU_VEHICLE_BUS },       { "trolleybus", CHEZU_VEHICLE_BUS },
    { "taxi", CHEZU_VEHICLE_TAXI },     { "car", CHEZU_VEHICLE_TAXI },
    { "hazmat", CHEZU_VEHICLE_HAZMAT },
  };

  for (gsize i = 0; category != NULL && i < G_N_ELEMENTS (kinds); i++)
    if (g_ascii_strcasecmp (category, kinds[i].category) == 0)
      return kinds[i].kind;
  return CHEZU_VEHICLE_UNKNOWN;
}

/* Traccar's icon names know no dangerous goods; whoever carries them says so in an attribute. */
static ChezuVehicleKind
read_kind (yyjson_val *value)
{
  yyjson_val *attributes = yyjson_obj_get (value, "attributes");
  const char *cargo = yyjson_get_str (yyjson_obj_get (attributes, "cargo"));
  const char *kind_key = yyjson_get_str (yyjson_obj_get (attributes, "kind"));
  ChezuVehicleKind kind = chezu_vehicle_kind_from_key (kind_key);

  if (cargo != NULL
      && (g_ascii_strcasecmp (cargo, "hazmat") == 0
          || g_ascii_strcasecmp (cargo, "dangerous") == 0))
    return CHEZU_VEHICLE_HAZMAT;
  if (kind != CHEZU_VEHICLE_UNKNOWN)
    return kind;
  return kind_from_category (yyjson_get_str (yyjson_obj_get (value, "category")));
}

/* Traccar has no member for it; who needs it keeps the code of JT/T 697.7 in an attribute. */
static gint32
read_plate_color (yyjson_val *value)
{
  double code;

  if (read_number (yyjson_obj_get (yyjson_obj_get (value, "attributes"), "plateColor"), &code)
          != MEMBER_GIVEN
      || !(code >= 1 && code <= 99))
    return CHEZU_PLATE_COLOR_UNKNOWN;
  return (gint32)code;
}

/**
 * chezu_traccar_read_device:
 * @device: (out): clear with chezu_traccar_device_clear()
 *
 * Reads a Device. Only one without a number is refused: any name can be cleaned.
 */
gboolean
chezu_traccar_read_device (yyjson_val *value, ChezuTraccarDevice *device, ChezuRefusal *reason)
{
  g_autofree char *name = NULL;
  const char *status = yyjson_get_str (yyjson_obj_get (value, "status"));

  *device = (ChezuTraccarDevice){ 0 };
  if (!yyjson_is_obj (value) || !chezu_traccar_read_id (value, "id", &device->remote_id))
    {
      *reason = CHEZU_REFUSAL_MALFORMED;
      return FALSE;
    }

  name = chezu_traccar_read_text (value, "name", CHEZU_NAME_MAX);
  device->unique_id = chezu_traccar_read_text (value, "uniqueId", WORD_MAX);
  device->plate = chezu_plate_clean (name != NULL ? name : device->unique_id);
  device->plate_color = read_plate_color (value);
  device->kind = read_kind (value);
  chezu_traccar_read_id (value, "groupId", &device->group_id);
  device->contact = chezu_traccar_read_text (value, "contact", CHEZU_NAME_MAX);
  device->phone = chezu_traccar_read_text (value, "phone", WORD_MAX);
  device->model = chezu_traccar_read_text (value, "model", CHEZU_NAME_MAX);
  device->connected = g_strcmp0 (status, "online") == 0;
  /* "unknown" is mere silence, which many a healthy terminal keeps. */
  device->gone = g_strcmp0 (status, "offline") == 0;
  if (read_time (yyjson_obj_get (value, "lastUpdate"), &device->heard_ms) != MEMBER_GIVEN)
    device->heard_ms = 0;
  return TRUE;
}

void
chezu_traccar_device_clear (ChezuTraccarDevice *self)
{
  g_clear_pointer (&self->unique_id, g_free);
  g_clear_pointer (&self->plate, g_free);
  g_clear_pointer (&self->contact, g_free);
  g_clear_pointer (&self->phone, g_free);
  g_clear_pointer (&self->model, g_free);
}

/* --- Positions ------------------------------------------------------------------------------ */

/* A time by the terminal's clock. */
static Member
read_terminal_time (yyjson_val *value, const ChezuConversion *conversion, gint64 *time_ms)
{
  Member member = read_time (value, time_ms);

  if (member == MEMBER_GIVEN)
    *time_ms += conversion->time_offset_ms;
  return member;
}

static gboolean
check_time (Member member, gint64 time_ms, gint64 latest_ms, ChezuRefusal *reason)
{
  if (member != MEMBER_GIVEN)
    *reason = CHEZU_REFUSAL_TIME_MISSING;
  else if (time_ms < TIME_MIN_MS)
    *reason = CHEZU_REFUSAL_TIME_PAST;
  else if (time_ms > latest_ms)
    *reason = CHEZU_REFUSAL_TIME_FUTURE;
  else
    return TRUE;
  return FALSE;
}

/* The members of a Position that count. Any of them may be NULL. */
typedef struct
{
  yyjson_val *id;
  yyjson_val *device_id;
  yyjson_val *server_time;
  yyjson_val *device_time;
  yyjson_val *fix_time;
  yyjson_val *valid;
  yyjson_val *latitude;
  yyjson_val *longitude;
  yyjson_val *altitude;
  yyjson_val *speed;
  yyjson_val *course;
  yyjson_val *alarm;
  yyjson_val *ignition;
  yyjson_val *odometer;
  yyjson_val *total_distance;
  yyjson_val *archive;
  yyjson_val *driver;
} Members;

/* Asks in the order in which servers write, so that each answer stands right behind the one before;
 * another order costs time and nothing else. */
static void
find_members (yyjson_val *position, Members *members)
{
  yyjson_obj_iter iter = yyjson_obj_iter_with (position);
  yyjson_val *attributes;

  members->id = yyjson_obj_iter_get (&iter, "id");
  attributes = yyjson_obj_iter_get (&iter, "attributes");
  members->device_id = yyjson_obj_iter_get (&iter, "deviceId");
  members->server_time = yyjson_obj_iter_get (&iter, "serverTime");
  members->device_time = yyjson_obj_iter_get (&iter, "deviceTime");
  members->fix_time = yyjson_obj_iter_get (&iter, "fixTime");
  members->valid = yyjson_obj_iter_get (&iter, "valid");
  members->latitude = yyjson_obj_iter_get (&iter, "latitude");
  members->longitude = yyjson_obj_iter_get (&iter, "longitude");
  members->altitude = yyjson_obj_iter_get (&iter, "altitude");
  members->speed = yyjson_obj_iter_get (&iter, "speed");
  members->course = yyjson_obj_iter_get (&iter, "course");

  iter = yyjson_obj_iter_with (attributes);
  members->alarm = yyjson_obj_iter_get (&iter, "alarm");
  members->ignition = yyjson_obj_iter_get (&iter, "ignition");
  members->odometer = yyjson_obj_iter_get (&iter, "odometer");
  members->total_distance = yyjson_obj_iter_get (&iter, "totalDistance");
  members->archive = yyjson_obj_iter_get (&iter, "archive");
  members->driver = yyjson_obj_iter_get (&iter, "driverUniqueId");
}

static gboolean
read_coordinates (const Members *members, ChezuDatum datum, ChezuFix *fix)
{
  double lon;
  double lat;

  if (read_number (members->longitude, &lon) != MEMBER_GIVEN
      || read_number (members->latitude, &lat) != MEMBER_GIVEN)
    return FALSE;
  /* Written so that a NaN fails. */
  if (!(lon >= -180 && lon <= 180 && lat >= -90 && lat <= 90))
    return FALSE;
  /* What a receiver says before its first fix. */
  if (lon == 0 && lat == 0)
    return FALSE;

  chezu_datum_to_wgs84 (datum, &lon, &lat);
  fix->lon_e7 = chezu_degrees_to_e7 (lon);
  fix->lat_e7 = chezu_degrees_to_e7 (lat);
  return TRUE;
}

static gboolean
read_speed (yyjson_val *value, gint32 *speed_cm_s)
{
  double knots;
  Member member = read_number (value, &knots);

  *speed_cm_s = CHEZU_UNKNOWN;
  if (member == MEMBER_ABSENT)
    return TRUE;
  if (member != MEMBER_GIVEN || !(knots >= 0 && knots * 1.852 <= SPEED_MAX_KM_H))
    return FALSE;
  *speed_cm_s = chezu_knots_to_cm_s (knots);
  return TRUE;
}

static gint32
read_course (yyjson_val *value)
{
  double degrees;

  if (read_number (value, &degrees) != MEMBER_GIVEN || !isfinite (degrees))
    return CHEZU_UNKNOWN;
  return chezu_degrees_to_course_cdeg (degrees);
}

static gint16
read_altitude (yyjson_val *value)
{
  double metres;

  if (read_number (value, &metres) != MEMBER_GIVEN || !isfinite (metres))
    return CHEZU_ALTITUDE_UNKNOWN;
  return (gint16)lround (CLAMP (metres, G_MININT16 + 1, G_MAXINT16));
}

/* The terminal's own odometer, else the distance that the server has added up. */
static gint64
read_odometer (const Members *members)
{
  double metres;

  if (read_number (members->odometer, &metres) != MEMBER_GIVEN
      && read_number (members->total_distance, &metres) != MEMBER_GIVEN)
    return CHEZU_UNKNOWN;
  return metres >= 0 && metres < 1e12 ? llround (metres) : CHEZU_UNKNOWN;
}

static guint16
read_flags (const Members *members)
{
  guint16 flags = 0;
  gboolean flag;

  if (read_flag (members->valid, &flag) == MEMBER_GIVEN && !flag)
    flags |= CHEZU_FIX_INVALID;
  if (read_flag (members->archive, &flag) == MEMBER_GIVEN && flag)
    flags |= CHEZU_FIX_BUFFERED;
  if (read_flag (members->ignition, &flag) == MEMBER_GIVEN)
    flags |= CHEZU_FIX_IGNITION_KNOWN | (flag ? CHEZU_FIX_IGNITION_ON : 0);
  return flags;
}

static void
read_driver (yyjson_val *value, char driver_id[CHEZU_DRIVER_ID_SIZE])
{
  g_autofree char *clean = NULL;

  /* Nearly all are: no need to allocate. */
  if (yyjson_is_str (value)
      && chezu_text_is_plain (yyjson_get_str (value), yyjson_get_len (value), CHEZU_DRIVER_ID_MAX))
    {
      g_strlcpy (driver_id, yyjson_get_str (value), CHEZU_DRIVER_ID_SIZE);
      return;
    }

  clean = read_text (value, CHEZU_DRIVER_ID_MAX);
  if (clean != NULL)
    g_strlcpy (driver_id, clean, CHEZU_DRIVER_ID_SIZE);
}

/**
 * chezu_traccar_read_position:
 * @conversion: datum and clock of the source
 * @position: (out): points into the document of @value
 *
 * Reads a Position. Speeds come in knots; the time that counts is that of the fix.
 */
gboolean
chezu_traccar_read_position (yyjson_val *value,
                             const ChezuConversion *conversion,
                             ChezuTraccarPosition *position,
                             ChezuRefusal *reason)
{
  Members members;
  ChezuFix *fix = &position->position.fix;
  gint64 latest_ms = conversion->now_ms + TIME_AHEAD_MAX_MS;
  Member time;

  find_members (value, &members);
  *position = (ChezuTraccarPosition){ 0 };
  *reason = CHEZU_REFUSAL_MALFORMED;
  if (!read_id (members.device_id, &position->position.remote_id))
    return FALSE;

  /* A fix is no newer than its arrival at the server: a terminal with a wrong time zone would hold
   * its vehicle's latest state for hours. The server was there, so that this computer's clock,
   * which may have been set to anything, is only asked where the server does not say, or says
   * what cannot be. */
  if (read_time (members.server_time, &position->server_ms) == MEMBER_GIVEN
      && position->server_ms <= latest_ms)
    latest_ms = position->server_ms + TIME_AHEAD_OF_SERVER_MAX_MS;
  else
    position->server_ms = 0;

  time = read_terminal_time (members.fix_time, conversion, &fix->time_ms);
  if (!check_time (time, fix->time_ms, latest_ms, reason))
    return FALSE;

  *reason = CHEZU_REFUSAL_COORDINATES;
  if (!read_coordinates (&members, conversion->datum, fix))
    return FALSE;

  *reason = CHEZU_REFUSAL_SPEED;
  if (!read_speed (members.speed, &fix->speed_cm_s))
    return FALSE;

  read_id (members.id, &position->position.fix_id);
  fix->course_cdeg = read_course (members.course);
  fix->altitude_m = read_altitude (members.altitude);
  fix->odometer_m = read_odometer (&members);
  fix->flags = read_flags (&members);

  time = read_terminal_time (members.device_time, conversion, &position->device_ms);
  if (!check_time (time, position->device_ms, latest_ms, reason))
    position->device_ms = fix->time_ms;

  read_driver (members.driver, position->driver_id);
  position->alarms = yyjson_get_str (members.alarm);
  return TRUE;
}

/**
 * chezu_traccar_read_fix_time:
 *
 * The time as the server has it, which is what it can be asked for again.
 *
 * Returns: whether @position has a time; @time_ms is left alone otherwise
 */
gboolean
chezu_traccar_read_fix_time (yyjson_val *position, gint64 *time_ms)
{
  return read_time (yyjson_obj_get (position, "fixTime"), time_ms) == MEMBER_GIVEN;
}

/* --- Events --------------------------------------------------------------------------------- */

/**
 * chezu_traccar_read_event:
 * @event: (out): clear with chezu_traccar_event_clear()
 *
 * Reads an Event. Types and alarms that Chezu does not know are kept as they are. One that was made
 * from a position has the terminal's time, any other one the server's.
 */
gboolean
chezu_traccar_read_event (yyjson_val *value,
                          const ChezuConversion *conversion,
                          ChezuTraccarEvent *event,
                          ChezuRefusal *reason)
{
  yyjson_val *attributes = yyjson_obj_get (value, "attributes");
  gint64 time_ms = 0;
  Member time;

  *event = (ChezuTraccarEvent){ 0 };
  *reason = CHEZU_REFUSAL_MALFORMED;
  if (!yyjson_is_obj (value) || !chezu_traccar_read_id (value, "deviceId", &event->event.remote_id)
      || !chezu_traccar_read_id (value, "id", &event->event.event_id))
    return FALSE;

  /* Servers before version 5 called it serverTime. */
  time = read_time (yyjson_obj_get (value, "eventTime"), &time_ms);
  if (time == MEMBER_ABSENT)
    time = read_time (yyjson_obj_get (value, "serverTime"), &time_ms);
  chezu_traccar_read_id (value, "positionId", &event->position_id);
  if (event->position_id > 0)
    time_ms += conversion->time_offset_ms;
  if (!check_time (time, time_ms, conversion->now_ms + TIME_AHEAD_MAX_MS, reason))
    return FALSE;

  *reason = CHEZU_REFUSAL_MALFORMED;
  event->kind = chezu_traccar_read_text (value, "type", WORD_MAX);
  if (event->kind == NULL)
    return FALSE;

  event->alarm = chezu_traccar_read_text (attributes, "alarm", WORD_MAX);
  event->event.time_ms = time_ms;
  event->event.kind = event->kind;
  event->event.alarm = event->alarm;
  event->result = chezu_traccar_read_text (attributes, "result", RESULT_MAX);
  event->event.result = event->result;
  if (!read_speed (yyjson_obj_get (attributes, "speed"), &event->event.speed_cm_s))
    event->event.speed_cm_s = CHEZU_UNKNOWN;
  return TRUE;
}

void
chezu_traccar_event_clear (ChezuTraccarEvent *self)
{
  g_clear_pointer (&self->kind, g_free);
  g_clear_pointer (&self->alarm, g_free);
  g_clear_pointer (&self->result, g_free);
}

/**
 * chezu_traccar_split_alarms:
 * @alarms: (nullable): `"overspeed,fatigueDriving"`
 *
 * Returns: (transfer full) (nullable): the single alarms, cleaned, none empty; %NULL when there is
 *   none
 */
char **
chezu_traccar_split_alarms (const char *alarms)
{
  g_auto (GStrv) parts = NULL;
  g_autoptr (GStrvBuilder) builder = NULL;
  guint n_alarms = 0;

  if (alarms == NULL || *alarms == '\0')
    return NULL;

  parts = g_strsplit (alarms, ",", WORD_MAX);
  builder = g_strv_builder_new ();
  for (char **part = parts; *part != NULL; part++)
    {
      char *alarm = chezu_text_clean (*part, -1, WORD_MAX);

      if (alarm == NULL)
        continue;
      g_strv_builder_take (builder, alarm);
      n_alarms++;
    }
  return n_alarms > 0 ? g_strv_builder_end (builder) : NULL;
}
