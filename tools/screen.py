"""A screen of its own for one program under Xvfb: opened, clicked, typed into and photographed."""

import os
import signal
import subprocess
import time


class Screen:
    """An X display of a given size; `environment` is what a program needs to open its window there."""

    def __init__(self, width, height):
        self.width, self.height = width, height
        read, write = os.pipe()
        self.server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp"],
            pass_fds=[write],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(write)
        with os.fdopen(read) as answer:
            number = answer.readline().strip()
        if not number:
            raise OSError("Xvfb did not start")
        self.display = f":{number}"
        self.environment = {"DISPLAY": self.display}

    def run(self, *command):
        return subprocess.run(command, env={**os.environ, **self.environment}, check=True, capture_output=True, text=True)

    def window(self):
        """The id of the program's window, once it is mapped."""
        found = subprocess.run(
            ["xdotool", "search", "--onlyvisible", "--name", "."],
            env={**os.environ, **self.environment},
            capture_output=True,
            text=True,
        )
        ids = found.stdout.split()
        return ids[-1] if ids else None

    def focus(self):
        if window := self.window():
            self.run("xdotool", "windowfocus", window)

    def click(self, x, y):
        self.run("xdotool", "mousemove", str(x), str(y), "sleep", "0.05", "mousedown", "1", "sleep", "0.08", "mouseup", "1")
        time.sleep(0.15)

    def key(self, *keys):
        self.focus()
        self.run("xdotool", "key", "--clearmodifiers", "--delay", "40", *keys)

    def type(self, text):
        self.focus()
        self.run("xdotool", "type", "--delay", "30", text)

    def picture(self, path):
        self.run("import", "-window", "root", str(path))

    def close(self):
        self.server.send_signal(signal.SIGTERM)
        try:
            self.server.wait(5)
        except subprocess.TimeoutExpired:
            self.server.kill()
