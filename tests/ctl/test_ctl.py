#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""chezuctl as scripts use it: its spellings, exit codes and answers, against the simulated backend over real HTTP."""

import csv
import datetime
import json
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import time

from tap import Program, clean_environment, run_all, wait_for

CHEZUCTL = os.environ['CHEZU_CTL']
OK, FAILED, USAGE, STORE, BACKEND = range(5)


def ctl(folder, *arguments, store='store.db', code=OK, seconds=60):
    """Runs chezuctl to its end, asserts its exit code and returns what it printed."""
    result = subprocess.run([CHEZUCTL, '--store', folder / store, *map(str, arguments)], capture_output=True, text=True,
                            timeout=seconds, env=clean_environment(folder), cwd=folder)
    assert result.returncode == code, (arguments, result.returncode, result.stdout, result.stderr)
    return result.stdout if code == OK else result.stderr


def status(folder):
    return json.loads(ctl(folder, 'status', '--json'))


def simulator(folder, port=0, vehicles=60, rate=1):
    program = Program(CHEZUCTL, 'sim', '--port', port, '--vehicles', vehicles, '--seed', 7, '--rate', rate,
                      env=clean_environment(folder))
    words = program.first_line().split()
    assert words[0] == 'listening', words
    program.url = words[1]
    return program


def secret(folder, text='admin', name='password', mode=0o600):
    path = folder / name
    path.write_text(text + '\n')
    path.chmod(mode)
    return path


def add_source(folder, url, password='admin', name='demo'):
    ctl(folder, 'source', 'add', name, '--kind', 'traccar', '--url', url, '--user', 'admin',
        '--password-file', secret(folder, password, f'password-{name}'))


def test_help_names_every_command_and_option(folder):
    assert all(word in ctl(folder, '--help') for word in ('sync', 'source', 'status', 'export', 'sim', '--store'))
    for command, options in {'sync': ['--for'], 'status': ['--json'], 'report': ['quality'], 'export': ['--layer'],
                             'sim': ['--port', '--vehicles', '--seed', '--rate', '--speedup', '--history', '--until']}.items():
        text = ctl(folder, command, '--help')
        assert all(option in text for option in options), text
    text = ctl(folder, 'source', 'add', '--help')
    assert all(o in text for o in ('--kind', '--url', '--user', '--password-file', '--token-file', '--ca-file')), text
    assert not (folder / 'store.db').exists()


def test_a_wrong_command_line_exits_with_2(folder):
    for arguments in ([], ['fly'], ['sync', '--for', 'ever'], ['sync', '--for', '-1'], ['status', 'now'], ['export', 'x.csv'],
                      ['sim', '--vehicles', '0'], ['sim', '--vehicles', '1000001'], ['sim', '--rate', '0'],
                      ['sim', '--port', '70000'], ['sim', '--history', '30'], ['sim', '--history', '0d'],
                      ['sim', '--history', '1d', '--until', 'never'], ['sim', '--until', '2026-03-04'], ['source'], ['source', 'add', 'a'],
                      ['source', 'add', 'a', '--url', 'ftp://x', '--user', 'u'],
                      ['source', 'add', 'a', '--url', 'http://x', '--kind', 'fax', '--user', 'u'],
                      ['source', 'add', 'a', '--url', 'http://x', '--user', 'u', '--token-file', 't'],
                      ['source', 'add', 'a', '--url', 'http://x', '--user', 'u', '--datum', 'mars'],
                      ['source', 'add', 'a', '--url', 'http://x', '--user', 'u', '--time-offset', '8'],
                      ['source', 'add', 'a', '--url', 'http://x', '--user', 'u', '--time-offset', '72h'],
                      ['source', 'add', 'a', '--url', 'http://x', '--user', 'u', '--speedup', '2'],
                      ['source', 'add', 'a', '--replay', 'x.csv', '--user', 'u'],
                      ['source', 'add', 'a', '--replay', 'x.csv', '--speedup', '-1'],
                      ['source', 'add', 'a', '--replay', 'x.csv', '--column', 'when=t'],
                      ['source', 'edit']):
        assert ctl(folder, *arguments, code=USAGE).strip(), arguments


def test_sync_fills_the_store_and_status_tells(folder):
    with simulator(folder, vehicles=60) as sim:
        add_source(folder, sim.url)
        ctl(folder, 'sync', '--for', 6)
    told = status(folder)
    assert told['vehicles'] == 60, told
    assert told['fixes'] > 60 and told['places'] == 210 and told['regions'] == 4, told
    source = told['sources'][0]
    assert source['name'] == 'demo' and source['accepted'] == told['fixes'], told
    assert source['state'] == 'stopped' and 0 <= source['lag_ms'] < 10000, told
    assert {'malformed', 'coordinates', 'time_future'} <= set(source['refused']), told
    assert 'demo' in ctl(folder, 'status')


GAP_MEMBERS = {'from', 'to', 'ms', 'reason', 'attempts', 'next_try', 'given_up'}


def test_gaps_are_listed_and_tracks_judged(folder):
    with simulator(folder, vehicles=60) as sim:
        add_source(folder, sim.url)
        ctl(folder, 'sync', '--for', 8)
    told = json.loads(ctl(folder, 'gaps', '--json', '--limit', 5))
    assert told['progress']['closed'] > 0 and told['progress']['filled_fixes'] > 1000, told
    assert len(told['gaps']) <= 5, told
    for gap in told['gaps']:
        assert GAP_MEMBERS | {'vehicle_id', 'plate', 'source', 'why'} == set(gap), gap
        assert gap['from'] < gap['to'] and gap['ms'] > 0 and gap['source'] == 'demo', gap

    # The hour before the first connection came from history; before it nothing is known.
    day = json.loads(ctl(folder, 'gaps', '--json', '--from', '24h ago'))
    assert 0 < day['complete'] < 0.2 and day['asked_ms'] > 50 * 23 * 3600000, day
    for vehicle in day['vehicles']:
        assert sum(gap['ms'] for gap in vehicle['gaps']) == vehicle['missing_ms'] > 0, vehicle
    lacks = [vehicle['missing_ms'] for vehicle in day['vehicles']]
    assert lacks == sorted(lacks, reverse=True), lacks
    plate = day['vehicles'][0]['plate']
    one = json.loads(ctl(folder, 'gaps', '--json', '--from', '24h ago', '--vehicle', plate))
    assert [vehicle['plate'] for vehicle in one['vehicles']] == [plate], one
    assert one['vehicles'][0]['gaps'][0]['reason'] == 'late-join', one

    text = ctl(folder, 'gaps')
    assert 'Closed so far' in text, text
    text = ctl(folder, 'gaps', '--from', '24h ago', '--limit', 3)
    assert 'complete to' in text and 'Vehicle is new here' in text and 'more; see --limit' in text, text
    ctl(folder, 'gaps', '--retry')
    for wrong in (['now'], ['--limit', '0'], ['--from', 'once'], ['--from', '1h ago', '--to', '2h ago']):
        assert ctl(folder, 'gaps', *wrong, code=USAGE).strip(), wrong


TIME = r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)'
GAPS = {'open': int, 'waiting': int, 'vehicles': int, 'missing_ms': int, 'oldest': TIME, 'remaining_ms': int, 'closed': int,
        'filled_fixes': int, 'given_up': int}
SOURCE = {'name': str, 'kind': str, 'url': str, 'enabled': bool, 'datum': str, 'time_offset_ms': int, 'state': str,
          'state_since': TIME, 'transport': str, 'last_message': TIME, 'retry_at': TIME, 'lag_ms': int,
          'fixes_per_second': float, 'accepted': int, 'duplicate': int, 'refused': dict, 'last_error': str,
          'what_to_do': str, 'gaps': GAPS}
STATUS = {'store': str, 'mode': str, 'bytes': int, 'vehicles': int, 'fixes': int, 'waiting': int, 'segments': int, 'bytes_per_fix': float,
          'first_fix': TIME, 'newest_fix': TIME, 'events': int, 'places': int, 'regions': int, 'gaps': GAPS, 'sources': list}
UNKNOWN = {'oldest', 'remaining_ms', 'state_since', 'transport', 'last_message', 'retry_at', 'lag_ms', 'last_error',
           'what_to_do', 'bytes_per_fix', 'first_fix', 'newest_fix'}


def check_schema(told, schema):
    assert not set(schema) - set(told), set(schema) - set(told)
    for name, kind in schema.items():
        value = told[name]
        if value is None:
            assert name in UNKNOWN, name
        elif isinstance(kind, dict):
            check_schema(value, kind)
        elif isinstance(kind, str):
            assert re.fullmatch(kind, value), (name, value)
        else:
            assert type(value) is kind, (name, value)


def test_status_keeps_its_schema(folder):
    empty = status(folder)
    check_schema(empty, STATUS)
    assert empty['sources'] == [] and empty['first_fix'] is None and empty['mode'] == 'writable', empty
    add_source(folder, 'http://127.0.0.1:9', name='nobody')
    with simulator(folder, vehicles=60) as sim:
        add_source(folder, sim.url)
        with Program(CHEZUCTL, '--store', folder / 'store.db', 'sync', env=clean_environment(folder)):
            told = wait_for(lambda: (lambda told: told if told['sources'][1]['fixes_per_second'] > 0 else None)(status(folder)),
                            what='a rate')
    check_schema(told, STATUS)
    nobody, demo = told['sources']
    check_schema(nobody, SOURCE)
    check_schema(demo, SOURCE)
    assert nobody['last_error'] and nobody['what_to_do'] and nobody['lag_ms'] is None, nobody
    assert demo['last_error'] is None and demo['datum'] == 'wgs84' and demo['gaps']['open'] >= 0, demo
    assert told['first_fix'] <= told['newest_fix'], told
    text = ctl(folder, 'status')
    assert nobody['last_error'] in text and nobody['what_to_do'] in text, text


def test_the_quality_report_adds_up(folder):
    with simulator(folder, vehicles=60) as sim:
        add_source(folder, sim.url)
        ctl(folder, 'sync', '--for', 6)
    day = json.loads(ctl(folder, 'report', 'quality', '--format', 'json'))
    row, = day['rows']
    assert day['from'] == day['to'] and row['name'] is None, day
    assert row['received'] >= row['accepted'] + row['duplicate'] and row['accepted'] > 50, row
    assert row['vehicles'] == 60 and 50 < row['online_vehicles'] <= row['accessed_vehicles'] <= 60, row
    assert row['online_rate'] == row['online_vehicles'] / row['accessed_vehicles'], row
    assert 0 < row['qualified_rate'] <= 1 and 0 <= row['drift_rate'] < 0.1, row
    assert row['authority_mark'] is None or 0 <= row['authority_mark'] <= 100, row

    source, = json.loads(ctl(folder, 'report', 'quality', '--by', 'source', '--format', 'json', '--no-tracks'))['rows']
    assert source['name'] == 'demo' and source['track_m'] is None and source['authority_mark'] is None, source
    assert source['received'] == row['received'], (source, row)
    lines = list(csv.DictReader(ctl(folder, 'report', 'quality', '--by', 'vehicle', '--format', 'csv').splitlines()))
    assert len(lines) >= row['online_vehicles'], lines
    assert sum(int(line['received']) for line in lines) == row['received'], lines
    assert all(line['name'] or line['vehicle_id'] == '0' for line in lines), lines

    text = ctl(folder, 'report', 'quality')
    assert 'Online Rate' in text and '/ 100' in text and f"{row['online_vehicles']} of" in text, text
    past = json.loads(ctl(folder, 'report', 'quality', '--from', '2020-01-01', '--to', '2020-01-31', '--format', 'json'))
    assert (past['from'], past['to']) == ('2020-01-01', '2020-01-31'), past
    assert past['rows'][0]['received'] == 0 and past['rows'][0]['qualified_rate'] is None, past


def test_a_wrong_report_exits_with_2(folder):
    for arguments in ([], ['speed'], ['quality', 'now'], ['quality', '--by', 'driver'], ['quality', '--format', 'pdf'],
                      ['quality', '--from', 'someday'], ['quality', '--from', '2026-02-02', '--to', '2026-02-01']):
        assert ctl(folder, 'report', *arguments, code=USAGE).strip(), arguments


def test_sync_without_a_source_says_what_to_do(folder):
    assert 'chezuctl source add' in ctl(folder, 'sync', '--for', 1, code=FAILED)


def test_a_wrong_password_is_refused_in_plain_words(folder):
    with simulator(folder) as sim:
        add_source(folder, sim.url, password='wrong')
        message = ctl(folder, 'sync', '--for', 3, code=BACKEND)
        assert 'demo' in message and 'sign-in' in message.lower(), message
        assert ctl(folder, 'source', 'test', 'demo', code=BACKEND).strip()
    assert status(folder)['vehicles'] == 0


def test_nobody_at_the_address_is_told(folder):
    add_source(folder, 'http://127.0.0.1:9')
    assert 'demo' in ctl(folder, 'sync', '--for', 2, code=BACKEND)


def test_a_password_file_that_others_can_read_is_refused(folder):
    path = secret(folder, mode=0o644)
    message = ctl(folder, 'source', 'add', 'demo', '--url', 'http://127.0.0.1:9', '--user', 'admin',
                  '--password-file', path, code=FAILED)
    assert str(path) in message and '600' in message, message
    assert ctl(folder, 'source', 'list') == ''


def test_a_source_tells_how_it_is_read_and_can_be_changed(folder):
    ctl(folder, 'source', 'add', 'demo', '--url', 'http://127.0.0.1:9', '--user', 'admin', '--password-file', secret(folder),
        '--datum', 'gcj02', '--time-offset=-8h')
    assert ctl(folder, 'source', 'list').split()[4:] == ['gcj02', '-8h']
    ctl(folder, 'source', 'edit', 'demo', '--time-offset', '+30min', '--disable', '--name', 'depot')
    depot = json.loads(ctl(folder, 'source', 'list', '--json'))[0]
    assert depot == {'name': 'depot', 'kind': 'traccar', 'url': 'http://127.0.0.1:9', 'state': 'idle', 'enabled': False,
                     'datum': 'gcj02', 'time_offset_ms': 1800000}, depot
    ctl(folder, 'source', 'edit', 'depot', '--datum', 'wgs84', '--enable', '--url', 'http://127.0.0.1:10')
    depot = json.loads(ctl(folder, 'source', 'list', '--json'))[0]
    assert depot['enabled'] and depot['datum'] == 'wgs84' and depot['url'].endswith(':10'), depot
    assert 'demo' in ctl(folder, 'source', 'edit', 'demo', '--enable', code=FAILED)
    assert ctl(folder, 'source', 'edit', 'depot', '--enable', '--disable', code=USAGE)
    assert ctl(folder, 'source', 'edit', 'depot', '--replay', 'x.csv', code=USAGE)


def test_a_recorded_file_is_played(folder):
    tape = folder / 'tape.csv'
    tape.write_text('车牌号,时间,经度,纬度,速度(km/h)\n' + ''.join(
        f'鲁D·12345,2026-03-04 13:06:{i:02},{117 + i / 1e4:.4f},34.8,36\n' for i in range(60)) + '鲁D·12345,,117,34.8,36\n')
    assert 'nowhere.csv' in ctl(folder, 'source', 'add', 'tape', '--replay', 'nowhere.csv', code=FAILED)
    other = folder / 'other.csv'
    other.write_text('a,b,c\n1,2,3\n')
    assert 'other.csv' in ctl(folder, 'source', 'add', 'tape', '--replay', other, code=FAILED)
    ctl(folder, 'source', 'add', 'tape', '--replay', 'tape.csv', '--speedup', 'max', '--original-times', '--time-offset=-8h')
    source = json.loads(ctl(folder, 'source', 'list', '--json'))[0]
    assert source['kind'] == 'replay' and source['url'] == str(tape) and source['speedup'] == 0, source
    assert 'tape.csv' in ctl(folder, 'source', 'test', 'tape')
    ctl(folder, 'sync', '--for', 3)
    told = status(folder)
    assert told['vehicles'] == 1 and told['fixes'] == 60, told
    assert told['newest_fix'].startswith('2026-03-04T05:06:59'), told
    assert told['sources'][0]['refused']['time_missing'] == 1, told


def test_sources_are_added_listed_tested_and_removed(folder):
    with simulator(folder) as sim:
        add_source(folder, sim.url + '/api/')
        assert ctl(folder, 'source', 'list').split('\t')[:3] == ['demo', 'traccar', sim.url]
        assert '60' in ctl(folder, 'source', 'test', 'demo')
        assert 'demo' in ctl(folder, 'source', 'add', 'demo', '--url', sim.url, '--user', 'admin',
                             '--password-file', folder / 'password-demo', code=FAILED)
    ctl(folder, 'source', 'remove', 'demo')
    assert ctl(folder, 'source', 'list') == ''
    assert 'demo' in ctl(folder, 'source', 'remove', 'demo', code=FAILED)


def test_a_token_signs_in_and_is_not_in_the_store(folder):
    with simulator(folder) as sim:
        token = subprocess.run(['curl', '-fsS', '-u', 'admin:admin', '-X', 'POST', sim.url + '/api/session/token'],
                               capture_output=True, text=True, check=True, timeout=20).stdout.strip()
        ctl(folder, 'source', 'add', 'demo', '--url', sim.url, '--token-file', secret(folder, token, 'token'))
        ctl(folder, 'sync', '--for', 4)
    assert status(folder)['vehicles'] == 60
    for path in folder.glob('store.db*'):
        assert token.encode() not in path.read_bytes(), path


def test_layers_are_exported_by_the_ending(folder):
    with simulator(folder) as sim:
        add_source(folder, sim.url)
        ctl(folder, 'sync', '--for', 4)
    ctl(folder, 'export', '--layer', 'vehicle', 'vehicles.geojson')
    features = json.loads((folder / 'vehicles.geojson').read_text())['features']
    assert len(features) == 60, len(features)
    placed = [f for f in features if f['geometry']]
    assert len(placed) > 50
    for feature in placed:
        lon, lat = feature['geometry']['coordinates']
        assert 70 < lon < 140 and 15 < lat < 56, feature
    ctl(folder, 'export', '--layer', 'place', 'places.csv')
    assert len((folder / 'places.csv').read_text().splitlines()) == 211
    ctl(folder, 'export', '--layer', 'region', 'regions.gpkg')
    assert ctl(folder, 'export', '--layer', 'horse', 'horses.csv', code=FAILED).strip()
    assert ctl(folder, 'export', '--layer', 'place', 'places.nonsense', code=FAILED).strip()
    assert ctl(folder, 'export', '--layer', 'place', folder / 'no' / 'where.csv', code=FAILED).strip()


def test_gis_programs_read_the_store_while_it_is_written(folder):
    with simulator(folder, rate=.5) as sim:
        add_source(folder, sim.url)
        with Program(CHEZUCTL, '--store', folder / 'store.db', 'sync', env=clean_environment(folder)):
            wait_for(lambda: (folder / 'store.db').exists() and status(folder)['fixes'] > 100, what='fixes')
            listed = subprocess.run(['ogrinfo', '-al', '-so', folder / 'store.db'], capture_output=True, text=True,
                                    timeout=30, check=True).stdout
            for layer, count in (('vehicle', 60), ('place', 210), ('region', 4)):
                assert f'Layer name: {layer}' in listed, listed
                assert f'Feature Count: {count}' in listed, listed


def test_a_service_ends_cleanly_on_sigterm(folder):
    with simulator(folder) as sim:
        add_source(folder, sim.url)
        with Program(CHEZUCTL, '--store', folder / 'store.db', 'sync', env=clean_environment(folder)) as service:
            wait_for(lambda: status(folder)['sources'][0]['state'] == 'live', what='live')
            code, _, err = service.stop(signal.SIGTERM)
            assert code == OK, err
    assert status(folder)['sources'][0]['state'] == 'stopped'


def test_a_backend_that_goes_and_comes_back_is_followed_again(folder):
    first = simulator(folder)
    with first:
        add_source(folder, first.url)
        with Program(CHEZUCTL, '--store', folder / 'store.db', 'sync', env=clean_environment(folder)):
            wait_for(lambda: status(folder)['sources'][0]['state'] == 'live', what='live')
            first.stop(signal.SIGKILL)
            lost = wait_for(lambda: [s for s in status(folder)['sources'] if s['state'] == 'retrying'], what='loss')
            assert lost[0]['last_error'], lost
            before = status(folder)['fixes']
            port = first.url.rsplit(':', 1)[1]
            with simulator(folder, port=port):
                wait_for(lambda: status(folder)['sources'][0]['state'] == 'live', 40, 'recovery')
                wait_for(lambda: status(folder)['fixes'] > before, what='new fixes')


def test_two_synchronizers_do_not_write_one_store(folder):
    with simulator(folder) as sim:
        add_source(folder, sim.url)
        with Program(CHEZUCTL, '--store', folder / 'store.db', 'sync', env=clean_environment(folder)):
            wait_for(lambda: status(folder)['sources'][0]['state'] == 'live', what='live')
            assert ctl(folder, 'sync', '--for', 1, code=FAILED).strip()


def test_what_is_no_store_is_told_and_left_alone(folder):
    text = 'these are my notes, and not a database at all\n' * 100
    (folder / 'notes.txt').write_text(text)
    assert 'notes.txt' in ctl(folder, 'status', store='notes.txt', code=STORE)
    assert (folder / 'notes.txt').read_text() == text

    subprocess.run(['sqlite3', folder / 'other.db', 'CREATE TABLE recipe (name); INSERT INTO recipe VALUES (1)'], check=True)
    before = (folder / 'other.db').read_bytes()
    assert 'other.db' in ctl(folder, 'status', store='other.db', code=STORE)
    assert (folder / 'other.db').read_bytes() == before


def test_a_seed_makes_the_same_world(folder):
    plates = []
    for _ in range(2):
        with simulator(folder) as sim:
            devices = subprocess.run(['curl', '-fsS', '-u', 'admin:admin', sim.url + '/api/devices'], capture_output=True,
                                     text=True, check=True, timeout=20).stdout
            plates.append([(d['id'], d['name'], d['uniqueId']) for d in json.loads(devices)])
    assert plates[0] == plates[1] and len(plates[0]) == 60


def rows(folder, store, sql):
    result = subprocess.run(['sqlite3', '-json', folder / store, sql], capture_output=True, text=True, check=True, timeout=30)
    return json.loads(result.stdout or '[]')


def test_a_history_is_what_a_synchronizer_would_have_stored(folder):
    with simulator(folder, vehicles=60) as sim:
        add_source(folder, sim.url)
        ctl(folder, 'sync', '--for', 5)
    latest = ('SELECT plate, plate_color, kind, enterprise, driver, phone, model, time_ms, lon_e7, lat_e7, speed_cm_s, course_cdeg, odometer_m, '
              'altitude_m, flags FROM vehicle WHERE time_ms IS NOT NULL')
    received = {row['plate']: row for row in rows(folder, 'store.db', latest)}
    until = max(row['time_ms'] for row in received.values()) + 1
    text = datetime.datetime.fromtimestamp(until / 1000, datetime.timezone.utc).isoformat(timespec='milliseconds')
    ctl(folder, 'sim', '--history', '10m', '--until', text, '--vehicles', 60, '--seed', 7, '--rate', 1, store='computed.db')
    computed = {row['plate']: row for row in rows(folder, 'computed.db', latest)}
    same = [plate for plate, row in received.items() if computed.get(plate, {}).get('time_ms') == row['time_ms']]
    assert len(same) > 20, (len(received), len(computed))
    for plate in same:
        assert computed[plate] == received[plate], (computed[plate], received[plate])


def test_a_history_is_written_once(folder):
    arguments = ('sim', '--history', '3h', '--until', '2026-03-04T12:00:00+08:00', '--vehicles', 40, '--store', 'past.db')
    first = ctl(folder, *arguments)
    told = json.loads(ctl(folder, 'status', '--json', store='past.db'))
    assert told['vehicles'] == 40 and told['places'] == 210, told
    assert 20 * 1080 < told['fixes'] <= 40 * 1080, told
    again = ctl(folder, *arguments)
    assert f'{told["fixes"]:,} of them new' in first and ' 0 of them new' in again, (first, again)
    assert json.loads(ctl(folder, 'status', '--json', store='past.db'))['fixes'] == told['fixes']
    listed = subprocess.run(['ogrinfo', '-al', '-so', folder / 'past.db', 'vehicle'], capture_output=True, text=True,
                            timeout=30, check=True).stdout
    assert 'Feature Count: 40' in listed, listed


def test_a_history_that_is_interrupted_says_how_far_it_came(folder):
    with Program(CHEZUCTL, 'sim', '--history', '300d', '--store', folder / 'past.db', '--vehicles', 300,
                 env=clean_environment(folder)) as program:
        wait_for(lambda: (folder / 'past.db').exists() and
                 json.loads(ctl(folder, 'status', '--json', store='past.db'))['fixes'] > 0, what='fixes')
        code, _, err = program.stop(signal.SIGINT)
        assert code == FAILED and '--until' in err, (code, err)
    fixes = json.loads(ctl(folder, 'status', '--json', store='past.db'))['fixes']
    until = re.search(r'--until (\S+)', err).group(1)
    ctl(folder, 'sim', '--history', '1h', '--until', until, '--vehicles', 300, store='past.db')
    assert json.loads(ctl(folder, 'status', '--json', store='past.db'))['fixes'] > fixes


def test_a_history_is_not_put_among_the_users_own_vehicles(folder):
    result = subprocess.run([CHEZUCTL, 'sim', '--history', '1h'], capture_output=True, text=True, timeout=30,
                            env=clean_environment(folder), cwd=folder)
    assert result.returncode == USAGE and '--store' in result.stderr, result


run_all(globals())
