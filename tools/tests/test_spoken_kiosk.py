"""The kiosk speaks to who uses the keypad's keys: a real window under Xvfb, the real voice, and a sound device that is a file."""

import array
import contextlib
import math
import os
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
# Nobody is there: the kiosk says so, and whom to ask.
SERVER = "ws://127.0.0.1:1/device"
LIMIT_S = 120
# The first key, where it is lost, is pressed once more.
ANSWER_S = 10
# Of full scale; the voice at its quietest is well over it.
SOUND = 0.001
HEAD = 44
STEPS = 3
# A file that has not grown for so long is whole.
STILL_S = 1.0
# The middle one of the languages.
ENGLISH = (540, 208)


class SpokenKiosk(unittest.TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.sound = self.folder / "heard.wav"
        self.processes = Processes()
        self.addCleanup(self.processes.stop)
        (self.folder / "asound.conf").write_text(
            "pcm.!default { type plug slave.pcm { type file slave.pcm { type null } "
            f'file "{self.sound}" format wav }} slave {{ format S16_LE rate 48000 channels 2 }} }}\n'
        )
        self.screen = Screen(self.processes, "kiosk", self.folder / "screen", settings.SIZES["kiosk"], settings.TITLES["kiosk"])
        own = settings.kiosk(settings.network_printer("127.0.0.1:1"), settings.SIZES["kiosk"], speaks=True)
        (self.folder / "device.key").write_text("key\n")
        (self.folder / "device.toml").write_text(
            f'server = "{SERVER}"\ndevice = "device-1"\nkey_file = "device.key"\nstate_dir = "state"\n{own}'
        )
        environment = {**self.screen.environment, "ALSA_CONFIG_PATH": str(self.folder / "asound.conf")}
        began = time.monotonic()
        self.processes.start("kiosk", PROGRAMS / "kiosk", "--config", self.folder / "device.toml", environment=environment)
        self.wait(self.takes_keys, "window of the kiosk that takes keys")
        # The voice is tried out at the start, without a sound.
        self.wait(self.sound.exists, "sound device that is opened")
        self.took_s = time.monotonic() - began

    def wait(self, is_so, what, limit_s=LIMIT_S):
        until = time.monotonic() + limit_s
        while not is_so():
            self.processes.check()
            self.assertLess(time.monotonic(), until, f"there is no {what}")
            time.sleep(0.05)

    def takes_keys(self):
        """Nobody manages the windows here: the keys go where they are sent, once the window is there to take them."""
        with contextlib.suppress(subprocess.CalledProcessError):
            window = self.screen.window()
            if window:
                self.screen.run("xdotool", "windowfocus", window)
                return self.screen.run("xdotool", "getwindowfocus").stdout.strip() == window
        return False

    def loudness(self):
        """The root mean square of what the device took and is no silence, of full scale; 0 where there is none."""
        data = self.sound.read_bytes()[HEAD:] if self.sound.exists() else b""
        samples = array.array("h", data[: len(data) // 2 * 2])
        loud = [sample for sample in samples if abs(sample) > SOUND * 32768]
        return math.sqrt(sum(sample * sample for sample in loud) / len(loud)) / 32768 if loud else 0.0

    def plays(self):
        """Whether the kiosk has the device open."""
        handles = Path(f"/proc/{self.processes.running['kiosk'].pid}/fd")
        try:
            return any(os.readlink(handle).startswith(str(self.sound)) for handle in handles.iterdir())
        except FileNotFoundError:
            # One went while they were read.
            return True

    def said_after(self, key, again=False):
        """How loud it is what the kiosk says after a key, once all of it has been played. A key that is lost is pressed again only where
        that is asked for."""
        until = time.monotonic() + LIMIT_S
        while time.monotonic() < until:
            self.wait(lambda: not self.plays(), "end of what is said")
            self.sound.unlink(missing_ok=True)
            self.screen.key(key)
            heard = self.all_that_is_said(time.monotonic() + ANSWER_S if again else until)
            if heard > SOUND:
                return heard
        self.fail(f"nothing is said after {key}")

    def all_that_is_said(self, until):
        """How loud it is, once the device is closed; 0 where nothing is said by then."""
        while time.monotonic() < until:
            self.processes.check()
            if self.sound.exists() and self.sound.stat().st_size > HEAD and not self.plays():
                heard = self.loudness()
                if heard > SOUND:
                    return heard
            time.sleep(0.1)
        return 0.0

    def test_nothing_is_said_before_a_key_and_then_each_screen_at_the_volume_asked_for(self):
        self.screen.click(ENGLISH)
        # A text that is spoken would be made and played by then: at the start it was, with the whole program before it.
        time.sleep(self.took_s + STILL_S)
        self.assertEqual(self.loudness(), 0.0, "somebody only touched")

        self.said_after("Down", again=True)
        usual = self.said_after("Home")
        # Another language is another screen to the ear.
        self.said_after("Down")
        self.said_after("Return")

        for _step in range(STEPS):
            self.said_after("KP_Subtract")
        quieter = self.said_after("Home")
        self.assertLess(quieter, usual / 2, "the keypad's minus is quieter")
        for _step in range(2 * STEPS):
            self.said_after("KP_Add")
        self.assertGreater(self.said_after("Home"), quieter * 2, "and its plus is louder")


if __name__ == "__main__":
    unittest.main()
