"""The chime before a call: two soft bells, a falling major third, 0.8 s. Pure synthesis."""

import numpy

from clips import faded, levelled

# When each bell is struck, in seconds, and its pitch in hertz: E5 and C5.
BELLS = ((0.0, 659.26), (0.30, 523.25))
LENGTH_S = 0.8
# The parts of a bell's tone: multiple of the pitch, strength, and the seconds in which it falls to a third.
PARTIALS = ((1.0, 1.0, 0.30), (2.0, 0.28, 0.16), (3.0, 0.08, 0.09), (4.2, 0.03, 0.05))
ATTACK_S = 0.012


def chime(rate_hz):
    """Samples of the chime."""
    time_s = numpy.arange(int(LENGTH_S * rate_hz)) / rate_hz
    sound = sum(bell(time_s - struck_s, pitch_hz) for struck_s, pitch_hz in BELLS)
    return levelled(faded(sound, 32, int(0.18 * rate_hz)), rate_hz)


def bell(since_s, pitch_hz):
    """One bell, silent before it is struck."""
    attack = numpy.clip(since_s / ATTACK_S, 0, 1)
    rise = 0.5 - 0.5 * numpy.cos(numpy.pi * attack)
    tone = sum(
        strength * numpy.exp(-since_s.clip(0) / fall_s) * numpy.sin(2 * numpy.pi * pitch_hz * multiple * since_s)
        for multiple, strength, fall_s in PARTIALS
    )
    return rise * tone
