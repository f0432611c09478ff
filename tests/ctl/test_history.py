#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tracks as chezuctl history writes them, read back by what people would read them with."""

import csv
import datetime
import io
import json
import os
import re
import sqlite3
import xml.etree.ElementTree as xml

from tap import Program, run_all
from tracks import ALTITUDE_UNKNOWN, DRIVE, FAILED, USAGE, iso, make_store, ogr, run

GPX = '{http://www.topografix.com/GPX/1/1}'
DAY = ('--from', '2026-04-14', '--to', '2026-04-15')


def history(folder, *arguments):
    return run(folder, 'history', *arguments).stdout.decode()


def refused(folder, *arguments, code=FAILED):
    result = run(folder, 'history', *arguments, code=code)
    assert not result.stdout and result.stderr.strip(), result
    return result.stderr.decode()


# --- Formats ---------------------------------------------------------------------------------------------------------

def test_a_table_tells_a_person(folder):
    make_store(folder)
    lines = history(folder, '鲁D·3F872', *DAY).splitlines()
    assert lines[0] == '鲁D·3F872', lines[0]
    assert lines[2].split()[:4] == ['2026-04-14', '08:00:00', '60', 'km/h'] and '45° NE' in lines[2], lines[2]
    assert [n for n, line in enumerate(lines) if line.startswith('… 12 min')] == [182], lines[180:184]
    assert lines[-2].startswith('2026-04-14 12:00:00') and 'no satellites, sent later' in lines[-2], lines[-2]
    assert lines[-1].startswith('361 fixes, '), lines[-1]
    assert len(lines) == 2 + 361 + 2 + 1


def test_csv_holds_every_digit(folder):
    make_store(folder)
    raw = run(folder, 'history', '鲁D3F872', *DAY, '--format', 'csv').stdout
    assert raw.count(b'\r\n') == raw.count(b'\n') == len(DRIVE) + 1
    rows = list(csv.DictReader(io.StringIO(raw.decode(), newline='')))
    assert len(rows) == len(DRIVE)
    for row, (time_ms, lon, lat, speed, course, odometer, altitude, flags) in zip(rows, DRIVE):
        assert row['vehicle_id'] == '1' and row['plate'] == '鲁D3F872' and row['time'] == iso(time_ms), row
        assert round(float(row['lon']) * 1e7) == lon and round(float(row['lat']) * 1e7) == lat, row
        assert row['speed'] == ('' if speed < 0 else f'{speed * .036:.3f}'), row
        assert row['course'] == ('' if course < 0 else f'{course / 100:.2f}'), row
        assert row['odometer'] == ('' if odometer < 0 else str(odometer)), row
        assert row['altitude'] == ('' if altitude == ALTITUDE_UNKNOWN else str(altitude)), row
        assert row['flags'] == str(flags), row


def test_csv_quotes_what_needs_it(folder):
    make_store(folder)
    rows = list(csv.DictReader(io.StringIO(history(folder, '#17', *DAY, '--format', 'csv', '--limit', 2), newline='')))
    assert len(rows) == 2 and rows[1]['plate'] == '=1+1,"quoted"', rows


def test_gdal_reads_the_csv(folder):
    make_store(folder)
    history(folder, '鲁D3F872', *DAY, '-o', 'track.csv')
    told = ogr('-al', '-so', folder / 'track.csv', '-oo', 'X_POSSIBLE_NAMES=lon', '-oo', 'Y_POSSIBLE_NAMES=lat')
    assert 'Geometry: Point' in told and f'Feature Count: {len(DRIVE)}' in told, told


# What the schema of GPX 1.1 allows in the elements that we write, in its order.
GPX_ORDER = {
    'gpx': ['metadata', 'wpt', 'rte', 'trk', 'extensions'],
    'trk': ['name', 'cmt', 'desc', 'src', 'link', 'number', 'type', 'extensions', 'trkseg'],
    'trkseg': ['trkpt', 'extensions'],
    'trkpt': ['ele', 'time', 'magvar', 'geoidheight', 'name', 'cmt', 'desc', 'src', 'link', 'sym', 'type', 'fix', 'sat', 'hdop',
              'vdop', 'pdop', 'ageofdgpsdata', 'dgpsid', 'extensions'],
}


def assert_valid_gpx(element):
    name = element.tag.removeprefix(GPX)
    if name not in GPX_ORDER:
        return
    places = [GPX_ORDER[name].index(child.tag.removeprefix(GPX)) for child in element]
    assert places == sorted(places), (name, places)
    if name == 'trkpt':
        assert -90 <= float(element.get('lat')) <= 90 and -180 <= float(element.get('lon')) < 180, element.attrib
        datetime.datetime.fromisoformat(element.find(GPX + 'time').text)
    for child in element:
        assert_valid_gpx(child)


def test_gpx_is_what_its_schema_wants(folder):
    make_store(folder)
    history(folder, '鲁D3F872', *DAY, '--output', 'track.gpx')
    root = xml.parse(folder / 'track.gpx').getroot()
    assert root.tag == GPX + 'gpx' and root.get('version') == '1.1' and root.get('creator'), root.attrib
    assert_valid_gpx(root)
    segments = root.findall(f'{GPX}trk/{GPX}trkseg')
    assert [len(s) for s in segments] == [180, 180, 1], segments
    assert segments[2][0].find(GPX + 'fix').text == 'none'
    assert segments[0][1].find(GPX + 'time').text == iso(DRIVE[1][0])
    history(folder, '#17', *DAY, '--output', 'quoted.gpx')
    assert xml.parse(folder / 'quoted.gpx').getroot().find(f'{GPX}trk/{GPX}name').text == '=1+1,"quoted"'


def test_gdal_reads_the_gpx(folder):
    make_store(folder)
    history(folder, '鲁D3F872', *DAY, '-o', 'track.gpx')
    told = ogr('-al', '-so', folder / 'track.gpx')
    counts = dict(zip(re.findall('Layer name: (.*)', told), map(int, re.findall(r'Feature Count: (\d+)', told))))
    assert counts['tracks'] == 1 and counts['track_points'] == len(DRIVE), counts
    point = ogr(folder / 'track.gpx', 'track_points', '-fid', 0)
    assert '2026/04/14 00:00:00' in point and 'ogr_speed (Real) = 60.012' in point, point
    assert 'ogr_odometer (Integer) = 90000' in point and 'ogr_course' in point and 'ogr_flags' in point, point


def test_geojson_has_a_line_for_each_stretch(folder):
    make_store(folder)
    collection = json.loads(history(folder, '鲁D3F872', *DAY, '--format', 'geojson'))
    assert collection['type'] == 'FeatureCollection' and 'crs' not in collection
    features = collection['features']
    assert [f['geometry']['type'] for f in features] == ['LineString', 'LineString', 'Point']
    for feature, first in zip(features, (0, 180, 360)):
        properties = feature['properties']
        line = feature['geometry']['coordinates'] if feature['geometry']['type'] == 'LineString' else [feature['geometry']['coordinates']]
        assert len(line) == len(properties['coordTimes']) == len(properties['speeds']) == properties['count']
        assert properties['from'] == properties['coordTimes'][0] == iso(DRIVE[first][0])
        for position, time, row in zip(line, properties['coordTimes'], DRIVE[first:]):
            assert [round(position[0] * 1e7), round(position[1] * 1e7)] == [row[1], row[2]] and time == iso(row[0])
    assert features[0]['geometry']['coordinates'][0][2] == 60 and len(features[2]['geometry']['coordinates']) == 2
    assert features[2]['properties']['speeds'] == [None]
    assert features[0]['properties']['plate'] == '鲁D3F872' and features[0]['properties']['mileage_m'] == 179 * 167


def test_gdal_reads_the_geojson(folder):
    make_store(folder)
    history(folder, '#17', *DAY, '--output', 'track.json')
    told = ogr('-al', '-so', folder / 'track.json')
    assert 'Feature Count: 3' in told and 'from: DateTime' in told, told


# --- What is asked ---------------------------------------------------------------------------------------------------

def test_a_vehicle_is_found_by_every_name_it_has(folder):
    make_store(folder)
    for name in ('鲁D3F872', '鲁D·3F872', '鲁d-3f872', '013800000001', '1', '#1'):
        assert history(folder, name, *DAY, '--format', 'csv', '--limit', 1).splitlines()[1].startswith('1,'), name
    # A terminal that is called like a number comes before the number.
    assert '鲁D·99999' in history(folder, '17', *DAY)
    assert 'quoted' in history(folder, '#17', *DAY)


def test_a_vehicle_that_is_not_there_is_told_with_those_that_are(folder):
    make_store(folder)
    assert '鲁D·3F872 (#1)' in refused(folder, '3F8')
    assert 'nobody' in refused(folder, 'nobody')
    assert refused(folder, '#99').strip()


def test_periods_boxes_and_limits_cut(folder):
    make_store(folder)

    def times(*arguments):
        return [row['time'] for row in csv.DictReader(io.StringIO(history(folder, '#1', '--format', 'csv', *arguments), newline=''))]

    assert len(times('--to', '2026-04-15')) == len(DRIVE)
    assert times('--from', '2026-04-14 08:00', '--to', '2026-04-14T00:00:20Z') == [iso(DRIVE[0][0]), iso(DRIVE[1][0])]
    assert times('--from', '2026-04-14 12:00') == [iso(DRIVE[-1][0])]
    assert times() == []
    first, last = DRIVE[10], DRIVE[20]
    box = ','.join(f'{e7 / 1e7:.7f}' for e7 in (first[1], first[2], last[1], last[2]))
    assert times('--box', box, *DAY) == [iso(row[0]) for row in DRIVE[10:21]]
    assert times('--box=-180,-90,-170,-80', *DAY) == [iso(DRIVE[-1][0])]
    limited = run(folder, 'history', '#1', *DAY, '--limit', 7, '--format', 'csv')
    assert limited.stdout.count(b'\n') == 8 and b'--limit' in limited.stderr
    assert b'record' in run(folder, 'history', '#2', *DAY).stderr


def test_a_wrong_question_exits_with_2(folder):
    make_store(folder)
    for arguments in ([], ['a', 'b'], ['#1', '--from', 'soon'], ['#1', '--from', '2026-04-15', '--to', '2026-04-14'],
                      ['#1', '--box', '1,2,3'], ['#1', '--box', '3,2,1,4'], ['#1', '--box', '1,2,3,north'], ['#1', '--box', '1,2,3,nan'],
                      ['#1', '--format', 'shapefile'], ['#1', '--limit', '-1'], ['#1', '--output', 'store.db']):
        refused(folder, *arguments, code=USAGE)
    assert history(folder, '#1', *DAY)


def test_a_file_is_replaced_when_all_is_written(folder):
    make_store(folder)
    (folder / 'track.csv').write_text('precious')
    (folder / 'link.csv').symlink_to('track.csv')
    history(folder, '#1', *DAY, '-o', 'link.csv')
    assert (folder / 'track.csv').read_text().startswith('vehicle_id') and (folder / 'link.csv').is_symlink()
    assert 'where' in refused(folder, '#1', '-o', folder / 'no' / 'where.csv')
    db = sqlite3.connect(folder / 'store.db')
    db.execute('UPDATE segment SET data = zeroblob (length (data)) WHERE vehicle = 1')
    db.commit()
    db.close()
    message = refused(folder, '#1', *DAY, '-o', 'track.csv')
    assert 'amaged' in message, message
    assert (folder / 'track.csv').read_text().count('\n') == len(DRIVE) + 1
    assert sorted(p.name for p in folder.glob('*.csv*')) == ['link.csv', 'track.csv']


def test_a_pipe_is_written_to(folder):
    make_store(folder)
    os.mkfifo(folder / 'pipe.csv')
    with Program('cat', folder / 'pipe.csv') as reader:
        history(folder, '#1', *DAY, '-o', 'pipe.csv')
        out, _ = reader.process.communicate(timeout=20)
    assert out.count('\n') == len(DRIVE) + 1


run_all(globals())
