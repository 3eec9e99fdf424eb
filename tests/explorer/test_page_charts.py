"""Charts that pages offer are drawn again to be verified: equal, changed by hand, or encoded anew."""

from __future__ import annotations

import datetime
import io
import random
import re
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("streamlit", reason="the extra explorer is not installed")

from explorer.components.downloads import page_figure
from explorer.page_charts import KINDS, OF_SIZE, page_chart
from scenarios import load, run
from scenarios.loaded import LoadedScenario
from scenarios.result import RunResult
from scenarios.tables import funnel_by_size, main_targets, scorecard
from scenarios.verification.stamp import Stamp
from scenarios.verification.verify import Verification, verify
from tests.charts.verify_study import edit, named

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / name) for name in ("charts", "scenarios")]
DATE = datetime.date(2026, 11, 22)


@cache
def _answer(key: str, replicates: int, seed: int) -> RunResult:
    from every_outcome import full_engine

    return run(_known[key], replicates, seed, engine=full_engine)


_known: dict[str, LoadedScenario] = {}


def answer(loaded: LoadedScenario, replicates: int, seed: int) -> RunResult:
    _known[loaded.hash] = loaded
    return _answer(loaded.hash, replicates, seed)


@pytest.fixture(scope="module")
def results() -> list[RunResult]:
    return [answer(load("xihua"), 40, 1), answer(load("xihua", rulebook="2022"), 40, 1)]


def choice_of(kind: str, result: RunResult) -> dict[str, Any]:
    """Choose as a reader might: a part, never the whole."""
    targets, series, years = main_targets(result), list(result.samples.series), result.samples.years
    sizes = [str(name).rpartition(OF_SIZE)[2] for name in funnel_by_size(result)["variable"]]
    some = {str(row["target"]) for row in scorecard(result).rows()[:3]}
    return {
        "scorecard": {"targets": sorted(some)},
        "scenarios": {"targets": None},
        "fan": {"target": targets[0]},
        "fans": {"targets": targets[:2], "arrange": "beside"},
        "funnel": {"size": sizes[0], "first": years[2], "last": years[4]},
        "funnel_years": {"size": None},
        "series": {"series": series[:2]},
        "chains": {"series": [name for name in series if ":chain:" in name][:2]},
        "unmet": {"year": years[-1]},
    }.get(kind, {})


def made(kind: str, results: list[RunResult], form: str, language: str = "zh") -> bytes:
    shown = results if kind in ("scenarios", "fans") else results[-1:]
    return page_figure(f"{kind}-1", kind, shown, choice_of(kind, shown[-1]), language, DATE).as_file(form)


def checked(content: bytes, form: str, folder: Path, version: str) -> Verification:
    path = folder / f"page.{form}"
    path.write_bytes(content)
    return verify(path, answer, version)


def test_every_kind_that_pages_ask_for_is_known() -> None:
    """What a page offers under another name would only fail when somebody clicks."""
    asked = set()
    for page in (Path(__file__).resolve().parents[2] / "explorer" / "components").glob("*.py"):
        words = page.read_text(encoding="utf-8")
        asked |= set(re.findall(r'chart_downloads\(\s*f?"[^"]+",\s*"([a-z_]+)"', words))
    assert asked == set(KINDS)


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_chart_of_a_page_is_drawn_again(kind: str, results: list[RunResult], tmp_path: Path) -> None:
    version = results[0].results_version
    for form in ("svg", "xlsx", "csv"):
        content = made(kind, results, form, "en" if form == "csv" else "zh")
        found = checked(content, form, tmp_path, version)
        assert (found.verdict, found.remade) == ("equal", "file"), (form, found.reason, found.findings[:2])
        assert found.stamp is not None and isinstance(found.stamp, Stamp) and found.stamp.file["kind"] == kind
        if form == "csv":
            changed = edit(content, form, random.Random(1))
            assert named(checked(changed.content, form, tmp_path, version), changed)


def test_a_picture_of_a_page_is_equal_encoded_anew_or_changed(results: list[RunResult], tmp_path: Path) -> None:
    from PIL import Image, ImageDraw

    from charts.export.png import with_texts
    from scenarios.verification.forms.png import texts_of

    version, content = results[0].results_version, made("fans", results, "png")
    assert checked(content, "png", tmp_path, version).verdict == "equal"
    image = Image.open(io.BytesIO(content)).convert("RGB")

    def saved(picture: Image.Image) -> bytes:
        paper = io.BytesIO()
        picture.save(paper, format="PNG", compress_level=1)
        return with_texts(paper.getvalue(), texts_of(content))

    again = checked(saved(image), "png", tmp_path, version)
    assert (again.verdict, again.remade, again.pictures[0].verdict) == ("equal", "file", "reencoded")
    ImageDraw.Draw(image).rectangle((600, 300, 680, 330), fill="black")
    assert checked(saved(image), "png", tmp_path, version).verdict == "picture_differs"


def test_a_drawing_of_another_choice_is_not_what_its_stamp_says(results: list[RunResult], tmp_path: Path) -> None:
    """A picture under the stamp of another choice: both are true, and together they are not."""
    from charts.export.svg import svg

    one = page_figure("f", "fan", results[-1:], {"target": main_targets(results[-1])[0]}, "zh", DATE)
    other = page_figure("f", "fan", results[-1:], {"target": main_targets(results[-1])[1]}, "zh", DATE)
    content = svg(other._page, one._stamp("svg"), other.title).encode()
    found = checked(content, "svg", tmp_path, results[0].results_version)
    assert found.verdict in ("not_reproduced", "edited", "picture_differs")


def test_a_choice_that_cannot_be_is_said(results: list[RunResult]) -> None:
    with pytest.raises(KeyError):
        page_chart("hologram", results, {}, "zh")
