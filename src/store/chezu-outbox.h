/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts to vehicles: written here by whoever has something to say, sent by the synchronizer, each
 * once at most. */

#pragma once

#include "store/chezu-store.h"

G_BEGIN_DECLS

/* As the store keeps them. */
typedef enum
{
  CHEZU_OUTBOX_WAITING,
  CHEZU_OUTBOX_SENDING,
  CHEZU_OUTBOX_SENT,      /* handed over to the connection of the terminal */
  CHEZU_OUTBOX_QUEUED,    /* the source keeps it until the terminal connects */
  CHEZU_OUTBOX_ANSWERED,  /* by the terminal */
  CHEZU_OUTBOX_FAILED,    /* refused, or too old before it could be sent */
  CHEZU_OUTBOX_UNCERTAIN, /* it broke off while being sent; it may have arrived and is not repeated
                           */
  CHEZU_N_OUTBOX_STATES
} ChezuOutboxState;

/* Longer ones no terminal shows (JT/T 808-2019, 0x8300: at most 1024 bytes of GBK). */
#define CHEZU_OUTBOX_TEXT_MAX 500
/* What could not be sent for so long is no help any more. */
#define CHEZU_OUTBOX_AGE_MAX_MS (60 * 60 * 1000)

typedef struct
{
  gint64 id;
  gint64 vehicle_id;
  gint64 remote_id; /* only of what was claimed: the source's number of the terminal */
  char *plate;      /* nullable */
  gint64 alarm_id;  /* 0 none */
  char *text;
  char *who;
  gint64 written_ms;
  gint64 changed_ms;
  gint64 sent_ms; /* 0 not yet */
  guint attempts;
  ChezuOutboxState state;
  char *answer; /* of the terminal, or why it failed; nullable */
} ChezuOutboxItem;

void chezu_outbox_item_free (ChezuOutboxItem *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuOutboxItem, chezu_outbox_item_free)

/* A word that scripts read, and one for the reader's language. */
const char *chezu_outbox_state_key (ChezuOutboxState state);
const char *chezu_outbox_state_name (ChezuOutboxState state);

/* Resolves to how many were written (int64): one to each vehicle. With @alarm_id (0 none) the
 * alarm's log says so in the same transaction. Rejects with CHEZU_STORE_ERROR_INVALID or
 * _NOT_FOUND, and then nothing is written. */
DexFuture *chezu_outbox_write (ChezuStore *store,
                               const gint64 *vehicle_ids,
                               guint n_vehicles,
                               const char *text,
                               gint64 alarm_id,
                               const char *who);

/* Resolves to a GPtrArray of ChezuOutboxItem, the newest first. @alarm_id 0: of any. */
DexFuture *chezu_outbox_list (ChezuStore *store, gint64 alarm_id, guint most);

/* --- For the synchronizer ------------------------------------------------------------------- */

/* What was being sent when the program ended is uncertain from now on. */
DexFuture *chezu_outbox_recover (ChezuStore *store, gint64 source_id);
/* Resolves to TRUE when something waits for this source. Only reads. */
DexFuture *chezu_outbox_is_waiting (ChezuStore *store, gint64 source_id);
/* Resolves to a GPtrArray of ChezuOutboxItem, the oldest first, that are being sent from now on.
 * Those too old to be sent fail. */
DexFuture *chezu_outbox_claim (ChezuStore *store, gint64 source_id, guint most);
/* CHEZU_OUTBOX_WAITING: it certainly did not leave, and is due again after a while. */
DexFuture *
chezu_outbox_settle (ChezuStore *store, gint64 id, ChezuOutboxState state, const char *answer);

G_END_DECLS
