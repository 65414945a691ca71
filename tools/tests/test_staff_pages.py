"""The staff's pages in a real Chromium, on a floor at work: signing in by keyboard, the floor at this moment and the bookings in three languages, wide and
on phones of two widths, with and without scripts, on paper, checked with axe. Pictures are left in `target/pages/staff/`."""

import re
import subprocess
import time
import unittest

from marked import ROOT
from pages import CLERK, LACKS, LANGUAGES, MANAGER, PROGRAMS, Pages, minutes, needs_chromium, plain

if not LACKS:
    from selenium.webdriver.common.keys import Keys

    import browser
    from device import Device

PICTURES = ROOT / "target/pages/staff"
MORNING_MIN = 70
# Of what changes every minute.
TRIES = 5
# Booked visitors that the page lists.
LISTED = 30
# A live page shows itself anew more than once in that time.
STILL_S = 5
MEND = {
    "ru": "Откройте окно 2, тогда больше никто не превысит предел.",
    "en": "Open window 2, then nobody more will be over the limit.",
    "hy": "Բացեք 2 պատուհանը, և այլևս ոչ ոք չի անցնի սահմանը։",
}
# Who sits at which window of the morning, as in `server/examples/morning/desk.rs`.
CLERKS = {2: "sargsyan", 3: "orlov", 4: "kovaleva", 5: "belova", 6: "petrosyan"}
LIMIT = {"ru": "предел", "en": "the limit", "hy": "սահման"}


@needs_chromium
class Staff(Pages):
    pictures = PICTURES

    @classmethod
    def setUpClass(cls):
        cls.office = browser.Office(PROGRAMS, morning=MORNING_MIN)
        cls.addClassCleanup(cls.office.close)
        cls.addClassCleanup(Device(cls.office, "hall-1").close)
        for number, clerk in CLERKS.items():
            console = Device(cls.office, f"console-{number}")
            cls.addClassCleanup(console.close)
            console.signs_in(clerk)
        cls.kiosk = Device(cls.office, "kiosk-1", ["paper_low"])
        cls.addClassCleanup(cls.kiosk.close)

    def walk(self, language, width, scripts=True):
        page = self.browser(language, width, scripts)
        page.open(f"{self.office.inside}/staff")
        self.assertEqual(page.find("html").get_attribute("lang"), language)
        self.looks("1-sign-in")
        self.sign_in()
        self.assertTrue(page.driver.current_url.endswith("/staff/now"), page.driver.current_url)
        self.assertIn(LIMIT[language], page.find("h1").text)
        self.looks("2-now")
        page.open(f"{self.office.inside}/staff/bookings")
        self.looks("7-bookings")
        page.press(".bookings a")
        self.looks("8-cancel")
        page.open(f"{self.office.inside}/staff/now")
        page.find("summary").click()
        # The menu may cover a part of the link below it.
        self.looks("3-menu", covered=('target-size: <a href="?still=1">',))
        page.press(".menu button")
        self.assertTrue(page.driver.current_url.endswith("/staff/sign-in"), page.driver.current_url)
        return page

    def test_the_floor_at_this_moment_in_each_language_on_a_desk(self):
        self.walk_each(1280)

    def test_the_floor_at_this_moment_in_each_language_on_a_phone(self):
        self.walk_each(390)

    def test_the_narrowest_phone(self):
        self.walk_each(320)

    def test_without_scripts(self):
        for width in (1280, 320):
            with self.subTest(width):
                self.walk("ru", width, scripts=False)
                page = self.sign_in()
                self.assertTrue(page.all("noscript meta[http-equiv=refresh]"))
                page.press(".as-of a")
                self.assertFalse(page.all("noscript"), "a page that stands still")

    def test_whoever_is_no_manager_sees_no_floor_and_a_wrong_pin_is_told(self):
        page = self.browser("en", 390)
        page.open(f"{self.office.inside}/staff/now")
        page.fill("login", "nobody")
        page.fill("pin", "000000")
        page.press(".act")
        self.looks("4-wrong-pin")
        self.assertIn("Login or PIN is wrong", page.find(".error").text)
        self.sign_in(CLERK)
        self.assertTrue(page.driver.current_url.endswith("/staff/mine"), "a clerk's own day (S2)")
        self.looks("5-own-day")
        page.open(f"{self.office.inside}/staff/now")
        self.looks("5-no-page")
        self.assertFalse(page.all("table"))
        page.open(f"{self.office.inside}/staff/nowhere")
        self.looks("6-nowhere")

    def test_a_booking_is_cancelled_with_a_reason(self):
        page = self.browser("en", 390)
        self.sign_in()
        page.open(f"{self.office.inside}/staff/bookings")
        open_before = len(page.all(".bookings a"))
        page.press(".bookings a")
        page.find("input[value=fault]").click()
        page.press(".act")
        self.looks("9-cancelled")
        self.assertIn("is cancelled. The visitor gets a message.", page.find(".note").text)
        self.assertIn("cancelled by the office: a technical fault", page.text())
        self.assertEqual(len(page.all(".bookings a")), open_before - 1)

    def test_what_happens_is_shown_by_itself_and_focus_and_scroll_stay(self):
        page = self.browser("en", 1280, height=600)
        self.sign_in()
        link = page.find(".as-of a")
        page.driver.execute_script("arguments[0].focus(); window.scrollTo(0, 400)", link)
        scrolled = page.driver.execute_script("return window.scrollY")
        self.assertGreater(scrolled, 300)
        self.assertNotIn("no paper", page.text())
        self.kiosk.report(["no_paper"])
        page.wait(lambda: "kiosk-1: no paper" in page.find(".findings").text)
        self.kiosk.report(["paper_low"])
        page.wait(lambda: "no paper" not in page.text())
        self.assertEqual(page.driver.switch_to.active_element, link, "the focus stays")
        self.assertEqual(page.driver.execute_script("return window.scrollY"), scrolled)
        said = page.find(".as-of").text
        page.wait(lambda: page.find(".as-of").text != said)

    def test_a_page_that_stands_still_stands_still(self):
        page = self.browser("en", 1280)
        self.sign_in()
        page.press(".as-of a")
        said = page.find(".as-of").text
        time.sleep(STILL_S)
        self.assertEqual(page.find(".as-of").text, said)
        page.press(".as-of a")
        said = page.find(".as-of").text
        page.wait(lambda: page.find(".as-of").text != said)

    def test_no_answer_and_too_many_requests_are_told_as_what_they_are(self):
        page = self.browser("en", 1280)
        self.sign_in()
        silent = (
            "window.own = window.fetch; window.fetch = (address, { signal }) =>"
            "new Promise((_, no) => signal.addEventListener('abort', () => no(signal.reason)));"
        )
        crowded = "window.fetch = async () => new Response('', { status: 429, headers: { 'Retry-After': '1' } });"
        for answers, words in ((silent, "No connection to the server"), (crowded, "Too many requests: what stands here")):
            page.driver.execute_script(answers)
            page.wait(lambda: words in page.find("#lost").text)
        self.looks("10-crowded")
        page.driver.execute_script("window.fetch = window.own")
        page.wait(lambda: not page.find("#lost").is_displayed())

    def test_a_session_that_ends_takes_the_page_away(self):
        page = self.browser("en", 1280)
        self.sign_in()
        made = [str(PROGRAMS / "queue-server"), "new-pin", "--data", str(self.office.folder), "--clerk", MANAGER]
        subprocess.run(made, check=True, capture_output=True, timeout=browser.SOON_S)
        page.wait(lambda: page.driver.current_url.endswith("/staff/sign-in"))
        self.assertIn("Your session has ended", page.text())
        self.sign_in()
        self.assertTrue(page.driver.current_url.endswith("/staff/now"))

    def test_everything_is_reached_by_keyboard(self):
        page = self.browser("en", 1280)
        page.open(f"{self.office.inside}/staff/sign-in")
        seen = []
        for _ in range(5):
            page.driver.switch_to.active_element.send_keys(Keys.TAB)
            seen.append(page.driver.execute_script("return document.activeElement.outerHTML.slice(0, 40)"))
            outline = page.driver.execute_script("return getComputedStyle(document.activeElement).outlineStyle")
            self.assertNotEqual(outline, "none", seen[-1])
        self.assertIn('class="skip"', seen[0])
        for part in ("<summary", 'id="login"', 'id="pin"', 'class="act"'):
            self.assertTrue(any(part in one for one in seen), f"{part} in {seen}")
        page.find("#login").send_keys(MANAGER, Keys.TAB, self.office.pin(MANAGER), Keys.ENTER)
        page.wait(lambda: page.driver.current_url.endswith("/staff/now"))

    def test_the_workbook_of_now_opens_in_another_program_and_says_what_the_page_says(self):
        for language in LANGUAGES:
            with self.subTest(language):
                page = self.browser(language, 1280)
                self.sign_in()
                page.open(f"{self.office.inside}/staff/now?still=1")
                shown = self.told_now()
                for _ in range(TRIES):
                    before, book = shown, self.workbook("now.xlsx")
                    page.open(f"{self.office.inside}/staff/now?still=1")
                    shown = self.told_now()
                    if shown == before:
                        break
                self.assertEqual(shown, before, "a minute that goes by changes it, not every time")
                self.assertEqual(in_the_book(book), shown)
                self.assertTrue(all(shown), shown)

    def told_now(self):
        """What the page tells: windows, services, who is booked, and devices."""
        # By how much a visit is over its norm stands on the page alone.
        over = [", ".join(texts(row, ".state .amber")) for row in self.shown.all(".windows tbody tr")]
        windows = [(*row[:4], *of(row[4]), row[5].removesuffix(more)) for row, more in zip(self.rows(".windows"), over)]
        services = []
        for _, name, waiting, over, longest, *rest in self.rows(".services"):
            over, soon = (re.findall(r"\d+", over) + ["0"])[:2]
            services.append((name, int(waiting), int(over), int(soon), *of(longest), *rest))
        booked = [tuple(texts(one, "time, b, span > span")) for one in self.shown.all(".booked li")]
        devices = []
        for group in self.shown.all(".devices > div"):
            for one in group.find_elements("css selector", "li"):
                devices.append((*texts(group, "h3"), *texts(one, "b, .beside"), "; ".join(texts(one, ".fault"))))
        return windows, services, booked, devices

    def test_the_workbook_of_the_bookings_opens_in_another_program_and_says_what_the_page_says(self):
        for language in LANGUAGES:
            with self.subTest(language):
                page = self.browser(language, 1280)
                self.sign_in()
                page.open(f"{self.office.inside}/staff/bookings")
                [(name, [heads, *rows])] = self.workbook("bookings.xlsx").items()
                self.assertEqual(name, page.find("h1").text)
                self.assertEqual([plain(head) for head in heads], [plain(head.text) for head in page.all(".bookings thead th")][:4])
                self.assertEqual([[plain(cell) for cell in row] for row in rows], [row[:4] for row in self.rows(".bookings")])
                self.assertTrue(rows)

    def test_on_paper_it_is_whole_and_without_controls(self):
        page = self.browser("ru", 1280)
        self.sign_in()
        text = self.on_paper("now")
        for part in ("Загранпаспорт: подача", "kiosk-1", "Мария Ковалёва"):
            self.assertIn(part, text)
        self.assertNotIn("Не обновлять", text)

    @classmethod
    def tearDownClass(cls):
        cls.logs_none_of(MANAGER, CLERK, "Ковал", "Петросян")


def texts(within, selector):
    return [plain(one.text) for one in within.find_elements("css selector", selector)]


def of(text):
    """The minutes and the limit in `12 / 30`."""
    return tuple(int(number) for number in re.findall(r"\d+", text)) or (None, None)


def in_the_book(book):
    """The sheets of the present moment as `told_now` has the page."""
    windows, services, booked, devices = (sheet[1:] for sheet in book.values())
    return (
        [(*map(plain, row[:4]), *map(minutes, row[4:6]), plain(row[6])) for row in windows],
        [(plain(row[0]), *row[1:4], *map(minutes, row[4:6]), *map(plain, row[6:])) for row in services],
        [tuple(map(plain, row)) for row in booked[:LISTED]],
        [tuple(map(plain, row)) for row in devices],
    )


@needs_chromium
class Mend(Pages):
    """One window, and behind its visitor four whose limit of a quarter of an hour one window cannot keep."""

    pictures = PICTURES

    @classmethod
    def setUpClass(cls):
        cls.office = browser.Office(PROGRAMS)
        cls.addClassCleanup(cls.office.close)
        kiosk, first, cls.second = (Device(cls.office, name) for name in ("kiosk-1", "console-1", "console-2"))
        for device in (kiosk, first, cls.second):
            cls.addClassCleanup(device.close)
        first.opens("kovaleva", "w1")
        for _ in range(5):
            kiosk.takes("passport-collect")
        first.ask("call_next")

    def test_the_window_that_would_mend_a_queue_is_named_and_once_it_is_open_nothing_is_to_be_mended(self):
        for language, width in [(language, width) for language in MEND for width in (1280, 320)]:
            page = self.browser(language, width)
            self.sign_in()
            page.wait(lambda: page.all(".findings .mend"))
            self.assertEqual(page.find(".findings .mend").text, MEND[language])
            self.looks("11-mend")
        self.second.opens("orlov", "w2")
        page.wait(lambda: not page.all(".findings .mend"))


if __name__ == "__main__":
    unittest.main()
