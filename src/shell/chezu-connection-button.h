/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state of the connection and the age of the data, always in the header; its popover says more.
 */

#pragma once

#include <adwaita.h>

#include "shell/chezu-connection.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_CONNECTION_BUTTON (chezu_connection_button_get_type ())
G_DECLARE_FINAL_TYPE (
    ChezuConnectionButton, chezu_connection_button, CHEZU, CONNECTION_BUTTON, AdwBin)

void chezu_connection_button_show (ChezuConnectionButton *self,
                                   const ChezuConnection *connection,
                                   GPtrArray *sources);

G_END_DECLS
