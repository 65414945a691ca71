#!/usr/bin/env python3
"""Makes the pictures of the README: the real programs on a floor at work, clicked and typed into under Xvfb.

The floor's morning so far is a journal that `server/examples/morning` writes by the rules; the clock of the office stands at
about ten, whatever the time is here.
"""

import argparse
import datetime
import shutil
import subprocess
import sys
import time
import zoneinfo
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import path as way  # noqa: E402
from office import Office  # noqa: E402
from play import Play, StepFailed  # noqa: E402
from processes import end_on_signals, fail  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
CONSOLE_STILL_S = 0.3
# The morning has gone on for so long when window 4 calls, and when its next visitor has been there for six.
CALL_MIN, VISIT_MIN = 88, 100
MORNING_AT = datetime.time(9, 58)
# Where a line of the hall has room for one language, they take turns of six seconds from the display's start: the office's own, English,
# the office's own, Armenian. The first turn, and what is left of it when a slow start and a shot have had their time.
TURN_S, TURNS, FIRST_TURN_S = 6, 4, (1.5, 4.5)


def zone(at):
    """A time zone in which the clock shows about `at` now: whole hours, halves and quarters are all in use somewhere."""
    now = datetime.datetime.now(datetime.UTC)

    def minutes_off(name):
        local = now.astimezone(zoneinfo.ZoneInfo(name))
        off = abs((local.hour - at.hour) * 60 + local.minute - at.minute)
        return min(off, 24 * 60 - off)

    names = [name for name in zoneinfo.available_timezones() if name.startswith(("Asia/", "Europe/", "America/", "Pacific/", "Australia/"))]
    return min(sorted(names), key=minutes_off)


def call(office, folder):
    """A visitor takes a coupon; the clerk of window 4 calls hers."""
    floor = Play(office)
    kiosk, console, hall = (office.screens[name] for name in ("kiosk", "console", "hall"))
    hall_since = open_on(floor, CALL_MIN)
    waiting = len(floor.facts("ticket_issued"))
    floor.wait_until_still(kiosk)
    kiosk.picture(folder / "kiosk-services.png")
    floor.touch("a visitor takes service A", kiosk, way.ROWS["A"])
    kiosk.picture(folder / "kiosk-documents.png")
    floor.touch("has the documents", kiosk, way.ACTION)
    before = floor.about_to_touch(kiosk, way.ACTION)
    ticket = floor.step("takes a coupon", kiosk.press, lambda: own_ticket(floor, waiting))
    floor.see("the coupon is printed", lambda: office.coupon_printed(ticket["number"]))
    floor.see("the kiosk shows the number", lambda: kiosk.changed(before))
    kiosk.picture(folder / "kiosk-issued.png")
    shutil.copy(office.paper / "coupon.png", folder / "coupon.png")
    sign_in(floor, console)
    before, earlier = hall.now(), len(floor.facts("visitor_called"))
    floor.step("window 4 calls", lambda: console.key("F2"), lambda: len(floor.facts("visitor_called")) > earlier)
    floor.see("the hall shows the call", lambda: hall.changed(before))
    floor.see("the office's language has its turn, English stands beside it", lambda: first_turn(hall_since), TURN_S * TURNS + 1)
    hall.picture(folder / "hall.png")


def own_ticket(floor, before):
    """The newest ticket, once there are more than before."""
    issued = floor.facts("ticket_issued")
    return issued[-1] if len(issued) > before else None


def visit(office, folder):
    """A visitor at window 4, some minutes later."""
    floor = Play(office)
    console = office.screens["console"]
    open_on(floor, VISIT_MIN)
    sign_in(floor, console)
    console.picture(folder / "console.png")


def first_turn(hall_since):
    begins, ends = FIRST_TURN_S
    return begins <= (time.monotonic() - hall_since) % (TURN_S * TURNS) <= ends


def open_on(floor, minutes):
    """Says when the hall display was started, the last of the devices."""
    office, started = floor.office, []

    def start_devices():
        office.start_devices()
        started.append(time.monotonic())

    floor.step("the morning passes", lambda: office.write_morning(minutes), lambda: True)
    floor.step("server answers", office.start_server, office.healthy)
    floor.step("windows are open", start_devices, office.windows_open)
    return started[0]


def sign_in(floor, console):
    """The clerk is at her window already: the console takes it up."""
    before = console.now()
    way.sign_in(console, way.CLERK, floor.office.pin(way.CLERK))
    floor.see("the clerk's console is at work", lambda: console.changed(before, CONSOLE_STILL_S))


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--programs", type=Path, required=True, help="folder with the built programs and examples")
    arguments.add_argument("--out", type=Path, required=True, help="where the pictures are left")
    options = arguments.parse_args()
    end_on_signals()
    work = ROOT / "target" / "pictures"
    shutil.rmtree(work, ignore_errors=True)
    made = work / "made"
    made.mkdir(parents=True)
    try:
        for scene in (call, visit):
            office = Office(ROOT, options.programs.resolve(), work / scene.__name__, headless=True, zone=zone(MORNING_AT))
            try:
                with office:
                    scene(office, made)
            except (StepFailed, subprocess.SubprocessError, OSError):
                office.print_logs()
                raise
    except (StepFailed, subprocess.SubprocessError, OSError) as problem:
        fail(f"no pictures were made: {problem}")
    options.out.mkdir(parents=True, exist_ok=True)
    for picture in sorted(made.iterdir()):
        shutil.copy(picture, options.out / picture.name)
        print(options.out / picture.name)


if __name__ == "__main__":
    main()
