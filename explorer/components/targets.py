"""The targets of a plan: bars of probability with their errors, and the table of all rows with filters."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from charts.numbers import amount, percent
from charts.scorecard import SIGNS, scorecard_bars, scorecard_pages
from explorer.answering import Answered
from explorer.components.downloads import chart_downloads, table_downloads
from explorer.components.pictures import WIDE, picture, points
from explorer.components.remembered import remembered
from explorer.components.verdict import SIDES, judged_once, reach_of
from explorer.wording import say
from scenarios.cli.wording import chance
from scenarios.messages import text
from scenarios.result import Answer, RunResult
from scenarios.schema.indicators import load_indicators
from scenarios.tables import Table, scorecard
from scenarios.verdicts import word

ALL = "all"
MOST_BARS = 10
"""Bars that a page shows at their full height; more of them scroll."""
BARS_HEIGHT = 560
STATUSES = ("simulated", "programme", "not_simulated", "baseline", "past")
RUNGS = ("innovative", "srdi", "little_giant", "provincial_champion", "national_champion", "any_champion")
"""Titles whose series begin with these names, longest match first where one begins with another."""


def verdict_bars(answered: Answered, language: str) -> None:
    """Draw every judged target's probability with its error and its word."""
    result = answered.result
    table: Table = remembered("scorecard", result, lambda: scorecard(result))
    if not len(table):
        return
    st.subheader(say("plan.bars", language))
    sides = {str(answer.target_id): reach_of(answer.verdict.likelihood) for answer in result.answers if answer.verdict}
    shown = st.segmented_control(
        say("plan.show", language),
        [ALL, *(side for side in SIDES if side in sides.values())],
        default=ALL,
        required=True,
        format_func=lambda side: say("filter.all" if side == ALL else f"plan.{side}", language),
        key="bars_side",
        label_visibility="collapsed",
        persist_state="session",
    )
    part = table if shown in (ALL, None) else table.where(lambda row: sides.get(str(row["target"])) == shown)
    if not len(part):
        st.caption(say("plan.no_rows", language))
        return
    chart = remembered(
        "scorecard_bars", result, lambda: scorecard_bars(part, language=language, width=points(WIDE)), language, shown
    )
    with st.container(height=BARS_HEIGHT if len(part) > MOST_BARS else "content", border=False, key="bars_box"):
        picture(chart, name=say("plan.bars_alt", language, count=len(part)), key="bars")
    names = [str(name) for name in part["target"]]
    chosen = None if part is table else names
    chart_downloads("scorecard", "scorecard", [result], {"targets": chosen}, language, scorecard_pages(names))


def rung_of(answer: Answer) -> str | None:
    """Name the rung that a judged row is about, from the series that it is read from; None for other rows."""
    question = answer.row.question
    if question is None:
        return None
    return next((rung for rung in RUNGS if question.series[0].startswith(rung + "_")), None)


def plan_table(answered: Answered, language: str) -> None:
    """Show every row of the plan, filtered by status, rung, indicator and heading."""
    result = answered.result
    st.subheader(say("plan.table", language, count=len(result.answers)))
    rows = sorted(result.answers, key=lambda answer: answer.verdict is None)
    with st.container(horizontal=True):
        rows = _filtered(rows, language)
    frame = pd.DataFrame([_row(result, answer, language) for answer in rows])
    if frame.empty:
        st.caption(say("plan.no_rows", language))
        return
    judged = {answer.target_id for answer in judged_once(result)}
    ids = [next((name for name in (answer.target_id, answer.row.restates) if name in judged), None) for answer in rows]
    frame = frame.rename(columns={name: say(f"column.{name}", language) for name in frame.columns})
    st.dataframe(
        frame,
        hide_index=True,
        height=min(460, 35 * (len(frame) + 1) + 3),
        column_config={
            say("column.probability", language): st.column_config.ProgressColumn(
                say("column.probability", language), min_value=0.0, max_value=100.0, format="%.0f%%"
            ),
            say("column.target", language): st.column_config.TextColumn(width="large"),
            say("column.verdict", language): st.column_config.TextColumn(width="medium"),
            say("column.reading", language): st.column_config.TextColumn(width="large"),
        },
        alt=say("plan.table_alt", language),
        key=f"plan_table_{language}",
        on_select=lambda: _open(f"plan_table_{language}", result.scenario.plan.id, ids),
        selection_mode="single-row",
    )
    table_downloads("plan", result, frame, language)


def _open(table: str, plan: str, ids: list[str | None]) -> None:
    """Open the target whose row was chosen, or the one that answers it."""
    rows = st.session_state[table].selection.rows
    if rows and ids[rows[0]] is not None:
        st.session_state[f"target_{plan}"] = ids[rows[0]]


def _filtered(rows: list[Answer], language: str) -> list[Answer]:
    statuses = [status for status in STATUSES if any(answer.row.status == status for answer in rows)]
    status = st.selectbox(
        say("filter.status", language),
        [None, *statuses],
        format_func=lambda name: say("filter.all", language) if name is None else text(f"status.{name}", language),
        key="filter_status",
        persist_state="session",
    )
    rungs = [rung for rung in RUNGS if any(rung_of(answer) == rung for answer in rows)]
    rung = st.selectbox(
        say("filter.rung", language),
        [None, *rungs],
        format_func=lambda name: say("filter.all", language) if name is None else say(f"rung.{name}", language),
        key="filter_rung",
        persist_state="session",
    )
    indicators = list(dict.fromkeys(answer.row.target.indicator for answer in rows))
    known = load_indicators().indicators
    indicator = st.selectbox(
        say("filter.indicator", language),
        [None, *indicators],
        format_func=lambda name: say("filter.all", language) if name is None else known[name].label[language],
        key="filter_indicator",
    )
    headings = list(dict.fromkeys(answer.row.target.heading for answer in rows))
    heading = st.selectbox(
        say("filter.heading", language),
        [None, *headings],
        format_func=lambda name: say("filter.all", language) if name is None else name,
        key="filter_heading",
    )
    return [
        answer
        for answer in rows
        if (status is None or answer.row.status == status)
        and (rung is None or rung_of(answer) == rung)
        and (indicator is None or answer.row.target.indicator == indicator)
        and (heading is None or answer.row.target.heading == heading)
    ]


def wanted(answer: Answer, language: str) -> str:
    """Say what a row asks for."""
    target = answer.row.target
    if target.value is None:
        return "—"
    each = text("run.each_year", language) if answer.verdict and answer.verdict.question.measure == "average" else ""
    high = f"–{amount(target.value_high, target.unit or '', language)}" if target.value_high is not None else ""
    sign = "" if high else f"{SIGNS[answer.row.operator]} "
    return f"{sign}{amount(target.value, target.unit or '', language)}{high}{each}"


def _row(result: RunResult, answer: Answer, language: str) -> dict[str, Any]:
    target, verdict = answer.row.target, answer.verdict
    proportion = verdict.proportion if verdict else None
    share = result.assumed_share(verdict) if verdict else None
    found = verdict.quantiles if verdict else answer.delivery
    middle = " / ".join(amount(found[name], "", language) for name in ("p05", "p50", "p95")) if found else ""
    return {
        "target": target.label[language],
        "due": answer.row.due_year,
        "wanted": wanted(answer, language),
        "verdict": word(verdict.likelihood, language) if verdict else text(f"status.{answer.row.status}", language),
        "probability": proportion.probability * 100 if proportion else None,
        "error": chance(proportion, language) if proportion else "",
        "quantiles": middle,
        "tested": result.standing.statuses[target.id].words(language) if verdict else "",
        "behind": (str(verdict.first_behind) if verdict.first_behind else text("run.never_behind", language))
        if verdict
        else "",
        "assumed": percent(share) if share is not None else "",
        "reading": result.reading(answer, language) or result.reason(answer, language) or "",
        "heading": target.heading,
        "id": target.id,
    }
