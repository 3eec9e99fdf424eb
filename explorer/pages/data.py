"""数据: upload a plan or a ledger and see what was understood before anything is used; templates; where every number is from."""

from __future__ import annotations

import streamlit as st

from explorer import state
from explorer.components.ledger_upload import ledger_upload
from explorer.components.provenance import provenance
from explorer.components.uploads import plan_upload, templates
from explorer.wording import say

speech = state.language()
st.title(say("data.title", speech))
names = ("plan", "ledger", "templates", "provenance")
chosen = st.segmented_control(
    say("data.section", speech),
    names,
    default="plan",
    required=True,
    format_func=lambda name: say(f"data.{name}", speech),
    key="data_section",
    label_visibility="collapsed",
    persist_state="session",
)
if chosen == "ledger":
    ledger_upload(speech)
elif chosen == "templates":
    templates(speech)
elif chosen == "provenance":
    provenance(speech)
else:
    plan_upload(speech)
