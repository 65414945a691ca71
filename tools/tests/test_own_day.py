"""A clerk's own day in a real Chromium: three languages, on a desk and on phones, checked with axe, each figure of each clerk counted again from the raw
journal of a played day, on the page and in its workbook (S2, Q6, Q7). Pictures are left in `target/pages/own-day/`."""

import datetime
import json
import unittest
import zoneinfo

from marked import ROOT
from pages import LANGUAGES, PagesOfADay, needs_chromium

from journal import Journal, moment, nearest_rank, of_key, seconds

# The clerks of the demo floor who were at work; of the first and the last there is something in every table.
CLERKS = ("kovaleva", "sargsyan", "orlov", "belova", "petrosyan")
LOOKED_AT = (CLERKS[0], CLERKS[-1])
# Where the others' days are read too.
EVERYBODY = ("ru", 1280)
TITLE = {"ru": "Вторник, 17 ноября", "en": "Tuesday, 17 November", "hy": "Երեքշաբթի, նոյեմբերի 17"}
# What the page shows, in its order.
TABLES = ("clerks-services", "clerks", "pauses", "refusals", "chosen")
# The longest name that a sheet may have.
LONGEST_NAME = 31
ZONE = zoneinfo.ZoneInfo("Europe/Moscow")
# A table's rows, each cell without the head that stands in it on a phone.
ROWS = """return [...document.querySelectorAll(`#t-${arguments[0]} tbody tr`)].map(row => [...row.children].map(cell =>
    [...cell.childNodes].filter(part => part.className !== 'k').map(part => part.textContent).join('')))"""
# Beginnings and ends of what is counted, and what changes none of a clerk's figures.
COUNTED = {"service_started", "service_finished", "service_refused", "visitor_parked", "visitor_called", "visitor_no_show"}
WINDOWS = {"window_opened", "window_paused", "window_resumed"}
BESIDE = {"floor_configured", "day_turned", "booking", "clerk_signed_in", "ticket_issued", "visitor_recalled", "come_back_lapsed"}


class OwnDay:
    """What the journal says of one clerk; what lasts has lasted until a moment, or else until the last event."""

    def __init__(self, journal, clerk, until=None):
        self.floor, self.until = journal.floor, until or journal.facts[-1][0]
        self.issued = {fact["ticket"]: fact for _, kind, fact in journal.facts if kind == "ticket_issued"}
        self.mine = [(at, kind, fact) for at, kind, fact in journal.facts if fact.get("clerk") == clerk]

    def service(self, ticket):
        return self.issued[ticket]["visit"][0]

    def visits(self):
        """Seconds at the window: of what was done by service, and of what was not in all."""
        since, done, undone_s = {}, {}, 0
        for at, kind, fact in self.mine:
            if kind == "service_started":
                since[fact["ticket"]] = at
            elif kind == "service_finished":
                done.setdefault(self.service(fact["ticket"]), []).append(seconds(since[fact["ticket"]], at))
            elif kind in ("service_refused", "visitor_parked"):
                undone_s += seconds(since[fact["ticket"]], at)
        return done, undone_s

    def stretches(self):
        """What the window did: why it paused, or none where it was open, and for how many seconds."""
        turns = [(at, fact.get("reason")) for at, kind, fact in self.mine if kind in WINDOWS]
        ends = [at for at, _ in turns[1:]] + [self.until]
        return [(reason, seconds(at, end)) for (at, reason), end in zip(turns, ends)]

    def facts(self, kind):
        return [(at, fact) for at, its, fact in self.mine if its == kind]

    def tables(self, language):
        """The rows of each table as the page must show them."""

        def name(entries, key):
            return of_key(entries, key)["name"][language]

        services, reasons = self.floor["services"], self.floor["reasons"]
        done, undone_s = self.visits()
        chosen = [(at, fact, fact["why"]["chosen"]) for at, fact in self.facts("visitor_called") if "chosen" in fact["why"]]
        out_of_turn = sum(why["instead_of"] is not None for _, _, why in chosen)
        refused = [fact["reason"] for _, fact in self.facts("service_refused")]
        pauses = {}
        for reason, long_s in self.stretches():
            pauses.setdefault(reason, []).append(long_s)
        open_s = sum(pauses.pop(None))
        counts = [len(self.facts("visitor_no_show")), len(refused), out_of_turn]
        return {
            "clerks-services": [[name(services, key), *self.of_service(key, sorted(times))] for key, times in sorted(done.items())],
            "clerks": [[clock(open_s), clock(undone_s), *map(str, counts)]],
            "pauses": [
                [name(reasons["pause"], key), str(len(times)), clock(sum(times)), clock(max(times))] for key, times in sorted(pauses.items())
            ],
            "refusals": [[name(reasons["refuse"], key), str(refused.count(key))] for key in sorted(set(refused))],
            "chosen": [
                [
                    at.astimezone(ZONE).strftime("%H:%M"),
                    self.issued[fact["ticket"]]["number"],
                    name(services, self.service(fact["ticket"])),
                    str(of_key(self.floor["windows"], fact["window"])["number"]),
                    name(reasons["out_of_turn"], why["reason"]),
                    self.issued[why["instead_of"]]["number"],
                ]
                for at, fact, why in chosen
            ],
        }

    def of_service(self, key, times):
        norm_s = of_key(self.floor["services"], key)["service_norm_min"] * 60
        within = sum(time <= norm_s for time in times) * 100 // len(times)
        return [str(len(times)), clock(sum(times)), clock(nearest_rank(times, 50)), clock(times[-1]), f"{within} %"]


def clock(all_s):
    return f"{all_s // 3600}:{all_s // 60 % 60:02}:{all_s % 60:02}"


def in_the_book(key, row):
    """A row of a sheet as the page shows it."""
    shown = [clock(round(cell.total_seconds())) if isinstance(cell, datetime.timedelta) else str(cell) for cell in row]
    return [*shown[:-1], f"{round(row[-1] * 100)} %"] if key == "clerks-services" else shown


@needs_chromium
class OwnDays(PagesOfADay):
    pictures = ROOT / "target/pages/own-day"

    def walk(self, language, width):
        self.browser(language, width)
        for clerk in CLERKS if (language, width) == EVERYBODY else LOOKED_AT:
            self.own_day(clerk, language, width)

    def own_day(self, clerk, language, width):
        page = self.shown
        page.driver.delete_all_cookies()
        self.sign_in(clerk)

        def read():
            page.open(f"{self.office.inside}/staff/mine")
            return {key: page.driver.execute_script(ROWS, key) for key in TABLES}

        counted = self.holds(clerk, language, read)
        self.assertEqual((page.find("html").get_attribute("lang"), page.find("h1").text), (language, TITLE[language]))
        heads = {head.is_displayed() for head in page.all("main td .k")}
        self.assertEqual(heads, {width < 768}, "each figure has its head beside it where there is no row of heads")
        for other in counted.floor["clerks"]:
            self.assertEqual(other["name"] in page.text(), other["id"] == clerk, f"{other['name']} on the page of {clerk}")
        if clerk in LOOKED_AT:
            self.looks(clerk)

    def now(self):
        """The office's time."""
        health = self.shown.fetch(f"{self.office.inside}/health", self.office.folder / "office.crt")
        return moment(json.loads(health)["now"])

    def holds(self, clerk, language, read):
        """What is read is what the journal says as of a second between before and after."""
        began = self.now()
        said = read()
        most_s = seconds(began, self.now())
        journal = Journal(self.office.folder / "floor.db")
        as_of = [OwnDay(journal, clerk, began + datetime.timedelta(seconds=after_s)) for after_s in range(most_s + 1)]
        self.assertIn(said, [counted.tables(language) for counted in as_of], clerk)
        return as_of[0]

    def test_the_day_in_each_language_on_a_desk(self):
        self.walk_each(1280)

    def test_the_day_in_each_language_on_phones(self):
        self.walk_each(390, 320)

    def test_the_workbook_opens_in_another_program_and_says_what_the_page_says(self):
        for language in LANGUAGES:
            page = self.browser(language, 1280)
            for clerk in LOOKED_AT:
                with self.subTest(f"{language} {clerk}"):
                    page.driver.delete_all_cookies()
                    self.sign_in(clerk)
                    page.open(f"{self.office.inside}/staff/mine")

                    def read():
                        book = self.workbook("mine.xlsx")
                        self.assertEqual(list(book), [heading.text[:LONGEST_NAME] for heading in self.shown.all("main h2")])
                        return {key: [in_the_book(key, row) for row in rows[1:]] for key, rows in zip(TABLES, book.values())}

                    self.holds(clerk, language, read)

    def test_the_played_day_has_something_to_count_in_every_table_and_nothing_that_is_not_counted(self):
        journal = Journal(self.office.folder / "floor.db")
        self.assertLessEqual({kind for _, kind, _ in journal.facts}, COUNTED | WINDOWS | BESIDE)
        looked_at = [OwnDay(journal, clerk).tables(LANGUAGES[0]) for clerk in LOOKED_AT]
        self.assertEqual([key for key in looked_at[0] if not any(tables[key] for tables in looked_at)], [])
        done = sum(int(row[1]) for clerk in CLERKS for row in OwnDay(journal, clerk).tables(LANGUAGES[0])["clerks-services"])
        self.assertGreater(done, 50)

    @classmethod
    def tearDownClass(cls):
        cls.logs_none_of(*CLERKS, "Ковал", "Петросян")


if __name__ == "__main__":
    unittest.main()
