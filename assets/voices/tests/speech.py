"""A recogniser that knows every call that a floor can make, and nothing of the one that it hears."""

import numpy
from pocketsphinx import Decoder
from scipy.signal import resample_poly

RATE_HZ = 16000
ONES = "one two three four five six seven eight nine".split()
TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
LETTERS = "a b e k m h p c t y x".split()

GRAMMAR = f"""#JSGF V1.0;
grammar calls;
public <call> = ticket <letter> <number> window <below>;
<letter> = {" | ".join(LETTERS)};
<one> = {" | ".join(ONES)};
<below> = <one> | {" | ".join(TEENS)} | ( {" | ".join(TENS)} ) [ <one> ];
<number> = <below> | <one> hundred [ <below> ];
"""


def number_words(number):
    """Words of 1 to 999, written apart from the voices' tables."""
    hundreds, below = divmod(number, 100)
    tens, ones = divmod(below, 10)
    words = [ONES[hundreds - 1], "hundred"] if hundreds else []
    if tens == 1:
        return [*words, TEENS[ones]]
    return words + ([TENS[tens - 2]] if tens else []) + ([ONES[ones - 1]] if ones else [])


def call_words(letter, number, window):
    """What is to be understood of a call."""
    return " ".join(["ticket", letter.lower(), *number_words(number), "window", *number_words(window)])


class Recogniser:
    """Pocketsphinx with its own American English model, held to the grammar above."""

    def __init__(self, folder):
        grammar = folder / "calls.gram"
        grammar.write_text(GRAMMAR, encoding="utf-8")
        # Wider than its defaults: slower, and it does not give a long call up half way.
        self.decoder = Decoder(jsgf=str(grammar), samprate=RATE_HZ, beam=1e-60, pbeam=1e-60, wbeam=1e-50, loglevel="FATAL")

    def understood(self, samples, rate_hz):
        """The call that it takes the sound for, in words."""
        silence = numpy.zeros(rate_hz // 3)
        heard = resample_poly(numpy.concatenate([silence, samples, silence]), RATE_HZ, rate_hz)
        self.decoder.start_utt()
        self.decoder.process_raw((heard.clip(-1, 1) * 32767).astype(numpy.int16).tobytes(), full_utt=True)
        self.decoder.end_utt()
        hypothesis = self.decoder.hyp()
        return hypothesis.hypstr if hypothesis else ""
