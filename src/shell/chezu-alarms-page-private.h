/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page's parts, for the files that it is written in. */

#pragma once

#include "shell/chezu-alarm-card.h"
#include "shell/chezu-alarm-cells.h"
#include "shell/chezu-alarms-page.h"
#include "shell/chezu-flood-strip.h"

G_BEGIN_DECLS

struct _ChezuAlarmsPage
{
  AdwBin parent_instance;

  ChezuAlarmBoard *board; /* nullable */
  ChezuFleet *fleet;      /* nullable */
  ChezuAlarmQueueModel *model;
  ChezuAlarmCells *cells;
  GtkSingleSelection *selection;
  GtkColumnViewColumn *wide_columns[2]; /* hidden where there is no room */
  GtkToggleButton *priorities[CHEZU_ALARM_P4 + 1];
  gint64 chosen;  /* alarm, 0 none */
  guint position; /* where it was last */
  guint top_source;
  gint64 silent_until_ms;
  gboolean arranging;

  /* Template widgets */
  AdwOverlaySplitView *split;
  ChezuAlarmCard *card;
  AdwToggleGroup *tabs;
  AdwToggle *to_do_toggle;
  AdwToggle *handling_toggle;
  AdwToggle *shelved_toggle;
  AdwToggle *closed_toggle;
  GtkSearchEntry *search;
  GtkBox *bar;
  GtkBox *second_bar; /* takes the search where there is no room */
  GtkBox *priority_box;
  GtkToggleButton *sound_button;
  GtkLabel *rate;
  ChezuFloodStrip *strip;
  GtkLabel *day;
  AdwBanner *flood_banner;
  GtkButton *waiting_button;
  GtkStack *stack;
  GtkColumnView *view;
  GtkEventControllerMotion *motion;
  AdwStatusPage *nothing;
  GtkLabel *held_label;
};

/* Something that a person should read. */
void chezu_alarms_page_tell (ChezuAlarmsPage *self, const char *words);
/* Everything is another one. */
void chezu_alarms_page_show (ChezuAlarmsPage *self);
/* What was done is left, the next one comes; at the end of the list the last one. */
void chezu_alarms_page_choose_next (ChezuAlarmsPage *self);
/* An item of the check list is done. */
void chezu_alarms_page_tick (ChezuAlarmsPage *self, const char *item);
void chezu_alarms_page_install_steps (GtkWidgetClass *widget_class);

G_END_DECLS
