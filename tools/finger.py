"""A finger on a display that is touched at a known instant: the X server's own test extension, without a program in between."""

import ctypes


class Finger:
    """Presses and lifts the first button of one display."""

    def __init__(self, display):
        self.x11, self.xtest = ctypes.CDLL("libX11.so.6"), ctypes.CDLL("libXtst.so.6")
        self.x11.XOpenDisplay.restype = ctypes.c_void_p
        self.display = ctypes.c_void_p(self.x11.XOpenDisplay(display.encode()))
        if not self.display:
            raise OSError(f"no display {display}")

    def button(self, down):
        """Comes back when the server has taken it."""
        self.xtest.XTestFakeButtonEvent(self.display, 1, int(down), ctypes.c_ulong(0))
        self.x11.XSync(self.display, 0)

    def close(self):
        self.x11.XCloseDisplay(self.display)
