"""The programs of one office with their configuration, for the demo: started, watched, stopped, and what they left behind."""

import json
import os
import re
import secrets
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import tty
import urllib.request

import settings
from desktop import Desktop
from mailbox import Mailbox
from processes import Processes
from screen import Screen

# Without a window of its own: spoken for by the protocol.
SECOND_KIOSK = '\n[[device]]\nid = "kiosk-2"\nrole = "kiosk"\n'
PROGRAMS = {"kiosk": "kiosk", "console": "operator-console", "hall": "hall-display"}
# What counts as spoken: seconds from the first sound that the device received to the last, of which the chime takes 0.8, and how
# loud it was at its loudest.
SPOKEN_S, SPOKEN_PEAK = 2.8, 0.05
# sox leaves out what is quieter at the beginning, and once turned round at the end.
WITHOUT_SILENCE = ("silence", "1", "0.02", "0.5%", "reverse", "silence", "1", "0.02", "0.5%", "reverse")


def held_port():
    """A free port, held so that nobody else is given it; a program that is told its number may listen on it all the same."""
    holder = socket.socket()
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    holder.bind(("127.0.0.1", 0))
    return holder


class Scanner:
    """A serial line of our own with a scanner at its end."""

    def __init__(self):
        self.end, self.other = os.openpty()
        tty.setraw(self.other)
        self.line = os.ttyname(self.other)

    def say(self, words):
        os.write(self.end, words)

    def close(self):
        os.close(self.end)
        os.close(self.other)


class Office:
    """One floor: its folder, its processes, its screens."""

    EVIDENCE = [
        "kiosk.png",
        "coupon.bin",
        "coupon.png",
        "console.png",
        "console-bar.png",
        "hall.png",
        "announcement.wav",
        "booking.png",
        "mail.eml",
        "checkin.png",
        "console-booked.png",
        "day.png",
        "day.pdf",
        "day.csv",
        "floor.db",
        "summary.txt",
    ]

    def __init__(self, root, programs, folder, headless, language="en", zone=None):
        self.root, self.programs, self.folder, self.headless = root, programs, folder, headless
        self.language, self.zone = language, zone
        self.ports = [held_port() for _ in range(4)]
        self.port, self.visitors_port, self.printer_port, self.mail_port = (holder.getsockname()[1] for holder in self.ports)
        self.processes, self.screens_of_their_own = Processes(), Processes()
        self.data = folder / "data"
        self.paper = folder / "paper"
        self.sound = folder / "sound.wav"
        self.announcement = folder / "announcement.wav"
        self.heard_s = None
        self.database = self.data / "floor.db"
        self.technician_pin = f"{secrets.randbelow(1_000_000):06d}"
        self.inside = f"https://127.0.0.1:{self.port}"
        self.screens = {}
        self.mailbox, self.scanner = None, None

    def __enter__(self):
        self.kiosk_size = settings.SIZES["kiosk"] if self.headless else settings.kiosk_on_desktop(settings.desktop()[1])
        self.folder.mkdir(parents=True)
        self.paper.mkdir()
        try:
            self.mailbox = Mailbox(self.folder / "mail", self.mail_port)
            self.scanner = Scanner()
            if self.headless:
                for name, size in settings.SIZES.items():
                    folder = self.folder / f"screen-{name}"
                    self.screens[name] = Screen(self.screens_of_their_own, name, folder, size, settings.TITLES[name])
                self.desktop = Desktop(self.processes, self.screens["console"], self.folder)
                self.wait(self.desktop.ready, "the window manager")
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_problem):
        self.stop()

    # Configuration

    def floor_file(self):
        """The demo floor, open around the clock so that the demo works at any hour, on ports of its own."""
        text = (self.root / "assets/demo/floor.toml").read_text()
        days = "\n".join(f'{day} = ["00:00-24:00"]' for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun"))
        text = re.sub(r"\[hours\]\n.*?\n\n", f"[hours]\n{days}\n\n", text, flags=re.S)
        text = re.sub(r"holidays = \[.*?\]\n", "", text, flags=re.S)
        text = re.sub(r"(slots = \{ places = \d+), hours = .* \}\n", r"\1 }\n", text)
        text = text.replace("127.0.0.1:7700", f"127.0.0.1:{self.port}").replace("127.0.0.1:7780", f"127.0.0.1:{self.visitors_port}")
        if self.zone:
            text = re.sub(r'time_zone = ".*?"', f'time_zone = "{self.zone}"', text)
        if self.headless:
            text += SECOND_KIOSK
        mail = f'host = "127.0.0.1"\nport = {self.mail_port}\nsecurity = "none"\nfrom = "queue@example.org"\n'
        return self.write("floor.toml", f"{text}\n[messages.smtp]\n{mail}")

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text)
        return path

    def device_file(self, device, more):
        state = self.folder / f"{device}-state"
        state.mkdir(exist_ok=True)
        key = self.data / "credentials" / f"{device}.key"
        lines = [
            f'server = "wss://127.0.0.1:{self.port}/device"',
            f'device = "{device}"',
            f'key_file = "{key}"',
            f'state_dir = "{state}"',
        ]
        return self.write(f"{device}.toml", "\n".join(lines) + "\n" + more)

    # Processes

    def start(self, name, *command, environment=None):
        with open(self.folder / f"{name}.log", "w") as log:
            self.processes.start(name, *command, environment=environment, stdout=log, stderr=log)

    def start_server(self):
        self.start("server", self.programs / "queue-server", "run", "--config", self.floor_file(), "--data", self.data)

    def write_morning(self, minutes):
        """Fills the data folder with a morning that has gone on for so long, before the server starts."""
        command = [self.programs / "examples" / "morning", "--config", self.floor_file(), "--data", self.data]
        subprocess.run([*command, "--minutes", str(minutes)], check=True)

    def start_devices(self):
        listen = f"127.0.0.1:{self.printer_port}"
        self.start("printer", self.programs / "hardware-tests", "simulate-printer", "--listen", listen, "--out", self.paper)
        self.wait(self.printer_listens, "the printer")
        printer = settings.network_printer(listen)
        kiosk = settings.kiosk(printer, self.kiosk_size, self.scanner.line, self.technician_pin, speaks=True)
        self.start_device("kiosk", "kiosk-1", kiosk, self.sound_environment("kiosk", self.folder / "kiosk.wav"))
        self.start_device("console", "console-1", settings.console(self.language))
        # A screen of its own is filled; on somebody's desktop the display is a window among others.
        hall = settings.hall(self.root / "assets", full_screen=self.headless)
        self.start_device("hall", "hall-1", hall, self.sound_environment("hall", self.sound))
        if not self.headless:
            self.start_device("console", "console-2", settings.console(self.language))

    def start_device(self, kind, device, file, environment=None):
        config = self.device_file(device, file)
        screen = self.screens[kind].environment if self.headless else {}
        program = self.programs / PROGRAMS[kind]
        self.start(device, program, "--config", config, environment={**screen, **(environment or {})})

    def scan(self, code):
        """What the kiosk's scanner says when a code is held before it."""
        self.scanner.say(f"{code}\r\n".encode())

    def sound_environment(self, kind, sound):
        """Headless, the sound device is a file that takes what a loudspeaker would."""
        if not self.headless:
            return {}
        asound = self.write(
            f"asound-{kind}.conf",
            "pcm.!default { type plug slave.pcm { type file slave.pcm { type null } "
            f'file "{sound}" format wav }} }}\n',
        )
        return {"ALSA_CONFIG_PATH": str(asound)}

    def wait(self, happened, what, limit_s=60):
        began = time.monotonic()
        while not happened():
            self.processes.check()
            if time.monotonic() - began > limit_s:
                raise OSError(f"{what} did not start in {limit_s} s")
            time.sleep(0.05)

    # What can be seen from outside

    def healthy(self):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health", timeout=2) as answer:
                return answer.status == 200
        except OSError:
            return False

    def printer_listens(self):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.printer_port)) == 0

    def windows_open(self):
        """Every window is mapped, every device is connected, the console has the keyboard."""
        screens = self.screens.values()
        if self.connected() < len(screens) or not all(screen.window() for screen in screens):
            return False
        return self.desktop.has_focus(self.screens["console"].window())

    def connected(self):
        """How many devices are; none as long as nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health", timeout=2) as answer:
                devices = json.load(answer)["devices"]
        except OSError:
            return 0
        return sum(1 for device in devices if device["connected"])

    def coupon_printed(self, number):
        """The size of the newest coupon, once it carries this number."""
        job = self.paper / "coupon.bin"
        printed = job.exists() and (self.paper / "coupon.png").exists() and number.encode() in job.read_bytes()
        return f"{job.stat().st_size} bytes" if printed else None

    def spoken(self):
        """Whether the sound device received a chime and words after it, measured by sox; they are kept without the silence around
        them, since the device begins anew with the next call."""
        if not self.sound.exists():
            return None
        heard = self.folder / "heard.wav"
        trim = ["sox", "--ignore-length", str(self.sound), str(heard), *WITHOUT_SILENCE]
        if subprocess.run(trim, capture_output=True).returncode != 0:
            return None
        found = subprocess.run(["sox", str(heard), "-n", "stat"], capture_output=True, text=True)
        figures = dict(re.findall(r"^(.*?):\s+(-?[\d.]+)", found.stderr, flags=re.M))
        seconds = float(figures.get("Length (seconds)", 0))
        peak = float(figures.get("Maximum amplitude", 0))
        still_speaks, self.heard_s = seconds != self.heard_s, seconds
        if still_speaks or seconds < SPOKEN_S or peak < SPOKEN_PEAK:
            return None
        heard.replace(self.announcement)
        return f"{seconds:.1f} s of sound"

    def pin(self, clerk):
        text = (self.data / "credentials" / "pins.toml").read_text()
        return re.search(rf'^"?{clerk}"?\s*=\s*"(\d+)"', text, flags=re.M).group(1)

    def key(self, device):
        return (self.data / "credentials" / f"{device}.key").read_text().split("\n")[0]

    # The end

    def stop(self):
        """Ends everything, the screens last; may be called again. Fails where something would not end by itself."""
        stubborn = self.processes.stop()
        stubborn += self.screens_of_their_own.stop()
        for part in (self.mailbox, self.scanner, *self.ports):
            if part:
                part.close()
        self.mailbox = self.scanner = None
        if stubborn:
            raise OSError("did not end when told to, and were killed: " + ", ".join(stubborn))

    def collect(self, evidence):
        """Copies what the programs left, the journal through SQLite's own backup."""
        for name in ("coupon.bin", "coupon.png"):
            if (self.paper / name).exists():
                shutil.copy(self.paper / name, evidence / name)
        if self.announcement.exists():
            shutil.copy(self.announcement, evidence / "announcement.wav")
        if self.database.exists():
            with sqlite3.connect(self.database) as source, sqlite3.connect(evidence / "floor.db") as target:
                source.backup(target)

    def print_logs(self):
        for log in sorted(self.folder.glob("*.log")):
            tail = log.read_text().splitlines()[-15:]
            if tail:
                print(f"--- {log.name}", *tail, sep="\n", file=sys.stderr)

    # On a screen

    def blank(self, width, height, path=None):
        """A picture of nothing."""
        path = path or self.folder / "blank.png"
        subprocess.run(["convert", "-size", f"{width}x{height}", "xc:white", str(path)], check=True)
        return path

    def show_paper(self):
        """A window with the newest coupon, drawn anew when the printer prints."""
        newest = self.paper / "coupon.png"
        if not newest.exists():
            self.blank(640, 400, newest)
        self.start("paper", "display", "-title", "What the printer printed", "-update", "1", newest)

    def welcome(self):
        pins = (self.data / "credentials" / "pins.toml").read_text().strip()
        return (
            f"The office is open. Take a coupon at the kiosk, sign in at a console.\n"
            f"Book a time at http://127.0.0.1:{self.visitors_port}/book: mail to visitors arrives in {(self.folder / 'mail').relative_to(self.root)}.\n"
            f"The staff's pages: {self.inside}/staff, for managers, and for `grishina`, who changes the floor.\n"
            f"PINs of this demo, made at its first start:\n{pins}\n"
            f"The technician's PIN, after three seconds on the kiosk's clock: {self.technician_pin}\n"
            f"The journal: {self.database.relative_to(self.root)}. Ctrl+C closes the office."
        )
