"""A device without a window: what docs/protocol.md says, spoken by itself."""

import json
import queue
import threading
import uuid

import websocket

SOON_S = 120


class Device:
    """Connected, says how it is, and asks and waits for what is answered. `office` tells its address `inside`, keys and PINs."""

    def __init__(self, office, name, faults=()):
        self.office, self.replies = office, queue.Queue()
        address = office.inside.replace("https:", "ws:") + "/device"
        self.socket = websocket.create_connection(address, timeout=SOON_S)
        hello = {"version": 1, "role": name.split("-")[0], "device": name, "key": office.key(name), "program": "tools"}
        self.send({"hello": {**hello, "session": None}})
        said = self.socket.recv()
        if "welcome" not in said:
            raise OSError(f"{name} is not welcome: {said}")
        self.report(faults)
        threading.Thread(target=self._listen, daemon=True).start()

    def send(self, message):
        self.socket.send(json.dumps(message))

    def report(self, faults):
        self.send({"report": {"faults": list(faults)}})

    def _listen(self):
        # Reading answers the server's pings as well.
        try:
            while text := self.socket.recv():
                message = json.loads(text)
                if "reply" in message:
                    self.replies.put(message["reply"])
        except (OSError, websocket.WebSocketException):
            pass

    def outcome(self, ask):
        self.send({"request": {"id": uuid.uuid4().hex, "age_ms": 0, "ask": ask}})
        return self.replies.get(timeout=SOON_S)["outcome"]

    def ask(self, ask):
        """What was done; fails where it was not."""
        outcome = self.outcome(ask)
        if "done" not in outcome:
            raise OSError(f"{ask}: {outcome}")
        return outcome["done"]

    def takes(self, service, language="ru", category="general"):
        """A kiosk's ticket, as its coupon shows it."""
        ask = {"services": [service], "category": category, "language": language, "more_time": False}
        return self.ask({"issue_ticket": ask})["ticket"]

    def signs_in(self, login):
        """A person at a console."""
        self.ask({"sign_in": {"login": login, "pin": self.office.pin(login)}})

    def opens(self, login, window):
        """A clerk at a window."""
        self.signs_in(login)
        self.ask({"open_window": {"window": window}})

    def receives(self, call):
        for ask in (call, "start", "finish"):
            self.ask(ask)

    def close(self):
        self.socket.close()
