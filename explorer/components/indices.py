"""First- and total-order sensitivity of a target or of the whole plan, worked out on a click."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from explorer import state
from explorer.answering import Answered, is_private
from explorer.components.study_view import show_study
from explorer.studies import Study, studies
from explorer.wording import say
from scenarios.messages import text
from scenarios.sensitivity import SensitivityAnswer, SensitivityRequest, sensitivity
from scenarios.sensitivity.analysis import REPLICATES, SAMPLES, label

ASKED = "tuiyan_indices"
SIZES = (REPLICATES, SAMPLES)
"""Replicates and Sobol samples of an analysis."""


def indices(answered: Answered, target: str | None, language: str) -> None:
    """Show the indices of one target, or of all together; the reader begins it."""
    loaded, seed = answered.question.loaded, state.asked().seed
    wanted = () if target is None else (target,)
    key = ("sensitivity", loaded.hash, seed, wanted)
    asked: set[object] = st.session_state.setdefault(ASKED, set())
    private = is_private(loaded)
    known = None if private else studies().found(key)
    with st.expander(say("indices.heading", language), expanded=key in asked):
        if key not in asked and (known is None or not known.finished):
            st.button(
                say("indices.begin", language),
                on_click=asked.add,
                args=(key,),
                key="indices_begin",
                help=say("indices.begin_help", language),
            )
            return

        def work(study: Study) -> SensitivityAnswer:
            def tell(done: int, total: int) -> None:
                study.tell("sobol", done, total)

            request = SensitivityRequest(wanted, *SIZES, seed=seed)
            return sensitivity(loaded, request, cancel=study.cancelled, tell=tell, partial=study.publish)

        def draw(found: Any, rough: bool) -> None:
            _draw(found, language, rough=rough)

        show_study(key, work, draw, language, private=private)


def _draw(found: SensitivityAnswer, language: str, *, rough: bool) -> None:
    if rough or found.value is None:
        st.caption(say("indices.rough", language))
        return
    value = found.value
    if value.constant:
        st.caption(text("sensitivity.constant", language))
        return
    st.caption(text("sensitivity.indices", language, samples=value.samples, evaluations=value.evaluations))
    columns = ("input", "first", "half", "total", "half_total")
    heads = [say(f"indices.column.{name}", language) for name in columns]
    rows = [
        [label(each.name, language), each.first, each.first_error, each.total, each.total_error]
        for each in value.indices
    ]
    st.dataframe(
        pd.DataFrame(rows, columns=heads),
        hide_index=True,
        alt=say("indices.heading", language),
        column_config={head: st.column_config.NumberColumn(format="%.2f") for head in heads[1:]},
    )
    if found.drawn_jointly:
        st.caption(text("sensitivity.marginals", language))
    if value.few:
        st.warning(text("sensitivity.too_few", language, more=value.samples * 4))
