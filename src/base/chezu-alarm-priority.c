/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/chezu-alarm-priority.h"

#include <string.h>

/* Ordered by code, as strcmp () has it. What a vehicle that burns, bleeds or is robbed would report
 * comes first; what is not here is normal, because nobody has said that it is not. */
static const struct
{
  const char *code;
  guint8 priority;
} priorities[] = {
  { "accident", CHEZU_ALARM_P1 },   { "door", CHEZU_ALARM_P2 },
  { "fallDown", CHEZU_ALARM_P1 },   { "fatigueDriving", CHEZU_ALARM_P2 },
  { "fault", CHEZU_ALARM_P4 },      { "jamming", CHEZU_ALARM_P2 },
  { "lowBattery", CHEZU_ALARM_P4 }, { "lowPower", CHEZU_ALARM_P4 },
  { "movement", CHEZU_ALARM_P2 },   { "parking", CHEZU_ALARM_P4 },
  { "powerCut", CHEZU_ALARM_P2 },   { "powerOff", CHEZU_ALARM_P2 },
  { "removing", CHEZU_ALARM_P2 },   { "sos", CHEZU_ALARM_P1 },
  { "tampering", CHEZU_ALARM_P2 },  { "tow", CHEZU_ALARM_P2 },
};

/**
 * chezu_alarm_priority:
 * @code: (nullable): the alarm as a source spells it, in the words of the Traccar API
 *
 * Returns: 1 (the most urgent) to 4; 3 for any word that is not known, %CHEZU_ALARM_NONE for %NULL
 */
guint8
chezu_alarm_priority (const char *code)
{
  gsize low = 0;
  gsize high = G_N_ELEMENTS (priorities);

  if (code == NULL)
    return CHEZU_ALARM_NONE;
  while (low < high)
    {
      gsize middle = (low + high) / 2;
      int order = strcmp (code, priorities[middle].code);

      if (order == 0)
        return priorities[middle].priority;
      if (order < 0)
        high = middle;
      else
        low = middle + 1;
    }
  return CHEZU_ALARM_P3;
}
