"""A mail server that keeps what it takes: what the office sends to who books in the demo arrives here, a file each."""

import email
import email.policy
from pathlib import Path

from aiosmtpd.controller import Controller


class Mailbox:
    """Listens on loopback until it is closed."""

    def __init__(self, folder, port):
        self.folder = Path(folder)
        self.folder.mkdir()
        self.count = 0
        self.controller = Controller(self, hostname="127.0.0.1", port=port)
        self.controller.start()

    async def handle_DATA(self, _server, _session, envelope):
        self.count += 1
        path = self.folder / f"{self.count}.eml"
        whole = path.with_suffix(".part")
        whole.write_bytes(envelope.content)
        whole.rename(path)
        return "250 OK kept"

    def mail(self, number):
        """The file of the mail that came as this one, once it is there."""
        path = self.folder / f"{number}.eml"
        return path if path.exists() else None

    def close(self):
        self.controller.stop()


def read(path):
    """A mail, taken apart by Python's own reader."""
    return email.message_from_bytes(Path(path).read_bytes(), policy=email.policy.default)


def text(mail):
    return mail.get_body(("plain",)).get_content()


def picture(mail):
    """The bytes of its picture: the code that is shown on arrival."""
    return next(part.get_content() for part in mail.walk() if part.get_content_type() == "image/png")
