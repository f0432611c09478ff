/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The frames of a WebSocket (RFC 6455) as a client receives them: bytes go in cut anywhere, pieces
 * of messages come out where they lie, and nothing but a frame's head is kept. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define CHEZU_FRAMES_CONTROL_MAX 125

typedef enum
{
  CHEZU_FRAME_NONE,  /* all bytes are used up */
  CHEZU_FRAME_PIECE, /* of a message; may be empty at its end */
  CHEZU_FRAME_PING,  /* to be answered with its content */
  CHEZU_FRAME_PONG,
  CHEZU_FRAME_CLOSE,
} ChezuFrameKind;

typedef struct
{
  ChezuFrameKind kind;
  const guint8 *data; /* of a piece: in the bytes that were fed */
  gsize length;
  gboolean ends; /* the message ends with this piece */
} ChezuFrame;

typedef struct
{
  guint8 head[10];
  guint n_head;
  gboolean in_payload;
  guint8 opcode; /* of the frame that is being read */
  gboolean final;
  guint64 left; /* of its payload */
  gboolean in_message;
  guint8 control[CHEZU_FRAMES_CONTROL_MAX];
  gsize n_control;
} ChezuFrames;

#define CHEZU_FRAMES_INIT ((ChezuFrames){ 0 })

/* Takes the next frame, or part of one, from *@data, and moves it on. FALSE when this is no
 * WebSocket. */
gboolean
chezu_frames_next (ChezuFrames *self, const guint8 **data, gsize *length, ChezuFrame *frame);

/* (transfer full): a frame of a client, masked, with at most 125 bytes. */
GBytes *chezu_frames_make (guint8 opcode, const guint8 *data, gsize length, guint32 mask);

#define CHEZU_FRAMES_OPCODE_CLOSE 0x8
#define CHEZU_FRAMES_OPCODE_PING 0x9
#define CHEZU_FRAMES_OPCODE_PONG 0xA

G_END_DECLS
