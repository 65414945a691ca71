"""How the project is built: with the crates of Cargo.lock and no others, and with Clippy looking on in the tests."""

import re
import unittest

from marked import ROOT

MAKEFILE = (ROOT / "Makefile").read_text()
README = (ROOT / "README.md").read_text()


def builds(text):
    """The calls of Cargo that choose crates, as they stand in a recipe or between back quotes."""
    return re.findall(r"^\t(cargo (?:build|run|test) .*)$|`(cargo (?:build|run|test) [^`]*)`", text, flags=re.M)


class Lock(unittest.TestCase):
    def test_no_build_writes_another_lock_file(self):
        for name, text in (("Makefile", MAKEFILE), ("README.md", README)):
            calls = ["".join(call) for call in builds(text)]
            self.assertTrue(calls, name)
            self.assertEqual([call for call in calls if " --locked" not in call], [], name)


if __name__ == "__main__":
    unittest.main()
