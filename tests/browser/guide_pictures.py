"""Makes the pictures of the planner's guide: `python -m tests.browser.guide_pictures` (chromium and LibreOffice by apt).

The pages are those that `tuiyan explore` serves, the annex is what `tuiyan report` writes; nothing is drawn by hand. Pictures are
kept small: a few colours are enough for text on white.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.browser.serving import browsing, fonts_in, serving, watched

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


def office_fonts(scratch: Path) -> None:
    """Let the fonts that annexes name be drawn with those of the extra: sans serif for 黑体, serif for the others."""
    serif = ("仿宋_GB2312", "楷体_GB2312", "方正小标宋简体", "宋体", "仿宋", "楷体", "Times New Roman")
    named = [(name, "Noto Serif SC") for name in serif] + [("黑体", "Noto Sans SC")]
    aliases = "".join(
        f'<alias binding="same"><family>{name}</family><prefer><family>{font}</family></prefer></alias>'
        for name, font in named
    )
    place = scratch / "fontconfig"
    place.mkdir(exist_ok=True)
    (place / "fonts.conf").write_text(f'<?xml version="1.0"?><fontconfig>{aliases}</fontconfig>', encoding="utf-8")


def annex(scratch: Path) -> None:
    """Take the first pages of an annex as LibreOffice shows them, with the Chinese fonts of the extra."""
    if not (scratch / "fonts").exists():
        fonts_in(scratch)
    office_fonts(scratch)
    for language in ("zh", "en"):
        written = scratch / f"annex-{language}.pdf"
        command = [sys.executable, "-m", "scenarios.cli", *ANNEX, "--lang", language, "--out", str(written)]
        environment = {**os.environ, "XDG_DATA_HOME": str(scratch), "XDG_CONFIG_HOME": str(scratch)}
        subprocess.run(command, check=True, cwd=FOLDER.parents[1], stdout=subprocess.DEVNULL, env=environment)
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
