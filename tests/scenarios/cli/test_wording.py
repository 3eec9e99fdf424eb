"""Numbers written for people never say more than they know."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.cli.wording import amount, chance
from scenarios.verdicts import Proportion

counts = st.integers(1, 20000).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total)))


@given(counts)
def test_a_written_probability_holds_the_interval(count: tuple[int, int]) -> None:
    """Never 0% or 100%; what is written covers the 95% interval but for rounding of the share."""
    found = Proportion(*count)
    low, high = found.interval
    said = chance(found, "en")
    numbers = [float(number) / 100 for number in re.findall(r"([0-9.]+)%", said)]
    if said.startswith("below"):
        assert (found.successes == 0 and high <= numbers[0] + 1e-12) or found.probability < numbers[0]
    elif said.startswith("above"):
        assert (found.successes == found.total and low >= numbers[0] - 1e-12) or found.probability > numbers[0]
    else:
        share, error = numbers
        assert 0 < share < 1 and 0 < error < 1
        rounding = 0.0005 if "." in said.split("%")[0] else 0.005
        assert abs(share - found.probability) <= rounding + 1e-12
        if "≤" in said:
            assert high <= error + 1e-12
        elif "≥" in said:
            assert low >= error - 1e-12
        else:
            assert share - error + 1e-12 >= 0 and share + error <= 1 + 1e-12, (
                "the error reaches no further than 0% and 100%"
            )
            assert share - error - rounding <= low + 1e-12 and high - 1e-12 <= share + error + rounding


@pytest.mark.parametrize(
    ("successes", "total", "said"),
    [
        (0, 500, "below 0.6%"),
        (500, 500, "above 99.4%"),
        (60, 500, "12% ± 4%"),
        (250, 500, "50% ± 5%"),
        (5, 500, "1.0% (≤2.2%)"),
        (1, 500, "0.2% (≤1.0%)"),
        (499, 500, "99.8% (≥99.0%)"),
        (7, 500, "1.4% ± 1.4%"),
        (1, 20, "5% (≤22%)"),
        (1, 20000, "below 0.1%"),
        (19999, 20000, "above 99.9%"),
    ],
)
def test_worked_examples(successes: int, total: int, said: str) -> None:
    assert chance(Proportion(successes, total), "en") == said


def test_amounts() -> None:
    assert [amount(value) for value in (60.0, 28.51, 4.25, 1234.4, 0.0, -3.2)] == [
        "60",
        "28.5",
        "4.2",
        "1234",
        "0",
        "-3.2",
    ]
