"""How the project is built: with the crates of Cargo.lock and no others, and with Clippy looking on in the tests."""

import os
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

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


class Clippy(unittest.TestCase):
    """Clippy takes its lints from a variable whose form is its own affair: another toolchain may read it otherwise."""

    MANIFEST = '[package]\nname = "planted"\nedition = "2024"\n'
    WARNED_OF = "pub fn one() -> u8 {\n    return 1;\n}\n"
    WELL = "pub fn one() -> u8 {\n    1\n}\n"

    def built(self, source):
        """A small crate of that source, built as the tests are."""
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        (folder / "src").mkdir()
        (folder / "Cargo.toml").write_text(self.MANIFEST)
        (folder / "src/lib.rs").write_text(source)
        as_tests = dict(re.findall(r"^test: export (\w+) = (.*)$", MAKEFILE, flags=re.M))
        self.assertIn("RUSTC_WORKSPACE_WRAPPER", as_tests)
        command = ["cargo", "build", "--offline", "--target-dir", folder / "target"]
        return subprocess.run(command, cwd=folder, env=os.environ | as_tests, capture_output=True, text=True, timeout=120)

    def test_a_warning_of_clippy_fails_the_build_of_the_tests(self):
        failed = self.built(self.WARNED_OF)
        self.assertNotEqual(failed.returncode, 0, failed.stderr)
        self.assertIn("needless_return", failed.stderr)
        well = self.built(self.WELL)
        self.assertEqual(well.returncode, 0, well.stderr)


if __name__ == "__main__":
    unittest.main()
