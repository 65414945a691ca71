"""A clerk's desktop around the console: a window manager, and other programs over which the bar must stay."""

import re
import subprocess

# No frames, so that the console looks as it does alone; no keys, so that all of them are the console's.
SETTINGS = """<?xml version="1.0"?>
<openbox_config xmlns="http://openbox.org/3.4/rc">
  <theme><keepBorder>no</keepBorder></theme>
  <applications><application class="*"><decor>no</decor></application></applications>
</openbox_config>
"""


class Desktop:
    """The window manager of one screen, and what it knows of the windows there."""

    def __init__(self, processes, screen, folder):
        settings = folder / "openbox.xml"
        settings.write_text(SETTINGS)
        self.processes, self.screen = processes, screen
        command = ("openbox", "--sm-disable", "--config-file", settings)
        with open(folder / "window manager.log", "w") as log:
            processes.start("window manager", *command, environment=screen.environment, stdout=log, stderr=log)

    def property(self, name, window=None):
        where = ["-id", window] if window else ["-root"]
        try:
            return self.screen.run("xprop", *where, name).stdout
        except subprocess.CalledProcessError:
            return ""  # The window has just gone.

    def ready(self):
        return "window id" in self.property("_NET_SUPPORTING_WM_CHECK")

    def has_focus(self, window):
        """Whether keys go to the window."""
        active = re.search(r"0x[0-9a-f]+", self.property("_NET_ACTIVE_WINDOW"))
        return bool(window and active) and int(active.group(), 16) == int(window)

    def topmost(self):
        """The window that nothing covers, as a number; none where there is no window."""
        stack = re.findall(r"0x[0-9a-f]+", self.property("_NET_CLIENT_LIST_STACKING"))
        return int(stack[-1], 16) if stack else None

    def size(self, window):
        said = self.screen.run("xdotool", "getwindowgeometry", "--shell", window).stdout
        return tuple(int(re.search(rf"{side}=(\d+)", said).group(1)) for side in ("WIDTH", "HEIGHT"))

    def stays_on_top(self, window):
        """Whether the window asked to be above all others, and is."""
        return "_NET_WM_STATE_ABOVE" in self.property("_NET_WM_STATE", window) and self.topmost() == int(window)

    def open_another(self, picture):
        """Another program, nearly as large as the screen; one that filled it would be above everything by its own right."""
        size = f"{self.screen.width}x{self.screen.height - 40}+0+40"
        command = ("display", "-title", "Another program", "-geometry", size, picture)
        self.processes.start("another program", *command, environment=self.screen.environment)

    def another_is_open(self):
        return bool(self.screen.window("Another program"))

    def close_another(self):
        self.processes.end("another program")
