"""附件: pages to attach to the draft, made from the present question; every number in them can be checked."""

from __future__ import annotations

import streamlit as st

from explorer.answering import answers
from explorer.components.trust import standing
from explorer.state import asked, language
from explorer.wording import refusal, say
from scenarios.extras import require
from scenarios.schema.errors import InputError

speech = language()
st.title(say("annex.heading", speech))
st.caption(say("annex.note", speech))
try:
    require("annex")
except InputError as error:
    st.error(refusal(error, speech))
    st.stop()
from explorer.components.annex import annex_page  # noqa: E402 - needs the extra, whose absence has been said

with answers([asked()]) as (answered,):
    standing(answered, speech)
    if answered.rough:
        st.info(say("annex.rough", speech), icon=":material/hourglass_top:")
    else:
        annex_page(answered, asked(), speech)
