#!/usr/bin/env python3
"""The whole office on one machine.

With a screen it opens server, kiosk, two consoles, hall display and a picture of the printer's paper, until Ctrl+C.
Without one (HEADLESS=1, or no DISPLAY) it plays one visitor through by real clicks and keys in the real windows under
Xvfb, and leaves the evidence in target/demo. Each step is checked in the journal; the exit status is 1 if one did not happen.
"""

import argparse
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from office import CLERK, Office  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
STEP_LIMIT_S = 20


class StepFailed(Exception):
    """A step that did not happen in time."""


class Play:
    """One visitor from the first touch to the end of the visit."""

    def __init__(self, office, evidence):
        self.office = office
        self.evidence = evidence
        self.started = time.monotonic()
        self.lines = []

    def step(self, what, act, happened, limit_s=STEP_LIMIT_S):
        began = time.monotonic()
        act()
        while not (result := happened()):
            if time.monotonic() - began > limit_s:
                self.note(what, "DID NOT HAPPEN", began)
                raise StepFailed(what)
            self.office.check_alive()
            time.sleep(0.05)
        self.note(what, "ok" if result is True else str(result), began)
        return result

    def note(self, what, result, began):
        took_ms = (time.monotonic() - began) * 1000
        at_s = time.monotonic() - self.started
        line = f"{at_s:7.2f} s  {took_ms:7.0f} ms  {what}: {result}"
        self.lines.append(line)
        print(line, flush=True)

    def facts(self, kind):
        """Events of a kind in the journal, read by another program than the server."""
        path = self.office.database
        if not path.exists():
            return []
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
            return database.execute("SELECT seq, body FROM events WHERE kind = ? ORDER BY seq", (kind,)).fetchall()

    def number(self):
        """The number of the ticket that was issued last."""
        import json

        issued = self.facts("ticket_issued")
        return json.loads(issued[-1][1])["fact"]["ticket_issued"]["number"] if issued else None


def play(office, evidence, pictures):
    visitor = Play(office, evidence)
    kiosk, console, hall = office.screens["kiosk"], office.screens["console"], office.screens["hall"]
    steps = office.path
    try:
        visitor.step("server answers", office.start_server, office.healthy)
        visitor.step("windows are open", office.start_devices, office.windows_open)
        visitor.step("clerk signs in", lambda: steps.sign_in(console, CLERK, office.pin(CLERK)), lambda: bool(visitor.facts("clerk_signed_in")))
        visitor.step("clerk opens a window", lambda: steps.open_window(console), lambda: bool(visitor.facts("window_opened")))
        visitor.step("visitor takes English", lambda: steps.language(kiosk), lambda: True)
        visitor.step("visitor takes a coupon", lambda: steps.take_coupon(kiosk), visitor.number)
        visitor.step("coupon is printed", lambda: None, office.coupon_printed)
        time.sleep(0.7)
        kiosk.picture(evidence / "kiosk.png")
        visitor.step("clerk calls next", lambda: console.key("F2"), lambda: bool(visitor.facts("visitor_called")))
        # The band of a new call inverts twice, then stands.
        time.sleep(2.8)
        hall.picture(evidence / "hall.png")
        visitor.step("visitor is at the window", lambda: console.key("F4"), lambda: bool(visitor.facts("service_started")))
        time.sleep(0.6)
        console.picture(evidence / "console.png")
        visitor.step("call is spoken", lambda: None, office.spoken, limit_s=40)
        visitor.step("clerk finishes", lambda: console.key("F5"), lambda: bool(visitor.facts("service_finished")))
        if pictures:
            steps.more_pictures(office, pictures)
    finally:
        office.stop()
        office.collect(evidence)
        (evidence / "summary.txt").write_text("\n".join(visitor.lines) + "\n")
    missing = [name for name in office.EVIDENCE if not (evidence / name).exists() or not (evidence / name).stat().st_size]
    if missing:
        raise StepFailed("evidence is missing: " + ", ".join(missing))


def show(office):
    """A floor on this screen, until Ctrl+C or until a window is closed."""
    office.start_server()
    office.wait(office.healthy, "the server")
    office.start_devices()
    office.show_paper()
    print(office.welcome(), flush=True)
    try:
        while office.alive():
            time.sleep(0.5)
    except KeyboardInterrupt:
        pass
    finally:
        office.stop()


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--programs", type=Path, required=True, help="folder with the built programs")
    arguments.add_argument("--pictures", type=Path, help="also write the pictures of the README to this folder")
    options = arguments.parse_args()
    headless = bool(os.environ.get("HEADLESS")) or not os.environ.get("DISPLAY")
    evidence = ROOT / "target" / "demo"
    shutil.rmtree(evidence, ignore_errors=True)
    evidence.mkdir(parents=True)
    office = Office(ROOT, options.programs.resolve(), evidence / "office", headless)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    if not headless:
        return show(office)
    try:
        play(office, evidence, options.pictures)
    except (StepFailed, subprocess.SubprocessError, OSError) as problem:
        print(f"demo failed: {problem}", file=sys.stderr)
        office.print_logs()
        sys.exit(1)
    print(f"all steps happened; evidence in {evidence.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
