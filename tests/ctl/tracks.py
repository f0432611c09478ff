# SPDX-License-Identifier: GPL-3.0-or-later
"""A store whose tracks are known to the last digit, and how tests run chezuctl on it."""

import datetime
import os
import pathlib
import sqlite3
import subprocess

from tap import clean_environment

CHEZUCTL = os.environ['CHEZU_CTL']
SCHEMA = pathlib.Path(os.environ['CHEZU_SCHEMA_1'])
OK, FAILED, USAGE, STORE, BACKEND = range(5)

UNKNOWN = -1
ALTITUDE_UNKNOWN = -32768
INVALID, BUFFERED = 4, 8
# 2026-04-14 00:00 in Shanghai, where the tests live.
MIDNIGHT = 1776096000000
HOUR = 3600000


def run(folder, *arguments, code=OK):
    result = subprocess.run([CHEZUCTL, '--store', folder / 'store.db', *map(str, arguments)], capture_output=True, timeout=60,
                            env=clean_environment(folder), cwd=folder)
    assert result.returncode == code, (arguments, result.returncode, result.stdout[-500:], result.stderr)
    return result


def fix(time_ms, lon_e7, lat_e7, speed=1667, course=4500, odometer=1000, altitude=60, flags=3):
    return (time_ms, lon_e7, lat_e7, speed, course, odometer, altitude, flags)


# Half an hour on the road, a pause of twelve minutes, half an hour more; then a fix for itself, of which little is known.
DRIVE = [fix(MIDNIGHT + 8 * HOUR + i * 10000, 1172861000 + i * 1700, 348042800 + i * 900, odometer=90000 + i * 167)
         for i in range(180)]
DRIVE += [fix(MIDNIGHT + 8 * HOUR + 42 * 60000 + i * 10000, 1175900000 - i * 1700, 349600000, flags=1, odometer=120000 + i * 167)
          for i in range(180)]
DRIVE += [fix(MIDNIGHT + 12 * HOUR, -1800000000, -900000000, UNKNOWN, UNKNOWN, UNKNOWN, ALTITUDE_UNKNOWN, INVALID | BUFFERED)]


def make_store(folder):
    """A store of the first version, which chezuctl brings up to date: what is in it is known to the last digit."""
    db = sqlite3.connect(folder / 'store.db')
    db.executescript(f'''PRAGMA application_id = {0x47504B47}; PRAGMA user_version = 10300;
        CREATE TABLE chezu_schema (version INTEGER PRIMARY KEY, oldest_reader INTEGER NOT NULL, applied_ms INTEGER NOT NULL,
                                   made_by TEXT NOT NULL);
        INSERT INTO chezu_schema VALUES (1, 1, 0, 'a test');''' + SCHEMA.read_text())
    db.execute("INSERT INTO source (id, name, kind, url, credential) VALUES (1, 'demo', 'traccar', 'http://127.0.0.1:9', 'none')")
    for number, plate, terminal in ((1, '鲁D3F872', '013800000001'), (2, '鲁D99999', '17'), (3, None, '013800000003'),
                                    (17, '=1+1,"quoted"', '013800000004')):
        db.execute('INSERT INTO vehicle (id, plate, seq, source, remote_id, unique_id) VALUES (?, ?, ?, 1, ?, ?)',
                   (number, plate, number, number, terminal))
    for vehicle in (1, 17):
        db.executemany('INSERT INTO fix_row (vehicle, time_ms, lon_e7, lat_e7, speed_cm_s, course_cdeg, odometer_m, altitude_m, '
                       'flags) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)', [(vehicle, *row) for row in DRIVE])
    db.execute("UPDATE tally SET value = (SELECT count (*) FROM fix_row) WHERE name = 'fix'")
    db.commit()
    db.close()


def iso(time_ms):
    return datetime.datetime.fromtimestamp(time_ms / 1000, datetime.UTC).strftime('%Y-%m-%dT%H:%M:%S.') + f'{time_ms % 1000:03}Z'


def ogr(*arguments):
    return subprocess.run(['ogrinfo', *map(str, arguments)], capture_output=True, text=True, timeout=60, check=True).stdout
