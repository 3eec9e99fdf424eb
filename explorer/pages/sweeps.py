"""批量结果: a folder of sweep results opened: lines, scatter, heat map of probability over two levers, table, download."""

from __future__ import annotations

import streamlit as st

from explorer import state
from explorer.components.sweeps import sweep_page
from explorer.wording import say

speech = state.language()
st.title(say("sweeps.title", speech))
st.caption(say("sweeps.note", speech))
sweep_page(speech)
