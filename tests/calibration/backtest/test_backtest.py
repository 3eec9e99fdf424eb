"""The whole backtest on thirty made-up plans, and the workbook in which planners write outcomes."""

from __future__ import annotations

import io
from pathlib import Path
from statistics import NormalDist

import openpyxl
import pytest
import yaml
from thirty import FIRST, PLANS, SPREAD, YEARS, centre, goal, outcomes_of, right_engine, truth, write_plans

from calibration.backtest import backtest, list_outcomes, load_outcomes
from calibration.backtest.baselines import reference_probability, reference_ratios
from calibration.backtest.document import PLACES, conclusions, document, kept
from calibration.backtest.forecast import as_drafted, leaks
from calibration.backtest.scoring import compare_all
from calibration.backtest.sheet import COLUMNS, heading, read_outcomes_xlsx, template_xlsx
from calibration.backtest.testing import outcomes_digest
from scenarios.messages import LANGUAGES, messages
from scenarios.schema.errors import InputError
from scenarios.schema.load import load_plan

KNOWN_TO = FIRST + YEARS


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("plans")
    write_plans(made)
    for number in range(PLANS):
        path = made / f"outcomes_{number:02d}.yaml"
        path.write_text(yaml.safe_dump(outcomes_of(number), allow_unicode=True), encoding="utf-8")
    return made


def test_thirty_plans_score_what_a_right_model_must(folder: Path) -> None:
    """Probabilities are those of the normal law, scores those that follow from them, and right beats a promise."""
    asked = [load_outcomes(folder / f"outcomes_{number:02d}.yaml") for number in range(PLANS)]
    found = backtest(asked, replicates=400, engine=right_engine)
    assert len(found.scored) == PLANS and {each.state for each in found.scored} == {"scored"}
    for number, each in enumerate(found.scored):
        chance = 1 - NormalDist(centre(number), SPREAD).cdf(goal(number))
        assert each.probability == pytest.approx(chance, abs=0.09)
        assert each.met == (truth(number) >= goal(number))
        assert each.scores["model"]["brier"] == pytest.approx((each.probability - each.met) ** 2)
        assert each.scores["even"]["brier"] == 0.25
        assert each.scores["straight_line"]["crps"] == pytest.approx(abs(goal(number) - truth(number)) / truth(number))
        assert each.scores["persistence"]["crps"] == pytest.approx(abs(60 - truth(number)) / truth(number))
    by_kind = {(each.kind, each.baseline): each for each in compare_all(found.scored)}
    assert by_kind["log", "straight_line"].said == "better"
    assert by_kind["crps", "persistence"].said == "better"
    assert by_kind["crps", "straight_line"].model < by_kind["crps", "straight_line"].other
    inside = sum(0.05 <= each.rank <= 0.95 for each in found.scored if each.rank is not None)
    assert 22 <= inside <= 30
    data = found.to_json()
    assert sum(row["statements"] for row in data["reliability"]) == PLANS
    assert backtest(asked[:2], replicates=400, engine=right_engine).scored == found.scored[:2]


def test_a_plan_is_run_from_what_was_known(folder: Path) -> None:
    """State before the first year, rules of then, parameters of the prior; later sources of the start are named."""
    found, plan = load_outcomes("xiangcheng")
    loaded = as_drafted(plan, found)
    assert loaded.span.state_year == loaded.scenario.known_in == plan.planning_period_start - 1 == 2018
    assert loaded.scenario.posterior == "prior" and loaded.posterior is None and not loaded.scenario.suppose
    named = {leak.figure: leak.years for leak in leaks(loaded)}
    assert named["gdp"] == (2020,)


@pytest.mark.parametrize("name", list_outcomes())
def test_every_due_target_of_the_packages_plans_is_known_or_said_to_be_unknown(name: str) -> None:
    """Nothing is left out in silence; every figure has a source and a definition."""
    found, plan = load_outcomes(name)
    due = [target for target in plan.targets if found.is_due(target, plan)]
    assert all(found.is_known(target, plan) or found.why_unknown(target, plan) for target in due)
    assert all(point.source and point.definition for point in found.points)


def test_the_committed_pages_are_those_of_the_committed_results_and_outcomes() -> None:
    """Whoever changes an outcome or a word runs the command again."""
    results = kept()
    assert [plan["plan"] for plan in results["plans"]] == list_outcomes()
    for plan in results["plans"]:
        assert plan["outcomes_digest"] == outcomes_digest(load_outcomes(plan["plan"])[0])
    for language, place in PLACES.items():
        assert place.read_text(encoding="utf-8") == document(results, language)


def test_conclusions_say_plainly_when_there_are_none() -> None:
    """No figures: nothing; figures that decide nothing: that."""
    nothing = {"plans": [], "comparisons": []}
    assert list(conclusions(nothing, "zh")) == ["没有一条结果可以打分：什么也不能得出。"]
    said = "\n".join(conclusions(kept(), "en"))
    decided = [p for plan in kept()["plans"] for p in plan["points"] if p["met"] is not None]
    assert decided or "not tested at all" in said


def test_the_reference_class_is_its_own_mean_and_chance() -> None:
    """Half its points lie below exp(mean), and its chance of keeping a promise is the normal law's."""
    ratios = reference_ratios()
    assert (ratios < 0.8958).mean() == pytest.approx(0.5, abs=0.01)
    assert reference_probability() == pytest.approx((ratios >= 1).mean(), abs=0.01)


def filled(folder: Path, changes: dict[str, object] | None = None, rows: int = PLANS) -> Path:
    """Fill the template in for some plans; `changes` replaces cells of the first row by column."""
    plans = [(f"plan_{number:02d}.yaml", load_plan(folder / f"plan_{number:02d}.yaml")) for number in range(rows)]
    book = openpyxl.load_workbook(io.BytesIO(template_xlsx(plans, KNOWN_TO)))
    sheet = book.worksheets[0]
    for row in range(2, sheet.max_row + 1):
        cells = {name: sheet.cell(row, place + 1) for place, name in enumerate(COLUMNS)}
        number = int(str(cells["plan"].value)[5:7])
        if cells["target"].value == "above_scale":
            given = {"value": truth(number), "definition": "年末数", "source": "公报", "confidence": "高"}
            given |= {"reporting": "公开发布"}
        else:
            given = {"value": "未知", "reason": "没有公布", "where": "统计局"}
        for name, value in (given | (changes or {} if row == 2 else {})).items():
            cells[name].value = value
    path = folder / "filled.xlsx"
    book.save(path)
    return path


def test_the_workbook_of_thirty_plans_reads_back(folder: Path) -> None:
    """Template, filled in as planners do, read: the same outcomes as the files."""
    found = read_outcomes_xlsx(filled(folder), KNOWN_TO)
    assert len(found) == PLANS
    for number, (outcomes, plan) in enumerate(found):
        assert [point.value for point in outcomes.points] == [truth(number)]
        unknown = outcomes.why_unknown(plan.target("srdi_yearly"), plan)
        assert unknown is not None and unknown.where.zh == "统计局"


@pytest.mark.parametrize(
    ("changes", "code", "cell"),
    [
        ({"value": "八十二"}, "outcome_cell_number", "I2"),
        ({"value": "=1+1"}, "outcome_cell_formula", "I2"),
        ({"source": None}, "outcome_cell_missing", "M2"),
        ({"target": "above_scal"}, "outcome_cell_target", "B2"),
        ({"reporting": "听说"}, "outcome_cell_word", "P2"),
        ({"value": "未知"}, "outcome_cell_missing", "R2"),
        ({"plan": None}, "outcome_cell_missing", "A2"),
    ],
)
def test_a_bad_cell_is_named_with_its_place(folder: Path, changes: dict[str, object], code: str, cell: str) -> None:
    """What, where, how to mend it, in both languages."""
    with pytest.raises(InputError) as caught:
        read_outcomes_xlsx(filled(folder, changes, rows=2), KNOWN_TO)
    first = caught.value
    assert first.code == code and str(first.where).endswith(f"!{cell}")
    for language in LANGUAGES:
        assert {"what", "remedy"} <= set(first.text(messages(language)))


def test_units_years_and_gaps_are_refused(folder: Path) -> None:
    """Against the plan: another unit, a year before it began, a yearly target without what it covers, a due one left out."""
    for change, code in (
        ({"unit": "个"}, "outcome_unit"),
        ({"year": FIRST - 1}, "outcome_year"),
        ({"target": "above"}, "outcome_no_target"),
        ({"target": "srdi_yearly"}, "outcome_covers"),
    ):
        data = outcomes_of(0)
        data["points"][0] |= change
        data["unknown"] = [data["unknown"][0] | {"targets": [], "rest": True}]
        path = folder / "wrong.yaml"
        path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
        with pytest.raises(InputError) as caught:
            load_outcomes(path)
        assert code in {each.code for each in caught.value.every}
    data = outcomes_of(0) | {"unknown": []}
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_outcomes(path)
    assert caught.value.code == "outcome_missing" and "srdi_yearly" in str(caught.value.values["names"])


def test_headings_are_told_apart() -> None:
    """Two columns with one name could not be read back."""
    for language in LANGUAGES:
        assert len({heading(column, language) for column in COLUMNS}) == len(COLUMNS)


def test_progress_before_the_due_date_is_held_against_the_straight_line(folder: Path) -> None:
    """A figure of the second of three years: on the line or not, with the chance that the model gives to that."""
    data = outcomes_of(4)
    line = 60 + (goal(4) - 60) * 2 / 3
    for value, there in ((line + 1, True), (line - 1, False)):
        data["points"] = [outcomes_of(4)["points"][0] | {"year": FIRST + 1, "value": value}]
        data["unknown"] = [{name: said for name, said in outcomes_of(4)["unknown"][0].items() if name != "targets"}]
        data["unknown"][0]["rest"] = True
        path = folder / "early.yaml"
        path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
        (each,) = backtest([load_outcomes(path)], replicates=400, engine=right_engine).scored
        chance = 1 - NormalDist(60 + (centre(4) - 60) * 2 / 3, SPREAD * 2 / 3).cdf(line)
        assert each.met is None and each.on_line is there
        assert each.line_probability == pytest.approx(chance, abs=0.09)
        assert each.scores["model"]["line_brier"] == pytest.approx((each.line_probability - there) ** 2)
        assert each.scores["even"]["line_brier"] == 0.25 and "brier" not in each.scores["model"]


def test_an_unfilled_template_says_that_it_is(folder: Path) -> None:
    """Nothing is run for a sheet that nobody wrote into."""
    path = folder / "blank.xlsx"
    path.write_bytes(template_xlsx([("plan_00.yaml", load_plan(folder / "plan_00.yaml"))], KNOWN_TO))
    with pytest.raises(InputError) as caught:
        read_outcomes_xlsx(path, KNOWN_TO)
    assert caught.value.code == "outcome_sheet_blank"
