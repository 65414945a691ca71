"""The pages on which administrators change the floor in a real Chromium, on a floor at work: read, changed in forms and as text, previewed, confirmed
and taken back, in three languages, on a desk and on phones of two widths, with and without scripts, by keyboard, checked with axe. Pictures are left in
`target/pages/floor/`."""

import unittest
from pathlib import Path

from marked import ROOT
from pages import CLERK, LACKS, LANGUAGES, MANAGER, PROGRAMS, Device, Pages, needs_chromium

if not LACKS:
    from selenium.webdriver.common.keys import Keys

    import browser

PICTURES = ROOT / "target/pages/floor"
MORNING_MIN = 70
ADMINISTRATOR = "grishina"
SETTINGS = {"ru": "Настройки", "en": "Settings", "hy": "Կարգավորումներ"}
CHANGES = {"ru": "Что изменится", "en": "What changes", "hy": "Ինչ կփոխվի"}
NEW_PIN = "508213"
# How the hash of a PIN begins.
HASH = "$argon2"


@needs_chromium
class Floor(Pages):
    pictures = PICTURES

    @classmethod
    def setUpClass(cls):
        cls.office = browser.Office(PROGRAMS, morning=MORNING_MIN)
        cls.addClassCleanup(cls.office.close)
        cls.kiosk = Device(cls.office, "kiosk-1")
        cls.addClassCleanup(cls.kiosk.close)

    def at(self, address):
        self.shown.open(f"{self.office.inside}/staff/floor{address}")

    def walk(self, language, width, scripts=True):
        page = self.browser(language, width, scripts)
        self.sign_in(ADMINISTRATOR)
        self.at("")
        self.assertEqual(page.find("html").get_attribute("lang"), language)
        self.assertEqual(page.find("h1").text, SETTINGS[language])
        self.assertEqual(len(page.all(".floor-services tbody tr")), 8)
        self.looks("01-floor")
        self.at("/edit?part=service&id=residence")
        self.looks("02-service")
        page.fill("daily_limit", str(50 + width % 9 + LANGUAGES.index(language)))
        page.fill("service_norm_min", "21")
        page.press(".act")
        self.assertEqual(page.find("h1").text, CHANGES[language])
        self.assertEqual(len(page.all(".changes tbody tr")), 2)
        self.looks("03-preview")
        for name, address in (
            ("04-window", "/edit?part=window&id=w4"),
            ("05-hours", "/edit?part=hours"),
            ("06-holidays", "/edit?part=holidays"),
            ("07-notices", "/edit?part=notices"),
            ("08-rules", "/edit?part=rules"),
            ("09-person", "/edit?part=clerk"),
            ("10-pin", "/pin?id=orlov"),
            ("11-key", "/key?id=console-2"),
            ("12-import", "/import"),
            ("13-version", "/version?version=1"),
        ):
            self.at(address)
            self.looks(name)
        return page

    def test_each_page_in_each_language_on_a_desk(self):
        self.walk_each(1280)

    def test_each_page_in_each_language_on_a_phone(self):
        self.walk_each(390)

    def test_the_narrowest_phone(self):
        self.walk_each(320)

    def test_without_scripts(self):
        for width in (1280, 320):
            with self.subTest(width):
                self.walk("ru", width, scripts=False)

    def test_a_notice_is_changed_by_keyboard_alone_and_taken_back(self):
        page = self.browser("en", 1280)
        self.sign_in(ADMINISTRATOR)
        self.at("/edit?part=notices")
        field = page.find("[name='notices.0.en']")
        before = field.get_attribute("value")
        page.driver.execute_script("arguments[0].focus()", field)
        field.send_keys(Keys.CONTROL, "a")
        page.driver.switch_to.active_element.send_keys("The hall closes at five", Keys.ENTER)
        page.wait(lambda: page.find("h1").text == CHANGES["en"])
        self.assertIn("The hall closes at five", page.find(".changes .now").text)
        seen = self.walk_to(page, "act")
        self.assertIn("button", seen)
        page.driver.switch_to.active_element.send_keys(Keys.ENTER)
        page.wait(lambda: page.driver.current_url.find("done=") > 0)
        self.looks("20-done")
        self.assertIn("is in force", page.find(".note").text)
        self.assertIn("The hall closes at five", page.find("[aria-labelledby=notices]").text)
        newest = page.all(".versions .number")
        self.assertIn("Анна Гришина", page.find(".versions li").text)
        newest[1].click()
        page.wait(lambda: "version=" in page.driver.current_url)
        page.press(".act")
        self.assertIn(before, page.find(".changes .now").text)
        page.press(".act")
        self.assertNotIn("The hall closes at five", page.find("[aria-labelledby=notices]").text)

    def walk_to(self, page, mark):
        """Presses Tab until an element of this class has the focus; each on the way is seen to have it."""
        for _ in range(60):
            page.driver.switch_to.active_element.send_keys(Keys.TAB)
            element = page.driver.switch_to.active_element
            outline = page.driver.execute_script("return getComputedStyle(arguments[0]).outlineStyle", element)
            self.assertNotEqual(outline, "none", element.get_attribute("outerHTML")[:80])
            if mark in (element.get_attribute("class") or "").split():
                return element.get_attribute("outerHTML")
        self.fail(f"{mark} is not reached by keyboard")

    def test_what_is_wrong_is_told_beside_its_field(self):
        page = self.browser("en", 390)
        self.sign_in(ADMINISTRATOR)
        self.at("/edit?part=service&id=residence")
        page.driver.execute_script("document.querySelector('form.floor-form').noValidate = true")
        page.fill("daily_limit", "0")
        page.press(".act")
        self.looks("21-wrong")
        self.assertIn("write a whole number from 1 to 999", page.find(".error").text)
        self.assertEqual(page.find("[name=daily_limit]").get_attribute("aria-invalid"), "true")
        self.at("/import")
        page.fill("text", "[office]\nname = 7")
        page.press(".act")
        self.looks("22-import-wrong")
        self.assertIn("office.name", page.find(".error").text)

    def test_a_service_that_somebody_waits_for_is_not_removed(self):
        page = self.browser("ru", 390)
        self.sign_in(ADMINISTRATOR)
        self.kiosk.ask({"issue_ticket": {"services": ["registration"], "category": "general", "language": "ru", "more_time": False}})
        self.at("/edit?part=service&id=registration")
        page.find("[name=remove]").click()
        page.press(".act")
        self.looks("23-refused")
        self.assertIn("Есть посетители услуги Регистрация по месту пребывания", page.find(".error").text)
        self.assertFalse(page.all(".act"))

    def test_a_file_is_uploaded_and_the_export_is_that_file(self):
        page = self.browser("en", 1280)
        self.sign_in(ADMINISTRATOR)
        trust = self.office.folder / "office.crt"
        text = page.fetch(f"{self.office.inside}/staff/floor/floor.toml", trust).decode()
        for part in (HASH, self.office.pin(MANAGER), self.office.key("kiosk-1")):
            self.assertNotIn(part, text)
        file = Path(self.office.data.name) / "changed.toml"
        file.write_text(text.replace("daily_limit = 200", "daily_limit = 190"), encoding="utf-8")
        self.at("/import")
        page.find("[name=file]").send_keys(str(file))
        page.press(".act")
        self.assertIn("190", page.find(".changes .now").text)
        page.press(".act")
        exported = page.fetch(f"{self.office.inside}/staff/floor/floor.toml", trust).decode()
        self.assertRegex(exported, r"\A# version \d+\n")
        self.assertEqual(exported.split("\n")[1:], file.read_text(encoding="utf-8").split("\n")[1:])

    def test_a_pin_is_set_and_its_page_says_by_whom(self):
        page = self.browser("en", 390)
        self.sign_in(ADMINISTRATOR)
        self.at(f"/pin?id={CLERK}")
        for field in ("pin", "again"):
            page.fill(field, NEW_PIN)
        page.press(".act")
        page.wait(lambda: page.driver.current_url.find("pin=") > 0)
        self.assertIn("has a new PIN", page.find("[role=status]").text)
        self.at(f"/pin?id={CLERK}")
        self.looks("24-pin-made")
        self.assertIn("Анна Гришина", page.find("[aria-labelledby=made]").text)

    def test_what_stands_against_a_removal_is_told(self):
        page = self.browser("hy", 390)
        self.sign_in(ADMINISTRATOR)
        self.at("/edit?part=hall&id=hall-1")
        page.find("[name=remove]").click()
        page.press(".act")
        self.looks("25-not-removed")
        self.assertIn("names the hall", page.find("#problems").text)
        self.assertEqual(len(page.all("#problems li > [lang=en]")), len(page.all("#problems li")))
        self.assertNotIn("[1]", page.find("#problems").text.replace("[[hall]]", ""))

    def test_whoever_is_no_administrator_sees_none_of_it(self):
        page = self.browser("en", 390)
        self.sign_in(MANAGER)
        self.assertNotIn(SETTINGS["en"], page.find("nav").text)
        self.at("")
        self.assertIn("This page is not for your role", page.find("h1").text)

    @classmethod
    def tearDownClass(cls):
        cls.logs_none_of(cls.office.pin(MANAGER), cls.office.pin(ADMINISTRATOR), "Гришина", ADMINISTRATOR, CLERK, NEW_PIN, HASH)


if __name__ == "__main__":
    unittest.main()
