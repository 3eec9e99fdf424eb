"""The ladder on the page: flow picture, bars of additions and losses, chains, first unmet conditions, one life."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from charts.bars import stock_flow_bars, unmet_bars
from charts.fan import fan_chart
from charts.ladder import ladder_flow
from charts.numbers import amount, percent
from explorer.answering import Answered
from explorer.components.downloads import chart_downloads, table_downloads
from explorer.components.pictures import WIDE, picture, points
from explorer.components.remembered import remembered
from explorer.crowd import Member, crowd
from explorer.unmet import STOPPED, unmet_table
from explorer.wording import harmless, refusal, say
from model.outcomes import outcome_of
from scenarios.messages import text
from scenarios.schema.errors import InputError
from scenarios.tables import Table, series_quantiles, title_flows
from scenarios.trace import Life, life_of

OF_CHAIN = ":chain:"
"""How the engine names the series of one chain: quantity, this, and the chain's name."""
MOST_CHAINS = 12
MOST_LISTED = 400
WAN_A_HUNDRED_MILLION = 10_000.0


def flows(answered: Answered, language: str) -> None:
    """Draw the ladder as a flow, and each title's additions and losses."""
    result = answered.result
    table: Table = remembered("title_flows", result, lambda: title_flows(result))
    st.subheader(say("ladder.flow", language))
    if not len(table):
        st.info(say("absent", language))
        return
    chart = remembered(
        "ladder_flow",
        result,
        lambda: ladder_flow(table, language=language, width=points(WIDE), height=points(420)),
        language,
    )
    picture(chart, name=say("ladder.flow_alt", language), key="ladder_flow")
    chart_downloads("ladder", "ladder", [result], {}, language)
    st.subheader(say("ladder.bars", language))
    bars = remembered(
        "stock_flow", result, lambda: stock_flow_bars(table, language=language, width=points(WIDE), columns=3), language
    )
    picture(bars, name=say("ladder.bars_alt", language), key="stock_flow")
    chart_downloads("title-flows", "title_flows", [result], {}, language)


def chains(answered: Answered, language: str) -> None:
    """Draw what the engine reports by chain, one quantity at a time."""
    result = answered.result
    st.subheader(say("ladder.chains", language))
    quantities: dict[str, list[str]] = {}
    for name in result.samples.series:
        if OF_CHAIN in name:
            quantities.setdefault(name.split(OF_CHAIN)[0], []).append(name)
    if not quantities:
        st.info(say("ladder.chains_absent", language))
        return
    chosen = st.selectbox(
        say("ladder.quantity", language),
        list(quantities),
        format_func=lambda name: _quantity(quantities[name][0], language),
        key="ladder_quantity",
        persist_state="session",
    )
    series = quantities[chosen][:MOST_CHAINS]
    table = remembered("by_chain", result, lambda: series_quantiles(result, series), chosen)
    chart = remembered(
        "by_chain_chart",
        result,
        lambda: fan_chart(table, language=language, width=points(WIDE), columns=3),
        chosen,
        language,
    )
    picture(chart, name=say("ladder.chains_alt", language), key="by_chain")
    chart_downloads(f"chains-{chosen}", "chains", [result], {"series": series}, language)


def _quantity(series: str, language: str) -> str:
    """Name a quantity of chains by what one of its series is called, without the chain's name."""
    label = outcome_of(series).label
    said = label.en if language == "en" else label.zh
    name = series.rpartition(":")[2]
    bare = said.replace(outcome_name(name, language), "").strip(" ：:,，()（）的") or said
    return bare[0].upper() + bare[1:]


def outcome_name(name: str, language: str) -> str:
    """Give the name that a chain's label holds: its own, or that of the rest."""
    return say("ladder.rest", language) if name == "other" else name


def obstacles(answered: Answered, language: str) -> None:
    """Say why enterprises do not climb: how many stop first at which condition, on average over the replicates."""
    result = answered.result
    st.subheader(say("ladder.obstacles", language))
    if not any(name.startswith(STOPPED) for name in result.samples.series):
        st.info(say("absent", language))
        return
    years = list(result.samples.years[1:])
    year = st.selectbox(
        say("ladder.year", language), years, index=len(years) - 1, key="stopped_year", persist_state="session"
    )
    table = remembered("unmet_table", result, lambda: unmet_table(result, year), year)
    if not len(table):
        st.info(say("ladder.no_obstacles", language))
        return
    st.caption(say("ladder.obstacles_note", language))
    chart = remembered(
        "unmet", result, lambda: unmet_bars(table, language=language, width=points(WIDE)), year, language
    )
    picture(chart, name=say("ladder.obstacles_alt", language, year=year), key="unmet")
    chart_downloads(f"unmet-{year}", "unmet", [result], {"year": year}, language)


def lives(answered: Answered, language: str) -> None:
    """Let the reader pick one enterprise from the crowd, and tell its life."""
    result = answered.result
    st.subheader(say("ladder.life", language))
    replicate = int(
        st.number_input(
            say("ladder.replicate", language),
            min_value=0,
            max_value=result.replicates - 1,
            value=0,
            key="crowd_replicate",
            help=say("ladder.replicate_help", language),
        )
    )
    found = remembered("crowd", result, lambda: crowd(result.scenario, result.seed, replicate), replicate)
    st.caption(say("ladder.one_course", language, replicate=replicate, count=len(found.members)))
    title = st.segmented_control(
        say("ladder.holders", language),
        ["all", *dict.fromkeys(name for member in found.members for name in member.titles)],
        default="all",
        required=True,
        format_func=lambda name: (
            say("filter.all", language) if name == "all" else text(f"trace.title.{name}", language)
        ),
        key="life_title",
    )
    shown = [member for member in found.members if title in ("all", None) or title in member.titles][:MOST_LISTED]
    if not shown:
        st.caption(say("plan.no_rows", language))
        return
    frame = pd.DataFrame([_member(member, language) for member in shown])
    frame.columns = pd.Index([say(f"column.{name}", language) for name in frame.columns])
    event = st.dataframe(
        frame,
        hide_index=True,
        height=240,
        on_select="rerun",
        selection_mode="single-row",
        key=f"crowd_{replicate}_{title}_{language}",
        alt=say("ladder.crowd_alt", language),
    )
    rows = event.selection.rows
    picked = shown[rows[0]].name if rows and rows[0] < len(shown) else None
    typed = st.selectbox(
        say("ladder.enterprise", language),
        [member.name for member in shown],
        index=0 if picked is None else [member.name for member in shown].index(picked),
        key=f"enterprise_{replicate}_{title}_{picked}",
        help=say("ladder.enterprise_help", language),
    )
    _life(answered, replicate, typed, language)


def _member(member: Member, language: str) -> dict[str, object]:
    titles = ("、" if language == "zh" else ", ").join(text(f"trace.title.{name}", language) for name in member.titles)
    return {
        "enterprise": member.name,
        "titles": titles or text("trace.no_title", language),
        "chain": say("ladder.no_chain", language) if member.chain == "other" else member.chain,
        "age": member.age,
        "revenue": amount(member.revenue / WAN_A_HUNDRED_MILLION, "亿元", language),
        "research": percent(member.research_intensity, 1),
        "patents": round(member.patents),
    }


def _life(answered: Answered, replicate: int, enterprise: str, language: str) -> None:
    result = answered.result
    try:
        life: Life = remembered(
            "life",
            result,
            lambda: life_of(result.scenario, seed=result.seed, replicate=replicate, enterprise=enterprise),
            *(replicate, enterprise),
        )
    except InputError as error:
        st.error(refusal(error, language))
        return
    frame = pd.DataFrame(
        [
            {
                "year": year.year,
                "revenue": (year.revenue or 0.0) / WAN_A_HUNDRED_MILLION,
                "research": (year.research_intensity or 0.0),
                "patents": year.class_one_patents,
                "above_scale": text("trace.above_scale" if year.above_scale else "trace.below_scale", language),
                "titles": ("、" if language == "zh" else ", ").join(
                    text(f"trace.title.{name}", language) for name in year.titles
                ),
            }
            for year in life.years
        ]
    )
    names = {name: say(f"column.{name}", language) for name in frame.columns}
    names["revenue"] = say("column.revenue_money", language)
    frame = frame.rename(columns=names)
    st.dataframe(
        frame,
        hide_index=True,
        height=min(520, 35 * (len(frame) + 1) + 3),
        column_config={
            names["year"]: st.column_config.NumberColumn(format="%d"),
            names["revenue"]: st.column_config.NumberColumn(format="%.2f"),
            names["research"]: st.column_config.NumberColumn(format="percent"),
            names["patents"]: st.column_config.NumberColumn(format="%.0f"),
        },
        alt=say("ladder.life_alt", language, enterprise=enterprise),
        key=f"life_{language}",
    )
    with st.expander(say("ladder.life_story", language, enterprise=harmless(enterprise))):
        st.text(life.report(language))
    table_downloads("life", result, frame, language)
