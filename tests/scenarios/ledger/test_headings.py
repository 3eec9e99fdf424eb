"""Headings as planners write them; what is only alike is suggested, never taken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.ledger.columns import folded, load_columns
from scenarios.ledger.headings import read_heading

CASES = [
    ("企业名称（盖章）", "name", None, None),
    ("Company Name", "name", None, None),
    ("2021年营业收入（万元）", "revenue", 2021, "万元"),
    ("revenue 2021", "revenue", 2021, None),
    ("Revenue 2021 (10k yuan)", "revenue", 2021, "10k yuan"),
    ("营业收入(2021年,亿元)", "revenue", 2021, "亿元"),
    ("营业收入万元", "revenue", None, "万元"),
    ("２０２２年度研发费用（元）", "research_spending", 2022, "元"),
    ("资产负债率%", "debt_ratio", None, "%"),
    ("主营业务收入占营业收入比重(%)", "main_business_share", None, "%"),
    ("是否为规模以上工业企业", "above_scale", None, None),
    ("2023年末从业人员（人）", "employees", 2023, "人"),
    ("国家级专精特新“小巨人”企业", "title:little_giant", None, None),
    ("专精特新中小企业认定年份", "title:srdi:recognised", None, None),
    ("省级单项冠军 有效期至", "title:provincial_champion:valid_to", None, None),
    ("单项冠军", "title:?", None, None),
    ("2023年营业收入（万元）\nRevenue 2023 (10k yuan)", "revenue", 2023, "万元"),
    ("21年营收", "revenue", 2021, None),
]


@pytest.mark.parametrize(("said", "field", "year", "unit"), CASES, ids=[case[0] for case in CASES])
def test_headings(said: str, field: str, year: int | None, unit: str | None) -> None:
    heading = read_heading(said)
    assert (heading.field, heading.year, heading.unit) == (field, year, unit)


@pytest.mark.parametrize(
    "said",
    [
        "营业收入增速",
        "预计2025年营业收入",
        "营业收入（同比增长%）",
        "人均营业收入",
        "2021-2023年平均营业收入",
        "研发费用加计扣除",
        "营收 2021 2022",
    ],
)
def test_a_word_that_changes_the_meaning_is_not_overlooked(said: str) -> None:
    """营业收入增速 holds 营业收入 and is not revenue."""
    assert read_heading(said).field is None


def test_an_unknown_heading_names_the_nearest_known() -> None:
    assert read_heading("营业收人").near == "营业收入"
    assert read_heading("营业收人").field is None


def test_years_may_be_relative() -> None:
    assert (read_heading("上年营业收入（万元）").field, read_heading("上年营业收入（万元）").back) == ("revenue", 1)


_NAMED = [
    (name, field)
    for field, known in load_columns().fields.items()
    for name in (known.label.zh, known.label.en, *known.synonyms)
]


@given(
    st.sampled_from(_NAMED),
    st.integers(1995, 2035),
    st.sampled_from(
        [
            "{year}年{name}",
            "{name}{year}年",
            "{name}（{year}）",
            "{year} {name}",
            "{name}（{year}年）",
            " {name} {year} ",
        ]
    ),
)
def test_every_synonym_is_known_with_and_without_a_year(named: tuple[str, str], year: int, form: str) -> None:
    name, field = named
    assert read_heading(name).field == field
    heading = read_heading(form.format(name=name, year=year))
    assert (heading.field, heading.year) == (field, year)


@given(st.text(max_size=80))
def test_any_text_is_read(said: str) -> None:
    heading = read_heading(said)
    assert heading.field is None or heading.known


def test_folding_is_idempotent_for_all_names() -> None:
    assert [name for name in load_columns().names if folded(name) != name] == []
