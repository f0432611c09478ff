#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The SQL table `fix` in programs that are not ours: the sqlite3 shell and GDAL load it as an extension."""

import os
import pathlib
import subprocess

from tap import Program, clean_environment, run_all, wait_for
from tracks import CHEZUCTL, DRIVE, make_store, ogr, run

EXTENSION = pathlib.Path(os.environ['CHEZU_TRACK_EXTENSION'])


def sql(folder, text, check=True):
    """A file name as a person would type it: without its ending, SQLite finds it and the name of its entry point."""
    return subprocess.run(['sqlite3', '-readonly', folder / 'store.db', f'.load {EXTENSION.with_suffix("")}', text],
                          capture_output=True, text=True, timeout=60, check=check)


def test_the_sqlite3_shell_reads_tracks(folder):
    make_store(folder)
    run(folder, 'status')
    assert sql(folder, 'SELECT count (*) FROM fix').stdout.strip() == str(2 * len(DRIVE))
    row = sql(folder, f'SELECT * FROM fix JOIN vehicle ON id = vehicle_id WHERE plate = \'鲁D3F872\' AND time = {DRIVE[3][0]}').stdout
    assert row.startswith(f'1|{DRIVE[3][0]}|117.2866'), row
    assert sql(folder, f'SELECT speed IS NULL, altitude IS NULL FROM fix WHERE time = {DRIVE[-1][0]}').stdout.split() == ['1|1'] * 2
    assert 'TEMP B-TREE' not in sql(folder, 'EXPLAIN QUERY PLAN SELECT * FROM fix WHERE vehicle_id = 1 ORDER BY time').stdout


def test_a_damaged_segment_is_named_in_the_shell(folder):
    make_store(folder)
    run(folder, 'status')
    subprocess.run(['sqlite3', folder / 'store.db', 'UPDATE segment SET checksum = checksum + 1 WHERE vehicle = 1'], check=True)
    told = sql(folder, 'SELECT count (*) FROM fix', check=False)
    assert told.returncode != 0 and 'vehicle 1' in told.stderr, told
    assert sql(folder, 'SELECT count (*) FROM fix WHERE vehicle_id = 17').stdout.strip() == str(len(DRIVE))


def test_gdal_reads_tracks(folder):
    make_store(folder)
    run(folder, 'status')
    told = ogr('-ro', '--config', 'OGR_SQLITE_LOAD_EXTENSIONS', EXTENSION, folder / 'store.db',
               '-sql', 'SELECT plate, time, lon, lat, speed FROM fix JOIN vehicle ON id = vehicle_id WHERE vehicle_id = 1')
    assert f'Feature Count: {len(DRIVE)}' in told and 'speed: Real' in told and 'lon (Real) = 117.2861' in told, told[:2000]


def test_the_extension_shows_its_entry_point_alone(folder):
    names = subprocess.run(['nm', '-D', '--defined-only', EXTENSION], capture_output=True, text=True, check=True).stdout.split('\n')
    assert [n.split()[-1] for n in names if n] == ['sqlite3_chezutrack_init'], names


def test_the_shell_reads_while_a_synchronizer_writes(folder):
    simulator = Program(CHEZUCTL, 'sim', '--port', 0, '--vehicles', 60, '--seed', 7, '--rate', .5, env=clean_environment(folder))
    with simulator:
        url = simulator.first_line().split()[1]
        (folder / 'password').write_text('admin\n')
        (folder / 'password').chmod(0o600)
        run(folder, 'source', 'add', 'demo', '--url', url, '--user', 'admin', '--password-file', folder / 'password')
        with Program(CHEZUCTL, '--store', folder / 'store.db', 'sync', env=clean_environment(folder)):
            def count():
                told = sql(folder, "SELECT count (*), (SELECT value FROM tally WHERE name = 'fix') FROM fix").stdout.strip()
                assert len(set(told.split('|'))) == 1, told
                return int(told.split('|')[0])

            wait_for(lambda: count() > 200, what='fixes')
            before = count()
            wait_for(lambda: count() > before + 100, what='more fixes')


run_all(globals())
