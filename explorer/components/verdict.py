"""The answer in one breath: how many of the plan's targets are within reach, and whether all of them are together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import streamlit as st

from explorer.answering import Answered
from explorer.wording import harmless, say
from scenarios.cli.wording import chance
from scenarios.result import Answer, RunResult
from scenarios.verdicts import word
from scenarios.verdicts.scale import Likelihood
from scenarios.verdicts.settings import settings

Reach = Literal["within", "open", "beyond"]
SIDES: tuple[Reach, ...] = ("within", "open", "beyond")
LIKELY, UNLIKELY = "likely", "unlikely"


def reach_of(likelihood: Likelihood) -> Reach | None:
    """Say on which side a verdict stands, error and all: likely or better, unlikely or worse, or open; None where withheld."""
    if likelihood.withheld:
        return None
    names = [name for name, _ in settings().classes]
    low, high = names.index(likelihood.low), names.index(likelihood.high)
    if low >= names.index(LIKELY):
        return "within"
    return "beyond" if high <= names.index(UNLIKELY) else "open"


def judged_once(result: RunResult) -> Sequence[Answer]:
    """Give the judged rows, each promise once."""
    ids = {answer.target_id for answer in result.answers if answer.verdict is not None}
    return [answer for answer in result.answers if answer.verdict is not None and answer.row.restates not in ids]


def headline(answered: Answered, language: str) -> None:
    """Say the plan's question and its answer."""
    result = answered.result
    plan = result.scenario.plan
    st.title(say("plan.title", language, region=harmless(plan.region.name[language]), year=plan.horizon.end))
    judged = judged_once(result)
    if not judged:
        st.info(say("plan.nothing_judged", language, rows=len(result.answers)))
        return
    counts: dict[str, int] = {"within": 0, "open": 0, "beyond": 0}
    for answer in judged:
        assert answer.verdict is not None
        side = reach_of(answer.verdict.likelihood)
        if side is not None:
            counts[side] += 1
    st.markdown(
        say(
            "plan.answer",
            language,
            rows=len(result.answers),
            judged=len(judged),
            replicates=result.replicates,
            **counts,
        )
    )
    with st.container(horizontal=True):
        for side in SIDES:
            st.metric(
                say(f"plan.{side}", language),
                say("plan.count", language, count=counts[side]),
                border=True,
                help=say(f"plan.{side}_help", language),
            )
        joint = result.joint
        if joint.likelihood is not None:
            st.metric(
                say("plan.joint", language, count=len(joint.target_ids)),
                chance(joint.proportion, language) if joint.proportion else word(joint.likelihood, language),
                border=True,
                help=say("plan.joint_help", language),
            )
