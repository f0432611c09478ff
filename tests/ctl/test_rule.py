#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""chezuctl rule: figures and their log, rules tried against the past and live, snoozes, silence across a restart."""

import json
import os
import sqlite3
import subprocess

from tap import Program, clean_environment, run_all, wait_for

CHEZUCTL = os.environ['CHEZU_CTL']
OK, FAILED, USAGE, STORE = range(4)


def ctl(folder, *arguments, code=OK):
    result = subprocess.run([CHEZUCTL, '--store', folder / 'store.db', *map(str, arguments)], capture_output=True,
                            text=True, timeout=120, env=clean_environment(folder), cwd=folder)
    assert result.returncode == code, (arguments, result.returncode, result.stdout, result.stderr)
    return result.stdout if code == OK else result.stdout + result.stderr


def trial(folder, *arguments):
    return json.loads(ctl(folder, 'rule', 'try', '--json', *arguments))


def make_past(folder, span='6h'):
    ctl(folder, 'sim', '--vehicles', 200, '--seed', 3, '--rate', 10, '--history', span)


def test_figures_are_data_with_a_log(folder):
    rules = {rule['rule']: rule for rule in json.loads(ctl(folder, 'rule', 'list', '--json'))['rules']}
    hold = next(f for f in rules['overspeed']['figures'] if f['key'] == 'hold_s')
    assert hold['value'] == 30 and hold['founded'] == 'D' and hold['source'], hold
    assert '条例' in ctl(folder, 'rule', 'list', 'fatigue')

    assert '--reason' in ctl(folder, 'rule', 'set', 'overspeed.hold_s=40', code=USAGE)
    assert '0 to' in ctl(folder, 'rule', 'set', 'overspeed.hold_s=-1', '--reason', 'x', code=USAGE)
    assert 'overspeed' in ctl(folder, 'rule', 'set', 'overspeeding.hold_s=40', '--reason', 'x', code=USAGE)
    ctl(folder, 'rule', 'set', 'overspeed.hold_s=40', 'closing.enabled=1', '--reason', '雨季')

    after = {rule['rule']: rule for rule in json.loads(ctl(folder, 'rule', 'list', '--json'))['rules']}
    assert after['closing']['enabled'] and not rules['closing']['enabled']
    assert after['overspeed']['version'] != rules['overspeed']['version']
    assert after['fatigue']['version'] == rules['fatigue']['version']
    log = json.loads(ctl(folder, 'rule', 'log', '--json'))['changes']
    assert [change['reason'] for change in log] == ['雨季'], log


def test_trying_changes_nothing_and_tells_all(folder):
    make_past(folder)
    def state():
        listed = json.loads(ctl(folder, 'alarm', 'list', '--all', '--limit', 100000, '--json'))
        return ctl(folder, 'rule', 'log', '--json'), listed['alarms'], listed['last_seq']
    before = state()
    usual = trial(folder, '--from', '6h ago')
    assert usual['fixes'] > 100000 and usual['raised'] == sum(usual['by_rule'].values()) == len(usual['alarms'])
    for alarm in usual['alarms']:
        assert alarm['type'] and alarm['vehicle'] and alarm['raised_at'] and alarm['version'] and alarm['fixes'], alarm
        assert alarm['raised_at'] <= alarm['certain_at'], alarm

    strict = trial(folder, 'overspeed', '--from', '6h ago', '--set', 'overspeed.hold_s=5')
    assert set(strict['by_rule']) == {'overspeed'}
    assert strict['raised'] > usual['by_rule'].get('overspeed', 0), (strict['by_rule'], usual['by_rule'])
    one = strict['alarms'][0]
    alone = trial(folder, 'overspeed', '--from', '6h ago', '--set', 'overspeed.hold_s=5', '--vehicle', one['vehicle'])
    assert alone['alarms'] == [a for a in strict['alarms'] if a['vehicle'] == one['vehicle']]
    assert state() == before


def test_words_for_a_person(folder):
    make_past(folder, '1h')
    assert 'Would have raised' in ctl(folder, 'rule', 'try', '--from', '1h ago', '--set', 'overspeed.hold_s=5')
    assert 'ends before' in ctl(folder, 'rule', 'try', '--from', '1h ago', '--to', '2h ago', code=USAGE)


def test_live_alarms_carry_rule_and_fixes(folder):
    with Program(CHEZUCTL, 'sim', '--port', 0, '--vehicles', 300, '--seed', 7, '--rate', 1, '--speedup', 20,
                 env=clean_environment(folder)) as simulator:
        url = simulator.first_line().split()[1]
        (folder / 'password').write_text('admin\n')
        (folder / 'password').chmod(0o600)
        ctl(folder, 'source', 'add', 'demo', '--url', url, '--user', 'admin', '--password-file', folder / 'password')
        ctl(folder, 'road', 'import', *(os.path.join(os.environ['CHEZU_DATA_DIR'], 'demo', name)
                                        for name in ('network.csv', 'district.csv')))
        ctl(folder, 'rule', 'set', 'overspeed.hold_s=0', 'overspeed.sound_percent=200', '--reason', 'test')
        with Program(CHEZUCTL, '--store', folder / 'store.db', 'sync', env=clean_environment(folder)) as synchronizer:
            def speeding():
                found = json.loads(ctl(folder, 'alarm', 'list', '--type', 'overspeed', '--all', '--json'))['alarms']
                return [alarm for alarm in found if alarm['rule'] == 'overspeed']
            wait_for(lambda: len(speeding()) >= 2, 60, 'speeding by the rule')
            code, _, err = synchronizer.stop()
            assert code == OK, err

    version = next(rule['version'] for rule in json.loads(ctl(folder, 'rule', 'list', '--json'))['rules']
                   if rule['rule'] == 'overspeed')
    for alarm in speeding():
        assert alarm['rule_version'] == version and (alarm['silent'] or alarm['late']), alarm
        assert alarm['speed_cm_s'] > alarm['limit_cm_s'] > 0, alarm
    db = sqlite3.connect(folder / 'store.db')
    for (payload,) in db.execute("SELECT payload FROM alarm_event WHERE step = 'raise'"):
        said = json.loads(payload)
        if said.get('rule') == 'overspeed':
            times = {row[0] for row in db.execute('SELECT time_ms FROM vehicle WHERE id = ?', (said['vehicle'],))}
            assert len(said['fixes']) == 2 and said['fixes'][0] == said['at'] <= said['fixes'][1] <= max(times), said
    ctl(folder, 'verify')


def test_a_snoozed_vehicle_is_on_record_and_silent(folder):
    make_past(folder, '10m')
    db = sqlite3.connect(folder / 'store.db')
    plate = db.execute('SELECT plate FROM vehicle WHERE plate IS NOT NULL LIMIT 1').fetchone()[0]
    assert 'reason' in ctl(folder, 'rule', 'snooze', plate, '--until', 'in 2h', code=FAILED)
    assert '7 days' in ctl(folder, 'rule', 'snooze', plate, '--until', 'in 8d', '--reason', 'x', code=FAILED)
    assert 'priority 1' in ctl(folder, 'rule', 'snooze', plate, '--type', 'collision', '--until', 'in 2h', '--reason', 'x',
                               code=FAILED)
    assert 'catalogue' in ctl(folder, 'rule', 'snooze', plate, '--type', 'nonsense', '--until', 'in 2h', '--reason', 'x',
                              code=FAILED)
    ctl(folder, 'rule', 'snooze', plate, '--until', 'in 2h', '--reason', '演练')
    snoozes = json.loads(ctl(folder, 'rule', 'snoozes', '--json'))['snoozes']
    assert [s['reason'] for s in snoozes] == ['演练'] and snoozes[0]['type'] is None
    ctl(folder, 'rule', 'wake', snoozes[0]['id'])
    assert json.loads(ctl(folder, 'rule', 'snoozes', '--json'))['snoozes'] == []
    assert 'no such' in ctl(folder, 'rule', 'wake', 999, code=FAILED)


def test_roads_name_the_line_that_is_wrong(folder):
    (folder / 'roads.csv').write_text('name_zh,class,wkt\n光明大道,primary,"LINESTRING(117 34,118 34)"\n'
                                      '长江路,footpath,"LINESTRING(117 34,118 34)"\n')
    assert 'line 3' in ctl(folder, 'road', 'import', folder / 'roads.csv', code=FAILED)
    assert sqlite3.connect(folder / 'store.db').execute('SELECT count(*) FROM road').fetchone() == (0,)


run_all(globals())
