"""Scenarios kept under a name: save, load, duplicate, rename, remove, as files or in this session, and pick some to compare."""

from __future__ import annotations

import re

import streamlit as st
import yaml

from explorer import state
from explorer.components.changes import changes
from explorer.wording import harmless, refusal, say
from scenarios.schema.common import Text
from scenarios.schema.errors import InputError
from scenarios.schema.problems import build
from scenarios.schema.reading import MAX_BYTES, read_yaml_text
from scenarios.schema.scenario import Scenario

MOST_LETTERS = 40
UPLOAD = "scenario_upload"
SAID = "tuiyan_shelf_said"


def shelf(language: str) -> None:
    """Show what is kept, and what can be done with it."""
    with st.expander(say("shelf.heading", language, count=len(state.session().kept)), expanded=False, key="shelf"):
        st.text_input(
            say("shelf.name", language),
            max_chars=MOST_LETTERS,
            key="shelf_name",
            placeholder=say("shelf.name_placeholder", language),
        )
        with st.container(horizontal=True):
            st.button(say("shelf.keep", language), on_click=_keep, key="shelf_keep")
            st.download_button(
                say("shelf.save", language),
                data=to_yaml(state.asked()),
                file_name=f"{state.asked().plan}-scenario.yaml",
                mime="application/yaml",
                on_click="ignore",
                key="shelf_save",
            )
        said = st.session_state.pop(SAID, None)
        if said:
            st.caption(say(said, language))
        for number, kept in enumerate(state.session().kept):
            _kept(number, kept, language)
        st.file_uploader(
            say("shelf.load", language), type=["yaml", "yml"], key=UPLOAD, help=say("shelf.load_help", language)
        )
        upload = st.session_state.get(UPLOAD)
        if upload is not None:
            _offer(upload.getvalue(), language)


def _kept(number: int, kept: state.Kept, language: str) -> None:
    with st.container(border=True):
        st.markdown(f"**{harmless(kept.name)}**")
        lines = changes(kept.scenario, language)
        st.caption("；".join(lines[:4]) if lines else say("changed.nothing", language))
        with st.container(horizontal=True, gap="small"):
            st.button(say("shelf.open", language), on_click=state.ask, args=(kept.scenario,), key=f"open_{number}")
            st.button(say("shelf.copy", language), on_click=_copy, args=(kept,), key=f"copy_{number}")
            st.button(say("shelf.rename", language), on_click=_rename, args=(kept.name,), key=f"rename_{number}")
            st.button(
                say("shelf.remove", language), on_click=state.drop_kept, args=(kept.name,), key=f"remove_{number}"
            )


def _offer(content: bytes, language: str) -> None:
    """Say what an uploaded scenario holds before it is used."""
    try:
        scenario = from_yaml(content)
        state.loaded(scenario)
    except InputError as error:
        st.error(refusal(error, language))
        return
    lines = changes(scenario, language)
    st.info(
        "\n".join(f"- {line}" for line in lines) if lines else say("changed.nothing", language),
        title=say("shelf.understood", language),
    )
    st.button(say("shelf.use", language), on_click=state.ask, args=(scenario,), key="shelf_use", type="primary")


def to_yaml(scenario: Scenario) -> str:
    """Write a scenario as the YAML file that `tuiyan run` reads."""
    data = scenario.model_dump(mode="json", exclude_defaults=True, exclude_none=True)
    head = "# 推演情景：tuiyan run 本文件，或在情景实验室里打开。\n"
    return head + yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=100)


def from_yaml(content: bytes) -> Scenario:
    """Read a scenario file; raises InputError. Only plans that this session can open are accepted, never a path."""
    if len(content) > MAX_BYTES:
        raise InputError("file_too_large", limit=MAX_BYTES // 1_000_000)
    try:
        written = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError("not_utf8", position=error.start) from None
    scenario = build(Scenario, read_yaml_text(written, "scenario"))
    if scenario.plan not in state.plan_names():
        raise InputError("link_unknown_plan", name=scenario.plan[:80], near=", ".join(state.plan_names()))
    if scenario.baseline is not None and not re.fullmatch(r"[A-Za-z0-9_\-]{1,80}", scenario.baseline):
        raise InputError("link_unknown_baseline", name=scenario.baseline[:80], near="-")
    return scenario


def chosen_to_compare(language: str, base: Scenario) -> list[Scenario]:
    """Let the reader pick kept scenarios of the same plan to see beside the present one."""
    kept = [one for one in state.session().kept if one.scenario.plan == base.plan]
    if not kept:
        return []
    names = [one.name for one in kept]
    chosen = st.pills(
        say("shelf.compare", language), names, selection_mode="multi", key="compare", persist_state="session"
    )
    return [
        _named(one.scenario, one.name).model_copy(update={"seed": base.seed, "replicates": base.replicates})
        for one in kept
        if one.name in (chosen or ())
    ]


def _named(scenario: Scenario, name: str) -> Scenario:
    return scenario.model_copy(update={"title": Text(zh=name, en=name)})


def _name() -> str:
    return " ".join(str(st.session_state.get("shelf_name") or "").split())[:MOST_LETTERS]


def _keep() -> None:
    name = _name() or free_name()
    state.keep_scenario(name, _named(state.asked(), name))
    st.session_state[SAID] = "shelf.kept"


def _copy(kept: state.Kept) -> None:
    name = free_name(kept.name)
    state.keep_scenario(name, _named(kept.scenario, name))


def _rename(old: str) -> None:
    name = _name()
    if not name:
        st.session_state[SAID] = "shelf.rename_needs_name"
    elif any(one.name == name for one in state.session().kept):
        st.session_state[SAID] = "shelf.rename_taken"
    else:
        state.rename_kept(old, name)


def free_name(like: str = "") -> str:
    """Give a name that is not taken yet."""
    taken = {one.name for one in state.session().kept}
    stem = like or say("shelf.scenario", state.language())
    return next(name for number in range(1, 10_000) if (name := f"{stem} {number}"[-MOST_LETTERS:]) not in taken)
