"""A sweep folder on the page."""

from __future__ import annotations

import streamlit as st

from explorer.wording import say


def sweep_page(language: str) -> None:
    """Open a sweep folder and show it."""
    st.info(say("absent", language))
