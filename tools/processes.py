"""Processes that are started together and end together: each leads a group of its own, and none outlives who started it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

STOP_LIMIT_S = 10
ENDING_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Ended(SystemExit):
    """A signal asked for the end. Goes up through every `finally`; the exit status says nothing was wrong."""


def end_on_signals():
    """SIGTERM, SIGHUP and Ctrl+C end the program by its own clean-up, which a second signal does not cut short."""

    def end(number, _frame):
        for each in ENDING_SIGNALS:
            signal.signal(each, lambda *_: None)
        raise Ended(0)

    for each in ENDING_SIGNALS:
        # Whoever started us with nohup wants to be left alone.
        if each is not signal.SIGHUP or signal.getsignal(each) is not signal.SIG_IGN:
            signal.signal(each, end)


class Processes:
    """Started by name; `stop` ends them in the reverse order and says what could not be ended in peace."""

    def __init__(self):
        self.running = {}

    def start(self, name, *command, environment=None, **streams):
        """`setpriv` lets the kernel end the process where its starter is killed before any clean-up."""
        streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **streams}
        process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "TERM", "--", *(str(part) for part in command)],
            env={**os.environ, **(environment or {})},
            start_new_session=True,
            **streams,
        )
        self.running[name] = process
        return process

    def check(self):
        """Fails where one has ended by itself."""
        for name, process in self.running.items():
            if process.poll() is not None:
                raise OSError(f"{name} ended by itself with {process.returncode}")

    def all_run(self):
        return all(process.poll() is None for process in self.running.values())

    def end(self, name):
        """Ends one of them."""
        alone = Processes()
        alone.running[name] = self.running.pop(name)
        if alone.stop():
            raise OSError(f"{name} did not end when told to, and was killed")

    def stop(self, limit_s=STOP_LIMIT_S):
        """The names of those that had to be killed, or that left others of their group behind."""
        for process in reversed(self.running.values()):
            tell(process.pid, signal.SIGTERM)
        until = time.monotonic() + limit_s
        stubborn = []
        for name, process in self.running.items():
            while (process.poll() is None or members(process.pid)) and time.monotonic() < until:
                time.sleep(0.02)
            if process.poll() is None or members(process.pid):
                stubborn.append(name)
                tell(process.pid, signal.SIGKILL)
                process.wait()
        self.running.clear()
        return stubborn


def tell(group, what):
    try:
        os.killpg(group, what)
    except ProcessLookupError:
        pass


def members(group):
    """Who lives in a process group; the dead that nobody has buried do not count."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _parent, its_group = stat.read_text().rsplit(") ", 1)[1].split()[:3]
        except OSError:
            continue
        if int(its_group) == group and state not in "ZX":
            found.append(int(stat.parent.name))
    return found


def fail(problem):
    """Says what is wrong and ends with status 1."""
    print(problem, file=sys.stderr)
    sys.exit(1)
