"""One target opened: its course, when it falls behind, what could honestly be promised, and the unknowns it hangs on."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from charts.fan import fan_chart
from charts.numbers import amount, percent
from explorer.answering import Answered
from explorer.components.changes import input_label
from explorer.components.downloads import chart_downloads
from explorer.components.pictures import picture, points
from explorer.components.remembered import remembered
from explorer.components.seven import seven
from explorer.components.targets import wanted
from explorer.components.verdict import judged_once
from explorer.wording import harmless, say
from scenarios.result import Answer
from scenarios.tables import target_marks, target_quantiles
from scenarios.verdicts import Verdict, word
from scenarios.verdicts.spread import FIGURE_PREFIX

FAN = 540.0
"""Pixels of the fan chart beside the words."""
UNKNOWN_WIDE, SHARE_WIDE = 215, 115
"""Pixels of the two columns of unknowns, which stand beside a chart at 1366 pixels."""
MOST_UNKNOWNS = 6


def chosen_key(plan: str) -> str:
    """Name the widget that holds the chosen target of a plan."""
    return f"target_{plan}"


def target_detail(answered: Answered, language: str) -> None:
    """Let the reader pick one judged target, and show everything that is known of it."""
    result = answered.result
    judged = judged_once(result)
    if not judged:
        return
    st.subheader(say("target.heading", language))
    labels = {answer.target_id: answer.row.target.label[language] for answer in judged}
    chosen = st.selectbox(
        say("target.pick", language),
        list(labels),
        format_func=lambda name: labels[name],
        key=chosen_key(result.scenario.plan.id),
        persist_state="session",
    )
    answer = next(one for one in judged if one.target_id == chosen)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        quantiles = remembered("target_quantiles", result, lambda: target_quantiles(result, [chosen]), chosen)
        marks = remembered("target_marks", result, lambda: target_marks(result, [chosen]), chosen)
        chart = remembered(
            "target_fan",
            result,
            lambda: fan_chart(quantiles, marks, language=language, width=points(FAN), height=points(300)),
            *(chosen, language),
        )
        picture(chart, name=say("target.fan_alt", language, label=labels[chosen]), key="target_fan", titled=True)
        chart_downloads(f"fan-{chosen}", "fan", [result], {"target": chosen}, language)
    with right:
        assert answer.verdict is not None
        _words(answer, answer.verdict, answered, language)
    seven(answered, chosen, language)


def _words(answer: Answer, verdict: Verdict, answered: Answered, language: str) -> None:
    result, unit = answered.result, answer.row.target.unit or ""
    st.markdown(
        say(
            "target.asks",
            language,
            label=harmless(answer.row.target.label[language]),
            wanted=harmless(wanted(answer, language)),
            due=answer.row.due_year,
        )
    )
    reading = result.reading(answer, language)
    if reading:
        st.caption(say("target.reading", language, reading=harmless(reading, 600)))
    if verdict.likelihood.withheld:
        st.warning(result.reason(answer, language) or word(verdict.likelihood, language))
        return
    doubt = result.start_doubt(answer, language)
    if doubt:
        st.warning(say("target.start_doubt", language, said=harmless(doubt, 600)))
    behind = (
        say("target.behind", language, year=verdict.first_behind)
        if verdict.first_behind
        else say("target.never_behind", language)
    )
    st.markdown(behind)
    reached = [
        say("target.reached", language, share=percent(level), value=amount(value, unit, language))
        for level, value in sorted(verdict.reached.items())
    ]
    if reached:
        st.markdown(say("target.honest", language) + "\n" + "\n".join(f"- {line}" for line in reached))
    met = [
        say("target.met_by", language, share=percent(level), year=year)
        for level, year in sorted(verdict.met_by.items())
        if year is not None
    ]
    st.markdown("\n".join(f"- {line}" for line in met) if met else say("target.not_met_by", language))
    _unknowns(verdict, language)


def _unknowns(verdict: Verdict, language: str) -> None:
    """Rank the unknowns that this target's spread comes from."""
    if verdict.spread is None or not verdict.spread.shares:
        return
    st.markdown(say("target.unknowns", language))
    rows = [
        {
            say("column.unknown", language): say(
                "target.unknown_start" if name.startswith(FIGURE_PREFIX) else "target.unknown_parameter",
                language,
                name=input_label(name, language),
            ),
            say("column.share", language): share * 100,
        }
        for name, share in list(verdict.spread.shares.items())[:MOST_UNKNOWNS]
    ]
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        column_config={
            say("column.unknown", language): st.column_config.TextColumn(width=UNKNOWN_WIDE),
            say("column.share", language): st.column_config.ProgressColumn(
                say("column.share", language), min_value=0.0, max_value=100.0, format="%.0f%%", width=SHARE_WIDE
            ),
        },
        alt=say("target.unknowns", language),
    )
