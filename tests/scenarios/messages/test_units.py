"""Units have names in both languages."""

from __future__ import annotations

import pytest

from scenarios.messages import counted_unit, unit_name
from scenarios.readings import said


@pytest.mark.parametrize(
    ("unit", "zh", "en"),
    [("亿元", "亿元", "100 million yuan"), ("亿元/家", "亿元/家", "100 million yuan/enterprises"), ("?", "?", "?")],
)
def test_a_unit_is_named_part_by_part(unit: str, zh: str, en: str) -> None:
    assert (unit_name(unit, "zh"), unit_name(unit, "en")) == (zh, en)


def test_a_unit_after_a_number_does_not_run_into_it() -> None:
    assert (counted_unit("亿元", "zh"), counted_unit("亿元", "en"), counted_unit("家", "en")) == (
        "亿元",
        "× 100 million yuan",
        "enterprises",
    )


def test_a_reading_says_its_unit_in_the_language_of_the_reader() -> None:
    reading = said("reading.operator.more", value="500", unit="亿元")
    assert "500亿元" in reading.in_language("zh")
    assert "500 × 100 million yuan" in reading.in_language("en")
