"""A PDF keeps its stamp as an attached file; a number changed in it is named; what is none is called so."""

from __future__ import annotations

import dataclasses
import time
from pathlib import Path

import pytest

pytest.importorskip("pypdf", reason="the extra annex is not installed")

from model.version import RESULTS_VERSION
from scenarios import load
from scenarios.run import run
from scenarios.verification import remaking
from scenarios.verification.forms import pdf as form
from scenarios.verification.forms.reading import UnreadableError
from scenarios.verification.stamp import NoStampError, Stamp, stamp_of_question
from scenarios.verification.verify import Verification, verify
from tests.scenarios.verification.small_pdf import small_pdf

LINES = ("Annex", "300 little giants by 2035: 36%", "Two of 58 targets")


def stamp() -> Stamp:
    return stamp_of_question(load("xihua"), 1, 40).of_file("annex", form="pdf", request={})


def checked(content: bytes, folder: Path) -> Verification:
    path = folder / "annex.pdf"
    path.write_bytes(content)
    return verify(path, lambda asked, count, seed: run(asked, count, seed), str(RESULTS_VERSION))


@pytest.fixture
def remade(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Stand in for the annex: what it gives is the last of these."""
    given: list[bytes] = []
    monkeypatch.setattr("scenarios.verification.verify.remade", lambda asked: given[-1])
    return given


def test_a_pdf_is_equal_until_a_number_is_changed(remade: list[bytes], tmp_path: Path) -> None:
    content = form.stamped(small_pdf(LINES), stamp())
    found = form.read(content)
    assert found.stamp.short == stamp().short and found.stamp.shown == found.shown
    assert [row[0] for row in found.shown[0].rows] == list(LINES)
    assert found.stamp.file["printed"] == ["Writer", "Helvetica"]
    remade.append(content)
    assert checked(content, tmp_path).verdict == "equal"
    edited = content.replace(b"2035: 36%", b"2035: 63%")
    assert edited != content
    verification = checked(edited, tmp_path)
    assert verification.verdict == "edited"
    assert [each.difference.numbers for each in verification.findings] == [(["63"], ["36"])]
    remade.append(form.stamped(small_pdf([*LINES[:2], "Three of 58 targets"]), stamp()))
    assert checked(content, tmp_path).verdict == "not_reproduced"


def test_a_print_that_cannot_be_made_alike_still_tells_edits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def other(asked: remaking.Asked) -> bytes:
        raise remaking.CannotRemakeError("PDF: LibreOffice, fonts")

    monkeypatch.setattr("scenarios.verification.verify.remade", other)
    content = form.stamped(small_pdf(LINES), stamp())
    found = checked(content, tmp_path)
    assert (found.verdict, found.reason) == ("cannot_recompute", "PDF: LibreOffice, fonts")
    assert checked(content.replace(b"2035: 36%", b"2035: 63%"), tmp_path).verdict == "edited"


def test_what_is_no_export_is_said(tmp_path: Path) -> None:
    with pytest.raises(NoStampError):
        form.read(small_pdf(LINES))
    for content in (b"hello", b"%PDF-1.7", b"%PDF-1.7\n" + b"<<" * 50_000, small_pdf(LINES)[:200]):
        with pytest.raises((UnreadableError, NoStampError)):
            form.read(content)
    assert checked(small_pdf(LINES), tmp_path).verdict == "no_stamp"
    assert checked(b"%PDF-1.7", tmp_path).verdict == "unreadable"
    damaged = form.stamped(small_pdf(LINES), dataclasses.replace(stamp(), format=99))
    assert checked(damaged, tmp_path).verdict == "newer_stamp"


def test_a_pdf_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(form, "SECONDS", 0.01)
    began = time.monotonic()
    with pytest.raises(UnreadableError):
        form.read(small_pdf(LINES))
    assert time.monotonic() - began < 30
