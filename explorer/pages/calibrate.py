"""本地校准: the county's own yearly figures uploaded, understood, learned from; used in this session, or taken away as a file."""

from __future__ import annotations

import streamlit as st

from explorer import state
from explorer.components.calibration import calibration_page
from explorer.wording import refusal, say
from scenarios.schema.errors import InputError

speech = state.language()
st.title(say("calibrate.title", speech))
st.caption(say("calibrate.note", speech))
try:
    loaded = state.loaded(learned=False)
except InputError as error:
    st.error(refusal(error, speech), title=say("refused", speech))
    st.stop()
calibration_page(loaded, speech)
