"""What a coupon costs on a serial line: real coupons of the kiosk in three languages, printed by the simulator at 9600 baud."""

import sqlite3
import time
import tomllib

import path as way
import settings
from play import Play
from table import Row

BAUD, BITS_PER_BYTE = 9600, 10
# The kiosk's own at its start.
FIRST_LANGUAGE = "ru"
LANGUAGES = {"ru": "Russian", "en": "English", "hy": "Armenian"}
# Armenian has no code page on such printers: its lines are drawn, and half a second is for letters alone.
GOAL_BYTES = {"ru": 450, "en": 450, "hy": 6000}
GOAL_S = {"ru": "<= 0.5", "en": "<= 0.5", "hy": ""}
PRINT_LIMIT_S = 30


def coupons(office):
    """A coupon in each language, one after the other. The office has a server, a printer on a serial line and a kiosk."""
    line = office.folder / "printer-line"
    office.start_server()
    office.wait(office.healthy, "the server")
    printer = (office.programs / "hardware-tests", "simulate-printer", "--pty", line, "--out", office.paper, "--baud", BAUD)
    office.start("printer", *printer)
    office.wait(line.exists, "the printer")
    file = settings.kiosk(settings.serial_printer(line, BAUD), settings.SIZES["kiosk"])
    office.start_device("kiosk", "kiosk-1", file)
    kiosk = office.screens["kiosk"]
    office.wait(lambda: kiosk.window() and office.connected() == 1, "the kiosk")
    visitor = Play(office)
    for count, language in enumerate(LANGUAGES, start=1):
        visitor.touch("service A", kiosk, way.ROWS["A"])
        # Not before: the rows of the services stand elsewhere where the question above them needs two lines.
        if language != FIRST_LANGUAGE:
            visitor.touch(LANGUAGES[language], kiosk, way.LANGUAGES[language])
        visitor.touch("documents", kiosk, way.ACTION)
        visitor.about_to_touch(kiosk, way.ACTION)
        visitor.step("printed", kiosk.press, lambda: len(jobs(office)) == count, PRINT_LIMIT_S)
        issued = visitor.fact("ticket_issued", language=language)
        yield from rows(office, language, issued, jobs(office)[-1])
        visitor.leave("done", kiosk, way.DONE, way.NUMBER)


def jobs(office):
    """What the printer has printed, oldest first."""
    return sorted(office.paper.glob("coupon-*.bin"))


def rows(office, language, issued, job):
    size, letters = job.stat().st_size, len(text(office, language, issued))
    took_s = job.stat().st_mtime - issued_at(office)
    name = f"coupon in {LANGUAGES[language]}"
    yield Row(f"{name} (floor: its words alone)", "bytes", size, letters, f"<= {GOAL_BYTES[language]}")
    bare_s = letters * BITS_PER_BYTE / BAUD
    yield Row(f"{name}, from its issue to its cut at {BAUD} baud (floor: its words on the line)", "s", took_s, bare_s, GOAL_S[language])


def issued_at(office):
    """When the newest coupon was issued, in seconds since 1970."""
    with sqlite3.connect(f"file:{office.database}?mode=ro", uri=True) as database:
        found = database.execute("SELECT max(at_ms) FROM events WHERE kind = 'ticket_issued'").fetchone()
    return found[0] / 1000


def text(office, language, issued):
    """The bare words of a coupon, a byte for each letter and each end of a line: no code, no letter of another size."""
    floor = tomllib.loads((office.root / "assets/demo/floor.toml").read_text())
    words = tomllib.loads((office.root / f"assets/translations/coupon/{language}.toml").read_text())
    service = next(service for service in floor["service"] if service["id"] == issued["visit"][0])
    category = next(category for category in floor["category"] if category["id"] == issued["category"])
    return "\n".join(
        [
            floor["office"]["name"][language],
            issued["number"],
            service["name"][language],
            category["mark"][language],
            time.strftime("%d.%m.%Y %H:%M"),
            f"{words['ahead']} {words['nobody']}",
            f"{words['wait_about']} {words['minutes']}",
            words["phone"],
            words["thanks"],
            "",
        ]
    )
