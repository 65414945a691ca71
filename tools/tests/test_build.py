"""How the project is built: with the crates of Cargo.lock and no others, and with Clippy looking on in the tests."""

import re
import subprocess
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


class Install(unittest.TestCase):
    """Cargo gives a crate all features that any crate of one call asks for."""

    def devices_have_simulators(self, *chosen):
        command = ["cargo", "tree", "--locked", *chosen, "--edges", "normal,build,features", "--prefix", "none", "--invert", "devices"]
        found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
        self.assertIn("kiosk ", found.stdout)
        return 'devices feature "simulator"' in found.stdout

    def test_no_kiosk_is_installed_with_the_simulators_of_its_devices(self):
        kiosk, tests = ("".join(call).split() for call in builds(README))
        chosen = kiosk[kiosk.index("--workspace") :]
        self.assertFalse(self.devices_have_simulators(*chosen), chosen)
        self.assertEqual(tests[-2:], ["-p", "hardware-tests"])
        self.assertTrue(self.devices_have_simulators("--workspace"), "all in one call")


if __name__ == "__main__":
    unittest.main()
