/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sync/chezu-backend.h"

#include <glib/gi18n-lib.h>

G_DEFINE_QUARK (chezu-backend-error-quark, chezu_backend_error)

G_DEFINE_INTERFACE (ChezuBackend, chezu_backend, G_TYPE_OBJECT)

static void
chezu_backend_default_init (ChezuBackendInterface *iface)
{
}

DexFuture *
chezu_backend_sign_in (ChezuBackend *self)
{
  g_return_val_if_fail (CHEZU_IS_BACKEND (self), NULL);
  return CHEZU_BACKEND_GET_IFACE (self)->sign_in (self);
}

DexFuture *
chezu_backend_list_vehicles (ChezuBackend *self, ChezuIntake *intake)
{
  g_return_val_if_fail (CHEZU_IS_BACKEND (self), NULL);
  return CHEZU_BACKEND_GET_IFACE (self)->list_vehicles (self, intake);
}

DexFuture *
chezu_backend_latest_positions (ChezuBackend *self, ChezuIntake *intake)
{
  g_return_val_if_fail (CHEZU_IS_BACKEND (self), NULL);
  return CHEZU_BACKEND_GET_IFACE (self)->latest_positions (self, intake);
}

DexFuture *
chezu_backend_events (ChezuBackend *self, ChezuIntake *intake, gint64 from_ms, gint64 to_ms)
{
  g_return_val_if_fail (CHEZU_IS_BACKEND (self), NULL);
  return CHEZU_BACKEND_GET_IFACE (self)->events (self, intake, from_ms, to_ms);
}

DexFuture *
chezu_backend_history (ChezuBackend *self,
                       ChezuIntake *intake,
                       const gint64 *remote_ids,
                       guint n_remote_ids,
                       gint64 from_ms,
                       gint64 to_ms)
{
  g_return_val_if_fail (CHEZU_IS_BACKEND (self), NULL);
  g_return_val_if_fail (n_remote_ids > 0, NULL);
  return CHEZU_BACKEND_GET_IFACE (self)->history (self, intake, remote_ids, n_remote_ids, from_ms,
                                                  to_ms);
}

guint
chezu_backend_get_history_max (ChezuBackend *self)
{
  g_return_val_if_fail (CHEZU_IS_BACKEND (self), 1);
  if (CHEZU_BACKEND_GET_IFACE (self)->get_history_max == NULL)
    return 1;
  return CHEZU_BACKEND_GET_IFACE (self)->get_history_max (self);
}

gint64
chezu_backend_get_history_wait_ms (ChezuBackend *self)
{
  g_return_val_if_fail (CHEZU_IS_BACKEND (self), 0);
  if (CHEZU_BACKEND_GET_IFACE (self)->get_history_wait_ms == NULL)
    return 0;
  return CHEZU_BACKEND_GET_IFACE (self)->get_history_wait_ms (self);
}

DexFuture *
chezu_backend_send_text (ChezuBackend *self, gint64 remote_id, const char *text)
{
  g_return_val_if_fail (CHEZU_IS_BACKEND (self) && text != NULL, NULL);
  if (CHEZU_BACKEND_GET_IFACE (self)->send_text == NULL)
    return dex_future_new_reject (CHEZU_BACKEND_ERROR, CHEZU_BACKEND_ERROR_NO_TEXT, "%s",
                                  _ ("This source takes no texts"));
  return CHEZU_BACKEND_GET_IFACE (self)->send_text (self, remote_id, text);
}

void
chezu_backend_hang_up (ChezuBackend *self, const GError *reason)
{
  g_return_if_fail (CHEZU_IS_BACKEND (self));
  if (CHEZU_BACKEND_GET_IFACE (self)->hang_up != NULL)
    CHEZU_BACKEND_GET_IFACE (self)->hang_up (self, reason);
}

DexFuture *
chezu_backend_subscribe (ChezuBackend *self)
{
  g_return_val_if_fail (CHEZU_IS_BACKEND (self), NULL);
  return CHEZU_BACKEND_GET_IFACE (self)->subscribe (self);
}

DexFuture *
chezu_backend_receive (ChezuBackend *self, ChezuIntake *intake, guint gather_ms)
{
  g_return_val_if_fail (CHEZU_IS_BACKEND (self), NULL);
  return CHEZU_BACKEND_GET_IFACE (self)->receive (self, intake, gather_ms);
}

gint64
chezu_backend_get_retry_after_ms (ChezuBackend *self)
{
  g_return_val_if_fail (CHEZU_IS_BACKEND (self), 0);
  return CHEZU_BACKEND_GET_IFACE (self)->get_retry_after_ms (self);
}

gint64
chezu_backend_get_time_ms (ChezuBackend *self)
{
  g_return_val_if_fail (CHEZU_IS_BACKEND (self), 0);
  return CHEZU_BACKEND_GET_IFACE (self)->get_time_ms (self);
}

char *
chezu_backend_describe (ChezuBackend *self, guint *n_vehicles)
{
  g_return_val_if_fail (CHEZU_IS_BACKEND (self), NULL);
  return CHEZU_BACKEND_GET_IFACE (self)->describe (self, n_vehicles);
}
