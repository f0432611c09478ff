/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules as data: every figure that one rests on, where it comes from, and a version that
 * follows from the figures. */

#pragma once

#include "rule/chezu-rule-facts.h"

G_BEGIN_DECLS

#define CHEZU_RULE_ERROR (chezu_rule_error_quark ())
GQuark chezu_rule_error_quark (void);

typedef enum
{
  CHEZU_RULE_ERROR_INVALID, /* a name or figure makes no sense; the message says which */
} ChezuRuleError;

/* One for each type of the catalogue that can follow from fixes. */
typedef enum
{
  CHEZU_RULE_OVERSPEED,
  CHEZU_RULE_OVERSPEED_NIGHT,
  CHEZU_RULE_OVERSPEED_REGION,
  CHEZU_RULE_FATIGUE,
  CHEZU_RULE_FATIGUE_WARN,
  CHEZU_RULE_DRIVE_DAY,
  CHEZU_RULE_DRIVE_WEEK,
  CHEZU_RULE_NIGHT_BAN,
  CHEZU_RULE_FENCE_ENTER,
  CHEZU_RULE_FENCE_EXIT,
  CHEZU_RULE_FENCE_BAN,
  CHEZU_RULE_FENCE_DWELL,
  CHEZU_RULE_ROUTE_OFF,
  CHEZU_RULE_PARK_OVER,
  CHEZU_RULE_OFFLINE_MOVING,
  CHEZU_RULE_OFFLINE_LONG,
  CHEZU_RULE_DRIFT,
  CHEZU_RULE_TIME_BAD,
  CHEZU_RULE_BRAKE,
  CHEZU_RULE_ACCEL,
  CHEZU_RULE_CORNER,
  CHEZU_RULE_COLLISION_SUSPECT,
  CHEZU_RULE_CLOSING,
  CHEZU_RULE_PAPER,
  CHEZU_N_RULES
} ChezuRule;

typedef enum
{
  CHEZU_SPEED_CAR,
  CHEZU_SPEED_HEAVY, /* coaches, trucks */
  CHEZU_SPEED_HAZMAT,
  CHEZU_N_SPEED_GROUPS
} ChezuSpeedGroup;

/* What every rule has. */
typedef struct
{
  double enabled; /* 0 or 1 */
  double priority;
  double hold_s;  /* it must last longer */
  double rearm_s; /* it is over after so long within limits */
  double gap_s;   /* fixes further apart say nothing of the time between them */
  double fixes;   /* at least so many */
  double group_s; /* the same again within it is one group */
} ChezuRuleTiming;

/* All figures are double so that they can be listed, checked and named alike; 0 or 1 where the
 * unit is none. */
typedef struct
{
  ChezuRuleTiming timing[CHEZU_N_RULES];
  struct
  {
    double limit_km_h[CHEZU_N_SPEED_GROUPS][CHEZU_N_ROAD_CLASSES];
    double serious_percent;
    double sound_percent;
    double night_percent;
    double night_from_h;
    double night_to_h;
  } speed;
  struct
  {
    double driving_km_h;
    double rest_s;
    double day_s;
    double night_s;
    double night_from_h;
    double night_to_h;
    double warn_s;
    double total_day_s;
    double day_coach;
    double day_hazmat;
    double day_truck;
    double total_week_s;
    double hysteresis_s;
  } hours;
  struct
  {
    double from_h;
    double to_h;
    double least_km_h;
  } night_ban;
  struct
  {
    double dwell_s;
  } fence;
  struct
  {
    double off_m;
    double city_m;
    double hazmat_priority;
  } route;
  struct
  {
    double radius_m;
    double least_km_h;
  } park;
  struct
  {
    double least_km_h;
    double away_s;
    double away_m;
  } offline;
  struct
  {
    double least_km_h;
    double least_m;
  } drift;
  struct
  {
    double ahead_s;
    double zone_s;
    double zone_width_s;
    double zone_hold_s;
  } clock;
  struct
  {
    double least_km_h;
    double light_m_s2[3]; /* brake, accel, corner */
    double heavy_m_s2[3];
  } harsh;
  struct
  {
    double near_s;
    double near_km_h;
    double near_m_s2;
    double far_s;
    double far_km_h;
    double far_m_s2;
    double far_allowance_m;
    double still_km_h;
    double still_s;
    double settle_s;
    double confirm_percent;
  } collision;
  struct
  {
    double interval_s;
    double heading_degrees;
    double lateral_m;
    double approach_s;
    double least_km_h;
  } closing;
  struct
  {
    double first_days;
    double second_days;
    double third_days;
    double expired_priority;
  } paper;
} ChezuRuleSet;

/* How well founded a figure is: read in the text of the law, read in a notice or digest, or
 * Chezu's own choice. */
typedef enum
{
  CHEZU_FOUNDED_LAW = 'V',
  CHEZU_FOUNDED_DIGEST = 'D',
  CHEZU_FOUNDED_CHOICE = 'A',
} ChezuFounded;

typedef struct
{
  ChezuRule rule;
  const char *key;
  gsize offset; /* in ChezuRuleSet */
  double value; /* as long as nobody changes it */
  double least;
  double most;
  const char *unit; /* "" none, a whole number; "bool" 0 or 1 */
  ChezuFounded founded;
  const char *source; /* name and article; "" for a choice */
} ChezuRuleParam;

const ChezuRuleParam *chezu_rule_params (guint *n_params);
const ChezuRuleParam *chezu_rule_param_find (ChezuRule rule, const char *key);
double chezu_rule_set_get (const ChezuRuleSet *self, const ChezuRuleParam *param);

void chezu_rule_set_init (ChezuRuleSet *self);
/* FALSE with a message that names the key where @value is out of its range. */
gboolean chezu_rule_set_put (
    ChezuRuleSet *self, ChezuRule rule, const char *key, double value, GError **error);

/* Keys are the types of the catalogue and never change. */
const char *chezu_rule_key (ChezuRule rule);
gboolean chezu_rule_from_key (const char *key, ChezuRule *rule);
const char *chezu_rule_name (ChezuRule rule); /* translated */

/* Another one whenever a figure is another one that the rule rests on; never 0, at most 31 bits. */
guint chezu_rule_set_version (const ChezuRuleSet *self, ChezuRule rule);

/* Figures that are not named keep their defaults; a name or figure that makes no sense is an error
 * and nothing is changed. */
char *chezu_rule_set_write_json (const ChezuRuleSet *self);
gboolean
chezu_rule_set_read_json (ChezuRuleSet *self, const char *text, gsize length, GError **error);

G_END_DECLS
