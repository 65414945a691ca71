#!/usr/bin/env python3
"""The tests of the tools and of the pages; `--programs` names the folder with the built programs."""

import argparse
import os
import sys
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--programs", type=Path, required=True, help="folder with the built programs")
    os.environ["PROGRAMS"] = str(arguments.parse_args().programs.resolve())
    tests = unittest.defaultTestLoader.discover(str(HERE))
    sys.exit(not unittest.TextTestRunner(verbosity=2).run(tests).wasSuccessful())


if __name__ == "__main__":
    main()
