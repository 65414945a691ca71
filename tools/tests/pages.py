"""What the tests of the pages have in common: a real Chromium in a language and a width, and what every page must hold."""

import base64
import io
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from marked import ROOT

sys.path.insert(0, str(ROOT / "tools"))
try:
    import openpyxl
    import selenium_axe_python  # noqa: F401

    import browser
    import device  # noqa: F401
except ImportError as missing:
    LACKS = missing.name
else:
    LACKS = next((program for program in ("chromium", "chromedriver") if not shutil.which(program)), None)

PROGRAMS = Path(os.environ.get("PROGRAMS", ROOT / "target/debug"))
LANGUAGES = ("ru", "en", "hy")
# One of the demo floor who sees the figures, and one who sees none.
MANAGER, CLERK = "petrosyan", "orlov"
DAY = "2026-11-17"
# The place of a day on a page of the demo floor's calendar for bookings in the story's week: Tuesday is today.
FRIDAY = 3
SIGN_OUT = {"ru": "Выйти", "en": "Sign out", "hy": "Դուրս գալ"}



def plain(text):
    """A text with single spaces that all break; nothing is an empty one."""
    return " ".join((text or "").split())


def minutes(cell):
    """Of a duration in a workbook."""
    return None if cell is None else round(cell.total_seconds() / 60)


needs_chromium = unittest.skipIf(LACKS, f"{LACKS} is not installed: run tools/setup tests")


class Pages(unittest.TestCase):
    """A class of tests has an `office`, and `pictures`, the folder where its pictures are left."""

    # What axe finds by these names is let pass.
    let_pass = ()

    shown = None

    def browser(self, language, width, scripts=True, height=None):
        """An empty one is shown from now on, and the one before is closed: its page may ask the office on and on."""
        self.close_shown()
        wide = width > 1000
        height = height or (900 if wide else 844)
        self.shown = browser.Browser(width, height, scripts=scripts, language=language, scale=1 if wide else 2)
        self.addCleanup(self.close_shown)
        self.scripts, self.language = scripts, language
        self.folder = self.pictures / f"{language}-{width}{'' if scripts else '-no-scripts'}"
        return self.shown

    def close_shown(self):
        shown, self.shown = self.shown, None
        if shown:
            shown.close()

    def looks(self, name, covered=()):
        """A page is kept as a picture, is no wider than the screen, and axe has nothing to say but of what an open menu covers."""
        self.shown.picture(self.folder / f"{name}.png")
        self.assertEqual(self.shown.wider_than_the_screen(), 0, f"{name} scrolls sideways")
        if self.scripts:
            found = [one for one in self.shown.violations() if not one.startswith((*self.let_pass, *covered))]
            self.assertEqual(found, [], name)

    def on_paper(self, name):
        """The page printed on A4, kept as pictures `NAME-paper-1.png` and so on; its text. Nothing to press is printed."""
        asked = {"preferCSSPageSize": True, "paperWidth": 8.27, "paperHeight": 11.69}
        made = self.shown.driver.execute_cdp_cmd("Page.printToPDF", asked)
        with tempfile.TemporaryDirectory() as folder:
            paper = Path(folder) / "page.pdf"
            paper.write_bytes(base64.b64decode(made["data"]))
            self.folder.mkdir(parents=True, exist_ok=True)
            subprocess.run(["pdftoppm", "-png", "-r", "70", paper, self.folder / f"{name}-paper"], check=True)
            text = subprocess.run(["pdftotext", "-layout", paper, "-"], capture_output=True, text=True, check=True).stdout
        for part in (SIGN_OUT[self.language], "Excel"):
            self.assertNotIn(part, text)
        return text

    def workbook(self, address):
        """A workbook of the pages, as another program reads it: the rows of each sheet."""
        made = self.shown.fetch(f"{self.office.inside}/staff/{address}", self.office.folder / "office.crt", self.language)
        book = openpyxl.load_workbook(io.BytesIO(made))
        return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}

    def rows(self, selector):
        """The texts of a table's cells, row by row, as they are shown."""
        cells = "return [...document.querySelectorAll(arguments[0])].map(row => [...row.cells].map(cell => cell.innerText))"
        return [[*map(plain, row)] for row in self.shown.driver.execute_script(cells, f"{selector} tbody tr")]

    def selects_fill_their_column(self):
        """Each list to choose from is as wide as there is room, and what it cannot show ends in dots."""
        narrow = self.shown.driver.execute_script(
            "return [...document.querySelectorAll('main select')].filter(one => one.checkVisibility()).filter(one => {"
            " const around = one.parentElement, box = getComputedStyle(around);"
            " const column = around.clientWidth - parseFloat(box.paddingLeft) - parseFloat(box.paddingRight);"
            " return one.offsetWidth < column - 1 || getComputedStyle(one).textOverflow !== 'ellipsis'; }).map(one => one.name)"
        )
        self.assertEqual(narrow, [])

    def figures_share_a_line(self):
        """The figures of a row stand on one line, also where the label of one breaks into several."""
        lines = self.shown.driver.execute_script(
            "document.querySelector('.figures dt').textContent = 'label '.repeat(20);"
            "const tops = {};"
            "for (const one of document.querySelectorAll('.figures > div'))"
            " (tops[one.offsetTop] ??= new Set()).add(one.querySelector('.value').getBoundingClientRect().top);"
            "return Object.values(tops).map(line => line.size)"
        )
        self.assertEqual(lines, [1] * len(lines))
        self.assertLess(len(lines), 5, "some stand in a row")

    def walk_each(self, *widths):
        """The class's `walk` in each language and width."""
        for language in LANGUAGES:
            for width in widths:
                with self.subTest(f"{language} {width}"):
                    self.walk(language, width)

    def sign_in(self, login=MANAGER):
        page = self.shown
        page.open(f"{self.office.inside}/staff")
        page.fill("login", login)
        page.fill("pin", self.office.pin(login))
        page.press(".act")
        return page

    @classmethod
    def logs_none_of(cls, *parts):
        said = cls.office.said()
        assert "serving" in said, "a log was written"
        for part in parts:
            assert part not in said, f"{part} stands in the log"


class PagesOfADay(Pages):
    """Those of an office that has been at work on DAY since a quarter to nine; it is five to twelve."""

    @classmethod
    def setUpClass(cls):
        cls.office = browser.Office(PROGRAMS, morning=190, until=f"{DAY}T08:55:00Z")
        cls.addClassCleanup(cls.office.close)


class PagesOfBooking(Pages):
    """Those for booking, of an office of their own; its log tells nothing of a visitor."""

    @classmethod
    def setUpClass(cls):
        cls.office = browser.Office(PROGRAMS)
        cls.addClassCleanup(cls.office.close)

    @classmethod
    def tearDownClass(cls):
        cls.logs_none_of("Иванов", "Петросян", "example.org", "4510", "4511", "/b/", "/form")

    def up_to_form(self, page, language, time):
        """A visitor for a service with one place at a time, on Friday, consents."""
        page.open(f"{self.office.address}/book/citizenship/time?lang={language}")
        page.press(".days a", FRIDAY)
        page.press(".times a", time)
        page.press(".below .act")
        page.press(".act")
