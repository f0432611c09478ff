/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program: what it was asked for, the store it opened, the window it shows. */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define CHEZU_TYPE_APPLICATION (chezu_application_get_type ())
G_DECLARE_FINAL_TYPE (ChezuApplication, chezu_application, CHEZU, APPLICATION, AdwApplication)

ChezuApplication *chezu_application_new (void);
int chezu_application_run (ChezuApplication *self, int argc, char **argv);

G_END_DECLS
