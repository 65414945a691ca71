"""Looks for texts in every file of a folder, in every writing: what is personal of a visitor must be in none (S4)."""

import base64
import subprocess


def writings(text):
    """A text as it could stand in a file."""
    found = set()
    for one in (text, text.lower(), text.upper()):
        whole = one.encode()
        found |= {whole, one.encode("utf-16-le"), one.encode("utf-16-be"), whole.hex().encode(), whole.hex().upper().encode()}
        percent = "".join(f"%{byte:02X}" for byte in whole)
        found |= {percent.encode(), percent.lower().encode(), one.replace("@", "%40").replace(" ", "%20").encode(), one.replace(" ", "+").encode()}
        found.add("".join(f"\\u{ord(letter):04x}" for letter in one).encode())
        # Whatever stands before it in base 64 shifts it by up to two bytes; the first and last figures hold others' bits.
        for before in range(3):
            bytes_ = b"\0" * before + whole
            found.add(base64.b64encode(bytes_[: len(bytes_) // 3 * 3])[4 if before else 0 :])
    assert min(map(len, found)) >= 8, f"{text} is so short that it is found by chance"
    return found


def said_by(path):
    """A file's bytes, and behind them what is read in a paper or in what is packed."""
    said = path.read_bytes()
    if said.startswith(b"%PDF-"):
        text = opened("pdftotext", path, "-")
        return b"\0".join([said, text, b"".join(text.split()), opened("pdfinfo", path), opened("pdfinfo", "-url", path)])
    if said.startswith(b"PK\x03\x04"):
        return said + b"\0" + opened("unzip", "-p", path)
    return said


def opened(*command):
    return subprocess.run(command, capture_output=True, check=True).stdout


def found_in(folder, texts, but=()):
    """Where such a text stands, a line each, and how many files were looked at; `but` are files and folders that may have it."""
    needles = [(text, writing) for text in texts for writing in writings(text)]
    found, looked = [], 0
    for path in sorted(folder.rglob("*")):
        within = path.relative_to(folder)
        if not path.is_file() or any(within.is_relative_to(one) for one in but):
            continue
        looked += 1
        said = said_by(path)
        hits = sorted({text for text, writing in needles if writing in said})
        found += [f"{text!r} in {within}" for text in hits]
    return found, looked
