/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is remembered between two starts. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GSettings *chezu_settings_get (void);

G_END_DECLS
