"""Planners' sheets: the template, their own headers, and every doubtful cell named by its place."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from scenarios.audit import audit
from scenarios.importing import Imported, import_sheet, import_sheet_bytes, template_xlsx, template_yaml
from scenarios.importing.workbook import MOST_BYTES
from scenarios.schema.errors import InputError
from scenarios.schema.load import load_plan

HEADER = ("指标", "类型", "目标值", "单位", "完成年份", "起始年", "现状值")


def sheet(path: Path, rows: list[tuple[Any, ...]], header: tuple[Any, ...] = HEADER) -> Path:
    book = openpyxl.Workbook()
    table = book.active
    assert table is not None
    table.title = "目标"
    table.append(header)
    for row in rows:
        table.append(row)
    book.save(path)
    return path


def read(tmp_path: Path, *rows: tuple[Any, ...]) -> Imported:
    return import_sheet(sheet(tmp_path / "目标.xlsx", list(rows)))


def codes(imported: Imported) -> dict[str, str]:
    return {problem.place: problem.code for problem in imported.problems}


GOOD = ("规上企业", "期末数", "300家以上", "家", 2030, 2026, 180)


def test_the_template_can_be_audited_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "样板.xlsx"
    path.write_bytes(template_xlsx())
    imported = import_sheet(path)
    assert imported.problems == ()
    assert imported.plan.horizon.start == 2026
    assert len(imported.plan.targets) == 5
    assert audit(imported.plan).findings


def test_the_yaml_template_is_a_plan(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(template_yaml(), encoding="utf-8")
    assert len(load_plan(path).targets) == 4


def test_a_present_value_becomes_a_baseline(tmp_path: Path) -> None:
    plan = read(tmp_path, GOOD).plan
    assert [(one.kind, one.value, one.due_year) for one in plan.targets] == [
        ("stock", 300, 2030),
        ("baseline", 180, None),
    ]


def test_figures_in_every_way_of_writing(tmp_path: Path) -> None:
    imported = read(
        tmp_path,
        GOOD,
        ("小巨人", "期末数", "约１０家", "家", "2030年", 2026, None),
        ("专精特新企业", "每年新增", "5-8", "家", 2030, 2026, None),
        ("高企", "每年新增", "9家以上", "家", 2030, 2026, None),
        ("制造业占比", "比重", "30%", "%", 2030, 2026, None),
    )
    found = {one.indicator: one for one in imported.plan.targets if one.kind != "baseline"}
    assert (found["little_giants"].operator, found["little_giants"].value) == ("~", 10)
    assert (found["srdi_smes"].operator, found["srdi_smes"].value_high) == ("range", 8)
    assert found["high_technology_enterprises"].operator == ">="
    assert found["manufacturing_share_of_gdp"].value == 30


def test_a_share_as_a_fraction_is_read_and_reported(tmp_path: Path) -> None:
    imported = read(tmp_path, GOOD, ("制造业占比", "比重", 0.3, "%", 2030, 2026, None))
    share = next(one for one in imported.plan.targets if one.kind == "share")
    assert share.value == 30
    assert codes(imported) == {"目标!C3": "share_as_fraction"}


def test_a_cell_shown_as_a_percentage_is_certain(tmp_path: Path) -> None:
    path = sheet(tmp_path / "a.xlsx", [GOOD, ("制造业占比", "比重", 0.3, "%", 2030, 2026, None)])
    book = openpyxl.load_workbook(path)
    book["目标"]["C3"].number_format = "0%"
    book.save(path)
    imported = import_sheet(path)
    assert next(one for one in imported.plan.targets if one.kind == "share").value == 30
    assert imported.problems == ()


def test_doubling_needs_the_present_value(tmp_path: Path) -> None:
    imported = read(
        tmp_path,
        ("小巨人", "期末数", "翻一番", "家", 2030, 2026, 6),
        ("专精特新", "期末数", "翻一番", "家", 2030, 2026, None),
    )
    assert codes(imported) == {"目标!C2": "doubled", "目标!C3": "needs_baseline"}
    assert [one.value for one in imported.plan.targets if one.kind == "stock"] == [12]


def test_each_doubtful_cell_is_named_by_its_place(tmp_path: Path) -> None:
    imported = read(
        tmp_path,
        GOOD,
        ("小巨人", "期末数", "60-50", "家", 2030, 2026, None),
        ("专精特新", "期末数", "60亿元", "家", 2030, 2026, None),
        ("创新型中小企业", "期末数", 300, "亿元", 2030, 2026, None),
        ("不存在的指标名", "期末数", 3, "个", 2030, 2026, None),
        ("高企", "期末数", "=1+1", "家", 2030, 2026, None),
        ("头雁企业", "期末数", "若干", "家", 2030, 2026, None),
        ("上云企业", "期末数", 20, "家", "以后", 2026, None),
        ("智能工厂", "奇怪的", 20, "个", 2030, 2026, None),
        ("规上企业", "每年新增", -3, "家", 2030, 2026, None),
    )
    assert codes(imported) == {
        "目标!C3": "range_swapped",
        "目标!C4": "units_contradict",
        "目标!D5": "unit_of_another_kind",
        "目标!A6": "unknown_indicator",
        "目标!C7": "formula",
        "目标!C8": "no_number",
        "目标!E9": "no_year",
        "目标!B10": "unknown_kind",
        "目标!C11": "negative",
    }
    for language in ("zh", "en"):
        assert all(problem.line(language).startswith("目标!") for problem in imported.problems)


def test_merged_headers_with_a_column_for_each_year(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    table = book.active
    assert table is not None
    table.title = "表一"
    table.append(("某某县规划目标表",))
    table.append(("指标", "单位", "目标值", None, None, "责任单位"))
    table.append((None, None, "2026年", "2028年", "2030年", None))
    table.append(("小巨人", "家", 3, 6, 10, "县工信局"))
    table.merge_cells("A1:F1")
    table.merge_cells("C2:E2")
    for column in "ABF":
        table.merge_cells(f"{column}2:{column}3")
    path = tmp_path / "merged.xlsx"
    book.save(path)
    plan = import_sheet(path).plan
    assert [(one.value, one.due_year) for one in plan.targets] == [(3, 2026), (6, 2028), (10, 2030)]
    assert [one.milestone_of for one in plan.targets] == [plan.targets[2].id, plan.targets[2].id, None]
    assert plan.targets[2].responsible_unit == "县工信局"


def test_a_sheet_without_years_says_which_were_assumed(tmp_path: Path) -> None:
    imported = import_sheet(sheet(tmp_path / "a.xlsx", [("小巨人", 10, "家")], ("指标", "目标值", "单位")))
    assert {problem.code for problem in imported.problems} == {"no_year", "period_assumed"}
    assert audit(imported.plan).findings


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    def code(path: Path) -> str:
        with pytest.raises(InputError) as error:
            import_sheet(path)
        return error.value.code

    assert code(tmp_path / "missing.xlsx") == "file_missing"
    text = tmp_path / "text.xlsx"
    text.write_text("指标,目标值", encoding="utf-8")
    assert code(text) == "sheet_not_xlsx"
    large = tmp_path / "large.xlsx"
    large.write_bytes(b"0" * (MOST_BYTES + 1))
    assert code(large) == "file_too_large"
    assert code(sheet(tmp_path / "bare.xlsx", [("a", "b")], ("甲", "乙"))) == "sheet_without_header"
    assert (
        code(sheet(tmp_path / "wrong.xlsx", [("小巨人", "若干", "家")], ("指标", "目标值", "单位")))
        == "sheet_without_targets"
    )


def test_archives_that_unfold_or_declare_entities_are_refused(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 61_000_000)
    with pytest.raises(InputError) as error:
        import_sheet(bomb)
    assert error.value.code == "sheet_unfolds"
    entities = tmp_path / "entities.xlsx"
    with zipfile.ZipFile(entities, "w") as archive:
        archive.writestr("xl/workbook.xml", '<!DOCTYPE x [<!ENTITY a "b">]><x/>')
    with pytest.raises(InputError) as error:
        import_sheet(entities)
    assert error.value.code == "sheet_entities"


def test_a_sheet_in_an_encoding_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    """Found by fuzzing: Python looks the name up among its codecs."""
    bad = tmp_path / "bad.xlsx"
    with zipfile.ZipFile(bad, "w") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", '<?xml version="1.0" encoding="UTF-81e308"?><worksheet/>')
    with pytest.raises(InputError) as error:
        import_sheet(bad)
    assert error.value.code == "sheet_unreadable"


def test_too_many_rows_are_refused(tmp_path: Path) -> None:
    rows = [("小巨人", number, "家") for number in range(5300)]
    with pytest.raises(InputError) as error:
        import_sheet(sheet(tmp_path / "long.xlsx", rows, ("指标", "目标值", "单位")))
    assert error.value.code == "sheet_too_long"


def test_an_imported_plan_is_audited(tmp_path: Path) -> None:
    imported = read(
        tmp_path,
        ("创新型中小企业", "期末数", 90, "家", 2030, 2026, None),
        ("创新型中小企业", "每年新增", 50, "家", 2030, 2026, None),
    )
    assert [finding.rule for finding in audit(imported.plan).of_grade("contradiction")] == ["title_valid_additions"]


def test_a_sheet_in_memory_is_read_alike_and_named_as_its_owner_does() -> None:
    content = template_xlsx()
    imported = import_sheet_bytes(content, "目标.xlsx")
    assert imported.plan.targets and imported.plan.document.source == "目标.xlsx"
    with pytest.raises(InputError) as refused:
        import_sheet_bytes(content[:200], "目标.xlsx")
    assert refused.value.code == "sheet_not_xlsx" and "目标.xlsx" in str(refused.value.where)
