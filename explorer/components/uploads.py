"""Uploads: what was understood and what was doubtful, cell by cell, before anything is used; nothing is kept on disk."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from charts.scorecard import SIGNS
from explorer import state
from explorer.wording import harmless, refusal, say
from scenarios.importing import Imported, import_sheet_bytes, template_xlsx, template_yaml
from scenarios.ledger.template import template_xlsx as ledger_template
from scenarios.messages import text
from scenarios.schema.errors import InputError, Place
from scenarios.schema.load import check_plan
from scenarios.schema.plan import Plan
from scenarios.schema.problems import build
from scenarios.schema.reading import MAX_BYTES, Document, read_yaml_text

READ = "tuiyan_read"


def plan_upload(language: str) -> None:
    """Take a sheet or YAML file of targets, show how it was read, and use it only when told to."""
    st.caption(say("data.plan_note", language))
    st.file_uploader(say("data.plan_upload", language), type=["xlsx", "yaml", "yml"], key="plan_file")
    upload = st.session_state.get("plan_file")
    if upload is None:
        return
    try:
        imported = read_plan_file(upload.name, upload.getvalue())
    except InputError as error:
        st.error(refusal(error, language), title=say("data.refused", language))
        return
    plan = imported.plan
    wrong = [problem for problem in imported.problems if problem.severity == "wrong"]
    doubtful = [problem for problem in imported.problems if problem.severity == "doubtful"]
    st.success(
        say(
            "data.understood",
            language,
            region=harmless(plan.region.name[language]),
            start=plan.horizon.start,
            end=plan.horizon.end,
            targets=len(plan.targets),
            wrong=len(wrong),
            doubtful=len(doubtful),
        )
    )
    if wrong or doubtful:
        st.markdown(say("data.problems", language))
        frame = pd.DataFrame(
            [
                {
                    "severity": say(f"data.{problem.severity}", language),
                    "cell": problem.place,
                    "heading": problem.heading,
                    "found": problem.found,
                    "said": problem.line(language),
                }
                for problem in (*wrong, *doubtful)
            ]
        )
        frame.columns = pd.Index([say(f"column.{name}", language) for name in frame.columns])
        st.dataframe(frame, hide_index=True, alt=say("data.problems", language), key=f"problems_{language}")
    st.markdown(say("data.targets", language))
    frame = pd.DataFrame(
        [
            {
                "target": target.label[language],
                "sign": SIGNS.get(target.operator, target.operator),
                "value": target.value,
                "value_high": target.value_high,
                "unit": target.unit or "",
                "from": target.from_year,
                "due": target.due_year,
                "status": text(f"status.{target.status}", language) if target.status else "",
                "reason": target.reason[language] if target.reason else "",
            }
            for target in plan.targets
        ]
    )
    frame.columns = pd.Index([say(f"column.{name}", language) for name in frame.columns])
    st.dataframe(frame, hide_index=True, height=320, alt=say("data.targets", language), key=f"read_targets_{language}")
    st.button(say("data.use_plan", language), type="primary", on_click=_use_plan, args=(plan,), key="use_plan")
    if state.asked().plan in state.session().plans:
        st.info(say("data.plan_used", language))


def _use_plan(plan: Plan) -> None:
    state.take_plan(plan)


def read_plan_file(name: str, content: bytes) -> Imported:
    """Read an uploaded plan; raises InputError. Errors name the file as the planner does, never a place on this machine."""
    if len(content) > MAX_BYTES:
        raise InputError("file_too_large", Place(name), limit=MAX_BYTES // 1_000_000)
    if not name.lower().endswith(".xlsx"):
        try:
            written = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise InputError("not_utf8", Place(name), position=error.start) from None
        document = read_yaml_text(written, name)
        return Imported(check_plan(build(Plan, document), document))
    imported = import_sheet_bytes(content, name)
    # What a file says of each target's status is found by the same check; a sheet has no lines to point to.
    return Imported(check_plan(imported.plan, Document({}, name, {})), imported.problems)


def templates(language: str) -> None:
    """Offer the templates that planners fill in."""
    st.caption(say("data.templates_note", language))
    with st.container(horizontal=True):
        st.download_button(
            say("data.template_xlsx", language),
            data=template_xlsx,
            file_name="tuiyan-plan.xlsx",
            mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            on_click="ignore",
            key="template_xlsx",
        )
        st.download_button(
            say("data.template_ledger", language),
            data=ledger_template,
            file_name="tuiyan-ledger.xlsx",
            mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            on_click="ignore",
            key="template_ledger",
        )
        st.download_button(
            say("data.template_yaml", language),
            data=template_yaml(),
            file_name="tuiyan-plan.yaml",
            mime="application/yaml",
            on_click="ignore",
            key="template_yaml",
        )
