"""What several charts share: data from rows, names in the language of the reader, texts that fit their place."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import altair as alt

from charts.theme import BODY, DASHES, SCENARIO_COLOURS
from scenarios.messages import text
from scenarios.tables import Table, Value

BESIDE = 8
"""Points between a picture and a text beside it."""
LINE = 12
"""Points from one line of text to the next."""
Row = Mapping[str, Value]
NEW_LINE = "split(datum.label, '\\n')"
"""Vega expression that breaks a label where Python put a new line."""


class NothingToShowError(ValueError):
    """The table has no rows to draw: the caller should have said so instead of asking for a chart."""


def data_of(rows: Sequence[Mapping[str, Any]]) -> Any:
    """Give rows to Altair as they are: no data frame, and so no limit on rows and no guess at types."""
    if not rows:
        raise NothingToShowError("no rows to draw")
    return alt.InlineData(values=[dict(row) for row in rows])


def layered(*layers: Any, rows: Sequence[Mapping[str, Any]] | None = None) -> alt.LayerChart:
    """Put layers over one another, on data of their own or on the same rows."""
    found = alt.layer(*layers) if rows is None else alt.layer(*layers, data=data_of(rows))
    if not isinstance(found, alt.LayerChart):
        raise TypeError("a layer may not be a facet")
    return found


def in_language(row: Row, name: str, language: str) -> str:
    """Read a bilingual column: `label` stands for label_zh or label_en."""
    return str(row[f"{name}_{language}"] or "")


def scenario_names(table: Table, language: str) -> dict[str, str]:
    """Name the scenarios of a table by id, in their order; names that repeat get a number, so that none is lost."""
    pairs = dict(zip(table.texts("scenario"), table.texts(f"scenario_{language}"), strict=True))
    named: dict[str, str] = {}
    for key, name in pairs.items():
        taken = sum(other == name or other.startswith(f"{name} (") for other in named.values())
        named[key] = f"{name} ({taken + 1})" if taken else name
    return named


def scenario_colour(names: Sequence[str], language: str, *, legend: bool = True) -> alt.Color:
    """Colour by scenario."""
    colours = [SCENARIO_COLOURS[place % len(SCENARIO_COLOURS)] for place in range(len(names))]
    shown = alt.Legend(title=None, symbolType="square", symbolOpacity=1) if legend and len(names) > 1 else None
    return alt.Color("scenario:N", scale=alt.Scale(domain=list(names), range=colours), legend=shown)


def scenario_dash(names: Sequence[str]) -> alt.StrokeDash:
    """Dash by scenario, so that lines are told apart without colour."""
    dashes = [list(DASHES[place % len(DASHES)]) for place in range(len(names))]
    return alt.StrokeDash("scenario:N", scale=alt.Scale(domain=list(names), range=dashes), legend=None)


def year_axis(years: Sequence[int], language: str, *, title: bool = False, width: float = 400) -> alt.X:
    """Give the axis of years: whole years only, as many as fit."""
    return alt.X(
        "year:Q",
        title=text("chart.axis.year", language) if title else None,
        axis=alt.Axis(format="d", values=year_ticks(years, width), grid=False),
        scale=alt.Scale(domain=[min(years), max(years)], nice=False, zero=False),
    )


def year_ticks(years: Sequence[int], width: float) -> list[int]:
    """Choose whole years for an axis, evenly apart and ending with the last, with room for four digits each."""
    first, last = min(years), max(years)
    most = max(2, int(width // 30))
    step = next(step for step in (1, 2, 3, 4, 5, 10, 20, 50, 100) if (last - first) / step < most)
    return list(range(last, first - 1, -step))[::-1]


def display_width(words: str) -> int:
    """Measure a text in half-widths: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in words)


def wrapped(words: str, width: int, most: int = 3) -> str:
    """Break a text into at most `most` lines of `width` half-widths: at spaces, or between Chinese characters.

    A line that the text itself ends is kept.

    What does not fit is cut with an ellipsis: a chart has no room for more, and its table has the whole text.
    """
    lines: list[str] = [""]
    for word in _pieces(words):
        if word == "\n":
            lines.append("")
        elif lines[-1] and display_width((lines[-1] + word).rstrip()) > width:
            lines.append(word.lstrip())
        else:
            lines[-1] += word if lines[-1] else word.lstrip()
    lines = [line.rstrip() for line in lines]
    if len(lines) <= most:
        return "\n".join(lines)
    last = lines[most - 1]
    while last and display_width(last) > width - 2:
        last = last[:-1]
    return "\n".join([*lines[: most - 1], last.rstrip() + "…"])


CLOSING = "，。、；：！？）】》”’%…"
"""Marks that may not begin a line, and `OPENING` those that may not end one (GB/T 15834)."""
OPENING = "（【《“‘"


def _pieces(words: str) -> list[str]:
    """Cut a text where a line may break: at spaces, after a hyphen, and between Chinese characters."""
    pieces: list[str] = []
    for letter in words:
        last = pieces[-1][-1] if pieces else " "
        alone = letter in " \n" or last in " -\n"
        if pieces and (
            letter in CLOSING or (last in OPENING and letter != "\n") or not (alone or _wide(letter) or _wide(last))
        ):
            pieces[-1] += letter
        else:
            pieces.append(letter)
    return [part for piece in pieces for part in _short(piece)]


def _short(piece: str, most: int = 24) -> list[str]:
    """Cut a word that no line would hold."""
    return [piece[start : start + most] for start in range(0, len(piece), most)]


def _wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in "WF"


def aligned(panels: list[str], columns: int) -> list[str]:
    """Give the headings of a row of panels the same number of lines, so that the panels stand level.

    Headings that become alike when they are cut are told apart by blanks that nobody sees.
    """
    found: list[str] = []
    for start in range(0, len(panels), columns):
        row = panels[start : start + columns]
        lines = max(panel.count("\n") for panel in row)
        for panel in row:
            said = "\n" * (lines - panel.count("\n")) + panel
            while said in found:
                said += "\u200b"
            found.append(said)
    return found


def text_lines(
    rows: Sequence[Mapping[str, Any]], field: str, *, x: float | str, align: Literal["left", "right"], **placed: Any
) -> list[alt.Chart]:
    """Draw the texts of a field beside the rows, each centred on its row however many lines it has.

    `x` is 0 for the left side of the picture and "width" for the right side, whatever width it is given later.

    A renderer centres the first line of a text; so each number of lines is a layer of its own, moved up by half of it.
    """
    layers = []
    for lines in sorted({str(row[field]).count("\n") for row in rows if row.get(field)}):
        chart = alt.Chart().transform_filter(
            f"isValid(datum.{field}) && length(split(datum.{field}, '\\n')) == {lines + 1}"
        )
        marks = chart.mark_text(
            align=align,
            baseline="middle",
            fontSize=BODY,
            lineBreak="\n",
            lineHeight=LINE,
            dx=BESIDE if align == "left" else -BESIDE,
            dy=-lines * LINE / 2,
            limit=0,
        )
        layers.append(marks.encode(x=alt.value(x), text=f"{field}:N", **placed))
    return layers


def panel_width(width: float, columns: int, axis: float = 34, spacing: float = 16) -> float:
    """Give the inner width of one of several panels beside each other, each with an axis of its own."""
    return max(40.0, (width - spacing * (columns - 1)) / columns - axis)
