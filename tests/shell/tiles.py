# SPDX-License-Identifier: GPL-3.0-or-later
"""A tile server on the loopback: streets of a made-up town, with a cross on a known place."""

import http.server
import math
import struct
import threading
import zlib

SIDE = 256


def project(lon, lat):
    sine = math.sin(math.radians(lat))
    return lon / 360 + 0.5, 0.5 - math.log((1 + sine) / (1 - sine)) / (4 * math.pi)


def png(rows):
    raw = b''.join(b'\0' + row for row in rows)

    def chunk(kind, data):
        return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))

    head = struct.pack('>IIBBBBB', SIDE, SIDE, 8, 2, 0, 0, 0)
    return b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', head) + chunk(b'IDAT', zlib.compress(raw, 1)) + chunk(b'IEND', b'')


def draw(zoom, column, row, cross):
    """Blocks of two greens with pale streets between, and a black cross where one is wanted."""
    ground = [bytes((214, 226, 204)), bytes((203, 217, 196))]
    street = bytes((250, 246, 232))
    at_x, at_y = (round((part * 2 ** zoom - whole) * SIDE) for part, whole in zip(cross, (column, row)))
    rows = []
    for y in range(SIDE):
        line = bytearray()
        for x in range(SIDE):
            if (abs(y - at_y) <= 1 and abs(x - at_x) <= 14) or (abs(x - at_x) <= 1 and abs(y - at_y) <= 14):
                line += b'\0\0\0'
            elif x % 64 < 4 or y % 64 < 4:
                line += street
            else:
                line += ground[(x // 64 + y // 64) % 2]
        rows.append(bytes(line))
    return png(rows)


class Server:
    def __init__(self, cross=(-1, -1)):
        self.cross = cross
        self.status = 200
        self.paths = []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = 'HTTP/1.1'

            def do_GET(self):
                outer.paths.append(self.path)
                body = b''
                if outer.status == 200:
                    zoom, column, row = (int(part.split('.')[0]) for part in self.path.split('?')[0].split('/')[1:4])
                    body = draw(zoom, column, row, outer.cross)
                self.send_response(outer.status)
                self.send_header('Content-Type', 'image/png')
                self.send_header('Content-Length', str(len(body)))
                self.send_header('Cache-Control', 'max-age=0')
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *arguments):
                pass

        self.server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        self.server.daemon_threads = True
        self.address = f'http://127.0.0.1:{self.server.server_address[1]}/{{z}}/{{x}}/{{y}}.png'
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
