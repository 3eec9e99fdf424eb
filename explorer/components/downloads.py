"""Files for the draft: PNG, SVG, XLSX with a native chart, CSV. Made when clicked, never before."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from explorer.wording import say
from scenarios.cli.spreadsheet import harmless
from scenarios.result import RunResult
from scenarios.tables import Table


def chart_downloads(name: str, result: RunResult, tables: Sequence[Table], language: str) -> None:
    """Offer a chart and its tables as files."""


def table_downloads(name: str, result: RunResult, frame: pd.DataFrame, language: str) -> None:
    """Offer a table as CSV that a spreadsheet opens safely."""
    st.download_button(
        say("download.csv", language),
        data=lambda: csv_of(frame),
        file_name=f"{name}.csv",
        mime="text/csv",
        on_click="ignore",
        key=f"csv_{name}",
    )


def csv_of(frame: pd.DataFrame) -> bytes:
    """Write a frame as CSV for spreadsheets: a byte order mark, and no cell that could become a formula."""
    safe = frame.map(lambda cell: harmless(cell) if isinstance(cell, str) else cell)
    written: str = safe.rename(columns=harmless).to_csv(index=False, lineterminator="\r\n")
    return written.encode("utf-8-sig")
