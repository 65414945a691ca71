"""The bench's table: what is missed is marked, and what is written is read back."""

import contextlib
import io
import tempfile
import unittest
from pathlib import Path

import table
from table import Row

ROWS = [
    Row("tickets", "1/s", 11_000, 22_000, "ratio >= 0.8"),
    Row("delay", "ms", 24.9, 12.0, "<= 25"),
    Row("memory", "MiB", 81.0, 40.0, "<= 80"),
    Row("rate", "events/s", 5.0),
    Row("CPU", "%", 0.0, 0.0, ""),
]


class Rows(unittest.TestCase):
    def test_a_missed_goal_is_marked(self):
        self.assertEqual([row.verdict() for row in ROWS], ["MISSED", "met", "MISSED", "", ""])
        self.assertEqual(Row("x", "s", 1.0, None, "ratio <= 2").verdict(), "MISSED", "without its floor a ratio is not shown")

    def test_a_goal_that_cannot_be_judged_is_an_error(self):
        with self.assertRaises(AttributeError):
            Row("x", "s", 1.0, 1.0, "fast").verdict()

    def test_the_file_has_the_columns_that_are_asked_for(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "summary.csv"
            table.write(ROWS, path)
            text = path.read_text()
        self.assertEqual(text.splitlines()[0], "name,unit,value,floor,ratio,goal")
        self.assertEqual([row.cells() for row in table.read(text)], [row.cells() for row in ROWS])
        self.assertEqual(ROWS[0].cells()[2:5], ["11000.000", "22000.000", "0.500"])
        self.assertEqual(ROWS[4].cells()[4], "", "nothing is no multiple of nothing")

    def test_one_table_is_shown_with_a_line_for_each_row(self):
        shown = io.StringIO()
        with contextlib.redirect_stdout(shown):
            table.show(ROWS)
        lines = shown.getvalue().splitlines()
        self.assertEqual(len(lines), 1 + len(ROWS))
        self.assertEqual([line.endswith("MISSED") for line in lines], [False, True, False, True, False, False])
        self.assertRaises(ValueError, table.read, "name,value\nx,1\n")


if __name__ == "__main__":
    unittest.main()
