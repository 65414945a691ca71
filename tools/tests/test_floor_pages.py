"""The pages on which administrators change the floor in a real Chromium, on a floor at work: read, changed in forms and as text, previewed, confirmed
and taken back, in three languages, on a desk and on phones of two widths, with and without scripts, by keyboard, checked with axe. Pictures are left in
`target/pages/floor/`."""

import re
import unittest
from pathlib import Path

from marked import ROOT
from pages import CLERK, LACKS, LANGUAGES, MANAGER, PROGRAMS, Pages, needs_chromium

if not LACKS:
    from selenium.webdriver.common.keys import Keys

    import browser
    from device import Device

PICTURES = ROOT / "target/pages/floor"
MORNING_MIN = 70
ADMINISTRATOR = "grishina"
SETTINGS = {"ru": "Настройки", "en": "Settings", "hy": "Կարգավորումներ"}
CHANGES = {"ru": "Что изменится", "en": "What changes", "hy": "Ինչ կփոխվի"}
NEW_PIN = "508213"
PICTURE = ROOT / "assets/demo/pictures/photos.png"
UPRIGHT = ROOT / "assets/demo/pictures/documents.png"
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
        for summary in page.all("main summary"):
            summary.click()
        self.looks("01-floor-unfolded")
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
            ("14-purpose", "/edit?part=purpose&of=passport-apply&id=1"),
            ("15-new-purpose", "/edit?part=purpose&of=certificates"),
            ("16-refusals", "/edit?part=refuse"),
            ("17-out-of-turn", "/edit?part=out_of_turn"),
            ("18-booking", "/edit?part=booking"),
            ("19-office", "/edit?part=office"),
            ("19-languages", "/edit?part=languages"),
            ("19-coupon", "/edit?part=coupon"),
            ("30-picture", "/picture"),
            ("19-device", "/edit?part=device&id=console-1"),
            ("19-new-device", "/edit?part=device"),
            ("35-category", "/edit?part=category&id=infant"),
            ("35-new-category", "/edit?part=category"),
            ("36-hall", "/edit?part=hall&id=hall-1"),
            ("37-new-group", "/edit?part=group"),
            ("38-parking", "/edit?part=park"),
            ("39-pauses", "/edit?part=pause"),
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

    def test_a_document_is_added_by_keyboard_alone_and_told_of_before(self):
        page = self.browser("en", 390)
        self.sign_in(ADMINISTRATOR)
        self.at("/edit?part=service&id=residence")
        page.press(".purposes .things a")
        self.assertIn("First application", page.find("h1").text)
        field = page.find("[name='documents.4.name.ru']")
        page.driver.execute_script("arguments[0].focus()", field)
        for said in ("Справка о доходах", "Certificate of income", "Եկամուտների տեղեկանք"):
            page.driver.switch_to.active_element.send_keys(said, Keys.TAB)
        page.driver.switch_to.active_element.send_keys(Keys.ENTER)
        page.wait(lambda: page.find("h1").text == CHANGES["en"])
        self.looks("26-document")
        self.assertEqual(len(page.all(".changes tbody tr")), 1)
        self.assertIn("Certificate of income", page.find(".changes .now").text)
        self.assertNotIn("Medical certificate", page.find(".changes").text)

    def test_a_new_reason_without_its_wordings_is_told_beside_its_fields(self):
        page = self.browser("hy", 390)
        self.sign_in(ADMINISTRATOR)
        self.at("/edit?part=pause")
        page.fill("pause.3.id", "training")
        page.fill("pause.3.name.hy", "ուսուցում")
        page.press(".act")
        self.looks("27-reason-wrong")
        wrong = [one.get_attribute("name") for one in page.all("[aria-invalid]")]
        self.assertEqual(wrong, ["pause.3.name.ru", "pause.3.name.en"])

    def test_a_language_is_previewed_with_what_is_to_be_translated(self):
        for language, width in (("ru", 390), ("hy", 1280)):
            with self.subTest(f"{language} {width}"):
                page = self.browser(language, width)
                self.sign_in(ADMINISTRATOR)
                self.at("/edit?part=languages")
                page.choose("new_language", "de")
                page.press(".act")
                self.looks("28-language")
                self.assertIn("Deutsch", page.find(".findings").text)
                page.press(".act")
                page.find("[aria-labelledby=translate] summary").click()
                self.looks("28-to-translate")
                page.find("[aria-labelledby=translate] .things a").click()
                self.assertIn("part=", page.driver.current_url)
                self.at("/edit?part=languages")
                page.find("[name=languages][value=de]").click()
                page.press(".act")
                page.press(".act")

    def test_slots_outside_the_hours_of_the_coupons_are_told(self):
        page = self.browser("hy", 390)
        self.sign_in(ADMINISTRATOR)
        self.at("/edit?part=service&id=certificates")
        page.fill("slots.places", "2")
        page.fill("slots.hours.sun", "10:00-12:00")
        page.press(".act")
        self.looks("29-outside")
        self.assertEqual(len(page.all(".findings li")), 1)

    def test_the_longest_texts_in_each_width(self):
        """Each text of the floor as long as the check lets it be."""
        office = browser.Office(PROGRAMS, floor=self.longest())
        self.addCleanup(office.close)
        for language, width in (("hy", 1280), ("hy", 390), ("ru", 320)):
            with self.subTest(f"{language} {width}"):
                page = self.browser(language, width)
                page.open(f"{office.inside}/staff")
                page.fill("login", ADMINISTRATOR)
                page.fill("pin", office.pin(ADMINISTRATOR))
                page.press(".act")
                for name, address in (
                    ("longest-floor", ""),
                    ("longest-service", "/edit?part=service&id=residence"),
                    ("longest-purpose", "/edit?part=purpose&of=passport-apply&id=1"),
                    ("longest-reasons", "/edit?part=out_of_turn"),
                    ("longest-office", "/edit?part=office"),
                ):
                    page.open(f"{office.inside}/staff/floor{address}")
                    for summary in page.all("main summary"):
                        summary.click()
                    self.looks(name)

    def longest(self):
        words = {"ru": "Документоориентированность ", "en": "Incomprehensibilities ", "hy": "Փաստաթղթաշրջանառության "}

        def long(found):
            language, said = found.group(1), found.group(2)
            return f'{language} = "{(said + " " + words[language] * 6)[:120].strip()}"'

        text = (ROOT / "assets/demo/floor.toml").read_text(encoding="utf-8")
        path = Path(self.office.data.name) / "longest.toml"
        path.write_text(re.sub(r'\b(ru|en|hy) = "([^"]*)"', long, text), encoding="utf-8")
        return path

    def test_what_is_wrong_is_told_beside_its_field(self):
        page = self.browser("en", 390)
        self.sign_in(ADMINISTRATOR)
        self.at("/edit?part=service&id=residence")
        page.driver.execute_script("document.querySelector('form.floor-form').noValidate = true")
        page.fill("daily_limit", "0")
        page.press(".act")
        self.looks("21-wrong")
        self.assertIn("a whole number from 1 to 999", page.find(".error").text)
        self.assertIn("a whole number from 1 to 999", page.find(".wrong .why").text)
        self.assertEqual(page.find("[name=daily_limit]").get_attribute("aria-invalid"), "true")
        page.find(".error a").click()
        self.assertEqual(page.driver.switch_to.active_element.get_attribute("name"), "daily_limit")
        self.at("/import")
        page.fill("text", "[office]\nname = 7")
        page.press(".act")
        self.looks("22-import-wrong")
        self.assertIn("office.name", page.find(".error").text)

    def test_a_person_without_roles_is_told_at_the_roles_and_a_number_twice_where_it_was_typed(self):
        page = self.browser("hy", 390)
        self.sign_in(ADMINISTRATOR)
        self.at("/edit?part=clerk&id=orlov")
        page.driver.execute_script("document.querySelectorAll('[name=roles]').forEach(role => role.checked = false)")
        page.press(".act")
        self.looks("21-wrong-roles")
        self.assertEqual({one.get_attribute("name") for one in page.all("[aria-invalid]")}, {"roles"})
        page.find(".error a").click()
        self.assertEqual(page.driver.switch_to.active_element.get_attribute("name"), "roles")
        self.at("/edit?part=window&id=w1")
        page.fill("number", "2")
        page.press(".act")
        self.looks("21-wrong-number")
        page.find(".error a").click()
        self.assertEqual(page.driver.switch_to.active_element.get_attribute("name"), "number")

    def test_a_service_that_somebody_waits_for_is_not_removed(self):
        page = self.browser("ru", 390)
        self.sign_in(ADMINISTRATOR)
        self.kiosk.takes("registration")
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

    def seen(self, selector):
        """Whether the pictures of a part are drawn: a browser that may not load one draws nothing."""
        script = """return [...document.querySelectorAll(arguments[0])].map(one => {
            one.scrollIntoView();
            return one.complete && one.naturalWidth > 0;
        })"""
        self.shown.wait(lambda: all(self.shown.driver.execute_script(script, selector)))
        return len(self.shown.all(selector))

    def test_a_picture_of_the_hall_display_is_added_seen_and_taken_away(self):
        for at, (language, width, scripts) in enumerate((("ru", 1280, True), ("hy", 390, True), ("en", 320, False))):
            with self.subTest(f"{language} {width}"):
                page = self.browser(language, width, scripts)
                self.sign_in(ADMINISTRATOR)
                self.at("")
                before = self.seen(".pictures img") if page.all(".pictures img") else 0
                self.at("/picture")
                page.find("[name=file]").send_keys(str(PICTURE if at % 2 == 0 else UPRIGHT))
                page.press(".act")
                self.looks("31-picture-form")
                self.assertEqual(self.seen(".picture img"), 1)
                for key, said in (("ru", "Фото на документы"), ("en", "Photos for documents"), ("hy", "Փաստաթղթերի լուսանկարներ")):
                    page.fill(f"says.{key}", said)
                page.press(".act")
                self.assertEqual(page.find("h1").text, CHANGES[language])
                self.assertEqual(self.seen(".pictured img"), 1)
                self.looks("32-picture-preview")
                page.press(".act")
                self.assertEqual(self.seen(".pictures img"), before + 1)
                self.looks("33-pictures")
        page.all(".pictures a")[0].click()
        page.find("[name=remove]").click()
        page.press(".act")
        page.press(".act")
        self.assertEqual(len(page.all(".pictures img")), 2)

    def test_a_file_that_is_no_picture_is_told_so(self):
        page = self.browser("hy", 390)
        self.sign_in(ADMINISTRATOR)
        self.at("/picture")
        page.find("[name=file]").send_keys(str(Path(__file__)))
        page.press(".act")
        self.looks("34-no-picture")
        self.assertIn("ո՛չ PNG է, ո՛չ JPEG", page.find("[role=alert]").text)
        self.assertEqual(page.find("[name=file]").get_attribute("aria-invalid"), "true")

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
        self.assertIn("նշված է «Սրահ 1», որը չկա", page.find("#problems").text)
        self.assertFalse(page.all("#problems [lang=en]"))
        self.assertNotIn("[", page.find("#problems").text)

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
