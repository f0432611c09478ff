/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "alarm-fixture.h"

#include "base/chezu-time.h"
#include "store/chezu-alarm-raise-private.h"

void
alarm_set_up (StoreFixture *fixture, gconstpointer data)
{
  ChezuBatch *batch;

  store_fixture_set_up (fixture, data);
  batch = chezu_batch_new (fixture->source);
  for (gint64 truck = 1; truck <= 3; truck++)
    store_batch_add_truck (batch, truck);
  store_commit (fixture->store, batch);
}

gint64
alarm_resolve (DexFuture *future)
{
  g_autoptr (GError) error = NULL;
  const GValue *value;
  gint64 result;

  store_await (future);
  value = dex_future_get_value (future, &error);
  g_assert_no_error (error);
  result = G_VALUE_HOLDS_INT64 (value) ? g_value_get_int64 (value) : 0;
  dex_unref (future);
  return result;
}

gint64
alarm_raise_at (ChezuStore *store, gint64 vehicle, const char *type, gint64 at_ms)
{
  const gint64 fixes[] = { at_ms - 2000, at_ms };
  ChezuAlarmRaise raise = CHEZU_ALARM_RAISE_INIT;

  raise.type = type;
  raise.vehicle_id = vehicle;
  raise.at_ms = at_ms;
  raise.has_position = TRUE;
  raise.lon_e7 = 1172500000;
  raise.lat_e7 = 348000000;
  raise.speed_cm_s = 2500;
  raise.limit_cm_s = 2222;
  raise.rule = "speed";
  raise.rule_version = 3;
  raise.fixes = fixes;
  raise.n_fixes = G_N_ELEMENTS (fixes);
  return alarm_resolve (chezu_alarm_raise (store, &raise));
}

gint64
alarm_raise_now (ChezuStore *store, gint64 vehicle, const char *type)
{
  return alarm_raise_at (store, vehicle, type, chezu_time_now_ms ());
}

ChezuAlarmAct
alarm_act_of (ChezuAlarmStep step)
{
  ChezuAlarmAct act = { .step = step };

  switch ((int)step)
    {
    case CHEZU_ALARM_STEP_CLOSE:
      act.result = CHEZU_ALARM_RESULT_HANDLED;
      break;
    case CHEZU_ALARM_STEP_DECIDE:
      act.result = CHEZU_ALARM_RESULT_UPHELD;
      act.text = "因";
      break;
    case CHEZU_ALARM_STEP_SHELVE:
      act.until_ms = chezu_time_now_ms () + CHEZU_HOUR_MS;
      act.text = "道路施工";
      break;
    case CHEZU_ALARM_STEP_PRIORITY:
      act.priority = CHEZU_ALARM_P2;
      act.text = "老驾驶员";
      break;
    case CHEZU_ALARM_STEP_ACT:
    case CHEZU_ALARM_STEP_MESSAGE:
      act.addressee = "王芳";
      act.outcome = "已减速";
      act.text = "电话提醒";
      break;
    case CHEZU_ALARM_STEP_NOTE:
    case CHEZU_ALARM_STEP_APPEAL:
      act.text = "说明";
      break;
    default:
      break;
    }
  return act;
}

ChezuAlarmItem *
alarm_step_by (ChezuStore *store, gint64 id, ChezuAlarmStep step, const char *who)
{
  g_autoptr (GError) error = NULL;
  ChezuAlarmAct act = alarm_act_of (step);
  ChezuAlarmItem *item;

  act.who = who;
  item = chezu_alarm_step_sync (store, id, &act, &error);
  g_assert_no_error (error);
  g_assert_nonnull (item);
  return item;
}

ChezuAlarmState
alarm_step (ChezuStore *store, gint64 id, ChezuAlarmStep which)
{
  g_autoptr (ChezuAlarmItem) item = alarm_step_by (store, id, which, "li");

  return chezu_alarm_life_state (&item->life, chezu_time_now_ms ());
}

void
alarm_step_badly (ChezuStore *store, gint64 id, ChezuAlarmStep which, const char *who, int code)
{
  g_autoptr (GError) error = NULL;
  ChezuAlarmAct act = alarm_act_of (which);

  act.who = who;
  g_assert_null (chezu_alarm_step_sync (store, id, &act, &error));
  g_assert_error (error, CHEZU_ALARM_ERROR, code);
  g_assert_cmpstr (error->message, !=, "");
}

ChezuAlarmItem *
alarm_find (ChezuStore *store, gint64 id)
{
  g_autoptr (GError) error = NULL;
  ChezuAlarmItem *item = store_take (chezu_alarm_queue_find (store, id), &error);

  g_assert_no_error (error);
  return item;
}

GPtrArray *
alarm_list (ChezuStore *store, const ChezuAlarmFilter *filter)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *items = store_take (chezu_alarm_queue_list (store, filter), &error);

  g_assert_no_error (error);
  return items;
}

gint64
alarm_count_findings (StoreFixture *fixture, ChezuVerifyRule rule)
{
  const ChezuVerifyOptions options = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (ChezuVerifyReport) report = chezu_verify (fixture->path, &options, &error);

  g_assert_no_error (error);
  return report->counts[rule];
}

void
alarm_assert_clean (StoreFixture *fixture)
{
  const ChezuVerifyOptions options = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (ChezuVerifyReport) report = chezu_verify (fixture->path, &options, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < report->findings->len; i++)
    g_test_message ("%s: %s", ((ChezuFinding *)report->findings->pdata[i])->where,
                    ((ChezuFinding *)report->findings->pdata[i])->text);
  g_assert_cmpint (chezu_verify_report_count (report), ==, 0);
}
