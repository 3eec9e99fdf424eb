"""招商与投资: the funnel from signing to capacity, money promised and in place, investment against value added."""

from __future__ import annotations

import streamlit as st

from explorer import state
from explorer.answering import answers
from explorer.components.investment import funnel_picture, money, other_series
from explorer.components.trust import stamp, standing
from explorer.wording import harmless, say

speech = state.language()
with answers([state.asked()]) as (answered,):
    st.title(say("investment.title", speech, region=harmless(answered.question.loaded.plan.region.name[speech])))
    standing(answered, speech)
    st.caption(say("investment.note", speech))
    funnel_picture(answered, speech)
    money(answered, speech)
    other_series(answered, speech)
    stamp(answered, speech)
