"""审查: does the plan contradict itself? Findings by grade, each with its arithmetic, its clauses and what would mend it."""

from __future__ import annotations

import streamlit as st

from explorer import state
from explorer.components.findings import findings
from explorer.wording import harmless, refusal, say
from scenarios.schema.errors import InputError

speech = state.language()
try:
    loaded = state.loaded()
except InputError as error:
    st.error(refusal(error, speech))
    st.stop()
plan = loaded.plan
st.title(say("audit.title", speech, region=harmless(plan.region.name[speech])))
findings(plan, speech)
