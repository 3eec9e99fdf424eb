"""All seven answers for every simulated target of every plan, and for each plan as a whole."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache

import jsonschema
import pytest

from scenarios.answers.as_json import json_text
from scenarios.answers.asking import Answers, answers
from scenarios.answers.binding import TargetBinding
from scenarios.answers.complete import SEVEN, missing
from scenarios.answers.when import When
from scenarios.cli.answers_report import report
from scenarios.cli.schema_command import schema_of
from scenarios.schema.load import list_plans

FEW, LINKS = 24, 2
"""Replicates: too few to conclude anything from, enough for every answer to be made."""


@cache
def answered(plan: str) -> Answers:
    return answers(plan, None, FEW, 1, binding_replicates=LINKS)


@pytest.mark.parametrize("plan", list_plans())
def test_no_answer_is_missing_for_any_simulated_target_of_any_plan(plan: str) -> None:
    found = answered(plan)
    simulated = {row.target.id for row in found.result.scenario.rows if row.question is not None}
    assert simulated and found.whole is not None
    assert missing(found) == ()
    for language in ("zh", "en"):
        jsonschema.validate(json.loads(json_text(found, language)), schema_of("answers"))
        said = report(found, language)
        assert not re.search(r"\b(nan|inf|None)\b", said)
        assert all(name in said for name in found.targets)


def test_what_is_missing_is_noticed() -> None:
    """The test above can fail: each of the seven taken away is told, of a target and of the whole."""
    found = answered("xuchang")
    name, target = next(iter(found.targets.items()))
    assert target.answer.verdict is not None
    without = {
        "binds": replace(target, binding=TargetBinding(target.binding.question, ())),
        "when": replace(target, when=When()),
        "takes": replace(target, takes=replace(target.takes, levers=())),
        "reachable": replace(target, reachable=target.reachable[:1]),
        "hangs_on": replace(target, hangs_on=()),
        "fails_when": replace(target, fails_when=None),
        "spread": replace(target, shares=None),
    }
    assert tuple(without) == SEVEN
    for answer, changed in without.items():
        assert missing(replace(found, targets={**found.targets, name: changed})) == ((name, answer),)
    whole = found.whole
    assert whole is not None
    without_whole = {
        "binds": replace(whole, binding=None),
        "when": replace(whole, when=When()),
        "takes": replace(whole, takes=None),
        "reachable": replace(whole, reachable=()),
        "hangs_on": replace(whole, hangs_on=()),
        "fails_when": replace(whole, fails_when=None),
        "spread": replace(whole, shares=None, met={"p05": 1.0, "p95": 2.0}),
    }
    assert tuple(without_whole) == SEVEN
    for answer, changed_whole in without_whole.items():
        assert missing(replace(found, whole=changed_whole)) == (("", answer),)
    assert missing(replace(found, whole=None)) == (("", "probability"),)
    fewer = {key: each for key, each in found.targets.items() if key != name}
    assert missing(replace(found, targets=fewer)) == ((name, "probability"),)
