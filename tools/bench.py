#!/usr/bin/env python3
"""Measures the server, the programs' windows and the coupons, each figure beside its floor of the same run.

Prints one table, with a mark at each goal that is missed, and writes target/bench/summary.csv. Wants a machine at rest, and fails where
that cannot measure every row.
"""

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import table  # noqa: E402
from bench_coupons import coupons  # noqa: E402
from bench_windows import Empties, at_rest, first_picture, next_screen  # noqa: E402
from office import Office  # noqa: E402
from play import StepFailed  # noqa: E402
from processes import end_on_signals, fail  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
PARTS = ("server", "windows", "coupons")


class LeftOut(Exception):
    """Rows that could be measured, where the machine could not measure all; what is missing was said."""

    def __init__(self, rows):
        super().__init__(f"{len(rows)} rows, and not all")
        self.rows = rows


def server(programs, _folder):
    said = subprocess.run([programs / "examples" / "bench"], stdout=subprocess.PIPE, text=True)
    if said.returncode and not said.stdout:
        said.check_returncode()
    rows = table.read(said.stdout)
    if said.returncode:
        raise LeftOut(rows)
    return rows


def windows(programs, folder):
    with Empties(programs, folder) as empties:
        with Office(ROOT, programs, folder / "starts", headless=True) as office:
            rows = [*first_picture(office, empties)]
        with Office(ROOT, programs, folder / "rest", headless=True) as office:
            rows += at_rest(office, empties)
            rows += next_screen(office, empties)
    return rows


def paper(programs, folder):
    with Office(ROOT, programs, folder / "coupons", headless=True) as office:
        return [*coupons(office)]


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--programs", type=Path, required=True, help="folder with the built programs")
    arguments.add_argument("--only", choices=PARTS, help="one part alone; the summary is not written then")
    options = arguments.parse_args()
    end_on_signals()
    programs = options.programs.resolve()
    folder = ROOT / "target" / "bench"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    rows, whole = [], True
    try:
        for name, measure in zip(PARTS, (server, windows, paper)):
            if options.only not in (None, name):
                continue
            try:
                rows += measure(programs, folder)
            except LeftOut as some:
                rows, whole = rows + some.rows, False
    except (StepFailed, subprocess.SubprocessError, OSError) as problem:
        fail(f"bench failed: {problem}")
    table.show(rows)
    if options.only is None:
        table.write(rows, folder / "summary.csv")
        print(f"written to {(folder / 'summary.csv').relative_to(ROOT)}")
    if not whole:
        fail("bench failed: rows were left out, as said above")


if __name__ == "__main__":
    main()
