#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the tones of the alarm desk: three that rise, two, and one soft tick. Nobody else's recording is needed."""

import array
import math
import pathlib
import sys
import wave

RATE = 44100
# Of each priority: hertz, seconds, loudness. Pure tones with their octave, as IEC 60601-1-8 asks of alarms that are to be
# placed by the ear.
TONES = {
    1: [(523.25, 0.18, 0.9), (659.25, 0.18, 0.9), (880.0, 0.30, 0.9)],
    2: [(587.33, 0.20, 0.7), (440.0, 0.28, 0.7)],
    3: [(659.25, 0.09, 0.35)],
}
PAUSE = 0.06


def tone(hertz, seconds, loudness):
    n = int(RATE * seconds)
    for i in range(n):
        # No clicks: it swells and fades.
        swell = min(1.0, i / (0.012 * RATE), (n - i) / (0.06 * RATE))
        t = i / RATE
        wanted = math.sin(math.tau * hertz * t) + 0.35 * math.sin(math.tau * 2 * hertz * t)
        yield int(32767 * loudness * swell * wanted / 1.35 * 0.8)


def main():
    folder = pathlib.Path(sys.argv[1])
    for priority, tones in TONES.items():
        samples = array.array('h')
        for hertz, seconds, loudness in tones:
            samples.extend(tone(hertz, seconds, loudness))
            samples.extend([0] * int(RATE * PAUSE))
        if sys.byteorder == 'big':
            samples.byteswap()
        with wave.open(str(folder / f'alarm-{priority}.wav'), 'wb') as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(samples.tobytes())


main()
