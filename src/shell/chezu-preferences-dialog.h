/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sources, appearance, and what happens at the start. */

#pragma once

#include <adwaita.h>

#include "shell/chezu-session.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_PREFERENCES_DIALOG (chezu_preferences_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ChezuPreferencesDialog,
                      chezu_preferences_dialog,
                      CHEZU,
                      PREFERENCES_DIALOG,
                      AdwPreferencesDialog)

/* @session: (nullable): without one there are no sources to show */
AdwDialog *chezu_preferences_dialog_new (ChezuSession *session);

G_END_DECLS
