"""The bench: what a machine cannot measure is missed in the end, and what it can is shown all the same; and its plain server in Python."""

import contextlib
import io
import json
import sqlite3
import subprocess
import sys
import tempfile
import unittest
import urllib.request
from pathlib import Path
from unittest import mock

import bench
from marked import ROOT

ROWS = "name,unit,value,floor,ratio,goal\ntickets,1/s,11000.000,12000.000,0.917,ratio >= 0.8\n"


class Server(unittest.TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        (self.folder / "examples").mkdir()

    def measured(self, said, status):
        """The bench's own part with a server's part that says this."""
        program = self.folder / "examples/bench"
        program.write_text(f"#!/bin/sh\nprintf '%s' '{said}'\nexit {status}\n")
        program.chmod(0o755)
        shown = io.StringIO()
        words = ["bench.py", "--programs", str(self.folder), "--only", "server"]
        with mock.patch.object(bench, "ROOT", self.folder), mock.patch("sys.argv", words), mock.patch.object(bench, "end_on_signals"):
            with contextlib.redirect_stdout(shown), contextlib.redirect_stderr(shown):
                try:
                    bench.main()
                except SystemExit as ended:
                    return ended.code, shown.getvalue()
        return 0, shown.getvalue()

    def test_all_rows(self):
        status, shown = self.measured(ROWS, 0)
        self.assertEqual(status, 0, shown)
        self.assertRegex(shown, r"tickets .* met")

    def test_rows_that_were_left_out_fail_the_bench_after_the_others_are_shown(self):
        status, shown = self.measured(ROWS, 1)
        self.assertEqual(status, 1, shown)
        self.assertRegex(shown, r"(?s)tickets .* met.*rows were left out")

    def test_no_rows_at_all(self):
        status, shown = self.measured("", 1)
        self.assertEqual(status, 1, shown)
        self.assertIn("bench failed", shown)
        self.assertRaises(subprocess.CalledProcessError, bench.server, self.folder, self.folder, False)


class Peer(unittest.TestCase):
    """A peer that issued nothing, or kept nothing, would be a poor one to be faster than."""

    def test_each_press_has_a_number_of_its_own_and_leaves_two_rows(self):
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        command = [sys.executable, ROOT / "server/examples/bench/peer.py", folder]
        peer = self.enterContext(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
        self.addCleanup(peer.kill)
        address = f"http://127.0.0.1:{int(peer.stdout.readline())}/tickets"
        issued = []
        for press, service in enumerate(("service-a", "service-b", "service-a")):
            asked = json.dumps({"id": f"press-{press}", "device": "kiosk-1", "service": service}).encode()
            with urllib.request.urlopen(urllib.request.Request(address, data=asked), timeout=30) as answer:
                issued.append(json.load(answer)["done"]["ticket"]["number"])
        self.assertEqual(issued, ["A001", "B001", "A002"])
        with contextlib.closing(sqlite3.connect(folder / "peer.db")) as kept:
            events = kept.execute("SELECT body FROM events ORDER BY seq").fetchall()
            requests = kept.execute("SELECT id FROM requests ORDER BY number").fetchall()
        self.assertEqual([json.loads(body)["fact"]["ticket_issued"]["number"] for (body,) in events], issued)
        self.assertEqual(requests, [("press-0",), ("press-1",), ("press-2",)])


if __name__ == "__main__":
    unittest.main()
