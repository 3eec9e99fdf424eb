"""Fonts for printing an annex: the machine's own and the user's, and behind them the Chinese ones of the extra `annex`.

Without any Chinese font LibreOffice prints boxes and says nothing. An annex names the fonts usual in offices; where these are
installed they are used, else the serif and sans-serif of the extra stand in for them. Where fonts are found by other means than
fontconfig (Windows, macOS) the office program is left alone: those systems have Chinese fonts.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import escape

SYSTEM = Path("/etc/fonts/fonts.conf")
STAND_INS: Mapping[str, tuple[str, ...]] = {
    "Noto Serif SC": ("仿宋_GB2312", "仿宋", "楷体_GB2312", "楷体", "方正小标宋简体", "宋体", "Times New Roman"),
    "Noto Sans SC": ("黑体",),
}
"""Fonts of the extra, and the names in an annex that they stand in for where those are not installed."""


def surroundings(folder: Path) -> dict[str, str]:
    """Write a font configuration into a folder; give the environment variables that make a program read it."""
    bundled = _bundled()
    if bundled is None or not sys.platform.startswith("linux"):
        return {}
    home = Path.home()
    shared = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    places = (shared / "fonts", home / ".fonts", bundled)
    aliases = (
        f"<alias><family>{name}</family><accept><family>{font}</family></accept></alias>"
        for font, names in STAND_INS.items()
        for name in names
    )
    whole = [
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig>',
        f'<include ignore_missing="yes">{escape(os.environ.get("FONTCONFIG_FILE") or str(SYSTEM))}</include>',
        *(f"<dir>{escape(str(place))}</dir>" for place in places),
        f"<cachedir>{escape(str(folder / 'font-cache'))}</cachedir>",
        *aliases,
        "</fontconfig>",
    ]
    written = folder / "fonts.conf"
    written.write_text("\n".join(whole), encoding="utf-8")
    return {"FONTCONFIG_FILE": str(written)}


def _bundled() -> Path | None:
    """Find the fonts of the extra; None where it is not installed."""
    try:
        import pylopdf_fonts_zh_cn
    except ImportError:
        return None
    return Path(pylopdf_fonts_zh_cn.serif_path()).parent
