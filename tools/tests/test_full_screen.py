"""The kiosk and the hall display in full screen, in real windows under Xvfb: they cover the screen to its edges, without a window manager as
in an office and under one, and nothing that a keyboard asks for closes the kiosk."""

import contextlib
import os
import re
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

from marked import ROOT

sys.path.insert(0, str(ROOT / "tools"))
import settings  # noqa: E402
from processes import Processes  # noqa: E402
from screen import Screen  # noqa: E402

PROGRAMS = Path(os.environ.get("PROGRAMS", ROOT / "target/debug"))
PROGRAM = {"kiosk": "kiosk", "hall": "hall-display"}
# Nobody is there: the program's own words fill the screen.
SERVER = "ws://127.0.0.1:1/device"
OPEN_LIMIT_S = 60
# What a window manager takes to close a window that lets itself be closed, and then some.
CLOSING_S = 2
# What a program has to end before it is asked again.
ANSWER_S = 5
# Combinations that a desktop and many programs know. Alt+F4 is the window manager's: it asks the window to close.
COMBINATIONS = ("ctrl+q", "ctrl+w", "alt+F4", "ctrl+alt+Delete", "ctrl+shift+Escape", "Escape", "F11")


class FullScreen(unittest.TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.processes = Processes()
        self.addCleanup(self.processes.stop)

    def file(self, kind, full_screen):
        if kind == "hall":
            return settings.hall(ROOT / "assets", full_screen)
        own = settings.kiosk(settings.network_printer("127.0.0.1:1"), settings.SIZES["kiosk"])
        return f'state_dir = "state"\n{own.replace("full_screen = false", f"full_screen = {str(full_screen).lower()}")}'

    def open(self, kind, managed, full_screen=True):
        """The program's window on a screen of its size, once it is there."""
        folder = Path(tempfile.mkdtemp(dir=self.folder))
        screen = Screen(self.processes, f"{kind} of {folder.name}", folder / "screen", settings.SIZES[kind], settings.TITLES[kind])
        if managed:
            self.processes.start(f"openbox of {folder.name}", "openbox", "--sm-disable", environment=screen.environment)
            self.wait(lambda: "window id" in said(screen, "xprop", "-root", "_NET_SUPPORTING_WM_CHECK"), "window manager")
        (folder / "device.key").write_text("key\n")
        (folder / "device.toml").write_text(
            f'server = "{SERVER}"\ndevice = "device-1"\nkey_file = "device.key"\n{self.file(kind, full_screen)}'
        )
        command = (PROGRAMS / PROGRAM[kind], "--config", folder / "device.toml")
        program = self.processes.start(f"{kind} in {folder.name}", *command, environment=screen.environment)
        self.wait(screen.window, f"window of the {kind}")
        return screen, program

    def wait(self, is_so, what):
        until = time.monotonic() + OPEN_LIMIT_S
        while not is_so():
            self.processes.check()
            self.assertLess(time.monotonic(), until, f"there is no {what}")
            time.sleep(0.05)

    def place(self, screen):
        """Where the window stands on the screen, without any frame around it: left, top, width, height."""
        told = said(screen, "xwininfo", "-id", screen.window() or "0")
        words = (r"Absolute upper-left X", r"Absolute upper-left Y", r"Width", r"Height")
        found = [re.search(rf"{word}:\s+(-?\d+)", told) for word in words]
        return tuple(int(figure.group(1)) for figure in found) if all(found) else None

    def closed(self, screen, program):
        """How the program ends that is asked to: again and again, since the window manager may not have the window yet."""
        for _time in range(OPEN_LIMIT_S // ANSWER_S):
            # It may be closing while its window is looked for.
            with contextlib.suppress(subprocess.CalledProcessError):
                screen.key("alt+F4")
            with contextlib.suppress(subprocess.TimeoutExpired):
                return program.wait(ANSWER_S)
        self.fail("the window stays open")

    def test_the_window_covers_the_whole_screen(self):
        for kind in PROGRAM:
            for managed in (False, True):
                with self.subTest(kind=kind, managed=managed):
                    screen, _program = self.open(kind, managed)
                    # The window manager takes the frame off after the window has come.
                    self.wait(lambda: self.place(screen) == (0, 0, *settings.SIZES[kind]), f"{kind} that fills its screen")

    def test_no_combination_of_keys_closes_the_kiosk_unless_it_is_an_ordinary_window(self):
        screen, program = self.open("kiosk", managed=True)
        filled = (0, 0, *settings.SIZES["kiosk"])
        self.wait(lambda: self.place(screen) == filled, "kiosk that fills its screen")
        # A key that is lost is pressed once more.
        for keys in COMBINATIONS * 3:
            screen.key(keys)
        time.sleep(CLOSING_S)
        self.assertIsNone(program.poll(), "the kiosk was closed")
        self.assertEqual(self.place(screen), filled)

        screen, program = self.open("kiosk", managed=True, full_screen=False)
        self.assertEqual(self.closed(screen, program), 0, "the keys reach a window, and close one that may be closed")


def said(screen, *command):
    """What a command says of a screen; nothing where what it asks about is not there yet, or has just gone."""
    try:
        return screen.run(*command).stdout
    except subprocess.CalledProcessError:
        return ""


if __name__ == "__main__":
    unittest.main()
