"""Result tables say what the run says, in the units that people read, and can be computed again."""

from __future__ import annotations

import math
import statistics

import numpy as np
import pytest

from scenarios import load, run
from scenarios import tables as tab
from scenarios.result import RunResult
from scenarios.tables.names import run_names
from scenarios.tables.pairs import matched_difference
from scenarios.tables.series import QUANTILE_COLUMNS, finished_numbers
from scenarios.tables.table import Table, joined
from scenarios.tables.units import reading_of
from scenarios.verdicts.samples import UnknownSeriesError


@pytest.fixture(scope="module")
def result() -> RunResult:
    from synthetic import FakeEngine

    return run(load("xihua"), 150, 1, engine=FakeEngine(rate=2.0))


def test_long_tables_have_the_columns_of_the_design(result: RunResult) -> None:
    table = tab.series_quantiles(result)
    assert tuple(table.columns) == QUANTILE_COLUMNS
    assert {"region", "scenario", "year", "variable", "unit", "value"} <= set(table.columns)
    assert len(table) == len(result.samples.series) * len(result.samples.years) * 8


def test_quantiles_are_those_of_the_replicates(result: RunResult) -> None:
    """Against the standard library's inclusive quantiles (the same type 7)."""
    name = result.samples.series[0]
    table = tab.series_quantiles(result, [name])
    last = result.samples.values[:, -1, 0].tolist()
    percentiles = statistics.quantiles(last, n=100, method="inclusive")
    found = {row["quantile"]: row["value"] for row in table.where(year=result.samples.years[-1]).rows()}
    for quantile in ("p05", "p10", "p25", "p50", "p75", "p90", "p95"):
        assert found[quantile] == pytest.approx(percentiles[int(quantile[1:]) - 1])
    assert found["mean"] == pytest.approx(statistics.fmean(last))


def test_every_replicate_can_be_had(result: RunResult) -> None:
    name = result.samples.series[1]
    table = tab.replicate_values(result, [name])
    assert len(table) == 150 * len(result.samples.years)
    row = table.where(replicate=7, year=result.samples.years[3]).rows()[0]
    assert row["value"] == result.samples.values[7, 3, 1]


def test_failed_replicates_keep_the_numbers_of_the_others_right() -> None:
    from synthetic import FakeEngine

    result = run(load("xihua"), 150, 1, engine=FakeEngine(fails=frozenset({3})))
    assert finished_numbers(result.samples) == [number for number in range(150) if number != 3]
    whole = run(load("xihua"), 150, 1, engine=FakeEngine())
    name = result.samples.series[0]
    some = tab.replicate_values(result, [name]).where(replicate=9)
    assert some["value"] == tab.replicate_values(whole, [name]).where(replicate=9)["value"]


def test_an_unknown_series_is_refused(result: RunResult) -> None:
    with pytest.raises(UnknownSeriesError):
        tab.series_quantiles(result, ["no_such"])


def test_money_is_read_in_yi_and_logarithms_in_percent() -> None:
    assert reading_of("万元").unit == "亿元" and reading_of("万元").of(np.array([25_000.0]))[0] == 2.5
    change = reading_of("ln")
    assert change.unit == "%" and change.of(np.array([[0.0, math.log(1.1)]]))[0].tolist() == pytest.approx([0, 10])
    assert reading_of("share").of(np.array([0.25]))[0] == 25.0
    assert reading_of("家").unit == "家"


def test_targets_are_followed_as_they_are_judged(result: RunResult) -> None:
    """The last year of a level or a total has the quantiles of the verdict; a milestone is a mark, not a course."""
    table, score = tab.target_quantiles(result), tab.scorecard(result)
    for row in score.rows():
        if row["measure"] == "average":
            continue
        last = table.where(target=row["target"], year=row["due_year"])
        found = dict(zip(last["quantile"], last["value"], strict=True))
        assert (found["p05"], found["p50"], found["p95"]) == (row["p05"], row["p50"], row["p95"])


def test_the_scorecard_says_what_the_result_says(result: RunResult) -> None:
    found = {target["id"]: target for target in result.to_json()["targets"]}
    rows = tab.scorecard(result).rows()
    assert rows
    for row in rows:
        said = found[str(row["target"])]
        assert row["probability"] == said["probability"] and row["verdict_zh"] == said["verdict"]
        assert row["low"] <= row["probability"] <= row["high"]  # type: ignore[operator]


def test_restatements_stand_once(result: RunResult) -> None:
    ids = tab.scorecard(result)["target"]
    assert len(set(ids)) == len(ids)
    restating = {answer.target_id for answer in result.answers if answer.row.restates and answer.verdict}
    assert restating and not restating & set(ids)


def test_milestones_are_marks_on_the_course_of_their_target() -> None:
    from synthetic import FakeEngine

    for plan in ("shangqiu", "xuchang", "xiangcheng", "zhumadian"):
        result = run(load(plan), 60, 1, engine=FakeEngine())
        marks, courses = tab.target_marks(result), set(tab.main_targets(result))
        milestones = [row for row in marks.rows() if row["mark"] == "milestone"]
        assert {row["of"] for row in marks.rows()} <= courses
        for row in milestones:
            assert row["target"] not in courses
        judged = {answer.target_id for answer in result.answers if answer.verdict and not answer.row.restates}
        assert judged <= courses | {row["target"] for row in milestones}, plan


def test_every_table_can_be_computed_again(result: RunResult) -> None:
    for name in tab.TABLES:
        arguments = {"series": list(result.samples.series[:2])} if name == "replicate_values" else {}
        table = tab.compute(name, result, arguments)
        assert table.name == name
        assert tab.compute(name, result, table.arguments).digest == table.digest
    with pytest.raises(KeyError):
        tab.compute("no_such", result)


def test_series_that_the_engine_does_not_report_are_left_out(result: RunResult) -> None:
    known = set(result.samples.series)
    for name in ("funnel", "funnel_by_size", "investment_and_value"):
        table = tab.compute(name, result)
        assert "value" in table.columns
        assert {row["variable"] for row in table.rows()} <= known
    # No target asks for it, so this engine does not give it.
    assert "projects_at_capacity" not in known


def test_a_digest_notices_the_last_bit_and_nothing_else() -> None:
    table = Table("t", {"a": [1.0, 2.5]})
    assert table.digest == Table("t", {"a": [1, 2.5]}).digest
    assert table.digest != Table("t", {"a": [1.0, math.nextafter(2.5, 3)]}).digest
    assert table.digest != Table("t", {"b": [1.0, 2.5]}).digest
    with pytest.raises(ValueError, match="finite"):
        Table("t", {"a": [math.nan]}).digest  # noqa: B018


def test_tables_are_kept_whole() -> None:
    with pytest.raises(ValueError, match="length"):
        Table("t", {"a": [1], "b": []})
    both = joined([Table("t", {"a": [1]}), Table("t", {"a": [2]})])
    assert both["a"] == [1, 2] and both.where(a=2).rows() == [{"a": 2}]
    with pytest.raises(ValueError, match="columns"):
        joined([Table("t", {"a": [1]}), Table("t", {"b": [2]})])


def test_growth_is_followed_in_percent_as_the_target_states_it(result: RunResult) -> None:
    """Growth is logarithmic inside; a course in logarithms beside a target in percent would lie flat on the axis."""
    answer = next(each for each in result.answers if each.verdict and each.verdict.question.growth == "of_levels")
    assert answer.verdict is not None and answer.row.target.unit == "%/年"
    levels = result.samples.sum_of(list(answer.verdict.question.series))
    table = tab.target_quantiles(result, [answer.target_id]).where(quantile="p50")
    known = [row for row in table.rows() if levels[:, result.samples.years.index(row["year"]) - 1].min() > 0]  # type: ignore[arg-type]
    assert known
    for row in known:
        place = result.samples.years.index(row["year"])  # type: ignore[arg-type]
        grown = (levels[:, place] / levels[:, place - 1] - 1) * 100
        assert row["value"] == pytest.approx(float(np.median(grown)), rel=1e-9)


def test_two_runs_are_compared_replicate_by_replicate(result: RunResult) -> None:
    """The same run twice differs in nothing; an easier one only gains, and its interval leaves zero out."""
    from synthetic import FakeEngine

    same = tab.paired_scorecard(result, result)
    assert all(row["gained"] == row["lost"] == 0 and row["difference"] == 0 for row in same.rows())
    easier = run(load("xihua"), 150, 1, engine=FakeEngine(rate=6.0))
    rows = tab.paired_scorecard(result, easier).rows()
    moved = [row for row in rows if row["difference"]]
    assert moved
    for row in rows:
        assert row["difference"] == pytest.approx(row["after"] - row["before"])  # type: ignore[operator]
    with pytest.raises(ValueError, match="seeds"):
        tab.paired_scorecard(result, run(load("xihua"), 150, 2, engine=FakeEngine()))


@pytest.mark.parametrize(
    ("gained", "lost", "pairs", "low", "high"),
    [(0, 0, 100, -0.0192, 0.0192), (10, 0, 100, 0.0369, 0.1591), (5, 5, 100, -0.0637, 0.0637)],
)
def test_matched_differences(gained: int, lost: int, pairs: int, low: float, high: float) -> None:
    """By hand from Agresti and Min (2005): half a pair added to each of the four cells."""
    found = matched_difference(gained, lost, pairs)
    assert found[0] == (gained - lost) / pairs
    assert found[1:] == pytest.approx((low, high), abs=2e-3)


def test_scenarios_have_names_and_ids_of_their_own() -> None:
    """What differs in the question differs in id and in name; no file name or path stands in either."""
    from synthetic import FakeEngine

    found = [
        run(load("xihua", **chosen), 20, 1, engine=FakeEngine())  # type: ignore[arg-type]
        for chosen in ({}, {"rulebook": "2022"}, {"as_of": 2025}, {"counting": "valid"})
    ]
    for column in ("scenario", "scenario_zh", "scenario_en"):
        assert len({run_names(result)[column] for result in found}) == len(found)
