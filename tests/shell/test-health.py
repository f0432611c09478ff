#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page that tells how synchronizing goes, on days on which it goes badly."""

import os
import sqlite3
import sys
import unittest

import desk
from bad_day import HOUR, MINUTE, BadDay, many_sources
from desk import Atspi, await_node, find, press, press_key, text_of, wait

BUTTON = Atspi.Role.BUTTON


def setUpModule():
    bus = desk.Bus()
    unittest.addModuleCleanup(bus.stop)


class HealthTest(unittest.TestCase):
    def setUp(self):
        self.desk = desk.Desk().__enter__()
        self.addCleanup(self.desk.__exit__, None, None, None)
        self.path = self.desk.path / 'chezu.db'

    def start(self, day):
        self.addCleanup(day.close)
        app, _program = self.desk.start_chezu('--store', self.path, '--page', 'sync', '--size', '1600x1000')
        await_node(app, name='Sources')
        return app


class TestGaps(HealthTest):
    def test_gaps_close_as_they_are_filled(self):
        day = BadDay(self.path, vehicles=400)
        source = day.add_source('交通局', 'live', HOUR, 1000, accepted=5, lag_ms=300, transport='websocket')
        day.add_gaps(source, day.add_vehicles(source), 23 * MINUTE)
        app = self.start(day)

        await_node(app, starts='400 gaps of 400 vehicles · 153 h 20 min missing · the oldest since ')
        bar = await_node(app, name='Filling In', role=Atspi.Role.PROGRESS_BAR)
        self.assertEqual(bar.get_value_iface().get_current_value(), 0)

        day.close_gaps(source, 100)
        await_node(app, starts='300 gaps of 300 vehicles · 115 h 0 min missing')
        wait('a quarter of the bar', lambda: abs(bar.get_value_iface().get_current_value() - .25) < .001)
        wait('an estimate', lambda: find(app, starts='about '))

        day.close_gaps(source, 300)
        await_node(app, name='No open gaps · 400 closed, with 55,200 fixes')
        wait('the bar to go', lambda: find(app, name='Filling In') is None)


    def test_filling_in_is_told_after_an_outage(self):
        day = BadDay(self.path, vehicles=400)
        source = day.add_source('交通局', 'retrying', 4 * MINUTE, 4 * MINUTE, error='“交通局” does not answer', retry_ms=60_000)
        vehicles = day.add_vehicles(source)
        app = self.start(day)
        button = await_node(app, name='Connection', role=Atspi.Role.TOGGLE_BUTTON)
        await_node(app, starts='Connection lost, retrying in ')

        day.add_gaps(source, vehicles, 4 * MINUTE)
        day.revive(source)
        await_node(app, name='Restored, filling in 4 min')
        wait('the header', lambda: button.get_description().startswith('Live, filling in · '))
        day.close_gaps(source, 400)
        day.revive(source)
        await_node(app, name='Restored, and the 4 min that were missed are filled in')
        wait('the header', lambda: button.get_description().startswith('Live · '))


class TestSources(HealthTest):
    def test_each_source_says_what_is_wrong_and_what_to_do(self):
        app = self.start(many_sources(self.path))

        for words in ('Live · ', 'Offline · retrying in ', 'Sign-in Refused · ', 'Identity Not Verified · ',
                      'Not a Vehicle Platform · '):
            wait(words, lambda words=words: find(app, starts=words, role=Atspi.Role.LABEL, showing=False))
        for words in ('The platform “出租车平台” refused the sign-in of “dispatch”', 'Check the address of the source',
                      'Check user and password, or the token, of this source'):
            self.assertTrue(find(app, name=words, showing=False), words)
        await_node(app, name='Accepted Today: 3,594,000', role=Atspi.Role.GROUPING)
        self.assertTrue(find(app, name='Refused Today: 10,000', role=Atspi.Role.GROUPING))
        self.assertTrue(find(app, name='Lag: 0.8 s', role=Atspi.Role.GROUPING))

    def test_the_quality_of_the_day_stands_beside_them(self):
        app = self.start(many_sources(self.path))

        await_node(app, name='400 of 400 vehicles')
        await_node(app, name='4 of 400 vehicles')
        self.assertTrue(find(app, name='1.00%'), 'the drift rate')

    def test_a_refused_record_is_read(self):
        app = self.start(many_sources(self.path))

        self.assertTrue(find(app, starts='Impossible\u00a0coordinates\u00a02,597 · '))
        press(await_node(app, name='Show Records…', role=BUTTON))
        await_node(app, name='交通局 · the newest 1,000 of 10,000 records')
        row = wait('a record', lambda: find(app, name='Unreadable record', role=Atspi.Role.LABEL))
        self.assertTrue(find(app, starts='鲁D·1', role=Atspi.Role.LABEL), 'the vehicle is named')
        self.assertTrue(row)

        press_key('Down', 'Return')
        came = await_node(app, name='As It Came', role=Atspi.Role.TEXT)
        self.assertIn('"protocol": "jt808"', text_of(came))
        self.assertTrue(find(app, name='Copy Record', role=BUTTON))

    def test_the_form_keeps_datum_and_offset(self):
        day = BadDay(self.path)
        source = day.add_source('交通局', 'live', HOUR, 1000)
        day.run("UPDATE source SET credential = 'password-file', credential_file = '/etc/chezu/password', datum = 'bd09'")
        app = self.start(day)

        press(await_node(app, name='Edit Source', role=BUTTON))
        datum = await_node(app, name='Datum', role=Atspi.Role.COMBO_BOX)
        wait('the datum that is kept', lambda: find(datum, name='BD-09 (Baidu)'))
        offset = await_node(app, name='Time Offset in Seconds', role=Atspi.Role.SPIN_BUTTON)
        offset.get_value_iface().set_current_value(-28800)
        press(await_node(app, name='Save', role=BUTTON))

        def saved():
            with sqlite3.connect(self.path) as db:
                row = db.execute('SELECT datum, time_offset_ms, credential_file FROM source WHERE id = ?', (source,))
                return row.fetchone() == ('bd09', -28_800_000, '/etc/chezu/password')

        wait('both in the store', saved)


class TestReadOnly(HealthTest):
    def test_a_store_that_cannot_be_written_says_so(self):
        day = many_sources(self.path)
        # Whoever may write everywhere cannot be kept from it by a mode; a newer version keeps everybody from it.
        day.run("INSERT INTO chezu_schema VALUES (99, 1, 0, 'a newer version')")
        app = self.start(day)

        await_node(app, name='From a newer version; opened read-only')
        self.assertIsNone(find(app, name='Add Source', role=BUTTON))
        self.assertIsNone(find(app, name='Edit Source', role=BUTTON))


if __name__ == '__main__':
    os.environ.setdefault('LC_ALL', 'C.UTF-8')
    unittest.main(argv=[sys.argv[0], '-v', *sys.argv[1:]])
