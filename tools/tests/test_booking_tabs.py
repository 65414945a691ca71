"""Two people at one browser: a sheet that another tab holds up says so, and loses nothing that was typed on its way to its own booking, to
another language and to another time. Pictures are left in `target/pages/tabs/`."""

import unittest

from marked import ROOT
from pages import LANGUAGES, PagesOfBooking, needs_chromium

SAYS = {
    "ru": {
        "unsent": "Эта форма не отправлена", "taken": "Это время только что заняли",
        "consent": "Ваше согласие", "booked": "Вы записаны",
    },
    "en": {
        "unsent": "This form was not sent", "taken": "This time has just been taken",
        "consent": "Your consent", "booked": "You are booked",
    },
    "hy": {
        "unsent": "Այս ձևը չի ուղարկվել", "taken": "Այս ժամանակը հենց նոր զբաղեցրին",
        "consent": "Ձեր համաձայնությունը", "booked": "Դուք գրանցված եք",
    },
}
# As FRIDAY.
MONDAY = 4
PEOPLE = (("Иванова", "Анна", "1"), ("Петросян-Воскресенский", "Константин", "2"))


@needs_chromium
class Tabs(PagesOfBooking):
    pictures = ROOT / "target/pages/tabs"

    def test_another_persons_form_in_a_second_tab_says_that_it_was_not_sent_and_is_sent_from_there_b3_p4(self):
        for number, language in enumerate(LANGUAGES):
            with self.subTest(language):
                page, says = self.browser(language, 320), SAYS[language]
                tabs = self.two_tabs(page, language, number)
                for tab in tabs:
                    page.driver.switch_to.window(tab)
                    page.press("#data .act")
                self.assertIn(says["unsent"], page.text())
                self.looks("waits")
                page.driver.switch_to.window(tabs[0])
                self.types_the_code(page)
                self.assertIn(says["booked"], page.text())
                self.assertIn(PEOPLE[0][0], page.text())
                page.driver.switch_to.window(tabs[1])
                page.press("#data .act")
                self.assertEqual(page.find("h1").text, says["taken"])
                self.looks("gone")
                self.reads_every_language(page, language)
                self.books_another_time(page, language, number)

    def two_tabs(self, page, language, number):
        """The one form of a browser in two tabs, each filled for another person."""
        tabs = [page.driver.current_window_handle]
        self.up_to_form(page, language, 2 * number)
        form = page.driver.current_url
        page.driver.switch_to.new_window("tab")
        tabs.append(page.driver.current_window_handle)
        metrics = {"width": 320, "height": 844, "deviceScaleFactor": 2, "mobile": False}
        page.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        page.open(form)
        for tab, (family, given, last) in zip(tabs, PEOPLE):
            page.driver.switch_to.window(tab)
            fields = {"family": family, "given": given, "document": f"4511 7000{number}{last}"}
            for name, text in {**fields, "contact": "family@example.org"}.items():
                page.fill(name, text)
        return tabs

    def types_the_code(self, page):
        page.fill("code", self.office.code()[0])
        page.press(".act")

    def reads_every_language(self, page, own):
        """The page that says that the time is gone, in the others and in one's own again."""
        for language in [one for one in LANGUAGES if one != own] + [own]:
            page.find("summary").click()
            page.press(f"nav button[lang={language}]")
            self.assertEqual(page.find("h1").text, SAYS[language]["taken"])
            self.assertTrue(page.all(".offer"), "the sheet is still there")

    def books_another_time(self, page, language, number):
        """On another time than those that are offered; the other person consents, and need type nothing again."""
        page.press("#data .plain")
        self.looks("another-time")
        page.press(".days a", MONDAY)
        page.press(".times a", 2 * number)
        page.press(".below .act")
        self.assertEqual(page.find("h1").text, SAYS[language]["consent"])
        page.press(".act")
        self.looks("typed-before")
        self.assertEqual(page.find("#family").get_attribute("value"), PEOPLE[1][0])
        page.press("#data .act")
        self.types_the_code(page)
        self.assertIn(SAYS[language]["booked"], page.text())
        self.assertIn(PEOPLE[1][0], page.text())


if __name__ == "__main__":
    unittest.main()
