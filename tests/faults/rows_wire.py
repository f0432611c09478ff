# SPDX-License-Identifier: GPL-3.0-or-later
"""What a server may send: refusals, answers without end, answers that are no JSON, certificates nobody should trust."""

import asyncio
import contextlib
import json
import random
import ssl
import subprocess
import time
import zlib

import evil
from evil import Traccar
from rig import BACKEND, Look, Site, only_in_full, parse_ms, peak_mb, wait_for, waiting

GIB = 1 << 30
# A synchronizer of a handful of vehicles stays below this, whatever it is sent.
MEMORY_MB = 160
# Signed in for what is live, and for the past.
SESSIONS = 2


def times(n, trouble):
    """A trouble that is over after so many requests of a path; then the server answers as it should."""
    left = [n]

    def install(server, path):
        async def once(reader, writer):
            left[0] -= 1
            if left[0] <= 0:
                del server.troubles[path]
            await trouble(reader, writer)
        server.troubles[path] = once
    return install


@contextlib.contextmanager
def meet(folder, path, trouble, rounds=1, vehicles=3):
    """Lets a synchronizer meet a trouble so many times."""
    site = Site(folder)
    with Traccar(vehicles) as server:
        times(rounds, trouble)(server, path)
        site.add_source(server.url)
        with site.sync() as sync:
            yield site, server, sync.process


def recover(site, seconds=30, vehicles=3):
    site.wait_for_state('live', seconds)

    def all_there():
        with Look(site.store) as look:
            return look.vehicles() >= vehicles
    wait_for(all_there, 10, 'fixes of every vehicle')


# --- Refusals ---------------------------------------------------------------------------------------

def refusal(folder, status, words, rounds, *headers):
    async def refuse(reader, writer):
        await Traccar.answer(writer, status, '<html>no</html>', *headers, kind='text/html')

    with meet(folder, '/api/devices', refuse, rounds) as (site, server, _):
        site.wait_for_words(words)
        recover(site, 60)
        asked = server.times['/api/devices']
        waits = [later - sooner for sooner, later in zip(asked, asked[1:])]
        assert min(waits[:rounds]) >= .9, waits
        assert server.hits['/api/session'] <= SESSIONS, server.hits
        return f'{rounds}_refusals,waits_of_{"_".join(f"{w:.1f}" for w in waits[:rounds])}_s'


@waiting
def row_http_429(folder, short):
    return refusal(folder, 429, 'too busy', 1 if short else 3, 'Retry-After: 4')


@waiting
def row_http_500(folder, short):
    return refusal(folder, 500, 'too busy or disturbed', 2 if short else 4)


@waiting
def row_http_503(folder, short):
    return refusal(folder, 503, 'platform behind it does not', 2 if short else 4)


@waiting
@only_in_full
def row_retry_after(folder, short):
    """In seconds and as a date; the date counts by the clock of the server that wrote it, which is a day fast."""
    measured = []
    for name, header in (('seconds', 'Retry-After: 5'), ('date', 'date')):
        async def refuse(reader, writer):
            if header == 'date':
                body = (f'HTTP/1.1 503 Busy\r\nDate: {evil.http_date(86400)}\r\nRetry-After: {evil.http_date(86406)}\r\n'
                        'Content-Length: 0\r\n\r\n')
                writer.write(body.encode())
                await writer.drain()
            else:
                await Traccar.answer(writer, 503, '', header)

        here = folder / name
        here.mkdir()
        with meet(here, '/api/devices', refuse) as (site, server, _):
            recover(site)
            asked = server.times['/api/devices']
            measured.append(asked[1] - asked[0])
            assert 4.5 <= measured[-1] < 9, (name, measured)
    return f'{measured[0]:.1f}_s_of_5,{measured[1]:.1f}_s_of_6_by_date'


@waiting
def row_http_401(folder, short):
    """A sign-in that is refused is not tried again and again: the account might be locked for it."""
    seconds = 10 if short else 45

    async def refuse(reader, writer):
        await Traccar.answer(writer, 401, 'HTTP 401 Unauthorized', kind='text/plain')

    with meet(folder, '/api/session', refuse, 1000) as (site, server, _):
        message = site.wait_for_words('refused the sign-in')
        assert 'admin' not in message.replace('demo', ''), message
        time.sleep(seconds)
        assert server.hits['/api/session'] == 1, server.hits
        assert site.source()['state'] == 'refused'
        return f'asked_once_in_{seconds}_s'


@waiting
def row_session_lost(folder, short):
    """Every request is refused once: signed in again once for all of them, not once for each."""
    signed_in = []

    async def refuse(reader, writer):
        signed_in.append(1)
        await Traccar.answer(writer, 401, 'HTTP 401 Unauthorized', kind='text/plain')

    with meet(folder, '/api/devices', refuse) as (site, server, _):
        recover(site)
        assert server.hits['/api/session'] <= SESSIONS + 1, server.hits
        return f'{server.hits["/api/session"]}_sign-ins_in_all'


# --- Answers without end ------------------------------------------------------------------------------

def pour(make_piece, gap_s=0.0):
    """Sends pieces until the other side has had enough."""
    async def flow(reader, writer):
        await Traccar.head(writer)
        while True:
            writer.write(make_piece())
            await writer.drain()
            await asyncio.sleep(gap_s)
    return flow


def endless(folder, path, trouble, words, seconds, vehicles=3):
    """An answer that does not end is given up in bounded time and memory, with words; the next one is taken."""
    begun = time.monotonic()
    with meet(folder, path, trouble, vehicles=vehicles) as (site, _, process):
        message = site.wait_for_words(words, seconds)
        took = time.monotonic() - begun
        recover(site, 60, vehicles)
        peak = peak_mb(process)
        assert peak < MEMORY_MB, f'{peak} MB'
        assert message
        return f'given_up_after_{took:.0f}_s,{peak}_MB_peak'


@waiting
def row_endless_headers(folder, short):
    async def headers(reader, writer):
        writer.write(b'HTTP/1.1 200 OK\r\n')
        number = 0
        while True:
            writer.write(b''.join(b'X-%d: %s\r\n' % (number + i, b'a' * 200) for i in range(100)))
            number += 100
            await writer.drain()
    return endless(folder, '/api/devices', headers, '127.0.0.1', 45)


@waiting
@only_in_full
def row_dripping_headers(folder, short):
    """One byte in a while, for ever; and eight times, so that no connection is left for the others."""
    rounds = 1 if short else 9

    dripping = set()

    async def drip(reader, writer):
        dripping.add(writer)
        try:
            writer.write(b'HTTP/1.1 200 OK\r\nX-A: ')
            while True:
                writer.write(b'a')
                await writer.drain()
                await asyncio.sleep(1)
        finally:
            dripping.discard(writer)

    begun = time.monotonic()
    with meet(folder, '/api/devices', drip, rounds) as (site, server, process):
        site.wait_for_words('has not answered for too long', 60)
        took = time.monotonic() - begun
        wait_for(lambda: server.hits['/api/devices'] > rounds, 90 * rounds + 30, 'the next request')
        recover(site, 90)
        # Those that serve are kept open; of those that drip none is.
        wait_for(lambda: not dripping, 30, 'the end of what drips')
        return f'given_up_after_{took:.0f}_s,{rounds}_times,none_still_drips'


@waiting
@only_in_full
def row_dripping_body(folder, short):
    async def drip(reader, writer):
        await Traccar.head(writer)
        writer.write(b'[')
        while True:
            writer.write(b' ')
            await writer.drain()
            await asyncio.sleep(1)
    return endless(folder, '/api/positions', drip, 'has not answered for too long', 80)


@waiting
def row_ten_gigabytes_of_spaces(folder, short):
    blanks = b' ' * (1 << 20)
    sent = [0]

    def piece():
        sent[0] += 1
        return blanks

    result = []
    for path in ('/api/devices', '/api/server', '/api/session'):
        here = folder / path.rsplit('/', 1)[1]
        here.mkdir()
        sent[0] = 0
        result.append(endless(here, path, pour(piece), '127.0.0.1', 60))
        assert sent[0] < 10 * 1024, 'all of it was read'
    return result[0]


@waiting
@only_in_full
def row_gzip_bomb(folder, short):
    """A gigabyte of blanks in a megabyte, again and again, in an answer and in a list of things."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b''.join(packer.compress(b' ' * (1 << 20)) for _ in range(1024)) + packer.flush()
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    things = packer.compress(b'[') + b''.join(packer.compress(b'{},' * (1 << 18)) for _ in range(1024)) + packer.flush()
    result = []
    for name, data in (('blanks', bomb), ('things', things)):
        async def send(reader, writer):
            await Traccar.head(writer, 'Content-Encoding: gzip')
            writer.write(data)
            await writer.drain()

        here = folder / name
        here.mkdir()
        result.append(endless(here, '/api/positions', send, '127.0.0.1', 60))
    return f'{len(bomb) >> 10}_KiB_of_1_GiB,' + result[0]


# --- Answers that are no JSON -------------------------------------------------------------------------

@waiting
def row_deep_json(folder, short):
    async def deep(reader, writer):
        await Traccar.head(writer)
        for _ in range(64):
            writer.write(b'[' * (1 << 20))
            await writer.drain()
    return endless(folder, '/api/positions', deep, '127.0.0.1', 30)


@waiting
def row_reset_inside_a_token(folder, short):
    """In each list and in the stream: nothing half is taken, and the rest comes with the next answer."""
    site = Site(folder)
    with Traccar(20) as server:
        async def cut(reader, writer):
            text = json.dumps([evil.device(i + 1) for i in range(20)]).encode()
            await Traccar.head(writer)
            writer.write(text[:text.index(b'lastUpdate', 2000) + 4])
            await writer.drain()
            await asyncio.sleep(.1)
            evil.reset(writer)

        paths = ('/api/devices', '/api/positions')
        for path in paths:
            times(1, cut)(server, path)
        site.add_source(server.url)
        with site.sync():
            site.wait_for_words('broke off')
            recover(site, 60, 20)
            before = server.hits['/api/socket']
            server.reset_sockets(b'\x81\x7e\x10\x00{"positions":[{"id":1,"dev')
            wait_for(lambda: server.hits['/api/socket'] > before, 30, 'a new stream')
            recover(site, 30, 20)
        with Look(site.store) as look:
            look.check()
            assert look.value('SELECT count (*) FROM vehicle') == 20
            assert look.value('SELECT count (*) FROM vehicle WHERE gone') == 0
            return f'{len(paths) + 1}_resets,{look.value("SELECT count (*) FROM vehicle")}_of_20_vehicles'


def refused_records(folder, spoil, n_bad):
    """Bad records in good lists and messages: each is counted, the good ones beside them are kept."""
    site = Site(folder)
    with Traccar(3) as server:
        def positions():
            return [evil.position(1)]
        server.positions = positions
        async def answer(reader, writer):
            await Traccar.answer(writer, 200, b'[' + b','.join(spoil(evil.position(2)) + [json.dumps(evil.position(3))
                                                                                         .encode()]) + b']')
        times(1, answer)(server, '/api/positions')
        site.add_source(server.url)
        with site.sync():
            site.wait_for_state('live')
            for text in spoil(evil.position(2)):
                server.push(b'{"positions":[' + text + b']}')
            server.push({'positions': [evil.position(1, 10)]})

            def refused():
                return sum(site.source()['refused'].values())
            wait_for(lambda: refused() >= 2 * n_bad, 20, f'{2 * n_bad} refusals')
            wait_for(lambda: site.source()['accepted'] >= 3, 20, 'the good ones')
            assert refused() == 2 * n_bad, site.source()
            assert server.hits['/api/socket'] == 1
        with Look(site.store) as look:
            vehicles = {vehicle for vehicle, _ in look.check()}
            assert vehicles == {1, 3}, vehicles
    return f'{2 * n_bad}_refused,the_others_kept'


def with_value(record, key, text):
    marker = 987654321
    return json.dumps({**record, key: marker}).encode().replace(str(marker).encode(), text)


@waiting
def row_invalid_utf8(folder, short):
    bad = (b'\xff\xfe', b'\xc3\x28', b'\xed\xa0\x80', b'\xf8\x88\x80\x80\x80')

    def spoil(record):
        return [with_value(record, 'fixTime', b'"' + b + b'"') for b in bad]
    return refused_records(folder, spoil, len(bad))


@waiting
def row_nan_and_infinity(folder, short):
    bad = (b'NaN', b'Infinity', b'-Infinity', b'1e999', b'"NaN"')

    def spoil(record):
        return [with_value(record, key, b) for b in bad for key in ('latitude', 'speed')]
    return refused_records(folder, spoil, 2 * len(bad))


# --- Order --------------------------------------------------------------------------------------------

def out_of_order(records, share, rand):
    """The same records, of which a share comes twice and a share comes later than it should."""
    keyed = []
    for place, record in enumerate(records):
        keyed.append((place + (rand.uniform(1, 2000) if rand.random() < share else 0), record))
        if rand.random() < share:
            keyed.append((place + rand.uniform(0, 2000), record))
    return [record for _, record in sorted(keyed, key=lambda pair: pair[0])]


@waiting
def row_duplicates_and_reordering(folder, short):
    """A fifth of the fixes come twice and a fifth too late: each is there once."""
    vehicles, n_each = 20, 150 if short else 1500
    records = [evil.position(vehicle, 1000 * age) for age in range(n_each, 0, -1) for vehicle in range(1, vehicles + 1)]
    sent = out_of_order(records, .2, random.Random(3))
    twice = len(sent) - len(records)
    site = Site(folder)
    with Traccar(vehicles) as server:
        server.positions = lambda: records[:vehicles]
        site.add_source(server.url)
        with site.sync():
            recover(site, vehicles=vehicles)
            for first in range(0, len(sent), 100):
                server.push({'positions': sent[first:first + 100]})
            wait_for(lambda: site.status()['fixes'] >= len(records), 60, f'{len(records)} fixes')
    with Look(site.store) as look:
        fixes = look.check()
        newest = set(look.db.execute('SELECT t.remote_id, v.time_ms FROM terminal t JOIN vehicle v ON v.id = t.vehicle'))
    truth = {(record['deviceId'], parse_ms(record['fixTime'])) for record in records}
    assert fixes == truth, f'{len(truth - fixes)} lost, {len(fixes - truth)} invented'
    assert newest == {max(fix for fix in truth if fix[0] == vehicle) for vehicle in range(1, vehicles + 1)}, newest
    site.ctl('verify')
    return f'{len(sent)}_sent,{twice}_of_them_again,0_lost,0_twice'


# --- Certificates -------------------------------------------------------------------------------------

class Authority:
    """Certificates as an office would make them, and as it should not."""

    def __init__(self, folder):
        self.folder = folder
        self.ca = folder / 'ca.pem'
        self.openssl('-x509', '-subj', '/CN=office', '-days', '2', '-addext', 'basicConstraints=critical,CA:TRUE',
                     '-keyout', folder / 'ca.key', '-out', self.ca)

    def openssl(self, *arguments):
        subprocess.run(['openssl', 'req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-noenc',
                        *map(str, arguments)], check=True, capture_output=True, timeout=30)

    def context(self, name, *arguments, signed=True):
        key, certificate = self.folder / f'{name}.key', self.folder / f'{name}.pem'
        by = ('-CA', self.ca, '-CAkey', self.folder / 'ca.key') if signed else ()
        self.openssl('-x509', '-subj', f'/CN={name}', *by, '-keyout', key, '-out', certificate, *arguments)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        return context


def certificate(folder, words, *arguments, signed=True):
    authority = Authority(folder)
    context = authority.context('server', *arguments, signed=signed)
    site = Site(folder)
    with Traccar(tls=context) as server:
        site.add_source(server.url, '--ca-file', authority.ca)
        with site.sync():
            message = site.wait_for_words(words)
            assert 'identity cannot be verified' in message, message
            assert site.source()['state'] == 'untrusted'
        site.ctl('sync', '--for', 1, code=BACKEND)
        assert not server.hits, 'something was sent to it'
    return 'nothing_sent'


GOOD_NAME = ('-addext', 'subjectAltName=IP:127.0.0.1')


@waiting
def row_certificate_good(folder, short):
    """What is right is accepted, or the rows below prove nothing."""
    authority = Authority(folder)
    context = authority.context('server', '-days', '2', *GOOD_NAME)
    site = Site(folder)
    with Traccar(tls=context) as server:
        site.add_source(server.url, '--ca-file', authority.ca)
        with site.sync():
            recover(site)
            assert server.sockets, server.hits
    return 'live_over_TLS'


@waiting
def row_certificate_expired(folder, short):
    return certificate(folder, 'has expired', '-not_before', '20240101000000Z', '-not_after', '20240201000000Z', *GOOD_NAME)


@waiting
def row_certificate_of_another_host(folder, short):
    return certificate(folder, 'another name', '-days', '2', '-addext', 'subjectAltName=DNS:fleet.example')


@waiting
def row_certificate_self_signed(folder, short):
    return certificate(folder, 'not from an authority', '-days', '2', *GOOD_NAME, signed=False)
