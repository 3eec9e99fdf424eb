"""Makes the pictures of the planner's guide: `python -m tests.browser.guide_pictures` (chromium and LibreOffice by apt).

The pages are those that `tuiyan explore` serves, the annex is what `tuiyan report` writes; nothing is drawn by hand. Pictures are
kept small: a few colours are enough for text on white.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.browser.serving import browsing, serving, watched

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "pictures"
PAGES = (("plan", "/"), ("lab", "/lab?plan=xihua"), ("annex", "/annex?plan=xihua"))
LARGEST = 1_500_000
"""Bytes of all pictures together."""
ANNEX = ("report", "xihua", "--sections", "summary,verdicts,limits", "--seek", "none", "--no-progress")


def small(content: bytes, width: int) -> bytes:
    """Write a picture with at most 160 colours and this width: with fewer the classes of probability look alike."""
    from PIL import Image

    image = Image.open(io.BytesIO(content)).convert("RGB")
    image = image.resize((width, round(image.height * width / image.width)), Image.Resampling.LANCZOS)
    paper = io.BytesIO()
    image.quantize(160, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(paper, format="PNG", optimize=True)
    return paper.getvalue()


def pages(scratch: Path) -> None:
    """Take the pages in both languages."""
    with serving() as server, browsing(scratch) as browser:
        for language in ("zh", "en"):
            found = watched(browser, server, 1366, 900)
            for name, path in PAGES:
                found.open(f"{path}{'&' if '?' in path else '?'}lang={language}")
                found.page.wait_for_timeout(1_500)
                found.settle()
                (FOLDER / f"{name}.{language}.png").write_bytes(small(found.page.screenshot(), 1000))
            found.page.context.close()


def annex(scratch: Path) -> None:
    """Take the first pages of an annex as LibreOffice shows them."""
    for language in ("zh", "en"):
        written = scratch / f"annex-{language}.pdf"
        command = [sys.executable, "-m", "scenarios.cli", *ANNEX, "--lang", language, "--out", str(written)]
        subprocess.run(command, check=True, cwd=FOLDER.parents[1], stdout=subprocess.DEVNULL)
        stem = scratch / f"page-{language}"
        subprocess.run(["pdftoppm", "-png", "-r", "70", "-l", "1", str(written), str(stem)], check=True)
        first = sorted(scratch.glob(f"page-{language}*.png"))[0]
        (FOLDER / f"annex-page.{language}.png").write_bytes(small(first.read_bytes(), 560))


def main() -> int:
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        if "--annex" not in sys.argv[1:]:
            pages(Path(place))
        annex(Path(place))
    size = sum(path.stat().st_size for path in FOLDER.glob("*.png"))
    print(f"{size} bytes in {len(list(FOLDER.glob('*.png')))} pictures")
    return 0 if size <= LARGEST else 1


if __name__ == "__main__":
    sys.exit(main())
