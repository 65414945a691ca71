"""What the programs weigh at rest, and how soon the kiosk shows something, each beside an empty window of the same size; the server
beside one of bare sockets."""

import os
import statistics
import time
from dataclasses import dataclass
from pathlib import Path

import path as way
import settings
from finger import Finger
from processes import Processes
from screen import Screen
from table import Row

KIOSK_GOAL_MIB = 80
# A core that does this much of its time is at rest.
REST_GOAL_PERCENT = 1.0
# Of a text that the bare server would write, if anybody came.
TEXT_BYTES = 4096
# Far more than either takes on a busy machine.
START_LIMIT_S, TAP_LIMIT_S = 60, 20
# How long a finger stays on the glass.
HELD_S = 0.1
# A picture is whole when nothing has been drawn for so long.
WHOLE_S = 0.15


@dataclass(frozen=True)
class Extent:
    """How long the programs settle and rest, and of how many starts and taps the median is taken."""

    settle_s: float
    rest_s: float
    starts: int
    taps: int


WHOLE, SMALL = Extent(5, 20, 7, 21), Extent(1, 1, 1, 2)


def memory_mib(pid):
    """Resident memory, with what is shared shared out (PSS)."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise OSError(f"no memory figure for {pid}")


def cpu_s(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Empties:
    """An empty window for each kind of screen, a server of bare sockets, and a process that sleeps."""

    def __init__(self, programs, folder):
        self.processes, self.screens = Processes(), Processes()
        self.program = programs / "examples" / "empty_window"
        self.server = programs / "examples" / "bench"
        self.folder = folder
        self.pids = {}

    def __enter__(self):
        try:
            for kind, size in settings.SIZES.items():
                screen = Screen(self.screens, f"empty {kind}", self.folder / f"empty-{kind}", size)
                before = screen.memory.read_bytes()
                self.pids[kind] = self.open(kind, screen).pid
                until_shown(screen, time.monotonic(), START_LIMIT_S, before)
            self.pids["bare sockets"] = self.processes.start("bare sockets", self.server, "bare", TEXT_BYTES).pid
            self.pids["sleep"] = self.processes.start("sleep", "sleep", "100000").pid
        except BaseException:
            self.__exit__()
            raise
        return self

    def open(self, kind, screen):
        width, height = settings.SIZES[kind]
        return self.processes.start(f"empty {kind}", self.program, width, height, environment=screen.environment)

    def __exit__(self, *_problem):
        self.processes.stop()
        self.screens.stop()


def at_rest(office, empties, extent):
    """Memory and processor time of each program that does nothing."""
    office.start_server()
    office.wait(office.healthy, "the server")
    office.start_devices()
    office.wait(office.windows_open, "the windows")
    time.sleep(extent.settle_s)
    programs = {"kiosk-1": "kiosk", "console-1": "console", "hall-1": "hall", "server": "bare sockets"}
    pids = {name: office.processes.running[name].pid for name in programs}
    before = {pid: cpu_s(pid) for pid in [*pids.values(), *empties.pids.values()]}
    time.sleep(extent.rest_s)
    used = {pid: 100 * (cpu_s(pid) - at) / extent.rest_s for pid, at in before.items()}
    for name, kind in programs.items():
        goal = f"<= {KIOSK_GOAL_MIB}" if kind == "kiosk" else ""
        floor = kind if kind == "bare sockets" else "an empty window"
        yield Row(f"memory at rest: {name} (floor: {floor})", "MiB", memory_mib(pids[name]), memory_mib(empties.pids[kind]), goal)
    for name in programs:
        goal = f"<= {REST_GOAL_PERCENT:.0f}"
        yield Row(f"CPU at rest: {name} (floor: a process that sleeps)", "% of a core", used[pids[name]], used[empties.pids["sleep"]], goal)


def until_shown(screen, began, limit_s, before):
    """Seconds from `began` until the last of what was drawn; `before` is the screen's memory without it."""
    last, changed_at = before, None
    while (now := time.monotonic()) - began < limit_s:
        seen = screen.memory.read_bytes()
        if seen != last:
            last, changed_at = seen, time.monotonic()
        elif changed_at is not None and now - changed_at > WHOLE_S:
            return changed_at - began
    raise OSError("a window did not show anything")


def first_seen(screen, began, before):
    """Seconds until anything at all is drawn."""
    while (now := time.monotonic()) - began < START_LIMIT_S:
        if screen.memory.read_bytes() != before:
            return now - began
    raise OSError("a window did not open")


def first_picture(office, empties, extent):
    """From the start of the program to its first picture. No server is needed for it."""
    key = office.data / "credentials" / "kiosk-1.key"
    key.parent.mkdir(parents=True)
    key.write_text("none that a server knows")
    kiosk = office.device_file("kiosk-1", settings.kiosk(settings.network_printer("127.0.0.1:9"), settings.SIZES["kiosk"]))
    command = [office.programs / "kiosk", "--config", kiosk]
    empty = [empties.program, *settings.SIZES["kiosk"]]
    value, floor = (starts(office, program, extent.starts) for program in (command, empty))
    yield Row("kiosk: first picture (floor: an empty window)", "s", value, floor, "<= 0.5")


def starts(office, command, count):
    """The median of some starts on the kiosk's screen, which must be free."""
    screen = office.screens["kiosk"]
    took = []
    for _ in range(count):
        one = Processes()
        before = screen.memory.read_bytes()
        try:
            began = time.monotonic()
            one.start("window", *command, environment=screen.environment)
            took.append(first_seen(screen, began, before))
        finally:
            one.stop()
        time.sleep(0.3)
    return statistics.median(took)


def next_screen(office, empties, extent):
    """From the finger that is lifted to the last of the next screen; between services and documents, there and back."""
    kiosk = office.screens["kiosk"]
    taps(kiosk, [way.LANGUAGES["en"]], 1)
    value = taps(kiosk, [way.ROWS["A"], way.BACK], extent.taps)
    floor = taps_on_empty(office, empties, extent.taps)
    yield Row("kiosk: next screen after a touch, 1080 x 1920: median (floor: an empty window)", "ms", value, floor, "<= 16.7")


def taps(screen, places, count):
    """The median in milliseconds. Each tap waits until the picture stands, as the kiosk takes no touch before."""
    finger = Finger(screen.display)
    took = []
    try:
        for tap in range(count):
            screen.point(*places[tap % len(places)])
            until = time.monotonic() + START_LIMIT_S
            while screen.standing() is None and time.monotonic() < until:
                time.sleep(0.05)
            before = screen.memory.read_bytes()
            finger.button(True)
            time.sleep(HELD_S)
            pressed = screen.memory.read_bytes()
            began = time.monotonic()
            finger.button(False)
            took.append(1000 * until_shown(screen, began, TAP_LIMIT_S, pressed))
            if screen.memory.read_bytes() == before:
                raise OSError("a touch was not taken")
    finally:
        finger.close()
    return statistics.median(took)


def taps_on_empty(office, empties, count):
    """The same for a window that does nothing but change its colour."""
    folder = office.folder / "empty-taps"
    with_screen = Processes()
    one = Processes()
    try:
        screen = Screen(with_screen, "empty taps", folder, settings.SIZES["kiosk"])
        before = screen.memory.read_bytes()
        one.start("empty", empties.program, *settings.SIZES["kiosk"], environment=screen.environment)
        until_shown(screen, time.monotonic(), START_LIMIT_S, before)
        return taps(screen, [(540, 960)], count)
    finally:
        one.stop()
        with_screen.stop()
