"""The files: every number that a parser finds resolves into the results; layout, alternative texts, safety, equal bytes."""

from __future__ import annotations

import base64
import io
import re

import openpyxl
import pytest
from annex_making import made
from annex_reading import Page, W, digits, docx_pieces, names, part, xml

from annex import Annex, Figure, Table
from annex.document import Native, Number, plain, problem_of, resolve
from annex.docx import docx
from annex.docx.layout import FONTS, TEXT_WIDTH
from annex.formats import format_of, rendered
from annex.html import html
from annex.xlsx import xlsx
from scenarios import load
from scenarios.answers.drawn import judged_rows
from scenarios.schema.errors import InputError
from scenarios.verification.forms import docx as docx_form
from scenarios.verification.forms import html as html_form
from scenarios.verification.forms import xlsx as xlsx_form

WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_FILES: dict[tuple[int, str], bytes] = {}


def file_of(annex: Annex, form: str) -> bytes:
    """Write an annex once for all tests."""
    key = id(annex), form
    if key not in _FILES:
        _FILES[key] = rendered(annex, form)
    return _FILES[key]


def test_every_number_of_a_docx_resolves(annex: Annex) -> None:
    pieces = list(docx_pieces(file_of(annex, "docx")))
    assert [words for kind, words in pieces if kind == "text" and digits(words)] == []
    marked = [(kind, words) for kind, words in pieces if kind != "text"]
    shown = [
        (inline, "number" if isinstance(inline, Number) else "quote")
        for words in annex.runs()
        for inline in words
        if not isinstance(inline, str)
    ]
    assert len(marked) == len(shown) > 400
    for (kind, words), (inline, expected) in zip(marked, shown, strict=True):
        assert (kind, words) == (expected, inline.text)
        assert problem_of(inline, annex.results, annex.language) is None


def test_every_number_of_a_page_resolves(annex: Annex) -> None:
    page = Page(file_of(annex, "html").decode())
    assert [words for words in page.outside if digits(words)] == []
    assert len(page.references) > 400
    texts = set(annex.shown())
    for _, reference, said in page.references:
        assert (reference, said) in texts
        assert resolve(annex.results, reference) is not None


def test_every_number_of_a_workbook_resolves(annex: Annex) -> None:
    whole = [*annex.runs()]
    for section in annex.sections:
        for block in section.blocks:
            if isinstance(block, Figure):
                whole += [
                    words
                    for cells in block.cells
                    for row in (cells.header, *cells.rows, (cells.title,))
                    for words in row
                ]
    for words in whole:
        assert [problem_of(inline, annex.results, annex.language) for inline in words] == [None] * len(words)
    texts = {plain(words) for words in whole}
    values = {inline.value for words in whole for inline in words if isinstance(inline, Number)}
    scaled = {value * factor for value in values for factor in (0.1, 100.0)}
    book = openpyxl.load_workbook(io.BytesIO(file_of(annex, "xlsx")))
    counted = 0
    for sheet in book.worksheets[:-1]:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                if isinstance(cell.value, bool) or cell.value is None:
                    continue
                if isinstance(cell.value, int | float):
                    counted += 1
                    assert any(abs(cell.value - value) <= 1e-12 * abs(value) for value in values | scaled), cell.value
                elif digits(cell.value):
                    counted += 1
                    assert cell.value in texts, cell.value
    assert counted > 300


def test_numbers_of_a_workbook_are_shown_as_in_the_text(annex: Annex) -> None:
    """A cell that is one number with its unit shows the same digits as the text does."""
    book = openpyxl.load_workbook(io.BytesIO(file_of(annex, "xlsx")))
    table = next(
        block
        for section in annex.sections
        for block in section.blocks
        if isinstance(block, Table) and block.name == "verdicts"
    )
    sheet = next(sheet for sheet in book.worksheets if sheet["A1"].value == plain(table.title))
    due = [sheet.cell(row=3 + place, column=2) for place in range(len(table.rows))]
    assert all(cell.value == row[1][0].value for cell, row in zip(due, table.rows, strict=True))  # type: ignore[union-attr]
    assert {cell.number_format for cell in due} == {"0"}


def test_docx_layout(annex: Annex) -> None:
    content = file_of(annex, "docx")
    page = xml(content, "word/document.xml").find(f".//{W}sectPr")
    margins = page.find(f"{W}pgMar")
    millimetres = {
        side: round(int(margins.get(f"{W}{side}")) / 56.6929, 1) for side in ("top", "bottom", "left", "right")
    }
    assert millimetres == {"top": 37.0, "bottom": 35.0, "left": 28.0, "right": 26.0}
    assert (page.find(f"{W}pgSz").get(f"{W}w"), page.find(f"{W}pgSz").get(f"{W}h")) == ("11906", "16838")
    body = xml(content, "word/document.xml")
    styles = [found.get(f"{W}val") for found in body.iter(f"{W}pStyle")]
    assert styles[0] == "AnnexMark"
    assert styles.count("AnnexTitle") == 1
    assert styles.count("Heading1") == len(annex.sections)
    footer = "".join(part(content, name) for name in names(content) if "footer" in name)
    assert footer.count("PAGE") == 2
    assert "— " in footer


def test_headings_are_numbered_by_the_program(annex: Annex) -> None:
    numbering = part(file_of(annex, "docx"), "word/numbering.xml")
    wanted = ("%1、", "（%2）") if annex.language == "zh" else ("%1.", "%1.%2")
    assert all(f'w:lvlText w:val="{words}"' in numbering for words in wanted)
    assert ("chineseCountingThousand" in numbering) is (annex.language == "zh")
    styles = xml(file_of(annex, "docx"), "word/styles.xml")
    heading = next(style for style in styles.iter(f"{W}style") if style.get(f"{W}styleId") == "Heading1")
    assert heading.find(f".//{W}numId").get(f"{W}val") == "1"


@pytest.mark.parametrize("fonts", ["office", "windows"])
def test_fonts_stand_by_name_and_those_of_the_theme_are_gone(fonts: str) -> None:
    content = docx(made("xuchang", "zh", fonts=fonts, sections=("summary",)))
    for name in ("word/styles.xml", "word/document.xml"):
        fonts_of = list(xml(content, name).iter(f"{W}rFonts"))
        assert not [key for found in fonts_of for key in found if key.lower().endswith("theme")]
    styles = {style.get(f"{W}styleId"): style for style in xml(content, "word/styles.xml").iter(f"{W}style")}

    def font(name: str) -> str:
        return styles[name].find(f".//{W}rFonts").get(f"{W}eastAsia")  # type: ignore[no-any-return]

    named = FONTS[fonts]  # type: ignore[index]
    assert font("Normal") == named.text
    assert font("AnnexTitle") == named.title
    assert (font("Heading1"), font("Heading2"), font("AnnexPageOdd")) == (named.first, named.second, named.page)
    sizes = {
        name: styles[name].find(f".//{W}sz").get(f"{W}val")
        for name in ("Normal", "AnnexTitle", "Heading1", "AnnexPageOdd")
    }
    assert sizes == {"Normal": "32", "AnnexTitle": "44", "Heading1": "32", "AnnexPageOdd": "28"}
    spacing = styles["Normal"].find(f".//{W}spacing")
    assert (spacing.get(f"{W}line"), spacing.get(f"{W}lineRule")) == ("579", "exact")
    assert styles["Normal"].find(f".//{W}ind").get(f"{W}firstLineChars") == "200"
    spoken = xml(content, "word/styles.xml").find(f".//{W}rPrDefault//{W}lang")
    assert spoken.get(f"{W}eastAsia") == "zh-CN"


def test_tables_repeat_their_heading_and_say_what_they_are(annex: Annex) -> None:
    body = xml(file_of(annex, "docx"), "word/document.xml")
    wanted = [block for section in annex.sections for block in section.blocks if isinstance(block, Table)]
    found = [table for table in body.iter(f"{W}tbl") if table.find(f"{W}tr/{W}trPr/{W}tblHeader") is not None]
    assert len(found) == len(wanted) >= 5
    for table, block in zip(found, wanted, strict=True):
        assert table.find(f"{W}tblPr/{W}tblCaption").get(f"{W}val") == plain(block.title)[:250]
        widths = [int(column.get(f"{W}w")) for column in table.find(f"{W}tblGrid")]
        assert abs(sum(widths) / 56.6929 - TEXT_WIDTH) < 0.5
        for row in table.iter(f"{W}tr"):
            assert [int(cell.find(f"{W}tcPr/{W}tcW").get(f"{W}w")) for cell in row.iter(f"{W}tc")] == widths
            assert row.find(f"{W}trPr/{W}cantSplit") is not None
        assert len(list(table.iter(f"{W}tr"))) == 1 + len(block.rows)


def test_pictures_have_the_text_width_and_alternative_texts(annex: Annex) -> None:
    content = file_of(annex, "docx")
    drawn = list(xml(content, "word/document.xml").iter(f"{WP}inline"))
    pictures = [block for section in annex.sections for block in section.blocks if isinstance(block, Figure)]
    native = [
        cells
        for section in annex.sections
        for block in section.blocks
        if isinstance(block, Native)
        for cells in block.charts
    ]
    assert len(drawn) == len(pictures) + len(native) == 4
    described = [found.find(f"{WP}docPr").get("descr") for found in drawn]
    assert described[: len(pictures)] == [plain(block.alternative) for block in pictures]
    assert all(described)
    for found in drawn[: len(pictures)]:
        assert abs(int(found.find(f"{WP}extent").get("cx")) / 36_000 - 156) < 0.5
    assert len([name for name in names(content) if name.startswith("word/charts/chart")]) == len(native)
    assert len([name for name in names(content) if name.startswith("word/embeddings/")]) == len(native)


def test_native_charts_hold_the_results(annex: Annex) -> None:
    content = file_of(annex, "docx")
    charts = [
        cells
        for section in annex.sections
        for block in section.blocks
        if isinstance(block, Native)
        for cells in block.charts
    ]
    for number, cells in enumerate(charts, 1):
        chart = part(content, f"word/charts/chart{number}.xml")
        assert '<c:dispBlanksAs val="gap"/>' in chart
        # Where a file is silent, LibreOffice draws marks across the axes.
        assert chart.count('<c:minorTickMark val="none"/>') == chart.count("<c:crossAx ") == 2
        assert 'r:id="' in chart.partition("<c:externalData")[2]
        with_values = {round(float(value), 9) for value in re.findall(r"<c:v>(-?[0-9.eE+-]+)</c:v>", chart)}
        median = [row[3][0].value for row in cells.rows]  # type: ignore[union-attr]
        assert {round(value, 9) for value in median} <= with_values


def test_properties_say_nothing_of_the_template_or_the_machine(annex: Annex) -> None:
    content = file_of(annex, "docx")
    core = part(content, "docProps/core.xml")
    assert "python-docx" not in core
    assert "西华县工信局" in core
    assert set(re.findall(r"\d{4}-\d{2}-\d{2}T", core)) == {"2026-11-22T"}
    assert not [name for name in names(content) if "thumbnail" in name]


def test_a_page_opens_offline(annex: Annex) -> None:
    page = file_of(annex, "html").decode()
    found = Page(page)
    assert "script" not in found.tags
    assert not {"iframe", "object", "embed", "form", "link", "base"} & set(found.tags)
    assert all(address.startswith(("data:image/svg+xml;base64,", "#")) for address in found.addresses)
    assert "default-src 'none'" in page.replace("&#x27;", "'")
    assert not re.search(r"@import|url\(", page)
    assert all(image.get("alt") for image in found.images)
    assert len(found.images) == 2
    for image in found.images:
        drawing = base64.b64decode(image["src"].partition(",")[2]).decode()
        assert drawing.startswith("<svg")
        assert not re.search(r"<script|xlink:href=\"(?!#)|href=\"http", drawing)


def test_words_of_the_planner_stay_words(annex: Annex) -> None:
    """A title with signs of markup is shown as it stands."""
    page = file_of(annex, "html").decode()
    assert "A&amp;B &lt;1&gt;" in page
    assert "<1>" not in page
    assert "目标测算 A&B <1>" in "".join(words for _, words in docx_pieces(file_of(annex, "docx")))


@pytest.mark.parametrize("title", ["=1+1", "+西华", "@SUM(A1)", "－附件", "<script>alert(1)</script>"])
def test_no_word_becomes_a_formula_or_markup(title: str) -> None:
    annex = made("xuchang", "zh", title=title, unit=title, sections=("summary",))
    book = openpyxl.load_workbook(io.BytesIO(xlsx(annex)))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert title in [cell.value for cell in cells]
    assert all(cell.data_type != "f" for cell in cells)
    assert "script" not in Page(html(annex).decode()).tags


def test_equal_annexes_are_equal_bytes() -> None:
    from annex_making import KEPT

    target = judged_rows(load("xuchang"))[0].target.id
    choices = {"sections": ("summary", "verdicts", "charts"), "charts": ("fans", "native"), "targets": (target,)}
    first = {form: rendered(made("xuchang", "zh", **choices), form) for form in ("docx", "html", "xlsx")}
    KEPT.clear()
    assert {form: rendered(made("xuchang", "zh", **choices), form) for form in first} == first


def test_every_file_carries_its_question(annex: Annex) -> None:
    for form, reader in (("docx", docx_form), ("html", html_form), ("xlsx", xlsx_form)):
        read = reader.read(file_of(annex, form))
        assert read.stamp.results_version == annex.results["run"]["results_version"]
        assert read.stamp.scenario_hash == annex.results["run"]["scenario_hash"]
        assert dict(read.stamp.file) == {"what": "annex", "request": dict(annex.request), "form": form}
        assert read.stamp.content == read.digest


def test_an_edited_number_is_named(annex: Annex) -> None:
    """What `tuiyan verify` compares: the cells on the stamp against those that are found."""
    from scenarios.verification.shown import differences

    content = file_of(annex, "html").decode()
    place = content.index('data-number="targets.xh_n_srdi_provincial.quantiles.p50"')
    start = content.index(">", place) + 1
    end = content.index("<", start)
    edited = content[:start] + "98765" + content[end:]
    read = html_form.read(edited.encode())
    assert read.stamp.content != read.digest
    assert read.stamp.shown is not None
    found = [one.numbers for one in differences(read.shown, read.stamp.shown)]
    assert found
    assert any("98765" in "".join(now) for now, _ in found)


@pytest.mark.parametrize("name", ["annex", "annex.doc", "annex.docx.zip", ""])
def test_an_unknown_format_is_refused(name: str) -> None:
    with pytest.raises(InputError):
        format_of(name)


def test_formats_are_found_by_ending() -> None:
    assert [format_of(name) for name in ("a.DOCX", "b.htm", "c.html", "d.xlsx", "e.pdf")] == [
        "docx",
        "html",
        "html",
        "xlsx",
        "pdf",
    ]


def test_a_tall_picture_leaves_room_for_its_title() -> None:
    from annex.docx.writer import TALLEST, fitting_width

    def png(width: int, height: int) -> bytes:
        return b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + width.to_bytes(4, "big") + height.to_bytes(4, "big")

    assert fitting_width(png(1841, 1000)) == TEXT_WIDTH
    assert fitting_width(png(1841, 3682)) == TALLEST / 2
