/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Coast, rivers and provinces as GMT prints them. */

#pragma once

#include "geo/chezu-lines.h"

G_BEGIN_DECLS

#define CHEZU_GMT_ERROR (chezu_gmt_error_quark ())
GQuark chezu_gmt_error_quark (void);

typedef enum
{
  CHEZU_GMT_ERROR_FAILED,
} ChezuGmtError;

ChezuLines *
chezu_gmt_run (const char *const *arguments, const char *input, GPtrArray **titles, GError **error);

ChezuLines *chezu_gmt_parse (char *text, GPtrArray **titles, GError **error);

G_END_DECLS
