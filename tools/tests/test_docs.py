"""What the pages say is there: links, headings, files and commands."""

import re
import subprocess
import unittest

from marked import ROOT


def pages():
    listed = subprocess.run(["git", "ls-files", "*.md"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.split()]


def without_code(text):
    return re.sub(r"```.*?```", "", text, flags=re.S)


def links(text):
    """Where a page points to, pictures included."""
    return re.findall(r"\]\(([^)\s]+)\)", without_code(text))


def headings(text):
    """The names under which the headings of a page are found."""
    found = re.findall(r"^#+ (.*)$", without_code(text), flags=re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}


def broken(page, text):
    """Links of a page that lead nowhere in this repository."""
    wrong = []
    for link in links(text):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, heading = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if path and not target.exists():
            wrong.append(link)
        elif heading and heading not in headings(target.read_text() if path else text):
            wrong.append(link)
    return wrong


def made():
    """What `make` can make."""
    return set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), flags=re.M))


def commands(text):
    return re.findall(r"(?:`|^)(?:[A-Z]+=\S+ )*make ([a-z]+)", text, flags=re.M)


def named_files(text):
    """Paths of this repository that stand in back quotes."""
    tops = "|".join(re.escape(path.name) for path in ROOT.iterdir() if path.is_dir() and path.name != "target")
    return [name for name in re.findall(rf"`((?:{tops})/[\w./-]*)`", without_code(text))]


class Pages(unittest.TestCase):
    def test_every_link_leads_somewhere(self):
        for page in pages():
            self.assertEqual(broken(page, page.read_text()), [], page.relative_to(ROOT))

    def test_every_make_command_exists(self):
        for page in pages():
            self.assertLessEqual(set(commands(page.read_text())), made(), page.relative_to(ROOT))

    def test_every_file_named_from_the_top_exists(self):
        for page in pages():
            wrong = [name for name in named_files(page.read_text()) if not (ROOT / name).exists() and not (page.parent / name).exists()]
            self.assertEqual(wrong, [], page.relative_to(ROOT))

    def test_the_readme_names_the_two_commands(self):
        self.assertLessEqual({"demo", "test"}, set(commands((ROOT / "README.md").read_text())))


class WhatIsWrongIsFound(unittest.TestCase):
    """The same checks on a page of our own."""

    PAGE = "# One page\n[a](docs/nowhere.md) [b](README.md#no-such-heading) [c](#one-page)\n`make tea`, `tools/teapot`\n```\n[x](y)\n```\n"

    def test_links(self):
        self.assertEqual(broken(ROOT / "page.md", self.PAGE), ["docs/nowhere.md", "README.md#no-such-heading"])

    def test_commands_and_files(self):
        self.assertEqual(commands(self.PAGE), ["tea"])
        self.assertEqual(named_files(self.PAGE), ["tools/teapot"])


if __name__ == "__main__":
    unittest.main()
