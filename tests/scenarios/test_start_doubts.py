"""A start that does not fit the plan, from the replicates to what people read; the engine made by hand starts near zero."""

from __future__ import annotations

import pytest
from synthetic import FakeEngine

from scenarios import run
from scenarios.cli.report import report
from scenarios.messages import text
from scenarios.result import RunResult

CLOUD = ("sq_cum_cloud_firms", "sq_l10_cloud_2023", "sq_l10_cloud_2024", "sq_l10_cloud_2025")
"""商丘 counts 11,400 enterprises on the cloud in 2023, its first year: 附件清单(二)10."""


@pytest.fixture(scope="module")
def result() -> RunResult:
    return run("shangqiu", 40, 1, engine=FakeEngine())


def test_a_milestone_speaks_for_its_target_and_for_what_restates_it(result: RunResult) -> None:
    for name in CLOUD:
        found = result.start_doubts[name]
        assert (found.kind, found.year, found.goal) == ("below", 2023, 11_400)
    rows = {answer.target_id: answer for answer in result.answers}
    said = {result.start_doubt(rows[name], "zh") for name in (*CLOUD, "sq_l10_cloud")}
    assert len(said) == 1
    sentence = said.pop()
    assert sentence is not None and "2023" in sentence and "11400家" in sentence


def test_no_number_of_a_verdict_hangs_on_it(result: RunResult) -> None:
    """The row is judged as before: nothing is withheld, and the probability stays."""
    for answer in result.answers:
        if answer.verdict is not None:
            assert answer.verdict.proportion is not None and not answer.verdict.likelihood.withheld


@pytest.mark.parametrize("language", ["zh", "en"])
def test_report_and_json_say_it_of_each_judged_target(result: RunResult, language: str) -> None:
    written = report(result, language, 200)
    assert text("run.start_doubts", language) in written
    for row in result.to_json(language, detail=True)["targets"]:
        said = (row["detail"] or {}).get("start_doubt")
        assert (said is not None) == (
            row["detail"] is not None
            and (row["id"] in result.start_doubts or row["detail"]["restates"] in result.start_doubts)
        )
        if said is not None and row["id"] in result.start_doubts:
            assert f"{row['id']}{'：' if language == 'zh' else ': '}{said}" in written


def test_what_is_met_before_the_plan_begins_is_said_otherwise() -> None:
    """An engine that starts near 20,000 has met 11,400 and 16,000 in every replicate."""
    result = run("shangqiu", 40, 1, engine=FakeEngine(rate=20_000.0))
    for name in CLOUD:
        found = result.start_doubts[name]
        assert (found.kind, found.year, found.share) == ("met", 2022, 1.0)
    rows = {answer.target_id: answer for answer in result.answers}
    assert ">99%" in (result.start_doubt(rows[CLOUD[0]], "en") or "")


def test_where_the_start_fits_nothing_is_said() -> None:
    """Starts near 10,000 are below the milestone, but not out of its reach, and have not met it."""
    result = run("shangqiu", 40, 1, engine=FakeEngine(rate=10_000.0))
    assert not set(CLOUD) & set(result.start_doubts)
