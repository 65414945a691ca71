"""A mail server for the tests (aiosmtpd). It takes mail, or does what the name of the addressee says, and tells each mail that it took
as a line of JSON, read by Python's own mail parser. The first line tells its port.

    later-N-..  is put off N times, then taken          never-..   is refused for good
    spam-..     is refused once it was read             hang-..    is never answered
    kill-..     kills the process in --kill once the mail was taken, before the answer; the second time it lives
    after-N-..  kills it N tenths of a millisecond after the answer; the second time it lives
"""

import argparse
import asyncio
import base64
import email
import email.policy
import json
import os
import signal
import ssl
import subprocess
import sys
import tempfile
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult


class Handler:
    def __init__(self, kill):
        self.kill, self.tries = kill, {}

    def again(self, address):
        self.tries[address] = self.tries.get(address, 0) + 1
        return self.tries[address]

    async def handle_RCPT(self, server, session, envelope, address, options):
        conduct, _, rest = address.partition("-")
        if conduct == "hang":
            await asyncio.sleep(3600)
        if conduct == "never":
            return f"550 5.1.1 <{address}> is nobody here"
        if conduct == "later" and self.again(address) <= int(rest.split("-")[0]):
            return f"451 4.7.1 <{address}> come again"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        address = envelope.rcpt_tos[0]
        conduct, _, rest = address.partition("-")
        if conduct == "spam":
            return f"554 5.7.1 we do not like what you write to <{address}>"
        tell(envelope, session, server)
        if conduct in ("kill", "after") and self.again(address) == 1:
            pid = int(Path(self.kill).read_text())
            if conduct == "kill":
                os.kill(pid, signal.SIGKILL)
            else:
                asyncio.get_running_loop().call_later(int(rest.split("-")[0]) / 10_000, os.kill, pid, signal.SIGKILL)
        return "250 OK taken"


def qr(picture):
    with tempfile.NamedTemporaryFile(suffix=".png") as file:
        file.write(picture)
        file.flush()
        found = subprocess.run(["zbarimg", "-q", "--raw", file.name], capture_output=True, text=True)
    return found.stdout.strip()


def tell(envelope, session, server):
    mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
    parts = {part.get_content_type(): part for part in mail.walk()}
    content = lambda kind: parts[kind].get_content() if kind in parts else None
    picture = content("image/png")
    plain = envelope.rcpt_tos[0].startswith("planted")
    told = {
        "from": envelope.mail_from,
        "to": envelope.rcpt_tos,
        "headers": [[name, str(value)] for name, value in mail.items()],
        "defects": [str(defect) for part in mail.walk() for defect in part.defects],
        "tree": [part.get_content_type() for part in mail.walk()],
        "text": content("text/plain"),
        "html": content("text/html") or "",
        "files": {
            part.get_filename(): base64.b64encode(part.get_payload(decode=True)).decode()
            for part in mail.walk()
            if part.get_filename()
        },
        "picture_id": parts["image/png"]["Content-ID"] if picture else None,
        "calendar": content("text/calendar"),
        "qr": qr(picture) if picture and not plain else None,
        "user": getattr(session, "who", None),
        "tls": server.transport.get_extra_info("ssl_object") is not None,
        "raw": base64.b64encode(envelope.content).decode(),
    }
    print(json.dumps(told), flush=True)


def authenticate(server, session, envelope, mechanism, login):
    right = (login.login, login.password) == (b"queue", "пароль \"1\"".encode())
    session.who = login.login.decode() if right else None
    return AuthResult(success=right, handled=False)


async def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--kill", help="file with the process that may be killed")
    arguments.add_argument("--certificate", help="file with certificate and key")
    arguments.add_argument("--security", choices=["none", "starttls", "tls"], default="none")
    arguments.add_argument("--login", action="store_true", help="nobody sends who has not logged in")
    arguments.add_argument("--port", type=int, default=0)
    chosen = arguments.parse_args()
    context = None
    if chosen.certificate:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(chosen.certificate)
    handler = Handler(chosen.kill)

    def server():
        starttls = context if chosen.security == "starttls" else None
        return SMTP(
            handler,
            hostname="mailbox.test",
            tls_context=starttls,
            require_starttls=starttls is not None,
            authenticator=authenticate if chosen.login else None,
            auth_required=chosen.login,
            auth_require_tls=chosen.security == "starttls",
        )

    implicit = context if chosen.security == "tls" else None
    listening = await asyncio.get_running_loop().create_server(server, "127.0.0.1", chosen.port, ssl=implicit)
    print(listening.sockets[0].getsockname()[1], flush=True)
    # Whoever started it has gone once the standard input is closed.
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    listening.close()
    os._exit(0)


asyncio.run(main())
