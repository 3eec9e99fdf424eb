"""A PDF of a few lines, written by hand: what a test can edit without a program."""

from __future__ import annotations

from collections.abc import Sequence


def small_pdf(lines: Sequence[str]) -> bytes:
    """Write ASCII lines as a PDF of one page, its text uncompressed."""
    said = "\n".join(f"1 0 0 1 50 {700 - 20 * place} Tm ({line}) Tj" for place, line in enumerate(lines))
    stream = f"BT /F1 12 Tf\n{said}\nET".encode("ascii")
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Creator (Writer) /Producer (LibreOffice 7.4) >>",
    ]
    paper, places = b"%PDF-1.6\n", list[int]()
    for number, part in enumerate(parts, 1):
        places.append(len(paper))
        paper += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(paper)
    size = len(parts) + 1
    trailer = b"trailer << /Size %d /Root 1 0 R /Info 6 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, start)
    return paper + b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table) + trailer
