/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text as search compares it: without case, spaces, middle dots and full-width forms. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *chezu_fold (const char *text);

G_END_DECLS
