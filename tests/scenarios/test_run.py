"""The one door: the same question gives the same bytes, whatever the threads, chunks, batches or interruptions."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from synthetic import FakeEngine

from scenarios import load, run
from scenarios.run import CancelledError, Progress
from scenarios.schema.errors import InputError

pytestmark = pytest.mark.usefixtures("named_version")
SCHEMA = json.loads((Path(__file__).parents[2] / "scenarios/schema/run_result.schema.json").read_text(encoding="utf-8"))

# Written out here a second time on purpose: design.md, section 8.
KEYS = [
    *("plan", "results_version", "scenario_hash", "seed", "replicates", "failed", "mode", "validation"),
    *("joint_probability", "joint_targets", "targets"),
]
TARGET_KEYS = [
    *("id", "indicator", "due_year", "operator", "value", "unit", "plan_operator", "value_hi", "reading", "status"),
    *("reason", "probability", "standard_error", "quantiles", "first_behind", "verdict", "validation"),
]


def test_json_has_every_key_of_the_design_and_no_other() -> None:
    """Key for key, and for every row of the plan, whatever its status."""
    loaded = load("xihua")
    found = run(loaded, 60, engine=FakeEngine()).to_json()
    jsonschema.validate(found, SCHEMA)
    assert list(found) == KEYS
    assert len(found["targets"]) == len(loaded.plan.targets) == 116
    for target in found["targets"]:
        assert list(target) == TARGET_KEYS
        judged = target["status"] == "simulated"
        for key in ("probability", "standard_error", "verdict", "validation"):
            assert (target[key] is not None) == judged
        delivered = target["status"] == "programme" and target["quantiles"] is not None
        for key in ("quantiles", "reading"):
            assert (target[key] is not None) == (judged or delivered)
        assert judged or target["reason"]
    assert {target["status"] for target in found["targets"]} >= {"simulated", "programme", "not_simulated", "baseline"}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("detail", [False, True])
def test_the_schema_holds_in_every_form(language: str, detail: bool) -> None:
    """Withheld verdicts, past rows and details fit the schema too."""
    for as_of, fails in ((None, frozenset[int]()), (2025, frozenset(range(9)))):
        result = run(load("xihua", as_of=as_of), 40, engine=FakeEngine(fails=fails))
        jsonschema.validate(json.loads(result.json_text(language, detail=detail)), SCHEMA)


def test_threads_chunks_and_language_change_no_number() -> None:
    """The bytes are equal for any threads and chunk; another language has other words, the same numbers."""
    first = run("xihua", 300, 7, engine=FakeEngine()).json_text()
    assert run("xihua", 300, 7, threads=2, chunk=1, engine=FakeEngine()).json_text() == first
    english = json.loads(run("xihua", 300, 7, engine=FakeEngine()).json_text("en"))
    for one, other in zip(json.loads(first)["targets"], english["targets"], strict=True):
        assert [one[key] for key in ("probability", "quantiles")] == [
            other[key] for key in ("probability", "quantiles")
        ]
    assert run("xihua", 300, 8, engine=FakeEngine()).json_text() != first


def test_nothing_of_the_machine_stands_in_the_result(monkeypatch: pytest.MonkeyPatch) -> None:
    """No host, no folder, no time, no number of threads."""
    said = run("xihua", 30, threads=37, engine=FakeEngine()).json_text(detail=True)
    assert "37" not in json.dumps([json.loads(said)["results_version"], json.loads(said)["mode"]])
    for word in (str(Path.cwd()), str(Path.home()), "thread", "host"):
        assert word not in said


def test_a_cancelled_run_is_the_run_of_what_was_finished() -> None:
    """Stopped after two batches: exactly the result of that many replicates, marked as partial."""
    done: list[int] = []
    stopped = run(
        "xihua", 1000, progress=lambda p: done.append(p.done), cancel=lambda: len(done) >= 2, engine=FakeEngine()
    )
    assert stopped.partial and stopped.replicates == done[-1] < 1000
    whole = run("xihua", stopped.replicates, engine=FakeEngine())
    assert not whole.partial and whole.json_text() == stopped.json_text()


def test_an_engine_may_return_early_when_cancelled() -> None:
    """What it returns is kept; nothing at all is said as such."""
    full = FakeEngine()

    def short(scenario: Any, *, replicates: int, **options: Any) -> Any:
        return full(scenario, replicates=min(replicates, 50), **options)

    assert run("xihua", 400, engine=short).replicates == 50
    with pytest.raises(CancelledError):
        run("xihua", 400, cancel=lambda: True, engine=full)


def test_progress_offers_the_answers_so_far() -> None:
    """Rough verdicts after the first batch, equal to a run of that size."""
    seen: list[tuple[int, int, str]] = []

    def look(progress: Progress) -> None:
        seen.append((progress.done, progress.total, progress.partial().json_text()))

    run("xihua", 300, progress=look, engine=FakeEngine())
    assert [total for _, total, _ in seen] == [300] * len(seen)
    assert seen[0][0] <= 128
    assert seen[0][2] == run("xihua", seen[0][0], engine=FakeEngine()).json_text()


def test_a_stated_number_is_kept_and_an_unstated_one_grows_in_blocks_while_undecided() -> None:
    """500 as said; else blocks of 500 up to 2,000, until at most a tenth of the targets are undecided."""
    assert run("xihua", 130, engine=FakeEngine()).replicates == 130
    open_question = run("xihua", engine=FakeEngine(rate=0.8))
    assert open_question.replicates in (500, 1000, 1500, 2000)
    assert (open_question.replicates == 2000) or open_question.undecided_share <= 0.1
    assert open_question.replicates == 500 or run("xihua", 500, engine=FakeEngine(rate=0.8)).undecided_share > 0.1
    assert open_question.to_json(detail=True)["detail"]["undecided_share"] == open_question.undecided_share
    settled = run("xihua", engine=FakeEngine(rate=0.0))
    assert not settled.undecided and settled.replicates == 500
    assert run("xihua", 500, until_decided=True, engine=FakeEngine(rate=0.8)).replicates == open_question.replicates
    assert run("xihua", until_decided=False, engine=FakeEngine(rate=0.8)).replicates == 500


def test_failures_are_counted_and_above_one_percent_withhold() -> None:
    """A row each, and no number where too many failed."""
    few = run("xihua", 300, engine=FakeEngine(fails=frozenset({5, 200}))).to_json()
    assert few["failed"] == 2 and few["joint_probability"] is not None
    many = run("xihua", 300, engine=FakeEngine(fails=frozenset({5, 200, 201, 202}))).to_json()
    assert many["failed"] == 4 and many["joint_probability"] is None
    judged = [target for target in many["targets"] if target["status"] == "simulated"]
    assert judged and all(target["probability"] is None and "4" in target["reason"] for target in judged)


def test_as_of_makes_due_rows_past() -> None:
    """A row due by 2025 is past, in no joint probability; the others start from the end of 2025."""
    found = run(load("xihua", as_of=2025), 40, engine=FakeEngine()).to_json()
    assert found["mode"] == "as_of_2025"
    past = [target for target in found["targets"] if target["status"] == "past"]
    assert all(target["due_year"] <= 2025 and target["probability"] is None for target in past)
    assert not {target["id"] for target in past} & set(found["joint_targets"])


def test_restatements_are_answered_once(tmp_path: Path) -> None:
    """The row that restates has the other's verdict, points to it, and is not in the joint probability."""
    result = run("xihua", 200, engine=FakeEngine())
    answers = {answer.target_id: answer for answer in result.answers}
    restating = [answer for answer in result.answers if answer.verdict and answer.row.restates in answers]
    assert restating
    found = {target["id"]: target for target in result.to_json()["targets"]}
    for answer in restating:
        other = str(answer.row.restates)
        assert answer.verdict is answers[other].verdict
        assert other in found[answer.target_id]["reason"]
        assert found[answer.target_id]["reading"] == found[other]["reading"]
        assert answer.target_id not in result.joint.target_ids and other in result.joint.target_ids


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: run("xihua", 0), "option_out_of_range"),
        (lambda: run("xihua", -5), "option_out_of_range"),
        (lambda: run("xihua", 10_000_000), "option_out_of_range"),
        (lambda: run("xihua", 10, -1), "option_out_of_range"),
        (lambda: run("xihua", 10, 2**63), "option_out_of_range"),
        (lambda: run("xihua", 10, threads=0), "option_out_of_range"),
        (lambda: run("xihua", 10, chunk=0), "option_out_of_range"),
        (lambda: load("xihau"), "unknown_scenario_or_plan"),
        (lambda: load("nowhere/plan.yaml"), "file_missing"),
        (lambda: load("xihua", as_of=2035), "as_of_outside_plan"),
        (lambda: load("xihua", as_of=2021), "as_of_outside_plan"),
        (lambda: load("xihua", rulebook="2023"), "option_not_one_of"),
        (lambda: load("xihua", counting="nestled"), "option_not_one_of"),
    ],
)
def test_bad_questions_are_refused_before_anything_is_simulated(call: Callable[[], object], code: str) -> None:
    """Each with its code, and the nearest right name where there is one."""
    with pytest.raises(InputError) as refused:
        call()
    assert refused.value.code == code
    if code == "unknown_scenario_or_plan":
        assert refused.value.values["near"] == "xihua"


SCENARIO = """
title: {zh: 试, en: try}
author: someone
plan: xihua
"""


def test_a_scenario_file_says_how_often_and_with_which_seed(tmp_path: Path) -> None:
    """Its own numbers hold unless the caller says otherwise."""
    path = tmp_path / "s.yaml"
    path.write_text(SCENARIO + "replicates: 70\nseed: 9\n", encoding="utf-8")
    result = run(path, engine=FakeEngine())
    assert (result.replicates, result.seed) == (70, 9)
    assert run(path, 20, 3, engine=FakeEngine()).seed == 3


def test_misspelt_key_in_a_scenario_names_line_and_nearest(tmp_path: Path) -> None:
    """The refusal says where."""
    path = tmp_path / "s.yaml"
    path.write_text(SCENARIO + "replicatse: 70\n", encoding="utf-8")
    with pytest.raises(InputError) as refused:
        load(path)
    assert refused.value.code == "unknown_key" and refused.value.where.line == 5
    assert refused.value.values["near"] == "replicates"
