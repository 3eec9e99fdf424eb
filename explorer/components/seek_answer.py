"""What a wish takes: the search as it goes, the way found in lever units and money, others that differ in kind, curve, limits."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from charts.general import Axis, lines
from explorer.answering import is_private
from explorer.components.changes import lever_label
from explorer.components.pictures import picture, points
from explorer.components.seek_form import request_of
from explorer.components.study_view import show_study
from explorer.studies import Study
from explorer.wording import harmless, refusal, say
from model.levers import COST_UNIT, load_levers
from scenarios.cli.answers_more import moved
from scenarios.cli.seek import summary
from scenarios.cli.wording import amount, chance
from scenarios.loaded import LoadedScenario
from scenarios.messages.shares import open_percent
from scenarios.schema.errors import InputError
from scenarios.seeking import SeekAnswer, SeekRequest, Solution, seek
from scenarios.seeking.answer import CurvePoint
from scenarios.seeking.seek import SeekRough, checked
from scenarios.tables import Table
from scenarios.verification.analyses import seek_written

CURVE = 520.0
MOST_LEVERS = 6


def seek_answer(loaded: LoadedScenario, language: str) -> None:
    """Show the answer to what this session asked, as far as it is."""
    request = request_of(loaded)
    if request is None:
        st.info(say("seek.nothing_asked", language))
        return
    try:
        checked(loaded, request)
    except InputError as error:
        st.error(refusal(error, language))
        return
    key = ("seek", loaded.hash, repr(request))

    def work(study: Study) -> SeekAnswer:
        def tell(trials: int) -> None:
            study.tell("seek", trials, 0)

        return seek(loaded, request, cancel=study.cancelled, tell=tell, partial=study.publish)

    def draw(found: SeekRough | SeekAnswer, rough: bool) -> None:
        if isinstance(found, SeekAnswer):
            _answer(found, request, language)
        else:
            _rough(found, request, language)

    show_study(key, work, draw, language, private=is_private(loaded))


def _rough(found: SeekRough, request: SeekRequest, language: str) -> None:
    """Show what the search has so far."""
    wish = f"{request.probability:.0%}"
    st.markdown(harmless(say("seek.rough", language, before=chance(found.before, language), wish=wish), 600))
    helping = sorted(found.gains, key=lambda name: -found.gains[name])[:MOST_LEVERS]
    if helping:
        names = "、" if language == "zh" else ", "
        st.markdown(
            say("seek.rough_levers", language, levers=names.join(lever_label(name, language) for name in helping))
        )
    for name, point in (("best", found.best), ("most", found.most)):
        if point is not None:
            st.markdown(
                harmless(
                    say(
                        f"seek.rough_{name}",
                        language,
                        moved=_changes(point.changes, language),
                        cost=amount(point.cost),
                        share=open_percent(point.probability),
                    ),
                    1_000,
                )
            )


def _answer(found: SeekAnswer, request: SeekRequest, language: str) -> None:
    for line in summary(found, language):
        st.markdown(harmless(line, 2_000))
    ways = [each for each in (found.solution, *found.alternatives) if each is not None]
    if ways:
        _ways(ways, language)
    if found.impossible is not None:
        _limits(found, language)
    _curve(found.curve, found.wish, language)
    name = f"{found.scenario.plan.id}-seek"
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.caption(say("download.heading", language), width="content")
        st.download_button(
            "TXT",
            data=lambda: seek_written(found, request, "txt", language),
            file_name=f"{name}.txt",
            mime="text/plain",
            on_click="ignore",
            key="seek_txt",
            type="tertiary",
        )
        st.download_button(
            "JSON",
            data=lambda: seek_written(found, request, "json", language),
            file_name=f"{name}.json",
            mime="application/json",
            on_click="ignore",
            key="seek_json",
            type="tertiary",
        )


def _changes(changes: Sequence[tuple[str, float]], language: str) -> str:
    return "; ".join(moved(name, value, language) for name, value in changes) or "—"


def _ways(ways: Sequence[Solution], language: str) -> None:
    """Show the way found and those that differ in kind side by side, in lever units and in money."""
    known = load_levers()
    used = [name for name in known if any(name in way.levers for way in ways)]
    rows = []
    for name in used:
        unit = "" if known[name].unit == "1" else f" ({known[name].unit})"
        row: dict[str, object] = {say("seek.column.lever", language): lever_label(name, language) + unit}
        for number, way in enumerate(ways):
            value = dict(way.changes).get(name)
            row[_way_name(number, language)] = "" if value is None else f"{value:+.3g}"
        rows.append(row)
    cost_name = say("seek.column.cost", language)
    for head, said in (
        (cost_name, [_cost(way) for way in ways]),
        (say("seek.column.chance", language), [chance(way.proportion, language) for way in ways]),
    ):
        row = {say("seek.column.lever", language): head}
        row |= {_way_name(number, language): words for number, words in enumerate(said)}
        rows.append(row)
    st.dataframe(pd.DataFrame(rows), hide_index=True, alt=say("seek.ways", language), key=f"seek_ways_{language}")


def _way_name(number: int, language: str) -> str:
    return say("seek.way_first", language) if number == 0 else say("seek.way_other", language, number=number + 1)


def _cost(way: Solution) -> str:
    if way.range is None:
        return amount(way.cost)
    return f"{amount(way.cost)} ({amount(way.range.low)}–{amount(way.range.high)})"


def _limits(found: SeekAnswer, language: str) -> None:
    """Show which bounds stop it, the most telling first."""
    assert found.impossible is not None
    told = [each for each in found.impossible.limits if each.gain > 2 * each.error and each.gain > 0]
    rows = [
        {
            say("seek.column.limit", language): say("seek.all_years", language)
            if each.name == "years"
            else lever_label(each.name, language),
            say("seek.column.chance", language): open_percent(each.probability),
            say("seek.column.gain", language): f"{each.gain:+.2f} ± {each.error:.2f}",
        }
        for each in told
    ]
    if rows:
        st.markdown(say("seek.limits", language))
        st.dataframe(
            pd.DataFrame(rows), hide_index=True, alt=say("seek.limits", language), key=f"seek_limits_{language}"
        )


def _curve(curve: Sequence[CurvePoint], wish: float, language: str) -> None:
    """Draw the best probability found for each cost."""
    if len(curve) < 2:
        return
    st.markdown(say("seek.curve", language))
    table = Table.of_rows(
        "seek_curve",
        ("cost", "probability", "low", "high"),
        [
            {
                "cost": point.cost,
                "probability": point.probability,
                "low": point.proportion.interval[0],
                "high": point.proportion.interval[1],
            }
            for point in curve
        ],
    )
    chart = lines(
        table,
        Axis("cost", say("seek.column.cost", language), COST_UNIT.partition("/")[0]),
        Axis("probability", say("seek.column.chance", language), form="share"),
        low="low",
        high="high",
        language=language,
        width=points(CURVE),
        height=points(220),
    )
    picture(chart, name=say("seek.curve", language), key="seek_curve")
    with st.expander(say("seek.curve_table", language)):
        rows = [
            {
                say("seek.column.cost", language): amount(point.cost),
                say("seek.column.chance", language): chance(point.proportion, language),
                say("seek.column.lever", language): _changes(point.changes, language),
            }
            for point in curve
        ]
        st.dataframe(pd.DataFrame(rows), hide_index=True, alt=say("seek.curve", language))
