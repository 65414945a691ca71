"""The bench as `make bench` runs it, but small and with the programs of the tests: every row is there, whatever its figures are."""

import csv
import os
import tempfile
import unittest
from pathlib import Path

from marked import ROOT, Marked

BENCH = ROOT / "tools/bench.py"
PROGRAMS = os.environ.get("PROGRAMS", "target/debug")
# Far more than it takes on a busy machine.
LIMIT_S, GONE_S = 600, 10
SMALL = "small run: "
FIGURE = r"^-?\d+\.\d{3}$"
REST = {"kiosk-1": "an empty window", "console-1": "an empty window", "hall-1": "an empty window", "server": "bare sockets"}


def devices(over):
    """The rows of ten thousand devices, by the way that they come."""
    return [
        (f"memory of one of 10000 {over[0]}", "<= 26843"),
        (f"memory of the server with 10000 {over[0]}", "<= 256"),
        (f"10000 devices back{over[1]} after a kill and a restart", "<= 10"),
    ]


def expected(windows):
    """The rows of the expected wait in offices of a size."""
    name = f"expected wait with {windows} windows: "
    return [
        (f"{name}mean error (floor: last visitor's wait)", "ratio <= 0.7"),
        (f"{name}mean error (floor: queue length)", "ratio <= 1"),
        (f"{name}visitors within the range (floor: as wide a range around the last visitor's wait)", ">= 90"),
        (f"{name}mean width (floor: median wait)", "ratio <= 1"),
    ]


def coupon(language, most_bytes, most_s):
    return [
        (f"coupon in {language} (floor: its words alone)", most_bytes),
        (f"coupon in {language}, from its issue to its cut at 9600 baud (floor: its words on the line)", most_s),
    ]


# The rows of each part with their goals, in their order.
ROWS = {
    "server": [
        ("durable tickets of many kiosks", "ratio >= 0.8"),
        ("durable tickets of many kiosks (floor: a plain server in Python without its sockets)", "ratio >= 100"),
        ("durable tickets of 20 kiosks over sockets with one press each on the way (floor: a plain server in Python)", ""),
        ("press to reply of one kiosk: median", "ratio <= 1.5"),
        ("press to reply with the kiosk's own note of it: median", ""),
        ("call to 1000 screens: 99th percentile less one commit", "<= 25"),
        ("call to 1000 screens over TLS: 99th percentile less one commit", "<= 25"),
        (
            "change of the floor to the last of 20 kiosks and 20 consoles at work and 4 hall displays: longest of 20 (floor: one commit)",
            "<= 1000",
        ),
        *devices(("connected devices", "")),
        *devices(("devices connected over TLS", " over TLS")),
        ("start from a million events by the snapshot", "<= 1"),
        ("replay without a snapshot", ""),
        ("server program from a million events to /health", "<= 1"),
        ("server program killed on a busy day: from its start to /health: longest of 5", "<= 2000"),
        ("statistics: figures of a day of five years", "<= 50"),
        ("statistics: figures of a year of five", "<= 500"),
        ("statistics: a year of five held against the year before", "<= 500"),
        ("statistics: page of a day of five years over HTTPS (floor: /health)", "<= 50"),
        ("statistics: page of a year of five and the year before over HTTPS (floor: /health)", "<= 500"),
        *expected("6"),
        *expected("12"),
        *expected("6 or 12"),
    ],
    "windows": [
        ("kiosk: first picture (floor: an empty window)", "<= 0.5"),
        *((f"memory at rest: {name} (floor: {floor})", "<= 80" if name == "kiosk-1" else "") for name, floor in REST.items()),
        *((f"CPU at rest: {name} (floor: a process that sleeps)", "<= 1") for name in REST),
        ("kiosk: next screen after a touch, 1080 x 1920: median (floor: an empty window)", "<= 16.7"),
    ],
    "coupons": [
        *coupon("Russian", "<= 450", "<= 0.5"),
        *coupon("English", "<= 450", "<= 0.5"),
        *coupon("Armenian", "<= 6000", ""),
    ],
}


class Rows(unittest.TestCase):
    def test_every_part_has_each_of_its_rows_with_figures_and_goal_and_leaves_nothing_running(self):
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        # One after the other: the bench has limits of its own, and another file runs beside this one.
        for part in ROWS:
            with self.subTest(part=part):
                bench = self.small(folder, part)
                self.assertEqual(bench.ends_with(LIMIT_S), 0, bench.said)
                self.assertEqual(bench.left_after(GONE_S), [])
                with (folder / f"{part}.csv").open(newline="") as written:
                    rows = [*csv.DictReader(written)]
                self.assertEqual([(row["name"], row["goal"]) for row in rows], [(SMALL + name, goal) for name, goal in ROWS[part]])
                for row in rows:
                    self.assert_figures(row)

    def small(self, folder, part):
        return Marked(folder, BENCH, "--programs", PROGRAMS, "--small", "--only", part, "--out", folder).of(self)

    def assert_figures(self, row):
        self.assertTrue(row["unit"], row)
        self.assertRegex(row["value"], FIGURE, row)
        self.assertRegex(row["floor"], FIGURE, row)
        # Nothing is no multiple of nothing.
        if float(row["floor"]) != 0:
            self.assertRegex(row["ratio"], FIGURE, row)


if __name__ == "__main__":
    unittest.main()
