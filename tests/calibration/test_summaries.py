"""What nation and province are held to: the file's targets stay what they were, and mistakes in it are named."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from calibration import summaries
from calibration.bank import Draws
from calibration.measures import MEASURES, logarithm
from calibration.series import value_of
from calibration.summary_file import FILE, SummaryError, load_summaries, stated

TARGETS = json.loads(Path(__file__).with_name("summaries.json").read_text(encoding="utf-8"))
"""Name, low, high, spread, last year known of every summary. Whoever changes one on purpose, and refits, writes it here too."""


@pytest.mark.parametrize("question", TARGETS)
def test_targets_are_those_that_the_posterior_was_fitted_to(question: str) -> None:
    region, year = question.split()
    found = getattr(summaries, region)(int(year))
    assert [each.name for each in found] == [name for name, *_ in TARGETS[question]]
    for each, (_, low, high, spread, known) in zip(found, TARGETS[question], strict=True):
        assert (each.low, each.high, each.spread) == pytest.approx((low, high, spread), rel=1e-12), each.name
        assert each.known == known, each.name


def test_every_number_has_a_unit_a_range_and_a_source() -> None:
    for name, number in stated().numbers.items():
        assert number.low <= number.value <= number.high, name
        assert number.source.strip() and number.unit.strip(), name


def test_no_number_that_anybody_chose_is_left_in_the_code() -> None:
    for path in (Path(summaries.__file__), Path(summaries.__file__).with_name("measures.py")):
        code = re.sub(r'""".*?"""|#.*', "", path.read_text(encoding="utf-8"), flags=re.S)
        found = set(re.findall(r"(?<![\w.])\d+(?:\.\d+)?(?:e\d+)?(?![\w])", code))
        # the years' ends, squares and halves; months of a year; units; an empty count
        assert found <= {"0", "0.0", "0.5", "1", "1.0", "2", "12.0", "100.0", "1e4"}, path.name


@dataclass
class Measured:
    years: tuple[int, int]
    of: str = ""
    over: str = ""
    under: str = ""
    month: int = 0


def draws(**shown: float) -> Draws:
    names = tuple(name.replace("__", ":").lstrip("y") for name in shown)
    return Draws(("reported_growth_bias",), names, np.array([[0.01]]), np.array([list(shown.values())]))


@pytest.mark.parametrize(
    ("kind", "measure", "shown", "value"),
    [
        ("sum", Measured((2020, 2021), of="a"), {"y2020__a": 2.0, "y2021__a": 3.0}, 5.0),
        (
            "share",
            Measured((2020, 2021), over="a", under="b"),
            {"y2020__a": 1.0, "y2021__a": 2.0, "y2020__b": 4.0, "y2021__b": 8.0},
            0.25,
        ),
        ("share", Measured((2020, 2020), over="a", under="b"), {"y2020__a": 1.0, "y2020__b": 0.0}, np.nan),
        ("within_year", Measured((2021, 2021), of="a", month=3), {"y2020__a": 8.0, "y2021__a": 16.0}, 10.0),
        ("reported_growth", Measured((2020, 2020)), {"y2020__real_growth": np.log(1.05)}, 0.06),
        (
            "growth_spread",
            Measured((2020, 2021)),
            {"y2020__real_growth": 0.0, "y2021__real_growth": 0.02},
            0.0141421356,
        ),
        (
            "output_per_capital",
            Measured((2020, 2021)),
            {"y2020__value_added": 1.0, "y2021__value_added": 2.0, "y2020__capital": 5.0, "y2021__capital": 10.0},
            0.2,
        ),
        (
            "newly_recognised",
            Measured((2021, 2021), of="t"),
            {"y2020__stock__t": 10.0, "y2021__stock__t": 12.0, "y2021__due__t": 5.0, "y2021__renewed__t": 4.0},
            3.0,
        ),
        ("net_growth", Measured((2020, 2022), of="a"), {"y2020__a": 100.0, "y2022__a": 121.0}, np.log(1.1)),
    ],
)
def test_measures_compute_what_they_are_named(
    kind: str, measure: Measured, shown: dict[str, float], value: float
) -> None:
    assert MEASURES[kind](measure)(draws(**shown))[0] == pytest.approx(value, nan_ok=True)


def test_an_empty_count_is_far_off_and_not_infinitely() -> None:
    of = logarithm(MEASURES["sum"](Measured((2020, 2020), of="a")), stated().number("fewest"))
    assert of(draws(y2020__a=0.0))[0] == pytest.approx(np.log(stated().number("fewest")))


def test_a_summary_says_how_many_tolerances_a_draw_lies_outside() -> None:
    stock = {each.name: each for each in summaries.nation(2025)}["stock_2023"]
    right = value_of("nation.little_giant_stock", "2023")
    shown = {"y2023__stock__little_giant": right * float(np.exp(3.0 * stock.spread))}
    assert stock.off(draws(**shown))[0] == pytest.approx(3.0)
    shown = {"y2023__stock__little_giant": np.nan}
    assert stock.off(draws(**shown))[0] == stated().number("farthest")


@pytest.mark.parametrize(
    ("change", "to", "said"),
    [
        ("tolerance: little_giant_batch", "tolerance: little_giant_batsh", "did you mean 'little_giant_batch'"),
        ("henan.srdi_recognised, dates: [2022]", "henan.srdi_recognized, dates: [2022]", "henan.srdi_recognised"),
        ("dates: [2023-05]", "dates: [2023-06]", "unknown date"),
        ("parameter: srdi_hazard", "parameter: srdi_hazzard", "did you mean 'srdi_hazard'"),
        ("kind: newly_recognised", "kind: newly_recognized", "did you mean 'newly_recognised'"),
        ("less_inflation: reported_research", "less_inflation: reported_reserch", "reported_research"),
        ("over: above_scale_additions, ", "", "share needs over, under"),
        ("    tolerance: growth_spread\n", "", "tolerance"),
        ("    known: 2024\n", "", "missing key"),
        ("    logarithm: true\n", "    logaritm: true\n", "did you mean 'logarithm'"),
        (
            "numbers:\n",
            "numbers:\n  idle: {value: 1, unit: 家, low: 0, high: 2, kind: assumed, source: nobody}\n",
            "unused",
        ),
        ("    value: 0.25\n", "    value: 0.75\n", "within its range"),
        ("    value: 0.25\n", "    value: a quarter\n", "wrong value"),
        ("\nnation:\n", "\nnations:\n", "did you mean 'nation'"),
        ("years: [2020, 2021]", "years: [2021, 2020]", "first year"),
        ("tolerance: standard_error", "tolerance: check", "standard_error"),
    ],
)
def test_a_mistake_in_the_file_is_named_with_its_place(tmp_path: Path, change: str, to: str, said: str) -> None:
    text = FILE.read_text(encoding="utf-8")
    assert change in text
    path = tmp_path / "summaries.yaml"
    path.write_text(text.replace(change, to, 1), encoding="utf-8")
    with pytest.raises(SummaryError) as refused:
        load_summaries(path)
    assert said in str(refused.value)
    assert refused.value.line is not None
