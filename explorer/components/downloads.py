"""Files for the draft: PNG, SVG, XLSX with a native chart, CSV. Made when clicked, never before."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence

import altair as alt
import pandas as pd
import streamlit as st

from charts.export.blocks import Block
from charts.export.caption import caption_of
from charts.export.stamp import stamp_of
from charts.figures import FORMATS, MIME, Figure
from explorer.wording import say
from scenarios.cli.spreadsheet import harmless
from scenarios.messages import messages
from scenarios.result import RunResult
from scenarios.tables import Table


def chart_downloads(
    name: str,
    title: str,
    results: Sequence[RunResult],
    tables: Sequence[Table],
    draw: Callable[[], alt.TopLevelMixin],
    blocks: Callable[[], Sequence[Block]],
    language: str,
) -> None:
    """Offer a chart as files: `draw` makes it at the text width of a document, `blocks` the cells of the native charts.

    The last of the results is what the caption speaks of; the others stand beside it.
    """
    *others, result = results

    def made(form: str) -> bytes:
        today = datetime.date.today()
        titled = tuple((messages(language).get(f"table.title.{table.name}", title), table) for table in tables)
        caption = caption_of(result, language, today, tuple(others))
        return Figure(name, title, titled, draw, blocks, caption, stamp_of(result), today).as_file(form)

    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.caption(say("download.heading", language), width="content")
        for form in FORMATS:
            st.download_button(
                form.upper(),
                data=lambda form=form: made(form),  # type: ignore[misc]
                file_name=f"{result.scenario.plan.id}-{name}.{form}",
                mime=MIME[form],
                on_click="ignore",
                key=f"download_{name}_{form}",
                help=say(f"download.{form}", language),
                type="tertiary",
            )


def table_downloads(name: str, result: RunResult, frame: pd.DataFrame, language: str) -> None:
    """Offer a table as CSV that a spreadsheet opens safely, with the stamp of what was asked as its last line."""
    stamp = say(
        "stamp",
        language,
        version=result.results_version,
        hash=result.scenario.hash,
        seed=result.seed,
        replicates=result.replicates,
        validation=result.standing.words(language),
    )
    st.download_button(
        say("download.table", language),
        data=lambda: csv_of(frame, stamp),
        file_name=f"{result.scenario.plan.id}-{name}.csv",
        mime="text/csv",
        on_click="ignore",
        key=f"csv_{name}",
    )


def csv_of(frame: pd.DataFrame, stamp: str = "") -> bytes:
    """Write a frame as CSV for spreadsheets: a byte order mark, and no cell that could become a formula."""
    safe = frame.map(lambda cell: harmless(cell) if isinstance(cell, str) else cell)
    written: str = safe.rename(columns=harmless).to_csv(index=False, lineterminator="\r\n")
    if stamp:
        written += pd.DataFrame([[harmless(stamp)]]).to_csv(index=False, header=False, lineterminator="\r\n")
    return written.encode("utf-8-sig")
