#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Looking after a store: chezuctl backup, verify and retention, and what GDAL's own validator says of every state."""

import json
import os
import pathlib
import resource
import signal
import sqlite3
import stat
import subprocess
import sys
import time

from tap import Program, clean_environment, run_all, wait_for

CHEZUCTL = os.environ['CHEZU_CTL']
SCHEMAS = pathlib.Path(os.environ['CHEZU_DATA_DIR']).parent / 'src' / 'store'
OK, FAILED, USAGE, STORE = range(4)
DAY_MS = 24 * 3600 * 1000


def run_ctl(folder, *arguments, store='store.db', **options):
    return subprocess.run([CHEZUCTL, '--store', folder / store, *map(str, arguments)], capture_output=True, text=True,
                          timeout=60, env=clean_environment(folder), cwd=folder, **options)


def ctl(folder, *arguments, store='store.db', code=OK, **options):
    """Runs chezuctl to its end, asserts its exit code and returns what it printed."""
    result = run_ctl(folder, *arguments, store=store, **options)
    assert result.returncode == code, (arguments, result.returncode, result.stdout, result.stderr)
    return result.stdout if code == OK else result.stdout + result.stderr


def simulator(folder, vehicles=60):
    program = Program(CHEZUCTL, 'sim', '--port', 0, '--vehicles', vehicles, '--seed', 7, '--rate', .5,
                      env=clean_environment(folder))
    program.url = program.first_line().split()[1]
    return program


def add_source(folder, url):
    (folder / 'password').write_text('admin\n')
    (folder / 'password').chmod(0o600)
    ctl(folder, 'source', 'add', 'demo', '--url', url, '--user', 'admin', '--password-file', folder / 'password')


def service(folder):
    return Program(CHEZUCTL, '--store', folder / 'store.db', 'sync', env=clean_environment(folder))


def fixes(folder):
    return json.loads(ctl(folder, 'status', '--json'))['fixes']


def fill(folder, seconds=4):
    with simulator(folder) as sim:
        add_source(folder, sim.url)
        ctl(folder, 'sync', '--for', seconds)


def connect(path):
    """A connection that has the functions which the layers' triggers name; they find every geometry empty."""
    connection = sqlite3.connect(path)
    for name in 'ST_IsEmpty', 'ST_MinX', 'ST_MaxX', 'ST_MinY', 'ST_MaxY':
        connection.create_function(name, 1, lambda blob: None, deterministic=True)
    return connection


def execute(folder, script, store='store.db'):
    connection = connect(folder / store)
    connection.executescript(script)
    connection.close()


def assert_valid(path):
    """Nothing that GDAL's validator knows of is wrong, and every layer can be read."""
    name = path.with_suffix('.gpkg')
    if name != path:
        name.unlink(missing_ok=True)
        name.symlink_to(path)
    for options in (['-k'], ['-k', '--extra']):
        result = subprocess.run([sys.executable, '-m', 'osgeo_utils.samples.validate_gpkg', *options, name],
                                capture_output=True, text=True, timeout=60)
        assert result.returncode == 0 and not result.stdout, (path, result.stdout, result.stderr)
    listed = subprocess.run(['ogrinfo', '-ro', '-al', '-so', name], capture_output=True, text=True, timeout=60, check=True)
    assert not listed.stderr, listed.stderr
    for layer in 'vehicle', 'place', 'region', 'alarm', 'event':
        assert f'Layer name: {layer}\n' in listed.stdout, listed.stdout


def test_a_new_store_is_a_valid_geopackage(folder):
    ctl(folder, 'status')
    assert_valid(folder / 'store.db')


def test_a_store_is_a_valid_geopackage_while_it_is_written(folder):
    with simulator(folder) as sim:
        add_source(folder, sim.url)
        with service(folder):
            for i in range(3):
                before = fixes(folder)
                wait_for(lambda: fixes(folder) > before + 100, what='fixes')
                assert_valid(folder / 'store.db')
                ctl(folder, 'backup', folder / f'copy-{i}.gpkg')
                assert_valid(folder / f'copy-{i}.gpkg')
            assert fixes(folder) > 300


def test_a_store_of_the_first_version_becomes_a_valid_geopackage(folder):
    execute(folder, 'PRAGMA application_id = 0x47504B47; PRAGMA user_version = 10300;'
            + (SCHEMAS / 'schema-1.sql').read_text()
            + "CREATE TABLE chezu_schema (version INTEGER PRIMARY KEY, oldest_reader INTEGER NOT NULL,"
            "                             applied_ms INTEGER NOT NULL, made_by TEXT NOT NULL);"
            "INSERT INTO chezu_schema VALUES (1, 1, 0, 'test');"
            "INSERT INTO source (id, name, kind, url, credential) VALUES (1, 'depot', 'traccar', 'u', 'keyring');"
            "INSERT INTO vehicle (id, plate, seq, source, remote_id, time_ms) VALUES (7, '鲁D00007', 1, 1, 7, 1767225600000);"
            "INSERT INTO event (vehicle, time_ms, kind, alarm, lon_e7, lat_e7, received_ms, source, remote_id)"
            "  VALUES (7, 1000, 'alarm', 'sos', 1171234567, 348765432, 1500, 1, 11),"
            "         (7, 2000, 'deviceMoving', NULL, NULL, NULL, 2500, 1, 12);"
            "UPDATE tally SET value = 2 WHERE name = 'event';")
    told = json.loads(ctl(folder, 'status', '--json'))
    assert told['vehicles'] == 1 and told['events'] == 2, told
    assert_valid(folder / 'store.db')
    ctl(folder, 'verify')
    # What it was before lies beside it, and still is what it was.
    kept = sqlite3.connect(folder / 'store.db.version-1')
    assert kept.execute('SELECT count(*) FROM event WHERE alarm IS NOT NULL').fetchone() == (1,)


def test_verify_finds_tells_and_repairs(folder):
    fill(folder)
    assert 'in order' in ctl(folder, 'verify')
    assert 'in order' in ctl(folder, 'verify', '--quick')
    told = json.loads(ctl(folder, 'verify', '--json'))
    assert told['clean'] and told['found'] == 0 and told['fixes'] > 100 and told['features'] > 200, told

    execute(folder, "DELETE FROM rtree_place_geom WHERE id = 3; UPDATE tally SET value = 0 WHERE name = 'fix';"
            "UPDATE event SET vehicle = 999 WHERE id = (SELECT min (id) FROM event)")
    text = ctl(folder, 'verify', code=FAILED)
    assert 'place 3: ' in text and 'tally “fix”: ' in text and '--repair' in text, text
    told = json.loads(run_ctl(folder, 'verify', '--json').stdout)
    assert not told['clean'] and told['found'] == 3, told
    assert sorted((f['rule'], f['repairable']) for f in told['findings']) == [
        ('layer-index', True), ('reference', False), ('tally', True)], told

    text = ctl(folder, 'verify', '--repair', code=FAILED)
    assert text.count('(repaired)') == 2 and 'left as it is' in text, text
    told = json.loads(run_ctl(folder, 'verify', '--json').stdout)
    assert [f['rule'] for f in told['findings']] == ['reference'], told

    execute(folder, 'DELETE FROM event WHERE vehicle = 999; UPDATE tally SET value = value - 1 WHERE name = \'event\'')
    ctl(folder, 'verify', '--repair')
    assert_valid(folder / 'store.db')


def test_verify_leaves_alone_what_it_looks_at(folder):
    fill(folder, 2)
    before = (folder / 'store.db').read_bytes()
    ctl(folder, 'verify')
    assert (folder / 'store.db').read_bytes() == before
    (folder / 'notes.txt').write_text('not a store')
    assert 'notes.txt' in ctl(folder, 'verify', store='notes.txt', code=STORE)
    assert 'nothing.db' in ctl(folder, 'verify', store='nothing.db', code=STORE)
    assert not (folder / 'nothing.db').exists()


def test_backup_makes_a_store_of_its_own(folder):
    fill(folder)
    told = ctl(folder, 'backup', 'copy.gpkg')
    assert 'copy.gpkg' in told, told
    copy = folder / 'copy.gpkg'
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert 'copy.gpkg' in ctl(folder, 'backup', 'copy.gpkg', code=FAILED)
    ctl(folder, 'backup', '--force', '--quick', 'copy.gpkg')
    a, b = (json.loads(ctl(folder, 'status', '--json', store=name)) for name in ('store.db', 'copy.gpkg'))
    assert a['fixes'] == b['fixes'] > 100 and a['vehicles'] == b['vehicles'] == 60, (a, b)
    assert 'itself' in ctl(folder, 'backup', '--force', 'store.db', code=FAILED)
    assert ctl(folder, 'backup', code=USAGE)
    assert not list(folder.glob('*.part'))


def test_backup_on_a_full_disk_leaves_nothing(folder):
    fill(folder)

    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (150000, 150000))

    message = ctl(folder, 'backup', 'copy.gpkg', code=FAILED, preexec_fn=limit)
    assert 'full' in message, message
    assert not list(folder.glob('copy*'))


def test_backup_is_broken_off_by_ctrl_c(folder):
    fill(folder, 2)
    # Large enough that there is something to break off.
    execute(folder, "CREATE TABLE ballast (data BLOB); WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
            " WHERE i < 400) INSERT INTO ballast SELECT randomblob (1000000) FROM n")
    with Program(CHEZUCTL, '--store', folder / 'store.db', 'backup', folder / 'copy.gpkg',
                 env=clean_environment(folder)) as backup:
        wait_for(lambda: (folder / 'copy.gpkg.part').exists(), what='a part')
        code, _, err = backup.stop(signal.SIGINT)
    assert code == FAILED and 'broken off' in err, (code, err)
    assert not list(folder.glob('copy*'))


def test_retention_is_shown_set_and_refused_below_the_minimum(folder):
    lines = ctl(folder, 'retention').splitlines()
    assert [line.split()[:3] for line in lines[1:]] == [
        ['tracks', '366', 'days'], ['events', '366', 'days'], ['alarms', '1096', 'days'], ['quarantine', '90', 'days']], lines
    assert '184 days' in ctl(folder, 'retention', '--set', 'tracks=100d', code=FAILED)
    assert 'three years' in ctl(folder, 'retention', '--set', 'alarms=400d', code=FAILED)
    for wrong in 'tracks', 'tracks=', 'tracks=soon', 'tracks=-1', 'dogs=400d':
        assert ctl(folder, 'retention', '--set', wrong, code=USAGE), wrong
    text = ctl(folder, 'retention', '--set', 'tracks=400d', '--set', 'alarms=ever')
    assert 'tracks      400 days' in text and 'alarms      for ever' in text, text
    told = json.loads(ctl(folder, 'retention', '--json'))
    assert list(told) == ['tracks', 'events', 'alarms', 'quarantine'], told
    assert told['tracks']['days'] == 400 and told['tracks']['minimum_days'] == 184, told
    assert told['alarms']['days'] is None and told['events']['last_run']['time'] is None, told


def test_retention_erases_and_the_store_stays_valid(folder):
    fill(folder)
    now_ms = int(time.time() * 1000)
    execute(folder, f"INSERT INTO event (vehicle, time_ms, kind, received_ms) SELECT id, {now_ms - 500 * DAY_MS}, 'old', 0 FROM"
            f" vehicle; INSERT INTO alarm (vehicle, time_ms, kind, code, received_ms) SELECT id, {now_ms - 1200 * DAY_MS},"
            f" 'alarm', 'sos', 0 FROM vehicle; UPDATE tally SET value = value + 60 WHERE name IN ('event', 'alarm')")
    text = ctl(folder, 'retention', '--dry-run')
    assert text.count('60 rows') == 2, text
    would = json.loads(ctl(folder, 'retention', '--dry-run', '--json'))
    assert [c['would_erase']['rows'] for c in list(would.values())[:4]] == [0, 60, 60, 0], would
    told = json.loads(ctl(folder, 'status', '--json'))
    text = ctl(folder, 'retention', '--run')
    assert text.count('60 rows') == 2, text
    assert json.loads(ctl(folder, 'status', '--json'))['events'] == told['events'] - 120
    assert text.count('60 rows') == ctl(folder, 'retention').count('60 rows')
    again = json.loads(ctl(folder, 'retention', '--run', '--json'))
    assert again['events']['erased'] == {'rows': 0, 'bytes': 0} and again['given_back'] >= 0, again
    ctl(folder, 'verify')
    assert_valid(folder / 'store.db')


def test_a_program_that_synchronizes_erases_by_itself(folder):
    fill(folder)
    now_ms = int(time.time() * 1000)
    execute(folder, f"INSERT INTO event (vehicle, time_ms, kind, received_ms) SELECT id, {now_ms - 500 * DAY_MS}, 'old', 0 FROM"
            f" vehicle; UPDATE tally SET value = value + 60 WHERE name = 'event'; DELETE FROM retention_run")

    def old():
        connection = connect(folder / 'store.db')
        counts = connection.execute("SELECT (SELECT count(*) FROM event WHERE kind = 'old'),"
                                    "       (SELECT count(*) FROM retention_run)").fetchone()
        connection.close()
        return counts

    with service(folder):
        wait_for(lambda: old() == (0, 4), what='erasing')
    ctl(folder, 'verify')


run_all(globals())
