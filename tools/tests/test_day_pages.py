"""The page of a day and of a ticket in a real Chromium: three languages, wide and on phones, with and without scripts, on paper, checked with
axe; the day's files opened by other programs. Pictures are left in `target/pages/day/`."""

import csv
import datetime
import io
import re
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

from marked import ROOT
from pages import CLERK, DAY, LACKS, MANAGER, PagesOfADay, needs_chromium

if not LACKS:
    import openpyxl

    import browser
    from device import Device

PICTURES = ROOT / "target/pages/day"
MOST = {"ru": "Больше всего пришло", "en": "Most came", "hy": "Ամենաշատը"}
# That the longest name of a service takes on a desk.
LINES = {"ru": 1, "en": 1, "hy": 3}
TABLES = 12
# A live day shows itself anew within that time.
EVERY_S = 30


@needs_chromium
class Day(PagesOfADay):
    pictures = PICTURES

    def walk(self, language, width, scripts=True):
        page = self.browser(language, width, scripts)
        self.sign_in()
        page.open(f"{self.office.inside}/staff/day")
        self.assertEqual(page.find("html").get_attribute("lang"), language)
        self.assertIn(MOST[language], page.find("#arrivals").text)
        shown = [picture.is_displayed() for picture in page.all(".chart")]
        self.assertEqual(shown, [width > 768, width <= 768, True], "one picture of who came")
        if width == 1280:
            lines = page.driver.execute_script(
                "return [...document.querySelectorAll('.day-services .name')].map(name => (name.clientHeight - 12) / 20)"
            )
            self.assertLess(max(lines), LINES[language] + 0.9, "names of services have their width")
        self.looks("1-day")
        if scripts and width <= 390:
            self.selects_fill_their_column()
        if scripts:
            page.driver.execute_script("document.querySelectorAll('section details').forEach(one => one.open = true)")
            self.looks("2-tables")
        number = page.find(".chosen b").text
        page.press(".chosen a")
        self.assertIn(number, page.find("h1").text)
        self.looks("3-ticket")
        page.press(".way-back a")
        page.fill("number", "K003")
        page.press("form[action='/staff/ticket'] .button")
        self.assertIn("K003", page.find("h1").text)
        page.fill("number", "K999")
        page.press("form[action='/staff/ticket'] .button")
        self.looks("4-no-ticket")
        page.open(f"{self.office.inside}/staff/day?date=2026-13-45&service=passport-apply")
        self.assertIn("2026-11-17", page.find("#date-amiss").text, "how a date is written")
        self.looks("5-no-date")
        page.press("main .act")
        self.assertIn("service=passport-apply", page.driver.current_url, "what else was asked stays")
        self.assertIn(MOST[language], page.find("#arrivals").text, "without a date it is the last day")
        return page

    def test_the_day_in_each_language_on_a_desk(self):
        self.walk_each(1280)

    def test_the_day_in_each_language_on_phones(self):
        self.walk_each(390, 320)

    def test_without_scripts_a_part_of_the_day_is_chosen_and_the_language_changed(self):
        page = self.walk("ru", 1280, scripts=False)
        page.open(f"{self.office.inside}/staff/day?date={DAY}")
        came = int(page.find(".figures .value").text)
        page.choose("service", "passport-apply")
        page.press("form[action='/staff/day'] .button")
        self.assertIn("service=passport-apply", page.driver.current_url)
        self.assertLess(int(page.find(".figures .value").text), came)
        self.assertEqual(len(page.all(".day-services tbody tr")), 2, "the service, and the whole")
        page.find("summary").click()
        page.press(".menu a[hreflang=en]")
        self.assertIn("service=passport-apply", page.driver.current_url)
        self.assertIn("Most came", page.text())

    def test_a_clerk_sees_nobodys_figures(self):
        page = self.browser("en", 1280)
        self.sign_in(CLERK)
        for path in ("day", f"day?date={DAY}", "day.csv", "day.xlsx", "day.pdf", "ticket?number=K003"):
            page.open(f"{self.office.inside}/staff/{path}")
            self.assertIn("This page is not for your role", page.text(), path)
            self.assertFalse(page.all("table") or page.all(".chart"), path)

    def test_everything_on_the_page_is_reached_by_keyboard(self):
        page = self.browser("en", 1280)
        self.sign_in()
        page.open(f"{self.office.inside}/staff/day")
        found = page.driver.execute_script(
            "return [...document.querySelectorAll('main a, main button, main input:not([type=hidden]), main select, main summary,"
            " main [tabindex]')].filter(one => one.checkVisibility() && !one.closest('details:not([open]) > :not(summary)'))"
            ".every(one => { one.focus(); return document.activeElement === one"
            " && getComputedStyle(one).outlineStyle !== 'none'; })"
        )
        self.assertTrue(found)

    def fetch(self, path, language):
        """A file as the signed-in browser gets it."""
        page = self.browser(language, 1280)
        self.sign_in()
        return page.fetch(f"{self.office.inside}/staff/{path}", self.office.folder / "office.crt", language)

    def test_the_workbook_opens_in_another_program_and_says_what_the_csv_says(self):
        files = [self.fetch(f"day.{ending}?date={DAY}", "ru") for ending in ("csv", "xlsx", "csv")]
        book = openpyxl.load_workbook(io.BytesIO(files[1]))
        before, after = ([*csv.DictReader(io.StringIO(files[at].decode("utf-8-sig")))] for at in (0, 2))
        # Windows are open: what grew meanwhile is no word of the workbook's.
        lines = [line for line, later in zip(before, after, strict=True) if line == later]
        self.assertEqual(len(book.sheetnames), TABLES)
        self.assertRegex(book.properties.title, rf"{DAY}\. .*\d\d:\d\d", "the day goes on, and the workbook says as of when")
        notes = {sheet.oddHeader.left.text for sheet in book}
        self.assertEqual({book.properties.title.split(". ", 1)[1]}, notes, "so does each printed sheet")
        by_table = {}
        for line in lines:
            by_table.setdefault(line["table"], {})[line["row"], line["figure"]] = line
        seen = 0
        for sheet in book:
            rows = list(sheet.iter_rows())
            heads = [cell.value for cell in rows[0]]
            self.assertTrue(all(heads) and rows[0][0].font.bold, sheet.title)
            found = [table for table in by_table if sheet.title.startswith(table[:20])]
            if not found:
                self.assertEqual(len(rows), 1, f"{sheet.title} has rows that the CSV has not")
                continue
            for row in rows[1:]:
                for place, cell in enumerate(row):
                    names = [one for one in by_table[found[0]] if one[1] == heads[place] and self.names(row, one[0])]
                    if not names or cell.value is None:
                        continue
                    line = by_table[found[0]][names[0]]
                    self.assertEqual(self.plain(cell, line["unit"]), line["value"], f"{sheet.title}: {names[0]}")
                    seen += 1
        self.assertGreater(seen, 300)

    @staticmethod
    def names(row, name):
        keys = name.split(" / ")
        return [str(cell.value) for cell in row[: len(keys)]] == keys

    @staticmethod
    def plain(cell, unit):
        """A cell's value as the CSV writes it: durations in seconds, shares in percent."""
        if unit == "s":
            value = cell.value
            if isinstance(value, datetime.time):
                value = datetime.timedelta(hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond)
            seconds = value.total_seconds() if isinstance(value, datetime.timedelta) else value * 86_400
            return str(round(seconds))
        return str(round(cell.value * 100)) if unit == "%" else str(cell.value)

    def test_the_report_on_paper_is_whole(self):
        for language, word in (("ru", "Отчёт за день"), ("en", "Day report"), ("hy", "Օրվա հաշվետվություն")):
            made = self.fetch(f"day.pdf?date={DAY}", language)
            with tempfile.TemporaryDirectory() as folder:
                paper = Path(folder) / "day.pdf"
                paper.write_bytes(made)
                PICTURES.mkdir(parents=True, exist_ok=True)
                subprocess.run(["pdftoppm", "-png", "-r", "80", paper, PICTURES / f"report-{language}"], check=True)
                text = subprocess.run(["pdftotext", "-layout", paper, "-"], capture_output=True, text=True, check=True).stdout
                fonts = subprocess.run(["pdffonts", paper], capture_output=True, text=True, check=True).stdout.splitlines()[2:]
            self.assertIn(word, text)
            self.assertIn("Мария Ковалёва", text)
            self.assertTrue(fonts and all(re.search(r"\byes\s+yes\b", font) for font in fonts), "every font is in the file")

    def test_the_page_on_paper_is_whole_and_without_controls(self):
        page = self.browser("ru", 1280)
        self.sign_in()
        page.open(f"{self.office.inside}/staff/day")
        text = self.on_paper("day")
        for part in ("Вторник, 17 ноября", "Больше всего пришло", "Мария Ковалёва", "обед"):
            self.assertIn(part, text)
        self.assertNotIn("Найти", text)

    def came(self):
        return int(self.shown.find(".figures .value").text)

    def anew(self, page):
        """What comes with the next update comes now, as when the reader comes back to the page."""
        page.driver.execute_script("document.dispatchEvent(new Event('visibilitychange'))")

    def test_a_day_that_goes_on_and_its_bookings_show_themselves_anew_and_the_reader_stays_where_they_are(self):
        kiosk = Device(self.office, "kiosk-1")
        self.addCleanup(kiosk.close)
        page = self.browser("en", 1280, height=600)
        self.sign_in()
        page.open(f"{self.office.inside}/staff/day")
        self.assertIn("Updates by itself every 30 s.", page.find(".notes").text)
        summary = page.find("#services ~ details summary, #arrivals ~ details summary")
        summary.click()
        field = page.find("[name=number]")
        field.send_keys("K0")
        page.driver.execute_script("window.scrollTo(0, 500)")
        scrolled, before = page.driver.execute_script("return window.scrollY"), self.came()
        kiosk.takes("passport-apply")
        begun = time.monotonic()
        while self.came() != before + 1:
            self.assertLess(time.monotonic() - begun, EVERY_S + browser.SOON_S)
            time.sleep(0.5)
        self.assertEqual(page.driver.switch_to.active_element, field, "the focus stays")
        self.assertEqual(field.get_property("value"), "K0", "what is typed stays")
        self.assertEqual(page.driver.execute_script("return window.scrollY"), scrolled)
        self.assertTrue(page.find("#arrivals ~ details").get_property("open"), "what is opened stays open")
        kiosk.takes("passport-apply")
        page.wait(lambda: self.anew(page) or self.came() == before + 2)
        page.press(".notes a")
        self.assertIn("still=1", page.driver.current_url)
        self.assertIn("Update by itself", page.find(".notes").text)
        self.assertFalse(page.all("script") or page.all("#live[data-every]"))
        self.looks("5-still")
        page.open(f"{self.office.inside}/staff/bookings")
        self.assertIn("Updates by itself every 30 s.", page.find(".notes").text)
        page.driver.execute_script("document.querySelector('.bookings a').focus()")
        focused = page.driver.switch_to.active_element
        page.driver.execute_script("document.querySelector('.bookings td').textContent = 'old'")
        page.wait(lambda: self.anew(page) or page.find(".bookings td").text != "old")
        self.assertEqual(page.driver.switch_to.active_element, focused)

    @classmethod
    def tearDownClass(cls):
        cls.logs_none_of(MANAGER, CLERK, "Ковал", "Петросян")


if __name__ == "__main__":
    unittest.main()
