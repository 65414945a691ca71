"""Speech synthesizers of Debian: text in, samples out. Knows nothing of packs, files of ours or loudness."""

import shlex
import subprocess
import tempfile
from math import gcd
from pathlib import Path

import soundfile
from scipy.signal import resample_poly

RATE_HZ = 22050


def speak(recipe, text):
    """Samples of `text` at RATE_HZ, as the recipe's engine says it."""
    whole, sounds_kept = recipe.get("cut", {}).get(text, (recipe.get("say", {}).get(text, text), None))
    with tempfile.TemporaryDirectory() as folder:
        wav = Path(folder) / "said.wav"
        ends_s = ENGINES[recipe["engine"]](recipe, whole, wav)
        samples = recorded(wav)
    return samples if sounds_kept is None else samples[: int(ends_s[sounds_kept] * RATE_HZ)]


def recorded(wav):
    """Samples of a file at RATE_HZ, its channels mixed."""
    samples, rate_hz = soundfile.read(wav, dtype="float64", always_2d=True)
    common = gcd(rate_hz, RATE_HZ)
    return resample_poly(samples.mean(axis=1), RATE_HZ // common, rate_hz // common)


def festival(recipe, text, wav):
    """Festival takes its orders as a Scheme program. Gives the time in seconds at which each sound ends, the first being silence."""
    script = wav.with_suffix(".scm")
    script.write_text(FESTIVAL_PROGRAM.format(text=text, wav=wav, **recipe), encoding="utf-8")
    return [float(line.split()[1]) for line in run(["festival", "-b", str(script)]).splitlines() if line.startswith("ends ")]


FESTIVAL_PROGRAM = """({voice})
{setup}
(set! said (SynthText "{text}"))
(utt.save.wave said "{wav}" 'riff)
(mapcar (lambda (s) (format t "ends %f\\n" (item.feat s "end"))) (utt.relation.items said 'Segment))
"""


def flite(recipe, text, wav):
    """Flite is festival's small sister with voices built in."""
    run(["flite", "-voice", recipe["voice"], *shlex.split(recipe["setup"]), "-t", text, "-o", str(wav)])


def espeak_ng(recipe, text, wav):
    """espeak-ng speaks Armenian by rule; no other free synthesizer here does."""
    run(["espeak-ng", "-v", recipe["voice"], *shlex.split(recipe["setup"]), "-w", str(wav), text])


def slower(samples, tempo):
    """The same speech at another tempo, at the same pitch (sox)."""
    with tempfile.TemporaryDirectory() as folder:
        before, after = Path(folder) / "before.wav", Path(folder) / "after.wav"
        soundfile.write(before, samples, RATE_HZ, subtype="FLOAT")
        run(["sox", str(before), str(after), "tempo", "-s", str(tempo)])
        return soundfile.read(after, dtype="float64")[0]


def run(command):
    """Runs an engine and gives what it printed, which is shown only if it failed."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    printed = done.stdout.decode(errors="replace")
    if done.returncode != 0:
        raise SystemExit(f"{command[0]} failed: {printed}")
    return printed


ENGINES = {"festival": festival, "flite": flite, "espeak-ng": espeak_ng}
