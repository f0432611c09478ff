# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers and proxies that behave badly on purpose. All of them run on one thread with one event loop."""

import asyncio
import base64
import collections
import contextlib
import hashlib
import json
import random
import socket
import struct
import threading
import time

import datetime


class Loop:
    """The thread."""

    def __init__(self):
        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self.loop.run_forever, daemon=True).start()

    def run(self, coroutine, seconds=30):
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(seconds)


LOOP = Loop()


class Listener:
    """Something on a port of its own that is gone when the row is."""

    tls = None

    def __enter__(self):
        self.connections = set()
        self.server = LOOP.run(asyncio.start_server(self._serve, '127.0.0.1', getattr(self, 'port', 0), ssl=self.tls,
                                                    limit=1 << 20))
        self.port = self.server.sockets[0].getsockname()[1]
        self.url = f'{"https" if self.tls else "http"}://127.0.0.1:{self.port}'
        return self

    def __exit__(self, *_):
        LOOP.run(self._close())

    async def _close(self):
        self.server.close()
        for task in list(self.connections):
            task.cancel()
        await asyncio.gather(*self.connections, return_exceptions=True)

    async def _serve(self, reader, writer):
        task = asyncio.current_task()
        self.connections.add(task)
        try:
            await self.serve(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError, TimeoutError):
            pass
        finally:
            self.connections.discard(task)
            writer.transport.abort()


def reset(writer):
    """Ends a connection as a router does that forgot it."""
    writer.get_extra_info('socket').setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
    writer.transport.abort()


def http_date(seconds=0):
    return time.strftime('%a, %d %b %Y %H:%M:%S GMT', time.gmtime(time.time() + seconds))


def iso(ms):
    return datetime.datetime.fromtimestamp(ms / 1000, datetime.UTC).isoformat(timespec='milliseconds')


def device(number):
    return {'id': number, 'attributes': {}, 'groupId': 0, 'name': f'鲁D·{number:05}', 'uniqueId': f'0139{number:08}',
            'status': 'online', 'lastUpdate': iso(time.time_ns() // 1000000), 'positionId': 0, 'phone': None, 'model': None,
            'contact': None, 'category': 'truck', 'disabled': False}


def position(vehicle, age_ms=1000, number=None, **more):
    ms = time.time_ns() // 1000000 - age_ms
    return {'id': number or ms, 'attributes': {'ignition': True}, 'deviceId': vehicle, 'protocol': 'jt808',
            'serverTime': iso(ms), 'deviceTime': iso(ms), 'fixTime': iso(ms), 'valid': True, 'latitude': 34.8,
            'longitude': 117.2, 'altitude': 50.0, 'speed': 32.4, 'course': 90.0, 'address': None, 'accuracy': 0.0, **more}


class Traccar(Listener):
    """A small Traccar server; `troubles` says what a path does instead of answering."""

    def __init__(self, vehicles=3, tls=None, port=0):
        self.tls = tls
        self.port = port
        self.vehicles = vehicles
        self.hits = collections.Counter()
        self.times = collections.defaultdict(list)
        self.troubles = {}
        self.sockets = []
        self.positions = lambda: [position(i + 1) for i in range(vehicles)]

    # What a trouble may use --------------------------------------------------------------------------

    @staticmethod
    async def answer(writer, status=200, body=b'', *headers, kind='application/json'):
        if not isinstance(body, bytes):
            body = (body if isinstance(body, str) else json.dumps(body)).encode()
        head = [f'HTTP/1.1 {status} Whatever', f'Date: {http_date()}', f'Content-Type: {kind}',
                f'Content-Length: {len(body)}', *headers]
        writer.write('\r\n'.join(head).encode() + b'\r\n\r\n' + body)
        await writer.drain()

    @staticmethod
    async def head(writer, *headers):
        """The beginning of an answer whose length is not told."""
        head = ['HTTP/1.1 200 OK', f'Date: {http_date()}', 'Content-Type: application/json', 'Connection: close', *headers]
        writer.write('\r\n'.join(head).encode() + b'\r\n\r\n')
        await writer.drain()

    # The server --------------------------------------------------------------------------------------

    async def serve(self, reader, writer):
        while True:
            text = (await reader.readuntil(b'\r\n\r\n')).decode('latin-1')
            first, *lines = text.split('\r\n')
            headers = {k.lower(): v.strip() for k, _, v in (line.partition(':') for line in lines) if v}
            await reader.readexactly(int(headers.get('content-length', 0)))
            method, target, _ = first.split(' ')
            path = target.split('?')[0]
            self.hits[path] += 1
            self.times[path].append(time.monotonic())
            trouble = self.troubles.get(path)
            if trouble:
                await trouble(reader, writer)
                if writer.transport.is_closing():
                    return
            elif path == '/api/socket':
                await self.websocket(reader, writer, headers)
                return
            else:
                await self.route(method, path, writer)

    async def route(self, method, path, writer):
        if path == '/api/server':
            await self.answer(writer, 200, {'id': 1, 'version': '6.14.5', 'attributes': {}})
        elif path == '/api/session':
            await self.answer(writer, 200, {'id': 1, 'name': 'admin', 'attributes': {}}, 'Set-Cookie: JSESSIONID=a; Path=/')
        elif path == '/api/devices':
            await self.answer(writer, 200, [device(i + 1) for i in range(self.vehicles)])
        elif path == '/api/positions':
            await self.answer(writer, 200, self.positions())
        elif path in ('/api/groups', '/api/drivers', '/api/reports/events'):
            await self.answer(writer, 200, [])
        else:
            await self.answer(writer, 404, 'HTTP 404 Not Found', kind='text/plain')

    async def websocket(self, reader, writer, headers):
        key = headers['sec-websocket-key'] + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
        accept = base64.b64encode(hashlib.sha1(key.encode()).digest()).decode()
        writer.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n'
                     f'Sec-WebSocket-Accept: {accept}\r\n\r\n'.encode())
        self.sockets.append(writer)
        await self.send(writer, json.dumps({'positions': self.positions()}).encode())
        while True:
            head = await reader.readexactly(2)
            size = head[1] & 127
            if size == 126:
                size, = struct.unpack('>H', await reader.readexactly(2))
            mask = await reader.readexactly(4)
            text = bytes(b ^ mask[i % 4] for i, b in enumerate(await reader.readexactly(size)))
            if head[0] & 15 == 9:
                await self.send(writer, text, 10)
            elif head[0] & 15 == 8:
                return

    @staticmethod
    async def send(writer, data, kind=1):
        size = len(data)
        head = bytes([0x80 | kind]) + (bytes([size]) if size < 126 else struct.pack('>BH', 126, size) if size < 65536
                                       else struct.pack('>BQ', 127, size))
        writer.write(head + data)
        await writer.drain()

    # For the row --------------------------------------------------------------------------------------

    def push(self, data):
        """Sends one message over every stream that is open."""
        async def go():
            for writer in self.sockets:
                if not writer.transport.is_closing():
                    await self.send(writer, data if isinstance(data, bytes) else json.dumps(data).encode())
        LOOP.run(go())

    def reset_sockets(self, first_bytes=b''):
        async def go():
            for writer in self.sockets:
                if not writer.transport.is_closing():
                    writer.write(first_bytes)
                    await asyncio.sleep(.05)
                    reset(writer)
            self.sockets.clear()
        LOOP.run(go())


class Proxy(Listener):
    """Passes bytes on to another port, until told to do otherwise."""

    def __init__(self, target):
        self.target = target
        self.mute = False
        self.pairs = []

    async def serve(self, reader, writer):
        other_reader, other_writer = await asyncio.open_connection('127.0.0.1', self.target)
        self.pairs.append((writer, other_writer))
        try:
            await asyncio.gather(self.pump(reader, other_writer), self.pump(other_reader, writer))
        finally:
            other_writer.transport.abort()

    async def pump(self, reader, writer):
        while data := await reader.read(65536):
            while self.mute:
                await asyncio.sleep(.1)
            await self.carry(data, writer)
        writer.transport.abort()

    async def carry(self, data, writer):
        writer.write(data)
        await writer.drain()


class Segment:
    def __init__(self, data, departs):
        self.data = data
        self.departs = departs
        self.arrives = 0
        self.lost = False


class LossyProxy(Proxy):
    """A path on which each segment is lost with a probability and takes a delay, as TCP shows it to a program: bytes come
    late and in order, and what follows a lost segment has to wait for its repeat. A window of segments is on its way at a
    time. A lost one is repeated when three later ones have told of it (fast retransmit, RFC 5681) or when its time is over,
    and that time doubles with each repeat that is lost as well (RFC 6298). Connecting is a round trip of two segments."""

    SEGMENT = 1448
    WINDOW = 10
    DUPLICATES = 3

    def __init__(self, target, delay_s, loss, seed=1):
        super().__init__(target)
        self.delay_s = delay_s
        self.loss = loss
        self.random = random.Random(seed)
        self.n_segments = 0
        self.n_lost = 0

    def is_lost(self):
        lost = self.random.random() < self.loss
        self.n_lost += lost
        return lost

    def arrival_of_repeat(self, repeated):
        """When a segment arrives that is sent again at that time, and again as often as it is lost."""
        wait_s = max(1.0, 2.2 * self.delay_s)
        while self.is_lost():
            wait_s *= 2
            repeated += wait_s
        return repeated + self.delay_s

    def depart(self, segment, before):
        """@before: the segments that left just before it, the newest last."""
        self.n_segments += 1
        segment.lost = self.is_lost()
        segment.arrives = segment.departs + self.delay_s
        if segment.lost:
            segment.arrives = self.arrival_of_repeat(segment.departs + max(1.0, 2.2 * self.delay_s))
        if len(before) >= self.DUPLICATES and before[-self.DUPLICATES].lost:
            told = before[-self.DUPLICATES]
            told.arrives = min(told.arrives, self.arrival_of_repeat(segment.departs + 2 * self.delay_s))

    async def serve(self, reader, writer):
        now = time.monotonic()
        handshake = [Segment(b'', now), Segment(b'', now + self.delay_s)]
        for segment in handshake:
            self.depart(segment, [])
        await asyncio.sleep(sum(segment.arrives - segment.departs for segment in handshake))
        await super().serve(reader, writer)

    async def pump(self, reader, writer):
        queue = asyncio.Queue(self.WINDOW)
        delivering = asyncio.create_task(self.deliver(queue, writer))
        window = []
        while data := await reader.read(self.SEGMENT):
            # The window moves on when its oldest segment is acknowledged.
            if len(window) == self.WINDOW:
                await self.until(lambda oldest=window[0]: oldest.arrives + self.delay_s)
                window.pop(0)
            segment = Segment(data, time.monotonic())
            self.depart(segment, window)
            window.append(segment)
            await queue.put(segment)
        await queue.put(None)
        await delivering
        writer.transport.abort()

    async def deliver(self, queue, writer):
        while segment := await queue.get():
            await self.until(lambda segment=segment: segment.arrives)
            with contextlib.suppress(ConnectionError):  # the other end hung up: what follows is lost on it
                writer.write(segment.data)
                await writer.drain()

    @staticmethod
    async def until(when):
        """@when may come nearer while it is waited for."""
        while (left := when() - time.monotonic()) > 0:
            await asyncio.sleep(min(left, .05))
