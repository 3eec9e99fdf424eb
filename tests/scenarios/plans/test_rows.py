"""Every row of the shared list of targets is in the data, with its figures; and no plan prose is."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from scenarios.schema.load import PLANS, list_plans, load_plan
from scenarios.schema.plan import Target

LONGEST_SHARED_RUN = 12
COUNTS = {"xihua": 116, "shangqiu": 157, "xiangcheng": 89, "xuchang": 43, "zhumadian": 38}


@pytest.fixture(scope="module")
def rows(shared_folder: Path) -> list[dict[str, str]]:
    with (shared_folder / "plans" / "targets.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def number(text: str) -> float | None:
    return float(text) if text else None


def year(text: str) -> int | None:
    return int(text) if text else None


def test_counts_of_rows() -> None:
    assert {name: len(load_plan(name).targets) for name in list_plans()} == COUNTS
    assert sum(COUNTS.values()) == 443


def test_every_row_is_kept_in_order(shared_folder: Path, rows: list[dict[str, str]]) -> None:
    for name in list_plans():
        assert [target.id for target in load_plan(name).targets] == [row["id"] for row in rows if row["plan"] == name]


def test_figures_equal_those_of_the_list(shared_folder: Path, rows: list[dict[str, str]]) -> None:
    targets: dict[str, Target] = {target.id: target for name in list_plans() for target in load_plan(name).targets}
    for row in rows:
        target = targets[row["id"]]
        assert target.value == number(row["value"]), row["id"]
        assert target.value_high == number(row["value_hi"]), row["id"]
        assert (target.unit or "") == row["unit"], row["id"]
        assert (target.from_year, target.due_year) == (year(row["start_year"]), year(row["due_year"])), row["id"]
        assert (target.kind, target.operator) == (row["kind"], row["op"]), row["id"]
        assert (target.heading, target.hedge or "") == (row["section"], row["hedge"]), row["id"]
        assert target.label.zh == row["indicator_zh"], row["id"]


def runs(text: str) -> Iterator[str]:
    bare = re.sub(r"\s", "", text)
    for start in range(len(bare) - LONGEST_SHARED_RUN):
        yield bare[start : start + LONGEST_SHARED_RUN + 1]


def test_no_plan_prose_is_carried(shared_folder: Path, rows: list[dict[str, str]]) -> None:
    prose = {run for row in rows for run in runs(row["quote"])}
    assert len(prose) > 1000
    files = [*PLANS.glob("*.yaml"), *PLANS.parent.glob("baselines/*.yaml"), PLANS.parent / "indicators.yaml"]
    for path in files:
        for line in path.read_text(encoding="utf-8").splitlines():
            if not line.strip().startswith("label:"):
                found = next((run for run in runs(line) if run in prose), None)
                assert found is None, f"{path.name}: {line.strip()[:60]}"
