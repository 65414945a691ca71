#!/usr/bin/env python3
"""The tests of the tools and of the pages, two files at a time; `--programs` names the folder with the built programs.

Most of them wait for a browser or for a time-out. What a file's tests say is shown once the file is through.
"""

import argparse
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

HERE = Path(__file__).resolve().parent
AT_ONCE = 2
# These take minutes and come first, the longest of them before all, so that the last to end is a short one.
LONG = (
    "floor_pages", "day_pages", "staff_pages", "booking_pages", "what_if", "ticket_page", "period_pages", "own_day", "bench_rows", "demo", "booking_tabs",
    "paper_out", "pictures",
)


def tested(file):
    """The tests of one file: its name, whether they passed, what they said, and how long they took in seconds."""
    began = time.monotonic()
    command = [sys.executable, "-m", "unittest", "-v", file.stem]
    paths = {"PYTHONPATH": os.pathsep.join([str(HERE), str(HERE.parent)])}
    ran = subprocess.run(
        command, cwd=HERE, env=os.environ | paths, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    return file.stem, ran.returncode == 0, ran.stdout, time.monotonic() - began


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--programs", type=Path, required=True, help="folder with the built programs")
    os.environ["PROGRAMS"] = str(arguments.parse_args().programs.resolve())
    failed = []
    long = [HERE / f"test_{name}.py" for name in LONG]
    files = long + [file for file in sorted(HERE.glob("test_*.py")) if file not in long]
    with ThreadPoolExecutor(AT_ONCE) as hands:
        for done in as_completed([hands.submit(tested, file) for file in files]):
            name, passed, said, took_s = done.result()
            print(f"{said}{name}: {'passed' if passed else 'FAILED'} in {took_s:.0f} s\n", flush=True)
            failed += [] if passed else [name]
    if failed:
        sys.exit(f"failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()
