/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every figure of the rules: its default, its range, and where it comes from.
 *
 * 'V' was read in the text of the law or standard, 'D' in a notice, digest or implementation, 'A'
 * is Chezu's choice. Laws change: whoever changes a figure here names the new article beside it. */

#include "rule/chezu-rule-set.h"

#define REGULATION "道路交通安全法实施条例"
#define HAZMAT_RULES "危险货物道路运输安全管理办法"
#define MONITORING "道路运输车辆动态监督管理办法"
#define COACH_RULES "道路旅客运输企业安全管理规范"
#define ASSESSMENT "联网联控考核"
#define RULE(name) CHEZU_RULE_##name
#define AT(member) G_STRUCT_OFFSET (ChezuRuleSet, member)
#define CHOICE CHEZU_FOUNDED_CHOICE, ""
#define LAW(source) CHEZU_FOUNDED_LAW, source
#define DIGEST(source) CHEZU_FOUNDED_DIGEST, source

#define ENABLED(rule, value)                                                                       \
  { RULE (rule), "enabled", AT (timing[RULE (rule)].enabled), value, 0, 1, "bool", CHOICE }
#define PRIORITY(rule, value)                                                                      \
  { RULE (rule), "priority", AT (timing[RULE (rule)].priority), value, 1, 4, "", CHOICE }
#define GROUP(rule)                                                                                \
  { RULE (rule), "group_s", AT (timing[RULE (rule)].group_s), 600, 0, 86400, "s", CHOICE }
#define HOLD(rule, value, ...)                                                                     \
  { RULE (rule), "hold_s", AT (timing[RULE (rule)].hold_s), value, 0, 604800, "s", __VA_ARGS__ }
#define REARM(rule, value, ...)                                                                    \
  { RULE (rule), "rearm_s", AT (timing[RULE (rule)].rearm_s), value, 0, 86400, "s", __VA_ARGS__ }
#define GAP(rule, value)                                                                           \
  { RULE (rule), "gap_s", AT (timing[RULE (rule)].gap_s), value, 1, 3600, "s", CHOICE }
#define FIXES(rule, value)                                                                         \
  { RULE (rule), "fixes", AT (timing[RULE (rule)].fixes), value, 2, 100, "", CHOICE }
#define COMMON(rule, on, priority) ENABLED (rule, on), PRIORITY (rule, priority), GROUP (rule)

#define LIMIT(key, group, road, value, ...)                                                        \
  { RULE (OVERSPEED),                                                                              \
    "limit_" key "_km_h",                                                                          \
    AT (speed.limit_km_h[CHEZU_SPEED_##group][CHEZU_ROAD_##road]),                                 \
    value,                                                                                         \
    5,                                                                                             \
    200,                                                                                           \
    "km/h",                                                                                        \
    __VA_ARGS__ }
#define HARSH(rule, index, light, heavy)                                                           \
  { RULE (rule), "light_m_s2", AT (harsh.light_m_s2[index]), light, 1, 20, "m/s²", CHOICE },       \
  {                                                                                                \
    RULE (rule), "heavy_m_s2", AT (harsh.heavy_m_s2[index]), heavy, 1, 20, "m/s²", CHOICE          \
  }

static const ChezuRuleParam params[] = {
  COMMON (OVERSPEED, 1, 3),
  HOLD (OVERSPEED, 30, DIGEST (ASSESSMENT)),
  REARM (OVERSPEED, 60, DIGEST (ASSESSMENT)),
  GAP (OVERSPEED, 120),
  FIXES (OVERSPEED, 2),
  { RULE (OVERSPEED), "serious_percent", AT (speed.serious_percent), 20, 0, 200, "%", CHOICE },
  { RULE (OVERSPEED), "sound_percent", AT (speed.sound_percent), 10, 0, 200, "%", CHOICE },
  LIMIT ("car_expressway", CAR, EXPRESSWAY, 120, LAW (REGULATION " art. 78")),
  LIMIT ("heavy_expressway", HEAVY, EXPRESSWAY, 100, LAW (REGULATION " art. 78")),
  LIMIT ("hazmat_expressway", HAZMAT, EXPRESSWAY, 80, LAW (HAZMAT_RULES " art. 46")),
  LIMIT ("car_urban_expressway", CAR, URBAN_EXPRESSWAY, 80, CHOICE),
  LIMIT ("heavy_urban_expressway", HEAVY, URBAN_EXPRESSWAY, 80, CHOICE),
  LIMIT ("hazmat_urban_expressway", HAZMAT, URBAN_EXPRESSWAY, 60, LAW (HAZMAT_RULES " art. 46")),
  LIMIT ("car_first", CAR, FIRST, 80, CHOICE),
  LIMIT ("heavy_first", HEAVY, FIRST, 80, CHOICE),
  LIMIT ("hazmat_first", HAZMAT, FIRST, 60, LAW (HAZMAT_RULES " art. 46")),
  LIMIT ("car_second", CAR, SECOND, 70, LAW (REGULATION " art. 45")),
  LIMIT ("heavy_second", HEAVY, SECOND, 70, LAW (REGULATION " art. 45")),
  LIMIT ("hazmat_second", HAZMAT, SECOND, 60, LAW (HAZMAT_RULES " art. 46")),
  LIMIT ("car_third", CAR, THIRD, 60, CHOICE),
  LIMIT ("heavy_third", HEAVY, THIRD, 60, CHOICE),
  LIMIT ("hazmat_third", HAZMAT, THIRD, 50, CHOICE),
  LIMIT ("car_city", CAR, CITY, 50, LAW (REGULATION " art. 45")),
  LIMIT ("heavy_city", HEAVY, CITY, 50, LAW (REGULATION " art. 45")),
  LIMIT ("hazmat_city", HAZMAT, CITY, 50, LAW (REGULATION " art. 45")),
  LIMIT ("car_branch", CAR, BRANCH, 30, LAW (REGULATION " art. 45")),
  LIMIT ("heavy_branch", HEAVY, BRANCH, 30, LAW (REGULATION " art. 45")),
  LIMIT ("hazmat_branch", HAZMAT, BRANCH, 30, LAW (REGULATION " art. 45")),

  COMMON (OVERSPEED_NIGHT, 1, 2),
  HOLD (OVERSPEED_NIGHT, 30, DIGEST (ASSESSMENT)),
  REARM (OVERSPEED_NIGHT, 60, DIGEST (ASSESSMENT)),
  GAP (OVERSPEED_NIGHT, 120),
  FIXES (OVERSPEED_NIGHT, 2),
  { RULE (OVERSPEED_NIGHT), "limit_percent", AT (speed.night_percent), 80, 10, 100, "%",
    DIGEST (MONITORING) },
  { RULE (OVERSPEED_NIGHT), "from_h", AT (speed.night_from_h), 22, 0, 24, "h", CHOICE },
  { RULE (OVERSPEED_NIGHT), "to_h", AT (speed.night_to_h), 6, 0, 24, "h", CHOICE },

  COMMON (OVERSPEED_REGION, 1, 3),
  HOLD (OVERSPEED_REGION, 30, DIGEST (ASSESSMENT)),
  REARM (OVERSPEED_REGION, 60, DIGEST (ASSESSMENT)),
  GAP (OVERSPEED_REGION, 120),
  FIXES (OVERSPEED_REGION, 2),

  COMMON (FATIGUE, 1, 2),
  GAP (FATIGUE, 300),
  { RULE (FATIGUE), "driving_km_h", AT (hours.driving_km_h), 5, 0, 30, "km/h", CHOICE },
  { RULE (FATIGUE), "day_s", AT (hours.day_s), 14400, 600, 86400, "s",
    LAW (REGULATION " art. 62 (7)") },
  { RULE (FATIGUE), "rest_s", AT (hours.rest_s), 1200, 60, 86400, "s",
    LAW (REGULATION " art. 62 (7)") },
  { RULE (FATIGUE), "night_s", AT (hours.night_s), 7200, 600, 86400, "s", DIGEST (MONITORING) },
  { RULE (FATIGUE), "night_from_h", AT (hours.night_from_h), 22, 0, 24, "h", CHOICE },
  { RULE (FATIGUE), "night_to_h", AT (hours.night_to_h), 6, 0, 24, "h", CHOICE },

  COMMON (FATIGUE_WARN, 1, 4),
  { RULE (FATIGUE_WARN), "before_s", AT (hours.warn_s), 1800, 60, 7200, "s", CHOICE },

  COMMON (DRIVE_DAY, 1, 2),
  { RULE (DRIVE_DAY), "limit_s", AT (hours.total_day_s), 28800, 3600, 86400, "s",
    DIGEST (MONITORING) },
  { RULE (DRIVE_DAY), "coach", AT (hours.day_coach), 1, 0, 1, "bool", DIGEST (MONITORING) },
  { RULE (DRIVE_DAY), "hazmat", AT (hours.day_hazmat), 0, 0, 1, "bool", CHOICE },
  { RULE (DRIVE_DAY), "truck", AT (hours.day_truck), 0, 0, 1, "bool", CHOICE },
  { RULE (DRIVE_DAY), "hysteresis_s", AT (hours.hysteresis_s), 1800, 0, 14400, "s", CHOICE },

  COMMON (DRIVE_WEEK, 1, 3),
  { RULE (DRIVE_WEEK), "limit_s", AT (hours.total_week_s), 158400, 3600, 604800, "s",
    DIGEST (COACH_RULES " art. 38") },

  COMMON (NIGHT_BAN, 1, 2),
  HOLD (NIGHT_BAN, 180, CHOICE),
  REARM (NIGHT_BAN, 60, CHOICE),
  GAP (NIGHT_BAN, 300),
  FIXES (NIGHT_BAN, 2),
  { RULE (NIGHT_BAN), "from_h", AT (night_ban.from_h), 2, 0, 24, "h",
    DIGEST (COACH_RULES " art. 38") },
  { RULE (NIGHT_BAN), "to_h", AT (night_ban.to_h), 5, 0, 24, "h", DIGEST (COACH_RULES " art. 38") },
  { RULE (NIGHT_BAN), "least_km_h", AT (night_ban.least_km_h), 5, 0, 30, "km/h", CHOICE },

  COMMON (FENCE_ENTER, 1, 3),
  COMMON (FENCE_EXIT, 1, 3),
  COMMON (FENCE_BAN, 1, 2),
  COMMON (FENCE_DWELL, 1, 3),
  { RULE (FENCE_DWELL), "limit_s", AT (fence.dwell_s), 1800, 60, 604800, "s", CHOICE },

  COMMON (ROUTE_OFF, 1, 3),
  HOLD (ROUTE_OFF, 60, CHOICE),
  REARM (ROUTE_OFF, 60, CHOICE),
  GAP (ROUTE_OFF, 120),
  FIXES (ROUTE_OFF, 3),
  { RULE (ROUTE_OFF), "off_m", AT (route.off_m), 200, 10, 10000, "m", CHOICE },
  { RULE (ROUTE_OFF), "city_m", AT (route.city_m), 100, 10, 10000, "m", CHOICE },
  { RULE (ROUTE_OFF), "hazmat_priority", AT (route.hazmat_priority), 2, 1, 4, "", CHOICE },

  COMMON (PARK_OVER, 1, 4),
  HOLD (PARK_OVER, 14400, CHOICE),
  { RULE (PARK_OVER), "radius_m", AT (park.radius_m), 100, 10, 1000, "m", CHOICE },
  { RULE (PARK_OVER), "least_km_h", AT (park.least_km_h), 5, 0, 30, "km/h", CHOICE },

  COMMON (OFFLINE_MOVING, 1, 2),
  HOLD (OFFLINE_MOVING, 300, CHOICE),
  { RULE (OFFLINE_MOVING), "least_km_h", AT (offline.least_km_h), 10, 0, 100, "km/h", CHOICE },
  { RULE (OFFLINE_MOVING), "away_s", AT (offline.away_s), 1800, 60, 86400, "s", CHOICE },
  { RULE (OFFLINE_MOVING), "away_m", AT (offline.away_m), 2000, 100, 100000, "m", CHOICE },
  COMMON (OFFLINE_LONG, 1, 4),
  HOLD (OFFLINE_LONG, 86400, CHOICE),

  COMMON (DRIFT, 1, 4),
  REARM (DRIFT, 60, CHOICE),
  { RULE (DRIFT), "least_km_h", AT (drift.least_km_h), 160, 50, 1000, "km/h", CHOICE },
  { RULE (DRIFT), "least_m", AT (drift.least_m), 200, 10, 100000, "m", CHOICE },

  COMMON (TIME_BAD, 1, 4),
  REARM (TIME_BAD, 60, CHOICE),
  GAP (TIME_BAD, 3600),
  FIXES (TIME_BAD, 2),
  { RULE (TIME_BAD), "ahead_s", AT (clock.ahead_s), 60, 1, 86400, "s", CHOICE },
  { RULE (TIME_BAD), "zone_s", AT (clock.zone_s), 28800, 0, 86400, "s", CHOICE },
  { RULE (TIME_BAD), "zone_hold_s", AT (clock.zone_hold_s), 900, 0, 86400, "s", CHOICE },
  { RULE (TIME_BAD), "zone_width_s", AT (clock.zone_width_s), 300, 0, 3600, "s", CHOICE },

  COMMON (BRAKE, 1, 3),
  REARM (BRAKE, 60, CHOICE),
  GAP (BRAKE, 2),
  HARSH (BRAKE, 0, 4.0, 3.0),
  { RULE (BRAKE), "least_km_h", AT (harsh.least_km_h), 20, 0, 200, "km/h", CHOICE },
  COMMON (ACCEL, 1, 3),
  REARM (ACCEL, 60, CHOICE),
  GAP (ACCEL, 2),
  HARSH (ACCEL, 1, 3.0, 2.0),
  COMMON (CORNER, 1, 3),
  REARM (CORNER, 60, CHOICE),
  GAP (CORNER, 2),
  HARSH (CORNER, 2, 4.0, 3.0),

  COMMON (COLLISION_SUSPECT, 1, 1),
  { RULE (COLLISION_SUSPECT), "near_s", AT (collision.near_s), 2, 1, 5, "s", CHOICE },
  { RULE (COLLISION_SUSPECT), "near_km_h", AT (collision.near_km_h), 30, 10, 200, "km/h", CHOICE },
  { RULE (COLLISION_SUSPECT), "near_m_s2", AT (collision.near_m_s2), 8, 5, 50, "m/s²", CHOICE },
  { RULE (COLLISION_SUSPECT), "far_s", AT (collision.far_s), 15, 2, 15, "s", CHOICE },
  { RULE (COLLISION_SUSPECT), "far_km_h", AT (collision.far_km_h), 45, 10, 200, "km/h", CHOICE },
  { RULE (COLLISION_SUSPECT), "far_m_s2", AT (collision.far_m_s2), 7, 5, 50, "m/s²", CHOICE },
  { RULE (COLLISION_SUSPECT), "far_allowance_m", AT (collision.far_allowance_m), 10, 0, 100, "m",
    CHOICE },
  { RULE (COLLISION_SUSPECT), "still_km_h", AT (collision.still_km_h), 3, 1, 10, "km/h", CHOICE },
  { RULE (COLLISION_SUSPECT), "still_s", AT (collision.still_s), 60, 10, 600, "s", CHOICE },
  { RULE (COLLISION_SUSPECT), "settle_s", AT (collision.settle_s), 4, 0, 15, "s", CHOICE },
  { RULE (COLLISION_SUSPECT), "confirm_percent", AT (collision.confirm_percent), 30, 1, 100, "%",
    CHOICE },

  COMMON (CLOSING, 0, 2),
  REARM (CLOSING, 60, CHOICE),
  { RULE (CLOSING), "interval_s", AT (closing.interval_s), 2, 1, 10, "s", CHOICE },
  { RULE (CLOSING), "heading_degrees", AT (closing.heading_degrees), 30, 1, 180, "°", CHOICE },
  { RULE (CLOSING), "lateral_m", AT (closing.lateral_m), 10, 1, 100, "m", CHOICE },
  { RULE (CLOSING), "approach_s", AT (closing.approach_s), 4, 1, 30, "s", CHOICE },
  { RULE (CLOSING), "least_km_h", AT (closing.least_km_h), 20, 1, 200, "km/h", CHOICE },

  COMMON (PAPER, 1, 4),
  { RULE (PAPER), "first_days", AT (paper.first_days), 60, 0, 366, "d", CHOICE },
  { RULE (PAPER), "second_days", AT (paper.second_days), 30, 0, 366, "d", CHOICE },
  { RULE (PAPER), "third_days", AT (paper.third_days), 7, 0, 366, "d", CHOICE },
  { RULE (PAPER), "expired_priority", AT (paper.expired_priority), 3, 1, 4, "", CHOICE },
};

const ChezuRuleParam *
chezu_rule_params (guint *n_params)
{
  *n_params = G_N_ELEMENTS (params);
  return params;
}
