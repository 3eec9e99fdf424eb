"""How far an answer can be trusted, said as plainly as the answer: validation, assumed starting figures, what to find out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import streamlit as st

from charts.numbers import percent
from explorer import state
from explorer.answering import Answered, go_on
from explorer.components.changes import figure_label, input_label
from explorer.wording import harmless, listed, refusal, say
from scenarios.result import RunResult
from scenarios.verdicts.settings import settings
from scenarios.verdicts.spread import FIGURE_PREFIX

NAMED = 3
"""Targets with a doubtful start that are named; each says why when it is opened."""


def link_note(language: str) -> None:
    """Say why the link could not be opened, and that the default question is asked instead."""
    refused = state.session().refused
    if refused is not None:
        st.warning(refusal(refused, language), title=say("link_refused", language))


def standing(answered: Answered, language: str) -> None:
    """Say of a result that it is rough, or was stopped, and offer to go on."""
    result, question = answered.result, answered.question
    if answered.rough:
        st.info(
            say("rough", language, done=result.replicates, total=question.ticket.replicates),
            icon=":material/hourglass_top:",
        )
    elif question.stopped and not question.ticket.finished:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.warning(
                say("stopped", language, done=result.replicates, total=question.ticket.replicates),
                icon=":material/pan_tool:",
            )
            st.button(say("go_on", language), on_click=go_on, args=(question.name,), key=f"go_on_{question.name}")


def to_find_first(result: RunResult, above: float = 0.0) -> Mapping[str, list[str]]:
    """Name the assumed starting figures that lead some target's spread, with the ids of those targets, the most first.

    Only targets of whose spread more than `above` comes from assumed starting figures are looked at.
    """
    found: dict[str, list[str]] = {}
    for answer in result.answers:
        verdict = answer.verdict
        if verdict is None or verdict.spread is None or answer.row.restates:
            continue
        if above and (result.assumed_share(verdict) or 0.0) <= above:
            continue
        first = verdict.spread.first_of(result.assumed_inputs)
        if first is not None:
            found.setdefault(first, []).append(answer.target_id)
    return dict(sorted(found.items(), key=lambda item: (-len(item[1]), item[0])))


def assumed_shares(result: RunResult) -> list[float]:
    """Give the share of each judged target's spread that comes from assumed starting figures."""
    shares = [result.assumed_share(answer.verdict) for answer in result.answers if answer.verdict is not None]
    return [share for share in shares if share is not None]


def trusted(result: RunResult, language: str) -> str:
    """Say how far the probabilities have been held against what happened, and how many targets have which status."""
    standing = result.standing
    if standing.fitted.prior:
        return say("trust.uncalibrated", language)
    key = "trust.calibrated" if standing.fitted.shipped else "trust.local"
    return say(key, language, counts=standing.counts(language))


def trust(answered: Answered, language: str) -> None:
    """Say how far the answer can be trusted: in the same breath as the answer."""
    result = answered.result
    figures = result.scenario.baseline.figures
    assumed = [name for name, figure in figures.items() if figure.kind == "assumed"]
    lines = [trusted(result, language)]
    if assumed:
        names = listed((figure_label(name, language) for name in assumed), language)
        lines.append(say("trust.assumed", language, assumed=len(assumed), all=len(figures), names=names))
    shares = assumed_shares(result)
    if shares and assumed:
        high = max(shares)
        lines.append(say("trust.share", language, low=percent(min(shares), 0), high=percent(high, 0)))
        lines += _to_find(result, language)
    lines += _start_doubts(result, language)
    baseline, span = result.scenario.baseline, result.scenario.span
    if baseline.year != span.state_year:
        lines.append(say("trust.other_year", language, year=baseline.year, state=span.state_year))
    if result.samples.failed:
        lines.append(say("trust.failed", language, failed=result.samples.failed, total=result.replicates))
    st.warning("\n\n".join(lines), title=say("trust.heading", language))


def _to_find(result: RunResult, language: str) -> Iterator[str]:
    """Say what to find out: first what decides a target by more than half, as the command does, then what leads most targets."""
    first = to_find_first(result, settings().spread_leads)
    for name, targets in list(first.items())[:1]:
        yield say("trust.find_first", language, figure=input_label(name, language), count=len(targets))
    for name, targets in list(to_find_first(result).items())[:1]:
        if name not in list(first)[:1]:
            yield say("trust.find_next", language, figure=input_label(name, language), count=len(targets))


def _start_doubts(result: RunResult, language: str) -> Iterator[str]:
    """Say how many targets have a simulated start that does not fit the plan, those out of reach first."""
    doubts = result.start_doubts
    rows = [answer.row.target for answer in result.answers if answer.target_id in doubts]
    if not rows:
        return
    # Milestones of a target share its start: the target is named for them.
    named = sorted((row for row in rows if row.milestone_of is None), key=lambda row: doubts[row.id].kind != "below")
    names = listed((harmless(row.label[language]) for row in (named or rows)[:NAMED]), language)
    if len(rows) > NAMED:
        names = say("trust.and_more", language, names=names)
    yield say("trust.start_doubts", language, count=len(rows), names=names)


def stamp(answered: Answered, language: str) -> None:
    """Say what was computed, so that it can be computed again."""
    result = answered.result
    st.caption(
        say(
            "stamp",
            language,
            version=result.results_version,
            hash=result.scenario.hash[:12],
            seed=result.seed,
            replicates=result.replicates,
            validation=result.standing.words(language),
        )
    )


__all__ = ["FIGURE_PREFIX", "assumed_shares", "link_note", "stamp", "standing", "to_find_first", "trust"]
