"""Files for the draft: PNG, SVG, XLSX with a native chart, CSV. Made when clicked, never before."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from charts.export.caption import caption_of
from charts.export.stamp import stamp_of
from charts.figures import FORMATS, MIME, Figure
from explorer.page_charts import page_chart
from explorer.wording import say
from scenarios.cli.spreadsheet import harmless
from scenarios.messages import messages
from scenarios.result import RunResult
from scenarios.tables import TABLES, Table, compute, scorecard
from scenarios.verification.forms.csv import stamped
from scenarios.verification.stamp import Stamp

PICTURES = ("png", "svg")


def chart_downloads(
    name: str,
    kind: str,
    results: Sequence[RunResult],
    choice: Mapping[str, Any],
    language: str,
    pages: Sequence[Sequence[str]] = (),
) -> None:
    """Offer a chart of a page (`explorer.page_charts`) as files, called by `name`; it is made at the text width of a document.

    The last of the results is what the caption speaks of; the others stand beside it. Where the targets fill several `pages`,
    pictures are made of one page, which the reader picks; workbook and table hold all.
    """
    result = results[-1]
    number = _page(name, pages, language) if len(pages) > 1 else None

    def made(form: str) -> bytes:
        part = number is not None and form in PICTURES
        asked = {**choice, "targets": list(pages[number])} if part and number is not None else choice
        return page_figure(_called(form), kind, results, asked, language, datetime.date.today()).as_file(form)

    def _called(form: str) -> str:
        return name if number is None or form not in PICTURES else f"{name}-{number + 1}"

    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.caption(say("download.heading", language), width="content")
        for form in FORMATS:
            st.download_button(
                form.upper(),
                data=lambda form=form: made(form),  # type: ignore[misc]
                file_name=f"{result.scenario.plan.id}-{_called(form)}.{form}",
                mime=MIME[form],
                on_click="ignore",
                key=f"download_{name}_{form}",
                help=say(f"download.{form}", language),
                type="tertiary",
            )


def _page(name: str, pages: Sequence[Sequence[str]], language: str) -> int:
    """Let the reader pick the page that pictures are made of."""
    ends = list(itertools.accumulate(len(page) for page in pages))

    def said(number: int) -> str:
        first = ends[number] - len(pages[number]) + 1
        return say("download.page", language, number=number + 1, count=len(pages), first=first, last=ends[number])

    found = st.selectbox(
        say("download.pages", language),
        range(len(pages)),
        format_func=said,
        key=f"page_of_{name}_{len(pages)}",
        width=360,
    )
    return int(found)


def page_figure(
    name: str, kind: str, results: Sequence[RunResult], choice: Mapping[str, Any], language: str, date: datetime.date
) -> Figure:
    """Make a chart of a page as a figure, whose stamp says how to make it again."""
    *others, result = results
    chart = page_chart(kind, results, choice, language)
    titled = tuple((messages(language).get(f"table.title.{one.name}", chart.title), one) for one in chart.tables)
    caption = caption_of(result, language, date, tuple(others))
    recipe = {"what": "page_chart", "kind": kind, "choice": dict(choice)}
    stamp = stamp_of_page(results, chart.tables)
    return Figure(name, chart.title, titled, chart.draw, chart.blocks, caption, stamp, date, recipe, stamped=True)


def stamp_of_page(results: Sequence[RunResult], tables: Sequence[Table]) -> Stamp:
    """Make the stamp of what a page shows of some runs: each run's question, and the tables that it gives for what is shown.

    A page shows parts of tables, and several runs in one; what stands on the stamp are the whole tables of each run, so that
    `tuiyan verify` can compute them again.
    """
    stamps = [stamp_of(result, list(_tables_of(result, tables))) for result in results]
    whole = stamps[0]
    for other in stamps[1:]:
        whole = whole.beside(other)
    return whole


def _tables_of(result: RunResult, tables: Sequence[Table]) -> Iterator[Table]:
    judged = {answer.target_id for answer in result.answers if answer.verdict is not None}
    for table in tables:
        if table.name in TABLES:
            asked = dict(table.arguments)
            if asked.get("targets") is not None:
                asked["targets"] = [name for name in asked["targets"] if name in judged]
            yield compute(table.name, result, asked)


def table_downloads(name: str, result: RunResult, frame: pd.DataFrame, language: str) -> None:
    """Offer a table as CSV that a spreadsheet opens safely, with what was asked in words and its stamp below it."""
    said = say(
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
        data=lambda: stamped(csv_of(frame, said).decode("utf-8-sig"), stamp_of(result, [scorecard(result)])),
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
