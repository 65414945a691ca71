"""The manager at the end of the demo: reads the page of the played day in a real browser and takes it along as files. Its figures are those of
the visitors who were played, worked out here from the journal."""

import csv
import datetime
import io
import re
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from browser import Browser  # noqa: E402
from journal import Journal, moment, nearest_rank, of_key, seconds  # noqa: E402
from play import StepFailed  # noqa: E402

MANAGER = "petrosyan"
DESK_PX = 1280
# What is read first, as page and paper call it.
FIGURES = ("Came", "Booked", "Waited, median", "Waited within the limit", "Not received")
# Grows while nothing happens. So does a pause that lasts, but nobody pauses in the demo.
WINDOW_OPEN = "window open"


def read_the_day(visitor, evidence):
    """The page, its picture, and the day as PDF and CSV."""
    office = visitor.office
    told = Played(office)
    page = Browser(DESK_PX, 900, language="en", scale=1)
    try:
        visitor.step("manager opens the pages", lambda: page.open(f"{office.inside}/staff"), lambda: page.all("[name=pin]"))
        page.fill("login", MANAGER)
        page.fill("pin", office.pin(MANAGER))
        visitor.step("manager signs in", lambda: page.press(".act"), lambda: page.driver.current_url.endswith("/staff/now"))
        visitor.see("manager reads the day", lambda: told.stands_on(reopened(page, f"{office.inside}/staff/day?date={told.day}")))
        page.picture(evidence / "day.png")
        asked_between = taken_along(page, office, f"day.csv?date={told.day}", evidence / "day.csv")
        taken_along(page, office, f"day.pdf?date={told.day}", evidence / "day.pdf")
    finally:
        page.close()
    visitor.see("the day as CSV says the same", lambda: told.stands_in(evidence / "day.csv", asked_between))
    visitor.see("the day as PDF says the same", lambda: told.stands_on_paper(evidence / "day.pdf"))
    visitor.see("so does the command line", lambda: same_report(office, told.day, evidence))


def reopened(page, address):
    """The figures come a moment after what they tell."""
    page.open(address)
    return page


def taken_along(page, office, address, file):
    """Keeps a file of the pages; gives the moments between which it was asked for and came."""
    asked = datetime.datetime.now(datetime.UTC)
    file.write_bytes(page.fetch(f"{office.inside}/staff/{address}", office.data / "office.crt"))
    return asked, datetime.datetime.now(datetime.UTC)


def same_report(office, day, evidence):
    """The report of the command line, in the same words, is the file of the page, and told as of the last event: until then the windows that are
    still open were open."""
    made = office.folder / "day.csv"
    command = [office.programs / "queue-server", "report", "--data", office.data, "--day", day, "--language", "en"]
    subprocess.run([*command, "--csv", made], check=True, capture_output=True)
    page, line, told = figures_in(evidence / "day.csv"), figures_in(made), Played(office)
    told.windows_were_open(line, told.until, told.until)
    apart = {key: (page.get(key), line.get(key)) for key in page | line if page.get(key) != line.get(key) and key[-1] != WINDOW_OPEN}
    if list(page) != list(line) or apart:
        raise StepFailed(f"the report of the command line is another one: {apart}")
    return True


def figures_in(file):
    lines = csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig")))
    return {(line["table"], line["row"], line["figure"]): line["value"] for line in lines}


class Played:
    """What the journal says of those who were played."""

    def __init__(self, office):
        journal = Journal(office.database)
        facts, self.day, self.floor = journal.facts, journal.day, journal.floor
        self.until = facts[-1][0]
        self.windows = [(at, kind, fact) for at, kind, fact in facts if kind in ("window_opened", "window_paused", "window_resumed", "window_closed")]
        self.issued = {fact["ticket"]: (at, fact) for at, kind, fact in facts if kind == "ticket_issued"}
        first = self.first(facts)
        called, started, finished = first("visitor_called"), first("service_started"), first("service_finished")
        self.booked = [fact for _, fact in self.issued.values() if fact.get("arrival")]
        self.waited = {ticket: seconds(self.since(ticket), called[ticket]) for ticket in called}
        self.within = sum(wait <= self.limit_s(ticket) for ticket, wait in self.waited.items())
        self.took = {ticket: seconds(started[ticket], finished[ticket]) for ticket in finished}
        self.clerks = {fact["ticket"]: fact["clerk"] for _, kind, fact in facts if kind == "service_finished"}
        self.left = len(first("visitor_left"))

    @staticmethod
    def first(facts):
        """Of a kind, when it first happened to each ticket."""

        def of(kind):
            found = {}
            for at, its, fact in facts:
                if its == kind:
                    found.setdefault(fact["ticket"], at)
            return found

        return of

    def since(self, ticket):
        """Who booked waits from the booked time on."""
        at, fact = self.issued[ticket]
        arrival = fact.get("arrival")
        return max(at, moment(arrival["due"])) if arrival and not arrival["late"] else at

    def limit_s(self, ticket):
        """Of who is received as booked that of the booking rules; else the category's, else the service's."""
        _, fact = self.issued[ticket]
        arrival = fact.get("arrival")
        if arrival and not arrival["late"]:
            return self.floor["rules"]["booking"]["wait_limit_min"] * 60
        category, service = of_key(self.floor["categories"], fact["category"]), of_key(self.floor["services"], fact["visit"][0])
        return (category.get("wait_limit_min") or service["wait_norm_min"]) * 60

    def figures(self):
        """The five that are read first."""
        came, called = len(self.issued), len(self.waited)
        median_min = nearest_rank(sorted(self.waited.values()), 50) // 60
        return [str(came), f"{len(self.booked) * 100 // came}%", f"{median_min}min", f"{self.within * 100 // called}%", str(self.left)]

    def service(self, ticket):
        return self.issued[ticket][1]["visit"][0]

    def of_services(self):
        """By its name: whose tickets were taken for it."""
        by_key = {}
        for ticket in self.issued:
            by_key.setdefault(self.service(ticket), []).append(ticket)
        return {self.name("services", key): tickets for key, tickets in by_key.items()}

    def of_clerks(self):
        """By the names of clerk and service: in how many seconds each visit was done."""
        found = {}
        for ticket, took_s in self.took.items():
            clerk = of_key(self.floor["clerks"], self.clerks[ticket])["name"]
            found.setdefault((clerk, self.name("services", self.service(ticket))), []).append(took_s)
        return found

    def open_s(self, until):
        """By the clerks' names: for how many seconds the windows were open up to a moment."""
        since, found = {}, {}
        for at, kind, fact in self.windows:
            if begins := since.pop(fact["window"], None):
                clerk, opened = begins
                found[clerk] += seconds(opened, at)
            if kind in ("window_opened", "window_resumed"):
                since[fact["window"]] = (fact["clerk"], at)
                found.setdefault(fact["clerk"], 0)
        for clerk, opened in since.values():
            found[clerk] += seconds(opened, until)
        return {of_key(self.floor["clerks"], clerk)["name"]: open_s for clerk, open_s in found.items()}

    def windows_were_open(self, figures, earliest, latest):
        """Whether a file says for how long each clerk's window was open, up to one moment of these."""
        said = {row: int(value) for (_, row, figure), value in figures.items() if figure == WINDOW_OPEN}
        least, most = self.open_s(earliest), self.open_s(latest)
        if said.keys() != least.keys() or any(not least[clerk] <= open_s <= most[clerk] for clerk, open_s in said.items()):
            raise StepFailed(f"the windows were open for {least} to {most} s, not for {said}")

    def name(self, things, key):
        return of_key(self.floor[things], key)["name"]["en"]

    def stands_on(self, page):
        """Whether the page says all of it."""
        headlines = [one.text for one in page.all(".figures .value")]
        rows = [row.text for row in page.all(".day-services tbody tr")]
        clerks = [row.text for row in page.all(".day-clerks tbody tr")]
        said = [without_gaps(value) for value in headlines]
        asked = [any(re.search(rf"{re.escape(name)}\s+{len(tickets)}\b", row) for row in rows) for name, tickets in self.of_services().items()]
        at_windows = [
            any(row.startswith(clerk) and f"{len(times)} · {sum(times) // 60}" in row for row in clerks)
            for (clerk, _), times in self.of_clerks().items()
        ]
        return said == self.figures() and all(asked) and all(at_windows)

    def stands_in(self, file, asked_between):
        """Whether the CSV says all of it."""
        figures = figures_in(file)
        self.windows_were_open(figures, *asked_between)
        wanted = {
            ("Visitors", "visitors", "figure"): len(self.issued),
            ("Visitors", "without a booking", "figure"): len(self.issued) - len(self.booked),
            ("Visitors", "no-shows", "figure"): 0,
            ("Visitors", "left", "figure"): self.left,
        }
        for name, tickets in [*self.of_services().items(), ("(all)", list(self.issued))]:
            waits = [self.waited[ticket] for ticket in tickets if ticket in self.waited]
            times = [self.took[ticket] for ticket in tickets if ticket in self.took]
            told = {"visitors": len(tickets), "called": len(waits), "wait longest": most(waits), "done": len(times), "service longest": most(times)}
            wanted |= {("Services, most asked first", name, figure): value for figure, value in told.items()}
        by_clerk = {" / ".join(names): sum(times) for names, times in self.of_clerks().items()}
        wrong = {key: (figures.get(key), value) for key, value in wanted.items() if figures.get(key) != str(value)}
        total = {row: int(value) for (table, row, figure), value in figures.items() if table == "Services by clerk" and figure == "total"}
        if wrong or total != by_clerk:
            raise StepFailed(f"the CSV says something else: {wrong} {total}")
        return f"{len(figures)} figures"

    def stands_on_paper(self, file):
        """Whether the paper has the five figures and the tables."""
        first = without_gaps(on_paper(file, "-raw", "-l", "1"))
        wanted = "".join(without_gaps(name) + figure for name, figure in zip(FIGURES, self.figures()))
        if wanted not in first:
            raise StepFailed(f"the paper has other figures than {wanted}: {first[:2000]}")
        text = on_paper(file, "-layout")
        visitors = re.search(r"^\s*visitors\s+(\d+)$", text, flags=re.M)
        if not visitors or int(visitors.group(1)) != len(self.issued) or any(name not in text for name in self.of_services()):
            raise StepFailed(f"the paper says something else: {text[:2000]}")
        return True


def on_paper(file, *how):
    return subprocess.run(["pdftotext", *how, file, "-"], capture_output=True, text=True, check=True).stdout


def most(times):
    """The longest, as the CSV writes it."""
    return max(times, default="")


def without_gaps(text):
    return re.sub(r"\s", "", text)
