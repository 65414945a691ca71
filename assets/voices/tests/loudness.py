"""The loudness of a sound after ITU-R BS.1770-4, written from the recommendation and apart from what makes the clips."""

import numpy
from scipy.signal import lfilter, resample_poly

# The two filters of the recommendation's K weighting are given for this rate.
RATE_HZ = 48000
SHELF = ([1.53512485958697, -2.69169618940638, 1.19839281085285], [1.0, -1.69065929318241, 0.73248077421585])
HIGH_PASS = ([1.0, -2.0, 1.0], [1.0, -1.99004745483398, 0.99007225036621])


def loudness_lufs(samples, rate_hz):
    """Gated loudness in LUFS; a sound shorter than a block of 400 ms is one block."""
    weighted = lfilter(*HIGH_PASS, lfilter(*SHELF, resample_poly(samples, RATE_HZ, rate_hz)))
    length = min(len(weighted), RATE_HZ * 4 // 10)
    starts = range(0, len(weighted) - length + 1, RATE_HZ // 10)
    powers = numpy.array([(weighted[start : start + length] ** 2).mean() for start in starts])
    powers = powers[lufs(powers) > -70]
    return lufs(powers[lufs(powers) > lufs(powers.mean()) - 10].mean())


def lufs(power):
    """From mean square to LUFS."""
    return -0.691 + 10 * numpy.log10(numpy.maximum(power, 1e-12))
