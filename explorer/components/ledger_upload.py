"""A ledger of enterprises: how every column and cell was read, and where it clashes with the baseline; in memory alone."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from explorer import state
from explorer.wording import harmless, refusal, say
from scenarios.ledger import LedgerReading, read_ledger_bytes
from scenarios.ledger.clashes import clashes
from scenarios.ledger.columns import SCOPES
from scenarios.ledger.findings import label_of
from scenarios.messages import text
from scenarios.schema.errors import InputError

MOST_SHOWN = 500
"""Findings listed; the rest are counted."""
GRADES = ("error", "doubt", "note")


def ledger_upload(language: str) -> None:
    """Take a ledger and show how it was read. It stays in this session's memory and is never shared."""
    st.caption(say("data.ledger_note", language))
    st.file_uploader(say("data.ledger_upload", language), type=["xlsx", "csv"], key="ledger_file")
    scope = st.selectbox(
        say("data.ledger_scope", language),
        [None, *SCOPES],
        format_func=lambda name: (
            say("data.ledger_as_said", language) if name is None else text(f"ledger.scope.{name}", language)
        ),
        key="ledger_scope",
        help=say("data.ledger_scope_help", language),
    )
    if state.session().ledger is not None:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.info(say("data.ledger_used", language))
            st.button(say("data.drop_ledger", language), on_click=state.use_ledger, args=(None,), key="drop_ledger")
    upload = st.session_state.get("ledger_file")
    if upload is None:
        return
    try:
        reading = read_ledger_bytes(upload.getvalue(), upload.name, complete_for=scope)
    except InputError as error:
        st.error(refusal(error, language), title=say("data.refused", language))
        return
    _read(reading, language)
    _clashes(reading, language)
    st.button(
        say("data.use_ledger", language),
        type="primary",
        on_click=state.use_ledger,
        args=(reading.ledger,),
        key="use_ledger",
    )


def _read(reading: LedgerReading, language: str) -> None:
    ledger = reading.ledger
    counts = {grade: reading.total(grade) for grade in GRADES}  # type: ignore[arg-type]
    st.success(
        say(
            "data.ledger_understood",
            language,
            count=len(ledger),
            scope=text(f"ledger.scope.{ledger.complete_for}", language),
            year=ledger.year or "—",
            **counts,
        )
    )
    columns = pd.DataFrame(
        [
            {
                "cell": one.sheet,
                "heading": one.heading,
                "meaning": label_of(one.field, language),
                "year": one.year,
                "unit": one.unit or "",
                "known": one.known,
            }
            for one in reading.understood
        ]
    )
    _table(columns, "data.ledger_columns", "ledger_columns", language)
    found = [finding for grade in GRADES for finding in reading.of_grade(grade)]  # type: ignore[arg-type]
    problems = pd.DataFrame(
        [
            {
                "severity": text(f"ledger.grade.{finding.grade}", language),
                "cell": finding.place,
                "heading": finding.heading,
                "found": finding.found,
                "said": finding.line(language),
            }
            for finding in found[:MOST_SHOWN]
        ]
    )
    _table(problems, "data.problems", "ledger_problems", language)


def _clashes(reading: LedgerReading, language: str) -> None:
    """Say where the ledger contradicts the baseline: the ledger would win."""
    try:
        found = clashes(reading.ledger, state.loaded().baseline)
    except InputError as error:
        st.error(refusal(error, language))
        return
    if found:
        st.markdown(say("data.ledger_clashes", language))
        st.markdown("\n".join(f"- {harmless(clash.line(language), 500)}" for clash in found[:50]))


def _table(frame: pd.DataFrame, heading: str, key: str, language: str) -> None:
    if frame.empty:
        return
    st.markdown(say(heading, language))
    shown = frame.rename(columns={name: say(f"column.{name}", language) for name in frame.columns})
    st.dataframe(shown, hide_index=True, alt=say(heading, language), key=f"{key}_{language}")
