#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""chezuctl alarm and alarm-type: from a report of a terminal to a closed alarm, and the log of it."""

import csv
import json
import os
import signal
import sqlite3
import subprocess

from tap import Program, clean_environment, run_all, wait_for

CHEZUCTL = os.environ['CHEZU_CTL']
OK, FAILED, USAGE = range(3)


def ctl(folder, *arguments, code=OK, store='store.db'):
    result = subprocess.run([CHEZUCTL, '--store', folder / store, *map(str, arguments)], capture_output=True, text=True,
                            timeout=60, env=clean_environment(folder), cwd=folder)
    assert result.returncode == code, (arguments, result.returncode, result.stdout, result.stderr)
    return result.stdout if code == OK else result.stdout + result.stderr


def alarms(folder, *arguments):
    return json.loads(ctl(folder, 'alarm', 'list', '--json', *arguments))['alarms']


def watch_the_world(folder):
    """A minute of the demo world, in which alarms are reported."""
    with Program(CHEZUCTL, 'sim', '--port', 0, '--vehicles', 400, '--seed', 7, '--rate', 1, '--speedup', 60,
                 env=clean_environment(folder)) as simulator:
        url = simulator.first_line().split()[1]
        (folder / 'password').write_text('admin\n')
        (folder / 'password').chmod(0o600)
        ctl(folder, 'source', 'add', 'demo', '--url', url, '--user', 'admin', '--password-file', folder / 'password')
        with Program(CHEZUCTL, '--store', folder / 'store.db', 'sync', env=clean_environment(folder)) as synchronizer:
            wait_for(lambda: json.loads(ctl(folder, 'status', '--json'))['sources'][0]['state'] == 'live', what='live')
            wait_for(lambda: len(alarms(folder)) >= 3, 40, 'three alarms')
            code, _, err = synchronizer.stop()
            assert code == OK, err


def test_from_report_to_closed(folder):
    watch_the_world(folder)
    first, second = alarms(folder)[:2]
    for key in ('id', 'type', 'priority', 'state', 'vehicle', 'raised_at'):
        assert first[key], (key, first)
    assert [a['priority'] for a in alarms(folder)] == sorted(a['priority'] for a in alarms(folder))
    number = first['id']
    assert 'Acknowledge' in ctl(folder, 'alarm', 'close', number, code=FAILED)
    assert json.loads(ctl(folder, 'alarm', 'ack', number, '--json'))['alarms'][0]['state'] == 'acknowledged'
    ctl(folder, 'alarm', 'take', number)
    assert 'has taken' in ctl(folder, 'alarm', 'take', number, code=FAILED)
    ctl(folder, 'alarm', 'act', number, '电话提醒', '--addressee', '驾驶员', '--outcome', '已减速')
    ctl(folder, 'alarm', 'note', number, second['id'], '雨天')
    ctl(folder, 'alarm', 'close', number, '--result', 'false', '--text', '误报')
    assert number not in [a['id'] for a in alarms(folder)]
    closed = [a for a in alarms(folder, '--state', 'closed') if a['id'] == number]
    assert closed and closed[0]['result'] == 'false' and closed[0]['closed_at'], closed
    shown = json.loads(ctl(folder, 'alarm', 'show', number, '--json'))
    assert [s['step'] for s in shown['steps'] if s['step'] != 'repeat'] == [
        'raise', 'acknowledge', 'take', 'act', 'note', 'close'], shown
    assert '误报' in ctl(folder, 'alarm', 'show', number)
    of_one = alarms(folder, '--type', second['type'], '--vehicle', f'#{second["vehicle_id"]}', '--priority',
                    second['priority'])
    assert second['id'] in [a['id'] for a in of_one]
    ctl(folder, 'verify')


def test_shelving_and_appeal(folder):
    watch_the_world(folder)
    number = next(a['id'] for a in alarms(folder) if a['priority'] > 1)
    assert '--until' in ctl(folder, 'alarm', 'shelve', number, '施工', code=USAGE)
    assert '8 hours' in ctl(folder, 'alarm', 'shelve', number, '施工', '--until', 'in 9h', code=FAILED)
    ctl(folder, 'alarm', 'shelve', number, '施工', '--until', 'in 1h')
    assert [a['id'] for a in alarms(folder, '--state', 'shelved')] == [number]
    ctl(folder, 'alarm', 'unshelve', number)
    ctl(folder, 'alarm', 'pass', number)
    ctl(folder, 'alarm', 'ack', number)
    ctl(folder, 'alarm', 'close', number)
    ctl(folder, 'alarm', 'appeal', number, '企业申诉')
    assert 'another person' in ctl(folder, 'alarm', 'decide', number, '属实', '--result', 'upheld', code=FAILED)


def test_bad_input_is_told(folder):
    assert 'no state' in ctl(folder, 'alarm', 'list', '--state', 'angry', code=USAGE)
    assert 'priority' in ctl(folder, 'alarm', 'list', '--priority', '5', code=USAGE)
    assert 'number of an alarm' in ctl(folder, 'alarm', 'ack', 'x', code=USAGE)
    assert 'There is no alarm 7' in ctl(folder, 'alarm', 'ack', '7', code=FAILED)
    assert 'There is no alarm 7' in ctl(folder, 'alarm', 'show', '7', code=FAILED)
    assert 'no result' in ctl(folder, 'alarm', 'close', '7', '--result', 'done', code=USAGE)
    assert 'alarm list' in ctl(folder, 'alarm', code=USAGE)
    assert ctl(folder, 'alarm', 'list') == ''


def test_changed_byte_is_found(folder):
    watch_the_world(folder)
    ctl(folder, 'verify')
    with sqlite3.connect(folder / 'store.db') as db:
        desk = db.execute('SELECT uuid FROM desk').fetchone()[0]
        db.execute("UPDATE alarm_event SET time_ms = time_ms + 1 WHERE number = 2")
    db.close()
    said = ctl(folder, 'verify', code=FAILED)
    assert f'desk {desk} number 2' in said, said
    found = json.loads(ctl(folder, 'verify', '--json', code=FAILED))['findings']
    assert any(f['rule'] == 'alarm-log' for f in found), found


def test_logs_travel(folder):
    watch_the_world(folder)
    ctl(folder, 'alarm', 'export', '-o', 'desk.jsonl')
    said = ctl(folder, 'alarm', 'import', 'desk.jsonl', store='other.db')
    assert 'Added' in said
    assert 'Added 0' in ctl(folder, 'alarm', 'import', 'desk.jsonl', store='other.db')
    here = [(a['type'], a['priority'], a['vehicle'], a['raised_at']) for a in alarms(folder)]
    there = json.loads(ctl(folder, 'alarm', 'list', '--json', store='other.db'))['alarms']
    assert [(a['type'], a['priority'], a['vehicle'], a['raised_at']) for a in there] == here
    lines = (folder / 'desk.jsonl').read_text().splitlines()
    (folder / 'bad.jsonl').write_text('\n'.join([lines[0], lines[2]]))
    assert 'Line 2' in ctl(folder, 'alarm', 'import', 'bad.jsonl', store='third.db', code=FAILED)


def test_second_console_follows(folder):
    watch_the_world(folder)
    number = alarms(folder)[0]['id']
    with Program(CHEZUCTL, '--store', folder / 'store.db', 'alarm', 'list', '--follow', '--json',
                 env=clean_environment(folder)) as console:
        os.set_blocking(console.process.stdout.fileno(), True)
        # It may not listen yet when the first step is taken.
        for text in range(50):
            ctl(folder, 'alarm', 'note', number, f'第{text}次')
            if select_line(console):
                break
        line = json.loads(console.first_line())
        assert line['id'] == number, line
        code, _, err = console.stop(signal.SIGINT)
        assert code == OK, err


def select_line(program):
    import select
    return select.select([program.process.stdout], [], [], 1)[0]


def test_catalogue(folder):
    types = {t['code']: t for t in json.loads(ctl(folder, 'alarm-type', 'list', '--json'))['types']}
    assert types['collision']['priority'] == 1 and types['collision']['name_zh'] == '碰撞'
    assert not types['closing']['enabled']
    ctl(folder, 'alarm-type', 'export', 'types.csv')
    rows = list(csv.DictReader((folder / 'types.csv').open(encoding='utf-8')))
    assert len(rows) == len(types)
    assert 'Changed 0' in ctl(folder, 'alarm-type', 'import', 'types.csv')

    def write(rows):
        with (folder / 'changed.csv').open('w', encoding='utf-8', newline='') as file:
            writer = csv.DictWriter(file, rows[0].keys())
            writer.writeheader()
            writer.writerows(rows)

    rows[0]['priority'] = '2'
    rows.append(dict(rows[1], code='local_dialect', name_zh='地方类型', mapping='a:dialect'))
    write(rows)
    assert json.loads(ctl(folder, 'alarm-type', 'import', 'changed.csv', '--json'))['changed'] == 2
    with sqlite3.connect(f'file:{folder / "store.db"}?mode=ro', uri=True) as db:
        changes = db.execute('SELECT code, before, after FROM alarm_type_change ORDER BY id').fetchall()
    db.close()
    assert [c[0] for c in changes] == ['overspeed', 'local_dialect'], changes
    assert json.loads(changes[0][1])['priority'] == 3 and json.loads(changes[0][2])['priority'] == 2
    assert changes[1][1] is None

    before = ctl(folder, 'alarm-type', 'export')
    for column, value in (('priority', '5'), ('source', 'X'), ('answer', ''), ('standing', 'LL'), ('keep_days', 'x'),
                          ('enabled', 'yes'), ('code', 'No Code'), ('name_zh', ''), ('mapping', 'c:x'),
                          ('mapping', 'b32'), ('mapping', 'a:sos'), ('close_s', '-1')):
        wrong = [dict(row) for row in rows]
        wrong[1]['name_en'] = 'Other name'
        wrong[2][column] = value
        write(wrong)
        said = ctl(folder, 'alarm-type', 'import', 'changed.csv', code=FAILED)
        if value != 'a:sos':
            assert 'line 4' in said, (column, said)
        assert f'“{column}”' in said, (column, said)
    (folder / 'changed.csv').write_text('code,priority\nx,1\n')
    assert 'name_zh' in ctl(folder, 'alarm-type', 'import', 'changed.csv', code=FAILED)
    assert ctl(folder, 'alarm-type', 'export') == before, 'what failed changed nothing'


run_all(globals())
