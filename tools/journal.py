"""What happened on a floor, read from its journal by another program than the server."""

import datetime
import json
import sqlite3


class Journal:
    """`facts` are all of them, oldest first, as (when, kind, fact); `day` is the newest business day, `floor` the newest configuration."""

    def __init__(self, database):
        with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
            rows = connection.execute("SELECT body FROM events ORDER BY seq").fetchall()
        events = [json.loads(body) for (body,) in rows]
        self.day = events[-1]["day"]
        self.facts = [(moment(event["at"]), *next(iter(named(event["fact"]).items()))) for event in events]
        self.floor = [fact["floor"] for _, kind, fact in self.facts if kind == "floor_configured"][-1]


def of_key(entries, key):
    return next(one for one in entries if one["id"] == key)


def named(fact):
    """A fact without fields is a word alone."""
    return {fact: {}} if isinstance(fact, str) else fact


def moment(text):
    return datetime.datetime.fromisoformat(text)


def seconds(begins, ends):
    """Whole seconds, as the clock shows them."""
    return max(int(ends.timestamp()) - int(begins.timestamp()), 0)


def nearest_rank(times, percent):
    """The shortest of sorted times that at least so many of all do not exceed."""
    return times[-(-len(times) * percent // 100) - 1]
