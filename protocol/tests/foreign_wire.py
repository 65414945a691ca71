"""The wire of docs/protocol.md: TLS with the certificate of the key file, and a websocket on it. Needs the standard library only."""

import base64
import hashlib
import secrets
import socket
import ssl
import struct
import time

FROM_DEVICE_LIMIT = 65536
FROM_SERVER_LIMIT = 1048576
PATIENCE_S = 10.0
HANDSHAKE_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


class Wrong(Exception):
    """The server did something else than the page says."""


class Untrusted(Wrong):
    """Another certificate stands there than the key file names."""


class KeyFile:
    """By what device and server know each other."""

    def __init__(self, path):
        key, office = path.read_text().splitlines()
        self.key, self.office = key, office.removeprefix("office ")
        if len(self.office) != 64 or office == self.office:
            raise Wrong(f"{path} does not name the office's certificate")


def private(wire, office):
    """TLS with the one certificate that counts. Not a word is said to another."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    wire = context.wrap_socket(wire)
    shown = hashlib.sha256(wire.getpeercert(binary_form=True)).hexdigest()
    if shown != office:
        wire.close()
        raise Untrusted(f"the certificate {shown} is not the key file's {office}: give the right address, or a new key file")
    return wire


class WebSocket:
    """As much of RFC 6455 as a device needs; private where the office's certificate is given."""

    TEXT, CLOSE, PING, PONG = 0x1, 0x8, 0x9, 0xA

    def __init__(self, host, port, path, office):
        self.socket = socket.create_connection((host, port), timeout=PATIENCE_S)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if office is not None:
            self.socket = private(self.socket, office)
        key = base64.b64encode(secrets.token_bytes(16)).decode()
        request = (
            f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )
        self.socket.sendall(request.encode())
        self.rest = b""
        while b"\r\n\r\n" not in self.rest:
            self.rest += self._some()
        head, self.rest = self.rest.split(b"\r\n\r\n", 1)
        lines = head.decode("latin-1").split("\r\n")
        if not lines[0].startswith("HTTP/1.1 101"):
            raise Wrong(f"no websocket: {lines[0]}")
        headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        proof = base64.b64encode(hashlib.sha1((key + HANDSHAKE_GUID).encode()).digest()).decode()
        if headers.get("sec-websocket-accept") != proof:
            raise Wrong("the server did not prove that it speaks websocket")

    def _some(self):
        data = self.socket.recv(65536)
        if not data:
            raise EOFError("the server closed the connection")
        return data

    def _exactly(self, length):
        while len(self.rest) < length:
            self.rest += self._some()
        data, self.rest = self.rest[:length], self.rest[length:]
        return data

    def _send(self, opcode, payload):
        length = len(payload)
        head = bytes([0x80 | opcode])
        if length < 126:
            head += bytes([0x80 | length])
        elif length < 65536:
            head += bytes([0x80 | 126]) + struct.pack("!H", length)
        else:
            head += bytes([0x80 | 127]) + struct.pack("!Q", length)
        mask = secrets.token_bytes(4)
        masked = bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload))
        self.socket.sendall(head + mask + masked)

    def say(self, text):
        payload = text.encode()
        if len(payload) > FROM_DEVICE_LIMIT:
            raise Wrong("a frame of a device has at most 65536 bytes")
        self._send(self.TEXT, payload)

    def hear(self, patience_s):
        """The next text, None after `patience_s` without one."""
        until = time.monotonic() + patience_s
        message = b""
        while True:
            left = until - time.monotonic()
            if left <= 0:
                return None
            self.socket.settimeout(left)
            try:
                final, opcode, payload = self._frame()
            except TimeoutError:
                return None
            if opcode == self.PING:
                self._send(self.PONG, payload)
            elif opcode == self.CLOSE:
                raise EOFError("the server closed the connection")
            elif opcode in (self.TEXT, 0):
                message += payload
                if len(message) > FROM_SERVER_LIMIT:
                    raise Wrong("a frame of the server has at most 1048576 bytes")
                if final:
                    return message.decode()

    def _frame(self):
        while len(self.rest) < 2:
            self.rest += self._some()
        first, second = self.rest[0], self.rest[1]
        if second & 0x80:
            raise Wrong("a server does not mask its frames")
        size = {126: 2, 127: 8}.get(second & 0x7F, 0)
        while len(self.rest) < 2 + size:
            self.rest += self._some()
        length = int.from_bytes(self.rest[2 : 2 + size], "big") if size else second & 0x7F
        while len(self.rest) < 2 + size + length:
            self.rest += self._some()
        self._exactly(2 + size)
        return bool(first & 0x80), first & 0x0F, self._exactly(length)

    def close(self):
        try:
            self._send(self.CLOSE, struct.pack("!H", 1000))
        finally:
            self.socket.close()
