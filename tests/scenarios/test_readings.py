"""How rows are read: each rule of design.md section 1, on rows small enough to check by eye."""

from __future__ import annotations

from typing import Any

import pytest

from scenarios import load
from scenarios.readings import Row, Span, read_plan, reread
from scenarios.schema.common import Text
from scenarios.schema.errors import InputError
from scenarios.schema.load import list_plans, load_plan
from scenarios.schema.plan import Horizon, Plan, Region, SourceDocument, Target

AS_PLANNED = Span(plan_start=2023, first=2023, last=2035)
AS_OF_2025 = Span(plan_start=2023, first=2026, last=2035)


def row(
    span: Span = AS_PLANNED, counting: str = "nested", achieved: dict[str, float] | None = None, **fields: Any
) -> Row:
    """Read one target of a plan that has no other."""
    told: dict[str, Any] = {
        "id": "t",
        "heading": "一",
        "label": {"zh": "小巨人企业数", "en": "little giants"},
        "indicator": "little_giants",
        "kind": "stock",
        "operator": "=",
        "value": 60.0,
        "unit": "家",
        "due_year": 2035,
    }
    target = Target.model_validate(told | fields)
    name = Text(zh="某县", en="Some county")
    plan = Plan(
        id="p",
        region=Region(name=name, level="county", province=name),
        document=SourceDocument(title=name, source="x"),
        horizon=Horizon(start=2023, end=2035),
        planning_period_start=2023,
        targets=(target,),
    )
    return read_plan(plan, span, counting, achieved)[0]


@pytest.mark.parametrize(
    ("operator", "high", "judged", "comparison", "threshold"),
    [
        ("=", None, ">=", ">=", 60),
        (">=", None, ">=", ">=", 60),
        (">", None, ">", ">", 60),
        ("<=", None, "<=", "<=", 60),
        ("~", None, "~", ">=", 57),
        ("range", 80.0, ">=", ">=", 60),
    ],
)
def test_operators(operator: str, high: float | None, judged: str, comparison: str, threshold: float) -> None:
    """At least, more than, at most, at least 95%, at least the lower end."""
    found = row(operator=operator, value_high=high)
    assert found.operator == judged and found.question is not None
    assert (found.question.comparison, found.question.threshold) == (comparison, threshold)


def test_ninety_five_percent_of_a_whole_number_stays_whole() -> None:
    """0.95 * 140 is a little more than 133 in binary; 133 of 140 are enough all the same."""
    for value in range(0, 4000, 20):
        found = row(operator="~", value=float(value))
        assert found.question is not None and found.question.threshold == value * 19 // 20


def test_a_stock_is_read_from_the_stock_and_additions_from_the_additions() -> None:
    """Nested counting is the default and can be switched; recognitions are not netted unless the row says so."""
    stock = row().question
    assert stock is not None and (stock.measure, stock.series) == ("level", ("little_giant_nested",))
    highest = row(counting="highest").question
    assert highest is not None and highest.series == ("little_giant_highest",)
    yearly = row(kind="flow_per_year", value=5.0).question
    assert yearly is not None
    assert (yearly.measure, yearly.series, yearly.minus) == ("average", ("little_giant_additions",), ())
    net = row(kind="cumulative", readings={"change": {"taken": "net"}}).question
    assert net is not None and (net.measure, net.minus) == ("total", ("little_giant_losses",))


def test_a_missing_start_is_the_plans_first_year() -> None:
    """An average and a total cover the plan's years; a stated first year counts instead."""
    found = row(kind="cumulative").question
    assert found is not None and (found.first_year, found.due_year) == (2023, 2035)
    later = row(kind="flow_per_year", from_year=2026, due_year=2030).question
    assert later is not None and (later.first_year, later.due_year, later.years) == (2026, 2030, 5)


def test_a_yearly_figure_may_be_read_as_a_total_and_the_other_way_round() -> None:
    """The row's own reading of the period is taken."""
    total = row(kind="flow_per_year", readings={"period": {"taken": "total"}}).question
    yearly = row(kind="cumulative", readings={"period": {"taken": "annual"}}).question
    assert total is not None and total.measure == "total"
    assert yearly is not None and yearly.measure == "average"


def test_a_row_due_by_the_as_of_year_is_past_and_has_no_question() -> None:
    """Never a probability for what has happened."""
    past = row(AS_OF_2025, due_year=2025)
    assert (past.status, past.question) == ("past", None)
    assert past.reason is not None and "2025" in past.reason.in_language("zh")
    assert row(AS_OF_2025, due_year=2026).status == "simulated"


def test_rows_that_are_not_judged_say_why() -> None:
    """Rank, no value, baseline: no question, a reason in both languages."""
    for fields in ({"kind": "rank", "value": None}, {"kind": "baseline"}, {"value": None}):
        found = row(**fields)
        assert found.question is None and found.status in ("not_simulated", "baseline")
        assert found.reason is not None and found.reason.in_language("zh") != found.reason.in_language("en")
    assert row(kind="baseline").operator == "="


def test_as_of_achievements_count_and_unknown_ones_are_said() -> None:
    """What was reached before counts; where it is unknown the reading says what is done instead."""
    known = row(AS_OF_2025, achieved={"t": 12.0}, kind="cumulative")
    assert known.question is not None and known.question.achieved == 12
    assert any("12" in part.in_language("zh") for part in known.reading)
    unknown = row(AS_OF_2025, kind="cumulative")
    assert unknown.question is not None and (unknown.question.first_year, unknown.question.achieved) == (2023, 0)
    assert any("0" in part.in_language("zh") and "未知" in part.in_language("zh") for part in unknown.reading)
    average = row(AS_OF_2025, kind="flow_per_year")
    assert average.question is not None and average.question.first_year == 2026
    assert any("未知" in part.in_language("zh") for part in average.reading)
    whole = row(AS_OF_2025, achieved={"t": 12.0}, kind="flow_per_year").question
    assert whole is not None and (whole.first_year, whole.achieved) == (2023, 12)
    assert not any("未知" in part.in_language("zh") for part in row(kind="cumulative").reading)


@pytest.mark.parametrize("name", list_plans())
def test_every_row_of_every_plan_is_read_or_explained(name: str) -> None:
    """No row is dropped, and none is silent, in either language."""
    plan = load_plan(name)
    last = max(plan.horizon.end, *(target.due_year or 0 for target in plan.targets))
    rows = read_plan(plan, Span(plan.planning_period_start, plan.planning_period_start, last))
    assert [found.target.id for found in rows] == [target.id for target in plan.targets]
    for found in rows:
        assert (found.question is not None) == (found.status == "simulated")
        said = found.reading if found.question is not None else (found.reason,)
        assert said and all(part is not None and part.in_language("zh") and part.in_language("en") for part in said)


def test_a_reading_can_be_switched_and_is_said() -> None:
    """Net instead of gross: losses are subtracted in every row that leaves it open, and in no other."""
    plan = load_plan("xihua")
    span = Span(2023, 2023, 2035)
    before = {found.target.id: found for found in read_plan(plan, span)}
    after = {found.target.id: found for found in read_plan(reread(plan, {"change": "net"}), span)}
    changed = {name for name, found in after.items() if found.question != before[name].question}
    assert changed == {"xh_flow_innovative_sme", "xh_flow_srdi", "xh_flow_little_giant", "xh_flow_champion"}
    for name in changed:
        question = after[name].question
        assert question is not None and question.minus and question.series == before[name].question.series  # type: ignore[union-attr]
        assert any("净增" in part.in_language("zh") for part in after[name].reading)
    graded = {found.target.id: found for found in read_plan(reread(plan, {"grade": "national"}), span)}
    champion = graded["xh_flow_champion"].question
    assert champion is not None and champion.series == ("national_champion_additions",)


@pytest.mark.parametrize("choice", [{"change": "nett"}, {"chang": "net"}, {"denominator": "output"}])
def test_a_reading_that_no_row_leaves_open_is_refused(choice: dict[str, str]) -> None:
    with pytest.raises(InputError) as refused:
        reread(load_plan("xihua"), choice)
    assert refused.value.code == "reading_without_effect"
    if "denominator" not in choice:
        assert refused.value.values["near"] == "change=net"


def test_only_single_champions_are_read_by_grade() -> None:
    """省级 said of SRDI SMEs leaves them what they are."""
    found = {row.target.id: row for row in load("zhumadian").rows}["zmd_n_srdi"].question
    assert found is not None and found.series == ("srdi_nested",)
