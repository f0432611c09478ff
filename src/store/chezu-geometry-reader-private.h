/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading of geometry blobs step by step, never beyond their end. */

#pragma once

#include <glib.h>
#include <math.h>
#include <string.h>

G_BEGIN_DECLS

#define CHEZU_GEOMETRY_LITTLE_ENDIAN 0x01
#define CHEZU_GEOMETRY_EMPTY 0x10
#define CHEZU_GEOMETRY_EXTENDED 0x20
#define CHEZU_GEOMETRY_HEADER_SIZE 8

enum
{
  CHEZU_WKB_POINT = 1,
  CHEZU_WKB_LINE = 2,
  CHEZU_WKB_POLYGON = 3,
  CHEZU_WKB_MULTIPOINT = 4,
  CHEZU_WKB_MULTILINE = 5,
  CHEZU_WKB_MULTIPOLYGON = 6,
  CHEZU_WKB_COLLECTION = 7,
};

/* Collections within collections; nobody needs more. */
#define CHEZU_WKB_NESTING_MAX 8

typedef struct
{
  const guint8 *at;
  const guint8 *end;
  gboolean big_endian;
} ChezuGeometryReader;

static inline gboolean
chezu_geometry_take_uint (ChezuGeometryReader *reader, guint32 *value)
{
  if (reader->end - reader->at < (gssize)sizeof *value)
    return FALSE;
  memcpy (value, reader->at, sizeof *value);
  *value = reader->big_endian ? GUINT32_FROM_BE (*value) : GUINT32_FROM_LE (*value);
  reader->at += sizeof *value;
  return TRUE;
}

static inline gboolean
chezu_geometry_take_double (ChezuGeometryReader *reader, double *value)
{
  guint64 bits;

  if (reader->end - reader->at < (gssize)sizeof bits)
    return FALSE;
  memcpy (&bits, reader->at, sizeof bits);
  bits = reader->big_endian ? GUINT64_FROM_BE (bits) : GUINT64_FROM_LE (bits);
  memcpy (value, &bits, sizeof bits);
  reader->at += sizeof bits;
  return TRUE;
}

static inline gboolean
chezu_geometry_skip_envelope (ChezuGeometryReader *reader, guint8 *flags)
{
  static const guint8 envelope_doubles[] = { 0, 4, 6, 6, 8 };
  gsize size = (gsize)(reader->end - reader->at);
  guint envelope;

  if (size < CHEZU_GEOMETRY_HEADER_SIZE || reader->at[0] != 'G' || reader->at[1] != 'P'
      || reader->at[2] != 0)
    return FALSE;

  *flags = reader->at[3];
  envelope = (*flags >> 1) & 7;
  if (envelope >= G_N_ELEMENTS (envelope_doubles)
      || size - CHEZU_GEOMETRY_HEADER_SIZE < envelope_doubles[envelope] * sizeof (double))
    return FALSE;

  reader->at += CHEZU_GEOMETRY_HEADER_SIZE + envelope_doubles[envelope] * sizeof (double);
  return TRUE;
}

static inline gboolean
chezu_geometry_skip_header (ChezuGeometryReader *reader)
{
  guint8 flags;

  return chezu_geometry_skip_envelope (reader, &flags)
         && (flags & (CHEZU_GEOMETRY_EMPTY | CHEZU_GEOMETRY_EXTENDED)) == 0;
}

/* @dimensions counts what each vertex has: x, y and perhaps z and m. */
static inline gboolean
chezu_geometry_take_wkb_head (ChezuGeometryReader *reader, guint32 *type, guint *dimensions)
{
  guint32 code;

  if (reader->at >= reader->end)
    return FALSE;
  reader->big_endian = *reader->at++ == 0;
  if (!chezu_geometry_take_uint (reader, &code) || code >= 4000)
    return FALSE;

  *type = code % 1000;
  *dimensions = code / 1000 == 0 ? 2 : code / 1000 == 3 ? 4 : 3;
  return TRUE;
}

static inline gboolean
chezu_geometry_take_vertex (ChezuGeometryReader *reader, guint dimensions, double *lon, double *lat)
{
  double ignored;

  if (!chezu_geometry_take_double (reader, lon) || !chezu_geometry_take_double (reader, lat))
    return FALSE;
  for (guint i = 2; i < dimensions; i++)
    if (!chezu_geometry_take_double (reader, &ignored))
      return FALSE;
  return isfinite (*lon) && isfinite (*lat);
}

G_END_DECLS
