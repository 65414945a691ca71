"""Further visitors of the demo's day, so that there is something to read in it: a second kiosk, the reception and four windows without glass. All of it
is asked by the protocol and nothing is clicked, which the summary says."""

import time
from contextlib import ExitStack, closing

from device import Device

RECEPTIONIST = ("console-4", "reception")
# Who sits where; a window receives what it receives on the demo floor.
CLERKS = (("console-2", "sargsyan", "w2"), ("console-3", "orlov", "w3"), ("console-5", "belova", "w5"), ("console-6", "petrosyan", "w6"))
COME_FOR = (
    *("passport-apply", "registration", "residence", "work-permit", "passport-collect", "certificates", "citizenship", "invitations"),
    *("passport-apply", "registration", "work-permit", "passport-collect", "certificates", "passport-apply", "registration", "residence"),
)
LANGUAGES = ("ru", "en", "hy")
# By their place in the list: who is called out of turn, and who gives up. The first of the last window is refused.
UNWELL, GIVES_UP = 8, 15
COME_EVERY_S, WALK_S, FINISH_EVERY_S = 0.15, 0.3, 0.35
NOBODY = {"rejected": "nobody_waiting"}


def come_and_be_received(visitor):
    """All of them, seen in the journal as the others are."""
    office = visitor.office
    wanted = {"ticket_issued": len(COME_FOR), "service_finished": len(COME_FOR) - 2, "service_refused": 1, "visitor_left": 1}
    before = {kind: len(visitor.facts(kind)) for kind in wanted}

    def played():
        found = {kind: len(visitor.facts(kind)) - before[kind] for kind in wanted}
        return found == wanted and f"{wanted['service_finished']} received at {len(CLERKS)} windows, 1 refused, 1 left"

    what = f"{len(COME_FOR)} more visitors, played by the protocol and not by clicks and keys"
    visitor.step(what, lambda: receive(office, come(office)), played)


def come(office):
    """Their tickets, in the order of the coupons."""
    with closing(Device(office, "kiosk-2")) as kiosk, closing(Device(office, RECEPTIONIST[0])) as reception:
        tickets = []
        for place, service in enumerate(COME_FOR):
            tickets.append(kiosk.takes(service, LANGUAGES[place % len(LANGUAGES)])["ticket"])
            time.sleep(COME_EVERY_S)
        reception.signs_in(RECEPTIONIST[1])
        reception.ask({"leave_queue": {"ticket": tickets[GIVES_UP]}})
    return tickets


def receive(office, tickets):
    """The clerks call all at once, and finish one after the other, until nobody waits for any of them."""
    with ExitStack() as devices:
        consoles = [devices.enter_context(closing(Device(office, device))) for device, _, _ in CLERKS]
        for console, (_, login, window) in zip(consoles, CLERKS):
            console.opens(login, window)
        first, *others = consoles
        first.ask({"call_ticket": {"ticket": tickets[UNWELL], "reason": "unwell"}})
        called = [first, *(console for console in others if calls(console))]
        serve(called, {consoles[-1]: {"refuse": {"reason": "documents-missing"}}})
        while called := [console for console in consoles if calls(console)]:
            serve(called, {})


def calls(console):
    """Whether there was somebody to call."""
    outcome = console.outcome("call_next")
    if "done" not in outcome and outcome != NOBODY:
        raise OSError(f"call_next: {outcome}")
    return outcome != NOBODY


def serve(consoles, otherwise):
    time.sleep(WALK_S)
    for console in consoles:
        console.ask("start")
    for console in consoles:
        time.sleep(FINISH_EVERY_S)
        console.ask(otherwise.get(console, "finish"))
