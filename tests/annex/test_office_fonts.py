"""Fonts for printing: the machine's, the user's, and behind them those of the extra, so that no glyph is a box."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from annex import office_fonts
from annex.docx.layout import FONTS

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="fonts are found by fontconfig on Linux")


@linux
def test_the_users_own_fonts_and_the_machines_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """LibreOffice runs with a home of its own; what the user installed must be found all the same."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.setenv("FONTCONFIG_FILE", str(tmp_path / "mine & yours.conf"))
    given = office_fonts.surroundings(tmp_path)
    tree = ElementTree.parse(given["FONTCONFIG_FILE"]).getroot()
    places = [each.text for each in tree.iter("dir")]
    assert (
        str(tmp_path / "home" / ".local" / "share" / "fonts") in places and str(tmp_path / "home" / ".fonts") in places
    )
    assert [each.text for each in tree.iter("include")] == [str(tmp_path / "mine & yours.conf")]


@linux
@pytest.mark.skipif(shutil.which("fc-match") is None, reason="fontconfig's programs are not installed")
def test_every_font_that_an_annex_names_has_chinese_glyphs(tmp_path: Path) -> None:
    environment = {**os.environ, **office_fonts.surroundings(tmp_path)}
    for fonts in FONTS.values():
        for name in vars(fonts).values():
            found = subprocess.run(
                ["fc-match", "-f", "%{lang}", name], env=environment, capture_output=True, check=True
            ).stdout.decode()
            assert "zh-cn" in found.split("|"), f"{name} is drawn with a font without Chinese"


def test_elsewhere_and_without_the_extra_nothing_is_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office_fonts, "_bundled", lambda: None)
    assert office_fonts.surroundings(tmp_path) == {} and not list(tmp_path.iterdir())
