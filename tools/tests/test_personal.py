"""The search for what is personal finds it: in every writing, inside a paper and inside what is packed, and nowhere else."""

import tempfile
import unittest
import zipfile
import zlib
from pathlib import Path

from personal import found_in, writings

NAME, MAIL = "Vasilyevskaya", "a.vasilyevskaya@example.org"


def paper(text):
    """A PDF with one line, its page packed as programs pack it."""
    page = zlib.compress(f"BT /F 20 Tf 50 700 Td ({text}) Tj ET".encode())
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(page), page),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    whole, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(whole))
        whole += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(whole)
    return whole + b"xref\n0 6\n0000000000 65535 f \n" + table + end


class Found(unittest.TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def look(self, **but):
        return found_in(self.folder, [NAME, MAIL], **but)

    def test_in_every_writing_in_the_midst_of_others(self):
        for text in (NAME, MAIL):
            for writing in writings(text):
                (self.folder / "some.log").write_bytes(b"before " + writing + b" after")
                found, looked = self.look()
                self.assertIn(f"{text!r} in some.log", found, writing)
                self.assertEqual(looked, 1)

    def test_inside_a_paper_and_a_packed_file(self):
        (self.folder / "day.pdf").write_bytes(paper(NAME))
        self.assertNotIn(NAME.encode(), (self.folder / "day.pdf").read_bytes())
        with zipfile.ZipFile(self.folder / "day.xlsx", "w", zipfile.ZIP_DEFLATED) as book:
            book.writestr("xl/sharedStrings.xml", f"<t>{MAIL}</t>" * 9)
        found, _ = self.look()
        self.assertEqual(found, [f"{NAME!r} in day.pdf", f"{NAME!r} in day.xlsx", f"{MAIL!r} in day.xlsx"])

    def test_not_where_it_may_be_and_not_where_it_is_not(self):
        (self.folder / "mail").mkdir()
        (self.folder / "mail" / "1.eml").write_text(NAME)
        (self.folder / "some.log").write_text("Vasily, or skaya")
        (self.folder / "day.pdf").write_bytes(paper("Service A"))
        self.assertEqual(self.look(but=["mail"]), ([], 2))
        self.assertEqual(self.look(), ([f"{NAME!r} in mail/1.eml"], 3))


if __name__ == "__main__":
    unittest.main()
