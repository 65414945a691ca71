#!/usr/bin/env python3
"""A kiosk, a console and a hall display in another language, written from docs/protocol.md alone.

Knows the server by its certificate, whose SHA-256 is in each device's key file. Plays one visitor through on it: takes a coupon, signs
a clerk in, opens a window, calls, starts and finishes, and checks what the hall shows meanwhile. Needs the standard library only; says each step and ends with 1 at the first that is wrong.
"""

import argparse
import base64
import datetime
import json
import pathlib
import secrets
import sys
import time

from foreign_wire import PATIENCE_S, KeyFile, Untrusted, WebSocket, Wrong

VERSION = 1


class Device:
    """One device's session: requests and their replies, and the latest update of each kind."""

    def __init__(self, server, role, name, key, office, session=None):
        self.socket = WebSocket(*server, "/device", office)
        self.shown = {}
        self.replies = {}
        self.epoch = None
        hello = {"version": VERSION, "role": role, "device": name, "key": key, "program": "foreign client 1"}
        if session is not None:
            hello["session"] = session
        self.socket.say(json.dumps({"hello": hello}))
        kind, self.welcome = self._next(PATIENCE_S)
        if kind == "farewell":
            raise Wrong(f"farewell: {self.welcome}")
        if kind != "welcome" or self.welcome["version"] != VERSION:
            raise Wrong(f"no welcome but {kind}")
        self.epoch = self.welcome["epoch"]

    def _next(self, patience_s):
        text = self.socket.hear(patience_s)
        if text is None:
            return None, None
        message = json.loads(text)
        if len(message) != 1:
            raise Wrong(f"no message: {text[:200]}")
        return next(iter(message.items()))

    def listen(self, patience_s=0.2):
        """Takes what comes; False if nothing did."""
        kind, body = self._next(patience_s)
        if kind == "update":
            self._update(body)
        elif kind == "reply":
            if body["id"] in self.replies:
                raise Wrong("a request was answered twice")
            self.replies[body["id"]] = body["outcome"]
        elif kind == "farewell":
            raise Wrong(f"farewell: {body}")
        elif kind is not None:
            raise Wrong(f"unexpected {kind}")
        return kind is not None

    def _update(self, update):
        moment(update["now"])
        show = update["show"]
        kind, body = (show, None) if isinstance(show, str) else next(iter(show.items()))
        last = self.shown.get(kind)
        if update["epoch"] == self.epoch and (last is None or update["seq"] >= last[0]):
            self.shown[kind] = (update["seq"], body)

    def sees(self, kind, what, patience_s=PATIENCE_S):
        """Waits until the latest update of a kind is as it should be; gives it."""
        until = time.monotonic() + patience_s
        while time.monotonic() < until:
            if kind in self.shown and what(self.shown[kind][1]):
                return self.shown[kind][1]
            self.listen()
        raise Wrong(f"{kind} never showed it; last: {json.dumps(self.shown.get(kind), ensure_ascii=False)[:600]}")

    def ask(self, ask, request=None):
        """Asks, and gives the outcome."""
        request = request or secrets.token_hex(16)
        self.socket.say(json.dumps({"request": {"id": request, "age_ms": 0, "ask": ask}}))
        until = time.monotonic() + PATIENCE_S
        while request not in self.replies:
            if time.monotonic() > until:
                raise Wrong(f"no reply to {ask}")
            self.listen()
        return self.replies.pop(request)

    def close(self):
        self.socket.close()


def moment(text):
    """A moment in UTC; a fraction of a second may follow."""
    if not text.endswith("Z"):
        raise Wrong(f"no moment in UTC: {text}")
    return datetime.datetime.fromisoformat(text[:19])


def expect(what, condition):
    if not condition:
        raise Wrong(what)


def step(words):
    print(f"ok  {words}", flush=True)


def done(outcome, answer=None):
    """The answer of an outcome that is done."""
    expect(f"not done: {outcome}", isinstance(outcome, dict) and "done" in outcome)
    if answer is None:
        expect(f"another answer: {outcome}", outcome["done"] == "done")
        return None
    expect(f"no {answer}: {outcome}", answer in outcome["done"])
    return outcome["done"][answer]


def take_coupon(kiosk, again):
    floor = kiosk.sees("floor", lambda floor: floor["services"])
    board = kiosk.sees("kiosk", lambda board: board["services"])
    open_now = {entry["service"] for entry in board["services"] if "open" in entry["issue"]}
    service = next(service for service in floor["services"] if service["at_kiosk"] and service["id"] in open_now)
    ask = {
        "issue_ticket": {
            "services": [service["id"]],
            "category": floor["categories"][0]["id"],
            "language": floor["languages"][0],
            "more_time": False,
        }
    }
    request = secrets.token_hex(16)
    ticket = done(kiosk.ask(ask, request), "ticket")
    expect("a number is a letter and three figures", len(ticket["number"]) == 4 and ticket["number"][1:].isdigit())
    expect("the letter is the service's", ticket["number"][0] == service["letter"])
    expect("a new ticket waits", ticket["state"] == "waiting" and ticket["copies"] == 0)
    datetime.time.fromisoformat(ticket["taken_at"][:8])
    step(f"coupon {ticket['number']} for {service['id']}")
    expect("the same request brings the same ticket", done(kiosk.ask(ask, request), "ticket")["ticket"] == ticket["ticket"])
    kiosk.close()
    kiosk = again()
    expect("also on another connection", done(kiosk.ask(ask, request), "ticket")["ticket"] == ticket["ticket"])
    other = kiosk.ask({"withdraw_ticket": {"ticket": ticket["ticket"]}}, request)
    expect(f"the id is used: {other}", other == {"failed": "id_reused"})
    became = done(kiosk.ask({"what_became": {"request": request}}), "became")
    expect("what became of it", became["done"]["ticket"]["ticket"] == ticket["ticket"])
    expect("never asked", done(kiosk.ask({"what_became": {"request": secrets.token_hex(16)}}), "became") is None)
    step("a request acts once, also over a lost connection")
    return kiosk, floor, service, ticket


def open_window(console, floor, service, login, pin):
    expect("nobody is signed in", console.ask("call_next") == {"failed": "not_allowed"})
    wrong = console.ask({"sign_in": {"login": login, "pin": "no pin"}})
    expect(f"a wrong PIN: {wrong}", "wrong_pin" in wrong["failed"])
    time.sleep(wrong["failed"]["wrong_pin"]["wait_s"])
    session = done(console.ask({"sign_in": {"login": login, "pin": pin}}), "signed_in")
    expect("who signed in", session["clerk"] == login and "clerk" in session["roles"])
    step(f"signed in: {session['name']}")
    window = next(window for window in floor["windows"] if service["id"] in window["services"])
    done(console.ask({"open_window": {"window": window["id"]}}))
    console.sees("console", lambda board: any(w["window"] == window["id"] and (w["clerk"] or {}).get("id") == login for w in board["windows"]))
    console.sees("my_day", lambda day: "served" in day)
    step(f"window {window['number']} is open")
    return session, window


def mine(board, window):
    return next(entry for entry in board["windows"] if entry["window"] == window["id"])


def receive(console, hall, window, ticket):
    hall.sees("hall", lambda board: "calls" in board)
    console.sees("console", lambda board: (mine(board, window)["next"] or {}).get("ticket") == ticket["ticket"])
    done(console.ask("call_next"))
    board = console.sees("console", lambda board: mine(board, window)["visitor"] is not None)
    visitor = mine(board, window)["visitor"]
    expect("the visitor is ours", visitor["number"] == ticket["number"] and "called" in visitor["stage"])
    step(f"{ticket['number']} is called to window {window['number']}")

    def calls(state):
        def shows(board):
            found = [call for call in board["calls"] if call["ticket"] == ticket["ticket"]]
            return bool(found) and all(call["state"] == state for call in found)

        return shows

    shown = hall.sees("hall", calls("standing"))
    call = next(call for call in shown["calls"] if call["ticket"] == ticket["ticket"])
    expect("number and window on the hall's screen", call["number"] == ticket["number"] and call["window_number"] == window["number"])
    expect("a first call is no recall", call["recall"] is False)
    moment(call["at"])
    step("the hall shows it")
    done(console.ask("recall"))
    shown = hall.sees("hall", lambda board: sum(call["ticket"] == ticket["ticket"] for call in board["calls"]) == 2)
    ids = [call["call"] for call in shown["calls"]]
    expect("calls rise", ids == sorted(set(ids)))
    done(console.ask("start"))
    hall.sees("hall", calls("serving"))
    step("being served, and the hall knows")
    done(console.ask("finish"))
    hall.sees("hall", calls("over"))
    again = console.ask("finish")
    expect(f"a rejection is a value: {again}", again == {"rejected": "nobody_at_window"})
    console.sees("my_day", lambda day: day["served"] == 1)
    step("finished, the hall is clear")


def codes(kiosk, hall):
    office = kiosk.welcome["office"]
    expect("the office's key has 32 bytes", len(base64.b32decode(office + "=" * (-len(office) % 8))) == 32)
    expect("a hall display is not told it", "office" not in hall.welcome)
    shown = kiosk.ask({"check_in": {"code": "no code", "more_time": False}})
    expect(f"no code: {shown}", shown == {"failed": {"not_checked_in": "no_code"}})
    for left in (4, 3):
        typed = kiosk.ask({"check_in_by_number": {"number": 99999999, "digits": "0000", "more_time": False}})
        expect(f"nobody's number: {typed}", typed == {"failed": {"not_checked_in": {"wrong_digits": {"left": left}}}})
    step("a foreign code and a foreign number are told so")


def knows_the_office(server, name, file):
    another = file.office[:-1] + ("0" if file.office[-1] != "0" else "1")
    try:
        WebSocket(*server, "/device", another)
    except Untrusted:
        step("another certificate than the key file's is refused")
    else:
        raise Wrong("another certificate is taken")
    Device(server, "hall", name, file.key, file.office).close()
    step("the office's own certificate is taken, by wss://")
    Device(server, "hall", name, file.key, None).close()
    step("where nobody is on the way ws:// will do")


def refused_at_the_door(server, file):
    for what, hello, answer in [
        ("a wrong key", {"version": VERSION, "key": file.key + "x", "device": "kiosk-1"}, "unknown_device"),
        ("another version", {"version": 999, "device": 7, "unknown": []}, {"version": {"server": VERSION}}),
    ]:
        socket_ = WebSocket(*server, "/device", file.office)
        socket_.say(json.dumps({"hello": {"role": "kiosk", "program": "foreign client", **hello}}))
        heard = json.loads(socket_.hear(PATIENCE_S))
        expect(f"{what}: {heard}", heard == {"farewell": answer})
    step("a wrong key and another version are told so")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--server", required=True, help="HOST:PORT")
    parser.add_argument("--data", required=True, type=pathlib.Path, help="the server's data folder, for keys and PINs")
    parser.add_argument("--kiosk", default="kiosk-1")
    parser.add_argument("--console", default="console-1")
    parser.add_argument("--hall", default="hall-1")
    parser.add_argument("--clerk", required=True)
    arguments = parser.parse_args()
    host, _, port = arguments.server.rpartition(":")
    server = (host, int(port))
    folder = arguments.data / "credentials"
    files = {name: KeyFile(folder / f"{name}.key") for name in (arguments.kiosk, arguments.console, arguments.hall)}
    pins = dict(line.split(" = ") for line in (folder / "pins.toml").read_text().splitlines() if " = " in line)
    pin = pins[arguments.clerk].strip('"')

    def connect(role, name, session=None):
        return Device(server, role, name, files[name].key, files[name].office, session)

    knows_the_office(server, arguments.hall, files[arguments.hall])
    refused_at_the_door(server, files[arguments.kiosk])
    hall = connect("hall", arguments.hall)
    expect("a hall display asks nothing", hall.ask("call_next") == {"failed": "not_allowed"})
    kiosk = connect("kiosk", arguments.kiosk)
    kiosk.socket.say(json.dumps({"report": {"faults": ["paper_low"]}}))
    kiosk, floor, service, ticket = take_coupon(kiosk, lambda: connect("kiosk", arguments.kiosk))
    codes(kiosk, hall)
    console = connect("console", arguments.console)
    session, window = open_window(console, floor, service, arguments.clerk, pin)
    console.close()
    console = connect("console", arguments.console, session["token"])
    expect("the session goes on", console.welcome["session"]["window"] == window["id"])
    step("the clerk's session goes on after a lost connection")
    receive(console, hall, window, ticket)
    done(console.ask({"close_window": {}}))
    done(console.ask("sign_out"))
    step("window closed, signed out")
    for device in (kiosk, console, hall):
        device.close()
    url = ticket["url"]
    print(json.dumps({"number": ticket["number"], "window": window["number"], "url": url}))


if __name__ == "__main__":
    try:
        main()
    except (Wrong, EOFError, OSError, KeyError) as problem:
        print(f"WRONG  {type(problem).__name__}: {problem}", file=sys.stderr)
        sys.exit(1)
