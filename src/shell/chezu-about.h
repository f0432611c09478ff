/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who made it, and what it is made from. */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

AdwDialog *chezu_about_new (void);

G_END_DECLS
