"""A visitor who books: on the page in a real browser, by the mail that comes, at the kiosk by the code, to the window."""

import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import mailbox  # noqa: E402
import path as way  # noqa: E402
from browser import Browser  # noqa: E402
from personal import found_in  # noqa: E402
from play import StepFailed  # noqa: E402

# No other name or text of the office is like these, so that they are found wherever they are.
VISITOR = {"family": "Vasilyevskaya", "given": "Aleksandrina", "document": "4510 123456", "contact": "a.vasilyevskaya@example.org"}
PHONE_PX = 390
# Mail goes out at once; the journal is looked at once a second for what is due.
MAIL_LIMIT_S = 30
# Slots begin with each quarter of an hour; one that begins before the form is filled is past.
SLOT_S, FORM_S = 900, 300


def book_and_be_received(visitor, evidence):
    """The next free time of service A, booked and kept."""
    page = Browser(PHONE_PX, language="en")
    try:
        booking, code = book(visitor, page, evidence)
    finally:
        page.close()
    ticket = check_in(visitor, booking, code, evidence)
    be_received(visitor, ticket, evidence)


def next_time(page):
    """Which of the free times leaves time for the form."""
    left_s = SLOT_S - time.time() % SLOT_S
    return 1 if left_s < FORM_S and len(page.all(".times a")) > 1 else 0


def book(visitor, page, evidence):
    """Gives the booking's fact, and the code of the mail."""
    office = visitor.office
    office_page = f"http://127.0.0.1:{office.visitors_port}"
    visitor.step("visitor opens the page", lambda: page.open(f"{office_page}/book?lang=en"), lambda: page.all(".rows a"))
    for what, press, place in (
        ("takes service A", ".rows a", lambda: 0),
        ("has the documents", ".act", lambda: 0),
        ("takes today", ".days a", lambda: 0),
        ("takes the next free time", ".times a", lambda: next_time(page)),
        ("goes on with it", ".below .act", lambda: 0),
        ("consents", ".act", lambda: 0),
    ):
        visitor.step(f"visitor {what}", lambda: page.press(press, place()), lambda: True)
    for name, text in VISITOR.items():
        page.fill(name, text)
    visitor.step("visitor sends the form", lambda: page.press("#data .act"), lambda: page.all("[name=code]"))
    mail = visitor.see("mail with the code comes", lambda: office.mailbox.mail(1), MAIL_LIMIT_S)
    once = re.search(r"\b\d{6}\b", mailbox.text(mailbox.read(mail))).group()
    page.fill("code", once)
    booking = visitor.step("visitor types the code", lambda: page.press(".act"), lambda: booked(visitor))
    page.picture(evidence / "booking.png")
    mail = visitor.see("mail with the booking comes", lambda: office.mailbox.mail(2), MAIL_LIMIT_S)
    shutil.copy(mail, evidence / "mail.eml")
    mail = mailbox.read(mail)
    own = re.search(rf"{re.escape(office_page)}/\S+", mailbox.text(mail)).group().rstrip(".,")
    visitor.step("visitor follows the mail's link", lambda: page.open(own), lambda: stands(booking["number"], page.text()))
    code = read_code(mailbox.picture(mail))
    if code != read_code((evidence / "booking.png").read_bytes()):
        raise StepFailed("the codes of page and mail are one")
    return booking, code


def stands(number, text):
    """Whether a booking's number stands in a text; people see it in groups of figures."""
    return f"{number:08d}" in re.sub(r"[\s-]", "", text)


def booked(visitor):
    made = [fact["made"] for fact in visitor.facts("booking") if "made" in fact]
    return made[-1] if made else None


def read_code(picture):
    """What a scanner reads off a picture."""
    found = subprocess.run(["zbarimg", "-q", "--raw", "-Sdisable", "-Sqrcode.enable", "png:-"], input=picture, capture_output=True)
    return found.stdout.decode().strip()


def check_in(visitor, booking, code, evidence):
    """The code is held before the kiosk's scanner; gives the ticket's fact."""
    office = visitor.office
    kiosk = office.screens["kiosk"]
    ticket = visitor.step("visitor shows the code", lambda: office.scan(code), lambda: arrived(visitor, booking))
    visitor.see("kiosk shows the booked number", lambda: kiosk.reads(way.CHECKED_IN, ticket["number"]))
    kiosk.picture(evidence / "checkin.png")
    return ticket


def arrived(visitor, booking):
    newest = visitor.facts("ticket_issued")[-1]
    arrival = newest.get("arrival") or {}
    return newest if arrival.get("booking") == booking["booking"] and not arrival["late"] else None


def be_received(visitor, ticket, evidence):
    console = visitor.office.screens["console"]
    here = {"ticket": ticket["ticket"], "window": way.WINDOW, "clerk": way.CLERK}
    visitor.step("clerk calls the booked visitor", lambda: console.key("F2"), lambda: visitor.fact("visitor_called", **here))
    visitor.step("booked visitor is at the window", lambda: console.key("F4"), lambda: visitor.fact("service_started", **here))
    visitor.see("console shows the booked visit", lambda: way.is_served(console, ticket["number"]))
    console.picture(evidence / "console-booked.png")
    visitor.step("clerk finishes the booked visit", lambda: console.key("F5"), lambda: visitor.fact("service_finished", **here))


def nobody_wrote_it_down(visitor, evidence):
    """Who booked stands in no file of any program, from the journal to the printer's paper: in the mail alone, and on screens (S4)."""
    link = re.search(r"/b/(\w+)", mailbox.text(mailbox.read(evidence / "mail.eml"))).group(1)
    texts = [*VISITOR.values(), VISITOR["document"].replace(" ", ""), link]
    sounds = ["announcement.wav", "office/announcement.wav"]
    screens = [f"office/screen-{name}" for name in visitor.office.screens]
    found, looked = found_in(evidence, texts, but=["mail.eml", "office/mail", *sounds, *screens])
    if found:
        raise StepFailed("what is personal was written down: " + "; ".join(found))
    return f"{looked} files"
