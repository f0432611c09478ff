/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Just enough of protocol buffers to walk a vector tile and to write one. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  const guint8 *next;
  const guint8 *end;
} ChezuPbfReader;

enum
{
  CHEZU_PBF_VARINT = 0,
  CHEZU_PBF_64_BIT = 1,
  CHEZU_PBF_BYTES = 2,
  CHEZU_PBF_32_BIT = 5,
};

typedef struct
{
  guint number;
  guint wire;
  guint64 value;        /* of a varint */
  ChezuPbfReader bytes; /* of everything else */
  ChezuPbfReader whole; /* key included */
} ChezuPbfField;

gboolean chezu_pbf_read_varint (ChezuPbfReader *reader, guint64 *value);

/* FALSE at the end, and with @bad set where the bytes make no field. */
gboolean chezu_pbf_read_field (ChezuPbfReader *reader, ChezuPbfField *field, gboolean *bad);

void chezu_pbf_write_varint (GByteArray *out, guint64 value);
void chezu_pbf_write_bytes (GByteArray *out, guint number, const guint8 *bytes, gsize size);

G_END_DECLS
