"""梯队: stocks and flows between rungs, by chain, why enterprises do not climb, and one enterprise's life."""

from __future__ import annotations

import streamlit as st

from explorer import state
from explorer.answering import answers
from explorer.components.ladder import chains, flows, lives, obstacles
from explorer.components.trust import stamp, standing
from explorer.wording import harmless, say

speech = state.language()
with answers([state.asked()]) as (answered,):
    st.title(say("ladder.title", speech, region=harmless(answered.question.loaded.plan.region.name[speech])))
    standing(answered, speech)
    st.caption(say("ladder.note", speech))
    flows(answered, speech)
    chains(answered, speech)
    obstacles(answered, speech)
    lives(answered, speech)
    stamp(answered, speech)
