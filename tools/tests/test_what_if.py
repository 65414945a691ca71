"""The page that plays a day again in a real Chromium: three languages, on a desk and on phones, with and without scripts, checked with axe.
Pictures are left in `target/pages/what-if/`."""

import unittest

from marked import ROOT
from pages import CLERK, MANAGER, PagesOfADay, needs_chromium

# Words for all calls of the day, whose number may ask for the singular; only some of them are told in words that are alike.
SAME = {"ru": "совпали все|вызов дня совпал:", "en": "Played again without a change, the day has all its", "hy": "օրվա բոլոր"}
INSTEAD = {"ru": "Ещё одно окно, как", "en": "With a window more from 10:00", "hy": "Եվս մեկ պատուհան"}
WHOLE = {"ru": "Весь отдел", "en": "Whole office", "hy": "Ամբողջ բաժինը"}
OUTSIDE = {"ru": "вне часов приёма", "en": "outside the reception", "hy": "դուրս է"}


@needs_chromium
class WhatIf(PagesOfADay):
    pictures = ROOT / "target/pages/what-if"

    def walk(self, language, width, scripts=True):
        page = self.browser(language, width, scripts)
        self.sign_in()
        page.open(f"{self.office.inside}/staff/what-if")
        self.assertEqual(page.find("html").get_attribute("lang"), language)
        self.assertRegex(page.find("[aria-labelledby=given]").text, SAME[language])
        self.assertFalse(page.all(".chart"), "nothing stands beside the day")
        if scripts:
            high = page.driver.execute_script(
                "return [...document.querySelectorAll('fieldset > .row .limit :is(label, .beside)')]"
                ".filter(one => one.offsetHeight > 2.5 * parseFloat(getComputedStyle(one).lineHeight)).map(one => one.textContent)"
            )
            self.assertEqual(high, [], "no name and no limit in force breaks into more than two lines")
        self.looks("1-form")
        if scripts and width <= 390:
            self.selects_fill_their_column()
        page.choose("more", first_window(page))
        page.press(".what-if .act")
        self.assertIn(INSTEAD[language], page.find("#finding").text)
        shown = [picture.is_displayed() for picture in page.all(".chart")]
        self.assertEqual(shown, [width > 768, width <= 768], "one picture of both days")
        self.looks("2-window-more")
        if scripts and width == 1280:
            self.assertIn(WHOLE[language], self.on_paper("2-window-more"))
            sheets = self.workbook(f"what-if.xlsx?more={first_window(page)}&more-from=10:00")
            self.assertEqual(len(sheets), 4)
            received, median = sheets[WHOLE[language]][1:3]
            self.assertGreater(received[1], 0)
            self.assertTrue(page.all(".figures .value")[1].text.startswith(f"{int(median[2].total_seconds()) // 60}"))
            lengths = [[str(cell) for cell in row] for row in [*sheets.values()][3][1:]]
            shown = page.driver.execute_script(
                "return [...document.querySelectorAll('.lengths tbody tr')].map(row => [...row.cells].map(cell => cell.textContent))"
            )
            self.assertEqual(lengths, shown)
        if scripts:
            page.driver.execute_script("document.querySelectorAll('section details').forEach(one => one.open = true)")
            self.looks("3-table")
        page.open(f"{self.office.inside}/staff/what-if?more={first_window(page)}&more-from=03:00")
        self.assertIn(OUTSIDE[language], page.find(".error").text)
        self.looks("4-outside")
        if scripts:
            self.figures_share_a_line()
        return page

    def test_a_day_is_played_again_in_each_language_on_a_desk(self):
        self.walk_each(1280)

    def test_a_day_is_played_again_in_each_language_on_phones(self):
        self.walk_each(390, 320)

    def test_without_scripts_another_policy_is_tried(self):
        page = self.walk("en", 1280, scripts=False)
        page.open(f"{self.office.inside}/staff/what-if")
        page.choose("policy", "first-come")
        page.press(".what-if .act")
        self.assertIn("policy=first-come", page.driver.current_url)
        self.assertIn("Whose turn: by time of coming", page.find("#finding").text)

    def test_a_clerk_plays_nothing(self):
        page = self.browser("en", 1280)
        self.sign_in(CLERK)
        page.open(f"{self.office.inside}/staff/what-if?policy=first-come")
        self.assertIn("This page is not for your role", page.text())
        self.assertFalse(page.all("table") or page.all(".chart"))

    @classmethod
    def tearDownClass(cls):
        cls.logs_none_of(MANAGER, CLERK, "Ковал", "Петросян")


def first_window(page):
    """The first window that the one more can be like."""
    return page.all("#more option")[1].get_attribute("value")


if __name__ == "__main__":
    unittest.main()
