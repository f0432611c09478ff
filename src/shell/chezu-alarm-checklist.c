/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-alarm-checklist.h"

#include <glib/gi18n-lib.h>

static const ChezuChecklistItem rescue[] = {
  { "call_driver", N_ ("Call the driver; two calls without an answer count as a grave accident"),
    N_ ("Driver") },
  { "call_rescue", N_ ("Report to 120 and 12122: place, vehicle, dangerous goods or not"),
    N_ ("Rescue") },
  { "call_firm", N_ ("Tell the safety officer of the enterprise"), N_ ("Enterprise") },
  { "warn_others", N_ ("Warn own vehicles within five kilometres behind"), N_ ("Vehicles nearby") },
  { "record", N_ ("Write down who was told, when, and what was said"), NULL },
};

static const ChezuChecklistItem speak[] = {
  { "message_driver", N_ ("Remind the driver by text"), N_ ("Driver") },
  { "call_driver", N_ ("Call the driver"), N_ ("Driver") },
  { "call_firm", N_ ("Tell the safety officer of the enterprise"), N_ ("Enterprise") },
  { "watch_on", N_ ("Watch whether it is mended; tell the traffic police if he refuses"), NULL },
};

static const ChezuChecklistItem ask[] = {
  { "call_firm", N_ ("Ask the enterprise"), N_ ("Enterprise") },
  { "record", N_ ("Write down the answer"), NULL },
};

static const ChezuChecklistItem repair[] = {
  { "repair_order", N_ ("Send the enterprise a repair order"), N_ ("Enterprise") },
  { "check_again", N_ ("Look again whether the terminal reports as it should"), NULL },
};

const ChezuChecklistItem *
chezu_alarm_checklist (char answer, guint *n_items)
{
  switch (answer)
    {
    case 'r':
      *n_items = G_N_ELEMENTS (rescue);
      return rescue;
    case 's':
      *n_items = G_N_ELEMENTS (speak);
      return speak;
    case 'e':
      *n_items = G_N_ELEMENTS (ask);
      return ask;
    case 'w':
      *n_items = G_N_ELEMENTS (repair);
      return repair;
    default:
      *n_items = 0;
      return NULL;
    }
}
