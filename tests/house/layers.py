#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A layer includes only what it may use: the arrows of src/README.md, checked on every #include."""

import pathlib
import re
import sys

# What each layer may include besides itself. The order is the order of the layers.
MAY_USE = {
    'base': set(),
    'track': {'base'},
    'rule': {'base', 'track'},
    'store': {'base', 'track', 'rule'},
    'geo': {'base', 'track', 'store'},
    'fleet': {'base', 'track', 'store'},
    'tiles': {'base', 'store', 'geo'},
    'sync': {'base', 'track', 'store', 'geo'},
    'sim': {'base'},
    'map': {'base', 'track', 'store', 'tiles', 'fleet'},
    'shell': {'base', 'track', 'rule', 'store', 'geo', 'tiles', 'fleet', 'sync', 'sim', 'map'},
    'ctl': {'base', 'track', 'rule', 'store', 'geo', 'tiles', 'fleet', 'sync', 'sim'},
}
# Libraries that belong to some layers alone.
ONLY_IN = {
    r'(gtk|gdk|gsk|adwaita|shumate)[/.]|^graphene\.h': {'map', 'shell'},
    r'^sqlite3': {'track', 'store', 'map', 'geo', 'tiles'},  # the map reads MBTiles, the base-map builder writes them
    r'^(gdal|ogr|cpl|ogrsf)': {'geo', 'tiles'},  # tiles read WMS through GDAL
    r'^(zstd|zdict|zlib)': {'track', 'map', 'geo'},
    r'^libsoup/': {'sync', 'sim', 'tiles'},
    r'^libsecret/': {'sync'},
}
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]')


def wrong_arrows(source):
    for path in sorted(source.rglob('*.[ch]')):
        layer = path.relative_to(source).parts[0]
        if layer not in MAY_USE:
            yield f'{path}: "{layer}" is no layer; name it in {pathlib.Path(__file__).name} and src/README.md'
            continue
        for number, line in enumerate(path.read_text(encoding='utf-8').splitlines(), 1):
            found = INCLUDE.match(line)
            if not found:
                continue
            name = found.group(1)
            first = name.split('/')[0]
            if first in MAY_USE and first != layer and first not in MAY_USE[layer]:
                yield f'{path}:{number}: {layer}/ may not use {first}/ ({name})'
            for pattern, layers in ONLY_IN.items():
                if re.search(pattern, name) and layer not in layers:
                    yield f'{path}:{number}: {name} belongs to {", ".join(sorted(layers))} alone'


def main():
    source = pathlib.Path(sys.argv[1])
    wrong = list(wrong_arrows(source))
    print('\n'.join(wrong) if wrong else f'the includes of {sum(1 for _ in source.rglob("*.[ch]"))} files point the right way')
    return 1 if wrong else 0


sys.exit(main())
