# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests of whole programs: each function whose name begins with test_ is one sentence of TAP."""

import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import traceback


def run_all(namespace):
    tests = [(name[5:].replace('_', ' '), f) for name, f in namespace.items() if name.startswith('test_')]
    wanted = sys.argv[1:]
    tests = [(name, f) for name, f in tests if not wanted or any(w in name for w in wanted)]
    print(f'1..{len(tests)}', flush=True)
    failed = 0
    for number, (name, function) in enumerate(tests, 1):
        try:
            with tempfile.TemporaryDirectory(prefix='chezu-') as folder:
                function(pathlib.Path(folder))
            print(f'ok {number} - {name}', flush=True)
        except Exception:
            failed += 1
            print(''.join(f'# {line}\n' for line in traceback.format_exc().splitlines()), end='')
            print(f'not ok {number} - {name}', flush=True)
    sys.exit(1 if failed else 0)


def wait_for(condition, seconds=20, what='condition'):
    """Returns the first true value of condition()."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(.1)
    raise AssertionError(f'{what} did not come true in {seconds} s')


class Program:
    """A program in the background that is surely gone at the end."""

    def __init__(self, *command, **options):
        self.process = subprocess.Popen([str(c) for c in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                        text=True, **options)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop(signal.SIGKILL)

    def first_line(self):
        return self.process.stdout.readline().strip()

    def stop(self, number=signal.SIGTERM, seconds=20):
        """Returns exit code, standard output and standard error."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        out, err = self.process.communicate(timeout=seconds)
        return self.process.returncode, out, err


def clean_environment(folder, **more):
    """A user without settings, keyring or session, in the plain language of the source."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(('XDG_', 'DBUS_', 'LC_', 'LANG'))}
    environment.update(HOME=str(folder), XDG_DATA_HOME=str(folder / 'data'), XDG_CONFIG_HOME=str(folder / 'config'),
                       XDG_CACHE_HOME=str(folder / 'cache'), LC_ALL='C.UTF-8', **more)
    return environment
