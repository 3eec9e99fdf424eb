"""The scorecard: how likely each target is met, with the error of that number and the word it allows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from charts.numbers import amount
from charts.parts import LINE, in_language, layered, scenario_colour, scenario_names, text_lines, wrapped
from charts.theme import CLASS_COLOURS, INK, PAPER, RULE, TEXT_WIDTH
from scenarios.cli.wording import chance
from scenarios.messages import text
from scenarios.tables import Table
from scenarios.verdicts import Proportion
from scenarios.verdicts.settings import settings

SIGNS = {">=": "≥", ">": ">", "<=": "≤", "~": "≈", "=": "="}
LABEL_SHARE = 0.34
"""Share of the width that names of targets take, and `WORD_SHARE` that of the words at the right."""
WORD_SHARE = 0.26
ROWS_A_PAGE = 11
"""Targets of one picture: with the longest names, title and caption they fill a page of a document."""
ROWS_WITHOUT_CAPTION = 14
GAP = 10
"""What a row has beside its lines of text."""


def scorecard_bars(scorecard: Table, *, language: str = "zh", width: float = TEXT_WIDTH) -> alt.TopLevelMixin:
    """Draw a bar for each target's probability, with its Jeffreys interval and its verdict in words.

    Several scenarios of one table stand below one another in each row. Where a verdict is withheld there is no bar.
    """
    names = scenario_names(scorecard, language)
    chars = int(width * LABEL_SHARE / 4.6)
    rows = [_row(row, names, language, chars, int(width * WORD_SHARE / 4.6)) for row in scorecard.rows()]
    labels = _told_apart(rows)
    many = len(names) > 1
    inner = max(60.0, width * (1 - LABEL_SHARE - WORD_SHARE))
    named, said = (1 + max(str(row[name]).count("\n") for row in rows) for name in ("label", "said"))
    band = max(GAP + LINE * named, (GAP + LINE * said) * len(names))
    y = alt.Y(
        "label:N",
        sort=labels,
        title=None,
        axis=alt.Axis(labels=False, ticks=False, domain=False),
        scale=alt.Scale(paddingInner=0.35, paddingOuter=0.2),
    )
    placed: dict[str, Any] = {"y": y}
    if many:
        placed["yOffset"] = alt.YOffset("scenario:N", sort=list(names.values()), scale=alt.Scale(paddingInner=0.15))
    x = alt.X(
        "probability:Q",
        title=text("chart.axis.probability", language),
        scale=alt.Scale(domain=[0, 1]),
        axis=alt.Axis(format=".0%", values=[0, 0.25, 0.5, 0.75, 1], gridColor=RULE),
    )
    colour = scenario_colour(list(names.values()), language) if many else alt.Color("colour:N", scale=None)
    known = alt.Chart().transform_filter("isValid(datum.probability)")
    layers: list[Any] = [
        known.mark_bar(stroke=INK, strokeWidth=0.6).encode(x=x, color=colour, tooltip=_tips(language), **placed),
        known.mark_rule(color=INK, strokeWidth=1.1).encode(x=alt.X("low:Q"), x2="high:Q", **placed),
        known.mark_tick(color=INK, thickness=1.1, size=7).encode(x="low:Q", **placed),
        known.mark_tick(color=INK, thickness=1.1, size=7).encode(x="high:Q", **placed),
        *text_lines(rows, "label", y=y, x=0, align="right"),
        *text_lines(rows, "said", x="width", align="left", **placed),
    ]
    return layered(*layers, rows=rows).properties(
        width=inner, height=alt.Step(band, **{"for": "position"}), title=text("chart.title.scorecard", language)
    )


def scorecard_pages(targets: Sequence[str], scenarios: int = 1, rows: int = ROWS_A_PAGE) -> list[list[str]]:
    """Part targets, in their order, into pictures that each fill at most a page (of `rows` bars), about as many on each."""
    if not targets:
        return []
    fitting = max(1, rows // max(1, scenarios))
    size = -(-len(targets) // -(-len(targets) // fitting))
    return [list(targets[start : start + size]) for start in range(0, len(targets), size)]


def class_colour(low: str, high: str) -> str:
    """Give the colour of a verdict: that of its class; white, which claims nothing, where it is undecided."""
    names = [name for name, _ in settings().classes]
    return CLASS_COLOURS[names.index(low)] if low == high and low in names else PAPER


def _row(row: Any, names: Any, language: str, chars: int, chars_said: int) -> dict[str, Any]:
    wanted = text(
        "chart.scorecard.wanted",
        language,
        due=row["due_year"],
        sign=SIGNS[str(row["operator"])],
        wanted=amount(float(row["wanted"]), str(row["unit"]), language),
    )
    found = Proportion(row["successes"], row["replicates"]) if row["replicates"] else None
    verdict = in_language(row, "verdict", language)
    said = [chance(found, language).replace(" ", "\u00a0")] if found else []
    said += wrapped(verdict, chars_said).split("\n")
    return {
        "target": row["target"],
        "scenario": names[row["scenario"]],
        "label": wrapped(in_language(row, "label", language), chars, 2) + "\n" + wanted,
        "probability": row["probability"],
        "low": row["low"],
        "high": row["high"],
        "said": "\n".join(said),
        "interval": f"{row['low']:.1%} — {row['high']:.1%}" if found else "",
        "colour": class_colour(str(row["class_low"]), str(row["class_high"])),
    }


def _told_apart(rows: list[dict[str, Any]]) -> list[str]:
    """Keep targets apart whose labels are the same after cutting; give the labels in the order of the table."""
    seen: dict[str, str] = {}
    for row in rows:
        label = str(row["label"])
        while seen.setdefault(label, row["target"]) != row["target"]:
            label += "\u200b"
        row["label"] = label
    return list(seen)


def _tips(language: str) -> list[alt.Tooltip]:
    return [
        alt.Tooltip("label:N", title=" "),
        alt.Tooltip("said:N", title=text("chart.axis.probability", language)),
        alt.Tooltip("interval:N", title=text("chart.scorecard.interval", language)),
    ]
