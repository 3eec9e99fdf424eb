"""Buttons whose press is taken even where it is the first that a session hears of its reader.

After the server was replaced under an open page, the page stands as it was, and its next message begins a new session. Streamlit
calls nothing back for a widget that this session has not yet shown; the press itself, and the values of the form, come with it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

TAKEN = "tuiyan_taken_"


def press(
    button: Callable[..., bool], label: str, take: Callable[..., None], *args: Any, key: str, **options: Any
) -> None:
    """Show a button (`st.button` or `st.form_submit_button`) that does `take(*args)` once for each press.

    Outside a form's own callback, what `take` changes is shown by running the page again.
    """
    mark = TAKEN + key
    pressed = button(label, on_click=_take, args=(mark, take, args), key=key, **options)
    if not st.session_state.pop(mark, False) and pressed:
        take(*args)
        st.rerun()


def _take(mark: str, take: Callable[..., None], args: tuple[Any, ...]) -> None:
    take(*args)
    st.session_state[mark] = True
