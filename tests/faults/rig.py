# SPDX-License-Identifier: GPL-3.0-or-later
"""What every row of the campaign needs: a user of its own, the real programs, and a look into the store."""

import contextlib
import functools
import json
import os
import pathlib
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.parse
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / 'ctl'))
from tap import Program, clean_environment, wait_for  # noqa: E402

CHEZUCTL = os.environ.get('CHEZU_CTL', 'chezuctl')
OK, FAILED, USAGE, STORE, BACKEND = range(5)


class Skip(Exception):
    """This machine lacks what the row needs; the words say what."""


class Site:
    """A folder, a store in it, and the commands of one user."""

    def __init__(self, folder, store=None, **environment):
        self.folder = pathlib.Path(folder)
        self.store = pathlib.Path(store) if store else self.folder / 'store.db'
        self.environment = clean_environment(self.folder, **environment)

    def ctl(self, *arguments, code=OK, seconds=60):
        """Runs chezuctl to its end; returns what it printed, the message when it is to fail."""
        result = subprocess.run([CHEZUCTL, '--store', self.store, *map(str, arguments)], capture_output=True, text=True,
                                timeout=seconds, env=self.environment, cwd=self.folder)
        assert code is None or result.returncode == code, (arguments, result.returncode, result.stdout, result.stderr)
        return result.stdout if result.returncode == OK else result.stderr

    def start(self, *arguments, **options):
        return Program(CHEZUCTL, '--store', self.store, *arguments, env=self.environment, cwd=self.folder, **options)

    def add_source(self, url, *more, name='demo'):
        password = self.folder / f'password-{name}'
        password.write_text('admin\n')
        password.chmod(0o600)
        self.ctl('source', 'add', name, '--kind', 'traccar', '--url', url, '--user', 'admin', '--password-file', password,
                 *more)

    def sync(self, **options):
        return self.start('sync', **options)

    def status(self):
        return json.loads(self.ctl('status', '--json'))

    def source(self):
        return self.status()['sources'][0]

    def wait_for_state(self, state, seconds=30):
        return wait_for(lambda: (s := self.source())['state'] == state and s, seconds, state)

    def wait_for_words(self, words, seconds=30):
        """Waits until the source says what is wrong with it; returns all of the message."""
        return wait_for(lambda: (m := self.source()['last_error']) and words in m and m, seconds, f'“{words}”')


class Look:
    """A reader of the store, as any SQL tool is one."""

    def __init__(self, store):
        self.store = store
        self.db = sqlite3.connect(f'file:{urllib.parse.quote(str(store))}?mode=ro', uri=True, timeout=10)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.db.close()

    def value(self, sql, *parameters):
        return self.db.execute(sql, parameters).fetchone()[0]

    def count(self):
        """How many fixes there are, as the store counts them."""
        return self.value("SELECT value FROM tally WHERE name = 'fix'")

    def vehicles(self):
        """How many vehicles have a position."""
        return self.value('SELECT count (*) FROM vehicle WHERE time_ms IS NOT NULL')

    def fixes(self):
        """Every fix as (number of its vehicle at the source, time in ms); twice what is there twice."""
        listed = subprocess.run([os.environ['CHEZU_LIST_FIXES'], self.store], capture_output=True, text=True, timeout=120)
        assert listed.returncode == 0, listed.stderr
        numbers = dict(self.db.execute('SELECT vehicle, remote_id FROM terminal'))
        pairs = (map(int, line.split()) for line in listed.stdout.splitlines())
        return [(numbers[vehicle], time_ms) for vehicle, time_ms in pairs]

    def check(self):
        """What is wrong with the file, by SQLite's own account and by that of the counters."""
        assert self.value('PRAGMA integrity_check') == 'ok'
        fixes = self.fixes()
        assert len(set(fixes)) == len(fixes), f'{len(fixes) - len(set(fixes))} fixes are there twice'
        assert len(fixes) == self.count(), f'{len(fixes)} fixes, counted were {self.count()}'
        return set(fixes)


def free_port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]


@contextlib.contextmanager
def simulator(site, *arguments, port=0, vehicles=60, rate=1, seed=7):
    program = Program(CHEZUCTL, 'sim', '--port', port, '--vehicles', vehicles, '--seed', seed, '--rate', rate, *arguments,
                      env=site.environment)
    with program:
        words = program.first_line().split()
        assert words[:1] == ['listening'], (words, program.process.stderr.read() if not words else '')
        program.url = words[1]
        program.port = int(program.url.rsplit(':', 1)[1])
        yield program


def ask(url, path):
    """A call of the simulator's interface."""
    request = urllib.request.Request(url + path, headers={'Authorization': 'Basic YWRtaW46YWRtaW4='})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


def parse_ms(text):
    import datetime
    return round(datetime.datetime.fromisoformat(text).timestamp() * 1000)


def history(url, vehicle, from_ms, to_ms):
    """The truth: the times of all fixes of a vehicle that the simulator has received."""
    import datetime
    window = {name: datetime.datetime.fromtimestamp(ms / 1000, datetime.UTC).isoformat(timespec='milliseconds')
              for name, ms in (('from', from_ms), ('to', to_ms))}
    path = '/api/positions?' + urllib.parse.urlencode({'deviceId': vehicle, **window})
    return [(vehicle, parse_ms(p['fixTime'])) for p in ask(url, path) if p['latitude'] or p['longitude']]


def now_ms():
    return time.time_ns() // 1000000


def peak_mb(process):
    """The most memory that a running program ever held."""
    for line in pathlib.Path(f'/proc/{process.pid}/status').read_text().splitlines():
        if line.startswith('VmHWM:'):
            return int(line.split()[1]) // 1024
    raise AssertionError('no VmHWM')


def kill(program):
    program.process.send_signal(signal.SIGKILL)
    program.process.wait(20)
    program.process.stdout.close()
    program.process.stderr.close()


def waiting(row):
    """Marks a row that mostly waits, so that others may run beside it."""
    row.waits = True
    return row


def only_in_full(row):
    """Marks a row that takes too long for `make check`."""
    @functools.wraps(row)
    def run(folder, short):
        if short:
            raise Skip('only in full (make faults)')
        return row(folder, short)
    return run
