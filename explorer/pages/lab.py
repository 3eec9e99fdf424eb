"""情景实验室: move levers and assumptions, and see beside the plan as it stands what that changes and how surely."""

from __future__ import annotations

import streamlit as st

from explorer import state
from explorer.answering import answers
from explorer.components.comparison import comparison
from explorer.components.form import assumption_picker, scenario_form
from explorer.components.shelf import chosen_to_compare, shelf
from explorer.components.trust import stamp, standing
from explorer.link import default_scenario
from explorer.wording import refusal, say
from scenarios.schema.errors import InputError

speech = state.language()
present = state.asked()
st.title(say("lab.title", speech))
st.caption(say("lab.note", speech))
left, right = st.columns([2, 3], gap="medium")
with left:
    picked = assumption_picker(speech)
    try:
        loaded = state.loaded()
    except InputError as error:
        st.error(refusal(error, speech))
        loaded = state.loaded(default_scenario(present.plan))
    scenario_form(loaded, picked, speech)
    shelf(speech)
with right:
    base = default_scenario(present.plan).model_copy(update={"seed": present.seed, "replicates": present.replicates})
    compared = [base, *chosen_to_compare(speech, base)]
    if present != base:
        compared.append(present)
    with answers(compared) as answered:
        for one in answered[-1:]:
            standing(one, speech)
        comparison(answered, speech)
        stamp(answered[-1], speech)
