"""An administrator changes the floor on the pages while it works, and the real windows show it: read off the glass of kiosk, console and hall display
under Xvfb, each with the time from the confirmation to the picture. No program starts anew, nobody signs in again, no ticket is lost.
Pictures are left in `target/pages/live/`."""

import tempfile
import time
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from marked import ROOT
from pages import LACKS, PROGRAMS, Pages, needs_chromium

if not LACKS:
    import demo
    import path as way
    from device import Device
    from journal import Journal
    from office import Office
    from play import Play

ADMINISTRATOR = "grishina"
PICTURES = ROOT / "target/pages/live"
# A second is what an idle machine takes several times over; a busy one may take ten.
SHOWN_LIMIT_S = 10
# Before it is confirmed, a change is looked for so long where it must not be.
UNCONFIRMED_S = 1.5
LOOK_S = 0.02
# Where they stand: the name in the first row of the kiosk, the service of whoever is called and the window on the console, the notice in the
# office's own language and the window of two figures in the hall.
ROW, CALLED_FOR, OWN_WINDOW = "680x56+180+664", "520x40+50+266", "116x36+20+10"
NOTICE, CALLED_TO = "740x70+140+988", "420x300+1450+190"
SERVICE, LIFT, NUMBER = "Passport for travel abroad", "Лифт не работает", "14"
NOTICES = {"ru": LIFT, "en": "The lift is out of order", "hy": "Վերելակը չի աշխատում"}


class Watch:
    """One place of a screen and the words that are to come to stand there."""

    def __init__(self, screen, place, words, language="eng"):
        self.screen, self.place, self.words, self.language = screen, place, words, language
        self.seen = None

    def shown(self, limit_s):
        """The moment at which the first picture that has the words was seen; none within the limit. Each picture is read once."""
        until = time.monotonic() + limit_s
        while time.monotonic() < until:
            pixels, at = self.screen.pixels(self.place), time.monotonic()
            if pixels != self.seen and self.screen.read(self.place, pixels, self.language) == self.words:
                return at
            self.seen = pixels
            time.sleep(LOOK_S)
        return None


@needs_chromium
class Live(Pages):
    pictures = PICTURES

    def setUp(self):
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.office = self.enterContext(Office(ROOT, PROGRAMS, folder / "office", headless=True))
        self.play = Play(self.office)
        demo.open_office(self.play)
        self.hands = self.enterContext(ThreadPoolExecutor(len(self.office.screens)))

    def changed(self, what, part, fields, **watches):
        """The administrator changes a part: no screen shows it before it is confirmed, and each that is watched does afterwards."""
        page = self.shown
        page.open(f"{self.office.inside}/staff/floor/edit?{part}")
        for name, text in fields.items():
            page.fill(name, text)
        page.press(".act")
        self.assertTrue(page.all(".changes tbody tr"), f"{what}: nothing to confirm")
        self.assertEqual(self.watched(watches, UNCONFIRMED_S)(), dict.fromkeys(watches), f"{what} is shown unconfirmed")
        shown = self.watched(watches, SHOWN_LIMIT_S + UNCONFIRMED_S)
        pressed = time.monotonic()
        self.confirm()
        confirmed = time.monotonic()
        for name, at in shown().items():
            self.assertIsNotNone(at, f"{name} does not show {what}")
            self.assertLess(at - confirmed, SHOWN_LIMIT_S, f"{name} shows {what} late")
            after_ms = [1000 * (at - since) for since in (pressed, self.in_force())]
            print(f"{name} shows {what} {after_ms[0]:.0f} ms after the press, {after_ms[1]:.0f} ms after the journal has it", flush=True)
            self.picture(name, what)

    def watched(self, watches, limit_s):
        """Watches all of them from now on; what is given tells when each was shown."""
        running = {name: self.hands.submit(watch.shown, limit_s) for name, watch in watches.items()}
        return lambda: {name: one.result() for name, one in running.items()}

    def in_force(self):
        """The moment of the newest configuration by the journal, on this machine's steady clock."""
        at = [at for at, kind, _ in Journal(self.office.database).facts if kind == "floor_configured"][-1]
        return at.timestamp() - time.time() + time.monotonic()

    def confirm(self):
        self.shown.press(".act")
        self.assertIn("done=", self.shown.driver.current_url)

    def picture(self, name, what):
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.office.screens[name].picture(PICTURES / f"{what.replace(' ', '-')}-{name}.png")

    def pids(self):
        self.office.processes.check()
        return {name: process.pid for name, process in self.office.processes.running.items()}

    def test_the_real_windows_show_a_change_while_visitors_wait(self):
        kiosk, console, hall = (self.office.screens[name] for name in ("kiosk", "console", "hall"))
        other = Device(self.office, "kiosk-2")
        self.addCleanup(other.close)
        taken = [other.takes("passport-apply") for _ in range(2)]
        self.browser("en", 1280)
        self.sign_in(ADMINISTRATOR)
        self.play.touch("a visitor takes English", kiosk, way.LANGUAGES["en"])
        called = {"ticket": taken[0]["ticket"], "window": way.WINDOW}
        self.play.step("the clerk calls", lambda: console.key("F2"), lambda: self.play.fact("visitor_called", **called))
        running = self.pids()
        self.changed(
            "the name of a service",
            "part=service&id=passport-apply",
            {"name.en": SERVICE},
            kiosk=Watch(kiosk, ROW, SERVICE),
            console=Watch(console, CALLED_FOR, SERVICE),
        )
        told = {f"notices.{place}.{key}": words if place == 0 else "" for place in range(3) for key, words in NOTICES.items()}
        self.changed("a notice", "part=notices", told, hall=Watch(hall, NOTICE, LIFT, "rus"))
        self.changed(
            "the number of a window",
            f"part=window&id={way.WINDOW}",
            {"number": NUMBER},
            console=Watch(console, OWN_WINDOW, f"Window {NUMBER}"),
            hall=Watch(hall, CALLED_TO, NUMBER),
        )
        self.assertEqual(self.pids(), running, "no program started anew")
        self.visits_go_on(taken)

    def visits_go_on(self, taken):
        """Who was called is received, who waits is next, who comes takes the next number; the clerk has not signed in again."""
        console, kiosk, facts = self.office.screens["console"], self.office.screens["kiosk"], self.play.facts
        first, second = ({"ticket": one["ticket"], "window": way.WINDOW, "clerk": way.CLERK} for one in taken)
        self.play.step("the visitor is there", lambda: console.key("F4"), lambda: self.play.fact("service_started", **first))
        self.play.step("the clerk calls the next", lambda: console.key("F2"), lambda: self.play.fact("visitor_called", **second))
        self.assertEqual([fact["ticket"] for fact in facts("service_finished")], [first["ticket"]])
        self.assertEqual(len(facts("ticket_issued")), len(taken))
        ticket = demo.take_service(self.play, PICTURES)
        self.assertEqual(ticket["number"], "A003")
        self.assertEqual((len(facts("clerk_signed_in")), len(facts("window_opened"))), (1, 1))
        self.assertEqual((facts("visitor_left"), facts("window_closed")), ([], []))
        self.assertTrue(kiosk.window() and self.office.connected() == len(self.office.screens) + 1, "each is connected, the second kiosk too")


if __name__ == "__main__":
    unittest.main()
