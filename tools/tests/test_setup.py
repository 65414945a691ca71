"""The set-up says in one sentence what is missing of Rust, before anything is installed."""

import os
import subprocess
import tempfile
import unittest
from pathlib import Path

from marked import ROOT

# What the script itself runs.
TOOLS = ("bash", "sh", "env", "cat", "cut", "sed", "sort", "head", "grep", "dirname", "id", "printf")


class Rust(unittest.TestCase):
    """A machine of our own making: these tools, a Rust as told, and an apt-get that notes that it ran."""

    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        for name in TOOLS:
            (self.folder / name).symlink_to(f"/usr/bin/{name}")
        self.tool("dpkg-query", "exit 1")
        # The Python packages are there.
        self.tool("cmp", "exit 0")
        self.tool("apt-get", f'echo "$1" >> {self.folder}/installed')

    def tool(self, name, script):
        path = self.folder / name
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    def set_up(self, *arguments):
        found = subprocess.run(
            [ROOT / "tools/setup", *arguments], env={"PATH": str(self.folder)}, capture_output=True, text=True, timeout=60
        )
        return found.returncode, found.stderr.strip(), (self.folder / "installed").exists()

    def test_no_rust(self):
        status, said, installed = self.set_up()
        self.assertEqual((status, installed), (1, False))
        self.assertRegex(said, r"^Rust is missing: install [\d.]+ or newer, as https://rustup.rs says")

    def test_a_rust_that_is_too_old(self):
        self.tool("cargo", "exit 0")
        for version in ("1.94.1", "1.9.0", "0.99.0"):
            self.tool("rustc", f"echo 'rustc {version} (abc 2026-01-01)'")
            status, said, installed = self.set_up()
            self.assertEqual((status, installed), (1, False), version)
            self.assertEqual(said, f"Rust {version} is too old, 1.95 or newer is needed: run 'rustup update stable'.")

    def test_no_clippy_matters_to_the_tests_alone(self):
        self.tool("rustc", "echo 'rustc 1.95.0 (abc 2026-01-01)'")
        self.tool("cargo", '[ "$1" != clippy ]')
        status, said, installed = self.set_up("tests")
        self.assertEqual((status, installed), (1, False))
        self.assertEqual(said, "cargo clippy is missing, the tests need it: run 'rustup component add rustfmt clippy'.")
        if os.geteuid() == 0:
            self.assertEqual(self.set_up(), (0, "", True))


if __name__ == "__main__":
    unittest.main()
