"""Attraction and investment on the page, as far as the engine reports them: what it lacks is said, never filled in."""

from __future__ import annotations

import streamlit as st

from charts.bars import funnel_bars, funnel_by_year, investment_against_value
from charts.fan import fan_chart
from explorer.answering import Answered
from explorer.components.downloads import chart_downloads
from explorer.components.pictures import WIDE, picture, points
from explorer.components.remembered import remembered
from explorer.page_charts import OF_SIZE, funnel_table
from explorer.wording import say
from model.outcomes import load_outcomes, outcome_of
from model.series import SIZE_CLASS_HEADS
from scenarios.tables import Table, funnel, funnel_by_size, investment_and_value, series_quantiles

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
    by_size: Table = remembered("funnel_by_size", result, lambda: funnel_by_size(result))
    sizes = list(dict.fromkeys(str(name).rpartition(OF_SIZE)[2] for name in by_size["variable"]))
    size = st.selectbox(
        say("investment.size", language),
        [None, *sizes],
        format_func=lambda name: say("filter.all", language) if name is None else size_said(name, language),
        key="funnel_size",
        persist_state="session",
    )
    size = size if size in sizes else None
    if size is not None:
        table = funnel_table(result, size)
    years = list(result.samples.years[1:])
    first, last = st.slider(
        say("investment.years", language), years[0], years[-1], value=(years[0], years[-1]), key="funnel_years"
    )
    chart = remembered(
        "funnel_bars",
        result,
        lambda: funnel_bars(table, language=language, width=points(WIDE), first=first, last=last),
        *(first, last, size, language),
    )
    picture(chart, name=say("investment.funnel_alt", language), key="funnel")
    chart_downloads("funnel", "funnel", [result], {"size": size, "first": first, "last": last}, language)
    by_year = remembered(
        "funnel_by_year", result, lambda: funnel_by_year(table, language=language, width=points(WIDE)), size, language
    )
    picture(by_year, name=say("investment.funnel_years_alt", language), key="funnel_years_picture")
    chart_downloads("funnel_years", "funnel_years", [result], {"size": size}, language)


def size_said(size: str, language: str) -> str:
    """Say a size class as the outcomes do: in brackets in Chinese, after a comma in English."""
    label = outcome_of(f"{SIZE_CLASS_HEADS[0]}{OF_SIZE}{size}").label
    return label.en.partition(", ")[2] if language == "en" else label.zh.partition("（")[2].rstrip("）")


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
    chart_downloads("investment", "investment", [result], {}, language)


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
    chart_downloads("series", "series", [result], {"series": chosen}, language)
