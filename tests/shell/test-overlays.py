#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files become overlays: imported, listed, hidden, removed and had back, and there again after a new start."""

import json
import os
import sqlite3
import subprocess
import sys
import unittest

import desk
from desk import Atspi, await_node, find, is_pressed, press, press_key, wait

BUTTON = Atspi.Role.BUTTON
TOGGLE = Atspi.Role.TOGGLE_BUTTON
NAME_AND_STYLE, GEOFENCES, REMOVE = 1, 2, 5
GPX = '''<gpx version="1.1" creator="t" xmlns="http://www.topografix.com/GPX/1/1">
<wpt lat="34.8" lon="117.25"><name>Fuel</name></wpt>
<trk><name>Tour</name><trkseg><trkpt lat="34.8" lon="117.2"/><trkpt lat="34.9" lon="117.3"/></trkseg></trk></gpx>'''
KML = '''<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>Yard</name><Polygon><outerBoundaryIs>
<LinearRing><coordinates>117.2,34.7 117.3,34.7 117.3,34.8 117.2,34.7</coordinates></LinearRing></outerBoundaryIs>
</Polygon></Placemark></Document></kml>'''
HOSTILE = '''<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>/vsicurl/http://127.0.0.1:9/x</SrcDataSource>
</OGRVRTLayer></OGRVRTDataSource>'''


def setUpModule():
    bus = desk.Bus()
    unittest.addModuleCleanup(bus.stop)


class TestOverlays(unittest.TestCase):
    def setUp(self):
        self.desk = desk.Desk().__enter__()
        self.addCleanup(self.desk.__exit__, None, None, None)
        self.store = self.desk.path / 'demo.db'
        for name, text in (('tour.gpx', GPX), ('yard.kml', KML), ('evil.gpx', HOSTILE)):
            (self.desk.path / name).write_text(text)

    def start(self, *names):
        files = [word for name in names for word in ('--overlay', self.desk.path / name)]
        app, self.program = self.desk.start_chezu('--demo', '--vehicles', '50', '--store', self.store, *files)
        await_node(app, starts='Map, ')
        return app

    def import_files(self, *names):
        app = self.start(*names)
        press(await_node(app, name='Add', role=BUTTON))
        return app

    def open_layers(self, app):
        press_key('l')
        return await_node(app, name='Add Overlay…', role=BUTTON)

    def choose(self, app, name, number):
        """GTK's menu items have no names of their own; they are told by their order."""
        press(await_node(app, name=f'More about {name}', role=TOGGLE))
        items = wait('the menu', lambda: [node for node in desk.nodes(app)
                                          if node.get_role() == Atspi.Role.MENU_ITEM])
        self.assertEqual(len(items), 6)
        press(items[number])

    def rows(self):
        with sqlite3.connect(f'file:{self.store}?mode=ro', uri=True) as store:
            return store.execute('SELECT name, visible FROM overlay WHERE state = 1 ORDER BY name').fetchall()

    def test_import_hide_remove_and_undo(self):
        app = self.import_files('tour.gpx', 'yard.kml')
        await_node(app, starts='Imported 2 layers, 2 features from tour.gpx. Imported 1 feature from yard.kml.')
        wait('the dialog to close', lambda: find(app, name='Add', role=BUTTON) is None)

        self.open_layers(app)
        for name, count in (('tour – waypoints', '1 point'), ('tour – tracks', '1 line'), ('yard', '1 area')):
            row = await_node(app, name=name, role=Atspi.Role.LIST_ITEM)
            self.assertEqual(row.get_description(), count)

        eye = find(app, name='Show yard', role=TOGGLE)
        self.assertTrue(is_pressed(eye))
        press(eye)
        wait('the yard to be hidden', lambda: ('yard', 0) in self.rows())
        press(find(app, name='Show yard', role=TOGGLE))
        wait('the yard to be shown', lambda: ('yard', 1) in self.rows())

        self.choose(app, 'yard', REMOVE)
        await_node(app, name='“yard” was removed')
        wait('the yard to be gone', lambda: ('yard', 1) not in self.rows())
        wait('the list to be shorter', lambda: find(app, name='yard', role=Atspi.Role.LIST_ITEM) is None)
        press_key('Escape')
        press(await_node(app, name='Undo', role=BUTTON))
        wait('the yard to be back', lambda: ('yard', 1) in self.rows())

    def test_geofences_of_an_overlay(self):
        app = self.import_files('tour.gpx')
        wait('the tour', lambda: len(self.rows()) == 2)
        self.open_layers(app)
        for name in ('tour – waypoints', 'tour – tracks'):
            await_node(app, name=name, role=Atspi.Role.LIST_ITEM)
            self.choose(app, name, GEOFENCES)
            await_node(app, name=f'1 geofence from {name}')
            self.open_layers(app)
        told = subprocess.run(['chezuctl', '--store', self.store, 'geofence', 'list', '--json'],
                              capture_output=True, text=True, check=True).stdout
        self.assertEqual({fence['name']: fence['form'] for fence in json.loads(told)['geofences']},
                         {'Fuel': 'circle', 'Tour': 'corridor'})

    def test_what_was_imported_stays(self):
        self.import_files('yard.kml')
        wait('the yard', lambda: self.store.exists() and ('yard', 1) in self.rows())
        desk.stop(self.program)
        (self.desk.path / 'yard.kml').unlink()

        app = self.start()
        self.open_layers(app)
        await_node(app, name='yard', role=Atspi.Role.LIST_ITEM)

    def test_undo_of_an_import(self):
        app = self.import_files('tour.gpx')
        wait('the tour', lambda: len(self.rows()) == 2)
        press(await_node(app, name='Undo', role=BUTTON))
        wait('nothing', lambda: self.rows() == [])

    def test_a_hostile_file_is_refused_and_the_other_is_in(self):
        app = self.import_files('evil.gpx', 'yard.kml')
        await_node(app, starts='“evil.gpx” cannot be read')
        wait('the yard', lambda: self.rows() == [('yard', 1)])
        press_key('Escape')
        wait('the dialog to close', lambda: find(app, starts='“evil.gpx” cannot be read') is None)

    def test_name_and_style(self):
        app = self.import_files('yard.kml')
        wait('the yard', lambda: self.rows() == [('yard', 1)])
        self.open_layers(app)
        await_node(app, name='yard', role=Atspi.Role.LIST_ITEM)
        self.choose(app, 'yard', NAME_AND_STYLE)
        press(await_node(app, name='Violet'))

        def color():
            with sqlite3.connect(f'file:{self.store}?mode=ro', uri=True) as store:
                return store.execute('SELECT color FROM overlay WHERE state = 1').fetchone()[0]

        wait('violet', lambda: color() == 3)


class TestOverlayCommand(unittest.TestCase):
    def ctl(self, place, *words):
        return subprocess.run(['chezuctl', '--store', place.path / 'chezu.db', 'overlay', *words],
                              capture_output=True, text=True, timeout=desk.LIMIT_S)

    def test_add_list_remove(self):
        with desk.Desk() as place:
            (place.path / 'yard.kml').write_text(KML)
            (place.path / 'evil.gpx').write_text(HOSTILE)
            added = self.ctl(place, 'add', place.path / 'yard.kml', '--datum', 'gcj02')
            self.assertEqual((added.returncode, added.stdout), (0, 'Imported 1 feature from yard.kml.\n'))
            refused = self.ctl(place, 'add', place.path / 'evil.gpx')
            self.assertEqual(refused.returncode, 1)
            self.assertIn('evil.gpx', refused.stderr)
            self.assertTrue(self.ctl(place, 'list').stdout.startswith('yard\t0 points, 0 lines, 1 areas\t'))
            self.assertEqual(self.ctl(place, 'remove', 'yard').returncode, 0)
            self.assertEqual(self.ctl(place, 'list').stdout, '')
            self.assertEqual(self.ctl(place, 'remove', 'yard').returncode, 1)
            self.assertEqual(self.ctl(place, 'add').returncode, 2)
            self.assertEqual(self.ctl(place, 'add', 'x.gpx', '--datum', 'mars').returncode, 2)


if __name__ == '__main__':
    os.environ.setdefault('LC_ALL', 'C.UTF-8')
    unittest.main(argv=[sys.argv[0], '-v', *sys.argv[1:]])
