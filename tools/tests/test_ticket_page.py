"""The page of a ticket in a real Chromium, in three languages, on phones of two widths, with and without scripts: why others went
first (Q6), and leaving the queue; checked with axe. Pictures are left in `target/pages/ticket/`."""

import json
import os
import queue
import shutil
import sys
import threading
import time
import unittest
import uuid
from pathlib import Path

from marked import ROOT

sys.path.insert(0, str(ROOT / "tools"))
try:
    import selenium_axe_python  # noqa: F401
    import websocket
    from selenium.webdriver.common.keys import Keys
except ImportError as missing:
    LACKS = missing.name
else:
    import browser

    LACKS = next((program for program in ("chromium", "chromedriver") if not shutil.which(program)), None)

PROGRAMS = Path(os.environ.get("PROGRAMS", ROOT / "target/debug"))
PICTURES = ROOT / "target/pages/ticket"
# Without a script there is no other way; the page can be told to stand still.
SHOWS_ITSELF_ANEW = "meta-refresh:"
SAYS = {
    "ru": {
        "why": "Почему вызвали раньше меня?", "told": "вызов вне очереди: вернулся с документом", "sick": "плохое самочувствие",
        "elsewhere": "другая услуга, другое окно", "place": "Ваше место в общей очереди прежнее.",
        "leave": "Уйти из очереди?", "left": "Вы ушли из очереди", "called": "Вас уже вызвали",
        "gone": "Этот талон уже не в очереди", "soon": "Скоро ваша очередь",
    },
    "en": {
        "why": "Why was someone called before me?", "told": "called out of turn by a clerk: came back with a document",
        "sick": "feels unwell", "elsewhere": "another service, another window",
        "place": "Your place in the queue is the same as before.",
        "leave": "Leave the queue?", "left": "You have left the queue", "called": "You have been called",
        "gone": "This coupon is no longer in the queue", "soon": "It is your turn soon",
    },
    "hy": {
        "why": "Ինչո՞ւ են ինձնից առաջ կանչել", "told": "արտահերթ կանչ՝ վերադարձել է փաստաթղթով", "sick": "վատ է զգում",
        "elsewhere": "այլ ծառայություն, այլ պատուհան", "place": "Ձեր տեղն ընդհանուր հերթում նույնն է։",
        "leave": "Դո՞ւրս գալ հերթից", "left": "Դուք դուրս եք եկել հերթից", "called": "Ձեզ արդեն կանչել են",
        "gone": "Այս կտրոնն այլևս հերթում չէ", "soon": "Շուտով ձեր հերթն է",
    },
}


class Device:
    """A device that asks and waits for what is answered."""

    def __init__(self, office, name):
        self.replies = queue.Queue()
        address = office.inside.replace("https:", "ws:") + "/device"
        self.socket = websocket.create_connection(address, timeout=browser.SOON_S)
        role = name.split("-")[0]
        hello = {"version": 1, "role": role, "device": name, "key": office.key(name), "program": "test", "session": None}
        self.socket.send(json.dumps({"hello": hello}))
        assert "welcome" in self.socket.recv(), name
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        # Reading answers the server's pings as well.
        try:
            while text := self.socket.recv():
                message = json.loads(text)
                if "reply" in message:
                    self.replies.put(message["reply"])
        except (OSError, websocket.WebSocketException):
            pass

    def ask(self, ask):
        self.socket.send(json.dumps({"request": {"id": uuid.uuid4().hex, "age_ms": 0, "ask": ask}}))
        outcome = self.replies.get(timeout=browser.SOON_S)["outcome"]
        assert "done" in outcome, f"{ask}: {outcome}"
        return outcome["done"]

    def takes(self, service, language="ru", category="general"):
        ask = {"services": [service], "category": category, "language": language, "more_time": False}
        return self.ask({"issue_ticket": ask})["ticket"]

    def opens(self, office, login, window):
        self.ask({"sign_in": {"login": login, "pin": office.pin(login)}})
        self.ask({"open_window": {"window": window}})
        return self

    def receives(self, call):
        for ask in (call, "start", "finish"):
            self.ask(ask)

    def close(self):
        self.socket.close()


@unittest.skipIf(LACKS, f"{LACKS} is not installed: run tools/setup tests")
class Ticket(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.office = browser.Office(PROGRAMS)
        cls.addClassCleanup(cls.office.close)
        cls.kiosk, cls.here, cls.there = (Device(cls.office, name) for name in ("kiosk-1", "console-4", "console-6"))
        for device in (cls.kiosk, cls.here, cls.there):
            cls.addClassCleanup(device.close)
        cls.here.opens(cls.office, "kovaleva", "w4")
        cls.there.opens(cls.office, "petrosyan", "w6")

    def phone(self, language, width, scripts=True):
        self.shown = browser.Browser(width, scripts=scripts, language=language)
        self.addCleanup(self.shown.close)
        self.scripts = scripts
        self.folder = PICTURES / f"{language}-{width}{'' if scripts else '-no-scripts'}"
        return self.shown

    def looks(self, name):
        """A page is kept as a picture, is no wider than the screen, and axe has nothing to say."""
        self.shown.picture(self.folder / f"{name}.png")
        self.assertEqual(self.shown.wider_than_the_screen(), 0, f"{name} scrolls sideways")
        if self.scripts:
            found = [one for one in self.shown.violations() if not one.startswith(SHOWS_ITSELF_ANEW)]
            self.assertEqual(found, [], name)

    def calls(self, ticket, reason):
        self.here.receives({"call_ticket": {"ticket": ticket["ticket"], "reason": reason}})

    def passed_by(self, language):
        """A ticket that saw others go first, for each kind of reason that one floor gives in a moment."""
        mine = self.kiosk.takes("passport-apply", language)
        time.sleep(1.5)
        back, sick, elsewhere = (self.kiosk.takes(service) for service in ("passport-apply", "passport-apply", "invitations"))
        self.calls(back, "comes-back")
        self.calls(sick, "unwell")
        self.there.receives({"call_ticket": {"ticket": elsewhere["ticket"], "reason": "unwell"}})
        infant = self.kiosk.takes("passport-apply", category="infant")
        time.sleep(6)
        self.here.receives("call_next")
        return mine, back, sick, elsewhere, infant

    def shows(self, page, address, words):
        """Opens the page until it says so: it is made anew once a second."""

        def says():
            page.open(address)
            return words in page.text()

        page.wait(says)

    def walk(self, language, width, scripts=True):
        says = SAYS[language]
        mine, back, sick, elsewhere, infant = self.passed_by(language)
        page = self.phone(language, width, scripts)
        self.shows(page, mine["url"], infant["number"])
        text = page.text()
        self.assertIn(says["why"], text)
        self.assertIn(f"{back['number']}: {says['told']}", text)
        self.assertNotIn(says["sick"], text, "what the office does not tell")
        self.assertIn(says["place"], text)
        self.assertEqual(page.driver.title, f"{mine['number']}: {says['soon']}")
        self.assertEqual(page.find(".soon h2").text, says["soon"])
        self.assertIn(f"{elsewhere['number']}: {says['elsewhere']}", text)
        self.assertEqual(len(page.all(".before li")), 4, f"{sick['number']} and {infant['number']} as well: {text}")
        self.looks("1-why")
        page.press(".links a")
        self.assertEqual([] if not scripts else page.violations(), [], "a page that stands still")
        page.press(".leave")
        self.assertIn(says["leave"], page.text())
        self.looks("2-leave")
        page.press("a.plain")
        self.assertEqual(page.driver.current_url.split("?")[0], mine["url"])
        page.press(".leave")
        page.press(".act")
        self.assertEqual(page.driver.current_url.split("?")[0], mine["url"])
        self.assertIn(says["left"], page.text())
        self.looks("3-left")
        page.open(f"{mine['url']}/leave?lang={language}")
        self.assertIn(says["gone"], page.text())
        self.looks("4-gone")

    def test_the_whole_way_in_each_language_on_a_phone(self):
        for language in SAYS:
            with self.subTest(language):
                self.walk(language, 390)

    def test_the_narrowest_phone_without_scripts(self):
        for language in SAYS:
            with self.subTest(language):
                self.walk(language, 320, scripts=False)

    def test_axe_on_the_narrowest_phone(self):
        self.walk("hy", 320)

    def test_who_is_called_while_the_question_is_read_does_not_leave(self):
        mine = self.kiosk.takes("passport-apply")
        for language in SAYS:
            page = self.phone(language, 390)
            page.open(f"{mine['url']}/leave?lang={language}")
            if language == "ru":
                self.here.ask({"call_ticket": {"ticket": mine["ticket"], "reason": "unwell"}})
                page.press(".act")
            self.shows(page, f"{mine['url']}/leave?lang={language}", SAYS[language]["called"])
            self.looks("5-called")
        page.press("a.plain")
        self.assertIn("4", page.find(".window-number").text)
        self.looks("6-window")
        for ask in ("start", "finish"):
            self.here.ask(ask)

    def test_everything_is_reached_by_keyboard(self):
        mine, *_ = self.passed_by("en")
        page = self.phone("en", 390)
        self.shows(page, mine["url"], SAYS["en"]["why"])
        page.driver.execute_script("document.querySelector('meta[http-equiv=refresh]')?.remove()")
        seen = []
        for _ in range(6):
            page.driver.switch_to.active_element.send_keys(Keys.TAB)
            seen.append(page.driver.execute_script("return document.activeElement.outerHTML.slice(0, 60)"))
            outline = page.driver.execute_script("return getComputedStyle(document.activeElement).outlineStyle")
            self.assertNotEqual(outline, "none", seen[-1])
            if 'class="leave"' in seen[-1]:
                break
        self.assertTrue(any("<summary>Why" in one for one in seen), seen)
        self.assertIn('class="leave"', seen[-1])
        before = page.find("html")
        page.driver.switch_to.active_element.send_keys(Keys.ENTER)
        page.wait(lambda: page.gone(before))
        page.driver.switch_to.active_element.send_keys(Keys.TAB, Keys.TAB)
        self.assertEqual(page.driver.switch_to.active_element, page.find(".act"))
        before = page.find("html")
        page.driver.switch_to.active_element.send_keys(Keys.ENTER)
        page.wait(lambda: page.gone(before))
        self.assertIn(SAYS["en"]["left"], page.text())

    def test_with_more_contrast_every_word_is_seen(self):
        mine, *_ = self.passed_by("ru")
        page = self.phone("ru", 320)
        more = {"features": [{"name": "prefers-contrast", "value": "more"}]}
        page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", more)
        self.folder = PICTURES / "contrast"
        self.shows(page, mine["url"], SAYS["ru"]["why"])
        self.looks("why")
        page.press(".leave")
        self.looks("leave")

    @classmethod
    def tearDownClass(cls):
        said = cls.office.said()
        assert "serving" in said, "a log was written"
        assert "/t/" not in said, "a ticket's address stands in the log"


if __name__ == "__main__":
    unittest.main()
