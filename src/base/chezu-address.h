/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The address of a vehicle platform, from what people paste. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *chezu_address_clean (const char *text);

G_END_DECLS
