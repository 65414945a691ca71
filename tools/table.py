"""The bench's one table: each figure beside its floor of the same run, with its goal, and a mark where the goal is missed."""

import csv
import re

HEAD = ["name", "unit", "value", "floor", "ratio", "goal"]


class Row:
    """One figure; `floor` is none where nothing barer does the same. A goal is `<= 25` or, of the ratio, `ratio >= 0.8`."""

    def __init__(self, name, unit, value, floor=None, goal=""):
        self.name, self.unit, self.value, self.floor, self.goal = name, unit, value, floor, goal

    @property
    def ratio(self):
        return self.value / self.floor if self.floor else None

    def verdict(self):
        """`met`, `MISSED`, or nothing where there is no goal."""
        if not self.goal:
            return ""
        of_ratio, sign, limit = re.fullmatch(r"(ratio )?(<=|>=) ([\d.]+)", self.goal).groups()
        figure = self.ratio if of_ratio else self.value
        if figure is None:
            return "MISSED"
        met = figure <= float(limit) if sign == "<=" else figure >= float(limit)
        return "met" if met else "MISSED"

    def cells(self):
        numbers = ["" if number is None else f"{number:.3f}" for number in (self.value, self.floor, self.ratio)]
        return [self.name, self.unit, *numbers, self.goal]


def read(text):
    """The rows of a CSV with the table's head."""
    found = csv.DictReader(text.splitlines())
    if found.fieldnames != HEAD:
        raise ValueError(f"the columns are {found.fieldnames}, not {HEAD}")
    rows = []
    for row in found:
        floor = float(row["floor"]) if row["floor"] else None
        rows.append(Row(row["name"], row["unit"], float(row["value"]), floor, row["goal"]))
    return rows


def write(rows, path):
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([HEAD, *(row.cells() for row in rows)])


def show(rows):
    lines = [[*HEAD, ""], *([*row.cells(), row.verdict()] for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    for line in lines:
        left = (0, 1, 5, 6)
        cells = (cell.ljust(width) if column in left else cell.rjust(width) for column, (cell, width) in enumerate(zip(line, widths)))
        print("  ".join(cells).rstrip())
