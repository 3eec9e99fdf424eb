"""Scenarios side by side: what changed in words, paired differences, bars and fans over one another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from charts.fan import fan_chart
from charts.numbers import percent
from charts.numbers import points as percentage_points
from charts.scorecard import scorecard_bars, scorecard_pages
from explorer.answering import Answered
from explorer.components.changes import changes
from explorer.components.downloads import chart_downloads, table_downloads
from explorer.components.pictures import picture, points
from explorer.components.remembered import remembered
from explorer.components.trust import trust
from explorer.page_charts import distinct, judged_of
from explorer.wording import say
from scenarios.tables import Table, main_targets, paired_scorecard, scorecard, target_marks, target_quantiles

ACROSS = 535.0
BARS_ACROSS = {"zh": 520.0, "en": 470.0}
"""Pixels for bars: their words at the right take more room in English."""
"""Pixels of a chart beside the form."""
FANS_AT_FIRST = 2
MOST_BARS, BARS_HEIGHT = 8, 520
"""Bars at their full height; more of them scroll."""


def comparison(answered: Sequence[Answered], language: str) -> None:
    """Show the plan as it stands and the scenarios beside it."""
    base, present = answered[0], answered[-1]
    if len(answered) == 1:
        st.info(say("lab.nothing_moved", language))
    else:
        lines = changes(present.result.scenario.scenario, language)
        st.markdown(say("lab.changed", language) + "\n" + "\n".join(f"- {line}" for line in lines))
        _differences(base, present, language)
    results = [one.result for one in answered]
    key = tuple(id(result) for result in results)
    scores = remembered("lab_scores", results[-1], lambda: distinct([scorecard(result) for result in results]), key)
    if not len(scores):
        return
    moved = _moved(answered)
    every = not moved or st.toggle(say("lab.every", language), value=False, key="lab_every")
    part = scores if every else scores.where(lambda row: str(row["target"]) in moved)
    bars = remembered(
        "lab_bars",
        results[-1],
        lambda: scorecard_bars(part, language=language, width=points(BARS_ACROSS[language])),
        *(key, language, every),
    )
    with st.container(height=BARS_HEIGHT if len(part) > MOST_BARS else "content", border=False, key="lab_bars_box"):
        picture(bars, name=say("lab.bars_alt", language), key="lab_bars")
    chosen = None if every else sorted(moved)
    pages = scorecard_pages(list(dict.fromkeys(str(name) for name in part["target"])), len(results))
    chart_downloads("scenarios", "scenarios", results, {"targets": chosen}, language, pages)
    _fans(answered, key, language)
    trust(present, language)


def _pairs(base: Answered, present: Answered) -> Table:
    return remembered("paired", present.result, lambda: paired_scorecard(base.result, present.result), id(base.result))


def _moved(answered: Sequence[Answered]) -> frozenset[str]:
    """Name the targets whose probability the present scenario surely moves; none where nothing can be compared yet."""
    base, present = answered[0], answered[-1]
    if len(answered) == 1 or base.result.replicates != present.result.replicates:
        return frozenset()
    rows = _pairs(base, present).rows()
    return frozenset(str(row["target"]) for row in rows if row["difference"] is not None and _sure(row) != "same")


def _sure(row: Mapping[str, Any]) -> str:
    """Say whether a paired difference is told apart from none."""
    low, high = row["difference_low"], row["difference_high"]
    return "same" if low <= 0 <= high else "up" if low > 0 else "down"


def _differences(base: Answered, present: Answered, language: str) -> None:
    """Show what the scenario gains or loses, target by target, with the error of the pairs."""
    if base.result.replicates != present.result.replicates and (base.rough or present.rough):
        st.caption(say("lab.pairs_later", language))
        return
    rows = _pairs(base, present).rows()
    rows.sort(key=lambda row: -abs(float(str(row["difference"] or 0))))
    frame = pd.DataFrame([_difference(row, language) for row in rows])
    if frame.empty:
        st.caption(say("lab.no_pairs", language))
        return
    frame.columns = pd.Index([say(f"column.{name}", language) for name in frame.columns])
    st.markdown(say("lab.differences", language))
    st.dataframe(frame, hide_index=True, height=250, alt=say("lab.differences", language), key=f"pairs_{language}")
    table_downloads("differences", present.result, frame, language)


def _difference(row: Mapping[str, Any], language: str) -> dict[str, object]:
    known = row["difference"] is not None
    low, high = (row["difference_low"], row["difference_high"]) if known else (0.0, 0.0)
    said = say(f"lab.sure.{_sure(row)}", language) if known else "—"
    return {
        "target": row[f"label_{language}"],
        "before": percent(row["before"]) if known else "—",
        "after": percent(row["after"]) if known else "—",
        "difference": percentage_points(row["difference"], language) if known else "—",
        "interval": f"{low * 100:+.1f} … {high * 100:+.1f}" if known else "—",
        "sure": said,
        "verdict": row[f"verdict_after_{language}"],
    }


def _fans(answered: Sequence[Answered], key: tuple[int, ...], language: str) -> None:
    results = [one.result for one in answered]
    names = main_targets(results[0])
    labels = {row.target.id: row.target.label[language] for row in results[0].scenario.rows}
    chosen = st.multiselect(
        say("lab.fans", language),
        names,
        default=names[:FANS_AT_FIRST],
        format_func=lambda name: labels[name],
        placeholder=say("lab.fans_placeholder", language),
        key=f"fans_{results[0].scenario.plan.id}",
        persist_state="session",
    )
    beside = st.segmented_control(
        say("lab.arrange", language),
        ["over", "beside"],
        default="over",
        required=True,
        format_func=lambda name: say(f"lab.arrange_{name}", language),
        key="lab_arrange",
        persist_state="session",
    )
    shown = [name for name in chosen if name in names]
    if not shown:
        return
    quantiles = remembered(
        "lab_quantiles",
        results[-1],
        lambda: distinct([target_quantiles(result, judged_of(result, shown)) for result in results]),
        key,
        tuple(shown),
    )
    marks = remembered(
        "lab_marks", results[-1], lambda: target_marks(results[-1], judged_of(results[-1], shown)), key, tuple(shown)
    )
    chart = remembered(
        "lab_fans",
        results[-1],
        lambda: fan_chart(
            quantiles,
            marks,
            language=language,
            width=points(ACROSS),
            height=points(180),
            arrange="beside" if beside == "beside" else "over",
        ),
        *(key, tuple(shown), language, beside),
    )
    picture(chart, name=say("lab.fans_alt", language, count=len(shown)), key="lab_fans")
    arrange = "beside" if beside == "beside" else "over"
    chart_downloads("scenario-fans", "fans", results, {"targets": shown, "arrange": arrange}, language)
