/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A document of positions: what is accepted can be stored, and the same is accepted however the
 * bytes are cut. The first byte chooses the datum. */

#include "base/chezu-json-splitter.h"
#include "sync/chezu-traccar-normalise.h"

#define NOW_MS G_GINT64_CONSTANT (1767225600000) /* 2026-01-01 */
#define ELEMENT_MAX 65536

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

typedef struct
{
  ChezuConversion conversion;
  guint n_accepted;
  guint n_refused;
} Reading;

static void
check_alarms (const char *alarms)
{
  g_auto (GStrv) list = alarms != NULL ? chezu_traccar_split_alarms (alarms) : NULL;

  for (guint i = 0; list != NULL && list[i] != NULL; i++)
    g_assert_true (g_utf8_validate (list[i], -1, NULL));
}

static void
check_position (const ChezuTraccarPosition *position)
{
  const ChezuFix *fix = &position->position.fix;

  g_assert_true (ABS ((gint64)fix->lon_e7) <= 1800000000);
  g_assert_true (ABS ((gint64)fix->lat_e7) <= 900000000);
  g_assert_true (fix->speed_cm_s >= 0 || fix->speed_cm_s == CHEZU_UNKNOWN);
  g_assert_true ((fix->course_cdeg >= 0 && fix->course_cdeg <= 36000)
                 || fix->course_cdeg == CHEZU_UNKNOWN);
  g_assert_cmpint (fix->time_ms, >, 0);
  g_assert_true (g_utf8_validate (position->driver_id, -1, NULL));
  check_alarms (position->alarms);
}

static gboolean
take (const char *key,
      yyjson_val *element,
      const char *text,
      gsize length,
      gpointer user_data,
      GError **error)
{
  Reading *reading = user_data;
  ChezuTraccarPosition position;
  ChezuRefusal reason;

  if (chezu_traccar_read_position (element, &reading->conversion, &position, &reason))
    {
      check_position (&position);
      reading->n_accepted++;
    }
  else
    reading->n_refused++;
  return TRUE;
}

static Reading
read_document (const ChezuConversion *conversion, const char *text, gsize length, gsize step)
{
  Reading reading = { .conversion = *conversion };
  g_autoptr (ChezuJsonSplitter) splitter = chezu_json_splitter_new (take, &reading);
  gboolean good = TRUE;

  chezu_json_splitter_set_max_element (splitter, ELEMENT_MAX);
  chezu_json_splitter_set_tolerant (splitter, TRUE);
  for (gsize i = 0; good && i < length; i += step)
    good = chezu_json_splitter_feed (splitter, text + i, MIN (step, length - i), NULL);
  if (good)
    chezu_json_splitter_end (splitter, NULL);
  return reading;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  ChezuConversion conversion = { .now_ms = NOW_MS };
  const char *text = (const char *)data + 1;
  Reading whole, pieces;

  if (size < 2)
    return 0;
  conversion.datum = data[0] % CHEZU_N_DATUMS;
  conversion.time_offset_ms = data[0] & 64 ? -28800000 : 0;

  whole = read_document (&conversion, text, size - 1, size);
  pieces = read_document (&conversion, text, size - 1, 3);
  g_assert_cmpuint (whole.n_accepted, ==, pieces.n_accepted);
  g_assert_cmpuint (whole.n_refused, ==, pieces.n_refused);
  return 0;
}
