/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state of the connection and the age of the data, always in the header; its popover says more.
 */

#pragma once

#include <adwaita.h>

#include "shell/chezu-session.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_CONNECTION_BUTTON (chezu_connection_button_get_type ())
G_DECLARE_FINAL_TYPE (
    ChezuConnectionButton, chezu_connection_button, CHEZU, CONNECTION_BUTTON, AdwBin)

void chezu_connection_button_show (ChezuConnectionButton *self,
                                   const ChezuConnection *connection,
                                   ChezuSession *session);
/* The moment of the past that the window shows; 0 for the present. */
void chezu_connection_button_set_past (ChezuConnectionButton *self, gint64 time_ms);

G_END_DECLS
