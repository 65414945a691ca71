#!/usr/bin/env python3
"""The whole office on one machine.

With a screen it opens server, kiosk, two consoles, hall display and a picture of the printer's paper, until Ctrl+C.
Without one (HEADLESS=1, or no DISPLAY) it plays two visitors through, one with a coupon and one who booked, by real clicks and
keys in the real windows under Xvfb and a real browser, and sixteen more by the protocol alone, reads the manager's page of that day,
whose figures are theirs, and leaves the evidence in target/demo. Each step is seen in the journal or on the screen; the exit status is 1 if one
did not happen. However it ends, nothing is left running.
"""

import argparse
import datetime
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import path as way  # noqa: E402
from booked import book_and_be_received, nobody_wrote_it_down  # noqa: E402
from manager import read_the_day  # noqa: E402
from office import Office  # noqa: E402
from others import come_and_be_received  # noqa: E402
from play import Play, StepFailed  # noqa: E402
from processes import end_on_signals, fail  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
FULL_PX, BAR_PX = (1280, 800), (960, 88)


def play(office, evidence):
    """A visitor from the first touch to the end of the visit, then one from the booking to it; then others by the protocol; then the manager reads
    the day."""
    visitor = Play(office)
    try:
        open_office(visitor)
        ticket = take_coupon(visitor, evidence)
        be_received(visitor, ticket, evidence)
        book_and_be_received(visitor, evidence)
        come_and_be_received(visitor)
        read_the_day(visitor, evidence)
    except StepFailed:
        for name, screen in office.screens.items():
            screen.picture(evidence / f"failed-{name}.png")
        raise
    finally:
        office.stop()
        office.collect(evidence)
        (evidence / "summary.txt").write_text("\n".join(visitor.lines) + "\n")
    missing = [name for name in office.EVIDENCE if not (evidence / name).exists() or not (evidence / name).stat().st_size]
    if missing:
        raise StepFailed("evidence is missing: " + ", ".join(missing))
    visitor.see("who booked stands in no file but the mail", lambda: nobody_wrote_it_down(visitor, evidence))
    (evidence / "summary.txt").write_text("\n".join(visitor.lines) + "\n")


def open_office(visitor):
    office = visitor.office
    console = office.screens["console"]
    visitor.step("server answers", office.start_server, office.healthy)
    visitor.step("windows are open", office.start_devices, office.windows_open)
    visitor.step(
        "clerk signs in",
        lambda: way.sign_in(console, way.CLERK, office.pin(way.CLERK)),
        lambda: visitor.fact("clerk_signed_in", clerk=way.CLERK),
    )
    visitor.step(
        "clerk opens window 4",
        lambda: way.open_window(console),
        lambda: visitor.fact("window_opened", window=way.WINDOW, clerk=way.CLERK),
    )


def take_coupon(visitor, evidence):
    """Service A in English, in the general queue; gives the ticket's fact."""
    visitor.touch("visitor takes English", visitor.office.screens["kiosk"], way.LANGUAGES["en"])
    return take_service(visitor, evidence)


def take_service(visitor, evidence):
    """The same, of who has a language already."""
    kiosk = visitor.office.screens["kiosk"]
    visitor.touch("visitor takes service A", kiosk, way.ROWS["A"])
    visitor.touch("visitor has the documents", kiosk, way.ACTION)
    visitor.about_to_touch(kiosk, way.ACTION)
    wanted = {"visit": ["passport-apply"], "category": "general", "language": "en", "more_time": False}
    ticket = visitor.step("visitor takes a coupon", kiosk.press, lambda: visitor.fact("ticket_issued", **wanted))
    visitor.see(f"coupon {ticket['number']} is printed", lambda: visitor.office.coupon_printed(ticket["number"]))
    visitor.see("kiosk shows the number", lambda: kiosk.reads(way.NUMBER, ticket["number"]))
    kiosk.picture(evidence / "kiosk.png")
    # At once: the number goes by itself as well, and another screen has other things where Done was.
    visitor.leave("visitor leaves the kiosk", kiosk, way.DONE, way.NUMBER)
    return ticket


def be_received(visitor, ticket, evidence):
    """The call, seen and heard, and the visit, all of this ticket at this window, whose clerk clicks; the next visitor's uses keys."""
    office = visitor.office
    console, hall = office.screens["console"], office.screens["hall"]
    here = {"ticket": ticket["ticket"], "window": way.WINDOW, "clerk": way.CLERK}
    become_bar(visitor, evidence)
    nobody = hall.now()
    visitor.step("clerk calls next from the bar", lambda: console.click(way.CALL_ON_BAR), lambda: visitor.fact("visitor_called", **here))
    # The band of a new call inverts twice, then stands.
    visitor.see("hall shows the call", lambda: hall.changed(nobody) and shows_call(hall, ticket["number"]))
    hall.picture(evidence / "hall.png")
    office.desktop.close_another()
    visitor.step("console is a window again", lambda: console.key("F12"), lambda: size_of_console(office) == FULL_PX)
    visitor.see("console shows the call", lambda: way.is_called(console, ticket["number"]))
    visitor.step("visitor is at the window", lambda: console.click(way.START), lambda: visitor.fact("service_started", **here))
    visitor.see("console shows the visit", lambda: way.is_served(console, ticket["number"]))
    console.picture(evidence / "console.png")
    visitor.see("call is spoken", office.spoken)
    visitor.step("clerk finishes", lambda: console.click(way.FINISH), lambda: visitor.fact("service_finished", **here))


def shows_call(hall, number):
    return hall.reads(way.CALLED, number) and hall.reads(way.CALLED_TO, way.WINDOW_NUMBER)


def become_bar(visitor, evidence):
    """The console as a bar, with another program over the whole desktop behind it."""
    office = visitor.office
    console, desktop = office.screens["console"], office.desktop
    visitor.step("console becomes a bar", lambda: console.key("F12"), lambda: size_of_console(office) == BAR_PX)
    visitor.step(
        "another program opens",
        lambda: desktop.open_another(office.blank(1280, 760)),
        desktop.another_is_open,
    )
    visitor.see("bar stays on top", lambda: desktop.stays_on_top(console.window()) and console.reads(way.BAR, f"Window {way.WINDOW_NUMBER}"))
    console.picture(evidence / "console-bar.png")


def size_of_console(office):
    window = office.screens["console"].window()
    return window and office.desktop.size(window)


def morning():
    """A time zone where it is between 11 and 12 now: whoever books the next free time books it for today."""
    ahead = 11 - datetime.datetime.now(datetime.UTC).hour
    return f"Etc/GMT{-ahead:+d}"


def show(office):
    """A floor on this screen, until Ctrl+C or until a window is closed."""
    office.start_server()
    office.wait(office.healthy, "the server")
    office.start_devices()
    office.show_paper()
    print(office.welcome(), flush=True)
    while office.processes.all_run():
        time.sleep(0.5)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--programs", type=Path, required=True, help="folder with the built programs")
    options = arguments.parse_args()
    end_on_signals()
    headless = bool(os.environ.get("HEADLESS")) or not os.environ.get("DISPLAY")
    evidence = ROOT / "target" / "demo"
    shutil.rmtree(evidence, ignore_errors=True)
    evidence.mkdir(parents=True)
    zone = morning() if headless else None
    office = Office(ROOT, options.programs.resolve(), evidence / "office", headless, zone=zone)
    try:
        with office:
            play(office, evidence) if headless else show(office)
    except (StepFailed, subprocess.SubprocessError, OSError) as problem:
        office.print_logs()
        fail(f"demo failed: {problem}")
    if headless:
        print(f"all steps happened; evidence in {evidence.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
