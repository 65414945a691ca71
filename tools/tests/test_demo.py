"""The demo on somebody's screen: every window can be reached, and however it ends, nothing is left running. The whole play without a
screen, which must leave nothing either, is `whole_demo.py`."""

import os
import re
import signal
import stat
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

from marked import ROOT, Marked

sys.path.insert(0, str(ROOT / "tools"))
import settings  # noqa: E402
from processes import Processes, members  # noqa: E402
from screen import Screen  # noqa: E402

DEMO = ROOT / "tools/demo.py"
PROGRAMS = os.environ.get("PROGRAMS", "target/debug")
# An ordinary screen, and a small laptop's.
ORDINARY, SMALL = (1920, 1080), (1366, 900)
OPEN_LIMIT_S = 60


class OnAScreen(unittest.TestCase):
    """Under a window manager, as on a desktop."""

    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.desk = Processes()
        self.addCleanup(self.desk.stop)

    def desktop(self, size):
        screen = Screen(self.desk, f"desktop {size[0]}", self.folder / f"screen-{size[0]}", size)
        self.desk.start(f"openbox {size[0]}", "openbox", "--sm-disable", environment=screen.environment)
        return screen

    def windows(self, screen):
        """The windows that the window manager looks after, with their frames: (x, y, width, height) by id."""
        listed = screen.run("xprop", "-root", "_NET_CLIENT_LIST").stdout
        found = {}
        for window in re.findall(r"0x[0-9a-f]+", listed):
            said = screen.run("xwininfo", "-frame", "-id", window).stdout
            words = (r"Absolute upper-left X:", r"Absolute upper-left Y:", r"Width:", r"Height:")
            found[window] = tuple(int(re.search(rf"{word}\s+(-?\d+)", said).group(1)) for word in words)
        return found

    def opened(self, demo, screen):
        """The demo's five windows, once all are there."""
        until = time.monotonic() + OPEN_LIMIT_S
        while time.monotonic() < until:
            self.assertIsNone(demo.process.poll(), demo.said)
            try:
                if "The office is open" in demo.said and len(found := self.windows(screen)) == 5:
                    return found
            except subprocess.CalledProcessError:
                pass  # The window manager is still starting, or a window came and went.
            time.sleep(0.1)
        self.fail(f"not all windows opened: {demo.said}")

    def assert_kiosk_as_asked(self, screen):
        """The whole kiosk at its scale: a window of another size shows half of it."""
        said = screen.run("xwininfo", "-id", screen.window("Kiosk")).stdout
        found = tuple(int(re.search(rf"{word}:\s+(\d+)", said).group(1)) for word in ("Width", "Height"))
        self.assertEqual(found, settings.kiosk_on_desktop(screen.height))

    def assert_within(self, windows, size):
        for x, y, width, height in windows.values():
            inside = x >= 0 and y >= 0 and x + width <= size[0] and y + height <= size[1]
            self.assertTrue(inside, f"a window of {width} x {height} at {x},{y} leaves a screen of {size}")

    def technician_pin(self, demo):
        """As it is told to whoever sits there, and as the kiosk has it."""
        told = re.search(r"^The technician's PIN, .*: (\d{6})$", demo.said, flags=re.M).group(1)
        self.assertIn(f'pin = "{told}"', (ROOT / "target/demo/office/kiosk-1.toml").read_text())
        return told

    def test_every_window_lies_within_the_screen_and_each_way_to_end_leaves_nothing(self):
        screen = self.desktop(ORDINARY)
        pins = set()
        for ending in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGKILL):
            with self.subTest(ending=ending.name):
                demo = Marked(self.folder, DEMO, "--programs", PROGRAMS, HEADLESS=None, **screen.environment)
                self.addCleanup(demo.process.kill)
                self.assert_within(self.opened(demo, screen), ORDINARY)
                self.assert_kiosk_as_asked(screen)
                pins.add(self.technician_pin(demo))
                self.assertGreater(len(demo.left()), 6, "the mark finds what runs")
                demo.process.send_signal(ending)
                # Who is killed cleans nothing up: the kernel ends the others.
                status, after_s = (-signal.SIGKILL, 10) if ending is signal.SIGKILL else (0, 0)
                self.assertEqual(demo.ends_with(), status, demo.said)
                self.assertEqual(demo.left_after(after_s), [])
        self.assertGreater(len(pins), 1, "each demo draws its own")

    def test_a_small_screen_gets_a_smaller_kiosk(self):
        screen = self.desktop(SMALL)
        demo = Marked(self.folder, DEMO, "--programs", PROGRAMS, HEADLESS=None, **screen.environment)
        self.addCleanup(demo.process.kill)
        self.assert_within(self.opened(demo, screen), SMALL)
        self.assert_kiosk_as_asked(screen)
        demo.process.terminate()
        self.assertEqual(demo.ends_with(), 0, demo.said)
        self.assertEqual(demo.left(), [])


class WhatFails(unittest.TestCase):
    """A demo that cannot start says so, and leaves nothing."""

    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def test_programs_that_are_not_there(self):
        demo = Marked(self.folder, DEMO, "--programs", self.folder, HEADLESS="1")
        self.assertEqual(demo.ends_with(), 1)
        self.assertIn("demo failed: server ended by itself", demo.said)
        self.assertEqual(demo.left(), [])

    def test_a_step_that_does_not_happen(self):
        deaf = self.folder / "queue-server"
        deaf.write_text("#!/bin/sh\nexec sleep 1000\n")
        deaf.chmod(0o755)
        hasty = self.folder / "hasty.py"
        hasty.write_text(
            f"import sys\nsys.path.insert(0, {str(DEMO.parent)!r})\nimport demo, play\nplay.Play.step.__defaults__ = (1,)\ndemo.main()\n"
        )
        demo = Marked(self.folder, hasty, "--programs", self.folder, HEADLESS="1")
        self.assertEqual(demo.ends_with(), 1, demo.said)
        self.assertIn("server answers: DID NOT HAPPEN", demo.said)
        self.assertIn("demo failed: server answers", demo.said)
        self.assertEqual(demo.left(), [])

    def test_a_second_screen_that_does_not_start(self):
        fake = self.folder / "Xvfb"
        fake.write_text(f'#!/bin/sh\nmkdir {self.folder}/first 2>/dev/null && exec /usr/bin/Xvfb "$@"\nexit 1\n')
        fake.chmod(fake.stat().st_mode | stat.S_IXUSR)
        path = f"{self.folder}:{os.environ['PATH']}"
        demo = Marked(self.folder, DEMO, "--programs", self.folder, HEADLESS="1", PATH=path)
        self.assertEqual(demo.ends_with(), 1)
        self.assertIn("Xvfb did not start for console", demo.said)
        self.assertEqual(demo.left(), [])

    def test_a_display_that_is_not_there(self):
        demo = Marked(self.folder, DEMO, "--programs", PROGRAMS, HEADLESS=None, DISPLAY=":9999")
        self.assertEqual(demo.ends_with(), 1)
        self.assertIn("HEADLESS=1", demo.said)
        self.assertEqual(demo.left(), [])


class AGroup(unittest.TestCase):
    """What the clean-up itself promises."""

    def test_a_child_of_a_child_is_ended_with_its_group(self):
        processes = Processes()
        leader = processes.start("leader", "sh", "-c", "sleep 1000 & wait")
        until = time.monotonic() + 10
        while len(members(leader.pid)) < 2 and time.monotonic() < until:
            time.sleep(0.02)
        self.assertEqual(len(members(leader.pid)), 2)
        self.assertEqual(processes.stop(), [])
        self.assertEqual(members(leader.pid), [])

    def test_who_does_not_end_when_told_to_is_killed_and_named(self):
        processes = Processes()
        deaf = processes.start("deaf", "sh", "-c", "trap '' TERM; echo ready; while :; do sleep 1; done", stdout=subprocess.PIPE)
        self.assertEqual(deaf.stdout.readline(), b"ready\n")
        deaf.stdout.close()
        self.assertEqual(processes.stop(limit_s=0.5), ["deaf"])
        self.assertEqual(members(deaf.pid), [])


if __name__ == "__main__":
    unittest.main()
