"""Which of the seven answers are there: none may be missing for any simulated target, nor for the plan as a whole."""

from __future__ import annotations

from collections.abc import Iterator

from scenarios.answers.asking import Answers, TargetAnswers
from scenarios.answers.lever_looks import Takes
from scenarios.answers.when import When
from scenarios.answers.whole import WholeAnswers
from scenarios.discovery.discover import DiscoverAnswer
from scenarios.messages import LANGUAGES
from scenarios.trials import whole_questions
from scenarios.verdicts.settings import settings

SEVEN = ("binds", "when", "takes", "reachable", "hangs_on", "fails_when", "spread")
"""What binds, when, what it would take, what is reachable, what it hangs on, when it fails, where the spread comes from."""


def missing(found: Answers) -> tuple[tuple[str, str], ...]:
    """List what is missing, as pairs of target (empty: the whole plan) and answer; "probability" stands for the verdict."""
    judged = {answer.target_id for answer in found.result.answers if answer.row.question is not None}
    restated = {row.target.id for row in found.result.scenario.rows if row.restates in judged}
    lost = [(name, answer) for name, each in found.targets.items() for answer in _of_target(each)]
    lost += [(name, "probability") for name in sorted(judged - restated - set(found.targets))]
    if whole_questions(found.result.scenario):
        lost += [("", answer) for answer in (("probability",) if found.whole is None else _of_whole(found.whole))]
    return tuple(lost)


def _of_target(each: TargetAnswers) -> Iterator[str]:
    verdict = each.answer.verdict
    if verdict is None or (verdict.proportion is None and not verdict.likelihood.withheld):
        yield "probability"
        return
    if verdict.likelihood.withheld:
        return
    if not each.binding.gains:
        yield "binds"
    if not _timed(each.when):
        yield "when"
    if not _taken(each.takes):
        yield "takes"
    if [value.level for value in each.reachable] != list(settings().met_by_levels):
        yield "reachable"
    if not each.hangs_on:
        yield "hangs_on"
    if not _said(each.fails_when):
        yield "fails_when"
    quantiles = verdict.quantiles or {}
    if each.shares is None and len(set(quantiles.values())) != 1:
        yield "spread"


def _of_whole(each: WholeAnswers) -> Iterator[str]:
    if each.joint.proportion is None:
        if each.joint.likelihood is None or not each.joint.likelihood.withheld:
            yield "probability"
        return
    if each.binding is None or not each.binding.gains:
        yield "binds"
    if not _timed(each.when):
        yield "when"
    if each.takes is None or not _taken(each.takes):
        yield "takes"
    if [value.level for value in each.reachable] != list(settings().met_by_levels):
        yield "reachable"
    if not each.hangs_on:
        yield "hangs_on"
    if not _said(each.fails_when):
        yield "fails_when"
    if each.shares is None and len(set(each.met.values())) != 1:
        yield "spread"


def _timed(found: When) -> bool:
    return set(found.met_by) == set(settings().met_by_levels) and found.horizon > 0


def _taken(found: Takes) -> bool:
    """Tell whether it says what it would take, or that nothing does."""
    if found.before is None or found.most is None or not found.levers:
        return False
    return bool(found.single) if found.status == "one_lever" else found.status != "mix" or found.together is not None


def _said(found: DiscoverAnswer | None) -> bool:
    return found is not None and all(found.sentence(language) for language in LANGUAGES)
