/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a Traccar server writes, turned into what Chezu stores: units, times, names, and the reasons
 * to refuse. No I/O. */

#pragma once

#include <yyjson.h>

#include "sync/chezu-conversion.h"

G_BEGIN_DECLS

/* An identifier of a driver: so many characters, and room for them in UTF-8. */
#define CHEZU_DRIVER_ID_MAX 31
#define CHEZU_DRIVER_ID_SIZE (CHEZU_DRIVER_ID_MAX * 4 + 1)

typedef struct
{
  gint64 remote_id;
  char *unique_id;
  char *plate;
  gint32 plate_color; /* CHEZU_PLATE_COLOR_UNKNOWN */
  ChezuVehicleKind kind;
  gint64 group_id; /* 0 none */
  char *contact;
  char *phone;
  char *model;
  gboolean connected;
  gboolean gone;
  gint64 heard_ms;
} ChezuTraccarDevice;

typedef struct
{
  ChezuPosition position;
  gint64 server_ms;                     /* when the server received it, 0 unknown */
  gint64 device_ms;                     /* the terminal's clock, which alarms are dated by */
  char driver_id[CHEZU_DRIVER_ID_SIZE]; /* "" none */
  const char *alarms;                   /* joined by commas, borrowed from the document; or NULL */
} ChezuTraccarPosition;

typedef struct
{
  ChezuEvent event; /* its text points to the three below */
  gint64 position_id;
  char *kind;
  char *alarm;
  char *result;
} ChezuTraccarEvent;

/* Each returns FALSE with @reason set when the record is refused; then there is nothing to free. */
gboolean
chezu_traccar_read_device (yyjson_val *value, ChezuTraccarDevice *device, ChezuRefusal *reason);
gboolean chezu_traccar_read_position (yyjson_val *value,
                                      const ChezuConversion *conversion,
                                      ChezuTraccarPosition *position,
                                      ChezuRefusal *reason);
gboolean chezu_traccar_read_event (yyjson_val *value,
                                   const ChezuConversion *conversion,
                                   ChezuTraccarEvent *event,
                                   ChezuRefusal *reason);

void chezu_traccar_device_clear (ChezuTraccarDevice *self);
void chezu_traccar_event_clear (ChezuTraccarEvent *self);

char **chezu_traccar_split_alarms (const char *alarms);
gboolean chezu_traccar_read_fix_time (yyjson_val *position, gint64 *time_ms);
gboolean chezu_traccar_read_id (yyjson_val *object, const char *key, gint64 *id);
char *chezu_traccar_read_text (yyjson_val *object, const char *key, guint max_characters);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ChezuTraccarDevice, chezu_traccar_device_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ChezuTraccarEvent, chezu_traccar_event_clear)

G_END_DECLS
