#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The palette stays readable for everybody: contrast, and distance between colours for four kinds of eyes.

Colour difference is CIEDE2000 (Sharma, Wu, Dalal 2005). Dichromats are simulated after Brettel, Viénot, Mollon 1997 in
the linear sRGB form of libDaltonLens (public domain). Contrast is WCAG 2.2's.
"""

import itertools
import math
import pathlib
import re
import sys

STATES_AND_ALARMS = ['moving', 'idling', 'parked', 'stale', 'p1', 'p2', 'p3', 'p4']
GRIDS = ['northeast', 'jjj', 'lsy', 'yangtze']
OVERLAYS = [f'overlay-{i}' for i in range(1, 7)]
ALARMS = ['p1', 'p2', 'p3', 'p4']
TINT = .13
LEAST = {'states and alarms': 15, 'grids': 14, 'overlays': 11, 'overlay and alarm': 14, 'text': 4.5, 'shape': 3}

BRETTEL = {
    'protanopia': ([.14980, 1.19548, -.34528, .10764, .84864, .04372, .00384, -.00540, 1.00156],
                   [.14570, 1.16172, -.30742, .10816, .85291, .03892, .00386, -.00524, 1.00139],
                   [.00048, .00393, -.00441]),
    'deuteranopia': ([.36477, .86381, -.22858, .26294, .64245, .09462, -.02006, .02728, .99278],
                     [.37298, .88166, -.25464, .25954, .63506, .10540, -.01980, .02784, .99196],
                     [-.00281, -.00611, .00892]),
    'tritanopia': ([1.01277, .13548, -.14826, -.01243, .86812, .14431, .07589, .80500, .11911],
                   [.93678, .18979, -.12657, .06154, .81526, .12320, -.37562, 1.12767, .24796],
                   [.03901, -.02788, -.01113]),
}


def read_palette(path):
    entry = re.compile(r'\{\s*"([a-z0-9-]+)",\s*\{\s*"#([0-9A-F]{6})",\s*"#([0-9A-F]{6})"\s*\}\s*\}')
    light, dark = {}, {}
    for token, a, b in entry.findall(path.read_text()):
        light[token], dark[token] = (tuple(int(h[i:i + 2], 16) / 255 for i in (0, 2, 4)) for h in (a, b))
    return {'light': light, 'dark': dark}


def linear(rgb):
    return [c / 12.92 if c <= .04045 else ((c + .055) / 1.055) ** 2.4 for c in rgb]


def gamma(rgb):
    return [12.92 * c if c <= .0031308 else 1.055 * c ** (1 / 2.4) - .055 for c in (min(1, max(0, c)) for c in rgb)]


def seen_by(rgb, eyes):
    if eyes == 'normal':
        return rgb
    first, second, normal = BRETTEL[eyes]
    v = linear(rgb)
    m = first if sum(a * b for a, b in zip(v, normal)) >= 0 else second
    return gamma([sum(m[3 * i + k] * v[k] for k in range(3)) for i in range(3)])


def lab(rgb):
    r, g, b = linear(rgb)
    xyz = (.4124564 * r + .3575761 * g + .1804375 * b, .2126729 * r + .7151522 * g + .0721750 * b,
           .0193339 * r + .1191920 * g + .9503041 * b)
    f = [c ** (1 / 3) if c > 216 / 24389 else (24389 / 27 * c + 16) / 116
         for c in (v / w for v, w in zip(xyz, (.95047, 1, 1.08883)))]
    return 116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])


def ciede2000(one, two):
    (l1, a1, b1), (l2, a2, b2) = one, two
    mean_c = (math.hypot(a1, b1) + math.hypot(a2, b2)) / 2
    g = .5 * (1 - math.sqrt(mean_c ** 7 / (mean_c ** 7 + 25 ** 7)))
    a1, a2 = a1 * (1 + g), a2 * (1 + g)
    c1, c2 = math.hypot(a1, b1), math.hypot(a2, b2)
    h1, h2 = (math.degrees(math.atan2(b, a)) % 360 if a or b else 0 for a, b in ((a1, b1), (a2, b2)))
    dh = 0 if c1 * c2 == 0 else (h2 - h1 + 180) % 360 - 180
    big_h = 2 * math.sqrt(c1 * c2) * math.sin(math.radians(dh / 2))
    mean_l, mean_c = (l1 + l2) / 2, (c1 + c2) / 2
    if c1 * c2 == 0:
        mean_h = h1 + h2
    elif abs(h1 - h2) <= 180:
        mean_h = (h1 + h2) / 2
    else:
        mean_h = (h1 + h2 + (360 if h1 + h2 < 360 else -360)) / 2
    cos = lambda degrees: math.cos(math.radians(degrees))
    t = 1 - .17 * cos(mean_h - 30) + .24 * cos(2 * mean_h) + .32 * cos(3 * mean_h + 6) - .2 * cos(4 * mean_h - 63)
    s_l = 1 + .015 * (mean_l - 50) ** 2 / math.sqrt(20 + (mean_l - 50) ** 2)
    s_c, s_h = 1 + .045 * mean_c, 1 + .015 * mean_c * t
    turn = (-2 * math.sqrt(mean_c ** 7 / (mean_c ** 7 + 25 ** 7))
            * math.sin(math.radians(60 * math.exp(-((mean_h - 275) / 25) ** 2))))
    dl, dc, dh = (l2 - l1) / s_l, (c2 - c1) / s_c, big_h / s_h
    return math.sqrt(dl ** 2 + dc ** 2 + dh ** 2 + turn * dc * dh)


def check_formula():
    """Pairs of Sharma's test data: the formula has many branches that a wrong sign survives."""
    for one, two, expected in (((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
                               ((50, -1, 2), (50, 0, 0), 2.3669),
                               ((50, 2.49, -.001), (50, -2.49, .0011), 7.2195),
                               ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
                               ((2.0776, .0795, -1.135), (.9033, -.0636, -.5514), .9082)):
        assert abs(ciede2000(one, two) - expected) < 1e-4, (one, two, ciede2000(one, two))


def contrast(one, two):
    a, b = (sum(w * c for w, c in zip((.2126, .7152, .0722), linear(rgb))) + .05 for rgb in (one, two))
    return max(a, b) / min(a, b)


def over(top, ground, opacity):
    return tuple(t * opacity + g * (1 - opacity) for t, g in zip(top, ground))


def differences(colors):
    for group, tokens in (('states and alarms', STATES_AND_ALARMS), ('grids', GRIDS), ('overlays', OVERLAYS)):
        for eyes in ('normal', *BRETTEL):
            seen = {t: lab(seen_by(colors[t], eyes)) for t in tokens}
            pair = min(itertools.combinations(tokens, 2), key=lambda p: ciede2000(seen[p[0]], seen[p[1]]))
            yield group, f'{eyes} {pair[0]}/{pair[1]}', ciede2000(seen[pair[0]], seen[pair[1]])
    for overlay, alarm in itertools.product(OVERLAYS, ALARMS):
        yield 'overlay and alarm', f'{overlay}/{alarm}', ciede2000(lab(colors[overlay]), lab(colors[alarm]))


def contrasts(colors):
    for text, ground in (('label', 'land'), ('label-minor', 'land'), ('label-water', 'water'), ('disc-text', 'disc'),
                         ('label', 'urban'), ('label-minor', 'park'),
                         ('p1-text', 'p1'), ('p2-text', 'p2'), ('p3-text', 'p3'), ('p4-text', 'p4')):
        yield 'text', f'{text} on {ground}', contrast(colors[text], colors[ground])
    for grid in GRIDS:
        tint = over(colors[grid], colors['land'], TINT)
        yield 'text', f'{grid}-text on its tint', contrast(colors[f'{grid}-text'], tint)
        yield 'text', f'label on the tint of {grid}', contrast(colors['label'], tint)
    for shape in ('moving', 'idling', 'parked', 'stale-line', 'lost', 'p1', 'p2', 'p3-ring', 'p4', 'place', *OVERLAYS):
        yield 'shape', f'{shape} on its halo', contrast(colors[shape], colors['glyph-halo'])


def main():
    check_formula()
    palette = read_palette(pathlib.Path(sys.argv[1], 'src/map/chezu-palette.c'))
    failed = False
    for scheme, colors in palette.items():
        assert len(colors) > 40, f'only {len(colors)} colours were read'
        worst = {}
        for kind, what, figure in itertools.chain(differences(colors), contrasts(colors)):
            if figure < LEAST[kind]:
                failed = True
                print(f'{scheme}: {what}: {figure:.2f}, at least {LEAST[kind]}')
            if figure < worst.get(kind, (math.inf, ''))[0]:
                worst[kind] = figure, what
        print(scheme, '; '.join(f'{k} {f:.2f} ({w})' for k, (f, w) in worst.items()))
    return 1 if failed else 0


sys.exit(main())
