"""Files for drafts: the right size, glyphs that are glyphs, cells that cannot calculate, stamps that can be read again."""

from __future__ import annotations

import csv as plain_csv
import dataclasses
import datetime
import functools
import io
import operator
import shutil
import struct
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from charts.export import csv as csv_file
from charts.export import png as png_file
from charts.export import svg as svg_file
from charts.export import xlsx as xlsx_file
from charts.export.blocks import Block, table_block
from charts.export.caption import Caption, caption_of
from charts.export.folder import INDEX, index_page, prepare, write_figures
from charts.export.fonts import register
from charts.export.page import paged
from charts.export.stamp import Stamp, StampError, from_json, stamp_of, unpacked
from charts.figures import FORMATS, Figure, comparison, figure, figures
from charts.scorecard import ROWS_A_PAGE, scorecard_pages
from charts.theme import FONT
from scenarios import load, run
from scenarios import tables as tab
from scenarios.loaded import LoadedScenario
from scenarios.result import RunResult
from scenarios.schema.errors import InputError
from scenarios.schema.load import list_plans
from scenarios.verification.forms import png as png_form
from scenarios.verification.forms import xlsx as xlsx_form
from scenarios.verification.forms.reading import digest_of
from scenarios.verification.verify import verify

TEXT_WIDTH_MM = 156.0


@pytest.fixture(scope="module")
def fan(result: RunResult) -> Figure:
    return figure("fan_xh_n_above_scale", result, "zh", datetime.date(2026, 11, 22))


@pytest.fixture(scope="module")
def score(result: RunResult) -> Figure:
    return figure("scorecard", result, "en", datetime.date(2026, 11, 22))


@pytest.fixture(scope="module")
def picture(fan: Figure) -> bytes:
    return fan.png()


def chunk(image: bytes, kind: bytes) -> bytes:
    return next(body for found, body in png_file.chunks(image) if found == kind)


def test_png_is_as_wide_as_the_text_of_an_official_document_at_300_dpi(picture: bytes, score: Figure) -> None:
    for image in (picture, score.png()):
        width, _ = struct.unpack(">II", chunk(image, b"IHDR")[:8])
        across, down, metres = struct.unpack(">IIB", chunk(image, b"pHYs"))
        assert (across, down, metres) == (11811, 11811, 1)
        assert width / across * 1000 == pytest.approx(TEXT_WIDTH_MM, abs=0.25)


def test_png_is_a_picture_that_others_can_read(picture: bytes) -> None:
    image_module = pytest.importorskip("PIL.Image")
    with image_module.open(io.BytesIO(picture)) as image:
        image.load()
        assert image.info["dpi"] == pytest.approx((300, 300), abs=0.01)
        assert "测算" in image.text["Description"]


def glyph(words: str) -> bytes:
    import vl_convert

    spec = {
        "data": {"values": [{}]},
        "mark": {"type": "text", "fontSize": 40},
        "encoding": {"text": {"value": words}},
        "config": {"font": FONT, "text": {"font": FONT}},
    }
    return bytes(vl_convert.vegalite_to_png(spec))


def test_chinese_is_neither_tofu_nor_blank() -> None:
    """Without a Chinese font every character is the same box; without a generic family it is nothing at all."""
    register()
    drawn = [glyph(words) for words in ("骨", "直", "门", " ")]
    assert len({png_file.content_digest(image) for image in drawn}) == len(drawn)


def test_svg_keeps_text_as_text_and_measures_156_mm(fan: Figure) -> None:
    drawn = fan.svg().decode()
    assert 'width="156mm"' in drawn and "viewBox=" in drawn
    for words in ("规模以上工业企业数", "规划目标", "中位数", "测算", "2035"):
        assert words in drawn.split("</metadata>")[1], words
    assert "<script" not in drawn and 'href="http' not in drawn


def test_every_file_carries_its_stamp_and_the_digest_of_what_it_shows(fan: Figure, picture: bytes) -> None:
    drawn, book, table = fan.svg().decode(), fan.xlsx(), fan.csv()
    found = {
        "png": (png_file.stamp_in(picture), png_file.content_digest(picture)),
        "svg": (svg_file.stamp_in(drawn), svg_file.content_digest(drawn)),
        "xlsx": (xlsx_form.read(book).stamp, digest_of(xlsx_form.shown_in(book))),
        "csv": (csv_file.stamp_in(table), csv_file.content_digest(table)),
    }
    for form, (stamp, digest) in found.items():
        assert stamp.content == digest, form
        assert stamp.short == fan.stamp.short, form
        assert stamp.loaded().hash == fan.stamp.scenario_hash, form
    digests = [table["digest"] for table in found["png"][0].tables]
    assert digests == [table.digest for _, table in fan.tables]


def test_a_changed_number_is_noticed(fan: Figure) -> None:
    drawn, table = fan.svg().decode(), fan.csv()
    assert svg_file.content_digest(drawn.replace(">300<", ">200<", 1)) != svg_file.stamp_in(drawn).content
    assert csv_file.content_digest(table.replace(b"p05", b"p06", 1)) != csv_file.stamp_in(table).content
    opened = openpyxl.load_workbook(io.BytesIO(fan.xlsx()))
    opened.worksheets[1]["B3"] = 1
    paper = io.BytesIO()
    opened.save(paper)
    again = xlsx_form.read(paper.getvalue())
    assert again.digest != again.stamp.content


def answer(loaded: LoadedScenario, replicates: int, seed: int) -> RunResult:
    from every_outcome import full_engine

    return run(loaded, replicates, seed, engine=full_engine)


def test_a_file_is_verified_by_computing_it_again(
    fan: Figure, picture: bytes, result: RunResult, tmp_path: Path
) -> None:
    """Equal; a changed file; other numbers than the question gives; another results version."""
    files = {"png": picture, "svg": fan.svg(), "xlsx": fan.xlsx(), "csv": fan.csv()}
    version = result.results_version
    for form, content in files.items():
        path = tmp_path / f"fan.{form}"
        path.write_bytes(content)
        found = verify(path, answer, version)
        assert found.verdict == "equal", (form, found.tables)
    assert verify(path, lambda loaded, n, seed: answer(loaded, n, seed + 1), version).verdict == "not_reproduced"
    path.write_bytes(files["csv"].replace(b"p05", b"p06", 1))
    found = verify(path, answer, version)
    assert found.verdict == "edited"
    assert [(each.found, each.expected) for each in found.findings] == [("p06", "p05")]


def test_a_comparison_carries_both_questions(result: RunResult, other: RunResult, tmp_path: Path) -> None:
    for name in ("scorecard", "fans"):
        made = comparison(name, result, other, "zh", datetime.date(2026, 11, 22), targets=["xh_n_above_scale"])
        assert [stamp.scenario_hash for stamp in made.stamp.runs] == [result.scenario.hash, other.scenario.hash]
        path = tmp_path / f"{name}.csv"
        path.write_bytes(made.csv())
        assert verify(path, answer, result.results_version).verdict == "equal"
        assert "一律按2022年办法" in made.caption.line()


@pytest.mark.parametrize("plan", list_plans())
def test_the_question_of_every_plan_survives_its_stamp(plan: str) -> None:
    loaded = load(plan)
    from charts.export.stamp import question_of

    stamp = Stamp("v", loaded.hash, 1, 10, question_of(loaded))
    again = unpacked(stamp.packed())
    assert again == from_json(stamp.to_json()) == dataclasses.replace(stamp, question=again.question)
    found = again.loaded()
    assert found.hash == loaded.hash
    assert (found.plan, found.baseline, found.scenario) == (loaded.plan, loaded.baseline, loaded.scenario)
    # The model numbers chains in the order of the baseline, and equal mappings may differ in order.
    assert found.baseline.model_dump_json() == loaded.baseline.model_dump_json()
    assert found.plan.model_dump_json() == loaded.plan.model_dump_json()


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04", b"name\r\n1\r\n", b"\xff\xfe\x00"])
def test_what_carries_no_stamp_is_refused(content: bytes) -> None:
    for read in (png_form.read, xlsx_form.read, csv_file.stamp_in):
        with pytest.raises(StampError):
            read(content)
    with pytest.raises(StampError):
        svg_file.stamp_in(content.decode("latin-1"))


@given(st.text(max_size=60))
def test_a_stamp_that_is_none_is_refused(words: str) -> None:
    with pytest.raises(StampError):
        unpacked(words)
    with pytest.raises(StampError):
        from_json(words)


CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.floats(-1e300, 1e300),  # beyond, a spreadsheet's own rounding ends in infinity
    st.integers(-(10**12), 10**12),
    st.text(max_size=30),
    st.builds(str.__add__, st.sampled_from(list("=+-@\t\r\n＝＋－＠ '#")), st.text(max_size=10)),
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(rows=st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=6))
def test_no_cell_becomes_a_formula(rows: list[tuple[object, ...]]) -> None:
    block = Block("=1+1", ("=a", "@b", "-c"), tuple(rows))  # type: ignore[arg-type]
    caption, stamp = Caption(("=cmd|' /C calc'!A0",), "zh"), Stamp("v", "h", 1, 2, {})
    book = xlsx_file.xlsx([block], [block], title="=t", caption=caption, stamp=stamp, date=datetime.date(2026, 1, 1))
    opened = openpyxl.load_workbook(io.BytesIO(book))
    for sheet in opened.worksheets:
        for cells in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in cells)
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        for name in parts.namelist():
            if name.startswith("xl/worksheets/sheet"):
                assert b"<f>" not in parts.read(name) and b"<hyperlink" not in parts.read(name)
    numbers = opened.worksheets[1]
    for row, values in enumerate(rows, 3):
        for column, value in enumerate(values, 1):
            if isinstance(value, int | float) and not isinstance(value, bool):
                found = numbers.cell(row, column)
                assert found.data_type == "n" and found.value == pytest.approx(value, rel=1e-14)
    text = csv_file.csv(block, caption, stamp).decode("utf-8-sig")
    written = list(plain_csv.reader(io.StringIO(csv_file.table_text(block), newline="")))
    assert len(written) == len(rows) + 1
    for values, cells in zip(rows, written[1:], strict=True):
        for value, cell in zip(values, cells, strict=True):
            if isinstance(value, str):
                assert not cell.lstrip()[:1] or cell.lstrip()[0] not in "=+-@＝＋－＠", cell
            elif isinstance(value, float):
                assert float(cell) == value
    assert "\r\n=" not in text and not text.startswith("=")


def test_the_workbook_has_native_charts_caption_and_properties(fan: Figure, score: Figure) -> None:
    for made, kinds in ((fan, (b"<c:areaChart>", b"<c:lineChart>")), (score, (b"<c:barChart>", b"<c:errBars>"))):
        with zipfile.ZipFile(io.BytesIO(made.xlsx())) as parts:
            drawn = parts.read("xl/charts/chart1.xml")
            assert all(kind in drawn for kind in kinds)
            assert fan.stamp.scenario_hash.encode() in parts.read("docProps/custom.xml")
            assert "测算" in made.caption.line() or "Calculation" in made.caption.line()
        opened = openpyxl.load_workbook(io.BytesIO(made.xlsx()))
        said = [str(cell.value) for row in opened.worksheets[0].iter_rows() for cell in row if cell.value]
        assert set(made.caption.lines) <= set(said)


def test_equal_answers_are_equal_bytes(fan: Figure, result: RunResult) -> None:
    again = figure(fan.name, result, "zh", datetime.date(2026, 11, 22))
    assert again.xlsx() == fan.xlsx() and again.csv() == fan.csv() and again.svg() == fan.svg()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_caption_says_all_that_it_must(language: str, result: RunResult) -> None:
    said = caption_of(result, language, datetime.date(2026, 11, 22)).line()
    wanted = {
        "zh": ("测算", "西华", "按规划本身", "2026年11月22日", "重复120次", "规上工业企业数", "种子 1"),
        "en": ("Calculation", "Xihua", "as it stands", "22 November 2026", "120 replicates", "seed 1"),
    }[language]
    for words in (*wanted, result.standing.words(language), result.scenario.hash[:12], result.results_version):
        assert words in said, words


def test_csv_is_read_by_excel_and_by_scripts(fan: Figure) -> None:
    content = fan.csv()
    assert content.startswith(b"\xef\xbb\xbf")
    pandas = pytest.importorskip("pandas")
    table = pandas.read_csv(io.BytesIO(content), comment="#", encoding="utf-8-sig")
    assert len(table) == len(fan.tables[0][1])
    assert table.iloc[:, -1].dtype.kind == "f"


def test_names_too_long_shrink_the_picture_and_not_the_paper(result: RunResult) -> None:
    from charts import scorecard_bars

    score = tab.scorecard(result)
    spec = scorecard_bars(score, width=1400).to_dict()
    image = png_file.png(paged(spec, None))
    width, _ = struct.unpack(">II", chunk(image, b"IHDR")[:8])
    assert width == pytest.approx(1842, abs=3)


def test_a_folder_holds_every_figure_and_a_list(result: RunResult, tmp_path: Path) -> None:
    made = [
        found for found in figures(result, "zh", datetime.date(2026, 11, 22)) if found.name in ("ladder", "scorecard")
    ]
    files = write_figures(made, tmp_path / "图", formats=("csv", "xlsx"))
    assert {path.name for path in files} == {"ladder.csv", "ladder.xlsx", "scorecard.csv", "scorecard.xlsx", INDEX}
    page = (tmp_path / "图" / INDEX).read_text(encoding="utf-8")
    assert all(name in page for name in ("ladder.csv", "scorecard.xlsx", "测算"))
    assert "http" not in page and "<script" not in page


def test_the_list_escapes_what_people_wrote(fan: Figure) -> None:
    page = index_page([dataclasses.replace(fan, title="<script>alert(1)</script>")])
    assert "<script" not in page


def test_every_figure_of_a_run_has_a_name_of_its_own(result: RunResult) -> None:
    made = figures(result, "zh", datetime.date(2026, 11, 22))
    names = [found.name for found in made]
    assert len(set(names)) == len(names)
    assert {"scorecard", "fans_1", "ladder", "title_flows"} <= set(names)
    with pytest.raises(KeyError):
        figure("nothing", result, "zh", datetime.date(2026, 11, 22))
    assert set(FORMATS) == {"png", "svg", "xlsx", "csv"}


def test_nothing_is_drawn_before_it_is_asked_for(result: RunResult, monkeypatch: pytest.MonkeyPatch) -> None:
    import vl_convert

    def refuse(*_: object, **__: object) -> bytes:
        raise AssertionError("drawn unasked")

    monkeypatch.setattr(vl_convert, "vegalite_to_png", refuse)
    monkeypatch.setattr(vl_convert, "vegalite_to_svg", refuse)
    made = figures(result, "zh", datetime.date(2026, 11, 22))
    assert made[0].csv() and made[0].xlsx() and made[0].chart
    with pytest.raises(AssertionError, match="unasked"):
        made[0].png()


def test_a_folder_that_cannot_be_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("x")
    for place, code in ((file, "charts_not_a_folder"), (tmp_path / "no" / "where", "out_folder_missing")):
        with pytest.raises(InputError) as refused:
            prepare(place)
        assert refused.value.code == code


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib.util

    from scenarios import extras

    real = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "vl_convert" else real(name))
    with pytest.raises(InputError) as refused:
        extras.require("explorer")
    assert (
        refused.value.code == "extra_missing"
        and "vl_convert" in str(refused.value)
        and "explorer" in str(refused.value)
    )


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_the_workbooks(fan: Figure, score: Figure, tmp_path: Path) -> None:
    for made in (fan, score):
        (tmp_path / f"{made.name}.xlsx").write_bytes(made.xlsx())
    names = [str(path) for path in sorted(tmp_path.glob("*.xlsx"))]
    profile = (tmp_path / "profile").as_uri()
    done = subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={profile}",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(tmp_path),
            *names,
        ],
        capture_output=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    for made in (fan, score):
        assert (tmp_path / f"{made.name}.pdf").read_bytes().startswith(b"%PDF")


def test_a_table_block_speaks_one_language(result: RunResult) -> None:
    block = table_block(tab.scorecard(result), "t", "en")
    assert not any("\u4e00" <= letter <= "\u9fff" for head in block.header for letter in head)
    assert len(block.header) == len(block.rows[0])


def test_stamps_of_different_scenarios_differ(result: RunResult, other: RunResult) -> None:
    assert stamp_of(result).to_json() != stamp_of(other).to_json()


def test_a_long_scorecard_comes_in_pages_that_fit_a_document(result: RunResult, tmp_path: Path) -> None:
    """A picture taller than a page of text (225 mm) is of no use in a draft; the numbers stay whole."""
    date = datetime.date(2026, 11, 22)
    made = [found for found in figures(result, "zh", date) if found.name.startswith("scorecard")]
    _whole, *pages = made
    names = [str(name) for name in tab.scorecard(result)["target"]]
    assert len(names) > ROWS_A_PAGE and len(pages) == -(-len(names) // ROWS_A_PAGE)
    assert [str(name) for page in pages for name in page.tables[0][1]["target"]] == names
    for page in pages:
        _, height = struct.unpack(">II", chunk(page.png(), b"IHDR")[:8])
        assert height / 300 * 25.4 <= 225, f"{page.name} is taller than what a page holds"
    files = {path.name for path in write_figures(made, tmp_path / "图")}
    assert "scorecard.xlsx" in files and "scorecard.png" not in files and "scorecard_1.png" in files
    assert 'src="scorecard.svg"' not in (tmp_path / "图" / INDEX).read_text(encoding="utf-8")


def test_targets_are_parted_evenly_and_in_their_order() -> None:
    assert scorecard_pages([]) == []
    assert scorecard_pages(["a"]) == [["a"]]
    many = [f"t{number}" for number in range(2 * ROWS_A_PAGE + 1)]
    assert [len(page) for page in scorecard_pages(many)] == [8, 8, 7]
    assert functools.reduce(operator.iadd, scorecard_pages(many), []) == many
    assert max(len(page) for page in scorecard_pages(many, 3)) <= ROWS_A_PAGE // 3
