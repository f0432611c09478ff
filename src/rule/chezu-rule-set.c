/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "rule/chezu-rule-set.h"

#include <glib/gi18n-lib.h>
#include <math.h>

static const char *const keys[CHEZU_N_RULES] = {
  "overspeed",
  "overspeed_night",
  "overspeed_region",
  "fatigue",
  "fatigue_warn",
  "drive_day",
  "drive_week",
  "night_ban",
  "fence_enter",
  "fence_exit",
  "fence_ban",
  "fence_dwell",
  "route_off",
  "park_over",
  "offline_moving",
  "offline_long",
  "drift",
  "time_bad",
  "brake",
  "accel",
  "corner",
  "collision_suspect",
  "closing",
  "paper",
};

static const char *const names[CHEZU_N_RULES] = {
  N_ ("Speeding"),
  N_ ("Night speeding"),
  N_ ("Speeding in region"),
  N_ ("Fatigue driving"),
  N_ ("Fatigue pre-warning"),
  N_ ("Daily driving exceeded"),
  N_ ("Weekly driving exceeded"),
  N_ ("Running 02–05 h"),
  N_ ("Region entry"),
  N_ ("Region exit"),
  N_ ("Banned area"),
  N_ ("Dwell in region"),
  N_ ("Corridor deviation"),
  N_ ("Parking overtime"),
  N_ ("Offline while moving"),
  N_ ("Long offline"),
  N_ ("Position drift"),
  N_ ("Clock fault"),
  N_ ("Harsh braking"),
  N_ ("Harsh acceleration"),
  N_ ("Harsh cornering"),
  N_ ("Suspected collision"),
  N_ ("Closing in"),
  N_ ("Papers expiring"),
};

/* Figures of others that a rule rests on beside its own, and on what these rest. */
static const struct
{
  ChezuRule rule;
  ChezuRule of;
  const char *keys; /* pattern */
} founded_on[] = {
  { CHEZU_RULE_OVERSPEED_NIGHT, CHEZU_RULE_OVERSPEED, "*_percent" },
  { CHEZU_RULE_OVERSPEED_NIGHT, CHEZU_RULE_OVERSPEED, "limit_*" },
  { CHEZU_RULE_OVERSPEED_REGION, CHEZU_RULE_OVERSPEED, "*_percent" },
  { CHEZU_RULE_OVERSPEED_REGION, CHEZU_RULE_OVERSPEED, "limit_*" },
  /* How far one gets in a gap. */
  { CHEZU_RULE_FATIGUE, CHEZU_RULE_OVERSPEED, "limit_car_expressway_km_h" },
  { CHEZU_RULE_FATIGUE, CHEZU_RULE_OVERSPEED, "limit_heavy_expressway_km_h" },
  { CHEZU_RULE_FATIGUE, CHEZU_RULE_OVERSPEED, "limit_hazmat_expressway_km_h" },
  { CHEZU_RULE_FATIGUE_WARN, CHEZU_RULE_FATIGUE, "gap_s" },
  { CHEZU_RULE_FATIGUE_WARN, CHEZU_RULE_FATIGUE, "driving_km_h" },
  { CHEZU_RULE_FATIGUE_WARN, CHEZU_RULE_FATIGUE, "rest_s" },
  { CHEZU_RULE_FATIGUE_WARN, CHEZU_RULE_FATIGUE, "day_s" },
  { CHEZU_RULE_FATIGUE_WARN, CHEZU_RULE_FATIGUE, "night_*" },
  { CHEZU_RULE_DRIVE_DAY, CHEZU_RULE_FATIGUE, "gap_s" },
  { CHEZU_RULE_DRIVE_DAY, CHEZU_RULE_FATIGUE, "driving_km_h" },
  { CHEZU_RULE_DRIVE_WEEK, CHEZU_RULE_FATIGUE, "gap_s" },
  { CHEZU_RULE_DRIVE_WEEK, CHEZU_RULE_FATIGUE, "driving_km_h" },
  { CHEZU_RULE_DRIVE_WEEK, CHEZU_RULE_DRIVE_DAY, "hysteresis_s" },
  { CHEZU_RULE_ACCEL, CHEZU_RULE_BRAKE, "least_km_h" },
  { CHEZU_RULE_CORNER, CHEZU_RULE_BRAKE, "least_km_h" },
};

G_DEFINE_QUARK (chezu-rule-error-quark, chezu_rule_error)

const char *
chezu_rule_key (ChezuRule rule)
{
  g_return_val_if_fail (rule < CHEZU_N_RULES, NULL);
  return keys[rule];
}

gboolean
chezu_rule_from_key (const char *key, ChezuRule *rule)
{
  for (guint i = 0; key != NULL && i < CHEZU_N_RULES; i++)
    if (g_str_equal (keys[i], key))
      {
        *rule = (ChezuRule)i;
        return TRUE;
      }
  return FALSE;
}

const char *
chezu_rule_name (ChezuRule rule)
{
  g_return_val_if_fail (rule < CHEZU_N_RULES, NULL);
  return _ (names[rule]);
}

static double *
figure_of (ChezuRuleSet *self, const ChezuRuleParam *param)
{
  return (double *)(gpointer)((char *)self + param->offset);
}

double
chezu_rule_set_get (const ChezuRuleSet *self, const ChezuRuleParam *param)
{
  return *(const double *)(gconstpointer)((const char *)self + param->offset);
}

const ChezuRuleParam *
chezu_rule_param_find (ChezuRule rule, const char *key)
{
  guint n_params;
  const ChezuRuleParam *params = chezu_rule_params (&n_params);

  for (guint i = 0; i < n_params; i++)
    if (params[i].rule == rule && g_str_equal (params[i].key, key))
      return &params[i];
  return NULL;
}

/* Where the class of a road is not known, nothing is claimed that an expressway would allow. */
static void
settle_unknown_roads (ChezuRuleSet *self)
{
  for (guint group = 0; group < CHEZU_N_SPEED_GROUPS; group++)
    self->speed.limit_km_h[group][CHEZU_ROAD_UNKNOWN]
        = self->speed.limit_km_h[group][CHEZU_ROAD_EXPRESSWAY];
}

void
chezu_rule_set_init (ChezuRuleSet *self)
{
  guint n_params;
  const ChezuRuleParam *params = chezu_rule_params (&n_params);

  *self = (ChezuRuleSet){ 0 };
  for (guint i = 0; i < n_params; i++)
    *figure_of (self, &params[i]) = params[i].value;
  settle_unknown_roads (self);
}

/* Priorities, numbers of fixes, yes and no. */
static gboolean
is_whole (const ChezuRuleParam *param)
{
  return g_str_equal (param->unit, "bool") || *param->unit == '\0';
}

gboolean
chezu_rule_set_put (
    ChezuRuleSet *self, ChezuRule rule, const char *key, double value, GError **error)
{
  const ChezuRuleParam *param;

  g_return_val_if_fail (rule < CHEZU_N_RULES, FALSE);

  param = chezu_rule_param_find (rule, key);
  if (param == NULL)
    {
      g_set_error (error, CHEZU_RULE_ERROR, CHEZU_RULE_ERROR_INVALID,
                   _ ("The rule “%s” has no figure “%s”"), keys[rule], key);
      return FALSE;
    }
  if (!isfinite (value) || value < param->least || value > param->most
      || (is_whole (param) && value != floor (value)))
    {
      /* TRANSLATORS: rule, figure, value, least, most */
      g_set_error (error, CHEZU_RULE_ERROR, CHEZU_RULE_ERROR_INVALID,
                   _ ("“%s.%s” cannot be %g; it is from %g to %g"), keys[rule], key, value,
                   param->least, param->most);
      return FALSE;
    }
  *figure_of (self, param) = value;
  settle_unknown_roads (self);
  return TRUE;
}

/* --- Versions ------------------------------------------------------------------------------- */

static void
hash_figures (GChecksum *checksum, const ChezuRuleSet *self, ChezuRule rule, const char *keys_of)
{
  guint n_params;
  const ChezuRuleParam *params = chezu_rule_params (&n_params);

  for (guint i = 0; i < n_params; i++)
    {
      char number[G_ASCII_DTOSTR_BUF_SIZE];
      g_autofree char *line = NULL;

      if (params[i].rule != rule || !g_pattern_match_simple (keys_of, params[i].key))
        continue;
      g_ascii_dtostr (number, sizeof number, chezu_rule_set_get (self, &params[i]));
      line = g_strdup_printf ("%s.%s=%s\n", keys[rule], params[i].key, number);
      g_checksum_update (checksum, (const guchar *)line, (gssize)strlen (line));
    }
}

static void
hash_foundations (GChecksum *checksum, const ChezuRuleSet *self, ChezuRule rule)
{
  for (guint i = 0; i < G_N_ELEMENTS (founded_on); i++)
    if (founded_on[i].rule == rule)
      {
        hash_figures (checksum, self, founded_on[i].of, founded_on[i].keys);
        hash_foundations (checksum, self, founded_on[i].of);
      }
}

guint
chezu_rule_set_version (const ChezuRuleSet *self, ChezuRule rule)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize length = sizeof digest;
  guint version;

  g_return_val_if_fail (rule < CHEZU_N_RULES, 0);

  hash_figures (checksum, self, rule, "*");
  hash_foundations (checksum, self, rule);
  g_checksum_get_digest (checksum, digest, &length);
  version = ((guint)digest[0] << 24 | (guint)digest[1] << 16 | (guint)digest[2] << 8 | digest[3])
            & 0x7fffffff;
  return MAX (version, 1);
}
