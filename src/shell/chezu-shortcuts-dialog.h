/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every key that does something, by place. */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

AdwDialog *chezu_shortcuts_dialog_new (void);

G_END_DECLS
