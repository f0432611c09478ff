# SPDX-License-Identifier: GPL-3.0-or-later
"""Stores as they stand on bad days: sources in every state, gaps that are being filled, records that were refused."""

import fcntl
import json
import sqlite3
import subprocess
import time

MINUTE, HOUR = 60_000, 3_600_000
REASONS = (('coordinates', {'latitude': 0, 'longitude': 0}), ('time_future', {'fixTime': '2099-01-01T00:00:00Z'}),
           ('speed', {'speed': -3}), ('no_vehicle', {'deviceId': 99999}), ('time_missing', {'fixTime': None}))


class BadDay:
    """A store that nobody synchronizes, so that what is written into it stays as it is."""

    def __init__(self, path, vehicles=40):
        self.path = path
        subprocess.run(['chezuctl', '--store', path, 'status'], check=True, stdout=subprocess.DEVNULL)
        self.lock = open(f'{path}.sync-lock', 'w')
        fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        self.db = sqlite3.connect(path, isolation_level=None, timeout=30)
        # What the triggers of a GeoPackage call; vehicles without a position are in no index.
        self.db.create_function('ST_IsEmpty', 1, lambda geometry: 1)
        for name in ('ST_MinX', 'ST_MaxX', 'ST_MinY', 'ST_MaxY'):
            self.db.create_function(name, 1, lambda geometry: None)
        self.now = int(time.time() * 1000)
        self.vehicles = vehicles

    def close(self):
        self.db.close()
        self.lock.close()

    def run(self, sql, *values):
        return self.db.execute(sql, values)

    def add_source(self, name, state, since_ms, silent_ms, error=None, retry_ms=0, accepted=0, duplicate=0, lag_ms=-1,
                   url=None, transport=None):
        url = url or f'https://{state}.fleet.example:8082'
        cursor = self.run(
            'INSERT INTO source (name, kind, url, user, credential, state, state_since_ms, connected_ms, last_message_ms, '
            'retry_at_ms, last_error, accepted, duplicate, lag_ms, transport) '
            "VALUES (?, 'traccar', ?, 'dispatch', 'keyring', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            name, url, state, self.now - since_ms, self.now - silent_ms, self.now - silent_ms,
            self.now + retry_ms if retry_ms else 0, error, accepted, duplicate, lag_ms, transport)
        return cursor.lastrowid

    def revive(self, source):
        """It is live again, and has just sent something."""
        now = int(time.time() * 1000)
        self.run("UPDATE source SET state = 'live', state_since_ms = ?1, connected_ms = ?1, last_message_ms = ?1, "
                 'retry_at_ms = 0, last_error = NULL WHERE id = ?2', now, source)

    def add_vehicles(self, source):
        """Their rows as a synchronizer would have made them, without a position. Returns their ids."""
        first = self.run('SELECT coalesce (max (seq), 0) FROM vehicle').fetchone()[0]
        for number in range(1, self.vehicles + 1):
            self.run("INSERT INTO vehicle (plate, kind, seq, source, remote_id, unique_id) VALUES (?, 'truck', ?, ?, ?, ?)",
                     f'鲁D{source}{number:04}', first + number, source, number, f'{source}-{number}')
        self.run('INSERT INTO terminal (source, remote_id, vehicle, unique_id, plate, kind) '
                 'SELECT source, remote_id, id, unique_id, plate, kind FROM vehicle WHERE source = ?', source)
        return [row[0] for row in self.run('SELECT id FROM vehicle WHERE source = ? ORDER BY id', source)]

    def add_gaps(self, source, vehicles, length_ms, closed=0):
        self.db.execute('BEGIN')
        for vehicle in vehicles:
            self.run("INSERT INTO gap (vehicle, source, remote_id, from_ms, to_ms, reason, noted_ms) "
                     "SELECT id, source, remote_id, ?, ?, 'reconnect', ? FROM vehicle WHERE id = ?",
                     self.now - length_ms - 2 * MINUTE, self.now - 2 * MINUTE, self.now, vehicle)
        self.db.execute('COMMIT')
        if closed:
            self.close_gaps(source, 0, closed)

    def close_gaps(self, source, n_gaps, counted=None):
        """Takes gaps out of the ledger and counts them, as filling does."""
        counted = counted or n_gaps
        self.db.execute('BEGIN')
        self.run('DELETE FROM gap WHERE id IN (SELECT id FROM gap WHERE source = ? ORDER BY id LIMIT ?)', source, n_gaps)
        self.run('INSERT INTO gap_closed (source, day, reason, gaps, ms, fixes) VALUES (?1, ?2, ?3, ?4, ?5, ?6) '
                 'ON CONFLICT DO UPDATE SET gaps = gaps + ?4, fixes = fixes + ?6',
                 source, self.now // 86_400_000, 'reconnect', counted, counted * 23 * MINUTE, counted * 138)
        self.run('INSERT INTO gap_pace (source, minute, gaps, ms) VALUES (?1, ?2, ?3, ?4) '
                 'ON CONFLICT DO UPDATE SET gaps = gaps + ?3, ms = ms + ?4',
                 source, int(time.time() // 60) - 1, counted, counted * 23 * MINUTE)
        self.db.execute('COMMIT')

    def count(self, source, vehicles, accepted, duplicate=0, late=0, refused=0):
        """What came of the records of today, by vehicle; every hundredth vehicle drifts."""
        day = (self.now + 8 * HOUR) // 86_400_000
        self.db.executemany('INSERT INTO quality (day, source, vehicle, accepted, duplicate, late, drift, refused, qualified, '
                            'out_of_range, bad_time, malformed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0)',
                            [(day, source, vehicle, accepted, duplicate, late, 3 if number % 100 == 0 else 0, refused,
                              accepted - late) for number, vehicle in enumerate(vehicles)])

    def refuse(self, source, n_records):
        self.db.execute('BEGIN')
        for number in range(n_records):
            reason, wrong = REASONS[number % 7 % len(REASONS)]
            record = {'id': 70_000 + number, 'deviceId': number % self.vehicles + 1, 'protocol': 'jt808',
                      'fixTime': '2026-11-24T06:32:07.000+00:00', 'latitude': 34.8117, 'longitude': 117.3234,
                      'speed': 34.6, 'course': 148.0, 'attributes': {'odometer': 1_204_339, 'ignition': True}} | wrong
            text = json.dumps(record, ensure_ascii=False)
            if number % 11 == 0:
                reason, text = 'malformed', text[:-20]
            self.run('INSERT INTO quarantine (source, reason, time_ms, record) VALUES (?, ?, ?, ?)',
                     source, reason, self.now - (n_records - number) * 900, text)
            self.run('INSERT INTO refusal (source, reason, count) VALUES (?, ?, 1) '
                     'ON CONFLICT DO UPDATE SET count = count + 1', source, reason)
        self.db.execute('COMMIT')


def many_sources(path):
    """Five sources, each with a trouble of its own."""
    day = BadDay(path, vehicles=400)
    live = day.add_source('交通局', 'live', 5 * HOUR, 1200, accepted=3_594_201, duplicate=1_204, lag_ms=820,
                          transport='websocket', url='https://fleet.zaozhuang.example:8082')
    day.refuse(live, 10_000)
    vehicles = day.add_vehicles(live)
    day.count(live, vehicles, 8_985, duplicate=3, late=12, refused=25)
    day.add_gaps(live, vehicles, 23 * MINUTE, closed=900)
    lost = day.add_source('弘祥物流', 'retrying', 23 * MINUTE, 23 * MINUTE, accepted=402_118, duplicate=18, lag_ms=1_450, retry_ms=48_000,
                   error='“弘祥物流” does not answer at hongxiang.fleet.example:8082')
    day.count(lost, [0], 402_118, duplicate=18)
    day.add_source('出租车平台', 'refused', 2 * HOUR, 2 * HOUR, accepted=88_204,
                   error='The platform “出租车平台” refused the sign-in of “dispatch”')
    day.add_source('危险货物监管', 'untrusted', 40 * MINUTE, 40 * MINUTE,
                   error='The server at hazmat.fleet.example cannot prove its identity: the certificate expired on 20 Nov 2026')
    day.add_source('公交公司', 'incompatible', 3 * HOUR, 3 * HOUR, error='What answers at bus.example is not a vehicle platform')
    return day


if __name__ == '__main__':
    import sys

    day = many_sources(sys.argv[1])
    input()
    day.close()
