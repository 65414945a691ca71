#!/usr/bin/env python3
"""Makes the phrase clips of the voices and the chime, offline, with synthesizers of Debian.

    make.py                       everything
    make.py ru hy                 these voices
    make.py chime                 the chime
    make.py record ru FOLDER      the Russian voice from an office's own recordings, FOLDER/<clip>.wav

Debian: espeak-ng festival festvox-ru flite sox. PyPI: requirements.txt. What each clip says stands in <language>/voice.toml.
"""

import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy
import soundfile

from chime import chime
from clips import held_up, levelled, trimmed
from engines import RATE_HZ, recorded, slower, speak

VOICES = Path(__file__).resolve().parent
CHIME = VOICES.parent / "sounds" / "chime.flac"


def main(wanted):
    """Makes what is named, or everything."""
    recipes = tomllib.loads((VOICES / "recipes.toml").read_text(encoding="utf-8"))
    unknown = set(wanted) - set(recipes) - {"chime"}
    if unknown:
        raise SystemExit(f"no such voice: {', '.join(sorted(unknown))}")
    if not wanted or "chime" in wanted:
        write(CHIME, chime(RATE_HZ))
    for language, recipe in recipes.items():
        if not wanted or language in wanted:
            make_voice(language, recipe)


def make_voice(language, recipe):
    """Makes every clip that the voice's manifest names, and removes the clips that it no longer names."""
    folder = VOICES / language
    clips = named_clips(tomllib.loads((folder / "voice.toml").read_text(encoding="utf-8")))
    for old in folder.glob("*.flac"):
        if old.stem not in clips:
            old.unlink()
    closing = speak(recipe, recipe["closes"])
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda clip: make_clip(folder / f"{clip[0]}.flac", recipe, clip[1], closing), clips.items()))
    size_kb = sum(file.stat().st_size for file in folder.glob("*.flac")) // 1000
    print(f"{language}: {len(clips)} clips, {size_kb} kB")


def named_clips(manifest):
    """Name and words of every clip of a manifest."""
    clips = dict(manifest["words"])
    clips |= {f"letter-{letter.lower()}": words for letter, words in manifest["letters"].items()}
    clips |= {f"number-{number}": words for number, words in manifest["numbers"].items()}
    clips |= {f"whereabouts-{window}": words for window, words in manifest.get("whereabouts", {}).items()}
    clips |= {f"before-{number}": manifest["numbers"][str(number)] for number in manifest.get("before", [])}
    return clips


def record(language, recordings):
    """Makes the clips of a voice out of recordings of a person, one WAV for each clip, in whatever loudness and with silence around."""
    clips = named_clips(tomllib.loads((VOICES / language / "voice.toml").read_text(encoding="utf-8")))
    missing = [f"{clip}.wav ({words})" for clip, words in clips.items() if not (recordings / f"{clip}.wav").exists()]
    if missing:
        raise SystemExit(f"{len(missing)} recordings are missing: {', '.join(missing)}")
    for clip, words in clips.items():
        finish(VOICES / language / f"{clip}.flac", words, trimmed(recorded(recordings / f"{clip}.wav"), RATE_HZ))
    print(f"{language}: {len(clips)} clips from {recordings}")


def make_clip(path, recipe, words, closing):
    """Makes one clip; those named `before-` are cut out of a longer number."""
    if path.stem.startswith("before-"):
        raw = held_up(speak(recipe, f"{words} {recipe['closes']}"), closing, RATE_HZ)
    else:
        raw = trimmed(speak(recipe, words), RATE_HZ)
    if path.stem.startswith("letter-") and "letter_tempo" in recipe:
        raw = trimmed(slower(raw, recipe["letter_tempo"]), RATE_HZ)
    finish(path, words, raw)


def finish(path, words, raw):
    """Brings a clip to the common loudness and writes it."""
    try:
        write(path, levelled(raw, RATE_HZ))
    except ValueError as fault:
        raise SystemExit(f"{path.name} ({words}): {fault}") from fault


# Bits of a sample that carry sound; the rest are zeros. The noise stays 57 dB under the voice, and the files are half as big.
USED_BITS = 12


def write(path, samples):
    """Writes a mono FLAC of 16 bits."""
    steps = 2 ** (USED_BITS - 1)
    rounded = numpy.round(samples * steps) / steps
    soundfile.write(path, rounded, RATE_HZ, subtype="PCM_16", format="FLAC", compression_level=1.0)


if __name__ == "__main__":
    if sys.argv[1:2] == ["record"] and len(sys.argv) == 4:
        record(sys.argv[2], Path(sys.argv[3]))
    else:
        main(sys.argv[1:])
