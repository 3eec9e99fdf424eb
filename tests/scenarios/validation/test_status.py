"""Validation status: read from data, the least tested counts, never more than was tested."""

from __future__ import annotations

from pathlib import Path

import pytest
from synthetic import FakeEngine

from model.series import CHAIN_HEADS, SERIES_NAMES, ZONE_HEADS
from scenarios import load
from scenarios.messages import LANGUAGES, text
from scenarios.schema.errors import InputError
from scenarios.schema.load import list_plans
from scenarios.validation import PRIOR, Fitted, dump_results, groups, load_results, standing_of, validation_status
from scenarios.validation.results import LEVELS, GroupResult, ValidationResults
from scenarios.validation.status import CODES

SHIPPED = Fitted("run-1")


def results_of(**found: GroupResult | tuple[GroupResult, ...]) -> ValidationResults:
    listed = {name: each if isinstance(each, tuple) else (each,) for name, each in found.items()}
    return ValidationResults(run_id="run-1", groups=listed)


PROVINCE = GroupResult(level="province", points=5, coverage_90=0.8, crps_skill=0.1, verdict="passed")
NATION = GroupResult(level="nation", points=7, coverage_90=0.4, crps_skill=-0.2, verdict="failed")


def test_every_series_of_the_engine_is_in_exactly_one_group() -> None:
    """No outcome is without a status, and none has two."""
    names = [*SERIES_NAMES, *(f"{head}:chain:x" for head in CHAIN_HEADS), *(f"{head}:zone:x" for head in ZONE_HEADS)]
    for name in names:
        assert sum(group.holds(name) for group in groups().values()) == 1, name


def test_the_prior_and_foreign_posteriors_are_never_validated() -> None:
    """Scores of the shipped posterior say nothing of another one."""
    results = results_of(titles=PROVINCE)
    assert validation_status("srdi_nested", "province", PRIOR, results).code == "uncalibrated"
    assert validation_status("srdi_nested", "province", Fitted("mine", shipped=False), results).code == "local"
    assert validation_status("srdi_nested", "province", Fitted("run-2"), results).code == "calibrated"
    assert validation_status("srdi_nested", "province", SHIPPED, results).code == "validated"


def test_the_nearest_level_counts_and_smaller_regions_say_nothing_of_larger_ones() -> None:
    """A county is judged by its province where counties were not tested; a nation not by a province."""
    results = results_of(titles=(PROVINCE, NATION))
    county = validation_status("srdi_nested", "county", SHIPPED, results)
    assert (county.code, county.level, county.points, county.own_level) == ("validated", "province", 5, False)
    assert validation_status("srdi_nested", "nation", SHIPPED, results).code == "failed"
    assert validation_status("srdi_nested", "nation", SHIPPED, results_of(titles=PROVINCE)).code == "calibrated"
    assert validation_status("srdi_nested", "province", SHIPPED, results).own_level


def test_too_few_points_are_no_test() -> None:
    """They are told as points, and the next level up counts."""
    few = GroupResult(level="prefecture", points=2, verdict="too_few")
    assert validation_status("srdi_nested", "county", SHIPPED, results_of(titles=few)).code == "calibrated"
    assert validation_status("srdi_nested", "county", SHIPPED, results_of(titles=few)).points == 2
    assert validation_status("srdi_nested", "county", SHIPPED, results_of(titles=(few, PROVINCE))).level == "province"


def test_an_answer_that_hangs_on_several_groups_has_the_least_trusted_status() -> None:
    """A share of a validated count in an untested one is not validated; growth of a level hangs on growth too."""
    results = results_of(titles=PROVINCE, output=PROVINCE, growth=NATION)
    assert validation_status(("srdi_nested", "above_scale"), "county", SHIPPED, results).code == "calibrated"
    assert validation_status("value_added", "county", SHIPPED, results).code == "validated"
    assert validation_status("value_added", "county", SHIPPED, results, growth=True).code == "failed"


@pytest.mark.parametrize("plan", list_plans())
def test_every_judged_row_has_a_status_and_words(plan: str) -> None:
    """Whatever the plan, whatever the posterior."""
    loaded = load(plan)
    judged = [row for row in loaded.rows if row.question is not None]
    for fitted in (PRIOR, SHIPPED, Fitted("mine", shipped=False)):
        standing = standing_of(loaded, fitted, results_of(titles=PROVINCE, growth=NATION))
        assert len(standing.statuses) == len(judged)
        for language in LANGUAGES:
            assert standing.words(language) and standing.line(language)
            assert len(standing.legend(language)) == len(standing.kinds)
        assert sum(count for _, count in standing.kinds) == len(judged)


def test_a_run_says_one_status_or_that_they_differ() -> None:
    """The run's word is never better than its rows."""
    loaded = load("xihua")
    assert standing_of(loaded, PRIOR).words("zh") == "未校准"
    assert standing_of(loaded, SHIPPED, ValidationResults(run_id="run-1")).words("zh") == "已校准未验证"
    assert standing_of(loaded, SHIPPED, results_of(titles=PROVINCE)).words("zh") == text("validation.mixed", "zh")


def test_every_code_and_level_has_its_words_marks_and_legend() -> None:
    """Nothing can be computed that cannot be said; no two statuses share a mark."""
    for language in LANGUAGES:
        keys = [
            *(code for code in CODES if code not in ("validated", "failed")),
            *(f"{code}.{level}" for code in ("validated", "failed") for level in LEVELS),
        ]
        marks = [text(f"validation.mark.{key}", language) for key in keys]
        assert len(set(marks)) == len(keys)
        for key in keys:
            assert text(f"validation.{key}", language) and text(f"validation.legend.{key}", language)


def test_results_read_back_as_they_were_written(tmp_path: Path) -> None:
    """The writer and the reader agree; a single result of a group may stand without a list."""
    results = results_of(titles=(PROVINCE, NATION), growth=PROVINCE)
    path = tmp_path / "results.yaml"
    path.write_text(dump_results(results), encoding="utf-8")
    assert load_results(path) == results
    path.write_text(
        "run_id: r\ngroups:\n  titles: {level: nation, points: 3, coverage_90: 1.0, verdict: passed}\n",
        encoding="utf-8",
    )
    assert load_results(path).groups["titles"][0].level == "nation"


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("run_id: r\ngroups:\n  title: {level: nation, points: 3, verdict: too_few}\n", "unknown_validation_group"),
        ("run_id: null\ngroups:\n  titles: {level: nation, points: 3, verdict: too_few}\n", "validation_without_run"),
        ("run_id: r\ngroups:\n  titles: {level: nation, points: 0, verdict: passed}\n", "validation_without_score"),
        (
            "run_id: r\ngroups:\n  titles:\n"
            "    - {level: nation, points: 1, verdict: too_few}\n    - {level: nation, points: 2, verdict: too_few}\n",
            "validation_level_twice",
        ),
    ],
)
def test_results_that_make_no_sense_are_refused(tmp_path: Path, written: str, code: str) -> None:
    """A verdict without a score, or of nothing, never loads, and the refusal has its words."""
    path = tmp_path / "results.yaml"
    path.write_text(written, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_results(path)
    assert caught.value.code == code
    for language in LANGUAGES:
        assert text(f"input.{code}.what", language, verdict="", name="", near="")


def test_the_committed_results_load() -> None:
    """What the package carries is well formed, whatever it says."""
    found = load_results()
    assert found.run_id is None or found.groups is not None


def test_targets_together_are_as_little_tested_as_the_least_of_them() -> None:
    """The plan as a whole is never better tested than its weakest target."""
    standing = standing_of(load("xihua"), SHIPPED, results_of(titles=PROVINCE, growth=NATION))
    least = standing.least(standing.statuses)
    assert least is not None and least.code == standing.kinds[0][0].code
    validated = [name for name, status in standing.statuses.items() if status.code == "validated"]
    together = standing.least(validated)
    assert validated and together is not None and together.code == "validated"
    assert standing.least(()) is None


@pytest.mark.usefixtures("named_version")
def test_json_table_and_caption_say_what_the_results_say(monkeypatch: pytest.MonkeyPatch) -> None:
    """Under a tested posterior the run says so per target, and everything still fits its schema."""
    import jsonschema

    from scenarios import run
    from scenarios.cli.report import report
    from scenarios.cli.schema_command import schema_of

    results = results_of(titles=PROVINCE, growth=NATION)
    monkeypatch.setattr("scenarios.validation.standing.fitted_of", lambda loaded: SHIPPED)
    monkeypatch.setattr("scenarios.validation.status.load_results", lambda: results)
    result = run(load("xihua"), 40, engine=FakeEngine())
    for language in LANGUAGES:
        found = result.to_json(language, detail=True)
        jsonschema.validate(found, schema_of("run"))
        judged = {row["id"]: row["validation"] for row in found["targets"] if row["validation"] is not None}
        assert judged["xh_n_srdi_provincial"]["code"] == "validated"
        assert judged["xh_n_srdi_provincial"]["level"] == "province" and judged["xh_n_srdi_provincial"]["points"] == 5
        assert judged["xh_n_above_scale"]["code"] == "calibrated"
        assert found["validation"] == text("validation.mixed", language)
        assert found["detail"]["joint_validation"]["code"] != "validated"
        said = report(result, language, 140)
        for status, _ in result.standing.kinds:
            assert status.legend(language) in said.replace("\n", "")
