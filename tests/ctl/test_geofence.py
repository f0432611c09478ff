#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""chezuctl geofence: fences by hand and from files, and who is inside while a synchronizer runs."""

import json
import os
import sqlite3
import subprocess
import time

from tap import Program, clean_environment, run_all

CHEZUCTL = os.environ['CHEZU_CTL']
OK, FAILED, USAGE = range(3)


def ctl(folder, *arguments, code=OK):
    result = subprocess.run([CHEZUCTL, '--store', folder / 'store.db', *map(str, arguments)], capture_output=True, text=True,
                            timeout=60, env=clean_environment(folder), cwd=folder)
    assert result.returncode == code, (arguments, result.returncode, result.stdout, result.stderr)
    return result.stdout if code == OK else result.stdout + result.stderr


def fences(folder):
    return {fence['name']: fence for fence in json.loads(ctl(folder, 'geofence', 'list', '--json'))['geofences']}


def test_forms_by_hand(folder):
    ctl(folder, 'geofence', 'add', '货场', '--circle', '117.26,34.79,500', '--note', '夜间关闭')
    ctl(folder, 'geofence', 'add', 'Yard', '--polygon', '117.2,34.7 117.3,34.7 117.3,34.8 117.2,34.8')
    ctl(folder, 'geofence', 'add', 'G3', '--corridor', '117.2,34.7 117.3,34.9 117.3,35.0', '--width', 400)
    listed = fences(folder)
    assert list(listed) == ['G3', 'Yard', '货场'], listed
    assert listed['G3']['width_m'] == 400 and listed['货场']['radius_m'] == 500, listed
    assert listed['货场']['note'] == '夜间关闭'
    shown = json.loads(ctl(folder, 'geofence', 'show', 'G3'))
    assert len(shown['outline']) == 1, 'the pieces of a corridor are one area'
    assert shown['outline'][0][0] == shown['outline'][0][-1]
    assert ctl(folder, 'verify') is not None
    ctl(folder, 'geofence', 'remove', 'Yard')
    assert list(fences(folder)) == ['G3', '货场']
    assert 'geofence list' in ctl(folder, 'geofence', 'show', 'Yard', code=FAILED)


def test_bad_input_is_told(folder):
    assert '117.26,34.79,500' in ctl(folder, 'geofence', 'add', 'x', '--circle', '117.26,34.79', code=USAGE)
    assert '12a,3' in ctl(folder, 'geofence', 'add', 'x', '--polygon', '117,34 12a,3 118,35', code=USAGE)
    assert 'crosses' in ctl(folder, 'geofence', 'add', 'x', '--polygon', '117,34 118,35 118,34 117,35', code=USAGE)
    assert '--circle' in ctl(folder, 'geofence', 'add', 'x', code=USAGE)
    assert 'radius' in ctl(folder, 'geofence', 'add', 'x', '--circle', '117,34,1', code=USAGE)
    assert not (folder / 'store.db').exists() or fences(folder) == {}


def test_features_of_a_file(folder):
    ring = [[117.2, 34.7], [117.3, 34.7], [117.3, 34.8], [117.2, 34.8], [117.2, 34.7]]
    hole = [[117.24, 34.74], [117.24, 34.76], [117.26, 34.76], [117.26, 34.74], [117.24, 34.74]]
    bow = [[117, 34], [118, 35], [118, 34], [117, 35], [117, 34]]
    features = [
        {'type': 'Feature', 'properties': {'name': '园区'}, 'geometry': {'type': 'Polygon', 'coordinates': [ring, hole]}},
        {'type': 'Feature', 'properties': {'name': '国道'},
         'geometry': {'type': 'LineString', 'coordinates': [[117, 34], [117.5, 34.2], [117.0, 34.01]]}},
        {'type': 'Feature', 'properties': {'name': '驿站'}, 'geometry': {'type': 'Point', 'coordinates': [117.1, 34.1]}},
        {'type': 'Feature', 'properties': {'name': 'bow'}, 'geometry': {'type': 'Polygon', 'coordinates': [bow]}},
    ]
    (folder / 'fences.geojson').write_text(json.dumps({'type': 'FeatureCollection', 'features': features}))
    result = subprocess.run([CHEZUCTL, '--store', folder / 'store.db', 'geofence', 'import', '--width', '300', '--radius', '80',
                             'fences.geojson'], capture_output=True, text=True, timeout=60, env=clean_environment(folder),
                            cwd=folder)
    assert result.returncode == OK, result
    assert 'bow' in result.stderr and 'Added 3 geofences' in result.stdout, result
    listed = fences(folder)
    assert listed['国道']['width_m'] == 300 and listed['驿站']['radius_m'] == 80, listed
    assert len(json.loads(ctl(folder, 'geofence', 'show', '园区'))['outline']) == 2
    ctl(folder, 'verify')


def test_who_is_inside_while_data_come(folder):
    with Program(CHEZUCTL, 'sim', '--port', 0, '--vehicles', 60, '--seed', 7, '--rate', .5,
                 env=clean_environment(folder)) as simulator:
        url = simulator.first_line().split()[1]
        (folder / 'password').write_text('admin\n')
        (folder / 'password').chmod(0o600)
        ctl(folder, 'source', 'add', 'demo', '--url', url, '--user', 'admin', '--password-file', folder / 'password')
        ctl(folder, 'geofence', 'add', 'China', '--polygon', '73,18 135,18 135,54 73,54')
        ctl(folder, 'geofence', 'add', 'Nowhere', '--circle', '-30,0,1000')
        ctl(folder, 'sync', '--for', 3)
    inside = fences(folder)['China']['inside']
    with sqlite3.connect(f'file:{folder / "store.db"}?mode=ro', uri=True) as db:
        located = db.execute('SELECT count(*) FROM vehicle WHERE time_ms NOT NULL').fetchone()[0]
    assert inside == located > 40, (inside, located)
    assert fences(folder)['Nowhere']['inside'] == 0
    visits = json.loads(ctl(folder, 'geofence', 'visits', '--geofence', 'China', '--json'))['visits']
    assert len(visits) == inside and all(visit['left'] is None for visit in visits)
    assert len(json.loads(ctl(folder, 'geofence', 'inside', 'China', '--json'))['visits']) == inside
    plate = next(visit['vehicle'] for visit in visits if visit['vehicle'])
    assert len(json.loads(ctl(folder, 'geofence', 'visits', '--vehicle', plate, '--json'))['visits']) == 1
    time.sleep(1.1)
    ctl(folder, 'geofence', 'remove', 'China')
    visits = json.loads(ctl(folder, 'geofence', 'visits', '--json'))['visits']
    assert all(visit['left'] for visit in visits), 'a fence that is gone holds nobody'
    ctl(folder, 'verify')


run_all(globals())
