"""The clips as files: complete, alike in loudness, not clipped, trimmed, small."""

import sys
import tomllib
import unittest
from pathlib import Path

import numpy
import soundfile

from loudness import loudness_lufs

VOICES = Path(__file__).resolve().parents[1]
CHIME = VOICES.parent / "sounds" / "chime.flac"
LANGUAGES = ("ru", "en", "hy")
SIZE_LIMIT = 6_000_000
SILENCE_DBFS = -45

sys.path.insert(0, str(VOICES))
from make import named_clips  # noqa: E402


def manifest(language):
    return tomllib.loads((VOICES / language / "voice.toml").read_text(encoding="utf-8"))


def clips(language):
    return {name: soundfile.read(VOICES / language / f"{name}.flac") for name in named_clips(manifest(language))}


def is_loud(samples, rate_hz, step_ms=5):
    """Whether each step is louder than silence."""
    step = rate_hz * step_ms // 1000
    whole = samples[: len(samples) // step * step].reshape(-1, step)
    return 20 * numpy.log10(numpy.sqrt((whole**2).mean(axis=1)) + 1e-9) > SILENCE_DBFS


class Clips(unittest.TestCase):
    def test_every_clip_of_the_manifest_is_there_and_no_other(self):
        for language in LANGUAGES:
            files = {file.stem for file in (VOICES / language).glob("*.flac")}
            self.assertEqual(files, set(named_clips(manifest(language))), language)

    def test_clips_are_flac_on_one_channel_at_the_manifests_rate(self):
        for file in [CHIME, *VOICES.glob("*/*.flac")]:
            info = soundfile.info(file)
            self.assertEqual((info.format, info.channels, info.samplerate), ("FLAC", 1, 22050), file)
        for language in LANGUAGES:
            self.assertEqual(manifest(language)["sample_rate_hz"], 22050)

    def test_voices_and_chime_are_within_two_lu_of_each_other(self):
        found = {"chime": loudness_lufs(*soundfile.read(CHIME))}
        for language in LANGUAGES:
            found |= {f"{language}/{name}": loudness_lufs(*sound) for name, sound in clips(language).items()}
        softest, loudest = min(found, key=found.get), max(found, key=found.get)
        told = f"{softest} {found[softest]:.2f} LUFS, {loudest} {found[loudest]:.2f} LUFS"
        print(told)
        self.assertLess(found[loudest] - found[softest], 2.0, told)

    def test_no_clip_is_clipped(self):
        for language in LANGUAGES:
            for name, (samples, _) in clips(language).items():
                self.assertLess(numpy.abs(samples).max(), 10 ** (-0.9 / 20), f"{language}/{name}")

    def test_joins_and_words_have_no_gap_over_120_ms(self):
        for language in LANGUAGES:
            pauses = [part for part in manifest(language)["phrase"] if isinstance(part, int)]
            leads, tails = [], []
            for name, (samples, rate_hz) in clips(language).items():
                loud = numpy.nonzero(is_loud(samples, rate_hz))[0]
                leads.append(loud[0] * 5)
                tails.append((len(samples) * 1000 // rate_hz) - (loud[-1] + 1) * 5)
                inner = (numpy.diff(loud).max() - 1) * 5
                self.assertLessEqual(inner, 120, f"{language}/{name} is silent for {inner} ms inside")
            # Whatever clip follows whatever other.
            self.assertLessEqual(max(tails) + max(pauses) + max(leads), 120, language)

    def test_the_chime_rises_softly_and_lasts_under_a_second(self):
        samples, rate_hz = soundfile.read(CHIME)
        self.assertTrue(0.7 <= len(samples) / rate_hz <= 0.9)
        first_ms = numpy.abs(samples[: rate_hz // 1000]).max()
        self.assertLess(first_ms, 0.1 * numpy.abs(samples).max())

    def test_all_of_it_stays_small(self):
        size = sum(file.stat().st_size for file in [CHIME, *VOICES.glob("*/*.flac")])
        self.assertLess(size, SIZE_LIMIT)


class Loudness(unittest.TestCase):
    """The measure itself, against the recommendation's own examples."""

    def test_a_full_sine_of_997_hz_is_minus_3_lufs(self):
        sine = numpy.sin(2 * numpy.pi * 997 * numpy.arange(48000 * 2) / 48000)
        self.assertAlmostEqual(loudness_lufs(sine, 48000), -3.01, delta=0.05)

    def test_ten_decibels_are_ten_units_at_every_rate(self):
        sine = 0.1 * numpy.sin(2 * numpy.pi * 1000 * numpy.arange(22050 * 2) / 22050)
        loud, soft = loudness_lufs(sine, 22050), loudness_lufs(sine * 10**-0.5, 22050)
        self.assertAlmostEqual(loud - soft, 10, delta=0.05)


if __name__ == "__main__":
    unittest.main()
