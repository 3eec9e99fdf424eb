"""要怎样才够: which targets, with which probability, by which levers and for how much; the answer, its price, or the limit."""

from __future__ import annotations

import streamlit as st

from explorer import state
from explorer.components.seek_answer import seek_answer
from explorer.components.seek_form import seek_form
from explorer.wording import refusal, say
from scenarios.schema.errors import InputError

speech = state.language()
st.title(say("seek.title", speech))
st.caption(say("seek.note", speech))
try:
    loaded = state.loaded()
except InputError as error:
    st.error(refusal(error, speech), title=say("refused", speech))
    st.stop()
left, right = st.columns([2, 3], gap="medium")
with left:
    seek_form(loaded, speech)
with right:
    seek_answer(loaded, speech)
