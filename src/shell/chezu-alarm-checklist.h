/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is to be done about an alarm, by the answer that its type asks for (domain.md, part 3, ASK);
 * each item is logged when it is ticked. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  const char *key;       /* in the log; never changes */
  const char *text;      /* to be translated */
  const char *addressee; /* to be translated; nullable */
} ChezuChecklistItem;

/* @answer: r rescue card, s speak, e ask the firm, w repair order; others have no list. */
const ChezuChecklistItem *chezu_alarm_checklist (char answer, guint *n_items);

G_END_DECLS
