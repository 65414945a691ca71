#!/usr/bin/env python3
"""Runs every test of the voices: `python3 assets/voices/tests/run.py`, with the packages of requirements.txt (target/venv).

Needs cargo: the calls are joined by the hall display's own code.
"""

import os
import sys
import unittest
from pathlib import Path

TESTS = Path(__file__).resolve().parent
ENVIRONMENT = TESTS.parents[2] / "target" / "venv" / "bin" / "python"


def main():
    """Counts for whoever reads the last line."""
    # Called with the system's python: go on in the project's own environment, which has the packages.
    if ENVIRONMENT.exists() and Path(sys.prefix) != ENVIRONMENT.parents[1]:
        os.execv(ENVIRONMENT, [str(ENVIRONMENT), *sys.argv])
    sys.path.insert(0, str(TESTS))
    result = unittest.TextTestRunner(verbosity=2).run(unittest.defaultTestLoader.discover(str(TESTS), "test_*.py"))
    failed = len(result.failures) + len(result.errors)
    print(f"voices: {result.testsRun - failed} passed, {failed} failed", flush=True)
    sys.exit(1 if failed or not result.testsRun else 0)


if __name__ == "__main__":
    main()
