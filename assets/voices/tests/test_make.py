"""The script itself: an office's own recordings become clips, the chime comes out as it is kept, and a synthesizer that the tests have says its words."""

import io
import sys
import tempfile
import tomllib
import unittest
from contextlib import redirect_stdout
from pathlib import Path
from unittest import mock

import numpy
import soundfile

from loudness import loudness_lufs

VOICES = Path(__file__).resolve().parents[1]
SPEAKER = """
[words]
ticket = "ticket"
window = "window"
[letters]
A = "ay"
[numbers]
4 = "four"
300 = "three hundred"
"""

sys.path.insert(0, str(VOICES))
import make  # noqa: E402
from engines import RATE_HZ, speak  # noqa: E402


def samples(folder, clip):
    return soundfile.read(folder / f"{clip}.flac")[0]


class Record(unittest.TestCase):
    """As somebody would bring them: louder and softer, in two channels, at another rate, with silence around."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.voices, self.recordings = Path(folder.name) / "voices", Path(folder.name) / "recordings"
        (self.voices / "en").mkdir(parents=True)
        self.recordings.mkdir()
        (self.voices / "en" / "voice.toml").write_text(SPEAKER, encoding="utf-8")
        self.clips = sorted(make.named_clips(tomllib.loads(SPEAKER)))
        silence = numpy.zeros(RATE_HZ // 3)
        for place, clip in enumerate(self.clips):
            said = numpy.concatenate([silence, samples(VOICES / "en", clip), silence]) * (0.3 + 0.15 * place)
            twice = numpy.repeat(said, 2)
            soundfile.write(self.recordings / f"{clip}.wav", numpy.column_stack([twice, twice]), 2 * RATE_HZ)

    def record(self):
        with mock.patch.object(make, "VOICES", self.voices), redirect_stdout(io.StringIO()):
            make.record("en", self.recordings)

    def test_recordings_become_clips_of_one_loudness_without_the_silence(self):
        self.record()
        made = self.voices / "en"
        self.assertEqual(sorted(file.stem for file in made.glob("*.flac")), self.clips)
        for clip in self.clips:
            info = soundfile.info(made / f"{clip}.flac")
            self.assertEqual((info.format, info.channels, info.samplerate), ("FLAC", 1, RATE_HZ), clip)
            self.assertAlmostEqual(loudness_lufs(samples(made, clip), RATE_HZ), -20, delta=1, msg=clip)
            longer_s = (len(samples(made, clip)) - len(samples(VOICES / "en", clip))) / RATE_HZ
            self.assertLess(abs(longer_s), 0.06, clip)

    def test_a_recording_that_is_missing_is_named_with_its_words_and_nothing_is_made(self):
        (self.recordings / "number-300.wav").unlink()
        with self.assertRaisesRegex(SystemExit, r"1 recordings are missing: number-300\.wav \(three hundred\)"):
            self.record()
        self.assertEqual(list((self.voices / "en").glob("*.flac")), [])


class Made(unittest.TestCase):
    def test_the_chime_is_as_its_script_makes_it(self):
        with tempfile.TemporaryDirectory() as folder, mock.patch.object(make, "CHIME", Path(folder) / "chime.flac"):
            make.main(["chime"])
            made, kept = samples(Path(folder), "chime"), samples(VOICES.parent / "sounds", "chime")
        self.assertEqual(len(made), len(kept))
        self.assertLess(numpy.abs(made - kept).max(), 2**-10)

    def test_a_clip_that_is_made_again_is_as_long_as_the_one_that_is_kept(self):
        recipe = tomllib.loads((VOICES / "recipes.toml").read_text(encoding="utf-8"))["hy"]
        words = make.named_clips(tomllib.loads((VOICES / "hy" / "voice.toml").read_text(encoding="utf-8")))
        closing = speak(recipe, recipe["closes"])
        with tempfile.TemporaryDirectory() as folder:
            for clip in ("window", "letter-a", "number-54", "before-300"):
                make.make_clip(Path(folder) / f"{clip}.flac", recipe, words[clip], closing)
                made, kept = len(samples(Path(folder), clip)), len(samples(VOICES / "hy", clip))
                self.assertLess(abs(made - kept), 0.1 * kept, clip)

    def test_a_voice_that_is_not_there_is_named(self):
        with self.assertRaisesRegex(SystemExit, "no such voice: xx"):
            make.main(["xx", "hy"])


if __name__ == "__main__":
    unittest.main()
