"""Runs a tool with a mark in its environment, which everything that it starts inherits: so whatever it leaves is found."""

import os
import subprocess
import sys
import time
import uuid
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MARK = "QUEUE_TOOLS_TEST"


class Marked:
    """A tool that runs, with its output in `said`."""

    def __init__(self, folder, *command, **environment):
        self.mark = uuid.uuid4().hex
        self.log = Path(folder) / f"{self.mark}.log"
        variables = {**os.environ, **environment, MARK: self.mark}
        with open(self.log, "w") as log:
            self.process = subprocess.Popen(
                [sys.executable, *(str(part) for part in command)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=ROOT,
                env={name: value for name, value in variables.items() if value is not None},
            )

    def of(self, test):
        """Ends with a test, also where that fails."""
        test.addCleanup(self.process.wait)
        test.addCleanup(self.process.terminate)
        return self

    @property
    def said(self):
        return self.log.read_text()

    def ends_with(self, limit_s=60):
        return self.process.wait(limit_s)

    def left(self):
        """The command lines of what carries the mark and lives."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if f"{MARK}={self.mark}".encode() in (folder / "environ").read_bytes().split(b"\0"):
                    found.append((folder / "cmdline").read_bytes().replace(b"\0", b" ").decode())
            except OSError:
                continue
        return found

    def left_after(self, limit_s):
        """What is left when everything has had this long to go."""
        until = time.monotonic() + limit_s
        while (left := self.left()) and time.monotonic() < until:
            time.sleep(0.05)
        return left
