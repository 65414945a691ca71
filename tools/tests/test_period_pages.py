"""The page of a period in a real Chromium: three languages, wide and on phones, with and without scripts, checked with axe; its workbook
opened by another program. Pictures are left in `target/pages/period/`."""

import csv
import io
import unittest

from marked import ROOT
from pages import CLERK, DAY, LACKS, MANAGER, PagesOfADay, needs_chromium

if not LACKS:
    import openpyxl

PICTURES = ROOT / "target/pages/period"
TITLE = {"ru": "11 ноября 2026 г. – 17 ноября 2026 г.", "en": "11 November 2026 – 17 November 2026", "hy": "2026 թ. նոյեմբերի 11 – 2026 թ. նոյեմբերի 17"}
HEAT = {"ru": "По дням недели и часам", "en": "By weekday and hour", "hy": "Ըստ շաբաթվա օրերի և ժամերի"}
AMISS = {"ru": "Последний день раньше первого.", "en": "The last day comes before the first one.", "hy": "Վերջին օրն առաջինից շուտ է։"}
TABLES = 11


@needs_chromium
class Period(PagesOfADay):
    pictures = PICTURES

    def walk(self, language, width, scripts=True):
        page = self.browser(language, width, scripts)
        self.sign_in()
        page.open(f"{self.office.inside}/staff/period")
        self.assertEqual(page.find("html").get_attribute("lang"), language)
        self.assertEqual(page.find("h1").text, TITLE[language])
        self.assertEqual(page.find("#heat").text, HEAT[language])
        shown = [picture.is_displayed() for picture in page.all(".chart")]
        self.assertEqual(shown, [width > 768, width <= 768], "one picture of who came")
        self.looks("1-period")
        if scripts and width <= 390:
            self.selects_fill_their_column()
        if scripts and width == 1280:
            self.assertIn(HEAT[language], self.on_paper("1-period"))
        page.press("#t-days a")
        self.assertIn(f"date={DAY}", page.driver.current_url)
        page.press(".chosen a")
        self.assertIn(f"date={DAY}", page.driver.current_url, "down to one ticket")
        if scripts and width == 1280:
            number = page.find("#number").get_attribute("value")
            self.assertIn(number, self.on_paper("3-ticket"))
            self.assertIn(number, page.find("h1").text)
            story, before = self.workbook(f"ticket.xlsx?date={DAY}&number={number}").values()
            self.assertEqual([len(story) - 1, len(before) - 1], [len(page.all(".story li")), len(page.all(".before tbody tr"))])
        page.open(f"{self.office.inside}/staff/period?from=2026-11-18&to={DAY}")
        self.assertIn(AMISS[language], page.text())
        self.looks("2-no-period")
        return page

    def test_a_week_in_each_language_on_a_desk(self):
        self.walk_each(1280)

    def test_a_week_in_each_language_on_phones(self):
        self.walk_each(390, 320)

    def test_the_heat_is_told_in_figures_and_not_by_colour_alone(self):
        page = self.browser("en", 1280)
        self.sign_in()
        page.open(f"{self.office.inside}/staff/period")
        cells = [cell.text.replace("\n", " ") for cell in page.all("#t-heat tbody td") if cell.text]
        self.assertGreater(len(cells), 2)
        for figures in cells:
            self.assertRegex(figures, r"^\d+\.\d( \d+ min)?$")
        heads = [(head.get_attribute("scope"), head.text) for head in page.all("#t-heat th")]
        self.assertTrue(all(scope in ("row", "col") and text for scope, text in heads), heads)
        more = {"features": [{"name": "prefers-contrast", "value": "more"}]}
        page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", more)
        self.folder = PICTURES / "contrast"
        self.looks("period")

    def test_without_scripts_a_part_of_other_days_is_chosen_and_stays_in_the_address(self):
        page = self.walk("ru", 1280, scripts=False)
        page.open(f"{self.office.inside}/staff/period?from={DAY}&to={DAY}")
        came = int(page.find(".figures .value").text)
        page.choose("service", "passport-apply")
        page.choose("coming", "walk-in")
        page.press(".spans .button")
        for part in (f"from={DAY}", f"to={DAY}", "against_from=2026-11-10", "service=passport-apply", "coming=walk-in"):
            self.assertIn(part, page.driver.current_url)
        here = int(page.find(".figures .value").text)
        self.assertLess(here, came)
        page.find("summary").click()
        page.press(".menu a[hreflang=en]")
        self.assertIn("coming=walk-in", page.driver.current_url)
        page.press("#t-days a")
        self.assertIn("service=passport-apply&coming=walk-in", page.driver.current_url)
        self.assertEqual(int(page.find(".figures .value").text), here, "the day says the same of the same part")

    def test_a_clerk_sees_nobodys_figures(self):
        page = self.browser("en", 1280)
        self.sign_in(CLERK)
        for path in ("period", f"period?from={DAY}", "period.csv", "period.xlsx"):
            page.open(f"{self.office.inside}/staff/{path}")
            self.assertIn("This page is not for your role", page.text(), path)
            self.assertFalse(page.all("table") or page.all(".chart"), path)

    def test_everything_on_the_page_is_reached_by_keyboard(self):
        page = self.browser("en", 1280)
        self.sign_in()
        page.open(f"{self.office.inside}/staff/period")
        found = page.driver.execute_script(
            "return [...document.querySelectorAll('main a, main button, main input, main select, main summary, main [tabindex]')]"
            ".filter(one => one.checkVisibility()).every(one => { one.focus(); return document.activeElement === one"
            " && getComputedStyle(one).outlineStyle !== 'none'; })"
        )
        self.assertTrue(found)

    def test_the_workbook_opens_in_another_program_and_says_what_the_csv_says(self):
        page = self.browser("ru", 1280)
        self.sign_in()
        asked = f"from={DAY}&to={DAY}"
        files = [f"{self.office.inside}/staff/period.{ending}?{asked}" for ending in ("xlsx", "csv")]
        book, lines = (page.fetch(file, self.office.folder / "office.crt", "ru") for file in files)
        book, lines = openpyxl.load_workbook(io.BytesIO(book)), list(csv.DictReader(io.StringIO(lines.decode("utf-8-sig"))))
        self.assertEqual(len(book.sheetnames), TABLES)
        by_table = {}
        for line in lines:
            by_table.setdefault(line["table"], []).append(line)
        for name, told in by_table.items():
            sheet = next(sheet for sheet in book if sheet.title.startswith(name[:20]))
            figures = sum(cell.value is not None for row in sheet.iter_rows(min_row=2) for cell in row)
            keys = len(told[0]["row"].split(" / "))
            rows = sheet.max_row - 1
            self.assertEqual(figures - rows * keys, sum(line["value"] != "" for line in told), name)
        came = next(line["value"] for line in lines if line["row"] == "пришли")
        sheet = book["Сравнение"]
        self.assertEqual([str(row[1].value) for row in sheet.iter_rows() if row[0].value == "пришли"], [came])

    @classmethod
    def tearDownClass(cls):
        cls.logs_none_of(MANAGER, CLERK, "Ковал", "Петросян")


if __name__ == "__main__":
    unittest.main()
