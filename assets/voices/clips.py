"""What is done to raw speech before it is a clip: trimmed, joined at closures, brought to one loudness. No file, no engine."""

import warnings

import numpy
import pyloudnorm

# The loudness of every clip and of the chime, in LUFS, low enough that no clip is clipped.
LOUDNESS_LUFS = -20.0
# Where a clip starts and ends: this far below its loudest 5 ms. The burst of a b or p is soft, breath after a word is not speech.
START_DB, END_DB = -38.0, -30.0
# What is kept outside those edges, so that the first and last sound are whole.
LEAD_MS, TAIL_MS = 8, 30
# The largest sample of a clip, in full scales.
PEAK = 10 ** (-1.0 / 20)


def levels(samples, rate_hz, step_ms=5):
    """Root mean square of each step."""
    step = int(rate_hz * step_ms / 1000)
    whole = samples[: len(samples) // step * step].reshape(-1, step)
    return numpy.sqrt((whole**2).mean(axis=1)), step


def trimmed(samples, rate_hz):
    """The speech without the silence around it, faded in and out so that joins do not click."""
    level, step = levels(samples, rate_hz)
    first = numpy.nonzero(level > level.max() * 10 ** (START_DB / 20))[0][0]
    last = numpy.nonzero(level > level.max() * 10 ** (END_DB / 20))[0][-1]
    start = max(0, first * step - rate_hz * LEAD_MS // 1000)
    end = min(len(samples), (last + 1) * step + rate_hz * TAIL_MS // 1000)
    return faded(samples[start:end], rate_hz * LEAD_MS // 1000, rate_hz * TAIL_MS // 1000)


def faded(samples, fade_in, fade_out):
    """Raised-cosine fades at both ends, in samples."""
    shaped = samples.copy()
    shaped[:fade_in] *= 0.5 - 0.5 * numpy.cos(numpy.linspace(0, numpy.pi, fade_in))
    shaped[len(shaped) - fade_out :] *= 0.5 + 0.5 * numpy.cos(numpy.linspace(0, numpy.pi, fade_out))
    return shaped


def held_up(both, following, rate_hz):
    """The first part of `both` ("two hundred ten") without `following` ("ten"), cut in the closure between them."""
    level, step = levels(trimmed(both, rate_hz), rate_hz)
    expected = len(level) - len(trimmed(following, rate_hz)) // step
    around = range(max(0, expected - 24), min(len(level) - 6, expected + 16))
    quietest = min(around, key=lambda i: level[i : i + 6].sum())
    return trimmed(trimmed(both, rate_hz)[: (quietest + 3) * step], rate_hz)


def loudness_lufs(samples, rate_hz):
    """Integrated loudness (ITU BS.1770); a clip shorter than a block of 400 ms is one block of its own length."""
    block_s = min(0.4, len(samples) / rate_hz - 1 / rate_hz)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pyloudnorm.Meter(rate_hz, block_size=block_s).integrated_loudness(samples)


def levelled(samples, rate_hz):
    """The clip at LOUDNESS_LUFS; refused if that would clip it."""
    louder = samples * 10 ** ((LOUDNESS_LUFS - loudness_lufs(samples, rate_hz)) / 20)
    peak = numpy.abs(louder).max()
    if peak > PEAK:
        raise ValueError(f"a peak of {20 * numpy.log10(peak):.1f} dBFS")
    return louder
