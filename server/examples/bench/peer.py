"""A ticket server as one writes it first in Python: the standard library's HTTP server, SQLite as it comes, a commit for each ticket.

It issues numbers and nothing else: no rules, no boards, no sessions. Each ticket is as durable as ours and leaves the same two rows, and a
connection stays open between presses, which such servers seldom do. `peer.py FOLDER` says its port on the first line;
`peer.py FOLDER COUNT` issues that many tickets without any socket, and says in how many seconds.
"""

import hashlib
import json
import sqlite3
import sys
import threading
import time
import zlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

# FULL and a rollback journal are what SQLite does where nobody asks for anything else.
SCHEMA = """
PRAGMA synchronous = FULL;
CREATE TABLE events (seq INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, day TEXT NOT NULL, kind TEXT NOT NULL, version INTEGER NOT NULL,
    body TEXT NOT NULL, sum INTEGER NOT NULL) STRICT;
CREATE TABLE requests (number INTEGER PRIMARY KEY, device TEXT NOT NULL, id TEXT NOT NULL, body_hash BLOB NOT NULL, version INTEGER NOT NULL,
    outcome TEXT NOT NULL, day TEXT NOT NULL) STRICT;
"""


class Tickets:
    """The numbers of the day, and the file that keeps them. One at a time."""

    def __init__(self, path):
        self.lock = threading.Lock()
        self.db = sqlite3.connect(path, check_same_thread=False)
        self.db.executescript(SCHEMA)
        self.day = time.strftime("%Y-%m-%d")
        self.issued, self.numbers = 0, {}

    def issue(self, asked, text):
        with self.lock:
            self.issued += 1
            letter = asked["service"][-1].upper()
            self.numbers[letter] = self.numbers.get(letter, 0) + 1
            number = f"{letter}{self.numbers[letter]:03d}"
            now_ms = time.time_ns() // 1_000_000
            ticket = {"ticket": self.issued, "number": number, "day": self.day, "taken_at_ms": now_ms, "state": "waiting"} | asked
            body = json.dumps({"by": {"kiosk": asked["device"]}, "at_ms": now_ms, "fact": {"ticket_issued": ticket}})
            outcome = json.dumps({"done": {"ticket": ticket | {"ahead": self.issued - 1, "expected": {"from_min": 10, "to_min": 30}}}})
            event = (self.issued, now_ms, self.day, "ticket_issued", 1, body, zlib.crc32(body.encode()))
            request = (self.issued, asked["device"], asked["id"], hashlib.sha256(text).digest(), 1, outcome, self.day)
            with self.db:
                self.db.execute("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?)", event)
                self.db.execute("INSERT INTO requests VALUES (?, ?, ?, ?, ?, ?, ?)", request)
            return outcome.encode()


class Handler(BaseHTTPRequestHandler):
    """`POST /tickets` with the press as JSON; the ticket comes back."""

    protocol_version = "HTTP/1.1"
    # Head and body of an answer are two writes: the second would wait for the reader's acknowledgement of the first.
    disable_nagle_algorithm = True

    def do_POST(self):
        text = self.rfile.read(int(self.headers["Content-Length"]))
        answer = self.server.tickets.issue(json.loads(text), text)
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_words):
        pass


class Server(ThreadingHTTPServer):
    # All kiosks may come at the same time.
    request_queue_size = 64


def alone(tickets, count):
    """As fast as it can: nobody has to be heard or answered."""
    began = time.perf_counter()
    for number in range(count):
        asked = {"device": "kiosk-1", "service": f"service-{'abcdefgh'[number % 8]}", "category": "general", "language": "ru", "more_time": False}
        asked["id"] = f"{number:032x}"
        tickets.issue(asked, json.dumps(asked).encode())
    print(time.perf_counter() - began, flush=True)


def main():
    tickets = Tickets(Path(sys.argv[1]) / "peer.db")
    if len(sys.argv) > 2:
        alone(tickets, int(sys.argv[2]))
        return
    server = Server(("127.0.0.1", 0), Handler)
    server.tickets = tickets
    print(server.server_address[1], flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
