"""The visitors' pages for booking in a real Chromium: the whole way in three languages, on phones of two widths, with and without
scripts, by keyboard alone, checked with axe; the paper and its code read back. Pictures are left in `target/pages/`."""

import json
import subprocess
import tempfile
import unittest
import urllib.error
import urllib.request
from pathlib import Path

from marked import ROOT
from pages import FRIDAY, LACKS, PagesOfBooking, needs_chromium

if not LACKS:
    from selenium.webdriver.common.keys import Keys

PICTURES = ROOT / "target/pages"

SAYS = {
    "ru": {
        "services": "Какая услуга вам нужна?", "booked": "Вы записаны", "cancelled": "Запись отменена",
        "change": "Изменить запись", "changed": "Запись изменена",
        "delete": "Удалить ваши данные?", "deleted": "Ваши данные удалены",
        "done": ("запись отменена", "запись изменена: ", "запись сделана: "),
    },
    "en": {
        "services": "Which service do you need?", "booked": "You are booked", "cancelled": "The booking is cancelled",
        "change": "Change the booking", "changed": "The booking is changed",
        "delete": "Delete your data?", "deleted": "Your data is deleted",
        "done": ("cancelled the booking", "changed the booking: ", "booked: "),
    },
    "hy": {
        "services": "Ո՞ր ծառայությունն է ձեզ պետք", "booked": "Դուք գրանցված եք", "cancelled": "Գրանցումը չեղարկված է",
        "change": "Փոխել գրանցումը", "changed": "Գրանցումը փոխված է",
        "delete": "Ջնջե՞լ ձեր տվյալները", "deleted": "Ձեր տվյալները ջնջված են",
        "done": ("գրանցումը չեղարկվել է", "գրանցումը փոխվել է՝ ", "գրանցում՝ "),
    },
}
# As FRIDAY.
NEXT_TUESDAY = 5


@needs_chromium
class Booking(PagesOfBooking):
    pictures = PICTURES

    def walk(self, language, width, scripts=True, document="4510 123456"):
        page = self.browser(language, width, scripts)
        page.open(f"{self.office.address}/book")
        self.assertIn(SAYS[language]["services"], page.text())
        self.assertEqual(page.find("html").get_attribute("lang"), language)
        self.looks("1-services")
        page.press(".rows a")
        self.looks("2-documents")
        page.press(".act")
        page.press(".days a", FRIDAY)
        self.looks("3-day")
        page.press(".times a", width % 7)
        self.looks("4-time")
        page.press(".below .act")
        self.looks("5-consent")
        page.press(".act")
        self.looks("6-form")
        page.fill("family", "Ивaнова")
        page.fill("document", "12")
        page.fill("contact", "912 345")
        page.press("#data .act")
        self.looks("7-errors")
        self.assertEqual(page.find("#family").get_attribute("value"), "Ивaнова")
        self.assertEqual(len(page.all(".error")), 4)
        page.fill("family", "Иванова")
        page.fill("given", "Анна")
        page.fill("document", document)
        page.fill("contact", f"{language}{width}@example.org")
        page.press("#data .act")
        code, said_in, contact = self.office.code()
        self.assertEqual((said_in, contact), (language, f"{language}{width}@example.org"))
        page.fill("code", "1")
        page.press(".act")
        self.looks("8-wrong-code")
        page.fill("code", code)
        page.press(".act")
        self.assertIn(SAYS[language]["booked"], page.text())
        self.looks("9-booked")
        return page

    def end(self, page, language):
        """Changes, reads the history, saves all that is kept, cancels, and has it deleted."""
        own, stands = page.driver.current_url, page.find(".slot b").text
        page.press("a.apart")
        self.looks("a-services")
        page.press(".rows a", 1)
        self.looks("a-documents")
        page.press(".below .act")
        page.press(".days a", NEXT_TUESDAY)
        page.press(".times a")
        self.looks("b-change")
        self.assertTrue(page.find(".slot b").text.casefold().endswith(stands.casefold()), "what stands until then (B8)")
        self.assertEqual(page.find(".below .act").text, SAYS[language]["change"])
        page.press(".below .act")
        self.assertEqual(page.find("h1").text, SAYS[language]["changed"])
        self.looks("b-changed")
        page.press("a[href*='/history']")
        self.looks("c-history")
        self.tells_in_order(page, SAYS[language]["done"][1:])
        page.open(own)
        kept = page.find("a[href*='/data.json']").get_attribute("href")
        with urllib.request.urlopen(kept) as answer:
            self.assertEqual(answer.headers["Content-Disposition"], 'attachment; filename="my-data.json"')
            record = json.load(answer)["record"]
        self.assertEqual((record["name"]["family"], record["language"]), ("Иванова", language))
        page.press("a[href*='/delete']")
        self.assertIn(SAYS[language]["delete"], page.text())
        self.looks("d-delete")
        page.press("a.plain")
        page.press("a.no-way")
        self.looks("e-cancel")
        page.press(".act")
        self.assertIn(SAYS[language]["cancelled"], page.text())
        self.looks("f-cancelled")
        page.press("a[href*='/history']")
        self.tells_in_order(page, SAYS[language]["done"])
        page.open(own)
        page.press("a[href*='/delete']")
        self.looks("g-delete-cancelled")
        page.press(".act")
        self.assertIn(SAYS[language]["deleted"], page.text())
        self.assertNotIn("/b/", page.driver.current_url)
        self.looks("h-deleted")
        page.open(own)
        self.looks("i-unknown")
        with self.assertRaises(urllib.error.HTTPError) as gone:
            urllib.request.urlopen(kept)
        self.assertEqual(gone.exception.code, 404)

    def tells_in_order(self, page, parts):
        """The lines of the history (P2), the newest first."""
        text = page.find(".lines").text
        places = [text.find(part) for part in parts]
        self.assertTrue(-1 not in places and places == sorted(places), f"{parts} in {text}")

    def test_another_service_brings_its_own_documents_to_page_and_paper_b14(self):
        page = self.walk("ru", 390, document="4510 700000")
        own = page.driver.current_url.split("?")[0]
        adult, child, residence = "Прежний загранпаспорт", "Свидетельство о рождении", "Медицинское заключение"
        for service, purpose, papers in (("residence", None, residence), ("passport-apply", 1, child)):
            page.press("a.apart")
            page.press(f"a[href*='/change/{service}']")
            if purpose:
                page.press(".purposes a", purpose)
            self.assertIn(papers, page.find(".papers").text, "before the time is chosen")
            page.press(".below .act")
            page.press(".days a", NEXT_TUESDAY)
            page.press(".times a", 9)
            page.press(".below .act")
            with tempfile.NamedTemporaryFile(suffix=".pdf") as paper, urllib.request.urlopen(f"{own}/booking.pdf?lang=ru") as answer:
                paper.write(answer.read())
                paper.flush()
                text = subprocess.run(["pdftotext", paper.name, "-"], capture_output=True, text=True, check=True).stdout
            for told in (page.find(".papers").text, " ".join(text.split())):
                self.assertEqual([one in told for one in (adult, child, residence)], [False, papers == child, papers == residence])

    def test_the_whole_way_in_each_language_on_a_phone(self):
        for number, language in enumerate(SAYS):
            with self.subTest(language):
                self.end(self.walk(language, 390, document=f"4510 10000{number}"), language)

    def test_the_narrowest_phone_without_scripts(self):
        for number, language in enumerate(SAYS):
            with self.subTest(language):
                page = self.walk(language, 320, scripts=False, document=f"4510 20000{number}")
                self.end(page, language)

    def test_axe_on_the_narrowest_phone(self):
        self.walk("hy", 320, document="4510 300000")

    def test_a_time_that_is_past_says_so(self):
        page = self.browser("ru", 390)
        page.open(f"{self.office.address}/book/work-permit/time?lang=ru&day=2026-11-17&at=09:00")
        self.assertIn("это время прошло", page.find(".note").text)
        self.looks("past")

    def test_the_checks_find_what_is_wrong(self):
        page = self.browser("en", 320)
        page.open("data:text/html,<p style='width:900px;color:silver'>dim and wide</p>")
        self.assertGreater(page.wider_than_the_screen(), 500)
        self.assertIn("color-contrast", " ".join(page.violations()))

    def test_a_language_changes_nothing_that_was_typed(self):
        page = self.browser("ru", 390, scripts=False)
        self.up_to_form(page, "ru", 6)
        page.fill("family", "Саргсян")
        page.find("summary").click()
        page.press("nav button[lang=hy]")
        self.assertEqual(page.find("html").get_attribute("lang"), "hy")
        self.assertEqual(page.find("#family").get_attribute("value"), "Саргсян")

    def test_enter_goes_on_and_does_not_change_the_language(self):
        page = self.browser("hy", 390, scripts=False)
        self.up_to_form(page, "hy", 8)
        before = page.find("html")
        page.find("#given").send_keys("Անի" + Keys.ENTER)
        page.wait(lambda: page.gone(before))
        self.assertEqual(page.find("html").get_attribute("lang"), "hy")
        self.assertEqual(len(page.all(".error")), 3)

    def test_with_more_contrast_every_figure_is_seen(self):
        page = self.browser("ru", 390)
        more = {"features": [{"name": "prefers-contrast", "value": "more"}]}
        page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", more)
        self.folder = PICTURES / "contrast"
        page.open(f"{self.office.address}/book/citizenship/time?lang=ru&day=2026-11-20&at=09:00")
        self.looks("calendar")
        for inside, around in ((".days small", ".days a"), (".times a", ".times a"), (".below .act", ".below .act")):
            for one in page.all(f"{inside}"):
                ink, paper = page.driver.execute_script(
                    "const around = arguments[0].closest(arguments[1]); return around ?"
                    "[getComputedStyle(arguments[0]).color, getComputedStyle(around).backgroundColor] : ['seen', '']",
                    one, around,
                )
                self.assertNotEqual(ink, paper, f"{inside}: {one.text}")

    def test_everything_is_reached_by_keyboard_in_the_order_of_the_page(self):
        page = self.browser("en", 390)
        page.open(f"{self.office.address}/book/work-permit/time?lang=en")
        for part in (".days a", ".times a"):
            before = page.find("html")
            target = page.all(part)[-1]
            for _ in range(120):
                page.find("body").send_keys(Keys.TAB) if page.driver.switch_to.active_element.tag_name == "body" else (
                    page.driver.switch_to.active_element.send_keys(Keys.TAB)
                )
                if page.driver.switch_to.active_element == target:
                    break
            self.assertEqual(page.driver.switch_to.active_element, target, part)
            outline = page.driver.execute_script("return getComputedStyle(document.activeElement).outlineWidth")
            self.assertEqual(outline, "2px", "the focus is seen")
            target.send_keys(Keys.ENTER)
            page.wait(lambda: page.gone(before))
        self.assertTrue(page.all(".below .act"), "a time is chosen")

    def test_the_paper_reads_right_and_its_code_is_the_pages_s5_b7(self):
        page = self.walk("ru", 390, document="4510 400000")
        address = page.driver.current_url.split("?")[0]
        picture = self.scanned(self.folder / "9-booked.png")
        self.assertRegex(picture, r"^QB[A-Z2-7]{141}$")
        for language, words in {"ru": "Вы записаны", "hy": "Դուք գրանցված եք", "en": "You are booked"}.items():
            with tempfile.TemporaryDirectory() as folder:
                paper = Path(folder) / "booking.pdf"
                with urllib.request.urlopen(f"{address}/booking.pdf?lang={language}") as answer:
                    paper.write_bytes(answer.read())
                text = subprocess.run(["pdftotext", "-layout", paper, "-"], capture_output=True, text=True, check=True).stdout
                self.assertIn(words, text)
                self.assertNotIn("Иванова", text)
                self.assertIn(address.removeprefix("http://"), text.replace("\n", ""))
                fonts = subprocess.run(["pdffonts", paper], capture_output=True, text=True, check=True).stdout
                rows = fonts.splitlines()[2:]
                self.assertTrue(rows and all(" yes " in row for row in rows), fonts)
                drawn = self.folder / f"paper-{language}"
                subprocess.run(["pdftoppm", "-png", "-singlefile", "-r", "110", paper, drawn], check=True)
                self.assertEqual(self.scanned(drawn.with_suffix(".png")), picture)

    def scanned(self, picture):
        found = subprocess.run(["zbarimg", "-q", "--raw", picture], capture_output=True, text=True)
        return found.stdout.strip()


@needs_chromium
class Fields(PagesOfBooking):
    """With an office of its own: a form that is left keeps its place for ten minutes."""

    pictures = PICTURES / "left"

    def test_a_wrong_field_says_so_when_it_is_left_and_no_more_once_it_is_mended_b13(self):
        wrong = {"family": "Ивaнова", "document": "12", "contact": "912 345"}
        right = {"family": "Иванова", "given": "Анна", "document": "4510 600000", "contact": "anna@example.org"}
        for number, language in enumerate(SAYS):
            with self.subTest(language):
                page = self.browser(language, 390)
                self.up_to_form(page, language, 10 + number)
                form, said = page.find("html"), {}
                for name, text in wrong.items():
                    page.fill(name, text)
                    self.assertEqual(page.all(f"#{name}-error"), [], "nobody is interrupted")
                    page.find(f"#{name}").send_keys(Keys.TAB)
                    page.wait(lambda: page.all(f"#{name}-error"))
                    said[name] = page.find(f"#{name}-error").text
                    field = page.find(f"#{name}")
                    self.assertIn(f"{name}-error", field.get_attribute("aria-describedby").split())
                    self.assertEqual((field.get_attribute("aria-invalid"), field.get_attribute("value")), ("true", text))
                self.assertFalse(page.gone(form), "nothing is sent")
                self.assertEqual(len(page.all(".field.wrong")), 3)
                self.looks("wrong")
                page.press("#data .act")
                self.assertEqual(said, {name: page.find(f"#{name}-error").text for name in wrong}, "as when it is sent")
                form = page.find("html")
                for left, (name, text) in zip((3, 2, 1, 0), right.items()):
                    page.fill(name, text)
                    page.find(f"#{name}").send_keys(Keys.TAB)
                    page.wait(lambda: not page.all(f"#{name}-error"))
                    self.assertEqual(page.find(f"#{name}").get_attribute("value"), text)
                    self.assertIsNone(page.find(f"#{name}").get_attribute("aria-invalid"))
                    self.assertEqual(len(page.all(".wrongs li")), left, "the list of what is wrong shrinks")
                self.assertEqual(page.all(".wrong, .wrongs, .error"), [])
                self.assertFalse(page.gone(form))
                self.looks("mended")


@needs_chromium
class Back(PagesOfBooking):
    """With an office of its own as well."""

    pictures = PICTURES / "back"

    def test_the_kept_time_is_chosen_on_the_way_back_and_a_code_that_was_tried_too_often_is_over(self):
        over = {"ru": "Действующего кода для ", "en": "There is no code for ", "hy": " կապի տվյալի համար գործող կոդ հիմա չկա"}
        for number, language in enumerate(SAYS):
            with self.subTest(language):
                page = self.browser(language, 390, scripts=False)
                page.open(f"{self.office.address}/book/citizenship/time?lang={language}")
                page.press(".days a", FRIDAY)
                page.press(".times a", 3 + number)
                chosen = page.find(".below b").text
                page.press(".below .act")
                page.press(".act")
                page.press("a.back")
                self.looks("j-back-at-the-time")
                self.assertEqual(page.find(".below b").text, chosen, "it is not taken from whoever keeps it")
                page.press(".below .act")
                for name, text in {"family": "Иванова", "given": "Анна", "document": f"4510 80000{number}"}.items():
                    page.fill(name, text)
                page.fill("contact", f"back{number}@example.org")
                page.press("#data .act")
                self.office.code()
                for _ in range(5):
                    page.fill("code", "1")
                    page.press(".act")
                self.looks("k-code-over")
                self.assertIn(over[language], page.text())
                self.assertEqual(page.all("#code"), [], "there is nothing to type")
                page.driver.back()
                self.assertTrue(page.all(".step"), f"no page asks to send a form once more: {page.text()}")


if __name__ == "__main__":
    unittest.main()
