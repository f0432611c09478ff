/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a telematics backend can be asked, whatever protocol it speaks. One file each implements it.
 */

#pragma once

#include <gio/gio.h>
#include <libdex.h>

#include "sync/chezu-intake.h"

G_BEGIN_DECLS

#define CHEZU_BACKEND_ERROR (chezu_backend_error_quark ())
GQuark chezu_backend_error_quark (void);

typedef enum
{
  CHEZU_BACKEND_ERROR_NO_STREAM,  /* there is no live stream to be had: poll */
  CHEZU_BACKEND_ERROR_NO_HISTORY, /* the source refuses the history of these vehicles */
  CHEZU_BACKEND_ERROR_NOT_SENT,   /* a text certainly did not arrive there: once more, later */
  CHEZU_BACKEND_ERROR_NO_TEXT,    /* the source refuses this text; the message says why */
} ChezuBackendError;

#define CHEZU_TYPE_BACKEND (chezu_backend_get_type ())
G_DECLARE_INTERFACE (ChezuBackend, chezu_backend, CHEZU, BACKEND, GObject)

struct _ChezuBackendInterface
{
  GTypeInterface parent_iface;

  DexFuture *(*sign_in) (ChezuBackend *self);
  DexFuture *(*list_vehicles) (ChezuBackend *self, ChezuIntake *intake);
  DexFuture *(*latest_positions) (ChezuBackend *self, ChezuIntake *intake);
  DexFuture *(*events) (ChezuBackend *self, ChezuIntake *intake, gint64 from_ms, gint64 to_ms);
  DexFuture *(*history) (ChezuBackend *self,
                         ChezuIntake *intake,
                         const gint64 *remote_ids,
                         guint n_remote_ids,
                         gint64 from_ms,
                         gint64 to_ms);
  DexFuture *(*subscribe) (ChezuBackend *self);
  DexFuture *(*receive) (ChezuBackend *self, ChezuIntake *intake, guint gather_ms);
  gint64 (*get_retry_after_ms) (ChezuBackend *self);
  gint64 (*get_time_ms) (ChezuBackend *self);

  /* May be NULL. */
  DexFuture *(*send_text) (ChezuBackend *self, gint64 remote_id, const char *text);
  guint (*get_history_max) (ChezuBackend *self);
  gint64 (*get_history_wait_ms) (ChezuBackend *self);
  void (*hang_up) (ChezuBackend *self, const GError *reason);

  char *(*describe) (ChezuBackend *self, guint *n_vehicles);
};

/* All are called on one thread, one at a time, and @intake outlives the future. They reject with a
 * CHEZU_SYNC_ERROR, or as the store does. A future that is dropped is given up. */
DexFuture *chezu_backend_sign_in (ChezuBackend *self);
/* Hands over all vehicles; those that are not among them are gone. Commits. */
DexFuture *chezu_backend_list_vehicles (ChezuBackend *self, ChezuIntake *intake);
/* These hand over records and commit whenever the intake is full; the last ones are left in it. */
DexFuture *chezu_backend_latest_positions (ChezuBackend *self, ChezuIntake *intake);
DexFuture *
chezu_backend_events (ChezuBackend *self, ChezuIntake *intake, gint64 from_ms, gint64 to_ms);
/* Several of these may be under way at a time, beside one of the others, each with an intake of its
 * own. Fixes of a vehicle come ascending in time; those of several vehicles one vehicle after the
 * other. Resolves to the time (int64) up to which, from @from_ms on, everything was handed over
 * that the source has of each of the vehicles: @to_ms, or less when it did not tell all of it.
 * Rejects with CHEZU_BACKEND_ERROR_NO_HISTORY when it will never tell. */
DexFuture *chezu_backend_history (ChezuBackend *self,
                                  ChezuIntake *intake,
                                  const gint64 *remote_ids,
                                  guint n_remote_ids,
                                  gint64 from_ms,
                                  gint64 to_ms);
/* How many vehicles one call may name. */
guint chezu_backend_get_history_max (ChezuBackend *self);
/* How long the source asked not to be asked for history, 0 not at all. */
gint64 chezu_backend_get_history_wait_ms (ChezuBackend *self);
/* Beside any of the others. Resolves to whether the text was handed over to the terminal's
 * connection (boolean); else the source keeps it until there is one. Rejects with
 * CHEZU_BACKEND_ERROR_NOT_SENT or _NO_TEXT; with any other error nobody knows whether it arrived.
 */
DexFuture *chezu_backend_send_text (ChezuBackend *self, gint64 remote_id, const char *text);
/* Opens the live stream, or rejects with CHEZU_BACKEND_ERROR_NO_STREAM. */
DexFuture *chezu_backend_subscribe (ChezuBackend *self);
/* Waits until something was heard on the stream and @gather_ms longer, then hands over all that
 * came. Rejects when the stream ended. */
DexFuture *chezu_backend_receive (ChezuBackend *self, ChezuIntake *intake, guint gather_ms);
/* Ends the stream, if there is one: whoever receives is told @reason. */
void chezu_backend_hang_up (ChezuBackend *self, const GError *reason);
/* How long the server asked to be left alone, 0 not at all. */
gint64 chezu_backend_get_retry_after_ms (ChezuBackend *self);
/* What the server's clock says now, as far as we know. */
gint64 chezu_backend_get_time_ms (ChezuBackend *self);
/* (transfer full): what it calls itself, and how many vehicles it listed; once signed in. */
char *chezu_backend_describe (ChezuBackend *self, guint *n_vehicles);

G_END_DECLS
