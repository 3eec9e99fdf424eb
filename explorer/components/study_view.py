"""A study on the page: begun on a click, its progress told, stopped and gone on with, its answer drawn as it grows."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import streamlit as st

from explorer.studies import Studies, Study, studies
from explorer.wording import refusal, say
from scenarios.schema.errors import InputError
from scenarios.trials import WithheldError

STOPPED = "tuiyan_studies_stopped"
PRIVATE = "tuiyan_studies_private"
LOOK_EVERY = 1.0
"""Seconds between two looks of a page at a study under way."""

Key = tuple[object, ...]


def show_study(
    key: Key,
    work: Callable[[Study], Any],
    draw: Callable[[Any, bool], None],
    language: str,
    *,
    private: bool = False,
) -> None:
    """Work a study out and draw what there is of it, `draw(answer, rough)`; the page can be used meanwhile."""
    store: OrderedDict[Key, Study] | None = None
    if private:
        store = st.session_state.setdefault(PRIVATE, OrderedDict())
    service = studies()
    stopped = key in _stopped()
    study = service.found(key, store) if stopped else service.ask(key, work, store)

    def look() -> None:
        now = service.found(key, store)
        if now is None:
            st.button(say("go_on", language), on_click=_go_on, args=(key,), key=f"go_on_{_name(key)}")
            return
        _progress(service, now, language)
        if now.answer is not None:
            draw(now.answer, not now.finished)
        if now.settled and study is not None and study is now and not settled:
            st.rerun()

    settled = study is None or study.settled
    st.fragment(look, run_every=None if settled else LOOK_EVERY)()


def _progress(service: Studies, study: Study, language: str) -> None:
    """Say how far a study is, or why it ended."""
    name = _name(study.key)
    if study.error is not None:
        st.error(_failed(study.error, language))
        st.button(say("go_on", language), on_click=_go_on, args=(study.key,), key=f"go_on_{name}")
    elif study.finished:
        return
    elif study.stopped:
        st.info(say("study.stopped" if study.answer is not None else "study.stopped_nothing", language))
        st.button(say("go_on", language), on_click=_go_on, args=(study.key,), key=f"go_on_{name}")
    else:
        with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"study_{name}"):
            share = study.done / study.total if study.total else 0.0
            st.progress(min(1.0, share), text=_said(study, language))
            st.button(say("stop", language), on_click=_stop, args=(service, study), key=f"stop_{name}")


def _said(study: Study, language: str) -> str:
    if not study.begun:
        return say("study.waits", language)
    part = say(f"study.part.{study.part}", language) if study.part else say("study.begins", language)
    return part if not study.total else f"{part} {study.done}/{study.total}"


def _failed(error: BaseException, language: str) -> str:
    if isinstance(error, InputError):
        return refusal(error, language)
    if isinstance(error, WithheldError):
        return say("study.withheld", language)
    return say("failed", language, what=type(error).__name__)


def _stop(service: Studies, study: Study) -> None:
    _stopped().add(study.key)
    service.stop(study)


def _go_on(key: Key) -> None:
    _stopped().discard(key)


def _stopped() -> set[Key]:
    found: set[Key] = st.session_state.setdefault(STOPPED, set())
    return found


def _name(key: Key) -> str:
    """Name the widgets of a study: one of each kind stands on a page."""
    return str(key[0])
