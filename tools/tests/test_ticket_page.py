"""The page of a ticket in a real Chromium, in three languages, on phones of two widths, with and without scripts: how it keeps itself
live, why others went first (Q6), leaving the queue, and the rating after the visit; checked with axe. Pictures are left in `target/pages/ticket/`."""

import time
import unittest

from marked import ROOT
from pages import LACKS, PROGRAMS, Pages, needs_chromium

if not LACKS:
    from selenium.webdriver.common.keys import Keys

    import browser
    from device import Device

PICTURES = ROOT / "target/pages/ticket"
# What visitors say, and what no log may hold.
WORD = "Шалфейница"
SAYS = {
    "ru": {
        "why": "Почему вызвали раньше меня?", "told": "вызов вне очереди: вернулся с документом", "sick": "плохое самочувствие",
        "elsewhere": "другая услуга, другое окно", "place": "Ваше место в общей очереди прежнее.",
        "leave": "Уйти из очереди?", "left": "Вы ушли из очереди", "called": "Вас уже вызвали",
        "gone": "Этот талон уже не в очереди", "soon": "Скоро ваша очередь",
        "come": "Подойдите к окну 4", "before": "Перед вами: никого", "lost": "Нет связи с сервером",
        "rate": "Как прошёл ваш визит?", "thanks": "Спасибо за оценку", "rated": "Этот визит уже оценён", "long": "Сократите текст",
    },
    "en": {
        "why": "Why was someone called before me?", "told": "called out of turn by a clerk: came back with a document",
        "sick": "feels unwell", "elsewhere": "another service, another window",
        "place": "Your place in the queue is the same as before.",
        "leave": "Leave the queue?", "left": "You have left the queue", "called": "You have been called",
        "gone": "This coupon is no longer in the queue", "soon": "It is your turn soon",
        "come": "Come to window 4", "before": "Before you: nobody", "lost": "No connection to the server",
        "rate": "How was your visit?", "thanks": "Thank you for your rating", "rated": "This visit is rated already", "long": "Please shorten",
    },
    "hy": {
        "why": "Ինչո՞ւ են ինձնից առաջ կանչել", "told": "արտահերթ կանչ՝ վերադարձել է փաստաթղթով", "sick": "վատ է զգում",
        "elsewhere": "այլ ծառայություն, այլ պատուհան", "place": "Ձեր տեղն ընդհանուր հերթում նույնն է։",
        "leave": "Դո՞ւրս գալ հերթից", "left": "Դուք դուրս եք եկել հերթից", "called": "Ձեզ արդեն կանչել են",
        "gone": "Այս կտրոնն այլևս հերթում չէ", "soon": "Շուտով ձեր հերթն է",
        "come": "Մոտեցեք պատուհանին 4", "before": "Ձեզնից առաջ: ոչ ոք", "lost": "Սերվերի հետ կապ չկա",
        "rate": "Ինչպե՞ս անցավ ընդունելությունը", "thanks": "Շնորհակալություն գնահատականի համար", "rated": "Այս ընդունելությունն արդեն գնահատված է", "long": "Կրճատեք տեքստը",
    },
}


@needs_chromium
class Ticket(Pages):
    pictures = PICTURES

    @classmethod
    def setUpClass(cls):
        cls.office = browser.Office(PROGRAMS)
        cls.addClassCleanup(cls.office.close)
        cls.kiosk, cls.here, cls.there = (Device(cls.office, name) for name in ("kiosk-1", "console-4", "console-6"))
        for device in (cls.kiosk, cls.here, cls.there):
            cls.addClassCleanup(device.close)
        cls.here.opens("kovaleva", "w4")
        cls.there.opens("petrosyan", "w6")

    def calls(self, ticket, reason):
        self.here.receives({"call_ticket": {"ticket": ticket["ticket"], "reason": reason}})

    def passed_by(self, language):
        """A ticket that saw others go first, for each kind of reason that one floor gives in a moment."""
        mine = self.kiosk.takes("passport-apply", language)
        self.office.passes(60)
        back, sick, elsewhere = (self.kiosk.takes(service) for service in ("passport-apply", "passport-apply", "invitations"))
        self.calls(back, "comes-back")
        self.calls(sick, "unwell")
        self.there.receives({"call_ticket": {"ticket": elsewhere["ticket"], "reason": "unwell"}})
        infant = self.kiosk.takes("passport-apply", category="infant")
        # An infant's limit is half as long: once it has waited for as long as `mine` alone, it goes before.
        self.office.passes(120)
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
        page = self.browser(language, width, scripts)
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
            page = self.browser(language, 390)
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

    def serves(self, ticket):
        """Until somebody was received under a ticket."""
        self.calls(ticket, "unwell")

    def follows(self, language, width):
        """What the open page says by itself, from the queue to the end of the visit."""
        says = SAYS[language]
        other, mine = self.kiosk.takes("passport-apply", language), self.kiosk.takes("passport-apply", language)
        page = self.browser(language, width)
        self.shows(page, mine["url"], mine["number"])
        marked = page.find(".number")
        ask_often = "document.getElementById('live').dataset.every = 0.3; document.dispatchEvent(new Event('visibilitychange'));"
        said = lambda: page.driver.execute_script("return document.getElementById('said').textContent")
        self.assertEqual(said(), "", "nothing has changed yet, and nothing is said")

        def until(words):
            # The page's own pace is 15 s; the test looks more often.
            page.driver.execute_script(ask_often)
            return words in said()

        self.serves(other)
        self.here.ask({"call_ticket": {"ticket": mine["ticket"], "reason": "unwell"}})
        page.wait(lambda: until(says["come"]))
        self.assertIn("4", page.find(".window-number").text)
        self.assertIn(says["come"], page.driver.title)
        self.assertTrue(marked.is_displayed(), "the page was followed, not loaded anew")
        self.looks("7-called")
        self.here.ask("start")
        self.here.ask("finish")
        page.wait(lambda: until("") and page.all(".rate"))
        self.assertIn(says["rate"], page.text())
        self.looks("8-over")
        # A clerk may still take the step back.
        page.wait(lambda: page.find("#live").get_attribute("data-every") == "60")
        return page, mine, says

    def test_the_open_page_follows_the_queue_and_says_only_what_has_changed(self):
        for language in SAYS:
            with self.subTest(language):
                self.follows(language, 390)

    def test_the_visit_is_rated_once_in_each_language(self):
        for language, width in (("ru", 390), ("en", 320), ("hy", 390)):
            with self.subTest(language):
                page, mine, says = self.follows(language, width)
                page.press(".marks a", 3)
                self.assertTrue(page.find("[name=mark][value='4']").is_selected(), "the mark that was pressed")
                self.looks("9-rate")
                page.driver.execute_script("document.getElementById('word').value = 'я'.repeat(201)")
                page.press(".send")
                self.assertIn(says["long"], page.text())
                self.looks("10-too-long")
                page.fill("word", WORD)
                page.press(".send")
                self.assertEqual(page.driver.current_url.split("?")[0], mine["url"])
                self.assertIn(says["thanks"], page.text())
                self.looks("11-thanks")
                page.open(f"{mine['url']}/rate?lang={language}")
                self.assertIn(says["rated"], page.text())
                self.looks("12-rated")

    def test_a_visit_is_rated_without_scripts_and_by_keyboard(self):
        mine = self.kiosk.takes("passport-apply", "en")
        self.serves(mine)
        page = self.browser("en", 320, scripts=False)
        self.shows(page, mine["url"], SAYS["en"]["rate"])
        self.looks("8-over")
        page.press(".marks a", 4)
        page.driver.switch_to.active_element.send_keys(Keys.TAB)
        chosen = page.find("[name=mark][value='5']")
        chosen.send_keys(Keys.ARROW_LEFT)
        self.assertTrue(page.find("[name=mark][value='4']").is_selected())
        before = page.find("html")
        page.driver.switch_to.active_element.send_keys(Keys.ENTER)
        page.wait(lambda: page.gone(before))
        self.assertIn(SAYS["en"]["thanks"], page.text())

    def test_a_manager_reads_what_was_said_and_not_who_said_it(self):
        mine = self.kiosk.takes("passport-apply", "ru")
        self.serves(mine)
        page = self.browser("ru", 390)
        self.shows(page, mine["url"], SAYS["ru"]["rate"])
        page.press(".marks a", 2)
        page.fill("word", WORD)
        page.press(".send")
        for language, width, words in (("ru", 1280, "Средняя оценка"), ("en", 320, "Visits were rated"), ("hy", 390, "Ընդունելությունների միջին գնահատականը")):
            page = self.browser(language, width)
            self.sign_in()
            page.open(f"{self.office.inside}/staff/period")
            said = page.find("section[aria-labelledby=ratings]").text
            self.assertIn(words, said)
            self.assertIn(f"3\n{WORD}", said)
            self.assertNotIn(mine["number"], said)
            self.looks("13-manager")

    def test_who_cannot_reach_the_server_is_told_so_until_it_can_be_reached(self):
        mine = self.kiosk.takes("passport-apply", "ru")
        page = self.browser("ru", 390)
        self.shows(page, mine["url"], mine["number"])
        gone = "window.own = window.fetch; window.fetch = () => Promise.reject(new TypeError('gone'));"
        page.driver.execute_script(gone)
        tick = "document.dispatchEvent(new Event('visibilitychange'))"
        page.driver.execute_script(tick)
        page.wait(lambda: SAYS["ru"]["lost"] in page.text())
        self.assertNotIn("обновляется само", page.text(), "it does not while the server is gone")
        self.folder = PICTURES / "lost"
        self.looks("lost")
        page.driver.execute_script("window.fetch = window.own")
        page.driver.execute_script(tick)
        page.wait(lambda: SAYS["ru"]["lost"] not in page.text())
        self.assertIn("обновляется само", page.text())
        self.serves(mine)

    def test_an_end_that_is_taken_back_is_seen_when_the_page_is_looked_at(self):
        mine = self.kiosk.takes("passport-apply", "en")
        page = self.browser("en", 390)
        self.shows(page, mine["url"], mine["number"])
        look = lambda: page.driver.execute_script("document.dispatchEvent(new Event('visibilitychange'))")
        self.here.ask({"call_ticket": {"ticket": mine["ticket"], "reason": "unwell"}})
        for ask in ("start", "finish"):
            self.here.ask(ask)
        page.wait(lambda: look() or SAYS["en"]["rate"] in page.text())
        self.here.ask("undo")
        page.wait(lambda: look() or "You are being received" in page.text())
        self.here.ask("finish")

    def test_an_answer_that_never_comes_is_given_up_and_the_page_goes_on(self):
        mine = self.kiosk.takes("passport-apply", "ru")
        page = self.browser("ru", 390)
        self.shows(page, mine["url"], mine["number"])
        silent = (
            "window.own = window.fetch; window.fetch = (address, { signal }) =>"
            "new Promise((_, no) => signal.addEventListener('abort', () => no(signal.reason)));"
            "document.getElementById('live').dataset.every = 0.5; document.dispatchEvent(new Event('visibilitychange'));"
        )
        page.driver.execute_script(silent)
        page.wait(lambda: SAYS["ru"]["lost"] in page.text())
        page.driver.execute_script("window.fetch = window.own")
        page.wait(lambda: SAYS["ru"]["lost"] not in page.text())
        self.serves(mine)

    def test_who_asks_too_often_is_told_that_and_not_that_the_server_is_gone(self):
        kept = {"ru": "Место в очереди за вами", "en": "Your place in the queue is kept", "hy": "Հերթում ձեր տեղը պահպանված է"}
        for language, words in kept.items():
            mine = self.kiosk.takes("passport-apply", language)
            page = self.browser(language, 390)
            self.shows(page, mine["url"], mine["number"])
            crowded = (
                "window.own = window.fetch; window.asked = 0; const headers = { 'Retry-After': '1' };"
                "window.fetch = async () => { window.asked += 1; return new Response('', { status: 429, headers }); };"
                "document.dispatchEvent(new Event('visibilitychange'));"
            )
            page.driver.execute_script(crowded)
            page.wait(lambda: words in page.text())
            self.assertNotIn(SAYS[language]["lost"], page.text())
            # Not at the page's own pace, but when the server wants it.
            page.wait(lambda: page.driver.execute_script("return window.asked") > 1)
            self.folder = PICTURES / "crowded"
            self.looks(language)
            page.driver.execute_script("window.fetch = window.own")
            page.wait(lambda: words not in page.text())
            self.serves(mine)

    def test_a_page_that_nobody_looks_at_asks_nothing(self):
        mine = self.kiosk.takes("passport-apply", "ru")
        page = self.browser("ru", 390)
        self.shows(page, mine["url"], mine["number"])
        hide = (
            "window.asked = 0; const own = fetch; window.fetch = (...what) => { window.asked += 1; return own(...what); };"
            "Object.defineProperty(document, 'hidden', { value: true, configurable: true });"
            "document.getElementById('live').dataset.every = 0.2; document.dispatchEvent(new Event('visibilitychange'));"
        )
        page.driver.execute_script(hide)
        time.sleep(1.5)
        self.assertEqual(page.driver.execute_script("return window.asked"), 0)
        show = "Object.defineProperty(document, 'hidden', { value: false }); document.dispatchEvent(new Event('visibilitychange'));"
        page.driver.execute_script(show)
        page.wait(lambda: page.driver.execute_script("return window.asked") > 0)
        self.serves(mine)

    def test_everything_is_reached_by_keyboard(self):
        mine, *_ = self.passed_by("en")
        page = self.browser("en", 390)
        self.shows(page, mine["url"], SAYS["en"]["why"])
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
        page = self.browser("ru", 320)
        more = {"features": [{"name": "prefers-contrast", "value": "more"}]}
        page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", more)
        self.folder = PICTURES / "contrast"
        self.shows(page, mine["url"], SAYS["ru"]["why"])
        self.looks("why")
        page.press(".leave")
        self.looks("leave")

    @classmethod
    def tearDownClass(cls):
        cls.logs_none_of("/t/", WORD)


if __name__ == "__main__":
    unittest.main()
