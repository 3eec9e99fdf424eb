"""What the engine will read: rows by the model's names, unknown left unknown, the same whatever the order of rows."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from books import code, csv_file, read

from model import columns as col
from model.randomness.keys import KIND_LEDGER, entity_key
from scenarios.ledger import read_ledger
from scenarios.ledger.arrays import HELD, UNKNOWN, LedgerArrays, ledger_arrays
from scenarios.ledger.ledger import number_of
from scenarios.messages import LANGUAGES

HEADER = (
    *("企业名称", "信用代码", "产业链", "开发区", "成立年份", "2022年营收（万元）", "2023年营收（万元）"),
    *("2023年研发费用（万元）", "从业人员", "研发人员", "净利润（万元）", "资产负债率（%）", "市场占有率（%）"),
    *("小巨人", "专精特新", "专精特新有效期至", "研发机构", "招商引资企业", "工业总产值（万元）"),
)
FULL = (
    *("甲公司", code(1), "面粉", "经开区", 2005, 8000, 10000, 400, 100, 20, 500, 55, 10),
    *(2022, "是", "2025-12-31", "省级", "否", 11000),
)
BARE = ("乙公司", *[None] * 18)
OTHER = (
    *("丙公司", code(3), "汽车", "无", 2010, 0, 0, 5, 0, 2, 1, None, None),
    *("是", "否", None, "无", "是", None),
)
LATER = ("丁公司", code(4), "面粉", "某园", 2024, None, 5, *[None] * 12)
CHAINS = ("电子产业链", "面粉产业链", "other")


def number(arrays: LedgerArrays, name: str) -> dict[str, float]:
    row = arrays.numbers[col.NUMBER_NAMES.index(name)]
    return dict(zip(arrays.names, row.tolist(), strict=True))


def label(arrays: LedgerArrays, name: str) -> dict[str, int]:
    row = arrays.labels[col.LABEL_NAMES.index(name)]
    return dict(zip(arrays.names, row.tolist(), strict=True))


def arrays_of(folder: Path) -> LedgerArrays:
    return ledger_arrays(read(folder, HEADER, FULL, BARE, OTHER, LATER).ledger, CHAINS, ("经开区",), 2023)


def test_shapes_and_types(tmp_path: Path) -> None:
    arrays = arrays_of(tmp_path)
    assert len(arrays) == 3 and set(arrays.names) == {"甲公司", "乙公司", "丙公司"}
    assert arrays.numbers.shape == (len(col.NUMBER_NAMES), 3) and arrays.numbers.dtype == np.float64
    assert arrays.labels.shape == (len(col.LABEL_NAMES), 3) and arrays.labels.dtype == np.int16
    assert arrays.keys.dtype == np.uint64 and len(set(arrays.keys.tolist())) == 3


def test_numbers(tmp_path: Path) -> None:
    arrays = arrays_of(tmp_path)
    expected = {
        "revenue": 10000,
        "revenue_1": 8000,
        "log_revenue": math.log(10000),
        "research_intensity": 0.04,
        "research_staff_share": 0.2,
        "revenue_per_employee": 100,
        "net_margin_level": 0.05,
        "debt_ratio_level": 0.55,
        "niche_size": 80000,
    }
    for name, value in expected.items():
        assert number(arrays, name)["甲公司"] == pytest.approx(value, rel=1e-12), name
        assert math.isnan(number(arrays, name)["乙公司"]), name
    assert number(arrays, "revenue")["丙公司"] == 0
    for name in ("log_revenue", "research_intensity", "research_staff_share", "revenue_per_employee"):
        assert math.isnan(number(arrays, name)["丙公司"]), name


def test_labels(tmp_path: Path) -> None:
    arrays = arrays_of(tmp_path)
    assert label(arrays, "alive") == {"甲公司": 1, "乙公司": 1, "丙公司": 1}
    assert label(arrays, "chain") == {"甲公司": 1, "乙公司": UNKNOWN, "丙公司": 2}
    assert label(arrays, "zone") == {"甲公司": 1, "乙公司": UNKNOWN, "丙公司": 0}
    assert label(arrays, "founding_year")["甲公司"] == 2005
    assert label(arrays, "above_scale") == {"甲公司": 1, "乙公司": UNKNOWN, "丙公司": 0}
    assert label(arrays, "origin") == {"甲公司": col.INCUMBENT, "乙公司": UNKNOWN, "丙公司": col.ATTRACTED}
    assert label(arrays, "research_institution") == {"甲公司": 3, "乙公司": UNKNOWN, "丙公司": 0}
    # Recognised in 2022: valid at the end of 2022, 2023 and 2024. A written end goes before the rule.
    assert label(arrays, "expiry_little_giant") == {"甲公司": 2024, "乙公司": UNKNOWN, "丙公司": HELD}
    assert label(arrays, "expiry_srdi") == {"甲公司": 2025, "乙公司": UNKNOWN, "丙公司": 0}
    # What only the engine decides stays open.
    assert set(label(arrays, "decision_srdi").values()) == {UNKNOWN}


def test_a_title_held_longer_than_it_is_valid_was_renewed(tmp_path: Path) -> None:
    ledger = read(tmp_path, ("企业名称", "专精特新认定年份"), *[(f"{year}", year) for year in range(2016, 2024)]).ledger
    expiry = label(ledger_arrays(ledger, (), (), 2023), "expiry_srdi")
    assert expiry == {
        str(year): (last := year + 2) + 3 * max(0, math.ceil((2023 - last) / 3)) for year in range(2016, 2024)
    }
    assert all(2023 <= last <= 2025 for last in expiry.values())


def test_what_the_model_lacks_or_does_not_know_is_noted(tmp_path: Path) -> None:
    notes = [(note.code, note.values.get("name") or note.values.get("field")) for note in arrays_of(tmp_path).notes]
    assert ("unknown_chain", "汽车") in notes
    assert ("no_model_column", "gross_output") in notes
    assert ("titles_undated", "title:little_giant") in notes
    assert ("founded_later", None) in notes
    for note in arrays_of(tmp_path).notes:
        assert all(note.line(language) for language in LANGUAGES)


def test_columns_that_the_model_gets_later_are_found_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = read(tmp_path, ("企业名称", "固定资产（万元）", "高新技术企业"), ("甲公司", 700, "是")).ledger
    assert [note.values["field"] for note in ledger_arrays(ledger, (), (), 2023).notes] == ["fixed_capital"]
    monkeypatch.setattr(col, "NUMBER_NAMES", ("capital", *col.NUMBER_NAMES))
    arrays = ledger_arrays(ledger, (), (), 2023)
    assert arrays.notes == ()
    assert arrays.numbers[0, 0] == 700


def test_statuses_are_known_one_by_one(tmp_path: Path) -> None:
    """A flag fills its own status and leaves the others to be drawn; upgrading without its kind is smart, and noted."""
    columns = ("企业名称", "高新技术企业", "上云", "三化改造")
    arrays = ledger_arrays(read(tmp_path, columns, ("甲公司", "是", "否", "是")).ledger, (), (), 2023)
    found = dict(zip(col.STATUS_NAMES, arrays.statuses[:, 0].tolist(), strict=True))
    assert (found["high_technology"], found["cloud"], found["smart_upgrade"]) == (1, 0, 1)
    assert (found["green_upgrade"], found["listed"]) == (-1, -1)
    assert [note.code for note in arrays.notes] == ["upgrade_kind"]


def test_keys_are_those_of_the_model(tmp_path: Path) -> None:
    arrays = arrays_of(tmp_path)
    wanted = {
        name: int(entity_key(KIND_LEDGER, np.uint64(number_of(identity))))
        for name, identity in (("甲公司", f"code:{code(1)}"), ("乙公司", "name:乙公司"))
    }
    found = dict(zip(arrays.names, map(int, arrays.keys), strict=True))
    assert {name: found[name] for name in wanted} == wanted


def test_row_order_changes_no_byte(tmp_path: Path) -> None:
    rows = [FULL, BARE, OTHER, LATER]
    found = []
    for name, order in (("a.csv", rows), ("b.csv", rows[::-1])):
        ledger = read_ledger(csv_file(tmp_path / name, [HEADER, *order]), complete_for="all", year=2023).ledger
        arrays = ledger_arrays(ledger, CHAINS, ("经开区",), 2023)
        found.append((arrays.numbers.tobytes(), arrays.labels.tobytes(), arrays.keys.tobytes(), arrays.names))
    assert found[0] == found[1]


def test_another_start_year_takes_the_figures_of_that_year(tmp_path: Path) -> None:
    ledger = read(tmp_path, ("企业名称", "2022年营收（万元）", "2023年营收（万元）"), ("甲公司", 8000, 10000)).ledger
    arrays = ledger_arrays(ledger, (), (), 2022)
    assert (number(arrays, "revenue")["甲公司"], math.isnan(number(arrays, "revenue_1")["甲公司"])) == (8000, True)
    assert [note.code for note in arrays.notes] == ["other_year"]
