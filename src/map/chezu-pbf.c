/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Protocol buffers, wire format of version 2. Groups, which nobody uses, are refused. */

#include "map/chezu-pbf.h"

gboolean
chezu_pbf_read_varint (ChezuPbfReader *reader, guint64 *value)
{
  *value = 0;
  for (guint shift = 0; shift < 64 && reader->next < reader->end; shift += 7)
    {
      guint8 byte = *reader->next++;

      *value |= (guint64)(byte & 0x7F) << shift;
      if (byte < 0x80)
        return TRUE;
    }
  return FALSE;
}

static gboolean
read_length (ChezuPbfReader *reader, guint wire, guint64 *length)
{
  switch (wire)
    {
    case CHEZU_PBF_64_BIT:
      *length = 8;
      return TRUE;
    case CHEZU_PBF_32_BIT:
      *length = 4;
      return TRUE;
    case CHEZU_PBF_BYTES:
      return chezu_pbf_read_varint (reader, length);
    default:
      return FALSE;
    }
}

gboolean
chezu_pbf_read_field (ChezuPbfReader *reader, ChezuPbfField *field, gboolean *bad)
{
  const guint8 *start = reader->next;
  guint64 key, length;

  if (reader->next == reader->end || *bad)
    return FALSE;
  *bad = TRUE;
  if (!chezu_pbf_read_varint (reader, &key) || key >> 3 == 0 || key >> 3 > G_MAXINT32)
    return FALSE;
  field->number = (guint)(key >> 3);
  field->wire = (guint)(key & 7);
  field->bytes = (ChezuPbfReader){ NULL, NULL };
  field->value = 0;
  if (field->wire == CHEZU_PBF_VARINT)
    {
      if (!chezu_pbf_read_varint (reader, &field->value))
        return FALSE;
    }
  else
    {
      if (!read_length (reader, field->wire, &length)
          || length > (gsize)(reader->end - reader->next))
        return FALSE;
      field->bytes = (ChezuPbfReader){ reader->next, reader->next + length };
      reader->next += length;
    }
  field->whole = (ChezuPbfReader){ start, reader->next };
  *bad = FALSE;
  return TRUE;
}

void
chezu_pbf_write_varint (GByteArray *out, guint64 value)
{
  guint8 bytes[10];
  guint n = 0;

  do
    {
      bytes[n] = (guint8)(value & 0x7F);
      value >>= 7;
      if (value > 0)
        bytes[n] |= 0x80;
      n++;
    }
  while (value > 0);
  g_byte_array_append (out, bytes, n);
}

void
chezu_pbf_write_bytes (GByteArray *out, guint number, const guint8 *bytes, gsize size)
{
  chezu_pbf_write_varint (out, number << 3 | CHEZU_PBF_BYTES);
  chezu_pbf_write_varint (out, size);
  g_byte_array_append (out, bytes, (guint)size);
}
