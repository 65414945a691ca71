#!/usr/bin/env python3
"""Adds to the bench what each program weighs at rest, and what a coupon costs on a serial line.

Starts the demo's office under Xvfb, lets it rest, and reads the kernel's figures. Appends to target/bench/summary.csv and
prints the same rows.
"""

import argparse
import csv
import os
import shutil
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from office import Office  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
SETTLE_S, REST_S = 5, 20
MEMORY_GOAL_MIB = {"kiosk-1": 80}
# Start bit, eight data bits, stop bit.
BAUD, BITS_PER_BYTE = 9600, 10
COUPON_GOAL_BYTES = 450


def memory_mib(pid):
    """Resident memory, shared pages shared out (PSS)."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise OSError(f"no memory figure for {pid}")


def cpu_s(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def at_rest(office):
    office.start_server()
    office.wait(office.healthy, "the server")
    office.start_devices()
    office.wait(office.windows_open, "the windows")
    time.sleep(SETTLE_S)
    programs = {name: process.pid for name, process in office.processes.items() if name != "printer"}
    before = {name: cpu_s(pid) for name, pid in programs.items()}
    time.sleep(REST_S)
    for name, pid in programs.items():
        goal = MEMORY_GOAL_MIB.get(name)
        yield f"memory at rest: {name}", "MiB", memory_mib(pid), f"<= {goal}" if goal else ""
        yield f"CPU at rest: {name}", "% of a core", 100 * (cpu_s(pid) - before[name]) / REST_S, ""


def coupon():
    golden = ROOT / "target" / "demo" / "coupon.bin"
    if golden.exists():
        size = golden.stat().st_size
        yield "coupon of the demo", "bytes", size, f"<= {COUPON_GOAL_BYTES}"
        yield f"coupon of the demo at {BAUD} baud", "s", size * BITS_PER_BYTE / BAUD, "<= 0.5"


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--programs", type=Path, required=True, help="folder with the built programs")
    options = arguments.parse_args()
    folder = ROOT / "target" / "bench"
    shutil.rmtree(folder / "office", ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    office = Office(ROOT, options.programs.resolve(), folder / "office", headless=True)
    try:
        rows = [*at_rest(office), *coupon()]
    finally:
        office.stop()
    summary = folder / "summary.csv"
    new = not summary.exists()
    with summary.open("a", newline="") as file:
        table = csv.writer(file)
        if new:
            table.writerow(["name", "unit", "value", "floor", "ratio", "goal"])
        for name, unit, value, goal in rows:
            table.writerow([name, unit, f"{value:.2f}", "", "", goal])
            print(f"{name:44} {value:10.2f} {unit:12} {goal}")


if __name__ == "__main__":
    main()
