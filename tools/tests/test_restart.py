"""A kiosk that is killed while it waits for a server that stands still: no second ticket, no ghost, and the screen says what came
of it (O1). The real programs, the kiosk in a real window under Xvfb."""

import json
import os
import signal
import sys
import tempfile
import unittest
from pathlib import Path

from marked import ROOT

sys.path.insert(0, str(ROOT / "tools"))
import path as way  # noqa: E402
import settings  # noqa: E402
from office import Office  # noqa: E402
from play import Play  # noqa: E402
from processes import tell  # noqa: E402

PROGRAMS = Path(os.environ.get("PROGRAMS", ROOT / "target/debug"))
KIOSK = "kiosk-1"
# In a request to the server, and more than in a ping or a farewell.
REQUEST_BYTES = 100


class KilledWhileTheServerStands(unittest.TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.office = self.enterContext(Office(ROOT, PROGRAMS, self.folder / "office", headless=True))
        self.visitor = Play(self.office)
        self.screen = self.office.screens["kiosk"]
        self.visitor.step("server answers", self.office.start_server, self.office.healthy)
        self.server = self.office.processes.running["server"]
        # One that is still stopped would not end when told to.
        self.addCleanup(tell, self.server.pid, signal.SIGCONT)
        listen = f"127.0.0.1:{self.office.printer_port}"
        printer = (PROGRAMS / "hardware-tests", "simulate-printer", "--listen", listen, "--out", self.office.paper)
        self.office.start("printer", *printer)
        self.office.wait(self.office.printer_listens, "the printer")
        self.kiosk_file = settings.kiosk(settings.network_printer(listen), self.office.kiosk_size)
        self.start_kiosk()
        self.visitor.see("kiosk is open", lambda: self.screen.window() and self.office.connected() == 1)

    def start_kiosk(self):
        self.office.start_device("kiosk", KIOSK, self.kiosk_file)

    def press_and_kill(self):
        """A press that reaches a stopped server, and a kiosk that dies before there is an answer."""
        self.visitor.touch("visitor takes English", self.screen, way.LANGUAGES["en"])
        self.visitor.touch("visitor takes service A", self.screen, way.ROWS["A"])
        self.visitor.touch("visitor has the documents", self.screen, way.ACTION)
        self.visitor.about_to_touch(self.screen, way.ACTION)
        # The finger is down when the server stops: the kiosk soon hears that it is silent, and would ask another connection.
        self.screen.run("xdotool", "mousedown", "1", "sleep", "0.08")
        tell(self.server.pid, signal.SIGSTOP)
        self.visitor.step("visitor takes a coupon", lambda: self.screen.run("xdotool", "mouseup", "1"), self.open_requests)
        self.visitor.see("the request lies before the server", self.unread)
        kiosk = self.office.processes.running.pop(KIOSK)
        tell(kiosk.pid, signal.SIGKILL)
        kiosk.wait()
        self.assertEqual(len(self.open_requests()), 1, "it is written down")

    def unread(self):
        """Whether one of the server's connections holds a request that it has not read; one that it has not taken up has no inode."""
        rows = [row.split() for row in Path("/proc/net/tcp").read_text().splitlines()[1:]]
        mine = [row for row in rows if row[1].endswith(f":{self.office.port:04X}") and row[9] != "0"]
        return any(int(row[4].split(":")[1], 16) >= REQUEST_BYTES for row in mine)

    def open_requests(self):
        """What the kiosk has written down and does not know the end of."""
        file = self.office.folder / f"{KIOSK}-state" / "requests.json"
        return json.loads(file.read_text()) if file.exists() else []

    def shows(self, number):
        """Whether the number stands large on the kiosk's screen, as a stranger reads it."""
        return self.screen.reads(way.NUMBER, number)

    def coupons(self, number):
        """Pieces of paper with this number."""
        jobs = self.office.paper.glob("coupon-*.bin")
        return sum(number.encode() in job.read_bytes() for job in jobs)

    def withdrawn(self):
        left = self.visitor.facts("visitor_left")
        return {fact["ticket"] for fact in left if fact["why"] == "withdrawn"}

    def test_the_server_wakes_first_and_the_number_is_shown(self):
        self.press_and_kill()
        tell(self.server.pid, signal.SIGCONT)
        ticket = self.visitor.see("the ticket is issued", lambda: self.visitor.fact("ticket_issued"))
        self.start_kiosk()
        number = ticket["number"]
        self.visitor.see("the screen shows the number", lambda: self.shows(number))
        self.visitor.see("the request is settled", lambda: not self.open_requests())
        self.assertEqual(len(self.visitor.facts("ticket_issued")), 1)
        self.assertEqual((self.coupons(number), self.withdrawn()), (1, set()), "one coupon, and its ticket stands")

    def test_the_kiosk_is_back_before_the_server_and_nobody_stands_in_the_queue_unseen(self):
        self.press_and_kill()
        self.start_kiosk()
        self.visitor.see("the window is there", self.screen.window)
        tell(self.server.pid, signal.SIGCONT)
        # One that was never carried out is asked after twice, 35 s apart: it may have been on its way.
        self.visitor.see("the request is settled", lambda: not self.open_requests(), limit_s=90)
        issued = self.visitor.facts("ticket_issued")
        self.assertLessEqual(len(issued), 1)
        for ticket in issued:
            seen = self.shows(ticket["number"])
            self.assertTrue(seen or ticket["ticket"] in self.withdrawn(), "a ghost")
            self.assertEqual(self.coupons(ticket["number"]), int(seen))


if __name__ == "__main__":
    unittest.main()
