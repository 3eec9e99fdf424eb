"""Attraction and investment on the page, as far as the engine reports them: what it lacks is said, never filled in."""

from __future__ import annotations

import streamlit as st

from charts.bars import funnel_bars, investment_against_value
from charts.export.blocks import by_year_blocks, fan_blocks
from charts.fan import fan_chart
from explorer.answering import Answered
from explorer.components.downloads import chart_downloads
from explorer.components.pictures import WIDE, picture, points
from explorer.components.remembered import remembered
from explorer.wording import say
from model.outcomes import load_outcomes, outcome_of
from scenarios.tables import funnel, investment_and_value, series_quantiles

MOST_FANS = 6
AT_FIRST = 3


def funnel_picture(answered: Answered, language: str) -> None:
    """Draw the funnel, added up over years that the reader picks."""
    result = answered.result
    st.subheader(say("investment.funnel", language))
    table = remembered("funnel", result, lambda: funnel(result))
    if not len(table):
        st.info(say("absent", language))
        return
    years = list(result.samples.years[1:])
    first, last = st.slider(
        say("investment.years", language), years[0], years[-1], value=(years[0], years[-1]), key="funnel_years"
    )
    chart = remembered(
        "funnel_bars",
        result,
        lambda: funnel_bars(table, language=language, width=points(WIDE), first=first, last=last),
        *(first, last, language),
    )
    picture(chart, name=say("investment.funnel_alt", language), key="funnel")
    chart_downloads(
        "funnel",
        say("investment.funnel", language),
        [result],
        [table],
        lambda: funnel_bars(table, language=language, first=first, last=last),
        lambda: by_year_blocks(table, language, split="role"),
        language,
    )


def money(answered: Answered, language: str) -> None:
    """Draw money put in against value added."""
    result = answered.result
    st.subheader(say("investment.money", language))
    table = remembered("investment_and_value", result, lambda: investment_and_value(result))
    if not len(table):
        st.info(say("absent", language))
        return
    chart = remembered(
        "investment_bars",
        result,
        lambda: investment_against_value(table, language=language, width=points(WIDE)),
        language,
    )
    picture(chart, name=say("investment.money_alt", language), key="money")
    chart_downloads(
        "investment",
        say("investment.money", language),
        [result],
        [table],
        lambda: investment_against_value(table, language=language),
        lambda: by_year_blocks(table, language, quantile="p50", native="lines"),
        language,
    )


def other_series(answered: Answered, language: str) -> None:
    """Draw any outcome that the reader picks: whatever the engine reports can be looked at."""
    result = answered.result
    st.subheader(say("investment.series", language))
    known = load_outcomes()
    names = [name for name in result.samples.series if name in known or ":" in name]

    def label(name: str) -> str:
        words = outcome_of(name).label
        return words.en if language == "en" else words.zh

    money_first = [name for name in names if name in known and known[name].unit in ("万元", "亿元")]
    chosen = st.multiselect(
        say("investment.pick", language),
        names,
        default=(money_first or names)[:AT_FIRST],
        format_func=label,
        max_selections=MOST_FANS,
        placeholder=say("lab.fans_placeholder", language),
        key="series_pick",
        persist_state="session",
    )
    chosen = [name for name in chosen if name in names]
    if not chosen:
        return
    table = remembered("series", result, lambda: series_quantiles(result, chosen), tuple(chosen))
    chart = remembered(
        "series_fan",
        result,
        lambda: fan_chart(table, language=language, width=points(WIDE), columns=min(3, len(chosen))),
        *(tuple(chosen), language),
    )
    picture(chart, name=say("investment.series_alt", language), key="series_fan")
    chart_downloads(
        "series",
        say("investment.series", language),
        [result],
        [table],
        lambda: fan_chart(table, language=language),
        lambda: fan_blocks(table, None, language),
        language,
    )
