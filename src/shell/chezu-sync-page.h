/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page that tells how each source is doing, and what the store holds. */

#pragma once

#include <adwaita.h>

#include "shell/chezu-session.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_SYNC_PAGE (chezu_sync_page_get_type ())
G_DECLARE_FINAL_TYPE (ChezuSyncPage, chezu_sync_page, CHEZU, SYNC_PAGE, AdwBreakpointBin)

void chezu_sync_page_show (ChezuSyncPage *self, ChezuSession *session);

G_END_DECLS
