#!/usr/bin/env python3
"""Measures the server, the programs' windows and the coupons, each figure beside its floor of the same run.

Prints one table, with a mark at each goal that is missed, and writes target/bench/summary.csv. Wants a machine at rest, and fails where
that cannot measure every row.
The tests run it with `--small`: then no figure means anything, and each name says so.
"""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import table  # noqa: E402
from bench_coupons import coupons  # noqa: E402
from bench_windows import SMALL, WHOLE, Empties, at_rest, first_picture, next_screen  # noqa: E402
from office import Office  # noqa: E402
from play import StepFailed  # noqa: E402
from processes import Processes, end_on_signals, fail  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
PARTS = ("server", "windows", "coupons")


class LeftOut(Exception):
    """Rows that could be measured, where the machine could not measure all; what is missing was said."""

    def __init__(self, rows):
        super().__init__(f"{len(rows)} rows, and not all")
        self.rows = rows


def server(programs, folder, small):
    """Its journals lie in the folder, on the disk: the system's own for such things may be no disk, and no commit there is durable."""
    environment = {"TMPDIR": str(folder), **({"BENCH_SMALL": "1"} if small else {})}
    processes = Processes()
    try:
        bench = processes.start(
            "bench", programs / "examples" / "bench", environment=environment, stdout=subprocess.PIPE, stderr=None, text=True
        )
        said, _ = bench.communicate()
    finally:
        processes.stop()
    if bench.returncode and not said:
        raise subprocess.CalledProcessError(bench.returncode, bench.args)
    rows = table.read(said)
    if bench.returncode:
        raise LeftOut(rows)
    return rows


def windows(programs, folder, small):
    extent = SMALL if small else WHOLE
    with Empties(programs, folder) as empties:
        with Office(ROOT, programs, folder / "starts", headless=True) as office:
            rows = [*first_picture(office, empties, extent)]
        with Office(ROOT, programs, folder / "rest", headless=True) as office:
            rows += at_rest(office, empties, extent)
            rows += next_screen(office, empties, extent)
    return rows


def paper(programs, folder, _small):
    with Office(ROOT, programs, folder / "office", headless=True) as office:
        return [*coupons(office)]


def emptied(folder):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--programs", type=Path, required=True, help="folder with the built programs")
    arguments.add_argument("--only", choices=PARTS, help="one part alone, written to a file of its own beside the summary")
    arguments.add_argument("--small", action="store_true", help="as little as shows that every row can be measured")
    arguments.add_argument("--out", type=Path, help="where the summary is left, with what the programs wrote")
    options = arguments.parse_args()
    end_on_signals()
    programs = options.programs.resolve()
    folder = (options.out or ROOT / "target" / ("bench-small" if options.small else "bench")).resolve()
    written = folder / f"{options.only or 'summary'}.csv"
    written.unlink(missing_ok=True)
    rows, whole = [], True
    try:
        for name, measure in zip(PARTS, (server, windows, paper)):
            if options.only not in (None, name):
                continue
            try:
                rows += measure(programs, emptied(folder / name), options.small)
            except LeftOut as some:
                rows, whole = rows + some.rows, False
    except (StepFailed, subprocess.SubprocessError, OSError) as problem:
        fail(f"bench failed: {problem}")
    if options.small:
        for row in rows:
            row.name = f"small run: {row.name}"
    table.show(rows)
    table.write(rows, written)
    print(f"written to {os.path.relpath(written)}")
    if not whole:
        fail("bench failed: rows were left out, as said above")


if __name__ == "__main__":
    main()
