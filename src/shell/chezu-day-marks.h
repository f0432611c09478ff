/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Marks the days of a calendar of which there is any history. */

#pragma once

#include <gtk/gtk.h>

#include "fleet/chezu-past.h"

G_BEGIN_DECLS

/* Of the month that @calendar shows; what is read comes later. */
void chezu_day_marks_show (GtkCalendar *calendar, ChezuPast *past);

G_END_DECLS
