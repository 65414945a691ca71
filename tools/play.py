"""Steps of a play: each is done in a real window and then seen to have happened, in the journal or on the screen."""

import json
import sqlite3
import time

# Far more than a step takes on a busy machine: what is over is as good as never.
STEP_LIMIT_S = 60
# Longer than the kiosk takes no touch on a number that has just come (1.5 s), and on paper that has just come out (0.7 s).
NUMBER_SETTLES_S = 2


class StepFailed(Exception):
    """A step that did not happen in time."""


class Play:
    """What is done on a floor, step by step, with the time of each."""

    def __init__(self, office):
        self.office = office
        self.started = time.monotonic()
        self.lines = []

    def step(self, what, act, happened, limit_s=STEP_LIMIT_S):
        """Does it, and waits until it has happened; gives what `happened` saw, and says it where it is words."""
        began = time.monotonic()
        act()
        while not (result := happened()):
            if time.monotonic() - began > limit_s:
                self.note(what, "DID NOT HAPPEN", began)
                raise StepFailed(what)
            self.office.processes.check()
            time.sleep(0.05)
        self.note(what, result if isinstance(result, str) else "ok", began)
        return result

    def see(self, what, happened, limit_s=STEP_LIMIT_S):
        """What happens by itself."""
        return self.step(what, lambda: None, happened, limit_s)

    def note(self, what, result, began):
        took_ms = (time.monotonic() - began) * 1000
        at_s = time.monotonic() - self.started
        line = f"{at_s:7.2f} s  {took_ms:7.0f} ms  {what}: {result}"
        self.lines.append(line)
        print(line, flush=True)

    def touch(self, what, screen, place):
        """A touch of the kiosk: the screen that stood is another one afterwards, and stands again."""
        before = self.about_to_touch(screen, place)
        self.step(what, screen.press, lambda: screen.changed(before))

    def leave(self, what, kiosk, done, number):
        """A touch of Done, beside a number that was seen. Its clock changes the screen as well, so the number itself must go; one that has
        gone by itself is not followed by a touch of what stands there then."""
        shown = kiosk.pixels(number)
        time.sleep(NUMBER_SETTLES_S)
        stands = kiosk.pixels(number) == shown
        self.step(what, lambda: kiosk.click(done) if stands else None, lambda: kiosk.pixels(number) != shown and kiosk.standing())

    def about_to_touch(self, screen, place):
        """Points where the touch will be, and gives the picture that stands there."""
        screen.point(*place)
        self.wait_until_still(screen)
        return screen.now()

    def wait_until_still(self, screen, limit_s=STEP_LIMIT_S):
        began = time.monotonic()
        while screen.standing() is None:
            if time.monotonic() - began > limit_s:
                raise StepFailed("a screen did not come to rest")
            time.sleep(0.05)

    def facts(self, kind):
        """What happened of a kind, oldest first, read from the journal by another program than the server."""
        path = self.office.database
        if not path.exists():
            return []
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
            rows = database.execute("SELECT body FROM events WHERE kind = ? ORDER BY seq", (kind,)).fetchall()
        return [json.loads(body)["fact"][kind] for (body,) in rows]

    def fact(self, kind, **wanted):
        """The newest fact of a kind, once it says all that is wanted."""
        newest = (self.facts(kind) or [None])[-1]
        if newest is None or any(newest.get(field) != value for field, value in wanted.items()):
            return None
        return newest
