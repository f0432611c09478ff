/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes wrong between us and a source, said so that a dispatcher knows what to do. */

#pragma once

#include <libsoup/soup.h>

#include "sync/chezu-synchronizer.h"

G_BEGIN_DECLS

GError *chezu_sync_error_from_network (const GError *error, const char *host, SoupMessage *message);
GError *chezu_sync_error_from_status (guint status, const char *host);
GError *chezu_sync_error_refused (const char *source);
GError *chezu_sync_error_incompatible (const char *host);
GError *chezu_sync_error_untrusted (GTlsCertificateFlags flags);
GError *chezu_sync_error_cut_off (const char *host);
GError *chezu_sync_error_broke_off (const char *host);
GError *chezu_sync_error_unreadable (const char *host);

gboolean chezu_error_is_stop (const GError *error);
ChezuSourceState chezu_sync_error_to_state (const GError *error);

G_END_DECLS
