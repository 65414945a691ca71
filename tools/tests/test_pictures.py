"""The pictures of the README, made by the programs of the tests: each that it names, in its size, and of something."""

import os
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

import settings
from marked import ROOT, Marked

TOOLS = ROOT / "tools"
PROGRAMS = os.environ.get("PROGRAMS", "target/debug")
# Far more than it takes on a busy machine.
LIMIT_S, GONE_S = 600, 10
# A screen at work has many; the paper has two.
LEAST_COLOURS = 100
# Dots across the paper.
PAPER_WIDTH = 576
# The picture of the hall alone waits for its turn, up to 24 s: which language stands there makes no difference here.
ANY_TURN = "import sys\nsys.path.insert(0, {tools!r})\nimport pictures\npictures.first_turn = lambda _since: True\npictures.main()\n"


def named():
    return set(re.findall(r"\(docs/pictures/([\w-]+\.png)\)", (ROOT / "README.md").read_text()))


class Readme(unittest.TestCase):
    def test_every_picture_that_is_named_is_made_in_its_size_and_shows_something(self):
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        script, made = folder / "any_turn.py", folder / "made"
        script.write_text(ANY_TURN.format(tools=str(TOOLS)))
        maker = Marked(folder, script, "--programs", PROGRAMS, "--out", made).of(self)
        self.assertEqual(maker.ends_with(LIMIT_S), 0, maker.said)
        self.assertEqual(maker.left_after(GONE_S), [])
        pictures = sorted(made.iterdir())
        self.assertEqual([picture.name for picture in pictures], sorted(named()))
        for picture in pictures:
            with self.subTest(picture=picture.name):
                self.assert_shows_something(picture)
        self.assertEqual(len({picture.read_bytes() for picture in pictures}), len(pictures), "no two are the same")

    def assert_shows_something(self, picture):
        command = ["identify", "-format", "%w %h %k", picture]
        found = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        width, height, colours = (int(figure) for figure in found.split())
        kind = re.match(r"[a-z]+", picture.name).group()
        if kind == "coupon":
            self.assertEqual(width, PAPER_WIDTH)
            self.assertGreater(height, width)
            self.assertEqual(colours, 2)
        else:
            self.assertEqual((width, height), settings.SIZES[kind])
            self.assertGreater(colours, LEAST_COLOURS)


if __name__ == "__main__":
    unittest.main()
