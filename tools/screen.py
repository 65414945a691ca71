"""A screen of its own for one program under Xvfb: opened, clicked, typed into, watched and photographed."""

import hashlib
import os
import re
import subprocess
import time

# A picture that has not changed for so long stands still. Longer than the kiosk takes no touch on a new screen (350 ms), and
# than one state of the hall's inverting band (500 ms).
STILL_S = 0.8
# Bytes of one in the memory of a screen, whose end they are.
PIXEL = 4


class Screen:
    """An X display of a given size; `environment` is what a program needs to open its window there."""

    def __init__(self, processes, name, folder, size, title="."):
        self.title = title
        self.width, self.height = size
        folder.mkdir(parents=True)
        read, write = os.pipe()
        with os.fdopen(read) as answer:
            # On a busy machine a key may stay down long enough to repeat (-r turns that off). A server that resets itself when
            # its last client goes takes the next one, who is just coming, along (-noreset).
            command = ["Xvfb", "-r", "-noreset", "-displayfd", str(write), "-screen", "0", f"{self.width}x{self.height}x24"]
            try:
                processes.start(f"screen of {name}", *command, "-nolisten", "tcp", "-fbdir", folder, pass_fds=[write])
            finally:
                os.close(write)
            number = answer.readline().strip()
        if not number:
            raise OSError(f"Xvfb did not start for {name}")
        self.display = f":{number}"
        self.environment = {"DISPLAY": self.display}
        self.memory = folder / "Xvfb_screen0"
        self.seen, self.since = b"", 0.0

    def run(self, *command):
        return subprocess.run(command, env={**os.environ, **self.environment}, check=True, capture_output=True, text=True)

    def window(self, title=None):
        """The id of a window with this title, once it is mapped; of the program's window where no other is meant."""
        found = subprocess.run(
            ["xdotool", "search", "--onlyvisible", "--name", title or self.title],
            env={**os.environ, **self.environment},
            capture_output=True,
            text=True,
        )
        ids = found.stdout.split()
        return ids[-1] if ids else None

    def focus(self):
        """Sends keys to the program's window; one that has them already keeps them undisturbed."""
        window = self.window()
        if window and self.run("xdotool", "getwindowfocus").stdout.strip() != window:
            self.run("xdotool", "windowfocus", "--sync", window)

    # Hands

    def point(self, x, y):
        self.run("xdotool", "mousemove", str(x), str(y))

    def press(self):
        self.run("xdotool", "mousedown", "1", "sleep", "0.08", "mouseup", "1")

    def click(self, place):
        self.point(*place)
        self.press()

    def key(self, *keys):
        self.focus()
        self.run("xdotool", "key", "--clearmodifiers", "--delay", "40", *keys)

    def type(self, text):
        self.focus()
        self.run("xdotool", "type", "--delay", "30", text)

    # Eyes

    def now(self):
        """What the screen shows this moment, as a digest of its memory."""
        return hashlib.blake2b(self.memory.read_bytes(), digest_size=16).digest()

    def standing(self, still_s=STILL_S):
        """What the screen has shown for `still_s` seconds without a change; none while it changes."""
        picture, at = self.now(), time.monotonic()
        if picture != self.seen:
            self.seen, self.since = picture, at
        return picture if at - self.since >= still_s else None

    def changed(self, before, still_s=STILL_S):
        """Whether it shows something else than `before`, and stands still."""
        picture = self.standing(still_s)
        return picture is not None and picture != before

    def picture(self, path):
        self.run("import", "-window", "root", str(path))

    def words(self, place, language="eng"):
        """The line at a place, `WIDTHxHEIGHT+X+Y` in pixels, as a stranger reads it off the glass; `language` is tesseract's."""
        return self.read(place, self.pixels(place), language)

    def pixels(self, place):
        """What stands at a place, four bytes a pixel, blue first."""
        width, height, x, y = sides(place)
        memory = self.memory.read_bytes()
        first = len(memory) - PIXEL * self.width * self.height
        lines = (first + PIXEL * (line * self.width + x) for line in range(y, y + height))
        return b"".join(memory[begin : begin + PIXEL * width] for begin in lines)

    def read(self, place, pixels, language="eng"):
        """The line in such pixels of a place."""
        width, height, _x, _y = sides(place)
        enlarge = ["convert", "-size", f"{width}x{height}", "-depth", "8", "bgra:-", "-alpha", "off", "-resize", "x90", "png:-"]
        picture = subprocess.run(enlarge, input=pixels, capture_output=True, check=True).stdout
        read = ["tesseract", "-", "-", "--psm", "7", "-l", language]
        return subprocess.run(read, input=picture, capture_output=True, check=True).stdout.decode().strip()

    def reads(self, place, text):
        """Whether a number or a window stands at a place."""
        return self.words(place).replace("O", "0") == text


def sides(place):
    """Width, height, and from where, of `WIDTHxHEIGHT+X+Y`."""
    return tuple(int(figure) for figure in re.findall(r"\d+", place))
