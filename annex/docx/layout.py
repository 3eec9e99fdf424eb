"""The layout of official documents (GB/T 9704—2012): paper, margins, type, by name; and what English text takes instead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from annex.request import FontSet

PAGE: Final = (210.0, 297.0)
"""Millimetres of A4."""
TOP, BOTTOM, LEFT, RIGHT = 37.0, 35.0, 28.0, 26.0
TEXT_WIDTH: Final = PAGE[0] - LEFT - RIGHT
"""156 mm."""
FOOTER_FROM_EDGE: Final = 28.0
"""Millimetres from the paper's lower edge to the page number: 7 mm below the text."""
LATIN: Final = "Times New Roman"


@dataclass(frozen=True)
class Fonts:
    """Fonts by name: the planner's machine supplies them. Office fonts are usual in offices, not on every Windows."""

    title: str
    first: str
    second: str
    text: str
    page: str


FONTS: Final[dict[FontSet, Fonts]] = {
    "office": Fonts("方正小标宋简体", "黑体", "楷体_GB2312", "仿宋_GB2312", "宋体"),
    "windows": Fonts("宋体", "黑体", "楷体", "仿宋", "宋体"),
}


@dataclass(frozen=True)
class Sizes:
    """Type sizes and the line pitch in points."""

    title: float
    text: float
    note: float
    table: float
    page: float
    line: float
    title_line: float
    note_line: float


SIZES: Final[dict[str, Sizes]] = {
    # 三号 body on a pitch of 22 lines a page, 二号 title, 四号 page number; tables in 小五, notes in 五号.
    "zh": Sizes(22, 16, 10.5, 9, 14, 28.95, 33, 15),
    "en": Sizes(18, 12, 9.5, 8.5, 11, 18, 24, 13),
}
INDENT_CHARACTERS: Final = 200
"""Two characters, in hundredths."""
