#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""One vehicle's day beside the map: its chart, its table, its trips and stops, and the day before."""

import datetime
import os
import pathlib
import re
import sqlite3
import subprocess
import sys
import unittest

import desk
from desk import Atspi, await_node, find, press, press_key, type_into, wait

SCHEMA = pathlib.Path(os.environ['CHEZU_SCHEMA_1'])
MINUTE = 60000
PLATE = '鲁D·3F872'


def setUpModule():
    bus = desk.Bus()
    unittest.addModuleCleanup(bus.stop)


def shoot(name):
    """A picture of the screen for eyes, when somebody asks for it."""
    folder = os.environ.get('CHEZU_TEST_PICTURES')
    if folder:
        subprocess.run(['import', '-window', 'root', f'{folder}/{name}.png'], check=True)


def yesterday_ms():
    zone = datetime.timezone(datetime.timedelta(hours=8))
    today = datetime.datetime.now(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    return int(today.timestamp() * 1000) - 24 * 60 * MINUTE


def drive(start_ms):
    """An hour on the road, twenty minutes of rest, half an hour more, seven minutes of silence, ten minutes more."""
    rows = []
    lon, metres, at = 1172861000, 90000, start_ms
    for minutes, speed in ((60, 1667), (20, 0), (30, 2389), (7, None), (10, 1667)):
        for step in range(minutes * 6):
            if speed is not None:
                wave = speed + (step % 30) * 8 if speed else 0
                rows.append((1, at, lon, 348042800, wave, 9000, metres, 60, 3))
            pace = 1500 if speed is None else speed
            lon += pace * 11
            metres += pace // 10
            at += 10000
    return rows


def make_store(path, start_ms):
    """A store of the first version, which the program brings up to date."""
    db = sqlite3.connect(path)
    db.executescript(f'''PRAGMA application_id = {0x47504B47}; PRAGMA user_version = 10300;
        CREATE TABLE chezu_schema (version INTEGER PRIMARY KEY, oldest_reader INTEGER NOT NULL, applied_ms INTEGER NOT NULL,
                                   made_by TEXT NOT NULL);
        INSERT INTO chezu_schema VALUES (1, 1, 0, 'a test');''' + SCHEMA.read_text())
    db.execute("INSERT INTO source (id, name, kind, url, credential) VALUES (1, 'depot', 'traccar', 'http://127.0.0.1:9', 'none')")
    rows = drive(start_ms)
    _, at, lon, lat, speed, course, metres, altitude, flags = rows[-1]
    db.execute('INSERT INTO vehicle (id, plate, seq, source, remote_id, unique_id, time_ms, lon_e7, lat_e7, speed_cm_s, '
               'course_cdeg, odometer_m, altitude_m, received_ms) VALUES (1, ?, 1, 1, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
               (PLATE.replace('·', ''), '013800000001', at, lon, lat, speed, course, metres, altitude, at))
    db.executemany('INSERT INTO fix_row (vehicle, time_ms, lon_e7, lat_e7, speed_cm_s, course_cdeg, odometer_m, altitude_m, '
                   'flags) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)', rows)
    db.execute("INSERT INTO event (vehicle, time_ms, kind, received_ms) VALUES (1, ?, 'ignitionOn', ?)",
               (start_ms, start_ms))
    db.execute("UPDATE tally SET value = (SELECT count (*) FROM fix_row) WHERE name = 'fix'")
    db.commit()
    db.close()


class TestTrack(unittest.TestCase):
    def setUp(self):
        self.desk = desk.Desk().__enter__()
        self.addCleanup(self.desk.__exit__, None, None, None)
        store = self.desk.path / 'store.db'
        make_store(store, yesterday_ms() + 8 * 60 * MINUTE)
        self.app, _program = self.desk.start_chezu('--store', store, '--size', '1920x1000',
                                                   *os.environ.get('CHEZU_TEST_OPTIONS', '').split())
        self.addCleanup(shoot, f'end-{self.id()}')
        type_into(await_node(self.app, name='Search', role=Atspi.Role.ENTRY), PLATE.replace('·', ''))
        await_node(self.app, name=PLATE, role=Atspi.Role.LIST_ITEM)
        press_key('ctrl+f', 'Return')

    def open_yesterday(self):
        press(await_node(self.app, name='Track', role=Atspi.Role.BUTTON))
        await_node(self.app, name='No local record of this period')
        press(await_node(self.app, name='Day Before', role=Atspi.Role.BUTTON))
        self.profile = await_node(self.app, name='Speed Profile')

    def click(self, node, across):
        box = node.get_component_iface().get_extents(Atspi.CoordType.WINDOW)
        subprocess.run(['xdotool', 'mousemove', str(int(box.x + across * box.width)), str(box.y + box.height // 2),
                        'sleep', '0.1', 'click', '1', 'sleep', '0.1'], check=True)

    def rows(self, name):
        return [node for node in desk.nodes(await_node(self.app, name=name, role=Atspi.Role.LIST))
                if node.get_role() == Atspi.Role.LIST_ITEM]

    def test_day_in_figures(self):
        self.open_yesterday()
        await_node(self.app, name='1 h 39 min')
        await_node(self.app, name='Up to 94 km/h')
        self.assertEqual(len(self.rows('Events')), 1)
        legs = [desk.text_of(node) or '' for node in desk.nodes(self.app)]
        self.assertTrue(any(leg.startswith('Trip · 59.8 km') for leg in legs), legs)
        self.assertTrue(any(leg.startswith('No Data') for leg in legs), legs)
        shoot('track')

    def test_keys_point_at_moments(self):
        self.open_yesterday()
        self.click(self.profile, 0.3)
        told = wait('a moment', lambda: re.match(r'(\d\d:\d\d:\d\d) · \d+ km/h', self.profile.get_description() or ''))
        press_key('Right')
        wait('a minute later', lambda: (self.profile.get_description() or '')[:8] > told[1])
        press_key('Page_Down')
        wait('a quarter of an hour later', lambda: (self.profile.get_description() or '')[:5] > '08:40')

    def test_chart_leads_to_its_moment_of_the_past(self):
        self.open_yesterday()
        self.click(self.profile, 0.3)

        def moment():
            texts = [desk.text_of(node) or '' for node in desk.nodes(self.app)]
            return next((text for text in texts if re.fullmatch(r'\d+ \w+ \d{4} 08:\d\d:\d\d', text)), None)

        wait('the moment over the map', moment)
        shoot('track-past')
        await_node(self.app, name='1 h 39 min')

    def test_a_trip_leads_to_its_moment_and_is_marked(self):
        self.open_yesterday()

        def is_stop(row):
            return any((desk.text_of(node) or '').startswith('Stop · 20 min') for node in desk.nodes(row))

        def marked():
            return [row for row in self.rows('Trips and Stops')
                    if row.get_state_set().contains(Atspi.StateType.SELECTED)]

        self.assertEqual(marked(), [])
        self.click(next(filter(is_stop, self.rows('Trips and Stops'))), 0.5)
        wait('its beginning', lambda: any(re.search(r' (08:59|09:00):\d\d$', desk.text_of(node) or '')
                                          for node in desk.nodes(self.app)))
        wait('its row is marked', lambda: [is_stop(row) for row in marked()] == [True])
        self.assertEqual(len(self.rows('Trips and Stops')), 5)

    def test_chart_is_a_table_too(self):
        self.open_yesterday()
        press_key('ctrl+t')
        table = await_node(self.app, name='Speed Profile', role=Atspi.Role.TREE_TABLE)
        texts = [desk.text_of(node) or '' for node in desk.nodes(table)]
        self.assertIn('08:00', texts)
        self.assertTrue(any(re.fullmatch(r'\d+ km/h', text) for text in texts), texts)
        shoot('track-table')

    def test_day_after_leads_back(self):
        self.open_yesterday()
        after = await_node(self.app, name='Day After', role=Atspi.Role.BUTTON)
        press(after)
        await_node(self.app, name='No local record of this period')
        wait('no further', lambda: not after.get_state_set().contains(Atspi.StateType.SENSITIVE))
        press_key('Escape')
        await_node(self.app, name='Track', role=Atspi.Role.BUTTON)


class TestPlayedFromTheCommandLine(unittest.TestCase):
    def setUp(self):
        self.desk = desk.Desk().__enter__()
        self.addCleanup(self.desk.__exit__, None, None, None)
        self.store = self.desk.path / 'store.db'
        make_store(self.store, yesterday_ms() + 8 * 60 * MINUTE)

    def test_stops_with_a_word_where_the_data_end(self):
        app, _program = self.desk.start_chezu('--store', self.store, '--size', '1920x1000', '--past', 'yesterday 09:50',
                                              '--play', '600', '--select', PLATE.replace('·', ''))
        await_node(app, name=PLATE)
        wait('the end', lambda: any(re.fullmatch(r'The data end at \d+ \w+ 10:06', desk.text_of(node) or '')
                                    for node in desk.nodes(app)))
        await_node(app, name='Play', role=Atspi.Role.BUTTON)
        wait('the last moment', lambda: any(re.search(r' 10:06:50$', desk.text_of(node) or '') for node in desk.nodes(app)))

    def test_a_rate_without_a_moment_is_refused(self):
        done = subprocess.run(['chezu', '--store', str(self.store), '--play', '600'], capture_output=True, text=True,
                              timeout=60)
        self.assertEqual(done.returncode, 2)
        self.assertIn('--past', done.stderr)


if __name__ == '__main__':
    unittest.main(argv=[sys.argv[0], *sys.argv[1:]], verbosity=2)
