/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sync/chezu-traccar-catalog.h"

#include "base/chezu-text.h"
#include "base/chezu-time.h"
#include "sync/chezu-traccar-groups.h"
#include "sync/chezu-traccar-normalise.h"

/* A device whose only news is that the server heard of it is passed on that often. */
#define HEARD_STEP_MS (30 * CHEZU_SECOND_MS)
/* What is set aside waits for its vehicle; a hostile record must not fill memory while it does. */
#define SET_ASIDE_RECORD_MAX (16 * 1024)

typedef struct
{
  ChezuTraccarDevice device;
  char driver_id[CHEZU_DRIVER_ID_SIZE]; /* from its latest position */
  guint generation;                     /* of the list that it was last seen in */
  gint64 told_heard_ms;                 /* what was last passed on */

  gint64 last_ms; /* time of its latest fix, 0 none yet */
  gint64 last_fix_id;
  gint32 last_lon_e7;
  gint32 last_lat_e7;
  gint32 last_speed_cm_s;
} Entry;

struct _ChezuTraccarCatalog
{
  GHashTable *entries; /* by remote id */
  ChezuTraccarGroups *groups;
  GHashTable *drivers; /* unique id to name */
  GQueue set_aside;    /* of GBytes: positions of vehicles that we do not know yet */
  guint set_aside_max;
  GHashTable *unlisted; /* ids of vehicles that the last list did not have */
  guint generation;
  ChezuConversion conversion;
  gint64
      server_now_ms; /* the server's clock as its answers tell it; this computer's may be wrong */
};

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  chezu_traccar_device_clear (&entry->device);
  g_free (entry);
}

ChezuTraccarCatalog *
chezu_traccar_catalog_new (guint set_aside_max, ChezuConversion conversion)
{
  ChezuTraccarCatalog *self = g_new0 (ChezuTraccarCatalog, 1);

  self->entries = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, entry_free);
  self->groups = chezu_traccar_groups_new ();
  self->drivers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->unlisted = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_queue_init (&self->set_aside);
  self->set_aside_max = set_aside_max;
  self->conversion = conversion;
  return self;
}

void
chezu_traccar_catalog_free (ChezuTraccarCatalog *self)
{
  if (self == NULL)
    return;
  g_queue_clear_full (&self->set_aside, (GDestroyNotify)g_bytes_unref);
  g_hash_table_unref (self->entries);
  chezu_traccar_groups_free (self->groups);
  g_hash_table_unref (self->drivers);
  g_hash_table_unref (self->unlisted);
  g_free (self);
}

static Entry *
find (ChezuTraccarCatalog *self, gint64 remote_id)
{
  return g_hash_table_lookup (self->entries, &remote_id);
}

/**
 * chezu_traccar_catalog_set_clock:
 * @server_now_ms: what the server's clock says, by the date of its answers; what one record claims
 *   is no clock
 */
void
chezu_traccar_catalog_set_clock (ChezuTraccarCatalog *self, gint64 server_now_ms)
{
  self->server_now_ms = server_now_ms;
}

/* --- Devices, groups, drivers --------------------------------------------------------------- */

static const char *
name_driver (ChezuTraccarCatalog *self, const Entry *entry)
{
  const char *name = g_hash_table_lookup (self->drivers, entry->driver_id);

  return name != NULL ? name : entry->device.contact;
}

static void
pass_on_device (ChezuTraccarCatalog *self, ChezuIntake *intake, Entry *entry)
{
  const ChezuTraccarDevice *known = &entry->device;
  g_autofree char *organisation = chezu_traccar_groups_get_path (self->groups, known->group_id);
  ChezuDevice device = {
    .remote_id = known->remote_id,
    .unique_id = known->unique_id,
    .plate = known->plate,
    .plate_color = known->plate_color,
    .kind = known->kind,
    .enterprise = chezu_traccar_groups_get_enterprise (self->groups, known->group_id),
    .organisation = organisation,
    .driver = name_driver (self, entry),
    .phone = known->phone,
    .model = known->model,
    .connected = known->connected,
    .gone = known->gone,
    .heard_ms = known->heard_ms,
  };

  entry->told_heard_ms = known->heard_ms;
  chezu_intake_add_device (intake, &device);
}

static gboolean
is_news (const Entry *entry, const ChezuTraccarDevice *told)
{
  const ChezuTraccarDevice *known = &entry->device;

  return known->kind != told->kind || known->plate_color != told->plate_color
         || known->group_id != told->group_id || known->connected != told->connected
         || known->gone != told->gone
         || ABS (told->heard_ms - entry->told_heard_ms) >= HEARD_STEP_MS
         || g_strcmp0 (known->unique_id, told->unique_id) != 0
         || g_strcmp0 (known->plate, told->plate) != 0
         || g_strcmp0 (known->contact, told->contact) != 0
         || g_strcmp0 (known->phone, told->phone) != 0
         || g_strcmp0 (known->model, told->model) != 0;
}

static gboolean
take_device (ChezuTraccarCatalog *self,
             ChezuIntake *intake,
             yyjson_val *element,
             const char *text,
             gsize length)
{
  g_auto (ChezuTraccarDevice) told = { 0 };
  ChezuRefusal reason;
  Entry *entry;
  gboolean news;

  if (!chezu_traccar_read_device (element, &told, &reason))
    {
      chezu_intake_refuse (intake, reason, text, (gssize)length);
      return FALSE;
    }

  entry = find (self, told.remote_id);
  /* A list must be handed over whole, because what is not in it is gone; the stream repeats a
   * device with each sign of life. */
  news = entry == NULL || entry->generation != self->generation || is_news (entry, &told);
  if (entry == NULL)
    {
      entry = g_new0 (Entry, 1);
      entry->device.remote_id = told.remote_id;
      g_hash_table_insert (self->entries, &entry->device.remote_id, entry);
    }

  entry->generation = self->generation;
  chezu_traccar_device_clear (&entry->device);
  entry->device = told;
  told = (ChezuTraccarDevice){ 0 };
  if (news)
    pass_on_device (self, intake, entry);
  return TRUE;
}

static gboolean
take_group (ChezuTraccarCatalog *self, yyjson_val *element)
{
  g_autofree char *name = chezu_traccar_read_text (element, "name", CHEZU_NAME_MAX);
  gint64 parent_id = 0;
  gint64 id;

  if (name == NULL || !chezu_traccar_read_id (element, "id", &id))
    return FALSE;
  chezu_traccar_read_id (element, "groupId", &parent_id);
  chezu_traccar_groups_add (self->groups, id, parent_id, name);
  return TRUE;
}

static gboolean
take_driver (ChezuTraccarCatalog *self, yyjson_val *element)
{
  g_autofree char *name = chezu_traccar_read_text (element, "name", CHEZU_NAME_MAX);
  g_autofree char *id = chezu_traccar_read_text (element, "uniqueId", CHEZU_DRIVER_ID_MAX);

  if (name == NULL || id == NULL)
    return FALSE;
  g_hash_table_replace (self->drivers, g_steal_pointer (&id), g_steal_pointer (&name));
  return TRUE;
}

void
chezu_traccar_catalog_begin_devices (ChezuTraccarCatalog *self)
{
  self->generation++;
  g_hash_table_remove_all (self->unlisted);
}

guint
chezu_traccar_catalog_end_devices (ChezuTraccarCatalog *self)
{
  GHashTableIter iter;
  Entry *entry;

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&entry))
    if (entry->generation != self->generation)
      g_hash_table_iter_remove (&iter);
  return g_hash_table_size (self->entries);
}

/* --- Positions and events ------------------------------------------------------------------- */

/* The list is not read again and again for a vehicle that the account may not see. */
static gboolean
set_aside (ChezuTraccarCatalog *self,
           ChezuIntake *intake,
           yyjson_val *element,
           const char *text,
           gsize length)
{
  gint64 id = 0;

  chezu_traccar_read_id (element, "deviceId", &id);
  if (length > SET_ASIDE_RECORD_MAX || g_queue_get_length (&self->set_aside) >= self->set_aside_max
      || g_hash_table_contains (self->unlisted, &id))
    {
      chezu_intake_refuse (intake, CHEZU_REFUSAL_NO_VEHICLE, text, (gssize)length);
      return FALSE;
    }
  g_queue_push_tail (&self->set_aside, g_bytes_new (text, length));
  return TRUE;
}

/* A terminal reports an alarm within a position; it is dated as the server dates events. */
static void
pass_on_alarms (ChezuIntake *intake, const ChezuTraccarPosition *told)
{
  g_auto (GStrv) alarms = chezu_traccar_split_alarms (told->alarms);

  for (char **alarm = alarms; alarm != NULL && *alarm != NULL; alarm++)
    {
      ChezuEvent event = {
        .remote_id = told->position.remote_id,
        .time_ms = told->device_ms,
        .kind = "alarm",
        .alarm = *alarm,
        .has_position = TRUE,
        .lon_e7 = told->position.fix.lon_e7,
        .lat_e7 = told->position.fix.lat_e7,
        .speed_cm_s = told->position.fix.speed_cm_s,
      };

      chezu_intake_add_event (intake, &event);
    }
}

static void
remember_latest (ChezuTraccarCatalog *self,
                 ChezuIntake *intake,
                 Entry *entry,
                 const ChezuTraccarPosition *told)
{
  const ChezuFix *fix = &told->position.fix;

  entry->last_ms = fix->time_ms;
  entry->last_fix_id = told->position.fix_id;
  entry->last_lon_e7 = fix->lon_e7;
  entry->last_lat_e7 = fix->lat_e7;
  entry->last_speed_cm_s = fix->speed_cm_s;

  if (g_strcmp0 (entry->driver_id, told->driver_id) != 0)
    {
      g_strlcpy (entry->driver_id, told->driver_id, sizeof entry->driver_id);
      pass_on_device (self, intake, entry);
    }
}

typedef enum
{
  TAKEN,
  REFUSED,
  UNKNOWN_VEHICLE, /* nothing was handed over */
} Taking;

static Taking
take_position (ChezuTraccarCatalog *self,
               ChezuIntake *intake,
               yyjson_val *element,
               const char *text,
               gsize length)
{
  ChezuTraccarPosition told;
  ChezuRefusal reason;
  Entry *entry;

  self->conversion.now_ms = MAX (chezu_time_now_ms (), self->server_now_ms);
  if (!chezu_traccar_read_position (element, &self->conversion, &told, &reason))
    {
      gboolean has_time = reason == CHEZU_REFUSAL_COORDINATES || reason == CHEZU_REFUSAL_SPEED;

      chezu_intake_refuse_of (intake, told.position.remote_id,
                              has_time ? told.position.fix.time_ms : 0, reason, text,
                              (gssize)length);
      return REFUSED;
    }

  entry = find (self, told.position.remote_id);
  if (entry == NULL)
    return UNKNOWN_VEHICLE;

  chezu_intake_add_position (intake, &told.position, told.server_ms);
  /* Polling and reconnecting repeat the latest fix; its alarms are no news then. */
  if (told.position.fix.time_ms != entry->last_ms)
    pass_on_alarms (intake, &told);
  if (told.position.fix.time_ms >= entry->last_ms)
    remember_latest (self, intake, entry, &told);
  return TAKEN;
}

static gboolean
take_event (ChezuTraccarCatalog *self,
            ChezuIntake *intake,
            yyjson_val *element,
            const char *text,
            gsize length)
{
  g_auto (ChezuTraccarEvent) told = { 0 };
  ChezuRefusal reason;
  Entry *entry;

  self->conversion.now_ms = MAX (chezu_time_now_ms (), self->server_now_ms);
  if (!chezu_traccar_read_event (element, &self->conversion, &told, &reason))
    {
      chezu_intake_refuse (intake, reason, text, (gssize)length);
      return FALSE;
    }

  entry = find (self, told.event.remote_id);
  if (entry == NULL)
    {
      chezu_intake_refuse (intake, CHEZU_REFUSAL_NO_VEHICLE, text, (gssize)length);
      return FALSE;
    }

  if (told.position_id > 0 && told.position_id == entry->last_fix_id)
    {
      told.event.has_position = TRUE;
      told.event.lon_e7 = entry->last_lon_e7;
      told.event.lat_e7 = entry->last_lat_e7;
      if (told.event.speed_cm_s == CHEZU_UNKNOWN)
        told.event.speed_cm_s = entry->last_speed_cm_s;
    }
  chezu_intake_add_event (intake, &told.event);
  return TRUE;
}

gboolean
chezu_traccar_catalog_take (ChezuTraccarCatalog *self,
                            ChezuIntake *intake,
                            const char *list,
                            yyjson_val *element,
                            const char *text,
                            gsize length)
{
  if (g_str_equal (list, "positions"))
    switch (take_position (self, intake, element, text, length))
      {
      case UNKNOWN_VEHICLE:
        return set_aside (self, intake, element, text, length);
      case TAKEN:
        return TRUE;
      case REFUSED:
      default:
        return FALSE;
      }
  if (g_str_equal (list, "devices"))
    return take_device (self, intake, element, text, length);
  if (g_str_equal (list, "events"))
    return take_event (self, intake, element, text, length);
  if (g_str_equal (list, "groups"))
    return take_group (self, element);
  if (g_str_equal (list, "drivers"))
    return take_driver (self, element);
  return FALSE;
}

/**
 * chezu_traccar_catalog_replay:
 *
 * Takes up the positions that were set aside, now that the devices were listed again. A vehicle
 * that the server still does not list is refused.
 */
void
chezu_traccar_catalog_replay (ChezuTraccarCatalog *self, ChezuIntake *intake)
{
  GBytes *record;

  while ((record = g_queue_pop_head (&self->set_aside)) != NULL)
    {
      gsize length;
      const char *text = g_bytes_get_data (record, &length);
      /* As it was read when it came. */
      yyjson_doc *document = yyjson_read (
          text, length, YYJSON_READ_ALLOW_INF_AND_NAN | YYJSON_READ_ALLOW_INVALID_UNICODE);
      yyjson_val *element = yyjson_doc_get_root (document);
      gint64 id = 0;

      if (take_position (self, intake, element, text, length) == UNKNOWN_VEHICLE)
        {
          chezu_traccar_read_id (element, "deviceId", &id);
          g_hash_table_add (self->unlisted, g_memdup2 (&id, sizeof id));
          chezu_intake_refuse (intake, CHEZU_REFUSAL_NO_VEHICLE, text, (gssize)length);
        }
      yyjson_doc_free (document);
      g_bytes_unref (record);
    }
}

gboolean
chezu_traccar_catalog_lacks_devices (ChezuTraccarCatalog *self)
{
  return !g_queue_is_empty (&self->set_aside);
}

guint
chezu_traccar_catalog_get_n_devices (ChezuTraccarCatalog *self)
{
  return g_hash_table_size (self->entries);
}

GArray *
chezu_traccar_catalog_list_groups (ChezuTraccarCatalog *self)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_int64_hash, g_int64_equal);
  GArray *groups = g_array_new (FALSE, FALSE, sizeof (gint64));
  GHashTableIter iter;
  Entry *entry;

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&entry))
    if (entry->device.group_id > 0 && g_hash_table_add (seen, &entry->device.group_id))
      g_array_append_val (groups, entry->device.group_id);
  return groups;
}

GArray *
chezu_traccar_catalog_list_ungrouped (ChezuTraccarCatalog *self)
{
  GArray *devices = g_array_new (FALSE, FALSE, sizeof (gint64));
  GHashTableIter iter;
  Entry *entry;

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&entry))
    if (entry->device.group_id == 0)
      g_array_append_val (devices, entry->device.remote_id);
  return devices;
}
