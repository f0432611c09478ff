#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""chezuctl message: texts go to the simulated vehicles, and are answered."""

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


def messages(folder, *arguments):
    return json.loads(ctl(folder, 'message', 'list', '--json', *arguments))['messages']


def test_a_text_is_sent_once_and_answered(folder):
    with Program(CHEZUCTL, 'sim', '--port', 0, '--vehicles', 200, '--seed', 7, '--rate', 1,
                 env=clean_environment(folder)) as simulator:
        url = simulator.first_line().split()[1]
        (folder / 'password').write_text('admin\n')
        (folder / 'password').chmod(0o600)
        ctl(folder, 'source', 'add', 'demo', '--url', url, '--user', 'admin', '--password-file', folder / 'password')
        with Program(CHEZUCTL, '--store', folder / 'store.db', 'sync', env=clean_environment(folder)) as synchronizer:
            def on_line():
                db = sqlite3.connect(folder / 'store.db')
                return db.execute('SELECT plate FROM vehicle WHERE connected AND NOT gone AND plate IS NOT NULL '
                                  'AND time_ms IS NOT NULL LIMIT 2').fetchall()
            wait_for(lambda: len(on_line()) == 2, 60, 'vehicles on line')
            plates = [row[0] for row in on_line()]
            ctl(folder, 'message', 'send', *plates, '--text', '前方拥堵，请减速')
            wait_for(lambda: [m['state'] for m in messages(folder)] == ['answered', 'answered'], 60, 'answers')
            code, _, err = synchronizer.stop()
            assert code == OK, err
    listed = messages(folder)
    assert {m['plate'] for m in listed} == set(plates)
    assert all(m['answer'] == '收到' and m['attempts'] == 1 and m['text'] == '前方拥堵，请减速' for m in listed), listed
    ctl(folder, 'verify')


def test_what_is_wrong_is_said_and_nothing_written(folder):
    ctl(folder, 'sim', '--vehicles', 20, '--seed', 3, '--rate', 10, '--history', '10m')
    db = sqlite3.connect(folder / 'store.db')
    plate = db.execute('SELECT plate FROM vehicle WHERE plate IS NOT NULL LIMIT 1').fetchone()[0]
    assert '--text' in ctl(folder, 'message', 'send', plate, code=USAGE)
    assert 'vehicle' in ctl(folder, 'message', 'send', '--text', 'x', code=USAGE)
    assert 'empty' in ctl(folder, 'message', 'send', plate, '--text', ' ', code=FAILED)
    assert '500' in ctl(folder, 'message', 'send', plate, '--text', 'x' * 501, code=FAILED)
    ctl(folder, 'message', 'send', plate, '--text', 'x', '--alarm', 999, code=FAILED)
    assert messages(folder) == []
    ctl(folder, 'message', 'send', plate, '--text', 'x')
    assert [m['state'] for m in messages(folder)] == ['waiting']
    assert messages(folder, '--alarm', 1) == []


run_all(globals())
