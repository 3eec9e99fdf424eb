"""The frame around every page: title, link, navigation, and the sidebar with language, plan and steps back."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import streamlit as st

from explorer import state
from explorer.components.changes import changes
from explorer.components.trust import link_note
from explorer.serving import keep_uploads_in_memory
from explorer.wording import harmless, say
from scenarios.loaded import LoadedScenario
from scenarios.schema.common import Text
from scenarios.schema.errors import InputError
from scenarios.schema.load import load_plan

FOLDER = Path(__file__).resolve().parent / "pages"
PAGES: tuple[tuple[str, str], ...] = (
    ("plan", ":material/flag:"),
    ("audit", ":material/fact_check:"),
    ("lab", ":material/tune:"),
    ("seek", ":material/savings:"),
    ("ladder", ":material/stairs:"),
    ("investment", ":material/factory:"),
    ("sweeps", ":material/grid_view:"),
    ("calibrate", ":material/target:"),
    ("annex", ":material/attach_file:"),
    ("data", ":material/upload_file:"),
)
"""Names of the pages, in their order, and the sign of each; the first is where the explorer opens."""
LANGUAGE_NAMES = {"zh": "中文", "en": "English"}


def show() -> None:
    """Show the page that the reader is on."""
    st.set_page_config(page_title="推演", page_icon="📈", layout="wide")
    keep_uploads_in_memory()
    state.session()
    state.follow_link()
    language = state.language()
    pages = [
        st.Page(
            FOLDER / f"{name}.py", title=say(f"page.{name}", language), icon=sign, url_path=name, default=number == 0
        )
        for number, (name, sign) in enumerate(PAGES)
    ]
    page = st.navigation(pages, expanded=True)
    with st.sidebar:
        _sidebar(language)
    state.sync_link()
    link_note(language)
    page.run()


def _sidebar(language: str) -> None:
    chosen = st.segmented_control(
        say("language", language),
        list(LANGUAGE_NAMES),
        format_func=lambda name: LANGUAGE_NAMES[name],
        default=language,
        required=True,
        key=f"language_{language}",
        on_change=_speak,
        args=(f"language_{language}",),
    )
    # A page that outlived its server begins a new session with what it shows, and nothing is called back in that first run.
    if chosen and chosen != language:
        state.speak(chosen)
        st.rerun()
    titles = {name: plan_title(name, language) for name in state.plan_names()}
    names, now = list(titles), state.asked().plan
    plan = st.selectbox(
        say("plan", language),
        names,
        index=names.index(now) if now in names else 0,
        format_func=lambda name: titles[name],
        key=f"plan_{state.session().form}_{language}",
        on_change=_open_plan,
        args=(f"plan_{state.session().form}_{language}",),
    )
    if plan != now and now in names:
        _open_plan(f"plan_{state.session().form}_{language}")
        st.rerun()
    history = state.session().history
    with st.container(horizontal=True, gap="small"):
        st.button(say("undo", language), on_click=state.undo, disabled=not history.past, key="undo")
        st.button(say("redo", language), on_click=state.redo, disabled=not history.future, key="redo")
        st.button(
            say("reset_all", language), on_click=state.reset, disabled=not changes(state.asked(), language), key="reset"
        )
    if state.session().ledger is not None:
        st.caption(say("data.ledger_used", language))
    if state.session().posterior is not None:
        st.caption(say("calibrate.used", language))
    lines = changes(state.asked(), language)
    st.caption(say("changed.heading", language, count=len(lines)) if lines else say("changed.nothing", language))
    for line in lines[:8]:
        st.caption("• " + line)
    if len(lines) > 8:
        st.caption(say("changed.more", language, count=len(lines) - 8))


def plan_title(name: str, language: str) -> str:
    """Name a plan by its region, and say of an uploaded one that it is the session's own."""
    own = state.session().plans.get(name)
    return say("own_plan", language, region=own.region.name[language]) if own else _region_name(name)[language]


@cache
def _region_name(plan: str) -> Text:
    return load_plan(plan).region.name


def region_of(loaded: LoadedScenario, language: str) -> str:
    """Name the region of a question, safe for Markdown."""
    return harmless(loaded.plan.region.name[language])


def _speak(key: str) -> None:
    state.speak(str(st.session_state.get(key)))


def _open_plan(key: str) -> None:
    try:
        state.open_plan(str(st.session_state.get(key)))
    except InputError:
        state.reset()
