/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A message of the live stream: positions, devices and events in one, each read or refused with a
 * reason; what was read is text that can be stored. */

#include "base/chezu-json-splitter.h"
#include "sync/chezu-traccar-normalise.h"

#define NOW_MS G_GINT64_CONSTANT (1767225600000) /* 2026-01-01 */
#define REASON_NONE G_MAXINT

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
check_text (const char *text)
{
  g_assert_true (text == NULL || g_utf8_validate (text, -1, NULL));
}

static gboolean
read_device (yyjson_val *element, ChezuRefusal *reason)
{
  g_auto (ChezuTraccarDevice) device = { 0 };

  if (!chezu_traccar_read_device (element, &device, reason))
    return FALSE;
  check_text (device.unique_id);
  check_text (device.plate);
  check_text (device.contact);
  check_text (device.phone);
  check_text (device.model);
  return TRUE;
}

static gboolean
read_event (yyjson_val *element, const ChezuConversion *conversion, ChezuRefusal *reason)
{
  g_auto (ChezuTraccarEvent) event = { 0 };

  if (!chezu_traccar_read_event (element, conversion, &event, reason))
    return FALSE;
  g_assert_nonnull (event.event.kind);
  check_text (event.event.kind);
  check_text (event.event.alarm);
  return TRUE;
}

static gboolean
take (const char *key,
      yyjson_val *element,
      const char *text,
      gsize length,
      gpointer user_data,
      GError **error)
{
  const ChezuConversion *conversion = user_data;
  ChezuRefusal reason = REASON_NONE;
  ChezuTraccarPosition position;
  gboolean was_read;

  if (g_str_equal (key, "positions"))
    was_read = chezu_traccar_read_position (element, conversion, &position, &reason);
  else if (g_str_equal (key, "devices"))
    was_read = read_device (element, &reason);
  else
    was_read = read_event (element, conversion, &reason);
  g_assert_true (was_read || reason != REASON_NONE);
  return TRUE;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  ChezuConversion conversion = { .now_ms = NOW_MS };
  g_autoptr (ChezuJsonSplitter) splitter = chezu_json_splitter_new (take, &conversion);

  chezu_json_splitter_set_tolerant (splitter, TRUE);
  if (chezu_json_splitter_feed (splitter, (const char *)data, size, NULL))
    chezu_json_splitter_end (splitter, NULL);
  return 0;
}
