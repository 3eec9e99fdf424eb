"""Tables and charts of an answer, made once a session: the same answer is drawn again on every rerun."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from scenarios.result import RunResult

KEY = "tuiyan_made"
MOST = 64

T = TypeVar("T")


def remembered(what: str, result: RunResult, make: Callable[[], T], *more: object) -> T:
    """Give what `make` makes of a result, made only once for the same result and the same `more`."""
    made: dict[tuple[object, ...], tuple[RunResult, object]] = st.session_state.setdefault(KEY, {})
    key = what, id(result), *more
    found = made.get(key)
    if found is None or found[0] is not result:
        made[key] = result, make()
        while len(made) > MOST:
            del made[next(iter(made))]
    value: T = made[key][1]  # type: ignore[assignment]
    return value
