/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A frame: one byte with FIN, three reserved bits and the opcode; one with MASK and the length; a
 * length of 126 is followed by two bytes, of 127 by eight, both big-endian. A server never masks,
 * and no extension was agreed on, so the reserved bits are 0. Control frames (opcode 8 and above)
 * are short, whole, and may stand between the frames of a message.
 */

#include "sync/chezu-websocket-frames.h"

#include <string.h>

#define FIN 0x80
#define RESERVED 0x70
#define OPCODE 0x0f
#define MASK 0x80
#define LENGTH 0x7f
#define LENGTH_16 126
#define LENGTH_64 127

#define OPCODE_CONTINUATION 0x0
#define OPCODE_TEXT 0x1
#define OPCODE_BINARY 0x2

static gboolean
is_control (guint8 opcode)
{
  return opcode >= CHEZU_FRAMES_OPCODE_CLOSE;
}

static guint
head_size (const ChezuFrames *self)
{
  if (self->n_head < 2)
    return 2;
  switch (self->head[1] & LENGTH)
    {
    case LENGTH_16:
      return 4;
    case LENGTH_64:
      return 10;
    default:
      return 2;
    }
}

static guint64
read_length (const ChezuFrames *self)
{
  guint size = head_size (self);
  guint64 length = 0;

  if (size == 2)
    return self->head[1] & LENGTH;
  for (guint i = 2; i < size; i++)
    length = length << 8 | self->head[i];
  return length;
}

/* The head is whole: what does it begin? */
static gboolean
begin_payload (ChezuFrames *self)
{
  self->opcode = self->head[0] & OPCODE;
  self->final = (self->head[0] & FIN) != 0;
  self->left = read_length (self);
  self->n_head = 0;
  self->n_control = 0;
  self->in_payload = TRUE;

  if ((self->head[0] & RESERVED) != 0 || (self->head[1] & MASK) != 0 || self->left > G_MAXINT64)
    return FALSE;

  switch (self->opcode)
    {
    case OPCODE_CONTINUATION:
      return self->in_message;

    case OPCODE_TEXT:
    case OPCODE_BINARY:
      if (self->in_message)
        return FALSE;
      self->in_message = TRUE;
      return TRUE;

    case CHEZU_FRAMES_OPCODE_CLOSE:
    case CHEZU_FRAMES_OPCODE_PING:
    case CHEZU_FRAMES_OPCODE_PONG:
      return self->final && self->left <= CHEZU_FRAMES_CONTROL_MAX;

    default:
      return FALSE;
    }
}

static ChezuFrame
end_control (ChezuFrames *self)
{
  ChezuFrame frame = { .data = self->control, .length = self->n_control, .ends = TRUE };

  self->in_payload = FALSE;
  if (self->opcode == CHEZU_FRAMES_OPCODE_PING)
    frame.kind = CHEZU_FRAME_PING;
  else if (self->opcode == CHEZU_FRAMES_OPCODE_PONG)
    frame.kind = CHEZU_FRAME_PONG;
  else
    frame.kind = CHEZU_FRAME_CLOSE;
  return frame;
}

static ChezuFrame
take_piece (ChezuFrames *self, const guint8 *data, gsize length)
{
  ChezuFrame frame = { .kind = CHEZU_FRAME_PIECE, .data = data, .length = length };

  self->left -= length;
  if (self->left > 0)
    return frame;
  self->in_payload = FALSE;
  frame.ends = self->final;
  if (self->final)
    self->in_message = FALSE;
  return frame;
}

/**
 * chezu_frames_next:
 * @data: (inout): the bytes that are left
 * @length: (inout): how many
 * @frame: (out): valid as long as the bytes are, and until the next call
 */
gboolean
chezu_frames_next (ChezuFrames *self, const guint8 **data, gsize *length, ChezuFrame *frame)
{
  gsize size;

  *frame = (ChezuFrame){ .kind = CHEZU_FRAME_NONE };
  while (!self->in_payload)
    {
      if (*length == 0)
        return TRUE;
      self->head[self->n_head++] = **data;
      (*data)++;
      (*length)--;
      if (self->n_head >= 2 && self->n_head == head_size (self) && !begin_payload (self))
        return FALSE;
    }

  size = (gsize)MIN ((guint64)*length, self->left);
  if (is_control (self->opcode))
    {
      memcpy (self->control + self->n_control, *data, size);
      self->n_control += size;
      self->left -= size;
      if (self->left == 0)
        *frame = end_control (self);
    }
  else if (size > 0 || self->left == 0)
    *frame = take_piece (self, *data, size);
  *data += size;
  *length -= size;
  return TRUE;
}

GBytes *
chezu_frames_make (guint8 opcode, const guint8 *data, gsize length, guint32 mask)
{
  guint8 frame[6 + CHEZU_FRAMES_CONTROL_MAX];

  g_return_val_if_fail (length <= CHEZU_FRAMES_CONTROL_MAX, NULL);

  frame[0] = FIN | opcode;
  frame[1] = (guint8)(MASK | length);
  memcpy (frame + 2, &mask, sizeof mask);
  for (gsize i = 0; i < length; i++)
    frame[6 + i] = data[i] ^ frame[2 + i % 4];
  return g_bytes_new (frame, 6 + length);
}
