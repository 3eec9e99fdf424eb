"""Where every number of the model comes from: searchable, with unit, range, kind, confidence and source."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from charts.numbers import unit_name
from explorer import entries, state
from explorer.components.changes import figure_label
from explorer.remaking import provenance_csv
from explorer.wording import refusal, say
from model.parameters.schema import Parameter
from scenarios.messages import messages
from scenarios.schema.baseline import Baseline
from scenarios.schema.errors import InputError


def provenance(language: str) -> None:
    """Show all parameters and the starting figures of the present plan, searched by any word."""
    st.caption(say("provenance.note", language))
    with st.container(horizontal=True):
        words = st.text_input(
            say("provenance.search", language),
            placeholder=say("provenance.search_placeholder", language),
            key="provenance_search",
        )
        kinds = list(dict.fromkeys(entry.kind for entry in entries.all_parameters().values()))
        kind = st.selectbox(
            say("provenance.kind", language),
            [None, *kinds],
            format_func=lambda name: say("filter.all", language) if name is None else say(f"kind.{name}", language),
            key="provenance_kind",
        )
    baseline = _baseline(language)
    rows = rows_of(baseline, language)
    shown = shown_of(rows, words or "", kind, language)
    st.caption(say("provenance.count", language, shown=len(shown), all=len(rows)))
    frame = frame_of(shown, language)
    if frame.empty:
        return
    st.dataframe(
        frame,
        hide_index=True,
        height=520,
        column_config={
            say("column.source", language): st.column_config.TextColumn(width="large"),
            say("column.meaning", language): st.column_config.TextColumn(width="large"),
        },
        alt=say("provenance.note", language),
        key=f"provenance_{language}",
    )
    st.download_button(
        say("download.csv", language),
        data=lambda: provenance_csv(baseline, words or "", kind, language),
        file_name="provenance.csv",
        mime="text/csv",
        on_click="ignore",
        key="csv_provenance",
    )


def rows_of(baseline: Baseline | None, language: str) -> list[dict[str, object]]:
    """List the starting figures of a plan and all parameters of the model."""
    figures = [] if baseline is None else _figures(baseline, language)
    return [*figures, *(_row(entry, language) for entry in entries.all_parameters().values())]


def shown_of(rows: list[dict[str, object]], words: str, kind: str | None, language: str) -> list[dict[str, object]]:
    """Keep the rows of a kind that hold every word somewhere."""
    wanted = words.casefold().split()
    return [
        row
        for row in rows
        if (kind is None or row["kind"] == say(f"kind.{kind}", language))
        and all(any(word in str(cell).casefold() for cell in row.values()) for word in wanted)
    ]


def frame_of(rows: list[dict[str, object]], language: str) -> pd.DataFrame:
    """Give rows as a table with headings that people read."""
    frame = pd.DataFrame(rows)
    return frame.rename(columns={name: say(f"column.{name}", language) for name in frame.columns})


def _baseline(language: str) -> Baseline | None:
    try:
        return state.loaded().baseline
    except InputError as error:
        st.error(refusal(error, language))
        return None


def _row(entry: Parameter, language: str) -> dict[str, object]:
    low, centre, high = entries.spread_of(entry.prior)
    return {
        "name": entry.label_en if language == "en" else entry.label_zh,
        "topic": messages(language).get(f"explorer.topic.{entries.topic_of(entry)}", entries.topic_of(entry)),
        "unit": "" if entry.unit == "1" else unit_name(entry.unit, language),
        "centre": f"{centre:g}",
        "range": f"{low:g} – {high:g}",
        "form": entry.prior.form,
        "kind": say(f"kind.{entry.kind}", language),
        "confidence": say(f"confidence.{entry.confidence}", language),
        "role": say(f"role.{entry.role}", language),
        "source": entry.source,
        "meaning": entry.meaning_en if language == "en" else entry.meaning_zh,
        "id": entry.name,
    }


def _figures(baseline: Baseline, language: str) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for name, figure in entries.figures(baseline).items():
        low, centre, high = entries.spread_of(figure.spec)
        note = figure.note[language] if figure.note else ""
        rows.append(
            {
                "name": figure_label(name, language),
                "topic": say("topic.start", language),
                "unit": "" if figure.unit == "1" else unit_name(figure.unit, language),
                "centre": f"{centre:g}",
                "range": f"{low:g} – {high:g}",
                "form": figure.spec.form,
                "kind": say(f"kind.{figure.kind}", language),
                "confidence": "",
                "role": say("role.input", language),
                "source": figure.source,
                "meaning": note,
                "id": name,
            }
        )
    return rows
