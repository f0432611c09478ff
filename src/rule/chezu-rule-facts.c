/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "rule/chezu-rule-facts.h"

static const guint traits_of_kind[CHEZU_N_VEHICLE_KINDS] = {
  [CHEZU_VEHICLE_TRUCK] = CHEZU_TRAIT_HEAVY | CHEZU_TRAIT_LIMITED,
  [CHEZU_VEHICLE_VAN] = CHEZU_TRAIT_LIMITED,
  [CHEZU_VEHICLE_BUS] = CHEZU_TRAIT_COACH | CHEZU_TRAIT_HEAVY | CHEZU_TRAIT_LIMITED,
  [CHEZU_VEHICLE_HAZMAT] = CHEZU_TRAIT_HAZMAT | CHEZU_TRAIT_HEAVY | CHEZU_TRAIT_LIMITED,
};

void
chezu_rule_facts_init (ChezuRuleFacts *self, gint64 vehicle_id, ChezuVehicleKind kind)
{
  g_return_if_fail (kind < CHEZU_N_VEHICLE_KINDS);

  *self = (ChezuRuleFacts){
    .vehicle_id = vehicle_id,
    .kind = kind,
    .traits = traits_of_kind[kind],
  };
}
