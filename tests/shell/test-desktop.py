#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Works with the command center as somebody does who has no eyes and no mouse: through the accessibility tree."""

import os
import re
import socket
import sqlite3
import subprocess
import sys
import unittest

import desk
from desk import Atspi, await_node, count_of, find, is_pressed, press, press_key, text_of, type_into, wait

STATES = ('Moving', 'Idling', 'Parked', 'Stale', 'Lost')
GRIDS = ('Northeast', 'Jing-Jin-Ji', 'Lu-Su-Yu', 'Yangtze', 'Outside')
BUTTON = Atspi.Role.TOGGLE_BUTTON


def counts(app, names):
    return [count_of(find(app, name=name, role=BUTTON)) for name in names]


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


def setUpModule():
    bus = desk.Bus()
    unittest.addModuleCleanup(bus.stop)


class DesktopTest(unittest.TestCase):
    def setUp(self):
        self.desk = desk.Desk().__enter__()
        self.addCleanup(self.desk.__exit__, None, None, None)

    def start_demo(self):
        app, _program = self.desk.start_chezu('--demo', '--vehicles', '300',
                                              '--store', self.desk.path / 'demo.db')
        moving = await_node(app, name='Moving', role=BUTTON)
        wait('vehicles', lambda: sum(counts(app, STATES)) > 250 and moving)
        return app

    def any_plate(self, app):
        """The plate of a vehicle in the list of what is in view: "鲁D·3F872, Moving, …"."""
        row = wait('a vehicle in view', lambda: find(app, starts='鲁D·', role=Atspi.Role.LIST_ITEM))
        return row.get_name().split(',')[0]

    def in_view(self, app):
        """The vehicles that the list beside the map counts; 0 when it does not show."""
        for node in desk.nodes(app):
            count = re.fullmatch(r'([\d,]+) vehicles?', node.get_name() or '')
            if count and node.get_role() == Atspi.Role.LABEL:
                return int(count[1].replace(',', ''))
        return 0

    def search(self, app, text):
        entry = await_node(app, name='Search', role=Atspi.Role.ENTRY)
        type_into(entry, text)
        return entry


class TestDemo(DesktopTest):
    def test_counts_agree(self):
        app = self.start_demo()

        def agree():
            states, grids = sum(counts(app, STATES)), sum(counts(app, GRIDS))
            return states == grids and states > 250

        wait('states and grids to add up to the same', agree)

    def test_search_selects_and_follows(self):
        app = self.start_demo()
        plate = self.any_plate(app)
        self.search(app, plate.replace('·', '').lower())

        hit = await_node(app, name=plate, role=Atspi.Role.LIST_ITEM)
        self.assertTrue(hit.get_description(), 'the hit says whose vehicle it is')
        press_key('ctrl+f', 'Return')

        await_node(app, name='Vehicle', role=Atspi.Role.GROUPING)
        wait('the plate as a title', lambda: find(app, name=plate, role=Atspi.Role.LABEL))
        for fact in ('Speed', 'Course', 'Fix', 'Mileage', 'Driver', 'Enterprise', 'Terminal'):
            self.assertTrue(find(app, name=fact), f'{fact} is told')

        follow = await_node(app, name='Follow', role=BUTTON)
        self.assertFalse(is_pressed(follow))
        press(follow)
        wait('following', lambda: is_pressed(follow))
        press(follow)
        wait('no longer following', lambda: not is_pressed(follow))

    def test_keys_of_the_map_work_beside_it(self):
        app = self.start_demo()
        plate = self.any_plate(app)
        self.search(app, plate.replace('·', ''))
        await_node(app, name=plate, role=Atspi.Role.LIST_ITEM)
        press_key('ctrl+f', 'Return')
        await_node(app, name='Follow', role=BUTTON)
        press_key('Escape')
        wait('the list of what is in view', lambda: find(app, name='Follow', role=BUTTON) is None)
        wait('what is near, though the focus is in the list', lambda: 0 < self.in_view(app) < 200)

        press_key('0')
        wait('the nation', lambda: self.in_view(app) > 250)

    def test_escape_goes_back_step_by_step(self):
        app = self.start_demo()
        plate = self.any_plate(app)
        parked = await_node(app, name='Parked', role=BUTTON)

        press(parked)
        wait('the filter', lambda: is_pressed(parked))
        self.search(app, plate.replace('·', ''))
        await_node(app, name=plate, role=Atspi.Role.LIST_ITEM)
        press_key('ctrl+f', 'Return')
        await_node(app, name='Follow', role=BUTTON)

        press_key('Escape')
        wait('the list again', lambda: find(app, name='Follow', role=BUTTON) is None)
        self.assertTrue(is_pressed(parked), 'one step at a time')
        press_key('Escape')
        wait('no filter', lambda: not is_pressed(parked))

    def test_nothing_found_says_what_to_do(self):
        app = self.start_demo()

        entry = self.search(app, '鲁D·9Z<b>')
        await_node(app, name='Nothing Found for “鲁D·9Z<b>”')
        self.assertTrue(find(app, name='Check the plate or clear filters'))
        press_key('ctrl+f', 'Escape')
        wait('an empty entry', lambda: text_of(entry) == '')

    def test_a_filter_shows_one_alone_and_then_all(self):
        app = self.start_demo()
        parked = await_node(app, name='Parked', role=BUTTON)
        moving = await_node(app, name='Moving', role=BUTTON)

        press(parked)
        wait('grids to count the parked',
             lambda: is_pressed(parked) and abs(sum(counts(app, GRIDS)) - count_of(parked)) <= 3)
        press(moving)
        wait('the other one alone', lambda: is_pressed(moving) and not is_pressed(parked))
        press(moving)
        wait('all again', lambda: not is_pressed(moving) and sum(counts(app, GRIDS)) > 250)

    def test_pages_and_panes(self):
        app = self.start_demo()

        press_key('alt+4')
        await_node(app, starts='Accepted Today: ', role=Atspi.Role.GROUPING)
        wait('a live source', lambda: find(app, starts='Live · '))
        self.assertIsNone(find(app, name='Retry Now', role=Atspi.Role.BUTTON), 'there is nothing to retry')
        press_key('alt+1')
        await_node(app, starts='Map, ')
        press_key('ctrl+question')
        await_node(app, name='Everywhere')
        press_key('Escape')
        wait('the dialog to close', lambda: find(app, name='Everywhere') is None)


class TestConnection(DesktopTest):
    def start_simulator(self, port):
        simulator = subprocess.Popen(['chezuctl', 'sim', '--port', str(port), '--vehicles', '50',
                                      '--seed', '3', '--rate', '2'],
                                     stdout=subprocess.PIPE, text=True)
        self.desk.programs.append(simulator)
        self.assertTrue(simulator.stdout.readline().startswith('listening '))
        self.addCleanup(simulator.stdout.close)
        return simulator

    def test_loss_and_recovery_without_a_click(self):
        port = free_port()
        store = self.desk.path / 'chezu.db'
        secret = self.desk.path / 'password'
        secret.touch(mode=0o600)
        secret.write_text('admin')
        simulator = self.start_simulator(port)
        subprocess.run(['chezuctl', '--store', store, 'source', 'add', '交通局', '--kind', 'traccar',
                        '--url', f'http://127.0.0.1:{port}', '--user', 'admin',
                        '--password-file', secret], check=True)

        app, _program = self.desk.start_chezu('--store', store)
        button = await_node(app, name='Connection', role=BUTTON)
        wait('live data', lambda: button.get_description().startswith('Live'))

        desk.stop(simulator)
        banner = wait('the loss in words',
                      lambda: find(app, starts='Connection lost, retrying'))
        self.assertRegex(banner.get_name(), r'retrying (in \d+ s|now)\. Showing data of \d\d:\d\d:\d\d')
        self.assertTrue(find(app, name='Retry Now', role=Atspi.Role.BUTTON))
        self.assertGreater(sum(counts(app, STATES)), 40, 'what is stored stays on the map')

        self.start_simulator(port)
        wait('live data again', lambda: button.get_description().startswith('Live'))
        wait('the banner to go', lambda: find(app, starts='Connection lost') is None)


class TestStart(DesktopTest):
    def test_first_start_asks_for_a_source(self):
        app, _program = self.desk.start_chezu()

        await_node(app, name='No Source Yet')
        self.assertTrue(find(app, name='Open Demo', role=Atspi.Role.BUTTON))
        press(find(app, name='Add Source', role=Atspi.Role.BUTTON))
        test = await_node(app, name='Test', role=Atspi.Role.BUTTON)
        save = find(app, name='Save', role=Atspi.Role.BUTTON)
        self.assertFalse(test.get_state_set().contains(Atspi.StateType.SENSITIVE))
        self.assertFalse(save.get_state_set().contains(Atspi.StateType.SENSITIVE))

        for label, text in (('Name', '交通局'), ('Address', f'127.0.0.1:{free_port()}'),
                            ('User', 'admin'), ('Password', 'secret')):
            type_into(await_node(app, name=label, role=Atspi.Role.TEXT), text)
        wait('the test button', lambda: test.get_state_set().contains(Atspi.StateType.SENSITIVE))
        press(test)
        await_node(app, starts='Nothing answers at 127.0.0.1', role=Atspi.Role.LABEL)
        wait('another try', lambda: test.get_state_set().contains(Atspi.StateType.SENSITIVE))
        press(find(app, name='Cancel', role=Atspi.Role.BUTTON))
        wait('the dialog to close', lambda: find(app, name='Cancel', role=Atspi.Role.BUTTON) is None)

    def open_broken(self, name, content):
        path = self.desk.path / name
        path.write_bytes(content)
        app, _program = self.desk.start_chezu('--store', path)
        return app, path

    def test_a_file_that_is_no_store_is_left_alone(self):
        content = b'plate,driver\n' * 1000
        app, path = self.open_broken('list.csv', content)

        await_node(app, name='This Is Not a Data File of Chezu')
        self.assertTrue(find(app, name='Choose Another File…', role=Atspi.Role.BUTTON))
        self.assertTrue(find(app, name='Try Again', role=Atspi.Role.BUTTON))
        self.assertEqual(path.read_bytes(), content)

    def test_a_database_of_somebody_else_is_left_alone(self):
        path = self.desk.path / 'other.db'
        with sqlite3.connect(path) as other:
            other.execute('CREATE TABLE invoice (number INTEGER)')
        other.close()
        content = path.read_bytes()
        app, _program = self.desk.start_chezu('--store', path)

        await_node(app, name='This Is Not a Data File of Chezu')
        self.assertEqual(path.read_bytes(), content)

    def test_a_locked_store_opens_when_it_is_free(self):
        path = self.desk.path / 'chezu.db'
        subprocess.run(['chezuctl', '--store', path, 'status'], check=True, stdout=subprocess.DEVNULL)
        holder = sqlite3.connect(path, isolation_level=None)
        holder.execute('PRAGMA locking_mode = EXCLUSIVE')
        holder.execute('BEGIN EXCLUSIVE')
        app, _program = self.desk.start_chezu('--store', path)

        await_node(app, name='Opening the Data File…')
        await_node(app, name='The Data File Is in Use')
        self.assertTrue(find(app, starts=str(path)), 'the file is named')
        holder.execute('ROLLBACK')
        holder.close()
        press(find(app, name='Try Again', role=Atspi.Role.BUTTON))
        await_node(app, name='No Source Yet')


class TestScreenshot(unittest.TestCase):
    def take(self, *options):
        with desk.Desk() as place:
            picture = place.path / 'picture.png'
            done = subprocess.run(['chezu', '--demo', '--vehicles', '50', '--store', place.path / 'demo.db',
                                   '--screenshot', picture, '--after', '0', *options],
                                  capture_output=True, text=True, timeout=desk.LIMIT_S * 2)
            return done, picture.read_bytes() if picture.exists() else None

    def test_a_picture_has_the_size_that_was_asked_for(self):
        done, picture = self.take('--size', '1280x800', '--scheme', 'dark', '--page', 'sync')

        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(picture[:8], b'\x89PNG\r\n\x1a\n')
        self.assertEqual((int.from_bytes(picture[16:20]), int.from_bytes(picture[20:24])), (1280, 800))

    def test_a_vehicle_that_is_not_there(self):
        done, picture = self.take('--select', '鲁D·NONE')

        self.assertEqual(done.returncode, 1)
        self.assertIn('鲁D·NONE', done.stderr)
        self.assertIsNone(picture)

    def test_an_option_that_makes_no_sense(self):
        for option in (('--size', 'big'), ('--view', '1,2'), ('--scheme', 'pink'), ('--page', 'cellar'),
                       ('--vehicles', '0'), ('--rate', '-1')):
            done, picture = self.take(*option)
            self.assertEqual(done.returncode, 2, option)
            self.assertTrue(re.search(option[0], done.stderr), done.stderr)
            self.assertIsNone(picture)


if __name__ == '__main__':
    os.environ.setdefault('LC_ALL', 'C.UTF-8')
    unittest.main(argv=[sys.argv[0], '-v', *sys.argv[1:]])
