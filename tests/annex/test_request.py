"""What can be asked, what is refused before anything is computed, and what stops."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import pytest
from every_outcome import full_engine

from annex import AnnexRequest, build_annex
from annex.document import Table
from annex.formats import check_format
from annex.materials import STEPS, AnnexCancelledError, default_seek, focus_of, gather
from annex.request import FOCUS, checked
from annex.writing import Writing
from scenarios import load, run
from scenarios.answers.drawn import judged_rows
from scenarios.messages import messages, unit_name
from scenarios.schema.errors import InputError
from scenarios.verification.stamp import StampError


@pytest.mark.parametrize(
    ("choices", "code"),
    [
        ({"sections": ()}, "annex_empty"),
        ({"sections": ("summry",)}, "option_not_one_of"),
        ({"charts": ("pie",)}, "option_not_one_of"),
        ({"language": "fr"}, "option_not_one_of"),
        ({"fonts": "comic"}, "option_not_one_of"),
        ({"replicates": 99}, "option_out_of_range"),
        ({"replicates": 10**9}, "option_out_of_range"),
        ({"binding_replicates": 1}, "option_out_of_range"),
        ({"seed": -1}, "option_out_of_range"),
        ({"wish": 1.0}, "seek_probability"),
        ({"wish": float("nan")}, "seek_probability"),
        ({"title": "两\n行"}, "annex_words"),
        ({"title": "  "}, "annex_words"),
        ({"unit": "长" * 201}, "annex_words"),
        ({"title": "\x00"}, "annex_words"),
        ({"targets": ("no_such",)}, "answers_unknown_target"),
        ({"seek": ("no_such",)}, "answers_unknown_target"),
        ({"targets": ("x",) * 1000}, "option_out_of_range"),
    ],
)
def test_what_cannot_be_asked_is_refused(choices: dict[str, object], code: str) -> None:
    with pytest.raises(InputError) as found:
        checked(AnnexRequest(load("xuchang"), **choices))  # type: ignore[arg-type]
    assert found.value.code == code
    for language in ("zh", "en"):
        known = messages(language)
        assert f"input.{code}.what" in known
        assert f"input.{code}.remedy" in known


def test_a_request_comes_back_from_its_plain_data() -> None:
    loaded = load("xihua")
    asked = AnnexRequest(
        loaded,
        ("summary", "audit"),
        ("xh_n_srdi_provincial",),
        ("fans",),
        (),
        0.7,
        "题目",
        "单位",
        datetime.date(2026, 12, 1),
        "en",
        9,
        300,
        20,
        "windows",
    )
    assert AnnexRequest.from_json(loaded, asked.to_json()) == asked
    for key in asked.to_json():
        data = asked.to_json()
        del data[key]
        with pytest.raises(StampError):
            AnnexRequest.from_json(loaded, data)
    with pytest.raises(StampError):
        AnnexRequest.from_json(loaded, {**asked.to_json(), "sections": ["nonsense"]})
    with pytest.raises(StampError):
        AnnexRequest.from_json(loaded, {**asked.to_json(), "date": "soon"})


def test_the_leading_levels_are_looked_at_where_none_is_named() -> None:
    result = run(load("xihua"), 120, 1, engine=full_engine)
    focus = focus_of(result, ())
    assert 0 < len(focus) <= FOCUS
    assert all(answer.row.target.milestone_of is None and not answer.row.supposed for answer in focus)
    assert {answer.row.target.scope.kind for answer in focus} == {"region"}
    named = [row.target.id for row in judged_rows(result.scenario)][-2:]
    assert [answer.target_id for answer in focus_of(result, named)] == named
    sought = default_seek(focus, 0.8)
    assert len(sought) <= 1
    assert set(sought) <= {answer.target_id for answer in focus}


def test_progress_is_told_in_order_and_stopping_leaves_nothing() -> None:
    told: list[str] = []
    asked = AnnexRequest(load("xuchang"), sections=("summary", "audit", "unknowns", "conditions"), replicates=120)
    build_annex(asked, lambda part, done, total: told.append(part), engine=full_engine)
    order = [part for place, part in enumerate(told) if place == 0 or told[place - 1] != part]
    assert order == [part for part in STEPS if part in order]
    assert order[-1] == "writing"
    for part in dict.fromkeys(told[:-2]):
        seen: list[str] = []
        with pytest.raises(AnnexCancelledError):
            build_annex(
                asked,
                lambda now, done, total, seen=seen: seen.append(now),  # type: ignore[misc]
                lambda part=part, seen=seen: part in seen,  # type: ignore[misc]
                engine=full_engine,
            )


def test_only_what_sections_need_is_computed() -> None:
    found = gather(AnnexRequest(load("xuchang"), sections=("method",), replicates=120), engine=full_engine)
    assert found.binding is None
    assert not found.unknowns
    assert not found.sought
    assert found.audited is None


def test_where_too_many_replicates_fail_nothing_is_concluded() -> None:
    """The annex still says what was asked, and withholds every verdict."""
    from synthetic import Failure

    def failing(scenario: object, **options: object) -> object:
        found = full_engine(scenario, **options)  # type: ignore[arg-type]
        first = int(options["first_replicate"])  # type: ignore[call-overload]
        failures = [Failure(first + place) for place in range(0, len(found.values), 2)]
        return replace(found, failures=failures)

    asked = AnnexRequest(load("xuchang"), replicates=120)
    annex = build_annex(asked, engine=failing)  # type: ignore[arg-type]
    verdicts = [found["verdict"]["code"] for found in annex.results["targets"].values() if "verdict" in found]
    assert set(verdicts) == {"withheld"}
    tables = [block.name for section in annex.sections for block in section.blocks if isinstance(block, Table)]
    assert "verdicts" in tables
    assert not [
        inline
        for words in annex.runs()
        for inline in words
        if not isinstance(inline, str) and "chance" in inline.reference
    ]


def test_every_unit_is_said_without_a_digit() -> None:
    """A unit named 100 million yuan would be a number that stands nowhere."""
    from model.levers import load_levers
    from model.parameters import load_parameters
    from scenarios.own_inputs import own_inputs
    from scenarios.schema.load import list_plans, load_plan

    units = {target.unit or "" for name in list_plans() for target in load_plan(name).targets}
    units |= {entry.unit for entry in load_parameters().values()} | {entry.unit for entry in own_inputs().values()}
    units |= {lever.unit for lever in load_levers().values()}
    for language in ("zh", "en"):
        writing = Writing(None, {}, language)  # type: ignore[arg-type]
        for unit in units - {"1"}:
            said = "".join(str(part) for part in writing.unit(unit))
            assert not any(sign.isdigit() for sign in said), (unit, said, unit_name(unit, language))


def test_a_pdf_is_refused_where_there_is_no_office(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annex.pdf.shutil.which", lambda name: None)
    with pytest.raises(InputError) as found:
        check_format("pdf")
    assert found.value.code == "annex_no_office"


def test_nothing_below_imports_the_annex_but_the_command_and_the_page(root: Path) -> None:
    importing = {
        path.relative_to(root).as_posix()
        for folder in ("model", "scenarios", "charts", "calibration", "explorer")
        for path in (root / folder).rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip().startswith(("from annex", "import annex"))
    }
    assert importing == {"scenarios/cli/annex.py", "explorer/annexes.py", "explorer/components/annex.py"}
    # The command's module is loaded with every command: what it needs of the annex is imported when it runs.
    source = (root / "scenarios/cli/annex.py").read_text(encoding="utf-8")
    assert not [line for line in source.splitlines() if line.startswith("from annex")]
