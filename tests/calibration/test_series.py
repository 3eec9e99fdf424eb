"""Observed series: each point has a source, its arithmetic holds, what is fitted was known by the split."""

from __future__ import annotations

from pathlib import Path

import pytest

from calibration.series import LAST_FITTED_YEAR, SeriesError, evaluated, load_series, observed, value_of

GOOD = """
stock:
  label: {zh: 家数, en: count}
  region: 某县
  level: county
  unit: 家
  quantity: srdi
  definition: {zh: 有效, en: valid}
  points:
    - {date: 2022, value: 12, source: "somewhere.cn/1", confidence: high, reporting: published, use: calibrate}
"""


def load(tmp_path: Path, text: str) -> object:
    (tmp_path / "one.yaml").write_text(text, encoding="utf-8")
    return load_series(tmp_path)


def test_a_good_entry_loads(tmp_path: Path) -> None:
    found = load(tmp_path, GOOD)
    assert list(found) == ["one.stock"]  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("change", "to"),
    [
        (', source: "somewhere.cn/1"', ""),
        ('source: "somewhere.cn/1"', 'source: "   "'),
        ("value: 12", "value: twelve"),
        ("date: 2022", "date: 22-1"),
        ("date: 2022", "date: 2024"),
        ("unit: 家", "unit: 亿元"),
        ("quantity: srdi", "quantity: srid"),
        ("reporting: published", "reporting: heard"),
        ("  unit: 家\n", ""),
        ("use: calibrate", 'use: calibrate, derived: "10+1"'),
        ("use: calibrate", "use: calibrate, colour: red"),
    ],
)
def test_what_lacks_a_source_or_is_not_understood_is_refused(tmp_path: Path, change: str, to: str) -> None:
    assert change in GOOD
    with pytest.raises(SeriesError):
        load(tmp_path, GOOD.replace(change, to))


def test_every_committed_point_has_a_source_and_its_arithmetic_holds() -> None:
    points = observed()
    assert points
    for each in points:
        assert each.point.source.strip()
        if each.point.reporting == "remembered":
            assert "记忆" in each.point.source
    assert len({each.key for each in points}) == len(points)


def test_nothing_later_than_the_split_is_fitted_by_it() -> None:
    assert all(each.point.year <= LAST_FITTED_YEAR for each in observed("calibrate"))
    assert all(each.point.year > LAST_FITTED_YEAR for each in observed("hold_out"))


def test_the_national_accounts_close() -> None:
    years = range(2023, 2026)
    for year in years:
        before, now = (value_of("nation.little_giant_stock", str(each)) for each in (year - 1, year))
        new = value_of("nation.little_giant_recognised", str(year))
        lost = value_of("nation.little_giant_review_due", str(year)) - value_of(
            "nation.little_giant_review_passed", str(year)
        )
        assert now == before + new - lost


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("248+1744-106", 1886.0),
        ("370/1077", 370 / 1077),
        ("2+3*4", 14.0),
        ("第一批 248", None),
        ("1 +", None),
        ("__import__", None),
    ],
)
def test_arithmetic_is_numbers_and_operators_only(written: str, value: float | None) -> None:
    assert evaluated(written) == (None if value is None else pytest.approx(value))
